from __future__ import annotations

from making import line, raw_page, word

from pipeline.arranging.columns import Segment, find_gutter
from pipeline.arranging.layout import arrange, mark_furniture
from pipeline.document import Box, Page, Word, box_around

GRID = [Box(50, y, 450, y + 0.5) for y in (100, 140, 180)] + [Box(x, 100, x + 0.5, 180) for x in (50, 200, 450)]


def texts(page: Page) -> list[str]:
    return [found.text.value for found in page.lines]


def test_words_become_lines_from_left_to_right() -> None:
    words = [*line("för barn och unga", 100, 50), *line("Nämnden ansvarar", 50, 30)]
    assert texts(arrange(raw_page(reversed(words)))) == ["Nämnden ansvarar", "för barn och unga"]


def test_a_wavering_line_is_one() -> None:
    words = [word("ett", 50, 30), word("två", 80, 32.5), word("tre", 110, 28.5)]
    assert texts(arrange(raw_page(words))) == ["ett två tre"]


def test_a_raised_mark_belongs_to_its_line() -> None:
    words = [word("mnkr", 50, 30, height=12), word("1)", 71, 28, height=6), word("totalt", 90, 30, height=12)]
    assert texts(arrange(raw_page(words))) == ["mnkr 1) totalt"]


def test_cells_are_read_one_after_another() -> None:
    words = [
        *line("Risk för att", 60, 105),
        *line("skolan blir full", 60, 120),
        *line("Bygga", 210, 105),
        *line("nytt", 210, 120),
        *line("Brist", 60, 150),
        *line("Anställa", 210, 150),
    ]
    assert texts(arrange(raw_page(words, GRID))) == [
        "Risk för att",
        "skolan blir full",
        "Bygga",
        "nytt",
        "Brist",
        "Anställa",
    ]


def test_text_around_a_table_keeps_its_place() -> None:
    words = [*line("Före tabellen", 50, 80), *line("I tabellen", 60, 110), *line("Efter den", 50, 200)]
    assert texts(arrange(raw_page(words, GRID))) == ["Före tabellen", "I tabellen", "Efter den"]


def test_numbers_of_an_unruled_row_stay_on_one_line() -> None:
    words = [*line("Skola", 50, 30), *line("1 140", 300, 30), *line("40 181", 400, 30)]
    assert texts(arrange(raw_page(words))) == ["Skola 1 140 40 181"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [found for i in range(8) for found in line("vänster spalt har löpande text här", 50, 100 + 14 * i)]
    right = [found for i in range(8) for found in line("höger spalt har också löpande text", 320, 103 + 14 * i)]
    title = line("En rubrik som går tvärs över sidans båda spalter och är lång nog för det", 50, 60)
    page = arrange(raw_page([*title, *left, *right]))
    assert texts(page)[0].startswith("En rubrik")
    assert [text.split()[0] for text in texts(page)[1:]] == ["vänster"] * 8 + ["höger"] * 8


def test_specks_and_a_chart_in_a_column_do_not_hide_it() -> None:
    left = [found for i in range(12) for found in line("vänster spalt har löpande text här", 50, 100 + 14 * i)]
    right = [found for i in range(8) for found in line("höger spalt har också löpande text", 320, 103 + 14 * i)]
    chart = [
        word(text, x, 220 + 12 * i) for i, text in enumerate(("Se", "L", "–", "EAA", "F", "|")) for x in (350, 430, 500)
    ]
    assert [text.split()[0] for text in texts(arrange(raw_page([*left, *right, *chart])))][:20] == (
        ["vänster"] * 12 + ["höger"] * 8
    )


def test_a_gutter_does_not_cut_the_edge_of_a_column() -> None:
    left = [line("vänster spalt har löpande text", 50, 100 + 14 * i) for i in range(14)]
    right = [line("höger spalt har löpande text", 309 if i % 2 else 343, 100 + 14 * i) for i in range(14)]
    segments = [Segment(box, tuple(words)) for words in (*left, *right) if (box := box_around(w.box for w in words))]
    gutter = find_gutter(segments, 595)
    assert gutter is None or gutter < 309


def beside_a_chart(*labels: str) -> list[Word]:
    """Twelve lines of text with a chart's labels on their right, each half a line lower than the text."""
    text = [w for i in range(12) for w in line("nämnden följer hur antalet utvecklas", 50, 50 + 16 * i)]
    return [*text, *(w for i, label in enumerate(labels) for w in line(label, 290, 58 + 16 * i))]


def test_a_chart_in_the_margin_is_read_after_the_text() -> None:
    page = arrange(raw_page(beside_a_chart("Diagram 3. Antal", "300", "200", "100", "2021 2022")))
    assert texts(page)[11:] == [
        "nämnden följer hur antalet utvecklas",
        "Diagram 3. Antal",
        "300",
        "200",
        "100",
        "2021 2022",
    ]


def test_cells_beside_text_are_no_margin() -> None:
    page = arrange(raw_page(beside_a_chart("Antal barn", "300", "200", "100", "2021 2022")))
    assert texts(page)[0:2] == ["nämnden följer hur antalet utvecklas", "Antal barn"]


def test_lines_know_their_number_and_words_their_line() -> None:
    page = arrange(raw_page([*line("ett två", 50, 30), *line("tre", 50, 50)]))
    assert [(found.number, {w.line for w in found.words}) for found in page.lines] == [(1, {1}), (2, {2})]


def test_what_stands_on_a_picture_is_a_figure() -> None:
    page = arrange(raw_page([*line("2019", 120, 120), *line("Text", 50, 500)], figures=(Box(100, 100, 300, 300),)))
    assert [found.role for found in page.lines] == ["figure", "body"]


def test_a_gap_parts_blocks() -> None:
    words = [*line("ett", 50, 30), *line("två", 50, 42), *line("tre", 50, 80)]
    assert [found.block for found in arrange(raw_page(words)).lines] == [1, 1, 2]


def document(count: int, foot: str = "Verksamhetsplan {0}({1})", head: str = "") -> tuple[Page, ...]:
    pages = []
    for number in range(1, count + 1):
        words = [*line(f"Text på sida nummer {'abcdefghijkl'[number]}", 50, 300 + number, page=number)]
        words += line(foot.format(number + 2, count + 2), 50, 800, page=number)
        if head:
            words += line(head, 50, 40, page=number)
        pages.append(arrange(raw_page(words, number=number)))
    return mark_furniture(tuple(pages))


def test_running_feet_and_printed_numbers() -> None:
    pages = document(5)
    assert [[found.role for found in page.lines] for page in pages] == [["body", "foot"]] * 5
    assert [page.printed_page for page in pages] == ["3", "4", "5", "6", "7"]


def test_forms_of_page_numbers() -> None:
    for foot in ("Sida {0} av {1}", "Plan 2024 | {0}", "{0}", "- {0} -", "{0}/{1}", "Plan för nämnden {0}"):
        assert [page.printed_page for page in document(5, foot)] == ["3", "4", "5", "6", "7"], foot


def test_running_heads() -> None:
    assert [found.role for found in document(4, head="Region Vasa plan")[0].lines] == ["head", "body", "foot"]


def test_a_line_on_one_page_only_does_not_run() -> None:
    pages = list(document(5))
    lonely = arrange(raw_page(line("Bara här", 50, 40, page=6), number=6))
    assert mark_furniture((*pages, lonely))[5].lines[0].role == "body"


def test_numbers_at_the_foot_that_count_nothing_are_no_page_numbers() -> None:
    pages = []
    for number, value in enumerate(("512", "77", "140", "9"), 1):
        pages.append(arrange(raw_page(line(value, 50, 780, page=number), number=number)))
    assert all(page.lines[0].role == "body" for page in mark_furniture(tuple(pages)))


def test_footnotes_in_small_type() -> None:
    body = [
        word(w.text, w.box.left, w.box.top, size=11.0) for w in line("Löpande text i vanlig grad", 50, 400) if w.box
    ]
    note = [word(w.text, w.box.left, w.box.top, height=8, size=8.0) for w in line("1) Enligt budget", 50, 700) if w.box]
    (page,) = mark_furniture((arrange(raw_page([*body, *note])),))
    assert [found.role for found in page.lines] == ["body", "footnote"]
