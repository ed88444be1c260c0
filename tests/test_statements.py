"""What governs a statement, and what is none: introductions, running heads, chapters of their own, torn names."""

from __future__ import annotations

import pytest

from extractors import EXTRACTORS
from extractors.indicator_tables import torn_names
from extractors.records import Activity, Assignment, Goal, Indicator, IndicatorValue, Record, Risk, RiskMeasure
from pipeline.lexicon import Lexicon
from pipeline.links import link
from tests.plain import pages_of, understood


def records_of(text: str, lexicon: Lexicon) -> tuple[Record, ...]:
    document = understood(pages_of(text), lexicon)
    found = [r for extract in EXTRACTORS for r in extract(document, lexicon) if isinstance(r, Record)]
    return link(found, document)


def texts(records: tuple[Record, ...], kind: type[Goal] | type[Assignment] | type[Activity]) -> list[str]:
    return [record.text for record in records if isinstance(record, kind)]


@pytest.mark.parametrize(
    "introduction",
    [
        "Fullmäktige har fastställt tre mål för perioden. Målen följs upp två gånger om året.",
        "Lagen kräver att det finns sådana. Följande mål gäller för året.",
        "Målen är ordnade efter perspektiv. För varje mål anges vem som svarar för det.",
    ],
)
def test_a_paragraph_that_speaks_of_goals_to_come_is_none(introduction: str, lexicon: Lexicon) -> None:
    found = records_of(f"Mål\n\n{introduction}\n\n- Alla barn lär sig läsa.\n- Vägarna är hela.\n", lexicon)
    assert texts(found, Goal) == ["Alla barn lär sig läsa.", "Vägarna är hela."]


def test_a_goal_of_a_text_without_boxes_ends_with_its_line(lexicon: Lexicon) -> None:
    text = "Mål 3: Invånarna ska känna sig trygga i hela kommunen och på alla dess badplatser.\nArbetet samordnas av ett råd med föreningarna.\n"
    assert texts(records_of(text, lexicon), Goal) == [
        "Invånarna ska känna sig trygga i hela kommunen och på alla dess badplatser."
    ]


def test_a_goal_without_a_full_stop_ends_above_a_usual_word_and_above_a_label(lexicon: Lexicon) -> None:
    goal = "Mål 3 Invånarna känner sig trygga i hela kommunen och på alla dess badplatser"
    text = f"{goal}\nArbetet samordnas av ett råd med föreningarna och av de anställda vid badplatserna.\n"
    assert texts(records_of(text, lexicon), Goal) == [goal[6:]]
    labelled = records_of(f"{goal}\nAktiviteter\n- Nya livbojar sätts upp vid varje brygga.\n", lexicon)
    assert texts(labelled, Goal) == [goal[6:]]
    assert texts(labelled, Activity) == ["Nya livbojar sätts upp vid varje brygga."]


def test_numbered_duties_below_a_label_are_assignments(lexicon: Lexicon) -> None:
    text = "Uppdrag till förvaltningschefen\n4.1 Att redovisa en plan för bryggorna.\n4.2 Att pröva taxan.\n"
    found = [(r.number, r.text) for r in records_of(text, lexicon) if isinstance(r, Assignment)]
    assert found == [("4.1", "Att redovisa en plan för bryggorna."), ("4.2", "Att pröva taxan.")]


def test_assignments_under_a_line_that_comes_once_after_the_last_goal_belong_to_none(lexicon: Lexicon) -> None:
    goals = "Mål 1: Vattnet är rent.\n\nMål 2: Luften är frisk.\n\n"
    once = records_of(f"{goals}Särskilda uppdrag\n\nUppdrag 4: Nämnden ska se över sin taxa.\n", lexicon)
    assert [r.goal_number for r in once if isinstance(r, Assignment)] == [None]
    label = "Uppdrag:\n\nNr 4. Att se över taxan.\n\n"
    each = records_of(f"Mål 1: Vattnet är rent.\n\n{label}Mål 2: Luften är frisk.\n\n{label}", lexicon)
    assert [r.goal_number for r in each if isinstance(r, Assignment)] == ["1", "2"]


def test_rows_of_a_table_of_assignments_that_came_out_as_text(lexicon: Lexicon) -> None:
    text = "1 Inledning\n\nNr Uppdrag Återrapporteras\n\n9 Samtliga nämnder får i uppdrag att minska inköpen. Årsredovisning\n"
    found = [(r.number, r.text) for r in records_of(text, lexicon) if isinstance(r, Assignment)]
    assert found == [("9", "Samtliga nämnder får i uppdrag att minska inköpen.")]


def test_running_heads_of_a_plain_text_interrupt_no_list(lexicon: Lexicon) -> None:
    head = "Ekeby förbund med fyra kommuner, 2031 ({} av 4)\n\n"
    items = "- Andelen {} ska vara minst {} procent.\n"
    pages = [
        "Inledning\n\nFörbundet har fyra medlemmar och tre stationer.\n",
        "Indikatorer:\n" + items.format("trygga", 70),
        items.format("nöjda", 80) + items.format("friska", 90),
        "Planen följs upp i augusti.\n",
    ]
    text = "\f".join(head.format(number) + page for number, page in enumerate(pages, 1))
    found = records_of(text, lexicon)
    assert [int(v.value) for v in found if isinstance(v, IndicatorValue) and v.value is not None] == [70, 80, 90]


def test_labels_that_come_on_every_page_are_no_running_heads(lexicon: Lexicon) -> None:
    text = "\f".join(f"Mål {n}: Badplats {n} är ren.\n\nIndikatorer\n\n- Prov {n} ska öka.\n" for n in range(1, 5))
    assert len([r for r in records_of(text, lexicon) if isinstance(r, Indicator)]) == 4


def test_risks_that_only_their_form_shows(lexicon: Lexicon) -> None:
    text = (
        "Risk att lov ges i strid med planen.\nÅtgärd: a) Granskning av två handläggare. b) Stickprov.\nAnsvarig: Chef\n\n"
        "Risk att avgifter inte tas ut. Sannolikhet 4, konsekvens 3, riskvärde 12.\nÅtgärd: Avstämning varje månad.\n"
    )
    found = records_of(text, lexicon)
    risks = [r for r in found if isinstance(r, Risk)]
    assert [(r.text, r.probability, r.consequence, r.score) for r in risks] == [
        ("Risk att lov ges i strid med planen.", None, None, None), ("Risk att avgifter inte tas ut.", 4, 3, 12),
    ]  # fmt: skip
    assert [r.text.rstrip(".") for r in found if isinstance(r, RiskMeasure)] == [
        "Granskning av två handläggare", "Stickprov", "Avstämning varje månad",
    ]  # fmt: skip
    assert texts(found, Activity) == []


def test_risks_announced_as_those_of_the_whole_body(lexicon: Lexicon) -> None:
    text = "Följande kommunövergripande risker gäller:\n\nRisk att lön betalas fel.\nÅtgärd: Kontroll av listor.\n"
    assert [r.region_wide for r in records_of(text, lexicon) if isinstance(r, Risk)] == [True]


def test_names_that_are_torn(lexicon: Lexicon) -> None:
    assert torn_names(["Andel nöjda. (Utfall: 2030)", "(Enkät,", "Antal a) barn b) vuxna", "Betyg *). Ska öka."]) == [
        False, True, False, False,
    ]  # fmt: skip
    assert torn_names(["Väntetid. (Utfall: 2030) ska öka. (Utfall: 2030)"]) == [True]
    assert torn_names(["Ett.", "Två.", "Tre (3)", "Fyra.", "Fem"]) == [False, False, False, False, True]


def test_units_and_leaders_behind_a_name(lexicon: Lexicon) -> None:
    text = "Utfall   Prognos   Mål\n1996   1997   1998\n\nListade, procent ........   81   84   88\nBesök ........   8 164   7 950   7 600\n"
    pages = pages_of(text)
    from pipeline.tables import find_tables

    tables = find_tables(pages, lexicon)
    document = understood(pages, lexicon, tables)
    found = [r for extract in EXTRACTORS for r in extract(document, lexicon) if isinstance(r, Record)]
    assert [r.name for r in found if isinstance(r, Indicator)] == ["Listade, procent", "Besök"]
    assert [v.unit for v in found if isinstance(v, IndicatorValue)] == ["%"] * 3 + [None] * 3
