"""Budget rows from budget tables of many styles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from extracting import block, document, table

from extractors.budget import extract_budget
from extractors.records import BudgetRow
from pipeline.document import Document, Proposal, SumCheck
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon


def rows(made: Document, lexicon: Lexicon) -> list[BudgetRow]:
    return [item for item in extract_budget(made, lexicon) if isinstance(item, BudgetRow)]


def issues(made: Document, lexicon: Lexicon) -> list[Issue]:
    return [item for item in extract_budget(made, lexicon) if isinstance(item, Issue)]


REGION = table(
    "Belopp i mnkr | Budget 2025 | Prognos 2024 | Budget 2024",
    "Stab och kansli, varav | -371,9 | -331,0 | −356,2",
    "- Kansliet | -268,5 | -284,6 | -307,6",
    "– Tillgångar 1) | -41,9 | 0,0 | –",
    "Vårdenheten, varav | -2 222,9 | -2\u00a0123,5 | - 2 152,3",
    "- Vårdval | -1 306,4 | -1 213,8 | -1 234,0",
    "Summa: | -2 594,8 | -2 454,5 | -2 508,5",
    "Övrigt inom nämndens ansvar: | | |",
    "Reserv | -50,0 | -15,0 | -50,0",
    "Totalt nämndens ansvar | -2 644,8 | -2 469,5 | -2 558,5",
)


def test_a_region_s_driftbudget(lexicon: Lexicon) -> None:
    found = rows(document(REGION, sections=("4 Ekonomi", "4.2 Driftbudget nämnden")), lexicon)
    assert len(found) == 8 * 3 - 1  # a dash is an empty cell, a heading has no amounts
    assert {(r.table_kind, r.table_title, r.unit) for r in found} == {("operating", "Driftbudget nämnden", "mnkr")}
    by = {(r.label, r.column_label): r for r in found}
    kansli = by["Kansliet", "Budget 2025"]
    assert (kansli.amount, kansli.amount_sek, kansli.scenario, kansli.year) == (
        Decimal("-268.5"), Decimal(-268_500_000), "budget", 2025,
    )  # fmt: skip
    assert kansli.parent_label == "Stab och kansli"
    assert kansli.parent_budget_row_id == by["Stab och kansli", "Budget 2025"].budget_row_id
    assert by["Vårdenheten", "Budget 2024"].amount == Decimal("-2152.3")
    assert by["Vårdval", "Prognos 2024"].scenario == "forecast"
    assert by["Reserv", "Budget 2025"].parent_label == "Övrigt inom nämndens ansvar:"
    assert by["Reserv", "Budget 2025"].parent_budget_row_id is None
    assert {label for (label, _), r in by.items() if r.is_total} == {"Summa:", "Totalt nämndens ansvar"}
    assert all(r.parent_label is None for r in found if r.is_total)
    assert not any(r.needs_review for r in found)
    assert all(r.confidence >= 0.9 for r in found)


def test_a_kommun_s_five_year_columns_in_tkr(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Verksamhet | Bokslut 2022 | Budget 2023 | Budget 2024 | Plan 2025 | Plan 2026",
            "Gata och park | −12 854 | −13 134 | −13 021 | −13 400 | −13 800",
            "Vatten och avlopp | 0 | 0 | 1 200 | 1 200 | 1 200",
            "Nämnden totalt | −12 854 | −13 134 | −11 821 | −12 200 | −12 600",
            caption="Driftbudget 2024–2026, tkr",
        ),
        year=2024,
    )
    found = rows(made, lexicon)
    assert [(r.scenario, r.year) for r in found[:5]] == [
        ("outcome", 2022), ("budget", 2023), ("budget", 2024), ("plan", 2025), ("plan", 2026),
    ]  # fmt: skip
    assert found[0].amount_sek == -12_854_000
    assert [r.is_total for r in found] == [False] * 10 + [True] * 5


def test_old_plans_write_mkr_kkr_and_bare_years(lexicon: Lexicon) -> None:
    made = document(
        table("Mkr | 1992 | 1993 | 1994", "Lasarettet | 812,4 | 829,7 | 806,3", "varav läkemedel | 48,9 | 52,3 | 55,0",
              "Summa kostnader | 812,4 | 829,7 | 806,3"),
        year=1994,
    )  # fmt: skip
    found = rows(made, lexicon)
    assert [(r.scenario, r.year, r.unit) for r in found[:3]] == [
        ("outcome", 1992, "mkr"), ("outcome", 1993, "mkr"), ("budget", 1994, "mkr"),
    ]  # fmt: skip
    assert [(r.label, r.parent_label) for r in found[3:6:3]] == [("läkemedel", "Lasarettet")]


def test_a_header_two_rows_high_gives_year_and_measure(lexicon: Lexicon) -> None:
    made = document(
        table("Nämnd | Budget 2025 | < | < | Bokslut 2023 | < | <",
              "^ | Intäkter | Kostnader | Netto | Intäkter | Kostnader | Netto",
              "Bibliotek | 6,1 | -15,8 | -9,7 | 6,4 | -14,9 | -8,5",
              "Totalt | 6,1 | -15,8 | -9,7 | 6,4 | -14,9 | -8,5", header=2),
    )  # fmt: skip
    found = rows(made, lexicon)[:6]
    assert [r.column_label for r in found[:2]] == ["Budget 2025 Intäkter", "Budget 2025 Kostnader"]
    assert [(r.scenario, r.year, r.measure) for r in found] == [
        ("budget", 2025, "income"), ("budget", 2025, "cost"), ("budget", 2025, "net"),
        ("outcome", 2023, "income"), ("outcome", 2023, "cost"), ("outcome", 2023, "net"),
    ]  # fmt: skip


def test_a_result_budget_by_its_rows(lexicon: Lexicon) -> None:
    made = document(
        table("Tkr | Budget 2025 | Budget 2024", "Verksamhetens intäkter | |", "Taxor och avgifter | 100 | 90",
              "Summa intäkter | 100 | 90", "Verksamhetens kostnader | |", "Personalkostnader | -80 | -70",
              "Verksamhetens nettokostnader | 20 | 20", "Finansnetto | -5 | -5", "Resultat *) | 15 | 15"),
        sections=("Budget 2025",),
    )  # fmt: skip
    found = {r.label: r for r in rows(made, lexicon)}
    assert {r.table_kind for r in found.values()} == {"result"}
    assert found["Taxor och avgifter"].parent_label == "Verksamhetens intäkter"
    assert found["Personalkostnader"].parent_label == "Verksamhetens kostnader"
    assert found["Finansnetto"].parent_label is None
    assert [label for label, r in found.items() if r.is_total] == [
        "Summa intäkter", "Verksamhetens nettokostnader", "Resultat *)",
    ]  # fmt: skip


def test_key_figures_have_no_money(lexicon: Lexicon) -> None:
    made = document(
        table("Tkr | Budget 2025", "Skola | 100", "Summa | 100", caption="Driftbudget"),
        table("Antal | Utfall 2023 | Budget 2025", "Elever i grundskola | 812 | 840", "Platser | 90 | 91", "Barn | 7 | 8",
              caption="Verksamhetsmått"),
        table("Procent | Budget 2025 | Prognos 2024", "Löneökningstakt | 4,9 | -4,9", caption="Ekonomiska nyckeltal"),
    )  # fmt: skip
    found = rows(made, lexicon)
    counts = [r for r in found if r.table_title == "Verksamhetsmått"]
    assert {(r.table_kind, r.unit, r.amount_sek) for r in counts} == {("key_figure", None, None)}
    shares = [r for r in found if r.table_title == "Ekonomiska nyckeltal"]
    assert {(r.table_kind, r.unit) for r in shares} == {("key_figure", "%")}


def test_the_unit_of_the_lines_above_and_of_a_row(lexicon: Lexicon) -> None:
    made = document(
        table("Verksamhet | Budget 2025", "Gata | 12,5", "Soliditet, % | 41,2", "Antal platser | 90"),
        blocks=[block("paragraph", "Alla belopp anges i miljoner kronor (mnkr).", 0)],
    )
    assert [(r.unit, r.amount_sek) for r in rows(made, lexicon)] == [
        ("mnkr", Decimal(12_500_000)),
        ("%", None),
        (None, None),
    ]


def test_indented_rows_are_parts(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Tkr | Budget 2025",
            "Skola | 100",
            "Förskola | 60",
            "Grundskola | 40",
            "Kultur | 10",
            left=(0, 0, 12, 12, 0),
        )
    )
    assert [r.parent_label for r in rows(made, lexicon)] == [None, "Skola", "Skola", None]


def test_a_wrapped_label_belongs_to_the_amounts_below_it(lexicon: Lexicon) -> None:
    made = document(table("Tkr | Budget 2025", "Bidrag till föreningar och | ", " | 40", "Summa | 40"))
    assert [r.label for r in rows(made, lexicon)] == ["Bidrag till föreningar och", "Summa"]


@pytest.mark.parametrize(
    ("printed", "amount", "code"),
    [("2 2229", 22229, "amount_doubtful"), ("12,5,3", None, "amount_unread"), ("1O5", None, "amount_unread")],
)
def test_a_doubtful_amount_is_kept_and_flagged(printed: str, amount: int | None, code: str, lexicon: Lexicon) -> None:
    made = document(
        table("Tkr | Budget 2025 | Budget 2024", f"Gata | {printed} | 10", "Park | 20 | 30", "Skola | 5 | 6")
    )
    found = rows(made, lexicon)
    assert len(found) == 6
    assert (found[0].raw, found[0].amount, found[0].needs_review) == (printed, amount, True)
    assert found[0].confidence < 0.5
    assert [issue.code for issue in issues(made, lexicon)] == [code]


def test_columns_that_nothing_tells_apart_are_flagged(lexicon: Lexicon) -> None:
    made = document(
        table("Belopp i mnkr | Budget 2025 | Netto | Netto", "Hamnen | 12,5 | 3,1 | 2,9", "Torget | 2,0 | 1,1 | 0,9")
    )
    assert {(r.column_label, r.needs_review) for r in rows(made, lexicon)} == {("Budget 2025", False), ("Netto", True)}
    assert {issue.code for issue in issues(made, lexicon)} == {"header_inferred"}


def test_more_kronor_than_a_table_holds_are_flagged(lexicon: Lexicon) -> None:
    made = document(table("Belopp i mkr | Budget 2025", "Lokaler | 999 999 999 999", "Personal | 12"))
    lokaler, personal = rows(made, lexicon)
    assert (lokaler.amount, lokaler.amount_sek, lokaler.needs_review) == (Decimal(999_999_999_999), None, True)
    assert (personal.amount_sek, personal.needs_review) == (Decimal(12_000_000), False)
    assert [issue.code for issue in issues(made, lexicon)] == ["amount_doubtful"]


def test_a_proposal_stands_beside_what_was_read(lexicon: Lexicon) -> None:
    total = SumCheck(1, 3, (1, 2), Decimal(26279), Decimal("2627.9"), holds=False)
    made = document(
        table("Mnkr | Budget 2025", "Avgifter | 2 600,0", "Bidrag | 27,9", "Summa | 26279", checks=[total],
              proposals=[Proposal(3, 1, Decimal("2627.9"), "sum", "its parts")]),
    )  # fmt: skip
    parts, summa = rows(made, lexicon)[:2], rows(made, lexicon)[2]
    assert (summa.amount, summa.proposed, summa.proposed_by, summa.needs_review) == (
        26279,
        Decimal("2627.9"),
        "sum",
        True,
    )
    assert not any(r.needs_review for r in parts)
    assert all(r.confidence >= 0.9 for r in parts)  # the proposal explains the broken sum
    assert [issue.proposal for issue in issues(made, lexicon)] == ["2627.9"]


def test_a_row_without_a_label_is_flagged(lexicon: Lexicon) -> None:
    made = document(table("Tkr | Budget 2025 | Budget 2024", "Gata | 10 | 10", " | 20 | 30", "Summa | 30 | 40"))
    assert [r.needs_review for r in rows(made, lexicon)] == [False, False, True, True, False, False]


def test_words_where_an_amount_could_stand_give_no_record(lexicon: Lexicon) -> None:
    made = document(table("Tkr | Budget 2025 | Not", "Gata | 10 | 1", "Park | ingår ovan | 2", "Summa | 10 |"))
    assert [r.label for r in rows(made, lexicon)] == ["Gata", "Summa"]


def test_a_table_with_targets_or_risks_is_no_budget(lexicon: Lexicon) -> None:
    made = document(
        table("Mått | Utfall 2023 | Mål 2025", "Nöjda (%) | 80 | 85"),
        table("Område | Risk | S | K | RV", "HR | Risk att schemat brister | 2 | 3 | 6"),
        table("Namn | Uppgift", "Anna | Sekreterare"),
    )
    assert rows(made, lexicon) == []


def test_ids_are_stable_and_each_row_has_its_own(lexicon: Lexicon) -> None:
    first, second = (rows(document(REGION, REGION), lexicon) for _ in range(2))
    assert [r.budget_row_id for r in first] == [r.budget_row_id for r in second]
    assert len({r.budget_row_id for r in first}) == len(first)


def test_a_record_stands_where_its_amount_stands(lexicon: Lexicon) -> None:
    found = rows(document(REGION), lexicon)[0]
    assert [p.source_text for p in found.provenance] == ["-371,9"]
    assert [(field, p.source_text) for field, p in found.fields] == [
        ("label", "Stab och kansli, varav"), ("amount", "-371,9"),
    ]  # fmt: skip


def test_codes_and_notes_are_no_amounts_and_a_total_column_is(lexicon: Lexicon) -> None:
    made = document(
        table("Projekt | Kod | Total utgift | 2025 | 2026", "Idrottshall | 4411 | 120,0 | 40,0 | 80,0", "Skolgård | 4412 | 6,5 | 6,5 | -"),
        sections=("Investeringsplan, mnkr",),
    )  # fmt: skip
    found = rows(made, lexicon)
    assert [(r.column_label, r.scenario, r.year, r.amount) for r in found[:3]] == [
        ("Total utgift", "other", None, 120), ("2025", "budget", 2025, 40), ("2026", "plan", 2026, 80),
    ]  # fmt: skip
    assert {(r.table_kind, r.unit) for r in found} == {("investment", "mnkr")}
    assert len(found) == 5


def test_bare_years_of_a_plan_without_a_year_say_nothing(lexicon: Lexicon) -> None:
    made = document(table("Tkr | 2024 | 2025", "Gata | 10 | 12", "Park | 20 | 22"), year=None)
    assert {(r.scenario, r.year) for r in rows(made, lexicon)} == {("other", 2024), ("other", 2025)}


def test_a_header_in_the_body_a_remark_and_stray_marks(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Tkr | Bokslut 2024 | Budget 2025", "Tkr | Bokslut 2024 | Budget 2025", "Nämnden disponerar en ram på 5 150 tkr. | |",
            "Gata | 13'907 | -592 .060", "Park | 10 | 20",
        )
    )  # fmt: skip
    found = rows(made, lexicon)
    assert [(r.label, r.amount, r.needs_review, r.parent_label) for r in found] == [
        ("Gata", 13907, True, None), ("Gata", -592060, True, None), ("Park", 10, False, None), ("Park", 20, False, None),
    ]  # fmt: skip


def test_amounts_under_no_known_header_are_all_flagged(lexicon: Lexicon) -> None:
    made = document(table("Mnkr | Ekeby | Vik", "Avgifter | 4,6 | 0,3", "Bidrag | 8,0 | 1,2", "Övrigt | 1,0 | 2,0"))
    assert {r.needs_review for r in rows(made, lexicon)} == {True}


def test_totals_of_groups_are_told_apart_by_their_groups(lexicon: Lexicon) -> None:
    made = table(
        "Belopp i tkr | Budget 2031",
        "Hamnen |", "Intäkter | 412", "Kostnader | -9 874", "Netto | -9 462",
        "Lotsarna |", "Intäkter | 300", "Kostnader | -1 300", "Netto | -1 000",
        "Summa | -10 462",
    )  # fmt: skip
    found = rows(document(made), lexicon)
    assert [(r.label, r.parent_label) for r in found if r.is_total] == [
        ("Netto", "Hamnen"), ("Netto", "Lotsarna"), ("Summa", None),
    ]  # fmt: skip


WORDS = table(
    "Avdelning | Personal | Lokaler | Summa",
    "Hamnen | 118 400 | 9 200 | 127 600",
    "Lotsarna | 82 150 | 6 400 | 88 550",
    "Totalt | 200 550 | 15 600 | 216 150",
)


@pytest.mark.parametrize(
    ("title", "scenario", "year", "doubtful"),
    [("Budget 2031 per avdelning", "budget", 2031, False), ("Avdelningarnas kostnader", "other", None, True)],
)
def test_columns_headed_by_words_alone(
    title: str, scenario: str, year: int | None, doubtful: bool, lexicon: Lexicon
) -> None:
    found = rows(document(WORDS, sections=(f"{title}, tkr",)), lexicon)
    assert len(found) == 9
    assert {(r.scenario, r.year, r.unit, r.needs_review) for r in found} == {(scenario, year, "tkr", doubtful)}


def test_prices_of_the_year_before_were_decided_too(lexicon: Lexicon) -> None:
    made = document(
        table(" | 2024 | 2025", "Förskola | 120 300 | 124 100", "Fritidshem | 37 200 | 38 050"),
        sections=("Skolpeng, kronor per år",),
    )
    found = rows(made, lexicon)
    assert {(r.table_kind, r.scenario, r.year, r.unit) for r in found} == {
        ("other", "budget", 2024, "kr"), ("other", "budget", 2025, "kr"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "parents"),
    [
        (["Mark |", "Byggnader | 286,0", "Fordon |", "Inventarier | 9,4", "Teknik | 18,6", "Summa | 314,0"], {None}),
        (["Simhall |", "Driften | 9,0", "Summa simhall | 9,0", "Ishall |", "Skötseln | 5,0", "Summa ishall | 5,0",
          "Totalt | 14,0"], {None, "Simhall", "Ishall"}),
        (["Avgifter:", "Bad | 4,0", "Arenor:", "Is | 5,0", "Summa | 9,0"], {None, "Avgifter:", "Arenor:"}),
    ],
    ids=["classes without money", "closed by sums", "a colon"],
)  # fmt: skip
def test_rows_without_amounts_in_a_drawn_table(lines: list[str], parents: set[str | None], lexicon: Lexicon) -> None:
    """They head those below only where a sum or the type says so."""
    made = table("Mnkr | Budget 2031", *lines, caption="Investeringsbudget")
    assert {r.parent_label for r in rows(document(made), lexicon)} == parents


@pytest.mark.parametrize(
    ("last", "parents"),
    [("Fordon |", {None, "Enheter:", "Lokaler"}), ("Fordon | 1,0", {None, "Mark", "Enheter:", "Lokaler"})],
    ids=["a row without money above the total", "none"],
)  # fmt: skip
def test_rows_without_amounts_in_plain_text(last: str, parents: set[str | None], lexicon: Lexicon) -> None:
    """They head those below, unless one has none below it: then a colon or a total of their own says so."""
    lines = ("Mark |", "Byggnader | 86,0", "Enheter:", "Skolor | 9,4", "Lokaler |", "Hus | 3,0", "Summa lokaler | 3,0")
    made = table("Mnkr | Budget 2031", *lines, "Teknik | 2,0", last, "Summa | 103,4", caption="Investeringsbudget")
    made = replace(made, method="flattened")
    assert {r.parent_label for r in rows(document(made), lexicon)} == parents
