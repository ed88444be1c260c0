"""Risks in running text: 'Risk 1. …', 'Risk: … Åtgärd: … Ansvarig: …', and lists of sentences that open with 'Risk att'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.cell_text import without_bullet
from extractors.words import shared_vocab, words_of
from pipeline.document import Block, Document, Text
from pipeline.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.matcher import Matcher

LABEL = 40
"""Letters: no label is longer."""
Pattern = dict[str, object]

_RISKY = re.compile(r"\brisk|intern\w*\s?kontroll|internkontroll", re.IGNORECASE)
_PART_OF_NUMBERED = re.compile(r"(?<=[.;])\s+(?=[-–•]\s*[A-ZÅÄÖ])|\s*[•\uf0b7]\s*|;\s+(?=[A-ZÅÄÖ])")


@dataclass(frozen=True, slots=True)
class ProseRisk:
    """A risk as prose gives it; the numbers as printed."""

    plan: int
    section: int | None
    area: Text | None
    text: Text
    measures: tuple[Text, ...] = ()
    probability: str | None = None
    consequence: str | None = None
    score: str | None = None
    owner: Text | None = None


@dataclass(frozen=True, slots=True)
class _Field:
    """A labelled piece of a block: 'Åtgärd' and what follows up to the next label; ``kind`` '' before the first."""

    kind: str
    text: Text


def prose_risks(document: Document, lexicon: Lexicon) -> Iterator[ProseRisk]:
    """The risks of paragraphs and list items, each with the labelled lines that follow it."""
    current: ProseRisk | None = None
    for block in document.blocks:
        if block.kind in {"table", "heading"}:
            if current is not None:
                yield current
            current = None
            continue
        fields = _fields(block, lexicon)
        opens = fields and fields[0].kind == "risk"
        if opens or _is_risk_item(block, document, lexicon):
            if current is not None:
                yield current
            first = fields[0].text if opens else without_bullet(block.text)
            current = _with_fields(ProseRisk(block.plan, block.section, _area(block, document), first), fields[1:])
        elif current is not None and fields and fields[0].kind:
            current = _with_fields(current, fields)
        elif current is not None and block.kind == "item" and current.measures:
            current = replace(current, measures=(*current.measures, without_bullet(block.text)))
        elif current is not None:
            yield current
            current = None
    if current is not None:
        yield current


def _is_risk_item(block: Block, document: Document, lexicon: Lexicon) -> bool:
    """Whether a list item opens as a risk does, under a heading of risks or of internal control."""
    if block.kind != "item" or not _opening(lexicon).match(without_bullet(block.text).value):
        return False
    return any(_RISKY.search(section.title.value) for section in document.section_path(block.section))


def _area(block: Block, document: Document) -> Text | None:
    """The heading that risks stand under, where it names no risks itself but one above it does."""
    path = document.section_path(block.section)
    if len(path) < 2 or _RISKY.search(path[-1].title.value):
        return None
    return path[-1].title if any(_RISKY.search(section.title.value) for section in path[:-1]) else None


def _with_fields(risk: ProseRisk, fields: list[_Field]) -> ProseRisk:
    for field in fields:
        if field.kind == "measure":
            risk = replace(risk, measures=(*risk.measures, *_measures(field.text)))
        elif field.kind == "owner":
            risk = replace(risk, owner=field.text.strip(" ."))
        elif field.kind == "area":
            risk = replace(risk, area=field.text.strip(" ."))
        elif field.kind == "probability":
            risk = replace(risk, probability=field.text.value)
        elif field.kind == "consequence":
            risk = replace(risk, consequence=field.text.value)
        elif field.kind == "score":
            risk = replace(risk, score=field.text.value)
    return risk


def _measures(text: Text) -> Iterator[Text]:
    """A labelled text as measures: parted by bullets and semicolons."""
    start = 0
    for found in (*_PART_OF_NUMBERED.finditer(text.value), None):
        stop = found.start() if found else len(text.value)
        part = without_bullet(text.slice(start, stop).strip(" ;"))
        if part:
            yield part
        start = found.end() if found else stop


def _fields(block: Block, lexicon: Lexicon) -> list[_Field]:
    """A block cut at its labels; empty where it has none. A block's first label must stand at its beginning."""
    even = block.text.value
    if ":" not in even[:LABEL] and not any(ch.isdigit() for ch in even[:LABEL]):
        return []
    matcher, kinds = _labels(lexicon)
    vocab = shared_vocab(lexicon)
    words = words_of(even, vocab)
    marks: list[tuple[int, int, str]] = []
    for name, first, last in matcher(words.doc):
        start, stop = words.spans[first][0], words.spans[last - 1][1]
        if start == 0 or re.search(r"(?:[.;:!?)]|,|\s[-–])\s*\Z", even[:start]):
            marks.append((start, stop, kinds[vocab.strings[name]]))
    if not marks or marks[0][0] != 0:
        return []
    marks.sort()
    fields = []
    for (_, start, kind), following in zip(marks, [*marks[1:], (len(even), 0, "")], strict=True):
        text = block.text.slice(start, max(start, following[0])).strip(" ,;")
        if text:
            fields.append(_Field(kind, text))
    return fields


@lru_cache(maxsize=4)
def _labels(lexicon: Lexicon) -> tuple[Matcher, dict[str, str]]:
    """SpaCy's Matcher for 'Risk 1.', 'Risk:', 'Åtgärd:' and their fellows."""
    from spacy.matcher import Matcher

    vocab = shared_vocab(lexicon)
    matcher = Matcher(vocab)
    kinds: dict[str, str] = {}
    number: Pattern = {"TEXT": {"REGEX": r"^\d{1,3}$"}}
    for row in lexicon.rows("risk_terms"):
        if row["field"] != "label":
            continue
        words: list[Pattern] = [{"LOWER": token.lower_} for token in words_of(row["term"], vocab).doc]
        patterns: list[list[Pattern]] = [[*words, {"TEXT": ":"}]]
        if row["value"] == "risk":
            patterns += [
                [*words, number, {"TEXT": {"IN": [".", ":", ")"]}, "OP": "?"}],
                [
                    *words,
                    {"LOWER": {"IN": ["nr", "nummer"]}},
                    {"TEXT": ".", "OP": "?"},
                    number,
                    {"TEXT": ":", "OP": "?"},
                ],
            ]
        matcher.add(row["term"], patterns, greedy="LONGEST")
        kinds[row["term"]] = row["value"]
    return matcher, kinds


@lru_cache(maxsize=4)
def _opening(lexicon: Lexicon) -> re.Pattern[str]:
    """How a risk's sentence opens: 'Risk att', 'Det finns en risk för'."""
    terms = [row["term"] for row in lexicon.rows("risk_terms") if row["field"] == "risk_opening"]
    return re.compile("|".join(rf"{re.escape(t)}(?!\w)" for t in sorted(terms, key=len, reverse=True)), re.IGNORECASE)
