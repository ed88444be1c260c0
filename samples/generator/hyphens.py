"""Where a Swedish word may be broken: a rule of thumb, as a word processor of the day would do it."""

from __future__ import annotations

VOWELS = set("aeiouyåäöéAEIOUYÅÄÖÉ")
SOFT = "\u00ad"
KEPT = ("ng", "ck", "sj", "sk", "ch", "ph", "th")


def break_points(word: str) -> list[int]:
    """Offsets at which ``word`` may be broken: at soft hyphens where the writer put them, else before the last
    consonant that stands before a vowel, three letters from either end.
    """
    core = word.rstrip(".,;:)”")
    found = []
    for i in range(3, len(core) - 2):
        if not (core[i - 1].isalpha() and core[i].isalpha() and core[i + 1].isalpha()):
            continue
        if core[i] in VOWELS or core[i + 1] not in VOWELS or core[i - 1 : i + 1].lower() in KEPT:
            continue
        if any(ch in VOWELS for ch in core[:i]):
            found.append(i)
    return found


def pieces(word: str) -> list[tuple[str, str]]:
    """All ways to break ``word``: (part before, with its hyphen; rest), longest first part last."""
    if SOFT in word:
        parts = word.split(SOFT)
        return [("".join(parts[:i]) + "-", SOFT.join(parts[i:])) for i in range(1, len(parts))]
    ways = [(word[:i] + "-", word[i:]) for i in break_points(word)]
    inner = [(word[: i + 1], word[i + 1 :]) for i, ch in enumerate(word[:-2]) if ch == "-" and i > 1]
    return sorted(ways + inner, key=lambda way: len(way[0]))
