"""Goals: 'Målsättning nr 1: …', 'Effektmål 3. …', statements under 'Mål' or 'Strategier för …', goal columns of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractors.columns import Column, TableReading, readings
from extractors.indicator_sentences import running_line
from extractors.records import Goal, Ids, Record, joined_provenance
from extractors.statements import Statement, cell_statements, confidence_of, statements
from pipeline.document import Document, Text
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon
from pipeline.settings import Settings
from pipeline.structure.wording import is_header_row, opening_of, plain, words_of

REVIEW_BELOW = Settings().review_below
_HEADERS = re.compile(r"[A-ZÅÄÖ][^\W\d_]+ (?:19|20)\d\d(?!\d)")
"""A column's header: 'Mål 2022'; a text with two is a row of a table."""
FACTOR = "goals.kind=success_factor"
SHORTEST = 8
"""Letters: less is no goal but a piece of one."""


def extract_goals(document: Document, lexicon: Lexicon) -> Iterator[Record | Issue]:
    """The goals of a document, those of tables last."""
    ids = Ids(document.source.document_id)
    found = statements(document, lexicon)
    opened = {s.block.section for s in found if s.opening and s.opening.role == "goal" and s.opening.form == "record"}
    for statement in found:
        goal = _of_statement(statement, opened, ids, lexicon)
        if goal is not None:
            yield goal
    for reading in readings(document, lexicon):
        yield from _of_table(reading, ids, lexicon)


def _of_statement(statement: Statement, opened: set[int | None], ids: Ids, lexicon: Lexicon) -> Goal | None:
    opening, label, block = statement.opening, statement.label, statement.block
    if opening is not None and opening.role == "goal" and opening.form == "record":
        if block.kind == "heading" and opening.number is None and not _is_sentence(statement.text.value, lexicon):
            return None
        kind, number, evidence = opening.word, opening.number, 0.98 * opening.certainty
    elif opening is None and label is not None and label.role == "goal":
        if statement.under_heading and block.section in opened and block.kind != "item":
            return None
        evidence = (0.97 if block.kind == "item" else 0.93) * label.certainty - (
            0.2 if statement.under_heading else 0.0
        )
        kind, number = label.word, statement.marker_number
        if running_line(statement.text.value, lexicon) is not None:
            return None  # a measure with its target: an indicator
    else:
        return None
    text = _own_lines(statement.text, lexicon) if opening is not None else statement.text
    if len(text.value) < SHORTEST or kind is None or len(_HEADERS.findall(text.value)) > 1:
        return None
    provenance = joined_provenance(text)
    confidence = confidence_of(text, evidence)
    return Goal(
        plan=block.plan,
        section=block.section,
        provenance=provenance,
        confidence=confidence,
        needs_review=confidence < REVIEW_BELOW,
        goal_id=ids.of("goals", provenance),
        kind=kind,
        number=number,
        text=text.value,
    )


def _own_lines(text: Text, lexicon: Lexicon) -> Text:
    """A goal in a source without boxes, up to the end of its sentence where that is the end of a line, or up to a table's
    header: the text that explains it goes on below."""
    words = [(found.start(), text.owned(*found.span())[:1]) for found in re.finditer(r"\S+", text.value)]
    starts = [at for (_, before), (at, word) in pairwise(words) if before and word and before[0].line != word[0].line]
    plain_text = all(word[0].box is None for _, word in words if word)
    for start, stop in pairwise((*starts, len(text.value))):
        if plain_text and is_header_row(text.value[start:stop], lexicon):
            return text.slice(0, start).strip()
    for end in re.finditer(r"[.!?]\s+(?=[A-ZÅÄÖ])", text.value):
        before, after = text.owned(0, end.start() + 1), text.owned(end.end(), len(text.value))
        if before and after and before[-1].box is None and before[-1].line != after[0].line:
            return text.slice(0, end.start() + 1)
    return text


def _is_sentence(text: str, lexicon: Lexicon) -> bool:
    """Whether a text says something: 'Invånarna är trygga' does, 'Digitalisering' does not."""
    words = [plain(word.strip(".,")) for word in text.split()]
    return len(words) > 3 and bool(set(words) & words_of(lexicon, "verb"))


def _holds_sentences(reading: TableReading, column: int, lexicon: Lexicon) -> bool:
    """Whether a column called 'Mål' holds goals, not targets: most of its cells have three words and no figure."""
    texts = [cell.text.value for row in reading.body if (cell := row[column]) is not None and cell.text.value]
    targets = words_of(lexicon, "statement")
    wordy = sum(
        len(text.split()) >= 3
        and text[0].isalpha()
        and re.search(r"\d\s*%|^\D{0,12}\d", text) is None
        and plain(text.split()[0]) not in targets
        for text in texts
    )
    return bool(texts) and wordy >= 0.6 * len(texts)


def _of_table(reading: TableReading, ids: Ids, lexicon: Lexicon) -> Iterator[Goal]:
    """The cells of the goal columns: the first headed by a word for goals whose cells hold sentences, and one of factors
    of success, which are a word or two."""
    headed = [c for c in reading.columns if (m := c.match("goals.text", FACTOR)) and m.score > 0.8 and c.numbers < 0.3]
    goals = next((c for c in headed if c.match("goals.text")), None)
    if goals is not None and reading.subject != "risks" and _holds_sentences(reading, goals.index, lexicon):
        yield from _of_column(reading, goals, ids, lexicon)
    factors = next((c for c in headed if c.match(FACTOR)), None)
    if factors is not None and reading.subject == "indicators":
        yield from _of_column(reading, factors, ids, lexicon)


def _of_column(reading: TableReading, column: Column, ids: Ids, lexicon: Lexicon) -> Iterator[Goal]:
    opening = opening_of(column.label, lexicon)
    kind = opening.word if opening and opening.role in ("goal", "area") and opening.word else column.label.lower()
    table = reading.table
    for _, inner, text in cell_statements(reading, column.index, "goal", SHORTEST, lexicon):
        provenance = text.provenance()
        confidence = confidence_of(text, 0.9 * table.confidence)
        yield Goal(
            plan=table.plan,
            section=table.section,
            provenance=provenance,
            confidence=confidence,
            needs_review=confidence < REVIEW_BELOW,
            goal_id=ids.of("goals", provenance),
            kind=(inner.word if inner and inner.word else kind),
            number=inner.number if inner else None,
            text=text.value,
        )
