"""A joint authority for rescue services: goals with measures in lists, activities in tables with who and when, full
kronor a member, key figures by half-year, risks on a five-grade scale."""

from __future__ import annotations

from samples.generator.content import Boxed, Cell, Figure, Grid, NewPage, Par, Plan, Row
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.tables import Column, Line, RiskRow, budget_table, indicator_table, risk_table, value_gold
from samples.generator.values import bound, num, pct, rank

NAME = "mellanskog-2017"
DUMP = Dump(bullets="-")
LOOK = Look(
    word_processor("LiberationSans", "LiberationSerif", 10.5, tint=0.3),
    margins=(80, 70, 66, 70),
    head=("Räddningstjänstförbundet Mellanskog", "", "2016-11-03"),
    foot=("Verksamhetsplan och budget 2017", "", "sid {page}/{total}"),
    first_numbered=1,
    header_tint=0.78,
)


def build() -> Plan:
    plan = Plan(
        NAME, "Verksamhetsplan och budget 2017", "Räddningstjänstförbundet Mellanskog", "Direktionen", 2017, LOOK
    )
    plan.notes = "Invented. No cover page: title, body and decision stand at the head of the first page."
    plan.put(
        Par("Direktionen", "cover_small"),
        Par("Dnr 2016/0087-012", "cover_small"),
        Par("Verksamhetsplan och budget 2017", "h1"),
        Par("Antagen av direktionen den 17 november 2016, § 48", "lead"),
    )
    task(plan)
    goals(plan)
    economy(plan)
    risks(plan)
    return plan


def task(plan: Plan) -> None:
    plan.heading(None, "Förbundets uppdrag", 1)
    plan.text(
        "Räddningstjänstförbundet Mellanskog bildades 2009 av kommunerna Brunnsele, Fårhult, Kärrbo och Västanede. Förbundet "
        "svarar för räddningstjänst, tillsyn enligt lagen om skydd mot olyckor och tillståndsprövning enligt lagen om "
        "brandfarliga och explosiva varor. Medlemmarnas krisledning samordnas genom avtal.",
        "Verksamheten bedrivs vid fyra heltidsstationer och nio deltidsstationer. Under 2015 larmades förbundet till 1 846 "
        "händelser. Av dem gällde 214 brand i byggnad och 402 trafikolyckor.",
    )
    plan.put(
        Figure(
            "Diagram 1. Räddningsinsatser 2012–2015, antal.",
            (("2012", 1712), ("2013", 1698), ("2014", 1930), ("2015", 1846)),
            105,
        )
    )
    plan.heading(None, "Förutsättningar för 2017", 1)
    plan.text(
        "Svårigheten att rekrytera deltidsbrandmän är den fråga som i störst utsträckning påverkar förmågan. Vid två av "
        "stationerna har styrkan under sommaren inte kunnat hållas fulltalig. Avtalet om räddningstjänstpersonal i "
        "beredskap omförhandlas under våren, vilket väntas höja kostnaden.",
        "Skogsbranden sommaren 2014 visade att samverkan över länsgräns måste kunna inledas snabbare. Förbundet ansluter sig "
        "därför till den gemensamma ledningscentralen i Norrtull från och med den 1 april.",
    )


def activity_table(plan: Plan, goal: str, rows: tuple[tuple[str, str, str], ...]) -> None:
    """Aktivitet | Ansvarig | Klart."""
    grid: list[Row] = [tuple(Cell(t, head=True, bold=True) for t in ("Aktivitet", "Ansvarig", "Klart"))]
    for text, owner, when in rows:
        ref = plan.record("activities", text=text, goal=goal, page=None)
        grid.append((Cell(text, refs=(ref,)), Cell(owner), Cell(when)))
    plan.put(Grid(plan.table_name(), None, (0.6, 0.24, 0.16), tuple(grid)))


def goals(plan: Plan) -> None:
    plan.heading(None, "Mål och aktiviteter", 1)
    plan.text(
        "Direktionen har beslutat om fyra mål för perioden 2016–2019. Målen följs upp i delårsrapporten och i "
        "årsredovisningen."
    )
    headers = ("Mätetal", "2015", "Mål 2017", "Mål 2019")
    shares = (0.52, 0.16, 0.16, 0.16)
    plan.goal("mål", "1", "Antalet bränder i bostäder ska minska.", "Mål {number} – {text}")
    plan.sentences(
        "Detta mäts genom",
        [
            "Antalet bostadsbränder per 1 000 invånare ska vara lägre än i riket.",
            "Minst 80 procent av hushållen ska ha fungerande brandvarnare.",
        ],
        goal="1", mark="•",
        targets=(None, value_gold(bound(">=", 80, "%", "Minst 80 procent"), "target")),
    )  # fmt: skip
    activity_table(
        plan, "1",
        (
            ("Hembesök i samtliga flerbostadshus i Brunnsele och Kärrbo.", "Chef förebyggande", "2017-10-31"),
            ("Utbildning av kommunernas hemtjänst i brandskydd.", "Brandingenjör", "2017-06-15"),
            ("Riktad information på fem språk till nyanlända.", "Kommunikatör", "2017-04-30"),
        ),
    )  # fmt: skip
    plan.goal("mål", "2", "Den som drabbas av en olycka ska få hjälp snabbt.", "Mål {number} – {text}")
    indicator_table(
        plan, headers,
        [
            ("Andel larm där första enhet är på plats inom 20 minuter", [pct("88.4").of(2015)], [pct(90).of(2017)],
             [pct(93).of(2019)]),
            ("Anspänningstid för heltidsstyrka, sekunder", [num(84, "sekunder", raw="84").of(2015)],
             [bound("<=", 90, "sekunder", "högst 90").of(2017)], [bound("<=", 90, "sekunder", "högst 90").of(2019)]),
            ("Antal första insatspersoner utbildade", [num(46).of(2015)], [num(70).of(2017)], [num(110).of(2019)]),
            ("Placering i Sveriges kommuners öppna jämförelser", [rank(19, 36).of(2015)], [rank(15, 36).of(2017)],
             [rank(10, 36).of(2019)]),
        ],
        goal="2", columns=shares, align="center",
    )  # fmt: skip
    activity_table(
        plan,
        "2",
        (
            ("Anslutning till gemensam ledningscentral.", "Räddningschef", "2017-04-01"),
            ("Två nya fordon för första insatsperson.", "Teknisk chef", "2017-09-01"),
        ),
    )
    plan.goal("mål", "3", "Förbundets medarbetare ska vara friska och väl övade.", "Mål {number} – {text}")
    indicator_table(
        plan, headers,
        [
            ("Andel brandmän som klarat årets fysiska tester", [pct(91).of(2015)], [pct(95).of(2017)],
             [pct(100).of(2019)]),
            ("Övningstimmar per deltidsbrandman", [num(42).of(2015)], [num(50).of(2017)], [num(50).of(2019)]),
            ("Sjukfrånvaro", [pct("2.9").of(2015)], [bound("<", 3, "%", "under 3 %").of(2017)],
             [bound("<", 3, "%", "under 3 %").of(2019)]),
        ],
        goal="3", columns=shares, align="center",
    )  # fmt: skip
    plan.goal("mål", "4", "Förbundet ska använda medlemmarnas pengar väl.", "Mål {number} – {text}")
    items = (
        "Räddningschefen får i uppdrag att utreda en gemensam inköpsfunktion med grannförbunden.",
        "Räddningschefen får i uppdrag att redovisa kostnaden per station till direktionens möte i maj.",
    )
    refs = tuple(
        (plan.record("assignments", number=None, text=text, given_by="direktionen", goal="4", page=None),)
        for text in items
    )
    plan.put(Boxed("Uppdrag från direktionen", items, refs, label="•"))


def economy(plan: Plan) -> None:
    plan.put(NewPage())
    plan.heading(None, "Budget 2017", 1)
    plan.text(
        "Medlemsbidragen höjs med 2,4 procent. Resultatet ska enligt förbundsordningen motsvara minst en procent av "
        "bidragen. Intäkterna från tillsyn beräknas bli något lägre sedan taxan ändrats."
    )
    columns = (
        Column("Utfall 2015", "utfall", 2015),
        Column("Budget 2016", "budget", 2016),
        Column("Prognos 2016", "prognos", 2016),
        Column("Budget 2017", "budget", 2017),
    )
    plan.heading(None, "Resultatbudget (kkr)", 2)
    income = [
        Line("Medlemsbidrag", ("97480", "99830", "99830", "102226")),
        Line("Tillsyn och tillstånd", ("3116", "3300", "2940", "2850")),
        Line("Automatlarm", ("6204", "6300", "6410", "6500")),
        Line("Övrig försäljning", ("2871", "2600", "2725", "2700")),
    ]
    costs = [
        Line("Löner och ersättningar", ("-68012", "-70150", "-71480", "-72340")),
        Line("Pensioner", ("-9874", "-10200", "-10350", "-10610")),
        Line("Lokaler", ("-9120", "-9300", "-9290", "-9480")),
        Line("Fordon och materiel", ("-8633", "-8900", "-8710", "-9020")),
        Line("Övriga kostnader", ("-7245", "-6930", "-7105", "-7290")),
        Line("Avskrivningar", ("-4388", "-4700", "-4660", "-4890")),
    ]
    budget_table(
        plan, "Resultatbudget (kkr)", "resultat", "kkr", columns,
        [
            *income, Line("Summa intäkter", total=True, sums=tuple(r.label for r in income)),
            *costs, Line("Summa kostnader", total=True, sums=tuple(r.label for r in costs)),
            Line("Resultat", total=True, sums=("Summa intäkter", "Summa kostnader")),
        ],
        shares=(0.4, 0.15, 0.15, 0.15, 0.15), places=0, corner="", minus="- ", rules="horizontal",
    )  # fmt: skip
    plan.heading(None, "Medlemsbidrag per kommun (kr)", 2)
    members = [
        Line("Brunnsele", ("31640200", "32399600")),
        Line("Fårhult", ("18215900", "18653100")),
        Line("Kärrbo", ("22874500", "23423500")),
        Line("Västanede", ("27099400", "27749800")),
    ]
    budget_table(
        plan, "Medlemsbidrag per kommun (kr)", "drift", "kr",
        (Column("Budget 2016", "budget", 2016), Column("Budget 2017", "budget", 2017)),
        [*members, Line("Summa", total=True, sums=tuple(m.label for m in members))],
        shares=(0.5, 0.25, 0.25), places=0, corner="Kommun",
    )  # fmt: skip
    plan.heading(None, "Investeringsbudget (kkr)", 2)
    objects = [
        Line("Släckbil Kärrbo", ("4200", None, None)),
        Line("Tankbil Fårhult", (None, "3100", None)),
        Line("Andningsskydd", ("650", "650", "650")),
        Line("Övningsfält", (None, "1400", "2200")),
        Line("Ledningscentral, teknik", ("1850", None, None)),
    ]
    budget_table(
        plan, "Investeringsbudget (kkr)", "investering", "kkr",
        (Column("2017", "budget", 2017), Column("2018", "plan", 2018), Column("2019", "plan", 2019)),
        [*objects, Line("Totalt", total=True, sums=tuple(o.label for o in objects))],
        shares=(0.49, 0.17, 0.17, 0.17), places=0, corner="Objekt", empty="-",
    )  # fmt: skip


def risks(plan: Plan) -> None:
    plan.heading(None, "Internkontrollplan", 1)
    plan.text("Sannolikhet och konsekvens bedöms från 1 till 5. Kontrollerna rapporteras till direktionen i december.")
    risk_table(
        plan, ("Nr", "Riskområde", "Risk", "Sann.", "Kons.", "Riskvärde", "Kontroll"),
        [
            RiskRow("Larm", "Risk att larm inte når deltidsstyrkan vid avbrott i mobilnätet.",
                    ("Provlarm varje måndag.", "Reservsökare vid samtliga stationer."), rating=(3, 5)),
            RiskRow("Myndighetsutövning", "Risk att tillsynsbesök inte dokumenteras enligt lag.",
                    ("Kollegial granskning av 25 ärenden per år.",), rating=(2, 4)),
            RiskRow("Lön", "Risk att ersättning för beredskap betalas ut felaktigt.",
                    ("Attest av stationschef och stickprov varje kvartal.",), rating=(3, 3)),
            RiskRow("Upphandling", "Risk att ramavtal inte följs.", ("Leverantörsreskontran gås igenom två gånger per år.",),
                    rating=(4, 2)),
        ],
        columns=(0.06, 0.16, 0.27, 0.09, 0.09, 0.11, 0.22),
        fields=("number", "area", "text", "probability", "consequence", "score", "measures"), spans=False, mark="• ",
        split=False,
    )  # fmt: skip
    plan.heading(None, "Uppföljning", 1)
    plan.text(
        "Räddningschefen lämnar ekonomisk rapport till varje ordinarie möte. Medlemmarna får delårsrapporten senast den "
        "30 september."
    )
