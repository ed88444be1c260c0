"""Marks of lists, and specks that only look like them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Word
from pipeline.reading.settling import BULLETS, DISPUTED

DASH_LIKE = "=>~«»<"
"""What a dash before an item of a list is read as; no line of a plan opens with these themselves."""

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
    if min(box.width, box.height) > LARGE * line:
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
        return max(box.width, box.height) < DUST * line  # a larger disc alone in a cell is a mark of its own
    return has_left and following.text[:1].isdigit()
