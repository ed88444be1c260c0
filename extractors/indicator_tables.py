"""Tables of indicators: which column holds what, and the rows as names with their cells.

A name can stand over several rows: rows lettered a), b), rows of groups ('Kvinnor', 'Män'), rows without a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from extractors.columns import MOSTLY, NAME, TARGETS, Column, TableReading
from extractors.records import IndicatorColumn
from extractors.target_words import target_words
from extractors.units import Unit, units_of
from pipeline.amounts import evened, is_empty
from pipeline.document import Cell, Text, join_texts
from pipeline.lexicon import Lexicon

KINDS: dict[str, IndicatorColumn] = {f"indicator_values.kind={kind}": kind for kind in get_args(IndicatorColumn)}
OTHERS = ("goals.text", "goals.kind=success_factor", "owner", "source", "status", "frequency", "comparison", "trend")
"""Fields of columns that hold neither names nor values."""
HEADING = 5
"""Words: a row without values that has more names an indicator whose values are to come."""
_SUB_ROW = re.compile(r"\s*(?:[-–•]\s+|[a-h][.)]\s)")
OUTCOME = "indicator_values.kind=outcome"
LOOSE_YEAR = re.compile(r"\([^()]*(?<!\d)(?:19|20)\d\d(?!\d)[^()]*\)")
"""A bracket with a year."""
_MARK = re.compile(r"(?<![\w(])(?:\*+|\d{1,2}|[a-h])\)")
"""A note's mark or an enumerator: '*)', 'a)'."""
_END = (".", ")", "*")
MOSTLY_ENDED = 0.75
"""The share of names with an end mark that makes it the rule."""
_UNIT_IN_BRACKETS = re.compile(r"\(\s*([^()]{1,20}?)\s*\)")


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values: what kind they are, and the year and unit that its header gives them."""

    column: Column
    kind: IndicatorColumn
    year: int | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class ValueCell:
    """A cell of values under an indicator's name; ``group`` and ``unit`` are what its row and column say of it."""

    cell: Cell
    column: ValueColumn
    group: str | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    name: Text
    cells: tuple[ValueCell, ...]


def value_columns(reading: TableReading, plan_year: int | None, lexicon: Lexicon) -> tuple[ValueColumn, ...]:
    """The columns of outcomes, forecasts and targets."""
    found = []
    targets = [c.year for c in reading.columns if c.year is not None and c.match(*TARGETS) and not c.is_bare_year]
    reached = [c.year for c in reading.columns if c.year is not None and c.match(OUTCOME) and not c.is_bare_year]
    this_year = plan_year
    if targets and (plan_year is None or (reached and plan_year <= max(reached) < min(targets))):
        this_year = min(targets)  # outcomes of the year that was taken for the plan's: it is for a later one
    for column in reading.columns:
        match = column.match(*KINDS)
        if match is None or (column.match("comparison", "trend") and not column.match(*TARGETS)):
            continue
        if column.match("goals.text") and column.numbers < MOSTLY and _holds_goals(reading, column):
            continue
        kind = KINDS[match.canonical_field]
        year = column.year
        if year is not None and this_year is not None:
            if column.is_bare_year and year >= this_year:
                kind = "target"
            if kind == "target" and year > this_year:
                kind = "long_term_target"
        elif kind == "target" and this_year is not None and column.years and min(column.years) > this_year:
            kind = "long_term_target"
        found.append(ValueColumn(column, kind, year, _header_unit(column.label, lexicon)))
    return tuple(found)


def _holds_goals(reading: TableReading, column: Column) -> bool:
    """Whether a column called 'Mål' holds goals and not targets: it stands before the names, beside one of targets, or
    its cells have more words than a target has."""
    name = reading.column(NAME)
    others = (c for c in reading.columns if c is not column and c.match(*TARGETS) and not c.match("goals.text"))
    if (name is not None and column.index < name.index) or any(others):
        return True
    texts = [cell.text.value for row in reading.body if (cell := row[column.index]) is not None and cell.text]
    return bool(texts) and sum(len(text.split()) for text in texts) > 5 * len(texts)


def _header_unit(label: str, lexicon: Lexicon) -> Unit | None:
    """A unit that stands in brackets or by itself in a header: 'Utfall 2023 (%)'."""
    units = units_of(lexicon)
    for found in _UNIT_IN_BRACKETS.finditer(label):
        if unit := units.named(found[1]):
            return unit
    tail = label.rpartition(",")[2] if "," in label else label.split()[-1] if label.split() else ""
    return units.named(tail.strip())


def indicator_rows(reading: TableReading, columns: tuple[ValueColumn, ...], lexicon: Lexicon) -> Iterator[IndicatorRow]:
    """The indicators of a table in order, each with the cells of all its rows."""
    at = _name_column(reading, columns)
    if at is None:
        return
    group_at = _column_of(reading, at, columns, lambda text: target_words(lexicon).is_label_word(text))
    unit_at = _column_of(reading, at, columns, lambda text: units_of(lexicon).named(text) is not None)
    name: Text | None = None
    name_cell: Cell | None = None
    cells: list[ValueCell] = []
    is_heading = False
    for row in reading.body:
        cell = row[at]
        if cell is not None and cell.column_span >= len(row) > 1:
            continue  # a heading over the rows that follow
        text = cell.text if cell is not None else Text("")
        group = _text_at(row, group_at)
        printed_unit = _text_at(row, unit_at)
        unit = units_of(lexicon).named(printed_unit) if printed_unit else None
        filled = [(c, v) for v in columns if (c := row[v.column.index]) is not None and not is_empty(c.text.value)]
        below = name is not None and (not text or cell is name_cell)
        if name is not None and text and not below and _is_sub_row(text.value, cells, lexicon):
            group = _SUB_ROW.sub("", text.value).strip() if text.value.lstrip()[:1] in "-–•" else text.value.strip()
            below = True
        if not below:
            if name is not None and not (is_heading and not cells):
                yield IndicatorRow(name, tuple(cells))
            name, name_cell, cells = (text, cell, []) if text else (None, None, [])
            is_heading = _is_heading(text, row, columns)
        if name is not None:
            cells += [
                ValueCell(c, v, group or v.column.group, unit or v.unit)
                for c, v in filled
                if c.column == v.column.index
            ]
    if name is not None and not (is_heading and not cells):
        yield IndicatorRow(name, tuple(cells))


def with_loose_year(rows: Sequence[IndicatorRow], loose: Text | None) -> tuple[IndicatorRow, ...]:
    """The rows with a bracket that stands alone before the table, '(Utfall: 2023)', at the one name that lacks such a
    bracket: in a text made from a page, the last line of a high cell can come before its table."""
    lacking = [at for at, row in enumerate(rows) if not LOOSE_YEAR.search(row.name.value)]
    if loose is None or len(lacking) != 1 or len(rows) < 2:
        return tuple(rows)
    (at,) = lacking
    return (*rows[:at], replace(rows[at], name=join_texts([rows[at].name, loose])), *rows[at + 1 :])


def torn_names(names: Sequence[str]) -> list[bool]:
    """Which of a table's names are a piece of one, or two in one: a name begins or ends within a bracket or a list, has
    two years of outcome, or lacks the end mark that all others have. In a text made from a page, lines get mixed."""
    ended = [name.rstrip()[-1:] in _END for name in names]
    usual = len(names) >= 4 and sum(ended) >= MOSTLY_ENDED * len(names)
    return [_is_torn(name) or (usual and not end) for name, end in zip(names, ended, strict=True)]


def _is_torn(name: str) -> bool:
    return (
        (not name[:1].isalnum() and name[:1] not in "”\"'–-•")
        or name.rstrip().endswith((",", "-"))
        or all(said.count("(") != said.count(")") for said in (name, _MARK.sub("", name)))
        or len(LOOSE_YEAR.findall(name)) > 1
    )


def _is_heading(text: Text, row: tuple[Cell | None, ...], columns: tuple[ValueColumn, ...]) -> bool:
    """Whether a row only heads those below it: few words, and blank cells without so much as a dash."""
    blank = all((cell := row[v.column.index]) is None or not cell.text.value.strip() for v in columns)
    return blank and len(text.value.split()) <= HEADING


def _is_sub_row(label: str, cells: list[ValueCell], lexicon: Lexicon) -> bool:
    """Whether a row's label only names a part of the indicator above: a group, or a), b), - under a name without values."""
    words, plain = target_words(lexicon), label.strip(" -–•:")
    if words.is_sex(plain) or (words.is_label_word(plain) and (not cells or any(c.group for c in cells))):
        return True
    return bool(_SUB_ROW.match(evened(label))) and (
        not cells or any(c.group and _SUB_ROW.match(c.group) for c in cells)
    )


def _text_at(row: tuple[Cell | None, ...], index: int | None) -> str | None:
    cell = row[index] if index is not None else None
    return cell.text.value.strip() or None if cell is not None else None


def _name_column(reading: TableReading, columns: tuple[ValueColumn, ...]) -> int | None:
    """The column headed as one of names, else that with the most letters that is headed as nothing else."""
    values = {value.column.index for value in columns}
    free = [c for c in reading.columns if c.index not in values and c.cells and c.numbers < MOSTLY]
    named = next((c.index for c in free if c.match(NAME)), None)
    if named is not None:
        return named
    free = [c for c in free if c.match(*OTHERS) is None] or free
    return max(
        (c.index for c in free),
        key=lambda index: sum(len(cell.text.value) for row in reading.body if (cell := row[index]) is not None),
        default=None,
    )


def _column_of(
    reading: TableReading, name_at: int, columns: tuple[ValueColumn, ...], holds: Callable[[str], bool]
) -> int | None:
    """The column all of whose filled cells are of one make: groups, or units."""
    values = {value.column.index for value in columns}
    for column in reading.columns:
        if column.index == name_at or column.index in values or not column.cells:
            continue
        texts = [cell.text.value for row in reading.body if (cell := row[column.index]) is not None and cell.text]
        if all(holds(text) for text in texts):
            return column.index
    return None
