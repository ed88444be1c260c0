"""Tables of scanned pages whose header nobody could read: their columns are named after a table beside them.

Rows that were read are never left out for want of a header. Where no table near by has as many columns, the columns stay
without names; either way the table gets ``header_inferred`` and all its amounts and values are marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.amounts import is_empty
from pipeline.document import Table
from pipeline.lexicon import Lexicon
from pipeline.tables.header_rows import is_number
from pipeline.tables.headers import header_fields, years_in

ROWS_AT_LEAST = 3
"""Fewer rows of numbers may be anything."""
MOSTLY = 0.7
"""Share of the rows with a label of words, and of the filled cells beside them with a number."""
PAGES_APART = 1
"""A table so many pages away may still lend its header."""
KNOWN = 0.75
"""How well (0-1) a header must be known to be one."""
TRUST = 0.5
"""How far (0-1) such a table is trusted."""


def with_lent_headers(tables: Sequence[Table], lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables; scanned ones of numbers that have no header with that of the nearest one with as many columns."""
    headed = [table for table in tables if _is_headed(table, lexicon)]
    return tuple(_named(table, headed) if _is_scanned(table) and _is_unheaded(table) else table for table in tables)


def _named(table: Table, headed: Sequence[Table]) -> Table:
    near = [
        other
        for other in headed
        if other.columns == table.columns and abs(other.pages[0] - table.pages[0]) <= PAGES_APART
    ]
    doubted = replace(table, doubts=(*table.doubts, "header_inferred"), confidence=round(table.confidence * TRUST, 4))
    if not near:
        return doubted
    lender = min(near, key=lambda other: (abs(other.pages[0] - table.pages[0]), other.place > table.place))
    own = [cell for cell in table.cells if cell.is_header and cell.text]  # a unit over the labels, perhaps
    lent = [replace(cell, box=None) for cell in lender.cells if cell.is_header and not (own and cell.column == 0)]
    shift = max(lender.header_rows, table.header_rows) - table.header_rows
    body = [replace(cell, row=cell.row + shift) for cell in table.cells if not cell.is_header]
    return replace(doubted, cells=(*own, *lent, *body))


def _is_scanned(table: Table) -> bool:
    words = [word for cell in table.cells for word in cell.text.words]
    return table.method != "flattened" and 2 * sum(word.method == "ocr" for word in words) > len(words)


def _is_unheaded(table: Table) -> bool:
    """Whether a table has rows of a label and numbers, and nothing above its columns of numbers."""
    rows = [[cell for cell in row if cell is not None and cell.text] for row in table.grid()[table.header_rows :]]
    rows = [row for row in rows if len(row) > 1]
    if table.columns < 3 or len(rows) < ROWS_AT_LEAST:
        return False
    labelled = sum(row[0].column == 0 and not is_number(row[0].text.value) for row in rows)
    beside = [cell for row in rows for cell in row if cell.column > 0 and not is_empty(cell.text.value)]
    numbers = sum(is_number(cell.text.value) for cell in beside)
    if labelled < MOSTLY * len(rows) or numbers < MOSTLY * len(beside):
        return False
    return not any(table.column_label(column) for column in range(1, table.columns))


def _is_headed(table: Table, lexicon: Lexicon) -> bool:
    """Whether most columns beside the first have headers that are known, or years."""
    if not table.header_rows or table.columns < 3 or table.doubts:
        return False
    labels = [table.column_label(column) for column in range(1, table.columns)]
    known = sum(
        bool(years_in(label)) or any(m.score >= KNOWN for m in header_fields(label, lexicon)) for label in labels
    )
    return 2 * known > len(labels)
