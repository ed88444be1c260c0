"""Printed figures made from numbers, never the other way round: what gold says is what was put in, not what was parsed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

NBSP = "\u00a0"


def amount(value: Decimal | str | int, places: int = 1, *, minus: str = "-", plus: str = "") -> str:
    """'-2\u00a0222,9': decimal comma, blanks that do not break between thousands."""
    number = Decimal(str(value))
    text = f"{abs(number):,.{places}f}".replace(",", NBSP).replace(".", ",")
    return (minus if number < 0 else plus if number > 0 else "") + text


def plain(value: Decimal | str | int | float) -> str:
    """A number as it stands in a sentence: no decimals that it does not have."""
    number = Decimal(str(value)).normalize()
    places = max(0, -int(number.as_tuple().exponent))
    return amount(number, places)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an indicator: the fields of gold, and how it is printed (``raw``, after ``group``)."""

    raw: str
    comparator: str = "="
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    baseline: str | None = None
    year: int | None = None
    group: str | None = None

    def of(self, year: int) -> Value:
        return replace(self, year=year)

    def within(self, group: str) -> Value:
        return replace(self, group=group)


def num(value: float | str, unit: str | None = None, *, raw: str | None = None, year: int | None = None) -> Value:
    printed = plain(value) + (f" {unit}" if unit else "")
    return Value(raw or printed, "=", float(value), unit=unit, year=year)


def pct(value: float | str, year: int | None = None, *, tight: bool = False) -> Value:
    return Value(plain(value) + ("%" if tight else " %"), "=", float(value), unit="%", year=year)


def relative(value: float | str, unit: str | None, baseline: str, raw: str) -> Value:
    return Value(raw, "=", float(value), unit=unit, baseline=baseline)


def bound(comparator: str, value: float | str, unit: str | None, raw: str) -> Value:
    return Value(raw, comparator, float(value), unit=unit)


def span(low: float | str, high: float | str, unit: str | None, raw: str) -> Value:
    return Value(raw, "range", float(low), float(high), unit=unit)


def change(value: float | str | None, unit: str | None, raw: str) -> Value:
    return Value(raw, "change", None if value is None else float(value), unit=unit)


def rank(value: int, of: int, raw: str | None = None) -> Value:
    return Value(raw or f"{value} av {of}", "rank", float(value))


def words(raw: str) -> Value:
    return Value(raw, "text")
