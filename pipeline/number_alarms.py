"""Numbers that went wrong in silence: tables of numbers that gave no record, and tables whose amounts are of two sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from statistics import median

from extractors.records import BudgetRow, Record
from extractors.units import units_of
from pipeline.amounts import parse_amount
from pipeline.document import Cell, Document, Place, Table
from pipeline.lexicon import Lexicon

ROWS_AT_LEAST = 3
"""So many rows with numbers make a table of numbers; so many on either side make two sizes."""
NUMBERS_AT_LEAST = 2
"""So many numbers beside each other make a row of numbers."""
LARGER, APART = 100, 3
"""The rows on one side of a table are of another size where their usual amount is so many times that on the other side, and
the smallest there so many times the largest here."""


@dataclass(frozen=True, slots=True)
class UnreadNumbers:
    """Rows with numbers that gave no record: the places of the first and the last, how many, and what the first says."""

    first: Place
    last: Place
    rows: int
    text: str


@dataclass(frozen=True, slots=True)
class TwoSizes:
    """A table whose amounts, in kronor, are of another size from the record ``below`` on than above it."""

    above: BudgetRow
    below: BudgetRow


def unread_numbers(document: Document, records: Sequence[Record]) -> Iterator[UnreadNumbers]:
    """The tables with rows of numbers of which none gave a record, nor did another table that has the same lines."""
    told = {(p.page, p.line) for record in records for p in record.provenance}
    told |= {(p.page, p.line) for record in records for _, p in record.fields}
    for table in document.tables:
        rows = [row for row in table.grid()[table.header_rows :] if _numbers(row) >= NUMBERS_AT_LEAST]
        if len(rows) < ROWS_AT_LEAST or told & set(table.places):
            continue
        yield UnreadNumbers(table.place, _last_on_page(table), len(rows), _said(rows[0]))


def _last_on_page(table: Table) -> Place:
    return max(place for place in table.places if place[0] == table.place[0])


def _cells(row: Sequence[Cell | None]) -> list[Cell]:
    """The cells of a row, each once."""
    return list({id(cell): cell for cell in row if cell is not None and cell.text.value}.values())


def _numbers(row: Sequence[Cell | None]) -> int:
    return sum(parse_amount(cell.text.value) is not None for cell in _cells(row))


def _said(row: Sequence[Cell | None]) -> str:
    return " | ".join(" ".join(cell.text.value.split()) for cell in _cells(row))


def two_sizes(records: Sequence[Record], lexicon: Lexicon) -> Iterator[TwoSizes]:
    """The tables whose upper rows hold money of one size and whose lower rows of quite another: two tables in one, or a
    unit that does not hold for all."""
    rows = [record for record in records if isinstance(record, BudgetRow)]
    for _, of_table in groupby(rows, key=lambda row: row.table_index):
        by_label = [list(same) for _, same in groupby(of_table, key=lambda row: row.label)]
        sized = [[(record, size) for record in same if (size := _size(record, lexicon))] for same in by_label]
        found = _parted([same for same in sized if same])
        if found is not None:
            yield found


def _parted(rows: Sequence[Sequence[tuple[BudgetRow, Decimal]]]) -> TwoSizes | None:
    """Where the rows of a table, each its amounts with their sizes, part into those of one size and those of another."""
    for at in range(ROWS_AT_LEAST, len(rows) - ROWS_AT_LEAST + 1):
        above, below = ([size for row in part for _, size in row] for part in (rows[:at], rows[at:]))
        small, large = sorted((above, below), key=max)
        if min(large) >= APART * max(small) and median(large) >= LARGER * median(small):
            return TwoSizes(rows[at - 1][0][0], rows[at][0][0])
    return None


def _size(record: BudgetRow, lexicon: Lexicon) -> Decimal | None:
    """What an amount of money is in kronor, whatever its sign; ``None`` for other numbers."""
    unit = units_of(lexicon).named(record.unit) if record.unit else None
    if unit is None or unit.kronor is None or record.amount is None:
        return None
    return abs(record.amount * unit.kronor)
