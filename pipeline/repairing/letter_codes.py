"""Å, ä and ö that another character code made other signs of: found by the words that they spell, and put back.

Old systems had å, ä and ö where ASCII has ``}{|`` (ISO 646-SE), Macintosh and DOS had codes of their own, and UTF-8 read as
Latin-1 shows two signs for one letter. A family of signs is believed only where its letters spell Swedish words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

FEWEST = 5
"""Words that a family must mend before it is believed,"""
SHARE = 0.7
"""and the share of the words with its signs that must be Swedish once they are mended."""

LETTERS = "åäöÅÄÖé"

Known = Callable[[str], bool]
"""Whether a word in small letters is Swedish."""


def _misread(written: str, read: str) -> dict[str, str]:
    """What the letters become when bytes of one encoding are read by another; where that leaves no visible sign, nothing."""
    pairs = {letter.encode(written).decode(read, errors="replace"): letter for letter in LETTERS}
    return {
        sign: letter for sign, letter in pairs.items() if sign != letter and sign.isprintable() and "\ufffd" not in sign
    }


FAMILIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ISO 646-SE": {"}": "å", "{": "ä", "|": "ö", "]": "Å", "[": "Ä", "\\": "Ö", "`": "é"},
        "UTF-8 read as Windows-1252": _misread("utf-8", "cp1252") | {"â€“": "–", "â€¢": "•", "Â§": "§", "Â°": "°"},
        "UTF-8 read as Mac OS Roman": _misread("utf-8", "mac_roman"),
        "Mac OS Roman read as Windows-1252": _misread("mac_roman", "cp1252"),
        "Windows-1252 read as Mac OS Roman": _misread("cp1252", "mac_roman"),
        "DOS 850 read as Windows-1252": _misread("cp850", "cp1252"),
        "Windows-1252 read as DOS 850": _misread("cp1252", "cp850"),
        "Windows-1252 read as DOS 437": _misread("cp1252", "cp437"),
        "marks beside their letters": {
            f"{before}{letter}{after}": true
            for letter, mark, true in (
                ("a", "˚", "å"), ("a", "°", "å"), ("a", "¨", "ä"), ("o", "¨", "ö"), ("A", "˚", "Å"), ("A", "¨", "Ä"), ("O", "¨", "Ö"), ("e", "´", "é"),
            )
            for before, after in ((mark, ""), ("", mark), (f"{mark} ", ""))
        },
    }
)  # fmt: skip
"""By name: what stands in the text -> what it was."""


class Mended(NamedTuple):
    """``text[start:stop]`` was to be ``after``."""

    start: int
    stop: int
    after: str


def family_of(text: str, is_known: Known) -> str | None:
    """The family whose signs stand for letters in ``text``, or ``None``: the one that mends most words."""
    best: tuple[int, str] | None = None
    present = set(text)
    for name in FAMILIES:
        if not any(present.issuperset(sign) and sign in text for sign in FAMILIES[name]):
            continue
        found = Counter(match.group() for match in _words(name).finditer(text) if _signs(name).search(match.group()))
        total = sum(found.values())
        right = sum(n for word, n in found.items() if _is_swedish(_mended(word, name), is_known))
        if right >= FEWEST and right >= SHARE * total and (best is None or right > best[0]):
            best = right, name
    return best[1] if best else None


def mended_words(text: str, family: str, is_known: Known) -> Iterator[Mended]:
    """The words of ``text`` that change when the signs of ``family`` are letters; brackets and bars that are such stay."""
    for match in _words(family).finditer(text):
        word = match.group()
        if not _signs(family).search(word):
            continue
        after = _mended(word, family)
        if _is_swedish(after, is_known) or not is_known(_bare(word)):
            yield Mended(match.start(), match.end(), after)


def _is_swedish(word: str, is_known: Known) -> bool:
    return len(word) > 1 and is_known(word.casefold())


def _bare(word: str) -> str:
    """The word without signs at its ends: '[bilaga]' is one in brackets."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", word).casefold()


def _mended(word: str, family: str) -> str:
    return _signs(family).sub(lambda m: FAMILIES[family][m.group()], word)


@lru_cache(maxsize=32)
def _signs(family: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(sign) for sign in sorted(FAMILIES[family], key=len, reverse=True)))


@lru_cache(maxsize=32)
def _words(family: str) -> re.Pattern[str]:
    """A run of letters and signs of the family, with a letter in it."""
    sign = _signs(family).pattern
    return re.compile(rf"(?:{sign}|[^\W\d_])*[^\W\d_](?:{sign}|[^\W\d_])*")
