"""White print on dark bands, as many plans have their table headers, turned into dark print on paper.

Recognition knows dark letters on white; of a band it reads nothing, or the few words whose box happened to be cut well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.raster import POINTS, Grey, scaled_down

BAND_DPI = 100
"""Resolution at which bands are sought: white letters still leave their holes."""
DARK = 0.66
"""A band is darker than this share of the paper's brightness."""
HEIGHT = (7.0, 90.0)
"""Points: the least and greatest height of a band; what is higher is a picture."""
WIDTH = 30.0
"""Points: the least width; narrower ones are bars, bullets and the large letters of a title, which have holes, too."""
SOLID = 0.88
"""Share of the rectangle around it that a band fills, its letters counted in."""
LETTERS = (0.01, 0.45)
"""Share of a band that its white letters cover."""
UNEVEN = 0.14
"""How far most of a band's dark parts may lie from their usual brightness, as a share of the paper's: pictures are mottled."""
RULE = 0.3
"""Brightness of the rules drawn in place of a band's upper and lower edge, as a share of the paper's: they bound the header."""


def with_dark_print(grey: Grey, dpi: int) -> Grey:
    """The picture (any turn and skew) with the light print of dark bands made dark, and the bands made paper."""
    scale = min(1.0, BAND_DPI / max(1, dpi))
    small = scaled_down(grey, dpi, BAND_DPI)
    paper = float(np.percentile(small, 75))
    turned = None
    for outline in _bands(small, paper, dpi * scale):
        turned = grey.copy() if turned is None else turned
        _turn(turned, np.round(outline / scale).astype(np.int32), paper, dpi)
    return grey if turned is None else turned


def _bands(small: Grey, paper: float, dpi: float) -> Iterator[npt.NDArray[np.float64]]:
    """The outlines of dark bands with light letters in them, in the small picture's pixels."""
    dark = (small < DARK * paper).astype(np.uint8)
    outlines, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    points = POINTS / dpi
    height, width = small.shape
    for outline in outlines:
        (_, sides, _) = cv2.minAreaRect(outline)
        low, wide = min(sides) * points, max(sides) * points
        if not (HEIGHT[0] <= low <= HEIGHT[1] and wide >= WIDTH):
            continue
        left, top, across, down = cv2.boundingRect(outline)
        touches = left <= 1 or top <= 1 or left + across >= width - 1 or top + down >= height - 1
        if touches or cv2.contourArea(outline) < SOLID * (sides[0] - 1) * (sides[1] - 1):
            continue
        filled = np.zeros((down, across), np.uint8)
        cv2.drawContours(filled, [outline - np.array([[left, top]])], -1, 1, cv2.FILLED)
        # The soft edge of a band is neither it nor its letters.
        inside = cv2.erode(filled, np.ones((3, 3), np.uint8)) > 0
        if _has_light_letters(small[top : top + down, left : left + across][inside], paper):
            yield outline.astype(np.float64)


def _has_light_letters(values: npt.NDArray[np.uint8], paper: float) -> bool:
    """Whether the spots of a band are evenly dark but for some that are much lighter."""
    if values.size < 30:
        return False
    usual = float(np.median(values))
    if usual > DARK * paper:
        return False
    light = values > (usual + paper) / 2
    if not LETTERS[0] <= float(light.mean()) <= LETTERS[1]:
        return False
    off = np.abs(values[~light].astype(np.float64) - usual)
    return float(np.percentile(off, 75)) <= UNEVEN * paper


def _turn(grey: Grey, outline: npt.NDArray[np.int32], paper: float, dpi: int) -> None:
    """Make a band's light letters dark and the band itself paper between two rules, in place."""
    left, top, across, down = cv2.boundingRect(outline)
    edge = max(2, round(dpi / 100))
    halo = 2 * edge + 1
    box = (slice(max(0, top - halo), top + down + halo), slice(max(0, left - halo), left + across + halo))
    part = grey[box]
    filled = np.zeros(part.shape, np.uint8)
    cv2.drawContours(filled, [outline - np.array([[box[1].start, box[0].start]])], -1, 1, cv2.FILLED)
    core = cv2.erode(filled, np.ones((2 * edge + 1, 2 * edge + 1), np.uint8)) > 0
    rim = (cv2.dilate(filled, np.ones((2 * halo + 1, 2 * halo + 1), np.uint8)) > 0) & ~core
    usual = float(np.median(part[core])) if core.any() else 0.0
    lightest = max(usual + 20, paper)
    # a quarter of the way is the band's own grain
    start = usual + (lightest - usual) / 4
    ink = np.clip((part.astype(np.float64) - start) / (lightest - start), 0, 1)
    part[core] = (paper * (1 - 0.9 * ink))[core].astype(np.uint8)
    part[rim] = np.uint8(min(255, paper))
    corners = cv2.boxPoints(cv2.minAreaRect(outline)) - np.array([box[1].start, box[0].start])
    for start_at, end_at in _long_sides(corners):
        cv2.line(part, start_at, end_at, (int(paper * RULE),), max(1, round(dpi / 150)))


def _long_sides(corners: npt.NDArray[np.float64]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The two longer sides of a rectangle, from corner to corner."""
    rounded = [(round(float(x)), round(float(y))) for x, y in corners]
    sides = list(zip(rounded, [*rounded[1:], rounded[0]], strict=True))
    sides.sort(key=lambda side: -math.dist(*side))
    return sides[:2]
