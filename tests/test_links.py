from __future__ import annotations

from extractors.activities import extract_activities
from extractors.assignments import extract_assignments
from extractors.goals import extract_goals
from extractors.records import Activity, Assignment, Goal, Indicator
from pipeline.document import Provenance
from pipeline.links import link
from tests.plain import pages_of, understood

PLAN = """
1 Mål

Fullmäktigemål 1: Alla invånare är trygga i hela kommunen.

Nämndmål 1.1: Väntetiden till boende blir kortare varje år.

Strategier för trygghet

• Att bygga fler boenden i hela kommunen.

• Att rusta dem som finns.

Aktiviteter

• Bygga ett nytt boende.

Nämndmål 1.2: Personalen stannar kvar.

Aktiviteter

• Pröva nya scheman.

Uppdrag: Nr 8. Att redovisa kostnaden.

2 Budget

Nämndens ram uppgår till fyra miljoner kronor och har inte ändrats sedan förra året.

Uppdrag: Nr 9. Att spara.
"""


def linked(lexicon, *more):
    document = understood(pages_of(PLAN), lexicon)
    extractors = (extract_goals, extract_assignments, extract_activities)
    records = [record for extract in extractors for record in extract(document, lexicon)]
    return link([*records, *more], document)


def test_each_record_to_the_goal_above_it(lexicon):
    records = linked(lexicon)
    numbers = {r.goal_id: r.number for r in records if isinstance(r, Goal)}
    assert [(r.text, r.goal_number, numbers.get(r.goal_id)) for r in records if isinstance(r, Activity)] == [
        ("Bygga ett nytt boende.", "1.1", "1.1"),
        ("Pröva nya scheman.", "1.2", "1.2"),
    ]
    assert [(r.number, r.goal_number) for r in records if isinstance(r, Assignment)] == [("8", "1.2"), ("9", None)]


def test_goals_to_their_parents(lexicon):
    goals = {g.goal_id: g for g in linked(lexicon) if isinstance(g, Goal)}
    parents = [
        (g.number or g.text, goals[g.parent_goal_id].number if g.parent_goal_id else None) for g in goals.values()
    ]
    assert parents == [
        ("1", None),
        ("1.1", "1"),
        ("Att bygga fler boenden i hela kommunen.", "1.1"),
        ("Att rusta dem som finns.", "1.1"),
        ("1.2", "1"),
    ]


def indicator(line: int, **fields) -> Indicator:
    place = Provenance(1, line, None, "Väntetid", 1.0)
    return Indicator(plan=0, section=0, provenance=(place,), indicator_id="in_1", name="Väntetid", **fields)


def test_an_indicator_by_its_place_and_by_its_own_number(lexicon):
    by_place = [r for r in linked(lexicon, indicator(4)) if isinstance(r, Indicator)]
    assert by_place[0].goal_number == "1"
    by_number = [r for r in linked(lexicon, indicator(99, goal_number="1.2")) if isinstance(r, Indicator)]
    assert by_number[0].goal_id is not None


def test_linking_twice_changes_nothing(lexicon):
    document = understood(pages_of(PLAN), lexicon)
    once = link(list(extract_goals(document, lexicon)), document)
    assert link(once, document) == once


def test_no_records_no_links(lexicon):
    assert link([], understood(pages_of(PLAN), lexicon)) == ()
