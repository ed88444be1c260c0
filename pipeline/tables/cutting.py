"""A drawn grid's cells cut where the text says so: rows, columns and a header that no line parts.

Each function takes a grid and gives a grid.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.document import Box, Word
from pipeline.lexicon import Lexicon
from pipeline.tables.grid import Grid, Slot, slots_at
from pipeline.tables.header_rows import SURE
from pipeline.tables.headers import read_headers
from pipeline.tables.pieces import Row, columns_of, lines_of, row_of

LINES_AT_LEAST = 3
"""So many lines side by side in one drawn row are rows of their own; so many rows say that a column is two."""


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
        if len(several) < LINES_AT_LEAST or not (
            _all_parted(column, grid, by_slot, blank) or (2 * len(several) >= len(rows) and _mostly_numbers(several))
        ):
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


def _all_parted(column: int, grid: Grid, by_slot: Sequence[Sequence[Word]], blank: float) -> bool:
    """Whether every cell of a drawn column has a line in two pieces, and one gutter runs between them through all lines."""
    cells = [
        [row_of(line, blank) for line in lines_of(words)]
        for slot, words in zip(grid.slots, by_slot, strict=True)
        if slot.column == column and slot.column_span == 1 and words
    ]
    if len(cells) < LINES_AT_LEAST or not all(any(len(row.pieces) > 1 for row in rows) for rows in cells):
        return False
    return len(columns_of([row for rows in cells for row in rows], crossing=0.0)) == 2


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
    return with_rows_cut(grid, cuts)


def with_rows_cut(grid: Grid, cuts: Mapping[int, Sequence[float]]) -> Grid:
    """The grid with more walls (y positions) in some of its rows; cells that span such a row go on to span its parts."""
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


def cut_header(grid: Grid, words: Sequence[Word], lexicon: Lexicon) -> Grid:
    """A header that no line parts from the row below it: of the first row's lines those above a gap through all its cells
    are headers that the dictionary knows better than all of them together; of gaps that are as good the lowest, for a year stands
    under its header."""
    first = [
        (slot.column, line)
        for slot, found in zip(grid.slots, words_in_slots(grid, words), strict=True)
        if slot.row == 0 and slot.row_span == 1
        for line in lines_of(found)
    ]
    known = {
        wall: _headers_in([(column, line) for column, line in first if _middle(line) < wall], lexicon)
        for wall in _gaps_between([line for _, line in first])
        if any(any(ch.isdigit() for word in line for ch in word.text) for _, line in first if _middle(line) > wall)
    }
    best = max(known, key=lambda wall: (round(known[wall], 6), wall), default=None)
    if best is None or known[best] <= _headers_in(first, lexicon):
        return grid
    return with_rows_cut(grid, {0: [best]})


def cut_tall_headers(grid: Grid, words: Sequence[Word], lexicon: Lexicon) -> Grid:
    """A header that a line parts from the row below it in some columns only, as faint rules come out of a scan: the cells that
    reach down over it are cut where their lines above it are better known as headers than all of their lines."""
    first = [
        (slot, line)
        for slot, found in zip(grid.slots, words_in_slots(grid, words), strict=True)
        if slot.row == 0
        for line in lines_of(found)
    ]
    wall = grid.ys[1]
    low = {id(slot) for slot, line in first if slot.row_span == 2 and _middle(line) > wall}
    numbers = any(
        ch.isdigit() for slot, line in first if id(slot) in low and _middle(line) > wall for w in line for ch in w.text
    )
    if not numbers or len(low) == len({id(slot) for slot, _ in first}):
        return grid
    above = _headers_in([(slot.column, line) for slot, line in first if _middle(line) < wall], lexicon)
    if above <= _headers_in([(slot.column, line) for slot, line in first], lexicon):
        return grid
    slots: list[Slot] = []
    for slot in grid.slots:
        if id(slot) in low:
            for row in (0, 1):
                box = Box(slot.box.left, grid.ys[row], slot.box.right, grid.ys[row + 1])
                slots.append(Slot(row, slot.column, 1, slot.column_span, box))
        else:
            slots.append(slot)
    return replace(grid, slots=tuple(slots))


def _headers_in(lines: Sequence[tuple[int, Sequence[Word]]], lexicon: Lexicon) -> float:
    """How well (the sum of likenesses) the lines, each in a column, are a header; 0 where fewer than two columns, or
    fewer than two in three, are known."""
    labels: dict[int, str] = {}
    for column, line in lines:
        labels[column] = " ".join([labels.get(column, ""), *(word.text for word in line)]).strip()
    scores = [m.score for m in read_headers(list(labels.values()), lexicon).columns if m and m.score >= SURE]
    return sum(scores) if len(scores) >= 2 and 3 * len(scores) >= 2 * len(labels) else 0.0


def _gaps_between(lines: Sequence[Sequence[Word]]) -> list[float]:
    """The y positions of gaps that run between lines of all cells, top down."""
    edges = sorted(
        (min(box.top for box in boxes), max(box.bottom for box in boxes))
        for line in lines
        if (boxes := [word.box for word in line if word.box])
    )
    gaps = []
    bottom = edges[0][1] if edges else 0.0
    for top, low in edges[1:]:
        if top > bottom:
            gaps.append((top + bottom) / 2)
        bottom = max(bottom, low)
    return gaps


def _middle(line: Sequence[Word]) -> float:
    boxes = [word.box for word in line if word.box]
    return (min(box.top for box in boxes) + max(box.bottom for box in boxes)) / 2


def _walls_between_lines(cells: Sequence[Sequence[Sequence[Word]]], *, below_header: bool) -> list[float]:
    """The y positions between rows of lines that stand side by side in all cells but few; none where they do not."""
    numeric = [lines for lines in cells if 2 * sum(is_number_line(line) for line in lines) > len(lines)]
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


def is_number_line(line: Sequence[Word]) -> bool:
    return bool(re.fullmatch(r"[-–−+±<>≤≥~()\d\s.,%*]+", " ".join(word.text for word in line)))


def _starts_small(line: Sequence[Word]) -> bool:
    return line[0].text[:1].islower()
