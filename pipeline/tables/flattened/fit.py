"""Whether the rows below a budget's header have as many amounts as it has columns: of the headers that could be one, the
rows tell which is.

A title ('Driftbudget', 'Investeringar 2024–2026') is made of words that headings are made of too. Read as the first
column, it would shift every amount by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.tables.flattened.amounts import figure_count, natural_count, parts_evenly, read_amounts
from pipeline.tables.flattened.budget import is_amount_row
from pipeline.tables.flattened.cells import cell_rows, is_cell
from pipeline.tables.flattened.flow import Flow
from pipeline.tables.flattened.gapped_header import gapped_header
from pipeline.tables.flattened.header import (
    Header,
    Headers,
    is_title_line,
    labelled_headers,
    lone_heading,
    loose_headers,
    other_extents,
)
from pipeline.tables.flattened.second_header import sub_header

ROWS = 12
"""So many lines below a header are looked at."""
BLANKS = 2
"""No more blank lines stand between a table's rows."""
ALONE = 2
"""So many rows must fit a header of one column."""
SOUND = 1.0
"""A reading of a row that costs less is a sound one."""
BETTER = 0.3
"""How much better a header must fit that leaves out a line of another."""
ROWS_AT_LEAST = 3
"""So many rows must stand below a header of which the dictionary knows only a part."""
FITTING = 0.5
"""The share of rows that fit a header that is right, at least."""


def fitting_header(headers: Headers, index: int) -> Header | None:
    """The header that begins on a line, read so that the rows below fit it; ``None`` where they fit one that begins on one
    of the next lines, and not this one."""
    header = headers.at(index)
    if header is None:
        return _loose_header(headers, index, 0.0)
    if header.kind != "budget":
        return header
    fitting = fit(headers, header)
    if fitting > FITTING:
        return header
    later = (headers.at(at) for at in range(index + 1, min(header.stop + 2, len(headers.flow))))
    own = [
        *other_extents(headers.flow, header, headers.lexicon),
        *labelled_headers(headers.flow, index, headers.lexicon),
    ]
    found = [(h, fit(headers, h)) for h in own]
    others = (h for h in later if h is not None and h.kind == "budget" and h.stop >= header.stop)
    found += [(h, share) for h in others if (share := fit(headers, h)) > fitting + BETTER]
    whole = [(h, share) for h, share in found if not _leaves_heading(headers, h)]
    best, share = max([(header, fitting), *whole], key=lambda pair: (pair[1], pair[0].score))
    loose = _loose_header(headers, index, share)
    if loose is not None:
        return loose
    alone = value_columns(headers.flow, best) < 2 and share < FITTING  # 'Verksamhetsplan med budget 2024'
    return best if best.start == index and not alone else None


def _loose_header(headers: Headers, index: int, reached: float) -> Header | None:
    """A header that begins on a line, some of whose headings no dictionary has, where most rows fit it and none has more."""
    flow = headers.flow
    if is_title_line(flow[index], headers.lexicon) or is_amount_row(flow[index]) or is_cell(flow[index]):
        return None
    if not any(is_amount_row(line) or is_cell(line) for line in flow[index + 1 : index + ROWS]):
        return None
    gapped = gapped_header(flow, index, headers.lexicon)
    found = [*([gapped] if gapped is not None else []), *loose_headers(flow, index, headers.lexicon)]
    if not found:
        return None
    best, share = max(((h, fit(headers, h)) for h in found), key=lambda pair: pair[1])
    if share <= max(reached, FITTING):
        return None
    values = value_columns(flow, best)
    rows = _rows_below(flow, best.stop)
    return best if len(rows) >= ROWS_AT_LEAST and all(natural_count(line.text) <= values for line in rows) else None


def _leaves_heading(headers: Headers, header: Header) -> bool:
    """Whether the line below a header is one more heading of a column."""
    return header.stop < len(headers.flow) and lone_heading(headers, header.stop) is not None


def fit(headers: Headers, header: Header) -> float:
    """The share (0-1) of the rows below a header that have as many amounts as it has columns; 0 where no row follows."""
    flow = headers.flow
    values = value_columns(flow, header)
    if sub_header(flow, header.stop, values) is not None:
        return 1.0
    sizes = cell_rows(headers, header.stop)
    if len(sizes) > 1 and max(sizes) > 1:
        return sum(size == values for size in sizes) / len(sizes)
    fits = [_fits(line, values) for line in _rows_below(flow, header.stop)]
    if values == 1 and sum(fits) < ALONE:
        return 0.0  # 'Verksamhetsplan med budget 2024', and below it '§ 112'
    return sum(fits) / len(fits) if fits else 0.0


def _rows_below(flow: Sequence[Flow], start: int) -> list[Flow]:
    """The lines that end in amounts, up to where two lines in a row do not."""
    found: list[Flow] = []
    missed = 0
    for line in flow[start : start + ROWS]:
        if natural_count(line.text):
            found.append(line)
            missed = 0
        elif missed or (found and line.gap > BLANKS):
            break
        else:
            missed += 1
    return found


def _fits(line: Flow, count: int) -> float:
    """How well (0-1) a line is a row of so many amounts: half where blanks that join thousands must part columns for it."""
    readings = read_amounts(line.text, count)
    if not readings or readings[0].count != count:
        return 0.0
    natural = count in (natural_count(line.text), figure_count(line.value)) or parts_evenly(line.value, count)
    if readings[0].cost >= SOUND and not natural:
        return 0.0
    label = readings[0].label.value
    if not re.search(r"[^\W\d_]{2}", label) or re.search(r"(?:^|\s)[-−–—+]?\s?\d[\d\s.,]*$", label):
        return 0.0
    return 1.0 if natural else 0.5


def value_columns(flow: Sequence[Flow], header: Header) -> int:
    """How many columns of amounts a header has."""
    columns = [column for column in header.columns if column.field != "note"]
    return len(columns) - (header.names_rows or is_label_by_rows(flow, header))


def is_label_by_rows(flow: Sequence[Flow], header: Header) -> bool:
    """Whether the first heading, one without scenario and year, is that of the labels, since rows have an amount less."""
    if len(header.columns) < 3 or re.search(r"scenario=|investment.year", header.columns[0].field):
        return False
    rows = [line for line in flow[header.stop : header.stop + 8] if is_amount_row(line)]
    count = len(header.columns)
    less = sum(natural_count(line.text) == count - 1 and not parts_evenly(line.value, count) for line in rows)
    return less * 3 > len(rows) * 2
