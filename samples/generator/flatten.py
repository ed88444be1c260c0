"""Pages to a plain text, as a program would have dumped it: line by line, tables flattened or aligned by blanks."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from samples.generator.layout import Layout, PageSet, TextLine


@dataclass(frozen=True, slots=True)
class Dump:
    """How the text came to be. ``parted``: what opens a page after the first (a form feed, or the single blank that is
    left of one). ``skip``: pages that are not in it. ``pitch``: points a letter, where columns are kept apart by blanks.
    ``damage``: share of marked letters that an English OCR model misread.
    """

    parted: str = "\f"
    skip: tuple[int, ...] = ()
    furniture: bool = False
    pitch: float | None = None
    blank_lines: bool = True
    damage: bool = False
    encoding: str = "utf-8"
    bullets: str | None = None


def spaced(line: TextLine, pitch: float) -> str:
    """The line with its parts at their columns, at least two blanks apart."""
    out = ""
    for x, text in line.columns or ((0.0, line.text),):
        if not text:
            continue
        at = round(x / pitch)
        out = out + " " * max(2 if out else 0, at - len(out)) + text
    return out


def page_lines(page: PageSet, dump: Dump) -> list[str]:
    out: list[str] = []
    for line in page.lines:
        if line.role != "body" and not dump.furniture:
            continue
        if line.gap and dump.blank_lines and out:
            out.append("")
        text = spaced(line, dump.pitch) if dump.pitch else line.text
        if dump.bullets is not None:
            text = text.replace("•", dump.bullets, 1)
        out.append(text)
    return out


def flatten(layout: Layout, dump: Dump) -> str:
    """The true text."""
    pages = [page_lines(p, dump) for n, p in enumerate(layout.pages, 1) if n not in dump.skip]
    text = ""
    for n, lines in enumerate(pages):
        body = "\n".join(lines)
        text += (
            dump.parted + body.lstrip(" ") if dump.parted == " " and n else (dump.parted if n else "") + body
        ) + "\n"
    return text


def text_page(page: int, dump: Dump) -> int:
    """A page of the PDF as counted in the text."""
    return page - sum(1 for n in dump.skip if n < page)


MISREADINGS = {
    "å": (("a", 0.92), ("4", 0.01), ("é", 0.03)),
    "ä": (("a", 0.80), ("d", 0.08), ("é", 0.03), ("i", 0.03), ("&", 0.01)),
    "ö": (("o", 0.48), ("é", 0.40), ("6", 0.05), ("d", 0.03)),
    "Å": (("A", 0.98),),
    "Ä": (("A", 0.98),),
    "Ö": (("O", 0.93), ("G", 0.02)),
    "é": (("e", 0.9),),
    "•": (("e", 0.55), ("o", 0.15), ("¢", 0.1), ("*", 0.1)),
    "≥": ((">", 0.6), ("2", 0.4)),
    "§": (("§", 0.7), ("8", 0.3)),
    "−": (("-", 0.9),),
}


def damaged(text: str, seed: int, spared: Collection[str] = ()) -> str:
    """``text`` as a wrong language model would have read it, line for line; figures are left alone but for a comma
    in a hundred.
    """
    dice = random.Random(seed)
    out = []
    for i, ch in enumerate(text):
        choice = ch
        if ch in MISREADINGS and ch not in spared:
            roll = dice.random()
            for reading, share in MISREADINGS[ch]:
                roll -= share
                if roll < 0:
                    choice = reading
                    break
        elif ch == "," and 0 < i < len(text) - 1 and text[i - 1].isdigit() and text[i + 1].isdigit():
            choice = dice.choice((".", " ")) if dice.random() < 0.01 else ch
        out.append(choice)
    return "".join(out)
