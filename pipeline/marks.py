"""Marks of lists, and specks that only look like them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Word
from pipeline.settling import BULLETS, DISPUTED

DASH_LIKE = "=>~«»<"
"""What a dash before an item of a list is read as; no line of a plan opens with these themselves."""

LARGE = 1.4
"""Times the usual height of a word from which a disc is the hole of a binder."""

NEAR = 2.0
"""Times a number's height within which a speck before it is taken for its bullet."""

_SPECK_BEFORE_NUMBER = re.compile(r"[.,'’·:;](?=\d)")


def opening(word: Word, following: Word | None) -> Word:
    """The first word of a line with its mark as it was: a dash read as '=', a number behind a speck ('.2.')."""
    if len(word.text) == 1 and word.text in DASH_LIKE and following is not None and following.text[:1].isalpha():
        return replace(word, text="-", confidence=min(word.confidence, DISPUTED))
    match = _SPECK_BEFORE_NUMBER.match(word.text)
    return replace(word, text=word.text[match.end() :]) if match else word


def without_stray_bullets(words: Sequence[Word], line: float) -> tuple[Word, ...]:
    """The words without bullets in the middle of a table's row, which are dust, and without the holes of a binder;
    ``line``: the usual height of a word."""
    return tuple(word for word in words if word.text not in BULLETS or not _is_stray(word, words, line))


def _is_stray(bullet: Word, words: Sequence[Word], line: float) -> bool:
    box = bullet.box
    if box is None:
        return False
    if min(box.width, box.height) > LARGE * line:
        return True
    beside = [w for w in words if w.box is not None and w.box.top < box.middle[1] < w.box.bottom and w is not bullet]
    has_left = any(w.box is not None and w.box.right <= box.left for w in beside)
    before_number = any(
        w.box is not None and w.text[:1].isdigit() and 0 <= w.box.left - box.right < NEAR * w.box.height for w in beside
    )
    return has_left and before_number
