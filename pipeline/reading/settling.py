"""What two readings of one word make of each other: Tesseract's, good at words, and the second reader's, good at numbers.

Tesseract's Swedish model has no ``% § • ≥ ≤ ° * –``: it prints a digit or a letter for each ("82 %" becomes "8220"). Both
readings stay with the word; which one is its text is settled by evidence, and where two sure readings differ without an
explanation the word's confidence says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Box, Reading, Word
from pipeline.reading.second import Crop
from pipeline.reading.triage import is_compound, is_in_use, is_known

LACKING = "%‰§•·●▪■◦*°≤≥→←±²³¹½–…@_†×"
"""Signs that Tesseract's Swedish model can't print."""

BULLETS = "•·●▪■◦○□"
BULLET_SURE = 0.4
"""The second reader is never very sure of a square or a ring, but nothing else looks like one."""

ALONE, LOOK_ALIKE = ("I", "i", "Å", "å"), ("1", "l", "|", "A", "a")
"""Swedish words of one letter, and what the second reader, which knows no Swedish, may see in them."""

LONE_SURE = 0.95
"""The second reader's confidence from which what looks like I or Å is a 1 where it stands alone."""

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

QUOTES = "\"'”“’‘»«"
"""What Tesseract's Swedish model prints for the raised figures and asterisks of footnotes, next to a word."""

ASTERISK_SURE = 0.3
"""The second reader's confidence from which a lone mark is an asterisk: it is small, and nothing else looks like one."""

NOISE = 0.45
"""A short token that is no word and that neither reader is surer of than this is a piece of a picture."""


def settle(word: Word, crop: Crop, engine: str, *, stands_alone: bool = False) -> tuple[Word, ...]:
    """What two readings of a word make of it: usually one word, two where a blank was overlooked, none for a speck.

    ``stands_alone``: nothing is beside it, as in a table's cell, or a word that no sentence ends with stands before; there a 1
    is likelier than the word I.
    """
    second = cleaned(crop.text)
    readings = (Reading(word.text, word.confidence, "tesseract"), Reading(second, crop.confidence, engine))
    if not second:
        is_sign = not any(ch.isalnum() for ch in word.text)
        is_speck = word.confidence < (0.9 if is_sign else NOISE) and len(word.text) < 4
        return () if is_speck and crop.confidence < LET_STAND else (word,)
    if max(word.confidence, crop.confidence) < NOISE and len(word.text) < 4 and not all_known(word.text):
        return ()
    if second == word.text:
        return (replace(word, confidence=max(AGREED, word.confidence), alternatives=readings),)
    if _same_but_dashes(word.text, second):
        text = re.sub("[—−]", "–", word.text) if len(word.text) == len(second) else second
        return (replace(word, text=text, confidence=max(EXPLAINED, crop.confidence), alternatives=readings),)
    if _is_bullet(word.text, second) and crop.confidence >= BULLET_SURE:
        return (replace(word, text=second, confidence=crop.confidence, alternatives=readings),)
    if second.strip("*") == "" and crop.confidence >= ASTERISK_SURE and _has_no_letter(word.text):
        return (replace(word, text=second, confidence=crop.confidence, alternatives=readings),)
    if word.text in ALONE and second == "1" and stands_alone and crop.confidence >= LONE_SURE:
        return (replace(word, text=second, confidence=min(0.9, crop.confidence), alternatives=readings),)
    if word.text in ALONE and second in LOOK_ALIKE:
        return (replace(word, alternatives=readings),)
    judged = _number_or_sign if _is_number_or_sign(word.text, second) else _letters
    text, confidence = judged(word, second, crop.confidence)
    if text == word.text:
        return (replace(word, confidence=confidence, alternatives=readings),)
    return tuple(parts_of(replace(word, text=text, confidence=confidence, alternatives=readings), crop))


def _has_no_letter(text: str) -> bool:
    return not any(map(str.isalnum, text))


def is_marked(text: str) -> bool:
    """Whether a word begins or ends with a quote that has no other, or with a question mark: each may be a footnote's mark."""
    text = text.rstrip(".,;:")
    return bool(text) and ((text[:1] in QUOTES) != (text[-1] in QUOTES) or text[-1] == "?")


def _is_starred(first: str, second: str) -> bool:
    """Whether the second reading has asterisks where the first has quotes or a question mark, and nothing else."""
    return "*" in second and re.sub(f"[{QUOTES}*?]", "", first) == second.replace("*", "")


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
    if _is_framed(word, second):
        return second, min(EXPLAINED, max(word.confidence, sure))
    if sure < LET_STAND:
        return word.text, min(word.confidence, DISPUTED)
    if second == word.text.replace(",", ".") or _numbers_an_item(word, second):
        return word.text, min(EXPLAINED, sure)
    if _drops(word.text, second):
        return (word.text if word.confidence >= SURE else second), DISPUTED
    if _explained(word.text, second):
        return second, min(EXPLAINED, sure)
    if word.confidence < 0.7 or not any(ch.isdigit() for ch in word.text):
        return second, min(0.9, sure)
    return second, DISPUTED


def _numbers_an_item(word: Word, second: str) -> bool:
    """Whether the first reading alone has the full stop of a list's number: its box ends before the stop at times."""
    return word.text == f"{second}." and len(second) <= 2 and word.confidence >= SURE


def _is_framed(word: Word, second: str) -> bool:
    """Whether the first reading has brackets around a figure for which alone there is room: '[0]' in a cell with a 0."""
    box = word.box
    narrow = box is not None and box.width < 1.1 * box.height
    return narrow and second.isdigit() and word.text == f"[{second}]"


def _letters(word: Word, second: str, sure: float) -> tuple[str, float]:
    """For words the Swedish model is the better reader, unless only the second reading is Swedish."""
    if sure >= LET_STAND and _is_starred(word.text, second):
        return second, min(EXPLAINED, sure)
    first_known, second_known = all_known(word.text), all_known(second)
    if second.replace(" ", "") == word.text != second and sure >= 0.9 and not is_in_use(word.text.casefold()):
        return second, min(0.9, sure)
    if "-" in word.text and second.split() == word.text.split("-") and second_known and sure >= 0.9:
        return second, min(0.9, sure)
    if second_known and not first_known and sure >= 0.6:
        return second, min(0.9, sure)
    if word.confidence < DISPUTED and sure >= 0.95 and all_compounds(second) and not all_compounds(word.text):
        return second, min(0.9, sure)
    if word.confidence < 0.5 and sure >= 0.9 and (second_known or not first_known):
        return second, min(0.8, sure)
    return word.text, word.confidence


def _is_number_or_sign(first: str, second: str) -> bool:
    if any(ch.isdigit() for ch in first + second):
        return True
    letters = [sum(ch.isalpha() for ch in text) for text in (first, second)]
    return min(letters) == 0 or (max(letters) == 1 and any(ch in LACKING for ch in second))


def _drops(first: str, second: str) -> bool:
    """Whether the second reading is the first without its sign or its decimal comma, which nothing explains."""
    digits, others = (re.sub(r"\D", "", text) for text in (first, second))
    signs = rf"^[{DASHES}+](?=\d)|(?<=\d),(?=\d)"
    return digits == others and len(re.findall(signs, first)) > len(re.findall(signs, second))


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


def cleaned(text: str) -> str:
    """A reading in plain Latin characters; '' where the network, which knows Chinese, read something else."""
    text = unicodedata.normalize("NFC", text.translate(WIDE)).strip()
    for ch in text:
        if ch.isalpha() and not unicodedata.name(ch, "").startswith("LATIN"):
            return ""
        if ord(ch) > 0x2E7F:
            return ""
    return re.sub(r"(?<=\d)\.(?= ?%)", "", re.sub(r"\s+", " ", text))


WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: ".", 0x3001: ","}
WIDE |= {0x4E00: "-", 0x30FC: "-", 0x5341: "+"}
"""Full-width forms of ASCII, which the network sometimes prints, and the Chinese one and ten for a dash and a plus."""


def parts_of(word: Word, crop: Crop) -> Iterator[Word]:
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


def all_known(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(is_known(word.casefold()) for word in words)


def all_compounds(text: str) -> bool:
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    return bool(words) and all(is_known(word) or is_compound(word) for word in words)
