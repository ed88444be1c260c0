"""Two pages of a book side by side on one sheet: told from a wide page, and taken apart at the fold.

A sheet stays one page of its source, and boxes stay where they lie on it; its lines run through the left half first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.arranging.columns import Segment, find_gutter, is_column
from pipeline.document import Box, Page, RawPage, Ruling, Word, box_around
from pipeline.lines import box_of, rows_of, segments_of

WIDE = 1.25
"""A sheet of two pages is wider than high by at least this factor (two A5 or A4 pages: 1.41)."""

FOLD_ZONE = (0.42, 0.58)
"""The middle of the fold lies within these shares of the sheet's width."""

MARGINS = 0.05
"""Share of the sheet's width that stays white at the fold: two inner margins. Columns of text or a table stand closer."""

FEWEST_ROWS = 5
"""Rows of text on either half."""

LEVEL = 0.02
"""Share of the height by which the page numbers of two halves may differ."""

OUTER_ROWS = 2
"""Rows at either end of a half that may hold its page number: on a scan that is not quite level a foot falls in two."""

_NUMBER = (
    r"(?P<number>(?:sida|sid|s)?\.?\s*[–—-]?\s*(?P<page>\d{1,3})(?:\s*\(\d{1,3}\)|\s*(?:av|/)\s*\d{1,3})?\s*[–—-]?)"
)
PAGE_NUMBERS = (re.compile(rf"{_NUMBER}(?=\s|$)", re.IGNORECASE), re.compile(rf"(?:^|.*?\s){_NUMBER}$", re.IGNORECASE))
"""A page number at the start of a row and at its end."""

NUMBER = re.compile(r"\S*\d\S*")
"""Words with a digit; beside its number a running line has a year at most, a table's row has more."""


def find_fold(raw: RawPage | Page) -> float | None:
    """The x of the fold where the sheet shows two pages, else ``None``.

    Nothing may cross the fold, and either the halves are numbered one after the other, or both are running text; a wide
    table has neither.
    """
    if raw.width < WIDE * raw.height:
        return None
    words = [word for word in raw.words if word.box is not None]
    fold = _white_middle([box_of(word) for word in words], raw.width)
    if fold is None or any(
        rule.horizontal and rule.box.left < fold - 5 and rule.box.right > fold + 5 for rule in raw.rulings
    ):
        return None
    left, right = (segments_of([w for w in words if _is_left(box_of(w), fold) == is_left]) for is_left in (True, False))
    if min(len(rows_of(left)), len(rows_of(right))) < FEWEST_ROWS:
        return None
    if _numbered_in_turn(left, right, raw.height) or (
        _is_text(left, fold, 0.0) and _is_text(right, raw.width - fold, fold)
    ):
        return fold
    return None


def _white_middle(boxes: Sequence[Box], width: float) -> float | None:
    """The middle of the widest strip without words near the middle of the sheet, if it is as wide as two margins."""
    reach = 0.0
    best: tuple[float, float] | None = None
    for box in sorted(boxes):
        middle = (reach + box.left) / 2
        if FOLD_ZONE[0] * width < middle < FOLD_ZONE[1] * width and (best is None or box.left - reach > best[0]):
            best = box.left - reach, middle
        reach = max(reach, box.right)
    return best[1] if best and best[0] >= MARGINS * width else None


def _is_left(box: Box, fold: float) -> bool:
    return box.middle[0] < fold


def _is_text(parts: Sequence[Sequence[Word]], width: float, start: float) -> bool:
    """Whether the lines of a half, which begins at ``start``, are running text in one column or two."""
    segments = [Segment(box, tuple(part)) for part in parts if (box := box_around(w.box for w in part))]
    return is_column(segments) or find_gutter(segments, width, start) is not None


def _numbered_in_turn(left: Sequence[Sequence[Word]], right: Sequence[Sequence[Word]], height: float) -> bool:
    """Whether the first or last rows of both halves hold page numbers that follow each other, at one level."""
    halves = (rows_of(left), rows_of(right))
    for ends in (slice(0, OUTER_ROWS), slice(-OUTER_ROWS, None)):
        first, second = (
            [(n, box_of(row[0]).middle[1]) for row in rows[ends] for n in _numbers(row)] for rows in halves
        )
        if any(b == a + 1 and abs(y - x) <= LEVEL * height for a, x in first for b, y in second):
            return True
    return False


def _numbers(row: Sequence[Word]) -> list[int]:
    """The page number at either end of a row that has words or nothing besides: '12', 'Verksamhetsplan 2024   12'."""
    text = " ".join(word.text for word in row)
    found = [match for pattern in PAGE_NUMBERS if (match := pattern.match(text))]
    return [int(m["page"]) for m in found if len(NUMBER.findall(text)) - len(NUMBER.findall(m["number"])) <= 1]


def halves_of(page: Page) -> tuple[Page, ...]:
    """A sheet as the two pages on it, each with its own lines, words, drawn lines and pictures; any other page itself."""
    fold = page.fold
    if fold is None:
        return (page,)
    return tuple(
        replace(
            page,
            words=tuple(word for word in page.words if word.box is None or _is_left(word.box, fold) == is_left),
            rulings=half_of(page.rulings, fold, is_left=is_left),
            figures=tuple(box for box in page.figures if _is_left(box, fold) == is_left),
            lines=tuple(line for line in page.lines if line.box is None or _is_left(line.box, fold) == is_left),
        )
        for is_left in (True, False)
    )


def half_of(rulings: Sequence[Ruling], fold: float, *, is_left: bool) -> tuple[Ruling, ...]:
    """The drawn lines on one side of the fold."""
    return tuple(rule for rule in rulings if _is_left(rule.box, fold) == is_left)
