"""Tables without rules: the rows and columns of a region to cells, wrapped labels and headers put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Box, Page, Table, Word, box_around
from pipeline.lexicon import Lexicon
from pipeline.tables.grid import Grid, Slot, cells_of
from pipeline.tables.header_rows import mark_headers, repeated
from pipeline.tables.pieces import Piece, Row, columns_under, lines_of, row_of, usual_blank, with_bullet
from pipeline.tables.regions import Region, find_regions

OFF_CENTRE = 0.15
"""A header over several columns is centred over them to within this share of their width."""


def find_aligned(page: Page, lexicon: Lexicon, taken: Sequence[Box]) -> tuple[Table, ...]:
    """The tables of a page that no grid of rules holds; ``taken`` are the boxes of those that one does."""
    words = _free_words(page, taken)
    lines = lines_of(words)
    blank = usual_blank(lines)
    rows = [with_bullet(row_of(line, blank)) for line in lines]
    tables = []
    for region in find_regions(page, rows, blank, lexicon, taken):
        table = table_of(page, region, lexicon)
        if table is not None:
            tables.append(table)
    return tuple(tables)


def _free_words(page: Page, taken: Sequence[Box]) -> list[Word]:
    """The words of the body that no other table holds."""
    return [
        word
        for line in page.lines
        if line.role == "body"
        for word in line.text.words
        if word.box is not None and not _is_upright(word) and not any(box.holds(word.box.middle) for box in taken)
    ]


def _is_upright(word: Word) -> bool:
    """Whether a word runs up the page, as beside the axis of a chart."""
    return word.box is not None and len(word.text) > 2 and word.box.height > 1.5 * word.box.width


def table_of(page: Page, region: Region, lexicon: Lexicon) -> Table | None:
    """The cells of a region: visual rows put together where a cell runs over several, columns spanned by headers."""
    groups = logical_rows(region)
    header = sum(row in region.rows[: region.header] for row, *_ in groups)
    grid = grid_of(page.number, groups, region.columns, header)
    cells, places = cells_of(page, grid, lexicon)
    cells = tuple(replace(cell, box=box_around(w.box for w in cell.text.words) or cell.box) for cell in cells)
    if len({cell.column for cell in cells if cell.text}) < 2:
        return None
    return Table(None, (page.number,), "aligned", mark_headers(cells, lexicon), (), places)


def logical_rows(region: Region) -> list[list[Row]]:
    """Visual rows in groups, one for each row of the table."""
    groups: list[list[Row]] = []
    tight = _tight_pitch(region.rows)
    for at, row in enumerate(region.rows):
        above = groups[-1] if groups else None
        after = region.rows[at - 1] if at else None
        if above is None or after is None:
            groups.append([row])
            continue
        pitch = row.top - after.top
        is_tight = tight is not None and pitch <= tight
        merge = (
            _joins_header(above, row, region.columns)
            if at < region.header
            else at != region.header and _joins_body(above, row, region, is_tight=is_tight, known=tight is not None)
        )
        if merge:
            above.append(row)
        else:
            groups.append([row])
    return groups


def _tight_pitch(rows: Sequence[Row]) -> float | None:
    """The pitch (points) up to which lines belong to one row, where pitches are of two kinds; else ``None``."""
    pitches = sorted(lower.top - upper.top for upper, lower in pairwise(rows))
    for i in range(1, len(pitches)):
        if pitches[i] > 1.22 * pitches[i - 1] and i >= 2 and len(pitches) - i >= 2:
            return (pitches[i] + pitches[i - 1]) / 2
    return None


def _columns_in(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> set[int]:
    return {c for row in rows for piece in row.pieces for c in columns_under(piece.box, columns)}


def _joins_header(above: Sequence[Row], row: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a header line goes on in the cells above it: none of those spans columns, and each has one above."""
    if any(len(columns_under(piece.box, columns)) > 1 for r in (*above, row) for piece in r.pieces):
        return False
    if _spans_over(above, row, columns):
        return False
    return row.top - above[-1].bottom < 0.8 * row.height


def _joins_body(above: Sequence[Row], row: Row, region: Region, *, is_tight: bool, known: bool) -> bool:
    """Whether a line goes on in the cells of the row above it, in wrapped labels or texts."""
    has = _columns_in([row], region.columns)
    if _has_number_in_common(above, row, region.columns):
        return False
    if known and not is_tight:
        return False
    first = row.pieces[0].text
    if has == {0}:
        return is_tight or first[:1].islower() or first[:1] == "("
    if 0 not in has:
        return not any(piece.is_number for piece in row.pieces) and (is_tight or first[:1].islower())
    # A label that wraps before its values: the numbers stand beside its last line.
    return _columns_in(above, region.columns) == {0} and (first[:1].islower() or is_tight)


def _has_number_in_common(above: Sequence[Row], row: Row, columns: Sequence[tuple[float, float]]) -> bool:
    mine = {c for piece in row.pieces if piece.is_number for c in columns_under(piece.box, columns)} - {0}
    return bool(mine & (_columns_in(above, columns) - {0}))


def grid_of(page: int, groups: Sequence[Sequence[Row]], columns: Sequence[tuple[float, float]], header: int) -> Grid:
    """Rows and columns with walls in the middle of their gutters; a piece over several columns makes a span, and so does
    one in the first ``header`` rows that is centred over columns with headers of their own."""
    left = min(columns[0][0], min(row.left for group in groups for row in group)) - 1
    right = max(columns[-1][1], max(row.right for group in groups for row in group)) + 1
    xs = (left, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), right)
    tops = [min(row.top for row in group) for group in groups]
    bottoms = [max(row.bottom for row in group) for group in groups]
    ys = (tops[0] - 1, *((bottoms[i] + tops[i + 1]) / 2 for i in range(len(groups) - 1)), bottoms[-1] + 1)
    slots = []
    for at, group in enumerate(groups):
        pieces = [piece for row in group for piece in row.pieces]
        over = _spans_over(group, groups[at + 1][0], columns) if at + 1 < min(len(groups), header) else []
        spans = over or _spans(pieces, columns)
        for start, stop in spans:
            slots.append(Slot(at, start, 1, stop - start, Box(xs[start], ys[at], xs[stop], ys[at + 1])))
    return Grid(page, xs, ys, tuple(slots))


def _spans_over(rows: Sequence[Row], below: Row, columns: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """The columns, as (first, behind the last), that header pieces span, each two at least that have headers of their own
    below: those it is centred over, or those of one of the times that the headers below repeat themselves. Empty where the
    pieces stand over single columns."""
    pieces = sorted(
        (p for row in rows for p in row.pieces if p.box.middle[0] > columns[0][1]), key=lambda p: p.box.left
    )
    middles = [(left + right) / 2 for left, right in columns]
    filled = _columns_in([below], columns)
    if not pieces or len(columns) - 1 < 2 * len(pieces) or any(c not in filled for c in range(1, len(columns))):
        return []
    labels = [piece.text for piece in below.pieces if columns_under(piece.box, columns) != [0]]
    times = repeated(labels, len(pieces))
    if times > 1 and len(labels) == len(columns) - 1:
        spans = [(1 + at * times, 1 + (at + 1) * times) for at in range(len(pieces))]
        if all(
            start <= columns_under(p.box, columns)[0] < stop for p, (start, stop) in zip(pieces, spans, strict=True)
        ):
            return [(0, 1), *spans]
    nearest = [min(range(len(pieces)), key=lambda p: abs(pieces[p].box.middle[0] - x)) for x in middles[1:]]
    spans = [(0, 1)]
    for at, piece in enumerate(pieces):
        under = [column for column, owner in enumerate(nearest, 1) if owner == at]
        if len(under) < 2:
            return []
        left, right = columns[under[0]][0], columns[under[-1]][1]
        if abs((left + right) / 2 - piece.box.middle[0]) > OFF_CENTRE * (right - left):
            return []
        spans.append((under[0], under[-1] + 1))
    return spans


def _spans(pieces: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """The columns of a row as (first, behind the last) of each of its cells."""
    joined = [False] * len(columns)
    for piece in pieces:
        under = columns_under(piece.box, columns)
        for column in range(under[0] + 1, under[-1] + 1):
            joined[column] = True
    starts = [i for i in range(len(columns)) if not joined[i]]
    return list(pairwise((*starts, len(columns))))
