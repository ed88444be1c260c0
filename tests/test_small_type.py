"""Small type at a low resolution: boxes no higher than their words, commas, footnotes' marks, brackets and squares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import line, pdf, picture, raw_page, word

from pipeline.arranging.layout import arrange
from pipeline.document import Box
from pipeline.reading.boxes import tightened
from pipeline.reading.marks import is_square, with_brackets
from pipeline.reading.scan import read_picture
from pipeline.reading.second import Crop
from pipeline.reading.seen import with_commas, with_mark_apart
from pipeline.reading.settling import is_marked, settle
from pipeline.settings import Settings

DPI = 144
"""Two pixels to a point."""


def page_with_ink(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """A white page; boxes of ink (left, top, right, bottom) in pixels."""
    ink = np.full((400, 600), 255, np.uint8)
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 0
    return ink


def test_a_box_of_two_lines_goes_as_far_as_its_own() -> None:
    words = [*line("rapport om läget", 20, 50, height=5), word("Staff", 110, 46.5, width=20, height=12)]
    page = page_with_ink((222, 92, 258, 96), (222, 100, 258, 110), (222, 114, 258, 118))
    *others, tall = tightened(words, page, DPI)
    assert others == words[:-1]
    assert tall.box is not None
    assert (tall.box.top, tall.box.bottom) == (50, 55)


def test_a_letter_that_hangs_together_with_a_mark_below_ends_with_its_line() -> None:
    words = [word("gå", 20, 50, width=10, height=9), *line("med vinst till", 40, 50, height=5)]
    first, *_ = tightened(words, page_with_ink((42, 100, 58, 118)), DPI)
    assert first.box is not None
    assert (first.box.top, first.box.bottom) == (50, 55)


def test_large_letters_keep_their_box() -> None:
    words = [word("Mål", 20, 40, width=60, height=30), *line("för året", 90, 50, height=8)]
    assert tightened(words, page_with_ink((42, 80, 160, 140)), DPI) == tuple(words)
    assert tightened((), page_with_ink(), DPI) == ()


def figures(*marks: tuple[int, int, int, int], raised: bool = False) -> np.ndarray:
    """A crop with two figures 20 pixels high and the marks between or behind them."""
    crop = np.full((40, 60), 255, np.uint8)
    for left, top, right, bottom in ((5, 8, 15, 28), (22, 8, 32, 28), *marks):
        crop[top:bottom, left:right] = 0
    return crop


@pytest.mark.parametrize(("bottom", "read"), [(28, "2.3"), (31, "2,3")])
def test_what_hangs_below_the_figures_is_a_comma(bottom: int, read: str) -> None:
    crop = Crop("2.3", (1.0,) * 3, (10 / 60, 20 / 60, 25 / 60))
    assert with_commas(crop, figures((17, 25, 20, bottom))).text == read


@pytest.mark.parametrize(
    ("text", "mark", "read"),
    [
        ("148", (34, 6, 38, 18), "14 8"),
        ("148", (34, 8, 44, 28), "148"),
        ("m2x", (34, 6, 38, 18), "m2x"),
        ("km2", (34, 6, 38, 18), "km2"),
    ],
)
def test_a_raised_figure_behind_a_number_is_a_mark(text: str, mark: tuple[int, int, int, int], read: str) -> None:
    assert with_mark_apart(Crop(text, (1.0,) * 3, (10 / 60, 27 / 60, 36 / 60)), figures(mark)).text == read


def test_closing_brackets_belong_to_what_they_close() -> None:
    words = [word("(2,8", 50, 100), word(")", 71, 100, width=2), word("(2,5)", 100, 100), word(")", 126, 100, width=2)]
    alone = word(")", 200, 100, width=2)
    assert [w.text for w in with_brackets([*words, word("a", 190, 100), alone])] == ["(2,8)", "(2,5)", "a", ")"]


def test_a_solid_square_is_no_letter() -> None:
    page = page_with_ink((20, 20, 40, 40), (80, 20, 100, 22), (80, 30, 100, 40))
    crop = lambda box: page[int(2 * box.top) : int(2 * box.bottom), int(2 * box.left) : int(2 * box.right)]  # noqa: E731
    assert is_square(Box(10, 10, 20, 20), crop, 12.0)
    assert not is_square(Box(40, 10, 50, 20), crop, 12.0)
    assert not is_square(Box(10, 10, 20, 20), crop, 24.0)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("”Mål", True),
        ("mål”.", True),
        ("”Mål”", False),
        ("Nettoexport", False),
        ("USA?", True),
        ("“", False),
        ("", False),
    ],
)
def test_quotes_and_question_marks_may_be_marks(text: str, marked: bool) -> None:
    assert is_marked(text) is marked


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [("efterfrågan”", "efterfrågan*", "efterfrågan*"), ('export”"', "export**", "export**"), ("mål”", 'mål"', "mål”")],
)
def test_asterisks_come_from_the_second_reader(first: str, second: str, text: str) -> None:
    read = Crop(second, (0.95,) * len(second), tuple((i + 0.5) / len(second) for i in range(len(second))))
    (part,) = settle(word(first, 50, 100, confidence=0.9), read, "rapidocr")
    assert part.text == text


def test_small_type_at_200_dpi_in_black_and_white(tmp_path: Path) -> None:
    lines = ["Uppgifter om kostnader per elev avser den senaste redovisningen.", "Källa: nämndens bokslut."]
    rows = [("Nettokostnad", "2,3 (2,5)", "3,4 (3,1)"), ("Avskrivningar", "1,2 (1,3)", "0,7 (0,4)")]

    def page(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 7)
        for i, cells in enumerate(rows):
            for cell, x in zip(cells, (70, 200, 280), strict=True):
                canvas.drawString(x, 260 - 13 * i, cell)
        canvas.setFont("Helvetica", 6)
        for i, text in enumerate(lines):
            canvas.drawString(70, 200 - 8 * i, text)

    grey = picture(pdf(tmp_path / "small.pdf", page), dpi=200)
    scanned = read_picture(np.where(grey < 128, 0, 255).astype(np.uint8), 1, 200, Settings())
    got = [line.text.value for line in arrange(raw_page(scanned.words)).lines]
    assert got == [*(" ".join(cells) for cells in rows), *lines]
