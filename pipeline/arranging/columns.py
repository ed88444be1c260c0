"""Reading order of running text in one or two columns, and beside a margin with charts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.document import Box, Word, box_around
from pipeline.lines import rows_of

GUTTER = 8.0
"""Points of paper between two columns, at least."""

MIDDLE = (0.3, 0.7)
"""The gutter lies within these shares of the page's width."""

FEWEST_LINES = 4
"""Lines that a column must have on either side of the gutter to be one."""

WORDS_A_LINE = 3.0
"""Running text has at least as many words on a line of a column, on average; the cells of a table have fewer."""

CRUMB = 3
"""Letters of the longest word of a segment that says nothing of running text: list marks, and specks of charts and of print
that shines through, which OCR takes for letters."""

INDENT = 25.0
"""Points by which lines of one column may begin apart."""

MOST_DIGITS = 0.25
"""Share of words with a digit above which text is a table."""


TEXT_LINES, TEXT_WORDS = 10, 5.0
"""Lines, and words on a line on average, from which a column beside a margin is running text."""

CAPTION = re.compile(r"(?:Diagram|Figur|Bild|Karta) [A-ZÅÄÖ]?\d")
"""How the heading of a chart begins: a margin of charts has one."""

LEVEL, MOST_LEVEL = 0.15, 0.6
"""Share of a line's height by which a label may be off a line of text and still be of its row, and the share of a margin's labels
that are so by chance, at most: the cells of a table all are."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words close together on one line."""

    box: Box
    words: tuple[Word, ...]


def in_reading_order(parts: Sequence[Sequence[Word]], width: float, left: float = 0.0) -> list[list[Word]]:
    """The lines of a page that begins at ``left``: of two columns first the left, then the right, a line over both parts
    them."""
    segments = [Segment(_around(part), tuple(part)) for part in parts]
    gutter = find_gutter(segments, width, left)
    if gutter is None:
        margin = find_margin(segments, width, left)
        return rows_of(parts) if margin is None else _beside_margin(segments, margin[0], on_right=margin[1])
    ordered: list[list[Word]] = []
    for band in _bands(segments, gutter):
        sides = [[s for s in band if s.box.middle[0] < gutter], [s for s in band if s.box.middle[0] >= gutter]]
        if any(s.box.left < gutter < s.box.right for s in band) or not all(map(is_column, sides)):
            ordered.extend(rows_of([s.words for s in band]))
        else:
            for side in sides:
                ordered.extend(rows_of([s.words for s in side]))
    return ordered


def find_gutter(segments: Sequence[Segment], width: float, start: float = 0.0) -> float | None:
    """The x of the white strip between two columns of running text, or ``None`` where the page has one column."""
    first, last = start + MIDDLE[0] * width, start + MIDDLE[1] * width
    places = sorted({s.box.left - GUTTER / 2 for s in segments if first < s.box.left < last})
    best: tuple[int, float] | None = None
    for x in places:
        clear = [s for s in segments if s.box.right < x - GUTTER / 2 + 0.5 or s.box.left > x + GUTTER / 2 - 0.5]
        left, right = [s for s in clear if s.box.right < x], [s for s in clear if s.box.left > x]
        crossing = len(segments) - len(clear)
        cut = sum(s.box.left < x < s.box.left + INDENT for s in segments)
        if cut >= FEWEST_LINES or crossing > len(clear) or not (is_column(left) and is_column(right)):
            continue
        side_by_side = min(len(left), len(right)) - crossing // 2
        if best is None or side_by_side > best[0]:
            best = (side_by_side, x)
    return best[1] if best and best[0] >= FEWEST_LINES else None


def find_margin(segments: Sequence[Segment], width: float, start: float = 0.0) -> tuple[float, bool] | None:
    """The x of the white strip between running text and a margin with charts, and whether the margin is on the right;
    ``None`` where there is none."""
    captions = [s for s in segments if CAPTION.match(" ".join(word.text for word in s.words))]
    if not captions:
        return None
    first, last = start + MIDDLE[0] * width, start + MIDDLE[1] * width
    best: tuple[int, float, bool] | None = None
    for x in sorted({s.box.left - GUTTER / 2 for s in segments if first < s.box.left < last}):
        left, right = [s for s in segments if s.box.right < x], [s for s in segments if s.box.left > x]
        crossing = len(segments) - len(left) - len(right)
        if crossing >= FEWEST_LINES:
            continue
        for text, margin, on_right in ((left, right, True), (right, left, False)):
            if any(s in margin for s in captions) and (lines := _lines_beside(margin, text)):
                # all labels belong to the margin, so its edge is as near to the text as can be
                best = max(best or (0, 0.0, False), (lines - crossing, -x if on_right else x, on_right))
    return (abs(best[1]), best[2]) if best else None


def _lines_beside(margin: Sequence[Segment], text: Sequence[Segment]) -> int:
    """The number of lines of running text beside segments that stand at heights of their own; 0 where they don't."""
    lines = [s for s in text if len(s.words) >= TEXT_WORDS / 2]
    if len(lines) < TEXT_LINES or sum(len(s.words) for s in lines) < TEXT_WORDS * len(lines) or not is_column(text):
        return 0
    top, bottom = min(s.box.top for s in lines), max(s.box.bottom for s in lines)
    beside = [s for s in margin if top < s.box.middle[1] < bottom]
    level = sum(any(_level(s.box, line.box, LEVEL) for line in lines) for s in beside)
    return len(lines) if len(beside) >= FEWEST_LINES and level <= MOST_LEVEL * len(beside) else 0


def _beside_margin(segments: Sequence[Segment], margin: float, *, on_right: bool) -> list[list[Word]]:
    """The lines of the text, those over both among them, then those of the margin."""
    is_beyond = [s.box.left > margin if on_right else s.box.right < margin for s in segments]
    sides = [
        [s.words for s, beyond in zip(segments, is_beyond, strict=True) if beyond == side] for side in (False, True)
    ]
    return [row for side in sides for row in rows_of(side)]


def is_column(segments: Sequence[Segment]) -> bool:
    """Whether the segments look like lines of running text under each other, specks, marks and labels of charts aside."""
    lines = [s for s in segments if _has_digit(s) or _is_worded(s)]
    words = [word for line in lines for word in line.words]
    if len(lines) < FEWEST_LINES or len(words) < WORDS_A_LINE * len(lines):
        return False
    digits = sum(any(ch.isdigit() for ch in word.text) for word in words)
    lefts = [line.box.left for line in lines if _is_worded(line)]
    usual = median(lefts) if lefts else 0.0
    aligned = sum(abs(left - usual) < INDENT for left in lefts)
    return digits <= MOST_DIGITS * len(words) and aligned >= 0.6 * max(FEWEST_LINES, len(lefts))


def _has_digit(segment: Segment) -> bool:
    return any(ch.isdigit() for word in segment.words for ch in word.text)


def _is_worded(segment: Segment) -> bool:
    """Whether it holds a word of some length."""
    return any(sum(map(str.isalpha, word.text)) > CRUMB for word in segment.words)


def _bands(segments: Sequence[Segment], gutter: float) -> list[list[Segment]]:
    """Segments top down in groups: those that cross the gutter, and what lies between them."""
    bands: list[list[Segment]] = []
    was_crossing: bool | None = None
    crossing = [s for s in segments if s.box.left < gutter < s.box.right]
    for segment in sorted(segments, key=lambda s: (s.box.middle[1], s.box.left)):
        crosses = segment in crossing or any(_level(segment.box, c.box) for c in crossing)
        if crosses != was_crossing:
            bands.append([])
            was_crossing = crosses
        bands[-1].append(segment)
    return bands


def _level(a: Box, b: Box, share: float = 0.45) -> bool:
    return abs(a.middle[1] - b.middle[1]) < share * min(a.height, b.height)


def _around(words: Sequence[Word]) -> Box:
    box = box_around(word.box for word in words)
    assert box is not None
    return box
