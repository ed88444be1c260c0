"""Whether a page's text layer can be trusted: looked at before anything is built on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Box, Word
from pipeline.lexicon import WORD

LANGUAGE = "sv"
COMMONEST = 150
"""Words that make up about half of any Swedish text; enough to tell the language of a paragraph."""

IN_USE = 3e-7
"""Occurrences per word of text: rarer entries of the list are misspellings and foreign words."""

ENOUGH_LETTERS = 200
"""Below this nothing is concluded from rates: a cover page may well do without å, ä and ö."""

SCAN_COVER = 0.7
"""A picture over more of the page than this is the page: a scan."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text layer is worth. ``codes`` name what is wrong with it; none: it can be taken."""

    codes: tuple[str, ...]
    reason: str
    known: float

    @property
    def good(self) -> bool:
        return not self.codes


def judge_layer(words: Sequence[Word]) -> Judgement:
    """The layer's own signs of damage, whatever the page looks like."""
    text = unicodedata.normalize("NFC", " ".join(word.text for word in words))
    letters = sum(ch.isalpha() for ch in text)
    known = known_share(text)
    for test in (_undecoded, _letter_spaced, _without_marks, _unknown):
        reason = test(text, letters, known)
        if reason:
            return Judgement(("bad_text_layer",), reason, known)
    return Judgement((), f"{known:.0%} of the words are known", known)


def known_share(text: str) -> float:
    """The share of words of three letters and more that are Swedish word forms; 1.0 where there are none."""
    words = [word.casefold() for word in WORD.findall(text) if len(word) > 2]
    if not words:
        return 1.0
    return sum(is_known(word) for word in words) / len(words)


def looks_swedish(text: str) -> bool:
    """Whether the commonest Swedish words that have no å, ä or ö are as frequent as in Swedish."""
    words = [word.casefold() for word in WORD.findall(text)]
    return len(words) >= 20 and sum(word in _commonest() for word in words) / len(words) >= 0.12


def covered_by(box: Box, width: float, height: float) -> float:
    """The share of the page that a box covers."""
    page = Box(0.0, 0.0, width, height)
    return box.overlap(page) / (width * height) if width * height > 0 else 0.0


def _undecoded(text: str, letters: int, _known: float) -> str | None:
    signs = len(re.findall(r"\(cid:\d+\)", text)) + sum(
        ch == "\ufffd" or (unicodedata.category(ch) in ("Co", "Cn", "Cc") and not _is_bullet(ch)) for ch in text
    )
    return f"{signs} characters have no meaning" if signs > max(3, 0.02 * max(letters, 1)) else None


def _is_bullet(char: str) -> bool:
    """Word's bullets stand in the private use area, and mean what they look like."""
    return "\uf000" <= char <= "\uf0ff"


def _letter_spaced(text: str, _letters: int, _known: float) -> str | None:
    tokens = text.split()
    single = sum(len(token) == 1 and token.isalpha() for token in tokens)
    return "the letters are spaced apart" if single >= 20 and single > 0.5 * len(tokens) else None


def _without_marks(text: str, letters: int, _known: float) -> str | None:
    if letters < ENOUGH_LETTERS or not looks_swedish(text):
        return None
    marked = sum(ch in "åäöÅÄÖ" for ch in text) / letters
    return f"Swedish text with {marked:.1%} å, ä and ö" if marked < 0.015 else None


def _unknown(text: str, letters: int, known: float) -> str | None:
    if letters < ENOUGH_LETTERS:
        return None
    strange = sum(not (ch.isalnum() or ch.isspace() or unicodedata.category(ch)[0] in "PSM") for ch in text)
    if strange > 0.05 * len(text):
        return "strange characters"
    return f"only {known:.0%} of the words are known" if known < 0.45 and looks_swedish(text) else None


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    return _frequency(word) > 0 or all(_frequency(part) > 0 for part in word.split("-") if part)


def is_in_use(word: str) -> bool:
    """Whether a word is more than a misspelling that the list has taken in."""
    return _frequency(word) >= IN_USE


@lru_cache(maxsize=65536)
def is_compound(word: str) -> bool:
    """Whether a word is put together of two that are in use ('hälsovals' + 'enheten')."""
    return any(
        min(_frequency(word[:i]), _frequency(word[i:])) >= IN_USE
        or (word[i - 1] == "s" and min(_frequency(word[: i - 1]), _frequency(word[i:])) >= IN_USE)
        for i in range(4, len(word) - 3)
    )


def _frequency(word: str) -> float:
    from wordfreq import word_frequency  # slow to import, and only PDFs with a text layer need it

    return word_frequency(word, LANGUAGE)


@lru_cache(maxsize=1)
def _commonest() -> frozenset[str]:
    from wordfreq import top_n_list

    return frozenset(word for word in top_n_list(LANGUAGE, COMMONEST) if word.isascii() and len(word) > 1)
