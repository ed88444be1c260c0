"""Text against the true text: character and word error rates, words and numbers found whatever their order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from rapidfuzz.distance import Levenshtein

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MARKED = re.compile("[åäöÅÄÖéÉ]")
BROKEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])(?!(?:och|eller|samt|respektive)\b)")
"""A hyphen at the end of a line within a word; 'hälso-\\noch' keeps its own."""
PASSED_OVER = re.compile("[\\s|•\uf0b7\f]+")
DIGIT = re.compile(r"\d")

Rates = dict[str, float | int | list[int]]


def whole_words(text: str) -> str:
    return unicodedata.normalize("NFC", BROKEN.sub("", text).replace("\u00ad", ""))


def numbers_in(words: list[str]) -> Counter[str]:
    """Tokens that hold a digit, without punctuation around, minus signs as hyphens."""
    return Counter(w.strip(".,:;()[]|").replace("\u2212", "-").replace("\u2013", "-") for w in words if DIGIT.search(w))


def rate(part: float, whole: float) -> float:
    return round(part / max(1, whole), 5)


def text_rates(got: str, want: str) -> Rates:
    """CER and WER in order; recall and precision of words, of words with åäö and of numbers out of order."""
    flat_got, flat_want = (PASSED_OVER.sub(" ", whole_words(t)).strip() for t in (got, want))
    words_got, words_want = flat_got.split(), flat_want.split()
    bag_got, bag_want = Counter(WORD.findall(flat_got)), Counter(WORD.findall(flat_want))
    marked = {w: n for w, n in bag_want.items() if MARKED.search(w)}
    common = (bag_got & bag_want).total()
    numbers_got, numbers_want = numbers_in(words_got), numbers_in(words_want)
    numbers_common = (numbers_got & numbers_want).total()
    invented = sum(n for w, n in (bag_got - bag_want).items() if re.search("[åäöÅÄÖ]", w))
    return {
        "cer": rate(Levenshtein.distance(flat_got, flat_want), len(flat_want)),
        "wer": rate(Levenshtein.distance(words_got, words_want), len(words_want)),
        "word_recall": rate(common, bag_want.total()),
        "word_precision": rate(common, bag_got.total()),
        "diacritic_word_recall": rate(sum(min(bag_got[w], n) for w, n in marked.items()), sum(marked.values())),
        "unfounded_diacritic_words": invented,
        "number_recall": rate(numbers_common, numbers_want.total()),
        "number_precision": rate(numbers_common, numbers_got.total()),
        "percent_signs": [flat_got.count("%"), flat_want.count("%")],
        "words": bag_want.total(),
        "diacritic_words": sum(marked.values()),
    }


def line_rates(got: str, want: str, unreadable: frozenset[int] = frozenset()) -> Rates:
    """Error rates line by line, for texts that keep the source's lines; lines in ``unreadable`` (from 1) are left out.
    ``words_wer`` leaves out tokens with digits. Other line counts: only those."""
    ours, theirs = got.split("\n"), want.split("\n")
    if len(ours) != len(theirs):
        return {"line_count": [len(ours), len(theirs)]}
    letters = total = wrong = words = plain_wrong = plain = 0
    for n, (a, b) in enumerate(zip(ours, theirs, strict=True), 1):
        if n in unreadable:
            continue
        words_a, words_b = a.split(), b.split()
        line_a, line_b = " ".join(words_a), " ".join(words_b)
        letters += Levenshtein.distance(line_a, line_b)
        total += len(line_b)
        wrong += Levenshtein.distance(words_a, words_b)
        words += len(words_b)
        plain_a, plain_b = ([w for w in ws if not DIGIT.search(w)] for ws in (words_a, words_b))
        plain_wrong += Levenshtein.distance(plain_a, plain_b)
        plain += len(plain_b)
    return {"cer": rate(letters, total), "wer": rate(wrong, words), "words_wer": rate(plain_wrong, plain)}
