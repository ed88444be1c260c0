"""Drawn lines to grids: tables with ruled rows and columns, from a PDF's paths or from lines found in an image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Box, Cell, Page, Table
from pipeline.lexicon import Lexicon
from pipeline.tables.grid import Grid, Slot, cells_of, clustered
from pipeline.tables.header_rows import mark_headers
from pipeline.tables.pieces import lines_of, usual_blank
from pipeline.tables.refining import refined

NEAR = 3.0
"""Lines this close (points) are one, and meet: borders are drawn twice, a point or two apart, and scans waver."""
SHORTEST = 4.0
"""Lines shorter than this (points) after joining are dots and ticks."""
WALL = 0.6
"""A wall stands between two cells where a line covers this share of their common side."""
CROSSINGS = 250_000
"""A page with more pairs of lines is a drawing or a map; 500 rows by 500 columns is no table of a plan."""
SMALLEST = 5.0
"""Rows and columns narrower than this (points) are double lines."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight line at ``at`` from ``start`` to ``stop``: x from top to bottom, or y from left to right."""

    at: float
    start: float
    stop: float


def find_grids(page: Page) -> tuple[Grid, ...]:
    """The grids drawn on a page, at least two cells each, top down."""
    across, down = edges_of(page)
    if len(across) * len(down) > CROSSINGS:
        return ()
    grids = []
    for horizontals, verticals in connected(across, down):
        grid = grid_of(page.number, horizontals, verticals)
        if grid is not None and len(grid.slots) > 1:
            grids.append(grid)
    return tuple(sorted(grids, key=lambda grid: (grid.box.top, grid.box.left)))


def edges_of(page: Page) -> tuple[list[Edge], list[Edge]]:
    """The horizontal and the vertical lines of a page, each joined from its pieces."""
    across = [Edge(r.box.middle[1], r.box.left, r.box.right) for r in page.rulings if r.horizontal]
    down = [Edge(r.box.middle[0], r.box.top, r.box.bottom) for r in page.rulings if not r.horizontal]
    return joined(across), joined(down)


def joined(edges: Sequence[Edge]) -> list[Edge]:
    """Pieces of one line put together: at nearly the same place, touching or overlapping."""
    found: list[Edge] = []
    level: list[Edge] = []
    for edge in sorted(edges, key=lambda edge: edge.at):
        if level and edge.at - level[-1].at > NEAR / 2:
            found += _joined_level(level)
            level = []
        level.append(edge)
    return [edge for edge in (*found, *_joined_level(level)) if edge.stop - edge.start >= SHORTEST]


def _joined_level(pieces: Sequence[Edge]) -> list[Edge]:
    """Lines at one place, from their pieces."""
    found: list[Edge] = []
    at = sum(piece.at for piece in pieces) / max(1, len(pieces))
    for piece in sorted(pieces, key=lambda edge: edge.start):
        if found and piece.start <= found[-1].stop + NEAR:
            found[-1] = Edge(at, found[-1].start, max(found[-1].stop, piece.stop))
        else:
            found.append(Edge(at, piece.start, piece.stop))
    return found


def connected(across: Sequence[Edge], down: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Horizontal and vertical lines in groups that hang together by crossing or touching."""
    group = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if h.start - NEAR <= v.at <= h.stop + NEAR and v.start - NEAR <= h.at <= v.stop + NEAR:
                group[root(i)] = root(j)
    found: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate((*across, *down)):
        found.setdefault(root(i), ([], []))[0 if i < len(across) else 1].append(edge)
    return [(h, v) for h, v in found.values() if h and v]


def grid_of(page: int, across: Sequence[Edge], down: Sequence[Edge]) -> Grid | None:
    """The grid that a group of lines draws; cells without a wall between them are one, with a span."""
    xs = _walls([v.at for v in down], [end for h in across for end in (h.start, h.stop)])
    ys = _walls([h.at for h in across], [end for v in down for end in (v.start, v.stop)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    right_wall = [[_covered(down, xs[c + 1], ys[r], ys[r + 1]) for c in range(len(xs) - 1)] for r in range(len(ys) - 1)]
    lower_wall = [
        [_covered(across, ys[r + 1], xs[c], xs[c + 1]) for c in range(len(xs) - 1)] for r in range(len(ys) - 1)
    ]
    return Grid(page, tuple(xs), tuple(ys), tuple(_slots(xs, ys, right_wall, lower_wall)))


def _walls(at: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Where walls stand: at the lines, and at the far ends of lines that go on beyond the outermost of them."""
    walls = clustered(at, NEAR)
    if min(ends) < walls[0] - 2 * SMALLEST:
        walls.insert(0, min(ends))
    if max(ends) > walls[-1] + 2 * SMALLEST:
        walls.append(max(ends))
    kept = walls[:1]
    for wall in walls[1:]:
        if wall - kept[-1] >= SMALLEST:
            kept.append(wall)
    return kept


def _covered(edges: Sequence[Edge], at: float, start: float, stop: float) -> bool:
    """Whether lines near ``at`` cover enough of the stretch."""
    covered = sum(
        max(0.0, min(edge.stop, stop) - max(edge.start, start)) for edge in edges if abs(edge.at - at) <= SMALLEST
    )
    return covered >= WALL * (stop - start)


def _slots(
    xs: Sequence[float], ys: Sequence[float], right_wall: Sequence[Sequence[bool]], lower_wall: Sequence[Sequence[bool]]
) -> list[Slot]:
    """Cells from the walls: each grows to the right, then down, as far as no wall stands in its way."""
    rows, columns = len(ys) - 1, len(xs) - 1
    taken = [[False] * columns for _ in range(rows)]
    slots = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column
            while right + 1 < columns and not right_wall[row][right] and not taken[row][right + 1]:
                right += 1
            low = row
            while low + 1 < rows and _open_below(row=low, left=column, right=right, walls=(right_wall, lower_wall)):
                low += 1
            for r in range(row, low + 1):
                for c in range(column, right + 1):
                    taken[r][c] = True
            box = Box(xs[column], ys[row], xs[right + 1], ys[low + 1])
            slots.append(Slot(row, column, low - row + 1, right - column + 1, box))
    return slots


def _open_below(
    *, row: int, left: int, right: int, walls: tuple[Sequence[Sequence[bool]], Sequence[Sequence[bool]]]
) -> bool:
    """Whether a cell over the columns left..right goes on into the next row: no floor, and the same sides."""
    right_wall, lower_wall = walls
    below = right_wall[row + 1]
    return (
        not any(lower_wall[row][left : right + 1])
        and not any(below[left:right])
        and (left == 0 or below[left - 1])
        and (right == len(below) - 1 or below[right])
    )


def find_ruled(page: Page, lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables of a page whose rows and columns are drawn."""
    grids = find_grids(page)
    if not grids:
        return ()
    blank = usual_blank(lines_of(page.words))
    tables = []
    for grid in grids:
        cells, places = cells_of(page, refined(grid, page.words, blank, lexicon), lexicon)
        if is_table(cells):
            tables.append(Table(None, (page.number,), "ruled", mark_headers(cells, lexicon), (), places))
    return tuple(tables)


def is_table(cells: Sequence[Cell]) -> bool:
    """Whether cells are a table, not a framed text or the lines of a chart.

    A table has two columns that hold something, a quarter of its cells filled, most of them in one column each, and half
    of its rows with more than a label: the boxes of a chart lie every which way.
    """
    filled = [cell for cell in cells if cell.text]
    columns = {cell.column for cell in filled}
    if len(columns) < 2 or len(filled) < 3 or 4 * len(filled) < len(cells):
        return False
    if 2 * sum(cell.column_span > 1 for cell in filled) > len(filled):
        return False
    by_row = Counter(cell.row for cell in filled)
    return 3 * sum(count > 1 for count in by_row.values()) >= len(by_row)
