"""A drawn grid set right by the text in it: what lines alone leave open or draw twice.

Boxes drawn for shading stand inside cells; walls are drawn in the header only; rows are left without rules. Each
function takes a grid and gives a grid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Word
from pipeline.lexicon import Lexicon
from pipeline.tables.cutting import (
    cut_columns,
    cut_header,
    cut_rows,
    cut_spans,
    cut_tall_headers,
    is_number_line,
    words_in_slots,
)
from pipeline.tables.grid import Grid, Slot
from pipeline.tables.pieces import lines_of

NARROW = 1.2
"""An empty column or row narrower than this many type heights is the strip between two lines, not a column."""
TIGHT = 0.4
"""Lines of one text are parted by less than this many type heights."""


def refined(grid: Grid, words: Sequence[Word], blank: float, lexicon: Lexicon) -> Grid:
    """The grid with empty strips gone, spans cut where the text is cut, rows and columns that no line parts."""
    inside = [word for word in words if word.box is not None and grid.box.holds(word.box.middle)]
    if not inside:
        return grid
    grid = with_wrapped_joined(without_strips(grid, inside), inside)
    grid = cut_spans(grid, inside, blank)
    grid = cut_tall_headers(cut_columns(grid, inside, blank), inside, lexicon)
    grid = cut_header(grid, inside, lexicon)
    return cut_rows(grid, inside)


def without_strips(grid: Grid, words: Sequence[Word]) -> Grid:
    """Without strips between lines drawn side by side: narrow, and no text in a cell of their own."""
    heights = sorted(word.box.height for word in words if word.box is not None)
    narrow = NARROW * heights[len(heights) // 2]
    filled = [slot for slot, found in zip(grid.slots, words_in_slots(grid, words), strict=True) if found]
    columns = _kept(grid.xs, {slot.column for slot in filled if slot.column_span == 1}, narrow)
    rows = _kept(grid.ys, {slot.row for slot in filled if slot.row_span == 1}, narrow / 2)
    if len(columns) == len(grid.xs) - 1 and len(rows) == len(grid.ys) - 1:
        return grid
    slots = []
    for slot in grid.slots:
        its_columns = [c for c in columns if slot.column <= c < slot.column + slot.column_span]
        its_rows = [r for r in rows if slot.row <= r < slot.row + slot.row_span]
        if its_columns and its_rows:
            slots.append(
                Slot(rows.index(its_rows[0]), columns.index(its_columns[0]), len(its_rows), len(its_columns), slot.box)
            )
    return Grid(grid.page, _walls(grid.xs, columns), _walls(grid.ys, rows), tuple(slots))


def with_wrapped_joined(grid: Grid, words: Sequence[Word]) -> Grid:
    """Cells put together that only the edge of a shading parts: one's text goes on in the other with a small letter,
    as tight as lines of one text, while a neighbour spans both rows or all of the row goes on so."""
    by_slot = words_in_slots(grid, words)
    slots = list(grid.slots)
    open_below = {row for slot in slots for row in range(slot.row + 1, slot.row + slot.row_span)}
    whole = _rows_that_go_on(grid, by_slot)
    open_below |= whole
    below = {(slot.row, slot.column, slot.column_span): i for i, slot in enumerate(slots)}
    gone: set[int] = set()
    for i in sorted(range(len(slots)), key=lambda i: slots[i].row):
        slot = slots[i]
        end = slot.row + slot.row_span
        j = below.get((end, slot.column, slot.column_span))
        if i in gone or j is None or end not in open_below:
            continue
        if (not by_slot[j] and end in whole) or _wraps(lines_of(by_slot[i]), lines_of(by_slot[j])):
            lower = slots[j]
            slots[j] = Slot(
                slot.row, slot.column, slot.row_span + lower.row_span, slot.column_span, slot.box.joined(lower.box)
            )
            by_slot[j] = [*by_slot[i], *by_slot[j]]
            gone.add(i)
    if not gone:
        return grid
    return compressed(replace(grid, slots=tuple(slot for i, slot in enumerate(slots) if i not in gone)))


def _rows_that_go_on(grid: Grid, by_slot: Sequence[Sequence[Word]]) -> set[int]:
    """The rows whose cells all go on with the text above them, two of them at least."""
    found = set()
    for row in range(1, len(grid.ys) - 1):
        its = [(slot, words) for slot, words in zip(grid.slots, by_slot, strict=True) if slot.row == row and words]
        above = {
            (slot.column, slot.column_span): words
            for slot, words in zip(grid.slots, by_slot, strict=True)
            if slot.row + slot.row_span == row and words
        }
        if len(its) > 1 and all(
            _wraps(lines_of(above.get((slot.column, slot.column_span), [])), lines_of(words)) for slot, words in its
        ):
            found.add(row)
    return found


def _wraps(upper: Sequence[Sequence[Word]], lower: Sequence[Sequence[Word]]) -> bool:
    if not upper or not lower or is_number_line(upper[-1]) or not re.match(r"[a-zåäöé(]", lower[0][0].text):
        return False
    bottom = max(word.box.bottom for word in upper[-1] if word.box)
    boxes = [word.box for word in lower[0] if word.box]
    return min(box.top for box in boxes) - bottom < TIGHT * max(box.height for box in boxes)


def compressed(grid: Grid) -> Grid:
    """Without rows that no cell begins in."""
    rows = sorted({slot.row for slot in grid.slots})
    at = {row: i for i, row in enumerate(rows)}
    slots = tuple(
        replace(slot, row=at[slot.row], row_span=sum(slot.row <= row < slot.row + slot.row_span for row in rows))
        for slot in grid.slots
    )
    return Grid(grid.page, grid.xs, (*(grid.ys[row] for row in rows), grid.ys[-1]), slots)


def _kept(walls: Sequence[float], filled: set[int], narrow: float) -> list[int]:
    return [i for i in range(len(walls) - 1) if i in filled or walls[i + 1] - walls[i] >= narrow]


def _walls(walls: Sequence[float], kept: Sequence[int]) -> tuple[float, ...]:
    """The walls left when only the strips ``kept`` are: each strip begins where it began, the last ends where it did."""
    return (*(walls[i] for i in kept), walls[kept[-1] + 1]) if kept else tuple(walls)
