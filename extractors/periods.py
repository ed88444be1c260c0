"""Years and periods as plans write them: 'Utfall: 2023', 'per 31 juli 2024', 'VT 2025', '2025/26', 'jan-aug 2024'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.amounts import evened
from pipeline.structure.dates import MONTHS

_MONTH = r"(?:" + "|".join(m[:3] + (rf"(?:{m[3:]}|\.)?" if m[3:] else r"\.?") for m in MONTHS) + ")"
_Y = r"(?<!\d)(?P<{}>(?:19|20)\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d)(?P<day>\d{{1,2}})(?::?e)?\s+(?P<month>{_MONTH})\s+{_Y.format('year')}",
        rf"{_Y.format('year')}-(?P<month_number>[01]\d)(?:-(?P<day>[0-3]\d))?(?!\d)",
        rf"(?<!\w)(?P<month>{_MONTH})\s*(?:-|till|t\.?o\.?m\.?)\s*(?P<last_month>{_MONTH})\s+{_Y.format('year')}",
        rf"(?<!\w)(?P<month>{_MONTH})\s+{_Y.format('year')}",
        rf"(?<!\w)(?P<half>vt|ht|vårtermin\w*|hösttermin\w*|våren|hösten)\s*-?\s*{_Y.format('year')}",
        rf"(?<!\w)(?:kvartal\s*|kv\.?\s*|q)(?P<quarter>[1-4])\s*,?\s*{_Y.format('year')}",
        rf"(?<!\w)(?:tertial\s*|t)(?P<third>[1-3])\s*,?\s*{_Y.format('year')}",
        rf"{_Y.format('year')}\s*(?P<slash>/)\s*(?:(?:19|20)?\d\d)(?!\d)",
        rf"{_Y.format('year')}\s*-\s*(?P<last_year>(?:19|20)\d\d)(?!\d)",
        _Y.format("year"),
    )
)


@dataclass(frozen=True, slots=True)
class When:
    """A year, and an ISO 8601 date or interval where it is no plain year ('2024-07-31', '2025-01/2025-06')."""

    year: int | None
    period: str | None = None


def parse_when(text: str) -> When:
    """The first point or span of time that a text names; a span over the turn of the year has its first year.

    >>> parse_when('Utfall: Prognos per 31 juli 2024')
    When(year=2024, period='2024-07-31')
    """
    even = evened(text)
    found = [match for form in _FORMS if (match := form.search(even))]
    if not found:
        return When(None)
    first = min(found, key=lambda match: (match.start(), -match.end()))
    parts = first.groupdict()
    year = int(parts["year"])
    if parts.get("last_year"):
        return When(None, f"{year}/{parts['last_year']}") if int(parts["last_year"]) > year else When(year)
    return When(year, _period(year, parts))


def _period(year: int, parts: dict[str, str | None]) -> str | None:
    """The ISO 8601 form of what stands beside the year."""
    month = _number_of_month(parts.get("month")) or int(parts.get("month_number") or 0)
    if month:
        if month > 12:
            return None
        if last := _number_of_month(parts.get("last_month")):
            return f"{year}-{month:02}/{year}-{last:02}"
        day = int(parts.get("day") or 0)
        return f"{year}-{month:02}" + (f"-{day:02}" if 1 <= day <= 31 else "")
    if half := parts.get("half"):
        return f"{year}-01/{year}-06" if half.casefold().startswith("v") else f"{year}-07/{year}-12"
    if quarter := int(parts.get("quarter") or 0):
        return f"{year}-{3 * quarter - 2:02}/{year}-{3 * quarter:02}"
    if third := int(parts.get("third") or 0):
        return f"{year}-{4 * third - 3:02}/{year}-{4 * third:02}"
    if parts.get("slash"):
        return f"{year}-07/{year + 1}-06"
    return None


def _number_of_month(word: str | None) -> int:
    """1-12, 0 for none."""
    if not word:
        return 0
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(word.casefold()[:3]))
