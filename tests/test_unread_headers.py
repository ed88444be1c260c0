"""Headers of tables below which nothing was read."""

from __future__ import annotations

import pytest

from extractors import EXTRACTORS
from extractors.records import Record
from pipeline.doubts import unread_issues
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.unread import unread_rows
from tests.plain import pages_of, understood


def told(text: str, lexicon: Lexicon) -> list[str]:
    """The messages about tables that were not read."""
    document = understood(pages_of(text), lexicon)
    records = [r for extract in EXTRACTORS for r in extract(document, lexicon) if isinstance(r, Record)]
    return [issue.message for issue in unread_issues(document, records, lexicon)]


@pytest.mark.parametrize(
    "header", ["Sannolikhet\n(1–4)\n\nKonsekvens\n(1–4)\n\nRiskvärde\n", "Risk Sannolikhet Konsekvens\n"]
)
def test_a_header_that_no_record_follows_is_told(header: str, lexicon: Lexicon) -> None:
    (message,) = told(f"5 Risker\n\n{header}\nBryggan rasar.\n\n4\n\n3\n", lexicon)
    assert "was not read" in message


def test_a_table_that_was_read_is_not_told(lexicon: Lexicon) -> None:
    table = "Verksamhet  Risk                       S   K   RV   Åtgärd\nHR          Risk att bryggan rasar.    2   4   8    Bryggan byggs om.\n"
    assert told(f"5 Risker\n\n{table}", lexicon) == []


def test_words_of_headers_in_running_text_are_no_header(lexicon: Lexicon) -> None:
    assert told("5 Risker\n\nSannolikhet och konsekvens ger riskvärdet, som nämnden godkänner.\n", lexicon) == []


def test_a_table_with_header_and_rows_unread_is_told_once(lexicon: Lexicon) -> None:
    rows = "".join(f"{what} rasar\n12,5\n30,1\n41,0\n" for what in ("Bryggan", "Masten", "Taket", "Muren"))
    text = f"5 Risker\n\nRisk Sannolikhet Konsekvens\n{rows}"
    document = understood(pages_of(text), lexicon)
    assert list(unread_rows(document.pages, document.tables))
    (message,) = told(text, lexicon)
    assert "a table headed" in message
