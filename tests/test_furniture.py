from __future__ import annotations

from making import line, raw_page

from pipeline.arranging.layout import arrange, mark_furniture
from pipeline.document import Box, Page
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


def _with_table(number: int, rows: int) -> Page:
    """A page that begins with a ruled table of so many rows under a header."""
    levels = [20 + 20 * i for i in range(rows + 2)]
    walls = [Box(x, levels[0], x + 0.5, levels[-1]) for x in (50, 200, 450)]
    rulings = [*(Box(50, y, 450, y + 0.5) for y in levels), *walls]
    cells = [w for y in levels[1:-1] for w in [*line(f"Risk {number}{y}", 60, y + 4), *line("Åtgärd", 210, y + 4)]]
    return arrange(raw_page([*line("Risk för", 60, 24), *line("Kontrollmoment", 210, 24), *cells], rulings, number))


def test_the_header_of_a_table_that_goes_on_is_no_running_head() -> None:
    pages = mark_furniture(tuple(_with_table(number, 20) for number in (1, 2, 3, 4)))
    assert {found.role for page in pages for found in page.lines} == {"body"}


def test_a_ruled_letterhead_is_one() -> None:
    pages = mark_furniture(tuple(_with_table(number, 1) for number in (1, 2, 3, 4)))
    assert all(page.lines[0].role == "head" for page in pages)
