"""Which rows of a table should add up.

A total row's members are looked for among the rows above it that no other total has taken yet: back to a heading, to
the total before, or to the table's top; with parts ('varav …') left out, or with them in place of what they are parts
of. The table's own columns say which of these it is: the structure is one for all columns, so it is the one that holds
in most of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.amounts import Amount, is_empty, parse_amount
from pipeline.checking.budget_labels import is_total, plain_label
from pipeline.checking.misreadings import one_digit_apart, same_digits
from pipeline.document import Cell, Table
from pipeline.lexicon import Lexicon, plain_letters

Place = tuple[int, int]
"""(row, column) of a cell."""

MOSTLY = 0.6
"""A column is one of numbers where at least this share of its filled cells are."""
LONE_RUN = 6
"""A run of rows that begins at no heading and no total is tried up to this length."""
_COSTS = re.compile(r"kostnad|utgift|avskrivning|avgår")
_NETS = re.compile(r"netto|resultat|överskott|underskott|differens")


@dataclass(frozen=True, slots=True)
class Number:
    """A cell's number: ``decimals`` as printed, ``certainty`` 0-1 by the rules of writing."""

    value: Decimal
    decimals: int
    certainty: float
    cell: Cell

    @property
    def unit(self) -> Decimal:
        """One in the last place."""
        return Decimal(1).scaleb(-self.decimals)


Numbers = dict[Place, Number]


@dataclass(frozen=True, slots=True)
class Equation:
    """A number that should be the signed sum (or the product) of others."""

    total: Place
    members: tuple[tuple[Place, int], ...]
    rule: Literal["sum", "product"] = "sum"

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.total, *(place for place, _ in self.members))

    def expected(self, numbers: Numbers) -> Decimal:
        """What the total should be by its members."""
        if self.rule == "product":
            product = Decimal(1)
            for place, _ in self.members:
                product *= numbers[place].value
            return product
        return sum((sign * numbers[place].value for place, sign in self.members), Decimal(0))

    def residual(self, numbers: Numbers) -> Decimal:
        """By how much the total misses."""
        return self.expected(numbers) - numbers[self.total].value

    def tolerance(self, numbers: Numbers) -> Decimal:
        """One in the last place for every addend: numbers are rounded each by itself."""
        if self.rule == "product":
            return Decimal(0)
        return sum((numbers[place].unit for place, _ in self.members), Decimal(0))

    def holds(self, numbers: Numbers) -> bool:
        return abs(self.residual(numbers)) <= self.tolerance(numbers)

    def is_snug(self, numbers: Numbers) -> bool:
        """Whether the sum is as near as rounding leaves it (three standard deviations): what chance rarely does."""
        if self.rule == "product" or not self.members:
            return self.holds(numbers)
        unit = max(numbers[place].unit for place, _ in self.members)
        return abs(self.residual(numbers)) <= unit * Decimal(0.87 * (len(self.members) + 1) ** 0.5)


def decimals_of(printed: str) -> int:
    """How many decimals a number is printed with."""
    match = re.search(r"\d\s?[.,]\s?(\d{1,2})(?!\d)\D*$", printed)
    return len(match[1]) if match else 0


def numbers_of(table: Table, lexicon: Lexicon) -> Numbers:
    """The numbers of the columns that hold numbers which can be added."""
    grid = table.grid()
    top = table.header_rows
    found: Numbers = {}
    for column in range(table.columns):
        cells = {
            row: cell
            for row in range(top, table.rows)
            if (cell := grid[row][column]) is not None and (cell.row, cell.column) == (row, column) and cell.text.value
        }
        filled = {row: cell for row, cell in cells.items() if not is_empty(cell.text.value)}
        amounts = {row: amount for row, cell in filled.items() if (amount := parse_amount(cell.text.value)) is not None}
        if (
            len(amounts) < 2
            or len(amounts) < MOSTLY * len(filled)
            or not _can_be_added(table, column, amounts, lexicon)
        ):
            continue
        for row, amount in amounts.items():
            text = filled[row].text.value
            found[row, column] = Number(amount.value, decimals_of(text), amount.certainty, filled[row])
    return found


def _can_be_added(table: Table, column: int, amounts: Mapping[int, Amount], lexicon: Lexicon) -> bool:
    label = table.column_label(column)
    if plain_letters(label) in _counted(lexicon):
        return False
    units = [amount.unit for amount in amounts.values()]
    return "%" not in label and "procent" not in label.casefold() and units.count("%") * 2 < len(units)


@lru_cache(maxsize=4)
def _counted(lexicon: Lexicon) -> frozenset[str]:
    """The headings of columns whose numbers count or name things: notes, running numbers."""
    return frozenset(
        plain_letters(row["header_variant"])
        for row in lexicon.rows("column_headers")
        if row["canonical_field"] in ("note", "risk.number", "assignments.number")
    )


# -- rows


@dataclass(slots=True)
class _Row:
    """A row as the search sees it: parts belong to the row ``whole``; a heading has no numbers."""

    index: int
    label: str
    is_total: bool
    is_part: bool
    has_numbers: bool
    parts: list[int] = field(default_factory=list)


def _rows(table: Table, numbers: Numbers, lexicon: Lexicon) -> list[_Row]:
    grid = table.grid()
    filled = {row for row, _ in numbers}
    found: list[_Row] = []
    whole: _Row | None = None
    opened = False
    margin = min((c.text.words[0].box.left for row in grid[table.header_rows :] if (c := _label_cell(row)) is not None
                  and c.text.words and c.text.words[0].box is not None), default=None)  # fmt: skip
    for index in range(table.header_rows, table.rows):
        cell = _label_cell(grid[index])
        printed = cell.text.value if cell is not None else ""
        label, dashed, opens = plain_label(printed, lexicon)
        box = cell.text.words[0].box if cell is not None and cell.text.words else None
        indented = box is not None and margin is not None and box.left > margin + 4
        row = _Row(index, label, is_total(label, lexicon), dashed, index in filled)
        if row.is_total and not dashed:
            whole, opened = None, False
        elif dashed or (indented and opened):
            row.is_part = True
            if whole is not None and row.has_numbers:
                whole.parts.append(index)
        elif not (opens and not row.has_numbers):
            whole, opened = (row if row.has_numbers else whole), opens
        found.append(row)
    return found


def _label_cell(row: Sequence[Cell | None]) -> Cell | None:
    """The first filled cell that isn't a number."""
    return next((c for c in row if c is not None and re.search(r"[^\W\d_]{2}", c.text.value)), None)


@dataclass(frozen=True, slots=True)
class _Members:
    """Rows that a total may sum; ``structural`` where they begin at a heading, a total or the top."""

    rows: tuple[tuple[int, int], ...]
    structural: bool


def row_equations(table: Table, numbers: Numbers, lexicon: Lexicon) -> list[Equation]:
    """The sums over rows, in every column, that the table's columns agree on."""
    rows = _rows(table, numbers, lexicon)
    columns = sorted({column for _, column in numbers})
    by_index = {row.index: row for row in rows}
    open_rows: list[int] = []  # whole rows and totals that no total has taken
    barriers: set[int] = set()  # rows that follow a heading
    found: list[Equation] = []
    behind_heading = False
    for row in rows:
        if not row.has_numbers:
            behind_heading = True
            continue
        if row.parts:
            found += _parts_equations(row, numbers, columns)
        if row.is_part:
            continue
        if row.is_total:
            taken, equations = _total_equations(row, open_rows, barriers, by_index, numbers, columns)
            found += equations
            open_rows = [index for index in open_rows if index not in taken]
        elif behind_heading:
            barriers.add(row.index)
        behind_heading = False
        open_rows.append(row.index)
    return _summable(found, numbers)


def _total_equations(
    row: _Row,
    open_rows: Sequence[int],
    barriers: set[int],
    rows: dict[int, _Row],
    numbers: Numbers,
    columns: Sequence[int],
) -> tuple[set[int], list[Equation]]:
    """The rows that a total takes, and its equations; those that it should take where none fits."""
    best: tuple[float, _Members, list[Equation]] | None = None
    candidates = list(_candidates(row, open_rows, barriers, rows))
    for members in candidates:
        equations = _equations(row.index, members.rows, numbers, columns)
        holding = sum(equation.holds(numbers) for equation in equations)
        failing = len(equations) - holding
        snug = sum(equation.is_snug(numbers) for equation in equations)
        fits = snug >= 1 and (2 * snug >= len(equations) if members.structural else snug == len(equations) > 1)
        if fits:
            miss = sum(float(abs(e.residual(numbers))) for e in equations if e.holds(numbers))
            score = holding - 0.6 * failing + 0.2 * members.structural - 0.001 * miss
            if best is None or score > best[0]:
                best = score, members, equations
    if best is not None:
        taken = {index for index, _ in best[1].rows}
        return taken | {index for index in open_rows if taken & set(rows[index].parts)}, best[2]
    likely = next((m for m in candidates if m.structural), None)
    if likely is None:
        return set(), []
    equations = _equations(row.index, likely.rows, numbers, columns)
    broken = equations if equations and all(is_one_misreading(e, numbers) for e in equations) else []
    return {index for index, _ in likely.rows}, broken


def _candidates(row: _Row, open_rows: Sequence[int], barriers: set[int], rows: dict[int, _Row]) -> Iterator[_Members]:
    """The runs of rows above that a total may sum, the likeliest first; then with signs turned by what the labels say."""
    size = len(open_rows)
    starts = [
        start for start in range(size) if start == 0 or open_rows[start] in barriers or rows[open_rows[start]].is_total
        or rows[open_rows[start - 1]].is_total
    ]  # fmt: skip
    runs = [(start, True) for start in reversed(starts)] + [
        (start, False) for start in range(size - 2, max(-1, size - 1 - LONE_RUN), -1) if start not in starts
    ]
    for start, structural in runs:
        run = list(open_rows[start:])
        if len(run) < 2 and size > 1:
            continue
        yield _Members(tuple((index, 1) for index in run), structural)
        with_parts = [part for index in run for part in (rows[index].parts or [index])]
        if with_parts != run:
            yield _Members(tuple((index, 1) for index in with_parts), structural)
        costs = [bool(_COSTS.search(rows[index].label.casefold())) for index in run]
        if _NETS.search(row.label.casefold()) and any(costs) and not all(costs):
            yield _Members(tuple((i, -1 if cost else 1) for i, cost in zip(run, costs, strict=True)), structural)
            yield _Members(tuple((i, 1 if cost else -1) for i, cost in zip(run, costs, strict=True)), structural)


def _equations(
    total: int, members: Sequence[tuple[int, int]], numbers: Numbers, columns: Sequence[int]
) -> list[Equation]:
    found = []
    for column in columns:
        present = tuple(((index, column), sign) for index, sign in members if (index, column) in numbers)
        if (total, column) in numbers and present:
            found.append(Equation((total, column), present))
    return found


def _parts_equations(row: _Row, numbers: Numbers, columns: Sequence[int]) -> list[Equation]:
    """A row's parts, where they are all of it: 'varav' need not name everything, so most columns must say so."""
    equations = _equations(row.index, [(index, 1) for index in row.parts], numbers, columns)
    snug = sum(equation.is_snug(numbers) for equation in equations)
    return equations if len(row.parts) > 1 and snug and 3 * snug >= 2 * len(equations) else []


def _summable(found: Sequence[Equation], numbers: Numbers) -> list[Equation]:
    """Without the columns where no sum holds, nor would with one number misread: they hold shares, prices, indices."""
    sound = {equation.total[1] for equation in found if is_one_misreading(equation, numbers)}
    return [equation for equation in found if equation.total[1] in sound]


def is_one_misreading(equation: Equation, numbers: Numbers) -> bool:
    """Whether the sum holds, or would with one digit, the comma or the sign of one of its numbers read otherwise."""
    return equation.holds(numbers) or any(
        misread(numbers[place], mended) for place, mended in mendings(equation, numbers)
    )


def mendings(equation: Equation, numbers: Numbers) -> Iterator[tuple[Place, Decimal]]:
    """What each number of a sum would have to be for the sum to hold exactly, the others being right."""
    residual = equation.residual(numbers)
    if equation.rule == "product":
        yield equation.total, numbers[equation.total].value + residual
        for place, _ in equation.members:
            others = replace(equation, members=tuple(m for m in equation.members if m[0] != place)).expected(numbers)
            total = numbers[equation.total].value
            if others and total % others == 0:
                yield place, total / others
        return
    yield equation.total, numbers[equation.total].value + residual
    for place, sign in equation.members:
        yield place, numbers[place].value - sign * residual


def misread(number: Number, mended: Decimal) -> bool:
    """Whether the mended number is one digit, a comma or a sign away from what was read."""
    return same_digits(number.value, mended, number.decimals) or one_digit_apart(number.value, mended, number.decimals)
