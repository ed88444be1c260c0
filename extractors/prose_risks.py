"""Risks in running text: 'Risk 1. …', 'Risk: … Åtgärd: … Ansvarig: …', and lists of sentences that open with 'Risk att'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from extractors.cell_text import without_bullet
from extractors.statements import Same
from extractors.words import shared_vocab, words_of
from pipeline.amounts import evened
from pipeline.document import Block, Document, Place, Text
from pipeline.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.matcher import Matcher

LABEL = 40
"""Letters: no label is longer."""
Pattern = dict[str, object]

_DIGIT = re.compile(r"\d")
_STEP = re.compile(r"\s*[=(]?\s*\d{1,3}\s*(?:[.,;)]|\Z)")
_RISKY = re.compile(r"\brisk|intern\w*\s?kontroll|internkontroll", re.IGNORECASE)
_PART_OF_NUMBERED = re.compile(
    r"(?<=[.;])\s+(?=[-–•]\s*[A-ZÅÄÖ])|\s*[•\uf0b7]\s*|;\s+(?=[A-ZÅÄÖ])|(?:\A|(?<=[.;,]))\s*(?<!\w)[a-h1-9]\)\s+(?=[A-ZÅÄÖ])"
)


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
    wide: bool = False


@dataclass(frozen=True, slots=True)
class _Field:
    """A labelled piece of a block: 'Åtgärd' and what follows up to the next label; ``kind`` '' before the first."""

    kind: str
    text: Text
    numbered: bool = False


@lru_cache(maxsize=1)
def prose_risks(document: Same, lexicon: Lexicon) -> tuple[ProseRisk, ...]:
    """The risks of paragraphs and list items, each with the labelled lines that follow it."""
    return tuple(_prose_risks(document.document, lexicon))


def measure_places(document: Same, lexicon: Lexicon) -> frozenset[Place]:
    """The lines that hold the measures of risks in running text."""
    measures = (measure for risk in prose_risks(document, lexicon) for measure in risk.measures)
    return frozenset((p.page, p.line or 0) for measure in measures for p in measure.provenance())


def _prose_risks(document: Document, lexicon: Lexicon) -> Iterator[ProseRisk]:
    blocks = [block for block in document.blocks if block.kind != "table"]
    labelled = [_opens(fields) for fields in (_fields(block, lexicon) for block in blocks)]
    current: ProseRisk | None = None
    wide = False
    for index, (block, label) in enumerate(zip(blocks, labelled, strict=True)):
        opens = label == "numbered" or (label == "plain" and labelled.count("plain") > 1)
        opens = opens or (
            label != "measure" and _is_risk_sentence(block, document, lexicon, blocks[index + 1 : index + 2])
        )
        if block.kind == "heading" or (not opens and current is None):
            wide = announces_wide(block.text.value, lexicon)
        if block.kind == "heading" or opens:
            if current is not None:
                yield current
            current = replace(_opened(block, document, lexicon), wide=wide) if block.kind != "heading" else None
        elif current is not None and (fields := _fields(block, lexicon)) and fields[0].kind:
            current = _with_fields(current, fields)
        elif current is not None and block.kind == "item" and current.measures:
            current = replace(current, measures=(*current.measures, without_bullet(block.text)))
        elif current is not None:
            yield current
            current = None
    if current is not None:
        yield current


def announces_wide(text: str, lexicon: Lexicon) -> bool:
    """Whether a title or a paragraph says that the risks below it are those of the whole body."""
    return _wide_risks(lexicon).search(text) is not None


@lru_cache(maxsize=4)
def _wide_risks(lexicon: Lexicon) -> re.Pattern[str]:
    rows = lexicon.rows("risk_terms")
    wide = "|".join(re.escape(r["term"]) for r in rows if r["field"] == "scope_prefix" and r["value"] == "wide")
    return re.compile(rf"(?<!\w)(?:{wide})(?:a|t)?\s+(?:risker|kontrollområden|kontrollmoment)(?!\w)", re.IGNORECASE)


def _opens(fields: list[_Field]) -> Literal["numbered", "plain", "measure"] | None:
    """Whether a block opens a risk with a label: 'Risk 1.' does; 'Risk:' alone may explain a table's column."""
    if not fields or fields[0].kind != "risk":
        return "measure" if fields and fields[0].kind else None
    return "numbered" if fields[0].numbered else "plain"


def _opened(block: Block, document: Document, lexicon: Lexicon) -> ProseRisk:
    """The risk that a block opens, with the labelled pieces that follow in it."""
    first, *rest = _fields(block, lexicon)
    return _with_fields(ProseRisk(block.plan, block.section, _area(block, document), first.text), rest)


def _is_risk_sentence(block: Block, document: Document, lexicon: Lexicon, following: Sequence[Block]) -> bool:
    """Whether an item or paragraph opens as a risk does, under a heading of risks or of internal control, or with a
    labelled measure in it or behind it."""
    if block.kind not in {"item", "paragraph"} or not _opening(lexicon).match(without_bullet(block.text).value):
        return False
    inside, behind = _fields(block, lexicon)[1:], [f for b in following for f in _fields(b, lexicon)[:1]]
    if any(field.kind == "measure" for field in (*inside, *behind)):
        return True
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
            risk = replace(risk, measures=(*risk.measures, *parted(field.text)))
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


def parted(text: Text) -> Iterator[Text]:
    """A text as measures: parted by bullets and semicolons."""
    start = 0
    for found in (*_PART_OF_NUMBERED.finditer(text.value), None):
        stop = found.start() if found else len(text.value)
        part = without_bullet(text.slice(start, stop).strip(" ;"))
        if part:
            yield part
        start = found.end() if found else stop


def _fields(block: Block, lexicon: Lexicon) -> list[_Field]:
    """A block cut at its labels; what stands before the first has no kind."""
    body = without_bullet(block.text)
    even = evened(body.value)
    matcher, kinds = _labels(lexicon)
    vocab = shared_vocab(lexicon)
    words = words_of(even, vocab)
    marks: list[tuple[int, int, str]] = []
    for name, first, last in matcher(words.doc) if ":" in even or _DIGIT.search(even) else ():
        start, stop = words.spans[first][0], words.spans[last - 1][1]
        kind = kinds[vocab.strings[name]]
        apart = re.search(r"(?:[.;:!?),(]|\s-)\s*\Z", even[:start])
        if start == 0 or (apart and (even[stop - 1] == ":" or _is_step(even, stop, kind))):
            marks.append((start, stop, kind))
    marks.sort()
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, 0, ""))
    fields = []
    for (begin, start, kind), following in zip(marks, [*marks[1:], (len(even), 0, "")], strict=True):
        text = body.slice(start, max(start, following[0])).strip(" ,;")
        if text:
            fields.append(_Field(kind, text, numbered=bool(_DIGIT.search(even[begin:start]))))
    return fields


def _is_step(even: str, stop: int, kind: str) -> bool:
    """Whether a number that ends a piece follows a label without a colon: 'Sannolikhet 4, konsekvens 3, riskvärde 12.'"""
    return kind in {"probability", "consequence", "score"} and _STEP.match(even, stop) is not None


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
        if row["value"] in {"probability", "consequence", "score"}:
            patterns.append(words)
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
