"""Ruled regions of a page, so that lines of text can be cut at the walls of cells. Tables proper are found later."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.document import Box, Ruling, box_around

TOUCHING = 3.0
"""Points: rulings this close meet."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled region: where its horizontal lines run, top down, and its vertical ones, left to right."""

    box: Box
    horizontal: tuple[Box, ...]
    vertical: tuple[Box, ...]

    def cell(self, word: Box) -> tuple[int, int]:
        """Row and column of the cell that a word stands in: the nearest rules above it and on its left count."""
        x, y = word.middle
        rows, columns = self.horizontal, self.vertical
        tops = (r.top for r in reversed(rows) if r.top <= y and r.left - TOUCHING <= x <= r.right + TOUCHING)
        lefts = (r.left for r in reversed(columns) if r.left <= x and r.top - TOUCHING <= y <= r.bottom + TOUCHING)
        row = bisect_left(rows, next(tops, rows[0].top) - TOUCHING, key=lambda r: r.top)
        column = bisect_left(columns, next(lefts, columns[0].left) - TOUCHING, key=lambda r: r.left)
        return row, column


def find_grids(rulings: Sequence[Ruling]) -> tuple[Grid, ...]:
    """Groups of rulings that cross or touch, where they make at least two columns or two rows of cells."""
    horizontal = sorted((r.box for r in rulings if r.horizontal), key=lambda box: box.top)
    vertical = sorted((r.box for r in rulings if not r.horizontal), key=lambda box: box.left)
    groups = _connected(horizontal, vertical)
    grids = [Grid(box, tuple(h), tuple(v)) for h, v in groups if len(h) + len(v) >= 5 and (box := box_around((*h, *v)))]
    grids = [g for g in grids if levels(r.top for r in g.horizontal) >= 2 and levels(r.left for r in g.vertical) >= 2]
    outer = [g for g in grids if not any(o is not g and _inside(g.box, o.box) for o in grids)]
    return tuple(sorted(outer, key=lambda grid: (grid.box.top, grid.box.left)))


def _connected(horizontal: Sequence[Box], vertical: Sequence[Box]) -> list[tuple[list[Box], list[Box]]]:
    group = list(range(len(horizontal) + len(vertical)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    reaches = [(v.left, v.right, v.top - TOUCHING, v.bottom + TOUCHING) for v in vertical]
    for i, h in enumerate(horizontal):
        left, right, top, bottom = h.left - TOUCHING, h.right + TOUCHING, h.top, h.bottom
        for j, (v_left, v_right, v_top, v_bottom) in enumerate(reaches, len(horizontal)):
            if v_top <= bottom and top <= v_bottom and left <= v_right and v_left <= right:
                group[root(i)] = root(j)
    found: dict[int, tuple[list[Box], list[Box]]] = {}
    for i, box in enumerate((*horizontal, *vertical)):
        found.setdefault(root(i), ([], []))[0 if i < len(horizontal) else 1].append(box)
    return [pair for pair in found.values() if pair[0] and pair[1]]


def levels(values: Iterable[float]) -> int:
    """How many values differ by more than a line's double stroke."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > TOUCHING:
            kept.append(value)
    return len(kept)


def _inside(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left
        and inner.right <= outer.right
        and outer.top <= inner.top
        and inner.bottom <= outer.bottom
    )
