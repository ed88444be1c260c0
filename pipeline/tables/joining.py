"""Tables that go on over page breaks become one: repeated headers go, a row that the break cuts is joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Cell, Line, Page, Table, Text, box_around
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.repairing.repair import join_lines
from pipeline.tables.header_rows import is_number

SAME = 0.72
"""How like (0-1) a repeated header's letters are to the first one's: in a scan one letter in four may be misread."""
COLUMN_GAP = 15.0
"""The right column of a page begins at most so far (points) left of its middle."""
SHIFT = 0.03
"""How far column walls may move between pages, as a share of the table's width."""


def join_over_pages(tables: Sequence[Table], pages: Sequence[Page], lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables of consecutive pages, those that continue one another joined."""
    by_number = {page.number: page for page in pages}
    joined: list[Table] = []
    for table in sorted(tables, key=lambda t: (t.pages[0], _is_right(t, by_number[t.pages[0]]), t.place)):
        last = joined[-1] if joined else None
        if last is not None and continues(last, table, by_number, lexicon):
            joined[-1] = join(last, table, lexicon)
        else:
            joined.append(table)
    return tuple(joined)


def continues(table: Table, after: Table, pages: dict[int, Page], lexicon: Lexicon) -> bool:
    """Whether ``after`` goes on where ``table`` ends, on the next page or in the page's next column: the same columns,
    and nothing but running heads and feet between."""
    if table.columns != after.columns or table.method != after.method:
        return False
    first, second = table.pages[-1], after.pages[0]
    if second - first > 1 or not _same_columns(table, after):
        return False
    if second == first:
        if not _in_next_column(table, after, pages[first]):
            return False
    elif _has_body_line_between(table, after, pages):
        return False
    return not after.header_rows or repeated_rows(table, after, lexicon) >= after.header_rows


def _box(table: Table, page: int) -> Box | None:
    return box_around(cell.box for cell in table.cells if cell.page == page)


def _is_right(table: Table, page: Page) -> bool:
    """Whether a table stands in the right half of its page."""
    box = _box(table, page.number)
    return box is not None and box.left > page.width / 2 - COLUMN_GAP


def _in_next_column(table: Table, after: Table, page: Page) -> bool:
    """Whether ``table`` ends at the foot of a page's column and ``after`` begins at the top of the next one."""
    one, other = _box(table, page.number), _box(after, page.number)
    if one is None or other is None or other.left < one.right or other.top > one.bottom:
        return False
    lines = [line.box for line in page.lines if line.role == "body" and line.box is not None]
    below = any(box.top >= one.bottom and _over(box, one) for box in lines)
    above = any(box.bottom <= other.top and _over(box, other) for box in lines)
    return not (below or above)


def _over(one: Box, other: Box) -> bool:
    return one.left < other.right and one.right > other.left


def _has_body_line_between(table: Table, after: Table, pages: dict[int, Page]) -> bool:
    """Whether text stands between two tables; a line that both pages have, digits aside, is a head or a foot."""
    start, stop = max(table.places), min(after.places)
    shapes = [{_shape(line) for line in pages[number].lines} for number in (start[0], stop[0])]
    recurring = shapes[0] & shapes[1] if start[0] != stop[0] else set()
    return any(
        start < line.place < stop and line.role == "body" and _shape(line) and _shape(line) not in recurring
        for number in dict.fromkeys((start[0], stop[0]))
        for line in pages[number].lines
    )


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.value.strip())


def _same_columns(table: Table, after: Table) -> bool:
    """Whether the columns' sides lie at the same shares of the width (a landscape page is wider), left or right ones:
    numbers of other lengths line up on the right."""
    first, second = _column_shares(table, table.pages[-1]), _column_shares(after, after.pages[0])
    return all(
        min(abs(first[column][side] - second[column][side]) for side in (0, 1)) <= SHIFT
        for column in first.keys() & second.keys()
    )


def _column_shares(table: Table, page: int) -> dict[int, tuple[float, float]]:
    """Each column's left and right side on a page, as shares of the table's width from its left side."""
    boxes = [
        (cell.column, cell.box)
        for cell in table.cells
        if cell.page == page and cell.box is not None and cell.column_span == 1 and cell.text
    ]
    whole = box_around(box for _, box in boxes)
    if whole is None:
        return {}
    shares: dict[int, tuple[float, float]] = {}
    for column, box in boxes:
        left, right = ((x - whole.left) / max(1.0, whole.width) for x in (box.left, box.right))
        before = shares.get(column, (left, right))
        shares[column] = min(left, before[0]), max(right, before[1])
    return shares


def repeated_rows(table: Table, after: Table, lexicon: Lexicon) -> int:
    """How many of the first rows of ``after`` say the header of ``table`` again, marked as header or not."""
    header = plain_letters("".join(c.text.value for c in table.cells if c.is_header))
    best, rows = SAME, 0
    for count in range(1, min(table.header_rows + 2, after.rows + 1)):
        again = plain_letters("".join(c.text.value for c in after.cells if c.row < count))
        like = lexicon.likeness(header, again)
        if header and like >= best:
            best, rows = like, count
    return rows


def join(table: Table, after: Table, lexicon: Lexicon) -> Table:
    """One table of both: the second's header dropped, its rows renumbered, a row that was cut put together."""
    skip = repeated_rows(table, after, lexicon)
    rows = table.rows
    cells = [replace(c, is_header=False) for c in after.cells if c.row >= skip]
    cut = _is_cut(table, cells, skip)
    shift = rows - skip - (1 if cut else 0)
    moved = [replace(c, row=c.row + shift) for c in cells]
    if cut:
        last = {c.column: c for c in table.cells if c.row + c.row_span == rows}
        rest = {c.column: c for c in moved if c.row == rows - 1}
        merged = {column: _joined_cell(last[column], rest[column], lexicon) for column in last.keys() & rest.keys()}
        kept = [merged.get(c.column, c) if c.row + c.row_span == rows else c for c in table.cells]
        moved = [c for c in moved if c.row != rows - 1 or c.column not in merged]
        cells_joined = (*kept, *moved)
    else:
        cells_joined = (*table.cells, *moved)
    return replace(
        table,
        pages=tuple(dict.fromkeys((*table.pages, *after.pages))),
        cells=tuple(sorted(cells_joined, key=lambda c: (c.row, c.column))),
        footnotes=(*table.footnotes, *after.footnotes),
        places=(*table.places, *after.places),
    )


def _is_cut(table: Table, cells: Sequence[Cell], first: int) -> bool:
    """Whether the page break cuts a row: what stands in the last row goes on in the first one after it."""
    last = {c.column: c for c in table.cells if c.row + c.row_span == table.rows}
    rest = {c.column: c for c in cells if c.row == first}
    pairs = [(last[i].text, rest[i].text) for i in last.keys() & rest.keys() if last[i].text or rest[i].text]
    if not any(before and after for before, after in pairs):
        return False
    # A row of its own has something in its first filled column and no number goes on over a break.
    if any(before and after and (is_number(before.value) or is_number(after.value)) for before, after in pairs):
        return False
    return any(_goes_on(before, after) for before, after in pairs)


def _goes_on(before: Text, after: Text) -> bool:
    """Whether a sentence goes on: a word cut by a hyphen, a bracket left open, a small letter after no full stop."""
    if not before or not after:
        return False
    first, second = before.value.rstrip(), after.value.lstrip()
    if re.search(r"[^\W\d_][-\u00ad\u2010]$", first):
        return second[:1].islower()
    if first.count("(") > first.count(")") and second.count(")") > second.count("("):
        return True
    return second[:1].islower() and not first.endswith((".", "!", "?"))


def _joined_cell(before: Cell, after: Cell, lexicon: Lexicon) -> Cell:
    lines = (*before.lines, *after.lines)
    return replace(
        before,
        text=join_lines(lines, lexicon),
        lines=lines,
        row_span=before.row_span + after.row_span - 1,
    )
