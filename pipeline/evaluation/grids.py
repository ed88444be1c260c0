"""Tables as they are compared: cells with spans, folded texts, the numbers in them, who stands next to whom."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.evaluation.matching import BLANKS, DASHES, EDGES, MARKS, number, truth

NUMBER = re.compile(r"(?:(?<![\w)%.,-])-)?(?<![\d])(?:\d{1,3}(?: \d{3})+(?![\d])|\d+)(?:[.,]\d+)?")
RULE_IN_WORD = re.compile(r"(?<=\w)\|\s*(?=\w)")
LEADING_MINUS = re.compile(r"- ?\d")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SEPARATORS = re.compile(r"[\W_]")

Relation = tuple[str, str, str]


def folded_cell(text: object) -> str:
    """A cell's text as it is compared; unlike other texts it keeps the minus before a leading figure."""
    value = unicodedata.normalize("NFC", text if isinstance(text, str) else "").casefold()
    value = RULE_IN_WORD.sub("", DASHES.sub("-", value.replace("\u00ad", "")))
    value = BLANKS.sub(" ", MARKS.sub("", value)).strip()
    return ("-" if LEADING_MINUS.match(value) else "") + value.strip(EDGES)


def figures(text: str) -> list[str]:
    """The numbers in a folded text, in order, with decimal points and no blanks."""
    return [BLANKS.sub("", n).replace(",", ".") for n in NUMBER.findall(text)]


def is_numeric(text: str) -> bool:
    """Whether figures are what the cell is about: at most two words to a number."""
    found = figures(text)
    return bool(found) and len(LETTERS.findall(text)) <= 2 * len(found)


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    head: bool


@dataclass(frozen=True)
class Grid:
    """A table; its cells' rows and columns count from 0. ``split_rows`` are cut by a page break (gold says so)."""

    name: str
    page: int
    page_end: int
    cells: tuple[GridCell, ...]
    split_rows: tuple[int, ...] = ()

    @cached_property
    def rows(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @cached_property
    def columns(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)

    @cached_property
    def place(self) -> dict[tuple[int, int], int]:
        """(row, column) -> the index of the cell that covers it."""
        return {
            (r, c): key
            for key, cell in enumerate(self.cells)
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }

    @cached_property
    def texts(self) -> list[str]:
        return [c.text for c in self.cells if c.text]

    @cached_property
    def letters(self) -> int:
        return sum(map(len, self.texts))

    def at(self, row: int, column: int) -> str:
        key = self.place.get((row, column))
        return "" if key is None else self.cells[key].text

    def keys_of_row(self, row: int) -> list[int]:
        """Cells that stand in the row or reach into it."""
        places = (self.place.get((row, c)) for c in range(self.columns))
        return list(dict.fromkeys(key for key in places if key is not None))

    def texts_of_row(self, row: int) -> list[str]:
        return [t for t in (self.cells[k].text for k in self.keys_of_row(row)) if t]

    def row_text(self, row: int) -> str:
        return " ".join(self.texts_of_row(row))

    def label(self, row: int) -> str:
        return next(iter(self.texts_of_row(row)), "")

    def is_header(self, row: int) -> bool:
        """Whether at least half of the cells that begin in the row are header cells."""
        own = [c for c in (self.cells[k] for k in self.keys_of_row(row)) if c.text and c.row == row]
        return bool(own) and 2 * sum(c.head for c in own) >= len(own)

    def relations(self) -> Counter[Relation]:
        """Who is the next cell with text to the right and below, as letters and digits only."""
        bare = [SEPARATORS.sub("", c.text) for c in self.cells]
        found: set[tuple[int, int, str]] = set()
        for across in (True, False):
            outer, inner = (self.rows, self.columns) if across else (self.columns, self.rows)
            for a in range(outer):
                before: int | None = None
                for b in range(inner):
                    here = self.place.get((a, b) if across else (b, a))
                    if here is None or not bare[here]:
                        continue
                    if before is not None and before != here:
                        found.add((before, here, "h" if across else "v"))
                    before = here
        return Counter((bare[a], bare[b], way) for a, b, way in found)


def whole(value: Any, default: int) -> int:
    found = number(value)
    return default if found is None else int(found)


def grid(
    name: str, page: int, page_end: int, cells: Sequence[Mapping[str, Any]], split_rows: Sequence[int] = ()
) -> Grid:
    """A table from rows of cells.csv or of gold; its first row and column become 0."""
    first_row = min((whole(c.get("row"), 0) for c in cells), default=0)
    first_column = min((whole(c.get("column"), 0) for c in cells), default=0)
    return Grid(
        name,
        page,
        max(page, page_end),
        tuple(
            GridCell(
                whole(c.get("row"), 0) - first_row,
                whole(c.get("column"), 0) - first_column,
                max(1, whole(c.get("row_span"), 1)),
                max(1, whole(c.get("column_span"), 1)),
                folded_cell(c.get("text")),
                truth(c.get("is_header")),
            )
            for c in cells
        ),
        tuple(split_rows),
    )
