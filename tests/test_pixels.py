from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from making import PROSE, pdf, picture, prose, raw_page

from pipeline.document import Box, box_as_it_lies
from pipeline.reading import pixels

DPI = 150


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    text = " ".join(PROSE * 3).split()
    lines = [" ".join(text[i : i + 9]) for i in range(0, len(text), 9)]
    return picture(pdf(tmp_path_factory.mktemp("pixels") / "a.pdf", prose(lines)), dpi=DPI)


def tilted(grey: np.ndarray, angle: float) -> np.ndarray:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(grey, matrix, (width, height), borderValue=(255,)), dtype=np.uint8)


@pytest.mark.parametrize("angle", [-3.0, -0.7, 0.0, 0.4, 2.5])
def test_skew_is_found(page: np.ndarray, angle: float) -> None:
    assert pixels.skew_of(tilted(page, angle), DPI) == pytest.approx(angle, abs=0.12)


def test_straightened_page_is_level(page: np.ndarray) -> None:
    level = pixels.straightened(tilted(page, 2.0), 2.0)
    assert pixels.skew_of(level, DPI) == pytest.approx(0.0, abs=0.12)


@pytest.mark.parametrize(("turn", "on_its_side"), [(0, False), (90, True), (180, False), (270, True)])
def test_pages_on_their_side(page: np.ndarray, turn: int, on_its_side: bool) -> None:
    assert pixels.lies_on_its_side(pixels.turned(page, turn), DPI) is on_its_side


def test_shadow_is_divided_out(page: np.ndarray) -> None:
    shade = np.linspace(0.6, 1.0, page.shape[1])
    lit = pixels.evenly_lit((page * shade).astype(np.uint8))
    assert np.percentile(lit, 50) > 245
    assert lit.min() < 80


def test_rules_are_found_and_removed_and_letters_stay() -> None:
    grey = np.full((600, 900), 255, np.uint8)
    cv2.putText(grey, "Budget 2024", (120, 180), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    bare = grey.copy()
    for y in (100, 250, 400):
        grey[y : y + 3, 80:800] = 0
    for x in (80, 440, 797):
        grey[100:403, x : x + 3] = 0
    rules, cleaned = pixels.find_rules(grey, 300)
    assert sum(rule.horizontal for rule in rules) == 3
    assert sum(not rule.horizontal for rule in rules) == 3
    top = min(rule.box.top for rule in rules if rule.horizontal)
    assert top == pytest.approx(100 * 72 / 300, abs=0.5)
    assert np.count_nonzero((cleaned < 128) != (bare < 128)) < 60


def test_dust_goes_and_full_stops_stay() -> None:
    grey = np.full((300, 600), 255, np.uint8)
    cv2.putText(grey, "Nej", (40, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    end = int(np.flatnonzero((grey < 128).any(axis=0)).max())
    grey[145:150, end + 6 : end + 11] = 0
    grey[30:35, 500:505] = 0
    cleaned = pixels.without_specks(grey, pixels.dark_spots(grey), 300)
    assert cleaned[32, 502] == 255
    assert cleaned[147, end + 8] == 0


def test_a_dash_alone_in_a_cell_is_no_dust() -> None:
    grey = np.full((300, 600), 255, np.uint8)
    grey[150:154, 300:315] = 0
    assert pixels.without_specks(grey, pixels.dark_spots(grey), 300)[152, 307] == 0


def test_empty_page() -> None:
    noise = np.random.default_rng(1).normal(245, 3, (800, 600)).clip(0, 255).astype(np.uint8)
    assert pixels.is_empty(pixels.evenly_lit(noise), 100)


def test_page_with_a_word_is_not_empty(page: np.ndarray) -> None:
    assert not pixels.is_empty(pixels.evenly_lit(page), DPI)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 2.0])
def test_boxes_lead_back_to_the_page_as_it_lies(turn: int, skew: float) -> None:
    lying = np.full((842, 595), 255, np.uint8)
    lying[100:112, 60:90] = 0
    upright = pixels.turned(lying, turn)
    upright = pixels.straightened(upright, skew)
    ys, xs = np.nonzero(upright < 128)
    found = Box(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))
    height, width = upright.shape
    raw = replace(raw_page([], turned=turn, skew=skew), width=float(width), height=float(height))
    back = box_as_it_lies(found, raw)
    assert (back.middle[0], back.middle[1]) == pytest.approx((75.0, 106.0), abs=1.5)


def test_letters_look_like_text_and_noise_does_not(page: np.ndarray) -> None:
    whole = Box(0, 0, page.shape[1] * 72 / DPI, page.shape[0] * 72 / DPI)
    assert pixels.looks_like_text(page, whole, DPI)
    smooth = cv2.GaussianBlur(np.random.default_rng(2).integers(0, 255, page.shape).astype(np.uint8), (0, 0), 9)
    assert not pixels.looks_like_text(np.asarray(smooth, dtype=np.uint8), whole, DPI)


def test_faint_print_survives_the_dusting() -> None:
    grey = np.full((200, 900), 215, np.uint8)
    cv2.putText(grey, "Landstinget 1994", (30, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 140, 1, cv2.LINE_AA)
    lit = pixels.evenly_lit(grey)
    cleaned = pixels.without_specks(lit, pixels.dark_spots(lit), 200)
    assert np.count_nonzero(cleaned < 128) >= 0.98 * np.count_nonzero(lit < 128) > 500


def test_stems_of_large_letters_are_no_rules() -> None:
    grey = np.full((500, 1800), 255, np.uint8)
    cv2.putText(grey, "Handlingsplan 2028 ILH", (60, 250), cv2.FONT_HERSHEY_SIMPLEX, 4.2, 0, 18)
    rules, cleaned = pixels.find_rules(grey, 300)
    assert rules == ()
    assert (cleaned == grey).all()


def test_short_rules_between_cells_are_found() -> None:
    grey = np.full((500, 900), 255, np.uint8)
    for y in (100, 220):
        grey[y : y + 3, 80:800] = 0
    for x in (80, 440, 797):
        grey[100:223, x : x + 4] = 0
    rules, _ = pixels.find_rules(grey, 300)
    assert sum(not rule.horizontal for rule in rules) == 3


def test_holes_of_a_binder_go_and_large_bullets_stay() -> None:
    grey = np.full((1200, 900), 255, np.uint8)
    cv2.circle(grey, (110, 600), 36, 40, -1)
    cv2.circle(grey, (450, 300), 36, 0, -1)
    cv2.putText(grey, "O", (60, 900), cv2.FONT_HERSHEY_SIMPLEX, 3.0, 0, 8)
    cleaned = pixels.without_specks(grey, pixels.dark_spots(grey), 300)
    assert (cleaned[560:640, 70:150] == 255).all()
    assert cleaned[300, 450] == 0
    assert (cleaned[800:] == grey[800:]).all()
