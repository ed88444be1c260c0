"""A municipal committee: nyckeltal with horizontal rules only, tkr with blanks and a true minus, five year columns, a
table of risks with S, K and RV, headers repeated page by page."""

from __future__ import annotations

from samples.generator.content import Cell, Contents, Grid, NewPage, Par, Plan
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.scan import Scanner
from samples.generator.tables import Column, Line, RiskRow, budget_table, indicator_table, risk_table
from samples.generator.values import bound, change, num, pct, span

NAME = "lindmo-2026"
DUMP = Dump(bullets="\uf0b7")
SCANNER = Scanner(dpi=200, seed=21, skew=0.9, blur=0.9, through=0.03, light=0.12, holes=False, quality=42)
LOOK = Look(
    word_processor("LiberationSans", "LiberationSans", 10.5, tint=0.1),
    margins=(62, 78, 62, 66),
    head=("Lindmo kommun", "", "Socialnämnden"),
    foot=("Nämndplan 2026–2028", "", "Sida {page} av {total}"),
    padding=3.5,
)
MINUS = "\u2212"
FIVE = (
    Column("Bokslut 2024", "utfall", 2024),
    Column("Budget 2025", "budget", 2025),
    Column("Budget 2026", "budget", 2026),
    Column("Plan 2027", "plan", 2027),
    Column("Plan 2028", "plan", 2028),
)
SHARES = (0.36, 0.128, 0.128, 0.128, 0.128, 0.128)
MEASURES = ("Indikator", "Utfall 2023", "Utfall 2024", "Målvärde 2026")


def build() -> Plan:
    plan = Plan(NAME, "Nämndplan 2026–2028 med internbudget", "Lindmo kommun", "Socialnämnden", 2026, LOOK)
    plan.notes = "Invented. Pages are the sheets of the PDF. 'Innehållsförteckning' is not counted as a section."
    plan.put(
        Par("Lindmo kommun", "cover_small"),
        Par("Nämndplan 2026–2028 med internbudget", "cover"),
        Par("Socialnämnden", "cover_body"),
        Par("Beslutad av socialnämnden 2025-11-18, § 94", "cover_small"),
        Par("Diarienummer SN 2025-0231", "cover_small"),
        NewPage(),
        Contents("Innehållsförteckning"),
        NewPage(),
    )
    assignment(plan)
    surroundings(plan)
    goals(plan)
    economy(plan)
    figures(plan)
    risks(plan)
    return plan


def assignment(plan: Plan) -> None:
    plan.heading("1", "Nämndens ansvarsområde", 1)
    plan.text(
        "Socialnämnden fullgör kommunens uppgifter inom socialtjänsten och den kommunala hälso- och sjukvården. I "
        "uppgiften ingår stöd till barn, unga och familjer, missbruks- och beroendevård, insatser enligt lagen om stöd "
        "och service till vissa funktionshindrade, försörjningsstöd samt vård och omsorg om äldre.",
        "Nämnden har nio ledamöter. Förvaltningen leds av socialchefen och är indelad i tre avdelningar: individ och "
        "familj, funktionsstöd samt äldreomsorg. Vid årsskiftet 2025/2026 fanns 684 tillsvidareanställda, omräknat "
        "till 612 årsarbetare.",
    )
    plan.heading("1.1", "Styrande dokument", 2)
    plan.text(
        "Utöver lagstiftningen styrs verksamheten av följande dokument som fullmäktige eller nämnden har antagit."
    )
    plan.bullets(
        "Mål och budget 2026 med flerårsplan 2027–2028",
        "Program för ett tryggt åldrande i Lindmo",
        "Riktlinjer för biståndsbedömning enligt socialtjänstlagen",
        "Kommunens personalpolicy",
    )
    plan.heading("1.2", "Nämndens plan och dess delar", 2)
    plan.text(
        "Nämndplanen beskriver hur nämnden avser att nå fullmäktiges mål inom de ekonomiska ramar som gäller. Till varje "
        "fullmäktigemål som berör nämnden har nämnden beslutat egna mål. Måluppfyllelsen mäts med indikatorer och "
        "bedöms samlat i delårsbokslut och årsbokslut. Aktiviteterna är förvaltningens sätt att arbeta mot målen; de kan "
        "ändras under året om de inte ger avsedd effekt.",
    )


def surroundings(plan: Plan) -> None:
    plan.heading("2", "Omvärld och förutsättningar", 1)
    plan.text(
        "Antalet invånare i Lindmo väntas vara i stort sett oförändrat, omkring 18 900, under planperioden. Däremot ökar "
        "åldersgruppen 80 år och äldre med 160 personer till 2028. Om andelen med insatser förblir densamma motsvarar det "
        "22 nya platser i särskilt boende och en ökning av hemtjänsttimmarna med 11 procent.",
        "Den nya socialtjänstlagen trädde i kraft den 1 juli 2025. Lagen ställer krav på en lätt tillgänglig och "
        "förebyggande socialtjänst och gör det möjligt att ge vissa insatser utan föregående behovsprövning. Nämnden "
        "avsätter 1 200 tkr för att bygga upp en öppen ingång i familjecentralens lokaler.",
        "Arbetsmarknaden i regionen har försvagats. Antalet hushåll med försörjningsstöd ökade under våren 2025 för "
        "första gången på fem år, framför allt bland unga utan gymnasieutbildning.",
    )
    plan.heading("2.1", "Personal och kompetens", 2)
    plan.text(
        "En tredjedel av undersköterskorna är äldre än 55 år. Rekryteringsläget är något bättre än för två år sedan, men "
        "det råder fortsatt brist på sjuksköterskor och på socialsekreterare med erfarenhet. Sjukfrånvaron var "
        "9,1 procent under 2024. Arbetet med hälsofrämjande scheman fortsätter och omfattar från våren 2026 samtliga "
        "enheter inom äldreomsorgen.",
    )
    plan.heading("2.2", "Lokaler", 2)
    plan.text(
        "Bygget av särskilt boende på Kvarnåsen pågår. Inflyttning i den första etappen, 40 platser, är planerad till "
        "mars 2027. Gruppbostaden på Ängsvägen ersätts samma år av nya lokaler med sex lägenheter.",
    )


def goals(plan: Plan) -> None:
    plan.heading("3", "Mål, indikatorer och uppdrag", 1)
    plan.text(
        "Fullmäktige har beslutat om fem mål för mandatperioden. Socialnämnden berörs av tre. Nämndens egna mål redovisas "
        "under respektive fullmäktigemål."
    )
    columns = (0.52, 0.16, 0.16, 0.16)
    kinds = ("outcome", "outcome", "target")
    plan.heading("3.1", "Trygg hela livet", 2)
    plan.goal("fullmäktigemål", "1", "Lindmoborna är trygga i livets alla skeden.", "Fullmäktigemål {number}: {text}")
    plan.goal(
        "nämndmål", "1.1", "Den som behöver stöd får det i tid och är delaktig i hur det utformas.",
        "Nämndmål {number}: {text}",
    )  # fmt: skip
    indicator_table(
        plan, MEASURES,
        [
            ("Väntetid i antal dagar från ansökan till erbjudet inflyttningsdatum i särskilt boende, medelvärde",
             [num(61, year=2023)], [num(54, year=2024)], [bound("<=", 45, None, "högst 45").of(2026)]),
            ("Andel brukare i hemtjänst som är ganska eller mycket nöjda med sin hemtjänst som helhet",
             [pct(86, 2023)], [pct(84, 2024)], [bound(">=", 90, "%", "minst 90 %").of(2026)]),
            ("Andel personer i gruppbostad som får bestämma om saker som är viktiga för dem",
             [pct(77, 2023)], [pct(79, 2024)], [pct(85, 2026)]),
            ("Antal olika vårdare som besöker en person med hemtjänst under 14 dagar, medelvärde",
             [num(16, year=2023)], [num(17, year=2024)], [span(12, 14, None, "12–14").of(2026)]),
        ],
        goal="1.1", columns=columns, kinds=kinds, rules="horizontal", align="right",
    )  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Införa fast omsorgskontakt för alla med hemtjänst senast under andra kvartalet.",
            "Utveckla digital ansökan om försörjningsstöd så att handläggningstiden kortas.",
            "Genomföra brukarråd på varje särskilt boende två gånger per termin.",
        ],
        goal="1.1",
    )
    plan.goal(
        "nämndmål", "1.2", "Barn och unga får tidigt stöd så att färre behöver placeras utanför hemmet.",
        "Nämndmål {number}: {text}",
    )  # fmt: skip
    indicator_table(
        plan, MEASURES,
        [
            ("Andel barn 0–12 år som inte är aktuella på nytt inom ett år efter avslutad utredning eller insats",
             [pct(74, 2023)], [pct(72, 2024)], [pct(80, 2026)]),
            ("Utredningstid i antal dagar från påbörjad till avslutad utredning inom barn och ungdom, medelvärde",
             [num(118, year=2023)], [num(112, year=2024)], [bound("<", 100, None, "under 100").of(2026)]),
            ("Antal familjer som tagit del av öppna insatser utan biståndsbeslut",
             [num(46, year=2023)], [num(63, year=2024)], [change(25, "%", "ökning 25 %").of(2026)]),
        ],
        goal="1.2", columns=columns, kinds=kinds, rules="horizontal", align="right",
    )  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Starta föräldrastöd i grupp tillsammans med förskolan.",
            "Följa upp samtliga placeringar längre än tolv månader med särskild plan.",
        ],
        goal="1.2",
    )
    plan.heading("3.2", "Arbete och egen försörjning", 2)
    plan.goal(
        "fullmäktigemål", "3", "Fler Lindmobor försörjer sig genom arbete eller studier.",
        "Fullmäktigemål {number}: {text}",
    )  # fmt: skip
    plan.goal(
        "nämndmål", "3.1", "Tiden med försörjningsstöd blir kortare för varje hushåll.", "Nämndmål {number}: {text}"
    )
    indicator_table(
        plan, MEASURES,
        [
            ("Andel vuxna med långvarigt försörjningsstöd av befolkningen 20–64 år",
             [pct("1.4", 2023)], [pct("1.6", 2024)], [bound("<=", "1.2", "%", "högst 1,2 %").of(2026)]),
            ("Andel deltagare som börjat arbeta eller studera efter avslutad insats",
             [pct(38, 2023)], [pct(41, 2024)], [pct(50, 2026)]),
            ("Antal unga vuxna 18–24 år med försörjningsstöd, genomsnitt per månad",
             [num(52, year=2023)], [num(58, year=2024)], [num(40, year=2026)]),
        ],
        goal="3.1", columns=columns, kinds=kinds, rules="horizontal", align="right",
    )  # fmt: skip
    plan.activities(
        "Aktiviteter",
        [
            "Erbjuda samtliga sökande under 25 år en plan inom fem arbetsdagar.",
            "Bygga ut samarbetet med arbetsgivare om språkpraktik inom vård och omsorg.",
        ],
        goal="3.1",
    )
    plan.heading("3.3", "Hållbar organisation", 2)
    plan.goal(
        "fullmäktigemål", "5", "Lindmo är en attraktiv arbetsgivare med ordning på ekonomin.",
        "Fullmäktigemål {number}: {text}",
    )  # fmt: skip
    plan.goal("nämndmål", "5.1", "Medarbetarna har goda villkor och låg sjukfrånvaro.", "Nämndmål {number}: {text}")
    indicator_table(
        plan, MEASURES,
        [
            ("Sjukfrånvaro, andel av ordinarie arbetstid",
             [pct("9.4", 2023)], [pct("9.1", 2024)], [bound("<=", 8, "%", "högst 8 %").of(2026)]),
            ("Andel heltidsanställda månadsavlönade", [pct(61, 2023)], [pct(64, 2024)], [pct(70, 2026)]),
            ("Budgetavvikelse i förhållande till nettoramen",
             [pct("-1.8", 2023)], [pct("-0.9", 2024)], [num(0, "%", raw="0 %", year=2026)]),
        ],
        goal="5.1", columns=columns, kinds=kinds, rules="horizontal", align="right",
    )  # fmt: skip
    plan.activities("Aktiviteter", ["Pröva årsarbetstid på två enheter inom funktionsstöd."], goal="5.1")
    plan.heading("3.4", "Uppdrag från kommunfullmäktige", 2)
    plan.text("I samband med beslutet om budget lämnade fullmäktige följande uppdrag till socialnämnden.")
    plan.assignments(
        None,
        [
            (None, "Socialnämnden får i uppdrag att utreda förutsättningarna för hemtjänst i egen regi i Norrbyn."),
            (None, "Socialnämnden får i uppdrag att tillsammans med barn- och utbildningsnämnden ta fram en handlingsplan "
                   "mot skolfrånvaro."),
            (None, "Socialnämnden får i uppdrag att redovisa vilka verksamheter som kan samordnas med grannkommunerna "
                   "senast i oktober 2026."),
        ],
        given_by="kommunfullmäktige", goal=None, mark="•",
    )  # fmt: skip


def economy(plan: Plan) -> None:
    plan.heading("4", "Internbudget", 1)
    plan.text(
        "Fullmäktige har fastställt nämndens nettoram till 574 860 tkr för 2026. Ramen är uppräknad med 2,6 procent för "
        "löner och 2,0 procent för priser. Volymersättning för äldreomsorgen ingår med 6 300 tkr. Nämnden ska "
        "effektivisera med 4 900 tkr, vilket fördelats på avdelningarna i förhållande till omslutningen."
    )
    plan.heading("4.1", "Driftbudget per verksamhet", 2)
    budget_table(
        plan, "Driftbudget per verksamhet", "drift", "tkr", FIVE,
        [
            Line("Nämnd och ledning", ("-24118", "-24960", "-25340", "-25700", "-26060")),
            Line("Individ- och familjeomsorg", ("-113846", "-110450", "-114930", "-116400", "-118010")),
            Line("försörjningsstöd", ("-21460", "-19800", "-22100", "-21900", "-21600"),
                 "Individ- och familjeomsorg", "varav försörjningsstöd"),
            Line("Funktionsstöd", ("-141302", "-146780", "-151240", "-154900", "-157220")),
            Line("Vård och omsorg om äldre", ("-268490", "-274115", "-281450", "-293860", "-302700")),
            Line("hemtjänst", ("-81205", "-83900", "-86720", "-89300", "-91840"), "Vård och omsorg om äldre",
                 "varav hemtjänst"),
            Line("särskilt boende", ("-146870", "-149640", "-152380", "-161500", "-167100"),
                 "Vård och omsorg om äldre", "varav särskilt boende"),
            Line("Öppen ingång", (None, None, "-1200", "-1200", "-1200")),
            Line("Ofördelat", (None, "1500", "-700", None, "1100")),
            Line("Summa nettokostnad", total=True, sums=("Nämnd och ledning", "Individ- och familjeomsorg",
                 "Funktionsstöd", "Vård och omsorg om äldre", "Öppen ingång", "Ofördelat")),
        ],
        shares=SHARES, places=0, minus=MINUS, corner="Belopp i tkr", rules="horizontal", indent="",
    )  # fmt: skip
    plan.text(
        "Den största ökningen under planperioden avser det nya boendet på Kvarnåsen. Hyran beräknas till 9 800 tkr per år "
        "när båda etapperna är i drift. Kostnaden för försörjningsstöd budgeteras något högre än 2025 men under "
        "prognosen för helåret."
    )
    plan.heading("4.2", "Resultatbudget", 2)
    budget_table(
        plan, "Resultatbudget", "resultat", "tkr", FIVE,
        [
            Line("Taxor och avgifter", ("24310", "25100", "26050", "26800", "27500")),
            Line("Bidrag", ("46218", "41700", "38900", "37400", "36900")),
            Line("Övriga intäkter", ("13907", "14200", "14610", "14900", "15200")),
            Line("Summa intäkter", total=True, sums=("Taxor och avgifter", "Bidrag", "Övriga intäkter")),
            Line("Personalkostnader", ("-451206", "-452930", "-468870", "-480310", "-490240")),
            Line("Lokalkostnader", ("-58944", "-60125", "-61900", "-68700", "-71650")),
            Line("Köp av verksamhet", ("-71830", "-70400", "-69800", "-70900", "-71600")),
            Line("Övriga kostnader", ("-49763", "-51950", "-53350", "-50750", "-49700")),
            Line("Avskrivningar", ("-448", "-400", "-500", "-500", "-500")),
            Line("Summa kostnader", total=True, sums=("Personalkostnader", "Lokalkostnader", "Köp av verksamhet",
                 "Övriga kostnader", "Avskrivningar")),
            Line("Nettokostnad", total=True, sums=("Summa intäkter", "Summa kostnader")),
        ],
        shares=SHARES, places=0, minus=MINUS, corner="Belopp i tkr", rules="horizontal",
    )  # fmt: skip
    plan.heading("4.3", "Investeringar", 2)
    plan.text("Nämnden disponerar en investeringsram på 5 150 tkr för 2026.")
    budget_table(
        plan, "Investeringar", "investering", "tkr", FIVE[1:],
        [
            Line("Inventarier särskilt boende", ("-1400", "-1850", "-4200", "-1500")),
            Line("Välfärdsteknik", ("-900", "-1200", "-1200", "-1000")),
            Line("Verksamhetssystem", ("-650", "-1500", None, None)),
            Line("Reinvesteringar", ("-600", "-600", "-600", "-600")),
            Line("Summa investeringar", total=True, sums=("Inventarier särskilt boende", "Välfärdsteknik",
                 "Verksamhetssystem", "Reinvesteringar")),
        ],
        shares=(0.4, 0.15, 0.15, 0.15, 0.15), places=0, minus=MINUS, corner="tkr", rules="horizontal",
    )  # fmt: skip


def figures(plan: Plan) -> None:
    plan.heading("5", "Nyckeltal", 1)
    plan.text(
        "Nyckeltalen beskriver volymer och kostnader. De är inte mål utan underlag för bedömningen av hur resurserna "
        "används. Uppgifterna för 2024 är hämtade ur den nationella statistiken."
    )
    for title, rows in (
        ("Äldreomsorg", (
            ("Antal platser i särskilt boende", None, 0, ("186", "186", "186", "226", "226")),
            ("Beviljade hemtjänsttimmar per månad", None, 0, ("9840", "10100", "10600", "10900", "11300")),
            ("Antal personer med hemtjänst", None, 0, ("412", "420", "436", "448", "460")),
            ("Kostnad per plats i särskilt boende, tkr", "tkr", 0, ("790", "805", "819", "715", "739")),
            ("Kostnad per hemtjänsttimme, kr", "kr", 0, ("688", "692", "682", "683", "677")),
            ("Andel utförd tid hos brukaren, %", "%", 1, ("58.4", "60.0", "62.5", "64.0", "65.0")),
        )),
        ("Individ och familj", (
            ("Antal hushåll med försörjningsstöd", None, 0, ("298", "280", "310", "305", "300")),
            ("Genomsnittlig biståndstid, månader", "månader", 1, ("6.8", "6.5", "6.3", "6.0", "5.8")),
            ("Antal vårddygn i familjehem", None, 0, ("14215", "13800", "13400", "13000", "12600")),
            ("Antal vårddygn på institution", None, 0, ("2870", "2400", "2300", "2200", "2100")),
            ("Kostnad per vårddygn på institution, kr", "kr", 0, ("6420", "6500", "6650", "6800", "6950")),
        )),
        ("Funktionsstöd", (
            ("Antal personer med personlig assistans", None, 0, ("31", "32", "32", "33", "33")),
            ("Antal platser i gruppbostad", None, 0, ("48", "48", "48", "54", "54")),
            ("Antal personer i daglig verksamhet", None, 0, ("96", "98", "101", "103", "105")),
            ("Kostnad per plats i gruppbostad, tkr", "tkr", 0, ("1182", "1210", "1236", "1195", "1218")),
        )),
    ):  # fmt: skip
        plan.heading(None, title, 2)
        key_figures(plan, title, rows)


def key_figures(plan: Plan, title: str, rows: tuple[tuple[str, str | None, int, tuple[str, ...]], ...]) -> None:
    """One table whose rows have units and decimals of their own."""
    from decimal import Decimal

    from samples.generator.values import amount

    head = (
        Cell("Nyckeltal", head=True, bold=True),
        *(Cell(c.title, head=True, bold=True, align="right") for c in FIVE),
    )
    out: list[tuple[Cell | None, ...]] = [head]
    for label, unit, places, figures_ in rows:
        cells = []
        for column, figure in zip(FIVE, figures_, strict=True):
            ref = plan.record(
                "budget_rows", table=title, kind="nyckeltal", label=label, parent=None, is_total=False,
                column=column.title, scenario=column.scenario, year=column.year, amount=float(Decimal(figure)),
                unit=unit, page=None,
            )  # fmt: skip
            cells.append(Cell(amount(figure, places, minus=MINUS), align="right", refs=(ref,)))
        out.append((Cell(label), *cells))
    plan.put(Grid(plan.table_name(), None, SHARES, tuple(out), rules="horizontal"))


def risks(plan: Plan) -> None:
    plan.heading("6", "Plan för intern kontroll", 1)
    plan.text(
        "Riskerna har bedömts av förvaltningens ledningsgrupp och beretts av nämndens presidium. Sannolikhet (S) och "
        "konsekvens (K) anges på en skala från 1 till 4. Produkten är riskens värde (RV). Risker med värdet 9 eller "
        "högre ska alltid ha ett kontrollmoment."
    )
    plan.put(Par("Skala för bedömning av risk", "caption", keep=True))
    scale = (
        ("Nivå", "Sannolikhet", "Konsekvens"),
        ("1", "Osannolik", "Försumbar"),
        ("2", "Mindre sannolik", "Lindrig"),
        ("3", "Möjlig", "Kännbar"),
        ("4", "Sannolik", "Allvarlig"),
    )
    plan.put(
        Grid(
            plan.table_name(), "Skala för bedömning av risk", (0.12, 0.44, 0.44),
            tuple(tuple(Cell(t, head=n == 0, bold=n == 0) for t in row) for n, row in enumerate(scale)),
        )
    )  # fmt: skip
    plan.heading("6.1", "Risker och kontrollmoment 2026", 2)
    risk_table(
        plan, ("Process", "Risk", "S", "K", "RV", "Kontrollmoment", "Ansvarig"),
        [
            RiskRow("Myndighets­utövning", "Risk att barnets bästa inte framgår av utredningen.",
                    ("Granskning av 20 slumpvis valda akter per halvår.",), rating=(3, 4), owner="Avdelningschef individ "
                    "och familj"),
            RiskRow("Myndighets­utövning", "Risk att beslut fattas av någon som saknar delegation.",
                    ("Stickprov mot delegationsordningen varje kvartal.",), rating=(2, 3), owner="Kvalitetsutvecklare"),
            RiskRow("Myndighets­utövning", "Risk att förhandsbedömning inte görs inom 14 dagar.",
                    ("Månadsvis lista ur verksamhetssystemet.",), rating=(2, 4), owner="Enhetschef mottagning"),
            RiskRow("Ekonomi", "Risk att felaktiga utbetalningar av försörjningsstöd inte upptäcks.",
                    ("Kontroll av inkomst mot register i samtliga ärenden.", "Egenkontroll av tio ärenden per månad."),
                    rating=(3, 3), owner="Enhetschef försörjningsstöd"),
            RiskRow("Ekonomi", "Risk att avgifter inom äldreomsorgen debiteras fel.",
                    ("Avstämning av avgiftsunderlag två gånger per år.",), rating=(3, 2), owner="Avgiftshandläggare"),
            RiskRow("Ekonomi", "Risk att statsbidrag inte rekvireras i tid.",
                    ("Bevakningslista gås igenom på ledningsgruppens möte varje månad.",), rating=(2, 4),
                    owner="Förvaltnings­controller"),
            RiskRow("Hälso- och sjukvård", "Risk för läkemedelsfel vid delegering.",
                    ("Uppföljning av avvikelser per enhet.", "Årlig prövning av samtliga delegeringar."), rating=(4, 3),
                    owner="Medicinskt ansvarig sjuksköterska"),
            RiskRow("Hälso- och sjukvård", "Risk att nutritionsbedömning inte görs vid inflyttning.",
                    ("Kvalitetsregister läses av varje kvartal.",), rating=(3, 3),
                    owner="Medicinskt ansvarig sjuksköterska"),
            RiskRow("Informations­säkerhet", "Risk att känsliga uppgifter sänds i oskyddad e-post.",
                    ("Utbildning av alla nyanställda.", "Loggar följs upp slumpvis."), rating=(3, 3),
                    owner="Dataskydds­samordnare"),
            RiskRow("Informations­säkerhet", "Risk att trygghetslarm inte fungerar vid avbrott i mobilnätet.",
                    ("Provlarm varje vecka.",), rating=(2, 4), owner="Enhetschef larm och natt"),
            RiskRow("Personal", "Risk att kompetenskrav inte är uppfyllda vid sommarvikariat.",
                    ("Checklista för introduktion undertecknas av enhetschef.",), rating=(4, 2),
                    owner="HR-specialist"),
            RiskRow("Personal", "Risk för hot och våld vid ensamarbete.",
                    ("Genomgång av rutiner och larm på varje enhet före den 1 mars.",), rating=(3, 4),
                    owner="Samtliga enhetschefer"),
        ],
        columns=(0.14, 0.25, 0.045, 0.045, 0.055, 0.27, 0.195),
        fields=("area", "text", "probability", "consequence", "score", "measures", "owner"),
        spans=False, mark="• ", flat="lines", split=False,
    )  # fmt: skip
    plan.heading("7", "Uppföljning", 1)
    plan.text(
        "Nämnden följer upp ekonomi och volymer månadsvis, mål och aktiviteter i delårsbokslutet per den 31 augusti och i "
        "årsbokslutet. Planen för intern kontroll rapporteras till kommunstyrelsen senast i februari 2027."
    )
