"""Elements to pages: lines broken, tables laid out, everything with its place.

Coordinates are points from the top left of the page as it is shown; a baseline is given by its distance from the top.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportlab.pdfbase.pdfmetrics import stringWidth

from samples.generator.content import (
    Boxed,
    Columns,
    Contents,
    Element,
    Figure,
    Footnote,
    Grid,
    NewPage,
    NextColumn,
    Par,
    Plan,
    Ref,
    Skip,
)
from samples.generator.hyphens import SOFT, pieces
from samples.generator.look import Look, Style
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


class Press:
    """Sets elements one after another; keeps the pen's place. ``contents``: lines for the table of contents."""

    def __init__(self, look: Look, contents: Sequence[tuple[str, str, int, int]]) -> None:
        self.look = look
        self.contents = contents
        self.layout = Layout()
        self.count = 1
        self.frame = 0
        self.top = 0.0
        self.deepest = 0.0
        self.y = 0.0
        self.gap = True

    # -- pages and frames

    @property
    def page(self) -> PageSet:
        return self.layout.pages[-1]

    @property
    def bottom(self) -> float:
        notes = sum(11.5 * len(self.note_lines(n)) for n in self.page.notes)
        return self.page.height - self.look.margins[3] - (notes + 10 if notes else 0)

    def note_lines(self, note: Footnote) -> list[str]:
        left, _, right, _ = self.look.margins
        style = self.look.styles["footnote"]
        return break_lines(f"{note.mark} {note.text}", style, self.page.width - left - right, hyphenate=False)

    def extent(self) -> tuple[float, float]:
        """Left and right of the frame in use."""
        left, _, right, _ = self.look.margins
        whole = self.page.width - left - right
        width = (whole - self.look.gutter * (self.count - 1)) / self.count
        start = left + self.frame * (width + self.look.gutter)
        return start, start + width

    def new_page(self, form: str | None = None) -> None:
        form = form or (self.page.form if self.layout.pages else "portrait")
        size = A4 if form == "portrait" else (A4[1], A4[0])
        self.layout.pages.append(PageSet(*size, form))
        self.frame = 0
        self.y = self.top = self.deepest = self.look.margins[1]
        self.gap = False

    def next_frame(self) -> None:
        self.deepest = max(self.deepest, self.y)
        if self.frame + 1 < self.count:
            self.frame += 1
            self.y = self.top
            self.gap = True
        else:
            self.new_page()

    def need(self, height: float) -> None:
        if self.y + height > self.bottom and self.y > self.top + 1:
            self.next_frame()

    def columns(self, count: int) -> None:
        self.y = max(self.y, self.deepest)
        self.count, self.frame = count, 0
        self.top = self.deepest = self.y

    # -- marks on paper

    def mark(self, refs: Sequence[Ref], box: Box) -> None:
        for ref in refs:
            places = self.layout.places.setdefault(ref, [])
            if not places:
                self.layout.order.append(ref)
            places.append((len(self.layout.pages), tuple(round(v, 1) for v in box)))  # type: ignore[arg-type]

    def write(self, x: float, y: float, text: str, style: Style) -> None:
        if text:
            self.page.runs.append(Run(x, y, text, style.font, style.size, style.tint))

    def say(self, text: str, *, columns: tuple[tuple[float, str], ...] = ()) -> None:
        if text.strip():
            self.page.lines.append(TextLine(text, self.gap, columns=columns))
            self.gap = False

    # -- elements

    def set(self, element: Element, following: float = 0) -> None:
        match element:
            case Par():
                self.paragraph(element, following)
            case Grid():
                from samples.generator.grids import set_grid

                set_grid(self, element)
                self.gap = True
            case Skip():
                self.y += element.height
                self.gap = True
            case NewPage():
                self.count = 1
                self.new_page(element.form)
            case NextColumn():
                self.next_frame()
            case Columns():
                self.columns(element.count)
            case Contents():
                self.table_of_contents(element)
            case Figure():
                self.figure(element)
            case Boxed():
                self.boxed(element)
            case Footnote():
                self.page.notes.append(element)

    def paragraph(self, par: Par, following: float = 0) -> None:
        style = self.look.styles[par.style]
        left, right = self.extent()
        text = f"{par.label} {par.text}" if par.label and style.join else par.text
        lines = break_lines(
            text, style, right - left - style.indent, hyphenate=self.look.hyphenate and style.align == "left"
        )
        self.y += style.before if self.y > self.top else 0
        self.need(style.leading * min(2, len(lines)) + (following if par.keep else 0))
        left, right = self.extent()
        self.gap = True
        for n, line in enumerate(lines):
            if n and self.y + style.leading > self.bottom:
                self.next_frame()
                left, right = self.extent()
                self.gap = False
            baseline = self.y + style.leading * 0.78
            wide = width_of(line, style)
            x = left + style.indent
            if style.align == "center":
                x = (left + right - wide) / 2
            label = par.label if n == 0 and not style.join else ""
            start = left + style.hang if label else x
            if label:
                self.write(start, baseline, label, style)
            self.write(x, baseline, line, style)
            if style.underline:
                self.page.ink.append(Ink((x, baseline + 2, x + wide, baseline + 2.7)))
            self.mark(par.refs, (start, self.y, x + wide, self.y + style.leading))
            self.say(f"{label} {line}" if label else line, columns=((start - left, label), (x - left, line)))
            self.y += style.leading
        self.y += style.after
        self.gap = True

    def table_of_contents(self, element: Contents) -> None:
        self.paragraph(Par(element.title, "contents_title"))
        style = self.look.styles["contents"]
        left, right = self.extent()
        for number, title, level, page in self.contents:
            indent = 16 * (level - 1)
            text = f"{number} {title}" if number else title
            dots = "." * max(
                3, int((right - left - indent - width_of(f"{text}  {page}", style)) / width_of(".", style))
            )
            self.need(style.leading)
            baseline = self.y + style.leading * 0.78
            self.write(left + indent, baseline, f"{text} {dots}", style)
            self.write(right - width_of(str(page), style), baseline, str(page), style)
            self.say(f"{text} {dots} {page}", columns=((indent, f"{text} {dots} {page}"),))
            self.y += style.leading

    def figure(self, element: Figure) -> None:
        style = self.look.styles["figure"]
        self.need(element.height + 30)
        left, right = self.extent()
        base = self.y + element.height - 14
        self.gap = True
        step = (right - left) / max(1, len(element.bars))
        largest = max((value for _, value in element.bars), default=0) or 1
        figures = [f"{value:g}".replace(".", ",") for _, value in element.bars if value]
        self.say(" ".join(figures))
        for n, (label, value) in enumerate(element.bars):
            x = left + n * step
            if value:
                high = (element.height - 34) * value / largest
                self.page.ink.append(Ink((x + step * 0.2, base - high, x + step * 0.8, base), 0.55 + 0.1 * (n % 3)))
                figure = f"{value:g}".replace(".", ",")
                self.write(x + (step - width_of(figure, style)) / 2, base - high - 3, figure, style)
            else:
                self.page.ink.append(Ink((x + 4, self.y + 6, x + step - 4, base), 0.85))
            for k, part in enumerate(break_lines(label, style, step - 12, hyphenate=False)):
                where = base + 10 if value else (self.y + base) / 2 + 10 * k
                self.write(x + (step - width_of(part, style)) / 2, where, part, style)
                self.say(part)
        if any(value for _, value in element.bars):
            self.page.ink.append(Ink((left, base, right, base + 0.5)))
        self.y += element.height
        self.paragraph(Par(element.caption, "figure_caption"))

    def boxed(self, element: Boxed) -> None:
        title, style = self.look.styles["box_title"], self.look.styles["box"]
        left, right = self.extent()
        inner = right - left - 20 - (14 if element.label else 0)
        texts = [break_lines(t, style, inner, hyphenate=self.look.hyphenate) for t in element.texts]
        height = title.leading + sum(len(t) * style.leading + style.after for t in texts) + 16
        self.need(height + 8)
        left, right = self.extent()
        self.page.ink.append(Ink((left, self.y, right, self.y + height), 0.9))
        y = self.y + 8
        self.gap = True
        self.write(left + 10, y + title.leading * 0.78, element.title, title)
        self.say(element.title)
        y += title.leading
        for n, lines in enumerate(texts):
            for k, line in enumerate(lines):
                x = left + 10 + (14 if element.label else 0)
                label = element.label if k == 0 else ""
                self.write(left + 10, y + style.leading * 0.78, label, style)
                self.write(x, y + style.leading * 0.78, line, style)
                refs = element.refs[n] if n < len(element.refs) else ()
                self.mark(refs, (x, y, x + width_of(line, style), y + style.leading))
                self.say(f"{label} {line}".strip())
                y += style.leading
            y += style.after
        self.y += height + 10
        self.gap = True


def furnish(layout: Layout, look: Look) -> None:
    """Footnotes, running heads and feet on every page."""
    style, note_style = look.styles["furniture"], look.styles["footnote"]
    left, _, right, bottom = look.margins
    for number, page in enumerate(layout.pages, 1):
        y = page.height - bottom
        if page.notes:
            press = Press(look, ())
            press.layout = Layout([page])
            lines = [line for note in page.notes for line in press.note_lines(note)]
            y -= 11.5 * len(lines)
            page.ink.append(Ink((left, y - 4, left + 110, y - 3.5)))
            for n, line in enumerate(lines):
                page.runs.append(Run(left, y + 9, line, note_style.font, note_style.size))
                page.lines.append(TextLine(line, n == 0))
                y += 11.5
        if number < look.first_numbered:
            continue
        for parts, role in ((look.head, "head"), (look.foot, "foot")):
            texts = [p.format(page=number, total=len(layout.pages)) for p in parts]
            base = look.margins[1] / 2 + 4 if role == "head" else page.height - bottom / 2
            wides = [width_of(t, style) for t in texts]
            xs = (left, (page.width - wides[1]) / 2, page.width - right - wides[2])
            for x, text in zip(xs, texts, strict=True):
                if text:
                    page.runs.append(Run(x, base, text, style.font, style.size, style.tint))
            joined = " ".join(t for t in texts if t)
            if joined:
                line = TextLine(joined, True, role, tuple((x - left, t) for x, t in zip(xs, texts, strict=True) if t))
                page.lines.insert(0, line) if role == "head" else page.lines.append(line)


def follow_height(press: Press, elements: Sequence[Element], at: int) -> float:
    """The room that what follows a heading needs at least, so that a heading never ends a page."""
    height = 0.0
    for element in elements[at + 1 : at + 5]:
        if isinstance(element, Par):
            style = press.look.styles[element.style]
            height += style.before + style.leading * 2
            if element.keep:
                continue
        elif isinstance(element, Grid):
            height += press.look.styles[element.style].leading * 4 + 24
        break
    return height


def typeset(plan: Plan) -> Layout:
    """The plan on pages: set twice, the second time with the page numbers of the table of contents."""
    contents = [(s["number"], s["title"], s["level"], 0) for s in plan.records["sections"]]
    layout = Layout()
    for _ in range(2):
        press = Press(plan.look, [c for c in contents if c[2] <= 2])
        press.new_page("portrait")
        for n, element in enumerate(plan.elements):
            press.set(element, follow_height(press, plan.elements, n))
        layout = press.layout
        contents = [
            (s["number"], s["title"], s["level"], layout.places[("sections", i)][0][0])
            for i, s in enumerate(plan.records["sections"])
        ]
    furnish(layout, plan.look)
    return layout


def scaled(style: Style, factor: float) -> Style:
    return replace(style, size=style.size * factor, leading=style.leading * factor)
