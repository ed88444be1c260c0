"""The shapes of names in ``dictionaries/name_patterns.csv`` as patterns for spaCy's EntityRuler.

A shape is words parted by blanks: ``i`` is itself in any case, ``län|läns`` one of several, ``X`` a word with a capital, ``…nämnden`` a
word that ends so (or so with a genitive's s), ``X…verket`` one with a capital, too; ``…-`` ends in a hyphen. ``<direction>`` stands for the words of
that role in ``structure_words.csv``, also behind ``…``. A last ``?`` says that the word may be missing; ``…+`` is any words
but those that begin another name or are verbs.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.lexicon import Lexicon
from pipeline.structure.wording import written

_CAPITAL = "[A-ZÅÄÖ]"
_ROLE = re.compile(r"<(\w+)>")

TokenPattern = dict[str, Any]
"""What spaCy asks of one token."""


def name_patterns(lexicon: Lexicon) -> list[dict[str, Any]]:
    """Every shape with its label (ORG, AGENCY, BODY), ready for ``add_patterns``."""
    return [
        {"label": row["label"], "pattern": [_token(word, lexicon) for word in row["pattern"].split()]}
        for row in lexicon.rows("name_patterns")
    ]


def _token(word: str, lexicon: Lexicon) -> TokenPattern:
    if word == "…+":
        return {"IS_ALPHA": True, "LOWER": {"NOT_IN": sorted(written(lexicon, "organisation", "verb"))}, "OP": "+"}
    shape = word.removesuffix("?")
    return _one(shape, lexicon) | ({"OP": "?"} if shape != word else {})


def _one(shape: str, lexicon: Lexicon) -> TokenPattern:
    beginning, is_ending, ending = shape.partition("…")
    if not is_ending:
        if shape == "X":
            return {"TEXT": {"REGEX": rf"^{_CAPITAL}[\wåäöé-]*$"}}
        return {"LOWER": {"IN": sorted(_meant(shape, lexicon))}}
    start = rf"{_CAPITAL}[a-zåäö]+" if beginning == "X" else r"(?i:[\wåäö-]*)"
    endings = "|".join(re.escape(one) for one in sorted(_meant(ending, lexicon)))
    return {"TEXT": {"REGEX": rf"^{start}(?i:{endings})s?$"}}


def _meant(shape: str, lexicon: Lexicon) -> set[str]:
    """The words that one of several may be: 'län|läns' or all of a role."""
    found: set[str] = set()
    for one in shape.split("|"):
        role = _ROLE.fullmatch(one)
        found |= written(lexicon, role[1]) if role else {one}
    return found
