from __future__ import annotations

import pytest

from extractors.assignments import extract_assignments
from extractors.records import Assignment
from pipeline.links import link
from tests.plain import KOMMUN, pages_of, understood

REGION = """
1 Mål och uppdrag

Målsättning nr 1: Vården är nära invånarna i hela länet.

Styrelsen ansvarar för att vården når alla invånare och för att väntetiderna minskar under året.

Uppdrag givna från regionfullmäktige till styrelsen:

Nr 4. Att pröva kvällsöppet på samtliga hälsocentraler i länets inland under minst två av årets
månader.

Nr 9. Att redovisa väntetiderna.

Hälsostyrelsens eget uppdrag:

Översyn av rutinerna för läkemedel.

(Utfall: 2023)

Beredskap

Styrelsen ansvarar för beredskapen inom sitt område och för att planerna övas med kommunerna.

Uppdrag: Nr. 12. Att öva beredskapsplanen.

Budgeten för beredskapen är oförändrad jämfört med året innan och fördelas av direktören i maj.
"""


def assignments_of(text, lexicon) -> list[Assignment]:
    document = understood(pages_of(text), lexicon)
    return list(link(list(extract_assignments(document, lexicon)), document))


def test_numbers_texts_and_givers(lexicon):
    found = [(a.number, a.text, a.given_by) for a in assignments_of(REGION, lexicon)]
    assert found == [
        (
            "4",
            "Att pröva kvällsöppet på samtliga hälsocentraler i länets inland under minst två av årets månader.",
            "regionfullmäktige",
        ),
        ("9", "Att redovisa väntetiderna.", "regionfullmäktige"),
        (None, "Översyn av rutinerna för läkemedel.", "hälsostyrelsen"),
        ("12", "Att öva beredskapsplanen.", "regionfullmäktige"),  # of the same series
    ]


@pytest.mark.parametrize(
    ("sentence", "giver"),
    [
        ("Landstingsfullmäktige beslutar om inriktning med mål och uppdrag till nämnderna.", "landstingsfullmäktige"),
        ("Regionfullmäktige beslutar om taxor. Nämnden svarar för sina uppdrag.", None),
        ("Fullmäktige ger nämnden uppdrag. Regeringen ger regionen uppdrag.", None),
    ],
)
def test_numbered_assignments_are_from_whoever_decides_on_them(lexicon, sentence, giver):
    text = f"1 Styrning\n\n{sentence}\n\nUppdrag: Nr 7. Att se över taxan.\n\nNämnduppdrag: Enheten ska öva planen.\n"
    assert [(a.number, a.given_by) for a in assignments_of(text, lexicon)] == [("7", giver), (None, "nämnden")]


def test_a_list_after_a_lead_in_and_a_sentence(lexicon):
    found = [a.text for a in assignments_of(KOMMUN, lexicon)]
    assert found[:2] == [
        "utreda förutsättningarna för en ny förskola i Norrbyn,",
        "redovisa hur modersmålsundervisningen kan samordnas.",
    ]


def test_bullets_under_a_heading_that_names_the_giver(lexicon):
    text = (
        "1 Direktörens uppdrag från nämnden\n\nDirektören leder förvaltningen och omsätter nämndens beslut i handling varje dag.\n\n"
        "• att hålla budgeten i balans,\n\n• att öka takten i omställningen.\n\n2 Uppföljning\n\nNämnden följer upp planen två gånger."
    )
    found = assignments_of(text, lexicon)
    assert [(a.text, a.given_by) for a in found] == [
        ("att hålla budgeten i balans,", "nämnden"),
        ("att öka takten i omställningen.", "nämnden"),
    ]


def test_duties_under_a_heading_are_no_assignments(lexicon):
    text = (
        "1 Nämndens uppdrag\n\nNämnden ansvarar för följande verksamheter enligt det reglemente som fullmäktige antog:\n\n"
        "• förskola och grundskola,\n\n• gymnasieskola.\n\n2 Uppföljning\n\nNämnden följer upp planen två gånger."
    )
    assert assignments_of(text, lexicon) == []


def test_prose_about_an_assignment_is_none(lexicon):
    text = (
        "1 Bakgrund\n\nI årets plan gav fullmäktige alla nämnder i uppdrag att arbeta mot fusk. Det görs både på övergripande "
        "nivå och i varje verksamhet. Arbetet följs upp."
    )
    assert assignments_of(text, lexicon) == []


@pytest.mark.parametrize("colon", ["", ":"])
def test_codes_number_the_items_below_a_lead_in(lexicon, colon):
    text = (
        f"1 Uppdrag\n\nKommunfullmäktige har i budgeten för 2011 gett nämnden i uppdrag att{colon}\n\n"
        "KF3 pröva om badet vid Storsjön kan hållas öppet längre om somrarna\noch vad det kostar,\n\n"
        "KF12 ta fram en plan för gatornas belysning.\n\nE4 passerar genom orten och bullrar.\n"
    )
    found = list(extract_assignments(understood(pages_of(text), lexicon), lexicon))
    assert [(a.number, a.given_by, a.text[:5]) for a in found] == [
        ("KF3", "kommunfullmäktige", "pröva"),
        ("KF12", "kommunfullmäktige", "ta fr"),
    ]


@pytest.mark.parametrize("title", ["Nämndens egna uppdrag till förvaltningen", "Nämndens egna uppdrag", "Uppdrag"])
@pytest.mark.parametrize(("marks", "numbers"), [("1) 2) 3)", "123"), ("1. 2. 3.", "123"), ("• • •", (None,) * 3)])
def test_what_those_below_a_body_are_told_is_an_assignment(lexicon, title, marks, numbers):
    told = (
        "Förvaltningen ska under året byta ärendesystem.",
        "Förvaltningen ska se över delegationen.",
        "Vårdchefen får i uppdrag att ta fram en plan för färre lån.",
    )
    items = "\n".join(f"{mark} {text}" for mark, text in zip(marks.split(), told, strict=True))
    text = f"3.2 {title}\n\n{items}\n\n4 Uppföljning\n\nNämnden följer upp planen två gånger om året."
    found = assignments_of(text, lexicon)
    assert [(a.number, a.text) for a in found] == list(zip(numbers, told, strict=True))
