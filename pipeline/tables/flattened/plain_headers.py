"""Headers of budgets that no dictionary can know, told by the rows below them.

A unit alone: 'Tkr', and below it 'Ram 2002 218 450', 'Löneökningar 3 240'. Words alone: 'Avdelning Personal Lokaler Summa', and
below it rows of a label and three amounts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.amounts import looks_like_amount, natural_count, read_amounts
from pipeline.tables.flattened.flow import Flow, is_heading
from pipeline.tables.flattened.header import Header
from pipeline.tables.flattened.header_cover import UNKNOWN, HeaderColumn

BLANKS = 2
"""No more blank lines stand between rows."""
SOUND = 1.0
"""A reading of a row that costs less is a sound one."""
HEADINGS_AT_LEAST, WORDS_AT_MOST = 4, 2
"""A header of words has so many headings, and on the mean no more words in each."""
ROWS_AT_LEAST = 3
"""So many lines right below must be a label and one amount."""
LABEL_WORDS = 9
"""A label has no more words."""


def unit_header(flow: Sequence[Flow], index: int, lexicon: Lexicon) -> Header | None:
    """The header that a line is by naming a unit of money alone, where rows of one amount stand below it."""
    line = flow[index]
    if plain_letters(line.value) not in _units_of_money(lexicon):
        return None
    rows = flow[index + 1 : index + 1 + ROWS_AT_LEAST]
    if len(rows) < ROWS_AT_LEAST or not all(map(_is_row, rows)):
        return None
    return Header("budget", (HeaderColumn(line.text, UNKNOWN.field, 0),), index, index + 1, 1.0)


def word_header(flow: Sequence[Flow], index: int) -> Header | None:
    """The header that a line is by having as many headings, a capital each, as the rows below it have cells."""
    line = flow[index]
    starts = [match.start() for match in re.finditer(r"(?:^|(?<=\s))[A-ZÅÄÖ]", line.value)]
    if len(starts) < HEADINGS_AT_LEAST or starts[0] or len(line.value.split()) > WORDS_AT_MOST * len(starts):
        return None
    if re.search(r"[\d.;:!?()]|,$", line.value) or is_heading(line):
        return None
    rows = flow[index + 1 : index + 1 + ROWS_AT_LEAST]
    if len(rows) < ROWS_AT_LEAST or not all(_has_amounts(row, len(starts) - 1) for row in rows):
        return None
    texts = [line.text.slice(a, b).strip() for a, b in pairwise((*starts, len(line.value)))]
    fields = ["label", *[UNKNOWN.field] * (len(starts) - 1)]
    columns = tuple(HeaderColumn(text, field, 0) for text, field in zip(texts, fields, strict=True))
    return Header("budget", columns, index, index + 1, 1.0)


def _has_amounts(line: Flow, count: int) -> bool:
    """Whether a line is a label and so many amounts, most of which look like more than figures."""
    if line.starts_page or line.gap > BLANKS:
        return False
    best = next(iter(read_amounts(line.text, count)), None)
    if best is None or best.count != count or best.cost >= SOUND or not re.search(r"[^\W\d_]{2}", best.label.value):
        return False
    amounts = [amount.value for amount in best.amounts if amount is not None]
    return 2 * sum(map(looks_like_amount, amounts)) >= count


def _is_row(line: Flow) -> bool:
    if not natural_count(line.text) or is_heading(line) or line.starts_page:
        return False
    readings = read_amounts(line.text, 1)
    label, amount = readings[0].label.value, readings[0].amounts[0]
    words = re.findall(r"[^\W\d_]{2,}", label)
    return amount is not None and looks_like_amount(amount.value) and 0 < len(words) <= LABEL_WORDS


@lru_cache(maxsize=4)
def _units_of_money(lexicon: Lexicon) -> frozenset[str]:
    """The plain letters of units of money, also behind 'Belopp i'."""
    units = {plain_letters(row["variant"]) for row in lexicon.rows("units") if row["dimension"] == "money"}
    return frozenset({*units, *(f"beloppi{unit}" for unit in units)})
