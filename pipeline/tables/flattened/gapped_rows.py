"""Tables of text (risks, activities, scorecards) in a source that kept its columns apart by blanks: cells by their place.

Such a text has a header with wide gaps, and what stands in a column begins below the column's heading. Cells that a
single blank parts are cut where the next column begins. A row begins where a column of figures, dates or frequencies
has something, since those cells are one line high; where there is none, where the first text begins with a capital.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.areas import joined_area
from pipeline.tables.flattened.draft import Draft, HeadCell
from pipeline.tables.flattened.flow import Flow, Piece, is_footnote, is_heading, opens_low, pieces
from pipeline.tables.flattened.header_words import Kind
from pipeline.tables.flattened.text_headings import MAIN, kind_of_headings
from pipeline.tables.headers import header_field, years_in

CELLS_AT_LEAST = 3
HEADER_LINES = 3
FIGURED = 0.6
"""The share of a column's filled lines with figures that make it one whose cells begin rows."""
BLANKS = 2
"""So many blank lines end a table."""
MISPLACED = 2
"""A cell can begin so many letters before its column."""
SLIPPED = 3
"""A word that was pushed aside by the column before it begins so many letters off."""

NARROW, KNOWN = 5, 0.95
"""Headings of so few letters may stand a blank before the next, if each is as like (0-1) to a known one."""

_NARROW = ("risks.area", "risks.owner", "owner")
_FIGURES = re.compile(r"risks\.(?:probability|consequence|score)|indicator_values\.|status|frequency|date|period")


@dataclass(slots=True)
class _Column:
    """A column: where its heading stands (letters from the left), its heading's lines, what it holds."""

    left: int
    right: int
    head: list[Text] = field(default_factory=list)
    holds: str = ""

    @property
    def text(self) -> Text:
        return join_texts(self.head)


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: Kind
    columns: tuple[_Column, ...]
    start: int
    stop: int


def read_gapped(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> tuple[Kind, Draft, int] | None:
    """The table whose header begins on a line, and the line after its last; ``None`` where none does, or where the lines
    below don't stand in its columns."""
    shape = _shape(flow, start, lexicon)
    if shape is None:
        return None
    lines, repeated, stop = _body(flow, shape)
    dealt = _dealt_lines(lines, shape)
    while (again := _shape_again(flow, stop, shape, lexicon)) is not None:
        more, skipped, stop = _body(flow, again)
        dealt += _dealt_lines(more, again)
        lines += more
        repeated += [*range(again.start, again.stop), *skipped]
    rows = _rows(dealt, _opening_columns(dealt, shape), _main_column(shape))
    if not rows:
        return None
    draft = Draft(tuple(HeadCell(c.text, 0, n) for n, c in enumerate(shape.columns)), len(shape.columns))
    draft.rows = [
        [
            [joined_area(cell, lexicon)] if cell and shape.columns[number].holds in _NARROW else cell
            for number, cell in enumerate(row)
        ]
        for row in rows
    ]
    draft.places.extend(line.place for line in (*flow[shape.start : shape.stop], *lines))
    draft.places.extend(flow[index].place for index in repeated)
    return shape.kind, draft, stop


# -- the header


def _shape(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> _Shape | None:
    """The columns that a line heads, and the lines below that go on with headings: years, a scale, the rest of a word."""
    first = [part for piece in pieces(flow[start]) for part in _narrow_headings(piece, lexicon)]
    if len(first) < CELLS_AT_LEAST or any(len(piece.text) > 40 for piece in first):
        return None
    columns = [_Column(piece.left, piece.right, [piece.text]) for piece in first]
    stop = start + 1
    while stop < min(len(flow), start + HEADER_LINES) and _goes_on(flow[stop], columns):
        for piece in pieces(flow[stop]):
            column = _above(piece, columns)
            if column is not None:
                column.head.append(piece.text)
        stop += 1
    found = kind_of_headings([column.text.value for column in columns], lexicon)
    if found is None:
        return None
    for column, holds in zip(columns, found[1], strict=True):
        column.holds = holds
    return _Shape(found[0], tuple(columns), start, stop)


def _shape_again(flow: Sequence[Flow], at: int, shape: _Shape, lexicon: Lexicon) -> _Shape | None:
    """The same headings on a new page, where they stand elsewhere."""
    again = _shape(flow, at, lexicon) if at < len(flow) else None
    same = again is not None and [c.text.value for c in again.columns] == [c.text.value for c in shape.columns]
    return again if same else None


def _narrow_headings(piece: Piece, lexicon: Lexicon) -> list[Piece]:
    """A piece cut into headings that stand a blank apart, each known by itself: 'K SxK'."""
    words = list(re.finditer(r"\S+", piece.text.value))
    if len(words) < 2 or not all(len(word[0]) <= NARROW for word in words[:-1]):
        return [piece]
    whole, *each = (header_field(text, lexicon) for text in (piece.text.value, *(word[0] for word in words)))
    if (whole is not None and whole.score >= KNOWN) or any(one is None or one.score < KNOWN for one in each):
        return [piece]
    return [Piece(piece.left + w.start(), piece.left + w.end(), piece.text.slice(*w.span())) for w in words]


def _above(piece: Piece, columns: Sequence[_Column]) -> _Column | None:
    return next((c for c in columns if piece.left < c.right and c.left < piece.right), None)


def _goes_on(line: Flow, columns: Sequence[_Column]) -> bool:
    """Whether a line holds only what goes on below headings: '(1–4)', '2010', 'värde' below 'Risk-'."""
    found = pieces(line)
    if line.gap or line.starts_page or len(found) > len(columns):
        return False
    for piece in found:
        over = _above(piece, columns)
        value = piece.text.value
        broken = over is not None and over.head[-1].value.endswith("-") and opens_low(value)
        dated = bool(years_in(value)) and not re.search(r"[^\W\d_]", value)
        if over is None or not (broken or dated or re.fullmatch(r"\([^()]{1,12}\)", value)):
            return False
    return bool(found)


def _main_column(shape: _Shape) -> int:
    main = next(name for name, (kind, _) in MAIN.items() if kind == shape.kind)
    return [column.holds for column in shape.columns].index(main)


# -- the lines below


def _body(flow: Sequence[Flow], shape: _Shape) -> tuple[list[Flow], list[int], int]:
    """The lines below the header that stand in its columns, repeated headers among them, and the line after the last."""
    lines: list[Flow] = []
    repeated: list[int] = []
    index = shape.stop
    left, last = shape.columns[0].left, shape.columns[-1]
    heads = {re.sub(r"\s+", " ", flow[at].value): flow[at] for at in range(shape.start, shape.stop)}
    while index < len(flow):
        line = flow[index]
        found = pieces(line)
        head = heads.get(re.sub(r"\s+", " ", line.value))
        if head is not None:
            if (head.value, head.indent) != (line.value, line.indent):
                break
            repeated.append(index)
            index += 1
            continue
        apart = line.gap > 0 and len(lines) > 0 and not line.starts_page
        alone = len(found) < 2 and (apart or line.starts_page)
        if is_heading(line) or is_footnote(line.value) or alone or (apart and line.gap >= BLANKS):
            break
        if line.indent < left - MISPLACED or _runs_over(found, shape.columns):
            break
        if found[-1].left > last.right + 3 * MISPLACED:
            break
        lines.append(line)
        index += 1
    return lines, repeated, index


def _runs_over(found: Sequence[Piece], columns: Sequence[_Column]) -> bool:
    """Whether a line is one of running text: it has no gap and reaches into a third column."""
    return len(found) == 1 and sum(c.left < found[0].right and found[0].left <= c.left for c in columns) > 2


def _lefts(lines: Sequence[Flow], columns: Sequence[_Column]) -> list[int]:
    """Where each column begins: where most of its cells do, if that is near its heading; figures stand anywhere below it."""
    starts = Counter(piece.left for line in lines for piece in pieces(line))
    found: list[int] = []
    for number, column in enumerate(columns):
        before = columns[number - 1].right if number else 0
        near = {left: count for left, count in starts.items() if before <= left < column.right}
        commonest = max(near, key=lambda left: (near[left], -left), default=column.left)
        found.append(min(column.left, commonest))
    return found


def _dealt_lines(lines: Sequence[Flow], shape: _Shape) -> list[tuple[Flow, list[list[Text]]]]:
    """Lines with what stands in each of the columns."""
    lefts = _lefts(lines, shape.columns)
    middles = [(column.left + column.right) / 2 for column in shape.columns]
    return [(line, _dealt(line, lefts, middles)) for line in lines]


def _dealt(line: Flow, lefts: Sequence[int], middles: Sequence[float]) -> list[list[Text]]:
    """The line's pieces in their columns; one that reaches into the next column is cut where a word begins about there."""
    cells: list[list[Text]] = [[] for _ in lefts]
    for piece in pieces(line):
        if re.fullmatch(r"\d{1,3}", piece.text.value):  # in the middle of a narrow column
            at = min(range(len(lefts)), key=lambda n: abs(middles[n] - (piece.left + piece.right) / 2))
        else:
            at = max((n for n, left in enumerate(lefts) if left <= piece.left + MISPLACED), default=0)
        start = 0
        for number in range(at + 1, len(lefts)):
            cut = _cut(piece.text.value, lefts[number] - piece.left)
            if cut is not None and cut > start:
                cells[at].append(piece.text.slice(start, cut).strip())
                at, start = number, cut
        cells[at].append(piece.text.slice(start))
    return cells


def _cut(value: str, border: int) -> int | None:
    """Where the word begins that is the first of the next column; ``None`` where the text ends before it."""
    starts = [m.start() for m in re.finditer(r"(?<= )\S", value) if abs(m.start() - border) <= SLIPPED]
    if len(value) < border + 1 or not starts:
        return None
    return min(starts, key=lambda start: abs(start - border))


# -- rows


def _opening_columns(dealt: Sequence[tuple[Flow, list[list[Text]]]], shape: _Shape) -> list[int]:
    """The columns whose cells begin rows: those of figures, dates and frequencies."""
    found: list[int] = []
    for number, column in enumerate(shape.columns):
        filled = [cells[number][0].value for _, cells in dealt if cells[number]]
        figures = sum(bool(re.match(r"[<>≤≥±+–-]?\s?\d", value)) for value in filled)
        if filled and figures >= FIGURED * len(filled) and _FIGURES.search(column.holds + column.text.value.casefold()):
            found.append(number)
    return found


def _rows(dealt: Sequence[tuple[Flow, list[list[Text]]]], opening: Sequence[int], main: int) -> list[list[list[Text]]]:
    rows: list[list[list[Text]]] = []
    for _, cells in dealt:
        if opening:
            begins = any(cells[number] for number in opening)
        else:
            said = cells[main][0].value if cells[main] else ""
            begins = bool(said) and not opens_low(said) and sum(map(bool, cells)) > 1
        if begins:
            rows.append([[] for _ in cells])
        if not rows:
            return []  # the figures stand in the middle of their rows: not to be told here
        for column, found in enumerate(cells):
            rows[-1][column].extend(found)
    return rows if all(row[main] for row in rows) else []
