"""A plan in two columns, set by a designer: figures, boxes, footnotes, a wide page and a page with its table turned,
headers over two rows."""

from __future__ import annotations

from samples.generator.content import (
    Boxed,
    Cell,
    Columns,
    Contents,
    Figure,
    Footnote,
    Grid,
    NewPage,
    NextColumn,
    Par,
    Plan,
    Row,
    Skip,
)
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.scan import Scanner
from samples.generator.tables import Column, Line, RiskRow, budget_table, indicator_table, risk_table
from samples.generator.values import bound, change, num, pct, relative, words

NAME = "ostervik-2022"
DUMP = Dump(damage=True)
SCANNER = Scanner(dpi=300, seed=41, skew=0.5, blur=0.7, noise=2.2, light=0.16, through=0.07, specks=12, quality=28)
LOOK = Look(
    word_processor("LiberationSerif", "DejaVuSans", 10, tint=0.25),
    margins=(54, 66, 54, 62),
    head=("", "", "Region Östervik · Kulturnämnden"),
    foot=("{page}", "", "Verksamhetsplan 2022"),
    hyphenate=True,
    padding=3.5,
    gutter=22,
)
SHARES = (0.4, 0.2, 0.2, 0.2)


def build() -> Plan:
    plan = Plan(NAME, "Verksamhetsplan 2022", "Region Östervik", "Kulturnämnden", 2022, LOOK)
    plan.notes = (
        "Invented. Pages are the sheets of the PDF. Two columns; the risk table lies turned on portrait paper (with "
        "/Rotate 90 in the born-digital PDF, as it lies in the scans). Boxes are given as shown upright."
    )
    plan.put(
        Par("Region Östervik", "cover_small"),
        Par("Verksamhetsplan 2022", "cover"),
        Par("Kulturnämnden", "cover_body"),
        Par("Ett kulturliv att räkna med", "quote"),
        Par("Fastställd av kulturnämnden den 9 december 2021, § 87\nDiarienr KUN 2021-00164", "cover_small"),
        NewPage(),
        Contents(),
        Skip(30),
        Figure(
            "Figur 1. Så hänger styrningen ihop.",
            (("Vision", 0), ("Regionplan", 0), ("Nämndens plan", 0), ("Enhetens plan", 0)),
            70,
        ),
        NewPage(),
        Columns(2),
    )
    preface(plan)
    direction(plan)
    goals(plan)
    economy(plan)
    plan.put(NewPage("sideways"))
    risks(plan)
    plan.put(NewPage("portrait"), Columns(2))
    ending(plan)
    return plan


def preface(plan: Plan) -> None:
    plan.heading(None, "Ordföranden har ordet", 1)
    plan.text(
        "Två år av pandemi har lärt oss hur skört kulturlivet är och hur uppfinningsrikt. Scener som stått tomma har hittat "
        "publik på nätet, bibliotek har lånat ut böcker genom fönstret och fria grupper har spelat på innergårdar. Nu ska "
        "publiken tillbaka in i salongerna.",
        "Under 2022 satsar nämnden på återstart. Vi lägger mer pengar på turnéer i hela länet och förlänger de arbets"
        "stipendier som infördes 2020. Samtidigt vill vi att fler barn ska få spela, dansa och skapa på sin fritid, var "
        "de än bor.",
        "Jag vill tacka alla som burit kulturen genom dessa år. Nu blickar vi framåt.",
    )
    plan.put(Par("Mirjam Falkenhag, ordförande", "lead"))


def direction(plan: Plan) -> None:
    plan.heading("1", "Nämndens uppdrag", 1)
    plan.text(
        "Kulturnämnden ansvarar för regionens insatser inom kultur, folkbildning och civilsamhälle. Nämnden fördelar "
        "statliga och regionala medel enligt kulturplanen, driver regionbiblioteket, filmverksamheten och arkivet samt ger "
        "bidrag till institutioner, studieförbund och fria aktörer.1)",
        "Nämndens verksamhet bedrivs i två enheter: Kulturutveckling, med 34 anställda, och Östervik Scen & Film, med 21. "
        "Därtill kommer tre regionala institutioner som ägs tillsammans med kommunerna.",
    )
    plan.put(Footnote("1)", "Kulturplan för Östervik 2020–2023, antagen av regionfullmäktige den 12 november 2019."))
    plan.heading("1.1", "Läget i länet", 2)
    plan.text(
        "Deltagandet i kulturlivet är ojämnt fördelat. I residensstaden har sju av tio invånare besökt en scen eller ett "
        "museum det senaste året, i skärgårdskommunerna fyra av tio. Skillnaden mellan den som har lång och den som har "
        "kort utbildning är ännu större.",
        "Antalet yrkesverksamma konstnärer har minskat under pandemin. Enligt en enkät i maj 2021 överväger var femte att "
        "lämna yrket. Det vore en förlust för hela länet.",
    )
    plan.put(
        Figure(
            "Figur 2. Andel som besökt scen eller museum 2020, procent.",
            (("Stad", 71), ("Tätort", 58), ("Land", 49), ("Skärgård", 40)),
            110,
        )
    )
    plan.heading("1.2", "Så arbetar nämnden", 2)
    plan.text(
        "Nämnden sammanträder åtta gånger om året. Beredningen sker i två utskott, ett för bidrag och ett för utveckling. "
        "Barns och ungas synpunkter inhämtas genom regionens ungdomsråd, som har rätt att lämna förslag och närvara när "
        "nämnden behandlar planen."
    )


def goals(plan: Plan) -> None:
    plan.heading("2", "Mål och strategier", 1)
    plan.text(
        "Fullmäktiges plan har fyra målområden. Kulturnämnden bidrar framför allt till två av dem, Livskraft i hela länet "
        "och Unga tar plats. Till målen hör strategier som gäller för flera år och aktiviteter som gäller för 2022."
    )
    plan.heading("2.1", "Livskraft i hela länet", 2)
    plan.goal("mål", "1", "Invånarna har ett rikt utbud av kultur nära hemmet.", "Mål {number}. {text}")
    plan.text(
        "Kulturen ska möta publiken där den finns. Bygdegårdar, skolor och bibliotek är scener lika goda som teaterhuset."
    )
    plan.goal("strategi", None, "Turnéstödet riktas till kommuner med lägst antal föreställningar per invånare.",
              style="task", label="Strategi:")  # fmt: skip
    plan.goal("strategi", None, "Biblioteken utvecklas till lokala kulturhus genom samverkan mellan kommunerna.",
              style="task", label="Strategi:")  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Utlysa turnéstöd två gånger under året med förenklad ansökan.",
            "Bygga upp en gemensam pool av mobil teknik för ljud och ljus.",
            "Ta fram en handbok för arrangörer på landsbygden.",
        ],
        goal="1",
    )
    headers = ("Styrmått", "Utfall 2020", "Mål 2022", "Mål 2025")
    indicator_table(
        plan, headers,
        [
            ("Antal föreställningar utanför residenskommunen", [num(214, year=2020)], [num(420).of(2022)],
             [num(600).of(2025)]),
            ("Andel kommuner som har minst en professionell arrangör", [pct(64, 2020)], [pct(75, 2022)], [pct(100, 2025)]),
            ("Besök på bibliotek per invånare", [num("3.1", year=2020)],
             [relative("0.5", None, "riket", "Riket +0,5").of(2022)], [relative(1, None, "riket", "Riket +1").of(2025)]),
        ],
        goal="1", columns=SHARES,
    )  # fmt: skip
    ref1 = plan.record(
        "assignments", number="8", text="Kulturnämnden ska utreda ett regionalt filmpris med start 2023.",
        given_by="regionfullmäktige", goal="1", page=None,
    )  # fmt: skip
    ref2 = plan.record(
        "assignments", number="9", text="Kulturnämnden ska tillsammans med kollektivtrafiknämnden pröva biljetter som gäller "
        "både för resan och för föreställningen.", given_by="regionfullmäktige", goal="1", page=None,
    )  # fmt: skip
    plan.put(
        Boxed(
            "Uppdrag från regionfullmäktige",
            tuple(f"Uppdrag {r['number']}. {r['text']}" for r in plan.records["assignments"]),
            ((ref1,), (ref2,)),
        )
    )
    plan.goal("mål", "2", "Konstnärer kan leva och verka i Östervik.", "Mål {number}. {text}")
    plan.text(
        "Arbetsstipendierna förlängs till och med 2023. Nämnden följer MU-avtalet när verk ställs ut och ställer samma "
        "krav på dem som får bidrag.2)"
    )
    plan.put(Footnote("2)", "Avtal om ersättning till konstnärer vid utställning, tecknat mellan staten och bild"
                      "konstnärernas organisationer."))  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Dela ut tolv arbetsstipendier om vardera 60 000 kronor.",
            "Öppna en ateljéförening i Norra hamnen tillsammans med kommunen.",
        ],
        goal="2",
    )
    indicator_table(
        plan, headers,
        [
            ("Antal arbetsstipendier", [num(8, "st", year=2020)], [num(12, "st").of(2022)], [num(15, "st").of(2025)]),
            ("Utbetald ersättning till konstnärer, mnkr", [num("4.3", "mnkr", raw="4,3", year=2020)], [num("5.5", "mnkr", raw="5,5").of(2022)],
             [change(50, "%", "Ökning 50 %").of(2025)]),
        ],
        goal="2", columns=SHARES,
    )  # fmt: skip
    plan.heading("2.2", "Unga tar plats", 2)
    plan.goal("mål", "3", "Alla barn och unga har möjlighet att skapa själva.", "Mål {number}. {text}")
    plan.text(
        "Kulturskolan når 14 procent av barnen. Fler kan nås om verksamheten erbjuds i anslutning till skoldagen och om "
        "avgifterna sänks. Nämnden kan inte besluta över kommunerna men kan stimulera."
    )
    plan.goal("strategi", None, "Stödet till kulturskolan villkoras med öppna former utan kö.", style="task",
              label="Strategi:")  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Starta nätverk för kulturskolans ledare.",
            "Ge stöd till tre kommuner som prövar öppen verksamhet på fritidsgårdar.",
            "Genomföra en länsturné med dans för årskurs 5.",
        ],
        goal="3",
    )
    indicator_table(
        plan, headers,
        [
            ("Andel barn 6–15 år i kulturskolan", [pct(14, 2020)], [bound(">=", 18, "%", "Minst 18 %").of(2022)],
             [bound(">=", 25, "%", "Minst 25 %").of(2025)]),
            ("Andel elever som mött professionell scenkonst under året", [pct(37, 2020)], [pct(80, 2022)],
             [words("Samtliga elever").of(2025)]),
            ("Antal ansökningar från unga 16–25 år till snabbstöd", [num(61, "st", year=2020)], [num(90, "st").of(2022)],
             [num(150, "st").of(2025)]),
        ],
        goal="3", columns=SHARES,
    )  # fmt: skip
    plan.put(
        Figure(
            "Figur 3. Deltagare i kulturskolan 2018–2020, antal.",
            (("2018", 4120), ("2019", 4265), ("2020", 3410)),
            100,
        )
    )
    plan.goal("mål", "4", "Läslusten ökar bland barn och vuxna.", "Mål {number}. {text}")
    plan.text(
        "Läsförståelsen sjunker i hela landet. Regionbiblioteket samordnar insatser för språkstart, från bokgåva vid "
        "hälsobesöket till läsecirklar på arbetsplatser. Under året skrivs en ny biblioteksplan."
    )
    plan.sentences(
        "Så följs målet upp",
        [
            "Andelen föräldrar som läser högt för sina barn varje dag ska öka.",
            "Antalet utlånade barnböcker per barn ska vara högre än rikets genomsnitt.",
        ],
        goal="4",
    )
    plan.heading("2.3", "Civilsamhälle och folkbildning", 2)
    plan.goal("mål", "5", "Föreningslivet är starkt i hela länet.", "Mål {number}. {text}")
    plan.text(
        "Länets 1 900 föreningar bär en stor del av kulturlivet. Många har förlorat medlemmar och intäkter. Nämnden har "
        "slutit en överenskommelse med föreningarnas paraplyorganisation om villkor för samarbete, och den ska nu omsättas "
        "i handling.",
        "Studieförbunden genomförde under 2020 bara hälften så många arrangemang som ett vanligt år. Bidraget lämnas "
        "oförändrat under 2022 trots den lägre volymen, så att verksamheten kan byggas upp igen.",
    )
    plan.goal("strategi", None, "Bidragen förenklas så att också små föreningar orkar söka.", style="task",
              label="Strategi:")  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Införa ett gemensamt e-formulär för samtliga verksamhetsbidrag.",
            "Ordna två föreningsdagar, en i skärgården och en i inlandet.",
        ],
        goal="5",
    )
    indicator_table(
        plan, headers,
        [
            ("Antal föreningar som får verksamhetsbidrag", [num(138, "st", year=2020)], [num(150, "st").of(2022)],
             [num(180, "st").of(2025)]),
            ("Handläggningstid för bidrag, dagar", [num(47, "dagar", raw="47", year=2020)], [bound("<=", 30, "dagar", "Högst 30").of(2022)],
             [bound("<=", 20, "dagar", "Högst 20").of(2025)]),
        ],
        goal="5", columns=SHARES,
    )  # fmt: skip
    plan.put(NextColumn())
    plan.heading("2.4", "Hållbarhet", 2)
    plan.text(
        "Regionens miljöprogram gäller även kulturen. Turnéer planeras så att resorna blir få och korta. Kostym och dekor "
        "återanvänds genom ett förråd som är öppet för alla länets scener. Arrangörer som får bidrag ska redovisa hur de "
        "arbetar med tillgänglighet för personer med funktionsnedsättning.",
        "Nämnden följer fördelningen av bidrag mellan kvinnor och män. Under 2020 gick 53 procent av stipendierna till "
        "kvinnor och 47 procent till män.",
    )


def economy(plan: Plan) -> None:
    plan.put(NewPage("landscape"))
    plan.heading("3", "Ekonomi", 1)
    plan.text(
        "Nämndens regionbidrag är 186,4 mnkr. Statsbidraget genom samverkansmodellen beräknas till 71,9 mnkr. Tabellerna "
        "visar verksamhetens intäkter, kostnader och netto. Kostnader anges med minus."
    )
    groups = ("Budget 2022", "Budget 2021", "Bokslut 2020")
    parts = ("Intäkter", "Kostnader", "Netto")
    scenarios = (("budget", 2022), ("budget", 2021), ("utfall", 2020))
    columns = [
        Column(f"{group} {part}", scenario, year)
        for group, (scenario, year) in zip(groups, scenarios, strict=True)
        for part in parts
    ]
    top: Row = (
        Cell("Verksamhet, mnkr", row_span=2, head=True, bold=True),
        *(
            cell
            for group in groups
            for cell in (Cell(group, column_span=3, head=True, bold=True, align="center"), None, None)
        ),
    )
    below: Row = (None, *(Cell(p, head=True, bold=True, align="right") for _ in groups for p in parts))
    nets = [
        ("Nämnd och förvaltning", ("0.4", "-14.6", "0.3", "-14.1", "0.5", "-13.2")),
        ("Regionbibliotek", ("6.1", "-15.8", "5.9", "-15.2", "6.4", "-14.9")),
        ("Scen & Film", ("18.3", "-49.7", "16.0", "-47.5", "9.2", "-43.8")),
        ("Arkiv och museer3)", ("21.5", "-52.3", "21.2", "-51.0", "20.7", "-50.1")),
        ("Musik och teater i länet", ("24.2", "-77.9", "23.8", "-75.6", "23.1", "-74.0")),
        ("Bidrag till studieförbund", ("0", "-22.8", "0", "-22.8", "0", "-22.6")),
        ("Fria aktörer och stipendier", ("4.6", "-28.4", "4.2", "-25.1", "3.9", "-27.7")),
    ]
    from decimal import Decimal

    lines = []
    for label, a in nets:
        out: list[str] = []
        for k in (0, 2, 4):
            out += [a[k], a[k + 1], str(Decimal(a[k]) + Decimal(a[k + 1]))]
        lines.append(Line(label, tuple(out)))
    lines.append(Line("Totalt", total=True, sums=tuple(label for label, _ in nets)))
    plan.heading("3.1", "Driftbudget", 2)
    budget_table(
        plan, "Driftbudget", "drift", "mnkr", columns, lines, shares=(0.25, *[0.0833] * 9), header=(top, below),
        minus="–",
    )  # fmt: skip
    plan.put(Footnote("3)", "Från och med 2021 ingår arkivet, som tidigare redovisades under Nämnd och förvaltning."))
    plan.text(
        "Ökningen inom Scen & Film avser återstart av turnéer. Biljettintäkterna beräknas nå 80 procent av nivån före "
        "pandemin."
    )
    plan.put(NewPage("portrait"), Columns(2))
    plan.heading("3.2", "Investeringar", 2)
    plan.text("Nämnden får investera för 6,8 mnkr under 2022. Bussen för film och skapande byts ut.")
    years = (Column("2022", "budget", 2022), Column("2023", "plan", 2023), Column("2024", "plan", 2024))
    budget_table(
        plan, "Investeringar", "investering", "mnkr", years,
        [
            Line("Scenteknik", ("2.4", "1.5", "1.5")),
            Line("Filmbuss", ("3.6", None, None)),
            Line("Arkivhyllor", ("0.5", "2.2", "2.0")),
            Line("IT och inventarier", ("0.3", "0.4", "0.4")),
            Line("Summa", total=True, sums=("Scenteknik", "Filmbuss", "Arkivhyllor", "IT och inventarier")),
        ],
        shares=(0.46, 0.18, 0.18, 0.18), corner="mnkr", empty="–", minus="–",
    )  # fmt: skip
    plan.text(
        "Filmbussen har rullat sedan 2009 och besökt samtliga skolor i länet. Den nya bussen drivs med biogas och får en "
        "studio för animation. Leverans väntas i september.",
        "Arkivets hyllor i den nya depån upphandlas i två etapper. Kostnaden för 2022 avser projektering.",
    )
    plan.put(NextColumn())
    plan.heading("3.3", "Bidrag till institutioner", 2)
    plan.text(
        "Bidragen räknas upp med 1,8 procent. Institutionerna ska redovisa antal besök, antal föreställningar och hur de "
        "har nått nya grupper."
    )
    budget_table(
        plan, "Bidrag till institutioner", "drift", "tkr",
        (Column("Budget 2022", "budget", 2022), Column("Budget 2021", "budget", 2021)),
        [
            Line("Östervikens teater", ("28410", "27908")),
            Line("Länsmuseet", ("24675", "24239")),
            Line("Kammarorkestern", ("19330", "18988")),
            Line("Konsthallen Spinneriet", ("6120", "6012")),
            Line("Dansens hus Östervik", ("4385", "3950")),
            Line("Totalt", total=True, sums=("Östervikens teater", "Länsmuseet", "Kammarorkestern",
                 "Konsthallen Spinneriet", "Dansens hus Östervik")),
        ],
        shares=(0.5, 0.25, 0.25), places=0, corner="Belopp i tkr",
    )  # fmt: skip
    plan.put(
        Figure(
            "Figur 4. Regionbidrag till kultur, kronor per invånare.",
            (("2019", 702), ("2020", 718), ("2021", 731), ("2022", 752)),
            100,
        )
    )
    plan.put(
        Boxed(
            "Så fördelas en hundralapp",
            (
                "38 kronor går till teater, musik och dans.",
                "24 kronor går till museer och arkiv.",
                "17 kronor går till folkbildning och bibliotek.",
                "21 kronor går till fria aktörer, film och förvaltning.",
            ),
            label="•",
        )
    )
    plan.text(
        "Jämfört med riket satsar regionen något mer på scenkonst och mindre på museer. Skillnaden hänger samman med att "
        "länsmuseet delvis finansieras av residensstaden."
    )


def risks(plan: Plan) -> None:
    plan.heading("4", "Risker och internkontroll", 1)
    risk_table(
        plan, ("Område", "Risk", "Sannolikhet", "Konsekvens", "Riskvärde", "Åtgärd", "Ansvarig"),
        [
            RiskRow("Publik", "Risk för att publiken inte återvänder efter pandemin.",
                    ("Kampanj tillsammans med länets arrangörer under våren.",
                     "Biljetter till sänkt pris för förstagångsbesökare."), rating=(3, 4), owner="Enhetschef Scen & Film"),
            RiskRow("Publik", "Risk för att satsningarna bara når redan vana besökare.",
                    ("Publikundersökning med uppgift om bostadsort och ålder.",), rating=(4, 3),
                    owner="Utvecklingsledare"),
            RiskRow("Ekonomi", "Risk för att statsbidrag används i strid med villkoren.",
                    ("Revisorsintyg begärs för bidrag över 500 000 kronor.",), rating=(2, 4), owner="Ekonom"),
            RiskRow("Ekonomi", "Risk för att jäv förekommer när bidrag beviljas.",
                    ("Jävsfrågan tas upp som stående punkt.", "Stickprov av 15 beslut per år."), rating=(2, 5),
                    owner="Nämndsekreterare"),
            RiskRow("Arkiv", "Risk för att handlingar skadas av fukt i den gamla depån.",
                    ("Klimatet mäts dygnet runt och larm går till fastighetsjouren.",
                     "Flytt av det äldsta beståndet sker före sommaren."), rating=(3, 5), owner="Regionarkivarie"),
            RiskRow("Arkiv", "Risk för att digitala handlingar inte kan läsas på sikt.",
                    ("Format ses över enligt bevarandeplanen.",), rating=(3, 4), owner="Regionarkivarie"),
            RiskRow("Personal", "Risk för ohälsa när verksamheten ställer om snabbt.",
                    ("Avstämning varje månad mellan chef och skyddsombud.",), rating=(3, 3), owner="Kulturchef"),
        ],
        columns=(0.1, 0.24, 0.095, 0.095, 0.085, 0.25, 0.135),
        fields=("area", "text", "probability", "consequence", "score", "measures", "owner"),
        split=False, flat="cells",
    )  # fmt: skip


def ending(plan: Plan) -> None:
    plan.heading("5", "Personal", 1)
    plan.text(
        "Förvaltningen har 55 tillsvidareanställda. Medelåldern är 49 år. Under året tas en kompetensplan fram med särskild "
        "vikt vid digital förmedling. Sjukfrånvaron har under tre år legat under 3 procent.",
        "Medarbetarna är spridda på fem orter. Möten hålls som regel digitalt men varje enhet samlas en dag i månaden. En "
        "gemensam dag för hela förvaltningen ordnas i Norra hamnen i maj, med tillgänglighet som tema.",
        "Chefer erbjuds handledning i grupp. Lönekartläggningen 2021 visade inga osakliga skillnader mellan kvinnor och "
        "män.",
    )
    plan.heading("6", "Uppföljning", 1)
    plan.text(
        "Planen följs upp per den 30 april, den 31 augusti och den 31 december. I årsrapporten bedömer nämnden om målen är "
        "helt, delvis eller inte uppnådda. Aktiviteter som inte genomförts kommenteras.",
        "Bidragsmottagarna lämnar sina redovisningar senast den 31 mars året efter. Resultatet sammanställs i "
        "Kulturbokslutet, som publiceras i juni.",
    )
    names = ("Mirjam Falkenhag (ordf.)", "Torvald Ekenmark (vice ordf.)", "Sanna Brinklöv", "Idris Omarsson",
             "Gudrun Hallvik", "Per-Axel Sjöfall", "Lena Ruuth Almgård", "Jonatan Kvist", "Ylva Stråhle")  # fmt: skip
    plan.put(NextColumn())
    plan.heading(None, "Nämndens ledamöter", 2)
    plan.bullets(*names)
    plan.heading(None, "Ordlista", 2)
    rows: tuple[Row, ...] = (
        (Cell("Begrepp", head=True, bold=True), Cell("Förklaring", head=True, bold=True)),
        (Cell("Kulturplan"), Cell("Den plan som staten kräver för att regionen ska få fördela statsbidrag.")),
        (Cell("Samverkansmodellen"), Cell("Ordning för fördelning av statliga medel till regional kultur.")),
        (Cell("Snabbstöd"), Cell("Bidrag till unga om högst 10 000 kronor med besked inom två veckor.")),
    )
    plan.put(Grid(plan.table_name(), None, (0.36, 0.64), rows))
