"""How a plan looks: fonts, sizes, margins, what runs at head and foot."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDERS = (Path("/usr/share/fonts/truetype/liberation"), Path("/usr/share/fonts/truetype/dejavu"))
FACES = {"": "Regular", "B": "Bold", "I": "Italic"}
DEJAVU = {"": "", "B": "-Bold", "I": "-Oblique"}


def font(family: str, face: str = "") -> str:
    """The name of an embedded font (packages fonts-liberation, fonts-dejavu), registered on first use."""
    name = f"{family}-{face or 'R'}"
    if name not in pdfmetrics.getRegisteredFontNames():
        files = (FOLDERS[0] / f"{family}-{FACES[face]}.ttf", FOLDERS[1] / f"{family}{DEJAVU[face]}.ttf")
        path = next((f for f in files if f.exists()), files[0])
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


@dataclass(frozen=True, slots=True)
class Style:
    """Lengths in points. ``indent``: of the text; ``hang``: where its label stands; ``tint``: grey 0-1 of the letters."""

    font: str
    size: float
    leading: float
    before: float = 0
    after: float = 0
    indent: float = 0
    hang: float = 0
    align: str = "left"
    tint: float = 0
    join: bool = False
    """The label is a part of the line ('1.2 Title'), not set apart before it."""
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """``margins``: left, top, right, bottom. ``head`` and ``foot``: (left, middle, right) with {page} and {total}."""

    styles: dict[str, Style]
    margins: tuple[float, float, float, float] = (71, 71, 71, 71)
    head: tuple[str, str, str] = ("", "", "")
    foot: tuple[str, str, str] = ("", "", "")
    first_numbered: int = 2
    furniture: str = "foot"
    hyphenate: bool = False
    hyphenate_cells: bool = True
    hard_cells: bool = False
    """Words too long for a cell are cut where they are, without a hyphen."""
    padding: float = 4
    rule: float = 0.6
    header_tint: float = 0.87
    monospaced: bool = False
    gutter: float = 20
    extra: dict[str, float] = field(default_factory=dict)


def word_processor(
    body: str = "LiberationSerif", heading: str = "LiberationSans", size: float = 11, tint: float = 0.0
) -> dict[str, Style]:
    """The styles of a document made in a word processor."""
    text, bold, italic, head = font(body), font(body, "B"), font(body, "I"), font(heading, "B")
    small = size - 1.5
    return {
        "body": Style(text, size, size * 1.25, after=size * 0.6),
        "item": Style(text, size, size * 1.25, after=size * 0.3, indent=34, hang=14),
        "task": Style(text, size, size * 1.25, after=size * 0.3, join=True),
        "lead": Style(italic, size, size * 1.25, before=3, after=3),
        "goal": Style(bold, size + 1, size * 1.35, before=8, after=4),
        "quote": Style(italic, size + 4, size * 1.9, before=8, after=12, align="center"),
        "h1": Style(head, 16, 20, before=20, after=8, join=True, tint=tint),
        "h2": Style(head, 13, 17, before=14, after=5, join=True, tint=tint),
        "h3": Style(head, 11, 15, before=10, after=3, join=True, tint=tint),
        "caption": Style(bold, small, small * 1.3, before=6, after=3),
        "note": Style(text, small - 1, (small - 1) * 1.2, after=3),
        "cell": Style(text, small, small * 1.2),
        "cell_bold": Style(bold, small, small * 1.2),
        "cover_small": Style(font(heading), 12, 17, after=6),
        "cover": Style(head, 30, 37, before=160, after=16),
        "cover_body": Style(font(heading), 18, 25, after=8),
        "contents": Style(text, size, size * 1.5),
        "contents_title": Style(head, 16, 20, after=10),
        "furniture": Style(font(heading), 8, 10, tint=0.35),
        "footnote": Style(text, 8.5, 10.5),
        "figure": Style(font(heading), 8, 10),
        "figure_caption": Style(italic, small, small * 1.25, before=4, after=10),
        "box_title": Style(head, size, size * 1.4),
        "box": Style(font(heading), small, small * 1.3, after=3),
    }


def typewriter(size: float = 10) -> dict[str, Style]:
    """One face, one size, lines at even steps: capitals and blank lines are all there is to tell a heading."""
    face = "Courier"  # one of the fonts every PDF reader brings along: not embedded, as in files of the day
    line = size * 1.2
    plain = Style(face, size, line)
    block = Style(face, size, line, after=line)
    return {
        "body": block,
        "item": Style(face, size, line, after=line / 2, indent=size * 2.4, hang=0),
        "task": Style(face, size, line, indent=size * 2.4, hang=0, after=line / 2),
        "lead": Style(face, size, line, before=line / 2),
        "goal": Style(face, size, line, before=line / 2, after=line / 2, indent=size * 3.6, hang=0),
        "quote": Style(face, size, line, before=line, after=line, align="center"),
        "h1": Style(face, size, line, before=line * 2, after=line, join=True, underline=True),
        "h2": Style(face, size, line, before=line, after=line / 2, join=True, underline=True),
        "h3": Style(face, size, line, before=line, after=line / 2, join=True),
        "caption": Style(face, size, line, before=line, after=line / 2),
        "note": plain,
        "cell": plain,
        "cell_bold": plain,
        "cover_small": Style(face, size, line, after=line),
        "cover": Style(face, size, line * 1.6, before=line * 14, after=line),
        "cover_body": block,
        "contents": Style(face, size, line * 1.5),
        "contents_title": Style(face, size, line, after=line),
        "furniture": Style(face, size, line),
        "footnote": plain,
        "figure": plain,
        "figure_caption": block,
        "box_title": plain,
        "box": plain,
    }
