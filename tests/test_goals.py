from __future__ import annotations

import pytest

from extractors.goals import extract_goals
from pipeline.document import Cell, Table, text_of_words
from pipeline.links import link
from pipeline.structure.wording import opening_of
from tests.plain import KOMMUN, pages_of, understood

CASES = [
    ("Målsättning nr 1: Vården är god.", "goal", "record", "målsättning", "1", "Vården är god."),
    ("Malsattning nr 1: Varden ar god.", "goal", "record", "målsättning", "1", "Varden ar god."),
    ("Effektmål 3. Invånarna mår bra.", "goal", "record", "effektmål", "3", "Invånarna mår bra."),
    ("Effektmål 4, Invånarna mår bra.", "goal", "record", "effektmål", "4", "Invånarna mår bra."),
    ("Nämndmål 2.1 Skolan är trygg.", "goal", "record", "nämndmål", "2.1", "Skolan är trygg."),
    ("Mål: Att alla läser.", "goal", "record", "mål", None, "Att alla läser."),
    ("Mål A: Att alla läser.", "goal", "record", "mål", "a", "Att alla läser."),
    ("Inriktningsmål – Trygghet i hela kommunen", "goal", "record", "inriktningsmål", None, "Trygghet i hela kommunen"),
    ("Prioriterat mål 4: Fler i arbete", "goal", "record", "prioriterat mål", "4", "Fler i arbete"),
    ("Målområde 1: Trygga livsmiljöer", "goal", "record", "målområde", "1", "Trygga livsmiljöer"),
    ("Strategiskt område A: Rena sjöar", "goal", "record", "strategiskt område", "a", "Rena sjöar"),
    ("Målområde: Trygga livsmiljöer", "area", "record", "målområde", None, "Trygga livsmiljöer"),
    ("Perspektiv 2: Medarbetare", "area", "record", "perspektiv", "2", "Medarbetare"),
    ("Mål", "goal", "label", "mål", None, ""),
    ("Nämndens egna mål:", "goal", "label", "mål", None, ""),
    ("Strategier för ett hållbart län", "goal", "label", "strategi", None, ""),
    ("Nr 36. Att utreda frågan.", "assignment", "record", None, "36", "Att utreda frågan."),
    ("Uppdrag: Nr. 56. Att göra.", "assignment", "record", "uppdrag", "56", "Att göra."),
    ("Uppdrag: Nämnduppdrag: Enheten får i uppdrag att mäta.", "assignment", "record", "nämnduppdrag", None,
     "Enheten får i uppdrag att mäta."),
    ("Regionstyrelsens eget uppdrag:", "assignment", "label", "eget uppdrag", None, ""),
    ("Kommunstyrelsen får i uppdrag att utreda.", "assignment", "sentence", None, None, "Kommunstyrelsen får i uppdrag att utreda."),
    ("Aktiviteter", "activity", "label", "aktiviteter", None, ""),
    ("Indikatorer", "indicator", "label", "indikatorer", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role", "form", "word", "number", "body"), CASES)
def test_openings(lexicon, text, role, form, word, number, body):
    opening = opening_of(text, lexicon)
    assert opening is not None
    number = number if number != "a" else "A"
    assert (opening.role, opening.form, opening.word, opening.number) == (role, form, word, number)
    assert text[opening.body :].strip() == body


@pytest.mark.parametrize(
    "text",
    [
        "Målet för åren 2023 till 2025 är att nå balans.",
        "Mål och strategier nedan följer planens struktur",
        "Att minska utsläppen är viktigt för nämndens mål.",
        "Aktiviteterna genomförs under hösten.",
        "Uppdraget redovisas i juni.",
        "mål.",
        "Aktiviteter kopplade till styrningen dokumenteras i planen.",
        "",
    ],
)
def test_running_text_opens_nothing(lexicon, text):
    assert opening_of(text, lexicon) is None


def test_a_misread_word_is_still_one(lexicon):
    opening = opening_of("Mälsättnlng nr 7: Trygghet", lexicon)
    assert opening is not None
    assert opening.word == "målsättning"
    assert opening.certainty < 1


def goals_of(text, lexicon, tables=()):
    document = understood(pages_of(text), lexicon, tables)
    return list(link(list(extract_goals(document, lexicon)), document))


def test_goals_of_a_plan(lexicon):
    goals = goals_of(KOMMUN, lexicon)
    assert [(g.kind, g.number) for g in goals] == [("inriktningsmål", "1"), ("nämndmål", "1.1")]
    assert goals[0].text == "Alla elever når målen för sin utbildning."
    assert goals[1].text.endswith("varje år under hela planperioden.")
    assert goals[1].parent_goal_id == goals[0].goal_id
    assert goals[0].parent_goal_id is None
    assert all(g.confidence > 0.9 and not g.needs_review for g in goals)
    assert goals[0].provenance[0].source_text == "Alla elever når målen för sin utbildning."


def test_strategies_under_a_label_end_with_their_list(lexicon):
    text = (
        "1 Digitalisering\n\nStrategier för digitalisering\n\n• Att skapa en gemensam grund för alla.\n\n• Att följa upp.\n\n"
        "Nämnden ansvarar för planeringen och för att den följs upp under året av alla berörda.\n\nMål: Alla kan läsa."
    )
    assert [(g.kind, g.text) for g in goals_of(text, lexicon)] == [
        ("strategi", "Att skapa en gemensam grund för alla."),
        ("strategi", "Att följa upp."),
        ("mål", "Alla kan läsa."),
    ]


def test_a_definition_is_no_goal(lexicon):
    text = "1 Begrepp\n\nMålsättning: det läge som nämnden vill nå, beslutat av fullmäktige."
    assert goals_of(text, lexicon) == []


def test_goals_in_a_lead_in_list(lexicon):
    text = "1 Mål\n\nNämnden har beslutat om följande mål:\n\n• Alla barn kan simma.\n\n• Alla hem är trygga.\n\nMålen följs upp."
    assert [g.text for g in goals_of(text, lexicon)] == ["Alla barn kan simma.", "Alla hem är trygga."]


def test_ids_are_stable_and_distinct(lexicon):
    text = "1 Mål\n\nMål: Alla läser.\n\n2 Mål\n\nMål: Alla läser."
    first, second = goals_of(text, lexicon), goals_of(text, lexicon)
    assert [g.goal_id for g in first] == [g.goal_id for g in second]
    assert len({g.goal_id for g in first}) == 2


def table_of(pages, rows, header_rows=1):
    """A table over the lines of the first page, its cells parted by ' | '."""
    cells, places = [], []
    for row, line in enumerate(pages[0].lines):
        places.append(line.place)
        at = 0
        for column, text in enumerate(line.text.value.split(" | ")):
            words = line.words[at : at + len(text.split())]
            at += len(text.split()) + 1
            cells.append(Cell(row, column, 1, 1, text_of_words(words), 1, None, row < header_rows))
    return Table(None, (1,), "flattened", tuple(cells), (), tuple(places))


def test_a_goal_column_holds_sentences(lexicon):
    pages = pages_of("Mål | Aktivitet\nAlla barn kan simma vid tolv års ålder | Starta fler simskolor i kommunen")
    goals = goals_of("", lexicon)
    table = table_of(pages, 2)
    document = understood(pages, lexicon, (table,))
    goals = list(extract_goals(document, lexicon))
    assert [(g.kind, g.text) for g in goals] == [("mål", "Alla barn kan simma vid tolv års ålder")]


def test_a_target_column_holds_no_goals(lexicon):
    pages = pages_of("Indikator | Mål\nAndel behöriga elever | minst 90 %\nAntal platser | 45")
    document = understood(pages, lexicon, (table_of(pages, 3),))
    assert list(extract_goals(document, lexicon)) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nämndmål A1. Alla barn lär sig simma.", "A1"),
        ("Mål B2: Bussarna går i tid.", "B2"),
        ("Mål KF4: Kommunen är öppen för nya företag.", "KF4"),
        ("Inriktningsmål A.3 – Vattnet är rent.", "A.3"),
    ],
)
def test_a_goal_numbered_with_letters_is_no_heading(lexicon, text, number):
    plan = f"1 Inledning\n\nNämnden har antagit några mål.\n\n{text}\n\nNämnden följer arbetet under året.\n"
    document = understood(pages_of(plan), lexicon)
    assert [section.title.value for section in document.sections] == ["Inledning"]
    assert [goal.number for goal in extract_goals(document, lexicon)] == [number]


def test_a_paper_size_is_no_number_of_a_goal(lexicon):
    opening = opening_of("Mål A4-papper ska inte användas.", lexicon)
    assert opening is None or opening.number is None


def test_a_measure_with_its_target_under_a_goal_word_is_no_goal(lexicon):
    text = "Produktionsmål\n\nVårddygn: högst 41 000 (1996: 43 200)\n\nMål\n\nPatienten möts med respekt."
    document = understood(pages_of(text), lexicon)
    assert [goal.text for goal in extract_goals(document, lexicon)] == ["Patienten möts med respekt."]


def test_damaged_contents_hold_no_goals(lexicon):
    text = (
        "Innehåll\nNämndens uppgift . .3\nMål för nämnden . .3\nEkonomi . .4\nUppföljning . .5\n\f\nNämndens uppgift\n\n"
        "Nämnden svarar för vatten och avlopp i kommunen.\n\nMål\n\nVattnet är friskt i hela kommunen."
    )
    document = understood(pages_of(text), lexicon)
    assert [goal.text for goal in extract_goals(document, lexicon)] == ["Vattnet är friskt i hela kommunen."]


@pytest.mark.parametrize(
    "lead",
    [
        "Uppföljning sker genom att",
        "Detta mäts genom att:",
        "Målet mäts med",
        "Så följs målet upp",
        "Vi följer upp målet genom:",
        "Så vet vi att målet är nått:",
    ],
)
def test_lead_ins_announce_indicators(lexicon, lead):
    opening = opening_of(lead, lexicon)
    assert opening is not None
    assert (opening.role, opening.form) == ("indicator", "label")


def test_a_sentence_on_how_a_goal_is_measured_is_no_lead_in(lexicon):
    assert opening_of("Målet mäts genom en enkät till invånarna varje vår.", lexicon) is None
