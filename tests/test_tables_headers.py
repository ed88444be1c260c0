"""Column headers to fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.tables.flattened.header_cover import opened_by
from pipeline.tables.flattened.header_words import known_headings, spelled
from pipeline.tables.headers import header_field, header_fields, read_headers, without_years, years_in


@pytest.mark.parametrize(
    ("text", "field", "year", "scenario"),
    [
        ("Utfall, senast kända värde", "indicator_values.kind=outcome", None, "outcome"),
        ("Arets mal-\nvarde", "indicator_values.kind=target", None, None),
        ("Långsiktigt målvdrde", "indicator_values.kind=long_term_target", None, None),
        ("Budget 2031", "scenario=budget", 2031, "budget"),
        ("Bokslut 2009", "scenario=outcome", 2009, "outcome"),
        ("Bokslut -96", "scenario=outcome", 1996, "outcome"),
        ("Plan 2033", "scenario=plan", 2033, "plan"),
        ("2017", "scenario=outcome", 2017, "outcome"),
        ("12017", "scenario=outcome", 2017, "outcome"),
        ("Prognos helår 2018", "scenario=forecast", 2018, "forecast"),
        ("Belopp i tkr", "unit_in_header", None, None),
        ("varav ram", "budget_rows.measure=allocation", None, None),
    ],
)
def test_headers_are_known(lexicon: Lexicon, text: str, field: str, year: int | None, scenario: str | None) -> None:
    match = header_field(text, lexicon)
    assert match is not None
    assert (match.canonical_field, match.year, match.scenario) == (field, year, scenario)


def test_a_header_of_scenario_and_measure_says_both(lexicon: Lexicon) -> None:
    match = header_field("Budget 2026: omsättning", lexicon)
    assert match is not None
    assert (match.scenario, match.measure, match.year) == ("budget", "income", 2026)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("201820192020", (2018, 2019, 2020)),
        ("Utfall 2019 2020", (2019, 2020)),
        ("1 234 567", ()),
        ("Bokslut '98", (1998,)),
        ("20182", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    "text", ["", "   ", "Kajsa Warg", "Nämnden ska se till att alla barn får den hjälp de har rätt till i tid"]
)
def test_what_is_no_header(lexicon: Lexicon, text: str) -> None:
    assert header_field(text, lexicon) is None


def test_a_row_is_read_together(lexicon: Lexicon) -> None:
    row = read_headers(["Verk-samhet", "Risk", "S", "K", "RV", "Åtgärd"], lexicon)
    assert row.table_type == "risk"
    assert [match.canonical_field for match in row.columns if match] == [
        "risks.area", "risks.text", "risks.probability", "risks.consequence", "risks.score", "risk_measures.text",
    ]  # fmt: skip


def test_mal_beside_an_indicator_is_its_target(lexicon: Lexicon) -> None:
    row = read_headers(["Indikator", "Utfall 2020", "Mål 2022"], lexicon)
    assert row.table_type == "indicator"
    assert row.columns[2] is not None
    assert row.columns[2].canonical_field == "indicator_values.kind=target"


def test_the_later_of_two_targets_is_the_long_term_one(lexicon: Lexicon) -> None:
    row = read_headers(["Indikator", "Utfall 2020", "Mål 2022", "Mål 2025"], lexicon)
    assert [match.canonical_field.partition("=")[2] for match in row.columns[1:] if match] == [
        "outcome", "target", "long_term_target",
    ]  # fmt: skip


def test_budget_columns_make_a_budget(lexicon: Lexicon) -> None:
    row = read_headers(["Belopp i mnkr", "Budget 2030", "Prognos 2029", "Budget 2029"], lexicon)
    assert row.table_type == "budget"
    assert [match.year if match else None for match in row.columns] == [None, 2030, 2029, 2029]


@given(st.text(max_size=60))
def test_any_text_can_be_asked_for(text: str) -> None:
    lexicon = load_lexicon()
    assert all(0 <= match.score <= 1 for match in header_fields(text, lexicon))
    without_years(text)


@pytest.mark.parametrize(
    ("text", "field", "year"),
    [
        ("Utgångsläge 2012", "indicator_values.kind=outcome", 2012),
        ("Basår", "indicator_values.kind=outcome", None),
        ("Ingångsläge 1998", "indicator_values.kind=outcome", 1998),
        ("Sann.", "risks.probability", None),
        ("Sannolikh.", "risks.probability", None),
        ("Kons.", "risks.consequence", None),
        ("Risknivå", "risks.score", None),
        ("Motåtgärd", "risk_measures.text", None),
        ("Bud. 2003", "scenario=budget", 2003),
        ("Boksl. 1991", "scenario=outcome", 1991),
        ("Prel. ram 1995", "scenario=plan", 1995),
        ("Mål för mandatperioden", "indicator_values.kind=long_term_target", None),
    ],
)
def test_short_and_rare_headers_are_known(lexicon: Lexicon, text: str, field: str, year: int | None) -> None:
    assert (field, year) in {(m.canonical_field, m.year) for m in header_fields(text, lexicon)}
    assert header_fields(text, lexicon)[0].score > 0.9


def test_short_ratings_make_a_row_one_of_risks(lexicon: Lexicon) -> None:
    row = read_headers(["Nr", "Risk", "Sann.", "Kons.", "Riskvärde", "Kontroll"], lexicon)
    assert row.table_type == "risk"
    assert [m.canonical_field if m else None for m in row.columns[2:5]] == [
        "risks.probability", "risks.consequence", "risks.score",
    ]  # fmt: skip


@given(st.data())
def test_the_quick_search_finds_every_heading_that_a_damaged_word_opens(lexicon: Lexicon, data: st.DataObject) -> None:
    headings = known_headings("budget", lexicon)
    whole = data.draw(st.sampled_from(headings)).letters
    damaged = list(whole[: data.draw(st.integers(1, 14))])
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.sampled_from("aeio#c1"))
    word = "".join(damaged)
    assert list(opened_by(word, "budget", lexicon)) == [h for h in headings if spelled(word, h.letters, lexicon)]
