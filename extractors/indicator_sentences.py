"""Indicators that are sentences: the target inside ('Minst 50 procent av …'), or behind a colon as in old plans
('Väntetid: högst 3 månader (1995: 5 månader)'). A sentence whose number only defines the indicator has no value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.periods import parse_when
from extractors.records import IndicatorColumn
from extractors.target_words import Direction, TargetWords, target_words
from extractors.values import Value, parse_values
from extractors.words import shared_vocab, words_of
from pipeline.amounts import evened
from pipeline.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.matcher import Matcher

_LEAD = re.compile(r"(?:vid|i|för|hos)\s+", re.IGNORECASE)
"""What may stand before a share that is asked for: 'Vid 80 procent av larmen ska …'."""
_NOT = re.compile(r"(?<!\w)(?:inte|ej|aldrig)(?!\w)", re.IGNORECASE)
_NAME = re.compile(r"[^:]{4,160}?(?=:\s)")
_SEGMENT = re.compile(r"(?:(?!\s[A-ZÅÄÖ][^\W\d_]+\s+(?:19|20)\d\d\s*:)[^,;()]|,(?=\d))+")
"""A piece of a running line: up to a comma, a bracket, or the next word with a year and a colon ('Mål 1995: …')."""
_WHEN = re.compile(
    r"\s*(?:(?P<role>[^\W\d_][^\d:<>≤≥%]{1,28}?)\s*(?=:|(?:19|20)\d\d(?!\d)))?(?P<year>(?:19|20)\d\d(?!\d))?\s*(?P<colon>:)?\s*"
)
_SURE, _SURE_OF_UNIT = 0.9, 0.85
"""How certain (0-1) a piece of a running line is to be a value: more certain where neither a unit nor a comparator says so."""


@dataclass(frozen=True, slots=True)
class RunningLine:
    """'Name: target (year: outcome)', taken apart; offsets are those of the whole line. ``is_named``: it says by
    words or years what its values are; ``has_limit``: its target has a comparator. Else it may be any line with a colon."""

    name_stop: int
    values: tuple[tuple[IndicatorColumn, Value], ...]
    is_named: bool
    has_limit: bool


def running_line(text: str, lexicon: Lexicon) -> RunningLine | None:
    """A line of an old plan: name, colon, and nothing but values; ``None`` for other sentences.

    'Väntetid: högst 3 månader (1995: 5 månader)', 'Antal platser: utfall 1992: 872, mål 1994: 790'.
    """
    even = evened(text)
    name = _NAME.match(even)
    if name is None or target_words(lexicon).is_column_word(name[0]):
        return None
    found: list[tuple[IndicatorColumn, Value]] = []
    named = limit = False
    for segment in _SEGMENT.finditer(even, name.end() + 1):
        if not segment[0].strip(" ."):
            continue
        in_brackets = even[: segment.start()].count("(") > even[: segment.start()].count(")")
        stated = _stated_value(segment, in_brackets=in_brackets, lexicon=lexicon)
        if stated is None:
            return None
        kind, value, is_named = stated
        found.append((kind, value))
        named |= is_named
        limit |= kind == "target" and value.comparator not in {None, "="}
    if found and re.search(r"(?<!\d)(?:19|20)\d\d\s*\Z", name[0]):
        # the words before a year were not understood: what the first value is, can't be told
        kind = "outcome" if any("target" in other for other, _ in found[1:]) else found[0][0]
        found[0] = (kind, replace(found[0][1], certainty=0.5))
    return RunningLine(name.end(), tuple(found), named, limit) if found else None


def _stated_value(
    segment: re.Match[str], *, in_brackets: bool, lexicon: Lexicon
) -> tuple[IndicatorColumn, Value, bool] | None:
    """One piece of a running line: its kind, its value, and whether words or a year name the kind."""
    head = _WHEN.match(segment[0])
    role = _role_of(head["role"], lexicon) if head is not None and head["role"] else None
    if head is None or (role is None and not (head["year"] and head["colon"] and not head["role"])):
        start, year = 0, None
    else:
        start, year = head.end(), int(head["year"]) if head["year"] else None
    kind: IndicatorColumn = role if start and role is not None else "outcome" if start or in_brackets else "target"
    printed = segment[0][start:].rstrip(" .")
    values = parse_values(printed, lexicon, target="target" in kind)
    if len(values) != 1 or values[0].kind == "text":
        return None
    stated = values[0].unit is not None or values[0].comparator not in {None, "="}
    if values[0].certainty < (_SURE_OF_UNIT if stated else _SURE):
        return None  # 'minst 85 % besvarade samtal' is a value, '3 kap. 12 §' is none
    (value,) = _at(values, segment.start() + start)
    return kind, replace(value, year=value.year or year), start > 0


def _role_of(words: str, lexicon: Lexicon) -> IndicatorColumn | None:
    """The kind of value that a word before it names: 'utfall', 'mål'."""
    return next((kind for form, kind in _roles(lexicon) if form.fullmatch(words.strip())), None)


def _at(values: tuple[Value, ...], offset: int) -> tuple[Value, ...]:
    return tuple(replace(value, start=value.start + offset, stop=value.stop + offset) for value in values)


def sentence_targets(text: str, lexicon: Lexicon) -> tuple[Value, ...]:
    """The target that a sentence states, if it states one: at its beginning with a comparator, after 'ska vara', 'ska uppgå
    till', 'ska öka med' and the like, the limit that follows 'ska', or at its end after a comma. Other numbers belong to
    what is measured."""
    even = evened(text)
    words = target_words(lexicon)
    spelled = words.limit_in_words.match(even)
    if spelled is not None:
        return _stated(even, 0, spelled.end(), words, lexicon)
    found = words.quantity.match(even)
    if found is not None and found["before"]:
        return _stated(even, 0, found.end(), words, lexicon)
    lead = _LEAD.match(even)
    shared = _share_of_all(even, lead.end() if lead is not None else 0, words)
    if shared is not None:
        return _stated(even, *shared, words, lexicon)
    for modal_end, number in _anchors(even, lexicon):
        if (relative := words.relative.search(even, modal_end)) and relative.start() <= number < relative.end():
            return _stated(even, relative.start(), relative.end(), words, lexicon)
        found = words.quantity.search(even, modal_end)
        if found is not None and found.start("low") == number:
            start = found.start("before") if found["before"] else number - len(found["sign"] or "")
            if _NOT.search(even, modal_end, start):
                continue
            return _stated(even, _change_before(even, start, words), found.end(), words, lexicon)
    for duty in words.duty.finditer(even):
        place = (
            _share_of_all(even, duty.end() + 1, words)
            or _rank(even, duty.end(), words)
            or _limit(even, duty.end(), words)
        )
        if place is not None and not _NOT.search(even, duty.end(), place[0]):
            return _stated(even, *place, words, lexicon)
    for tail in re.finditer(r"[,(-]\s+(?=\S)", even):
        found = words.quantity.match(even, tail.end())
        if found is not None and found["before"] and re.fullmatch(r"[\s.)]*", even[found.end() :]):
            return _stated(even, tail.end(), found.end(), words, lexicon)
    return ()


def _limit(even: str, start: int, words: TargetWords) -> tuple[int, int] | None:
    """The first limit behind ``start``: 'högst 6 procent', 'minst en'. What 'inom' says is part of what is measured."""
    limits = [
        found
        for pattern in (words.quantity, words.limit_in_words)
        for found in pattern.finditer(even, start)
        if found["before"] and found["before"].casefold() not in words.ambiguous
    ]
    first = min(limits, key=lambda found: found.start("before"), default=None)
    return (first.start("before"), first.end()) if first is not None else None


def _rank(even: str, start: int, words: TargetWords) -> tuple[int, int] | None:
    """The rank that is asked for: 'ska vara bland de 25 bästa'."""
    found = words.rank.search(even, start)
    return found.span() if found is not None and (found["among"] or found["place"]) else None


def _share_of_all(even: str, start: int, words: TargetWords) -> tuple[int, int] | None:
    """Where a share stands that is asked for: '80 % av eleverna ska …' is a target as 'Minst 80 % …' is one."""
    found = words.quantity.match(even, start)
    if found is None:
        return None
    unit = words.unit_name(found["unit"] or found["unit_low"])
    asked = words.is_share(unit) and words.all_of.match(even, found.end()) and words.modal.search(even)
    return (start, found.end()) if asked else None


def _change_before(even: str, start: int, words: TargetWords) -> int:
    """Where the change word begins that ends at ``start`` with 'med': 'öka med'; else ``start``."""
    before = re.search(r"(\S+)\s+med\s+\Z", even[:start], re.IGNORECASE)
    return before.start() if before is not None and words.change.fullmatch(before[1]) else start


def _stated(even: str, start: int, stop: int, words: TargetWords, lexicon: Lexicon) -> tuple[Value, ...]:
    """The value that stands at a known place of a sentence, with the year by which it shall be reached."""
    values = parse_values(even[start:stop], lexicon, target=True)
    deadline = words.deadline.search(even)
    year = int(deadline["year"]) if deadline is not None else None
    base = words.baseline_year.search(even, stop)
    return tuple(
        replace(
            value,
            year=value.year or year,
            baseline=value.baseline or (base["year"] if base is not None and value.kind == "change" else None),
            certainty=min(value.certainty, 0.95),
        )
        for value in _at(values, start)
        if value.value is not None
    )


def _anchors(even: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where a target's number can stand: (end of the modal verb, the number), with nothing between but the verbs and
    comparators that go with a level."""
    matcher, verbs = _modal_matcher(lexicon)
    words = words_of(even, shared_vocab(lexicon))
    places = []
    for _, first, last in sorted(matcher(words.doc), key=lambda match: (match[1], match[2])):
        between = [token.lower_ for token in words.doc[first + 1 : last - 1] if token.is_alpha]
        if any(verbs.get(word) == "verb" for word in between) and all(word in verbs for word in between):
            places.append((words.spans[first][1], words.spans[last - 1][0]))
    return places


@lru_cache(maxsize=4)
def _modal_matcher(lexicon: Lexicon) -> tuple[Matcher, dict[str, str]]:
    """SpaCy's Matcher for a modal verb, at most six words, and a number; and the words that may stand between."""
    from spacy.matcher import Matcher

    rows = lexicon.rows("target_phrases")
    modals = sorted({row["phrase"] for row in rows if row["class"] == "modal"})
    verbs = {row["phrase"]: "verb" for row in rows if row["class"] == "target verb"}
    for row in rows:
        if row["class"] in {"before", "level"}:
            verbs |= {word.lower(): verbs.get(word.lower(), "word") for word in row["phrase"].split()}
    matcher = Matcher(shared_vocab(lexicon))
    number = {"TEXT": {"REGEX": r"^\d"}}
    sign = {"TEXT": {"IN": ["<", ">", "≤", "≥", "=", "-", "+"]}, "OP": "*"}
    matcher.add("modal", [[{"LOWER": {"IN": modals}}, {"IS_ALPHA": True, "OP": "{1,6}"}, sign, number]])
    return matcher, verbs


def direction_of(name: str, values: tuple[Value, ...], lexicon: Lexicon) -> Direction | None:
    """Which way an indicator shall go: by its name ('ska öka', 'ökar', 'Fler …'), else by its targets."""
    words = target_words(lexicon)
    even = evened(name)
    found = words.wish.search(even) or words.opening_change.match(even) or words.present_change.search(even)
    if found is not None:
        return words.changes[" ".join(found["change"].casefold().split())]
    directions = {value.direction for value in values if value.direction is not None}
    return directions.pop() if len(directions) == 1 else None


def years_of_name(name: str, lexicon: Lexicon) -> dict[str, tuple[int, str | None]]:
    """What an indicator's name says of years in brackets: kind of value -> (year, period). '(Utfall: 2022)' is of the
    outcome, 'Långsiktigt målvärde: 2030' of the long-term target; a year alone is the outcome's."""
    roles = _roles(lexicon)
    found: dict[str, tuple[int, str | None]] = {}
    for bracket in re.finditer(r"\(([^()]*)\)", evened(name)):
        for part in re.split(r"[,;](?!\d)", bracket[1]):
            when = parse_when(part)
            if when.year is None:
                continue
            role = next((kind for form, kind in roles if form.match(part.strip())), "outcome")
            found.setdefault(role, (when.year, when.period))
    return found


@lru_cache(maxsize=4)
def _roles(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], IndicatorColumn], ...]:
    """Words before a year in an indicator's name, longest first, and the kind of value that it is of."""
    kinds: dict[str, IndicatorColumn] = {"outcome": "outcome", "baseline": "outcome", "forecast": "forecast", "target": "target",
             "long_term_target": "long_term_target"}  # fmt: skip
    rows = [r for r in lexicon.rows("indicator_terms") if r["class"] == "value_column" and r["canonical"] in kinds]
    rows.sort(key=lambda row: (-len(row["term"]), row["term"]))
    return tuple((re.compile(rf"{re.escape(r['term'])}(?!\w)", re.IGNORECASE), kinds[r["canonical"]]) for r in rows)
