"""Tables held by rules that run across: under every row, around headings between rows, beside rules of the page."""

from __future__ import annotations

from dataclasses import replace

from table_pages import page_of, texts, words_at

from pipeline.document import Box, Page, Word
from pipeline.lexicon import Lexicon
from pipeline.tables import find_tables

LEFTS = (74, 100, 260, 290, 320, 360)
HEADER = ["Nr", "Risk", "S", "K", "Risk-", "Åtgärd"]


def row_at(y: float, cells: list[str]) -> list[Word]:
    return [word for left, cell in zip(LEFTS, cells, strict=True) if cell for word in words_at(left, y, cell)]


def rules(*ys: float) -> list[Box]:
    return [Box(70, y, 530, y) for y in ys]


def risk_page() -> Page:
    lines = [
        row_at(102, HEADER), words_at(320, 113, "värde"),
        words_at(74, 130, "Risker i driften"),
        row_at(146, ["1", "Risk att pumpen stannar", "3", "4", "12", "Extra pump köps."]),
        row_at(162, ["2", "Risk att isen smälter när", "2", "5", "10", "Kylan mäts."]),
        words_at(100, 173, "våren kommer tidigt."),
        words_at(100, 184, "och sommaren."),
        words_at(74, 200, "Ekonomiska risker"),
        row_at(216, ["3", "Risk att intäkterna faller vid", "35", "", "15", "Prognos varje kvartal."]),
        words_at(100, 227, "en lågkonjunktur."),
    ]  # fmt: skip
    return page_of(lines, rules(100, 126, 142, 158, 196, 212, 239))


def test_headings_between_the_rules_of_rows(lexicon: Lexicon) -> None:
    (table,) = find_tables((risk_page(),), lexicon)
    rows = texts(table.cells)
    assert rows[0] == ["Nr", "Risk", "S", "K", "Riskvärde", "Åtgärd"]
    assert [row[0] for row in rows[1:]] == ["Risker i driften", "1", "2", "Ekonomiska risker", "3"]
    assert [rows[3][1], rows[5][1]] == [
        "Risk att isen smälter när våren kommer tidigt. och sommaren.",
        "Risk att intäkterna faller vid en lågkonjunktur.",
    ]


def budget_lines(top: float, header: str) -> list[list[Word]]:
    rows = [
        (header, "Budget 2031", "Plan 2032"),
        ("Hamnen", "412", "420"),
        ("Lotsarna", "300", "310"),
        ("Summa", "712", "730"),
    ]
    return [
        [
            *words_at(74, top + 16 * at, a),
            *words_at(420, top + 16 * at, b, right=True),
            *words_at(520, top + 16 * at, c, right=True),
        ]
        for at, (a, b, c) in enumerate(rows)
    ]


def test_a_heading_between_two_tables_is_in_neither(lexicon: Lexicon) -> None:
    heading = [
        replace(word, box=replace(word.box, bottom=word.box.top + 14))
        for word in words_at(74, 184, "Taxor")
        if word.box
    ]
    lines = [*budget_lines(102, "Tkr"), heading, *budget_lines(212, "Mnkr")]
    ys = [100 + 16 * at for at in range(5)] + [210 + 16 * at for at in range(5)]
    first, second = find_tables((page_of(lines, rules(*ys)),), lexicon)
    assert [texts(table.cells)[0][0] for table in (first, second)] == ["Tkr", "Mnkr"]
    assert len(texts(first.cells)) == len(texts(second.cells)) == 4


def test_the_rule_of_a_running_head_frames_no_table(lexicon: Lexicon) -> None:
    lines = [
        words_at(70, 40, "Simnämnden"),
        words_at(74, 80, "Nämndens ram"),
        *([*words_at(74, 100 + 14 * at, a), *words_at(520, 100 + 14 * at, b, right=True)] for at, (a, b) in enumerate(
            [("Belopp", "Tkr"), ("Ram 2030", "218 450"), ("Löner", "3 240"), ("Priser", "1 160"), ("Ram 2031", "222 850")])),
        words_at(74, 200, "Budget per enhet"),
        *budget_lines(222, "Enhet"),
    ]  # fmt: skip
    made = page_of(lines, rules(53, 220, 236, 284))
    head = replace(made.lines[0], role="head")
    first, second = find_tables((replace(made, lines=(head, *made.lines[1:])),), lexicon)
    assert [row[0] for row in texts(first.cells)] == ["Belopp", "Ram 2030", "Löner", "Priser", "Ram 2031"]
    assert [row[0] for row in texts(second.cells)] == ["Enhet", "Hamnen", "Lotsarna", "Summa"]


def test_a_title_above_a_header_that_no_rule_tops_is_no_row(lexicon: Lexicon) -> None:
    title = [
        replace(word, box=replace(word.box, bottom=word.box.top + 14))
        for word in words_at(74, 190, "Båtar")
        if word.box
    ]
    years = [
        ("Objekt, kkr", "2031", "2032"),
        ("Bogserbåt", "4 800", ""),
        ("Lotsbåt", "", "7 500"),
        ("Summa", "4 800", "7 500"),
    ]
    rows = [
        [*words_at(74, y, a), *words_at(420, y, b, right=True), *words_at(520, y, c, right=True)]
        for y, (a, b, c) in zip(range(212, 276, 16), years, strict=True)
    ]
    ys = [*(100 + 16 * at for at in range(6)), *(226 + 16 * at for at in range(4))]
    _, second = find_tables((page_of([*budget_lines(102, "Tkr"), title, *rows], rules(*ys)),), lexicon)
    assert texts(second.cells)[0] == ["Objekt, kkr", "2031", "2032"]
