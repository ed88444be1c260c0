"""A header in a text that kept its columns apart by blanks: wide gaps part its cells, and what stands below a cell is its rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.amounts import natural_count
from pipeline.tables.flattened.flow import Flow, Piece, pieces
from pipeline.tables.flattened.header import Header
from pipeline.tables.flattened.header_cover import TEXT_FIELDS, UNKNOWN, HeaderColumn
from pipeline.tables.headers import header_field, years_in

LINES_AT_MOST = 4
CELLS_AT_LEAST = 3


@dataclass(slots=True)
class _Column:
    """A header cell in the making: where its words stand, in letters from the left."""

    left: int
    right: int
    texts: list[Text]


def gapped_header(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> Header | None:
    """The header of a budget that begins on a line, its columns parted by wide gaps; ``None`` where there are too few, or
    where none of them says what its amounts are of."""
    if len(pieces(flow[start])) < CELLS_AT_LEAST:
        return None
    columns: list[_Column] = []
    stop = start
    for line in flow[start : start + LINES_AT_MOST]:
        if natural_count(line.text) and not years_in(line.value):
            break
        if stop > start and (line.gap or line.starts_page):
            return None
        for piece in pieces(line):
            _place(piece, columns)
        stop += 1
    columns.sort(key=lambda column: column.left)
    made = tuple(_heading(column, start, lexicon) for column in columns)
    known = sum(column.is_value and column.field != UNKNOWN.field for column in made)
    return Header("budget", made, start, stop, 1.0) if known and known * 2 >= len(made) - 1 else None


def _place(piece: Piece, columns: list[_Column]) -> None:
    """Adds a piece to the column that stands above it, or as a new one."""
    over = [column for column in columns if column.left < piece.right and piece.left < column.right]
    if not over:
        columns.append(_Column(piece.left, piece.right, [piece.text]))
        return
    best = max(over, key=lambda column: min(column.right, piece.right) - max(column.left, piece.left))
    best.left, best.right = min(best.left, piece.left), max(best.right, piece.right)
    best.texts.append(piece.text)


def _heading(column: _Column, line: int, lexicon: Lexicon) -> HeaderColumn:
    text = join_texts(column.texts)
    match = header_field(text.value, lexicon, "budget")
    unit = header_field(text.value, lexicon)
    found = match.canonical_field if match is not None else UNKNOWN.field
    if match is None and unit is not None and unit.canonical_field in TEXT_FIELDS:
        found = unit.canonical_field
    return HeaderColumn(text, found, line)
