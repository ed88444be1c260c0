"""Columns of running text that were read across, dealt out again.

Whoever set the columns filled each line as far as it would go. So a dealing of the lines can be judged without knowing
what they say: a word stands on the next line only where it no longer fitted, sentences go on in small letters, no
column is wider than it is, and a row's cells begin side by side. Dealings are compared by the rules that they break; a
narrow beam of the best is kept from line to line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, product

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.repairing.wordlist import WordList, word_list

BEAM = 14
"""Dealings kept from line to line."""
WAYS = 120
"""Ways to deal one line that are tried, the narrowest first."""
SLACK = 6
"""A piece that is wider than its column by more characters than this is not tried."""
RARE = 10.0
"""That a pair of words was never seen tells the more the commoner the second; above this cost (nats) nothing."""

# What it costs to break a rule; the numbers only say how rules weigh against each other.
_GOES_ON_AFTER_END, _CAPITAL_IN_SENTENCE, _BEGINS_LOW = 3.0, 1.2, 3.0
_SLIGHTLY_WIDE, _TOO_WIDE, _WOULD_FIT, _PAIR, _HYPHEN, _STUTTER = 0.15, 0.5, 1.0, 0.7, 1.0, 1.0
_RISK_WAITS, _RISK_WAITS_FIRST, _NO_END, _NO_MEASURE = 0.4, 1.3, 0.8, 2.0
_STAYS, _EMPTY, _BULLET = 0.8, 0.5, 2.0
_SWITCH, _MARKED, _SECOND_SENTENCE, _NOT_ALIGNED = 0.7, 4.0, 0.9, 1.0

_INNER_END, _SENTENCE_IN_PHRASE = 1.5, 0.6
_OPEN_END, _INNER_BULLET = 1.5, 1.0
_BULLETED = r"[-–•▪■□◦○\uf0a7\uf0b7\uf0d8]\s"
_INNER = re.compile(rf"[.!?:]\s{_BULLETED}[A-ZÅÄÖ]")
_SENTENCE_GOES_ON = re.compile(r"[a-zåäö]{3}[.!?]\s[a-zåäö]|[a-zåäö]-\s[A-ZÅÄÖ]")
_STUTTERED = re.compile(r"(?:^|\s)([^\W\d_]+)\s\1(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns' widths in characters; ``mark``: the letters that open a cell of the second ('åtgärd:'). ``across``:
    lines were read across the columns, so that one can hold a piece of each; ``aligned``: a row's cells begin on one line."""

    widths: tuple[int, ...]
    mark: str
    across: bool
    aligned: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line that lies in the columns ``first`` to ``last``."""

    text: Text
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as its stretches; ``apart``: whether it stands apart from the line above (a blank line more)."""

    segments: tuple[Segment, ...]
    apart: bool


@dataclass(frozen=True, slots=True)
class _Dealing:
    cost: float
    cells: tuple[tuple[Text, ...], ...]
    last: frozenset[int] = frozenset()


Way = tuple[Text | None, ...]


def deal_out(lines: Sequence[Piece], columns: Columns, lexicon: Lexicon) -> list[list[Text]]:
    """Each column's lines; the first line opens the first column."""
    words = word_list(lexicon)
    beam = [_Dealing(0.0, ((),) * len(columns.widths))]
    for number, piece in enumerate(lines):
        ways = list(_ways(piece, columns, first=not number))
        found = [_extended(dealing, way, piece, columns, words) for dealing in beam for way in ways]
        beam = sorted(found, key=lambda d: d.cost)[:BEAM] or beam
    best = min(beam, key=lambda d: d.cost + _ending(d, lexicon))
    return [list(cell) for cell in best.cells]


def _ways(piece: Piece, columns: Columns, *, first: bool) -> Iterator[Way]:
    """Every way to deal one line, the stretches each by themselves."""
    count = len(columns.widths)
    choices = [list(_segment_ways(segment, columns, first=first)) for segment in piece.segments if segment.text.value]
    for chosen in product(*choices):
        way: list[Text | None] = [None] * count
        for found in chosen:
            for column, text in found:
                way[column] = text
        yield tuple(way)


def _segment_ways(segment: Segment, columns: Columns, *, first: bool) -> Iterator[tuple[tuple[int, Text], ...]]:
    text, options = segment.text, range(segment.first, segment.last + 1)
    opens = first and segment.first == 0
    yield from (((column, text),) for column in options if not (opens and column))
    if len(options) < 2 or not columns.across:
        return
    starts = [match.start() for match in re.finditer(rf"(?<!\s{_BULLETED})(?<!\S)\S+", text.value)][2 if opens else 1 :]
    found: list[tuple[float, tuple[tuple[int, int, int], ...]]] = []
    for size in range(2, len(options) + 1):
        for chosen in combinations(options, size):
            if opens and chosen[0]:
                continue
            for cuts in combinations(starts, size - 1):
                spans = tuple(zip(chosen, (0, *cuts), (*cuts, len(text)), strict=True))
                excess = max(stop - start - columns.widths[column] for column, start, stop in spans)
                if excess <= SLACK:
                    found.append((max(0, excess), spans))
    for _, spans in sorted(found, key=lambda way: way[0])[:WAYS]:
        yield tuple((column, text.slice(start, stop).strip()) for column, start, stop in spans)


def _extended(dealing: _Dealing, way: Way, piece: Piece, columns: Columns, words: WordList) -> _Dealing:
    cost = dealing.cost
    filled = [column for column, text in enumerate(way) if text is not None]
    begins = not any(dealing.cells)
    for column in filled:
        text = way[column]
        assert text is not None
        before = dealing.cells[column]
        cost += _column_cost(before[-1].value if before else None, text.value, columns.widths[column], words)
        cost += _SENTENCE_IN_PHRASE * (column > 1 and is_ended(text.value))  # who, when and how often are no sentences
        if column and not before:
            cost += _BEGINS_LOW * bool(re.match(r"[a-zåäö]", text.value))
            cost += _NOT_ALIGNED * (columns.aligned and not begins)
    if begins and columns.aligned:
        cost += _NOT_ALIGNED * (len(way) - len(filled))
    if way[0] is not None:
        cost += _BULLET * bool(re.match(_BULLETED, way[0].value) and any(dealing.cells[1:]))
        cost += _MARKED * bool(columns.mark and columns.mark + ":" in way[0].value.casefold())
        cost += _SECOND_SENTENCE * bool(dealing.cells[0] and is_ended(dealing.cells[0][-1].value))
    elif dealing.cells[0] and not is_ended(dealing.cells[0][-1].value):
        cost += _RISK_WAITS if any(dealing.cells[1:]) else _RISK_WAITS_FIRST
    sides = frozenset(filled)
    if not begins and not piece.apart and not sides & dealing.last and len(sides) == len(dealing.last) == 1:
        cost += _SWITCH
    if not begins and piece.apart and not columns.across and sides == dealing.last:
        cost += _STAYS
    neighbours = [way[column] for column in filled]
    if len(piece.segments) == 1:
        for one, other in pairwise(neighbours):
            assert one is not None
            assert other is not None
            cost += _PAIR * _goes_with(one.value, other.value, words)
    cells = tuple(cell if text is None else (*cell, text) for cell, text in zip(dealing.cells, way, strict=True))
    return _Dealing(cost, cells, sides)


@lru_cache(maxsize=10_000)
def _column_cost(before: str | None, value: str, width: int, words: WordList) -> float:
    """What it costs to go on with a column with this line; the dealings of a beam differ in few of their last lines."""
    cost = _SLIGHTLY_WIDE * max(0, len(value) - width) + _TOO_WIDE * max(0, len(value) - width - 2)
    cost += _STUTTER * bool(_STUTTERED.search(value)) + _INNER_BULLET * bool(_INNER.search(value))
    cost += _INNER_END * bool(_SENTENCE_GOES_ON.search(value))
    if before is None:
        return cost
    low = bool(re.match(r"\W*[a-zåäö]", value))
    if is_ended(before):
        return cost + (_GOES_ON_AFTER_END if low else 0.0)
    if re.search(r"[^\W\d_]-$", before):
        return cost + (-_HYPHEN * _makes_word(before, value, words) if low else _CAPITAL_IN_SENTENCE)
    if not low and not re.match(r"\W*\d", value) and not re.search(r"[:,/]$", before):
        cost += _CAPITAL_IN_SENTENCE
    if len(before) + 1 + len(value.split()[0]) <= width - 3:
        cost += _WOULD_FIT
    return cost - _PAIR * _goes_with(before, value, words)


def _makes_word(before: str, after: str, words: WordList) -> float:
    """How well (0-1) a broken word is mended by the word that goes on with it: it, or an end of it that spans the break,
    is in the list."""
    head, tail = _word(before.split()[-1]).rstrip("-"), _word(after.split()[0]).rstrip("-")
    whole = head + tail
    known = any(words.cost(whole[start:]) is not None for start in range(max(1, len(head) - 1)))
    return 1.0 if known else 0.3


def is_ended(value: str) -> bool:
    """Whether a sentence ends with the line."""
    return bool(re.search(r"[.!?][)”\"]?$", value))


def _goes_with(before: str, after: str, words: WordList) -> float:
    """How readily (-1 to 1) the first word of one text follows the last of the other: more often than chance, or less."""
    first, second = _word(before.split()[-1].rsplit("/", 1)[-1]), _word(after.split()[0].split("/", 1)[0])
    alone = words.cost(second)
    if alone is None:
        return 0.0
    gain = alone - words.step(first, second, alone)
    return min(1.0, gain / 3) if gain > 0 else max(-1.0, gain / 2) * max(0.0, 1.0 - alone / RARE)


def _word(printed: str) -> str:
    return printed.strip('.,;:()”"').casefold()


@lru_cache(maxsize=4)
def _open_words(lexicon: Lexicon) -> frozenset[str]:
    """Words that no cell ends with: 'och', 'av', 'vid'."""
    return frozenset(row["word"] for row in lexicon.rows("function_words") if row["language"] == "sv")


def _ending(dealing: _Dealing, lexicon: Lexicon) -> float:
    open_ends = sum(cell[-1].value.split()[-1] in _open_words(lexicon) for cell in dealing.cells if cell)
    cost = _OPEN_END * open_ends
    cost += 0.0 if dealing.cells[0] and is_ended(dealing.cells[0][-1].value) else _NO_END
    return cost + _NO_MEASURE * (len(dealing.cells) > 1 and not dealing.cells[1]) + _EMPTY * dealing.cells[2:].count(())
