"""Headers of budgets that no dictionary can know, told by the rows below them.

A unit alone: 'Tkr', and below it 'Ram 2002 218 450', 'Löneökningar 3 240'. Words alone: 'Avdelning Personal Lokaler Summa', and
below it rows of a label and three amounts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.amounts import looks_like_amount, natural_count, read_amounts
from pipeline.tables.flattened.flow import Flow, is_heading, tokens
from pipeline.tables.flattened.header import Header
from pipeline.tables.flattened.header_cover import UNKNOWN, HeaderColumn

BLANKS = 2
"""No more blank lines stand between rows."""
SOUND = 1.0
"""A reading of a row that costs less is a sound one."""
LINES_AT_MOST = 4
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
    """The header that one line or a few are by having as many headings, a capital each, as the rows below have cells."""
    words: list[list[Text]] = []
    for stop in range(index + 1, min(len(flow), index + LINES_AT_MOST) + 1):
        line = flow[stop - 1]
        if re.search(r"[\d.;:!?()]|,$", line.value) or is_heading(line) or (stop > index + 1 and line.gap > BLANKS):
            return None
        for word in tokens(line.text):
            if word.value[0].isupper():
                words.append([word])
            elif words:
                words[-1].append(word)
            else:
                return None
        rows = flow[stop : stop + ROWS_AT_LEAST]
        count = len(words) - 1
        if len(rows) < ROWS_AT_LEAST or not any(map(str.isdigit, rows[0].value)):
            continue
        if len(words) < HEADINGS_AT_LEAST or sum(map(len, words)) > WORDS_AT_MOST * len(words):
            return None
        if not all(_has_amounts(row, count) for row in rows):
            return None
        fields = ["label", *[UNKNOWN.field] * count]
        columns = tuple(
            HeaderColumn(join_texts(heading), field, 0) for heading, field in zip(words, fields, strict=True)
        )
        return Header("budget", columns, index, stop, 1.0)
    return None


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
