"""Where records stand: the characters inside a record's boxes, read again from the page, are its source text."""

from __future__ import annotations

from collections import Counter

import pdfplumber
import pytest

from pipeline.document import Box
from pipeline.lexicon import Lexicon
from pipeline.run import understand_source
from pipeline.settings import Settings
from samples.generator.make import DOCUMENTS, PLANS

AT_LEAST = 0.98
"""Share of a document's records."""
NAMES = [module.NAME for module in PLANS if not module.NAME.endswith(("2022", "2023"))]


def inside(box: Box, chars: list[dict[str, float]]) -> Counter[str]:
    """The characters whose middle lies in a box, half a point more or less, blanks left out."""
    return Counter(
        str(char["text"])
        for char in chars
        if box.left - 0.5 <= (char["x0"] + char["x1"]) / 2 <= box.right + 0.5
        and box.top - 0.5 <= (char["top"] + char["bottom"]) / 2 <= box.bottom + 0.5
        and str(char["text"]).strip()
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_box_holds_what_was_read(name: str, lexicon: Lexicon) -> None:
    path = DOCUMENTS / f"{name}.pdf"
    _, records = understand_source(path, Settings(), lexicon)
    pages: dict[int, list[dict[str, float]]] = {}
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            pages[number] = page.chars
            page.close()
    held = 0
    for record in records:
        found = [(place, inside(place.box, pages[place.page])) for place in record.provenance if place.box is not None]
        held += bool(found) and all(chars == Counter("".join(place.source_text.split())) for place, chars in found)
    assert held >= AT_LEAST * len(records) > 0
