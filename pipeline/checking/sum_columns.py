"""Which columns of a table should add up: totals, nets and deviations of the columns before them; scores.

A column that is headed as a total, a net or a deviation is tried against the columns before it, row by row; a risk's
score is its probability times its consequence.
"""

from __future__ import annotations

from pipeline.amounts import parse_amount
from pipeline.checking.budget_labels import is_total
from pipeline.checking.sums import Equation, Number, Numbers
from pipeline.document import Table
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.headers import header_field

ROWS_AT_LEAST = 3
"""So many rows must agree before a column is taken for the sum of others."""
MOSTLY = 0.7
"""The share of rows that must agree."""


def column_equations(table: Table, numbers: Numbers, lexicon: Lexicon) -> list[Equation]:
    """The columns that are the sum or the difference of those before them, in every row that has them all."""
    columns = sorted({column for _, column in numbers})
    found: list[Equation] = []
    for at, column in enumerate(columns):
        if at < 2 or not (
            _is_sum_column(table.column_label(column), lexicon) or _follows_parts(table, columns[: at + 1], lexicon)
        ):
            continue
        before = columns[:at]
        tries = [tuple((c, 1) for c in before[start:]) for start in range(at - 1)]
        tries += [((a, 1), (b, -1)) for a in before for b in before if a != b]
        best: list[Equation] = []
        for members in tries:
            equations = [
                Equation((row, column), tuple(((row, c), sign) for c, sign in members))
                for row in sorted({place[0] for place in numbers})
                if all((row, c) in numbers for c in (column, *(c for c, _ in members)))
            ]
            holding = sum(equation.holds(numbers) for equation in equations)
            if holding >= ROWS_AT_LEAST and holding >= MOSTLY * len(equations) and len(equations) > len(best):
                best = equations
        found += best
    return found


def _is_sum_column(label: str, lexicon: Lexicon) -> bool:
    match = header_field(label, lexicon, "budget") or header_field(label, lexicon)
    fields = ("deviation", "measure=net", "measure=result", "investment.total")
    named = match is not None and (match.canonical_field.endswith(fields) or (match.measure or "") in ("net", "result"))
    return named or is_total(label, lexicon) or plain_letters(label) in ("tot", "summa", "totalt", "netto")


def _follows_parts(table: Table, columns: list[int], lexicon: Lexicon) -> bool:
    """Whether the last column has a known heading and the two before it have none: 'Personal | Lokaler | Budget 2025'."""
    *parts, whole = (header_field(table.column_label(column), lexicon, "budget") is None for column in columns[-3:])
    return all(parts) and not whole and table.header_rows > 0


def score_equations(table: Table, lexicon: Lexicon) -> tuple[Numbers, list[Equation]]:
    """In a risk matrix: the score of every row as probability times consequence."""
    at: dict[str, int] = {}
    for column in range(table.columns):
        match = header_field(table.column_label(column), lexicon, "risk")
        if match is not None and match.canonical_field in ("risks.probability", "risks.consequence", "risks.score"):
            at.setdefault(match.canonical_field, column)
    if len(at) < 3:
        return {}, []
    columns = (at["risks.score"], at["risks.probability"], at["risks.consequence"])
    grid = table.grid()
    numbers: Numbers = {}
    equations: list[Equation] = []
    for row in range(table.header_rows, table.rows):
        cells = [grid[row][column] for column in columns]
        amounts = [parse_amount(cell.text.value) if cell is not None and cell.row == row else None for cell in cells]
        if any(amount is None or amount.value % 1 for amount in amounts):
            continue
        for column, cell, amount in zip(columns, cells, amounts, strict=True):
            assert cell is not None
            assert amount is not None
            numbers[row, column] = Number(amount.value, 0, amount.certainty, cell)
        equations.append(Equation((row, columns[0]), (((row, columns[1]), 1), ((row, columns[2]), 1)), "product"))
    holding = sum(equation.holds(numbers) for equation in equations)
    return (numbers, equations) if 2 * holding >= len(equations) and holding else ({}, [])
