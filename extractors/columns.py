"""What a table is about and what each of its columns holds: the common ground of the three table extractors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractors.target_words import target_words
from extractors.units import units_of
from extractors.values import parse_values
from pipeline.amounts import is_empty, parse_amount
from pipeline.document import Cell, Document, Table
from pipeline.lexicon import Lexicon
from pipeline.tables.headers import HeaderMatch, header_fields, years_in

Subject = Literal["indicators", "budget", "risks"]

NAME = "indicators.name"
TARGETS = ("indicator_values.kind=target", "indicator_values.kind=long_term_target")
RISK = "risks.text"
SURE, SURE_WITH_YEAR = 0.75, 0.55
"""A header less like the dictionary's (0-1) than this stands for nothing; a year says by itself that it is a header."""
MOSTLY = 0.5
"""The share of a column's filled cells that make it one of numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what its header may stand for, best first; ``group`` is what it ends with where that is one
    ('Kvinnor' of 'Utfall 2023 Kvinnor'); ``numbers`` is the share of its filled cells that are numbers.
    """

    index: int
    label: str
    matches: tuple[HeaderMatch, ...]
    group: str | None
    numbers: float
    cells: int

    @property
    def years(self) -> tuple[int, ...]:
        return years_in(self.label)

    @property
    def year(self) -> int | None:
        """The one year of the header; of several ('Prognos 2024 mot budget 2024') none."""
        years = set(self.years)
        return years.pop() if len(years) == 1 else None

    @property
    def scenario(self) -> str | None:
        return next((match.scenario for match in self.matches if match.scenario), None)

    @property
    def measure(self) -> str | None:
        return next((match.measure for match in self.matches if match.measure), None)

    @property
    def is_bare_year(self) -> bool:
        """Whether the header is only a year, which says when but not what."""
        return bool(self.matches) and not any(ch.isalpha() for ch in self.label) and bool(self.years)

    def match(self, *fields: str) -> HeaderMatch | None:
        """The best match that stands for one of the fields."""
        return next((m for m in self.matches if m.canonical_field in fields), None)


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table with its subject, its columns, and its body rows (a spanning cell stands in every row that it covers)."""

    index: int
    table: Table
    subject: Subject | None
    columns: tuple[Column, ...]
    body: tuple[tuple[Cell | None, ...], ...]

    @property
    def is_headed(self) -> bool:
        """Whether the header of any column says what scenario, year or measure it holds."""
        return any(column.scenario or column.years or column.measure for column in self.columns)

    def column(self, *fields: str) -> Column | None:
        """The first column that stands for one of the fields."""
        return next((column for column in self.columns if column.match(*fields)), None)


def readings(document: Document, lexicon: Lexicon) -> tuple[TableReading, ...]:
    """All tables of a document, read."""
    return tuple(read_table(table, index, lexicon) for index, table in enumerate(document.tables))


def read_table(table: Table, index: int, lexicon: Lexicon) -> TableReading:
    """The columns of a table, and what it is about: what its headers say, where they say nothing, what its cells are."""
    grid = table.grid()
    body = tuple(tuple(row) for row in grid[table.header_rows :])
    columns = tuple(_column(table, number, grid, lexicon) for number in range(table.columns))
    subject = _subject(columns, body, lexicon)
    if subject is None and table.method != "flattened" and "header_inferred" in table.doubts:
        subject = "budget"  # numbers under a header that nobody could read
    return TableReading(index, table, subject, columns, body)


def _column(table: Table, number: int, grid: list[list[Cell | None]], lexicon: Lexicon) -> Column:
    label = table.column_label(number)
    header, group = _without_group(label, lexicon)
    cutoff = SURE_WITH_YEAR if years_in(label) else SURE
    matches = tuple(match for match in header_fields(header, lexicon) if match.score >= cutoff)
    cells = [row[number] for row in grid[table.header_rows :]]
    filled = [cell.text.value for cell in cells if cell is not None and not is_empty(cell.text.value)]
    numbers = sum(parse_amount(text) is not None for text in filled)
    return Column(number, label, matches, group, numbers / max(1, len(filled)), len(filled))


def _without_group(label: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """A header without the group that it ends with: 'Utfall 2023 Kvinnor' -> ('Utfall 2023', 'Kvinnor')."""
    words = label.split()
    if (
        len(words) > 1
        and target_words(lexicon).is_label_word(words[-1])
        and header_fields(" ".join(words[:-1]), lexicon)
    ):
        return " ".join(words[:-1]), words[-1]
    return label, None


def _subject(
    columns: tuple[Column, ...], body: tuple[tuple[Cell | None, ...], ...], lexicon: Lexicon
) -> Subject | None:
    """Risks where a column is headed so; indicators where one holds targets; else a budget where most cells are numbers."""
    texts = [column for column in columns if column.cells and column.numbers < MOSTLY]
    money = [c for c in columns if c.numbers >= MOSTLY and units_of(lexicon).in_text(c.label, money_only=True)]
    # what an event costs ('Händelse | Effekt, mnkr') is no risk
    if any(column.match(RISK) for column in texts) and len(columns) > (1 + len(money) if money else 1):
        return "risks"
    if any(is_target(column) and _holds_values(column, body, lexicon) for column in columns) and (
        texts or any(column.match(NAME) for column in columns)
    ):
        return "indicators"
    numeric = [column for column in columns if column.cells and column.numbers >= MOSTLY]
    known = [column for column in numeric if column.scenario or column.years or column.measure]
    if known and len(columns) > 1:
        return "budget"
    of_money = any(units_of(lexicon).in_text(c.label, money_only=True) for c in columns)
    if len(body) >= 3 and (money or (of_money and len(numeric) >= 2)):
        return "budget"
    return None


def is_header(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell of the body repeats a header: words of one and a year ('Budget 2025')."""
    return bool(years_in(text)) and any(m.score >= SURE_WITH_YEAR and m.scenario for m in header_fields(text, lexicon))


def is_target(column: Column) -> bool:
    """Whether the header says target, in words of its own and not those of a budget."""
    match = column.match(*TARGETS)
    return match is not None and match.scenario is None


def _holds_values(column: Column, body: tuple[tuple[Cell | None, ...], ...], lexicon: Lexicon) -> bool:
    """Whether a column called 'Mål' holds targets and not the texts of goals."""
    filled = [cell.text.value for row in body if (cell := row[column.index]) is not None and cell.text.value.strip()]
    if not filled:
        return True
    values = sum(
        any(value.kind != "text" or len(text) <= 25 for value in parse_values(text, lexicon)) for text in filled
    )
    return values >= MOSTLY * len(filled)
