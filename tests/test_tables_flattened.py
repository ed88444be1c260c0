"""Tables flattened into plain text: case files (the text, then the rows that it holds), and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import pages_of

from pipeline.document import Table
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.amounts import natural_count, read_amounts
from pipeline.tables.flattened.finding import find_flattened
from pipeline.tables.flattened.flow import flow_of
from pipeline.tables.flattened.header import read_header
from pipeline.tables.flattened.values import read_values

CASES = sorted((Path(__file__).parent / "cases" / "flattened").glob("*.txt"))
SPLIT = "\n=====\n"


def printed(tables: tuple[Table, ...]) -> str:
    """The tables as a case file shows them: a row a line, header rows marked, doubts above."""
    lines: list[str] = []
    for table in tables:
        lines.append(f"[{' '.join(map(str, table.pages))}] {' '.join(table.doubts)}".rstrip())
        for number, row in enumerate(table.grid()):
            texts = ["" if cell is None else "^" if cell.row < number else cell.text.value for cell in row]
            lines.append(("# " if number < table.header_rows else "  ") + " | ".join(texts).rstrip())
        lines.extend(f"* {note.value}" for note in table.footnotes)
    return "\n".join(lines)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, lexicon: Lexicon) -> None:
    text, _, expected = path.read_text(encoding="utf-8").partition(SPLIT)
    assert printed(find_flattened(pages_of(text), lexicon)) == expected.strip("\n")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_letter_of_a_cell_stands_in_the_source(path: Path, lexicon: Lexicon) -> None:
    text = path.read_text(encoding="utf-8").partition(SPLIT)[0]
    pages = pages_of(text)
    lines = {line.place for page in pages for line in page.lines}
    for table in find_flattened(pages, lexicon):
        assert set(table.places) <= lines
        assert len(set(table.places)) == len(table.places)
        if table.doubts:
            continue  # a header borrowed from another table stands there
        for cell in table.cells:
            for word in cell.text.owned():
                assert (word.page, word.line) in table.places


@pytest.mark.parametrize(
    ("line", "count", "label", "amounts"),
    [
        ("Hälso- och sjukvård 1 140 40 181", 4, "Hälso- och sjukvård", ["1", "140", "40", "181"]),
        ("Hälso- och sjukvård 1 140 40 1 810", 3, "Hälso- och sjukvård", ["1 140", "40", "1 810"]),
        ("Netto -12 854 -13 134 -13 021", 3, "Netto", ["-12 854", "-13 134", "-13 021"]),
        ("Kvarvarande underskott 2024 -380,0 0,0 0,0", 3, "Kvarvarande underskott 2024", ["-380,0", "0,0", "0,0"]),
        ("Bidrag | 4 000 | - | 2 500", 3, "Bidrag", ["4 000", None, "2 500"]),
        ("Tandvård -39, 1 -37.8 -34,6", 3, "Tandvård", ["-39, 1", "-37.8", "-34,6"]),
        ("Kostnader ~9 874 ~9 610 ~9 520", 3, "Kostnader", ["~9 874", "~9 610", "~9 520"]),
        ("Summa —245 385 —-259 360 —265 400", 3, "Summa", ["—245 385", "—-259 360", "—265 400"]),
    ],
)
def test_the_column_count_settles_what_a_blank_parts(
    line: str, count: int, label: str, amounts: list[str | None], lexicon: Lexicon
) -> None:
    flow = flow_of(pages_of(line))
    row = read_amounts(flow[0].text, count)[0]
    assert row.label.value == label
    assert [a.value if a else None for a in row.amounts] == amounts


@given(
    st.lists(st.integers(min_value=-99_999, max_value=99_999).filter(lambda n: abs(n) > 999), min_size=2, max_size=5)
)
def test_signed_thousands_are_counted(numbers: list[int]) -> None:
    signed = [f"{-abs(n):,}".replace(",", " ") for n in numbers]
    flow = flow_of(pages_of("Personal " + " ".join(signed)))
    assert natural_count(flow[0].text) == len(numbers)
    assert [a.value for a in read_amounts(flow[0].text, len(numbers))[0].amounts if a] == signed


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        ("Styrtal Utfall, Årets | Långsiktigt\nsenast målvärde målvärde\nkända värde",
         ["Styrtal", "Utfall, senast kända värde", "Årets målvärde", "Långsiktigt målvärde"]),
        ("Belopp i tkr Bokslut Budget Plan 2027 Plan 2028\n2024 2025",
         ["Belopp i tkr", "Bokslut 2024", "Budget 2025", "Plan 2027", "Plan 2028"]),
        ("Verksamhet, mnkr Budget 2022 Bokslut 2020", ["Verksamhet, mnkr", "Budget 2022", "Bokslut 2020"]),
        ("Budget Bokslut\n20252023", ["Budget 2025", "Bokslut 2023"]),
        ("Område\nRisk\nSannolikhet\nKonsekvens\nRiskvärde\nÅtgärd",
         ["Område", "Risk", "Sannolikhet", "Konsekvens", "Riskvärde", "Åtgärd"]),
    ],
)  # fmt: skip
def test_a_header_is_the_headings_that_use_up_its_words(lines: str, labels: list[str], lexicon: Lexicon) -> None:
    header = read_header(flow_of(pages_of(lines)), 0, lexicon)
    assert header is not None
    assert [column.text.value for column in header.columns] == labels


@pytest.mark.parametrize(
    "line", ["(Utfall: 2023)", "minst 100 Mbit/s ska öka.", "Målet för 2025 är att minska kostnaderna.", "4.1 Budget"]
)
def test_a_line_of_text_is_no_header(line: str, lexicon: Lexicon) -> None:
    assert read_header(flow_of(pages_of(line + "\nOch sedan fortsätter texten med nya ord.")), 0, lexicon) is None


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("Bedömning inom 3 77 % 90 % 95 %", "Bedömning inom 3", ["77 %", "90 %", "95 %"]),
        ("Utsläpp av växthus- 15849 ton | 15496 ton 14 083 ton", "Utsläpp av växthus-",
         ["15849 ton", "15496 ton", "14 083 ton"]),
        ("Familjer utan beslut 46 63 ökning 25 %", "Familjer utan beslut", ["46", "63", "ökning 25 %"]),
        ("Återvinningen ska öka. 37,4 % 55 %", "Återvinningen ska öka.", ["37,4 %", "55 %", None]),
        ("Livslängd. Ska öka Ska öka.", None, None),
        ("Placering 12 av 21 11av21 8av 21", "Placering", ["12 av 21", "11av21", "8av 21"]),
    ],
)  # fmt: skip
def test_values_behind_a_name(line: str, name: str | None, values: list[str | None] | None, lexicon: Lexicon) -> None:
    read = read_values(flow_of(pages_of(line))[0].text, 3, lexicon)
    if name is None:
        assert read is None or read[1][0] is None
    else:
        assert read is not None
        assert read[0].value == name
        assert [v.value if v else None for v in read[1]] == values


@settings(max_examples=30)
@given(st.text(alphabet=st.sampled_from("abcåäö ABC 0123456789,.-|()%\n"), max_size=300))
def test_any_text_is_survived(text: str) -> None:
    from pipeline.lexicon import load_lexicon

    tables = find_flattened(pages_of("x\n" + text), load_lexicon())
    assert all(table.places == tuple(sorted(table.places)) for table in tables)
