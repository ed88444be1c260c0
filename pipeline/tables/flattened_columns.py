"""Two columns of running text that were read across, dealt out again.

Whoever set the columns filled each line as far as it would go. So a dealing of the lines can be judged without knowing
what they say: a word stands on the next line only where it no longer fitted, sentences go on in small letters, and
neither column is wider than it is. Dealings are compared by the rules that they break; a narrow beam of the best is
kept from line to line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.wordlist import WordList, word_list

BEAM = 14
"""Dealings kept from line to line."""
_ENDED, _OPENS_HIGH, _GOES_LOW = 3.0, 1.2, 3.0
_TOO_WIDE, _WOULD_FIT, _PAIR, _HYPHEN = 0.5, 1.0, 0.5, 1.0
_EARLY_MEASURE, _NO_END, _NO_MEASURE = 1.3, 0.8, 2.0


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of the two columns in characters."""

    risk: int
    measure: int


@dataclass(frozen=True, slots=True)
class _Dealing:
    cost: float
    left: tuple[Text, ...] = ()
    right: tuple[Text, ...] = ()


def deal_out(lines: Sequence[Sequence[Text]], widths: Widths, lexicon: Lexicon) -> tuple[list[Text], list[Text]]:
    """The lines (each its parts between bars) as the two columns' lines; the first line opens the left column."""
    words = word_list(lexicon)
    beam = [_Dealing(0.0)]
    for number, texts in enumerate(lines):
        found = [
            after
            for dealing in beam
            for left, right in _ways(texts, widths, first=not number)
            if (after := _extended(dealing, left, right, texts, widths, words)) is not None
        ]
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
        if len(text) > 0.75 * widths.risk:
            for match in list(re.finditer(r"\S+", text.value))[2 if first else 1 :]:
                yield text.slice(0, match.start()).strip(), text.slice(match.start())


def _extended(
    dealing: _Dealing, left: Text | None, right: Text | None, texts: Sequence[Text], widths: Widths, words: WordList
) -> _Dealing | None:
    cost = dealing.cost
    if left is not None:
        cost += _column_cost(dealing.left, left.value, widths.risk, words)
    if right is not None:
        cost += _column_cost(dealing.right, right.value, widths.measure, words)
        if not dealing.right and re.match(r"[a-zåäö]", right.value):
            cost += _GOES_LOW
        if left is None and dealing.left and not _is_ended(dealing.left[-1].value):
            cost += 0.4 if dealing.right else _EARLY_MEASURE
    if left is not None and right is not None and len(texts) == 1:
        cost += _PAIR * _goes_with(left.value, right.value, words)
    return _Dealing(
        cost,
        dealing.left if left is None else (*dealing.left, left),
        dealing.right if right is None else (*dealing.right, right),
    )


def _column_cost(column: Sequence[Text], value: str, width: int, words: WordList) -> float:
    """What it costs to go on with a column with this line."""
    cost = _TOO_WIDE * max(0, len(value) - width - 2)
    if not column:
        return cost
    before = column[-1].value
    low = bool(re.match(r"\W*[a-zåäö]", value))
    if _is_ended(before):
        return cost + (_ENDED if low else 0.0)
    if re.search(r"[^\W\d_]-$", before):
        return cost + (-_HYPHEN if low else _OPENS_HIGH)
    if not low and not re.match(r"\W*\d", value) and not re.search(r"[:,/]$", before):
        cost += _OPENS_HIGH
    word = value.split()[0]
    if len(before) + 1 + len(word) <= width - 3:
        cost += _WOULD_FIT
    return cost - _PAIR * _goes_with(before, value, words)


def _is_ended(value: str) -> bool:
    return bool(re.search(r"[.!?][)”\"]?$", value))


def _goes_with(before: str, after: str, words: WordList) -> float:
    """Whether the last word of one text and the first of the other are often neighbours (0 or 1)."""
    first, second = (w.strip('.,;:()”"').casefold() for w in (before.split()[-1], after.split()[0]))
    return float(words.follows(first, second)[1] > 0.0)


def _ending(dealing: _Dealing) -> float:
    cost = 0.0 if dealing.left and _is_ended(dealing.left[-1].value) else _NO_END
    return cost + (0.0 if dealing.right else _NO_MEASURE)
