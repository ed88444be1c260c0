"""Words to lines and blocks in reading order: cells of ruled tables one after another, two columns one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.arranging.columns import in_reading_order
from pipeline.arranging.furniture import mark_furniture
from pipeline.arranging.grids import Grid, find_grids
from pipeline.arranging.spreads import find_fold, half_of
from pipeline.document import Box, Line, LineRole, Page, RawPage, Ruling, Text, Word, box_around, text_of_words
from pipeline.lines import box_of, rows_of, segments_of

__all__ = ["arrange", "mark_furniture"]

BLOCK_GAP = 0.75
"""A gap of more than this share of a line's height parts two blocks."""

PAGE_FIGURE = 0.7
"""A picture over more of the page than this share is its background, not a figure in it."""


def arrange(raw: RawPage) -> Page:
    """The page with its words in lines, in reading order; of a sheet with two pages the left one first."""
    fold = find_fold(raw)
    lines = _text_lines(raw) if raw.text_lines else tuple(_numbered(raw, _reading_order(raw, fold)))
    return Page(
        raw.number,
        raw.width,
        raw.height,
        raw.rotation,
        raw.dpi,
        tuple(word for line in lines for word in line.words),
        raw.rulings,
        raw.decision,
        raw.figures,
        raw.is_blank,
        lines,
        turned=raw.turned,
        skew=raw.skew,
        fold=fold,
    )


def _text_lines(raw: RawPage) -> tuple[Line, ...]:
    """A plain text's lines as they are: every blank is kept, each word owns its letters."""
    lines = []
    for number, content in raw.text_lines:
        words: list[Word] = []
        owners: list[int | None] = [None] * len(content)
        for match in re.finditer(r"\S+", content):
            owners[match.start() : match.end()] = [len(words)] * len(match.group())
            words.append(Word(match.group(), raw.number, None, 1.0, "plain_text", line=number))
        lines.append(Line(number, tuple(words), None, Text(content, tuple(words), tuple(owners)), page=raw.number))
    return tuple(lines)


def _numbered(raw: RawPage, rows: Iterable[tuple[list[Word], int]]) -> Iterator[Line]:
    for number, (row, block) in enumerate(rows, 1):
        words = tuple(replace(word, line=number) for word in row)
        box = box_around(word.box for word in words)
        yield Line(number, words, box, text_of_words(words), _role(raw, box), block, raw.number)


def _role(raw: RawPage, box: Box | None) -> LineRole:
    """'figure' for what stands on a picture that is not the whole page."""
    area = raw.width * raw.height
    for figure in raw.figures:
        if box and figure.holds(box.middle) and figure.width * figure.height < PAGE_FIGURE * area:
            return "figure"
    return "body"


def _reading_order(raw: RawPage, fold: float | None) -> Iterator[tuple[list[Word], int]]:
    """Lines of words with the number of their block."""
    words = [word for word in raw.words if word.box is not None]
    if fold is None:
        yield from _in_order(words, raw.rulings, raw.width)
        return
    last = 0
    for is_left, (start, stop) in ((True, (0.0, fold)), (False, (fold, raw.width))):
        inside = [word for word in words if (box_of(word).middle[0] < fold) == is_left]
        rulings = half_of(raw.rulings, fold, is_left=is_left)
        before = last
        for row, block in _in_order(inside, rulings, stop - start, start):
            last = before + block
            yield row, last


def _in_order(
    words: Sequence[Word], rulings: Sequence[Ruling], width: float, left: float = 0.0
) -> Iterator[tuple[list[Word], int]]:
    """Lines of the words of one page, which begins at ``left``, with the number of their block from 1."""
    grids = find_grids(rulings)
    in_grid: dict[int, list[Word]] = {}
    free: list[Word] = []
    for word in words:
        at = next((i for i, grid in enumerate(grids) if grid.box.holds(box_of(word).middle)), None)
        (free if at is None else in_grid.setdefault(at, [])).append(word)
    parts = segments_of(free)
    pieces = [(grids[i].box, list(_cell_lines(grids[i], inside))) for i, inside in sorted(in_grid.items())]
    block = 0
    for piece in _between(in_reading_order(parts, width, left), pieces):
        previous: Box | None = None
        for row, starts_block in piece:
            box = box_around(word.box for word in row)
            assert box is not None
            gap = None if previous is None else box.top - previous.bottom
            if gap is None or starts_block or gap < -box.height or gap > BLOCK_GAP * box.height:
                block += 1
            previous = box
            yield row, block


def _between(
    flow: Sequence[list[Word]], grids: Sequence[tuple[Box, list[tuple[list[Word], bool]]]]
) -> Iterator[list[tuple[list[Word], bool]]]:
    """The free lines and the grids, a grid before the first free line that begins below its top and in its column."""
    waiting = sorted(grids, key=lambda grid: (grid[0].top, grid[0].left))
    piece: list[tuple[list[Word], bool]] = []
    for row in flow:
        box = box_around(word.box for word in row)
        assert box is not None
        due = [g for g in waiting if g[0].top < box.middle[1] and g[0].left < box.right and box.left < g[0].right]
        for grid in due:
            yield piece
            yield grid[1]
            piece = []
            waiting.remove(grid)
        piece.append((row, False))
    yield piece
    for grid in waiting:
        yield grid[1]


def _cell_lines(grid: Grid, words: Sequence[Word]) -> Iterator[tuple[list[Word], bool]]:
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        cells.setdefault(grid.cell(box_of(word)), []).append(word)
    for _, inside in sorted(cells.items()):
        for number, row in enumerate(rows_of(segments_of(inside))):
            yield row, number == 0
