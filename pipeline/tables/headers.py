"""Column headers to the fields they stand for: letters only, fuzzily, through ``dictionaries/column_headers.csv``.

One header can stand for several fields ('Utfall' heads indicators and budgets alike), so a whole row of headers is
read together (:func:`read_headers`): the kind of table that explains most columns wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from pipeline.lexicon import Lexicon, plain_letters

Scenario = Literal["budget", "forecast", "outcome", "plan", "deviation"]

FIRST_YEAR, LAST_YEAR = 1985, 2045
SHORT = 4
"""Headers with fewer letters must be there to the letter: one misread letter makes another word of them."""
LIKE = 0.8
"""The least likeness (0-1) of a damaged header: one letter in five misread."""
WORDS_AT_MOST = 9
"""More words than this is a sentence, not a header."""

_TARGET = "indicator_values.kind=target"
_LONG_TERM = "indicator_values.kind=long_term_target"
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_SCENARIO_OF_FIELD: Mapping[str, Scenario] = MappingProxyType(
    {
        "scenario=budget": "budget",
        "scenario=forecast": "forecast",
        "scenario=outcome": "outcome",
        "scenario=plan": "plan",
        "scenario=deviation": "deviation",
        "indicator_values.kind=outcome": "outcome",
        "indicator_values.kind=forecast": "forecast",
    }
)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a header stands for.

    ``canonical_field`` and ``table_type`` are the dictionary's ('indicator_values.kind=target' of 'indicator');
    ``year`` is the one year it names, ``years`` all of them in order (a fused header names several); ``scenario`` and
    ``measure`` ('income', 'net') are what its words say in a budget, whatever the kind of table; ``score`` 0-1 is
    the likeness times the share of the header's letters that were understood.
    """

    canonical_field: str
    table_type: str
    variant: str
    score: float
    years: tuple[int, ...] = ()
    scenario: Scenario | None = None
    measure: str | None = None

    @property
    def year(self) -> int | None:
        return self.years[0] if len(self.years) == 1 else None


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A row of headers read together; ``columns`` has an entry a header, ``score`` 0-1 is their mean."""

    table_type: str | None
    columns: tuple[HeaderMatch | None, ...]
    score: float


def years_in(text: str) -> tuple[int, ...]:
    """The years a header names, in order, fused ones too: '201420152016' gives three; 'Budget -97' gives 1997."""
    found: list[int] = []
    for run in re.findall(r"\d+", text):
        found.extend(_years_of_digits(run))
    if not found:
        short = re.fullmatch(r"\D*[^\W\d_]{3,}\.?\s*(?:['’´`–-]\s?)?(\d\d)", text.strip())
        if short:
            year = int(short[1])
            found.extend(y for y in (1900 + year, 2000 + year) if FIRST_YEAR <= y <= LAST_YEAR)
    return tuple(found)


def _years_of_digits(run: str) -> tuple[int, ...]:
    # A capital I or a rule beside the year is often read as a 1: 'I 2025' becomes 12025.
    for digits in (run, run[1:] if len(run) % 4 == 1 and run[0] == "1" else ""):
        chunks = [int(digits[i : i + 4]) for i in range(0, len(digits), 4)]
        if digits and len(digits) % 4 == 0 and all(FIRST_YEAR <= year <= LAST_YEAR for year in chunks):
            return tuple(chunks)
    return ()


def without_years(text: str) -> str:
    """The header without the years it names, and without a '/96' behind one."""
    text = re.sub(r"((?:19|20)\d\d)\s*[/–-]\s*\d\d(?!\d)", r"\1", text)
    text = re.sub(r"\d+", lambda run: " " if _years_of_digits(run[0]) else run[0], text)
    if not years_in(text) or re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        return text
    return re.sub(r"(?:['’´`–-]\s?)?\d\d\s*$", " ", text)


@dataclass(frozen=True, slots=True)
class _Entry:
    table_type: str
    canonical_field: str
    variant: str


@lru_cache(maxsize=4)
def _entries(lexicon: Lexicon) -> Mapping[str, tuple[_Entry, ...]]:
    """Letters of a header -> what it may stand for; '' for the headers that are a bare year."""
    found: dict[str, dict[tuple[str, str], _Entry]] = {}
    for row in lexicon.rows("column_headers"):
        variant = row["header_variant"].replace("\\n", " ")
        bare = _PLACEHOLDER.sub(" ", variant)
        key = plain_letters(without_years(bare))
        if key or bare != variant:
            place = row["table_type"], row["canonical_field"]
            before = found.setdefault(key, {}).get(place)
            # Of 'Bokslut' and 'Bokslut {år}' the latter says more: it may have a year.
            if before is None or (bare != variant and "{" not in before.variant):
                found[key][place] = _Entry(*place, variant)
    return MappingProxyType(
        {key: tuple(sorted(entries.values(), key=lambda e: _speciality(e.variant))) for key, entries in found.items()}
    )


def _speciality(variant: str) -> int:
    """How much a header asks for, of those of the same letters: 'Mål {år}' yields to none, 'Mål {slutår}' to it, one
    with a year of its own ('Mål 2030') to both."""
    if years_in(_PLACEHOLDER.sub(" ", variant)):
        return 2
    return int("{" in variant and "{år}" not in variant)


@lru_cache(maxsize=4)
def _long_keys(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(key for key in _entries(lexicon) if len(key) >= SHORT)


@lru_cache(maxsize=8192)
def _entries_like(key: str, lexicon: Lexicon) -> tuple[tuple[_Entry, ...], float]:
    """What the letters may stand for, and how like (0-1) they are to the dictionary's."""
    entries = _entries(lexicon)
    if key in entries:
        return entries[key], 1.0
    if len(key) < SHORT:
        return (), 0.0
    found = lexicon.closest(key, _long_keys(lexicon), cutoff=LIKE)
    return ((), 0.0) if found is None else (entries[found[0]], found[1])


@lru_cache(maxsize=8192)
def header_fields(text: str, lexicon: Lexicon) -> tuple[HeaderMatch, ...]:
    """All that a header may stand for, best first; empty where nothing is like it."""
    years = years_in(text)
    bare = without_years(text)
    words = bare.split()
    if len(words) > WORDS_AT_MOST:
        return ()
    whole = plain_letters(bare)
    if not whole:
        return _matches(_entries(lexicon).get("", ()), 1.0, years) if years else ()
    found: dict[tuple[str, str], HeaderMatch] = {}
    for key in dict.fromkeys((whole, *_spans(words))):
        # A part of a header speaks for all of it where it is most of it, or where a year says that it is a header.
        if key != whole and (len(key) < SHORT or (not years and 2 * len(key) < len(whole))):
            continue
        entries, like = _entries_like(key, lexicon)
        for match in _matches(entries, like * (len(key) / len(whole)) ** 0.5, years):
            place = (match.table_type, match.canonical_field)
            if place not in found or match.score > found[place].score:
                found[place] = match
    # With a year, a header made for one ('Mål {år}') goes before its fellow without ('Mål').
    best = sorted(found.values(), key=lambda match: (-match.score, bool(years) != ("{" in match.variant)))
    # 'Nettoram' alone is a budget's; in 'Prognos 2025 Nettoram' it says only what is measured.
    measures = {match.variant for match in best if _measure(match)}
    if any(match.scenario and match.variant not in measures for match in best):
        best = [match for match in best if not (match.scenario and match.variant in measures)]
    scenario = next((match.scenario for match in best if match.scenario), None)
    measure = next((_measure(match) for match in best if _measure(match)), None)
    return tuple(replace(match, scenario=match.scenario or scenario, measure=measure) for match in best)


def _spans(words: Sequence[str]) -> Iterable[str]:
    """The letters of every run of words, longest first: 'Budget omsättning' holds a scenario and a measure."""
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            yield plain_letters("".join(words[start : start + length]))


def _matches(entries: Iterable[_Entry], score: float, years: tuple[int, ...]) -> tuple[HeaderMatch, ...]:
    return tuple(
        HeaderMatch(
            entry.canonical_field,
            entry.table_type,
            entry.variant,
            score,
            years,
            _SCENARIO_OF_FIELD.get(entry.canonical_field),
        )
        for entry in entries
    )


def _measure(match: HeaderMatch) -> str | None:
    return match.canonical_field.partition("measure=")[2] or None


def header_field(text: str, lexicon: Lexicon, table_type: str | None = None) -> HeaderMatch | None:
    """What a header stands for, or ``None``; in a table of ``table_type`` where that is known."""
    found = header_fields(text, lexicon)
    if table_type is not None:
        found = tuple(match for match in found if match.table_type == table_type)
    return found[0] if found else None


def read_headers(labels: Sequence[str], lexicon: Lexicon) -> HeaderRow:
    """A row of headers read together: the kind of table that explains the columns best, and each column's field.

    Kinds are compared by the sum of their columns' scores. A field counts once: three columns called 'Mål' say no more
    of the kind than one, save for years of a budget.
    """
    candidates = [header_fields(label, lexicon) for label in labels]
    best: HeaderRow = HeaderRow(None, tuple(None for _ in labels), 0.0)
    best_score = 0.0
    for table_type in dict.fromkeys(match.table_type for found in candidates for match in found):
        columns = _columns(candidates, table_type)
        distinct: dict[tuple[str, tuple[int, ...]], float] = {}
        for match in columns:
            if match is not None:
                place = (match.canonical_field, match.years)
                distinct[place] = max(distinct.get(place, 0.0), match.score)
        score = sum(distinct.values())
        if score > best_score:
            filled = sum(bool(label.strip()) for label in labels)
            total = sum(match.score for match in columns if match is not None)
            best, best_score = HeaderRow(table_type, columns, total / max(1, filled)), score
    return best


def _columns(candidates: Sequence[Sequence[HeaderMatch]], table_type: str) -> tuple[HeaderMatch | None, ...]:
    """Each column's field in a table of that kind.

    'Mål' beside an indicator's name is its target, not a goal; of two years' targets the later is the long-term one.
    """
    columns: list[HeaderMatch | None] = []
    for found in candidates:
        fitting = [match for match in found if match.table_type == table_type]
        named = any(match is not None and match.canonical_field == "indicators.name" for match in columns)
        if named and fitting and fitting[0].canonical_field == "goals.text":
            fitting.sort(key=lambda match: match.canonical_field != _TARGET)
        first = next((m.year for m in columns if m is not None and m.canonical_field == _TARGET), None)
        if fitting and fitting[0].canonical_field == _TARGET and first and (fitting[0].year or 0) > first:
            fitting.sort(key=lambda match: match.canonical_field != _LONG_TERM)
        columns.append(fitting[0] if fitting else None)
    return tuple(columns)
