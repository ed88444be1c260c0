"""Numbers that went wrong in silence are told."""

from __future__ import annotations

import pytest
from extracting import document, table

from extractors import EXTRACTORS
from extractors.records import Record
from pipeline.doubts import number_issues
from pipeline.lexicon import Lexicon

COSTS = ("Mnkr | Budget 2031 | Plan 2032", "Personal | 212,0 | 216,5", "Lokaler | 41,0 | 42,5", "Resor | 12,5 | 12,0")
UNITS = ("Farled | 118 400 | 92 000", "Kontroll | 56 300 | 51 000", "Stab | 41 200 | 42 000")


def told(*rows: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    made = document(table(*rows), year=2031, sections=("Budget 2031",))
    records = [r for extract in EXTRACTORS for r in extract(made, lexicon) if isinstance(r, Record)]
    return [(issue.code, issue.message) for issue in number_issues(made, records, lexicon)]


def test_rows_of_another_size_in_one_table_are_told(lexicon: Lexicon) -> None:
    ((code, message),) = told(*COSTS, *UNITS, lexicon=lexicon)
    assert code == "sizes_differ"
    assert "“Farled” (118400 " in message
    assert "“Resor” (12.5 " in message


@pytest.mark.parametrize("rows", [COSTS, (*COSTS, "Summa | 265,5 | 271,0"), (*COSTS, UNITS[0]), (*COSTS, *COSTS[1:])])
def test_a_table_of_one_size_is_not(rows: tuple[str, ...], lexicon: Lexicon) -> None:
    assert told(*rows, lexicon=lexicon) == []


def test_other_numbers_than_money_may_be_of_another_size(lexicon: Lexicon) -> None:
    counts = (
        "Antal ärenden, st | 41 200 | 42 000",
        "Antal besök, st | 56 300 | 51 000",
        "Antal svar, st | 118 400 | 92 000",
    )
    assert told(*COSTS, *counts, lexicon=lexicon) == []


def test_a_table_of_numbers_that_gave_no_record_is_told(lexicon: Lexicon) -> None:
    ((code, message),) = told("Vind | Norr | Syd", "Januari | 4 | 7", "Mars | 6 | 2", "Maj | 5 | 8", lexicon=lexicon)
    assert code == "table_unread"
    assert "3 of its rows" in message
    assert "Januari | 4 | 7" in message


def test_a_table_of_words_is_not(lexicon: Lexicon) -> None:
    assert told("Vem | När | Hur", "Anna | 4 | brev", "Bo | 6 | besök", "Eva | 5 | besök", lexicon=lexicon) == []
