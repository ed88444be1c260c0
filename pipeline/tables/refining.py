"""A drawn grid set right by the text in it: what lines alone leave open or draw twice.

Boxes drawn for shading stand inside cells; walls are drawn in the header only; rows are left without rules. Each
function takes a grid and gives a grid.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Word
from pipeline.tables.grid import Grid, Slot, slots_at
from pipeline.tables.pieces import Row, columns_of, lines_of, row_of

NARROW = 1.2
"""An empty column or row narrower than this many type heights is the strip between two lines, not a column."""
TIGHT = 0.4
"""Lines of one text are parted by less than this many type heights."""
LINES_AT_LEAST = 3
"""So many lines side by side in one drawn row are rows of their own."""


def refined(grid: Grid, words: Sequence[Word], blank: float) -> Grid:
    """The grid with empty strips gone, spans cut where the text is cut, rows and columns that no line parts."""
    inside = [word for word in words if word.box is not None and grid.box.holds(word.box.middle)]
    if not inside:
        return grid
    grid = with_wrapped_joined(without_strips(grid, inside), inside)
    grid = cut_spans(grid, inside, blank)
    grid = cut_columns(grid, inside, blank)
    return cut_rows(grid, inside)


def words_in_slots(grid: Grid, words: Sequence[Word]) -> list[list[Word]]:
    """The words of each slot."""
    covered = slots_at(grid)
    found: list[list[Word]] = [[] for _ in grid.slots]
    for word in words:
        assert word.box is not None
        x, y = word.box.middle
        row = min(len(covered) - 1, max(0, bisect_right(grid.ys, y) - 1))
        column = min(len(covered[0]) - 1, max(0, bisect_right(grid.xs, x) - 1))
        slot = covered[row][column]
        if slot is not None:
            found[slot].append(word)
    return found


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
    if not upper or not lower or _is_number_line(upper[-1]) or not re.match(r"[a-zåäöé(]", lower[0][0].text):
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


def cut_spans(grid: Grid, words: Sequence[Word], blank: float) -> Grid:
    """Cells over several columns whose text keeps to the columns are cells of their own: the walls stop short there."""
    slots: list[Slot] = []
    for slot, its_words in zip(grid.slots, words_in_slots(grid, words), strict=True):
        walls = range(slot.column + 1, slot.column + slot.column_span)
        rows = [row_of(line, blank) for line in lines_of(its_words)] if walls else []
        pieces = [piece.box for row in rows for piece in row.pieces]
        clear = [w for w in walls if not any(p.left < grid.xs[w] - 1 and p.right > grid.xs[w] + 1 for p in pieces)]
        parted = any(
            any(
                row.pieces[i].box.right <= grid.xs[w] + 1 and row.pieces[i + 1].box.left >= grid.xs[w] - 1
                for w in clear
            )
            for row in rows
            for i in range(len(row.pieces) - 1)
        )
        if not parted:
            slots.append(slot)
            continue
        bounds = [slot.column, *clear, slot.column + slot.column_span]
        for start, stop in itertools.pairwise(bounds):
            box = Box(grid.xs[start], slot.box.top, grid.xs[stop], slot.box.bottom)
            slots.append(Slot(slot.row, start, slot.row_span, stop - start, box))
    return replace(grid, slots=tuple(slots))


def cut_columns(grid: Grid, words: Sequence[Word], blank: float) -> Grid:
    """Columns that no line parts: where most cells of a drawn column hold pieces side by side with a gutter between."""
    new: list[float] = []
    by_slot = words_in_slots(grid, words)
    for column in range(len(grid.xs) - 1):
        rows = [
            row_of(line, blank)
            for slot, its_words in zip(grid.slots, by_slot, strict=True)
            if slot.column == column and slot.column_span == 1
            for line in lines_of(its_words)
        ]
        several = [row for row in rows if len(row.pieces) > 1]
        if len(several) < LINES_AT_LEAST or 2 * len(several) < len(rows) or not _mostly_numbers(several):
            continue
        columns = columns_of(several)
        new += [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)]
    if not new:
        return grid
    xs = sorted((*grid.xs, *new))
    at = {x: i for i, x in enumerate(xs)}
    slots = tuple(
        replace(
            slot,
            column=at[grid.xs[slot.column]],
            column_span=at[grid.xs[slot.column + slot.column_span]] - at[grid.xs[slot.column]],
        )
        for slot in grid.slots
    )
    return cut_spans(Grid(grid.page, tuple(xs), grid.ys, slots), words, blank)


def _mostly_numbers(rows: Sequence[Row]) -> bool:
    later = [piece.is_number for row in rows for piece in row.pieces[1:]]
    return 2 * sum(later) >= len(later)


def cut_rows(grid: Grid, words: Sequence[Word]) -> Grid:
    """Rows that no line parts: a drawn row whose cells hold lines side by side, with a number a line.

    A wrapped cell looks alike, but its lines begin with small letters, and its neighbours have fewer lines.
    """
    by_slot = words_in_slots(grid, words)
    cuts: dict[int, list[float]] = {}
    for row in range(len(grid.ys) - 1):
        its = [
            (slot, lines_of(found))
            for slot, found in zip(grid.slots, by_slot, strict=True)
            if slot.row == row and slot.row_span == 1 and found
        ]
        if len(its) > 1:
            walls = _walls_between_lines([lines for _, lines in its], below_header=row > 0)
            if walls:
                cuts[row] = walls
    if not cuts:
        return grid
    ys = sorted((*grid.ys, *(y for walls in cuts.values() for y in walls)))
    at = {y: i for i, y in enumerate(ys)}
    slots: list[Slot] = []
    for slot in grid.slots:
        top, low = at[grid.ys[slot.row]], at[grid.ys[slot.row + slot.row_span]]
        if slot.row in cuts and slot.row_span == 1:
            slots += [
                Slot(r, slot.column, 1, slot.column_span, Box(slot.box.left, ys[r], slot.box.right, ys[r + 1]))
                for r in range(top, low)
            ]
        else:
            slots.append(replace(slot, row=top, row_span=low - top))
    return Grid(grid.page, grid.xs, tuple(ys), tuple(slots))


def _walls_between_lines(cells: Sequence[Sequence[Sequence[Word]]], *, below_header: bool) -> list[float]:
    """The y positions between rows of lines that stand side by side in all cells but few; none where they do not."""
    numeric = [lines for lines in cells if 2 * sum(_is_number_line(line) for line in lines) > len(lines)]
    counts = [len(lines) for lines in numeric]
    if not counts or max(counts) < LINES_AT_LEAST:
        return []
    if numeric == list(cells) and (len(set(counts)) > 1 or not below_header):
        return []
    first = cells[0]
    if len(first) < max(counts) or 3 * sum(_starts_small(line) for line in first) > len(first):
        return []
    tops = [min(word.box.top for word in line if word.box) for line in first]
    return [top - 1 for top in sorted(tops)[1:]]


def _is_number_line(line: Sequence[Word]) -> bool:
    return bool(re.fullmatch(r"[-–−+±<>≤≥~()\d\s.,%*]+", " ".join(word.text for word in line)))


def _starts_small(line: Sequence[Word]) -> bool:
    return line[0].text[:1].islower()
