"""Comparators before numbers: '≥ 90 %', read as '2 90 %' or '> 90 %' by the one and as 'M' by the other reader.

Neither can tell the sign by itself; the second reader knows it where it sees the number beside it, so both are shown to it
in one picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from pipeline.document import Box, Reading, Word
from pipeline.reading.raster import Grey
from pipeline.reading.second import Crop
from pipeline.reading.settling import cleaned

COMPARED = re.compile(r"([≥≤<>=±])\s?[\d,.+−-]*\d")
"""A sign and its number as the second reader sees them."""

NEAR = 1.3
"""Times a number's height that its comparator stands to the left of it, at most."""

SURE = 0.8
"""The second reader's confidence from which it is believed."""

CONFIDENCE = 0.94

NO_COMPARATORS = "%‰§•·●▪■◦°()[]/*-–—+,.:;iåIÅ|"
"""Characters that stand alone before a number often, and are what they seem."""


class CropReader(Protocol):
    """What reads small pictures of single lines."""

    name: str

    def read(self, crops: Sequence[Grey]) -> list[Crop]: ...


def with_comparators(
    words: Sequence[Word], unread: Sequence[Box], crop: Callable[[Box], Grey], reader: CropReader, page: int
) -> tuple[Word, ...]:
    """The words with signs before numbers put right; ``unread``: ink that got no word, which may be such a sign."""
    numbers = [word for word in words if word.text[:1].isdigit() and word.box is not None]
    signs = [word for word in words if len(word.text) == 1 and word.text not in NO_COMPARATORS]
    asked: list[tuple[Word | Box, Word, Box]] = []
    candidates: list[Word | Box] = [*signs, *unread]
    for sign in candidates:
        box = sign if isinstance(sign, Box) else sign.box
        number = None if box is None else _number_beside(box, numbers)
        if box is not None and number is not None and number.box is not None and not _is_thousand(sign, number, words):
            asked.append((sign, number, box.joined(number.box)))
    read = reader.read([crop(box) for _, _, box in asked])
    changed: dict[int, Word] = {}
    added: list[Word] = []
    for (sign, _, _), found in zip(asked, read, strict=True):
        text = cleaned(found.text)
        match = COMPARED.match(text)
        if match is None or found.confidence < SURE:
            continue
        reading = Reading(text, found.confidence, reader.name)
        if isinstance(sign, Box):
            added.append(Word(match[1], page, sign, min(CONFIDENCE, found.confidence), "ocr", alternatives=(reading,)))
        else:
            readings = (*sign.alternatives, reading)
            changed[id(sign)] = replace(
                sign, text=match[1], confidence=min(CONFIDENCE, found.confidence), alternatives=readings
            )
    return (*(changed.get(id(word), word) for word in words), *added)


def _number_beside(box: Box, numbers: Sequence[Word]) -> Word | None:
    """The number that stands right behind a box no wider than a letter."""
    for number in numbers:
        place = number.box
        if place is not None and place.top < box.middle[1] < place.bottom and box.width <= 1.2 * place.height:
            gap = place.left - box.right
            if -0.2 * place.height <= gap <= NEAR * place.height and box.left < place.left:
                return number
    return None


def _is_thousand(sign: Word | Box, number: Word, words: Sequence[Word]) -> bool:
    """Whether sign and number are rather one number, cut at its blank: '2 500'. '≥' is read as 2, never as another digit."""
    if isinstance(sign, Box) or not sign.text.isdigit():
        return False
    if sign.text != "2":
        return True
    if not re.match(r"\d{3}(?!\d)", number.text):
        return False
    return not any("%" in word.text and _follows(number, word) for word in words)


def _follows(number: Word, word: Word) -> bool:
    if number is word:
        return True
    if number.box is None or word.box is None or not number.box.top < word.box.middle[1] < number.box.bottom:
        return False
    return 0 <= word.box.left - number.box.right < number.box.height
