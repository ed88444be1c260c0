"""Titles that chapters of plans have: whether the words of a line are such a title, and on which level it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.lexicon import Lexicon, plain_letters
from pipeline.structure.wording import plain

WHOLE, OPENING, ENDING = 1.0, 0.6, 0.4
"""How much it says that a line is a known title, opens as titles do ('Driftbudget …', 'Så …'), or ends so ('… har ordet'). A word
with a name behind it ('Perspektiv: Process') says as much as a known title."""
ALIKE, LONG_ENOUGH = 0.9, 8
"""A misread line is a known title where its letters are so like it (0-1) and so many."""
TABLES = 2
"""The level of a budget table's title."""

_EXTRAS = re.compile(
    r"\b(?:19|20)\d\d\b(?:\s*[-–/]\s*(?:(?:19|20)\d\d|\d\d)\b)?|[,(]\s*(?:i\s+)?(?:[tmk]n?kr|msek|mkr|kronor)\)?\s*$",
    re.IGNORECASE,
)
"""What may be added to a title: years, and the unit of its table."""


@dataclass(frozen=True, slots=True)
class Title:
    """How surely the words are a title (0-1), and the level that such titles stand on, where that is known."""

    likely: float
    level: int | None


NO_TITLE = Title(0.0, None)


@dataclass(frozen=True, slots=True)
class _Known:
    whole: dict[str, int]
    names: dict[str, int]
    openings: dict[str, int]
    endings: dict[str, int]


@lru_cache(maxsize=4)
def _known(lexicon: Lexicon) -> _Known:
    by_form: dict[str, dict[str, int]] = {"whole": {}, "name": {}, "opening": {}, "ending": {}}
    for row in lexicon.rows("headings"):
        text = plain_letters(row["heading"]) if row["form"] == "whole" else plain(row["heading"])
        by_form[row["form"]][text] = int(row["level"])
    for row in lexicon.rows("column_headers"):
        if row["canonical_field"] == "table_title":
            by_form["whole"].setdefault(plain_letters(row["header_variant"]), TABLES)
    return _Known(by_form["whole"], by_form["name"], by_form["opening"], by_form["ending"])


@lru_cache(maxsize=16384)
def title_of(text: str, lexicon: Lexicon) -> Title:
    """What the words of a line say of its being a title; years and units that follow it are left out of account."""
    known = _known(lexicon)
    bare = " ".join(_EXTRAS.sub(" ", text).split()).strip(" .,:–-")
    letters = plain_letters(bare)
    if letters in known.whole:
        return Title(WHOLE, known.whole[letters])
    if len(letters) >= LONG_ENOUGH:
        near = lexicon.closest(letters, tuple(known.whole), cutoff=ALIKE)
        if near is not None:
            return Title(WHOLE * near[1], known.whole[near[0]])
    words = plain(bare)
    name = next((n for n in known.names if re.match(rf"{re.escape(n)}:? \w", words)), None)
    if name is not None:
        return Title(WHOLE, known.names[name])
    opening = max((o for o in known.openings if re.match(rf"{re.escape(o)}(?:[ :]|$)", words)), key=len, default=None)
    if opening is not None:
        return Title(OPENING, known.openings[opening])
    ending = max((e for e in known.endings if words.endswith(" " + e)), key=len, default=None)
    return NO_TITLE if ending is None else Title(ENDING, known.endings[ending])
