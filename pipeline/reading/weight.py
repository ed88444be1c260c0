"""Bold type seen in a picture: strokes are thicker, for the size of the letters, than is usual on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import numpy as np
import numpy.typing as npt

from pipeline.document import Box, Word
from pipeline.lines import segments_of
from pipeline.reading.pixels import ink
from pipeline.reading.raster import POINTS, Grey

BOLDER = 1.26
"""Strokes thicker than the page's median by this factor are bold: in common faces bold is 1.5 to 1.8 times as thick."""

CLEARLY = 0.6
"""Share of a line's letters that must look bold, or not bold, for the rest of the line to be so too."""

FEWEST_LETTERS = 150
"""Letters below which a page has no usual thickness."""


def with_weight(words: Sequence[Word], picture: Grey, dpi: int) -> tuple[Word, ...]:
    """The words, bold where their strokes say so; words that stand together on a line are judged together."""
    dark = ink(picture) > 0
    strokes = {id(word): stroke for word in words if word.box and (stroke := _stroke(word.text, word.box, dark, dpi))}
    letters = [strokes[id(word)] for word in words if id(word) in strokes for _ in word.text]
    if len(letters) < FEWEST_LETTERS:
        return tuple(words)
    usual = median(letters)
    bold: set[int] = set()
    for segment in segments_of([word for word in words if word.box is not None]):
        known = [(word, strokes[id(word)] > BOLDER * usual) for word in segment if id(word) in strokes]
        total = sum(len(word.text) for word, _ in known)
        share = sum(len(word.text) for word, thick in known if thick) / total if total else 0.0
        if share >= CLEARLY:
            bold |= {id(word) for word in segment}
        elif share > 1 - CLEARLY:
            bold |= {id(word) for word, thick in known if thick}
    return tuple(replace(word, bold=id(word) in bold) for word in words)


def _stroke(text: str, box: Box, dark: npt.NDArray[np.bool_], dpi: int) -> float | None:
    """The thickness of a word's upright strokes as a share of its type size; ``None`` where it has no letters."""
    letters = sum(ch.isalnum() for ch in text)
    if letters < 2 or letters < 0.6 * len(text):
        return None
    scale = dpi / POINTS
    part = dark[int(box.top * scale) : int(box.bottom * scale) + 1, int(box.left * scale) : int(box.right * scale) + 1]
    inked = np.flatnonzero(part.any(axis=1))
    if inked.size < 4:
        return None
    height = int(inked[-1] - inked[0]) + 1
    edges = np.diff(np.pad(part.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    runs = np.flatnonzero(edges.ravel() == -1) - np.flatnonzero(edges.ravel() == 1)
    if runs.size < 5:
        return None
    # crossbars make long runs and points short ones; the middle half are stems
    runs.sort()
    low, high = runs[runs.size // 4], runs[-1 - runs.size // 4]
    thickness = float(runs[(runs >= low) & (runs <= high)].mean())
    return thickness * em_share(text) / height


def em_share(text: str) -> float:
    """The height of a word's ink as a share of its type size, by the letters that it holds."""
    tall = re.search(r"[A-ZÅÄÖÉ0-9bdfhkltåäöij]", text)
    deep = re.search(r"[gjpqyQ,;()]", text)
    return (0.72 if tall else 0.5) + (0.2 if deep else 0.0)
