"""The area of a risk, a narrow column whose words are broken beside the risk's lines: 'Kommuni' / 'kation externa …'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.repairing.wordlist import word_list

AREA = 14
"""An area's column is no wider (characters)."""
RARE = 16.0
"""A word that costs more (nats) is no word: lists made from texts hold the halves of broken words too."""
COMMON = 8.0
"""The short words of running text cost less (nats)."""


def area_part(area: str, texts: Sequence[Text], widths: Sequence[int], lexicon: Lexicon) -> int:
    """How many characters at a line's beginning go on with the area."""
    first = texts[0].value
    word = re.match(r"\S+", first)
    if word is None or len(word[0]) > AREA:
        return 0
    is_open = is_open_area(area, lexicon)
    if len(texts) > 2 and len(first) <= AREA:
        return len(first)
    if len(texts) == 2 and len(first) <= AREA and (is_open or len(texts[1]) > sum(widths[1:]) + 2):
        return len(first)
    if is_open and (
        area[-1] in "-,/" or area.endswith(" och") or area == "och" or _is_word(area.split()[-1] + word[0], lexicon)
    ):
        conjunction = re.match(r"\S+\s+och(?=\s)", first)
        return conjunction.end() if conjunction and len(conjunction[0]) <= AREA else word.end()
    if is_open and area[-1].isalpha() and len(word[0]) < 4 and _is_strange(word[0], lexicon):
        return word.end()
    if sum(map(len, texts)) > sum(widths) + 1 and (is_open or word[0] == "och"):
        return word.end()
    return 0


def is_area(value: str, lexicon: Lexicon) -> bool:
    """Whether a text is an area that the dictionary knows: 'Informationssäkerhet'."""
    return plain_letters(value) in _areas(lexicon)


@lru_cache(maxsize=4)
def _areas(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(plain_letters(row["term"]) for row in lexicon.rows("risk_terms") if row["field"] == "area_value")


def is_open_area(area: str, lexicon: Lexicon) -> bool:
    last = area.split()[-1]
    return area[-1] in "-,/" or last == "och" or (not _is_word(last, lexicon) and not last.isupper())


def _is_word(word: str, lexicon: Lexicon) -> bool:
    cost = word_list(lexicon).cost(word.strip(".,;:()").casefold())
    return cost is not None and cost < RARE


def _is_strange(word: str, lexicon: Lexicon) -> bool:
    """Whether a short word is none that a sentence would go on with."""
    cost = word_list(lexicon).cost(word.casefold())
    return cost is None or cost > COMMON


def joined_area(lines: Sequence[Text], lexicon: Lexicon) -> Text:
    """An area's lines as one text: a piece that is no word goes on without a blank."""
    area = lines[0]
    for text in lines[1:]:
        last = area.value.split()[-1]
        if last.endswith("-") and text.value[:1].islower() and not text.value.startswith("och"):
            area = join_texts([area.slice(0, len(area) - 1), text], separator="")
        elif not _is_word(last, lexicon) and last[-1].isalpha() and text.value[:1].islower() and text.value != "och":
            area = join_texts([area, text], separator="")
        else:
            area = join_texts([area, text])
    return area
