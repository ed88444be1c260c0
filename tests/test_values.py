"""What an indicator's cell says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.units import units_of
from extractors.values import Value, is_missing, parse_values
from pipeline.lexicon import Lexicon


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def one(text: str, lexicon: Lexicon, *, target: bool = True) -> Value:
    (value,) = parse_values(text, lexicon, target=target)
    return value


NUMBERS = [
    # text, comparator, value, high, unit
    ("81 %", "=", "81", None, "%"), ("95%", "=", "95", None, "%"), ("48,7 %", "=", "48.7", None, "%"),
    ("50 procent", "=", "50", None, "%"), ("5 procentenheter", "=", "5", None, "procentenheter"),
    ("2 %-enheter", "=", "2", None, "procentenheter"), ("0,5 ‰", "=", "0.5", None, "‰"),
    ("3,4 per 1 000 invånare", "=", "3.4", None, "per 1 000 invånare"), ("12 st", "=", "12", None, "st"),
    ("3 stycken", "=", "3", None, "st"), ("82,6 år", "=", "82.6", None, "år"), ("14 dagar", "=", "14", None, "dagar"),
    ("15\u00a0849 ton", "=", "15849", None, "ton"), ("1,2 miljoner ton", "=", "1.2", None, "miljoner ton"),
    ("31 mnkr", "=", "31", None, "mnkr"), ("−2,5 mnkr", "=", "-2.5", None, "mnkr"), ("7 Mkr", "=", "7", None, "mkr"),
    ("450 tkr", "=", "450", None, "tkr"), ("450 kkr", "=", "450", None, "kkr"), ("3 MSEK", "=", "3", None, "msek"),
    ("3 miljoner kronor", "=", "3", None, "mnkr"), ("12 000 kr", "=", "12000", None, "kr"), ("1,1 mdkr", "=", "1.1", None, "mdkr"),
    ("45 öre", "=", "45", None, "öre"), ("210 kr/inv", "=", "210", None, "kr/inv"), ("118 gram", "=", "118", None, "gram"),
    ("45 600 besöksenheter*)", "=", "45600", None, "besöksenheter"), ("77", "=", "77", None, None), ("3,8", "=", "3.8", None, None),
    ("±0", "=", "0", None, None), ("0 mnkr", "=", "0", None, "mnkr"), ("95 %1)", "=", "95", None, "%"), ("95 %²", "=", "95", None, "%"),
    ("77–80", "range", "77", "80", None), ("77- 80", "range", "77", "80", None), ("90- 100 %", "range", "90", "100", "%"),
    ("6,3-6,1 %", "range", "6.1", "6.3", "%"), ("6,3−5,8 %", "range", "5.8", "6.3", "%"), ("77 %-80 %", "range", "77", "80", "%"),
    ("mellan 77 och 80", "range", "77", "80", None), ("5 till 7 dagar", "range", "5", "7", "dagar"),
    ("minst 90 %", ">=", "90", None, "%"), ("Lägst 4,5", ">=", "4.5", None, None), ("högst 3 månader", "<=", "3", None, "månader"),
    ("Max 5 %", "<=", "5", None, "%"), ("max. 5 %", "<=", "5", None, "%"), ("under 240", "<", "240", None, None),
    ("Över 7,5 poäng", ">", "7.5", None, "poäng"), ("≥ 80 %", ">=", "80", None, "%"), ("≤80 %", "<=", "80", None, "%"),
    (">= 80 %", ">=", "80", None, "%"), (">0 mnkr", ">", "0", None, "mnkr"), ("< 5 dagar", "<", "5", None, "dagar"),
    ("inte överstiga 5 %", "<=", "5", None, "%"), ("ej understiga 20 %", ">=", "20", None, "%"), ("inom 3 dagar", "<=", "3", None, "dagar"),
    ("95 % eller högre", ">=", "95", None, "%"), ("5 dagar eller färre", "<=", "5", None, "dagar"), ("mer än 60 %", ">", "60", None, "%"),
    ("mindre än 10", "<", "10", None, None), ("62 % (riket + 1 %)", "=", "62", None, "%"), ("Öka till 55 %", "=", "55", None, "%"),
    ("minska till högst 4 %", "<=", "4", None, "%"), ("85 % av patienterna", "=", "85", None, "%"), ("Noll", "=", "0", None, None),
    ("Minst tre st", ">=", "3", None, "st"), ("hundra procent", "=", "100", None, "%"), ("Tre", "=", "3", None, None),
    ("ca 200", "=", "200", None, None), ("4,2 av 5", "=", "4.2", None, None), ("från 60 till 70 %", "=", "70", None, "%"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "comparator", "value", "high", "unit"), NUMBERS)
def test_absolute_values(
    text: str, comparator: str, value: str, high: str | None, unit: str | None, lexicon: Lexicon
) -> None:
    found = one(text, lexicon)
    assert (found.kind, found.comparator, found.value, found.value_high, found.unit) == (
        "absolute", comparator, number(value), number(high), unit,
    )  # fmt: skip


RELATIVE = [
    ("Riket +1 %", "=", "1", "%", "riket"), ("Riket+ 5 %", "=", "5", "%", "riket"), ("riket −2 %", "=", "-2", "%", "riket"),
    ("Riket +0,5", "=", "0.5", None, "riket"), ("2 procentenheter bättre än riket", "=", "2", "procentenheter", "riket"),
    ("3 % lägre än riket", "=", "-3", "%", "riket"), ("bättre än riket", ">", None, None, "riket"),
    ("lägre än rikssnittet", "<", None, None, "riket"), ("I nivå med riket", "=", None, None, "riket"),
    ("minst i nivå med rikets genomsnitt", ">=", None, None, "riket"), ("högre än länet", ">", None, None, "länet"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "comparator", "value", "unit", "baseline"), RELATIVE)
def test_relative_values(
    text: str, comparator: str, value: str | None, unit: str | None, baseline: str, lexicon: Lexicon
) -> None:
    found = one(text, lexicon)
    assert (found.kind, found.comparator, found.value, found.unit, found.baseline) == (
        "relative", comparator, number(value), unit, baseline,
    )  # fmt: skip


CHANGES = [
    ("Ska öka", None, None, "increase", None), ("ska minska", None, None, "decrease", None), ("Bibehållas", None, None, "maintain", None),
    ("Oförändrat", None, None, "maintain", None), ("↑", None, None, "increase", None), ("↗", None, None, "increase", None),
    ("→", None, None, "maintain", None), ("↓", None, None, "decrease", None), ("öka med 5 %", "5", "%", "increase", None),
    ("Ökning 10%", "10", "%", "increase", None), ("Okning 10%", "10", "%", "increase", None), ("minska med 15 procent", "-15", "%", "decrease", None), ("-15%", "-15", "%", None, None),
    ("+2 %", "2", "%", None, None), ("+3", "3", None, None, None), ("öka jämfört med föregående år", None, None, "increase", "föregående år"),
    ("Minska med 30 % jämfört med 2015", "-30", "%", "decrease", "2015"), ("ska förbättras", None, None, "increase", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit", "direction", "baseline"), CHANGES)
def test_changes(
    text: str, value: str | None, unit: str | None, direction: str | None, baseline: str | None, lexicon: Lexicon
) -> None:
    found = one(text, lexicon)
    assert (found.kind, found.value, found.unit, found.direction, found.baseline) == (
        "change", number(value), unit, direction, baseline,
    )  # fmt: skip


def test_a_signed_share_is_a_change_only_where_a_target_stands(lexicon: Lexicon) -> None:
    assert one("-15 %", lexicon, target=False).kind == "absolute"
    assert one("-2,5 mnkr", lexicon).kind == "absolute"


RANKS = [
    ("Topp 3 av 7", "3", 7), ("Topp3av7", "3", 7), ("topp 5", "5", None), ("12 av 21", "12", 21), ("11av21", "11", 21),
    ("plats 4", "4", None), ("plats 1 (av 21)", "1", 21), ("bland de tio bästa", "10", None), ("Bland de 5 bästa", "5", None),
    ("7/10", "7", 10), ("3:e plats", "3", None), ("Nr 12", "12", None), ("Sveriges 10 bästa", "10", None), ("Topp 10 %", "10", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "of"), RANKS)
def test_ranks(text: str, value: str, of: int | None, lexicon: Lexicon) -> None:
    found = one(text, lexicon)
    assert (found.kind, found.value, found.rank_of) == ("rank", Decimal(value), of)


GROUPS = [
    ("3 åringar: 95 % / 6 åringar: 82 %", [("3 åringar", "95"), ("6 åringar", "82")]),
    ("3 år: 93 % 6 år: 79 % 19 år: 41 %", [("3 år", "93"), ("6 år", "79"), ("19 år", "41")]),
    ("Män 80,7 år Kvinnor 84,6 år", [("Män", "80.7"), ("Kvinnor", "84.6")]),
    ("82,6 år Män 80,7 år Kvinnor 84,6 år", [(None, "82.6"), ("Män", "80.7"), ("Kvinnor", "84.6")]),
    ("K: 64 % M: 59 %", [("K", "64"), ("M", "59")]),
    ("K 64 M 59", [("K", "64"), ("M", "59")]),
    ("K/M 64/59 %", [("K", "64"), ("M", "59")]),
    ("Kvinnor/män: 64 % / 59 %", [("Kvinnor", "64"), ("män", "59")]),
    ("K=64 M=59", [("K", "64"), ("M", "59")]),
    ("78 % (K: 80 %, M: 76 %)", [(None, "78"), ("K", "80"), ("M", "76")]),
    ("Totalt: 78 % (kvinnor 80 % män 76 %)", [("Totalt", "78"), ("kvinnor", "80"), ("män", "76")]),
    ("5,2 % (kvinnor) 3,1 % (män)", [("kvinnor", "5.2"), ("män", "3.1")]),
    ("Åk 6 230,5 Åk 9 215,3", [("Åk 6", "230.5"), ("Åk 9", "215.3")]),
    ("90 % (riket: 85 %)", [(None, "90")]),
    ("84 % kvinnor, 80 % män", [("kvinnor", "84"), ("män", "80")]),
    ("Betyg: personal 3,8 invånare 3,9", [("personal", "3.8"), ("invånare", "3.9")]),
    ("a) 12 % b) 14 %", [("a)", "12"), ("b)", "14")]),
    ("Förskola: minst 90 % Skola: minst 85 %", [("Förskola", "90"), ("Skola", "85")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "groups"), GROUPS)
def test_several_groups_in_a_cell(text: str, groups: list[tuple[str | None, str]], lexicon: Lexicon) -> None:
    found = parse_values(text, lexicon)
    assert [(v.group, v.value) for v in found] == [(group, Decimal(value)) for group, value in groups]
    assert all(v.raw == text[v.start : v.stop].strip() and str(v.value).split(".")[0] in v.raw for v in found)


def test_years_beside_values(lexicon: Lexicon) -> None:
    assert [(v.year, v.value) for v in parse_values("2023: 81 % 2024: 83 %", lexicon)] == [(2023, 81), (2024, 83)]
    assert [(v.year, v.value) for v in parse_values("89 % (2022), 91 % (2023)", lexicon)] == [(2022, 89), (2023, 91)]
    assert [(v.year, v.value) for v in parse_values("75 % (2023: 73 %)", lexicon)] == [(None, 75), (2023, 73)]
    assert (one("100 % senast 2030", lexicon).value, one("100 % senast 2030", lexicon).year) == (100, 2030)


@pytest.mark.parametrize(
    "text",
    [
        "Positiv budgetavvikelse", "Ja", "Samtliga elever", "Senast 2030", "2024-2026", "Ny rutin finns", "senast 2026-12-31",
        "Klart 2026", "Andra mätningen 2025", "Samma nivå som 2023",
    ],
)  # fmt: skip
def test_words_stay_text(text: str, lexicon: Lexicon) -> None:
    found = one(text, lexicon)
    assert (found.kind, found.value, found.raw) == ("text", None, text)


def test_wishes_that_point_both_ways_are_text(lexicon: Lexicon) -> None:
    assert one("Ska öka Skillnaderna mellan grupper ska minska", lexicon).kind == "text"


@pytest.mark.parametrize(
    "text", ["", "–", "-", "Ny", "saknas", "i.u.", "Ej mätt", "N/A", "..", "beslutas i samband med revideringen"]
)
def test_cells_that_say_nothing_give_no_value(text: str, lexicon: Lexicon) -> None:
    assert is_missing(text, lexicon)
    assert parse_values(text, lexicon) == ()


@pytest.mark.parametrize(
    "text",
    ["2295 9096", "64/59", "(12)", "12,5-", "8 av de 12 målen nåddes 2023 mot 7", "12,5,3 %", "2 2229 %", "1l %"],
)
def test_numbers_that_cannot_be_told_are_kept_with_doubt(text: str, lexicon: Lexicon) -> None:
    values = parse_values(text, lexicon)
    assert values
    assert all(value.certainty < 0.8 for value in values)


def test_units_have_one_name_and_their_worth_in_kronor(lexicon: Lexicon) -> None:
    units = units_of(lexicon)
    worth = {
        "mnkr": 10**6,
        "Mkr": 10**6,
        "msek": 10**6,
        "tkr": 1000,
        "kkr": 1000,
        "kr": 1,
        "mdkr": 10**9,
        "öre": Decimal("0.01"),
    }
    for form, kronor in worth.items():
        unit = units.named(form)
        assert unit is not None
        assert unit.kronor == kronor
    assert units.named("%").kronor is None  # type: ignore[union-attr]
    for title, name in (
        ("Driftbudget 2024–2026, tkr", "tkr"),
        ("Belopp i 1 000 kr", "tkr"),
        ("Mkr", "mkr"),
        ("Regionens kraft", None),
    ):
        found = units.in_text(title, money_only=True)
        assert (found.name if found else None) == name


@given(st.text(max_size=40), st.booleans())
def test_any_cell_is_read_without_failing_and_digits_are_never_dropped(text: str, target: bool) -> None:
    from pipeline.lexicon import load_lexicon

    lexicon = load_lexicon()
    values = parse_values(text, lexicon, target=target)
    assert all(0 <= v.start <= v.stop <= len(text) and 0 < v.certainty <= 1 for v in values)
    assert values or is_missing(text, lexicon)


@given(
    st.decimals(min_value=0, max_value=99999, places=1),
    st.sampled_from(["%", "mnkr", "dagar", "st", "ton", "poäng"]),
    st.sampled_from([("", "="), ("minst ", ">="), ("högst ", "<="), ("under ", "<"), ("över ", ">"), ("≥", ">=")]),
)
def test_number_unit_and_comparator_are_read_back(value: Decimal, unit: str, sign: tuple[str, str]) -> None:
    from pipeline.lexicon import load_lexicon

    printed = f"{value:,}".replace(",", " ").replace(".", ",")
    (found,) = parse_values(f"{sign[0]}{printed} {unit}", load_lexicon(), target=True)
    assert (found.value, found.unit, found.comparator, found.certainty) == (value, unit, sign[1], 1.0)
