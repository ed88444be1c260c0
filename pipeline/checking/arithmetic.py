"""Which rows sum to which, and what a broken sum says of its cells.

Numbers are checked as they were read. Where a sum is broken, the cell to blame is named when the evidence is there:
two sums that cross in it, a second reading that mends it, digits that lack only their comma or minus. What it should
be is proposed, never put in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from statistics import median

from pipeline.amounts import evened, parse_amount
from pipeline.checking.misreadings import same_digits
from pipeline.checking.sum_columns import column_equations, score_equations
from pipeline.checking.sums import (
    Equation,
    Number,
    Numbers,
    Place,
    mendings,
    misread,
    numbers_of,
    row_equations,
)
from pipeline.document import Proposal, SumCheck, Table
from pipeline.lexicon import Lexicon

COLUMN_AT_LEAST = 4
"""So many numbers must a column have before it says how its numbers look."""
USUAL = 0.6
"""The share of a column's numbers that must have so many decimals for the others to be odd."""
ALIKE = 0.85
"""The share that must have the same sign."""
NEAR = 0.6
"""How far (log10) a number may lie from the others of its row to be of their size: four times as large, or a quarter."""
SURE = 0.8
"""A number whose digits are less certain (0-1) is a likely culprit."""
NUMBERS_AT_MOST = 400
"""In a larger table numbers are not compared with all their neighbours: it would take too long."""
_LEADING_FIGURE = re.compile(r"\d{1,3} (\d.*)")
READINGS_AT_MOST = 24
"""Second readings of a cell that are tried."""


def check(tables: tuple[Table, ...], lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables with ``checks`` and ``proposals`` filled in."""
    return tuple(check_table(table, lexicon) for table in tables)


def check_table(table: Table, lexicon: Lexicon) -> Table:
    """One table with its sums (over rows and columns) and scores checked."""
    read = numbers_of(table, lexicon)
    odd: dict[Place, Decimal] = {}
    if len(read) <= NUMBERS_AT_MOST:
        odd = {place: value for place in read if (value := odd_number(place, read)) is not None}
    if odd:
        as_read = _equations(table, read, lexicon)
        odd = {place: value for place, value in odd.items() if not _is_confirmed(place, as_read, read)}
    likely = {place: _mended(number, odd.get(place)) for place, number in read.items()}
    equations = _equations(table, likely, lexicon)
    scores, products = score_equations(table, lexicon)
    proposals = {
        **_by_sibling(odd, read),
        **_by_sum(equations, likely, read, odd),
        **_by_sum(products, scores, scores, {}),
    }
    numbers = {**scores, **read}
    checks = tuple(_check(equation, numbers) for equation in (*equations, *products))
    found = tuple(proposals[place] for place in sorted(proposals))
    return replace(table, checks=checks, proposals=found, uncovered=uncovered_share(checks, read))


def _equations(table: Table, numbers: Numbers, lexicon: Lexicon) -> list[Equation]:
    return [*row_equations(table, numbers, lexicon), *column_equations(table, numbers, lexicon)]


def _is_confirmed(place: Place, equations: Sequence[Equation], read: Numbers) -> bool:
    """Whether every sum that a number is in holds with it as it was read, and there is one."""
    own = [equation for equation in equations if place in equation.places]
    return bool(own) and all(equation.holds(read) for equation in own)


def uncovered_share(checks: Iterable[SumCheck], numbers: Iterable[Place]) -> float | None:
    """The share (0-1) of a table's numbers that no sum covers; ``None`` where it has none."""
    places = set(numbers)
    covered: set[Place] = set()
    for check in checks:
        covered.add((check.total_row, check.column))
        covered |= {(row, check.column) for row in check.member_rows}
        covered |= {(check.total_row, column) for column in check.member_columns}
    return len(places - covered) / len(places) if places else None


def _check(equation: Equation, numbers: Numbers) -> SumCheck:
    row, column = equation.total
    over_rows = all(place[1] == column for place, _ in equation.members)
    return SumCheck(
        column,
        row,
        tuple(place[0] for place, _ in equation.members) if over_rows else (),
        numbers[equation.total].value,
        equation.expected(numbers),
        equation.holds(numbers),
        () if over_rows else tuple(place[1] for place, _ in equation.members),
    )


# -- numbers that look unlike their neighbours


def odd_number(place: Place, numbers: Numbers) -> Decimal | None:
    """What a number should be that lacks the decimals or the minus all others around it have; ``None`` for a sound one.

    '21523' in a column of one decimal, where the row's other years say -2 222,9 and -2 123,5, is -2152.3.
    """
    number = numbers[place]
    if not number.value:
        return None
    column = [n for at, n in numbers.items() if at[1] == place[1] and at != place and n.certainty >= SURE]
    beside = [n for at, n in numbers.items() if at[0] == place[0] and at != place and n.certainty >= SURE and n.value]
    usual = max((n.decimals for n in column), default=0, key=lambda d: sum(n.decimals == d for n in column))
    if len(column) < COLUMN_AT_LEAST - 1 or sum(n.decimals == usual for n in column) < USUAL * len(column):
        return None
    minus = _all_negative(column) and (not beside or all(n.value < 0 for n in beside)) and number.value > 0
    sign = -1 if minus else 1
    if usual and not number.decimals and (minus or abs(number.value) >= 100):
        mended = sign * number.value.scaleb(-usual)
        if _size_fits(mended, number.value, [n for n in beside if n.decimals == usual] or beside):
            return mended
    return -number.value if minus and beside and len(column) >= COLUMN_AT_LEAST else None


def _all_negative(column: Sequence[Number]) -> bool:
    signed = [number for number in column if number.value]
    return len(signed) >= COLUMN_AT_LEAST - 1 and sum(n.value < 0 for n in signed) >= ALIKE * len(signed)


def _size_fits(mended: Decimal, read: Decimal, beside: Sequence[Number]) -> bool:
    """Whether the mended number is of the size of its row's others, and the read one less so."""
    if not beside:
        return False
    middle = median(abs(float(number.value)) for number in beside)
    far = abs(math.log10(abs(float(mended)) / middle))
    return far < NEAR and far < abs(math.log10(abs(float(read)) / middle))


def _mended(number: Number, value: Decimal | None) -> Number:
    """The number with another value, and the decimals of that."""
    if value is None:
        return number
    return replace(number, value=value, decimals=max(0, -int(value.as_tuple().exponent)))


def _by_sibling(odd: dict[Place, Decimal], read: Numbers) -> dict[Place, Proposal]:
    """Proposals for odd numbers."""
    return {
        place: Proposal(
            *place, value, "sibling", f"reads {read[place].cell.text.value}; by the numbers around it {value}"
        )
        for place, value in odd.items()
    }


# -- what broken sums say


def _by_sum(
    equations: Sequence[Equation], likely: Numbers, read: Numbers, odd: dict[Place, Decimal]
) -> dict[Place, Proposal]:
    """The cells that broken sums point out, with the value that mends them."""
    found: dict[Place, Proposal] = {}
    for place, value in odd.items():
        own = [equation for equation in equations if place in equation.places]
        if any(equation.holds(likely) and not equation.holds(read) for equation in own):
            found[place] = _proposal(place, value, "sum", read, own)
    broken = [equation for equation in equations if not equation.holds(likely)]
    if not broken:
        return found
    blamed: dict[Place, tuple[int, Decimal]] = {}
    for equation in broken:
        for place, value in mendings(equation, likely):
            support = _support(place, value, equations, likely)
            if support and (
                place not in blamed or support > blamed[place][0] or _closer(likely[place], value, blamed[place][1])
            ):
                blamed[place] = support, value
    for equation in broken:
        suspects = {place: blamed[place] for place in equation.places if place in blamed}
        settled = (
            _second_reading(suspects, equations, likely)
            or _crossing(suspects, likely)
            or _lost_mark(suspects, likely)
            or _label_s_figure(suspects, likely)
        )
        if settled is not None and settled[1] != read[settled[0]].value:
            place, value, by = settled
            own = [e for e in broken if place in e.places]
            found[place] = _proposal(place, value, by, read, own)
    return found


def _support(place: Place, value: Decimal, equations: Sequence[Equation], numbers: Numbers) -> int:
    """How many broken sums hold when this number is mended; 0 where any sum that it is in does not."""
    mended = {**numbers, place: replace(numbers[place], value=value)}
    own = [equation for equation in equations if place in equation.places]
    if not all(equation.holds(mended) for equation in own):
        return 0
    return sum(not equation.holds(numbers) for equation in own)


def _closer(number: Number, new: Decimal, old: Decimal) -> bool:
    """Whether the new value is a likelier misreading than the old one (sums differ by their rounding)."""
    return misread(number, new) and not misread(number, old)


Settled = tuple[Place, Decimal, str]


def _second_reading(
    suspects: dict[Place, tuple[int, Decimal]], equations: Sequence[Equation], numbers: Numbers
) -> Settled | None:
    """The one suspect that another reading of its words mends."""
    found = {
        (place, value)
        for place in suspects
        for value in _other_values(numbers[place])
        if value != numbers[place].value and _support(place, value, equations, numbers)
    }
    if len(found) != 1:
        return None
    place, value = found.pop()
    return place, value, "second_reading"


def _other_values(number: Number) -> Iterable[Decimal]:
    """The numbers that the cell's words make when some are read the other way."""
    words = number.cell.text.owned()
    readings = [(word.text, *(reading.text for reading in word.alternatives)) for word in words]
    if all(len(texts) == 1 for texts in readings):
        return
    for tried, texts in enumerate(product(*readings)):
        if tried > READINGS_AT_MOST:
            return
        amount = parse_amount(" ".join(texts))
        if amount is not None:
            yield amount.value


def _crossing(suspects: dict[Place, tuple[int, Decimal]], numbers: Numbers) -> Settled | None:
    """The one suspect that two or more broken sums have in common; of several, the one that is a misreading."""
    most = max((support for support, _ in suspects.values()), default=0)
    if most < 2:
        return None
    found = [(place, value) for place, (support, value) in suspects.items() if support == most]
    if len(found) > 1:
        found = [(place, value) for place, value in found if misread(numbers[place], value)]
    return (*found[0], "sum") if len(found) == 1 else None


def _lost_mark(suspects: dict[Place, tuple[int, Decimal]], numbers: Numbers) -> Settled | None:
    """The one suspect whose digits are right but for the comma or the minus, or whose digits break the rules."""
    found = [(p, v) for p, (_, v) in suspects.items() if same_digits(numbers[p].value, v, numbers[p].decimals)]
    if not found:
        found = [(p, v) for p, (_, v) in suspects.items() if numbers[p].certainty < 0.5 and misread(numbers[p], v)]
    return (*found[0], "sum") if len(found) == 1 else None


def _label_s_figure(suspects: dict[Place, tuple[int, Decimal]], numbers: Numbers) -> Settled | None:
    """The one suspect that is right without its first figure, which ends the label before it: 'Anslag 2' and '241,3' read
    as 2 241,3."""
    found = []
    for place, (_, value) in suspects.items():
        first = min(column for row, column in numbers if row == place[0])
        parted = _LEADING_FIGURE.fullmatch(evened(numbers[place].cell.text.value).strip())
        rest = parse_amount(parted[1]) if parted is not None and place[1] == first else None
        if rest is not None and abs(rest.value - value) <= numbers[place].unit:
            found.append((place, rest.value))
    return (*found[0], "sum") if len(found) == 1 else None


def _proposal(place: Place, value: Decimal, by: str, read: Numbers, own: Sequence[Equation]) -> Proposal:
    printed = read[place].cell.text.value
    sums = " and ".join(f"row {equation.total[0]}" for equation in own)
    how = "another reading" if by == "second_reading" else "the sum" if len(own) < 2 else "the sums that cross here"
    reason = f"reads {printed}; {how} ({sums}) says {value}"
    assert by in ("sum", "second_reading")
    return Proposal(*place, value, "second_reading" if by == "second_reading" else "sum", reason)
