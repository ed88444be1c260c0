"""What an indicator's values say of each other: one that does not fit its fellows is doubted, and what it should be proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from extractors.quantities import Value
from extractors.records import IndicatorColumn
from extractors.units import units_of
from pipeline.document import Text
from pipeline.lexicon import Lexicon

LOST_COMMA = (Decimal(7), Decimal(14))
"""A percentage without decimals this many times as large as its fellows with decimals has probably lost its comma."""


FELLOWS = 4
"""So many values of a row tell that one of them is too small."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value with the text that it stands in, and what kind of value it is."""

    text: Text
    value: Value
    kind: IndicatorColumn
    proposed: Decimal | None = None


def doubted(values: list[Reading], name: str, lexicon: Lexicon) -> list[Reading]:
    """An indicator's values with those doubted that do not fit their fellows: a percentage that lost its sign or its
    comma, a number among ranks. What it should be is proposed, never put in."""
    values = _levels(values)
    shares = [v for v in values if v.value.unit == "%" and v.value.kind == "absolute" and v.value.value is not None]
    fine = {
        unit: [
            abs(size)
            for v in values
            if v.value.unit == unit and (size := v.value.value) is not None and _decimals(size)
        ]
        for unit in {v.value.unit for v in values}
    }
    ranks = [v for v in values if v.value.kind == "rank"]
    is_share = units_of(lexicon).named(name.split(maxsplit=1)[0] if name.split() else "") == units_of(lexicon).named(
        "%"
    )
    checked = []
    for found in values:
        value = found.value
        if value.kind == "absolute" and value.value is not None:
            scanned = any(word.method == "ocr" for word in found.text.words)
            other_unit = value.unit != "%" and (bool(shares) or (is_share and scanned))
            if other_unit or len(ranks) > len(values) / 2 or _is_odd_unit(value.unit, lexicon):
                found = replace(found, value=replace(value, certainty=min(value.certainty, 0.6)))
            elif not _decimals(value.value) and abs(value.value) >= 10 and fine[value.unit]:
                times = abs(value.value) / max(median(fine[value.unit]), Decimal("0.1"))
                if LOST_COMMA[0] <= times <= LOST_COMMA[1]:
                    found = replace(found, value=replace(value, certainty=0.4), proposed=value.value / 10)
            elif _lost_digit(value, values):
                found = replace(found, value=replace(value, certainty=min(value.certainty, 0.6)))
        checked.append(found)
    return checked


def _levels(values: list[Reading]) -> list[Reading]:
    """Targets below zero are levels where the outcome is below zero, too: '-11 %', then '-10 %'. A bare one among two or
    more below zero may have lost its sign where a machine read it."""
    outcomes = [v.value for v in values if "target" not in v.kind and v.value.value is not None]
    if not any(v.kind == "absolute" and (v.value or 0) < 0 for v in outcomes):
        return values
    below = sum((v.value.value or 0) < 0 for v in values)
    found = []
    for reading in values:
        value = reading.value
        if value.kind == "change" and value.value is not None and value.value < 0 and value.raw[:1] in "-−–":
            value = replace(value, kind="absolute", comparator="=", direction=None)
        elif below > 1 and _is_bare(value) and all(w.box is None or w.method == "ocr" for w in reading.text.words):
            value = replace(value, certainty=min(value.certainty, 0.6))
        found.append(replace(reading, value=value))
    return found


def _is_bare(value: Value) -> bool:
    return value.value is not None and value.value > 0 and value.comparator == "=" and value.raw[:1] != "+"


def _lost_digit(value: Value, values: Sequence[Reading]) -> bool:
    """Whether a whole number is a tenth of what its fellows are: '76 7 77 79'."""
    sizes = [abs(v.value.value) for v in values if v.value.unit == value.unit and v.value.value is not None]
    if not value.value or _decimals(value.value) or len(sizes) < FELLOWS:
        return False
    return LOST_COMMA[0] <= median(sizes) / abs(value.value) <= LOST_COMMA[1]


def _is_odd_unit(unit: str | None, lexicon: Lexicon) -> bool:
    """A word of one to three letters behind a number that no dictionary knows as a unit: what is left of a sign."""
    return unit is not None and len(unit) <= 3 and units_of(lexicon).named(unit) is None


def _decimals(number: Decimal) -> bool:
    return number != number.to_integral_value()
