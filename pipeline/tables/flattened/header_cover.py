"""The words of a flattened table's header as an exact cover: the known headings that use up every word once.

A header that was wrapped over lines, read across its columns, or broken inside words is no longer in order. But its
words are all there: which headings of the dictionary, each starting in reading order, take every word once?
'Styrtal Utfall, Årets / senast målvärde / kända värde' has one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.flow import Flow
from pipeline.tables.flattened.header_words import LIKE, Kind, KnownHeading, known_headings, spelled
from pipeline.tables.headers import years_in

STEPS_AT_MOST = 1500
"""A header whose cover is not found in so many steps isn't one."""
WORDS_AT_MOST = 48
"""No header has more words."""
PER_COLUMN = 0.12
"""What a column more costs, so that 'Budget 2025' is one heading and not two: as much as a word that is 0.88 like."""
BOUND = 0.5
"""The likeness (0-1) of a year that stands behind a word of another heading on its line ('Plan 2027')."""
UNIT = 4
"""So many small letters before years are a unit ('tkr 2014 2015'), no heading."""
HANGING = 0.05
"""What it takes from the likeness when a heading ends in a broken word ('Risk-' goes on in 'värde'), or lacks its last letters."""

DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
WORDS = re.compile(rf"{DATE.pattern}|\d+|[^\s|¦\d]+")
LONG = 4
"""A heading that no dictionary has begins with a word of so many letters."""
ALSO_KNOWN = 0.8
"""How like (0-1) its own such heading a word is that known ones begin with as well."""
UNKNOWN = KnownHeading("", "budget_rows.unknown", frozenset())
"""The heading of a column of amounts that no dictionary has."""

TEXT_FIELDS = frozenset({"goals.text", "indicators.name", "budget_rows.label", "unit_in_header", "label"})
"""What the heading of a label column stands for."""
DATED = ("scenario=", "indicator_values.kind=", "investment.year")
_VALUES = re.compile(
    r"indicator_values\.kind|scenario=|measure=|investment\.year|volume|comparison|investment\.total|budget_rows\.unknown"
)


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column's heading: its words joined, the dictionary's field, the index of the line that it begins on."""

    text: Text
    field: str
    first_line: int

    @property
    def is_value(self) -> bool:
        return bool(_VALUES.search(self.field))

    @property
    def is_dated(self) -> bool:
        """Whether the heading says by a word what its amounts are of: budget, outcome, target."""
        return self.field.startswith(DATED)


@dataclass(frozen=True, slots=True)
class Token:
    """A header's word as it stands: ``source.value[start:stop]``. ``letters``: its plain letters, or '#' for a year."""

    source: Text
    start: int
    stop: int
    value: str
    letters: str
    line: int

    @property
    def text(self) -> Text:
        return self.source.slice(self.start, self.stop)

    @property
    def is_broken(self) -> bool:
        return self.value[-1] == "-"

    @property
    def opens_word(self) -> bool:
        """Whether a capital begins it, and small letters follow."""
        return self.value[0].isupper() and self.value[1:].islower()


def header_tokens(line: Flow, index: int) -> list[Token]:
    """The header words of a line: years apart from letters ('Budget2025', '20142015'), marks without letters left out."""
    found: list[Token] = []

    def add(start: int, stop: int, letters: str) -> None:
        found.append(Token(line.text, start, stop, line.value[start:stop], letters, index))

    for match in WORDS.finditer(line.value):
        start, stop = match.span()
        if DATE.fullmatch(match[0]):
            add(start, stop, "#")
        elif match[0].isdigit():
            years = years_in(match[0])
            if not years:
                add(start, stop, match[0])
            start = stop - 4 * len(years)  # a 1 before the year is a rule's remains
            for at in range(start, stop if years else start, 4):
                add(at, at + 4, "#")
        elif letters := plain_letters(match[0]):
            add(start, stop, letters)
    return found


@lru_cache(maxsize=16384)
def opened_by(letters: str, kind: Kind, lexicon: Lexicon) -> tuple[KnownHeading, ...]:
    """The headings that a word can open: those of whose first letters :func:`spelled` makes something."""
    if len(letters) < 3:
        possible = known_headings(kind, lexicon)
    else:
        sizes = range(len(letters) - 1, len(letters) + 2)
        beginnings = [_beginnings(size, kind, lexicon) for size in sizes]
        alike = {h for b in beginnings for start in lexicon.alike(letters, tuple(b), cutoff=LIKE) for h in b[start]}
        possible = tuple(h for h in known_headings(kind, lexicon) if h.letters.startswith(letters) or h in alike)
    return tuple(h for h in possible if spelled(letters, h.letters, lexicon) is not None)


@lru_cache(maxsize=256)
def _beginnings(size: int, kind: Kind, lexicon: Lexicon) -> dict[str, list[KnownHeading]]:
    """The headings of a kind by their first letters, as many as ``size``; shorter ones are left out."""
    found: dict[str, list[KnownHeading]] = {}
    for heading in known_headings(kind, lexicon):
        reach = heading.letters.split("#", 1)[0]
        if len(reach) >= size:
            found.setdefault(reach[:size], []).append(heading)
    return found


def covered(
    found: Sequence[Token], kind: Kind, lexicon: Lexicon, label: Sequence[Token] = (), *, loose: bool = False
) -> tuple[tuple[HeaderColumn, ...], float] | None:
    """The headings that take every word once, each begun in reading order, that fit best and are few, and how well (0-1)
    the words fit them; ``None`` where there is no such set. ``loose``: a word with a capital that no known heading has is one
    too, with the small ones behind it."""
    if len(found) > WORDS_AT_MOST:
        return None
    openings = [opened_by(token.letters, kind, lexicon) for token in found]
    best: tuple[float, list[tuple[str, tuple[int, ...]]], float] | None = None
    steps = 0

    def search(
        used: frozenset[int], columns: tuple[tuple[KnownHeading, tuple[int, ...], float], ...], price: float
    ) -> None:
        nonlocal best, steps
        steps += 1
        if steps > STEPS_AT_MOST or (best is not None and price + PER_COLUMN * (len(used) < len(found)) >= best[0]):
            return
        free = next((i for i in range(len(found)) if i not in used), None)
        if free is None:
            weight = sum(max(1, len(heading.letters)) for heading, _, _ in columns)
            score = sum(like * max(1, len(heading.letters)) for heading, _, like in columns) / max(1, weight)
            if columns and (best is None or price < best[0]):
                best = price, [(heading.field, claimed) for heading, claimed, _ in columns], score
            return

        def take(heading: KnownHeading, claimed: tuple[int, ...], like: float) -> None:
            """A column costs something by itself, and for the words that are unlike the heading's."""
            cost = PER_COLUMN + len(claimed) * (1.0 - like)
            search(used | set(claimed), (*columns, (heading, claimed, like)), price + cost)

        for heading in openings[free]:
            for claimed, like in _claims(heading, found, free, used, lexicon):
                take(heading, claimed, like)
        if loose and (claimed := _unknown(found, free, openings)):
            take(UNKNOWN, claimed, ALSO_KNOWN if openings[free] else 1.0)

    search(frozenset(), (), 0.0)
    if best is None:
        return None
    columns = _one_label(
        tuple(
            HeaderColumn(joined([found[i] for i in claimed]), field, found[claimed[0]].line)
            for field, claimed in _years_in_order(found, best[1])
        )
    )
    if label:
        unit = [column.text for column in columns if column.field == "unit_in_header"]
        rest = [column for column in columns if column.field != "unit_in_header"]
        columns = (HeaderColumn(join_texts([joined(label), *unit]), "label", label[0].line), *rest)
    return columns, best[2]


def _unknown(found: Sequence[Token], first: int, openings: Sequence[Sequence[KnownHeading]]) -> tuple[int, ...]:
    """The words of a heading that no dictionary has: one with a capital, and those in small letters behind it."""
    if not found[first].value[0].isupper() or len(found[first].letters) < LONG:
        return ()
    last = first
    while (
        last + 1 < len(found)
        and found[last + 1].line == found[first].line
        and found[last + 1].value[0].islower()
        and not openings[last + 1]
    ):
        last += 1
    return tuple(range(first, last + 1))


def _years_in_order(
    found: Sequence[Token], columns: list[tuple[str, tuple[int, ...]]]
) -> list[tuple[str, tuple[int, ...]]]:
    """Years that stand on lines of their own belong, in order, to the headings of values that have none beside them, where
    there are as many of both: 'Netto, tkr Bokslut Budget Plan 2027' over '2025 2026'."""
    lines = {token.line for token in found if token.letters != "#"}
    loose = [i for i, token in enumerate(found) if token.line not in lines]
    bare = [(field, tuple(i for i in claimed if i not in loose)) for field, claimed in columns]
    wanting = [
        at
        for at, (field, claimed) in enumerate(bare)
        if claimed and field.startswith(DATED) and not any(found[i].letters == "#" for i in claimed)
    ]
    if not loose or len(loose) != len(wanting):
        return columns
    for year, at in zip(loose, wanting, strict=True):
        bare[at] = (bare[at][0], (*bare[at][1], year))
    return [(field, claimed) for field, claimed in bare if claimed]


def _one_label(columns: tuple[HeaderColumn, ...]) -> tuple[HeaderColumn, ...]:
    """'Verksamhet, mnkr' is one heading, of the labels and their unit."""
    start = columns[0] if columns[0].field in TEXT_FIELDS else None
    first, *rest = sorted(columns, key=lambda column: column is not start and column.field != "unit_in_header")
    while rest and "unit_in_header" in (first.field, rest[0].field) and {first.field, rest[0].field} <= TEXT_FIELDS:
        first = HeaderColumn(join_texts([first.text, rest[0].text]), first.field, first.first_line)
        rest = rest[1:]
    return (first, *rest)


def _claims(
    heading: KnownHeading, found: Sequence[Token], first: int, used: frozenset[int], lexicon: Lexicon
) -> Iterator[tuple[tuple[int, ...], float]]:
    """The words, from ``first`` on (which opens it), that together spell a heading: each the first that fits, for a column's
    words come in order; a year that stands behind another heading's word only as a second choice."""
    letters = heading.letters

    def spell(rest: str, index: int, claimed: tuple[int, ...], likes: float) -> Iterator[tuple[tuple[int, ...], float]]:
        if len(claimed) > 1 and len(letters) < 4 and "#" not in letters:
            return  # 'S K' are two headings
        if not rest or (len(rest) <= len(letters) // 5 and len(rest) < 3 and "#" not in rest):  # 'Prestation(er)'
            hangs = found[claimed[-1]].is_broken or rest
            yield claimed, likes / len(claimed) - (HANGING if hangs else 0.0)
            if not rest:
                return
        within_word = len(letters) - len(rest) not in heading.breaks
        for at in range(index, len(found)):
            if at in used:
                continue
            if claimed and within_word and found[at].opens_word and not found[claimed[-1]].is_broken:
                continue  # it can't be the rest of a word
            taken = spelled(found[at].letters, rest, lexicon)
            if taken is not None and at == first and _is_lone_letter(found[at], taken[0] < len(rest)):
                return
            if taken is None:
                if at == first:
                    return
                continue
            bound = letters != "#" and _is_bound(found, at, claimed)
            yield from spell(rest[taken[0] :], at + 1, (*claimed, at), likes + (BOUND if bound else taken[1]))
            if not bound:
                return

    yield from spell(letters, first, (), 0.0)


def _is_lone_letter(token: Token, more_follows: bool) -> bool:
    """'K' before 'Kontrollmoment' is a heading of its own, not its beginning."""
    return more_follows and len(token.letters) < 3 and token.letters != "#" and not token.is_broken


def _is_bound(found: Sequence[Token], index: int, claimed: Sequence[int]) -> bool:
    """Whether a year stands behind a word of another heading on its line: it is likely that one's."""
    if found[index].letters != "#" or not index or found[index - 1].line != found[index].line:
        return False
    before = found[index - 1]
    is_unit = before.value.endswith(")") or (before.value.islower() and len(before.letters) <= UNIT)
    return before.letters != "#" and not is_unit and index - 1 not in claimed


def joined(found: Sequence[Token]) -> Text:
    """Header words as one text: 'mål-' and 'värde' without the hyphen."""
    text = Text("")
    for token in found:
        if text.value.endswith("-") and token.letters != "#" and token.value[0].islower():
            text = join_texts([text.slice(0, len(text) - 1), token.text], separator="")
        else:
            text = join_texts([text, token.text])
    return text
