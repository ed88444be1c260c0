"""Rectangles on a page to the cells of a table: which characters stand in which, and how they read.

A cell's text is cut out of its lines' repaired characters, so that every letter still knows its word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from statistics import median

from pipeline.document import Box, Cell, Line, Page, Place, Text, Word, box_around, join_texts
from pipeline.lexicon import WORD, Lexicon
from pipeline.reading.triage import is_compound
from pipeline.repairing.repair import join_lines
from pipeline.repairing.wordlist import word_list
from pipeline.tables.pieces import year_boxes

LETTER = 1.6
"""The widest usual letter of a face, as a multiple of its average one: an m, a g where the rest is i, l and t."""

SPECK = 1.2
"""What is narrower and lower than this (points) is dust, whatever was read into it."""
LOWEST = 0.4
"""Letters lower than this share of the line's usual height are specks of dust."""
TWICE = 0.6
"""A word that lies with more than this share of its width in another one was read twice."""
TALL = 1.5
"""A box higher than this many usual heights reaches over two lines."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a cell lies: its place in the grid and its rectangle in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """The geometry of a table on one page: ``xs`` and ``ys`` are the walls between columns and rows, outer ones too."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def slots_at(grid: Grid) -> list[list[int | None]]:
    """The index of the slot that covers each place of the grid, by row and column."""
    covered: list[list[int | None]] = [[None] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for number, slot in enumerate(grid.slots):
        for row in range(slot.row, slot.row + slot.row_span):
            for column in range(slot.column, slot.column + slot.column_span):
                covered[row][column] = number
    return covered


def lines_in_slots(page: Page, grid: Grid) -> tuple[dict[int, list[Text]], tuple[Place, ...]]:
    """For each slot the parts of the page's lines that stand in it, top down, and the lines taken.

    A word stands where its middle is. A line is taken where any of its words is in the grid.
    """
    covered = slots_at(grid)
    parts: dict[int, list[Text]] = {}
    places: list[Place] = []
    for line in page.lines:
        if line.box is None or line.box.overlap(grid.box) <= 0:
            continue
        cut = _line_in_slots(line, grid, covered)
        for slot, text in cut:
            parts.setdefault(slot, []).append(text)
        if cut:
            places.append(line.place)
    return parts, tuple(places)


def _line_in_slots(line: Line, grid: Grid, covered: list[list[int | None]]) -> list[tuple[int, Text]]:
    """The line's parts by slot, from left to right."""
    ghosts = ghosts_in(line.text.words)
    slots = [None if i in ghosts else _slot_of(w.box, grid, covered) for i, w in enumerate(line.text.words)]
    years = {i: [_slot_of(box, grid, covered) for box in year_boxes(word)] for i, word in enumerate(line.text.words)}
    spans: dict[int, list[tuple[int, int]]] = {}
    for at, owner in enumerate(line.text.owners):
        slot = None if owner is None else slots[owner]
        if owner is not None and slot is not None and years[owner]:
            slot = years[owner][min(len(years[owner]) - 1, (at - line.text.owners.index(owner)) // 4)]
        if slot is None:
            continue
        runs = spans.setdefault(slot, [])
        # Blanks between two words of a slot belong to it: the run goes on over them.
        if runs and not any(o is not None for o in line.text.owners[runs[-1][1] : at]):
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return [
        (slot, join_texts(line.text.slice(start, stop).strip() for start, stop in runs)) for slot, runs in spans.items()
    ]


def _slot_of(box: Box | None, grid: Grid, covered: list[list[int | None]]) -> int | None:
    if box is None:
        return None
    x, y = box.middle
    if not grid.box.holds((x, y)):
        return None
    row = min(len(covered) - 1, bisect_right(grid.ys, y) - 1)
    column = min(len(covered[0]) - 1, bisect_right(grid.xs, x) - 1)
    return covered[row][column]


def cells_of(page: Page, grid: Grid, lexicon: Lexicon) -> tuple[tuple[Cell, ...], tuple[Place, ...]]:
    """The cells of a grid with their texts, empty ones too, and the lines taken."""
    parts, places = lines_in_slots(page, grid)
    cells = []
    for number, slot in enumerate(grid.slots):
        lines = unbroken(in_reading_order(parts.get(number, ())), slot.box, lexicon)
        cells.append(
            Cell(
                slot.row,
                slot.column,
                slot.row_span,
                slot.column_span,
                join_lines(lines, lexicon),
                page.number,
                slot.box,
                lines=lines,
            )
        )
    return tuple(cells), places


def ghosts_in(words: Sequence[Word]) -> set[int]:
    """The indices of words that an engine read into specks of dust, or read twice: they lie inside another word."""
    read = [(i, word.box) for i, word in enumerate(words) if word.method == "ocr" and word.box is not None]
    if not read:
        return set()
    usual = median(box.height for _, box in read)
    found = {
        i
        for i, box in read
        if max(box.width, box.height) < SPECK or (box.height < LOWEST * usual and words[i].text.isalpha())
    }
    for (i, box), (j, other) in permutations(read, 2):
        inside = _shared(box.left, box.right, other.left, other.right) > TWICE * box.width
        level = _shared(box.top, box.bottom, other.top, other.bottom) > TWICE * box.height
        # Of two that lie in one another the smaller one goes; a number never does on the strength of its place.
        if inside and level and words[i].text in words[j].text and (box.width, -i) < (other.width, -j):
            found.add(i)
    return found


def _shared(start: float, stop: float, other_start: float, other_stop: float) -> float:
    return min(stop, other_stop) - max(start, other_start)


def in_reading_order(parts: Sequence[Text]) -> tuple[Text, ...]:
    """The parts of a cell as its lines: parts at one height are one line, from left to right.

    In a scan the lines of neighbouring cells waver, and a line of one cell may come in two of the page's lines.
    """
    heights = sorted(word.box.height for part in parts for word in part.words if word.box is not None)
    if not heights:
        return ()
    usual = heights[len(heights) // 2]
    lines: list[tuple[Box, list[tuple[float, Text]]]] = []
    for part in _at_one_height(parts, usual):
        box = _line_box(part, usual)
        for number, (other, pieces) in enumerate(lines):
            shared = _shared(other.top, other.bottom, box.top, box.bottom)
            if shared > 0.5 * min(other.height, box.height):
                pieces.append((box.left, part))
                lines[number] = (other.joined(box), pieces)
                break
        else:
            lines.append((box, [(box.left, part)]))
    lines.sort(key=lambda line: line[0].middle[1])
    return tuple(join_texts(part for _, part in sorted(pieces, key=lambda piece: piece[0])) for _, pieces in lines)


def _at_one_height(parts: Sequence[Text], usual: float) -> Iterator[Text]:
    """The parts; one with words that stand above one another is taken apart: an engine mixed two lines up in it."""
    for part in parts:
        boxes = [word.box for word in part.words if word.box is not None]
        stacked = any(box.height > TALL * usual for box in boxes) and any(
            _shared(a.left, a.right, b.left, b.right) > 0.5 * min(a.width, b.width) for a, b in combinations(boxes, 2)
        )
        if stacked:
            yield from (part.slice(*token.span()) for token in re.finditer(r"\S+", part.value))
        elif boxes:
            yield part


def _line_box(part: Text, usual: float) -> Box:
    """The box of a part; of one that reaches into the line below only as much as a line is high."""
    box = box_around(word.box for word in part.words)
    assert box is not None
    return Box(box.left, box.top, box.right, box.top + usual) if box.height > TALL * usual else box


def unbroken(lines: Sequence[Text], cell: Box, lexicon: Lexicon) -> tuple[Text, ...]:
    """The lines of a cell with words put together that were too long for it and run on without a hyphen.

    Such a word stands alone on its line and fills it to within a letter of the margin, which is as wide on the right as
    on the left; the next line begins with a small letter. The word list decides, as whole words can end so, too.
    """
    whole: list[Text] = []
    for line in lines:
        if whole and _fills(whole[-1], line, cell) and _is_one_word(whole[-1], line, lexicon):
            whole[-1] = join_texts((whole[-1], line), separator="")
        else:
            whole.append(line)
    return tuple(whole)


def _fills(line: Text, after: Text, cell: Box) -> bool:
    word = line.words[-1]
    first = line.words[0]
    if not after.value[:1].islower() or not line.value[-1:].isalpha() or word.box is None or first.box is None:
        return False
    alone = all(other.line != word.line for other in line.words[:-1])
    margin = first.box.left - cell.left
    room = cell.right - margin - word.box.right
    return alone and margin > 0 and room < LETTER * word.box.width / len(word.text)


def _is_one_word(line: Text, after: Text, lexicon: Lexicon) -> bool:
    """Whether the last word of a line and the first of the next are one: together they are a word, or alone one is none."""
    first, second = (WORD.findall(text.value.casefold()) for text in (line, after))
    if not first or not second:
        return False
    words = word_list(lexicon)
    if words.cost(first[-1] + second[0]) is not None:
        return True
    return any(words.cost(word) is None and not is_compound(word) for word in (first[-1], second[0]))


def clustered(values: Iterable[float], near: float) -> list[float]:
    """Values that lie within ``near`` of their neighbour become one, their mean; sorted."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]
