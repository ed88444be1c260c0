"""Risks and their measures, from tables of any width and from prose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from extracting import block, document, table

from extractors.records import Risk, RiskMeasure
from extractors.risks import extract_risks
from pipeline.document import Document
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon


def found(made: Document, lexicon: Lexicon) -> tuple[list[Risk], list[list[str]]]:
    """The risks, and the texts of each one's measures."""
    items = list(extract_risks(made, lexicon))
    risks = [item for item in items if isinstance(item, Risk)]
    measures = [item for item in items if isinstance(item, RiskMeasure)]
    assert [m.position for r in risks for m in measures if m.risk_id == r.risk_id] == [
        n for r in risks for n in range(1, 1 + sum(m.risk_id == r.risk_id for m in measures))
    ]
    return risks, [[m.text for m in measures if m.risk_id == r.risk_id] for r in risks]


def test_three_columns_with_the_area_carried_down(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Verksamhet | Risk | Åtgärd",
            "HR | Regionövergripande: Risk att schemat/ inte håller. | Regionövergripande åtgärd: Chefen/ följer upp varje månad.",
            "^ | Risken att bisysslor inte anmäls. | Uppföljning i samtal.",
            "Ekonomi | Risken att fakturor betalas fel. | Regionövergripande åtgärd: Stickprov.",
            " | Risken att inköp görs utan avtal. | Utbildning av beställare.",
        )
    )
    risks, measures = found(made, lexicon)
    assert [(r.area, r.region_wide) for r in risks] == [
        ("HR", True),
        ("HR", False),
        ("Ekonomi", True),
        ("Ekonomi", False),
    ]
    assert risks[0].text == "Regionövergripande: Risk att schemat inte håller."
    assert measures[0] == ["Regionövergripande åtgärd: Chefen följer upp varje månad."]
    assert not any(r.needs_review for r in risks)


def test_ten_columns_of_a_control_plan(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Process | Risk | S | K | RV | Kontrollmoment | Metod | Frekvens | Ansvarig | Rapportering",
            "Inköp | Risk att avtal inte följs | 3 | 4 | 12 | Granskning av köp | Stickprov | Varje kvartal | Controller | Nämnden",
            "Lön | Risk för felaktig lön | 2 | 3 | 6 | Avstämning | Analys | Månadsvis | HR-chef | Nämnden",
        )
    )
    risks, measures = found(made, lexicon)
    assert [(r.area, r.probability, r.consequence, r.score, r.owner) for r in risks] == [
        ("Inköp", 3, 4, 12, "Controller"), ("Lön", 2, 3, 6, "HR-chef"),
    ]  # fmt: skip
    assert measures == [["Granskning av köp"], ["Avstämning"]]


def test_the_product_in_one_cell(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Riskområde | Riskbeskrivning | Riskvärde (SxK) | Åtgärd", "IT | Risk för driftstopp | 3x4=12 | Reservrutin"
        )
    )
    (risk,), _ = found(made, lexicon)
    assert (risk.probability, risk.consequence, risk.score, risk.needs_review) == (3, 4, 12, False)


def test_a_score_that_is_not_the_product_is_flagged(lexicon: Lexicon) -> None:
    made = document(
        table("Område | Risk | Sannolikhet | Konsekvens | Riskvärde", "IT | Risk för driftstopp | 3 | 4 | 21")
    )
    (risk,), _ = found(made, lexicon)
    assert (risk.score, risk.needs_review) == (21, True)
    assert [i.code for i in extract_risks(made, lexicon) if isinstance(i, Issue)] == ["score_disputed"]


def test_several_measures_in_a_cell(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Område | Risk | Åtgärd",
            "A | Risk att ett | - Rutinen ses över./ - Utbildning i höst./ - Uppföljning per tertial.",
            "B | Risk att två | Interna insatser./ Externa insatser, även via andra/ myndigheter./ Utbildning.",
            "C | Risk att tre | Rutinen ska uppdateras. Genomföra/ stickprov på att rutinen efterlevs.",
            "D | Risk att fyra | Kommungemensam åtgärd: Chefer/ utbildas./ Kommungemensam åtgärd: Kontroll",
        )
    )
    _, measures = found(made, lexicon)
    assert measures == [
        ["Rutinen ses över.", "Utbildning i höst.", "Uppföljning per tertial."],
        ["Interna insatser.", "Externa insatser, även via andra myndigheter.", "Utbildning."],
        ["Rutinen ska uppdateras. Genomföra stickprov på att rutinen efterlevs."],
        ["Kommungemensam åtgärd: Chefer utbildas.", "Kommungemensam åtgärd: Kontroll"],
    ]


def test_a_row_with_measures_only_goes_with_the_risk_above(lexicon: Lexicon) -> None:
    made = document(table("Område | Risk | Åtgärd", "A | Risk att ett | Först detta.", " | | Sedan detta."))
    risks, measures = found(made, lexicon)
    assert len(risks) == 1
    assert measures == [["Först detta.", "Sedan detta."]]


def test_a_heading_over_the_whole_table_is_the_area(lexicon: Lexicon) -> None:
    made = document(
        table("Risk | Åtgärd | Ansvarig", "Ekonomi | < | <", "Risk att budgeten spricker | Uppföljning | Chef")
    )
    risks, _ = found(made, lexicon)
    assert [(r.area, r.text) for r in risks] == [("Ekonomi", "Risk att budgeten spricker")]


def test_numbered_risks_in_prose(lexicon: Lexicon) -> None:
    made = document(
        sections=("Osäkerheter och risker",),
        blocks=[
            block("paragraph", "Nämnden har bedömt följande risker.", 1),
            block(
                "paragraph", "Risk 1. Personal slutar. Åtgärd: Löneöversyn; Bättre introduktion. Ansvarig: HR-chef.", 2
            ),
            block("paragraph", "Risk 2. Priserna stiger. Sannolikhet: 3. Konsekvens: 4. Riskvärde: 12", 3),
            block("paragraph", "Åtgärder: Nya avtal.", 4),
            block("item", "Bunkring av bränsle.", 5),
            block("heading", "Uppföljning", 6),
            block("item", "Återrapport i maj.", 7),
        ],
    )
    risks, measures = found(made, lexicon)
    assert [(r.text, r.owner, r.score) for r in risks] == [
        ("Personal slutar.", "HR-chef", None),
        ("Priserna stiger.", None, 12),
    ]
    assert measures == [["Löneöversyn", "Bättre introduktion."], ["Nya avtal.", "Bunkring av bränsle."]]


def test_sentences_that_open_as_risks_under_a_heading_of_risks(lexicon: Lexicon) -> None:
    made = document(
        sections=("Intern kontroll", "Personal"),
        blocks=[
            block("item", "Risk att rekryteringen inte lyckas. Åtgärd: Lärlingsplatser inrättas.", 1, section=1),
            block("item", "Det finns en risk för hög sjukfrånvaro.", 2, section=1),
            block("item", "Risk för", 3, section=None),
        ],
    )
    risks, measures = found(made, lexicon)
    assert [(r.area, r.text) for r in risks] == [
        ("Personal", "Risk att rekryteringen inte lyckas."), ("Personal", "Det finns en risk för hög sjukfrånvaro."),
    ]  # fmt: skip
    assert measures == [["Lärlingsplatser inrättas."], []]


def test_the_explanation_of_a_column_is_no_risk(lexicon: Lexicon) -> None:
    made = document(
        sections=("Internkontrollplan",),
        blocks=[
            block("paragraph", "Område: Process eller verksamhet.", 1),
            block("paragraph", "Risk: Händelse som kan hindra målen.", 2),
            block("paragraph", "Åtgärd: Hur risken hanteras.", 3),
        ],
    )
    assert found(made, lexicon) == ([], [])


def test_a_measure_stands_in_its_own_box(lexicon: Lexicon) -> None:
    made = document(table("Område | Risk | Åtgärd", "A | Risk att ett | - Rutinen ses över./ - Utbildning i höst."))
    places = [item.provenance for item in extract_risks(made, lexicon) if isinstance(item, RiskMeasure)]
    assert [[p.source_text for p in place] for place in places] == [["Rutinen ses över."], ["Utbildning i höst."]]
    assert places[0][0].box != places[1][0].box


def test_figures_under_headings_that_were_lost_are_told_by_their_product(lexicon: Lexicon) -> None:
    lost = "Risk | | | RV | Åtgärd"
    rows = (
        "Risk för brand | 2 | 4 | 8 | Larm",
        "Risk för stöld | 3 | 3 | 9 | Lås",
        "Risk för fukt | 5 | 1 | 5 | Mätning",
    )
    risks, _ = found(document(table(lost, *rows)), lexicon)
    assert [(r.probability, r.consequence, r.score) for r in risks] == [(2, 4, 8), (3, 3, 9), (5, 1, 5)]
    others = ("Risk för brand | 2 | 3 | 8 | Larm", "Risk för stöld | 3 | 4 | 9 | Lås")
    risks, _ = found(document(table(lost, *others)), lexicon)
    assert [(r.probability, r.consequence) for r in risks] == [(None, None), (None, None)]


def test_a_product_that_one_factor_can_mend_is_proposed(lexicon: Lexicon) -> None:
    made = document(table("Risk | S | K | RV | Åtgärd", "Risk för brand | 4 | 2 | 12 | Larm"))
    (issue,) = [item for item in extract_risks(made, lexicon) if isinstance(item, Issue)]
    assert (issue.code, issue.proposal) == ("score_disputed", "4 × 3 = 12")


def test_an_area_carried_down_past_a_stray_one_is_doubted(lexicon: Lexicon) -> None:
    ruled = table(
        "Verksamhet | Risk | Åtgärd",
        "HR | Risk att schemat inte håller. | Uppföljning varje månad.",
        " | Risken att fakturor betalas fel. | Stickprov./ Ekonomi",
    )
    made = document(replace(ruled, method="flattened"))
    items = list(extract_risks(made, lexicon))
    risks = [item for item in items if isinstance(item, Risk)]
    assert [(r.area, r.needs_review) for r in risks] == [("HR", False), ("HR", True)]
    assert [(i.code, i.record_id) for i in items if isinstance(i, Issue)] == [("area_doubtful", risks[1].risk_id)]


@pytest.mark.parametrize(
    ("row", "numbers", "doubtful"),
    [
        ("Risk att köer växer | 4 | 28 | | Mäta", (4, 2, 8), False),
        ("Risk att köer växer | 35 | < | 15 | Mäta", (3, 5, 15), False),
        ("Risk att köer växer | | 5 | 15 | Mäta", (None, 5, 15), False),
        ("Risk att köer växer | 35 | < | 14 | Mäta", (None, None, 14), True),
    ],
    ids=["in one column", "in one cell", "a number is missing", "no product"],
)
def test_numbers_that_ran_together(row: str, numbers: tuple[int | None, ...], doubtful: bool, lexicon: Lexicon) -> None:
    made = document(table("Risk | S | K | RV | Åtgärd", "Risk att taket läcker | 2 | 3 | 6 | Laga", row))
    risks, _ = found(made, lexicon)
    assert (risks[1].probability, risks[1].consequence, risks[1].score) == numbers
    assert risks[1].needs_review == doubtful


def test_an_area_in_a_row_of_its_own(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Nr | Risk | S | K | RV | Åtgärd",
            "Risker i driften | < | | | |",
            "1 | Risk att taket läcker | 2 | 3 | 6 | Laga",
            "Ekonomi | | | | |",
            "2 | Risk att köer växer | 2 | 4 | 8 | Mäta",
        ),
        table(
            "Risk | S | K | RV | Åtgärd",
            "Personal | | | |",
            "Risk att ingen söker tjänsten | 2 | 3 | 6 | Annonsera",
            "Risk att chefer slutar | 2 | 4 | 8 | Samtal",
        ),
    )
    risks, _ = found(made, lexicon)
    assert [(r.area, r.score) for r in risks] == [
        ("Risker i driften", 6),
        ("Ekonomi", 8),
        ("Personal", 6),
        ("Personal", 8),
    ]


def test_a_damaged_header_over_the_first_factor(lexicon: Lexicon) -> None:
    made = document(
        table(
            "Risk | Ss | K | RV | Åtgärd",
            "Risk att taket läcker | 2 | 3 | 6 | Laga",
            "Risk att köer växer | 4 | 2 | 8 | Mäta",
        )
    )
    assert [(r.probability, r.consequence) for r in found(made, lexicon)[0]] == [(2, 3), (4, 2)]
