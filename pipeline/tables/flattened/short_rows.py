"""Rows with fewer amounts than their table has columns: the sums say which columns they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice, product
from math import comb, prod

from pipeline.checking.sums import Number, Numbers, numbers_of, row_equations
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.draft import Draft, table_of
from pipeline.tables.flattened.short_by_total import Placing, placings_by_total

PLACINGS_AT_MOST = 400
"""So many ways to place all short rows are tried together; where there are more, the rows are placed one by one."""

SHORT_AT_MOST, ROWS_AT_MOST = 10, 150
"""With more short rows, or in a longer table, the sums are not asked: it would take too long."""


def settle_short_rows(draft: Draft, short: Sequence[int], lexicon: Lexicon) -> bool:
    """Moves the amounts of short rows to where most sums hold. Whether the sums could tell."""
    if not short:
        return True
    if len(draft.rows) > ROWS_AT_MOST:
        return False
    by_total = placings_by_total(draft, short, lexicon)
    if by_total is not None:
        _move(draft, by_total)
        return True
    if len(short) > SHORT_AT_MOST:
        return False
    table = table_of(draft, "flattened", lexicon)
    top = table.header_rows
    numbers = numbers_of(table, lexicon)
    fixed: Numbers = {place: n for place, n in numbers.items() if place[0] - top not in short}
    own = {row: [numbers[place] for place in sorted(numbers) if place[0] - top == row] for row in short}
    columns = range(1, draft.columns)
    if any(len(own[row]) != sum(map(bool, draft.rows[row][1:])) for row in short):
        return False

    def holding(placing: Sequence[tuple[int, Placing]]) -> int:
        tried = dict(fixed)
        for row, at in placing:
            tried.update({(top + row, column): number for column, number in zip(at, own[row], strict=True)})
        return sum(equation.is_snug(tried) for equation in row_equations(table, tried, lexicon))

    chosen = {row: tuple(c for c in columns if draft.rows[row][c]) for row in short}
    before = holding(list(chosen.items()))
    settled = True
    for rows in _together(short, own, len(columns)):
        others = [(row, at) for row, at in chosen.items() if row not in rows]
        placings = product(*(combinations(columns, len(own[row])) for row in rows))
        scored = sorted(
            ((holding([*others, *zip(rows, at, strict=True)]), at) for at in islice(placings, PLACINGS_AT_MOST)),
            key=lambda found: -found[0],
        )
        best, at = scored[0]
        if not best or (len(scored) > 1 and scored[1][0] == best):
            settled = False
        elif best >= before:
            chosen.update(zip(rows, at, strict=True))
            before = best
    _move(draft, chosen)
    return settled


def _move(draft: Draft, chosen: Mapping[int, Placing]) -> None:
    """Puts the amounts of rows, left to right, into these columns."""
    for row, stand in chosen.items():
        cells = [cell for cell in draft.rows[row][1:] if cell]
        draft.rows[row][1:] = [
            cells[stand.index(column)] if column in stand else [] for column in range(1, draft.columns)
        ]


def _together(short: Sequence[int], own: dict[int, list[Number]], columns: int) -> Iterable[Sequence[int]]:
    """All short rows at once where that is not too many placings; else one after the other."""
    if prod(comb(columns, len(own[row])) for row in short) <= PLACINGS_AT_MOST:
        return [short]
    return [[row] for row in short]
