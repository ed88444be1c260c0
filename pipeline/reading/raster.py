"""What a page's picture is made of: its type, the unit between its pixels and boxes, and its spots."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
"""A grey picture: rows, columns; 0 is black, 255 is paper."""

Spots = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
"""What hangs together of a picture: the number of each pixel's spot (0: none), and for each number a row with left, top,
width, height and area in pixels (row 0: all the rest)."""

POINTS = 72
"""Points to an inch: boxes are in points, pictures in dots an inch (dpi)."""


def scaled_down(grey: Grey, dpi: float, to_dpi: int) -> Grey:
    """The picture at ``to_dpi``, each pixel the mean of those it stands for; a coarser picture stays as it is."""
    while dpi >= 2 * to_dpi and min(grey.shape) >= 2:
        # OpenCV halves ten times as fast as it shrinks by anything else
        height, width = (side // 2 for side in grey.shape)
        grey = as_grey(cv2.resize(grey[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA))
        dpi /= 2
    if dpi <= to_dpi:
        return grey
    height, width = (max(1, round(side * to_dpi / dpi)) for side in grey.shape)
    return as_grey(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA))


def spots_of(mask: npt.NDArray[Any]) -> Spots:
    """What hangs together of a mask, over corners too; OpenCV's usual method takes twice as long as this one."""
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def as_grey(array: Any) -> Grey:
    """OpenCV's loosely typed answers as what they are."""
    result: Grey = array
    return result
