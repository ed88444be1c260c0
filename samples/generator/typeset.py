"""Elements to pages: each set in turn, then notes, running heads and feet."""

from __future__ import annotations

from collections.abc import Sequence

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
    Skip,
)
from samples.generator.grids import set_grid
from samples.generator.layout import Ink, Layout, Run, TextLine, width_of
from samples.generator.look import Look
from samples.generator.press import Press


def set_element(press: Press, element: Element, following: float = 0) -> None:
    """One element at the pen; ``following`` is the room that must be left on the page for what comes after a heading."""
    match element:
        case Par():
            press.paragraph(element, following)
        case Grid():
            set_grid(press, element)
            press.gap = True
        case Skip():
            press.y += element.height
            press.gap = True
        case NewPage():
            press.count = 1
            press.new_page(element.form)
        case NextColumn():
            press.next_frame()
        case Columns():
            press.columns(element.count)
        case Contents():
            press.table_of_contents(element)
        case Figure():
            press.figure(element)
        case Boxed():
            press.boxed(element)
        case Footnote():
            press.page.notes.append(element)


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
                said = TextLine(joined, True, role, tuple((x - left, t) for x, t in zip(xs, texts, strict=True) if t))
                page.lines.insert(0 if role == "head" else len(page.lines), said)


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
            set_element(press, element, follow_height(press, plan.elements, n))
        layout = press.layout
        contents = [
            (s["number"], s["title"], s["level"], layout.places[("sections", i)][0][0])
            for i, s in enumerate(plan.records["sections"])
        ]
    furnish(layout, plan.look)
    return layout
