"""Budget rows: one record for every label and column of a budget table that holds an amount.

An empty cell gives no record; a row without any amount gives none either, but can be the parent of those below it. What
the digits do not say for certain is kept as read and marked; what a sum or a second reading says stands beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from extractors.budget_rows import Row, rows_of
from extractors.budget_title import Title, title_of
from extractors.columns import MOSTLY, Column, TableReading, is_header, readings
from extractors.records import BudgetRow, Ids, Record, Scenario
from extractors.units import Unit, units_of
from pipeline.amounts import HELD_BELOW, is_empty, parse_amount
from pipeline.checking.budget_labels import terms
from pipeline.checking.sums import decimals_of
from pipeline.document import Cell, Document, Proposal, SumCheck
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon, plain_letters

SURE = 0.8
"""A number whose digits are less certain (0-1) is marked for a person."""
HEADED = 0.98
UNHEADED = 0.75
"""How far (0-1) a column is trusted whose header is in the dictionary, and one whose header is not."""
SUMMED = 0.99
"""The confidence of an amount that a sum over its column confirms, at least."""
BROKEN = 0.7
"""The confidence of an amount in a sum that does not hold, at most."""
OTHERS_AT_LEAST, DECIMALS_MOSTLY = 4, 0.6
"""So many numbers, and so large a share (0-1) of them with decimals, make one without them odd."""
ODD = 0.6
"""How certain (0-1) such a number is, at most."""
ROWS_AT_LEAST = 3
"""So many rows must a table of numbers have that is a budget's only by the lines above it."""
DISPUTED = 0.5
"""The confidence of an amount that a person should look at, at most."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for all amounts of one column."""

    column: Column
    label: str
    scenario: Scenario
    year: int | None
    unit: Unit | None
    trust: float
    has_twin: bool = False
    """Whether another column of amounts has the same header: then what tells them apart was not understood."""


def extract_budget(document: Document, lexicon: Lexicon) -> Iterator[Record | Issue]:
    """The rows of all budget tables, in order."""
    ids = Ids(document.source.document_id)
    title: Title | None = None
    for reading in readings(document, lexicon):
        if reading.subject == "budget":
            title = title_of(reading, document, lexicon, title)
            yield from _records(reading, title, document, lexicon, ids)
        elif reading.subject is None and _is_all_numbers(reading):
            found = title_of(reading, document, lexicon, None)
            if found.unit.is_money if found.unit is not None else any(check.holds for check in reading.table.checks):
                title = found
                yield from _records(reading, title, document, lexicon, ids)


def _is_all_numbers(reading: TableReading) -> bool:
    """Whether a table has columns of numbers only beside its labels, two or more, under headings: 'Personal | Lokaler'."""
    filled = [column for column in reading.columns[1:] if column.cells]
    return (
        len(reading.body) >= ROWS_AT_LEAST
        and len(filled) >= 2
        and all(column.numbers >= MOSTLY and any(map(str.isalpha, column.label)) for column in filled)
    )


def _records(
    reading: TableReading, title: Title, document: Document, lexicon: Lexicon, ids: Ids
) -> Iterator[Record | Issue]:
    plan_year = document.plans[reading.table.plan].year if document.plans else None
    undated = not any(column.scenario or column.years for column in reading.columns)
    wholes = _wholes(reading)
    unsaid = not any(column.years or column.scenario not in (None, "deviation") for column in reading.columns)
    places = [
        _place(column, wholes.get(column.index), title, plan_year, lexicon, undated=undated, unsaid=unsaid)
        for column in reading.columns
        if _holds_amounts(column, lexicon)
    ]
    labels = Counter(plain_letters(place.label) for place in places if place.label)
    places = [replace(place, has_twin=labels[plain_letters(place.label)] > 1) for place in places]
    rows = rows_of(reading, [place.column.index for place in places], lexicon)
    first_ids: dict[tuple[int, int], str] = {}
    for row in rows:
        for place in places:
            cell = row.cells[place.column.index]
            if cell is None or cell.column != place.column.index or is_empty(cell.text.value):
                continue
            made = _record(cell, row, place, reading, title, ids, lexicon)
            if made is None:
                continue
            record, doubt = made
            if row.parent is not None and (parent := first_ids.get((row.parent, place.column.index))):
                record = replace(record, parent_budget_row_id=parent)
            first_ids[row.number, place.column.index] = record.budget_row_id
            yield record
            if doubt is not None:
                yield _issue(record, doubt)


def _wholes(reading: TableReading) -> dict[int, Column]:
    """The column that others add up to, by these: in most rows that say anything, and at least two."""
    votes: dict[tuple[int, int], list[bool]] = {}
    for check in reading.table.checks:
        for member in check.member_columns:
            votes.setdefault((member, check.column), []).append(check.holds)
    columns = {column.index: column for column in reading.columns}
    return {
        member: columns[whole]
        for (member, whole), held in votes.items()
        if whole in columns and sum(held) >= max(2, MOSTLY * len(held))
    }


def _holds_amounts(column: Column, lexicon: Lexicon) -> bool:
    """Whether a column is one of amounts, not of labels, notes or account codes."""
    if not column.cells or column.numbers < MOSTLY:
        return False
    if column.scenario or column.years:
        return True
    words = " ".join(column.label.casefold().split()).rstrip(".:")
    return column.index > 0 and column.match("note") is None and words not in terms(lexicon, "code_column")


def _place(
    column: Column,
    whole: Column | None,
    title: Title,
    plan_year: int | None,
    lexicon: Lexicon,
    *,
    undated: bool,
    unsaid: bool,
) -> _Place:
    """``undated``: no column says what it is of; then incomes, costs and nets are those of the plan's own budget.
    ``unsaid``: none says more than that it is a deviation or a result; then a title that names a budget says it for all.
    A column that says nothing is of what the ``whole`` is that it is a part of ('Personal' of 'Budget 2025')."""
    scenario = "budget" if undated and column.measure in {"income", "cost", "net"} else column.scenario
    year = column.year
    if whole is not None and whole.scenario != "deviation" and scenario is None and not column.years:
        scenario, year = whole.scenario, whole.year
    if column.is_bare_year and year is not None:
        scenario = _scenario_of_year(year, plan_year)
        if scenario == "outcome" and _is_of_set_prices(title, lexicon):
            scenario = "budget"
    bare = scenario is None or (unsaid and column.measure == "result")
    if bare and not column.years and (unsaid or not column.matches) and _is_of_budget(title, lexicon):
        scenario = "budget"  # 'Personal', 'Lokaler' and 'Summa' under 'Budget 2025 per avdelning'
    if scenario is None and year is not None and plan_year is not None and year >= plan_year and column.years:
        scenario = _scenario_of_year(year, plan_year)
    if year is None and not column.years:
        year = title.year if scenario in {"budget", "plan"} and title.year else None
        if year is None and scenario == "budget":
            year = plan_year
    known = scenario in {"budget", "forecast", "outcome", "plan"}
    header_unit = units_of(lexicon).in_text(column.label)
    return _Place(
        column=column,
        label=column.label,
        scenario=cast("Scenario", scenario) if known else "other",
        year=year,
        unit=header_unit or title.unit,
        trust=HEADED if column.matches else UNHEADED,
    )


def _is_of_budget(title: Title, lexicon: Lexicon) -> bool:
    """Whether a table's title says that it holds a budget of a year."""
    return (
        title.year is not None
        and title.text is not None
        and any(
            re.search(rf"(?<!\w){re.escape(term)}(?!\w)", title.text.casefold())
            for term in terms(lexicon, "budget_title")
        )
    )


def _is_of_set_prices(title: Title, lexicon: Lexicon) -> bool:
    """Whether a table holds prices that are decided beforehand ('Barnpeng'): those of past years are no outcomes."""
    return title.text is not None and any(term in title.text.casefold() for term in terms(lexicon, "set_price"))


def _scenario_of_year(year: int, plan_year: int | None) -> str | None:
    """What a column headed by a year alone holds: past years outcomes, the plan's own its budget, later ones plans."""
    if plan_year is None:
        return None
    return "outcome" if year < plan_year else "budget" if year == plan_year else "plan"


def _record(
    cell: Cell, row: Row, place: _Place, reading: TableReading, title: Title, ids: Ids, lexicon: Lexicon
) -> tuple[BudgetRow, str | None] | None:
    """One amount and what speaks against it, or ``None`` for words that stand where an amount could ('ingår ovan', a header once more)."""
    units = units_of(lexicon)
    amount = parse_amount(cell.text.value)
    if amount is None and (not any(ch.isdigit() for ch in cell.text.value) or is_header(cell.text.value, lexicon)):
        return None
    provenance = (*row.label_text.provenance(), *cell.text.provenance())
    own = tuple(("amount", entry) for entry in cell.text.provenance())
    unit = (units.named(amount.unit) if amount is not None and amount.unit else None) or row.unit
    if unit is None and not (row.is_count and place.unit is not None and place.unit.is_money):
        unit = place.unit
    proposal = _proposal(reading, cell)
    certainty = 0.0 if amount is None else amount.certainty
    confidence = _confidence(certainty, cell, place, reading)
    value = None if amount is None else amount.value
    kronor = value * unit.kronor if value is not None and unit is not None and unit.kronor is not None else None
    absurd = kronor is not None and abs(kronor) >= HELD_BELOW
    odd = amount is not None and (absurd or _lacks_decimals(cell, row, reading))
    doubt = _doubt(min(certainty, ODD) if odd else certainty, proposal, row, place, reading)
    record = BudgetRow(
        plan=reading.table.plan,
        section=reading.table.section,
        provenance=cell.text.provenance() or provenance,
        fields=(*(("label", entry) for entry in row.label_text.provenance()), *own),
        confidence=round(min(confidence, DISPUTED) if doubt else confidence, 4),
        needs_review=doubt is not None,
        budget_row_id=ids.of("budget_rows", cell.text.provenance() or provenance, f"{row.number}:{place.column.index}"),
        table_index=reading.index,
        table_title=title.text,
        table_kind=title.kind,
        label=row.label,
        parent_label=row.parent_label,
        parent_budget_row_id=None,
        is_total=row.is_total,
        column_label=place.label,
        scenario=place.scenario,
        year=place.year,
        measure=place.column.measure,
        raw=cell.text.value,
        amount=value,
        unit=unit.name if unit else None,
        amount_sek=None if absurd else kronor,
        proposed=proposal.value if proposal else None,
        proposed_by=proposal.by if proposal else None,
    )
    return record, doubt


def _lacks_decimals(cell: Cell, row: Row, reading: TableReading) -> bool:
    """Whether a number that was read from an image, or from a text that may have been, has no decimals where nearly all of
    its table have some, and no sum speaks for it: its comma may be lost ('48' among 12,5 and 9,6)."""
    words = cell.text.owned()
    if not words or words[0].method == "text_layer" or row.is_count or row.unit is not None:
        return False
    if decimals_of(cell.text.value) or not re.search(r"[1-9]", cell.text.value):
        return False
    if any(check.holds for check in _checks(cell, reading)):
        return False
    others = [
        decimals_of(other.text.value)
        for cells in reading.body
        for other in cells[1:]
        if other is not None and other is not cell and re.search(r"[1-9]", other.text.value)
    ]
    return len(others) >= OTHERS_AT_LEAST and sum(map(bool, others)) >= DECIMALS_MOSTLY * len(others)


def _proposal(reading: TableReading, cell: Cell) -> Proposal | None:
    return next((p for p in reading.table.proposals if (p.row, p.column) == (cell.row, cell.column)), None)


def _confidence(certainty: float, cell: Cell, place: _Place, reading: TableReading) -> float:
    """How sure the amount is (0-1): the worst word, the digits, the header, and the sums that the amount is part of."""
    words = min((word.confidence for word in cell.text.owned()), default=1.0)
    confidence = words * certainty * place.trust * reading.table.confidence
    settled = [check.holds or _is_explained(check, cell, reading) for check in _checks(cell, reading)]
    if any(settled) and certainty >= SURE:
        return max(confidence, SUMMED * place.trust)
    return min(confidence, BROKEN) if settled else confidence


def _doubt(certainty: float, proposal: Proposal | None, row: Row, place: _Place, reading: TableReading) -> str | None:
    """Why a person should look at an amount: the code of the issue, ``None`` where nothing speaks against it."""
    if proposal is not None:
        return "amount_disputed"
    if certainty == 0:
        return "amount_unread"
    if certainty < SURE:
        return "amount_doubtful"
    if not any(ch.isalpha() for ch in row.label):
        return "row_without_label"
    if "header_inferred" in reading.table.doubts or place.has_twin:
        return "header_inferred"
    if "columns_inferred" in reading.table.doubts and _filled(row.cells) < len(reading.columns) - 1:
        return "columns_inferred"
    return None if reading.is_headed or place.scenario != "other" else "table_without_header"


def _filled(cells: tuple[Cell | None, ...]) -> int:
    """How many cells of a row, its label aside, hold a figure."""
    return sum(cell is not None and any(ch.isdigit() for ch in cell.text.value) for cell in cells[1:])


def _checks(cell: Cell, reading: TableReading) -> list[SumCheck]:
    """The sums that a cell is part of."""
    return [
        check
        for check in reading.table.checks
        if check.column == cell.column and cell.row in (check.total_row, *check.member_rows)
    ]


def _is_explained(check: SumCheck, cell: Cell, reading: TableReading) -> bool:
    """Whether a sum fails because of another cell, for which something else is proposed: then it speaks for this one."""
    rows = {check.total_row, *check.member_rows} - {cell.row}
    return any(p.column == check.column and p.row in rows for p in reading.table.proposals)


def _issue(record: BudgetRow, doubt: str) -> Issue:
    """Why a row is marked for a person."""
    place = f"{record.label}, {record.column_label}"
    messages = {
        "amount_disputed": f"{place}: reads {record.raw}, the {record.proposed_by} says {record.proposed}",
        "amount_unread": f"{place}: {record.raw!r} is no number",
        "amount_doubtful": f"{place}: {record.raw!r} read as {record.amount}",
        "row_without_label": f"{record.raw!r} stands on a row without a label",
        "header_inferred": f"{place}: the table's header does not fit its rows; which column an amount is of was guessed",
        "columns_inferred": f"{place}: the row has fewer amounts than columns; which these are was guessed",
        "table_without_header": f"{place}: no header of the table says what its amounts are",
    }
    first = record.provenance[0]
    box = (first.box.left, first.box.top, first.box.right, first.box.bottom) if first.box is not None else None
    proposal = None if record.proposed is None else str(record.proposed)
    return Issue(
        "budget", "warning", doubt, messages[doubt], first.page, "budget_rows", record.budget_row_id, box, proposal
    )
