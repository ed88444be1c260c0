"""The rows of a budget table: their labels without marks, which are totals, and which row each one is a part of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extractors.columns import MOSTLY, TableReading
from extractors.units import Unit, units_of
from pipeline.amounts import is_empty, without_footnote_mark
from pipeline.checking.budget_labels import alternatives, is_total, plain_label, terms
from pipeline.document import Cell, Text
from pipeline.lexicon import Lexicon

INDENT = 4.0
"""Points that a label must stand further right than another to be a part of it."""
SENTENCE = 6
"""Words: a label with as many that ends with a full stop is a sentence."""
_UNIT_AT_END = re.compile(r"(?:\((?P<bracket>[^()]{1,25})\)|,\s*(?P<comma>[^,()]{1,20}))\s*\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: ``number`` counts the body's rows from 0, ``parent`` is the number of the row that it is a part of.
    A row of a count ('Antal platser') has no unit of money."""

    number: int
    cells: tuple[Cell | None, ...]
    label: str
    label_text: Text
    is_total: bool
    is_part: bool
    opens: bool
    has_amounts: bool
    left: float | None
    unit: Unit | None
    is_count: bool
    parent: int | None = None
    parent_label: str | None = None


def rows_of(reading: TableReading, amount_columns: Sequence[int], lexicon: Lexicon) -> tuple[Row, ...]:
    """The body's rows with their parents. A label whose amounts stand on the next row, without a label, is that row's."""
    at = _label_column(reading, amount_columns)
    rows: list[Row] = []
    for number, cells in enumerate(reading.body):
        row = _row(number, cells, at, amount_columns, lexicon)
        above = rows[-1] if rows else None
        if not row.label and row.has_amounts and above is not None and not above.has_amounts:
            rows[-1] = replace(above, number=number, cells=cells, has_amounts=True)
        elif row.label or row.has_amounts:
            rows.append(row)
    is_set = reading.table.method != "flattened" and all(row.left is not None for row in rows if row.label)
    return _with_parents(rows, _headings(rows, reading) if is_set else _headings_of_text(rows))


def _headings_of_text(rows: Sequence[Row]) -> set[int]:
    """The same where no type is known: all rows without amounts, unless one of them stands right above a total. Then the table
    has rows without money, and what no colon and no total of its own marks as a heading is another one."""
    bare = [at for at, row in enumerate(rows) if not row.has_amounts]
    if not any(at + 1 < len(rows) and rows[at + 1].is_total and not _ends_in_colon(rows[at]) for at in bare):
        return {rows[at].number for at in bare}
    found: set[int] = set()
    for at in bare:
        below = list(takewhile(lambda row: row.has_amounts, rows[at + 1 :]))
        closed = len(below) > 1 and any(row.is_total and row is not rows[-1] for row in below[1:])
        if closed or _ends_in_colon(rows[at]):
            found.add(rows[at].number)
    return found


def _headings(rows: Sequence[Row], reading: TableReading) -> set[int]:
    """The numbers of rows without amounts that head those below, as type or sums show; any other is a row without money."""
    usual = Counter(_type_of(row) for row in rows if row.has_amounts and not row.is_total)
    plain = usual.most_common(1)[0][0] if usual else None
    first = reading.table.header_rows
    starts = {
        check.total_row - first: min(check.member_rows) - first for check in reading.table.checks if check.member_rows
    }
    grouped = _totals_of_groups(rows)
    found: set[int] = set()
    for at, row in enumerate(rows):
        if row.has_amounts or not row.label:
            continue
        below = list(takewhile(lambda r: r.has_amounts, rows[at + 1 :]))
        total = next((r for r in below if r.is_total and not r.is_part), None)
        alone = not any(r.has_amounts for r in rows[:at])
        closed = total is not None and (
            starts.get(total.number, row.number) > row.number
            or alone
            or total.number in grouped
            or (total.number not in starts and total is not rows[-1])
        )
        cell = next((c for c in row.cells if c is not None and c.text is row.label_text), None)
        spans = cell is not None and cell.column_span > 1
        inset = bool(below) and (below[0].left or 0.0) > (row.left or 0.0) + INDENT
        if closed or spans or inset or _ends_in_colon(row) or _type_of(row) != plain:
            found.add(row.number)
    return found


def _ends_in_colon(row: Row) -> bool:
    return row.label_text.value.rstrip().endswith(":")


def _type_of(row: Row) -> tuple[bool, bool, int]:
    """Weight, slant and size (half points) of a row's label, as most of its words have them; of a scan the weight alone."""
    words = row.label_text.owned()
    sizes = sorted(word.size or 0.0 for word in words if word.method != "ocr") or [0.0]
    return (
        2 * sum(word.bold for word in words) > len(words),
        2 * sum(word.italic for word in words) > len(words),
        round(2 * sizes[len(sizes) // 2]),
    )


def _label_column(reading: TableReading, amount_columns: Sequence[int]) -> int:
    """The column headed as one of labels, else the one of words with the most letters."""
    texts = [c for c in reading.columns if c.index not in amount_columns and c.numbers < MOSTLY and c.cells]
    for column in texts:
        if column.match("budget_rows.label", "indicators.name") is not None:
            return column.index
    return max(
        (column.index for column in texts),
        key=lambda index: sum(len(cell.text.value) for row in reading.body if (cell := row[index]) is not None),
        default=0,
    )


def _row(number: int, cells: tuple[Cell | None, ...], at: int, amount_columns: Sequence[int], lexicon: Lexicon) -> Row:
    cell = cells[at]
    text = cell.text if cell is not None and at not in amount_columns else Text("")
    filled = [c for i in amount_columns if (c := cells[i]) is not None and c is not cell]
    label, is_part, opens = plain_label(text.value, lexicon)
    words = text.owned()
    box = words[0].box if words else None
    return Row(
        number=number,
        cells=cells,
        label=label,
        label_text=text,
        is_total=is_total(label, lexicon),
        is_part=is_part,
        opens=opens,
        has_amounts=any(not is_empty(c.text.value) and any(ch.isdigit() for ch in c.text.value) for c in filled),
        left=box.left if box is not None else None,
        unit=_unit_of_label(label, lexicon),
        is_count=bool(re.match(rf"(?:{alternatives(terms(lexicon, 'count'))})(?!\w)", label, re.IGNORECASE)),
    )


def _unit_of_label(label: str, lexicon: Lexicon) -> Unit | None:
    """The unit that a row's label ends with: 'Soliditet, %', 'Kostnad (kr/inv)'."""
    found = _UNIT_AT_END.search(without_footnote_mark(label))
    return units_of(lexicon).named((found["bracket"] or found["comma"]).strip()) if found else None


def _with_parents(rows: Sequence[Row], headings: set[int]) -> tuple[Row, ...]:
    """Parts under the row before them that is none; rows under one of the ``headings``, up to a total."""
    by_dashes = any(row.is_part for row in rows)
    lefts = [row.left for row in rows if row.left is not None]
    margin = min(lefts, default=0.0)
    found: list[Row] = []
    heading: Row | None = None
    whole: Row | None = None
    opened: Row | None = None
    grouped = _totals_of_groups(rows)
    for row in rows:
        parent: Row | None = None
        if not row.has_amounts:
            if row.label and not _is_sentence(row.label) and row.number in headings:
                heading, whole, opened = row, None, None
            continue
        if row.is_total and not row.is_part:
            parent = heading if row.number in grouped else None
            heading = whole = opened = None
        elif row.is_part:
            parent = whole or heading
        else:
            indented = row.left is not None and row.left > margin + INDENT
            parent = (_less_indented(row, found, heading) if indented else None) or heading
            if opened is not None and not by_dashes and not row.opens:
                parent = opened
            whole = row
            opened = row if row.opens else opened
        found.append(replace(row, parent=parent.number, parent_label=parent.label) if parent is not None else row)
    return tuple(found)


def _totals_of_groups(rows: Sequence[Row]) -> set[int]:
    """The numbers of totals that say the same under several headings ('Netto' of each unit), so that only these tell them
    apart."""
    under: dict[str, list[tuple[int, str]]] = {}
    heading: str | None = None
    for row in rows:
        if not row.has_amounts:
            heading = row.label or heading
        elif row.is_total and not row.is_part:
            if heading is not None:
                under.setdefault(row.label.casefold(), []).append((row.number, heading))
            heading = None
    groups = [found for found in under.values() if len({name for _, name in found}) > 1]
    return {number for found in groups for number, _ in found}


def _is_sentence(label: str) -> bool:
    """Whether a row without amounts is a remark and no heading."""
    return label.rstrip().endswith(".") and len(label.split()) >= SENTENCE


def _less_indented(row: Row, before: Sequence[Row], heading: Row | None) -> Row | None:
    """The last row before that stands further left and is no total."""
    if row.left is None:
        return None
    candidates = [*before, heading] if heading is not None else before
    nearest = [
        r for r in candidates if r.left is not None and r.left < row.left - INDENT and not r.is_total and r.label
    ]
    return max(nearest, key=lambda r: r.number, default=None)
