from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Table
from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.structure.contents import contents_lines, entry_title
from pipeline.structure.sections import END, best_chain, find_sections, step_cost
from pipeline.structure.shapes import measure, shapes_of, text_width
from tests.plain import KOMMUN, pages_of, set_page

BODY = (
    "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar och de mål som",
    "fullmäktige har beslutat. Uppföljning sker två gånger om året i särskild ordning.",
)


def found(text: str, lexicon: Lexicon) -> list[tuple[str | None, str, int]]:
    return [(s.number, s.title.value, s.level) for s in find_sections(pages_of(text), (), lexicon)]


def test_numbered_headings_of_a_plain_text(lexicon):
    assert found(KOMMUN, lexicon) == [
        ("1", "Nämndens uppgift", 1),
        ("2", "Mål", 1),
        ("2.1", "Skola", 2),
        ("3", "Ekonomi", 1),
        (None, "Riskbild", 2),
    ]


def test_the_contents_are_no_headings(lexicon):
    pages = pages_of(KOMMUN)
    lines = contents_lines(shapes_of(pages), lexicon)
    assert {page for page, _ in lines} == {2}
    assert len(lines) == 5


def test_contents_without_leaders(lexicon):
    text = "Innehåll\nInledning 3\nMål 4\nBudget 7\nUppföljning 9\n\nDetta är en plan som beskriver nämndens arbete under året."
    assert len(contents_lines(shapes_of(pages_of(text)), lexicon)) == 5


def test_parents_and_ends(lexicon):
    sections = find_sections(pages_of(KOMMUN), (), lexicon)
    assert [s.parent for s in sections] == [None, None, 1, None, 3]
    assert sections[0].end == sections[1].place
    assert sections[1].end == sections[3].place
    assert sections[3].end == END


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("Kapitel 2 Ekonomi och budget", "2", "Ekonomi och budget"),
        ("§ 2 Ekonomi och budget", "2", "Ekonomi och budget"),
        ("II. Ekonomi och budget", "II", "Ekonomi och budget"),
        ("2. Ekonomi och budget", "2", "Ekonomi och budget"),
    ],
)
def test_kinds_of_numbers(lexicon, heading, number, title):
    first = heading.replace("II", "I").replace("2", "1").replace("Ekonomi och budget", "Inledning")
    body = "\n".join(BODY)
    assert list(found(f"{first}\n\n{body}\n\n{heading}\n\n{body}\n", lexicon))[-1][:2] == (number, title)


def test_a_numbered_list_is_no_chapter(lexicon):
    body = "\n".join(BODY)
    text = (
        f"1 Inledning\n\n{body}\n\n2 Mål\n\n{body}\n\n1. Trygga hem för äldre\n2. Bra skolor för barn\n"
        f"3. Rent vatten i alla sjöar\n\n{body}\n\n3 Budget\n\n{body}\n"
    )
    assert [number for number, _, _ in found(text, lexicon)] == ["1", "2", "3"]
    assert found(text, lexicon)[-1][1] == "Budget"


def test_a_heading_over_two_lines(lexicon):
    body = "\n".join(BODY)
    text = f"1 Inledning\n\n{body}\n\n2 Omvärld, nuläge och de kommande årens många stora utma-\nningar\n\n{body}\n"
    assert found(text, lexicon)[1][:2] == ("2", "Omvärld, nuläge och de kommande årens många stora utmaningar")


def test_goal_lines_and_labels_are_no_sections(lexicon):
    body = "\n".join(BODY)
    text = (
        f"1 Mål\n\n{body}\n\nMålsättning nr 1: Trygghet\n\n{body}\n\nAktiviteter\n\n{body}\n\nIndikatorer\n\n{body}\n"
    )
    assert found(text, lexicon) == [("1", "Mål", 1)]


def test_type_makes_headings_and_levels(lexicon):
    lines = [
        ("1 Inledning", 17.0, True, 80.0, 60.0),
        (BODY[0], 11.0, False, 80.0, 90.0),
        (BODY[1], 11.0, False, 80.0, 104.0),
        ("1.1 Ansvar", 13.0, True, 80.0, 130.0),
        (BODY[0], 11.0, False, 80.0, 150.0),
        (BODY[1], 11.0, False, 80.0, 164.0),
        ("Särskilda frågor", 13.0, True, 80.0, 190.0),
        (BODY[0], 11.0, False, 80.0, 210.0),
        ("Ett motto mitt på sidan", 14.0, True, 240.0, 240.0),
        ("Viktigt att veta", 12.0, True, 80.0, 270.0),
        (BODY[0], 11.0, False, 80.0, 290.0),
        ("2 Budget", 17.0, True, 80.0, 320.0),
        (BODY[0], 11.0, False, 80.0, 350.0),
    ]
    sections = find_sections((set_page(lines),), (), lexicon)
    assert [(s.number, s.title.value, s.level) for s in sections] == [
        ("1", "Inledning", 1),
        ("1.1", "Ansvar", 2),
        (None, "Särskilda frågor", 2),
        (None, "Viktigt att veta", 3),
        ("2", "Budget", 1),
    ]


def test_no_lines_no_sections(lexicon):
    assert find_sections((), (), lexicon) == ()


@pytest.mark.parametrize(
    ("last", "path", "free"),
    [
        ((3, 2), (3, 2, 1), True),
        ((3, 2), (3, 3), True),
        ((3, 2), (4,), True),
        ((3, 2), (2,), False),
        ((3,), (5,), False),
    ],
)
def test_what_follows_costs_nothing(last, path, free):
    assert (step_cost(last, path) == 0) is free


def test_no_candidates_no_chain():
    assert best_chain([]) == []


TITLES = st.lists(
    st.sampled_from(["Inledning", "Ansvar", "Ekonomi", "Personal", "Lokaler", "Uppföljning", "Risker"]),
    min_size=2,
    max_size=7,
)


@settings(max_examples=25)
@given(TITLES)
def test_every_chapter_of_a_numbered_text_is_found(titles):
    text = "\n\n".join(f"{n} {title}\n\n" + "\n".join(BODY) for n, title in enumerate(titles, 1))
    assert [(n, t) for n, t, _ in found(text, load_lexicon())] == [(str(n), t) for n, t in enumerate(titles, 1)]


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\f"), max_size=60), max_size=12))
def test_sections_lie_in_order_within_the_text(lines):
    pages = pages_of("\n".join(lines))
    sections = find_sections(pages, (), load_lexicon())
    places = {line.place for page in pages for line in page.lines}
    assert [s.place for s in sections] == sorted({s.place for s in sections})
    assert all(s.place in places and s.place < s.end and s.title.value for s in sections)
    assert all(s.parent is None or sections[s.parent].level < s.level for s in sections)


def test_widths_are_those_of_print():
    assert text_width("illa") < text_width("mamma")


def test_a_spaced_text_is_known(lexicon):
    text = "\n\n".join(["en rad som fyller hela bredden av sidan och som fortsätter på nästa"] * 12)
    assert measure(shapes_of(pages_of(text))).spaced
    assert not measure(shapes_of(pages_of(text.replace("\n\n", "\n")))).spaced


def test_a_label_in_large_type_is_a_heading(lexicon):
    lines = [("Mål för skolan", 16.0, True, 60.0, 60.0)]
    lines += [(text, 10.0, False, 60.0, 90.0 + 13 * at) for at, text in enumerate(BODY * 3)]
    lines += [("Aktiviteter", 10.0, True, 60.0, 180.0), ("– Läsa högt varje dag.", 10.0, False, 60.0, 193.0)]
    titles = [s.title.value for s in find_sections((set_page(lines),), (), lexicon)]
    assert titles == ["Mål för skolan"]


def test_chapters_in_capitals_leave_their_parts_in_small_letters(lexicon):
    body = "\n".join(BODY)
    text = (
        f"1. UPPGIFT\n\n{body}\n\n2. EKONOMI\n\n2.1 Ramar\n\n{body}\n\n2.2 Lokaler\n\n{body}\n\n3. RISKER\n\n{body}\n"
    )
    assert [number for number, _, _ in found(text, lexicon)] == ["1", "2", "2.1", "2.2", "3"]


def test_a_line_far_below_the_text_and_over_columns_is_a_heading(lexicon):
    body = "\n".join(BODY)
    rows = "Objekt            2021     2022     2023\nMaskiner             5        6        7"
    text = (
        f"Innehåll\nUppgift 2\nMål för året 3\nEkonomi 4\n\f\nUppgift\n{body}\n\n\nMål för året\n{body}\n\n\n"
        f"Ekonomi\n{body}\n\n\nInköp av maskiner\n{rows}\n\n\n{body}\n"
    )
    assert found(text, lexicon) == [
        (None, "Uppgift", 1),
        (None, "Mål för året", 1),
        (None, "Ekonomi", 1),
        (None, "Inköp av maskiner", 2),
    ]


def test_a_cell_of_a_table_that_came_out_cell_by_cell_is_no_heading(lexicon):
    body = "\n".join(BODY)
    cells = "Risk att vattnet inte räcker till vid torka under en längre tid i de norra delarna"
    rows = f"{cells}\n\nMöjlig (3)\n\nAllvarlig (4)\n\nNy brunn borras.\n\nVattenchef\n\n{cells}\n\nTrolig (4)\n"
    assert [title for _, title, _ in found(f"1 Uppgift\n\n{body}\n\n2 Risker\n\n{rows}\n{body}", lexicon)] == [
        "Uppgift",
        "Risker",
    ]


def test_a_chapter_about_risks_that_the_contents_leave_out(lexicon):
    body = "\n".join(BODY)
    text = (
        f"Innehåll\nUppgift 2\nMål för året 3\nEkonomi 4\n\f\nUppgift\n\n{body}\n\nMål för året\n\n{body}\n\n"
        f"Ekonomi\n\n{body}\n\nRisker\n\n{body}\n"
    )
    assert found(text, lexicon)[-1] == (None, "Risker", 1)


def test_sizes_measured_in_a_scan_that_hardly_differ_are_one_level(lexicon):
    from dataclasses import replace

    lines, top = [], 60.0
    for title, size in [("Ansvar", 17.6), ("Lokaler", 13.4), ("Fordon", 12.7), ("Ekonomi", 17.0)]:
        lines.append((title, size, True, 60.0, top))
        lines += [(text, 10.0, False, 60.0, top + 30 + 13 * at) for at, text in enumerate(BODY * 2)]
        top += 120
    page = set_page(lines, 2)
    read = tuple(replace(line, words=tuple(replace(word, method="ocr") for word in line.words)) for line in page.lines)
    read = tuple(replace(line, text=replace(line.text, words=line.words)) for line in read)
    sections = find_sections((replace(page, lines=read),), (), lexicon)
    levels = {s.title.value: s.level for s in sections}
    assert levels == {"Ansvar": 1, "Lokaler": 2, "Fordon": 2, "Ekonomi": 1}


def test_a_chapter_in_capitals_that_a_table_took_is_found_where_all_is_in_one_type(lexicon):
    rows = [
        "1 INLEDNING",
        *BODY,
        *BODY,
        "1.1 Hamnens fyrar",
        *BODY,
        "Fyrar 400 500",
        "Kajer 200 300",
        "2 SÄRSKILDA UPPDRAG",
    ]
    tops = [100, *range(130, 190, 15), 230, 260, 275, 310, 325, 370]
    lines = [(text, 10.0, False, 70.0, float(top)) for text, top in zip([*rows, *BODY], [*tops, 400, 415], strict=True)]
    page = set_page(lines)
    places = tuple(line.place for line in page.lines[8:11])
    table = Table(None, (1,), "aligned", (), (), places)
    sections = find_sections((page,), (table,), lexicon)
    assert [s.number for s in sections] == ["1", "1.1", "2"]


def test_a_line_of_any_length_is_looked_at_in_no_time() -> None:
    """The patterns of entries take the third power of a line's length, and no limit ends them within one call."""
    began = time.process_time()
    assert entry_title("a1 " * 20_000 + "7").startswith("a1 a1")
    assert time.process_time() - began < 1
