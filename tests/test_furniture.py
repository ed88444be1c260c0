from __future__ import annotations

from pipeline.arranging.layout import arrange, mark_furniture
from pipeline.reading.plaintext import text_pages

TEXT = """ 1 Inledning
Nämnden svarar för skolan.
Plan för skolnämnden 3(6)
 2 Mål
Alla elever ska nå målen.
Plan för skolnämnden
4(6)
 3 Budget
Plats 9(21) i riket.
 4 Risker
Lokalerna räcker inte.
 5 Slut
"""


def test_running_lines_of_a_plain_text() -> None:
    pages = mark_furniture(tuple(arrange(page) for page in text_pages(TEXT)))
    running = [line.text.value for page in pages for line in page.lines if line.role == "foot"]
    assert running == ["Plan för skolnämnden 3(6)", "Plan för skolnämnden", "4(6)"]
    assert [page.printed_page for page in pages] == ["3", "4", None, None, None]
