"""Tables with drawn rows and columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from table_pages import BLANK, cell_lines, grid_rulings, page_of, texts, words_at

from pipeline.document import Box, Word
from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.tables import find_tables
from pipeline.tables.grid import ghosts_in, in_reading_order, unbroken
from pipeline.tables.ruled import Edge, find_ruled, grid_of, joined

XS, YS = (60, 250, 350, 450), (100, 130, 160, 190)
BUDGET = [["Belopp i tkr", "Budget 2031", "Budget 2030"], ["Hamnen", "-1 250", "-1 180"], ["Summa", "-1 250", "-1 180"]]


def test_a_full_grid(lexicon: Lexicon) -> None:
    page = page_of(cell_lines(BUDGET, XS, YS), grid_rulings(XS, YS))
    (table,) = find_ruled(page, lexicon)
    assert texts(table.cells) == BUDGET
    assert table.header_rows == 1
    assert table.method == "ruled"
    assert set(table.places) == {line.place for line in page.lines}


def test_every_letter_of_a_cell_knows_its_word(lexicon: Lexicon) -> None:
    page = page_of(cell_lines(BUDGET, XS, YS), grid_rulings(XS, YS))
    (table,) = find_ruled(page, lexicon)
    for cell in table.cells:
        assert cell.text.value.split() == [word.text for word in cell.text.words]
        assert cell.box is not None
        assert all(word.box and cell.box.holds(word.box.middle) for word in cell.text.words)


def test_wrapped_cells_are_joined(lexicon: Lexicon) -> None:
    rows = [["Område", "Risk", "Åtgärd"], ["Personal", "Risk att kompe-|tensen brister", "Utbildning av|alla chefer"]]
    ys = (100, 130, 170)
    page = page_of(cell_lines(rows, XS, ys), grid_rulings(XS, ys))
    (table,) = find_ruled(page, lexicon)
    assert texts(table.cells)[1] == ["Personal", "Risk att kompetensen brister", "Utbildning av alla chefer"]
    assert [line.value for line in table.cells[4].lines] == ["Risk att kompe-", "tensen brister"]


def test_two_header_rows_and_spans(lexicon: Lexicon) -> None:
    xs, ys = (60, 200, 280, 360, 440, 520), (100, 125, 150, 175, 200)
    rulings = [box for box in grid_rulings(xs, ys) if not (box.width == 0 and box.left in (280, 440))]
    rulings += [Box(x, 125, x, 200) for x in (280, 440)]
    rulings.remove(Box(60, 125, 520, 125))
    rulings.append(Box(200, 125, 520, 125))
    rows = [
        ["Verksamhet", "Budget 2031", "", "Budget 2030", ""],
        ["", "Intäkt", "Netto", "Intäkt", "Netto"],
        ["Simhallen", "120", "-40", "110", "-45"],
        ["Ishallen", "80", "-30", "75", "-31"],
    ]
    (table,) = find_ruled(page_of(cell_lines(rows, xs, ys), rulings), lexicon)
    assert table.header_rows == 2
    assert [table.column_label(column) for column in range(5)] == [
        "Verksamhet", "Budget 2031 Intäkt", "Budget 2031 Netto", "Budget 2030 Intäkt", "Budget 2030 Netto",
    ]  # fmt: skip


def test_a_header_reaches_down_beside_spans(lexicon: Lexicon) -> None:
    xs, ys = (60, 200, 280, 360), (100, 125, 150, 175, 200)
    rulings = [box for box in grid_rulings(xs, ys) if not (box.width == 0 and box.left == 280)] + [
        Box(280, 125, 280, 200)
    ]
    rows = [
        ["Verksamhet", "Budget 2031", ""],
        ["", "Intäkt", "Netto"],
        ["Simhallen", "120", "-40"],
        ["Ishallen", "80", "-3"],
    ]
    (table,) = find_ruled(page_of(cell_lines(rows, xs, ys), rulings), lexicon)
    assert (table.header_rows, table.cells[0].row_span) == (2, 2)
    assert table.column_label(0) == "Verksamhet"


def test_headers_repeated_below_others_say_how_wide_those_are(lexicon: Lexicon) -> None:
    xs, ys = (60, 200, 280, 360, 440, 520), (100, 125, 150, 175, 200)
    rows = [
        ["Belopp i mnkr", "", "Budget 2031", "", "Prognos 2030"],
        ["", "Omslut-|ning", "Nettoram", "Omslut-|ning", "Nettoram"],
        ["Simhallen", "120,5", "40,0", "110,2", "45,1"],
        ["Ishallen", "80,1", "30,9", "75,0", "31,3"],
    ]
    (table,) = find_ruled(page_of(cell_lines(rows, xs, ys), grid_rulings(xs, ys)), lexicon)
    assert table.header_rows == 2
    assert [table.column_label(column) for column in range(1, 5)] == [
        "Budget 2031 Omslutning", "Budget 2031 Nettoram", "Prognos 2030 Omslutning", "Prognos 2030 Nettoram",
    ]  # fmt: skip


def test_a_header_that_no_line_parts_from_the_first_row(lexicon: Lexicon) -> None:
    rows = [
        ["Styrtal|Sjukfrånvaro i procent|av tiden", "Utfall 2030||5,4", "Mål 2031||5,0"],
        ["Antal lån per invånare", "4,1", "4,3"],
    ]
    ys = (100, 140, 160)
    (table,) = find_ruled(page_of(cell_lines(rows, XS, ys), grid_rulings(XS, ys)), lexicon)
    assert texts(table.cells) == [
        ["Styrtal", "Utfall 2030", "Mål 2031"],
        ["Sjukfrånvaro i procent av tiden", "5,4", "5,0"],
        ["Antal lån per invånare", "4,1", "4,3"],
    ]
    assert table.header_rows == 1


def test_a_year_under_its_header_is_no_value(lexicon: Lexicon) -> None:
    rows = [["Styrtal|||Antal lån", "Utfall|2030||412", "Mål|2031||430"], ["Antal besök", "51", "60"]]
    ys = (100, 158, 176)
    (table,) = find_ruled(page_of(cell_lines(rows, XS, ys), grid_rulings(XS, ys)), lexicon)
    assert texts(table.cells)[:2] == [["Styrtal", "Utfall 2030", "Mål 2031"], ["Antal lån", "412", "430"]]


def test_a_rule_under_one_header_only(lexicon: Lexicon) -> None:
    """Of the faint rule under the headers the scan has a piece; the cells beside it reach down into the first row."""
    rows = [["Styrtal", "Utfall 2030", "Mål 2031"], ["Antal lån", "412", "430"], ["Antal besök", "51", "60"]]
    ys = (100, 118, 136, 154)
    rulings = [box for box in grid_rulings(XS, ys) if box.top != 118 or box.width == 0]
    piece = Box(XS[1], 118, XS[2], 118)
    (table,) = find_ruled(page_of(cell_lines(rows, XS, ys), [*rulings, piece]), lexicon)
    assert texts(table.cells) == rows
    assert table.header_rows == 1


def test_a_header_of_two_lines_is_not_cut(lexicon: Lexicon) -> None:
    rows = [["Styrtal", "Utfall|2030", "Mål|2031"], ["Antal lån", "4,1", "4,3"]]
    ys = (100, 130, 160)
    (table,) = find_ruled(page_of(cell_lines(rows, XS, ys), grid_rulings(XS, ys)), lexicon)
    assert texts(table.cells)[0] == ["Styrtal", "Utfall 2030", "Mål 2031"]


def test_two_columns_between_which_the_line_is_missing(lexicon: Lexicon) -> None:
    rows = [["Styrtal", "Utfall 2030", "Mål 2031"], ["Andel nöjda", "7 st", "8 st"], ["Antal lån", "4 st", "5 st"]]
    rulings = [box for box in grid_rulings(XS, YS) if not (box.width == 0 and box.left == XS[1])]
    (table,) = find_ruled(page_of(cell_lines(rows, XS, YS), rulings), lexicon)
    assert texts(table.cells) == rows


def test_rows_that_no_line_parts(lexicon: Lexicon) -> None:
    rows = [["Kommun", "2030", "2031"], ["Bro|Sund|Vik|Ås", "10|20|30|40", "11|21|31|41"]]
    ys = (100, 130, 190)
    (table,) = find_ruled(page_of(cell_lines(rows, XS, ys), grid_rulings(XS, ys)), lexicon)
    assert texts(table.cells)[1:] == [
        ["Bro", "10", "11"],
        ["Sund", "20", "21"],
        ["Vik", "30", "31"],
        ["Ås", "40", "41"],
    ]


def test_walls_in_the_header_alone_part_the_body(lexicon: Lexicon) -> None:
    rulings = (
        [Box(60, y, 450, y) for y in YS] + [Box(x, 100, x, 130) for x in XS] + [Box(x, 100, x, 190) for x in (60, 450)]
    )
    (table,) = find_ruled(page_of(cell_lines(BUDGET, XS, YS), rulings), lexicon)
    assert texts(table.cells) == BUDGET


def test_a_framed_text_is_no_table(lexicon: Lexicon) -> None:
    page = page_of([words_at(70, 110, "Ett viktigt meddelande till alla")], grid_rulings((60, 500), (100, 140)))
    assert find_ruled(page, lexicon) == ()


def test_bars_of_a_chart_are_no_table(lexicon: Lexicon) -> None:
    rulings = []
    lines = []
    for at, height in enumerate((40, 90, 140)):
        left = 80 + 60 * at
        rulings += grid_rulings((left, left + 50), (300 - height, 300))
        lines.append(words_at(left + 10, 288 - height, str(height)))
    rulings += grid_rulings((70, 300), (100, 300))
    assert find_tables((page_of(lines, rulings),), lexicon) == ()


def test_lines_in_pieces_are_one() -> None:
    assert joined([Edge(10, 0, 5), Edge(10.5, 6, 9), Edge(30, 0, 9)]) == [Edge(10.25, 0, 9), Edge(30, 0, 9)]


@given(
    st.lists(st.integers(20, 80), min_size=2, max_size=6),
    st.lists(st.integers(15, 60), min_size=2, max_size=6),
)
def test_a_drawn_grid_has_its_cells(widths: list[int], heights: list[int]) -> None:
    xs = [50 + sum(widths[:i]) for i in range(len(widths) + 1)]
    ys = [60 + sum(heights[:i]) for i in range(len(heights) + 1)]
    grid = grid_of(1, [Edge(y, xs[0], xs[-1]) for y in ys], [Edge(x, ys[0], ys[-1]) for x in xs])
    assert grid is not None
    assert len(grid.slots) == len(widths) * len(heights)
    assert all(slot.row_span == slot.column_span == 1 for slot in grid.slots)


def test_a_word_that_a_narrow_column_broke(lexicon: Lexicon) -> None:
    page = page_of([words_at(63, 103, "Kommuni"), words_at(63, 115, "kation"), words_at(63, 127, "och press")])
    parts = [line.text for line in page.lines]
    assert [t.value for t in unbroken(parts, Box(60, 100, 102, 140), lexicon)] == ["Kommunikation", "och press"]
    assert len(unbroken(parts, Box(60, 100, 160, 140), lexicon)) == 3


def test_lines_of_a_cell_that_came_apart() -> None:
    page = page_of(
        [words_at(63 + 40 + BLANK, 104, "kostnader"), words_at(63, 103, "Övriga"), words_at(63, 115, "drift")]
    )
    assert [t.value for t in in_reading_order([line.text for line in page.lines])] == ["Övriga kostnader", "drift"]


def test_dust_and_double_readings() -> None:
    words = [
        Word("64%", 1, Box(10, 10, 32, 20), 0.9, "ocr"),
        Word("%", 1, Box(24, 9, 33, 21), 0.9, "ocr"),
        Word("San", 1, Box(40, 12, 40.5, 12.5), 0.2, "ocr"),
        Word("-", 1, Box(50, 14, 53, 15), 0.9, "ocr"),
    ]
    assert ghosts_in(words) == {1, 2}


_PLACE = st.integers(0, 40).map(lambda n: n * 13.0)
_BOX = st.tuples(_PLACE, _PLACE, _PLACE, _PLACE).map(
    lambda b: Box(min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)
_WORDS = st.tuples(
    _PLACE, _PLACE, st.sampled_from(["12", "-3,5", "Budget 2031", "Hamnen", "•", "20302031", "och sjöfart", "–"])
)


@given(st.lists(_WORDS, max_size=25), st.lists(_BOX, max_size=12))
def test_whatever_stands_on_a_page(placed: list[tuple[float, float, str]], rulings: list[Box]) -> None:
    """Nothing makes it fail, no line belongs to two tables, no letter to two cells."""
    pages = tuple(page_of([words_at(x, y, text) for x, y, text in placed], rulings, number=n) for n in (1, 2))
    tables = find_tables(pages, load_lexicon())
    places = [place for table in tables for place in table.places]
    assert set(places) <= {line.place for page in pages for line in page.lines}
    for table in tables:
        table.grid()
        letters = sum(len(cell.text.value.replace(" ", "")) for cell in table.cells)
        taken = [line for page in pages for line in page.lines if line.place in table.places]
        assert letters <= sum(len(line.text.value.replace(" ", "")) for line in taken)
