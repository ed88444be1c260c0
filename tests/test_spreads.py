"""Two pages on one sheet: told from wide tables and slides, read one after the other, numbered both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import line, raw_page

from pipeline.arranging.layout import arrange, mark_furniture
from pipeline.arranging.spreads import find_fold, halves_of
from pipeline.document import Box, Page, RawPage, Word

WIDTH, HEIGHT = 1190.0, 842.0
PROSE = "Nämnden ska under året arbeta för att fler"
CELLS = (("Skola", 60), ("412", 300), ("418", 400))


def sheet(words: list[Word], rulings: tuple[Box, ...] = (), number: int = 1) -> RawPage:
    return replace(raw_page(words, rulings, number), width=WIDTH, height=HEIGHT)


def column(left: float, name: str, rows: int = 12) -> list[Word]:
    return [found for i in range(rows) for found in line(f"{name} {PROSE}", left, 120 + 16 * i)]


def spread(first: int, number: int = 1) -> RawPage:
    feet = [*line("Verksamhetsplan", 60, 800), *line(str(first), 520, 800), *line(str(first + 1), 1120, 800)]
    return sheet([*column(60, "vänster"), *column(660, "höger"), *feet], number=number)


def test_the_left_page_is_read_before_the_right() -> None:
    page = arrange(spread(12))
    first_words = [found.words[0].text for found in page.lines]
    assert page.fold is not None
    assert 500 < page.fold < 680
    assert first_words.index("höger") > max(i for i, text in enumerate(first_words) if text == "vänster")
    assert [found.number for found in page.lines] == list(range(1, len(page.lines) + 1))


def test_boxes_stay_those_of_the_sheet() -> None:
    right = [found for found in arrange(spread(12)).lines if found.words[0].text == "höger"]
    assert all(found.box is not None and found.box.left == 660 for found in right)


def test_both_page_numbers_are_found() -> None:
    pages = mark_furniture(tuple(arrange(spread(12 + 2 * i, i + 1)) for i in range(4)))
    assert [page.printed_page for page in pages] == ["12–13", "14–15", "16–17", "18–19"]
    assert all(found.role == "foot" for page in pages for found in page.lines if found.text.value.isdigit())


def test_pages_of_two_columns_are_two() -> None:
    lefts = (60, 320, 660, 920)
    words = [w for x in lefts for i in range(10) for w in line(f"{x} spalt av löpande text", x, 120 + 16 * i)]
    page = arrange(sheet(words))
    assert page.fold is not None
    assert [int(found.words[0].text) for found in page.lines] == [x for x in lefts for _ in range(10)]


@pytest.mark.parametrize(
    ("first", "second"), [("4 (8)", "5 (8)"), ("Plan 2026–2028 Sida 2 av 9", "Plan 2026–2028 Sida 3 av 9")]
)
def test_forms_of_page_numbers(first: str, second: str) -> None:
    rows = [w for i in range(8) for text, x in CELLS for side in (0, 600) for w in line(text, x + side, 100 + 20 * i)]
    assert find_fold(sheet([*rows, *line(first, 60, 800), *line(second, 700, 803)])) is not None
    assert find_fold(sheet([*rows, *line(first, 60, 800), *line(first, 700, 803)])) is None


def test_a_page_number_apart_from_the_running_line_is_found() -> None:
    foot = [*line("3", 60, 795), *line("Nämndens plan 2022", 400, 803), *line("4 Nämndens plan 2022", 660, 803)]
    (page,) = mark_furniture((arrange(sheet([*column(60, "vänster"), *column(660, "höger"), *foot])),))
    assert page.printed_page == "3–4"
    assert {found.text.value for found in page.lines if found.role == "foot"} >= {"3", "Nämndens plan 2022"}


def test_tables_on_numbered_pages_are_two() -> None:
    rows = [w for i in range(8) for text, x in CELLS for side in (0, 600) for w in line(text, x + side, 100 + 20 * i)]
    words = [*rows, *line("7", 300, 800), *line("8", 900, 800)]
    assert find_fold(sheet(words)) is not None


def test_a_wide_table_is_one_page() -> None:
    rows = [
        w
        for i in range(12)
        for text, x in (*CELLS, ("Kommentar till utfallet", 700))
        for w in line(text, x, 100 + 20 * i)
    ]
    assert find_fold(sheet(rows)) is None
    assert find_fold(sheet([*column(60, "a"), *column(660, "b")], (Box(50, 110, 1140, 110.5),))) is None


def test_a_title_over_both_halves_makes_one_page() -> None:
    title = line("Verksamhetsplan med budget för hälso- och sjukvårdsnämnden", 450, 60)
    assert find_fold(sheet([*title, *column(60, "a"), *column(660, "b")])) is None


def test_an_upright_page_is_never_cut() -> None:
    raw = replace(spread(12), width=HEIGHT, height=WIDTH)
    assert find_fold(raw) is None
    assert arrange(raw).fold is None


def test_halves_share_out_lines_and_rules() -> None:
    raw = replace(spread(12), rulings=raw_page([], [Box(60, 300, 500, 300.5), Box(660, 400, 1100, 400.5)]).rulings)
    page = arrange(raw)
    left, right = halves_of(page)
    assert len(left.lines) + len(right.lines) == len(page.lines)
    assert [len(half.rulings) for half in (left, right)] == [1, 1]
    assert {found.words[0].text for found in left.lines} == {"vänster", "Verksamhetsplan", "12"} or left.lines


def test_a_single_page_is_its_own_half() -> None:
    page: Page = arrange(raw_page(column(60, "en")))
    assert halves_of(page) == (page,)
