"""Mends characters that were misread, keeping every edit.

How much a text has lost is estimated first; a sound text is left alone. Then each token gets the words that it may
have been (``noisy_channel``), and its neighbours decide among them (``decode``). Numbers, addresses and what no list
knows stay as they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.decode import COMMA, NUMBER, STOP, Choice, decode
from pipeline.document import Line, Page, Text
from pipeline.hyphens import join_lines
from pipeline.lexicon import Lexicon
from pipeline.noisy_channel import Candidate, Repairer, repairer

__all__ = ["join_lines", "repair"]

_TOKEN = re.compile(r"[&#{]?[^\W_]+(?:&[^\W_]+)*")
_ADDRESS = re.compile(r"\S*@\S+|\b(?:https?:|www\.)\S+|\b\S+\.(?:se|nu|com|org|net|eu)\b", re.IGNORECASE)
_LETTER_DIGITS = frozenset("0146")
"""Digits that engines write for letters; any other digit makes a token a number or a code."""
_HYPHENS = "-\u00ad\u2010\x02"
_BULLET = re.compile(r"\s*([eo«])(?= [^\W\d_&]{2})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line that belongs to a token: ``line`` is the index in the page's lines."""

    line: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word as read; two pieces where a line's end breaks it."""

    text: str
    pieces: tuple[Piece, ...]


def repair(pages: tuple[Page, ...], lexicon: Lexicon) -> tuple[Page, ...]:
    """The pages with each line's text repaired."""
    tool = repairer(lexicon)
    return tuple(_repair_page(page, tool) for page in pages)


def _repair_page(page: Page, tool: Repairer) -> Page:
    values = [line.text.value for line in page.lines]
    if sum(ch in "åäöÅÄÖ" for value in values for ch in value) > 0.01 * sum(map(len, values)):
        return page
    items = list(_items(values))
    slots = [item if isinstance(item, str) else tool.candidates(item.text) for item in items]
    changes: dict[int, list[tuple[int, int, str, str, float]]] = {}
    for item, choice in zip(items, decode(slots, tool.words), strict=True):
        if isinstance(item, Token) and choice is not None:
            for piece, after in _spelled(item, choice):
                if values[piece.line][piece.start : piece.stop] != after:
                    changes.setdefault(piece.line, []).append(
                        (piece.start, piece.stop, after, choice.candidate.rule, choice.score)
                    )
    for number, value in enumerate(values):
        if bullet := _BULLET.match(value):
            changes.setdefault(number, []).append((bullet.start(1), bullet.end(1), "•", "bullet", 0.9))
    return replace(page, lines=tuple(_changed(line, changes.get(i, ())) for i, line in enumerate(page.lines)))


def _items(values: Sequence[str]) -> Iterator[Token | str]:
    """Tokens to repair and, between them, the marks and words that stand fast."""
    held: Token | None = None
    for number, value in enumerate(values):
        shut = [m.span() for m in _ADDRESS.finditer(value)]
        at = 0
        for match in _TOKEN.finditer(value):
            between = value[at : match.start()]
            at = match.end()
            text = match.group()
            piece = Piece(number, match.start(), match.end())
            if held is not None:
                if not between.strip() and text[0].islower() and held.text.isalpha():
                    yield Token(held.text + text, (*held.pieces, piece))
                    held = None
                    continue
                yield held
                held = None
            if STOP in between or ":" in between:
                yield STOP
            elif between.strip():
                yield COMMA if "," in between else ""
            if any(start <= match.start() < stop for start, stop in shut) or len(text) < 2:
                yield text.lower()
            elif not _is_word(text):
                yield NUMBER
            elif value[at:].rstrip() in _HYPHENS and value[at:].strip() and text[-1:].isalpha():
                held = Token(text, (piece,))
            else:
                yield Token(text, (piece,))
    if held is not None:
        yield held


def _is_word(text: str) -> bool:
    digits = {ch for ch in text if ch.isdigit()}
    return not digits or (digits <= _LETTER_DIGITS and sum(ch.isalpha() for ch in text) >= 1 and not text[0].isupper())


def _spelled(token: Token, choice: Choice) -> Iterator[tuple[Piece, str]]:
    """What each piece of the token becomes."""
    word = _in_case(token.text, choice.candidate)
    if len(token.pieces) == 1:
        yield token.pieces[0], word
        return
    first, second = token.pieces
    cut = first.stop - first.start + round((len(word) - len(token.text)) / 2)
    yield first, word[:cut]
    yield second, word[cut:]


def _in_case(read: str, candidate: Candidate) -> str:
    """The word with the capitals that the token has."""
    word = candidate.word
    if read.lower() == word:
        return read
    if len(read) > 1 and read.isupper():
        return word.upper()
    if read[0].isupper() and not (candidate.rule == "glyph" and read[0].lower() != word[0]):
        return word[0].upper() + word[1:]
    return word


def _changed(line: Line, changes: Sequence[tuple[int, int, str, str, float]]) -> Line:
    text: Text = line.text
    for start, stop, after, rule, score in sorted(changes, reverse=True):
        text = text.replace(start, stop, after, rule, round(score, 3))
    return line if text is line.text else replace(line, text=text)
