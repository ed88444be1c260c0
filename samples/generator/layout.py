"""What a set plan is made of: letters and ink at their places, lines of text, pages; and how lines are broken.

Coordinates are points from the top left of the page as it is shown; a baseline is given by its distance from the top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth

from samples.generator.content import Footnote, Ref
from samples.generator.hyphens import SOFT, pieces
from samples.generator.look import Style
from samples.generator.values import NBSP

A4 = (595.3, 841.9)
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
"""The blank within a number: no line is broken there."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters at a place; ``y`` is the baseline."""

    x: float
    y: float
    text: str
    font: str
    size: float
    tint: float = 0


@dataclass(frozen=True, slots=True)
class Ink:
    """A filled rectangle: a rule where it is thin. ``tint`` 0 is black, 1 white."""

    box: Box
    tint: float = 0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as a plain text would have it; ``gap``: a blank line before; ``role``: body, head, foot."""

    text: str
    gap: bool = False
    role: str = "body"
    columns: tuple[tuple[float, str], ...] = ()


@dataclass
class PageSet:
    """A page being set."""

    width: float
    height: float
    form: str
    runs: list[Run] = field(default_factory=list)
    ink: list[Ink] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    notes: list[Footnote] = field(default_factory=list)


@dataclass
class Layout:
    """The pages, and where every record and table came to stand: [(page from 1, box)] in reading order."""

    pages: list[PageSet] = field(default_factory=list)
    places: dict[Ref, list[tuple[int, Box]]] = field(default_factory=dict)
    tables: dict[str, list[int]] = field(default_factory=dict)
    split_rows: dict[str, list[int]] = field(default_factory=dict)
    order: list[Ref] = field(default_factory=list)


def width_of(text: str, style: Style) -> float:
    return float(stringWidth(text.replace(NBSP, " ").replace(SOFT, ""), style.font, style.size))


def clean(text: str) -> str:
    """As printed: blanks that do not break are blanks, soft hyphens are gone."""
    return text.replace(NBSP, " ").replace(SOFT, "")


def break_lines(text: str, style: Style, width: float, *, hyphenate: bool, hard: bool = False) -> list[str]:
    """Lines of at most ``width``; a word too long for a whole line is hyphenated, or cut where ``hard``."""
    lines = []
    for part in text.split("\n"):
        line = ""
        queue = [w for w in THOUSANDS.sub(NBSP, part).split(" ") if w]
        while queue:
            word = queue.pop(0)
            joined = f"{line} {word}" if line else word
            if width_of(joined, style) <= width:
                line = joined
                continue
            fits = None
            if hyphenate or (not line and not hard):
                room = [p for p in pieces(word) if width_of(f"{line} {p[0]}" if line else p[0], style) <= width]
                fits = room[-1] if room else None
            if fits is None and not line:
                cut = max((i for i in range(1, len(word)) if width_of(word[:i], style) <= width), default=len(word))
                fits = (word[:cut], word[cut:])
            if fits is not None:
                line = f"{line} {fits[0]}" if line else fits[0]
                if fits[1]:
                    queue.insert(0, fits[1])
            else:
                queue.insert(0, word)
            if queue:
                lines.append(clean(line))
                line = ""
        lines.append(clean(line))
    return lines
