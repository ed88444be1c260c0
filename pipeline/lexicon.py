"""Language knowledge, loaded from ``dictionaries/*.csv`` into one frozen object; the one place that asks rapidfuzz.

A dictionary is a table an archivist can edit in a spreadsheet. Steps derive what they need from
:meth:`Lexicon.rows` in a function of their own, cached on the lexicon's identity.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import fuzz, process

DICTIONARIES = Path(__file__).resolve().parent.parent / "dictionaries"

Row = Mapping[str, str]


def letters(text: str) -> str:
    """Only the letters and digits, in lower case: 'Årets mål- värde' and 'Årets målvärde' come close."""
    return "".join(ch for ch in unicodedata.normalize("NFC", text).casefold() if ch.isalnum())


@lru_cache(maxsize=65536)
def plain_letters(text: str) -> str:
    """:func:`letters` with the marks of å, ä, ö and é taken off, for text that has lost them."""
    return "".join(ch for ch in unicodedata.normalize("NFD", letters(text)) if not unicodedata.combining(ch))


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All dictionaries by name, as the bytes of their files; ``fingerprint`` is SHA-256 over them."""

    contents: Mapping[str, tuple[bytes, ...]]
    fingerprint: str

    @lru_cache(maxsize=256)  # noqa: B019 - a lexicon lives as long as the process
    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of ``dictionaries/<name>.csv``, parsed when first asked for; empty where there is no such file."""
        return tuple(
            MappingProxyType(row)
            for content in self.contents.get(name, ())
            for row in csv.DictReader(content.decode("utf-8-sig").splitlines())
        )

    def digest(self, *names: str) -> str:
        """SHA-256, hex, over the named dictionaries alone: what is compiled from them is stale when it changes."""
        digest = hashlib.sha256()
        for name in names:
            for content in self.contents.get(name, ()):
                digest.update(name.encode() + b"\0" + content)
        return digest.hexdigest()

    @staticmethod
    def closest(text: str, choices: Sequence[str], *, cutoff: float) -> tuple[str, float] | None:
        """The choice most like ``text`` by edit ratio (0-1), or ``None`` below ``cutoff``."""
        found = process.extractOne(text, choices, scorer=fuzz.ratio, score_cutoff=cutoff * 100)
        return None if found is None else (found[0], found[1] / 100)

    @staticmethod
    def alike(text: str, choices: Sequence[str], *, cutoff: float) -> tuple[str, ...]:
        """All choices at least ``cutoff`` (0-1) like ``text`` by edit ratio."""
        found = process.extract(text, choices, scorer=fuzz.ratio, score_cutoff=cutoff * 100, limit=None)
        return tuple(choice for choice, *_ in found)

    @staticmethod
    def likeness(a: str, b: str) -> float:
        """How alike two strings are, 0-1 (rapidfuzz's edit ratio)."""
        return fuzz.ratio(a, b) / 100


def load_lexicon(*extra: Path, folder: Path = DICTIONARIES) -> Lexicon:
    """Every CSV of the folder, then ``extra`` files, whose rows are added to the dictionary of the same name."""
    return _load(folder, extra)


@lru_cache(maxsize=8)
def _load(folder: Path, extra: tuple[Path, ...]) -> Lexicon:
    contents: dict[str, tuple[bytes, ...]] = {}
    digest = hashlib.sha256()
    for path in (*sorted(folder.glob("*.csv")), *extra):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        contents[path.stem] = (*contents.get(path.stem, ()), content)
    return Lexicon(MappingProxyType(contents), digest.hexdigest())


WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
"""A word of letters, with inner hyphens."""
