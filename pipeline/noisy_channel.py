"""What a token may have been before an engine read it: candidates with what the misreading and the word cost.

Costs are negative natural logarithms of probabilities, so they add up. A misreading costs what ``ocr_confusions.csv``
says, a word what the word list says; a compound costs its parts and the joints between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.lexicon import Lexicon
from pipeline.wordlist import UNSEEN, WordList, damage_key, runs, word_list

INFINITE = 1e9
MARKS = frozenset("åäöé")

MAX_CHANNEL = 16.0
"""A misreading dearer than this (1 in 10 million) is none."""
JOINT = 2.5
"""What each joint of a compound costs beside its parts."""
BINDING_S = 0.7
"""What a binding -s- adds."""
MIN_PART = 3
MIN_COMPOUND = 6
SURE_WORD = 13.0
"""A known word at most this dear (1 in 400 000) makes looking for compounds needless."""
MAX_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """``word`` in lower case; ``channel``: what reading it as the token costs; ``prior``: what the word costs;
    ``known``: a word of the list or a compound of such; ``rule``: how it was found."""

    word: str
    channel: float
    prior: float
    known: bool
    rule: str

    @property
    def cost(self) -> float:
        return self.channel + self.prior


class Channel:
    """The misreadings of ``ocr_confusions.csv`` that carry a weight."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._costs: dict[tuple[str, str], float] = {}
        rewrites: dict[tuple[str, str], float] = {}
        for row in lexicon.rows("ocr_confusions"):
            if not row.get("weight"):
                continue
            true, read, cost = row["true"], row["read"], -math.log(float(row["weight"]))
            if true.casefold() in ("å", "ä", "ö") and damage_key(read.casefold()) == "*":
                # what befalls capitals stands in rows of its own; it says little of small letters
                key = true.casefold(), read.casefold()
                if true == key[0] or key not in self._costs:
                    self._costs[key] = cost
            elif true.isalpha() and row["class"] != "text_layer":
                rewrites[read, true] = cost
        self._longest = max((len(read) for _, read in self._costs), default=1)
        self.rewrites = tuple((read, true, cost) for (read, true), cost in sorted(rewrites.items()))
        self._run_cost = lru_cache(maxsize=50_000)(self._align)

    def cost(self, word: str, token: str) -> float:
        """What reading ``word`` as ``token`` costs; both share a key, or do once é is written e."""
        true_runs, read_runs = runs(word), runs(token)
        if len(true_runs) != len(read_runs):
            true_runs = runs(word.replace("é", "e"))
        total = 0.0
        for true, read in zip(true_runs, read_runs, strict=True):
            if true != read:
                total += self._run_cost(true, read)
                if total > MAX_CHANNEL:
                    return INFINITE
        return total

    def _align(self, true: str, read: str) -> float:
        """The cheapest way to read the letters ``true`` as the letters ``read``, letter by letter."""
        best = [[INFINITE] * (len(read) + 1) for _ in range(len(true) + 1)]
        best[0][0] = 0.0
        for i, letter in enumerate(true):
            for j in range(len(read) + 1):
                if best[i][j] >= INFINITE:
                    continue
                for k in range(j + 1, min(len(read), j + self._longest) + 1):
                    piece = read[j:k]
                    step = 0.0 if piece == letter else self._costs.get((letter, piece), INFINITE)
                    best[i + 1][k] = min(best[i + 1][k], best[i][j] + step)
        return best[-1][-1]


class Repairer:
    """Candidates for tokens, remembered; one for each lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words: WordList = word_list(lexicon)
        self.channel = Channel(lexicon)
        self.candidates = lru_cache(maxsize=200_000)(self._candidates)
        self._parts = lru_cache(maxsize=200_000)(self._find_part)

    def _candidates(self, token: str) -> tuple[Candidate, ...]:
        """What ``token`` may have been, likeliest first; the token itself is always among them.

        ``token`` keeps its case only for glyphs that are confused by shape ('I6sningar'); words are in lower case.
        """
        lower = token.lower()
        found = list(self._listed(lower, 0.0, "word"))
        if not any(c.prior <= SURE_WORD and c.channel < 6 for c in found):
            for variant, cost in self._rewritten(token):
                found.extend(self._listed(variant, cost, "glyph"))
                found.extend(self._compounds(variant, cost))
            found.extend(self._compounds(lower, 0.0))
        best: dict[str, Candidate] = {}
        for candidate in found:
            if candidate.word not in best or candidate.cost < best[candidate.word].cost:
                best[candidate.word] = candidate
        if lower not in best:
            best[lower] = Candidate(lower, 0.0, unknown_cost(lower), False, "unknown")
        ranked = sorted(best.values(), key=lambda c: (c.cost, c.word))
        kept = ranked[:MAX_CANDIDATES]
        return tuple(kept if best[lower] in kept else [*kept, best[lower]])

    def _listed(self, token: str, cost: float, rule: str) -> Iterator[Candidate]:
        for word, prior in self.words.bucket(damage_key(token)):
            channel = self.channel.cost(word, token) + cost
            if channel <= MAX_CHANNEL:
                yield Candidate(word, channel, prior, True, rule)

    def _rewritten(self, token: str) -> Iterator[tuple[str, float]]:
        """The token with one shape put right: 'I6sningar' -> 'l6sningar', 'sambhillet' -> 'samhillet'."""
        for read, true, cost in self.channel.rewrites:
            at = token.find(read)
            while at >= 0:
                yield (token[:at] + true + token[at + len(read) :]).lower(), cost
                at = token.find(read, at + 1)

    def _find_part(self, piece: str) -> tuple[tuple[str, float, float], ...]:
        """(word, channel, prior) of the likeliest words that ``piece`` of a compound can be."""
        found = sorted(
            (channel + prior, word, channel, prior)
            for word, prior in self.words.bucket(damage_key(piece))
            if (channel := self.channel.cost(word, piece)) <= MAX_CHANNEL
        )
        return tuple((word, channel, prior) for _, word, channel, prior in found[:2])

    def _compounds(self, token: str, cost: float) -> Iterator[Candidate]:
        """The two cheapest ways to see ``token`` as a compound of known words."""
        size = len(token)
        if size < MIN_COMPOUND or not any(ch.isalpha() for ch in token):
            return
        # best[i]: cheapest (cost, channel, word so far, parts) that ends at position i
        best: list[list[tuple[float, float, str, int]]] = [[] for _ in range(size + 1)]
        best[0] = [(0.0, cost, "", 0)]
        for start in range(size - MIN_PART + 1):
            if not best[start]:
                continue
            for stop in range(start + MIN_PART, size + 1):
                if stop < size and size - stop < MIN_PART:
                    continue
                for word, channel, prior in self._pieces(token[start:stop], last=stop == size):
                    for total, so_far, text, parts in best[start]:
                        joint = JOINT if parts else 0.0
                        step = (total + channel + prior + joint, so_far + channel, text + word, parts + 1)
                        if parts < 4 and so_far + channel <= MAX_CHANNEL:
                            best[stop] = sorted([*best[stop], step])[:2]
        for total, channel, word, parts in best[size]:
            if parts > 1:
                yield Candidate(word, channel, total - (channel - cost), True, "compound")

    def _pieces(self, piece: str, *, last: bool) -> Iterator[tuple[str, float, float]]:
        yield from self._parts(piece)
        if not last and piece.endswith("s") and len(piece) > MIN_PART + 1:
            for word, channel, prior in self._parts(piece[:-1]):
                yield word + "s", channel, prior + BINDING_S


def unknown_cost(token: str) -> float:
    """What a word costs that no list knows: the dearer the longer, so that a compound of known parts outranks it."""
    return UNSEEN - 4.0 + 1.1 * len(token)


@lru_cache(maxsize=4)
def repairer(lexicon: Lexicon) -> Repairer:
    return Repairer(lexicon)
