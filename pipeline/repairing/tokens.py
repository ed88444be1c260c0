"""Lines taken apart into the tokens that may be mended, and the marks, numbers and names that stand fast."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicon import Lexicon
from pipeline.repairing.decode import COLON, COMMA, NUMBER, STOP, YEAR

HYPHENS = "-\u00ad\u2010\x02"
"""What stands at a line's end where a word is broken: hyphen-minus, soft hyphen, hyphen, and what pdfium makes of one."""

_TOKEN = re.compile(r"[&#{]?[^\W_]+(?:[&#][^\W_]*)*|(?<!\S)[|\[](?=\s+[^\W\d_])|(?<=[a-z] )&(?= [a-z])")
_ADDRESS = re.compile(r"\S*@\S+|\b(?:https?:|www\.)\S+|\b\S+\.(?:se|nu|com|org|net|eu|fi)\b", re.IGNORECASE)
_MAYBE_ADDRESS = re.compile(r"@|://|www|\.[a-z]{2,3}\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER_DIGITS = frozenset("0146")
"""Digits that engines write for letters; any other digit makes a token a number or a code."""
CONJUNCTIONS = frozenset(("och", "eller", "samt", "respektive", "resp", "alternativt", "till", "men"))
"""After one of these a hyphen at a line's end is part of 'beredskaps- och katastrofplanering'."""
LONE_BARS = "|["
"""Signs that stand for the word I where they stand alone; ``&`` may stand for är."""

LONG_LINE = 55
"""Characters: a line at least so long is running text, and the next line goes on with it."""


class Piece(NamedTuple):
    """A stretch of a line that belongs to a token; ``line`` is an index into the lines given."""

    line: int
    start: int
    stop: int


class Token(NamedTuple):
    """A word as read; two pieces where a line's end breaks it.

    ``opens``: it may begin a sentence or a heading. ``within``: it goes on after a word in small letters.
    """

    text: str
    pieces: tuple[Piece, ...]
    opens: bool = False
    within: bool = False


@dataclass(frozen=True, eq=False)
class Names:
    """What is never mended: abbreviations in capitals, and names where a capital marks them as such."""

    abbreviations: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    """Names of places in small letters: they keep their capital anywhere."""


@lru_cache(maxsize=4)
def names_of(lexicon: Lexicon) -> Names:
    names = frozenset(row["name"] for row in lexicon.rows("names"))
    short = {word for row in lexicon.rows("organisations") for word in (row.get("short_name") or "").split()}
    return Names(
        frozenset(row["abbreviation"] for row in lexicon.rows("abbreviations") if row["abbreviation"].isupper()),
        names,
        frozenset(word.lower() for word in names | short),
    )


def find_tokens(lines: Sequence[tuple[int, str]], names: Names) -> Iterator[Token | str]:
    """Tokens to mend and, between them, the words and marks that stand fast ('' where nothing can be said).

    ``lines``: (number, text) in reading order; a number that does not follow the last one's parts paragraphs.
    """
    held: Token | None = None  # the first half of a word that a line's end breaks
    last_number, last_length, flows, small = -1, 0, False, False
    for index, (number, value) in enumerate(lines):
        shut = [m.span() for m in _ADDRESS.finditer(value)] if _MAYBE_ADDRESS.search(value) else ()
        at_end = value.rstrip().endswith(tuple(HYPHENS))
        follows = number == last_number + 1
        opens = not (follows and last_length >= LONG_LINE and flows)
        if not follows and held is None:
            yield ""
        at = 0
        for match in _TOKEN.finditer(value):
            text, between = match.group(), value[at : match.start()]
            piece = Piece(index, match.start(), match.end())
            if held is not None:
                if not between.strip() and text[0].islower() and text.lower() not in CONJUNCTIONS:
                    yield held._replace(text=held.text + text, pieces=(*held.pieces, piece))
                    held, at, opens, small = None, match.end(), False, True
                    continue
                yield held
                held = None
            mark = _mark(between)
            if mark is not None:
                yield mark
            opens = opens or mark in (STOP, COLON)
            token = Token(text, (piece,), opens, small and not opens and mark in (None, COMMA))
            at, small = match.end(), text[0].islower()
            if shut and any(start <= match.start() < stop for start, stop in shut):
                yield text.lower()
            elif text in LONE_BARS:
                yield token if _lone_bar(value, match.start(), mark, at) else ""
            elif not text.isalpha() and not may_be_word(text):
                yield YEAR if _YEAR.fullmatch(text) else NUMBER
            elif _stands_fast(text, names) or (len(text) <= 5 and text.isupper() and not _in_capitals(value)):
                yield text.lower()
            elif at_end and value[at:].strip() in tuple(HYPHENS) and text[-1].isalpha():
                held = token
            else:
                yield token
            opens = False
        if held is None and (mark := _mark(value[at:])) is not None:
            yield mark
        last_number, last_length = number, len(value.strip())
        flows = bool(value.strip()) and value.rstrip()[-1] not in ".:;!?"
    if held is not None:
        yield held


@lru_cache(maxsize=10_000)
def _mark(between: str) -> str | None:
    """What the characters between two tokens say of the context: a sentence's end, a comma, something else, nothing."""
    if not between.strip():
        return None
    if any(ch in between for ch in ".!?•"):
        return STOP
    if ":" in between:
        return COLON
    return COMMA if "," in between else ""


@lru_cache(maxsize=100_000)
def _stands_fast(text: str, names: Names) -> bool:
    """Whether it is a lone letter, a name or an abbreviation."""
    return (len(text) < 2 and text != "&") or text in names.names or text in names.abbreviations


def _lone_bar(value: str, start: int, mark: str | None, stop: int) -> bool:
    """Whether a bar may be the word I: before a small letter or at a sentence's start, and not the rule of a table."""
    following = value[stop:].lstrip()[:1]
    others = value[:start] + value[stop:]
    if value[start] == "[" and "]" in others:
        return False
    return "|" not in others and (following.islower() or mark in (STOP, COLON) or not value[:start].strip())


@lru_cache(maxsize=10_000)
def may_be_word(text: str) -> bool:
    """Whether digits in it, if any, can be letters misread: 'uppf6ljning', '14n', 'N6jd', but not 'KVA4' or '2b'."""
    digits = [ch for ch in text if ch.isdigit()]
    letters = [ch for ch in text if ch.isalpha()]
    if not digits:
        return True
    if not letters or not set(digits) <= _LETTER_DIGITS or len(digits) > len(letters) + 1:
        return False
    return text[-1].isalpha() or (text[-1] in "46" and len(letters) >= 2 and text[1:].islower())


def _in_capitals(value: str) -> bool:
    letters = [ch for ch in value if ch.isalpha()]
    return len(letters) >= 4 and sum(ch.isupper() for ch in letters) > 0.8 * len(letters)
