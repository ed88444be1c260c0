"""Records to each other: goals to their parents; indicators, assignments and activities to their goal."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.records import Record
from pipeline.document import Document


def link(records: Sequence[Record], document: Document) -> tuple[Record, ...]:
    """The records with the ids of the goal that they belong to."""
    return tuple(records)
