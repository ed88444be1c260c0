"""A line's trailing amounts: which figures form one amount where a blank parts thousands and columns alike.

The header says how many amounts a row has; the groupings that give so many are ranked by what they ask us to believe
(a thousand without its blank costs nothing, a lost comma something, a figure pushed into the label more).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pipeline.document import Text

SIGN = r"[-−–—+~]"
"""A sign; a picture's long minus may have been read as a tilde, or as two."""
_AMOUNT = re.compile(rf"(?:{SIGN}|[<>≤≥~]){{0,2}}\(?\d[\d.,'’]*\)?(?:%|[-−–]|\*+\)?)?[:;]?")
_DASH = re.compile(r"[-−–—]+|\.\.+|[xX]")
FIGURES_AT_MOST = 30
"""More figures than this at a line's end are not looked at."""
READINGS = 24
"""Readings of a line that are kept for each number of amounts."""
_BORDERS = re.compile(r"\s*[|¦]\s*|[^\S\u00a0]{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL_BEFORE = re.compile(r"[^\s|¦][^\S\u00a0]$")
_COUNT = re.compile(r"\d{1,4}")
_HEAD = re.compile(rf"\(?{SIGN}{{0,2}}\d{{1,3}}")
_LOST_COMMA, IN_LABEL, _SIGNED_IN_LABEL, UNMERGED, _MISSING = 0.5, 0.8, 2.5, 0.3, 1.3
_LEADING_ZERO = 1.0
"""What it costs to read an amount that begins with a nought it needn't have: '000' is the end of a number."""
_TORN_CELL = 3.0
"""What it costs to part the figures of one amount in a line whose amounts wide gaps part."""
_TORN = 1.5
"""What it costs to part a signed figure from the three digits behind it, which have no sign."""


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A line as label and amounts; an amount that is a dash is an empty cell, ``None``. ``cost`` 0 is a sound reading;
    ``ends``: the place in the line behind each amount's last character."""

    label: Text
    amounts: tuple[Text | None, ...]
    cost: float
    ends: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.amounts)


@dataclass(frozen=True, slots=True)
class _Figure:
    start: int
    stop: int
    value: str
    part: int  # the number of bars and wide gaps before it


def _figures(value: str) -> list[_Figure]:
    """The figures and dashes that end the line, left to right; in a line set by wide gaps not those that end its label
    ('Resecentrum, etapp 2      12 500    6 300')."""
    found = _last_figures(value)
    if not found or not _LABEL_BEFORE.search(value[: found[0].start]):
        return found
    rest = [figure for figure in found if figure.part > found[0].part]
    in_label = all(_COUNT.fullmatch(figure.value) for figure in found[: len(found) - len(rest)])
    return rest if in_label and _is_set_by_gaps(rest) else found


def _is_set_by_gaps(figures: Sequence[_Figure]) -> bool:
    """Whether wide gaps part the figures into amounts, one between any two gaps."""
    groups = [[*group] for _, group in groupby(figures, key=lambda figure: figure.part)]
    return len(groups) > 1 and all(_group_cost(group) == 0.0 for group in groups)


def _last_figures(value: str) -> list[_Figure]:
    found: list[_Figure] = []
    for match in reversed(list(re.finditer(r"[^\s|¦]+", value))):
        if len(found) < FIGURES_AT_MOST and (_AMOUNT.fullmatch(match[0]) or _DASH.fullmatch(match[0])):
            found.append(_Figure(match.start(), match.end(), match[0], len(_BORDERS.findall(value[: match.start()]))))
        else:
            break
    return found[::-1]


def figure_count(value: str) -> int:
    """How many figures and dashes end the line, each by itself."""
    return len(_figures(value))


def parts_evenly(value: str, count: int) -> bool:
    """Whether the figures that end the line are ``count`` amounts of as many figures each: '148 733 152 400' are two."""
    figures = _figures(value)
    size, rest = divmod(len(figures), count)
    return (
        not rest
        and size > 0
        and all(_group_cost(figures[at : at + size]) == 0.0 for at in range(0, len(figures), size))
    )


@lru_cache(maxsize=4096)
def _is_year(value: str) -> bool:
    return bool(_YEAR.fullmatch(value))


def _group_cost(group: Sequence[_Figure]) -> float | None:
    """What it costs to read these figures as one amount; ``None`` where they can't be one."""
    if any(figure.part != group[0].part for figure in group):
        return None
    values = [figure.value for figure in group]
    if len(values) == 1:
        return _LEADING_ZERO if re.fullmatch(r"0\d{2}", values[0]) else 0.0
    if _DASH.fullmatch(values[0]):
        if len(values[0]) > 1 or values[0] in "xX" or not re.match(r"\d", values[1]):
            return None
        rest = _group_cost(group[1:])
        return None if rest is None else rest + 0.1
    if any(_DASH.fullmatch(value) for value in values):
        return None
    if len(values) == 2 and values[0].endswith(",") and re.fullmatch(r"\d{1,2}\)?", values[1]):
        return 0.4
    if not _HEAD.fullmatch(values[0]):
        return None
    if all(re.fullmatch(r"\d{3}", value) for value in values[1:-1]):
        if re.fullmatch(r"\d{3}(?:[.,]\d+)?\)?[-−–.:;]?", values[-1]):
            return 0.0 if re.match(rf"\(?{SIGN}{{0,2}}[1-9]", values[0]) else _LEADING_ZERO
        if re.fullmatch(r"\d{4}", values[-1]) and not _is_year(values[-1]):
            return _LOST_COMMA
        if len(values) == 2 and re.fullmatch(r"\d", values[-1]):
            return _LOST_COMMA
    return None


def _left_in_label(value: str) -> float:
    """What it costs to leave a figure to the label: 'underskott 2024' is likely, a signed figure is not."""
    return 0.5 if _is_year(value) else _SIGNED_IN_LABEL if re.match(SIGN + r"{1,2}\d", value) else IN_LABEL


Grouping = tuple[float, tuple[tuple[int, int], ...]]
"""What a reading costs, and (first, past the last figure) of each amount."""


def _groupings(figures: Sequence[_Figure], most: int) -> Iterator[tuple[int, Grouping]]:
    """For every count up to ``most``, the cheapest ways to read the last figures as so many amounts."""
    left_over = [0.0]
    torn = _TORN_CELL if _is_set_by_gaps(figures) else 0.0
    for figure in figures:
        left_over.append(left_over[-1] + _left_in_label(figure.value))
    # best[left][stop]: ways to read figures[:stop] as label and ``left`` amounts, up to the seam behind them
    before: list[list[Grouping]] = [[(left_over[stop], ())] for stop in range(len(figures) + 1)]
    for left in range(1, most + 1):
        now: list[list[Grouping]] = [[] for _ in range(len(figures) + 1)]
        for stop in range(1, len(figures) + 1):
            found: list[Grouping] = []
            for start in range(stop - 1, max(-1, stop - 5), -1):
                cost = _group_cost(figures[start:stop])
                if cost is not None:
                    seam = _seam(figures, start, in_label=left == 1)
                    seam += torn if start and figures[start - 1].part == figures[start].part else 0.0
                    found.extend((cost + seam + rest, (*groups, (start, stop))) for rest, groups in before[start])
            now[stop] = sorted(found, key=_likeliest)[:READINGS]
        yield from ((left, grouping) for grouping in now[len(figures)])
        before = now


def _likeliest(grouping: Grouping) -> tuple[float, int, tuple[tuple[int, int], ...]]:
    """Cheap first; of those that cost the same, the one whose amounts have as many figures each."""
    cost, groups = grouping
    sizes = [stop - start for start, stop in groups]
    return round(cost, 6), max(sizes) - min(sizes), groups


def _seam(figures: Sequence[_Figure], start: int, *, in_label: bool) -> float:
    """What it costs to part two figures that could be one amount."""
    if (
        not start
        or figures[start - 1].part != figures[start].part
        or _group_cost(figures[start - 1 : start + 1]) != 0.0
    ):
        return 0.0
    if in_label:
        return 0.0 if _is_year(figures[start - 1].value) else UNMERGED
    return _TORN if re.match(SIGN, figures[start - 1].value) else UNMERGED


def read_amounts(text: Text, count: int) -> tuple[AmountRow, ...]:
    """The line as a label and ``count`` amounts, the best reading first; fewer amounts where there aren't so many."""
    figures, readings = _readings(text.value, count)
    rows: list[AmountRow] = []
    for wanted, (cost, groups) in readings:
        first = figures[groups[0][0]].start
        amounts = tuple(_amount(text, figures[a:b]) for a, b in groups)
        label = text.slice(0, first).strip(" |¦\t\u00a0")
        ends = tuple(figures[b - 1].stop for _, b in groups)
        rows.append(AmountRow(label, amounts, cost + _MISSING * (count - wanted), ends))
    return tuple(sorted(rows, key=lambda row: (row.cost, -row.count)))


@lru_cache(maxsize=4096)
def _readings(value: str, count: int) -> tuple[tuple[_Figure, ...], tuple[tuple[int, Grouping], ...]]:
    """A line's last figures and the ways to read them as up to ``count`` amounts."""
    figures = tuple(_figures(value))
    return figures, tuple(_groupings(figures, min(count, len(figures))))


def _amount(text: Text, figures: Sequence[_Figure]) -> Text | None:
    found = text.slice(figures[0].start, figures[-1].stop)
    return None if _DASH.fullmatch(found.value) else found


def natural_count(text: Text) -> int:
    """How many amounts end the line where every thousand that can be joined is joined."""
    return _natural_count(text.value)


@lru_cache(maxsize=4096)
def _natural_count(value: str) -> int:
    """The same of a line's characters: each line is asked for it by a dozen lines above."""
    figures = _figures(value)
    count, stop = 0, len(figures)
    while stop:
        start = next(
            (s for s in range(max(0, stop - 4), stop) if _group_cost(figures[s:stop]) is not None and not _crosses(figures, s, stop)),
            stop - 1,
        )  # fmt: skip
        count, stop = count + 1, start
    return count


def _crosses(figures: Sequence[_Figure], start: int, stop: int) -> bool:
    """Whether joining would swallow a signed figure, or join what costs something."""
    return _group_cost(figures[start:stop]) != 0.0 or any(re.match(SIGN, f.value) for f in figures[start + 1 : stop])


def is_dash(value: str) -> bool:
    """Whether a text is the mark of an empty cell."""
    return bool(_DASH.fullmatch(value))


def decimals(value: str) -> int | None:
    """Decimals of an amount as printed; ``None`` where it isn't one."""
    match = re.fullmatch(r"[^\d]*\d[\d\s\u00a0]*(?:[.,]\s?(\d+))?\D{0,3}", value)
    return None if match is None else len(match[1] or "")


def looks_like_amount(value: str) -> bool:
    """Not only figures: a sign, a decimal or a thousand that no year, date or count in a sentence would have."""
    return bool(re.match(SIGN, value) or re.search(r"\d[.,]\s?\d|\d\s\d{3}", value) or value.strip() == "0")
