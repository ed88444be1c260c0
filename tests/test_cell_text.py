"""Paragraphs of a cell: what its lines say, one measure or several."""

from __future__ import annotations

import pytest

from extractors.cell_text import paragraphs, setting_of
from pipeline.document import Cell
from tests.plain import pages_of


def cell_of(*lines: str) -> Cell:
    texts = [line.text for page in pages_of("\n".join(lines)) for line in page.lines]
    return Cell(0, 0, 1, 1, texts[0], 1, None, lines=tuple(texts))


@pytest.mark.parametrize(
    ("second", "count"),
    [
        ("Åtgärden utförs av ekonomienheten.", 1),
        ("Detta görs två gånger om året.", 1),
        ("Utbildning av nya attestanter.", 2),
    ],
)
def test_a_sentence_that_refers_back_goes_on_with_the_measure_above(lexicon, second, count):
    cell = cell_of("Kontroll av konton för inköp.", second)
    assert len(paragraphs(cell, setting_of([cell]), lexicon)) == count
