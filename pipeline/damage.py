"""How much of its å, ä and ö a text has kept: the evidence that the repair asks for before it touches anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.document import Page
from pipeline.lexicon import Lexicon
from pipeline.noisy_channel import Repairer

WORDS = re.compile(r"[&#{]?[^\W_]+(?:&[^\W_]+)*")
MARKS = frozenset("åäöÅÄÖ")

SOUND_SHARE = 0.03
"""Of the letters of Swedish 4.6 % are å, ä or ö, in tables of short words down to 3."""
FEW_LETTERS = 200
"""A page with fewer letters is judged by its document."""
SUSPECT_SHARE = 0.01
SOUND_KEPT = 0.85
"""Where so many of the marks stand, what seems lost is rather a rare word or a name."""
MIN_LOST = 3
MIN_FOREIGN = 4


def marks_kept(pages: Sequence[Page], tool: Repairer, lexicon: Lexicon) -> tuple[float, ...]:
    """For each page the share (0-1) of its marks that it has kept; 1 where it is sound, or not in Swedish."""
    texts = [" ".join(line.text.value for line in page.lines) for page in pages]
    letters = [sum(map(str.isalpha, text)) for text in texts]
    kept = [sum(ch in MARKS for ch in text) for text in texts]
    if sum(kept) >= SOUND_SHARE * sum(letters):
        suspects = [n >= FEW_LETTERS and k < SUSPECT_SHARE * n for n, k in zip(letters, kept, strict=True)]
    else:
        suspects = [n > 0 for n in letters]
    lost = [
        lost_marks(text, tool) if suspect and not is_foreign(text, lexicon) else 0
        for text, suspect in zip(texts, suspects, strict=True)
    ]
    if sum(lost) < MIN_LOST:
        return (1.0,) * len(pages)
    whole = _share([k for k, s in zip(kept, suspects, strict=True) if s], [n for n in lost if n])
    return tuple(
        _page_share(k, n, whole if suspect and not is_foreign(text, lexicon) else 1.0)
        for k, n, suspect, text in zip(kept, lost, suspects, texts, strict=True)
    )


def _page_share(kept: int, lost: int, whole: float) -> float:
    """The page's own share, or the document's where the page says too little."""
    if whole == 1.0:
        return 1.0
    share = kept / (kept + lost) if kept + lost >= 2 * MIN_LOST else whole
    return 1.0 if share > SOUND_KEPT else share


def _share(kept: Sequence[int], lost: Sequence[int]) -> float:
    return sum(kept) / max(1, sum(kept) + sum(lost))


def lost_marks(text: str, tool: Repairer) -> int:
    """How many marks the text seems to have lost: tokens that are far likelier as a word with marks."""
    return sum(count * tool.lost_marks(token) for token, count in Counter(WORDS.findall(text.lower())).items())


def is_foreign(text: str, lexicon: Lexicon) -> bool:
    """Whether the small words of another language outnumber the Swedish ones."""
    languages = _function_words(lexicon)
    hits: Counter[str] = Counter()
    for word in WORDS.findall(text.lower()):
        hits.update(languages.get(word, ()))
    return any(n >= MIN_FOREIGN and n > hits["sv"] for language, n in hits.items() if language != "sv")


@lru_cache(maxsize=4)
def _function_words(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in lexicon.rows("function_words"):
        found[row["word"]] = (*found.get(row["word"], ()), row["language"])
    return found
