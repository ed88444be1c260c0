"""How much of its å, ä and ö a text has kept: the evidence that the repair asks for before it touches anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.document import Page
from pipeline.lexicon import Lexicon
from pipeline.repairing.noisy_channel import Repairer

WORDS = re.compile(r"[&#{]?[^\W_]+(?:[&#][^\W_]+)*")
MARKS = frozenset("åäöÅÄÖ")

SOUND_SHARE = 0.04
"""Of the letters of Swedish 4.6 % are å, ä or ö: in a text with so many nothing is counted."""
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
    kept = [sum(map(text.count, MARKS)) for text in texts]
    bare = [n >= FEW_LETTERS and k < SUSPECT_SHARE * n for n, k in zip(letters, kept, strict=True)]
    suspects = bare if sum(kept) >= SOUND_SHARE * sum(letters) else [n > 0 for n in letters]
    tokens = [
        Counter(WORDS.findall(text.lower())) if suspect else Counter()
        for text, suspect in zip(texts, suspects, strict=True)
    ]
    suspects = [suspect and not is_foreign(t, lexicon) for suspect, t in zip(suspects, tokens, strict=True)]
    lost = [lost_marks(t, tool) if suspect else 0 for suspect, t in zip(suspects, tokens, strict=True)]
    if sum(lost) < MIN_LOST:
        return (1.0,) * len(pages)
    if sum(kept) > SOUND_KEPT * (sum(kept) + sum(lost)):  # a sound document: only pages without marks are in doubt
        suspects = [suspect and is_bare for suspect, is_bare in zip(suspects, bare, strict=True)]
    stand = sum(k for k, suspect in zip(kept, suspects, strict=True) if suspect)
    gone = sum(n for n, suspect in zip(lost, suspects, strict=True) if suspect)
    whole = stand / max(1, stand + gone)
    return tuple(
        _page_share(k, n, whole) if suspect else 1.0 for k, n, suspect in zip(kept, lost, suspects, strict=True)
    )


def _page_share(kept: int, lost: int, whole: float) -> float:
    """The page's own share, or the document's where the page says too little."""
    share = kept / (kept + lost) if kept + lost >= 2 * MIN_LOST else whole
    return 1.0 if share > SOUND_KEPT else share


def lost_marks(tokens: Counter[str], tool: Repairer) -> int:
    """How many marks a text of these tokens seems to have lost."""
    return sum(count * tool.lost_marks(token) for token, count in tokens.items())


def is_foreign(tokens: Counter[str], lexicon: Lexicon) -> bool:
    """Whether the small words of another language outnumber the Swedish ones."""
    hits: Counter[str] = Counter()
    for word, languages in _function_words(lexicon).items():
        if count := tokens.get(word):
            hits.update(dict.fromkeys(languages, count))
    return any(n >= MIN_FOREIGN and n > hits["sv"] for language, n in hits.items() if language != "sv")


@lru_cache(maxsize=4)
def _function_words(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in lexicon.rows("function_words"):
        found[row["word"]] = (*found.get(row["word"], ()), row["language"])
    return found
