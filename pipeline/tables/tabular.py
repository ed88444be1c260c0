"""Whether rows of pieces that stand in columns are a table: no chart's axis, no contents, no running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.document import Box
from pipeline.tables.pieces import Row, columns_under

SEEDS_AT_LEAST = 3
"""Fewer rows that line up are chance, unless a known header or rules say otherwise."""


LONG_WORDS = 14
"""A piece of more words is running text."""


INSET = 15.0
"""Labels begin at most so far (points) from where the rules of their table do."""


AXIS = 3
"""So many numbers in equal steps are the marks of an axis."""


PROSE_WORDS, PROSE_LINES = 5, 5
"""So many lines of so many words that end near the same margin are running text."""


_PLAIN = re.compile(r"[-−–]?\d+(?:[.,]\d+)?")


def is_table(body: Sequence[Row], columns: Sequence[tuple[float, float]], *, known: bool, zone: Box | None) -> bool:
    several = [row for row in body if len(row.pieces) > 1]
    if len(several) < (SEEDS_AT_LEAST - (1 if known or zone else 0)):
        return False
    if 2 * sum(len(row.pieces) for row in several) < len(several) * len(columns):
        return False
    later = [piece for row in several for piece in row.pieces[1:]]
    # Words in columns: the rules must be those of a table, not of a chart, whose labels do not begin at them.
    if (
        not known
        and 5 * sum(piece.is_number for piece in later) < 3 * len(later)
        and (zone is None or 3 * sum(abs(row.left - zone.left) < INSET for row in several) < 2 * len(several))
    ):
        return False
    return not (_is_contents(several) or _is_beside_chart(body, columns))


def _is_beside_chart(body: Sequence[Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether the numbers are the marks of a chart's axes, in equal steps, or stand beside lines of running text."""
    numbers: dict[int, list[str]] = {}
    for row in body:
        for piece in row.pieces:
            if piece.is_number:
                numbers.setdefault(columns_under(piece.box, columns)[0], []).append(piece.text)
    numbers.pop(0, None)
    if numbers and all(_in_equal_steps(texts) for texts in numbers.values()):
        return True
    labels = [row.pieces[0] for row in body if row.left < columns[0][1]]
    edge = max((label.box.right for label in labels), default=0.0)
    full = sum(edge - label.box.right < INSET and len(label.words) >= PROSE_WORDS for label in labels)
    return len(columns) <= 3 and len(labels) >= PROSE_LINES and 5 * full >= 3 * len(labels)


def _in_equal_steps(texts: Sequence[str]) -> bool:
    if len(texts) < AXIS or not all(_PLAIN.fullmatch(text) for text in texts):
        return False
    values = [float(text.replace(",", ".").replace("−", "-").replace("–", "-")) for text in texts]
    steps = {round(after - before, 6) for before, after in pairwise(values)}
    return len(steps) == 1 and steps != {0.0}


def is_complete(body: Sequence[Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether most rows have a label and a number."""
    whole = sum(len(row.pieces) > 1 and row.left < columns[0][1] and row.pieces[-1].is_number for row in body)
    return 4 * whole >= 3 * len(body)


def has_labels(body: Sequence[Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether at least half of the rows begin with words."""
    several = [row for row in body if len(row.pieces) > 1]
    labels = [row.pieces[0] for row in several if row.pieces[0].box.left < columns[0][1]]
    return 2 * sum(not piece.is_number for piece in labels) >= len(several)


def _is_contents(rows: Sequence[Row]) -> bool:
    """Whether rows are a table of contents: page numbers that never fall, behind dots or numbered headings."""
    last = [row.pieces[-1].text for row in rows]
    if not all(re.fullmatch(r"\d{1,3}", text) for text in last):
        return False
    pages = [int(text) for text in last]
    if any(before > after for before, after in pairwise(pages)):
        return False
    leaders = sum(bool(re.search(r"\.{4,}|(?:\. ){3,}|…{2,}|_{4,}", row_text(row))) for row in rows)
    numbered = sum(bool(re.match(r"(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.?)\s", row_text(row))) for row in rows)
    return 2 * max(leaders, numbered) >= len(rows) or (len(rows) > 5 and len(set(pages)) > len(rows) // 2)


def row_text(row: Row) -> str:
    return " ".join(piece.text for piece in row.pieces)
