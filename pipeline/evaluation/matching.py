"""Texts compared and paired: what counts as the same, and which goes with which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from pipeline.errors import UsageError

Matrix = NDArray[np.floating[Any]]
DASHES = re.compile("[\u2010-\u2015\u2212]")
MARKS = re.compile("[”“\"'’´`•·*]")
BLANKS = re.compile(r"\s+")
EDGES = " .:;,-"


def folded(value: object) -> str:
    """A text as it is compared: NFC, lower case, one kind of dash, no quotes or bullets, single blanks, without
    punctuation at its ends. An unknown is the empty text."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    text = DASHES.sub("-", unicodedata.normalize("NFC", str(value)).casefold())
    return BLANKS.sub(" ", MARKS.sub("", text)).strip(EDGES)


def likeness(a: object, b: object) -> float:
    """Edit ratio of two folded texts, 0-1."""
    return float(fuzz.ratio(folded(a), folded(b))) / 100


def ratios(rows: Sequence[str], columns: Sequence[str]) -> Matrix:
    """Edit ratios 0-1 of every text with every other, as they stand (single precision: 0.9 is not below 0.9)."""
    if not rows or not columns:
        return np.zeros((len(rows), len(columns)), dtype=np.float32)
    table: Matrix = process.cdist(rows, columns, scorer=fuzz.ratio, dtype=np.float32) / np.float32(100)
    return table


def step_penalty(rows: int, columns: int) -> Matrix:
    """How far apart two places are in their lists, 0-1: breaks ties between texts that repeat."""
    down = np.arange(rows)[:, None] / max(1, rows)
    across = np.arange(columns)[None, :] / max(1, columns)
    return np.abs(down - across)


def assignment(gain: Matrix) -> list[tuple[int, int]]:
    """The one-to-one pairs of greatest total gain."""
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:  # pragma: no cover - depends on the installation
        raise UsageError("scoring needs scipy", hint="pip install 'plantolk[evaluate]'") from error
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def paired(found: Iterable[object], wanted: Iterable[object], least: float) -> list[tuple[int, int]]:
    """Pairs (index found, index wanted) of the best assignment by likeness, those of at least ``least``."""
    ours, theirs = [folded(t) for t in found], [folded(t) for t in wanted]
    if not ours or not theirs:
        return []
    gain = ratios(ours, theirs) - (1e-4 * step_penalty(len(ours), len(theirs))).astype(np.float32)
    return [(i, j) for i, j in assignment(gain) if gain[i, j] >= least]


def number(value: Any) -> float | None:
    """What is a number, else ``None``."""
    if value is None or value == "":
        return None
    try:
        out = float(value)
    except (TypeError, ValueError):
        return None
    return None if np.isnan(out) else out


def same_number(a: Any, b: Any) -> bool:
    """Equal, or both unknown."""
    one, other = number(a), number(b)
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))


def same_text(a: object, b: object) -> bool:
    return folded(a) == folded(b)


def truth(value: object) -> bool:
    """A flag as CSV or gold has it."""
    return str(value).strip().casefold() in {"true", "1", "1.0", "yes"}
