from __future__ import annotations

import pytest

from pipeline.structure.dates import decided_on_in, diary_number_in, years_of
from pipeline.structure.naming import names_in, titles_in
from tests.plain import KOMMUN, pages_of, understood

BODY = "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar och de mål som beslutats."


def plans_of(text, lexicon, name="plan.txt"):
    return understood(pages_of(text), lexicon, name=name).plans


def test_a_cover_says_it_all(lexicon):
    (plan,) = plans_of(KOMMUN, lexicon)
    assert plan.title == "Verksamhetsplan med internbudget 2024–2026"
    assert plan.document_type == "Verksamhetsplan"
    assert plan.organisation == "Björkå kommun"
    assert plan.body == "Barn- och utbildningsnämnden"
    assert (plan.year, plan.year_end) == (2024, 2026)
    assert plan.diary_number == "BUN 2023/412"
    assert plan.decided_on == "2023-12-14"
    assert plan.confidence > 0.8


def test_without_a_cover_heads_and_text_say_it(lexicon):
    text = f"1 Inledning\n\nVårdnämndens plan för 2027 gäller Region Skåne.\n\n{BODY}\n\n2 Budget 2027\n\n{BODY}\n"
    (plan,) = plans_of(text, lexicon)
    assert plan.organisation == "Region Skåne"
    assert plan.organisation_code == "12"
    assert plan.body == "Vårdnämnden"
    assert plan.year == 2027


def test_the_file_name_comes_last(lexicon):
    (plan,) = plans_of(f"1 Inledning\n\n{BODY}\n", lexicon, name="verksamhetsplan_2031.txt")
    assert plan.year == 2031
    assert plan.title == "Verksamhetsplan"


def test_where_the_numbers_start_again_another_plan_begins(lexicon):
    chapters = "".join(
        f"{n} {title}\n\n{BODY}\n\n" for n, title in enumerate(("Inledning", "Mål", "Budget", "Uppföljning"), 1)
    )
    plans = plans_of(chapters + "\f" + chapters, lexicon)
    assert [plan.part for plan in plans] == [1, 2]
    assert plans[0].end == plans[1].place
    assert (plans[0].page, plans[0].page_end, plans[1].page) == (1, 1, 2)


def test_a_plan_that_names_no_organisation_is_of_the_one_that_it_is_bound_with(lexicon):
    first, second = (
        "".join(
            f"{n} {title}\n\n{says}\n\n" for n, title in enumerate(("Inledning", "Mål", "Budget", "Uppföljning"), 1)
        )
        for says in (f"Region Skåne beslutar om mål och budget. {BODY}", f"Området omfattar sju vårdcentraler. {BODY}")
    )
    plans = plans_of(first + "\f" + second, lexicon)
    assert [(plan.organisation, plan.organisation_code) for plan in plans] == [("Region Skåne", "12")] * 2


def test_an_empty_document_is_one_plan_of_which_nothing_is_known(lexicon):
    (plan,) = plans_of("", lexicon)
    assert (plan.title, plan.organisation, plan.body, plan.confidence) == (None, None, None, 0.0)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Region Örebro läns vision", ["Region Örebro län"]),
        ("Nämndens plan för Granviks kommun", ["Nämnden", "Granviks kommun"]),
        ("Hälso- och sjukvårdsnämndens ansvar", ["Hälso- och sjukvårdsnämnden"]),
        ("LANDSTINGET I VÄSTMARKS LÄN", ["Landstinget i Västmarks län"]),
        ("Kommunstyrelsens förslag", ["Kommunstyrelsen"]),
        ("Skolverkets verksamhetsplan", ["Skolverket"]),
        ("Nämnden för nära vård Region Skåne", ["Nämnden för nära vård", "Region Skåne"]),
        ("Nämnden för nära vård utgår från budgeten", ["Nämnden för nära vård"]),
        ("Området omfattar sju vårdcentraler", []),
        ("Vattenförbundet Norra Sjöbygden", ["Vattenförbundet Norra Sjöbygden"]),
        ("inga namn alls här", []),
    ],
)
def test_names(lexicon, text, names):
    assert [named.name for named in names_in([text], lexicon)[0]] == names


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Regionstyrelsens verksamheter, Verksamhetsplan med budget 5(24)", "Verksamhetsplan med budget"),
        ("Nämndplan 2026–2028 med internbudget", "Nämndplan 2026–2028 med internbudget"),
        ("Mål och budget 2024", "Mål och budget 2024"),
        ("Den ersätter uppdragsplanen för nämnden", "uppdragsplanen"),
        ("Nämndplan för åren 2031–2033", "Nämndplan för åren 2031–2033"),
        ("Socialnämnden", None),
    ],
)
def test_titles(lexicon, text, title):
    found = next(titles_in(text, lexicon), None)
    assert (found[0] if found else None) == title


def test_years_dates_and_diary_numbers():
    assert years_of("Plan 2024-26 och 1994") == [(2024, 2026), (1994, None)]
    assert years_of("den 2025-11-18") == []
    assert decided_on_in("Fastställd av nämnden den 9 december 2021, § 87") == "2021-12-09"
    assert decided_on_in("Antagen 1993-11-\n24") is None or decided_on_in("Antagen 1993-11- 24") == "1993-11-24"
    assert decided_on_in("Beslutad den 3 dec. 2008") == "2008-12-03"
    assert decided_on_in("Rektor beslutade den 4 maj 2031 om planen") == "2031-05-04"
    assert diary_number_in("Diarienr KUN 2021-00164") == "KUN 2021-00164"
    assert diary_number_in("inget nummer") is None


def test_a_subtitle_in_small_letters_goes_on_with_the_title(lexicon):
    text = "Nämndbudget 2031\n\nmed plan 2032–2033\n\nKulturnämnden\nAntagen den 4 maj 2030, § 12\n\f\n1 Uppgift\n\nNämnden svarar för kultur."
    plan = understood(pages_of(text.replace("Nämndbudget", "Internbudget")), lexicon).plans[0]
    assert (plan.title, plan.year, plan.year_end) == ("Internbudget 2031 med plan 2032–2033", 2031, 2033)


def test_a_chapter_called_after_a_kind_of_plan_does_not_name_the_plan(lexicon):
    body = "Nämnden svarar för verksamheten enligt lag och de mål som fullmäktige har beslutat om."
    text = f"1 Uppgift\n\n{body}\n\n2 Styrkort\n\n{body}\n\n3 Budget 2031\n\n{body}\n"
    plan = understood(pages_of(text), lexicon).plans[0]
    assert (plan.title, plan.year) == (None, 2031)


def test_a_title_in_capitals_keeps_its_year_and_subtitle(lexicon):
    text = "VATTENDALENS KOMMUNALFÖRBUND\n\nVERKSAMHETSPLAN 2031\nmed budget och flerårsplan 2032–2033\n\nBeslut 2030-11-12\n\f\n1 Uppgift\n\nFörbundet svarar för vatten."
    plan = understood(pages_of(text), lexicon).plans[0]
    assert plan.title == "Verksamhetsplan 2031 med budget och flerårsplan 2032–2033"
    assert (plan.organisation, plan.year, plan.year_end) == ("Vattendalens kommunalförbund", 2031, 2033)


def test_a_date_is_no_span_of_years(lexicon):
    text = "1 Uppgift\n\nPlanen beslutades 2030-12-15. Plan för nämnden under 2031. Nämnden svarar för vatten."
    plan = understood(pages_of(text), lexicon).plans[0]
    assert (plan.year, plan.year_end) == (2031, None)


def test_a_plan_whose_front_names_no_body_is_the_assembly_s_that_decided_it(lexicon):
    cover = "Regionplan och budget 2031\nmed plan för 2032–2033\n\nRegion Skåne\n\nFastställd av regionfullmäktige den 9 juni 2030"
    (plan,) = plans_of(f"{cover}\n\f1 Inledning\n\nVårdnämndens plan är en annan.\n\n{BODY}\n", lexicon)
    assert plan.title == "Regionplan och budget 2031 med plan för 2032–2033"
    assert (plan.body, plan.year, plan.year_end) == ("Regionfullmäktige", 2031, 2033)


def test_a_body_s_name_may_begin_with_a_word_of_its_own(lexicon):
    assert [n.name for n in names_in(["Södra vårdnämndens plan", "den tekniska nämnden"], lexicon)[0]] == [
        "Södra vårdnämnden"
    ]


def test_an_agency_on_the_cover_is_the_organisation_though_another_is_named_once(lexicon):
    cover = "LEDVERKET\n\nVerksamhetsplan 2031–2033\nmed budget och riskanalys"
    said = f"Ledverket lyder under regeringen. {BODY} Ledverket mäter och Ledverket prövar. Arbetet med Tovhults högskola förlängs."
    plan = plans_of(f"{cover}\n\f1 Inledning\n\n{said}\n\n2 Budget\n\n{BODY}\n", lexicon)[0]
    assert plan.organisation == "Ledverket"
    assert plan.title == "Verksamhetsplan 2031–2033 med budget och riskanalys"


def test_a_municipality_s_plan_is_not_an_agency_s_that_it_names(lexicon):
    cover = "Verksamhetsplan 2031\n\nSkolverket"
    said = f"Granviks kommun ansvarar. {BODY} Granviks kommun följer Skolverket."
    plan = plans_of(f"{cover}\n\f1 Inledning\n\n{said}\n\n2 Budget\n\n{BODY}\n", lexicon)[0]
    assert plan.organisation == "Granviks kommun"


def test_a_line_of_a_plain_text_that_comes_again_names_the_plan(lexicon):
    foot = "Vårdnämnden, Verksamhetsplan med budget"
    pages = [f"{n} {title}\n\nDenna verksamhetsplan gäller. {BODY}\n\n" for n, title in ((1, "Inledning"), (2, "Mål"))]
    assert plans_of(f"\n{foot}\n\f".join((*pages, "")), lexicon)[0].title == "Verksamhetsplan med budget"


def test_running_heads_give_the_years_that_a_kind_on_the_cover_lacks(lexicon):
    cover = "Granviks kommun\nDokumenttyp: Verksamhetsplan\nBeslutad av: Vårdnämnden"
    chapters = [
        f"{n} {t}\n\n{BODY}\n\nVerksamhetsplan 2031–2033 Sida {n} av 2\n" for n, t in ((1, "Inledning"), (2, "Mål"))
    ]
    plan = plans_of("\f".join((cover + "\n", *chapters)), lexicon)[0]
    assert (plan.title, plan.year, plan.year_end) == ("Verksamhetsplan 2031–2033", 2031, 2033)
