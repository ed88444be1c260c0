"""A county council's plan of the 1990s, typewritten: tables kept apart by blanks, Mkr and kkr, goals on three levels,
indicators as running lines, risks as prose."""

from __future__ import annotations

from collections.abc import Sequence

from samples.generator.content import Contents, NewPage, Par, Plan
from samples.generator.flatten import Dump
from samples.generator.look import Look, typewriter
from samples.generator.scan import Scanner
from samples.generator.tables import Column, Line, RiskRow, budget_table, risk_gold, value_gold
from samples.generator.values import Value, bound, num, pct

NAME = "vastmark-1994"
DUMP = Dump(furniture=True, pitch=6.0, encoding="cp1252")
SCANNER = Scanner(
    dpi=200, seed=31, skew=1.1, blur=0.8, noise=3.5, light=0.1, through=0.02, fade=0.22, sheet=238, threshold=True,
    specks=60, quality=36,
)  # fmt: skip
LOOK = Look(
    typewriter(10),
    margins=(71, 84, 57, 60),
    head=("LANDSTINGET I VÄSTMARKS LÄN", "", "{page} ({total})"),
    foot=("", "", ""),
    hyphenate=True,
    hyphenate_cells=False,
    padding=3,
)
THREE = (
    Column("Bokslut\n1992", "utfall", 1992),
    Column("Budget\n1993", "budget", 1993),
    Column("Budget\n1994", "budget", 1994),
)
SHARES = (38, 12, 12, 12)


def build() -> Plan:
    plan = Plan(
        NAME,
        "Verksamhetsplan och budget 1994",
        "Landstinget i Västmarks län",
        "Hälso- och sjukvårdsnämnden",
        1994,
        LOOK,
    )
    plan.notes = (
        "Invented. Pages are the sheets of the PDF. Typewritten; tables are aligned by blanks. A 'varav' row is "
        "part of the row above it. 'INNEHÅLL' is not counted as a section."
    )
    plan.put(
        Par("LANDSTINGET I VÄSTMARKS LÄN", "cover_small"),
        Par("1993-10-14          Dnr HSN 312/93", "cover_small"),
        Par("VERKSAMHETSPLAN OCH BUDGET 1994", "cover"),
        Par("HÄLSO- OCH SJUKVÅRDSNÄMNDEN", "cover_body"),
        Par("Antagen av nämnden 1993-10-28, § 141. Fastställd av landstingsmötet 1993-11-24.", "cover_body"),
        NewPage(),
        Contents("INNEHÅLL"),
        NewPage(),
    )
    start(plan)
    goals(plan)
    economy(plan)
    clinics(plan)
    risks(plan)
    return plan


def running(plan: Plan, name: str, outcome: Sequence[Value], target: Sequence[Value], printed: str, goal: str) -> None:
    """An indicator as a line of text: gold's values come from the numbers, the line quotes them."""
    ref = plan.record(
        "indicators", name=name, goal=goal, page=None,
        values=[value_gold(v, "outcome") for v in outcome] + [value_gold(v, "target") for v in target],
    )  # fmt: skip
    plan.put(Par(printed, "item", label="-", refs=(ref,)))


def measure(plan: Plan, goal: str, name: str, outcome: Value, target: Value) -> None:
    """'Name: utfall 1992: 31 %, mål 1994: 40 %.'"""
    running(
        plan, name, [outcome], [target],
        f"{name}: utfall {outcome.year}: {outcome.raw}, mål {target.year}: {target.raw}.", goal,
    )  # fmt: skip


def three_levels(plan: Plan, kind: str, number: str, text: str) -> None:
    labels = {"övergripande mål": "Övergripande mål", "inriktningsmål": "Inriktningsmål", "delmål": "Delmål"}
    plan.goal(kind, number, text, labels[kind] + " {number}: {text}", style="body")


def start(plan: Plan) -> None:
    plan.heading("1", "ALLMÄNT", 1)
    plan.text(
        "Hälso- och sjukvårdsnämnden svarar för den sluta och öppna vården vid länets två lasarett, för primärvården i "
        "sex primärvårdsområden samt för ambulansverksamheten. Från och med den 1 januari 1994 förs dessutom ansvaret "
        "för habilitering över till nämnden från omsorgsnämnden.",
        "Landstingets ekonomi har försämrats kraftigt. Skatteunderlaget minskar i fasta priser för andra året i följd, "
        "och avräkningen av 1992 års skatt belastar 1994 med 38 Mkr. Landstingsmötet har därför beslutat att nämndernas "
        "ramar minskas med i genomsnitt 2,5 procent. För hälso- och sjukvårdsnämnden innebär beslutet en besparing på "
        "41,6 Mkr jämfört med 1993 års budget i fast pris.",
        "Husläkarreformen träder i kraft vid årsskiftet. Varje invånare skall kunna välja sin egen läkare. Ersättningen "
        "till husläkarna grundas på antalet listade och utgår i form av en fast årlig avgift.",
        "Nämnden har under hösten 1993 behandlat rapporten Sjukvården i Västmark inför 2000-talet. Rapporten pekar på tre "
        "utvecklingslinjer: en stärkt primärvård, en koncentration av den akuta kirurgin till centrallasarettet och en "
        "ökad samverkan med grannlandstingen om högspecialiserad vård. Föreliggande plan är ett första steg i denna "
        "riktning. Beslut om den akuta kirurgin vid lasarettet i Hedeby fattas först sedan remissbehandlingen har "
        "avslutats våren 1994.",
    )
    plan.heading("1.1", "Befolkning och vårdutnyttjande", 2)
    plan.text(
        "Länet hade den 1 november 1992 246 318 invånare. Andelen personer som är 80 år och äldre är 4,9 procent och "
        "väntas öka till 5,6 procent vid sekelskiftet. Antalet vårdtillfällen i kroppssjukvård var under 1992 38 412, "
        "vilket är en minskning med 3 procent sedan 1990. Samtidigt ökade antalet läkarbesök i öppen vård med "
        "5 procent. Förskjutningen mot öppna vårdformer väntas fortsätta.",
    )
    plan.heading("1.2", "Ädelreformen", 2)
    plan.text(
        "Kommunerna övertog den 1 januari 1992 ansvaret för den långvariga vården. Antalet medicinskt färdigbehandlade "
        "patienter vid lasaretten har sedan dess minskat från 74 till 31. Nämnden bedömer att ytterligare 40 vårdplatser "
        "kan avvecklas under 1994 om kommunerna bygger ut de särskilda boendena enligt sina planer.",
    )


def goals(plan: Plan) -> None:
    plan.heading("2", "MÅL OCH INRIKTNING", 1)
    plan.text(
        "Målen anges på tre nivåer. De övergripande målen är fastställda av landstingsmötet. Inriktningsmålen är nämndens "
        "och gäller för perioden 1994-1996. Delmålen skall vara uppfyllda vid utgången av 1994."
    )
    plan.heading("2.1", "En god hälsa för alla", 2)
    three_levels(plan, "övergripande mål", "1", "Befolkningens hälsa skall förbättras och bli mera lika mellan olika delar "
                 "av länet.")  # fmt: skip
    three_levels(plan, "inriktningsmål", "1.1", "Dödligheten i hjärt- och kärlsjukdomar skall minska i samtliga "
                 "primärvårdsområden.")  # fmt: skip
    three_levels(plan, "delmål", "1.1.1", "Alla män i åldern 40-60 år skall ha erbjudits kontroll av blodtryck.")
    measure(plan, "1.1.1", "Andel erbjudna män 40-60 år", pct(34, 1992), pct(100, 1994))
    measure(plan, "1.1.1", "Antal deltagare i rökavvänjning", num(412, year=1992), num(600, year=1994))
    three_levels(plan, "delmål", "1.1.2", "Hjärtinfarktpatienter skall erbjudas eftervård i grupp.")
    measure(plan, "1.1.2", "Andel patienter i eftervård", pct(41, 1992), bound(">=", 75, "%", "minst 75 %").of(1994))
    three_levels(plan, "inriktningsmål", "1.2", "Skadorna genom olycksfall skall minska med en fjärdedel till år 2000.")
    three_levels(plan, "delmål", "1.2.1", "Ett skadeförebyggande program skall finnas i varje primärvårdsområde.")
    measure(plan, "1.2.1", "Antal primärvårdsområden med program", num(2, year=1992), num(6, year=1994))
    plan.heading("2.2", "Vård i rätt tid", 2)
    three_levels(plan, "övergripande mål", "2", "Vården skall vara lätt att nå och ges inom rimlig tid.")
    three_levels(
        plan, "inriktningsmål", "2.1", "Vårdgarantins tolv behandlingar skall ges inom tre månader från beslut."
    )
    three_levels(plan, "delmål", "2.1.1", "Kön till gråstarrsoperation skall vara avvecklad den 1 juli 1994.")
    measure(plan, "2.1.1", "Antal väntande till gråstarrsoperation", num(618, year=1992), num(0, year=1994))
    measure(plan, "2.1.1", "Antal gråstarrsoperationer", num(1240, year=1992), num(1700, year=1994))
    three_levels(plan, "delmål", "2.1.2", "Andelen planerade operationer som görs i dagkirurgi skall öka.")
    measure(plan, "2.1.2", "Andel operationer i dagkirurgi", pct("31.5", 1992), pct(42, 1994))
    three_levels(plan, "inriktningsmål", "2.2", "Den som söker husläkare skall få tid inom en vecka.")
    three_levels(plan, "delmål", "2.2.1", "Telefonrådgivning skall finnas vid samtliga vårdcentraler klockan 8-16.")
    measure(
        plan, "2.2.1", "Antal vårdcentraler med telefonrådgivning", num(11, "st", year=1992), num(19, "st", year=1994)
    )
    measure(plan, "2.2.1", "Väntetid till husläkare", num(12, "dagar", year=1992),
            bound("<=", 7, "dagar", "högst 7 dagar").of(1994))  # fmt: skip
    plan.heading("2.3", "Hushållning med resurser", 2)
    three_levels(plan, "övergripande mål", "3", "Vården skall bedrivas effektivt och inom beslutade ramar.")
    three_levels(plan, "inriktningsmål", "3.1", "Kostnaden per vårdtillfälle skall i fast pris minska varje år.")
    three_levels(plan, "delmål", "3.1.1", "Antalet vårdplatser vid lasaretten skall anpassas till behovet.")
    measure(plan, "3.1.1", "Antal vårdplatser", num(872, year=1992), num(790, year=1994))
    measure(
        plan, "3.1.1", "Medelvårdtid i kroppssjukvård", num("6.4", "dagar", year=1992), num("5.8", "dagar", year=1994)
    )
    three_levels(plan, "delmål", "3.1.2", "Sjukfrånvaron bland personalen skall minska.")
    measure(plan, "3.1.2", "Sjukfrånvaro", pct("8.7", 1992), bound("<", 8, "%", "under 8 %").of(1994))
    plan.heading("2.4", "Uppdrag", 2)
    plan.assignments(
        "Landstingsmötet har givit nämnden följande uppdrag:",
        [
            ("1", "att utreda en samordning av laboratorierna vid de båda lasaretten,"),
            ("2", "att inrätta en patienthotellverksamhet om 24 platser vid centrallasarettet,"),
            ("3", "att i samråd med kommunerna följa upp betalningsansvaret för medicinskt färdigbehandlade,"),
            ("4", "att lämna förslag till modell för köp och försäljning av tjänster mellan klinikerna senast den "
                  "1 juni 1994."),
        ],
        given_by="landstingsmötet", goal=None, mark="{number}.",
    )  # fmt: skip


def economy(plan: Plan) -> None:
    plan.heading("3", "EKONOMI", 1)
    plan.text(
        "Beloppen i avsnitten 3.1 och 3.3 anges i miljoner kronor (Mkr), i avsnitt 3.2 i tusental kronor (kkr). Budgeten "
        "för 1994 är upprättad i 1994 års prisnivå. Kostnader är angivna utan tecken, intäkter med minustecken."
    )
    plan.heading("3.1", "Driftbudget", 2)
    budget_table(
        plan, "Driftbudget", "drift", "Mkr", THREE,
        [
            Line("Centrallasarettet", ("812.4", "829.7", "806.3")),
            Line("läkemedel", ("48.9", "52.3", "55.0"), "Centrallasarettet", "  varav läkemedel"),
            Line("Lasarettet i Hedeby", ("341.6", "348.0", "331.8")),
            Line("Primärvård", ("402.8", "415.5", "428.1")),
            Line("husläkare", (None, None, "96.4"), "Primärvård", "  varav husläkare"),
            Line("Psykiatri", ("218.3", "221.9", "213.0")),
            Line("Habilitering", (None, None, "39.7")),
            Line("Ambulans", ("44.1", "46.8", "45.9")),
            Line("Gemensamt", ("61.7", "58.4", "52.6")),
            Line("Summa kostnader", total=True, sums=("Centrallasarettet", "Lasarettet i Hedeby", "Primärvård",
                 "Psykiatri", "Habilitering", "Ambulans", "Gemensamt")),
            Line("Patientavgifter", ("-58.2", "-63.9", "-71.5")),
            Line("Utomlänsvård, netto", ("-21.4", "-19.0", "-22.8")),
            Line("Nettokostnad", total=True, sums=("Summa kostnader", "Patientavgifter", "Utomlänsvård, netto")),
        ],
        shares=SHARES, places=1, corner="Mkr", rules="none", empty="-", indent="",
    )  # fmt: skip
    plan.text(
        "Ökningen av patientavgifterna beror på att avgiften för läkarbesök höjs till 120 kronor från årsskiftet. "
        "Minskningen för lasaretten motsvarar de vårdplatser som stängs."
    )
    plan.heading("3.2", "Centrala anslag", 2)
    budget_table(
        plan, "Centrala anslag", "drift", "kkr", THREE,
        [
            Line("Forskning och utveckling", ("8412", "9150", "8700")),
            Line("Utbildning av personal", ("12306", "11800", "10450")),
            Line("Hälsoupplysning", ("2975", "3100", "3350")),
            Line("Bidrag till föreningar", ("1284", "1300", "1150")),
            Line("Beredskap", ("916", "940", "1020")),
            Line("Till nämndens förfogande", (None, "4000", "2500")),
            Line("Summa centrala anslag", total=True, sums=("Forskning och utveckling", "Utbildning av personal",
                 "Hälsoupplysning", "Bidrag till föreningar", "Beredskap", "Till nämndens förfogande")),
        ],
        shares=SHARES, places=0, corner="kkr", rules="none", empty="-",
    )  # fmt: skip
    plan.heading("3.3", "Investeringsplan", 2)
    plan.text("Landstingsmötet har medgivit följande investeringar. Objekt över 2 Mkr redovisas särskilt.")
    budget_table(
        plan, "Investeringsplan", "investering", "Mkr",
        (
            Column("Budget\n1994", "budget", 1994),
            Column("Plan\n1995", "plan", 1995),
            Column("Plan\n1996", "plan", 1996),
        ),
        [
            Line("Operationsavdelning, etapp 2", ("31.0", "24.5", None)),
            Line("Patienthotell", ("12.5", "3.0", None)),
            Line("Datortomograf Hedeby", ("6.8", None, None)),
            Line("Vårdcentral Norrmalma", (None, "9.4", "14.2")),
            Line("Telefonväxel", ("2.3", "2.3", None)),
            Line("Övrig utrustning", ("18.0", "18.0", "18.0")),
            Line("Summa investeringar", total=True, sums=("Operationsavdelning, etapp 2", "Patienthotell",
                 "Datortomograf Hedeby", "Vårdcentral Norrmalma", "Telefonväxel", "Övrig utrustning")),
        ],
        shares=SHARES, places=1, corner="Mkr", rules="none", empty="-",
    )  # fmt: skip
    plan.heading("3.4", "Besparingar", 2)
    plan.text(
        "Besparingskravet på 41,6 Mkr fördelas så att centrallasarettet svarar för 19,5 Mkr, lasarettet i Hedeby för "
        "10,8 Mkr, psykiatrin för 6,9 Mkr och gemensamma funktioner för 4,4 Mkr. Primärvården undantas med hänsyn till "
        "husläkarreformen. Klinikerna skall senast den 1 mars 1994 redovisa hur besparingarna genomförs."
    )


def clinics(plan: Plan) -> None:
    plan.heading("4", "VERKSAMHETENS OMFATTNING", 1)
    plan.text(
        "Sammanställningen visar planerad vård vid lasaretten. Siffrorna för 1994 bygger på att dagkirurgin byggs ut "
        "enligt delmål 2.1.2."
    )
    columns = (
        Column("Utfall\n1992", "utfall", 1992),
        Column("Budget\n1993", "budget", 1993),
        Column("Budget\n1994", "budget", 1994),
    )
    plan.heading("4.1", "Prestationer", 2)
    budget_table(
        plan, "Prestationer", "nyckeltal", "", columns,
        [
            Line("Vårdtillfällen, kirurgi", ("14206", "13900", "13100")),
            Line("Vårdtillfällen, medicin", ("17844", "17600", "17200")),
            Line("Vårdtillfällen, kvinnosjukvård", ("6362", "6300", "6250")),
            Line("Operationer i slutenvård", ("9118", "8700", "7600")),
            Line("Operationer i dagkirurgi", ("4194", "4900", "5500")),
            Line("Läkarbesök vid lasaretten", ("186340", "189000", "194000")),
            Line("Läkarbesök i primärvård", ("241087", "246000", "268000")),
            Line("Ambulansuppdrag", ("21530", "21500", "21800")),
        ],
        shares=SHARES, places=0, corner="Prestation", rules="none",
    )  # fmt: skip
    plan.heading("4.2", "Personal", 2)
    budget_table(
        plan, "Personal", "nyckeltal", "", columns,
        [
            Line("Läkare", ("438", "441", "446")),
            Line("Sjuksköterskor", ("1204", "1198", "1185")),
            Line("Undersköterskor och skötare", ("1876", "1790", "1640")),
            Line("Övrig personal", ("1015", "980", "905")),
            Line("Summa årsarbetare", total=True, sums=("Läkare", "Sjuksköterskor", "Undersköterskor och skötare",
                 "Övrig personal")),
        ],
        shares=SHARES, places=0, corner="Yrkesgrupp", rules="none",
    )  # fmt: skip
    for row in plan.records["budget_rows"]:
        row["unit"] = row["unit"] or None
    plan.text(
        "Personalminskningen beräknas kunna ske genom naturlig avgång och genom att visstidsförordnanden inte förlängs. "
        "Övertalig personal erbjuds utbildning inom ramen för den trygghetsfond som landstingsmötet har inrättat."
    )
    plan.activities(
        "Åtgärder under året:",
        [
            "En gemensam bemanningsenhet inrättas vid centrallasarettet.",
            "Vårdbiträden erbjuds utbildning till undersköterska på halvfart.",
            "Arbetstidsförkortning nattetid prövas vid två kliniker.",
        ],
        goal=None, mark="-",
    )  # fmt: skip
    plan.heading("4.3", "Primärvårdsområden", 2)
    plan.text(
        "Primärvården är indelad i sex områden med var sin chef. Ramen fördelas efter antalet invånare med tillägg för "
        "åldrar över 75 år och för glesbygd. Fördelningen framgår av följande uppställning."
    )
    budget_table(
        plan, "Primärvårdsområden", "drift", "kkr", THREE,
        [
            Line("Hedeby", ("71240", "73100", "75360")),
            Line("Norrmalma", ("48915", "50200", "52480")),
            Line("Sjöhärad", ("62370", "64450", "66010")),
            Line("Västerå", ("118806", "122700", "126150")),
            Line("Österbo", ("57129", "59050", "60900")),
            Line("Åsbygden", ("44340", "46000", "47200")),
            Line("Summa primärvårdsområden", total=True, sums=("Hedeby", "Norrmalma", "Sjöhärad", "Västerå", "Österbo",
                 "Åsbygden")),
        ],
        shares=SHARES, places=0, corner="kkr", rules="none",
    )  # fmt: skip
    plan.text(
        "Summan motsvarar ramen för primärvård i avsnitt 3.1. Gemensamma kostnader för laboratorium och röntgen har lagts "
        "ut på områdena. I Västerå byggs jourcentralen ut. I Åsbygden prövas en buss för provtagning och "
        "distriktssköterskemottagning i fyra byar som saknar vårdcentral."
    )
    plan.heading("4.4", "Psykiatri och habilitering", 2)
    plan.text(
        "Psykiatrins omstrukturering fortsätter. Två vårdavdelningar vid Björknäs sjukhus läggs ned under våren och "
        "ersätts av tre öppenvårdsteam. Patienter som vistats länge på sjukhuset flyttar till eget boende med stöd av "
        "kommunen. Psykiatriutredningens förslag om ett utvidgat betalningsansvar för kommunerna väntas leda till "
        "lagstiftning först 1995.",
        "Habiliteringen samlas i en organisation med mottagningar i Västerå och Hedeby. Köerna till logoped och "
        "sjukgymnast för barn skall vara avvecklade vid årets slut.",
    )


def risks(plan: Plan) -> None:
    plan.heading("5", "OSÄKERHETER OCH RISKER", 1)
    plan.text("Planen bygger på antaganden som kan komma att ändras. Nämnden vill peka på följande.")
    for risk in (
        RiskRow("", "Risk finns att avvecklingen av vårdplatser går fortare än kommunernas utbyggnad av särskilda boenden.",
                ("Samråd hålls varje kvartal med samtliga kommuner.",)),
        RiskRow("", "Risk finns att husläkarreformen drar högre kostnader än beräknat om många väljer läkare utanför länet.",
                ("Listningen följs upp månadsvis av landstingskontoret.",)),
        RiskRow("", "Risk finns att införandet av köp och försäljning mellan klinikerna leder till ökad administration.",
                ("Försöket begränsas till röntgen och laboratorier under 1994.",)),
        RiskRow("", "Det finns en risk att bristen på narkosläkare fördröjer utbyggnaden av dagkirurgin.",
                ("Två utbildningstjänster inrättas och samarbete inleds med universitetssjukhuset.",)),
    ):  # fmt: skip
        ref = risk_gold(plan, risk, None)
        plan.put(Par(f"{risk.text} Åtgärd: {' '.join(risk.measures)}", "body", refs=(ref,)))
    plan.heading("6", "UPPFÖLJNING", 1)
    plan.text(
        "Klinikerna lämnar ekonomisk rapport varje månad och verksamhetsrapport per den 30 april och den 31 augusti. "
        "Nämnden behandlar delårsbokslutet i september och årsredovisningen i mars 1995. Delmål som inte uppnås skall "
        "kommenteras särskilt."
    )
