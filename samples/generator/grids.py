"""Tables on pages: cells broken into lines, rows kept whole or cut at a page break, rules drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.generator.content import Cell, Grid
from samples.generator.look import Style
from samples.generator.typeset import Ink, break_lines, width_of

if TYPE_CHECKING:
    from samples.generator.typeset import Press


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


def set_grid(press: Press, grid: Grid) -> None:
    look = press.look
    leading = look.styles[grid.style].leading
    pad = look.padding if grid.rules != "none" else look.padding * 0.3
    rows = pending_rows(press, grid, edges(press, grid))
    header = rows[: grid.header_rows]
    pages = press.layout.tables.setdefault(grid.name, [])
    press.need(leading * 3 + 6 * pad)
    open_top = True

    def begin() -> None:
        nonlocal open_top
        open_top = True
        if grid.repeat:
            for r, row in enumerate(header):
                for pending in row:
                    if pending is not None:
                        pending.done = 0
                segment(r, row, needed(row, r))
            open_top = True

    def segment(r: int, row: list[Pending | None], lines: int) -> None:
        """Sets ``lines`` lines of every cell of the row at the pen."""
        nonlocal open_top
        xs = edges(press, grid)
        height = lines * leading + 2 * pad
        top = press.y
        page = len(press.layout.pages)
        if page not in pages:
            pages.append(page)
        if r < grid.header_rows and grid.shade and grid.rules == "all":
            press.page.ink.append(Ink((xs[0], top, xs[-1], top + height), look.header_tint))
        shown: list[tuple[float, list[str]]] = []
        for c, pending in enumerate(row):
            if pending is None or not starts(row, c):
                continue
            cell = pending.cell
            style = cell_style(press, grid, cell)
            end = c + cell.column_span
            x0, x1 = xs[c] + look.padding, xs[end] - look.padding
            take = pending.lines[pending.done : pending.done + lines]
            for n, line in enumerate(take):
                wide = width_of(line, style)
                x = {"right": x1 - wide, "center": (x0 + x1 - wide) / 2}.get(cell.align, x0)
                y = top + pad + n * leading
                press.write(x, y + leading * 0.78, line, style)
                press.mark(cell.refs, (x, y, x + wide, y + leading))
            pending.done += len(take)
            start = (x1 - max((width_of(t, style) for t in take), default=0)) if cell.align == "right" else x0
            shown.append((start - xs[0], take))
        speak(press, grid, shown, lines)
        draw_rules(press, grid, row, r, xs, top, top + height, first=open_top)
        open_top = False
        press.y += height

    press.gap = True
    for r, row in enumerate(rows):
        lines = needed(row, r)
        room = int((press.bottom - press.y - 2 * pad) / leading)
        cut = grid.split and r >= grid.header_rows and room >= 2
        if lines > room and cut:
            segment(r, row, room)
            close(press, grid, edges(press, grid))
            press.layout.split_rows.setdefault(grid.name, []).append(r)
            press.next_frame()
            begin()
            segment(r, row, needed(row, r))
            continue
        if lines > room:
            close(press, grid, edges(press, grid))
            press.next_frame()
            begin()
        segment(r, row, needed(row, r))
    close(press, grid, edges(press, grid))
    press.y += 10


def speak(press: Press, grid: Grid, shown: list[tuple[float, list[str]]], lines: int) -> None:
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
    press: Press, grid: Grid, row: list[object], r: int, xs: list[float], top: float, bottom: float, *, first: bool
) -> None:
    thin = press.look.rule
    ink = press.page.ink
    if grid.rules == "none":
        return
    if grid.rules == "horizontal":
        if first:
            ink.append(Ink((xs[0], top, xs[-1], top + thin * 2)))
        heavy = r == grid.header_rows - 1
        ink.append(Ink((xs[0], bottom, xs[-1], bottom + (thin * 1.6 if heavy else thin * 0.6))))
        return
    for c in range(len(xs) - 1):
        pending = row[c]
        merged_above = pending is not None and getattr(pending, "last_row", r) - pending.cell.row_span + 1 < r
        if first or not merged_above:
            ink.append(Ink((xs[c], top, xs[c + 1], top + thin)))
        if c and pending is row[c - 1] and pending is not None:
            continue
        ink.append(Ink((xs[c], top, xs[c] + thin, bottom)))
    ink.append(Ink((xs[-1], top, xs[-1] + thin, bottom + thin)))


def close(press: Press, grid: Grid, xs: list[float]) -> None:
    """The rule under the last row on a page."""
    if grid.rules == "all":
        press.page.ink.append(Ink((xs[0], press.y, xs[-1], press.y + press.look.rule)))
    elif grid.rules == "horizontal":
        press.page.ink.append(Ink((xs[0], press.y, xs[-1], press.y + press.look.rule * 1.6)))
