"""What a token may have been before an engine read it: candidates with what the misreading and the word cost.

Costs are negative natural logarithms of probabilities, so they add up. A misreading costs what ``ocr_confusions.csv``
says, a word what the word list says; a compound costs its parts and the joints between them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from pipeline.lexicon import Lexicon
from pipeline.repairing.wordlist import UNSEEN, Role, WordList, damage_key, joined_keys, runs, word_list

INFINITE = 1e9

MAX_CHANNEL = 16.0
"""A misreading dearer than this (1 in 10 million) is none."""
SHORT_WORD = 13.0
"""The same for words of three letters."""
JOINT = 3.5
"""What each joint of a compound costs beside its parts."""
BINDING_S = 0.7
"""What a binding -s- adds."""
ODD_PART = 1.5
"""What a word adds that is not known to be a part of compounds."""
COMMON_WORD = 18.0
"""A dearer word is no part of a compound, unless it is known as one: the list has slips of the pen at its end."""
LOST_BLANK = 8.0
"""What leaving out the blank between two words costs."""
COMMON = 12.0
"""Words that run together are common words: at most this dear."""
MIN_TOGETHER = 7
"""Letters of a token that two words may have run together in: 'omsate' is rather a scrap of a table."""
NEGATION = 5.0
"""What the prefix o- adds."""
HANGING = 5.0
"""What the first part of a compound costs more where it stands alone ('hälso- och sjukvård')."""
GENITIVE = 5.0
"""What an -s adds after a word that the list knows without it."""
MIN_PART = 3
MIN_COMPOUND = 6
MAX_PARTS = 4
SURE_WORD = 13.0
"""A known word at most this dear (1 in 400 000) makes looking for compounds needless."""
MAX_CANDIDATES = 6
HOPELESS = 9.0
"""A candidate dearer than the cheapest by so much (1 in 8000) is not worth weighing by its neighbours."""
CLEAR = 2.5
"""A marked word must be e^2.5 = 12 times as likely as the token as it stands to count as a sign of damage."""
MARKS = frozenset("åäö")

LOST_ACCENT = 2.0
"""What an é written e costs."""
LOST_MARK = 7.5
"""What leaving out an å, ä or ö altogether costs ('tgärder'); of words from 5 letters on."""
SLIP = 10.0
"""What any other wrong, lost or doubled letter inside a word costs ('ssmmanhang'); of words from 6 letters on."""
MIN_LOST, MIN_SLIP = 5, 6
CLEAR_WORD = 14.0
"""A dearer word is not guessed at over a slip."""
CLEAR_SHORT = 9.5
"""The same for a token of six letters, which many words are near to."""
RARE = 16.5
"""A listed word dearer than this may be a slip of the pen that the list has taken in."""
LETTERS = "abcdefghijklmnoprstuvyåäö"
LETTER_KEYS = MappingProxyType({letter: damage_key(letter) for letter in ("", *LETTERS)})
UNKNOWN_LETTER, UNKNOWN_LONG = 1.2, 1.2
"""What each letter of an unknown word costs, and each after the sixth more: a compound of known parts outranks it."""
_FOREIGN_E = re.compile(r"é(?!n?s?$|er(?:s|na|nas)?$)")
"""An é that does not end its stem, as that of 'turnéer' does: of such words only the common ones explain an e."""
TWO_FOR_ONE = 8.0
"""What reading å, ä or ö as any two of the letters costs that each may be read as, where no row says so ('odvergripande')."""
SHORT_TWO = 0.4
"""What two letters for one cost more in a word of up to three: 'dar' is a little rather där than är."""
ODD_SIGN = 4.0
"""What a token adds that is no Swedish word by its letters: é within it, a digit, & or #."""
SHORT_RARE = 2.0
"""What a rare word of up to six letters adds as an explanation: the general list ends in slips of the pen."""
MAX_SHORT = 6


@dataclass(frozen=True, slots=True, eq=False)
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
            elif true.isalpha():
                rewrites[read, true] = cost
        single = {(true, read) for true, read in self._costs if len(read) == 1}
        for true, a in single:
            for b in (read for letter, read in single if letter == true):
                self._costs.setdefault((true, a + b), TWO_FOR_ONE)
        self._longest = max((len(read) for _, read in self._costs), default=1)
        self.rewrites = tuple((read, true, cost) for (read, true), cost in sorted(rewrites.items()))
        self._run_cost = lru_cache(maxsize=50_000)(self._align)

    def cost(self, word: str, token: str) -> float:
        """What reading ``word`` as ``token`` costs; both share a key, or do once é is written e."""
        if word == token:
            return 0.0
        true_runs, read_runs = runs(word), runs(token)
        total = SHORT_TWO if len(word) <= 3 and len(token) > len(word) else 0.0
        if len(true_runs) != len(read_runs):
            true_runs, total = runs(word.replace("é", "e")), total + LOST_ACCENT
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
        parts = {row["part"] for row in lexicon.rows("compound_parts") if row["first"] != "0"}
        swedish = {row["word"] for row in lexicon.rows("function_words") if row["language"] == "sv"}
        self._small_words = frozenset(word for word in swedish - parts if len(word) > 1)
        self.candidates = lru_cache(maxsize=200_000)(self._candidates)
        self.lost_marks = lru_cache(maxsize=200_000)(self._lost_marks)
        self._parts = lru_cache(maxsize=200_000)(self._find_parts)

    def _candidates(self, token: str) -> tuple[Candidate, ...]:
        """What ``token`` may have been, likeliest first; the token itself is always among them.

        ``token`` keeps its case only for glyphs that are confused by shape ('I6sningar'); words are in lower case.
        """
        lower = token.lower()
        found = list(self.listed(lower))
        by_shape = token[0] == "I" and not token.isupper()  # a capital I is as often an l: 'Iangsiktig', 'Ian'
        if by_shape or not any(c.prior <= SURE_WORD and c.channel < 6 for c in found):
            found.extend(self._compounds(lower, 0.0))
            found.extend(self._negated(lower))
            for word, channel, prior in self._parts(lower, "f"):
                found.append(Candidate(word, channel, prior + HANGING, True, "word"))
            for variant, cost in self._rewritten(token):
                found.extend(self.listed(variant, cost, "glyph"))
                found.extend(self._compounds(variant, cost))
        if token.isalpha() and not any(c.cost < unknown_cost(token) - 2 for c in found):
            found.extend(self._run_together(lower))
        if token.isalpha() and min((c.cost for c in found), default=INFINITE) > min(RARE, unknown_cost(token) - 2):
            found.extend(self._slips(token))
        best: dict[str, Candidate] = {}
        for candidate in found:
            if candidate.word not in best or candidate.cost < best[candidate.word].cost:
                best[candidate.word] = candidate
        if lower not in best or best[lower].cost > unknown_cost(lower):
            best[lower] = Candidate(lower, 0.0, unknown_cost(lower), False, "unknown")
        ranked = sorted(best.values(), key=lambda c: (c.cost, c.word))
        kept = [c for c in ranked[:MAX_CANDIDATES] if c.cost < ranked[0].cost + HOPELESS]
        return tuple(kept if best[lower] in kept else [*kept, best[lower]])

    def _lost_marks(self, token: str) -> int:
        """How many å, ä and ö ``token``, in small letters, has clearly lost, judged by the list alone."""
        if len(token) < 2 or token.isdigit() or not MARKS.isdisjoint(token):
            return 0
        found = list(self.listed(token))
        best = min(found, key=lambda c: c.cost, default=None)
        as_is = min((c.cost for c in found if c.word == token), default=unknown_cost(token))
        return sum(ch in MARKS for ch in best.word) if best is not None and best.cost + CLEAR < as_is else 0

    def listed(self, token: str, cost: float = 0.0, rule: str = "word") -> Iterator[Candidate]:
        """The words of the list that ``token`` can be, or their genitives."""
        for word, prior in self.words.bucket(damage_key(token)):
            channel = self.channel.cost(word, token) + cost
            if channel <= MAX_CHANNEL and not (prior > CLEAR_WORD and "é" not in token and _FOREIGN_E.search(word)):
                odd = SHORT_RARE if prior > RARE and len(word) <= MAX_SHORT and word != token else 0.0
                yield Candidate(word, channel, prior + odd, True, rule)
        if len(token) > MIN_COMPOUND and token[-1] == "s":
            for word, prior in self.words.bucket(damage_key(token[:-1])):
                channel = self.channel.cost(word, token[:-1]) + cost
                if channel <= MAX_CHANNEL and word[-1] not in "sxz":
                    yield Candidate(word + "s", channel, prior + GENITIVE, True, rule)

    def _run_together(self, token: str) -> Iterator[Candidate]:
        """Two words without the blank between them, one of them a small one: 'ochsjukvard', 'skaanvandas'."""
        for at in range(2, len(token) - 1 if len(token) >= MIN_TOGETHER else 0):
            for first in self.listed(token[:at]):
                if first.prior < COMMON:
                    for second in self.listed(token[at:]):
                        pair = {first.word, second.word}
                        if second.prior < COMMON and pair & self._small_words and len(pair) == 2:
                            channel = LOST_BLANK + first.channel + second.channel
                            yield Candidate(
                                f"{first.word} {second.word}", channel, first.prior + second.prior, True, "run_together"
                            )

    def _negated(self, token: str) -> Iterator[Candidate]:
        """Words under the prefix o-: 'of6rdelat' is o + fördelat."""
        if token[0] == "o" and len(token) > MIN_COMPOUND:
            for c in self.listed(token[1:], 0.0, "compound"):
                yield replace(c, word="o" + c.word, prior=c.prior + NEGATION)

    def _rewritten(self, token: str) -> Iterator[tuple[str, float]]:
        """The token with one shape put right: 'I6sningar' -> 'l6sningar', 'sambhillet' -> 'samhillet'."""
        for read, true, cost in self.channel.rewrites:
            at = token.find(read)
            while at >= 0:
                yield (token[:at] + true + token[at + len(read) :]).lower(), cost
                at = token.find(read, at + 1)

    def _slips(self, token: str) -> Iterator[Candidate]:
        """Common words that differ by one letter that no confusion explains.

        What is cut off at either end is no slip: cells of a table break words where they like.
        """
        lower, size = token.lower(), len(token)
        changes: list[tuple[int, str, int, float]] = []  # what is put in the place of lower[start:stop], at what cost
        if size >= MIN_LOST:
            changes += ((at, mark, at, LOST_MARK) for at in range(size + 1) for mark in "åäö")
        if size >= MIN_SLIP and token[0].islower():
            inner = range(1, size - 1)
            changes += ((at, "", at + 1, SLIP) for at in inner)
            changes += ((at, letter, at, SLIP) for at in inner for letter in LETTERS)
            changes += ((at, letter, at + 1, SLIP) for at in inner for letter in LETTERS)
        heads = [damage_key(lower[:at]) for at in range(size + 1)]
        tails = [damage_key(lower[at:]) for at in range(size + 1)]
        has_key = lru_cache(maxsize=None)(self.words.has_key)  # all variants that differ in hidden letters share one
        dearest = CLEAR_SHORT if size == MIN_SLIP else CLEAR_WORD
        for start, letters, stop, cost in changes:
            if has_key(joined_keys(heads[start], LETTER_KEYS[letters], tails[stop])):
                variant = lower[:start] + letters + lower[stop:]
                limit = CLEAR_WORD if cost == LOST_MARK else dearest
                yield from (c for c in self.listed(variant, cost, "slip") if c.prior < limit)

    def _find_parts(self, piece: str, role: Role) -> tuple[tuple[str, float, float], ...]:
        """(word, channel, prior) of the two likeliest words that ``piece`` of a compound can be."""
        key = damage_key(piece)
        found = [(word, prior) for word, prior in self.words.bucket(key, role)]
        dearest = COMMON_WORD if len(piece) > MIN_PART else SHORT_WORD
        if role == "f" and piece in self._small_words:
            return ()
        if len(piece) > MIN_PART or role == "f":
            found += [(word, prior + ODD_PART) for word, prior in self.words.bucket(key) if prior < dearest]
        if role == "f" and piece[-1] == "s" and len(piece) > MIN_PART + 1:
            shorter = self.words.bucket(damage_key(piece[:-1]))
            found += [(word + "s", prior + ODD_PART + BINDING_S) for word, prior in shorter if prior < COMMON_WORD]
        ranked = sorted(
            (channel + prior, word, channel, prior)
            for word, prior in found
            if (channel := self.channel.cost(word, piece)) <= MAX_CHANNEL
        )
        return tuple((word, channel, prior) for _, word, channel, prior in ranked[:2])

    def _compounds(self, token: str, cost: float) -> Iterator[Candidate]:
        """The two cheapest ways to see ``token`` as a compound of known words; ``cost`` was paid to get the token."""
        size = len(token)
        if size < MIN_COMPOUND or not token[-1].isalpha():
            return
        # best[i]: the two cheapest (cost, channel, word so far, parts) that end at position i
        best: list[list[tuple[float, float, str, int]]] = [[] for _ in range(size + 1)]
        best[0] = [(cost, cost, "", 0)]
        for start in range(size - MIN_PART + 1):
            if not best[start]:
                continue
            for stop in (*range(start + MIN_PART, size - MIN_PART + 1), size):
                for word, channel, prior in self._parts(token[start:stop], "l" if stop == size else "f"):
                    for total, so_far, text, parts in best[start]:
                        if parts < MAX_PARTS and so_far + channel <= MAX_CHANNEL:
                            joint = JOINT if parts else 0.0
                            step = (total + channel + prior + joint, so_far + channel, text + word, parts + 1)
                            best[stop] = sorted([*best[stop], step])[:2]
        for total, channel, word, parts in best[size]:
            if parts > 1:
                yield Candidate(word, channel, total - channel, True, "compound")


def unknown_cost(token: str) -> float:
    """What a word costs that no list knows: the dearer the longer, so that a compound of known parts outranks it."""
    odd = 0.0 if token.isalpha() and "é" not in token[:-2] else ODD_SIGN
    return UNSEEN - 4.0 + UNKNOWN_LETTER * len(token) + UNKNOWN_LONG * max(0, len(token) - MIN_COMPOUND) + odd


@lru_cache(maxsize=4)
def repairer(lexicon: Lexicon) -> Repairer:
    return Repairer(lexicon)
