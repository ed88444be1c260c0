"""Dot leaders in pictures: taken out, and kept as words of full stops."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.leaders import find_leaders
from pipeline.reading.pixels import dark_spots

DPI = 300


def paper() -> np.ndarray:
    return np.full((600, 2000), 255, np.uint8)


def dotted(grey: np.ndarray, y: int, start: int, count: int, step: float, size: int = 5) -> np.ndarray:
    for i in range(count):
        x = round(start + i * step)
        grey[y : y + size, x : x + size] = 0
    return grey


@pytest.mark.parametrize(("step", "size"), [(9.0, 4), (14.3, 5), (29.5, 6)])
def test_a_leader_becomes_a_word_of_full_stops(step: float, size: int) -> None:
    grey = dotted(paper(), 200, 300, 30, step, size)
    words, cleaned = find_leaders(grey, dark_spots(grey), 3, DPI)
    assert [word.text for word in words] == ["." * 30]
    assert words[0].page == 3
    assert words[0].box is not None
    assert words[0].box.left == pytest.approx(300 * 72 / DPI, abs=0.5)
    assert (cleaned == 255).all()


def test_leaders_of_several_rows_are_apart() -> None:
    grey = dotted(dotted(paper(), 200, 300, 40, 12.0), 260, 500, 25, 12.0)
    assert sorted(len(word.text) for word in find_leaders(grey, dark_spots(grey), 1, DPI)[0]) == [25, 40]


def test_an_ellipsis_dust_and_letters_stay() -> None:
    grey = dotted(paper(), 200, 300, 3, 14.0)
    for x, y in ((100, 50), (400, 300), (1500, 205), (820, 420), (1200, 90), (60, 500), (1700, 333)):
        grey[y : y + 5, x : x + 5] = 0
    cv2.putText(grey, "Ingress i ett kapitel", (120, 400), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    words, cleaned = find_leaders(grey, dark_spots(grey), 1, DPI)
    assert words == ()
    assert (cleaned == grey).all()


def test_the_grain_of_a_shaded_cell_is_no_leader() -> None:
    shaded = np.full((600, 2000), 255, np.uint8)
    shaded[150:260] = 212
    grain = dotted(shaded.copy(), 200, 300, 30, 12.0)
    shaded = np.where(grain == 0, np.uint8(198), grain)
    words, cleaned = find_leaders(shaded, dark_spots(shaded), 1, DPI)
    assert words == ()
    assert (cleaned[200:205, 300:305] == 198).all()
    assert len(find_leaders(grain, dark_spots(grain), 1, DPI)[0]) == 1
