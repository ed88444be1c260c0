"""A school board of the 2010s: goals with a letter and a number, six columns with girls and boys apart, what changed in
tkr and per cent, risks with grades in words, lists that run on from heading to heading."""

from __future__ import annotations

from samples.generator.content import Cell, Contents, Grid, NewPage, Par, Plan, Row
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.tables import Column, Line, budget_table, printed_values, value_gold
from samples.generator.values import Value, bound, change, num, pct

NAME = "ekhamra-2014"
DUMP = Dump(parted=" ", skip=(1, 2), bullets="")
LOOK = Look(
    word_processor("LiberationSerif", "LiberationSerif", 11.5, tint=0.0),
    margins=(76, 72, 70, 78),
    head=("", "Ekhamra kommun – Barn- och ungdomsnämnden", ""),
    foot=("2013-12-04", "", "{page}"),
    padding=3,
)
MEASURES = ("Indikator", "Utgångsläge 2012", "Utfall 2013", "Målvärde 2014", "Målvärde 2016")
KINDS = ("outcome", "outcome", "target", "long_term_target")


def build() -> Plan:
    plan = Plan(NAME, "Verksamhetsplan 2014", "Ekhamra kommun", "Barn- och ungdomsnämnden", 2014, LOOK)
    plan.notes = "Invented. The plain text has neither cover nor contents and has lost its bullets."
    plan.put(
        Par("EKHAMRA KOMMUN", "cover_small"),
        Par("Verksamhetsplan 2014", "cover"),
        Par("Barn- och ungdomsnämnden", "cover_body"),
        Par("Antagen 2013-12-12 § 118", "cover_small"),
        NewPage(),
        Contents("Innehållsförteckning"),
        NewPage(),
    )
    background(plan)
    goals(plan)
    economy(plan)
    risks(plan)
    return plan


def background(plan: Plan) -> None:
    plan.heading("1.", "Bakgrund", 1)
    plan.text(
        "Barn- och ungdomsnämnden ansvarar för förskola, förskoleklass, fritidshem, grundskola och grundsärskola. I "
        "kommunen finns elva förskolor, sju grundskolor och två fristående enheter. Läsåret 2013/14 går 2 140 elever i "
        "grundskolan, vilket är 35 fler än året före.",
        "Skollagen ställer krav på systematiskt kvalitetsarbete på varje enhet. Nämndens plan ska ge förskolechefer och "
        "rektorer en tydlig riktning men lämna åt dem att välja arbetssätt.",
    )
    plan.heading("1.1.", "Vad vi lärt av 2013", 2)
    plan.text(
        "Resultaten i årskurs 9 vände uppåt efter fyra år av nedgång. Förbättringen är störst i matematik, där samtliga "
        "skolor deltagit i kollegial handledning. Pojkarnas resultat ligger alltjämt långt under flickornas.",
        "Köerna till förskolan i tätorten har kortats genom den avdelning som öppnades på Ekbacken i augusti.",
    )


def measured(plan: Plan, goal: str, rows: tuple[tuple[str, tuple[tuple[Value, ...], ...]], ...]) -> None:
    grid: list[Row] = [tuple(Cell(t, head=True, bold=True) for t in MEASURES)]
    for name, cells in rows:
        dated = [[v.of(year) for v in values] for values, year in zip(cells, (2012, 2013, 2014, 2016), strict=True)]
        ref = plan.record(
            "indicators", name=name, goal=goal, page=None,
            values=[value_gold(v, kind) for values, kind in zip(dated, KINDS, strict=True) for v in values],
        )  # fmt: skip
        grid.append((Cell(name, refs=(ref,)), *(Cell(printed_values(v), refs=(ref,)) for v in dated)))
    plan.put(Grid(plan.table_name(), None, (0.4, 0.15, 0.15, 0.15, 0.15), tuple(grid)))


def both(girls: str, boys: str) -> tuple[Value, ...]:
    return pct(girls).within("Flickor"), pct(boys).within("Pojkar")


def goals(plan: Plan) -> None:
    plan.heading("2.", "Mål för verksamheten", 1)
    plan.text("Nämnden har antagit fem mål, fördelade på två områden som kommunfullmäktige har pekat ut.")
    plan.heading("2.1.", "Område A. Kunskap", 2)
    plan.goal(
        "nämndmål", "A1", "Alla elever lämnar grundskolan med behörighet till gymnasiet.", "Nämndmål {number}. {text}"
    )
    measured(
        plan, "A1",
        (
            ("Andel elever behöriga till yrkesprogram", (both("86", "79"), both("89", "83"), both("92", "88"),
                                                         both("96", "95"))),
            ("Genomsnittligt meritvärde årskurs 9", ((num(203),), (num("206.5"),), (num(210),), (num(218),))),
            ("Andel elever som nått kravnivån i nationella prov i matematik, årskurs 6", (
                (pct(84),), (pct(87),), (pct(92),), (pct(97),))),
        ),
    )  # fmt: skip
    plan.activities(
        "Insatser 2014",
        [
            "Lovskola i matematik och engelska under påsk och sommar.",
            "Läslyft för samtliga lärare i årskurs 1–3.",
            "Gemensam rättning av nationella prov mellan skolorna.",
        ],
        goal="A1",
    )
    plan.goal("nämndmål", "A2", "Förskolan väcker barnens lust att lära.", "Nämndmål {number}. {text}")
    measured(
        plan, "A2",
        (
            ("Andel årsarbetare med förskollärarexamen", ((pct(51),), (pct(52),), (pct(55),), (pct(60),))),
            ("Antal barn per årsarbetare", ((num("5.4"),), (num("5.5"),), (bound("<=", "5.4", None, "högst 5,4"),),
                                            (bound("<=", "5.2", None, "högst 5,2"),))),
        ),
    )  # fmt: skip
    plan.heading("2.2.", "Område B. Trygghet och hälsa", 2)
    plan.goal("nämndmål", "B1", "Ingen elev blir utsatt för kränkningar.", "Nämndmål {number}. {text}")
    measured(
        plan, "B1",
        (
            ("Andel elever i årskurs 8 som känner sig trygga i skolan", (both("88", "91"), both("87", "92"),
                                                                          both("93", "95"), both("100", "100"))),
            ("Antal anmälningar om kränkande behandling", ((num(64),), (num(71),), (change(None, None, "Ska minska"),),
                                                           (change(None, None, "Ska minska"),))),
        ),
    )  # fmt: skip
    plan.goal("nämndmål", "B2", "Skolmaten är god, näringsrik och uppäten.", "Nämndmål {number}. {text}")
    plan.sentences(
        "Uppföljning sker genom att",
        [
            "Andelen elever som äter skollunch varje dag ökar.",
            "Matsvinnet minskar med 10 procent jämfört med 2013.",
        ],
        goal="B2",
    )
    plan.goal("nämndmål", "B3", "Barn och elever rör sig varje dag.", "Nämndmål {number}. {text}")
    plan.heading("2.3.", "Särskilda uppdrag", 2)
    plan.assignments(
        "Kommunfullmäktige har i budgeten för 2014 gett nämnden i uppdrag att",
        [
            ("KF4", "utreda förutsättningarna för en ny F–6-skola i Norra Ekhamra,"),
            ("KF5", "tillsammans med kultur- och fritidsnämnden pröva öppna skolgårdar under sommaren,"),
            ("KF9", "se över skolskjutsreglementet."),
        ],
        given_by="kommunfullmäktige", goal=None, mark="{number}",
    )  # fmt: skip


def economy(plan: Plan) -> None:
    plan.heading("3.", "Ekonomiska ramar", 1)
    plan.text(
        "Kommunfullmäktige har tilldelat nämnden en ram om 318,4 mnkr. Ramen är uppräknad för löner men inte för priser. "
        "Ersättningen per barn och elev, barnpengen, följer barnet till den enhet som vårdnadshavarna väljer."
    )
    plan.heading("3.1.", "Ram per verksamhet", 2)
    columns = (
        Column("Bokslut 2012", "utfall", 2012),
        Column("Budget 2013", "budget", 2013),
        Column("Ram 2014", "budget", 2014),
        Column("Förändring 2013–2014", "other", None),
    )
    rows = [
        ("Nämnd och kansli", ("9412", "9650", "9870")),
        ("Förskola", ("104360", "107200", "111300")),
        ("Fritidshem", ("24815", "25400", "25900")),
        ("Förskoleklass", ("11270", "11500", "11850")),
        ("Grundskola", ("143902", "145700", "149200")),
        ("Grundsärskola", ("9988", "10100", "10280")),
    ]
    lines = [Line(label, (*a, str(int(a[2]) - int(a[1])))) for label, a in rows]
    budget_table(
        plan, "Ram per verksamhet", "drift", "tkr", columns,
        [*lines, Line("Summa", total=True, sums=tuple(label for label, _ in rows))],
        shares=(0.36, 0.16, 0.16, 0.16, 0.16), places=0, corner="Verksamhet, tkr",
    )  # fmt: skip
    plan.heading("3.2.", "Barn- och elevpeng, kronor per år", 2)
    money = (Column("2013", "budget", 2013), Column("2014", "budget", 2014))
    budget_table(
        plan, "Barn- och elevpeng, kronor per år", "other", "kr", money,
        [
            Line("Förskola 1–3 år", ("128400", "131900")),
            Line("Förskola 4–5 år", ("96700", "99300")),
            Line("Fritidshem", ("38250", "38900")),
            Line("Årskurs 1–6", ("63480", "64950")),
            Line("Årskurs 7–9", ("71310", "72900")),
        ],
        shares=(0.5, 0.25, 0.25), places=0, corner="", rules="horizontal",
    )  # fmt: skip
    plan.heading("3.3.", "Volymer", 2)
    volumes = (
        Column("Utfall 2012", "utfall", 2012),
        Column("Prognos 2013", "prognos", 2013),
        Column("Budget 2014", "budget", 2014),
    )
    budget_table(
        plan, "Volymer", "nyckeltal", "", volumes,
        [
            Line("Barn i förskola", ("1012", "1038", "1061")),
            Line("Barn i fritidshem", ("884", "905", "921")),
            Line("Elever i grundskola", ("2098", "2140", "2177")),
            Line("Elever i grundsärskola", ("26", "27", "27")),
        ],
        shares=(0.46, 0.18, 0.18, 0.18), places=0, corner="Antal i genomsnitt", rules="none",
    )  # fmt: skip
    for row in plan.records["budget_rows"]:
        row["unit"] = row["unit"] or None


def risks(plan: Plan) -> None:
    plan.heading("4.", "Riskbedömning", 1)
    plan.text("Nämnden bedömer sannolikhet från 1 (osannolik) till 4 (sannolik) och konsekvens från 1 (försumbar) till 4 "
              "(allvarlig).")  # fmt: skip
    head = ("Risk", "Sannolikhet", "Konsekvens", "Åtgärd", "Ansvarig")
    words = {1: "Osannolik", 2: "Mindre sannolik", 3: "Möjlig", 4: "Sannolik"}
    harm = {1: "Försumbar", 2: "Lindrig", 3: "Kännbar", 4: "Allvarlig"}
    grid: list[Row] = [tuple(Cell(t, head=True, bold=True) for t in head)]
    for text, s, k, measure, owner in (
        (
            "Risk att behöriga lärare inte kan rekryteras till ämnena teknik och NO.",
            4,
            3,
            "Samarbete med högskolan om övningsskolor.",
            "Skolchef",
        ),
        ("Risk att elever i behov av stöd inte upptäcks i tid.", 3, 4, "Screening i årskurs 1, 3 och 7.", "Rektorer"),
        ("Risk att lokalerna på Ekbacken inte räcker.", 3, 2, "Paviljong hyrs från augusti.", "Lokalstrateg"),
        (
            "Risk att frånvaro inte rapporteras till hemmet samma dag.",
            2,
            3,
            "Nytt system för frånvaro införs.",
            "Rektorer",
        ),
    ):
        ref = plan.record(
            "risks", area=None, text=text, measures=[measure], region_wide=False, probability=s, consequence=k,
            score=None, owner=owner, page=None,
        )  # fmt: skip
        cells = (text, f"{words[s]} ({s})", f"{harm[k]} ({k})", measure, owner)
        grid.append(tuple(Cell(c, refs=(ref,)) for c in cells))
    plan.put(Grid(plan.table_name(), None, (0.32, 0.15, 0.14, 0.24, 0.15), tuple(grid), flat="cells"))
    plan.heading("5.", "Uppföljning", 1)
    plan.text(
        "Målen följs upp i samband med delårsbokslutet och i kvalitetsrapporten i oktober. Varje rektor lämnar en skriftlig "
        "analys till skolchefen senast den 15 september."
    )
