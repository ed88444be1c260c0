"""Tables on pages: cells broken into lines, rows kept whole or cut at a page break, rules drawn."""

from __future__ import annotations

from dataclasses import dataclass

from samples.generator.content import Cell, Grid
from samples.generator.layout import Ink, break_lines, width_of
from samples.generator.look import Style
from samples.generator.press import Press


@dataclass
class Pending:
    """A cell being set: its lines, and how many are on paper already."""

    cell: Cell
    lines: list[str]
    done: int = 0
    last_row: int = 0

    @property
    def left(self) -> int:
        return len(self.lines) - self.done


Shown = tuple[float, list[str]]
"""Lines of a cell, and where they begin: points from the table's left edge."""


def cell_style(press: Press, grid: Grid, cell: Cell) -> Style:
    return press.look.styles["cell_bold" if cell.bold else grid.style]


def edges(press: Press, grid: Grid) -> list[float]:
    left, right = press.extent()
    total = sum(grid.columns)
    out = [left]
    for share in grid.columns:
        out.append(out[-1] + (right - left) * share / total)
    return out


def pending_rows(press: Press, grid: Grid, xs: list[float]) -> list[list[Pending | None]]:
    """Every cell broken into lines; a merged cell is the same object in each row it covers."""
    rows: list[list[Pending | None]] = [[None] * len(grid.columns) for _ in grid.rows]
    look = press.look
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            width = xs[min(c + cell.column_span, len(xs) - 1)] - xs[c] - 2 * look.padding
            lines = break_lines(
                cell.text, cell_style(press, grid, cell), width, hyphenate=look.hyphenate_cells and look.hyphenate,
                hard=look.hard_cells,
            )  # fmt: skip
            pending = Pending(cell, lines if cell.text else [], last_row=r + cell.row_span - 1)
            for rr in range(r, r + cell.row_span):
                for cc in range(c, c + cell.column_span):
                    rows[rr][cc] = pending
    return rows


def starts(row: list[Pending | None], c: int) -> bool:
    return row[c] is not None and (c == 0 or row[c - 1] is not row[c])


def needed(row: list[Pending | None], r: int) -> int:
    """Lines the row has to show: all of its own cells; of a merged cell what is left when this is its last row."""
    counts = [1]
    for c, pending in enumerate(row):
        if pending is not None and starts(row, c) and (pending.cell.row_span == 1 or pending.last_row == r):
            counts.append(pending.left)
    return max(counts)


class Setter:
    """Sets one table row by row. ``fresh``: the next row is the first under the pen, so it gets a rule above."""

    def __init__(self, press: Press, grid: Grid) -> None:
        self.press, self.grid = press, grid
        self.leading = press.look.styles[grid.style].leading
        self.pad = press.look.padding * (0.3 if grid.rules == "none" else 1)
        self.rows = pending_rows(press, grid, edges(press, grid))
        self.pages = press.layout.tables.setdefault(grid.name, [])
        self.fresh = True

    def set(self) -> None:
        """All rows; one that does not fit is cut where the table may be, else goes to the next page whole."""
        press, grid = self.press, self.grid
        press.need(self.leading * 3 + 6 * self.pad)
        press.gap = True
        for r, row in enumerate(self.rows):
            room = int((press.bottom - press.y - 2 * self.pad) / self.leading)
            if needed(row, r) > room:
                if grid.split and r >= grid.header_rows and room >= 2:
                    self.segment(r, room)
                    press.layout.split_rows.setdefault(grid.name, []).append(r)
                self.turn_over()
            self.segment(r, needed(row, r))
        self.close()
        press.y += 10

    def turn_over(self) -> None:
        """On to the next frame, with the header repeated where the table does so."""
        self.close()
        self.press.next_frame()
        self.fresh = True
        for r in range(self.grid.header_rows if self.grid.repeat else 0):
            for pending in self.rows[r]:
                if pending is not None:
                    pending.done = 0
            self.segment(r, needed(self.rows[r], r))
        self.fresh = True

    def segment(self, r: int, lines: int) -> None:
        """The next ``lines`` lines of every cell of row ``r`` at the pen."""
        press, grid, row = self.press, self.grid, self.rows[r]
        xs = edges(press, grid)
        top, bottom = press.y, press.y + lines * self.leading + 2 * self.pad
        page = len(press.layout.pages)
        if page not in self.pages:
            self.pages.append(page)
        if r < grid.header_rows and grid.shade and grid.rules == "all":
            press.page.ink.append(Ink((xs[0], top, xs[-1], bottom), press.look.header_tint))
        shown = [
            self.cell_lines(pending, xs[c], xs[c + pending.cell.column_span], lines, xs[0])
            for c, pending in enumerate(row)
            if pending is not None and starts(row, c)
        ]
        speak(press, grid, shown, lines)
        draw_rules(press, grid, row, r, xs, (top, bottom), first=self.fresh)
        self.fresh = False
        press.y = bottom

    def cell_lines(self, pending: Pending, left: float, right: float, lines: int, origin: float) -> Shown:
        """The next lines of a cell between its edges, set; and what was set, with its distance from the table's edge."""
        press, cell = self.press, pending.cell
        style = cell_style(press, self.grid, cell)
        x0, x1 = left + press.look.padding, right - press.look.padding
        take = pending.lines[pending.done : pending.done + lines]
        for n, line in enumerate(take):
            wide = width_of(line, style)
            x = {"right": x1 - wide, "center": (x0 + x1 - wide) / 2}.get(cell.align, x0)
            y = press.y + self.pad + n * self.leading
            press.write(x, y + self.leading * 0.78, line, style)
            press.mark(cell.refs, (x, y, x + wide, y + self.leading))
        pending.done += len(take)
        widest = max((width_of(t, style) for t in take), default=0)
        return (x1 - widest if cell.align == "right" else x0) - origin, take

    def close(self) -> None:
        """The rule under the last row on a page."""
        xs, thin = edges(self.press, self.grid), self.press.look.rule
        if self.grid.rules != "none":
            heavy = thin if self.grid.rules == "all" else thin * 1.6
            self.press.page.ink.append(Ink((xs[0], self.press.y, xs[-1], self.press.y + heavy)))


def set_grid(press: Press, grid: Grid) -> None:
    """The table at the pen, over as many pages as it takes."""
    Setter(press, grid).set()


def speak(press: Press, grid: Grid, shown: list[Shown], lines: int) -> None:
    """The row as lines of a plain text."""
    if grid.flat == "cells":
        for x, take in shown:
            for line in take:
                press.say(line, columns=((x, line),))
            press.gap = True
        return
    for n in range(lines):
        parts = [(x, take[n]) for x, take in shown if n < len(take) and take[n]]
        press.say(" ".join(text for _, text in parts), columns=tuple(parts))
    press.gap = press.gap or any(len(take) > 1 for _, take in shown)


def draw_rules(
    press: Press,
    grid: Grid,
    row: list[Pending | None],
    r: int,
    xs: list[float],
    span: tuple[float, float],
    *,
    first: bool,
) -> None:
    """Rules around the row between ``span`` (top, bottom); none between the rows that a merged cell covers."""
    thin, ink = press.look.rule, press.page.ink
    top, bottom = span
    if grid.rules == "none":
        return
    if grid.rules == "horizontal":
        if first:
            ink.append(Ink((xs[0], top, xs[-1], top + thin * 2)))
        heavy = r == grid.header_rows - 1
        ink.append(Ink((xs[0], bottom, xs[-1], bottom + (thin * 1.6 if heavy else thin * 0.6))))
        return
    for c, pending in enumerate(row):
        if first or pending is None or pending.last_row - pending.cell.row_span + 1 == r:
            ink.append(Ink((xs[c], top, xs[c + 1], top + thin)))
        if pending is None or starts(row, c):
            ink.append(Ink((xs[c], top, xs[c] + thin, bottom)))
    ink.append(Ink((xs[-1], top, xs[-1] + thin, bottom + thin)))
