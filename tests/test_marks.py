"""Marks of lists that were misread, and specks that are none."""

from __future__ import annotations

import pytest
from making import line, word

from pipeline.reading.marks import opening, with_per_cent, with_plus_minus, without_rings, without_stray_bullets


@pytest.mark.parametrize(
    ("read", "following", "text"),
    [
        ("=", "Risk", "-"),
        (">", "Antal", "-"),
        (">", "5", ">"),
        ("•", "Risk", "•"),
        ("—-", "Nämnden", "–"),
        (".2.", "att", "2."),
        ("'3.1", "Budget", "3.1"),
        ("2.1", "Mål", "2.1"),
        (".se", "och", ".se"),
    ],
)
def test_the_mark_of_a_line(read: str, following: str, text: str) -> None:
    assert opening(word(read, 50, 100), word(following, 80, 100)).text == text


def test_a_dash_that_was_misread_is_doubtful() -> None:
    assert opening(word("=", 50, 100, confidence=0.9), word("Risk", 80, 100)).confidence < 0.6


def test_specks_between_cells_go_and_bullets_stay() -> None:
    row = [
        *line("Forskning", 50, 100),
        word("•", 290, 103, width=2, height=2),
        word("8", 300, 100),
        word("412", 310, 100),
    ]
    items = [word("•", 50, 130, width=3, height=3), *line("24 platser", 60, 128)]
    kept = [w.text for w in without_stray_bullets([*row, *items], 10.0)]
    assert kept == ["Forskning", "8", "412", "•", "24", "platser"]


def test_a_hole_of_a_binder_is_no_bullet() -> None:
    words = [word("●", 20, 95, width=18, height=18), *line("i tusental kronor", 70, 100)]
    assert [w.text for w in without_stray_bullets(words, 8.0)] == ["i", "tusental", "kronor"]


def test_dust_in_the_margin_is_no_bullet() -> None:
    assert [
        w.text for w in without_stray_bullets([word("•", 10, 103, width=2, height=2), word("i", 70, 100)], 8.0)
    ] == ["i"]
    assert without_stray_bullets([word("•", 10, 103, width=2, height=2)], 8.0) == ()


def test_a_disc_alone_in_a_cell_stays() -> None:
    row = [*line("Väntetid", 50, 100), word("●", 290, 101, width=8, height=8)]
    assert [w.text for w in without_stray_bullets(row, 8.0)] == ["Väntetid", "●"]


@pytest.mark.parametrize(("read", "text"), [("+1-5,2", "+/–5,2"), ("+/-", "+/–"), ("+1", "+1"), ("+1 500", "+1 500")])
def test_plus_minus(read: str, text: str) -> None:
    assert with_plus_minus(word(read, 50, 100)).text == text


def test_a_dollar_behind_a_number_is_a_per_cent_sign() -> None:
    words = [*line("utfall 41", 50, 100), word("$,", 110, 100), word("8,5$", 150, 100), word("$", 50, 130)]
    words.insert(-1, word("mål", 180, 100))
    assert [w.text for w in with_per_cent(words)] == ["utfall", "41", "%,", "8,5%", "mål", "$"]


def test_the_ring_of_a_large_letter_is_no_word() -> None:
    title = word("Mål", 70, 100, width=28, height=14)
    ring = word("o", 86, 98, width=4, height=5)
    beside = word("o", 110, 105, width=4, height=5)
    assert without_rings([ring, title, beside]) == [title, beside]
