"""Dot leaders found in a picture: rows of like dots that lead the eye from an entry to its page number.

Tesseract makes words of them ('sssessrsrsn'), and takes the numbers behind them for a line that runs downwards.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.document import Box, Word
from pipeline.reading.raster import POINTS, Grey, Spots

DOT_SIZE = (0.3, 2.4)
"""Points: the least and greatest height and width of a dot."""
DOT_REACH = 8.0
"""Points between two dots of a leader, at most: a typewriter's stand 7 apart."""
FEWEST_DOTS = 6
"""An ellipsis has three."""
EVEN = 0.3
"""Share of the usual distance by which a dot may be out of step."""
SHARE_EVEN = 0.7
"""Share of a leader's dots that are in step: some are lost in the scan, some are dust."""
LEVEL = 0.7
"""Points by which the dots of a leader wander up or down."""
PAPER = 75
"""Per cent of the pixels of a leader's strip that are no lighter than its paper: its dots fill less than half of it."""
CONTRAST = 50
"""By how much the dots are darker than what lies around them, of 255: the grain of a shaded cell is hardly darker."""
CONFIDENCE = 0.95

Numbers = npt.NDArray[np.float64]


def find_leaders(grey: Grey, spots: Spots, page: int, dpi: int) -> tuple[tuple[Word, ...], Grey]:
    """The leaders among the dark spots of a level picture, each a word of as many full stops, and the picture without them."""
    scale = dpi / POINTS
    _, stats = spots
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    smallest, largest = np.minimum(width, height), np.maximum(width, height)
    is_dot = (smallest >= DOT_SIZE[0] * scale) & (largest <= DOT_SIZE[1] * scale) & (largest <= 2 * smallest + 1)
    is_dot[0] = False
    if int(is_dot.sum()) < FEWEST_DOTS:
        return (), grey
    words = []
    cleaned = grey.copy()
    for row in _rows(stats[is_dot].astype(np.float64), scale):
        if not _stands_out(row.astype(int), grey):
            continue
        left, top = row[:, 0].min(), row[:, 1].min()
        right, bottom = (row[:, 0] + row[:, 2]).max(), (row[:, 1] + row[:, 3]).max()
        words.append(
            Word("." * len(row), page, Box(left / scale, top / scale, right / scale, bottom / scale), CONFIDENCE, "ocr")
        )
        for x, y, wide, high, _ in row.astype(int):
            cleaned[max(0, y - 2) : y + high + 2, max(0, x - 2) : x + wide + 2] = 255
    return tuple(words), cleaned if words else grey


def _stands_out(row: npt.NDArray[np.int_], grey: Grey) -> bool:
    """Whether most dots of a row are much darker than the paper it runs over."""
    darkest = [int(grey[y : y + high, x : x + wide].min()) for x, y, wide, high, _ in row]
    top, bottom = row[:, 1].min(), (row[:, 1] + row[:, 3]).max()
    paper = float(np.percentile(grey[top:bottom, row[0, 0] : row[-1, 0] + row[-1, 2]], PAPER))
    return paper - float(np.median(darkest)) >= CONTRAST


def _rows(dots: Numbers, scale: float) -> Iterator[Numbers]:
    """Dots (left, top, width, height, area in pixels) that stand in one row, close together and evenly, by rows."""
    middles = dots[:, 1] + dots[:, 3] / 2
    order = np.argsort(middles, kind="stable")
    waiting = dots[order]
    levels = middles[order]
    cuts = np.flatnonzero(np.diff(levels) > LEVEL * scale) + 1
    for band in np.split(waiting, cuts):
        row = band[np.argsort(band[:, 0], kind="stable")]
        gaps = np.diff(row[:, 0] + row[:, 2] / 2)
        for run in np.split(row, np.flatnonzero(gaps > DOT_REACH * scale) + 1):
            if len(run) >= FEWEST_DOTS and _is_even(run):
                yield run


def _is_even(run: Numbers) -> bool:
    """Whether most dots follow each other in equal steps."""
    steps = np.diff(run[:, 0] + run[:, 2] / 2)
    usual = float(np.median(steps))
    return usual > 0 and float((np.abs(steps - usual) <= EVEN * usual + 1).mean()) >= SHARE_EVEN
