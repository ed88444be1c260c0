"""Tables without rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_pages import page_of, set_rows, texts, words_at

from pipeline.document import Box, Word
from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.tables import find_tables
from pipeline.tables.pieces import columns_of, lines_of, row_of

RIGHTS = (300, 380, 460)
ROWS = [
    ["Mkr", "Bokslut", "Budget", "Budget"],
    ["", "1995", "1996", "1997"],
    ["Lasarettet", "812,4", "829,7", "806,3"],
    ["varav läkemedel", "48,9", "52,3", "-"],
    ["Summa kostnader", "1 861,3", "1 882,0", "1 806,3"],
    ["Patientavgifter", "-58,2", "-63,9", "-71,5"],
]
PROSE = "Beloppen avser hela året och är angivna i den prisnivå som gällde när budgeten antogs av nämnden"


@pytest.mark.parametrize("ends", [(380, 540), (345, 505)], ids=["at the right", "centred"])
def test_headers_over_two_columns_each(ends: tuple[int, int], lexicon: Lexicon) -> None:
    """'Budget' stands over the second of its two columns, or over the middle of them, closing the gutter."""
    rights = (300, 380, 460, 540)
    groups = [
        words_at(end, 86, text, right=True) for end, text in zip(ends, ("Budget 2031", "Prognos 2030"), strict=True)
    ]
    body = [
        ["", "Omslutning", "Netto", "Omslutning", "Netto"],
        ["Simhallen", "52,3", "47,9", "51,0", "46,2"],
        ["Ishallen", "16,4", "15,1", "15,9", "14,7"],
        ["Summa", "68,7", "63,0", "66,9", "60,9"],
    ]
    lines = [[*words_at(70, 86, "Mkr"), *groups[0], *groups[1]], *set_rows(body, rights, top=100)]
    (table,) = find_tables((page_of(lines),), lexicon)
    assert [table.column_label(column) for column in range(1, 5)] == [
        "Budget 2031 Omslutning", "Budget 2031 Netto", "Prognos 2030 Omslutning", "Prognos 2030 Netto",
    ]  # fmt: skip
    assert texts(table.cells)[-1] == body[-1]


def test_numbers_line_up(lexicon: Lexicon) -> None:
    page = page_of([words_at(70, 80, PROSE), *set_rows(ROWS, RIGHTS, top=120), words_at(70, 230, PROSE)])
    (table,) = find_tables((page,), lexicon)
    assert texts(table.cells) == [
        ["Mkr", "Bokslut 1995", "Budget 1996", "Budget 1997"],
        *ROWS[2:],
    ]
    assert (table.method, table.header_rows) == ("aligned", 1)
    assert (1, 1) not in table.places
    assert (1, 8) not in table.places


def test_a_header_of_words_below_a_line_begins_a_table(lexicon: Lexicon) -> None:
    """'Personal | Lokaler | Summa' stands under no year, but over numbers again."""
    second = [
        ["Avdelning", "Personal", "Lokaler", "Summa"],
        ["Hamnen", "118 400", "9 200", "127 600"],
        ["Lotsarna", "82 150", "6 400", "88 550"],
        ["Totalt", "200 550", "15 600", "216 150"],
    ]
    lines = [*set_rows(ROWS, RIGHTS, top=120), words_at(70, 215, PROSE), *set_rows(second, RIGHTS, top=235)]
    first, after = find_tables((page_of(lines),), lexicon)
    assert texts(first.cells)[-1] == ROWS[-1]
    assert texts(after.cells) == second
    assert after.header_rows == 1


def test_a_blank_in_a_number_is_no_gutter(lexicon: Lexicon) -> None:
    rows = [
        ["Nämnd", "Budget 2030", "Budget 2031", "Plan 2032"],
        *([f"Post {i}", "1 140", "40 181", "-12 854"] for i in "abcd"),
    ]
    (table,) = find_tables((page_of(set_rows(rows, RIGHTS, top=120)),), lexicon)
    assert texts(table.cells)[1] == ["Post a", "1 140", "40 181", "-12 854"]


def test_years_that_ran_together(lexicon: Lexicon) -> None:
    years = [Word("201420152016", 1, Box(260, 120, 460, 130), 1.0, "text_layer", 10.0)]
    rows = set_rows([["Skatteintäkter", "4 812", "4 930", "5 061"], *ROWS[2:]], RIGHTS, top=134)
    (table,) = find_tables((page_of([[*words_at(70, 120, "Mkr"), *years], *rows]),), lexicon)
    assert texts(table.cells)[0] == ["Mkr", "2014", "2015", "2016"]
    assert table.header_rows == 1


def test_headers_centred_over_two_columns(lexicon: Lexicon) -> None:
    rights = (260, 330, 400, 470)
    rows = [["Mkr", "Intäkt", "Netto", "Intäkt", "Netto"]]
    rows += [[f"Post {c}", "12,4", "-8,2", "11,9", "-7,7"] for c in "abcd"]
    over = [*words_at(254, 100, "Budget 2031"), *words_at(394, 100, "Budget 2030")]
    (table,) = find_tables((page_of([over, *set_rows(rows, rights, top=113)]),), lexicon)
    assert [table.column_label(c) for c in range(5)] == [
        "Mkr", "Budget 2031 Intäkt", "Budget 2031 Netto", "Budget 2030 Intäkt", "Budget 2030 Netto",
    ]  # fmt: skip


def test_a_label_over_two_lines(lexicon: Lexicon) -> None:
    rows = [
        ["Indikator", "Utfall 2030", "Mål 2031", "Mål 2033"],
        ["Andel elever som når målen i alla", "81 %", "85 %", "90 %"],
        ["ämnen i årskurs nio", "", "", ""],
        ["Antal platser", "40", "45", "50"],
        ["Sjukfrånvaro bland personal i", "7,1 %", "6,5 %", "5 %"],
        ["förskolan", "", "", ""],
    ]
    (table,) = find_tables((page_of(set_rows(rows, RIGHTS, top=120, pitch=13)),), lexicon)
    assert [row[0] for row in texts(table.cells)][1:] == [
        "Andel elever som når målen i alla ämnen i årskurs nio", "Antal platser", "Sjukfrånvaro bland personal i förskolan",
    ]  # fmt: skip


def test_words_between_rules(lexicon: Lexicon) -> None:
    lines = [
        [*words_at(72, 104, "Aktivitet"), *words_at(300, 104, "Ansvarig")],
        [*words_at(72, 124, "Ny hemsida"), *words_at(300, 124, "Staben")],
        [*words_at(72, 144, "Ny rutin"), *words_at(300, 144, "Kansliet")],
    ]
    rules = [Box(70, y, 500, y) for y in (100, 118, 158)]
    (table,) = find_tables((page_of(lines, rules),), lexicon)
    assert texts(table.cells) == [["Aktivitet", "Ansvarig"], ["Ny hemsida", "Staben"], ["Ny rutin", "Kansliet"]]
    assert table.header_rows == 1


def test_what_is_no_table(lexicon: Lexicon) -> None:
    prose = [words_at(70, 80 + 14 * i, PROSE) for i in range(6)]
    contents = set_rows(
        [[f"{i} Rubrik nummer {i} ..........", "", "", str(i + 2)] for i in range(1, 8)], RIGHTS, top=200
    )
    bullets = [words_at(70, 400 + 14 * i, "•") + words_at(90, 400 + 14 * i, "Att nå målen") for i in range(5)]
    assert find_tables((page_of([*prose, *contents, *bullets]),), lexicon) == ()


def test_caption_and_footnotes(lexicon: Lexicon) -> None:
    lines = [
        words_at(70, 60, PROSE),
        words_at(70, 100, "Tabell 3 Nämndens budget", bold=True),
        *set_rows(ROWS, RIGHTS, top=120),
        words_at(70, 206, "1) Preliminärt utfall."),
        words_at(70, 220, "Källa: ekonomisystemet"),
        words_at(70, 260, PROSE),
    ]
    (table,) = find_tables((page_of(lines),), lexicon)
    assert table.caption is not None
    assert table.caption.value == "Tabell 3 Nämndens budget"
    assert [note.value for note in table.footnotes] == ["1) Preliminärt utfall.", "Källa: ekonomisystemet"]
    assert (1, 2) not in table.places
    assert (1, 9) in table.places


@given(st.lists(st.lists(st.integers(1, 9_999_999), min_size=3, max_size=3), min_size=3, max_size=12))
def test_amounts_keep_their_columns(amounts: list[list[int]]) -> None:
    """Whatever amounts stand under 'Budget', each comes out whole and in its column."""
    written = [[f"{n:,}".replace(",", " ") for n in row] for row in amounts]
    rows = [["Post", "Budget 2030", "Budget 2031", "Budget 2032"], *(["Konto", *row] for row in written)]
    (table,) = find_tables((page_of(set_rows(rows, RIGHTS, top=100)),), load_lexicon())
    assert [row[1:] for row in texts(table.cells)][1:] == written


def test_columns_are_what_lies_between_gutters() -> None:
    rows = [row_of(line, 2.5) for words in set_rows(ROWS, RIGHTS, top=0) for line in lines_of(words)]
    columns = columns_of(rows)
    assert [round(right) for _, right in columns[1:]] == [300, 380, 460]
