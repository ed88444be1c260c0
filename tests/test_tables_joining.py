"""Tables over page breaks."""

from __future__ import annotations

from table_pages import cell_lines, grid_rulings, page_of, texts, words_at

from pipeline.document import Page
from pipeline.lexicon import Lexicon
from pipeline.tables import find_tables

XS = (60, 160, 360, 540)
HEADER = ["Verksamhet", "Risk", "Åtgärd"]


def _page(number: int, rows: list[list[str]], *, top: float, before: str = "", after: str = "") -> Page:
    ys = [top + 30 * i for i in range(len(rows) + 1)]
    lines = [words_at(60, 60, before)] if before else []
    lines += cell_lines(rows, XS, ys)
    if after:
        lines.append(words_at(60, 800, after))
    return page_of(lines, grid_rulings(XS, ys), number=number)


def test_a_repeated_header_is_dropped(lexicon: Lexicon) -> None:
    first = _page(1, [HEADER, ["HR", "Risk att vi blir fler.", "Ring."]], top=700)
    second = _page(2, [HEADER, ["IT", "Risk att det brinner.", "Larma."]], top=60)
    (table,) = find_tables((first, second), lexicon)
    assert texts(table.cells) == [
        HEADER,
        ["HR", "Risk att vi blir fler.", "Ring."],
        ["IT", "Risk att det brinner.", "Larma."],
    ]
    assert table.pages == (1, 2)
    assert [cell.page for cell in table.cells if cell.column == 0] == [1, 1, 2]


def test_a_row_cut_by_the_break_is_joined(lexicon: Lexicon) -> None:
    first = _page(1, [HEADER, ["HR", "Risken att arbets-", "Chefer utbildas"]], top=700)
    second = _page(
        2, [HEADER, ["", "sättet inte är känt", "varje år"], ["IT", "Risk att det brinner.", "Larma."]], top=60
    )
    (table,) = find_tables((first, second), lexicon)
    assert texts(table.cells)[1:] == [
        ["HR", "Risken att arbetssättet inte är känt", "Chefer utbildas varje år"],
        ["IT", "Risk att det brinner.", "Larma."],
    ]
    cut = next(cell for cell in table.cells if cell.text.value.startswith("Risken att"))
    assert [entry.page for entry in cut.text.provenance()] == [1, 2]


def test_page_numbers_between_do_not_matter(lexicon: Lexicon) -> None:
    first = _page(1, [HEADER, ["HR", "Risk att vi blir fler.", "Ring."]], top=700, after="Verksamhetsplan sida 1")
    second = _page(2, [HEADER, ["IT", "Risk att det brinner.", "Larma."]], top=60, after="Verksamhetsplan sida 2")
    assert len(find_tables((first, second), lexicon)) == 1


def test_tables_with_text_between_stay_two(lexicon: Lexicon) -> None:
    first = _page(1, [HEADER, ["HR", "Risk att vi blir fler.", "Ring."]], top=600)
    second = _page(2, [HEADER, ["IT", "Risk att det brinner.", "Larma."]], top=100, before="Risker i den andra nämnden")
    assert len(find_tables((first, second), lexicon)) == 2


def test_other_headers_stay_two(lexicon: Lexicon) -> None:
    first = _page(1, [HEADER, ["HR", "Risk att vi blir fler.", "Ring."]], top=700)
    second = _page(2, [["Aktivitet", "Ansvarig", "Klart"], ["Ny hemsida", "Staben", "Maj"]], top=60)
    assert len(find_tables((first, second), lexicon)) == 2


def test_a_table_goes_on_in_the_next_column(lexicon: Lexicon) -> None:
    first, second = (60.0, 150.0, 280.0), (310.0, 400.0, 530.0)
    header = ["Styrmått", "Mål 2031"]
    left, right = [header, ["Antal besök", "40"]], [header, ["Antal lån", "90"]]
    ys, tops = [740.0, 760.0, 780.0], [60.0, 80.0, 100.0]
    lines = [
        words_at(60, 100, "Nämnden följer sina mål"),
        *cell_lines(left, first, ys),
        *cell_lines(right, second, tops),
        words_at(310, 200, "Kommunen växer varje år"),
    ]
    page = page_of(lines, grid_rulings(first, ys) + grid_rulings(second, tops))
    (table,) = find_tables((page,), lexicon)
    assert texts(table.cells) == [header, ["Antal besök", "40"], ["Antal lån", "90"]]
    assert table.pages == (1,)
