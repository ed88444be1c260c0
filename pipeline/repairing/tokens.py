"""Lines taken apart into the tokens that may be mended, and the marks, numbers and names that stand fast."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pipeline.lexicon import Lexicon
from pipeline.repairing.decode import COLON, COMMA, NUMBER, STOP, YEAR

HYPHENS = "-\u00ad\u2010\x02"
"""What stands at a line's end where a word is broken: hyphen-minus, soft hyphen, hyphen, and what pdfium makes of one."""

TOKEN = re.compile(r"[&#{]?[^\W_]+(?:[&#][^\W_]*)*|(?<!\S)[|\[](?=\s+[^\W\d_])|(?<=[a-z] )&(?= [a-z])")
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
    """A word as read, with the line and the place of its letters there; ``rests`` are its further pieces where a line's
    end or a column's edge breaks it.

    ``opens``: it may begin a sentence or a heading. ``within``: it goes on after a word in small letters.
    """

    text: str
    line: int
    start: int
    stop: int
    opens: bool = False
    within: bool = False
    rests: tuple[Piece, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return Piece(self.line, self.start, self.stop), *self.rests


@dataclass(frozen=True, eq=False)
class Names:
    """What is never mended: abbreviations in capitals, names where a capital marks them as such, and numbers with a unit
    that an engine glued to them."""

    abbreviations: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    """Names of places in small letters: they keep their capital anywhere."""
    units: frozenset[str]
    """Units of two letters and more that stand behind a number: '14st' is 14 st, not läst."""


_NO_JOINS: Mapping[tuple[int, int], tuple[Piece, ...]] = MappingProxyType({})


@lru_cache(maxsize=4)
def names_of(lexicon: Lexicon) -> Names:
    names = frozenset(row["name"] for row in lexicon.rows("names"))
    short = {word for row in lexicon.rows("organisations") for word in (row.get("short_name") or "").split()}
    return Names(
        frozenset(row["abbreviation"] for row in lexicon.rows("abbreviations") if row["abbreviation"].isupper()),
        names,
        frozenset(word.lower() for word in names | short if word[0].isupper()),
        frozenset(
            row["variant"] for row in lexicon.rows("units") if row["place"] == "after" and len(row["variant"]) > 1
        ),
    )


def find_tokens(
    lines: Sequence[tuple[int, str]], names: Names, joins: Mapping[tuple[int, int], tuple[Piece, ...]] = _NO_JOINS
) -> list[Token | str]:
    """Tokens to mend and, between them, the words and marks that stand fast ('' where nothing can be said).

    ``lines``: (number, text) in reading order; a number that does not follow the last one's parts paragraphs.
    ``joins``: the pieces of broken words; the whole stands where its first piece does.
    """
    rests = {(piece.line, piece.start) for pieces in joins.values() for piece in pieces[1:]}
    found: list[Token | str] = []
    add = found.append
    last_number, last_length, flows, small = -1, 0, False, False
    for index, (number, value) in enumerate(lines):
        shut = [m.span() for m in _ADDRESS.finditer(value)] if _MAYBE_ADDRESS.search(value) else ()
        opens = number != last_number + 1 or last_length < LONG_LINE or not flows
        if number != last_number + 1:
            add("")
        at = 0
        for match in TOKEN.finditer(value):
            text = match.group()
            start, stop = match.span()
            mark = None if start == at or (start == at + 1 and value[at] == " ") else _mark(value[at:start])
            at = stop
            if rests and (index, start) in rests:
                opens, small = False, True
                continue
            if mark is not None:
                add(mark)
                opens = opens or mark in (STOP, COLON)
            pieces = joins.get((index, start), ()) if joins else ()
            if pieces:
                text = "".join([lines[p.line][1][p.start : p.stop] for p in pieces])
            kind, is_small = _kind(text, names)
            if shut and any(first <= start < last for first, last in shut):
                add(text.lower())
            elif kind == "word" or (kind == "capitals" and _in_capitals(value)):
                within = small and not opens and (mark is None or mark == COMMA)
                add(Token(text, index, start, stop, opens, within, pieces[1:]))
            elif kind == "bar":
                add(Token(text, index, start, stop, opens) if _lone_bar(value, start, mark, at) else "")
            else:
                add(kind if kind in (NUMBER, YEAR) else text.lower())
            opens, small = False, is_small
        if at < len(value) and (mark := _mark(value[at:])) is not None:
            add(mark)
        length = len(value.strip())
        last_number, last_length, flows = number, length, length > 0 and value.rstrip()[-1] not in ".:;!?"
    return found


@lru_cache(maxsize=100_000)
def _kind(text: str, names: Names) -> tuple[str, bool]:
    """What a token is, and whether it opens with a small letter: a word to mend, a bar, the mark of a number, short capitals
    (an abbreviation unless the line is in capitals), or what stands fast: a lone letter, a name, an abbreviation."""
    small = text[0].islower()
    if text in LONE_BARS:
        return "bar", small
    if not text.isalpha() and (not may_be_word(text) or text.lstrip("0123456789") in names.units):
        return (YEAR if _YEAR.fullmatch(text) else NUMBER), small
    if (len(text) < 2 and text != "&") or text in names.names or text in names.abbreviations:
        return "fast", small
    return ("capitals" if len(text) <= 5 and text.isupper() else "word"), small


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
