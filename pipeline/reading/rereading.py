"""Words read a second time: which ones, and what is found in ink that got no word.

Tesseract's Swedish model drops columns of numbers and signs that it can't print, and breaks words in wide type; the second
reader looks at what is doubtful or left over, and ``settling`` says what two readings of a word make of each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from pipeline.document import Box, Reading, Word
from pipeline.reading.comparators import CropReader, with_comparators
from pipeline.reading.marks import (
    SQUARE,
    SQUARE_SURE,
    is_square,
    opening,
    with_brackets,
    with_per_cent,
    with_plus_minus,
    with_squares,
    without_rings,
    without_stray_bullets,
)
from pipeline.reading.pixels import ink
from pipeline.reading.raster import POINTS, Grey, spots_of
from pipeline.reading.seen import as_seen, with_commas
from pipeline.reading.settling import (
    DASHES,
    LACKING,
    SURE,
    SURER,
    all_compounds,
    all_known,
    cleaned,
    is_marked,
    parts_of,
    settle,
)
from pipeline.reading.triage import is_in_use

MARGIN = 0.09
"""A crop's border as a share of its height, on top of two pixels: letters cut at the edge are misread."""

TALLER = 2.2
"""Times the usual height of a word from which one that is narrow too is taken for a column of numbers read downwards."""

STROKE = 0.24
"""Share of the usual height of a word: what is narrower is a bare stroke, a scanner's streak, and no 1, which has a flag."""
SCRATCH = 0.2
"""Confidence below which a tall narrow word is a scratch on the glass."""

GRAIN, GRAIN_SURE = 0.15, 0.6
"""Share of the usual height of a word below which a mark by itself is dust, a full stop being a sixth of a capital's height, and
the confidence from which it is a mark all the same."""

FLAT = 0.4
"""Share of the usual height of a word below which nothing is a letter."""

NARROW = 0.45
"""Share of the page's usual blank: closer words that make one together are one."""
ENOUGH_GAPS = 12
"""Blanks from which a page has a usual one."""

NEAR_BY = 4
"""Words among which one that was read twice is sought: 'år: 93 %' has three."""

MOST_LEFTOVERS = 240
"""Spots of unread ink looked at on one page, the largest first: dropped columns have a hundred cells and more, a drawing
has no end of them."""


NUMBERS_UNDER = 2
"""So many numbers make a column under a header."""
HEAD_REACH = 8.0
"""Times its height that the first of them is below it, at most: headers of their neighbours run over several lines."""


_RANK = re.compile(r"[SOIlBZ]av")
"""What '5 av' of a rank ('5 av 21') is read as."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's picture and its scale."""

    picture: Grey
    dpi: int

    def crop(self, box: Box) -> Grey:
        """The picture of a box in points, with a little paper around."""
        scale = self.dpi / POINTS
        margin = 2 + MARGIN * box.height * scale
        top, bottom = int(box.top * scale - margin), int(box.bottom * scale + margin) + 1
        left, right = int(box.left * scale - margin), int(box.right * scale + margin) + 1
        height, width = self.picture.shape
        top, left = min(max(0, top), height - 1), min(max(0, left), width - 1)
        return self.picture[top : max(top + 1, bottom), left : max(left + 1, right)]


def reread(words: Sequence[Word], picture: Grey, dpi: int, page: int, reader: CropReader) -> tuple[Word, ...]:
    """The words with doubtful ones settled by a second reading, and words for ink that had none."""
    sheet = _Sheet(picture, dpi)
    line = line_height(words)
    words = [word for word in words if not (_reads_downwards(word, line) or _is_dust(word, line))]
    words = rejoined(without_rings(words))
    words = with_squares(words, sheet.crop, line)
    firsts = _line_starts(words)
    chosen = [i for i, word in enumerate(words) if needs_second(word, starts_line=i in firsts)]
    pictures = [sheet.crop(padded(box, line)) for i in chosen if (box := words[i].box) is not None]
    crops = [as_seen(crop, picture) for crop, picture in zip(reader.read(pictures), pictures, strict=True)]
    second = dict(zip(chosen, crops, strict=True))
    settled: list[Word] = []
    covered: list[Word] = []
    for i, word in enumerate(words):
        alone = _stands_alone(i, words, firsts)
        parts = settle(word, second[i], reader.name, stands_alone=alone) if i in second else (word,)
        if _is_flat(word.box, line) and word.confidence < SURE:
            parts = tuple(part for part in parts if not any(map(str.isalnum, part.text)))
        covered += [word, *parts] if parts else []
        for number, part in enumerate(parts):
            if not (settled and (_is_double(settled[-1], part) or _is_twice(part, settled[-NEAR_BY:]))):
                opens = i in firsts and number == 0
                settled.append(opening(part, words[i + 1] if i + 1 < len(words) else None) if opens else part)
    found, left_over = _unread(covered, sheet, page, line, reader)
    words = with_brackets([with_plus_minus(word) for word in (*with_per_cent(settled), *found)])
    return without_stray_bullets(with_comparators(words, left_over, sheet.crop, reader, page), line)


def rejoined(words: Sequence[Word]) -> list[Word]:
    """The words with those put together again that a wide letter-spacing broke: 'Ut' 'fall', 'Bu' 'dget'; the halves may
    be far from each other in Tesseract's order."""
    gaps = [gap for a, b in pairwise(words) if (gap := _gap(a, b)) is not None]
    if len(gaps) < ENOUGH_GAPS:
        return list(words)
    narrow = NARROW * sorted(gaps)[len(gaps) // 2]
    pieces = sorted((word for word in words if word.box is not None and word.text.isalpha()), key=_left)
    lefts = [_left(word) for word in pieces]
    whole = {id(word): word for word in words}
    for word in pieces:
        assert word.box is not None
        first = bisect_left(lefts, word.box.right)
        for other in pieces[first : bisect_left(lefts, word.box.right + narrow * word.box.height)]:
            if _gap(word, other) is not None and _is_one_word(word.text, other.text) and id(other) in whole:
                assert other.box is not None
                sure = min(word.confidence, other.confidence)
                box = word.box.joined(other.box)
                whole[id(word)] = replace(word, text=word.text + other.text, box=box, confidence=sure)
                del whole[id(other)]
                break
    return [whole[id(word)] for word in words if id(word) in whole]


def _stands_alone(i: int, words: Sequence[Word], firsts: set[int]) -> bool:
    """Whether a word has none beside it, or is a capital I, read without certainty, in the middle of a sentence."""
    if i in firsts:
        return i + 1 == len(words) or i + 1 in firsts
    return words[i].text == "I" and words[i].confidence < SURER and words[i - 1].text[-1:].islower()


def _left(word: Word) -> float:
    return word.box.left if word.box is not None else 0.0


def _gap(before: Word, word: Word) -> float | None:
    """The paper between two words of one line, as a share of their height."""
    if before.box is None or word.box is None or not before.box.top < word.box.middle[1] < before.box.bottom:
        return None
    gap = word.box.left - before.box.right
    height = max(before.box.height, word.box.height)
    return gap / height if 0 <= gap < 2 * height else None


def _is_one_word(first: str, second: str) -> bool:
    """Whether two pieces of letters alone make a word in use."""
    return second.islower() and is_in_use((first + second).casefold())


def _is_double(before: Word, word: Word) -> bool:
    """Whether a sign was read twice: once behind its number, whose box was too wide, and once by itself."""
    if word.text not in LACKING or not before.text.endswith(word.text) or not before.box or not word.box:
        return False
    close = word.box.left - before.box.right < 0.5 * word.box.height
    return close and before.box.top < word.box.middle[1] < before.box.bottom


def _is_twice(word: Word, before: Sequence[Word]) -> bool:
    """Whether a number or sign was read with a word before it, whose box holds it, too."""
    box = word.box
    return box is not None and any(
        other.text == word.text
        and other.box is not None
        and box.overlap(other.box) > 0.5 * min(box.width * box.height, other.box.width * other.box.height)
        for other in before
    )


def _is_flat(box: Box | None, line: float) -> bool:
    """Whether a box is too low for letters: a dash, or the edge of a word whose picture shows the words around it."""
    return box is not None and box.height < FLAT * line


def _reads_downwards(word: Word, line: float) -> bool:
    """Whether it is a column of single numbers that was taken for a line set on its side: what is in it is read anew."""
    box = word.box
    if box is not None and word.confidence < SCRATCH and box.height > 1.6 * line and box.width < 0.5 * line:
        return True
    if box is None or box.height < TALLER * line or box.height < 1.5 * box.width:
        return False
    return not (all_known(word.text) and word.confidence >= SURE)


def _is_dust(word: Word, line: float) -> bool:
    """Whether it is a mark by itself, smaller than any, that the engine is not sure of."""
    box = word.box
    if box is None or any(map(str.isalnum, word.text)) or word.confidence >= GRAIN_SURE:
        return False
    return max(box.width, box.height) < GRAIN * line


def _line_starts(words: Sequence[Word]) -> set[int]:
    """Words with nothing close on their left: where bullets stand."""
    starts = {0} if words else set()
    for i, (before, word) in enumerate(pairwise(words), 1):
        if before.box is None or word.box is None:
            continue
        same_line = before.box.top < word.box.middle[1] < before.box.bottom
        if not same_line or word.box.left - before.box.right > 2 * word.box.height:
            starts.add(i)
    return starts


def needs_second(word: Word, *, starts_line: bool) -> bool:
    """Whether a word is read again: numbers, signs, one letter at a line's start, doubtful or unknown words."""
    letters = sum(ch.isalpha() for ch in word.text)
    if word.text == SQUARE:
        return False
    if any(ch.isdigit() for ch in word.text) or not letters or _RANK.fullmatch(word.text) or is_marked(word.text):
        return True
    if letters == 1:
        return starts_line or word.confidence < 0.9 or word.text not in ("i", "å", "I", "Å")
    if word.confidence < (SURER if "-" in word.text else SURE):
        return True
    return not all_known(word.text) and not (word.confidence >= SURER and all_compounds(word.text))


def _unread(
    words: Sequence[Word], sheet: _Sheet, page: int, line: float, reader: CropReader
) -> tuple[list[Word], list[Box]]:
    """Words for ink that got none (lone dashes in cells, bullets, signs that the first reader can't print), and the ink
    that still got none."""
    boxes = _leftover_boxes(words, sheet)
    squares = [box for box in boxes if is_square(box, sheet.crop, line)]
    boxes = [box for box in boxes if box not in squares]
    pictures = [sheet.crop(padded(box, line)) for box in boxes]
    found = [Word(SQUARE, page, box, SQUARE_SURE, "ocr") for box in squares]
    still: list[Box] = []
    crops = [with_commas(read, picture) for read, picture in zip(reader.read(pictures), pictures, strict=True)]
    scores = [w.box for w in words if w.box is not None and w.text.isdigit()]
    scores += [box for box, crop in zip(boxes, crops, strict=True) if crop.text.isdigit()]
    for box, crop in zip(boxes, crops, strict=True):
        text = cleaned(crop.text)
        is_scrap = (_is_flat(box, line) and any(map(str.isalnum, text))) or (text == "1" and box.width < STROKE * line)
        could_be = _could_be_missed(text) or (len(text) == 1 and text.isupper() and _heads(box, scores))
        if text and crop.confidence >= SURE and could_be and not is_scrap:
            readings = (Reading(text, crop.confidence, reader.name),)
            word = Word(text, page, box, min(0.9, crop.confidence), "ocr", alternatives=readings)
            found.extend(parts_of(word, crop))
        else:
            still.append(box)
    return found, still


def _heads(letter: Box, numbers: Sequence[Box]) -> bool:
    """Whether a capital stands over a column of numbers, as the S and the K of a table of risks do."""
    below = [b for b in numbers if b.top > letter.bottom and abs(b.middle[0] - letter.middle[0]) < b.height]
    return len(below) >= NUMBERS_UNDER and min(b.top for b in below) - letter.bottom < HEAD_REACH * letter.height


def _could_be_missed(text: str) -> bool:
    """Numbers, the signs that the first reader lacks, and Swedish words; a letter or two is more often a smudge."""
    letters = sum(ch.isalpha() for ch in text)
    if any(ch.isdigit() for ch in text) or (not letters and any(ch in LACKING + DASHES for ch in text)):
        return True
    return letters >= 3 and all_known(text)


def line_height(words: Sequence[Word]) -> float:
    """The median height of words with letters or digits, in points."""
    heights = sorted(word.box.height for word in words if word.box is not None and any(map(str.isalnum, word.text)))
    return heights[len(heights) // 2] if heights else 9.0


def padded(box: Box, line: float) -> Box:
    """A box of at least the height of a line: a dash or bullet by itself would be blown up to a bar."""
    missing = line - box.height
    if missing <= 0.4 * line:
        return box
    return Box(box.left - missing / 4, box.top - missing / 2, box.right + missing / 4, box.bottom + missing / 2)


def _leftover_boxes(words: Sequence[Word], sheet: _Sheet) -> list[Box]:
    scale = sheet.dpi / POINTS
    mask = ink(sheet.picture)
    for word in words:
        if word.box is not None:
            top, bottom = max(0, int((word.box.top - 1.5) * scale)), int((word.box.bottom + 1.5) * scale) + 1
            left, right = max(0, int((word.box.left - 1.5) * scale)), int((word.box.right + 1.5) * scale) + 1
            mask[top:bottom, left:right] = 0
    reach = max(3, round(5 * scale))
    joined = cv2.dilate(mask, np.ones((3, reach), np.uint8))
    found = []
    for x, y, width, height, _ in spots_of(joined)[1][1:].tolist():
        spot = mask[y : y + height, x : x + width]
        core_x, core_y, wide, high = cv2.boundingRect(spot)
        dark = cv2.countNonZero(spot)
        if not (1.8 * scale <= max(wide, high) and high <= 30 * scale and wide <= 250 * scale and dark >= 2 * scale**2):
            continue
        core = Box((x + core_x) / scale, (y + core_y) / scale, (x + core_x + wide) / scale, (y + core_y + high) / scale)
        found.append(core)
    return sorted(found, key=lambda box: -box.width * box.height)[:MOST_LEFTOVERS]
