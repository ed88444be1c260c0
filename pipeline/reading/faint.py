"""Faint rules: lines in light grey, as word processors draw around cells, which no threshold for ink sees."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.document import Box
from pipeline.reading.raster import POINTS, Grey

THICKEST = 2.0
"""Points: what is thicker is no rule."""
CONTRAST = 26
"""How much darker than the paper on both sides of it a faint rule is, of 255; print that shows through is fainter."""
WEAK = 17
"""The same for pieces of a line that is clear elsewhere: along the edge of a tinted row there is less contrast."""
CLEAR = 0.5
"""Spots that are clear, as a share of a line's length."""
INK = 105
"""Darker spots are letters (or rules that show anyway): around them nothing faint is looked for."""
LETTER = (2.2, 40.0)
"""Points: spots of ink as wide and as high are letters, in whatever grey; rules are thinner, or grids of them larger."""
ALONG = 1.6
"""Points over which the grain of a scan is evened out along a line."""
WHOLE_SHEET = 0.9
"""Share of the sheet's height: an upright line as long is a streak of the scanner."""
GOES_ON = (60.0, 3.0)
"""Points downwards and sideways between two pieces of one upright line."""
MEETS = 6.0
"""Points between the end of a table's upright rule and the rule across that it ends at."""
ALIKE = 3
"""So many upright lines that begin and end side by side are a table's, though the rule across at one end was not seen."""


def near_letters(grey: Grey, ink: Grey, dpi: int) -> Grey:
    """255 where letters are, and a pixel or three around them: there nothing faint can be told from their edges."""
    letters = (cv2.blur(grey, (3, 3)) < INK).astype(np.uint8)
    outlines, nested = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for outline, (*_, parent) in zip(outlines, nested[0] if outlines else (), strict=True):
        if parent < 0:  # the others are holes
            low, high = sorted(side * POINTS / dpi for side in cv2.boundingRect(outline)[2:])
            if LETTER[0] < low and high <= LETTER[1]:
                cv2.drawContours(letters, [outline], -1, (1,), cv2.FILLED)
    return np.asarray(cv2.dilate(letters * 255, np.ones((7, 7), np.uint8)), np.uint8)


def faint_strokes(grey: Grey, letters: Grey, dpi: int, shortest: int, *, horizontal: bool) -> Grey:
    """255 where a thin faint line runs on for at least ``shortest`` pixels in a level picture, away from letters."""
    across = max(5, 2 * round(THICKEST * dpi / POINTS / 2) + 1)
    along = max(3, 2 * round(ALONG * dpi / POINTS / 2) + 1)
    even = cv2.blur(grey, (along, 1) if horizontal else (1, along))
    valley = cv2.morphologyEx(even, cv2.MORPH_BLACKHAT, np.ones((across, 1) if horizontal else (1, across), np.uint8))
    paper = letters == 0
    found = ((valley >= WEAK) & paper).astype(np.uint8)
    # a line that is not quite level steps from one row of pixels to the next
    found = cv2.dilate(found, np.ones((3, 1) if horizontal else (1, 3), np.uint8))
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((1, along) if horizontal else (along, 1), np.uint8))
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((1, shortest) if horizontal else (shortest, 1), np.uint8))
    clear = ((valley >= CONTRAST) & paper).astype(np.uint8)
    outlines, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    drawn = np.zeros_like(grey)
    for outline in outlines:
        left, top, width, height = cv2.boundingRect(outline)
        box = (slice(top, top + height), slice(left, left + width))
        length = width if horizontal else height
        is_streak = not horizontal and length > WHOLE_SHEET * grey.shape[0]
        if not is_streak and cv2.countNonZero(cv2.bitwise_and(found[box], clear[box])) >= CLEAR * length:
            cv2.drawContours(drawn, [outline], -1, (255,), cv2.FILLED)
    return drawn


def streaks(upright: Sequence[Box], across: Sequence[Box]) -> set[Box]:
    """Those of the faint upright lines that are a scanner's streaks: put together from their pieces, they do not begin and
    end at rules across, as those of tables do, or at one of them all together."""
    found: set[Box] = set()
    chains: list[list[Box]] = []
    for box in sorted(upright, key=lambda b: b.top):
        for chain in chains:
            last = chain[-1]
            if box.top - last.bottom <= GOES_ON[0] and abs(box.middle[0] - last.middle[0]) <= GOES_ON[1] + last.width:
                chain.append(box)
                break
        else:
            chains.append([box])
    spans = [(chain[0].top, max(box.bottom for box in chain)) for chain in chains]
    for chain, (top, bottom) in zip(chains, spans, strict=True):
        begins, ends = _meets(chain[0], top, across), _meets(chain[-1], bottom, across)
        alike = sum(abs(other[0] - top) <= MEETS and abs(other[1] - bottom) <= MEETS for other in spans)
        if not (begins and ends) and not ((begins or ends) and alike >= ALIKE):
            found.update(chain)
    return found


def _meets(line: Box, end: float, across: Sequence[Box]) -> bool:
    return any(
        abs(rule.middle[1] - end) <= MEETS and rule.left - MEETS <= line.middle[0] <= rule.right + MEETS
        for rule in across
    )
