from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.inert import escaped, guarded, printable, unguarded

DANGEROUS = "=+-@\t\r\n;'\uff1d\uff0b\uff0d\uff20"
CELLS = st.text(st.one_of(st.sampled_from(DANGEROUS + "0123456789.,eE aÅ"), st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("+46 8 123", "'+46 8 123"),
        ("- 12,5", "'- 12,5"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r", "'\r"),
        ("a;=cmd()", "a;'=cmd()"),
        ("a\n-b", "a\n'-b"),
        ("'quoted'", "'quoted'"),
        ("12.5", "12.5"),
        ("-12.5", "-12.5"),
        ("+3", "+3"),
        ("-1e-05", "-1e-05"),
        ("Mål", "Mål"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells_that_a_spreadsheet_would_run_are_guarded(cell: str, safe: str) -> None:
    assert guarded(cell) == safe
    assert unguarded(safe) == cell


@given(CELLS)
def test_there_and_back_loses_nothing(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@given(CELLS)
def test_a_guarded_cell_begins_no_formula(cell: str) -> None:
    safe = guarded(cell)
    try:
        float(cell)
        number = cell.isascii() and cell == cell.strip() and "_" not in cell
    except ValueError:
        number = False
    assert number or safe[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


@given(st.decimals(allow_nan=False, allow_infinity=False).map(str) | st.integers().map(str) | st.floats().map(repr))
def test_numbers_stay_numbers(number: str) -> None:
    assert guarded(number) == number or not number.lstrip("-")[0].isdigit()


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_a_csv_file_goes_there_and_back(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([[guarded(cell) for cell in row] for row in rows])
    file.seek(0)
    assert [[unguarded(cell) for cell in row] for row in csv.reader(file)] == rows


@given(st.text(st.characters()))
def test_shown_text_is_one_line_of_characters_that_can_be_seen(text: str) -> None:
    assert printable(text).isprintable()
    assert len(escaped(text).splitlines()) <= 1
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in escaped(text))


def test_names_that_play_tricks_are_shown_for_what_they_are() -> None:
    assert printable("plan\n\x1b[2Jfdp.\u202eexe") == "plan\\n\\x1b[2Jfdp.\\u202eexe"
    assert escaped("• 82 %\n\u00ad\uf0b7") == "• 82 %\\n\u00ad\uf0b7"
