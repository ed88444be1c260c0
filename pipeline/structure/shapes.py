"""What can be measured of a line and told from it: size, weight, place, the room above it, how full it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.document import Line, Page, Place, Table, Text, Word

BULLETS = "•·●▪■□‣◦○*–—−-\uf0b7\uf0a7\uf02d\u2022\uf076\uf0d8\u2713"
FIRM = BULLETS.translate(str.maketrans("", "", "*–—−-"))
MARKER = re.compile(
    rf"(?P<bullet>[{re.escape(FIRM)}]\s*(?=\S)|[*–—−-]\s+(?=\S)|[eo0¢»+]\s+(?=[^\W\d_])|«\s?(?=[^\W\d_])(?![^»]*»))"
    r"|(?P<letter>[a-zåäö]\)\s*(?=\S))"
    r"|(?P<number>\(?\d{1,2}[.)]\s+(?=\S))"
)
"""An item's mark: a bullet (also one misread as e, o, 0, +), a letter with a bracket, a short number with a dot."""
CODE = re.compile(r"(?P<series>[A-ZÅÄÖ]{1,3})[.-]?\d{1,2}[.:)]?\s+(?=[^\W\d_])")
"""A number with letters before it ('KF4 utreda …', 'B2. …'): an item's mark only within a list, see ``blocks``."""

SENTENCE_END = re.compile(r"[.!?:;][”\"'’)\]]*\d?\s*$")

_ASCENDERS = re.compile(r"[A-ZÅÄÖÉ0-9bdfhklåäöéit%/()\[\]]")
_DESCENDERS = re.compile(r"[gjpqyQ,;()\[\]/]")


@dataclass(frozen=True, slots=True)
class Shape:
    """A body line, measured. Lengths are points where the source has boxes, characters where it is plain text.

    ``room`` is what lies between this line and the one above it: in points, or in blank lines of a plain text; ``None``
    for the first line of a page. ``reach`` is where full lines of its column end (``None``: too few lines to tell),
    ``full`` how far the line itself reaches of that, 0-1 and a bit.
    ``table`` is the index of the table that took the line, ``indent`` the number of blanks that a plain text's line has
    before it (0 on a page's first line, where a lost page break leaves one).
    """

    line: Line
    text: Text
    size: float | None
    bold: bool
    italic: bool
    left: float | None
    right: float
    room: float | None
    full: float
    reach: float | None
    table: int | None = None
    indent: int = 0

    @property
    def value(self) -> str:
        return self.text.value

    @property
    def place(self) -> Place:
        return self.line.place

    @property
    def page(self) -> int:
        return self.line.page

    @property
    def scanned(self) -> bool:
        """Whether an OCR read the line: it shows no weight, and size only roughly."""
        return bool(self.line.words) and self.line.words[0].method == "ocr"


def em_of(word: Word) -> float | None:
    """The type size in points: as given, or measured from the box by the letters that it holds (an OCR's box lies close
    around the ink: 0.72 em from baseline to ascender, 0.5 to an x, 0.2 below)."""
    if word.method == "text_layer" and word.size is not None:
        return word.size
    if word.box is None or not any(ch.isalnum() for ch in word.text):
        return None
    share = (0.72 if _ASCENDERS.search(word.text) else 0.5) + (0.2 if _DESCENDERS.search(word.text) else 0.0)
    return word.box.height / share


def size_of(words: Sequence[Word]) -> float | None:
    """The median type size of the words, each weighing as much as it has letters."""
    sizes = [size for word in words for size in [em_of(word)] * len(word.text) if size is not None]
    return median(sizes) if sizes else None


def shapes_of(pages: Iterable[Page], tables: Sequence[Table] = ()) -> tuple[Shape, ...]:
    """The body lines of all pages in reading order, measured; lines of tables are among them, marked."""
    taken = {place: index for index, table in enumerate(tables) for place in table.places}
    found: list[Shape] = []
    for page in pages:
        lines = [line for line in page.lines if line.role in ("body", "footnote") and line.text.value.strip()]
        running = [line for line in lines if line.place not in taken]
        width = _usual_reach(running) or 1.0
        above: Line | None = None
        for line in lines:
            column = _column_reach(line, running)
            letters = [word for word in line.words if any(ch.isalnum() for ch in word.text)]
            found.append(
                Shape(
                    line,
                    _without_dust(line),
                    size_of(letters),
                    bool(letters) and all(word.bold for word in letters),
                    bool(letters) and all(word.italic for word in letters),
                    line.box.left if line.box else None,
                    _reach(line),
                    _room(above, line),
                    _reach(line) / (column or width),
                    column,
                    taken.get(line.place),
                    len(line.text.value) - len(line.text.value.lstrip(" ")) if line.box is None and above else 0,
                )
            )
            above = line
    return tuple(found)


DUST = re.compile(r"['’‘`´.,:;_~|¦!]\s+(?=\w)")
"""A mark alone at the beginning of a scanned line: a speck on the paper."""


def _without_dust(line: Line) -> Text:
    text = line.text.strip()
    dust = DUST.match(text.value) if line.words and line.words[0].method == "ocr" else None
    return text.slice(dust.end()) if dust else text


def _reach(line: Line) -> float:
    """Where the line ends: a point on the page, or, in a plain text, how wide it would be in a common book face, in
    average letters (the source was set in one, so a count of letters says less)."""
    return line.box.right if line.box else text_width(line.text.value.rstrip())


def text_width(text: str) -> float:
    """A text's width in average letters, as in a book face: 'illa' is narrower than 'mamma'."""
    return sum(_WIDTHS.get(ch, 1.6 if ch.isupper() else 1.1) for ch in text)


_WIDTHS = (
    dict.fromkeys("iljt /", 0.63) | dict.fromkeys(" .,", 0.57) | dict.fromkeys("frI()-:;!", 0.75)
    | dict.fromkeys("acezåäés", 0.98) | dict.fromkeys("m", 1.75) | dict.fromkeys("wMW", 1.8)
)  # fmt: skip


def _usual_reach(lines: Iterable[Line]) -> float | None:
    """How far the page's full lines reach: the ninth decile, so that a stray long line says nothing."""
    reaches = sorted(_reach(line) for line in lines)
    return reaches[int(0.9 * (len(reaches) - 1))] if reaches else None


COLUMN, ENOUGH = 45.0, 6
"""Lines whose left edges differ by fewer points stand in one column; so many are needed to tell where it ends."""


def _column_reach(line: Line, lines: Sequence[Line]) -> float | None:
    """Where the full lines of a line's column end."""
    if line.box is None:
        return None
    beside = [other for other in lines if other.box is not None and abs(other.box.left - line.box.left) <= COLUMN]
    return _usual_reach(beside) if len(beside) >= ENOUGH else None


def _room(above: Line | None, line: Line) -> float | None:
    if above is None:
        return None
    if above.box and line.box:
        return line.box.top - above.box.bottom
    return float(line.number - above.number - 1)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in a document: type size and left edge of running text, room between its lines."""

    size: float | None
    left: float | None
    room: float
    plain: bool
    spaced: bool
    """A plain text with a blank line between all lines: there blank lines say nothing."""
    reach: float
    """How far full lines reach, in the document as a whole."""
    blanks: bool
    """Whether blank lines part the paragraphs of a plain text: some exports leave none at all."""
    hyphenates: bool
    """Whether words are parted at line ends: then hardly more than four letters' room is left on a full line."""

    def apart(self, shape: Shape) -> bool:
        """Whether more room lies above the line than between the lines of a paragraph."""
        if shape.room is None:
            return True
        if self.plain:
            return shape.room > self.room + 1 if self.spaced else shape.room >= 1
        return shape.room > self.room + 0.25 * (self.size or 10.0)

    def ended_early(self, shape: Shape, following: Shape) -> bool:
        """Whether the following line's first word would still have fitted on this line: then the break was meant."""
        word = following.value.split(maxsplit=1)[0] if following.value else ""
        if self.hyphenates:
            word = word[:5]
        if self.plain:
            return shape.right + text_width(" " + word) < 0.98 * self.reach
        reach = self.reach if shape.reach is None else shape.reach
        size = shape.size or self.size or 10.0
        return shape.right + (len(word) + 1) * 0.5 * size < reach


def _runs_on(running: Sequence[Shape]) -> bool:
    """Whether sentences run on over blank lines: one line in eight goes on in small letters below one."""
    broken = sum(
        (below.room or 0) >= 1 and below.value[:1].islower() and not SENTENCE_END.search(above.value)
        for above, below in pairwise(running)
    )
    return broken > len(running) / 8


def measure(shapes: Sequence[Shape]) -> Measure:
    """What is usual among the lines that are in no table."""
    running = [shape for shape in shapes if shape.table is None]
    plain = not any(shape.line.box for shape in running)
    long = [shape for shape in running if shape.full > 0.75] or running
    sizes = [shape.size for shape in long if shape.size is not None]
    lefts = Counter(round(shape.left) for shape in long if shape.left is not None)
    rooms = [shape.room for shape in running if shape.room is not None]
    reaches = sorted(shape.right for shape in running)
    spaced = plain and bool(rooms) and sum(room >= 1 for room in rooms) > 0.8 * len(rooms) and _runs_on(running)
    parted = sum(re.search(r"[a-zåäö][-\u00ad]$", shape.value) is not None for shape in long)
    small = sorted(rooms)[: max(1, (len(rooms) * 2) // 3)]
    return Measure(
        median(sizes) if sizes else None,
        float(lefts.most_common(1)[0][0]) if lefts else None,
        median(small) if small else 0.0,
        plain,
        spaced,
        reaches[int(0.95 * (len(reaches) - 1))] if reaches else 0.0,
        plain and sum(room >= 1 for room in rooms) > 0.03 * len(rooms),
        parted > 0.08 * len(long),
    )
