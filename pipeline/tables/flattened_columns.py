"""Two columns of running text that were read across, dealt out again.

Whoever set the columns filled each line as far as it would go. So a dealing of the lines can be judged without knowing
what they say: a word stands on the next line only where it no longer fitted, sentences go on in small letters, and
neither column is wider than it is. Dealings are compared by the rules that they break; a narrow beam of the best is
kept from line to line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.wordlist import WordList, word_list

BEAM = 14
"""Dealings kept from line to line."""
_ENDED, _OPENS_HIGH, _GOES_LOW = 3.0, 1.2, 3.0
_TOO_WIDE, _WOULD_FIT, _PAIR, _HYPHEN = 0.5, 1.0, 0.7, 1.0
_TWICE = 1.0
_EARLY_MEASURE, _NO_END, _NO_MEASURE = 1.3, 0.8, 2.0
_SWITCH, _MARKED, _SECOND_SENTENCE = 0.7, 4.0, 0.9

_STUTTER = re.compile(r"(?:^|\s)([^\W\d_]+)\s\1(?:\s|$)")

Side = Literal["left", "right", "both"]


UNSEEN, RARE = 1.0, 10.0
"""How much (0-1) it tells that a pair of words was never seen, the more the commoner the second; above this cost (nats)
a word is too rare to tell anything."""


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of the two columns in characters; ``mark``: the letters that open a cell of the right one ('åtgärd:');
    ``across``: whether lines were read across both columns, so that one line can hold a piece of each."""

    risk: int
    measure: int
    mark: str
    across: bool


@dataclass(frozen=True, slots=True)
class _Dealing:
    cost: float
    left: tuple[Text, ...] = ()
    right: tuple[Text, ...] = ()
    last: Side = "both"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as its parts between bars; ``apart``: whether it stands apart from the line above (a blank line more)."""

    parts: tuple[Text, ...]
    apart: bool


def deal_out(lines: Sequence[Piece], widths: Widths, lexicon: Lexicon) -> tuple[list[Text], list[Text]]:
    """The lines as the two columns' lines; the first line opens the left column."""
    words = word_list(lexicon)
    beam = [_Dealing(0.0)]
    for number, piece in enumerate(lines):
        ways = list(_ways(piece.parts, widths, first=not number))
        found = [_extended(dealing, left, right, piece, widths, words) for dealing in beam for left, right in ways]
        beam = sorted(found, key=lambda d: d.cost)[:BEAM] or beam
    best = min(beam, key=lambda d: d.cost + _ending(d))
    return list(best.left), list(best.right)


def _ways(texts: Sequence[Text], widths: Widths, *, first: bool) -> Iterator[tuple[Text | None, Text | None]]:
    """Every way to deal one line: by its bar, else before any of its words."""
    filled = [text for text in texts if text.value]
    if not filled:
        yield None, None
    elif len(texts) > 1:
        yield texts[0] if texts[0].value else None, texts[1] if texts[1].value else None
        if len(filled) == 1 and not first:
            yield None, filled[0]
    else:
        text = filled[0]
        yield text, None
        if not first:
            yield None, text
        if widths.across and len(text) > 0.75 * widths.risk:
            for match in list(re.finditer(r"\S+", text.value))[2 if first else 1 :]:
                yield text.slice(0, match.start()).strip(), text.slice(match.start())


def _extended(
    dealing: _Dealing, left: Text | None, right: Text | None, piece: Piece, widths: Widths, words: WordList
) -> _Dealing:
    cost = dealing.cost
    side: Side = "both" if left is not None and right is not None else "right" if left is None else "left"
    if left is not None:
        cost += _column_cost(dealing.left, left.value, widths.risk, words)
        if widths.mark and widths.mark + ":" in left.value.casefold():
            cost += _MARKED
        if dealing.left and is_ended(dealing.left[-1].value):
            cost += _SECOND_SENTENCE
    if right is not None:
        cost += _column_cost(dealing.right, right.value, widths.measure, words)
        if not dealing.right and re.match(r"[a-zåäö]", right.value):
            cost += _GOES_LOW
        if left is None and dealing.left and not is_ended(dealing.left[-1].value):
            cost += 0.4 if dealing.right else _EARLY_MEASURE
    if side != dealing.last and not piece.apart and "both" not in (side, dealing.last):
        cost += _SWITCH
    if side == "both" and len(piece.parts) == 1 and left is not None and right is not None:
        cost += _PAIR * _goes_with(left.value, right.value, words)
    return _Dealing(
        cost,
        dealing.left if left is None else (*dealing.left, left),
        dealing.right if right is None else (*dealing.right, right),
        side,
    )


def _column_cost(column: Sequence[Text], value: str, width: int, words: WordList) -> float:
    """What it costs to go on with a column with this line."""
    cost = 0.15 * max(0, len(value) - width) + _TOO_WIDE * max(0, len(value) - width - 2)
    if _STUTTER.search(value):
        cost += _TWICE
    if not column:
        return cost
    before = column[-1].value
    low = bool(re.match(r"\W*[a-zåäö]", value))
    if is_ended(before):
        return cost + (_ENDED if low else 0.0)
    if re.search(r"[^\W\d_]-$", before):
        return cost + (-_HYPHEN if low else _OPENS_HIGH)
    if not low and not re.match(r"\W*\d", value) and not re.search(r"[:,/]$", before):
        cost += _OPENS_HIGH
    word = value.split()[0]
    if len(before) + 1 + len(word) <= width - 3:
        cost += _WOULD_FIT
    return cost - _PAIR * _goes_with(before, value, words)


def is_ended(value: str) -> bool:
    return bool(re.search(r"[.!?][)”\"]?$", value))


def _goes_with(before: str, after: str, words: WordList) -> float:
    """How readily (-1 to 1) the first word of one text follows the last of the other: more often than chance, or less."""
    first, second = _word(before.split()[-1].rsplit("/", 1)[-1]), _word(after.split()[0].split("/", 1)[0])
    trust, found = words.follows(first, second)
    alone = words.cost(second)
    if not trust or alone is None:
        return 0.0
    if not found:
        return -trust * UNSEEN * max(0.0, 1.0 - alone / RARE)
    return trust * max(-1.0, min(1.0, (math.log(found) + alone) / 3))


def _word(printed: str) -> str:
    return printed.strip('.,;:()”"').casefold()


def _ending(dealing: _Dealing) -> float:
    cost = 0.0 if dealing.left and is_ended(dealing.left[-1].value) else _NO_END
    return cost + (0.0 if dealing.right else _NO_MEASURE)
