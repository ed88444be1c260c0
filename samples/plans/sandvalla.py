"""Three years of one committee: the same indicators with new values, for examples over time. Born digital and as text."""

from __future__ import annotations

from types import SimpleNamespace

from samples.generator.content import NewPage, Par, Plan
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.tables import Column, Line, RiskRow, budget_table, indicator_table, risk_table
from samples.generator.values import Value, amount, bound, num, pct, plain

INDICATORS = (
    # name, unit, outcomes 2019-2022, targets 2021-2023, comparator, goal
    ("Andel livsmedelskontroller utförda enligt plan", "%", ("81", "74", "88", "93"), ("90", "90", "95"), "=", "1"),
    ("Handläggningstid för bygglov, veckor", "veckor", ("9.5", "8.8", "8.1", "7.4"), ("8", "8", "7"), "<=", "1"),
    ("Andel nöjda sökande enligt servicemätningen", "%", ("66", "68", "71", "73"), ("70", "72", "75"), ">=", "1"),
    ("Antal tillsynsbesök på miljöfarlig verksamhet", None, ("112", "87", "121", "134"), ("120", "125", "130"), "=", "2"),
    ("Andel badplatser med utmärkt vattenkvalitet", "%", ("83", "83", "92", "92"), ("90", "95", "100"), "=", "2"),
    ("Antal inventerade enskilda avlopp", None, ("140", "165", "210", "240"), ("180", "220", "260"), ">=", "2"),
    ("Sjukfrånvaro", "%", ("4.8", "5.9", "5.1", "4.6"), ("4.5", "5", "4.5"), "<=", "3"),
)  # fmt: skip
GOALS = (
    ("1", "Företag och invånare får god service och rätt beslut i rätt tid."),
    ("2", "Sandvalla har ren luft, rent vatten och säkra livsmedel."),
    ("3", "Nämnden är en god arbetsgivare."),
)
UNITS = ("Nämnd och ledning", "Bygg och plan", "Miljö och hälsa", "Bostadsanpassning")
COSTS = {
    2019: (-1850, -6240, -5110, -2360), 2020: (-1910, -6480, -5230, -2240), 2021: (-1940, -6700, -5480, -2410),
    2022: (-1990, -6950, -5640, -2500), 2023: (-2050, -7210, -5900, -2580),
}  # fmt: skip
OUTCOMES = {
    2019: (-1822, -6415, -4986, -2502), 2020: (-1877, -6390, -4710, -2018), 2021: (-1931, -6812, -5402, -2466),
}  # fmt: skip
NEWS = {
    2021: "Pandemin medförde att en del av kontrollerna sköts upp under 2020. De tas igen under 2021, och två tillfälliga "
    "inspektörer har anställts för ändamålet.",
    2022: "Antalet ansökningar om bygglov ökade med en femtedel under 2021. Ökningen gäller främst tillbyggnader och "
    "solceller. En ny e-tjänst för bygglov öppnar i mars.",
    2023: "De stigande räntorna och byggkostnaderna väntas leda till färre bygglov. Intäkterna beräknas minska med "
    "400 tkr. Vakanser hålls därför tills vidare.",
}
TASKS = {
    2021: (("14", "Nämnden ska se över sin taxa för tillsyn enligt miljöbalken."),),
    2022: (
        ("9", "Nämnden ska redovisa hur handläggningen av bygglov kan bli helt digital."),
        ("11", "Nämnden ska ta fram en strategi för enskilda avlopp."),
    ),
    2023: (("6", "Nämnden ska lämna förslag till hur tillsynen kan samordnas med grannkommunerna."),),
}
RISKS = (
    RiskRow("Handläggning", "Risk att beslut dröjer så att avgiften måste sänkas.",
            ("Ärendebalansen gås igenom varje vecka.",), rating=(3, 3)),
    RiskRow("Handläggning", "Risk att jäv inte anmäls.", ("Påminnelse på varje sammanträde.",), rating=(2, 4)),
    RiskRow("Tillsyn", "Risk att allvarliga brister inte följs upp.",
            ("Särskild bevakningslista för återbesök.", "Kollegial granskning av tio ärenden."), rating=(2, 4)),
)  # fmt: skip


def value(raw: str, unit: str | None, year: int, comparator: str = "=", *, in_name: bool = False) -> Value:
    """``in_name``: the unit stands in the indicator's name and not beside the number."""
    if unit == "%" and comparator == "=":
        return pct(raw, year)
    if comparator == "=":
        return num(raw, unit, raw=plain(raw), year=year)
    word = "minst" if comparator == ">=" else "högst"
    places = max(0, len(raw.partition(".")[2]))
    printed = f" {unit}" if unit and not in_name else ""
    return bound(comparator, raw, unit, f"{word} {amount(raw, places)}{printed}").of(year)


def build_year(year: int) -> Plan:
    look = Look(
        word_processor("LiberationSans", "LiberationSans", 11),
        foot=(f"Miljö- och byggnämnden, verksamhetsplan {year}", "", "{page}"),
        margins=(71, 71, 71, 71),
    )
    plan = Plan(
        f"sandvalla-{year}", f"Verksamhetsplan {year}", "Sandvalla kommun", "Miljö- och byggnämnden", year, look
    )
    plan.notes = "Invented; one of three years of the same committee."
    plan.put(
        Par("Sandvalla kommun", "cover_small"),
        Par(f"Verksamhetsplan {year}", "cover"),
        Par("Miljö- och byggnämnden", "cover_body"),
        Par(f"Antagen av nämnden {year - 1}-12-{8 + year % 5:02}", "cover_small"),
        NewPage(),
    )
    plan.heading("1", "Nämndens uppgift", 1)
    plan.text(
        "Miljö- och byggnämnden prövar ärenden enligt plan- och bygglagen och utövar tillsyn enligt miljöbalken och "
        "livsmedelslagen. Nämnden beslutar också om bidrag till bostadsanpassning.",
        NEWS[year],
    )
    plan.heading("2", "Mål och indikatorer", 1)
    for number, text in GOALS:
        plan.goal("mål", number, text, "Mål {number}: {text}")
        rows = []
        for name, unit, outcomes, targets, comparator, goal in INDICATORS:
            if goal != number:
                continue
            at = year - 2 - 2019
            in_name = name.endswith(f", {unit}")
            rows.append(
                (
                    name,
                    [value(outcomes[at], unit, year - 2)],
                    [value(outcomes[at + 1], unit, year - 1)],
                    [value(targets[year - 2021], unit, year, comparator, in_name=in_name)],
                )
            )
        indicator_table(
            plan, ("Indikator", f"Utfall {year - 2}", f"Utfall {year - 1}", f"Mål {year}"), rows, goal=number,
            columns=(0.49, 0.17, 0.17, 0.17), kinds=("outcome", "outcome", "target"),
        )  # fmt: skip
    plan.assignments(
        "Uppdrag från kommunfullmäktige:",
        TASKS[year],
        given_by="kommunfullmäktige",
        goal=None,
        mark="Uppdrag {number}.",
    )
    plan.heading("3", "Budget", 1)
    plan.heading("3.1", "Driftbudget", 2)
    lines = [
        Line(unit, (str(COSTS[year][i]), str(COSTS[year - 1][i]), str(OUTCOMES[year - 2][i])))
        for i, unit in enumerate(UNITS)
    ]
    budget_table(
        plan, "Driftbudget", "drift", "tkr",
        (Column(f"Budget {year}", "budget", year), Column(f"Budget {year - 1}", "budget", year - 1),
         Column(f"Bokslut {year - 2}", "utfall", year - 2)),
        [*lines, Line("Summa", total=True, sums=UNITS)],
        shares=(0.46, 0.18, 0.18, 0.18), places=0, corner="tkr",
    )  # fmt: skip
    plan.text("Nämnden har ingen egen investeringsbudget. Inventarier anskaffas genom kommunstyrelsen.")
    plan.heading("4", "Intern kontroll", 1)
    risk_table(
        plan, ("Område", "Risk", "S", "K", "RV", "Åtgärd"), RISKS, columns=(0.16, 0.34, 0.06, 0.06, 0.07, 0.31),
        fields=("area", "text", "probability", "consequence", "score", "measures"), split=False, mark="- ",
    )  # fmt: skip
    return plan


def member(year: int) -> SimpleNamespace:
    """One year as a plan module of its own."""
    return SimpleNamespace(NAME=f"sandvalla-{year}", DUMP=Dump(), build=lambda: build_year(year))


FAMILY = tuple(member(year) for year in (2021, 2022, 2023))
