"""Blocks with what governs them: the common ground of goals, assignments and activities.

A label ('Aktiviteter', 'Uppdrag givna från …:', 'Strategier för …') governs the items and statements below it until
another label, a heading, a table, or text of another make. A heading that is a label governs only marked items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean

from extractors.columns import TableReading
from extractors.indicator_sentences import running_line
from extractors.records import joined_provenance
from pipeline.document import Block, Cell, Document, Provenance, Text, join_texts
from pipeline.lexicon import Lexicon
from pipeline.structure.blocks import NUMBERED_DUTY
from pipeline.structure.contents import ENTRY, LEADERS, contents_lines
from pipeline.structure.shapes import shapes_of
from pipeline.structure.wording import Opening, Role, is_header_row, opening_of, plain, words_of

LONGEST_STATEMENT = 700
"""Letters: more is a paragraph, not a statement of a list."""
LONGEST_RUNNING, FEWEST_PAGES = 120, 3
"""Letters of a running head at most, and pages that it stands on at least."""
RECORDS: frozenset[Role] = frozenset({"goal", "assignment", "activity"})
LISTS: frozenset[Role] = RECORDS | {"indicator"}
RUNNING_FOOT = re.compile(
    r"\d+\s*\(\s*\d+\s*\)\s*$|^\s*(?:sida|sid\.?)?\s*\d{1,3}(?:\s*(?:av|/)\s*\d{1,3})?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A block, what it opens itself, and the label over it. ``text`` is the record's text if it is one; ``parts`` are
    the blocks that it runs over. ``under_heading``: the label is a section's title, which says less."""

    block: Block
    index: int
    opening: Opening | None
    label: Opening | None
    text: Text
    parts: tuple[int, ...]
    under_heading: bool = False

    @property
    def marker_number(self) -> str | None:
        """The number of a numbered item: '2.' -> 2, 'KF4:' -> KF4."""
        match = re.fullmatch(
            r"\(?(\d{1,2}(?:\.\d{1,2})+|\d{1,3}(?=[.)])|[A-ZÅÄÖ]{1,3}[.-]?\d{1,2})[.:)]?", self.block.marker or ""
        )
        return match[1] if match else None


def statements(document: Document, lexicon: Lexicon) -> tuple[Statement, ...]:
    """Every block of text that opens a record or stands under a label, in reading order."""
    return _statements(Same(document), lexicon)


class Same:
    """A document as a key of a cache, by identity: its value would take longer to compare than to read anew."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.document is other.document


@lru_cache(maxsize=1)
def _statements(key: Same, lexicon: Lexicon) -> tuple[Statement, ...]:
    found: list[Statement] = []
    blocks = key.document.blocks
    label: Opening | None = None
    titled = False
    shape: _Make | None = None
    taken = -1
    contents = contents_lines(shapes_of(key.document.pages, key.document.tables), lexicon)
    running = _running(blocks)
    for index, block in enumerate(blocks):
        if index <= taken or block.place in contents:
            continue
        if block.kind == "heading":
            title = opening_of(block.text.value, lexicon)
            label = title if title and title.form == "label" and title.role in LISTS else None
            titled, shape = True, None
            if title and title.form == "record" and title.role == "goal":
                found.append(Statement(block, index, title, None, block.text.slice(title.body).strip(), (index,)))
            continue
        if block.kind == "table":
            label, shape = None, None
            continue
        if label is not None and block.kind == "paragraph":
            block = _numbered_item(block)
        value = block.text.value
        if value.isdecimal() and label is not None and shape is None:
            label = None  # 'Mål 2026' with numbers below it heads a column
        if not value or _is_furniture(value):
            continue
        opening = opening_of(value, lexicon)
        if opening is None and (_shape_of(value) in running or is_header_row(value, lexicon)):
            continue
        if opening and _is_definition(value, opening):
            opening = None
        if opening and opening.form == "label":
            label = opening if opening.role in LISTS else None
            titled, shape = False, None
            continue
        if opening and opening.form == "record":
            text, parts = _body(blocks, index, opening, lexicon)
            taken = parts[-1]
            belongs = label if label and label.role == opening.role else None
            if belongs is None or shape is None or shape.kind != "record":
                shape = _Make.of(block, "record") if belongs else None
            if belongs is None:
                label = None
            if text.value:
                found.append(Statement(block, index, opening, belongs, text, parts))
            continue
        lead = _lead_in(value, blocks, index, lexicon)
        if lead is not None:
            label, titled, shape = lead, True, None
            continue
        if label is not None and block.kind == "paragraph" and shape is None and _introduces(value, label, lexicon):
            continue
        if label is not None:
            make = _Make.of(block)
            if _goes_on(make, shape, block, titled):
                shape = make if shape is None else shape
                found.append(Statement(block, index, opening, label, block.text, (index,), titled))
                continue
            if shape is not None or titled is False:
                label = None if shape is not None or not _may_precede_list(block) else label
        if opening and opening.form == "sentence":
            found.append(Statement(block, index, opening, None, block.text, (index,)))
    return tuple(found)


def _numbered_item(block: Block) -> Block:
    """A paragraph below a label that begins as '2.1 Att …' does is an item: chapters are not called so."""
    found = NUMBERED_DUTY.match(block.text.value)
    return block if found is None else replace(block, kind="item", marker=found[1], text=block.text.slice(found.end()))


@dataclass(frozen=True, slots=True)
class _Make:
    """How a statement of a list is made; its fellows are made alike."""

    kind: str
    left: float | None
    bold: bool
    start: str
    marker: str

    @classmethod
    def of(cls, block: Block, kind: str | None = None) -> _Make:
        start = plain(block.text.value.split(maxsplit=1)[0]) if block.text.value else ""
        marker = re.sub(r"\d+", "1", re.sub(r"[^\W\d_]\)", "a)", block.marker or ""))
        return cls(kind or block.kind, block.left, block.bold, start, marker)


def _goes_on(make: _Make, shape: _Make | None, block: Block, titled: bool) -> bool:
    """Whether a block is (one more) statement of the list under the label."""
    value = block.text.value
    if len(value) > LONGEST_STATEMENT or not (value[0].isalnum() or value[0] in "”\"'"):
        return False
    if make.kind == "item":
        return shape is None or shape.kind == "record" or (shape.kind == "item" and _alike(shape.marker, make.marker))
    if titled or (not value[0].isupper() and make.start != "att"):
        return False
    if shape is None:
        return value[0].isupper() and not value.endswith(":")
    if shape.kind != "paragraph" or shape.bold != make.bold:
        return False
    if shape.start == "att" and make.start != "att":
        return False
    if shape.left is not None and make.left is not None and abs(shape.left - make.left) > 6:
        return False
    return len(re.findall(r"[.!?](?=\s+[A-ZÅÄÖ])", value)) <= 2 and not value.endswith(":")


def _alike(first: str, second: str) -> bool:
    """Whether two marks are of one kind: numbers, letters, or bullets (which an OCR reads in many ways)."""
    return ("1" in first, "a)" in first) == ("1" in second, "a)" in second)


def _may_precede_list(block: Block) -> bool:
    """A line between a label and its list: 'Nämnden ska under året:'."""
    return block.text.value.endswith(":") and len(block.text.value) < 160


def _introduces(value: str, label: Opening, lexicon: Lexicon) -> bool:
    """Whether a paragraph speaks of the statements to come instead of making one: 'Fullmäktige har lämnat tre uppdrag.'"""
    sentences = re.split(r"(?<=[.!?:])\s+(?=[A-ZÅÄÖ])", value)
    of_them = re.match(r"(?P<word>[^\W\d_]+)(?:en|na)\s+(?!\S+\s+att\b)", plain(value))
    if of_them is not None and plain(label.word or " ").startswith(of_them["word"]):
        return True  # 'Målen är ordnade efter perspektiv', not 'Målen är att …'
    ahead = re.search(r"\bfoljande\b(?P<what>.*)", plain(sentences[-1]))
    if ahead is not None and _names(ahead["what"], label.role, lexicon):
        return True
    told = re.search(r"\b(?:har|hade)\s+(?:[\w-]+\s+){0,12}?\w+t\b(?P<what>.*)", plain(sentences[0]))
    return told is not None and _names(told["what"], label.role, lexicon)


def _names(plain_text: str, role: Role, lexicon: Lexicon) -> bool:
    """Whether a text names a kind of record: 'tre uppdrag'."""
    words = re.findall(r"[^\W\d_]+", plain_text)
    found = (
        opening_of(" ".join((word.capitalize(), *words[at + 1 : at + 1 + more])), lexicon)
        for at, word in enumerate(words)
        for more in (0, 1)
    )
    return any(o is not None and o.form == "label" and o.role == role for o in found)


def _is_definition(value: str, opening: Opening) -> bool:
    """'Målsättning: det läge som …' says what the word means: a goal begins with a capital, or with 'att'."""
    start = value[opening.body :].lstrip()
    return (
        opening.form == "record"
        and opening.number is None
        and start[:1].islower()
        and not plain(start).startswith("att ")
    )


def _running(blocks: Sequence[Block]) -> frozenset[str]:
    """Short lines that come again on at least three pages: running heads that a plain text keeps."""
    pages: dict[str, set[int]] = {}
    for block in blocks:
        if (
            block.kind == "paragraph"
            and len(block.text.value) <= LONGEST_RUNNING
            and block.text.value[-1:] not in ".:;"
        ):
            pages.setdefault(_shape_of(block.text.value), set()).add(block.place[0])
    return frozenset(shape for shape, found in pages.items() if len(found) >= FEWEST_PAGES)


def _shape_of(value: str) -> str:
    return re.sub(r"\d+", "#", value)


def _is_furniture(value: str) -> bool:
    """Running heads and feet that a plain text keeps, and lines of a table of contents."""
    if len(value) < 120 and RUNNING_FOOT.search(value):
        return True
    return len(value) < 300 and bool(LEADERS.search(value) and ENTRY.match(value))


def _body(blocks: Sequence[Block], index: int, opening: Opening, lexicon: Lexicon) -> tuple[Text, tuple[int, ...]]:
    """The text that an opening opens; where nothing follows on its line, that of the next block ('Mål 1' alone)."""
    text = blocks[index].text.slice(opening.body).strip()
    if text.value and opening.role == "indicator" and index + 1 < len(blocks):
        valued = join_texts([text.strip(":"), blocks[index + 1].text], ": ")
        line = running_line(valued.value, lexicon)
        if line is not None and line.is_named and line.name_stop == len(text.strip(":")):
            return valued, (index, index + 1)
    if text.value:
        return text, (index,)
    if index + 1 < len(blocks):
        following = blocks[index + 1]
        if following.kind in ("paragraph", "item") and opening_of(following.text.value, lexicon) is None:
            return following.text, (index, index + 1)
    return text, (index,)


def _lead_in(value: str, blocks: Sequence[Block], index: int, lexicon: Lexicon) -> Opening | None:
    """'Nämnden har följande mål:' before items: a paragraph that introduces a list of records."""
    if len(value) > 300 or index + 1 >= len(blocks) or blocks[index + 1].kind != "item":
        return None
    last = re.split(r"(?<=[.!?])\s+", value)[-1]
    gives = re.search(r"\b(?:i uppdrag|uppdra[rs]|uppdrog)\b.*\batt:?$", plain(last))
    subject = re.match(r"(\w+) (?:ger|gav|(?:har|hade) (?:[\w-]+ ){0,8}?(?:gett|givit|lämnat)|uppdrar|uppdrog)\b", last)
    giver = subject[1][:1].lower() + subject[1][1:] if subject else None
    if gives:
        return Opening("assignment", "label", "uppdrag", None, len(value), giver, 0.9, True)
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", last)
    for at, word in enumerate(words):
        rest = last[last.index(word) :]
        here = word[:1].upper() + word[1:]
        opening = opening_of(" ".join((here, *words[at + 1 : at + 2])), lexicon) or opening_of(here, lexicon)
        if opening is None or opening.role not in RECORDS or opening.form != "label":
            continue
        before = {plain(w) for w in words[:at]}
        if "foljande" in before and rest.endswith(":"):
            given = giver if opening.role == "assignment" else None
            return replace(opening, form="label", giver=opening.giver or given, certainty=0.85)
    return None


def provenance_of(statement: Statement) -> tuple[Provenance, ...]:
    return joined_provenance(statement.text)


def confidence_of(text: Text, evidence: float) -> float:
    """How sure a record is: the evidence for it (0-1), less where its words are doubtful (their mean confidence, and
    something for the worst of them) or were mended on weak grounds."""
    words = text.owned()
    if not words:
        return round(evidence, 4)
    confidences = [word.confidence for word in words]
    weak = sum(edit.score < 0.6 for edit in text.edits)
    sure = 0.8 * fmean(confidences) + 0.2 * min(confidences) - 0.02 * min(weak, 10)
    return round(max(0.0, min(1.0, evidence * (0.35 + 0.65 * sure))), 4)


def whole(texts: Sequence[Text]) -> Text:
    return join_texts(texts)


def in_risk_chapter(document: Document, section: int | None, lexicon: Lexicon) -> bool:
    """Whether a section or one above it is about risks: there an 'Åtgärd' is a measure."""
    words = words_of(lexicon, "risk_chapter")
    return any(word in plain(s.title.value) for s in document.section_path(section) for word in words)


def cell_statements(
    reading: TableReading, column: int, role: Role, shortest: int, lexicon: Lexicon
) -> Iterator[tuple[tuple[Cell | None, ...], Opening | None, Text]]:
    """The cells of a table's column that state something, each once: its row, what opens it as a record of ``role``
    (``None`` where nothing does), and its text behind that opening. Cells of fewer than ``shortest`` characters say nothing."""
    seen: set[int] = set()
    for row in reading.body:
        cell = row[column]
        if cell is None or id(cell) in seen or len(cell.text.value) < shortest:
            continue
        seen.add(id(cell))
        opening = opening_of(cell.text.value, lexicon)
        if opening is not None and (opening.role != role or opening.form != "record"):
            opening = None
        text = cell.text.slice(opening.body).strip() if opening else cell.text
        if text.provenance():
            yield row, opening, text
