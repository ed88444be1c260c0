"""What a crop's picture shows that the second reading of it leaves out or mixes up: blanks, commas taken for full stops, and
figures that stand higher than the number before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.reading.pixels import ink
from pipeline.reading.raster import Grey, spots_of
from pipeline.reading.second import Crop

BELOW = 0.08
"""Share of a digit's height by which a comma reaches below it; a full stop stands on the line."""

BLANK = 0.2
"""Share of a crop's height that a blank is wide at least; letters of a word are closer."""

MARK_HEIGHT = 0.5
"""Share of a digit's height that a comma or full stop is high, at most."""

RAISED = (0.2, 0.8)
"""Shares of a figure's height by which a footnote's mark stands above the line at least, and that it is high at most."""


def as_seen(crop: Crop, picture: Grey) -> Crop:
    """The reading with the blanks, commas and footnotes' marks that its picture shows."""
    return with_mark_apart(with_commas(respaced(crop, picture), picture), picture)


def with_mark_apart(crop: Crop, picture: Grey) -> Crop:
    """The reading with a blank between a number and the raised figures of a footnote behind it: '2014' and '48', no 201448."""
    last = re.search(r"(?<=[\d%),.])\d+$", crop.text)
    if not last or not any(map(str.isdigit, crop.text[: last.start() + 1])):
        return crop
    boxes = _boxes(spots_of(ink(picture))[1][1:])
    high = max((bottom - top for _, top, _, bottom in boxes), default=0)
    figures = sorted(box for box in boxes if box[3] - box[1] > MARK_HEIGHT * high)
    if len(figures) < 2:
        return crop
    foot, height = figures[0][3], figures[0][3] - figures[0][1]
    raised = len(figures)
    while raised and figures[raised - 1][3] < foot - RAISED[0] * height:
        raised -= 1
    marks = figures[raised:]
    if not raised or not marks or any(bottom - top > RAISED[1] * height for _, top, _, bottom in marks):
        return crop
    if any(box[2] > marks[0][0] and box[3] > foot - RAISED[0] * height for box in boxes):
        return crop  # a figure in pieces
    left = (figures[raised - 1][2] + marks[0][0]) / 2 / picture.shape[1]
    at = next((i for i, place in enumerate(crop.places) if place > left), len(crop.text))
    if not last.start() <= at < len(crop.text):
        return crop
    text = f"{crop.text[:at]} {crop.text[at:]}"
    return Crop(text, (*crop.scores[:at], 1.0, *crop.scores[at:]), (*crop.places[:at], left, *crop.places[at:]))


def _boxes(spots: npt.NDArray[np.int32]) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of spots."""
    return [(int(x), int(y), int(x + wide), int(y + high)) for x, y, wide, high, _ in spots]


def respaced(crop: Crop, picture: Grey) -> Crop:
    """The reading with a blank where a number and what stands beside it are visibly apart: the network drops blanks."""
    if not any(_changes(a, b) for a, b in pairwise(crop.text)):
        return crop
    height, width = picture.shape
    columns = np.flatnonzero(ink(picture).any(axis=0))
    gaps = [(a, b) for a, b in pairwise(columns) if b - a > BLANK * height]
    text = ""
    scores: list[float] = []
    places: list[float] = []
    for i, char in enumerate(crop.text):
        if i and _changes(crop.text[i - 1], char):
            left, right = crop.places[i - 1] * width, crop.places[i] * width
            if any(left < (a + b) / 2 < right for a, b in gaps):
                text, scores, places = text + " ", [*scores, 1.0], [*places, (crop.places[i - 1] + crop.places[i]) / 2]
        text, scores, places = text + char, [*scores, crop.scores[i]], [*places, crop.places[i]]
    return Crop(text, tuple(scores), tuple(places))


def _changes(a: str, b: str) -> bool:
    """Where a blank may have been lost: between a digit and a letter or per cent sign."""
    return (a.isdigit() and (b.isalpha() or b in "%‰")) or (a.isalpha() and b.isdigit())


def with_commas(crop: Crop, picture: Grey) -> Crop:
    """The reading with a comma for each full stop between digits that reaches below them: the network mixes them up."""
    found = [m.start() for m in re.finditer(r"(?<=\d)\.(?=\d)", crop.text)]
    if not found:
        return crop
    mask = ink(picture)
    spots = spots_of(mask)[1][1:]
    width = picture.shape[1]
    text = list(crop.text)
    for at in found:
        before, here, after = (round(crop.places[i] * width) for i in (at - 1, at, at + 1))
        hangs = _hangs(spots, here, (before, after))
        if hangs if hangs is not None else _reaches_below(mask, before, here, after):
            text[at] = ","
    return replace(crop, text="".join(text))


def _hangs(spots: npt.NDArray[np.int32], here: int, between: Sequence[int]) -> bool | None:
    """Whether the mark near column ``here`` reaches below the digits left and right of it; ``None`` where it hangs together
    with one of them. ``spots``: left, top, width, height, area of each."""
    boxes = _boxes(spots)
    if not boxes:
        return None
    tallest = max(bottom - top for _, top, _, bottom in boxes)
    marks = [
        (abs((left + right) / 2 - here), left, top, right, bottom)
        for left, top, right, bottom in boxes
        if between[0] < (left + right) / 2 < between[1] and bottom - top <= MARK_HEIGHT * tallest
    ]
    if not marks:
        return None
    _, left, top, right, bottom = min(marks)
    tall = [box for box in boxes if box[3] - box[1] > MARK_HEIGHT * tallest]
    digits = [
        *sorted((box for box in tall if box[0] + box[2] < left + right), key=lambda box: box[2])[-1:],
        *sorted((box for box in tall if box[0] + box[2] > left + right), key=lambda box: box[0])[:1],
    ]
    height = max((box[3] - box[1] for box in digits), default=0)
    foot = max((box[3] for box in digits), default=0)
    if not digits or (top + bottom) / 2 < foot - MARK_HEIGHT * height:
        return None
    return bottom - foot > BELOW * height


def _reaches_below(mask: Grey, before: int, here: int, after: int) -> bool:
    """The same by columns alone, around the places where the digits and the mark were read."""
    own = mask[:, (before + 2 * here) // 3 : (2 * here + after) // 3 + 1]
    sides = (max(0, 2 * before - here), (2 * before + here) // 3), ((here + 2 * after) // 3, 2 * after - here)
    digits = np.hstack([mask[:, start : stop + 1] for start, stop in sides])
    rows, dots = np.flatnonzero(digits.any(axis=1)), np.flatnonzero(own.any(axis=1))
    return bool(rows.size and dots.size and dots[-1] - rows[-1] > BELOW * (rows[-1] - rows[0]))
