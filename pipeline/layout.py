"""Words to lines and blocks in reading order; running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from pipeline.document import Line, Page, RawPage, Text, Word, box_around, text_of_words


def arrange(raw: RawPage) -> Page:
    """The page with its words in lines, in reading order."""
    lines = _text_lines(raw) if raw.text_lines else _lines_of_words(raw)
    return Page(
        raw.number, raw.width, raw.height, raw.rotation, raw.dpi,
        tuple(word for line in lines for word in line.words), raw.rulings, raw.decision, raw.figures, raw.is_blank, lines,
        turned=raw.turned, skew=raw.skew,
    )  # fmt: skip


def _text_lines(raw: RawPage) -> tuple[Line, ...]:
    lines = []
    for number, content in raw.text_lines:
        words: list[Word] = []
        owners: list[int | None] = [None] * len(content)
        for match in re.finditer(r"\S+", content):
            owners[match.start() : match.end()] = [len(words)] * len(match.group())
            words.append(Word(match.group(), raw.number, None, 1.0, "plain_text", line=number))
        lines.append(Line(number, tuple(words), None, Text(content, tuple(words), tuple(owners)), page=raw.number))
    return tuple(lines)


def _lines_of_words(raw: RawPage) -> tuple[Line, ...]:
    rows: list[list[Word]] = []
    for word in sorted(raw.words, key=lambda w: (w.box.middle[1], w.box.left)):  # type: ignore[union-attr]
        assert word.box is not None
        if rows:
            last = box_around(w.box for w in rows[-1])
            if last and last.top <= word.box.middle[1] <= last.bottom and abs(last.middle[1] - word.box.middle[1]) < 0.4 * word.box.height:
                rows[-1].append(word)
                continue
        rows.append([word])
    lines = []
    for number, row in enumerate(rows, 1):
        words = tuple(replace(w, line=number) for w in sorted(row, key=lambda w: w.box.left))  # type: ignore[union-attr]
        lines.append(Line(number, words, box_around(w.box for w in words), text_of_words(words), page=raw.number))
    return tuple(lines)


def mark_furniture(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Lines at the top and foot that recur over the pages, digits aside, get the role head or foot."""
    def shape(line: Line) -> str:
        return re.sub(r"\d+", "#", line.text.value.strip().casefold())

    counts = Counter(shape(line) for page in pages for line in page.lines if line.box is not None)
    marked = []
    for page in pages:
        lines = []
        for line in page.lines:
            if line.box is not None and counts[shape(line)] >= max(3, len(pages) // 3):
                if line.box.top > 0.88 * page.height:
                    line = replace(line, role="foot")
                elif line.box.bottom < 0.1 * page.height:
                    line = replace(line, role="head")
            lines.append(line)
        marked.append(replace(page, lines=tuple(lines)))
    return tuple(marked)
