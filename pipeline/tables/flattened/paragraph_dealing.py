"""Paragraphs that are the cells of a table, dealt to its columns in order, row by row, the way that costs least.

What a text taken cell by cell has lost is which cells were empty. So a column passed over costs, as does a cell of another
sort than its column's: figures stand in columns of figures, who is responsible is short, 'Risk att …' opens a risk. What
stands behind the table costs, too, but less than to be forced into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.amounts import is_dash
from pipeline.tables.flattened.columns import is_ended
from pipeline.tables.flattened.flow import opens_low
from pipeline.tables.flattened.risk_rows import risk_opening
from pipeline.tables.flattened.values import is_value

Role = Literal["main", "text", "short", "date", "figure", "value", "area"]
"""What a column holds: what the rows are of; other text; who; when; a grade; an indicator's value; an area said once for
several rows."""

SKIPPED: dict[Role, float] = {
    "main": 3.0, "text": 1.0, "short": 0.8, "date": 0.8, "figure": 2.0, "value": 1.2, "area": 0.2,
}  # fmt: skip
"""What an empty cell costs."""
MISFIT, WRONG_OPENING, OPENING, BEGINS_LOW = 4.0, 3.0, -0.5, 1.0
"""What a cell of another sort costs, a risk's opening words elsewhere than in its column and there, a small first letter."""
BEHIND = 1.3
"""What a paragraph costs that stands behind the table."""
NAMED_LATE = -2.0
"""What it costs that a row's main cell comes behind the others: less than that it is empty, which was paid before."""
IN_SENTENCE, BULLET, ANEW = 0.3, 0.3, 1.2
"""What it costs that a cell goes on in the next paragraph: in the middle of a sentence, with a bullet, behind its end."""
_GRADE = re.compile(r"\d{1,3}|[^\d]{1,30}\(?\d\)?|\d\s*[-–(][^\d]{1,25}")
_TEXT, _WHO, _WHEN, _VALUE = 400, 50, 30, 45
"""A paragraph of text, a cell that says who, when or how much, has no more letters."""
_WHEN_WORDS = 3
"""A time that has more words begins with figures."""

Place = tuple[int, int]
"""(row, column), from 0."""


@dataclass(frozen=True, slots=True)
class _Dealing:
    """Where the last paragraph stands (``None``: behind the table), the dealing before it, the cost of them all."""

    cost: float
    place: Place | None
    before: _Dealing | None
    late: bool = False
    """Whether the last one is its row's main cell, behind all others."""

    @property
    def stand(self) -> tuple[int, bool] | None:
        """What the next paragraph's place depends on."""
        return None if self.place is None else (self.place[1], self.late)

    @property
    def row(self) -> list[int]:
        """The columns that the last row has so far."""
        found: list[int] = []
        one: _Dealing | None = self
        while one is not None and one.place is not None and self.place is not None and one.place[0] == self.place[0]:
            found.append(one.place[1])
            one = one.before
        return found


def deal_rows(
    cells: Sequence[tuple[str, ...]], roles: Sequence[Role], opens_risks: bool, lexicon: Lexicon
) -> list[Place] | None:
    """The place of each paragraph (its lines) up to the table's last; ``None`` where more is wrong with the rows than empty cells."""
    dealer = _Dealer(tuple(roles), opens_risks, lexicon)
    kept: list[_Dealing] = []
    for number, cell in enumerate(cells):
        found: dict[tuple[int, bool] | None, _Dealing] = {}
        for dealing in dealer.ways(kept, cell, cells[number - 1][-1] if number else None):
            if dealing.stand not in found or dealing.cost < found[dealing.stand].cost:
                found[dealing.stand] = dealing
        kept = list(found.values())
    if not kept:
        return None
    best = min(kept, key=lambda d: d.cost + dealer.ending(d))
    cost = best.cost + dealer.ending(best)
    places: list[Place] = []
    last: _Dealing | None = best
    while last is not None:
        if last.place is None:
            cost -= BEHIND
        else:
            places.insert(0, last.place)
        last = last.before
    whole = _without_lone_end(places)
    if len(whole) < len(places):
        return deal_rows(cells[: len(whole)], roles, opens_risks, lexicon)
    rows = 1 + max((row for row, _ in places), default=-1)
    return places if rows and cost <= rows * dealer.tolerance else None


def _without_lone_end(places: list[Place]) -> list[Place]:
    """The places without those of last rows that have one cell: what follows the table."""
    while places and len({column for row, column in places if row == places[-1][0]}) == 1:
        places = [place for place in places if place[0] != places[-1][0]]
    return places


@dataclass(frozen=True, slots=True)
class _Dealer:
    roles: tuple[Role, ...]
    opens_risks: bool
    lexicon: Lexicon

    @property
    def tolerance(self) -> float:
        """A row may cost so much on the mean: an empty cell or two; next to nothing where all columns are of text, which
        a paragraph read across two of them would fit as well."""
        return 1.5 if set(self.roles) - {"main", "text", "area"} else 0.4

    def skipped(self, start: int, stop: int) -> float:
        return sum(SKIPPED[role] for role in self.roles[start:stop])

    def ending(self, dealing: _Dealing) -> float:
        """What the cells cost that are empty behind the last one."""
        if dealing.place is None or dealing.late:
            return 0.0
        return self.skipped(dealing.place[1] + 1, len(self.roles))

    def ways(self, kept: Sequence[_Dealing], cell: tuple[str, ...], before: str | None) -> Iterator[_Dealing]:
        """Every dealing with one paragraph more."""
        columns = range(len(self.roles))
        costs = [cell_cost(cell, role, self.opens_risks, self.lexicon) for role in self.roles]
        if before is None:
            yield _Dealing(BEHIND, None, None)
            yield from (_Dealing(self.skipped(0, c) + costs[c], (0, c), None) for c in columns)
        for dealing in kept:
            ended = dealing.cost + self.ending(dealing)
            yield _Dealing(ended + BEHIND, None, dealing)
            if dealing.place is None or before is None:
                continue
            row, last = dealing.place
            for c in () if dealing.late else columns[last + 1 :]:
                yield _Dealing(dealing.cost + self.skipped(last + 1, c) + costs[c], (row, c), dealing)
            for c in columns:
                yield _Dealing(ended + self.skipped(0, c) + costs[c], (row + 1, c), dealing)
            main = self.roles.index("main")
            if last == columns[-1] and "value" in self.roles and sorted(dealing.row) == [*columns][main + 1 :]:
                yield _Dealing(dealing.cost + costs[main] + NAMED_LATE, (row, main), dealing, late=True)
            if last == columns[-1] and opens_low(cell[0]) and main in dealing.row:
                yield _Dealing(dealing.cost + IN_SENTENCE, (row, main), dealing, late=True)  # cut by a page break
            if self.roles[last] in ("main", "text"):
                low = BEGINS_LOW * opens_low(cell[0])
                yield _Dealing(dealing.cost + costs[last] - low + _going_on(before, cell[0]), (row, last), dealing)


def _going_on(before: str, value: str) -> float:
    if re.match(r"[-–•*]\s", value):
        return BULLET
    return IN_SENTENCE if opens_low(value) and not is_ended(before) else ANEW


@lru_cache(maxsize=16384)
def cell_cost(lines: tuple[str, ...], role: Role, opens_risks: bool, lexicon: Lexicon) -> float:
    """How ill a text fits a column of a role, by itself; 0 where it does not."""
    value = " ".join(lines)
    bare = bool(re.fullmatch(r"[<>≤≥]?\s?[-−–+]?\s?\d[\d\s.,/-]*\s?%?", value))
    if role == "figure":
        return 0.0 if _GRADE.fullmatch(value) else MISFIT
    values = is_value(value, lexicon) or all(is_value(_without_letter(line), lexicon) for line in lines)
    if role == "value":
        if bare or is_dash(value) or values:
            return 0.0
        return BEGINS_LOW if len(value) <= _VALUE and not value.endswith(".") else MISFIT
    if role == "date":
        if len(value) > _WHEN or value.endswith("."):
            return WRONG_OPENING
        words = value.split()
        return 0.0 if len(words) <= _WHEN_WORDS or re.search(r"\d", words[0]) else BEGINS_LOW
    if bare or is_dash(value) or len(value) > _TEXT:
        return MISFIT
    opening = risk_opening(lexicon).search(value) if opens_risks else None
    if opening is not None and opening.start():
        return MISFIT  # an area and a risk, read across
    risk = opening is not None
    if role in ("short", "area"):
        long = len(value) > _WHO or value.endswith(".")
        return WRONG_OPENING * bool(long or risk) + BEGINS_LOW * opens_low(value)
    if role == "main":
        return BEGINS_LOW * opens_low(value) + OPENING * risk + MISFIT * values
    return BEGINS_LOW * opens_low(value) + WRONG_OPENING * risk


def _without_letter(line: str) -> str:
    """The value of one of several that are told apart by letters: 'a) 20 960'."""
    return re.sub(r"^[a-h]\)\s+", "", line)
