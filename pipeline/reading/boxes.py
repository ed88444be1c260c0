"""Boxes as high as their words: Tesseract gives some words of small type the whole pitch of their line, which overlaps its
neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from pipeline.document import Box, Word, box_around
from pipeline.reading.pixels import ink
from pipeline.reading.raster import POINTS, Grey, spots_of

HIGHER = 1.3
"""Times the median height of a line's words up to which a word is like the others: 'på' to 'av' is 2 to 1, to 'till' 1.3."""
BEYOND = 0.25
"""Share of that median by which a box must exceed the others above or below to be doubted."""
FLAT = 0.5
"""Share of that median below which ink is no letter's: the box of a dash goes as far as the line."""
RING = 0.4
"""Share of that median by which the middle of a ring or of dots may lie above all other words."""
HANG = 1.0
"""Share of that median by which a letter reaches further at most where it hangs together with another line's; an initial goes on."""


def tightened(words: Sequence[Word], picture: Grey, dpi: int) -> tuple[Word, ...]:
    """The words in an engine's order; a box that exceeds its line goes as far as ink of the line goes."""
    found: list[Word] = []
    for line in _lines(words):
        height = median(_height(word) for word in line)
        like = box_around(word.box for word in line if _height(word) <= HIGHER * height)
        for word in line:
            box = word.box
            if box and like and box.height > HIGHER * height and _exceeds(box, like, BEYOND * height):
                word = replace(word, box=_of_line(box, like, height, picture, dpi))
            found.append(word)
    return tuple(found)


def _exceeds(box: Box, line: Box, slack: float) -> bool:
    return box.top < line.top - slack or box.bottom > line.bottom + slack


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words by lines: each further right than the one before, and level with it."""
    line: list[Word] = []
    for word in words:
        if line and not _goes_on(line[-1].box, word.box):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _goes_on(before: Box | None, box: Box | None) -> bool:
    if before is None or box is None or box.left < before.left:
        return False
    low, tall = sorted((before, box), key=lambda b: b.height)
    return tall.top < low.middle[1] < tall.bottom and abs(tall.middle[1] - low.middle[1]) < low.height


def _height(word: Word) -> float:
    return word.box.height if word.box is not None else 0.0


def _of_line(box: Box, line: Box, height: float, picture: Grey, dpi: int) -> Box:
    """What the spots in a box whose middle lies on its line take, up to the line's edge where they hang together with
    letters of another; ``height``: the usual one of the line's words."""
    scale = dpi / POINTS
    first, last = max(0, round(box.top * scale)), round(box.bottom * scale) + 1
    part = picture[first:last, max(0, round(box.left * scale)) : round(box.right * scale) + 1]
    if part.size == 0:
        return box
    spans = ((first + top, first + top + high) for _, top, _, high, _ in spots_of(ink(part))[1][1:].tolist())
    own = [
        (top / scale, bottom / scale)
        for top, bottom in spans
        if line.top - RING * height <= (top + bottom) / 2 / scale <= line.bottom
    ]
    if not own:
        return box
    top, bottom = max(box.top, min(top for top, _ in own)), min(box.bottom, max(bottom for _, bottom in own))
    if bottom - top < FLAT * height:
        return Box(box.left, max(box.top, line.top), box.right, min(box.bottom, line.bottom))
    hangs = BEYOND * height < bottom - line.bottom <= HANG * height
    return Box(box.left, top, box.right, line.bottom if hangs else bottom)
