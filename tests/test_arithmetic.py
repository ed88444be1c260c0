"""Sums: case files (a table, then its checks and proposals), and 200 tables with one digit damaged."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking.arithmetic import check
from pipeline.document import Cell, Reading, Table, Text, Word
from pipeline.lexicon import Lexicon

CASES = sorted((Path(__file__).parent / "cases" / "sums").glob("*.txt"))
SPLIT = "\n=====\n"


def text_of(printed: str) -> Text:
    """A cell's text; 'x ~ y' is a word that a second engine read as y."""
    words: list[Word] = []
    read, _, other = printed.partition(" ~ ")
    readings = other.split()
    for number, word in enumerate(read.split()):
        again = (Reading(readings[number], 0.9, "second"),) if readings and readings[number] != word else ()
        words.append(Word(word, 1, None, 0.9, "ocr", alternatives=again, line=1))
    value = " ".join(word.text for word in words)
    owners = [number for number, word in enumerate(words) for _ in (*word.text, " ")][: len(value)]
    return Text(value, tuple(words), tuple(owners))


def table_of(rows: list[list[str]]) -> Table:
    """A table whose first row is its header."""
    cells = tuple(
        Cell(r, c, 1, 1, text_of(printed), 1, None, r == 0)
        for r, row in enumerate(rows)
        for c, printed in enumerate(row)
        if printed
    )
    return Table(None, (1,), "ruled", cells, (), ((1, 1),))


def rows_of(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def printed(table: Table) -> str:
    lines = []
    for found in table.checks:
        members = found.member_rows or found.member_columns
        kind = "rows" if found.member_rows else "columns"
        mark = "holds" if found.holds else f"fails: {found.found} not {found.expected}"
        lines.append(f"column {found.column} row {found.total_row} = {kind} {' '.join(map(str, members))}: {mark}")
    lines += [f"row {p.row} column {p.column}: {p.value} by {p.by}" for p in table.proposals]
    return "\n".join(lines)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, lexicon: Lexicon) -> None:
    text, _, expected = path.read_text(encoding="utf-8").partition(SPLIT)
    assert printed(check((table_of(rows_of(text)),), lexicon)[0]) == expected.strip("\n")


# -- damage


@dataclass(frozen=True)
class Made:
    """A budget table that adds up: two groups with their sums, a grand total, three years; amounts in thousands."""

    rows: list[list[str]]
    crossing: set[tuple[int, int]]


def make(random_: random.Random, *, columns: int = 3) -> Made:
    def amount() -> int:
        return -random_.randint(400, 99_000)

    labels = random_.sample(["Kansli", "Skola", "Park", "Bibliotek", "Räddning", "Omsorg", "Fritid", "Väg"], 6)
    first = [[amount() for _ in range(columns)] for _ in range(3)]
    second = [[amount() for _ in range(columns)] for _ in range(3)]
    sums = [[sum(row[c] for row in group) for c in range(columns)] for group in (first, second)]
    grand = [sums[0][c] + sums[1][c] for c in range(columns)]
    body = [
        *zip(labels[:3], first, strict=True), ("Summa egen verksamhet", sums[0]),
        *zip(labels[3:], second, strict=True), ("Summa köpt verksamhet", sums[1]),
        ("Totalt", grand),
    ]  # fmt: skip
    head = ["Belopp i tkr", "Budget 2024", "Budget 2023", "Bokslut 2022"][: columns + 1]
    rows = [head, *([label, *(f"{n:,}".replace(",", " ") for n in numbers)] for label, numbers in body)]
    return Made(rows, {(row, column) for row in (4, 8) for column in range(1, columns + 1)})


def damaged(rows: list[list[str]], place: tuple[int, int], random_: random.Random) -> list[list[str]]:
    """The rows with one digit of one cell read as another one."""
    row, column = place
    printed_ = rows[row][column]
    at = random_.choice([m.start() for m in re.finditer(r"\d", printed_)])
    digit = random_.choice([d for d in "0123456789" if d != printed_[at] and not (d == "0" and at == 1)])
    changed = [list(found) for found in rows]
    changed[row][column] = printed_[:at] + digit + printed_[at + 1 :]
    return changed


def test_an_undamaged_table_holds(lexicon: Lexicon) -> None:
    random_ = random.Random(1)
    checks = [c for _ in range(60) for c in check((table_of(make(random_).rows),), lexicon)[0].checks]
    assert len(checks) == 60 * 9
    assert all(c.holds for c in checks)


def test_one_digit_damaged_in_each_of_200_tables(lexicon: Lexicon) -> None:
    random_ = random.Random(2)
    breaking = named = crossing = mended = 0
    for _ in range(200):
        made = make(random_)
        place = (random_.randint(1, 9), random_.randint(1, 3))
        rows = damaged(made.rows, place, random_)
        table = check((table_of(rows),), lexicon)[0]
        true, read = (Decimal(found[place[0]][place[1]].replace(" ", "")) for found in (made.rows, rows))
        if abs(true - read) <= 3:
            continue  # within what rounding may do
        breaking += 1
        broken = [c for c in table.checks if not c.holds and c.column == place[1]]
        named += any(place[0] in (c.total_row, *c.member_rows) for c in broken)
        if place in made.crossing:
            crossing += 1
            mended += any((p.row, p.column, p.value, p.by) == (*place, true, "sum") for p in table.proposals)
        else:
            assert all((p.row, p.column) != place or p.value == true for p in table.proposals)
    assert breaking > 120
    assert named == breaking
    assert mended >= 0.95 * crossing


def test_a_cell_in_a_row_sum_and_a_column_sum_is_named(lexicon: Lexicon) -> None:
    random_ = random.Random(3)
    right = 0
    for _ in range(40):
        numbers = [[random_.randint(1_000, 9_000) for _ in range(3)] for _ in range(5)]
        body = [[f"Enhet {n + 1}", *map(str, row), str(sum(row))] for n, row in enumerate(numbers)]
        sums = [str(sum(int(row[c]) for row in body)) for c in range(1, 5)]
        rows = [["Enhet", "Personal", "Lokaler", "Övrigt", "Summa"], *body, ["Summa", *sums]]
        place = (random_.randint(1, 5), random_.randint(1, 3))
        true = rows[place[0]][place[1]]
        changed = [list(row) for row in rows]
        changed[place[0]][place[1]] = ("9" if true[0] != "9" else "4") + true[1:]
        proposals = check((table_of(changed),), lexicon)[0].proposals
        right += [(p.row, p.column, p.value) for p in proposals] == [(*place, Decimal(true))]
    assert right >= 38


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(-9_999, 9_999), min_size=2, max_size=2), min_size=3, max_size=6))
def test_rounding_never_breaks_a_sum(numbers: list[list[int]]) -> None:
    from pipeline.lexicon import load_lexicon

    lexicon = load_lexicon()
    body = [[f"Del {chr(65 + n)}", *(str(round(x / 10)) for x in row)] for n, row in enumerate(numbers)]
    total = ["Summa", *(str(round(sum(row[c] for row in numbers) / 10)) for c in range(2))]
    table = check((table_of([["tkr", "Budget 2024", "Budget 2023"], *body, total]),), lexicon)[0]
    assert all(found.holds for found in table.checks)
    assert not table.proposals


def test_the_share_that_no_sum_covers(lexicon: Lexicon) -> None:
    rows = rows_of("tkr | Budget 2024\nA-kassa | 10\nBibliotek | 20\nSumma | 30\nAntal platser | 7")
    table = check((table_of(rows),), lexicon)[0]
    assert table.uncovered == pytest.approx(0.25)
