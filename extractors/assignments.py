"""Assignments: 'Nr 36. Att …', 'Uppdrag: …', lists under 'Uppdrag givna från …:', 'X får i uppdrag att …', tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.columns import TableReading, readings
from extractors.records import Assignment, Ids, Record
from extractors.statements import Statement, cell_statements, confidence_of, provenance_of, statements
from pipeline.document import Cell, Document
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon
from pipeline.settings import Settings
from pipeline.structure.wording import Opening, opening_of, plain, words_of

REVIEW_BELOW = Settings().review_below
SHORTEST = 8
_BEFORE_COLUMNS = re.compile(r"(?P<said>.+[.!?])\s+[A-ZÅÄÖ][^.!?]{1,40}")
"""A row that came out as text: its sentence, and what stands in the columns behind it ('… taxan. Årsredovisning')."""
_ROW_NUMBER = re.compile(r"(?P<number>\d{1,3}[a-h]?)\s+(?=[A-ZÅÄÖ])")


def extract_assignments(document: Document, lexicon: Lexicon) -> Iterator[Record | Issue]:
    """The assignments of a document, those of tables last."""
    ids = Ids(document.source.document_id)
    givers = [opening_of(section.title.value, lexicon) for section in document.sections]
    found: list[Assignment] = []
    series: set[str] = set()
    for statement in statements(document, lexicon):
        assignment = _of_statement(statement, _giver(statement.block.section, givers), ids, lexicon)
        if assignment is not None:
            found.append(assignment)
            if _is_of_series(statement):
                series.add(assignment.assignment_id)
    yield from _with_giver(found, series, _said_givers(document, lexicon))
    for reading in readings(document, lexicon):
        yield from _of_table(reading, _giver(reading.table.section, givers), ids, lexicon)


def _giver(section: int | None, titles: Sequence[Opening | None]) -> str | None:
    """Who gives what stands in a section called 'Uppdrag från kommunfullmäktige'."""
    title = titles[section] if section is not None else None
    return title.giver if title is not None and title.role == "assignment" and title.given else None


def _said_givers(document: Document, lexicon: Lexicon) -> set[str]:
    """Who is said to decide on assignments: 'Regionfullmäktige beslutar om mål och uppdrag till nämnderna.'"""
    names, verbs = ("|".join(sorted(words_of(lexicon, role))) for role in ("giver", "gives"))
    pattern = re.compile(rf"\b\w*(?:{names}) (?:{verbs})\b[^.]*?\buppdrag\b")
    texts = (block.text.value for block in document.blocks if block.kind in ("paragraph", "item"))
    return {text[m.start() : m.end()].split()[0].lower() for text in texts for m in pattern.finditer(plain(text))}


def _is_of_series(statement: Statement) -> bool:
    """'Uppdrag: Nr 36. Att …': numbered through for all bodies by the one that gives them."""
    opening = statement.opening
    return opening is not None and opening.number is not None and opening.word != "nämnduppdrag"


def _with_giver(found: Sequence[Assignment], series: set[str], said: set[str]) -> Iterator[Assignment]:
    """The assignments, those of a series with the one giver that the document names for it, if it is one."""
    named = said | {a.given_by for a in found if a.assignment_id in series and a.given_by}
    for assignment in found:
        if len(named) == 1 and assignment.given_by is None and assignment.assignment_id in series:
            yield replace(assignment, given_by=next(iter(named)))
        else:
            yield assignment


def _of_statement(statement: Statement, section_giver: str | None, ids: Ids, lexicon: Lexicon) -> Assignment | None:
    opening, label, block = statement.opening, statement.label, statement.block
    giver = label.giver if label and label.role == "assignment" else None
    number = statement.marker_number
    if opening is not None and opening.role == "assignment" and opening.form == "record" and block.kind != "heading":
        number, evidence = opening.number, 0.98 * opening.certainty
        giver = opening.giver or giver or ("nämnden" if opening.word == "nämnduppdrag" else None)
    elif label is not None and label.role == "assignment" and (opening is None or opening.form == "sentence"):
        if statement.under_heading and not (label.given or _is_told(statement, lexicon)):
            return None  # under a heading such as 'Nämndens uppdrag' stand duties too
        evidence = 0.95 * label.certainty - (0.12 if statement.under_heading else 0.0)
    elif opening is not None and opening.form == "sentence" and _stands_alone(statement):
        evidence = 0.75
    else:
        return None
    text, giver = statement.text, giver or section_giver
    row = _ROW_NUMBER.match(text.value) if number is None and statement.block.kind == "paragraph" else None
    if row is not None:  # a row of a table that came out as text: '3 Nämnden får i uppdrag att …'
        said = _BEFORE_COLUMNS.fullmatch(text.value)
        number, text = row["number"], text.slice(row.end(), said.end("said") if said else len(text.value))
    if len(text.value) < SHORTEST:
        return None
    provenance = provenance_of(statement)
    confidence = confidence_of(text, evidence)
    return Assignment(
        plan=block.plan,
        section=block.section,
        provenance=provenance,
        confidence=confidence,
        needs_review=confidence < REVIEW_BELOW,
        assignment_id=ids.of("assignments", provenance),
        number=number,
        text=text.value,
        given_by=giver,
    )


def _is_told(statement: Statement, lexicon: Lexicon) -> bool:
    """Whether a statement says what somebody is to do: 'att utreda …', 'Förvaltningen ska utreda …', 'X får i uppdrag att …'."""
    if statement.opening is not None and statement.opening.form == "sentence":
        return _stands_alone(statement)
    whom, shall = ("|".join(sorted(words_of(lexicon, role))) for role in ("recipient", "shall"))
    return re.match(rf"att |\w*(?:{whom}) (?:{shall})\b", plain(statement.text.value)) is not None


def _stands_alone(statement: Statement) -> bool:
    """Whether a sentence that gives an assignment is all that its block says."""
    value = statement.text.value
    sentences = len(re.findall(r"[.!?](?=\s+[A-ZÅÄÖ])", value)) + 1
    place = re.search(r"\bi uppdrag\b", plain(value))
    many = statement.block.kind == "item" or (_ROW_NUMBER.match(value) and _BEFORE_COLUMNS.fullmatch(value))
    return sentences <= (2 if many else 1) and place is not None and place.start() < 70


def _of_table(reading: TableReading, section_giver: str | None, ids: Ids, lexicon: Lexicon) -> Iterator[Assignment]:
    """The rows of a table with a column of assignments."""
    column = reading.column("assignments.text")
    if column is None or reading.subject in ("risks", "budget") or column.numbers > 0.3:
        return
    given = reading.column("assignments.given_by")
    numbers = next((c for c in reading.columns if c.index < column.index and c.match("assignments.number")), None)
    table = reading.table
    for row, opening, text in cell_statements(reading, column.index, "assignment", SHORTEST, lexicon):
        provenance = text.provenance()
        confidence = confidence_of(text, 0.92 * table.confidence)
        yield Assignment(
            plan=table.plan,
            section=table.section,
            provenance=provenance,
            confidence=confidence,
            needs_review=confidence < REVIEW_BELOW,
            assignment_id=ids.of("assignments", provenance),
            number=(opening.number if opening else None) or _value(row, numbers.index if numbers else None),
            text=text.value,
            given_by=_value(row, given.index) if given else section_giver,
        )


def _value(row: tuple[Cell | None, ...], column: int | None) -> str | None:
    cell = row[column] if column is not None else None
    return (cell.text.value.strip(" .") or None) if cell is not None else None
