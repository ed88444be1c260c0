"""Plain text as a flow of lines: what a source without boxes still says of its layout, and small readings of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Line, Page, Place, Text

BAR = re.compile(r"\s*[|¦]\s*")
"""What is left of a table's rules in an OCR dump."""

BORDER = re.compile(r"\s*[|¦]\s*|\s{3,}|\s_\s")
"""A rule's remains (a lone low line, too), or the blanks that a wide gap between columns left."""

SPAN = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)")
"""Two years, from and to."""

RULE = re.compile(r"[-–—=_.*+|¦\s]{5,}")
"""A line drawn with marks, as typewriters and terminals did."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A body line with its text stripped; ``gap``: blank lines above it; ``indent``: blanks before its first letter;
    ``no_row``: whether no table can hold it, see ``chapters``."""

    line: Line
    text: Text
    gap: int
    indent: int
    starts_page: bool
    no_row: bool = False

    @property
    def value(self) -> str:
        return self.text.value

    @property
    def place(self) -> Place:
        return self.line.place


def flow_of(pages: Sequence[Page]) -> tuple[Flow, ...]:
    """The lines of pages without word boxes, running heads and feet left out."""
    flow: list[Flow] = []
    last_number: int | None = None
    for page in pages:
        if any(word.box is not None for word in page.words):
            last_number = None
            continue
        starts_page = True
        for line in page.lines:
            gap = 0 if last_number is None else max(0, line.number - last_number - 1)
            last_number = line.number
            text = _with_bars(line.text).strip()
            if line.role in ("head", "foot") or not text.value or RULE.fullmatch(text.value):
                continue
            indent = len(line.text.value) - len(line.text.value.lstrip())
            flow.append(Flow(line, text, gap, indent, starts_page))
            starts_page = False
    return tuple(flow)


def _with_bars(text: Text) -> Text:
    """The text with its bars as the source has them: within a line a lone bar is a rule, not a misread letter."""
    for edit in reversed(text.edits):
        if edit.before in ("|", "¦") and text.value[: edit.start].strip() and text.value[edit.end :].strip():
            text = text.replace(edit.start, edit.end, edit.before, "bar")
    return text


def parts(text: Text, border: re.Pattern[str] = BAR) -> list[Text]:
    """The text between the borders (bars): 'a | b' gives a and b; an empty part is kept."""
    found: list[Text] = []
    start = 0
    for match in border.finditer(text.value):
        found.append(text.slice(start, match.start()).strip())
        start = match.end()
    found.append(text.slice(start).strip())
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line without wide gaps, from a letter of the line to another (letters from its left)."""

    left: int
    right: int
    text: Text


_PIECE = re.compile(r"\S+(?: \S+)*")


def pieces(line: Flow) -> list[Piece]:
    """What stands between a line's wide gaps, left to right."""
    return [
        Piece(line.indent + m.start(), line.indent + m.end(), line.text.slice(*m.span()))
        for m in _PIECE.finditer(line.value)
    ]


def tokens(text: Text) -> list[Text]:
    """The words between blanks and bars."""
    return [text.slice(match.start(), match.end()) for match in re.finditer(r"[^\s|¦]+", text.value)]


def opens_low(value: str) -> bool:
    """Whether a line begins as the middle of a sentence: a small letter (behind a quotation mark, say)."""
    first = re.search(r"[^\W_]", value)
    return bool(first) and first[0].islower()  # type: ignore[index]


def is_open(value: str) -> bool:
    """Whether a cell's text can't end here: a broken word, a comma, a parenthesis not closed."""
    value = value.rstrip()
    return bool(re.search(r"[^\W\d_][-\u00ad\u2010]$|[,(/]$|[(][^)]*$", value))


def is_unclosed(value: str) -> bool:
    """Whether a parenthesis is still open; a footnote's mark '*)' closes none."""
    value = value.replace("*)", "")
    return value.count("(") > value.count(")")


NUMBERED_HEADING = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){1,4}\.?|\d{1,2}\.?|§\s?\d+|[Kk](?:apitel|APITEL)\s+\d+)\s+[A-ZÅÄÖÉ][^\d]*$"
)


def is_numbered_heading(value: str) -> bool:
    """'4.4 Investeringsbudget': a number, then words without figures."""
    return len(value) < 100 and bool(NUMBERED_HEADING.match(value)) and bool(re.match(r"[\d§kK]", value))


def is_heading(line: Flow) -> bool:
    """Whether a line is a heading, by its number or by its words and place, or another that stands in no table."""
    return line.no_row or is_numbered_heading(line.value)


FOOTNOTE = re.compile(r"(?:\*+\)?|\d\)|[¹²³⁴])\s?\S")


def is_footnote(value: str) -> bool:
    """'*) Med digitala möten menas …', '1) Staben flyttade …'."""
    return bool(FOOTNOTE.match(value))
