"""The word list and the pair counts, compiled once from the dictionaries and kept in the user's cache.

Words are filed under a key in which every letter that an engine mixes up with å, ä and ö is the same: 'nämnd',
'nimnd' and 'ndmnd' share the key 'n*mn*'. So one look-up finds all words that a damaged token can be. Costs are negative
natural logarithms of probabilities: the lower the likelier; the rarest word of all has about 20.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import struct
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import marisa_trie

from pipeline.lexicon import Lexicon

MIXED_UP = "aåäàâáãoöóòôõøæéèêëiíïîd04&#6"
"""The letters and signs that stand for one another in damaged text, å, ä and ö among them."""

_RUN = re.compile(f"[{MIXED_UP}]+")
_HIDDEN = str.maketrans(dict.fromkeys(MIXED_UP, "*"))
_SPELLING = "abcdefghijklmnopqrstuvwxyzåäöéèêëàáâãüïíóôøæç"
_WORDS = re.compile(f"[{_SPELLING}]+(?:-[{_SPELLING}]+)*")
MAX_LENGTH = 40

_UNMARKED = str.maketrans("åäöé", "aaoe")

FORMAT = b"plantolk words 14\n"
DICTIONARIES = ("words", "bigrams", "plan_bigrams", "domain_terms", "compound_parts", "names")
PROSE_COLUMNS = MappingProxyType(
    {
        "organisations": ("name", "aliases"),
        "column_headers": ("header_variant",),
        "document_titles": ("title",),
        "goal_terms": ("term", "plural"),
        "indicator_terms": ("term",),
        "risk_terms": ("term",),
    }
)
"""Columns of other dictionaries whose words belong to the genre too."""

SHARES = (0.40, 0.25, 0.35)
"""How much the genre's own terms, the counts of law and government text, and the general list weigh."""
TERM_COUNT = 10.0
"""Occurrences per million given to a term of a dictionary that states none."""

NEGLIGENCE = 0.1
"""A form without marks that is rarer than this share of the marked form is taken for carelessness."""

UNSEEN = 20.8
"""The cost of the rarest word: 1 in 10^9, below the general list's last."""


def damage_key(word: str) -> str:
    """The key that a word shares with its misreadings: 'nämnd', 'nimnd' -> 'n*mn*'. ``word`` is in lower case."""
    key = word.translate(_HIDDEN)
    while "**" in key:
        key = key.replace("**", "*")
    return key


def joined_keys(head: str, middle: str, tail: str) -> str:
    """The key of a word by those of its pieces: 'n*', '*' and 'mn*' -> 'n*mn*'."""
    key = head + middle + tail
    return key.replace("**", "*").replace("**", "*") if "**" in key else key


def runs(word: str) -> list[str]:
    """The stretches of letters that the key hides: 'nämnden' -> ['ä', 'd']."""
    return _RUN.findall(word)


Role = Literal["w", "f", "l"]
"""A word by itself, the first part of a compound ('hälso'), its last ('vården'): the first letter of the stored key."""


class WordList:
    """Words by key with their costs, and how likely one word follows another."""

    def __init__(self, words: marisa_trie.BytesTrie, pairs: marisa_trie.RecordTrie) -> None:
        self._words = words
        self._pairs = pairs
        self.bucket = lru_cache(maxsize=100_000)(self._bucket)
        self.step = lru_cache(maxsize=400_000)(self._step)

    def _bucket(self, key: str, role: Role = "w") -> tuple[tuple[str, float], ...]:
        """(word, cost) of every word under ``key``, likeliest first."""
        values: list[bytes] = self._words.get(role + key, ())
        return tuple(sorted(((v[1:].decode(), v[0] / 10) for v in values), key=lambda pair: (pair[1], pair[0])))

    def has_key(self, key: str) -> bool:
        """Whether any word is filed under ``key``."""
        return "w" + key in self._words

    def cost(self, word: str) -> float | None:
        """The cost of a word as it is spelled, or ``None`` where the list does not know it."""
        return next((cost for known, cost in self.bucket(damage_key(word)) if known == word), None)

    def _step(self, first: str, second: str, prior: float) -> float:
        """What ``second`` costs after ``first``: its own cost, made less where the pair is a known one, and more
        where other words are known to follow."""
        trust = self._pairs.get(first)
        if not trust:
            return prior
        found = self._pairs.get(f"{first} {second}")
        share = found[0][0] if found else 0.0
        return -math.log((1 - trust[0][0]) * math.exp(-prior) + trust[0][0] * share + 1e-300)

    def to_bytes(self) -> bytes:
        words, pairs = self._words.tobytes(), self._pairs.tobytes()
        return b"".join((FORMAT, struct.pack("<QQ", len(words), len(pairs)), words, pairs))

    @classmethod
    def from_bytes(cls, content: bytes) -> WordList:
        if not content.startswith(FORMAT):
            raise ValueError("not a compiled word list")
        at = len(FORMAT) + 16
        n_words, n_pairs = struct.unpack("<QQ", content[len(FORMAT) : at])
        if len(content) != at + n_words + n_pairs:
            raise ValueError("a compiled word list that is cut off")
        return cls(
            marisa_trie.BytesTrie().frombytes(content[at : at + n_words]),
            marisa_trie.RecordTrie("<ff").frombytes(content[at + n_words :]),
        )


@lru_cache(maxsize=4)
def word_list(lexicon: Lexicon) -> WordList:
    """The compiled list for these dictionaries: from the cache where it is there, else made and put there.

    Several workers may do this at once: each writes a file of its own and renames it, the last one stays.
    """
    path = _cache_folder() / f"words-{_fingerprint(lexicon)}.bin"
    try:
        return WordList.from_bytes(path.read_bytes())
    except (OSError, ValueError):
        made = compile_words(lexicon)
    _write_atomically(path, made.to_bytes())
    return made


def compile_words(lexicon: Lexicon) -> WordList:
    """The word list and the pair counts from the dictionaries and the general list of wordfreq."""
    keyed = []
    for word, probability in _probabilities(lexicon).items():
        value = bytes((min(255, round(-10 * math.log(probability))),)) + word.encode()
        keyed.append(("w" + damage_key(word), value))
        if "é" in word:
            keyed.append(("w" + damage_key(word.replace("é", "e")), value))
    keyed.extend(_parts(lexicon))
    return WordList(marisa_trie.BytesTrie(keyed), marisa_trie.RecordTrie("<ff", _pair_records(lexicon)))


def _parts(lexicon: Lexicon) -> Iterator[tuple[str, bytes]]:
    """The parts of compounds, dear where few compounds have them."""
    rows = [(row["part"], int(row["first"]), int(row["last"])) for row in lexicon.rows("compound_parts")]
    firsts, lasts = sum(first for _, first, _ in rows), sum(last for _, _, last in rows)
    for part, first, last in rows:
        for role, count, total in (("f", first, firsts), ("l", last, lasts)):
            if count:
                value = bytes((round(-10 * math.log(count / total)),)) + part.encode()
                yield role + damage_key(part), value


def _probabilities(lexicon: Lexicon) -> dict[str, float]:
    terms: Counter[str] = Counter()
    for row in lexicon.rows("domain_terms"):
        terms[row["term"].casefold()] += float(row.get("per_million") or TERM_COUNT)  # type: ignore[assignment]
    for name, columns in PROSE_COLUMNS.items():
        for row in lexicon.rows(name):
            for column in columns:
                for word in set(_WORDS.findall((row.get(column) or "").casefold())):
                    terms[word] = max(terms[word], TERM_COUNT)  # type: ignore[assignment]
    counts = {row["word"]: int(row["count"]) for row in lexicon.rows("words")}
    total = sum(counts.values()) or 1
    mixed: dict[str, float] = {}
    sources: tuple[tuple[float, Iterable[tuple[str, float]]], ...] = (
        (SHARES[0], ((word, count / 1e6) for word, count in terms.items())),
        (SHARES[1], ((word, count / total) for word, count in counts.items())),
        (SHARES[2], _general_list()),
    )
    for share, source in sources:
        for word, probability in source:
            mixed[word] = mixed.get(word, 0.0) + share * probability
    # strip() leaves nothing of a word that is all letters and hyphens: several times as fast as a pattern
    letters = _SPELLING + "-"
    spelled = {
        word: p
        for word, p in mixed.items()
        if len(word) <= MAX_LENGTH and not word.strip(letters) and word[0] != "-" != word[-1]
    }
    for word, p in tuple(spelled.items()):
        if not word.isascii():
            # the web writes 'gangen' for 'gången': such a form is no word unless edited text has it too
            plain = word.translate(_UNMARKED)
            if plain in spelled and plain not in counts and plain not in terms and spelled[plain] < NEGLIGENCE * p:
                del spelled[plain]
    return spelled


def _general_list() -> Iterator[tuple[str, float]]:
    """The words of wordfreq's large Swedish list; imported here, since it is needed only when compiling."""
    from wordfreq import get_frequency_list

    for centibels, words in enumerate(get_frequency_list("sv", "large")):
        probability = 10.0 ** (-centibels / 100)
        for word in words:
            yield word, probability


def _pair_records(lexicon: Lexicon) -> Iterator[tuple[str, tuple[float, float]]]:
    """(trust, 0) for each first word, (share, 0) for each pair: how often the second word follows the first.

    A pair of ``plan_bigrams.csv`` states its share itself and outranks the counts of law.
    """
    counts = {row["word"]: int(row["count"]) for row in lexicon.rows("words")}
    listed: Counter[str] = Counter()
    rows = [(row["first"], row["second"], int(row["count"])) for row in lexicon.rows("bigrams")]
    for first, _, count in rows:
        listed[first] += count
    totals = {first: max(counts.get(first, 0), count) for first, count in listed.items()}
    shares = {(first, second): count / totals[first] for first, second, count in rows}
    stated = {(row["first"], row["second"]): float(row["share"]) for row in lexicon.rows("plan_bigrams")}
    shares.update(stated)
    trusted = {first: min(0.85, total / (total + 150)) for first, total in totals.items()}
    for first, _ in stated:
        trusted[first] = max(0.5, trusted.get(first, 0.0))
    for first, trust in trusted.items():
        yield first, (trust, 0.0)
    for (first, second), share in shares.items():
        yield f"{first} {second}", (share, 0.0)


def _fingerprint(lexicon: Lexicon) -> str:
    names = (*DICTIONARIES, *PROSE_COLUMNS)
    content = FORMAT + metadata.version("wordfreq").encode() + lexicon.digest(*names).encode()
    return hashlib.sha256(content).hexdigest()[:20]


def _cache_folder() -> Path:
    """The user's cache folder, or the one for temporary files where there is no home."""
    if folder := os.environ.get("XDG_CACHE_HOME"):
        return Path(folder) / "plantolk"
    try:
        return Path.home() / ".cache" / "plantolk"
    except RuntimeError:
        return Path(tempfile.gettempdir()) / "plantolk"


def _write_atomically(path: Path, content: bytes) -> None:
    """A cache that can't be written costs time, nothing else."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".words-", delete=False) as handle:
            temporary = Path(handle.name)
            handle.write(content)
        temporary.replace(path)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
