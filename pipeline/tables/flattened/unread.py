"""Rows of a table in a plain text that no table took: said, never lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import Page, Table
from pipeline.tables.flattened.amounts import looks_like_amount
from pipeline.tables.flattened.budget import LEADER, is_amount_row
from pipeline.tables.flattened.cells import is_cell
from pipeline.tables.flattened.flow import Flow, flow_of

ROWS_AT_LEAST = 3
"""Fewer rows side by side may be anything."""
CELLS_AT_LEAST = 2
"""So many lines of one amount each below a label are a row."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Rows that no table took: their page, their first and last line on it, the first row as it stands, how many there are."""

    page: int
    first: int
    last: int
    text: str
    rows: int


def unread_rows(pages: tuple[Page, ...], tables: Sequence[Table]) -> Iterator[Unread]:
    """The runs of rows with amounts, whole or a cell a line, of which no table has any line."""
    taken = {place for table in tables for place in table.places}
    run: list[list[Flow]] = []
    for row in _rows(flow_of(pages)):
        free = row is not None and not any(line.place in taken for line in row)
        if row is not None and free and (not run or run[-1][-1].place[0] == row[0].place[0]):
            run.append(row)
            continue
        yield from _said(run)
        run = [row] if row is not None and free else []
    yield from _said(run)


def _said(run: Sequence[Sequence[Flow]]) -> Iterator[Unread]:
    if len(run) >= ROWS_AT_LEAST:
        first, last = run[0][0], run[-1][-1]
        text = " | ".join(line.value for line in run[0])
        yield Unread(first.place[0], first.line.number, last.line.number, text, len(run))


def _rows(flow: Sequence[Flow]) -> Iterator[list[Flow] | None]:
    """The lines as rows of label and amounts; ``None`` for one line without amounts more than a label is."""
    index, bare = 0, 0
    while index < len(flow):
        line = flow[index]
        if is_amount_row(line) and not LEADER.search(line.value):
            yield [line]
            index, bare = index + 1, 0
            continue
        stop = index + 1
        while stop < len(flow) and is_cell(flow[stop]):
            stop += 1
        cells = flow[index + 1 : stop]
        if (
            len(cells) >= CELLS_AT_LEAST
            and re.search(r"[^\W\d_]{2}", line.value)
            and any(looks_like_amount(cell.value) for cell in cells)
        ):
            yield [line, *cells]
            index, bare = stop, 0
            continue
        bare += 1
        if bare > 1:
            yield None
        index += 1
