"""The pen: where it stands, how it moves from frame to frame, what it can set besides tables."""

from __future__ import annotations

from collections.abc import Sequence

from samples.generator.content import Boxed, Contents, Figure, Footnote, Par, Ref
from samples.generator.layout import A4, Box, Ink, Layout, PageSet, Run, TextLine, break_lines, width_of
from samples.generator.look import Look, Style


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
