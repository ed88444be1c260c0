from __future__ import annotations

from extractors.activities import extract_activities
from tests.plain import KOMMUN, pages_of, understood


def activities_of(text, lexicon):
    return [a.text for a in extract_activities(understood(pages_of(text), lexicon), lexicon)]


def test_bullets_under_a_label(lexicon):
    assert activities_of(KOMMUN, lexicon) == [
        "Inrätta studiestöd efter skoltid på samtliga högstadieskolor.",
        "Anställa två speciallärare med inriktning mot läs- och skrivutveckling.",
    ]


def test_statements_without_bullets_end_at_the_next_heading(lexicon):
    text = (
        "1 Mål\n\nAktiviteter\n\nKartlägga nämndens förmåga vid störningar.\n\nÖva planen med kommunen.\n\n"
        "2 Budget\n\nNämndens ram uppgår till fyra miljoner kronor och har inte ändrats."
    )
    assert activities_of(text, lexicon) == ["Kartlägga nämndens förmåga vid störningar.", "Öva planen med kommunen."]


def test_footnotes_do_not_go_on_with_a_list(lexicon):
    text = "1 Mål\n\nAktiviteter\n\n• Utlysa stöd två gånger.\n\n• Öppna en ateljé.\n\n1) Kulturplan, antagen av fullmäktige."
    assert activities_of(text, lexicon) == ["Utlysa stöd två gånger.", "Öppna en ateljé."]


def test_measures_against_risks_are_no_activities(lexicon):
    text = "1 Intern kontroll\n\nÅtgärder\n\n• Stickprov av fakturor.\n\n• Utbildning av chefer."
    assert activities_of(text, lexicon) == []


def test_measures_under_a_goal_are(lexicon):
    text = (
        "1 Mål\n\nMål 1: Alla läser varje dag.\n\nÅtgärder:\n\n• Köpa fler böcker.\n\n• Öppna biblioteket på söndagar."
    )
    assert activities_of(text, lexicon) == ["Köpa fler böcker.", "Öppna biblioteket på söndagar."]


def test_an_activity_of_its_own(lexicon):
    assert activities_of("1 Mål\n\nAktivitet: Ordna två föreningsdagar.", lexicon) == ["Ordna två föreningsdagar."]


def test_rows_of_a_table_that_came_out_as_text(lexicon):
    text = (
        "Mål 1: Vattnet i sjön är rent.\n\nAktivitet Ansvarig Klart\n"
        "Provtagning vid de tre utloppen. Miljöinspektör 2031-06-30\n"
        "Samråd med markägarna kring sjön. Miljöchef 2031-09\n\nMål 2: Bullret minskar.\n"
    )
    document = understood(pages_of(text), lexicon)
    assert [activity.text for activity in extract_activities(document, lexicon)] == [
        "Provtagning vid de tre utloppen.",
        "Samråd med markägarna kring sjön.",
    ]
