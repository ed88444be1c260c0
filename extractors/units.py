"""Units: what stands after a number, in a column's header or in a title, by the one name it is reported under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.amounts import evened
from pipeline.lexicon import Lexicon

MONEY = "money"


@dataclass(frozen=True, slots=True)
class Unit:
    """``name`` is the printed form (long forms of one unit share a name: 'procent' is '%', 'tusental kronor' 'tkr');
    ``kronor`` is what one of it is in kronor, ``None`` where it is no money.
    """

    name: str
    dimension: str
    kronor: Decimal | None

    @property
    def is_money(self) -> bool:
        return self.dimension == MONEY


@dataclass(frozen=True, eq=False)
class Units:
    """All units; ``after`` matches those that can follow a number, ``anywhere`` those in a header or a title."""

    by_form: dict[str, Unit]
    after: str
    anywhere: re.Pattern[str]
    money: re.Pattern[str]

    def named(self, printed: str) -> Unit | None:
        """The unit that is written so; ``None`` for words that are no unit."""
        return self.by_form.get(_folded(printed)) or self.by_form.get(_folded(printed).rstrip("."))

    def in_text(self, text: str, *, money_only: bool = False) -> Unit | None:
        """The first unit that a title, caption or header names: 'Driftbudget 2024-2026, tkr'."""
        even = evened(text)
        pattern = self.money if money_only else self.anywhere
        found = pattern.search(even)
        if found is None:
            return None
        unit = self.named(found[0])
        bracket = re.match(r"\s*\(", even[found.end() :])  # 'miljoner kronor (Mkr)': the short form is the plan's own
        short = pattern.match(even, found.end() + bracket.end()) if bracket else None
        same = self.named(short[0]) if short else None
        return same if same is not None and unit is not None and same.kronor == unit.kronor else unit


def _folded(printed: str) -> str:
    return " ".join(evened(printed).casefold().split())


def _alternatives(forms: list[str]) -> str:
    """A pattern of all forms, longest first, each a whole word."""
    return "|".join(
        (r"(?<![^\W\d_])" if form[0].isalnum() else "")
        + re.escape(form).replace(r"\ ", r"\s+")
        + (r"(?![\w/])" if form[-1].isalnum() else "")
        for form in sorted(forms, key=lambda form: (-len(form), form))
    )


@lru_cache(maxsize=4)
def units_of(lexicon: Lexicon) -> Units:
    """What ``dictionaries/units.csv`` says of units."""
    by_form: dict[str, Unit] = {}
    after, anywhere, money = [], [], []
    for row in lexicon.rows("units"):
        multiplier = row["multiplier_sek"]
        unit = Unit(row["unit"], row["dimension"], Decimal(multiplier) if multiplier else None)
        by_form[_folded(row["variant"])] = unit
        form = evened(row["variant"])
        if row["place"] == "after":
            after.append(form)
        if unit.name:
            anywhere.append(form)
        if unit.is_money:
            money.append(form)
    return Units(
        by_form,
        _alternatives(after),
        re.compile(_alternatives(anywhere), re.IGNORECASE),
        re.compile(_alternatives(money), re.IGNORECASE),
    )
