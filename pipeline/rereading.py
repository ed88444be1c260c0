"""Words read a second time: which ones, and what two readings make of each other.

Tesseract's Swedish model is good at words and has no ``% § • ≥ ≤ ° * –``: it prints a digit or a letter for each ("82 %" becomes
"8220"). The second reader is good at numbers and signs. Both readings stay with the word; which one is its text is settled
by evidence, and where two sure readings differ without an explanation the word's confidence says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import cv2
import numpy as np

from pipeline.document import Box, Reading, Word
from pipeline.pixels import Grey, ink
from pipeline.second import Crop
from pipeline.triage import is_compound, is_known

LACKING = "%‰§•·●▪■◦*°≤≥→←±²³¹½–…@_†×"
"""Signs that Tesseract's Swedish model can't print."""

BULLETS = "•·●▪■◦○□"
BULLET_SURE = 0.4
"""The second reader is never very sure of a square or a ring, but nothing else looks like one."""

ALONE, LOOK_ALIKE = ("I", "i", "Å", "å"), ("1", "l", "|", "A", "a")
"""Swedish words of one letter, and what the second reader, which knows no Swedish, may see in them."""

DASHES = "-–—−‐‑"

SURE = 0.85
"""Tesseract's confidence above which a known word is let stand unread by the second reader."""
SURER = 0.9
"""The same for words with a hyphen, and for compounds that no list has: a hyphen may be a speck."""

LET_STAND = 0.80
"""The second reader's confidence from which its reading of a number or sign is taken."""

SIGN_SURE = 0.45
"""The same for a sign by itself that the first reader can't print, where that one was not sure of what it printed."""

AGREED, EXPLAINED, DISPUTED = 0.99, 0.94, 0.55
"""Confidence of a number that both read alike; that differs by a sign the first can't print; that both are sure of, and differ."""

MARGIN = 0.09
"""A crop's border as a share of its height, on top of two pixels: letters cut at the edge are misread."""

NOISE = 0.45
"""A short token that is no word and that neither reader is surer of than this is a piece of a picture."""

TALLER = 2.2
"""Times the usual height of a word from which one that is narrow too is taken for a column of numbers read downwards."""

BLANK = 0.2
"""Share of a crop's height that a blank is wide at least; letters of a word are closer."""

MOST_LEFTOVERS = 240
"""Spots of unread ink looked at on one page, the largest first: dropped columns have a hundred cells and more, a drawing
has no end of them."""


class CropReader(Protocol):
    """What reads small pictures of single lines."""

    name: str

    def read(self, crops: Sequence[Grey]) -> list[Crop]: ...


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's picture and its scale."""

    picture: Grey
    dpi: int

    def crop(self, box: Box) -> Grey:
        """The picture of a box in points, with a little paper around."""
        scale = self.dpi / 72
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
    words = [word for word in words if not _reads_downwards(word, line)]
    firsts = _line_starts(words)
    chosen = [i for i, word in enumerate(words) if needs_second(word, starts_line=i in firsts)]
    pictures = [sheet.crop(padded(box, line)) for i in chosen if (box := words[i].box) is not None]
    crops = [respaced(crop, picture) for crop, picture in zip(reader.read(pictures), pictures, strict=True)]
    second = dict(zip(chosen, crops, strict=True))
    settled: list[Word] = []
    for i, word in enumerate(words):
        for part in settle(word, second[i], reader.name) if i in second else (word,):
            if not (settled and _is_double(settled[-1], part)):
                settled.append(part)
    return (*settled, *_unread((*words, *settled), sheet, page, line, reader))


def respaced(crop: Crop, picture: Grey) -> Crop:
    """The reading with a blank where a number and what stands beside it are visibly apart: the network drops blanks."""
    if not any(_changes(a, b) for a, b in pairwise(crop.text)):
        return crop
    height, width = picture.shape
    columns = np.flatnonzero(ink(picture).any(axis=0))
    gaps = [(a, b) for a, b in pairwise(columns) if b - a > BLANK * height]
    text = ""
    scores: list[float] = []
    places: list[float] = []
    for i, char in enumerate(crop.text):
        if i and _changes(crop.text[i - 1], char):
            left, right = crop.places[i - 1] * width, crop.places[i] * width
            if any(left < (a + b) / 2 < right for a, b in gaps):
                text, scores, places = text + " ", [*scores, 1.0], [*places, (crop.places[i - 1] + crop.places[i]) / 2]
        text, scores, places = text + char, [*scores, crop.scores[i]], [*places, crop.places[i]]
    return Crop(text, tuple(scores), tuple(places))


def _changes(a: str, b: str) -> bool:
    """Where a blank may have been lost: between a digit and a letter or per cent sign."""
    return (a.isdigit() and (b.isalpha() or b in "%‰")) or (a.isalpha() and b.isdigit())


def _is_double(before: Word, word: Word) -> bool:
    """Whether a sign was read twice: once behind its number, whose box was too wide, and once by itself."""
    if word.text not in LACKING or not before.text.endswith(word.text) or not before.box or not word.box:
        return False
    close = word.box.left - before.box.right < 0.5 * word.box.height
    return close and before.box.top < word.box.middle[1] < before.box.bottom


def _reads_downwards(word: Word, line: float) -> bool:
    """Whether it is a column of single numbers that was taken for a line set on its side: what is in it is read anew."""
    box = word.box
    if box is None or box.height < TALLER * line or box.height < 1.5 * box.width:
        return False
    return not (_all_known(word.text) and word.confidence >= SURE)


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
    if any(ch.isdigit() for ch in word.text) or not letters:
        return True
    if letters == 1:
        return starts_line or word.confidence < 0.9 or word.text not in ("i", "å", "I", "Å")
    if word.confidence < (SURER if "-" in word.text else SURE):
        return True
    return not _all_known(word.text) and not (word.confidence >= SURER and _all_compounds(word.text))


def settle(word: Word, crop: Crop, engine: str) -> tuple[Word, ...]:
    """What two readings of a word make of it: usually one word, two where a blank was overlooked, none for a speck."""
    second = _with_its_comma(_cleaned(crop.text), word.text)
    readings = (Reading(word.text, word.confidence, "tesseract"), Reading(second, crop.confidence, engine))
    if not second:
        is_speck = not any(ch.isalnum() for ch in word.text) and word.confidence < 0.9
        return () if is_speck and crop.confidence < LET_STAND else (word,)
    if max(word.confidence, crop.confidence) < NOISE and len(word.text) < 4 and not _all_known(word.text):
        return ()
    if second == word.text:
        return (replace(word, confidence=max(AGREED, word.confidence), alternatives=readings),)
    if _same_but_dashes(word.text, second):
        text = re.sub("[—−]", "–", word.text) if len(word.text) == len(second) else second
        return (replace(word, text=text, confidence=max(EXPLAINED, crop.confidence), alternatives=readings),)
    if _is_bullet(word.text, second) and crop.confidence >= BULLET_SURE:
        return (replace(word, text=second, confidence=crop.confidence, alternatives=readings),)
    if word.text in ALONE and second in LOOK_ALIKE:
        return (replace(word, alternatives=readings),)
    judged = _number_or_sign if _is_number_or_sign(word.text, second) else _letters
    text, confidence = judged(word, second, crop.confidence)
    if text == word.text:
        return (replace(word, confidence=confidence, alternatives=readings),)
    return tuple(_parts(replace(word, text=text, confidence=confidence, alternatives=readings), crop))


def _with_its_comma(second: str, first: str) -> str:
    """A reading with the decimal commas that the first reader saw: the network often prints a full stop for one."""
    return _POINT.sub(lambda m: f"{m[1]},{m[2]}" if f"{m[1]},{m[2]}" in first else m[0], second)


_POINT = re.compile(r"(\d)\.(\d{1,2})(?!\d)")


def _is_bullet(first: str, second: str) -> bool:
    """Whether a letter or two that are no word are a bullet by the second reading."""
    return second in BULLETS and len(first) <= 2 and not any(ch.isdigit() for ch in first)


def _number_or_sign(word: Word, second: str, sure: float) -> tuple[str, float]:
    if (
        set(second.strip("().,;:")) <= set(LACKING)
        and any(ch in LACKING for ch in second)
        and word.confidence < SURER
        and sure >= SIGN_SURE
    ):
        return second, min(EXPLAINED, max(0.75, sure))
    if sure < LET_STAND:
        return word.text, min(word.confidence, DISPUTED)
    if _explained(word.text, second):
        return second, min(EXPLAINED, sure)
    if word.confidence < 0.7 or not any(ch.isdigit() for ch in word.text):
        return second, min(0.9, sure)
    return second, DISPUTED


def _letters(word: Word, second: str, sure: float) -> tuple[str, float]:
    """For words the Swedish model is the better reader, unless only the second reading is Swedish."""
    first_known, second_known = _all_known(word.text), _all_known(second)
    if "-" in word.text and second.split() == word.text.split("-") and second_known and sure >= 0.9:
        return second, min(0.9, sure)
    if second_known and not first_known and sure >= 0.6:
        return second, min(0.9, sure)
    if word.confidence < 0.5 and sure >= 0.9 and (second_known or not first_known):
        return second, min(0.8, sure)
    return word.text, word.confidence


def _is_number_or_sign(first: str, second: str) -> bool:
    if any(ch.isdigit() for ch in first + second):
        return True
    letters = [sum(ch.isalpha() for ch in text) for text in (first, second)]
    return min(letters) == 0 or (max(letters) == 1 and any(ch in LACKING for ch in second))


def _explained(first: str, second: str) -> bool:
    """Whether the readings differ only by signs and blanks, or by what Tesseract printed for a sign it lacks."""
    kept = re.sub(r"[^0-9A-Za-zÅÄÖåäö]", "", second)
    if re.sub(r"[^0-9A-Za-zÅÄÖåäö]", "", first) == kept:
        return True
    if not any(sign in second for sign in LACKING):
        return False
    # each sign stands for one to three wrong characters: 82 % -> 8220, 814
    parts = re.split(f"[{re.escape(LACKING)}]+", re.sub(r"\s", "", second))
    pattern = r".{0,3}".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, re.sub(r"\s", "", first)) is not None


def _same_but_dashes(first: str, second: str) -> bool:
    strip: Callable[[str], str] = lambda text: re.sub(f"[{DASHES}]+", "-", text)  # noqa: E731
    return any(ch in DASHES for ch in first) and strip(first) == strip(second)


def _cleaned(text: str) -> str:
    """A reading in plain Latin characters; '' where the network, which knows Chinese, read something else."""
    text = unicodedata.normalize("NFC", text.translate(WIDE)).strip()
    for ch in text:
        if ch.isalpha() and not unicodedata.name(ch, "").startswith("LATIN"):
            return ""
        if ord(ch) > 0x2E7F:
            return ""
    return re.sub(r"(?<=\d)\.(?= ?%)", "", re.sub(r"\s+", " ", text))


WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: ".", 0x3001: ","}
"""Full-width forms of ASCII, which the network sometimes prints."""


def _parts(word: Word, crop: Crop) -> Iterator[Word]:
    """The word cut at its blanks, its box at the places where the letters stand."""
    pieces = word.text.split()
    if len(pieces) == 1 or word.box is None:
        yield replace(word, text="".join(pieces) if pieces else word.text)
        return
    places = [place for char, place in zip(crop.text, crop.places, strict=True) if not char.isspace()]
    box, position = word.box, 0
    cuts = [box.left]
    for piece in pieces[:-1]:
        position += len(piece)
        share = (places[position - 1] + places[min(position, len(places) - 1)]) / 2 if position <= len(places) else 0.5
        cuts.append(box.left + min(max(share, 0.0), 1.0) * box.width)
    cuts.append(box.right)
    for piece, (left, right) in zip(pieces, pairwise(cuts), strict=True):
        yield replace(word, text=piece, box=Box(left, box.top, max(left, right), box.bottom))


def _all_known(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(is_known(word.casefold()) for word in words)


def _all_compounds(text: str) -> bool:
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    return bool(words) and all(is_known(word) or is_compound(word) for word in words)


def _unread(words: Sequence[Word], sheet: _Sheet, page: int, line: float, reader: CropReader) -> Iterator[Word]:
    """Words for ink that got none: lone dashes in cells, bullets, signs that the first reader can't print."""
    boxes = _leftover_boxes(words, sheet)
    for box, crop in zip(boxes, reader.read([sheet.crop(padded(box, line)) for box in boxes]), strict=True):
        text = _cleaned(crop.text)
        if text and crop.confidence >= SURE and _could_be_missed(text):
            readings = (Reading(text, crop.confidence, reader.name),)
            word = Word(text, page, box, min(0.9, crop.confidence), "ocr", alternatives=readings)
            yield from _parts(word, crop)


def _could_be_missed(text: str) -> bool:
    """Numbers, the signs that the first reader lacks, and Swedish words; a letter or two is more often a smudge."""
    letters = sum(ch.isalpha() for ch in text)
    if any(ch.isdigit() for ch in text) or (not letters and any(ch in LACKING + DASHES for ch in text)):
        return True
    return letters >= 3 and _all_known(text)


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
    scale = sheet.dpi / 72
    mask = ink(sheet.picture)
    for word in words:
        if word.box is not None:
            top, bottom = max(0, int((word.box.top - 1.5) * scale)), int((word.box.bottom + 1.5) * scale) + 1
            left, right = max(0, int((word.box.left - 1.5) * scale)), int((word.box.right + 1.5) * scale) + 1
            mask[top:bottom, left:right] = 0
    reach = max(3, round(4 * scale))
    joined = cv2.dilate(mask, np.ones((3, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for i in range(1, count):
        x, y, width, height, _ = map(int, stats[i])
        spot = mask[y : y + height, x : x + width]
        core_x, core_y, wide, high = cv2.boundingRect(spot)
        dark = cv2.countNonZero(spot)
        if not (1.8 * scale <= max(wide, high) and high <= 30 * scale and wide <= 250 * scale and dark >= 2 * scale**2):
            continue
        core = Box((x + core_x) / scale, (y + core_y) / scale, (x + core_x + wide) / scale, (y + core_y + high) / scale)
        found.append(core)
    return sorted(found, key=lambda box: -box.width * box.height)[:MOST_LEFTOVERS]
