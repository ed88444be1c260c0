"""A page's picture made ready for recognition: evenly lit, upright, straight, without table rules.

Pictures are grey ``uint8`` arrays (rows, columns), 255 = paper. Angles are degrees, counter-clockwise.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.document import Box, Ruling
from pipeline.reading.faint import faint_strokes, near_letters, streaks
from pipeline.reading.raster import POINTS, Grey, Spots, as_grey, scaled_down, spots_of

SKEW_LIMIT = 5.0
"""Degrees: pages fed crookedly lie within; beyond it is a picture, not a page."""

FAINT = 190
"""Brighter spots are paper, or print that nobody could read."""

FEWEST_PRINTED = 3
"""Spots larger than speckle that make a page of a sheet; fewer are dirt."""

SPECK_DARK = 205
"""Spots darker than this hang together: a higher limit than for ink, so that faint letters don't fall to pieces."""
SPECK_SIZE = 1.9
"""Points: a full stop in 12 point type is as large, and a dash alone in a cell is longer."""
SPECK_DISTANCE = 5.0
"""Points: full stops, commas and dots over letters are nearer to other ink."""

HOLE_SIZE = (12.0, 30.0)
"""Points: the least and greatest width of a hole punched for a binder, which a scan shows as a black disc."""
HOLE_FILLED = (0.70, 0.88)
"""Share of its square that a disc fills (pi/4 = 0.79)."""
HOLE_FROM_EDGE = 60.0
"""Points from the sheet's edge within which holes are punched."""

BROKEN = 15.0
"""Points between two pieces of a rule where what is left of it is painted over, too."""

SHORT_RULE = 60.0
"""Points: shorter strokes may be stems of the letters of a title."""
SLENDER = 12.0
"""Times its thickness that such a stroke is long if it is a rule; a thin stem is 9 times, a bold one 4."""
MOST_BESIDE = 0.35
"""Share of an upright stroke's length that has ink right beside it, at most: the rest of a letter."""

LETTER_DPI = 100
"""Resolution at which letters of a word are a pixel or two apart, and lines of text more."""
FEWEST_SPOTS = 15
"""Words and letters below which there is no telling how text runs."""

SKEW_SEARCH = ((0.5, SKEW_LIMIT, 75), (0.1, 0.5, 150), (0.02, 0.1, 150))
"""Steps and reach in degrees around the best angle so far, and the resolution at which they are tried: at 150 dpi a twentieth of
a degree still moves a page's width by a pixel."""
STRIP = 8
"""Pixels of a row that move up and down together while the picture is sheared: over them a line at 5 degrees rises by less than one."""


def evenly_lit(grey: Grey) -> Grey:
    """The picture with its paper at white: shadows, yellowing and uneven lamps are divided out."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    if int(np.percentile(small, 5)) > 250:
        return grey
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    paper = cv2.GaussianBlur(closed, (0, 0), 9)
    # a dark picture stays dark: only what is nearly paper is lifted to white
    paper = np.maximum(paper, np.uint8(90))
    background = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return _darkened(as_grey(cv2.divide(grey, background, scale=255.0)))


def _darkened(grey: Grey) -> Grey:
    """Faint print made black: the darkest of the ink becomes 0, paper stays."""
    dark = grey[grey < FAINT]
    if dark.size < 50:
        return grey
    blackest = float(np.percentile(dark, 10))
    steps = np.clip((np.arange(256) - blackest) * 255 / (255 - blackest), 0, 255)
    return as_grey(cv2.LUT(grey, steps.astype(np.uint8)))


def ink(grey: Grey) -> Grey:
    """255 where there is ink, 0 where there is paper (Otsu's threshold)."""
    _, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return as_grey(mask)


def is_empty(lit: Grey, dpi: int) -> bool:
    """Whether nothing is printed on an evenly lit picture: no dark spot larger than speckle."""
    smallest = (dpi / POINTS) ** 2 * 1.5
    found = 0
    for part in np.array_split(lit < 128, 4):  # most pages have said enough in their first quarter
        _, stats = spots_of(part.astype(np.uint8))
        found += int((stats[1:, cv2.CC_STAT_AREA] >= smallest).sum())
        if found >= FEWEST_PRINTED:
            return False
    return True


def looks_like_text(grey: Grey, box: Box, dpi: int) -> bool:
    """Whether a part of the picture (points) holds many spots of the size of letters, as photographs do not."""
    part = grey[_pixels(box, dpi)]
    if min(part.shape) < 8:
        return False
    _, stats = spots_of(ink(evenly_lit(part)))
    scale = dpi / POINTS
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    letters = (heights > 3 * scale) & (heights < 24 * scale) & (widths < 24 * scale) & (widths > 0.5 * scale)
    specks = heights <= 1.2 * scale
    return int(letters.sum()) >= 25 and int(letters.sum()) > 0.25 * int(specks.sum())


def turned(grey: Grey, degrees: int) -> Grey:
    """The picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(grey, -(degrees // 90) % 4))


def lies_on_its_side(grey: Grey, dpi: int) -> bool:
    """Whether the lines of text run up or down: then letters grow together sooner downwards than sideways."""
    small = _without_long_runs(_small_ink(grey, dpi, LETTER_DPI))
    sideways, downwards = (
        cv2.connectedComponents(cv2.dilate(small, np.ones(reach, np.uint8)))[0] - 1 for reach in ((1, 3), (3, 1))
    )
    return sideways > max(FEWEST_SPOTS, 1.15 * downwards)


def skew_of(grey: Grey, dpi: int) -> float:
    """The angle in degrees by which the lines of text rise to the right; 0 where there is no telling."""
    at: dict[int, Grey] = {}
    for resolution in {last for *_, last in SKEW_SEARCH}:
        small = _small_ink(grey, dpi, resolution)
        if cv2.countNonZero(small) < 200:
            return 0.0
        size = (max(1, small.shape[1] // STRIP), small.shape[0])
        at[resolution] = as_grey(cv2.resize(small, size, interpolation=cv2.INTER_AREA))
    best = 0.0
    for step, reach, resolution in SKEW_SEARCH:
        angles = [best + step * i for i in range(-round(reach / step), round(reach / step) + 1)]
        best = max((_profile_score(at[resolution], angle), -abs(angle), angle) for angle in angles)[-1]
    return round(best, 3) if abs(best) < SKEW_LIMIT else 0.0


def straightened(grey: Grey, skew: float) -> Grey:
    """The picture turned about its middle so that text rising by ``skew`` degrees lies level; its size stays."""
    if abs(skew) < 0.05:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -skew, 1.0)
    return as_grey(
        cv2.warpAffine(
            grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
        )
    )


def dark_spots(grey: Grey) -> Spots:
    """What is printed or dirt on a picture."""
    return spots_of((grey < SPECK_DARK).astype(np.uint8))


def without_specks(grey: Grey, spots: Spots, dpi: int) -> Grey:
    """The picture without dust (those of its spots that are no larger than a full stop and stand far from everything else)
    and without the holes of a binder."""
    labels, stats = spots
    scale = dpi / POINTS
    largest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    small = largest <= SPECK_SIZE * scale
    small[0] = False
    large = ~small
    large[0] = False
    coarse = max(1, round(scale))
    reach = 2 * round(SPECK_DISTANCE * scale / coarse) + 1
    near = cv2.dilate(large[labels[::coarse, ::coarse]].astype(np.uint8), np.ones((reach, reach), np.uint8))
    cleaned = grey.copy()
    for x, y, width, height, _ in stats[_are_holes(stats, grey.shape, scale)]:
        cleaned[max(0, y - 3) : y + height + 3, max(0, x - 3) : x + width + 3] = 255
    for x, y, width, height, _ in stats[small]:
        if not near[(y + height // 2) // coarse, (x + width // 2) // coarse]:
            cleaned[max(0, y - 2) : y + height + 2, max(0, x - 2) : x + width + 2] = 255
    return cleaned


def _are_holes(stats: npt.NDArray[Any], shape: tuple[int, ...], scale: float) -> npt.NDArray[np.bool_]:
    """Which spots are black discs near the sheet's edge; ``scale``: pixels a point."""
    left, top, width, height, area = (stats[:, i].astype(np.float64) for i in range(5))
    smaller, larger = np.minimum(width, height), np.maximum(width, height)
    filled = area / np.maximum(width * height, 1)
    from_edge = np.minimum.reduce([left, top, shape[1] - left - width, shape[0] - top - height])
    found: npt.NDArray[np.bool_] = (
        (smaller >= HOLE_SIZE[0] * scale)
        & (larger <= HOLE_SIZE[1] * scale)
        & (smaller >= 0.8 * larger)
        & (filled >= HOLE_FILLED[0])
        & (filled <= HOLE_FILLED[1])
        & (from_edge <= HOLE_FROM_EDGE * scale)
    )
    return found


def find_rules(grey: Grey, dpi: int) -> tuple[tuple[Ruling, ...], Grey]:
    """The drawn lines of a straight picture in points, and the picture with them painted white."""
    dark = ink(grey)
    thick = max(2, round(dpi / POINTS * 3))
    mask = np.zeros_like(dark)
    letters = near_letters(grey, dark, dpi)
    bridged = np.zeros_like(dark)
    rules: list[Ruling] = []
    for horizontal, shortest in ((True, dpi * 0.25), (False, dpi * 0.22)):
        faint = faint_strokes(grey, letters, dpi, int(shortest), horizontal=horizontal)
        found = _long_strokes(as_grey(cv2.bitwise_or(dark, faint)), int(shortest), thick, horizontal=horizontal)
        drawn = [
            rule
            for rule in _boxes(found, dpi, shortest * 1.4, thick, horizontal=horizontal)
            if not _is_stem(rule, found, dark, dpi)
        ]
        if not horizontal:
            faint_ones = [rule.box for rule in drawn if _is_faint(rule, found, dark, dpi)]
            wrong = streaks(faint_ones, [rule.box for rule in rules])
            drawn = [rule for rule in drawn if rule.box not in wrong]
        if not drawn:
            continue
        rules.extend(drawn)
        own = np.zeros_like(dark)
        for rule in drawn:
            box = _pixels(rule.box, dpi)
            own[box] = found[box]
        mask |= own
        gap = round(BROKEN * dpi / POINTS)
        bridged |= as_grey(
            cv2.morphologyEx(own, cv2.MORPH_CLOSE, np.ones((1, gap) if horizontal else (gap, 1), np.uint8))
        )
    if not rules:
        return (), grey
    # the soft edge of a scanned rule reaches a pixel or two beyond its core
    swollen, between = (cv2.dilate(part, np.ones((5, 5), np.uint8)) for part in (mask, bridged))
    cleaned = grey.copy()
    cleaned[(swollen > 0) | ((between > 0) & (letters == 0))] = 255
    return tuple(sorted(rules, key=lambda rule: rule.box)), cleaned


def _is_faint(rule: Ruling, found: Grey, dark: Grey, dpi: int) -> bool:
    """Whether most of a line is no ink."""
    box = _pixels(rule.box, dpi)
    along = (found[box] > 0).any(axis=1)
    inked = ((found[box] > 0) & (dark[box] > 0)).any(axis=1)
    return 2 * int(inked.sum()) < int(along.sum())


def _is_stem(rule: Ruling, found: Grey, dark: Grey, dpi: int) -> bool:
    """Whether a short stroke is part of a letter in large type: too thick for a rule, or with more of the letter beside it."""
    length, upright = max(rule.box.width, rule.box.height), not rule.horizontal
    if length >= SHORT_RULE:
        return False
    rows, columns = _pixels(rule.box, dpi)
    core = found[rows, columns]
    thickness = cv2.countNonZero(core) / max(1, length * dpi / POINTS)
    if length * dpi / POINTS < SLENDER * thickness:
        return True
    if not upright:
        return False
    wide = slice(max(0, columns.start - 5), columns.stop + 5)
    beside = cv2.subtract(dark[rows, wide], cv2.dilate(found[rows, wide], np.ones((3, 5), np.uint8)))
    return float((beside > 0).any(axis=1).mean()) > MOST_BESIDE


def _long_strokes(dark: Grey, shortest: int, thick: int, *, horizontal: bool) -> Grey:
    """Ink that runs on for ``shortest`` pixels one way and is no thicker than ``thick`` the other way."""
    along = (shortest, 1) if horizontal else (1, shortest)
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, along))
    if not cv2.countNonZero(runs):
        return as_grey(runs)
    across = (1, thick * 2) if horizontal else (thick * 2, 1)
    fat = cv2.morphologyEx(runs, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, across))
    return as_grey(cv2.subtract(runs, fat))


def _pixels(box: Box, dpi: int) -> tuple[slice, slice]:
    """Rows and columns that a box in points covers."""
    scale = dpi / POINTS
    return (
        slice(math.floor(box.top * scale), math.ceil(box.bottom * scale)),
        slice(math.floor(box.left * scale), math.ceil(box.right * scale)),
    )


def _boxes(mask: Grey, dpi: int, shortest: float, thick: int, *, horizontal: bool) -> list[Ruling]:
    joined = cv2.dilate(mask, np.ones((3, 9) if horizontal else (9, 3), np.uint8))
    # outlines cost a tenth of what labels for all pixels do; those with a parent are holes
    outlines, nested = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    points = POINTS / dpi
    rules = []
    for i, outline in enumerate(outlines):
        if nested[0][i][3] >= 0:
            continue
        x, y, width, height = cv2.boundingRect(outline)
        length, across = (width, height) if horizontal else (height, width)
        if length < shortest or across > thick * 3:
            continue
        core = cv2.boundingRect(mask[y : y + height, x : x + width])
        left, top = x + core[0], y + core[1]
        rules.append(Ruling(Box(left * points, top * points, (left + core[2]) * points, (top + core[3]) * points)))
    return rules


def _small_ink(grey: Grey, dpi: int, to_dpi: int) -> Grey:
    return ink(scaled_down(grey, dpi, to_dpi))


def _without_long_runs(dark: Grey) -> Grey:
    """Ink without pictures and rules, which say nothing of the way that text runs."""
    height, width = dark.shape
    for size in ((max(25, width // 12), 1), (1, max(25, height // 12))):
        runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        dark = as_grey(cv2.subtract(dark, cv2.dilate(runs, np.ones((3, 3), np.uint8))))
    return dark


def _roughness(profile: npt.NDArray[Any]) -> float:
    """How much a profile changes from one place to the next."""
    return float(np.square(np.diff(profile.astype(np.float64))).mean()) if profile.size > 1 else 0.0


def _profile_score(strips: Grey, angle: float) -> float:
    """How sharply rows of ink and paper alternate when strips of the picture are moved level for text rising by ``angle``."""
    height, width = strips.shape
    shift = STRIP * math.tan(math.radians(angle))
    matrix = np.array([[1.0, 0.0, 0.0], [shift, 1.0, -shift * width / 2]])
    sheared = cv2.warpAffine(strips, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return _roughness(cv2.reduce(sheared, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel())
