"""Extractors: each a pure function from a document to records; :data:`EXTRACTORS` is the list that is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors.activities import extract_activities
from extractors.assignments import extract_assignments
from extractors.budget import extract_budget
from extractors.goals import extract_goals
from extractors.indicators import extract_indicators
from extractors.records import Record
from extractors.risks import extract_risks
from pipeline.document import Document
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon

Extractor = Callable[[Document, Lexicon], Iterator[Record | Issue]]

EXTRACTORS: tuple[Extractor, ...] = (
    extract_goals,
    extract_assignments,
    extract_activities,
    extract_indicators,
    extract_budget,
    extract_risks,
)
