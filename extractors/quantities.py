"""One value where it stands: the rank, the relative value, the range or the number that begins at a place of a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.records import Comparator, ValueKind
from extractors.target_words import Direction, TargetWords
from pipeline.amounts import decimal_of

PROSE = 0.85
"""The certainty of a number with words around it that are no unit and no group."""

YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a cell. ``text[start:stop]`` is where it stands, ``certainty`` 0-1 how sure the parser is.

    'Riket +1 %' is relative with value 1 and baseline riket, '12 av 21' a rank with value 12 and rank_of 21, 'Ska öka' a
    change without a value; a range has its low end in ``value``, whichever came first.
    """

    raw: str
    kind: ValueKind
    comparator: Comparator | None = None
    value: Decimal | None = None
    value_high: Decimal | None = None
    rank_of: int | None = None
    unit: str | None = None
    baseline: str | None = None
    group: str | None = None
    year: int | None = None
    period: str | None = None
    direction: Direction | None = None
    certainty: float = 1.0
    start: int = 0
    stop: int = 0


def value_at(even: str, at: int, words: TargetWords, *, target: bool) -> Value | None:
    """The rank, relative value, range or number that begins exactly at ``at``."""
    if found := words.rank.match(even, at):
        place = words.number(found["place"] or found["nth"] or found["ordinal"] or found["among"])
        of = found["of"] or found["of_nth"]
        if place is not None and (of is None or place <= int(of)):
            return Value(
                "", "rank", None, place, rank_of=int(of) if of else None,
                unit=words.unit_name(found["place_share"] or found["share"]), start=at, stop=found.end(),
            )  # fmt: skip
    if found := words.relative.match(even, at):
        return _relative(found, words)
    found = words.quantity.match(even, at)
    return None if found is None else quantity_value(found, words, target=target)


def _relative(found: re.Match[str], words: TargetWords) -> Value | None:
    """'Riket +1 %', '2 procentenheter bättre än riket', 'i nivå med riket', 'högre än rikssnittet'."""
    baseline = words.baselines[folded(found["first"] or found["second"] or found["third"])]
    digits = found["more"] or found["by"]
    if digits is None:
        comparator = words.comparators.get(folded(found["than"] or ""), "=")
        return Value("", "relative", comparator, baseline=baseline, start=found.start(), stop=found.end())
    number = decimal_of(digits)
    if number is None:
        return None
    size, certainty = number
    if found["sign"] == "-" or (found["by"] and words.changes.get(folded(found["way"])) == "decrease"):
        size = -size
    unit = words.unit_name(found["unit"] or found["by_unit"])
    return Value(
        "",
        "relative",
        "=",
        size,
        unit=unit,
        baseline=baseline,
        certainty=certainty,
        start=found.start(),
        stop=found.end(),
    )


def quantity_value(found: re.Match[str], words: TargetWords, *, target: bool) -> Value | None:
    """A number or a range with what stands before and after it."""
    amount = signed_size(found)
    if amount is None:
        return None
    size, certainty = amount
    unit = words.unit_name(found["unit"] or found["unit_low"])
    value = Value("", "absolute", "=", size, unit=unit, start=found.start(), stop=found.end())
    if found["high"]:
        high = decimal_of(found["high"])
        if high is None or (unit is None and _is_period(found["low"], found["high"])):
            return None
        if found["before"] and words.comparators[folded(found["before"])] == ">=":  # 'från 60 till 70 %'
            return replace(value, value=high[0], certainty=min(certainty, high[1], PROSE))
        low, top = sorted((size, high[0]))
        certainty = min(certainty, high[1], 1.0 if found["unit"] or not found["unit_low"] else 0.9)
        return replace(value, comparator="range", value=low, value_high=top, certainty=certainty)
    comparator = words.comparator(found)
    if unit is None and found["before"] and YEAR.fullmatch(found["low"]):
        return None  # 'under 2025' is a time
    if words.is_about(found["before"]) or found["scale"]:
        certainty = min(certainty, 0.9)
    signed = found["sign"] in {"+", "-"}
    if target and signed and comparator == "=" and (found["sign"] == "+" or words.is_share(unit)):
        return replace(value, kind="change", comparator=None, certainty=certainty)
    if unit is None and comparator == "=" and YEAR.fullmatch(found["low"]):
        certainty = min(certainty, 0.6)  # as likely a year
    return replace(value, comparator=comparator, certainty=certainty)


def signed_size(found: re.Match[str]) -> tuple[Decimal, float] | None:
    number = decimal_of(found["low"])
    if number is None:
        return None
    size, certainty = number
    if found["sign"] == "-" and size:
        size = -size
    if found["sign"] not in {None, "", "+", "-"} and size:
        certainty = min(certainty, 0.5)
    return size, certainty


def _is_period(low: str, high: str) -> bool:
    """Whether two numbers are the years of a period: '2024-2026'."""
    return bool(YEAR.fullmatch(low) and re.fullmatch(r"(?:19|20)?\d\d", high))


def folded(text: str) -> str:
    return " ".join(text.casefold().split())
