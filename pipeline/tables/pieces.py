"""Words to rows of pieces, and pieces to columns: where a gap is a column's end and where just a blank.

A blank parts thousands ('40 181') as it parts columns. Which it is, its width says, measured against the usual blank of
the page; and the other rows say, whose columns leave a gutter there or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.document import Box, Word
from pipeline.tables.headers import years_in

NUMBER_GAP = 1.7
"""A gap beside a number this many times the page's usual blank parts columns."""
TEXT_GAP = 2.4
"""The same between words, wider: justified lines stretch their blanks."""
LINES_APART = 12
"""Words of one row come within so many lines of each other in reading order; of two columns, further apart."""
WIDE = 1.3
"""A gap in a gutter parts words when it is this many times the usual blank."""
LEAST_BLANK = 0.2
"""The narrowest usual blank, as a share of the type's height."""

_NUMBER = re.compile(r"(?:\+/[-–−])?[-–−+±<>≤≥~(*]*\d[\d.,:]*[%‰)*]*|[-–−%±]|\+/[-–−]|[-–−]/\+|\./\.")
_BULLET = re.compile(r"[^\w\s]|o")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one row that belong together; ``box`` in points."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def is_number(self) -> bool:
        return all(_NUMBER.fullmatch(word.text) for word in self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces at one height, left to right."""

    pieces: tuple[Piece, ...]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def left(self) -> float:
        return self.pieces[0].box.left

    @property
    def right(self) -> float:
        return self.pieces[-1].box.right


def piece_of(words: Sequence[Word]) -> Piece:
    boxes = [word.box for word in words if word.box is not None]
    return Piece(
        tuple(words),
        Box(
            min(b.left for b in boxes),
            min(b.top for b in boxes),
            max(b.right for b in boxes),
            max(b.bottom for b in boxes),
        ),
    )


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words at one height, left to right, top down, whatever stands between them.

    The lines of a page's two columns stay apart: they are far from each other in reading order.
    """
    lines: list[list[Word]] = []
    for word in sorted((w for w in words if w.box is not None), key=lambda w: w.box.middle[1] if w.box else 0.0):
        assert word.box is not None
        for line in reversed(lines[-3:]):
            other = line[0].box
            assert other is not None
            shared = min(other.bottom, word.box.bottom) - max(other.top, word.box.top)
            if shared > 0.5 * min(other.height, word.box.height) and _read_together(line[0], word):
                line.append(word)
                break
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box.left if w.box else 0.0) for line in lines]


def _read_together(one: Word, other: Word) -> bool:
    return one.line is None or other.line is None or abs(one.line - other.line) <= LINES_APART


def usual_blank(lines: Sequence[Sequence[Word]]) -> float:
    """The usual width of a blank between words on a page, in points."""
    gaps = []
    heights = []
    for line in lines:
        for before, after in pairwise(line):
            assert before.box is not None
            assert after.box is not None
            gap = after.box.left - before.box.right
            heights.append(after.box.height)
            if 0 < gap < 1.2 * after.box.height:
                gaps.append(gap)
    least = LEAST_BLANK * median(heights) if heights else 2.0
    return max(median(gaps), least) if gaps else least


def row_of(line: Sequence[Word], blank: float) -> Row:
    """A line of words cut into pieces at its wide gaps; ``blank`` is the page's usual one."""
    pieces: list[list[Word]] = [[line[0]]]
    for before, after in pairwise(line):
        assert before.box is not None
        assert after.box is not None
        beside_number = _NUMBER.fullmatch(before.text) or _NUMBER.fullmatch(after.text)
        if after.box.left - before.box.right > (NUMBER_GAP if beside_number else TEXT_GAP) * blank:
            pieces.append([])
        pieces[-1].append(after)
    made = tuple(part for piece in pieces for part in parted_years(piece_of(piece)))
    return Row(made, min(p.box.top for p in made), max(p.box.bottom for p in made))


def parted_years(piece: Piece) -> tuple[Piece, ...]:
    """A piece of years that ran together ('201420152016') as one piece each, side by side."""
    parts = year_boxes(piece.words[0]) if len(piece.words) == 1 else ()
    return tuple(Piece(piece.words, box) for box in parts) or (piece,)


def year_boxes(word: Word) -> tuple[Box, ...]:
    """Where each of the years stands that ran together in a word; none where it is no such word."""
    if len(word.text) < 8 or not word.text.isdigit() or word.box is None or len(years_in(word.text)) < 2:
        return ()
    count = len(word.text) // 4
    width = word.box.width / count
    left, top, bottom = word.box.left, word.box.top, word.box.bottom
    return tuple(Box(left + i * width, top, left + (i + 1) * width, bottom) for i in range(count))


def with_bullet(row: Row) -> Row:
    """The row with a bullet or dash at its start put to the words behind it."""
    if len(row.pieces) > 1 and len(row.pieces[0].words) == 1 and _BULLET.fullmatch(row.pieces[0].text):
        first = piece_of((*row.pieces[0].words, *row.pieces[1].words))
        return Row((first, *row.pieces[2:]), row.top, row.bottom)
    return row


def columns_of(rows: Sequence[Row], *, crossing: float = 0.1) -> list[tuple[float, float]]:
    """The columns that rows share, as (left, right): what lies between gutters that at most the share ``crossing``
    of the rows crosses.
    """
    events: list[tuple[float, int]] = []
    for row in rows:
        for piece in row.pieces:
            events += [(piece.box.left, 1), (piece.box.right, -1)]
    allowed = int(crossing * len(rows))
    columns: list[tuple[float, float]] = []
    depth = 0
    start = 0.0
    for x, step in sorted(events):
        before = depth
        depth += step
        if before <= allowed < depth:
            start = x
        elif depth <= allowed < before:
            columns.append((start, x))
    return columns


def columns_under(box: Box, columns: Sequence[tuple[float, float]], *, slack: float = 1.0) -> list[int]:
    """The columns that a box shares x positions with; the nearest one where it lies in a gutter."""
    found = [i for i, (left, right) in enumerate(columns) if box.left < right - slack and box.right > left + slack]
    if found or not columns:
        return found
    middle = (box.left + box.right) / 2
    return [min(range(len(columns)), key=lambda i: min(abs(columns[i][0] - middle), abs(columns[i][1] - middle)))]


def split_at_gutters(row: Row, columns: Sequence[tuple[float, float]], blank: float) -> Row:
    """Pieces that reach over a gutter cut at the blank that lies in it: between numbers any, between words a wide one."""
    gutters = [(a[1], b[0]) for a, b in pairwise(columns)]
    pieces: list[Piece] = []
    for piece in row.pieces:
        if len(piece.words) == 1:
            pieces.append(piece)
            continue
        part: list[Word] = [piece.words[0]]
        for before, after in pairwise(piece.words):
            assert before.box is not None
            assert after.box is not None
            start, stop = before.box.right, after.box.left
            wide = piece.is_number or stop - start > WIDE * blank
            if wide and any(start <= right + 1 and stop >= left - 1 for left, right in gutters):
                pieces.append(piece_of(part))
                part = []
            part.append(after)
        pieces.append(piece_of(part))
    return Row(tuple(pieces), row.top, row.bottom)
