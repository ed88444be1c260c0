"""Indicators and their values, from tables, lists and running lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from extracting import block, document, table

from extractors.indicator_sentences import direction_of, running_line, sentence_targets, years_of_name
from extractors.indicators import extract_indicators
from extractors.records import Indicator, IndicatorValue
from pipeline.document import Document
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon


def found(made: Document, lexicon: Lexicon) -> dict[str, list[IndicatorValue]]:
    """The values of each indicator by its name."""
    items = list(extract_indicators(made, lexicon))
    names = {item.indicator_id: item.name for item in items if isinstance(item, Indicator)}
    values: dict[str, list[IndicatorValue]] = {name: [] for name in names.values()}
    for item in items:
        if isinstance(item, IndicatorValue):
            values[names[item.indicator_id]].append(item)
    return values


def brief(values: list[IndicatorValue]) -> list[tuple[object, ...]]:
    return [(v.kind, v.group, v.comparator, v.value, v.unit, v.year) for v in values]


def test_outcome_target_and_long_term_target(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Styrtal | Utfall, senast kända värde | Årets mål-/ värde | Långsiktigt målvärde",
            "Nöjda besökare. (Utfall: 2023) | 81 % | minst 85 % | Riket +5 %",
            "Utsläpp ska minska. (Långsiktigt målvärde: 2030, utfall: april 2024) | 1\u00a0240 ton | -15 % | 350 ton",
            "Resultat ska vara positivt. (Utfall: Prognos per 31 juli 2024) | 31 mnkr | >0 mnkr | Positivt resultat",
        )
    )
    values = found(made, lexicon)
    assert brief(values["Nöjda besökare. (Utfall: 2023)"]) == [
        ("outcome", None, "=", 81, "%", 2023), ("target", None, ">=", 85, "%", None), ("long_term_target", None, "=", 5, "%", None),
    ]  # fmt: skip
    emissions = values["Utsläpp ska minska. (Långsiktigt målvärde: 2030, utfall: april 2024)"]
    assert [(v.year, v.period, v.value_kind) for v in emissions] == [
        (2024, "2024-04", "absolute"), (None, None, "change"), (2030, None, "absolute"),
    ]  # fmt: skip
    (result,) = (v for name, v in values.items() if name.startswith("Resultat"))
    assert [(v.period, v.value_kind) for v in result] == [
        ("2024-07-31", "absolute"),
        (None, "absolute"),
        (None, "text"),
    ]
    assert not any(v.needs_review for each in values.values() for v in each)


def test_years_in_headers_and_several_targets(lexicon: Lexicon) -> None:
    made = document(
        table("Mått | 2022 | 2023 | Mål 2025 | Mål 2027 | Trend", "Sjukfrånvaro (%) | 7,1 | 6,9 | högst 6,5 | 6 | ↓"),
        year=2025,
    )
    (values,) = found(made, lexicon).values()
    assert brief(values) == [
        ("outcome", None, "=", Decimal("7.1"), "%", 2022), ("outcome", None, "=", Decimal("6.9"), "%", 2023),
        ("target", None, "<=", Decimal("6.5"), "%", 2025), ("long_term_target", None, "=", 6, "%", 2027),
    ]  # fmt: skip


def test_a_goal_column_beside_the_names(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Mål | Indikator | Nuläge | Målvärde 2025 | Ansvarig",
            "Alla barn ska nå målen i skolan | Andel behöriga till gymnasiet | 84 % | 90 % | Rektor",
            "^ | Meritvärde | 221 | 230 | Rektor",
        )
    )
    assert list(found(made, lexicon)) == ["Andel behöriga till gymnasiet", "Meritvärde"]


def test_groups_in_rows_below_a_name(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Indikator | Utfall 2023 | Mål 2025",
            "Medellivslängd | 82,6 år | 83 år", "Kvinnor | 84,6 år | 85 år", "Män | 80,7 år | 81 år",
            "Nöjda anhöriga | |", "a) vid besök | 70 % | 75 %", "b) vid samtal | 60 % | 65 %",
        )
    )  # fmt: skip
    values = found(made, lexicon)
    assert [v.group for v in values["Medellivslängd"]] == [None, None, "Kvinnor", "Kvinnor", "Män", "Män"]
    assert [v.group for v in values["Nöjda anhöriga"]] == ["a) vid besök"] * 2 + ["b) vid samtal"] * 2


def test_groups_in_columns(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Indikator | Utfall 2023 | < | Mål 2025",
            "^ | Kvinnor | Män | ",
            "Sjukfrånvaro | 7,1 % | 4,2 % | 5,5 %",
            header=2,
        )
    )
    (values,) = found(made, lexicon).values()
    assert [(v.kind, v.group, v.year) for v in values] == [
        ("outcome", "Kvinnor", 2023), ("outcome", "Män", 2023), ("target", None, 2025),
    ]  # fmt: skip


def test_parts_named_in_the_name(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Styrtal | Utfall | Målvärde",
            "Placering. a) bland stora. b) bland alla. (Utfall: 2023) | Topp 3 av 7/ Topp 2 av 5 | topp 2/ topp 1",
        )
    )
    (values,) = found(made, lexicon).values()
    assert [(v.group, v.value, v.rank_of) for v in values[:2]] == [("a) bland stora", 3, 7), ("b) bland alla", 2, 5)]


def test_a_unit_column_and_a_unit_in_the_header(lexicon: Lexicon) -> None:
    made = document(
        table("Nyckeltal | Enhet | Utfall 2023 | Mål 2025", "Energi | kWh | 187,6 | 180", "Matsvinn | kg | 12 | 10"),
        table("Nyckeltal | Utfall 2023 (%) | Mål 2025 (%)", "Nöjda | 81 | 85"),
    )
    values = found(made, lexicon)
    assert [v.unit for v in values["Energi"]] == ["kWh", "kWh"]
    assert [v.unit for v in values["Nöjda"]] == ["%", "%"]


def test_a_table_of_outcomes_and_budgets_alone_gives_no_indicators(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Nyckeltal | Bokslut 2023 | Budget 2024 | Budget 2025",
            "Antal elever | 812 | 830 | 840",
            "Antal platser | 9 | 9 | 9",
        )
    )
    assert found(made, lexicon) == {}


@pytest.mark.parametrize("printed", ["–", "Ny", "saknas", ""])
def test_cells_that_say_nothing(printed: str, lexicon: Lexicon) -> None:
    made = document(table("Mått | Utfall 2023 | Mål 2025", f"Nöjda | {printed} | 85 %"))
    assert [v.kind for v in found(made, lexicon)["Nöjda"]] == ["target"]


def test_a_percentage_that_lost_its_comma_is_flagged_with_a_proposal(lexicon: Lexicon) -> None:
    made = document(
        table("Styrtal | Utfall | Årets målvärde | Långsiktigt målvärde", "Sjukfrånvaron | 57 % | 5,5 % | 4,9 %")
    )
    values = found(made, lexicon)["Sjukfrånvaron"]
    assert [(v.value, v.proposed, v.needs_review) for v in values] == [
        (57, Decimal("5.7"), True), (Decimal("5.5"), None, False), (Decimal("4.9"), None, False),
    ]  # fmt: skip
    assert [i.code for i in extract_indicators(made, lexicon) if isinstance(i, Issue)] == ["value_disputed"]


def test_targets_below_zero_are_levels_where_the_outcome_is_one(lexicon: Lexicon) -> None:
    header = "Styrtal | Utfall | Årets målvärde | Långsiktigt målvärde"
    made = document(table(header, "Soliditet | -14 % | -12 % | -6 %", "Energi | 31 % | -12 % | -20 %"))
    values = found(made, lexicon)
    assert [(v.value_kind, v.comparator, v.value) for v in values["Soliditet"]] == [
        ("absolute", "=", -14), ("absolute", "=", -12), ("absolute", "=", -6),
    ]  # fmt: skip
    assert [v.value_kind for v in values["Energi"]] == ["absolute", "change", "change"]


def test_a_number_that_lost_its_sign_is_flagged(lexicon: Lexicon) -> None:
    made = document(table("Styrtal | Utfall | Årets målvärde | Långsiktigt målvärde", "Nöjda | 8220 | 90 % | 95 %"))
    assert [v.needs_review for v in found(made, lexicon)["Nöjda"]] == [True, False, False]


def test_a_list_of_sentences(lexicon: Lexicon) -> None:
    made = document(
        sections=("Mål",),
        blocks=[
            block("paragraph", "Indikatorer", 1),
            block("item", "Minst 50 procent av alla patienter ska få svar samma dag.", 2, marker="•"),
            block("item", "Andelen hushåll med bredband om minst 100 Mbit/s ska öka.", 3, marker="•"),
            block("item", "Sjukfrånvaron ska understiga 5 % senast 2027.", 4, marker="•"),
        ],
    )
    items = [item for item in extract_indicators(made, lexicon) if isinstance(item, Indicator)]
    assert [item.direction for item in items] == [None, "increase", None]
    assert [brief(values) for values in found(made, lexicon).values()] == [
        [("target", None, ">=", 50, "%", None)], [], [("target", None, "<", 5, "%", 2027)],
    ]  # fmt: skip


def test_running_lines_of_old_plans(lexicon: Lexicon) -> None:
    made = document(
        sections=("Delmål",),
        blocks=[
            block("item", "Väntetid till specialist: högst 3 månader (1995: 5 månader)", 1),
            block("item", "Antal vårdplatser: utfall 1995: 1 240, mål 1997: 790.", 2),
            block("item", "Telefon: 019-12 34 56", 3),
            block(
                "paragraph",
                "Nämnden har tre uppgifter: att styra, att följa upp och att 5 gånger om året rapportera.",
                4,
            ),
        ],
        year=1997,
    )
    assert {name: brief(values) for name, values in found(made, lexicon).items()} == {
        "Väntetid till specialist": [
            ("target", None, "<=", 3, "månader", None), ("outcome", None, "=", 5, "månader", 1995),
        ],
        "Antal vårdplatser": [("outcome", None, "=", 1240, None, 1995), ("target", None, "=", 790, None, 1997)],
    }  # fmt: skip


SENTENCES = [
    ("Andelen nöjda ska vara minst 90 %.", ">=", "90", "%"), ("Sjukfrånvaron får inte överstiga 6,5 procent.", "<=", "6.5", "%"),
    ("Resultatet ska uppgå till 2 % av skatteintäkterna.", "=", "2", "%"), ("Andelen behöriga ska öka till 85 %", "=", "85", "%"),
    ("Kön ska vara kortare än 30 dagar.", "<", "30", "dagar"), ("Nöjd kund-index, minst 75", ">=", "75", None),
    ("80 % av eleverna ska nå målen.", "=", "80", "%"), ("Andelen ska öka från 60 till 70 procent.", "=", "70", "%"),
    ("Antalet klagomål ska i genomsnitt inte överstiga 12 per dag.", "<=", "12", None), ("Svar ska ges senare hos högst 6 procent av dem.", "<=", "6", "%"),
    ("Vid 80 procent av larmen ska enheten vara på plats inom 15 minuter.", "=", "80", "%"), ("Varje enhet ska öva minst en gång per år.", ">=", "1", None),
    ("Senast 2031 ska 98 procent av hushållen ha fiber.", "=", "98", "%"), ("Kommunen ska vara bland de 25 bästa i landet.", None, "25", None),
    ("Utsläppen ska minska med 15 procent.", None, "-15", "%"), ("Soliditeten bör inte understiga 20 procent.", ">=", "20", "%"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "comparator", "value", "unit"), SENTENCES)
def test_targets_inside_sentences(
    text: str, comparator: str | None, value: str, unit: str | None, lexicon: Lexicon
) -> None:
    (found,) = sentence_targets(text, lexicon)
    assert (found.comparator, found.value, found.unit) == (comparator, Decimal(value), unit)
    assert found.raw in text


@pytest.mark.parametrize(
    "text",
    ["Samtal ska besvaras inom 3 minuter.", "Program 2021-2026 ska genomföras.", "Alla medarbetare trivs.", "1177 är känt.",
     "Andelen ska vara högre än riket.",
     "Kostnaden ska inte öka mer än 2 procent.", "Under 2025 ska andelen behöriga lärare öka.", "Bredband om minst 100 Mbit/s ska öka."],
)  # fmt: skip
def test_numbers_that_only_define_are_no_targets(text: str, lexicon: Lexicon) -> None:
    assert sentence_targets(text, lexicon) == ()


@pytest.mark.parametrize(
    "text", ["Mål: 90 %", "Datum: 2024-05-12", "Vi minns: 2023 var bra", "Nöjd: mycket", "Nöjda besökare"]
)
def test_what_is_no_running_line(text: str, lexicon: Lexicon) -> None:
    line = running_line(text, lexicon)
    assert line is None or not (line.is_named or line.has_limit)


def test_the_year_that_a_change_is_counted_from(lexicon: Lexicon) -> None:
    (found,) = sentence_targets("Utsläppen ska minska med 20 procent till 2031 jämfört med 2019.", lexicon)
    assert (found.kind, found.value, found.year, found.baseline) == ("change", Decimal(-20), 2031, "2019")


def test_years_of_a_name(lexicon: Lexicon) -> None:
    assert years_of_name("Nöjda (Nationell enkät 2023, primärvård)", lexicon) == {"outcome": (2023, None)}
    assert years_of_name("Program 2021-2026 är känt", lexicon) == {}
    assert years_of_name("X (Mål 2026: 5, Utfall: VT 2025)", lexicon) == {
        "target": (2026, None), "outcome": (2025, "2025-01/2025-06"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "direction"),
    [("Andelen ska öka.", "increase"), ("Utsläppen ska ha minskat", "decrease"), ("Fler besök", "increase"), ("Antalet ökar", "increase"),
     ("Betyget ska bibehållas", "maintain"), ("Andel nöjda", None)],
)  # fmt: skip
def test_the_way_an_indicator_shall_go(name: str, direction: str | None, lexicon: Lexicon) -> None:
    assert direction_of(name, (), lexicon) == direction


def test_headings_inside_a_table_are_no_indicators(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Mått | Utfall 2023 | Mål 2025", "Perspektiv medborgare | < | <", "Nöjda | 80 % | 85 %", "Ekonomi | |",
            "Andel av budgeten som har prövats under året | |", "Ny mätning | – | 5 %",
        )
    )  # fmt: skip
    assert list(found(made, lexicon)) == ["Nöjda", "Andel av budgeten som har prövats under året", "Ny mätning"]


def test_a_share_among_other_units_and_a_number_among_ranks_are_flagged(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Mått | Utfall 2023 | Utfall 2024 | Mål 2025", "Andel nöjda | 77 % | 79 ha | 85 hn", "Placering | 14 av 21 | 10 av 21 | 21",
        )
    )  # fmt: skip
    values = found(made, lexicon)
    assert [v.needs_review for v in values["Andel nöjda"]] == [False, True, True]
    assert [v.needs_review for v in values["Placering"]] == [False, False, True]


def test_a_line_whose_words_before_the_year_are_lost_is_doubted(lexicon: Lexicon) -> None:
    line = running_line("Antal platser utf1 1992: 872, mål 1994: 790.", lexicon)
    assert line is not None
    assert [(kind, value.value, value.certainty < 0.8) for kind, value in line.values] == [
        ("outcome", 872, True), ("target", 790, False),
    ]  # fmt: skip


def test_groups_in_a_header_of_one_row_and_goals_in_a_column_called_goal(lexicon: Lexicon) -> None:
    made = document(
        table("Mått | Utfall 2015 K | Utfall 2015 M | Mål 2016 K | Mål 2016 M", "Behörighet | 88 | 83 | 90 | 91"),
        table("Mål | Mått | Målvärde", "God service | Svarstid | 90 procent", "^ | Nöjd-kund-index | 75"),
        year=2016,
    )
    values = found(made, lexicon)
    assert [(v.kind, v.group, v.value) for v in values["Behörighet"]] == [
        ("outcome", "K", 88), ("outcome", "M", 83), ("target", "K", 90), ("target", "M", 91),
    ]  # fmt: skip
    assert [(name, len(each)) for name, each in values.items()][1:] == [("Svarstid", 1), ("Nöjd-kund-index", 1)]


def test_a_bracket_that_stands_alone_before_a_table_is_the_end_of_the_one_name_without_a_year(lexicon: Lexicon) -> None:
    from dataclasses import replace

    from extracting import plain_line

    made = table("Styrtal | Utfall | Målvärde", "Nöjda (Utfall: 2022) | 80 % | 85 %", "Trygga besökare | 58 % | 60 %")
    loose = block("paragraph", "(Enkäten, utfall: 2023)", 0)
    loose = replace(loose, text=plain_line("(Enkäten, utfall: 2023)", 0))
    values = found(document(made, blocks=[loose]), lexicon)
    assert [v.year for v in values["Trygga besökare (Enkäten, utfall: 2023)"]] == [2023, None]
    assert list(found(document(made), lexicon)) == ["Nöjda (Utfall: 2022)", "Trygga besökare"]


def test_a_sign_that_a_scan_reads_as_digits_makes_no_second_value(lexicon: Lexicon) -> None:
    from dataclasses import replace

    made = table("Mått | Utfall 2023 | Mål 2025", "Nöjda | 77 % | 76 20", "Barn | 3 år: 81 % | 3 år: 95 90 6 år: 80 %")
    scanned = replace(
        made,
        cells=tuple(
            replace(c, text=replace(c.text, words=tuple(replace(w, method="ocr") for w in c.text.words)))
            for c in made.cells
        ),
    )
    values = found(document(scanned), lexicon)
    assert [(v.value, v.raw, v.needs_review) for v in values["Nöjda"]] == [(77, "77 %", False), (76, "76 20", True)]
    assert [(v.group, v.value, v.needs_review) for v in values["Barn"]] == [
        ("3 år", 81, False), ("3 år", 95, True), ("6 år", 80, False),
    ]  # fmt: skip


def test_values_on_the_line_below_an_indicator_with_its_label(lexicon: Lexicon) -> None:
    lines = [
        block("paragraph", "Mått: Andel hushåll med rent vatten", 2),
        block("paragraph", "Utfall 2030: 71 % Mål 2031: 78 % Mål 2033: minst 85 %", 3),
        block("paragraph", "Mått: Kötid", 4),
        block("paragraph", "Vattnet ska vara rent.", 5),
    ]
    values = found(document(blocks=lines), lexicon)
    assert list(values) == ["Andel hushåll med rent vatten", "Kötid"]
    assert [(v.kind, v.value, v.year) for v in values["Andel hushåll med rent vatten"]] == [
        ("outcome", 71, 2030), ("target", 78, 2031), ("target", 85, 2033),
    ]  # fmt: skip
    assert values["Kötid"] == []


def test_outcomes_of_the_year_taken_for_the_plans_say_that_it_is_for_a_later_one(lexicon: Lexicon) -> None:
    made = document(
        table("Mått | Utgångsläge 2024 | Utfall 2025 | Mål 2026 | Mål 2028", "Andel nöjda | 71 % | 73 % | 75 % | 80 %"),
    )
    assert [(v.kind, v.year) for v in found(made, lexicon)["Andel nöjda"]] == [
        ("outcome", 2024), ("outcome", 2025), ("target", 2026), ("long_term_target", 2028),
    ]  # fmt: skip
