"""The one number of a budget cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.amounts import evened, is_empty, parse_amount, without_footnote_mark

EXACT = [
    ("-371,9", "-371.9"), ("−371,9", "-371.9"), ("–371,9", "-371.9"), ("- 371,9", "-371.9"), ("‒12", "-12"),
    ("2 627,9", "2627.9"), ("2\u00a0627,9", "2627.9"), ("2\u2009627,9", "2627.9"), ("2\u202f627,9", "2627.9"),
    ("1 234 567", "1234567"), ("0", "0"), ("0,0", "0"), ("-0,0", "0"), ("7", "7"), ("1112", "1112"), ("+4", "4"),
    ("±0", "0"), ("+/- 0", "0"), ("+/-0", "0"), ("-98,4¹)", "-98.4"), ("12,5*)", "12.5"), ("12,5 **)", "12.5"),
    ("295 1)", "295"), ("1 200 tkr", "1200"), ("12 %", "12"), ("4,9%", "4.9"), ("450:-", "450"), ("5 mnkr.", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), EXACT)
def test_well_formed_numbers_are_certain(text: str, value: str) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert (amount.value, amount.certainty) == (Decimal(value), 1.0)


DOUBTFUL = [
    ("-37.8", "-37.8", 0.9), ("39, 1", "39.1", 0.85), ("39 ,1", "39.1", 0.85), ("1.234", "1234", 0.7),
    ("1.234.567", "1234567", 0.95), ("1.234.567,5", "1234567.5", 0.95), ("2 2229", "22229", 0.3), ("242 5", "2425", 0.3),
    ("1 140 40", "114040", 0.3), ("(12,3)", "-12.3", 0.9), ("(-12,3)", "-12.3", 0.7), ("45,3-", "-45.3", 0.9),
    ("007", "7", 0.4), ("±2", "2", 0.5), ("1,234,567", "1234567", 0.7),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "certainty"), DOUBTFUL)
def test_what_departs_from_the_rules_is_read_with_doubt(text: str, value: str, certainty: float) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert (amount.value, amount.certainty) == (Decimal(value), certainty)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "−", "..", "- -", ".", "– *)"])
def test_a_dash_or_a_blank_is_an_empty_cell(text: str) -> None:
    assert is_empty(text)
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text", ["x", "ingår ovan", "-7 42 -7", "12,5,3", "1O,5", "7-9", "2024-05-12", "(12", "a1", "1" * 16]
)
def test_words_and_several_numbers_are_no_amount(text: str) -> None:
    assert not is_empty(text)
    assert parse_amount(text) is None


def test_a_bracket_that_closes_an_open_one_is_no_footnote() -> None:
    assert without_footnote_mark("plats 1 (av 21)") == "plats 1 (av 21)"
    assert without_footnote_mark("Resultat *)") == "Resultat"
    assert without_footnote_mark("Hälsoval²)") == "Hälsoval"


def printed(value: Decimal, blank: str, minus: str) -> str:
    sign, digits = (minus, f"{-value:,}") if value < 0 else ("", f"{value:,}")
    return sign + digits.replace(",", "\0").replace(".", ",").replace("\0", blank)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=1),
    st.sampled_from([" ", "\u00a0", "\u2009", "\u202f", ""]),
    st.sampled_from(["-", "−", "–", "- ", "− "]),
)
def test_every_printed_number_is_read_back(value: Decimal, blank: str, minus: str) -> None:
    amount = parse_amount(printed(value, blank, minus))
    assert amount is not None
    assert (amount.value, amount.certainty) == (value, 1.0)


@given(st.text(max_size=30))
def test_any_text_is_read_without_failing_and_keeps_its_length(text: str) -> None:
    assert len(evened(text)) == len(text)
    amount = parse_amount(text)
    assert amount is None or 0.0 < amount.certainty <= 1.0
    assert not (is_empty(text) and amount is not None)
