"""Parts of a good page whose text layer is bad or missing: pasted tables, pictures of text. They are read by OCR."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.document import Box, Word, box_around
from pipeline.lines import box_of, rows_of, segments_of
from pipeline.reading.textlayer import Picture

FEWEST_SINGLES = 6
"""Letters standing alone on a line from which it counts as spaced apart."""

SHARE_OF_SINGLES = 0.6
"""Share of a line's words that are a single letter or digit."""

SOUND_WORDS, SOUND_LETTERS = 4, 3
"""So many words of so many letters in one stretch are sound text, whatever stands beside it."""

JOIN_GAP = 3.0
"""Bad lines closer than this many line heights are one region."""

SMALLEST_PICTURE = (110.0, 30.0)
"""Width and height in points from which a picture may be a table or a piece of text; logos and signatures are smaller."""

PICTURE_DPI = 70
"""Pixels an inch below which letters in a picture can't be read."""


@dataclass(frozen=True, slots=True)
class Region:
    """A box to be read anew, and why."""

    box: Box
    reason: str
    is_picture: bool = False


def bad_regions(words: Sequence[Word]) -> tuple[Region, ...]:
    """Boxes around lines of spaced-out letters or of characters without a meaning."""
    segments = segments_of([word for word in words if word.box is not None])
    rows = rows_of(segments)
    sound = {id(word) for segment in segments if _is_sound(segment) for word in segment}
    bad = [
        box
        for row in rows
        if is_bad_line(row) and (box := box_around(word.box for word in row if id(word) not in sound))
    ]
    regions: list[Box] = []
    for box in bad:
        if regions and box.top - regions[-1].bottom < JOIN_GAP * box.height:
            regions[-1] = regions[-1].joined(box)
        else:
            regions.append(box)
    # number cells of one digit look no worse than spaced-out ones: a region's other lines are taken along
    rest = [[word for word in row if id(word) not in sound] for row in rows]
    return tuple(Region(_grown(box, rest), "letters spaced apart or without a meaning") for box in regions)


def _is_sound(segment: Sequence[Word]) -> bool:
    """Whether words close together are running text: that of the next column, beside a chart or table."""
    return sum(len(word.text) >= SOUND_LETTERS and word.text.isalpha() for word in segment) >= SOUND_WORDS


def is_bad_line(row: Sequence[Word]) -> bool:
    """Whether the words of a line are letters spaced apart, or undecoded."""
    undecoded = sum(bool(re.search(r"\(cid:\d+\)|\ufffd", word.text)) for word in row)
    if undecoded > max(1, 0.3 * len(row)):
        return True
    singles = [word for word in row if len(word.text) == 1 and word.text.isalpha()]
    if len(singles) < FEWEST_SINGLES or len(singles) < SHARE_OF_SINGLES * len(row):
        return False
    gaps = [box_of(b).left - box_of(a).right for a, b in pairwise(row)]
    return median(gaps) < 2 * median(box_of(word).height for word in row)


def _grown(box: Box, rows: Sequence[Sequence[Word]]) -> Box:
    """The box with all of each line that it touches."""
    for row in rows:
        whole = box_around(word.box for word in row)
        if whole and box.top < whole.middle[1] < box.bottom:
            box = box.joined(whole)
    return Box(box.left - 4, box.top - 2, box.right + 4, box.bottom + 2)


def picture_regions(
    pictures: Sequence[Picture], words: Sequence[Word], size: tuple[float, float]
) -> tuple[Region, ...]:
    """Pictures that may hold text which no word of the layer stands on."""
    width, height = SMALLEST_PICTURE
    page = Box(0.0, 0.0, *size)
    found = []
    for picture in pictures:
        box = picture.box
        if box.width < width or box.height < height or picture.dpi < PICTURE_DPI or box.overlap(page) <= 0:
            continue
        if not any(box.holds(word.box.middle) for word in words if word.box is not None):
            found.append(Region(box, "a picture with text", is_picture=True))
    return tuple(found)


def is_text(words: Sequence[Word]) -> bool:
    """Whether what OCR made of a picture is text: enough words, mostly sure ones."""
    real = [word for word in words if any(ch.isalnum() for ch in word.text)]
    return len(real) >= 6 and median(word.confidence for word in real) >= 0.8
