"""A column that was taken for a part of the labels' heading: 'Projekt, tkr Total utgift | Budget 2026 | …'.

Where most rows lack its amount, the header fits the rows without it, and the rows that do have one would keep it in their
labels or move every amount by one column. Such rows tell that the heading holds a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Text
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.amounts import natural_count, read_amounts
from pipeline.tables.flattened.budget import is_amount_row
from pipeline.tables.flattened.flow import Flow, is_heading
from pipeline.tables.flattened.header import Header, unit_letters
from pipeline.tables.flattened.header_cover import UNKNOWN, HeaderColumn
from pipeline.tables.headers import header_field

ROWS = 30
"""So many lines below a header are looked at."""
SHARE = 0.08
"""The share of rows that have an amount more than the header has columns, at least."""
KNOWN = 0.9
"""How like (0-1) the rest of the heading must be to one that the dictionary knows."""
WORDS_AT_MOST = 3
_AMOUNT_BEHIND = re.compile(r"(?:^|\s)[-−–+]?\s?(?:\d{1,3}(?:\s\d{3})+|\d+[.,]\d+|\d{3,})$")


def with_stub_column(flow: Sequence[Flow], header: Header, count: int, lexicon: Lexicon) -> Header | None:
    """The header with one column more, cut from the heading of the labels; ``None`` where the rows don't ask for it, or
    that heading isn't two."""
    if not _more_amounts(flow, header.stop, count):
        return None
    first = header.columns[0]
    for cut in _cuts(first.text.value):
        label, rest = first.text.slice(0, cut).strip(), first.text.slice(cut).strip()
        if len(rest.value.split()) <= WORDS_AT_MOST and _is_label(label, lexicon):
            column = HeaderColumn(rest, UNKNOWN.field, first.first_line)
            return replace(header, columns=(replace(first, text=label), column, *header.columns[1:]))
    return None


def _more_amounts(flow: Sequence[Flow], start: int, count: int) -> bool:
    """Whether some of a table's rows have amounts left over in their labels, or read better with one amount more."""
    rows = more = 0
    for line in flow[start : start + ROWS]:
        if is_heading(line):
            break
        fuller = _reads_better_with_more(line, count)
        if (fuller or is_amount_row(line)) and (readings := read_amounts(line.text, count)):
            rows += 1
            more += fuller or bool(_AMOUNT_BEHIND.search(readings[0].label.value))
    return more > 0 and more >= SHARE * rows


def _reads_better_with_more(line: Flow, count: int) -> bool:
    """Whether a line is a sound row of one amount more, the first of them no number of a name ('etapp 3'), and less sound a
    row of so many: 'Återvinning 21 800 800 12 000'."""
    if natural_count(line.text) <= count:
        return False
    fuller, fitting = (next(iter(read_amounts(line.text, wanted)), None) for wanted in (count + 1, count))
    if fuller is None or fitting is None or fuller.count != count + 1 or fuller.cost >= fitting.cost:
        return False
    first = fuller.amounts[0]
    return first is not None and bool(fuller.label.value) and bool(_AMOUNT_BEHIND.fullmatch(first.value))


def _cuts(heading: str) -> list[int]:
    """Where a heading can be two, from the left: before a word with a capital."""
    return [match.start() for match in re.finditer(r"(?<=\s)[A-ZÅÄÖ]", heading)]


def _is_label(heading: Text, lexicon: Lexicon) -> bool:
    """Whether a heading is that of labels, perhaps with a unit: 'Projekt, tkr'."""
    words = heading.value.replace(",", " ").split()
    while len(words) > 1 and plain_letters(words[-1]) in unit_letters(lexicon):
        words.pop()
    found = header_field(" ".join(words), lexicon)
    return found is not None and found.score >= KNOWN and found.scenario is None
