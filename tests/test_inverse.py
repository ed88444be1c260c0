"""White print on dark bands, and faint rules, in pictures drawn here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.document import Box
from pipeline.reading import pixels
from pipeline.reading.faint import faint_strokes, near_letters, streaks
from pipeline.reading.inverse import with_dark_print

DPI = 300
PAPER = 250


def paper() -> np.ndarray:
    return np.full((900, 1400), PAPER, np.uint8)


def write(grey: np.ndarray, text: str, x: int, y: int, shade: int) -> None:
    cv2.putText(grey, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (shade,), 4)


def noisy(grey: np.ndarray, seed: int = 3) -> np.ndarray:
    grain = np.random.default_rng(seed).normal(0, 6, grey.shape)
    return np.clip(grey + grain, 0, 255).astype(np.uint8)


def banded(shade: int = 80) -> np.ndarray:
    grey = paper()
    grey[200:300, 100:1300] = shade
    write(grey, "Nettokostnad", 120, 268, PAPER)
    write(grey, "Bokslut 2031", 900, 268, PAPER)
    write(grey, "Skolor", 120, 380, 20)
    return noisy(grey)


@pytest.mark.parametrize("angle", [0.0, 1.5, -2.0])
def test_a_dark_band_becomes_dark_print_on_paper(angle: float) -> None:
    grey = banded()
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    tilted = np.asarray(cv2.warpAffine(grey, matrix, (width, height), borderValue=(PAPER,)), np.uint8)
    turned = with_dark_print(tilted, DPI)
    wanted = paper()
    write(wanted, "Nettokostnad", 120, 268, 20)
    write(wanted, "Bokslut 2031", 900, 268, 20)
    back = cv2.warpAffine(turned, cv2.invertAffineTransform(matrix), (width, height), borderValue=(PAPER,))
    inside = (slice(215, 285), slice(115, 1285))
    same = (back[inside] < 128) == (wanted[inside] < 128)
    assert same.mean() > 0.97


def test_the_upper_and_lower_edge_stay_as_rules() -> None:
    rules, _ = pixels.find_rules(with_dark_print(banded(), DPI), DPI)
    assert sorted(round(rule.box.middle[1] * DPI / 72 / 100) for rule in rules if rule.horizontal) == [2, 3]


def test_a_page_without_bands_stays_as_it_is() -> None:
    grey = paper()
    write(grey, "0 O 8", 120, 268, 20)  # letters with holes are no bands
    cv2.putText(grey, "2016", (100, 700), cv2.FONT_HERSHEY_SIMPLEX, 5, (60,), 22)
    grey[400:480, 300:900] = 120  # a bar of a chart: nothing is printed on it
    assert with_dark_print(grey, DPI) is grey


def test_photographs_stay() -> None:
    grey = paper()
    mottled = np.random.default_rng(1).integers(0, 200, (20, 60)).astype(np.uint8)
    grey[200:400, 200:800] = cv2.resize(mottled, (600, 200), interpolation=cv2.INTER_CUBIC)
    assert with_dark_print(grey, DPI) is grey


def faint_grid(shade: int) -> np.ndarray:
    grey = paper()
    for y in (200, 300, 400):
        grey[y : y + 3, 100:1300] = shade
    for x in (100, 700, 1297):
        grey[200:403, x : x + 3] = shade
    write(grey, "Risk", 140, 268, 20)
    write(grey, "12", 760, 368, 20)
    return noisy(grey)


def test_light_grey_rules_are_found_and_painted_over() -> None:
    rules, cleaned = pixels.find_rules(faint_grid(190), DPI)
    assert sorted({round(rule.box.middle[1] * DPI / 72, -2) for rule in rules if rule.horizontal}) == [200, 300, 400]
    assert sorted({round(rule.box.middle[0] * DPI / 72, -2) for rule in rules if not rule.horizontal}) == [
        100,
        700,
        1300,
    ]
    assert cleaned[301, 105:1290].min() > 200


@pytest.mark.parametrize("horizontal", [True, False])
def test_print_that_shows_through_is_no_rule_nor_are_letters(horizontal: bool) -> None:
    grey = faint_grid(240)
    write(grey, "Hilltill", 140, 700, 150)
    found = faint_strokes(grey, near_letters(grey, pixels.ink(grey), DPI), DPI, 70, horizontal=horizontal)
    assert not found.any()


def test_a_streak_over_the_whole_sheet_is_no_rule() -> None:
    grey = paper()
    grey[:, 1000:1003] = 190
    found = faint_strokes(grey, np.zeros_like(grey), DPI, 70, horizontal=False)
    assert not found.any()


def test_upright_lines_that_end_at_no_rule_across_are_streaks() -> None:
    across = [Box(60, 100, 500, 101), Box(60, 200, 500, 201)]
    wall = [Box(240, 101, 241, 140), Box(240, 150, 241, 199)]
    streak = [Box(300, 40, 301, 98), Box(301, 102, 302, 199), Box(302, 230, 304, 400)]
    assert streaks([*wall, *streak], across) == set(streak)


def test_upright_lines_that_stand_side_by_side_are_a_table_s_though_the_rule_above_them_was_not_seen() -> None:
    across = [Box(60, 200, 500, 201)]
    walls = [Box(x, 101, x + 1, 199) for x in (60, 240, 499)]
    streak = Box(300, 40, 301, 199)
    assert streaks([*walls, streak], across) == {streak}
    assert streaks(walls[:2], across) == set(walls[:2])
