"""Activities: what stands under 'Aktiviteter' and its like, 'Aktivitet: …', and activity columns of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.columns import TableReading, readings
from extractors.prose_risks import measure_places
from extractors.records import Activity, Ids, Record
from extractors.statements import Same, Statement, confidence_of, in_risk_chapter, statements
from pipeline.document import Document, Text
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon
from pipeline.settings import Settings
from pipeline.structure.blocks import ROW_END
from pipeline.structure.wording import plain, words_of

REVIEW_BELOW = Settings().review_below
SHORTEST = 8


def extract_activities(document: Document, lexicon: Lexicon) -> Iterator[Record | Issue]:
    """The activities of a document, those of tables last; measures against risks are none."""
    ids = Ids(document.source.document_id)
    against_risks = measure_places(Same(document), lexicon)
    for statement in statements(document, lexicon):
        evidence = _evidence(statement, lexicon)
        if not against_risks.isdisjoint((p.page, p.line or 0) for p in statement.text.provenance()):
            continue
        if evidence is None or in_risk_chapter(document, statement.block.section, lexicon):
            continue
        text = _without_columns(statement.text)
        activity = _activity(text, statement.block.plan, statement.block.section, evidence, ids)
        if activity is not None:
            yield activity
    for reading in readings(document, lexicon):
        if not in_risk_chapter(document, reading.table.section, lexicon):
            yield from _of_table(reading, ids)


def _evidence(statement: Statement, lexicon: Lexicon) -> float | None:
    opening, label = statement.opening, statement.label
    if (
        opening is not None
        and opening.role == "activity"
        and opening.form == "record"
        and statement.block.kind != "heading"
    ):
        return 0.9 * opening.certainty
    if label is not None and label.role == "activity" and (opening is None or opening.form == "sentence"):
        if statement.under_heading and plain(label.word or "") in words_of(lexicon, "measure"):
            return None
        return (0.95 if statement.block.kind == "item" else 0.92) * label.certainty - (
            0.15 if statement.under_heading else 0.0
        )
    return None


def _without_columns(text: Text) -> Text:
    """A row that came out as text, without what stands in the columns for who and when: 'Besök i hemmet. Chef 2031-05'."""
    row = re.fullmatch(r"(?P<said>.+?[.!?])\s+[A-ZÅÄÖ][^.!?]{1,60}", text.value)
    return text.slice(0, row.end("said")) if row and ROW_END.search(text.value) else text


def _activity(text: Text, plan: int, section: int | None, evidence: float, ids: Ids) -> Activity | None:
    provenance = text.provenance()
    if len(text.value) < SHORTEST or not provenance:
        return None
    confidence = confidence_of(text, evidence)
    return Activity(
        plan=plan,
        section=section,
        provenance=provenance,
        confidence=confidence,
        needs_review=confidence < REVIEW_BELOW,
        activity_id=ids.of("activities", provenance),
        text=text.value,
    )


def _of_table(reading: TableReading, ids: Ids) -> Iterator[Activity]:
    """The cells of an activity column, in a table that is no table of risks."""
    column = reading.column("activities.text")
    if column is None or reading.subject in ("risks", "budget") or column.numbers > 0.3:
        return
    seen: set[int] = set()
    for row in reading.body:
        cell = row[column.index]
        if cell is None or id(cell) in seen:
            continue
        seen.add(id(cell))
        activity = _activity(cell.text, reading.table.plan, reading.table.section, 0.9 * reading.table.confidence, ids)
        if activity is not None:
            yield activity
