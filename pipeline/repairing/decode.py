"""The likeliest words for a run of tokens: candidates weighed by their neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from operator import add
from types import MappingProxyType

from pipeline.repairing.noisy_channel import Candidate
from pipeline.repairing.wordlist import WordList

NUMBER, YEAR, STOP, COMMA, COLON = "#", "####", ".", ",", ":"
"""How numbers and punctuation marks stand in the pair counts."""

Column = tuple[Candidate, ...]
"""What a token may be, likeliest first; a single candidate stands fast."""


MARK_COSTS = MappingProxyType({NUMBER: 3.3, YEAR: 4.5, STOP: 3.0, COMMA: 3.3, COLON: 4.5, "": 0.0})
WORD_COST = 10.0
"""What a fixed word costs: of one candidate only the pairs with its neighbours matter."""


@lru_cache(maxsize=50_000)
def fixed(word: str) -> Column:
    """The column of a word or mark that is not in question."""
    return (Candidate(word, 0.0, MARK_COSTS.get(word, WORD_COST), True, "fixed"),)


def decode(columns: Sequence[Column], words: WordList) -> list[Candidate]:
    """The cheapest way through ``columns``, one candidate of each (Viterbi).

    Every candidate's ``channel`` counts in full, its ``prior`` as its neighbours let it.
    """
    back: list[Sequence[int]] = []
    costs = [0.0]
    previous = fixed("")
    only = (0,)
    for column in columns:
        if len(column) == 1 and len(previous) == 1:
            back.append(only)  # nothing to choose: what was paid up to here is the same for all that follows
        else:
            steps = _steps(previous, column, words)
            if len(previous) == 1:
                back.append((0,) * len(column))
                costs = [each[0] for each in steps]
            else:
                ways = [list(map(add, costs, each)) for each in steps]
                costs = [min(way) for way in ways]
                back.append([way.index(cost) for way, cost in zip(ways, costs, strict=True)])
                if len(column) == 1:
                    costs = [0.0]
        previous = column
    at = costs.index(min(costs)) if columns else 0
    path: list[Candidate] = []
    for column, pointers_back in zip(reversed(columns), reversed(back), strict=True):
        path.append(column[at])
        at = pointers_back[at]
    path.reverse()
    return path


@lru_cache(maxsize=100_000)
def _steps(previous: Column, column: Column, words: WordList) -> tuple[tuple[float, ...], ...]:
    """For each candidate of ``column`` what it costs after each of ``previous``."""
    return tuple(tuple(c.channel + words.step(p.word, c.word, c.prior) for p in previous) for c in column)


def odds(column: Column, i: int, path: Sequence[Candidate], words: WordList) -> float:
    """The probability (0-1) of ``path[i]`` among the candidates of its column, its neighbours being what they are."""
    if len(column) == 1:
        return 1.0
    return _odds(path[i - 1] if i else None, column, path[i], path[i + 1] if i + 1 < len(path) else None, words)


@lru_cache(maxsize=100_000)
def _odds(
    before: Candidate | None, column: Column, taken: Candidate, after: Candidate | None, words: WordList
) -> float:
    first = before.word if before else ""
    costs = [c.channel + words.step(first, c.word, c.prior) for c in column]
    if after is not None:
        costs = [cost + words.step(c.word, after.word, after.prior) for cost, c in zip(costs, column, strict=True)]
    mine = costs[column.index(taken)]
    return 1 / sum(math.exp(min(50.0, mine - cost)) for cost in costs)
