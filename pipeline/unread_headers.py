"""Headers of tables below which nothing was read: they are told, so that no table is lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.records import Record
from pipeline.document import Document, Line, Place
from pipeline.lexicon import Lexicon, plain_letters

LABELS_AT_LEAST = 3
"""So many different headings of one kind of table, one below or beside another, are a table's header."""
BELOW = 20
"""Body lines below a header where its first record stands, if there is one."""
LONGEST = 90
KINDS = {
    "risk": ("risks",),
    "activity": ("activities", "risks", "assignments", "indicators"),
    "assignment": ("assignments",),
    "indicator": ("indicators", "budget_rows", "activities"),
}
"""The records that a table of each kind can give."""
MAIN = {
    "risk": ("risks.",),
    "activity": ("activities.text",),
    "assignment": ("assignments.text",),
    "indicator": ("indicators.name", "indicator_values.kind=target"),
}
"""What a header of each kind says, one of them at least: a field, or how it begins."""
_GAP = re.compile(r"\s{2,}|\s*[|¦]\s*")
_MUTE = re.compile(r"\([^()]{1,12}\)|(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?|[\s\d%.–-]+")
"""What is nothing by itself in a header: a scale in brackets, years."""


@dataclass(frozen=True, slots=True)
class UnreadTable:
    """A header that no record follows: its place, the place of the last line looked at below it, what it says."""

    first: Place
    last: Place
    header: str


def unread_tables(document: Document, records: Sequence[Record], lexicon: Lexicon) -> Iterator[UnreadTable]:
    """The headers that no record follows."""
    lines = [line for line in document.lines() if line.role == "body" and line.text.value.strip()]
    placed = {kind: _places(records, tables) for kind, tables in KINDS.items()}
    start = 0
    while start < len(lines):
        kind, stop = _header_at(lines, start, lexicon)
        if kind is None:
            start += 1
            continue
        below = lines[stop : stop + BELOW]
        if below and not any(line.place in placed[kind] for line in below):
            yield UnreadTable(lines[start].place, below[-1].place, _said(lines[start:stop]))
        start = stop


def _places(records: Sequence[Record], tables: tuple[str, ...]) -> frozenset[Place]:
    return frozenset((p.page, p.line or 0) for r in records if r.table in tables for p in r.provenance)


def _said(lines: Sequence[Line]) -> str:
    return " | ".join(re.sub(r"\s+", " ", line.text.value.strip()) for line in lines)[:LONGEST]


def _header_at(lines: Sequence[Line], start: int, lexicon: Lexicon) -> tuple[str | None, int]:
    """The kind of table whose header begins on a line, and the line after the header's last."""
    for kind in KINDS:
        known, found = _headings(lexicon)[kind], []
        stop = start
        while stop < len(lines):
            said = _labels(lines[stop].text.value, known)
            if said is None or (stop == start and not said):
                break
            found += said
            stop += 1
        main = any(known[label].startswith(MAIN[kind]) for label in found)
        if len(set(found)) >= LABELS_AT_LEAST and main:
            return kind, stop
    return None, start + 1


def _labels(value: str, known: dict[str, str]) -> list[str] | None:
    """The headings that make up a line, between gaps or between blanks; ``None`` where something else stands in it."""
    bare = _MUTE.sub("  ", value).strip()
    for cells in (_GAP.split(bare), bare.split()):
        labels = [plain_letters(cell) for cell in cells if cell]
        if all(label in known for label in labels):
            return labels
    return None


@lru_cache(maxsize=4)
def _headings(lexicon: Lexicon) -> dict[str, dict[str, str]]:
    """By kind of table, its headings in plain letters and the field of each."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for row in lexicon.rows("column_headers"):
        label = plain_letters(re.sub(r"\{[^}]*\}", "", row["header_variant"]))
        if row["table_type"] in found and len(label) > 1:
            found[row["table_type"]].setdefault(label, row["canonical_field"])
    return found
