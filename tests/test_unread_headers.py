"""Headers of tables below which nothing was read."""

from __future__ import annotations

import pytest

from extractors import EXTRACTORS
from extractors.records import Record
from pipeline.lexicon import Lexicon
from pipeline.unread_headers import unread_tables
from tests.plain import pages_of, understood


def messages(text: str, lexicon: Lexicon) -> list[str]:
    document = understood(pages_of(text), lexicon)
    records = [r for extract in EXTRACTORS for r in extract(document, lexicon) if isinstance(r, Record)]
    return [issue.message for issue in unread_tables(document, records, lexicon)]


@pytest.mark.parametrize(
    "header", ["Sannolikhet\n(1–4)\n\nKonsekvens\n(1–4)\n\nRiskvärde\n", "Risk Sannolikhet Konsekvens\n"]
)
def test_a_header_that_no_record_follows_is_told(header: str, lexicon: Lexicon) -> None:
    (message,) = messages(f"5 Risker\n\n{header}\nBryggan rasar.\n\n4\n\n3\n", lexicon)
    assert "was not read" in message


def test_a_table_that_was_read_is_not_told(lexicon: Lexicon) -> None:
    table = "Verksamhet  Risk                       S   K   RV   Åtgärd\nHR          Risk att bryggan rasar.    2   4   8    Bryggan byggs om.\n"
    assert messages(f"5 Risker\n\n{table}", lexicon) == []


def test_words_of_headers_in_running_text_are_no_header(lexicon: Lexicon) -> None:
    assert messages("5 Risker\n\nSannolikhet och konsekvens ger riskvärdet, som nämnden godkänner.\n", lexicon) == []
