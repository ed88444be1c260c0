"""A region board of today: goals with numbers, ruled tables of styrtal, uppdrag, budgets, risks over a page break."""

from __future__ import annotations

from samples.generator.content import Contents, Figure, NewPage, Par, Plan
from samples.generator.flatten import Dump
from samples.generator.look import Look, word_processor
from samples.generator.scan import Scanner
from samples.generator.tables import Column, Line, RiskRow, budget_table, indicator_table, risk_table
from samples.generator.values import Value, bound, change, num, pct, rank, relative, span, words

NAME = "norrskog-2025"
DUMP = Dump(parted=" ", skip=(1, 2), damage=True)
SCANNER = Scanner(dpi=300, seed=11)
LOOK = Look(
    word_processor("LiberationSerif", "LiberationSans", 11, tint=0.15),
    margins=(71, 64, 71, 71),
    foot=("Hälsostyrelsen, Verksamhetsplan med budget 2025", "", "{page}({total})"),
)
HEADERS = ("Styrtal", "Utfall, senast kända värde", "Årets målvärde", "Långsiktigt målvärde")
SHARES = (0.46, 0.18, 0.18, 0.18)


def build() -> Plan:
    plan = Plan(NAME, "Verksamhetsplan med budget 2025", "Region Norrskog", "Hälsostyrelsen", 2025, LOOK)
    plan.notes = (
        "Invented. Pages are the sheets of the PDF; the plain text has neither cover nor contents, so its pages are two "
        "fewer, and lost its form feeds: a page opens with one blank. 'Innehåll' is not counted as a section."
    )
    plan.put(
        Par("Region Norrskog", "cover_small"),
        Par("Dnr HS 2024/418", "cover_small"),
        Par("Verksamhetsplan med budget 2025", "cover"),
        Par("Hälsostyrelsen", "cover_body"),
        Par("Fastställd av hälsostyrelsen 2024-11-27, § 112", "cover_small"),
        NewPage(),
        Contents(),
        NewPage(),
    )
    introduction(plan)
    goals(plan)
    economy(plan)
    staff(plan)
    control(plan)
    return plan


def introduction(plan: Plan) -> None:
    plan.heading("1", "Styrelsens uppgift", 1)
    plan.text(
        "Hälsostyrelsen leder och utvecklar den vård som Region Norrskog erbjuder sina 214 000 invånare. Styrelsen äger "
        "frågor om primärvård, sjukhusvård, tandvård och hjälpmedel och svarar inför regionfullmäktige för att pengarna "
        "räcker och gör nytta.",
        "Planen gäller kalenderåret 2025. Den bygger på regionfullmäktiges treårsbudget och är bindande för "
        "hälsoförvaltningen. Varje område bryter ned planen i en egen handlingsplan som ska vara klar senast den "
        "31 januari.",
    )
    plan.heading("1.1", "Så läses planen", 2)
    plan.text(
        "Kapitel 2 redovisar de målsättningar som fullmäktige har beslutat och hur styrelsen tänker bidra till dem. Till "
        "varje målsättning hör styrtal, uppdrag eller bådadera. Kapitel 3 innehåller driftbudget och "
        "investeringsbudget. Kapitel 5 beskriver de risker som styrelsen har valt att arbeta med under året."
    )
    plan.bullets(
        "Målsättning: det läge som regionen vill nå, beslutat av fullmäktige.",
        "Styrtal: det mått som visar om vi är på väg åt rätt håll.",
        "Uppdrag: en avgränsad uppgift som ska vara utförd under planåret om inget annat sägs.",
    )
    plan.heading("1.2", "Läget inför 2025", 2)
    plan.text(
        "Befolkningen i inlandet minskar medan antalet invånare över 80 år ökar med omkring 4 procent om året. Det "
        "förskjuter efterfrågan från planerad vård till vård i hemmet. Under 2024 öppnade mobila team i Tallvik och "
        "Grånäs, och båda har redan lett till färre inläggningar.",
        "Bristen på sjuksköterskor är fortsatt kännbar. Kostnaden för inhyrd personal sjönk visserligen från 96 till "
        "71 miljoner kronor mellan 2022 och 2024, men är alltjämt högre än i jämförbara regioner.",
        "Ekonomin är ansträngd. Prognosen för 2024 visar ett underskott på 14,2 miljoner kronor, främst beroende på "
        "läkemedel och köpt vård. Styrelsen räknar med balans vid utgången av 2026.",
    )
    plan.heading("1.3", "Styrelsen och dess utskott", 2)
    plan.text(
        "Styrelsen har elva ledamöter och lika många ersättare. Till stöd för beredningen finns ett utskott för "
        "personal- och lönefrågor och ett för tillgänglighet. Utskotten har ingen egen budget. Samrådet med länets sju "
        "kommuner sker i Vårdrådet Norrskog, som möts sex gånger om året och leds växelvis av regionen och kommunerna.",
        "Förvaltningen leds av hälsodirektören. Under direktören finns fyra områden: primärvård, sjukhusvård, "
        "tandvård samt stöd och service. Varje område leds av en chef med eget ansvar för verksamhet, ekonomi och "
        "personal. Stabens controllrar följer upp områdena varje månad och rapporterar avvikelser som är större än en "
        "halv procent av ramen.",
    )


def goals(plan: Plan) -> None:
    plan.heading("2", "Målsättningar, styrtal och uppdrag", 1)
    plan.text(
        "Fullmäktige har beslutat om åtta målsättningar för mandatperioden. Styrelsen berörs direkt av sex av dem. Numren "
        "är desamma som i fullmäktiges plan."
    )
    plan.heading("2.1", "Målområde Vård nära invånaren", 2)
    plan.goal(
        "målsättning", "1", "Invånarna når vården lätt och får hjälp i rätt tid.", "Målsättning nr {number}: {text}"
    )
    plan.text(
        "Den som ringer en hälsocentral ska få svar samma dag. Bokning på webben byggs ut så att även provtagning och "
        "vaccination kan bokas utan samtal.",
        "Den största skillnaden mot tidigare år är att kvällstider införs på de större hälsocentralerna. Erfarenheterna "
        "från Tallvik, där försöket pågått sedan hösten 2023, visar att var femte besökare annars hade sökt sig till "
        "akutmottagningen. Samtidigt krävs att schemat läggs om och att laboratoriet är bemannat till klockan 19. "
        "Kostnaden har beräknats till 9,4 miljoner kronor för helår och ryms inom primärvårdens ram.",
        "Vården i hemmet får en gemensam ingång för kommun och region. Ansvaret för den enskilde patienten ska vara "
        "tydligt också när flera huvudmän är inblandade, och en fast vårdkontakt utses alltid i samband med utskrivning.",
    )
    plan.assignments(
        "Uppdrag från regionfullmäktige till hälsostyrelsen:",
        [
            ("3", "Att införa kvällsöppet minst två vardagar i veckan på samtliga hälsocentraler med fler än 6 000 "
                  "listade."),
            ("4", "Att tillsammans med kommunerna ta fram en gemensam plan för vård i hemmet i glesbygd."),
            ("7", "Att redovisa vilka mottagningar som kan erbjuda digitala återbesök senast i delårsrapport 2."),
        ],
        given_by="regionfullmäktige", goal="1",
    )  # fmt: skip
    indicator_table(
        plan, HEADERS,
        [
            ("Andel samtal till hälsocentral som besvaras samma dag. (Utfall: 2023)", [pct(84, 2023)], [pct(92)], [pct(97)]),
            ("Andel patienter som får medicinsk bedömning inom tre dagar i primärvården. (Utfall: 2023)",
             [pct("78.5", 2023)], [pct(88)], [pct(95)]),
            ("Andel genomförda förstabesök inom 90 dagar i den specialiserade vården. (Utfall: augusti 2024)",
             [pct(66, 2024)], [relative(2, "%", "riket", "Riket +2 %")], [relative(5, "%", "riket", "Riket +5 %")]),
            ("Antal digitala vårdmöten per 1 000 invånare. (Utfall: 2023)",
             [num(341, "st", year=2023)], [num(400, "st")], [num(550, "st")]),
            ("Region Norrskogs placering i den nationella patientenkäten för primärvård. (Utfall: 2023)",
             [rank_in(14, 21, 2023)], [rank(10, 21)], [rank(5, 21)]),
        ],
        goal="1", columns=SHARES,
    )  # fmt: skip
    plan.goal("målsättning", "2", "Vården är säker och bygger på kunskap.", "Målsättning nr {number}: {text}")
    plan.text(
        "Arbetet mot vårdskador fortsätter enligt den handlingsplan som antogs 2023. Fallförebyggande åtgärder och "
        "rätt användning av antibiotika prioriteras. Varje klinik ska gå igenom minst 20 journaler i kvartalet."
    )
    plan.assignments(
        "Uppdrag från regionfullmäktige till hälsostyrelsen:",
        [("11", "Att minska antalet vårdplatser som hålls stängda sommartid med hälften jämfört med 2024.")],
        given_by="regionfullmäktige", goal="2",
    )  # fmt: skip
    plan.assignments(
        "Hälsostyrelsens eget uppdrag:",
        [
            (None, "Översyn av rutinerna för läkemedelsgenomgång vid utskrivning till särskilt boende."),
            (None, "Kartläggning av hur patientnämndens ärenden används i klinikernas förbättringsarbete."),
        ],
        given_by="hälsostyrelsen", goal="2",
    )  # fmt: skip
    indicator_table(
        plan, HEADERS,
        [
            ("Andel slutenvårdstillfällen med vårdskada enligt markörbaserad journalgranskning. (Utfall: 2023)",
             [pct("7.4", 2023)], [bound("<=", "6.5", "%", "Högst 6,5 %")], [bound("<=", 5, "%", "Högst 5 %")]),
            ("Antal antibiotikarecept per 1 000 invånare och år. (Utfall: 2023)",
             [num(268, year=2023)], [span(250, 260, None, "250–260")], [bound("<", 240, None, "Under 240")]),
            ("Följsamhet till basala hygienrutiner. (Utfall: 2023)",
             [pct(79, 2023)], [bound(">=", 85, "%", "Minst 85 %")], [pct(95)]),
            ("Överlevnad efter hjärtstopp utanför sjukhus, 30 dagar. (Utfall: 2022)",
             [pct("10.9", 2022)], [change(None, None, "Ska öka")], [relative(1, "%", "riket", "Riket +1 %")]),
        ],
        goal="2", columns=SHARES,
    )  # fmt: skip
    plan.heading("2.2", "Målområde Jämlik hälsa", 2)
    plan.goal("målsättning", "4", "Skillnaderna i hälsa mellan grupper minskar.", "Målsättning nr {number}: {text}")
    plan.text(
        "Skillnaden i förväntad livslängd mellan kust och inland är 1,9 år. Hälsosamtal erbjuds från och med våren alla "
        "som fyller 40, 50 och 60 år."
    )
    indicator_table(
        plan, HEADERS,
        [
            ("Medellivslängd. (Utfall: 2023)",
             [num("82.1", "år", year=2023), num("80.3", "år", year=2023).within("Män"),
              num("83.9", "år", year=2023).within("Kvinnor")],
             [change(None, None, "Ska öka")], [change(None, None, "Ska öka")]),
            ("Andel kariesfria barn och ungdomar. (Utfall: 2023)",
             [pct(93, 2023).within("3 år"), pct(79, 2023).within("6 år"), pct(41, 2023).within("19 år")],
             [pct(94).within("3 år"), pct(80).within("6 år"), pct(43).within("19 år")],
             [pct(97).within("3 år"), pct(85).within("6 år"), pct(50).within("19 år")]),
            ("Deltagande i hälsosamtal, andel av de inbjudna. (Utfall: 2023)",
             [pct(38, 2023)], [pct(50)], [pct(65)]),
            ("Andel kvinnor som deltar i mammografiscreening. (Utfall: 2023)",
             [pct(81, 2023)], [pct(83)], [pct(88)]),
        ],
        goal="4", columns=SHARES,
    )  # fmt: skip
    plan.goal("målsättning", "5", "Tandvården når dem som behöver den mest.", "Målsättning nr {number}: {text}")
    plan.text("Folktandvården prioriterar barn i områden med hög kariesförekomst och äldre med omfattande behov.")
    plan.assignments(
        "Uppdrag från regionfullmäktige till hälsostyrelsen:",
        [
            ("19", "Att pröva mobil tandvård på särskilda boenden i tre kommuner."),
            ("20", "Att utreda förutsättningarna för fri tandvård till och med 21 års ålder."),
        ],
        given_by="regionfullmäktige", goal="5",
    )  # fmt: skip
    plan.heading("2.3", "Målområde Hållbar verksamhet", 2)
    plan.goal(
        "målsättning", "7", "Regionens klimatpåverkan minskar och resurserna räcker längre.",
        "Målsättning nr {number}: {text}",
    )  # fmt: skip
    plan.text(
        "Engångsmaterial står för en växande del av utsläppen. Under året upphandlas textilier och operationsset på nytt "
        "med krav på flergångsbruk där hygienen medger det."
    )
    plan.assignments(
        "Uppdrag från regionfullmäktige till hälsostyrelsen:",
        [
            ("26", "Att byta ut lustgas mot andra metoder för smärtlindring där det är medicinskt möjligt."),
            ("27", "Att halvera matsvinnet på sjukhusens vårdavdelningar till utgången av 2027."),
        ],
        given_by="regionfullmäktige", goal="7",
    )  # fmt: skip
    indicator_table(
        plan, HEADERS,
        [
            ("Utsläpp från medicinska gaser, koldioxidekvivalenter. (Utfall: 2023)",
             [num(1240, "ton", year=2023)], [num(980, "ton")], [num(350, "ton")]),
            ("Matsvinn per portion i patientmåltider. (Utfall: 2023)",
             [num(118, "gram", year=2023)], [change(-15, "%", "-15 %")], [change(-50, "%", "-50 %")]),
            ("Energianvändning i vårdlokaler per kvadratmeter. (Utfall: 2023)",
             [num("187.6", "kWh", year=2023)], [num(180, "kWh")], [num(150, "kWh")]),
        ],
        goal="7", columns=SHARES,
    )  # fmt: skip
    plan.goal("målsättning", "8", "Medarbetarna trivs, utvecklas och stannar kvar.", "Målsättning nr {number}: {text}")
    plan.assignments(
        "Hälsostyrelsens eget uppdrag:",
        [(None, "Att ta fram en modell för kombinationstjänster mellan sjukhus och hälsocentral.")],
        given_by="hälsostyrelsen", goal="8",
    )  # fmt: skip
    indicator_table(
        plan, HEADERS,
        [
            ("Sjukfrånvaro, andel av ordinarie arbetstid. (Utfall: 2023)",
             [pct("6.8", 2023)], [span("6.2", "6.5", "%", "6,2–6,5 %")], [span("5.5", "6.0", "%", "5,5–6,0 %")]),
            ("Hållbart medarbetarengagemang, index. (Utfall: 2023)", [num(78, year=2023)], [num(79)], [num(82)]),
            ("Kostnad för inhyrd personal i förhållande till egen personal. (Utfall: 2023)",
             [pct("4.6", 2023)], [bound("<=", "3.5", "%", "Högst 3,5 %")], [words("Oberoende av inhyrd personal")]),
        ],
        goal="8", columns=SHARES,
    )  # fmt: skip


def rank_in(place: int, of: int, year: int) -> Value:
    return rank(place, of).of(year)


def economy(plan: Plan) -> None:
    plan.heading("3", "Ekonomi", 1)
    plan.text(
        "Styrelsens nettokostnad får enligt fullmäktiges beslut uppgå till 4 118,3 miljoner kronor. Det är en uppräkning "
        "med 3,1 procent, vilket är mindre än den väntade pris- och löneökningen på 3,8 procent. Skillnaden ska mötas "
        "med de åtgärder som anges i avsnitt 3.3."
    )
    columns = (
        Column("Budget 2025", "budget", 2025),
        Column("Prognos 2024", "prognos", 2024),
        Column("Budget 2024", "budget", 2024),
    )
    plan.heading("3.1", "Driftbudget hälsostyrelsen", 2)
    budget_table(
        plan, "Driftbudget hälsostyrelsen", "drift", "mnkr", columns,
        [
            Line("Styrelse och gemensamt", ("-212.4", "-208.9", "-205.0")),
            Line("Politisk verksamhet", ("-8.6", "-8.4", "-8.3"), "Styrelse och gemensamt", "- varav politisk verksamhet"),
            Line("Patientnämnd", ("-4.1", "-3.9", "-4.0"), "Styrelse och gemensamt", "- varav patientnämnd"),
            Line("Primärvård", ("-1186.5", "-1151.2", "-1148.7")),
            Line("Hälsocentraler i egen regi", ("-871.0", "-848.6", "-843.9"), "Primärvård",
                 "- varav hälsocentraler i egen regi"),
            Line("Privata vårdgivare", ("-315.5", "-302.6", "-304.8"), "Primärvård", "- varav privata vårdgivare"),
            Line("Sjukhusvård", ("-2038.8", "-2021.3", "-1984.1")),
            Line("Läkemedel", ("-486.2", "-479.0", "-461.5")),
            Line("Tandvård", ("-141.9", "-138.1", "-139.4")),
            Line("Hjälpmedel", ("-52.5", "-51.7", "-50.9")),
            Line("Summa nettokostnader", total=True, sums=(
                "Styrelse och gemensamt", "Primärvård", "Sjukhusvård", "Läkemedel", "Tandvård", "Hjälpmedel")),
            Line("Regionersättning", ("4118.3", "4036.0", "3989.6")),
            Line("Resultat", total=True, sums=("Summa nettokostnader", "Regionersättning")),
        ],
        shares=(0.49, 0.17, 0.17, 0.17), corner="Belopp i mnkr", indent="",
    )  # fmt: skip
    plan.text(
        "Ökningen inom läkemedel avser i första hand nya behandlingar mot cancer och fetma. Statsbidraget för läkemedel "
        "ingår i regionersättningen."
    )
    plan.put(
        Figure(
            "Figur 1. Nettokostnadens fördelning 2025, procent.",
            (("Gemensamt", 5.2), ("Primärvård", 28.8), ("Sjukhusvård", 49.5), ("Läkemedel", 11.8), ("Övrigt", 4.7)),
            130,
        )
    )
    plan.heading("3.2", "Investeringsbudget", 2)
    plan.text(
        "Styrelsen disponerar följande ramar. Medicinteknisk utrustning över 5 miljoner kronor prövas var för sig."
    )
    budget_table(
        plan, "Investeringsbudget", "investering", "mnkr", columns,
        [
            Line("Medicinteknisk utrustning", ("48.0", "39.5", "44.0")),
            Line("Byggnadsinventarier", ("6.5", "5.2", "6.0")),
            Line("Tandvårdsutrustning", ("7.2", "6.8", "7.0")),
            Line("IT-investeringar", ("12.3", "14.1", "13.5")),
            Line("Summa investeringar", total=True, sums=(
                "Medicinteknisk utrustning", "Byggnadsinventarier", "Tandvårdsutrustning", "IT-investeringar")),
        ],
        shares=(0.49, 0.17, 0.17, 0.17), corner="mnkr",
    )  # fmt: skip
    plan.heading("3.3", "Åtgärder för en ekonomi i balans", 2)
    plan.bullets(
        "Inhyrning av sjuksköterskor upphör i primärvården från och med den 1 april.",
        "Antalet mottagningar med jourtid ses över i samråd med kommunerna.",
        "Följsamheten till läkemedelsrekommendationerna stärks genom kollegial granskning.",
    )


def staff(plan: Plan) -> None:
    plan.heading("4", "Medarbetare och kompetens", 1)
    plan.text(
        "Hälsoförvaltningen har 4 310 anställda, varav 78 procent är kvinnor. Omkring 640 personer väntas gå i pension "
        "fram till 2030. Det ställer krav på tidig introduktion, fler utbildningsplatser och ett arbetssätt där rätt "
        "kompetens används till rätt uppgift.",
        "Chefer i första linjen ska ha högst 30 direkt underställda. Målet nås i dag av sju enheter av tio.",
    )
    plan.heading("4.1", "Utbildning och forskning", 2)
    plan.text(
        "Tillgången till handledare avgör hur många som kan tas emot. Under 2024 tackade regionen nej till 38 platser, "
        "de flesta på sjukhuset i Älvhamn. Handledarutbildning ges därför vid fyra tillfällen under året, och den som "
        "handleder ska kunna räkna tiden som merit vid tillsättning av tjänst.",
        "Regionen tar emot 420 studenter per termin i verksamhetsförlagd utbildning. Handledarna ska ha tid avsatt i "
        "schemat. Sex forskartjänster delas med universitetet i Älvhamn, och medel för kliniska studier söks i "
        "konkurrens två gånger om året.",
    )
    plan.heading("4.2", "Arbetsmiljö", 2)
    plan.text(
        "Arbetsmiljöarbetet utgår från de handlingsplaner som varje arbetsplats har tagit fram med ledning av "
        "medarbetarenkäten. Hot och våld har ökat på akutmottagningarna. Larm och bemanning ses därför över i samråd "
        "med skyddsombuden före sommaren.",
    )


def control(plan: Plan) -> None:
    plan.heading("5", "Intern kontroll", 1)
    plan.text(
        "Styrelsen har gått igenom verksamhetens risker tillsammans med områdescheferna. De risker som bedömts kräva "
        "åtgärd framgår av tabellen. Uppföljning sker i delårsrapporterna och i årsredovisningen."
    )
    plan.heading(None, "Riskanalys 2025", 2)
    risk_table(
        plan, ("Verksamhet", "Risk", "Åtgärd"),
        [
            RiskRow("Bemanning", "Regionövergripande: Risk att schemaläggning inte tar hänsyn till vila mellan passen.",
                    ("Regionövergripande åtgärd: Chefer utbildas i arbetstidsregler under första kvartalet.",
                     "Regionövergripande åtgärd: Schemasystemet kompletteras med en spärr mot för kort dygnsvila."), True),
            RiskRow("Bemanning", "Risken att nya medarbetare inte får introduktion enligt plan.",
                    ("Checklista för introduktion följs upp av områdeschef varje månad.",)),
            RiskRow("Bemanning", "Risken att legitimation inte kontrolleras före anställning.",
                    ("Stickprov på tio anställningar per område och tertial.",)),
            RiskRow("Bemanning", "Risken att chefer i första linjen lämnar sina uppdrag i förtid därför att stödet från "
                    "staberna brister.",
                    ("Varje chef erbjuds en mentor och ett samtal med närmaste chef varje månad.",
                     "Områdescheferna prövar vilka administrativa uppgifter som kan tas över av staberna, och redovisar "
                     "förslag till styrelsen före den 1 juni.")),
            RiskRow("Ekonomi", "Risken att fakturor för köpt vård betalas utan att vården har utförts.",
                    ("Fakturor över 100 000 kronor stäms av mot remiss.",
                     "Controller granskar ett urval varje månad."),),
            RiskRow("Ekonomi", "Risken att direktupphandlingar inte dokumenteras.",
                    ("Regionövergripande åtgärd: Uppföljning av inköp utan avtal redovisas för styrelsen två gånger om "
                     "året.",), True),
            RiskRow("Informationssäkerhet", "Risken att obehöriga läser patientuppgifter i journalsystemet.",
                    ("Loggkontroll görs slumpvis och vid misstanke.",
                     "Behörigheter gås igenom när en medarbetare byter enhet.")),
            RiskRow("Informationssäkerhet", "Risken att vården inte kan bedrivas vid längre driftstopp.",
                    ("Reservrutiner övas på samtliga kliniker minst en gång under året, även kvällstid och helg, och "
                     "erfarenheterna dokumenteras i den gemensamma avvikelsehanteringen så att andra kliniker kan dra "
                     "nytta av dem.",)),
            RiskRow("Läkemedel", "Risken att narkotikaklassade läkemedel försvinner ur läkemedelsförråden på "
                    "vårdavdelningarna utan att det upptäcks.",
                    ("Månatlig inventering av två personer.", "Kameraövervakning prövas på två sjukhus.")),
            RiskRow("Läkemedel", "Risken att restnoterade läkemedel inte kan ersättas i tid.",
                    ("Buffertlager för 40 kritiska läkemedel läggs upp vid sjukhusapoteket.",)),
            RiskRow("Beredskap", "Regionövergripande: Risken att sjukhusens reservkraft inte räcker vid ett långvarigt "
                    "elavbrott.",
                    ("Prov med full last genomförs vid de tre sjukhusen före sommaren.",
                     "Avtal om bränsleleveranser tecknas med två leverantörer."), True),
            RiskRow("Beredskap", "Risken att krisledningen saknar uppdaterade kontaktuppgifter.",
                    ("Larmlistor kontrolleras kvartalsvis.",)),
        ],
        columns=(0.2, 0.36, 0.44), mark="- ",
    )  # fmt: skip
    plan.heading("6", "Uppföljning", 1)
    plan.text(
        "Planen följs upp i två delårsrapporter, per den 30 april och den 31 augusti, och i årsredovisningen. Styrtal som "
        "mäts oftare än så redovisas i förvaltningens månadsbrev. Visar uppföljningen att en målsättning inte kommer att "
        "nås ska hälsodirektören föreslå åtgärder vid nästa sammanträde.",
        "Den interna kontrollen rapporteras samlat i december. Åtgärder som inte har genomförts förs över till nästa års "
        "plan om styrelsen inte beslutar något annat.",
    )
