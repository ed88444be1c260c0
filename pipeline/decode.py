"""The likeliest words for a run of tokens: candidates weighed by their neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.noisy_channel import Candidate
from pipeline.wordlist import WordList

NUMBER, YEAR, STOP, COMMA, COLON = "#", "####", ".", ",", ":"
"""How numbers and punctuation marks stand in the pair counts."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate taken for a token and the odds for it: 0.5 where another is as likely, 1 where none is."""

    candidate: Candidate
    score: float


def transition(words: WordList, first: str, candidate: Candidate) -> float:
    """What ``candidate`` costs after the word ``first``: its own cost, made less where the pair is a known one."""
    trust, share = words.follows(first, candidate.word)
    if not trust:
        return candidate.prior
    return -math.log((1 - trust) * math.exp(-candidate.prior) + trust * share + 1e-300)


def decode(slots: Sequence[str | tuple[Candidate, ...]], words: WordList) -> list[Choice | None]:
    """The cheapest way through ``slots``: each holds the candidates of a token, or a fixed word or mark.

    Every candidate's ``channel`` counts in full, its ``prior`` as its neighbours let it (Viterbi).
    """
    lattice: list[tuple[Candidate, ...]] = [
        (Candidate(slot, 0.0, 0.0, True, "fixed"),) if isinstance(slot, str) else slot for slot in slots
    ]
    back: list[list[int]] = []
    costs = [0.0]
    previous: tuple[Candidate, ...] = (Candidate("", 0.0, 0.0, True, "fixed"),)
    for column in lattice:
        if len(column) == 1 and len(previous) == 1:
            back.append([0])
        else:
            steps = [
                min(
                    (cost + transition(words, p.word, c), i)
                    for i, (cost, p) in enumerate(zip(costs, previous, strict=True))
                )
                for c in column
            ]
            low = min(cost + c.channel for (cost, _), c in zip(steps, column, strict=True))
            costs = [cost + c.channel - low for (cost, _), c in zip(steps, column, strict=True)]
            back.append([i for _, i in steps])
        previous = column
    at = costs.index(min(costs)) if costs else 0
    path: list[Candidate] = []
    for column, pointers in zip(reversed(lattice), reversed(back), strict=True):
        path.append(column[at])
        at = pointers[at]
    path.reverse()
    return [
        None if isinstance(slot, str) else Choice(path[i], odds(slot, path[i], _neighbours(path, i), words))
        for i, slot in enumerate(slots)
    ]


def _neighbours(path: Sequence[Candidate], i: int) -> tuple[Candidate | None, Candidate | None]:
    return (path[i - 1] if i else None, path[i + 1] if i + 1 < len(path) else None)


def odds(
    column: Sequence[Candidate],
    taken: Candidate,
    neighbours: tuple[Candidate | None, Candidate | None],
    words: WordList,
) -> float:
    """The probability of ``taken`` among the candidates, its neighbours being what they are."""
    if len(column) == 1:
        return 1.0
    before, after = neighbours

    def cost(candidate: Candidate) -> float:
        total = candidate.channel + transition(words, before.word if before else "", candidate)
        return total + (transition(words, candidate.word, after) if after else 0.0)

    mine = cost(taken)
    return 1 / sum(math.exp(min(50.0, mine - cost(other))) for other in column)
