"""What a table of text (risks, activities, scorecards) is of, by its headings, each standing by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.header_words import Kind
from pipeline.tables.headers import header_field

KNOWN, KNOWN_AT_LEAST = 0.9, 2
"""How like (0-1) a heading is to the dictionary's, and so many headings beside the main one must be."""

MAIN: Mapping[str, tuple[Kind, str]] = MappingProxyType(
    {
        "risks.text": ("risk", "risk"),
        "activities.text": ("activity", "activity"),
        "indicators.name": ("indicator", "indicator"),
    }
)
"""The field of a kind's main column -> the kind, and what the dictionary calls its tables."""


def fields_of_headings(headings: Sequence[str], table_type: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The field that each heading stands for, as far as possible in tables of a type; '' where it is not known."""
    found: list[str] = []
    for heading in headings:
        own = header_field(re.sub(r"\s*\(.*", "", heading), lexicon, table_type)
        other = header_field(heading, lexicon)
        sure = (match for match in (own, other) if match is not None and match.score >= KNOWN)
        found.append(next((match.canonical_field for match in sure), ""))
    return tuple(found)


def kind_of_headings(headings: Sequence[str], lexicon: Lexicon) -> tuple[Kind, tuple[str, ...]] | None:
    """What the table is of, and each heading's field. Indicators alone are read elsewhere: here only those with activities
    in the same rows."""
    for main, (kind, table_type) in MAIN.items():
        fields = fields_of_headings(headings, table_type, lexicon)
        if main not in fields or sum(map(bool, fields)) <= KNOWN_AT_LEAST - (kind == "activity"):
            continue
        values = [field.startswith("indicator_values.") for field in fields]
        if kind == "activity" and (any(values) or any("scenario=" in field for field in fields)):
            continue
        if kind == "indicator" and not (any(values) and "activities.text" in fields):
            continue
        return kind, fields
    return None
