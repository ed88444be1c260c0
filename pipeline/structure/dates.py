"""When a plan is of and was decided: years and spans of years, dates of decision, diary numbers."""

from __future__ import annotations

import re

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december")  # fmt: skip

YEARS = re.compile(r"(?<![\d:/§-])((?:19[6-9]|20[0-6])\d)(?:\s*[-–—/]\s*((?:(?:19|20)\d\d)|\d\d))?(?![\d:/]|-\d\d)")
DIARY = re.compile(
    r"\b(?:dnr|diarienummer|diarienr|diarie-?nr|ärendenummer|ärendenr)\.?\s*[:.]?\s*"
    r"((?:[A-ZÅÄÖa-zåäö]{1,10}[ -]?)?\d{2,6}\s?[/:-]\s?\d{1,6}(?:[-/.:]\d+)*)",
    re.IGNORECASE,
)
DECIDING = (
    r"(?:fastställd|fastställdes|fastställt|beslutad|beslutade|beslutades|beslutat|antagen|antogs|antaget|godkänd)"
)
DECIDED = re.compile(
    rf"\b{DECIDING}\b.{{0,90}}?"
    r"(?:(?P<iso>(?:19|20)\d\d-[01]\d-\s?[0-3]\d)|(?P<day>[0-3]?\d)\s+(?P<month>[a-zåäö]{3,9})\.?\s+(?P<year>(?:19|20)\d\d))",
    re.IGNORECASE | re.DOTALL,
)


def years_of(text: str) -> list[tuple[int, int | None]]:
    """The years and spans of years that a text names: '2025', '2026–2028', '1994-96'."""
    found = []
    for match in YEARS.finditer(text):
        first = int(match[1])
        last = int(match[2]) if match[2] else None
        if last is not None and last < 100:
            last += first - first % 100
        found.append((first, last if last is not None and first < last <= first + 10 else None))
    return found


def diary_number_in(text: str) -> str | None:
    match = DIARY.search(text)
    return " ".join(match[1].split()) if match else None


def decided_on_in(text: str) -> str | None:
    """The date of the decision, ISO 8601."""
    for match in DECIDED.finditer(text):
        if match["iso"]:
            return match["iso"].replace(" ", "")
        said = match["month"].lower()
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(said)), None)
        if month:
            return f"{match['year']}-{month:02}-{int(match['day']):02}"
    return None
