"""Rows with fewer amounts than their table has columns, where the table ends in one total: the placings that add up to it.

A list of projects has a total below it and amounts only in the years in which something is built. Taken one by one, its
rows could stand in many columns; taken together, only one way of placing them makes all columns add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from pipeline.amounts import parse_amount
from pipeline.checking.budget_labels import is_total, plain_label
from pipeline.checking.sums import decimals_of
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.draft import Draft

Placing = tuple[int, ...]
"""The columns that a short row's amounts stand in, left to right."""

STATES_AT_MOST = 50_000
"""With more sums than this that the rows so far could have, the search is given up."""
SUMS_AT_LEAST = 2
"""So many columns must add up: one alone may by chance."""

_Ways = dict[tuple[int, ...], tuple[int, tuple[Placing, ...]]]
"""Sum of each column in the smallest unit -> in how many ways it is reached (two stand for more), and one of them."""


def placings_by_total(draft: Draft, short: Sequence[int], lexicon: Lexicon) -> dict[int, Placing] | None:
    """The columns of each short row's amounts, where one placing alone makes every column of the last row's total add up;
    ``None`` where there is no such total or placing."""
    read = _values(draft)
    if read is None:
        return None
    values, slack = read
    rows = list(values)
    labels = {row: plain_label(" ".join(text.value for text in draft.rows[row][0]), lexicon) for row in rows}
    total = rows[-1] if rows else None
    if total is None or [row for row in rows if is_total(labels[row][0], lexicon)] != [total]:
        return None
    if any(labels[row][1] for row in rows) or max(short) > total:
        return None  # parts of rows are in no sum
    members = [row for row in rows if row != total]
    ways = _ways(draft, members, short, values)
    if ways is None:
        return None
    found: list[tuple[tuple[Placing, ...], Placing]] = []
    for at in _placings(draft, total, short):
        wanted = dict(zip(at, values[total], strict=True))
        for sums, (count, placing) in ways.items():
            if len(at) >= SUMS_AT_LEAST and all(abs(sums[c - 1] - value) <= slack for c, value in wanted.items()):
                found += [(placing, at)] * count
        if len(found) > 1:
            return None
    if len(found) != 1:
        return None
    chosen = dict(zip(members, found[0][0], strict=True)) | {total: found[0][1]}
    return {row: chosen[row] for row in short}


def _values(draft: Draft) -> tuple[dict[int, list[int]], int] | None:
    """The numbers of each row that has some, in the smallest unit printed, and by how many such units a sum may miss, as
    decimals are rounded; ``None`` where a cell holds no number."""
    printed = {
        row: [" ".join(text.value for text in cell) for cell in cells[1:] if cell]
        for row, cells in enumerate(draft.rows)
        if any(cells[1:])
    }
    exponent = max((decimals_of(cell) for cells in printed.values() for cell in cells), default=0)
    values: dict[int, list[int]] = {}
    for row, cells in printed.items():
        amounts = [parse_amount(cell) for cell in cells]
        values[row] = [int(amount.value.scaleb(exponent)) for amount in amounts if amount is not None]
        if len(values[row]) < len(cells):
            return None
    return values, int(0.87 * len(values) ** 0.5) if exponent else 0


def _ways(
    draft: Draft, members: Sequence[int], short: Sequence[int], values: Mapping[int, Sequence[int]]
) -> _Ways | None:
    """Every sum that the columns can have; ``None`` where there are too many."""
    ways: _Ways = {(0,) * (draft.columns - 1): (1, ())}
    for row in members:
        grown: _Ways = {}
        for sums, (count, placing) in ways.items():
            for at in _placings(draft, row, short):
                added = list(sums)
                for column, value in zip(at, values[row], strict=True):
                    added[column - 1] += value
                before = grown.get(tuple(added))
                grown[tuple(added)] = (count, (*placing, at)) if before is None else (2, before[1])
        if len(grown) > STATES_AT_MOST:
            return None
        ways = grown
    return ways


def _placings(draft: Draft, row: int, short: Sequence[int]) -> list[Placing]:
    """The columns that a row's amounts can stand in: where they stand, for one that has them all."""
    filled = tuple(column for column in range(1, draft.columns) if draft.rows[row][column])
    return list(combinations(range(1, draft.columns), len(filled))) if row in short else [filled]
