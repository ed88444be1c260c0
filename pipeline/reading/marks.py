"""Marks of lists, and specks that only look like them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2

from pipeline.document import Box, Word
from pipeline.reading.pixels import ink
from pipeline.reading.raster import Grey, spots_of
from pipeline.reading.settling import BULLETS, DISPUTED

DASH_LIKE = "=>~«»<"
"""What a dash before an item of a list is read as; no line of a plan opens with these themselves."""

SQUARE, SQUARE_SURE = "■", 0.9
SQUARE_SIZE = 0.5
"""Times the usual height of a word that a square is high at least."""
SOLID = 0.92
"""Share of its rectangle that a solid square fills; a disc fills 0.79, no letter as much."""
SQUARISH = (0.75, 1.33)
"""Width of a square by its height."""

BESIDE = 0.35
"""Times a closing bracket's height that what it closes is on its left, at most: a blank is wider."""

LARGE = 1.4
"""Times the usual height of a word from which a disc is the hole of a binder."""

DUST = 0.35
"""Times the usual height of a word: a bullet's disc is larger."""

REACH = 40.0
"""Points between a bullet and the first word of its item, at most: half an inch is usual."""

RING = "o°0º"
"""What the ring of a large å is read as when it is taken for a letter of its own."""

_PLUS_MINUS = re.compile(r"\+\s?[/1Il|>]{1,2}\s?[-–—−](?=\d|$)")
_DOLLARS = re.compile(r"(?:\d[\d.,]*)?\$[.,;:)]*")
_DASHES = re.compile(r"[-–—−]{2,3}")
_SPECK_BEFORE_NUMBER = re.compile(r"[.,'’·:;](?=\d)")


def opening(word: Word, following: Word | None) -> Word:
    """The first word of a line with its mark as it was: a dash read as '=', a number behind a speck ('.2.')."""
    if len(word.text) == 1 and word.text in DASH_LIKE and following is not None and following.text[:1].isalpha():
        return replace(word, text="-", confidence=min(word.confidence, DISPUTED))
    if _DASHES.fullmatch(word.text) and following is not None and following.text[:1].isalpha():
        return replace(word, text="–", confidence=DISPUTED)
    match = _SPECK_BEFORE_NUMBER.match(word.text)
    return replace(word, text=word.text[match.end() :]) if match else word


def with_squares(words: Sequence[Word], crop: Callable[[Box], Grey], line: float) -> list[Word]:
    """The words with '■' for solid squares, of which an engine makes two letters ('EH'); ``crop``: the picture of a box."""
    return [
        replace(word, text=SQUARE, confidence=SQUARE_SURE)
        if word.box is not None and len(word.text) <= 2 and is_square(word.box, crop, line)
        else word
        for word in words
    ]


def is_square(box: Box, crop: Callable[[Box], Grey], line: float) -> bool:
    """Whether a box holds a solid square and nothing else; smaller ones are full stops and dust."""
    if box.height < SQUARE_SIZE * line or not SQUARISH[0] * box.height <= box.width <= SQUARISH[1] * box.height:
        return False
    _, stats = spots_of(ink(crop(box)))
    areas = stats[1:, cv2.CC_STAT_AREA]
    if not areas.size:
        return False
    width, height, area = (int(value) for value in stats[1:][areas.argmax()][2:])
    is_alone = area >= SOLID * int(areas.sum())
    return is_alone and SQUARISH[0] * height <= width <= SQUARISH[1] * height and area >= SOLID * width * height


def with_brackets(words: Sequence[Word]) -> list[Word]:
    """The words with closing brackets by themselves put to what they close, or left out where it has been read with it."""
    closing = [word for word in words if word.text == ")" and word.box is not None]
    changed: dict[int, Word | None] = {}
    for bracket in closing:
        before = _closed_by(bracket, words)
        if before is not None and before.box is not None and bracket.box is not None:
            text = before.text + ")" * (before.text.count("(") > before.text.count(")"))
            changed[id(bracket)] = None
            changed[id(before)] = replace(before, text=text, box=before.box.joined(bracket.box))
    kept = (changed.get(id(word), word) for word in words)
    return [word for word in kept if word is not None]


def _closed_by(bracket: Word, words: Sequence[Word]) -> Word | None:
    """The word right before a closing bracket, if it has one of its own that is open or, read twice, closed already."""
    box = bracket.box
    assert box is not None
    for word in words:
        if word.box is None or "(" not in word.text or word is bracket:
            continue
        gap = box.left - word.box.right
        if word.box.top < box.middle[1] < word.box.bottom and abs(gap) <= BESIDE * box.height:
            return word if word.text.endswith(")") or word.text.count("(") > word.text.count(")") else None
    return None


def with_plus_minus(word: Word) -> Word:
    """'+/–' with its stroke where it was read as a 1: '+1-5,2', which nobody prints."""
    return replace(word, text=_PLUS_MINUS.sub("+/–", word.text, count=1)) if word.text[:1] == "+" else word


def with_per_cent(words: Sequence[Word]) -> list[Word]:
    """The words with '%' for a '$' behind a number: plans count in kronor, and a typewriter's per cent sign looks like it."""
    return [
        replace(word, text=word.text.replace("$", "%"), confidence=min(word.confidence, DISPUTED))
        if _DOLLARS.fullmatch(word.text) and (len(word.text) > 1 or _is_number(before))
        else word
        for before, word in zip((None, *words), words, strict=False)
    ]


def _is_number(word: Word | None) -> bool:
    return word is not None and word.text[-1:].isdigit()


def without_rings(words: Sequence[Word]) -> list[Word]:
    """The words without the rings of the å in other words, which an engine reads apart in large type."""
    with_ring = [word.box for word in words if word.box is not None and "å" in word.text.casefold()]
    return [w for w in words if w.text not in RING or w.box is None or not any(_tops(w.box, box) for box in with_ring)]


def _tops(ring: Box, word: Box) -> bool:
    """Whether a box lies over the upper edge of a word that is more than twice as high."""
    inside = word.left <= ring.left and ring.right <= word.right
    return inside and ring.height < 0.45 * word.height and ring.top <= word.top <= ring.bottom


def without_stray_bullets(words: Sequence[Word], line: float) -> tuple[Word, ...]:
    """The words without bullets that stand before nothing or before a number in a table's row, which are dust, and without
    the holes of a binder; ``line``: the usual height of a word."""
    return tuple(word for word in words if word.text not in BULLETS or not _is_stray(word, words, line))


def _is_stray(bullet: Word, words: Sequence[Word], line: float) -> bool:
    box = bullet.box
    if box is None:
        return False
    if bullet.text != SQUARE and min(box.width, box.height) > LARGE * line:
        return True
    slack = 0.3 * line
    beside = [
        w
        for w in words
        if w.box is not None and w.text not in BULLETS and w.box.top - slack < box.middle[1] < w.box.bottom + slack
    ]
    has_left = any(w.box is not None and w.box.right <= box.left for w in beside)
    behind = [(w.box.left - box.right, w) for w in beside if w.box is not None and w.box.left >= box.right]
    gap, following = min(behind, key=lambda pair: pair[0], default=(REACH, None))
    if following is None or gap >= REACH:
        # a larger disc alone in a cell is a mark of its own; a square is a piece of a chart
        return bullet.text == SQUARE or max(box.width, box.height) < DUST * line
    return (has_left or bullet.text == SQUARE) and following.text[:1].isdigit()
