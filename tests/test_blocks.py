from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lexicon import load_lexicon
from pipeline.structure.blocks import find_blocks
from pipeline.structure.sections import find_sections
from tests.plain import KOMMUN, pages_of, set_page, understood


def blocks_of(text: str, lexicon):
    return [(b.kind, b.marker, b.text.value) for b in understood(pages_of(text), lexicon).blocks]


def test_kinds_and_joined_lines(lexicon):
    found = blocks_of(KOMMUN, lexicon)
    assert ("heading", None, "Skola") in found
    assert ("paragraph", None, "Inriktningsmål 1: Alla elever når målen för sin utbildning.") in found
    assert ("item", "•", "Anställa två speciallärare med inriktning mot läs- och skrivutveckling.") in found
    assert (
        "paragraph",
        None,
        "Nämndmål 1.1 Andelen elever som är behöriga till gymnasieskolan ska öka varje år under hela planperioden.",
    ) in found


def test_markers(lexicon):
    text = "Nämnden ska\n\na) utreda frågan om lokaler,\n\nb) föreslå en taxa.\n\n1. Först detta.\n\n2. Sedan detta.\n\n– Sist detta."
    assert [(kind, marker) for kind, marker, _ in blocks_of(text, lexicon)] == [
        ("paragraph", None), ("item", "a)"), ("item", "b)"), ("item", "1."), ("item", "2."), ("item", "–"),
    ]  # fmt: skip


def test_marks_as_an_engine_without_bullets_reads_them(lexicon):
    text = "Nämnden ska\n\n+ utreda frågan om lokaler,\n\n¢ föreslå en taxa,\n\ne Anställa en vakt."
    assert [kind for kind, _, _ in blocks_of(text, lexicon)] == ["paragraph", "item", "item", "item"]


def test_a_sentence_runs_on_over_a_page_break(lexicon):
    text = "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar och för att de mål som\n\ffullmäktige har beslutat nås."
    assert len(blocks_of(text, lexicon)) == 1


def test_blank_lines_between_all_lines_say_nothing(lexicon):
    lines = [
        "1 Inledning",
        "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar och de mål som full-",
        "mäktige har beslutat. Uppföljning sker två gånger om året och redovisas till nämnden vid dess",
        "sammanträden i maj och oktober.",
        "Mål",
        "Att minska nämndens påverkan på miljön genom att välja tåg i stället för bil och flyg vid alla",
        "tjänsteresor.",
        "Att öka delaktigheten.",
        "Aktiviteter",
        "Inköp av två lådcyklar.",
    ] * 2
    values = [text for _, _, text in blocks_of("\n\n".join(lines), lexicon)][:7]
    assert values == [
        "Inledning",
        "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar och de mål som fullmäktige har beslutat. "
        "Uppföljning sker två gånger om året och redovisas till nämnden vid dess sammanträden i maj och oktober.",
        "Mål",
        "Att minska nämndens påverkan på miljön genom att välja tåg i stället för bil och flyg vid alla tjänsteresor.",
        "Att öka delaktigheten.",
        "Aktiviteter",
        "Inköp av två lådcyklar.",
    ]


def test_room_and_weight_part_paragraphs(lexicon):
    text = "Nämnden ansvarar för förskola, grundskola och gymnasieskola i hela kommunen samt för"
    lines = [
        ("Uppdrag", 11.0, True, 80.0, 60.0),
        (text, 11.0, False, 80.0, 76.0),
        ("vuxnas lärande.", 11.0, False, 80.0, 90.0),
        ("Ett nytt stycke börjar här.", 11.0, False, 80.0, 116.0),
    ]
    page = set_page(lines)
    blocks = find_blocks((page,), (), (), lexicon)
    assert [b.text.value for b in blocks] == ["Uppdrag", f"{text} vuxnas lärande.", "Ett nytt stycke börjar här."]
    assert blocks[0].bold
    assert blocks[1].left == 80.0


def test_the_weight_that_a_scan_shows_parts_no_sentence_behind_a_comma(lexicon):
    lines = [
        ("Länets invånare och de som verkar i länet har stark konkurrenskraft,", 11.0, False, 80.0, 60.0),
        ("hög och jämlik livskvalitet.", 11.0, True, 80.0, 74.0),
    ]
    assert len(find_blocks((set_page(lines, method="ocr"),), (), (), lexicon)) == 1
    assert len(find_blocks((set_page(lines),), (), (), lexicon)) == 2


def test_the_weight_that_a_scan_shows_parts_no_sentence_whose_line_is_full(lexicon):
    body = "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lag."
    lines = [
        ("Effektmål 7: En varaktigt stark ekonomi i hela regionen med uthållig", 11.0, True, 80.0, 60.0),
        ("och god hushållning.", 11.0, False, 80.0, 74.0),
        *((body, 11.0, False, 80.0, 100.0 + 14 * at) for at in range(3)),
    ]
    scan = find_blocks((set_page(lines, method="ocr"),), (), (), lexicon)
    assert (
        scan[0].text.value
        == "Effektmål 7: En varaktigt stark ekonomi i hela regionen med uthållig och god hushållning."
    )
    assert len(find_blocks((set_page(lines),), (), (), lexicon)) == len(scan) + 1


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\f"), max_size=70), max_size=15))
def test_every_line_stands_in_exactly_one_block(lines):
    lexicon = load_lexicon()
    pages = pages_of("\n".join(lines))
    blocks = find_blocks(pages, find_sections(pages, (), lexicon), (), lexicon)
    written = sorted(
        (w.page, w.line) for page in pages for line in page.lines for w in line.words if line.text.value.strip()
    )
    places = [line.place for page in pages for line in page.lines]
    covered = [place for b in blocks for place in places if b.place <= place < b.end]
    assert covered == sorted(set(places)) if blocks else not written
    assert [b.place for b in blocks] == sorted(b.place for b in blocks)


def test_measures_one_a_line_stay_apart_and_lose_the_blanks_of_their_columns(lexicon):
    text = (
        "Produktionsmål\n\nVårddygn vid lasarettet      :  högst 41 000 (1996: 43 200)\n"
        "Besök hos tandläkare         :  minst 12 500 (1996: 11 900)\n"
    )
    assert blocks_of(text, lexicon)[1:] == [
        ("paragraph", None, "Vårddygn vid lasarettet : högst 41 000 (1996: 43 200)"),
        ("paragraph", None, "Besök hos tandläkare : minst 12 500 (1996: 11 900)"),
    ]


def test_blanks_taken_out_leave_the_words_their_owners(lexicon):
    block = understood(pages_of("Nämnden     har    ordet"), lexicon).blocks[0]
    assert block.text.value == "Nämnden har ordet"
    assert [p.source_text for p in block.text.provenance()] == ["Nämnden har ordet"]


def test_each_label_or_risk_opens_a_block_of_its_own(lexicon):
    text = (
        "Risk: Vattnet tar slut under torra somrar i hela kommunen. Åtgärd: En ny brunn borras vid sjön.\n"
        "Risk: Ledningarna fryser under kalla vintrar i hela kommunen. Åtgärd: De läggs djupare ned.\n\n"
        "Risk för att personalen slutar innan nya har anställts vid verket. Sannolikhet: 2. Konsekvens: 3.\n"
        "Risk att priset stiger."
    )
    assert [value[:12] for _, _, value in blocks_of(text, lexicon)] == [
        "Risk: Vattne", "Risk: Lednin", "Risk för att", "Risk att pri",
    ]  # fmt: skip
