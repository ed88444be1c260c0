"""A county council of the 2000s with a balanced scorecard: perspectives, goals inside tables, five years in Msek without
rules, a result with deficits in brackets, risks as bullets."""

from __future__ import annotations

from collections.abc import Sequence

from samples.generator.content import Cell, Contents, Grid, NewPage, Par, Plan, Row
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.scan import Scanner
from samples.generator.tables import Column, Line, budget_table, printed_values, value_gold
from samples.generator.values import Value, bound, change, num, pct, span, words

NAME = "naverland-2008"
DUMP = Dump(damage=True, parted=" ", skip=(1,))
SCANNER = Scanner(dpi=200, seed=51, skew=0.7, blur=0.9, noise=2.6, light=0.1, through=0.04, specks=20, quality=34)
LOOK = Look(
    word_processor("DejaVuSans", "DejaVuSans", 9, tint=0.0),
    margins=(68, 74, 60, 64),
    head=("Landstinget Näverland", "", "Landstingsplan 2008–2010"),
    foot=("", "{page}", ""),
    padding=4,
)
FIVE = (
    Column("Bokslut 2006", "utfall", 2006),
    Column("Budget 2007", "budget", 2007),
    Column("Budget 2008", "budget", 2008),
    Column("Plan 2009", "plan", 2009),
    Column("Plan 2010", "plan", 2010),
)
SHARES = (0.35, 0.13, 0.13, 0.13, 0.13, 0.13)
Measured = tuple[str, Value, Value, Value]


def build() -> Plan:
    plan = Plan(
        NAME, "Landstingsplan 2008–2010 med budget 2008", "Landstinget Näverland", "Landstingsstyrelsen", 2008, LOOK
    )
    plan.notes = "Invented. Goals stand in the first column of the scorecards. The plain text lacks the cover."
    plan.put(
        Par("Landstinget Näverland", "cover_small"),
        Par("Landstingsplan 2008–2010 med budget 2008", "cover"),
        Par("Landstingsstyrelsen", "cover_body"),
        Par("Fastställd av landstingsfullmäktige 2007-11-20, § 153. LK/070412", "cover_small"),
        NewPage(),
        Contents("Innehåll"),
        NewPage(),
    )
    opening(plan)
    scorecards(plan)
    economy(plan)
    closing(plan)
    return plan


def opening(plan: Plan) -> None:
    plan.heading("1", "Utgångspunkter", 1)
    plan.text(
        "Landstinget Näverland svarar för hälso- och sjukvård, tandvård, kollektivtrafik och kultur för länets 163 000 "
        "invånare. Planen anger vad fullmäktige vill uppnå under perioden och fördelar pengarna för 2008. Den ersätter "
        "landstingsplanen för 2007–2009.",
        "Styrningen bygger på balanserat styrkort med fyra perspektiv: medborgare, process, medarbetare och ekonomi. För "
        "varje perspektiv anges ett strategiskt mål. Därunder finns mål som kan mätas. Perspektiven är lika viktiga och "
        "ska läsas tillsammans.",
    )
    plan.heading("1.1", "Vad som händer omkring oss", 2)
    plan.text(
        "Konjunkturen är stark och sysselsättningen i länet har ökat tre år i rad. Skatteunderlaget väntas växa med "
        "5,1 procent under 2008 för att därefter mattas av. Samtidigt har läkemedelskostnaderna åter börjat stiga, och "
        "förhandlingarna om nytt statsbidrag är inte avslutade.",
        "Den nationella vårdgarantin omfattar sedan november 2005 all planerad vård. Landstinget klarar tidsgränserna för "
        "besök inom nio områden av tolv. Ögonsjukvård, ortopedi och hörselvård har fortfarande för långa köer.",
        "Befolkningen åldras. Det märks först i primärvården och i akutsjukvården. Närsjukvård, det vill säga vård som är "
        "vanlig i befolkningen och ofta förekommande för individen, ska därför byggas ut i samtliga sju kommuner.",
    )
    plan.heading("1.2", "Uppdrag till landstingsdirektören", 2)
    plan.assignments(
        "Landstingsstyrelsen uppdrar åt landstingsdirektören att",
        [
            (None, "lämna förslag till organisation för närsjukvården senast i mars 2008"),
            (None, "se över ambulansens stationering i länets norra del"),
            (None, "utarbeta en gemensam läkemedelslista för särskilda boenden i samråd med kommunerna"),
            (None, "införa elektroniska recept vid samtliga mottagningar före utgången av juni"),
        ],
        given_by="landstingsstyrelsen", goal=None, mark="–",
    )  # fmt: skip


def scorecard(plan: Plan, rows: Sequence[tuple[str, Sequence[Measured]]]) -> None:
    """Mål | Mått | Utfall 2006 | Mål 2008 | Mål 2010; a goal's cell covers the rows of its measures."""
    titles = ("Mål", "Mått", "Utfall 2006", "Mål 2008", "Mål 2010")
    grid: list[Row] = [tuple(Cell(t, head=True, bold=True) for t in titles)]
    for text, measured in rows:
        goal = plan.record("goals", kind="mål", number=None, text=text, section=plan.section, page=None)
        for n, (name, *values) in enumerate(measured):
            kinds = ("outcome", "target", "long_term_target")
            dated = [v.of(year) for v, year in zip(values, (2006, 2008, 2010), strict=True)]
            ref = plan.record(
                "indicators", name=name, goal=text, page=None,
                values=[value_gold(v, kind) for v, kind in zip(dated, kinds, strict=True)],
            )  # fmt: skip
            cells = (Cell(printed_values([v]), refs=(ref,)) for v in dated)
            first = Cell(text, row_span=len(measured), refs=(goal,)) if n == 0 else None
            grid.append((first, Cell(name, refs=(ref,)), *cells))
    plan.put(Grid(plan.table_name(), None, (0.27, 0.31, 0.14, 0.14, 0.14), tuple(grid)))


def scorecards(plan: Plan) -> None:
    plan.heading("2", "Styrkort", 1)
    plan.text("Målen gäller hela landstinget. Varje nämnd beslutar om egna styrkort senast den 31 januari.")
    plan.heading("2.1", "Medborgarperspektivet", 2)
    plan.goal(
        "strategiskt mål", None, "Näverlänningarna har förtroende för sitt landsting och får vård när de behöver den.",
        "Strategiskt mål: {text}", style="body",
    )  # fmt: skip
    scorecard(
        plan,
        (
            ("Vården är lätt att nå.", (
                ("Andel samtal till vårdcentral som besvaras samma dag", pct(81), pct(95), pct(100)),
                ("Andel patienter som får läkarbesök inom sju dagar", pct(86), pct(95), pct(100)),
                ("Antal patienter som väntat mer än 90 dagar på behandling", num(812), num(200), num(0)),
            )),
            ("Invånarna är nöjda med vården.", (
                ("Förtroende för sjukvården i stort enligt Vårdbarometern", pct(58), pct(64),
                 bound(">=", 70, "%", "minst 70 %")),
                ("Nöjdhet med senaste besöket, betyg 1–5", num("4.1"), num("4.2"), num("4.4")),
            )),
            ("Resandet med länstrafiken växer.", (
                ("Antal resor per invånare och år", num(41), change(5, "%", "+5 %"), change(10, "%", "+10 %")),
            )),
        ),
    )  # fmt: skip
    plan.text(
        "Tillgängligheten på telefon förbättras genom att fler vårdcentraler ansluts till det system för återuppringning som "
        "prövats i Lövfors. Sjukvårdsrådgivningen flyttar till nya lokaler i april."
    )
    plan.heading("2.2", "Processperspektivet", 2)
    plan.goal(
        "strategiskt mål", None, "Arbetet är väl ordnat, säkert och fritt från onödiga moment.",
        "Strategiskt mål: {text}", style="body",
    )  # fmt: skip
    scorecard(
        plan,
        (
            ("Patienterna skadas inte i vården.", (
                ("Andel patienter med vårdrelaterad infektion", pct("10.8"), pct(8), bound("<", 6, "%", "under 6 %")),
                ("Antal anmälningar enligt Lex Maria", num(22), words("Redovisas"), words("Redovisas")),
            )),
            ("Läkemedel används klokt.", (
                ("Kostnad för läkemedel per invånare, kr", num(2480, "kr", raw="2 480"), bound("<=", 2550, "kr", "högst 2 550"),
                 bound("<=", 2600, "kr", "högst 2 600")),
                ("Andel generiska läkemedel", pct(46), span(50, 55, "%", "50–55 %"), pct(60)),
            )),
        ),
    )  # fmt: skip
    plan.activities(
        "Aktiviteter under 2008",
        [
            "Genombrottsprojekt mot vårdrelaterade infektioner vid båda sjukhusen.",
            "Gemensam remissportal för primärvård och sjukhus.",
            "Utbildning i förbättringskunskap för 120 medarbetare.",
        ],
        goal=None,
    )
    plan.heading("2.3", "Medarbetarperspektivet", 2)
    plan.goal(
        "strategiskt mål", None, "Medarbetarna är stolta över sitt arbete och delaktiga i hur det utvecklas.",
        "Strategiskt mål: {text}", style="body",
    )  # fmt: skip
    scorecard(
        plan,
        (
            ("Hälsan bland de anställda förbättras.", (
                ("Sjukfrånvaro i procent av arbetstiden", pct("6.2"), pct("5.5"), pct(5)),
                ("Andel långtidsfriska", pct(48), pct(52), pct(55)),
            )),
            ("Chefer har förutsättningar att leda.", (
                ("Andel chefer med högst 40 underställda", pct(63), pct(75), pct(90)),
            )),
        ),
    )  # fmt: skip
    plan.heading("2.4", "Ekonomiperspektivet", 2)
    plan.goal(
        "strategiskt mål", None, "Landstinget har en ekonomi som ger handlingsfrihet.", "Strategiskt mål: {text}",
        style="body",
    )  # fmt: skip
    scorecard(
        plan,
        (
            ("Resultatet är i balans.", (
                ("Årets resultat i förhållande till skatter och bidrag", pct("-0.6"), pct("0.8"), pct(2)),
                ("Soliditet", pct(31), pct(31), pct(33)),
            )),
        ),
    )  # fmt: skip


def economy(plan: Plan) -> None:
    plan.heading("3", "Ekonomi", 1)
    plan.text(
        "Utdebiteringen är oförändrad, 10 kronor och 90 öre per skattekrona. Nämndernas ramar räknas upp med 3,4 procent "
        "för löner och priser. Belopp anges i miljoner kronor, Msek, om inget annat sägs."
    )
    plan.heading("3.1", "Nettokostnad per nämnd, Msek", 2)
    names = ("Landstingsstyrelsen", "Hälso- och sjukvårdsnämnden", "Tandvårdsnämnden", "Trafiknämnden",
             "Kultur- och bildningsnämnden", "Patientnämnden")  # fmt: skip
    figures = (
        ("214.6", "221.3", "228.9", "233.0", "238.4"),
        ("2748.1", "2829.5", "2934.2", "3021.7", "3108.0"),
        ("88.4", "91.0", "93.6", "96.1", "98.7"),
        ("141.9", "148.2", "155.8", "160.4", "165.3"),
        ("76.2", "78.8", "81.1", "83.2", "85.6"),
        ("1.7", "1.8", "1.9", "1.9", "2.0"),
    )
    budget_table(
        plan, "Nettokostnad per nämnd, Msek", "drift", "Msek", FIVE,
        [*(Line(n, f) for n, f in zip(names, figures, strict=True)), Line("Summa", total=True, sums=names)],
        shares=SHARES, corner="Nämnd", rules="none",
    )  # fmt: skip
    plan.text(
        "I ramen för hälso- och sjukvårdsnämnden ingår 42 Msek för utbyggd närsjukvård från och med 2008. Trafiknämnden får "
        "tillskott för tågtrafiken på Inlandspilen."
    )
    plan.heading("3.2", "Resultatbudget, Msek", 2)
    rows = [
        Line("Verksamhetens nettokostnader", ("-3270.9", "-3370.6", "-3495.5", "-3596.3", "-3698.0"), total=True),
        Line("Avskrivningar", ("-104.0", "-108.5", "-112.0", "-115.5", "-118.0")),
        Line("Skatteintäkter", ("2786.4", "2890.2", "3031.0", "3140.1", "3246.9")),
        Line("Statsbidrag och utjämning", ("571.3", "586.0", "601.5", "620.2", "641.0")),
        Line("Finansnetto", ("-3.1", "2.4", "3.0", "4.5", "6.0")),
    ]
    budget_table(
        plan, "Resultatbudget, Msek", "resultat", "Msek", FIVE,
        [*rows, Line("Årets resultat", total=True, sums=tuple(r.label for r in rows))],
        shares=SHARES, corner="", minus="–", rules="none",
    )  # fmt: skip
    plan.heading("3.3", "Investeringar, tkr", 2)
    investments = [
        Line("Byggnader", ("88420", "96000", "104000", "90000", "90000")),
        Line("Medicinteknik", ("51316", "54500", "58000", "60000", "62000")),
        Line("IT-system", ("17804", "24000", "31500", "18000", "16000")),
        Line("Fordon", ("3127", "4100", "3900", "4200", "4200")),
    ]
    budget_table(
        plan, "Investeringar, tkr", "investering", "tkr", FIVE,
        [*investments, Line("Totalt", total=True, sums=tuple(r.label for r in investments))],
        shares=SHARES, places=0, corner="Slag", rules="horizontal",
    )  # fmt: skip


def closing(plan: Plan) -> None:
    plan.heading("4", "Risker", 1)
    plan.text("Följande förhållanden kan rubba förutsättningarna för planen.")
    for text in (
        "Risk för att skatteunderlaget växer långsammare än beräknat om konjunkturen viker redan under 2008.",
        "Risk för att rekryteringen av distriktsläkare inte lyckas i länets västra del.",
        "Risk för att införandet av den gemensamma journalen försenas och blir dyrare.",
    ):
        ref = plan.record(
            "risks", area=None, text=text, measures=[], region_wide=False, probability=None, consequence=None,
            score=None, owner=None, page=None,
        )  # fmt: skip
        plan.put(Par(text, "item", label="–", refs=(ref,)))
    plan.heading("5", "Så följs planen upp", 1)
    plan.text(
        "Delårsrapporter lämnas per april och augusti. Måtten i styrkorten redovisas i årsredovisningen med kommentarer till "
        "avvikelser. Landstingets revisorer bedömer om resultatet är förenligt med fullmäktiges mål."
    )
