"""Tables of scanned pages whose header was not read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_pages import cell_lines, grid_rulings, page_of, texts, words_at

from pipeline.document import Page
from pipeline.lexicon import Lexicon
from pipeline.tables import find_tables

XS = (60, 240, 340, 440, 540)
HEADER = ["Tkr", "Bokslut 2030", "Budget 2031", "Budget 2032"]
FIRST = [["Skolor", "1 200", "1 300", "1 400"], ["Bad", "300", "310", "320"], ["Parker", "90", "95", "99"]]
SECOND = [["Vägar", "2 200", "2 300", "2 400"], ["Broar", "400", "410", "420"], ["Hamnar", "70", "75", "79"]]


def _page(*tables: list[list[str]], method: str = "ocr") -> Page:
    """The tables below one another, fully ruled."""
    lines, rulings = [], []
    for at, rows in enumerate(tables):
        ys = [100 + 250 * at + 30 * i for i in range(len(rows) + 1)]
        lines += [words_at(60, ys[0] - 40, "Nedan redovisas anläggningar för sig."), *cell_lines(rows, XS, ys)]
        rulings += grid_rulings(XS, ys)
    page = page_of(lines, rulings)
    words = tuple(replace(w, method=method) for w in page.words)  # type: ignore[arg-type]
    read = tuple(
        replace(line, text=replace(line.text, words=tuple(replace(w, method=method) for w in line.text.words)))  # type: ignore[arg-type]
        for line in page.lines
    )
    return replace(page, words=words, lines=read)


def test_columns_are_lent_by_a_table_near_by_and_doubted(lexicon: Lexicon) -> None:
    tables = find_tables((_page([HEADER, *FIRST], SECOND),), lexicon)
    unheaded = tables[-1]
    assert texts(unheaded.cells) == [HEADER, *SECOND]
    assert unheaded.doubts == ("header_inferred",)
    assert unheaded.confidence < 0.6
    assert not tables[0].doubts


def test_without_a_like_table_the_rows_stay_and_are_doubted(lexicon: Lexicon) -> None:
    (table,) = find_tables((_page(SECOND),), lexicon)
    assert texts(table.cells) == SECOND
    assert table.doubts == ("header_inferred",)


@pytest.mark.parametrize("method", ["text_layer"])
def test_tables_of_a_text_layer_stay(lexicon: Lexicon, method: str) -> None:
    (table,) = find_tables((_page(SECOND, method=method),), lexicon)
    assert table.doubts == ()
