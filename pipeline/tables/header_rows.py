"""Which of a table's first rows are its header: known headers, weight of type, cells that span, words over numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pipeline.document import Cell
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.headers import read_headers, years_in

MOST = 4
"""No header has more rows than this."""
SURE = 0.8
"""A header likeness (0-1) from which a column counts as known."""

_WITH_UNIT = re.compile(r"(?P<number>[-–−+<>≤≥~]?\s?\d[\d\s.,]*?)\s*(?P<unit>[^\W\d_][^\d]*)")
_NUMBER = re.compile(r"(?:[-–−+±<>≤≥~]|\+/[-–−])?\s?\d[\d\s.,]*(?:%|‰)?")


def is_number(text: str) -> bool:
    """Whether a cell holds just a number, perhaps with a sign, a percent sign or a mark; years do not count."""
    text = text.strip().strip("*()").strip()
    return bool(_NUMBER.fullmatch(text)) and not (years_in(text) and re.fullmatch(r"\d+", text))


def _is_quantity(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell holds a number with its unit: '512 tkr'. '1 000 kr' heads a column."""
    found = _WITH_UNIT.fullmatch(text.strip())
    return (
        found is not None
        and re.sub(r"\D", "", found["number"]) != "1000"
        and found["unit"].casefold() in _units(lexicon)
    )


@lru_cache(maxsize=4)
def _units(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(row["variant"].casefold() for row in lexicon.rows("units") if row["place"] == "after")


def rows_of(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells by the row that they begin in, left to right."""
    rows: list[list[Cell]] = [[] for _ in range(max((c.row + c.row_span for c in cells), default=0))]
    for cell in sorted(cells, key=lambda c: c.column):
        rows[cell.row].append(cell)
    return rows


def mark_headers(cells: tuple[Cell, ...], lexicon: Lexicon) -> tuple[Cell, ...]:
    """The cells with those of the header rows marked."""
    count = header_row_count(cells, lexicon)
    return reaching_down(reaching_across(tuple(replace(cell, is_header=cell.row < count) for cell in cells)))


def reaching_across(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Where a row of headers says the same several times over ('Omslutning, Netto, Omslutning, Netto') and the row above it has
    as many cells, each of these spans one of the times, though no line is drawn around it."""
    rows = [[c for c in row if c.is_header and c.text and c.column > 0] for row in rows_of(cells)]
    for upper, lower in pairwise(rows):
        span = repeated([cell.text.value for cell in lower], len(upper))
        if span < 2:
            continue
        starts = [cell.column for cell in lower[::span]]
        if any(c.column_span > 1 or not s <= c.column < s + span for s, c in zip(starts, upper, strict=True)):
            continue
        wide = {(c.row, c.column): replace(c, column=s, column_span=span) for s, c in zip(starts, upper, strict=True)}
        under = {(cell.row, cell.column + i) for cell in wide.values() for i in range(span)}
        return tuple(
            wide.get((cell.row, cell.column), cell)
            for cell in cells
            if (cell.row, cell.column) in wide or (cell.row, cell.column) not in under
        )
    return cells


def repeated(labels: Sequence[str], times: int) -> int:
    """How many labels come again and again, so that all of them are ``times`` times the same ones; 0 where they are not."""
    letters = [plain_letters(label) for label in labels]
    span = len(letters) // times if times > 1 else 0
    return span if letters == letters[:span] * times else 0


def reaching_down(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Beside headers that span columns, a single column's header takes the empty header cells below it: the edge of a
    shading is no wall."""
    if not any(cell.is_header and cell.text and cell.column_span > 1 for cell in cells):
        return cells
    blank = {(c.row, c.column): c for c in cells if c.is_header and not c.text and c.row_span == c.column_span == 1}
    taken: set[tuple[int, int]] = set()
    taller = []
    for cell in cells:
        grown = cell
        while grown.is_header and grown.text and grown.column_span == 1:
            below = blank.get((grown.row + grown.row_span, grown.column))
            if below is None:
                break
            taken.add((below.row, below.column))
            box = grown.box.joined(below.box) if grown.box and below.box else grown.box
            grown = replace(grown, row_span=grown.row_span + 1, box=box)
        taller.append(grown)
    return tuple(cell for cell in taller if (cell.row, cell.column) not in taken)


def header_row_count(cells: Sequence[Cell], lexicon: Lexicon) -> int:
    """How many of the first rows are header: 0 where the first row is like those below."""
    rows = rows_of(cells)
    count = 0
    while count < min(MOST, len(rows) - 1) and _is_header(count, rows, lexicon):
        count += 1
    # A cell that spans down out of the header takes the rows it covers along.
    for row in range(count):
        if any(cell.text and cell.row + cell.row_span > count for cell in rows[row]):
            tall = max(cell.row + cell.row_span for cell in rows[row] if cell.text)
            count = max(count, tall if tall <= MOST and tall < len(rows) else count)
    return count


def _is_header(at: int, rows: Sequence[Sequence[Cell]], lexicon: Lexicon) -> bool:
    row = [cell for cell in rows[at] if cell.text]
    if not row:
        return at == 0
    if any(is_number(cell.text.value) or _is_quantity(cell.text.value, lexicon) for cell in row):
        return False
    if at > 0 and len(row) == 1 and row[0].column == 0:
        return False
    known = [m for m in read_headers([cell.text.value for cell in row], lexicon).columns if m and m.score >= SURE]
    if len(known) >= 2 and 2 * len(known) >= len(row):
        return True
    body = [cell for later in rows[at + 1 :] for cell in later if cell.text]
    if at > 0:
        # Under a cell that spans columns stand the columns' own headers.
        above = [cell for cell in rows[at - 1] if cell.text]
        if any(cell.column_span > 1 for cell in above) and len(row) > len(above):
            return True
        return _all_bold(above) and _all_bold(row) and not _all_bold(body) and len(row) > 1 and _over_numbers(row, body)
    if len(row) == 1 and row[0].column_span < 2:
        return bool(known) and _over_numbers(row, body)
    return _over_numbers(row, body) or (_all_bold(row) and not _all_bold(body)) or len(known) >= 1


def _over_numbers(row: Sequence[Cell], body: Sequence[Cell]) -> bool:
    """Whether words stand over columns of numbers."""
    for cell in row:
        for column in range(cell.column, cell.column + cell.column_span):
            below = [c for c in body if c.column == column and c.column_span == 1]
            if column > 0 and below and 2 * sum(is_number(c.text.value) for c in below) >= len(below):
                return True
    return False


def _all_bold(cells: Sequence[Cell]) -> bool:
    words = [word for cell in cells for word in cell.text.words]
    return bool(words) and sum(word.bold for word in words) >= 0.8 * len(words)
