"""What stands over a budget table: its title, its kind, the unit of its amounts, the year that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.columns import TableReading
from extractors.records import TableKind
from extractors.units import Unit, units_of
from pipeline.amounts import evened
from pipeline.document import Document
from pipeline.lexicon import Lexicon
from pipeline.tables.headers import years_in

LINES_ABOVE = 3
"""How many blocks above a table may name its unit."""
UNIT_WORDS = 4
"""A line that only names a unit has no more words: 'Belopp i miljoner kronor'."""
SHORT = 90
"""Letters: a longer paragraph names a table's unit only where it speaks of amounts."""
RESULT_ROWS = 2
"""So many rows of the law's profit and loss account make a table one of results."""


@dataclass(frozen=True, slots=True)
class Title:
    """``year`` is the first that the caption names. ``unit`` may be that of the lines above or of the table before, save
    for key figures, which have their own."""

    text: str | None
    kind: TableKind
    unit: Unit | None
    year: int | None


def title_of(reading: TableReading, document: Document, lexicon: Lexicon, before: Title | None) -> Title:
    """What a table's caption, headers, headings and the lines above it say, nearest first."""
    table = reading.table
    path = [_unnumbered(section.title.value) for section in reversed(document.section_path(table.section))]
    caption = _unnumbered(table.caption.value) if table.caption is not None else None
    name = _without_unit_line(caption, lexicon) if caption else None
    named = [caption] if caption else []
    heads = [column.label for column in reading.columns]
    lines = list(_lines_above(reading, document, lexicon))
    kind = _kind(named + path, heads, reading, lexicon)
    unit = _unit([*heads[:1], *named, *heads[1:], *path[:1]], lexicon)
    if unit is None and kind != "key_figure":
        unit = _unit([*lines, *path[1:]], lexicon) or (before.unit if before is not None else None)
    years = years_in(caption or "") or years_in(path[0] if path else "")
    return Title(name or (path[0] if path else None), kind, unit, years[0] if years else None)


def _without_unit_line(caption: str, lexicon: Lexicon) -> str | None:
    """A caption without the line below it that only says in what unit the amounts are; ``None`` where nothing is left."""
    found = list(_pattern(lexicon, "unit_line").finditer(caption))
    if not found or len(caption[found[-1].start() :].split()) > UNIT_WORDS:
        return caption
    return caption[: found[-1].start()].rstrip(" ,(.") or None


def _unnumbered(title: str) -> str:
    """A title without the number before it: '4.2 Driftbudget'."""
    return re.sub(r"^\s*\d+(?:\.\d+)*\.?\s+(?=[^\W\d_])", "", title)


def _lines_above(reading: TableReading, document: Document, lexicon: Lexicon) -> Iterator[str]:
    """The short lines above a table and those that speak of amounts, nearest first."""
    place = reading.table.place
    above = [block for block in document.blocks if block.place < place and block.kind != "table"]
    pattern = _pattern(lexicon, "unit_line")
    for block in reversed(above[-LINES_ABOVE:]):
        if block.section == reading.table.section or block.page == place[0]:
            text = block.text.value
            if len(text) <= SHORT or pattern.search(text):
                yield text


def _unit(texts: list[str], lexicon: Lexicon) -> Unit | None:
    units = units_of(lexicon)
    found = next((unit for text in texts if (unit := units.in_text(text, money_only=True))), None)
    return found or next((u for text in texts[:2] if (u := units.in_text(text)) and u.dimension == "ratio"), None)


def _kind(titles: list[str], heads: list[str], reading: TableReading, lexicon: Lexicon) -> TableKind:
    """The kind that the nearest title names; else what the rows and columns say, then titles further away; else a
    budget in money is one of operations, a table of other units one of key figures."""
    nearest, further = [*titles[:1], *heads[:1], *titles[1:2]], titles[2:]
    if kind := _kind_named(nearest, lexicon):
        return kind
    labels = [cell.text.value for row in reading.body if (cell := row[0]) is not None]
    known = {row["term"] for row in lexicon.rows("budget_terms") if row["class"] == "result_row"}
    if sum(label.casefold().strip(" :*)") in known for label in labels) >= RESULT_ROWS:
        return "result"
    if reading.column("indicators.name", "volume") is not None:
        return "key_figure"
    if kind := _kind_named(further, lexicon):
        return kind
    unit = _unit([*heads, *titles], lexicon)
    return "operating" if unit is None or unit.is_money else "key_figure"


def _kind_named(titles: list[str], lexicon: Lexicon) -> TableKind | None:
    """The kind that the first title names which names one."""
    return next((kind for title in titles for pattern, kind in _kinds(lexicon) if pattern.search(evened(title))), None)


@lru_cache(maxsize=4)
def _kinds(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], TableKind], ...]:
    """Words of titles and the kind that they name, the longest first."""
    kinds: dict[str, TableKind] = {
        "operating": "operating", "investment": "investment", "result": "result", "key_figure": "key_figure", "other": "other",
    }  # fmt: skip
    rows = [row for row in lexicon.rows("budget_terms") if row["class"] == "kind"]
    rows.sort(key=lambda row: (-len(row["term"]), row["term"]))
    return tuple((re.compile(_word(row["term"]), re.IGNORECASE), kinds[row["meaning"]]) for row in rows)


@lru_cache(maxsize=16)
def _pattern(lexicon: Lexicon, kind: str) -> re.Pattern[str]:
    terms = [row["term"] for row in lexicon.rows("budget_terms") if row["class"] == kind]
    return re.compile("|".join(map(_word, terms)) or r"\Z\A", re.IGNORECASE)


def _word(term: str) -> str:
    """A whole word; one that ends with '*' or '-' only begins so."""
    stem = term.rstrip("*")
    return rf"(?<!\w){re.escape(stem)}" + ("" if term[-1] in "*-" else r"(?!\w)")
