"""The headings that the dictionary knows for each kind of flattened table, and what a word can be of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.headers import years_in

Kind = Literal["indicator", "budget", "risk", "activity", "assignment"]
KINDS: tuple[Kind, ...] = ("indicator", "budget", "risk", "activity", "assignment")
LIKE = 0.66
"""The least likeness (0-1) of a header's word to its part of a heading: one letter in three misread."""
TITLE_LIKE = 0.88
"""The least likeness (0-1) of a line to the title of a table that it is."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownHeading:
    """A heading of the dictionary; there is one object of each, so comparing them is cheap."""

    letters: str  # '#' stands for a year
    field: str
    breaks: frozenset[int]  # the letters that begin a word


def _breaks(variant: str) -> frozenset[int]:
    at, found = 0, set()
    for match in re.finditer(r"\{[^}]*\}|(?<!\d)(?:19|20)\d\d(?!\d)|[^\s/{}]+", variant):
        found.add(at)
        at += 1 if match[0][0] == "{" or years_in(match[0]) else len(plain_letters(match[0]))
    return frozenset(found)


@lru_cache(maxsize=16)
def known_headings(kind: Kind, lexicon: Lexicon) -> tuple[KnownHeading, ...]:
    """The dictionary's headings of one kind of table, longest first."""
    types = {"budget": ("budget", "budget_invest")}.get(kind, (kind,))
    found: dict[str, str] = {}
    breaks: dict[str, frozenset[int]] = {}
    for row in lexicon.rows("column_headers"):
        variant, field = row["header_variant"].replace("\\n", " "), row["canonical_field"]
        if row["table_type"] not in types or variant == "(blank)" or "{kommun}" in variant:
            continue
        field = "budget_rows.label" if field == "table_title" else field  # 'Driftbudget (tkr) | Budget 2024 | …'
        parted = re.split(r"\{[^}]*\}|(?<!\d)(?:19|20)\d\d(?!\d)", variant)
        letters = "#".join(plain_letters(part) for part in parted)
        if letters:
            found.setdefault(letters, field)
            words = _breaks(variant)
            breaks[letters] = breaks.get(letters, frozenset()) | words
            breaks[letters + "#"] = breaks[letters] | {len(letters)}
            if field.startswith(("scenario=", "indicator_values.kind=", "budget_rows.measure=")) and "#" not in letters:
                found.setdefault(letters + "#", field)
    return tuple(
        KnownHeading(letters, found[letters], breaks[letters]) for letters in sorted(found, key=lambda x: (-len(x), x))
    )


@lru_cache(maxsize=16)
def _vocabulary(kind: Kind, lexicon: Lexicon) -> tuple[tuple[str, ...], str]:
    """The words of one kind's headings, and all headings' letters as one string to look for broken words in."""
    words = {
        plain_letters(word)
        for row in lexicon.rows("column_headers")
        if row["table_type"] in (kind, "budget_invest" if kind == "budget" else kind)
        for word in re.split(r"[\s/]+|\{[^}]*\}", row["header_variant"].replace("\\n", " "))
    }
    return tuple(sorted(word for word in words if word)), " ".join(h.letters for h in known_headings(kind, lexicon))


def is_header_word(letters: str, broken: bool, kind: Kind, lexicon: Lexicon) -> bool:
    if letters == "#" or _is_like_word(letters, kind, lexicon):
        return True
    return (broken or len(letters) <= 6) and len(letters) >= 2 and letters in _vocabulary(kind, lexicon)[1]


@lru_cache(maxsize=65536)
def _is_like_word(letters: str, kind: Kind, lexicon: Lexicon) -> bool:
    words = _vocabulary(kind, lexicon)[0]
    return letters in words or (len(letters) >= 4 and lexicon.closest(letters, words, cutoff=LIKE) is not None)


@lru_cache(maxsize=4)
def _titles(lexicon: Lexicon) -> tuple[tuple[str, ...], frozenset[str]]:
    """The titles of budget tables, and the headings of amounts that a title may not be, all as plain letters."""
    rows = lexicon.rows("column_headers")
    titles = {plain_letters(row["header_variant"]) for row in rows if row["canonical_field"] == "table_title"}
    headings = (h.letters.strip("#") for h in known_headings("budget", lexicon) if h.field != "budget_rows.label")
    return tuple(sorted(titles)), frozenset(headings)


@lru_cache(maxsize=4096)
def is_title(letters: str, lexicon: Lexicon) -> bool:
    """Whether plain letters are the title of a budget table and nothing that heads a column of amounts."""
    titles, headings = _titles(lexicon)
    found = lexicon.closest(letters, titles, cutoff=TITLE_LIKE) if len(letters) > 5 else None
    return found is not None and found[0] not in headings


@lru_cache(maxsize=65536)
def spelled(word: str, rest: str, lexicon: Lexicon) -> tuple[int, float] | None:
    """How many letters of a heading's rest a word spells, and how like it is (0-1)."""
    if word == "#" or rest[0] == "#":
        return (1, 1.0) if word == rest[0] else None
    reach = rest.split("#", 1)[0]
    if reach.startswith(word):
        return len(word), 1.0
    if len(word) < 3:
        return None
    best = max(
        (
            (lexicon.likeness(word, reach[:size]), size)
            for size in range(max(3, len(word) - (len(word) > 3)), min(len(reach), len(word) + (len(word) > 3)) + 1)
        ),
        default=(0.0, 0),
    )
    return (best[1], best[0]) if best[0] >= LIKE else None
