"""Rows of plain texts that no table took are said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from plain import pages_of

from pipeline.tables.flattened.unread import unread_rows

ROWS = "Vägar 12,5 13,1 14,0\nBroar 1,5 1,1 1,0\nParker 2,5 3,1 4,0"
CELLS = "Vägar\n12,5\n13,1\nBroar\n1,5\n1,1\nParker\n2,5\n3,1"


def test_rows_that_no_table_took_are_said_with_page_and_lines() -> None:
    (found,) = unread_rows(pages_of(f"Om budgeten\n{ROWS}\nSlut på det."), ())
    assert (found.page, found.last - found.first, found.rows) == (1, 2, 3)
    assert found.text == "Vägar 12,5 13,1 14,0"


def test_rows_a_cell_a_line_are_said_too() -> None:
    (found,) = unread_rows(pages_of(CELLS), ())
    assert (found.rows, found.text) == (3, "Vägar | 12,5 | 13,1")


def test_two_rows_and_running_text_are_nothing() -> None:
    text = "Vägar 12,5 13,1 14,0\nBroar 1,5 1,1 1,0\nNämnden fick 12,5 miljoner kronor 2031.\nDet var bra."
    assert not list(unread_rows(pages_of(text), ()))


@settings(max_examples=30)
@given(st.text("abc 0123456789,.-\n|", max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for found in unread_rows(pages_of(text), ()):
        assert found.first <= found.last
