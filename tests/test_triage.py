from __future__ import annotations

from making import PROSE, line, word

from pipeline.document import Word
from pipeline.reading.regions import bad_regions, is_bad_line
from pipeline.reading.triage import judge_layer, looks_swedish

TEXT = " ".join(PROSE * 3)


def words(text: str) -> list[Word]:
    return [word(piece, 0, 0) for piece in text.split()]


def test_swedish_is_good() -> None:
    assert judge_layer(words(TEXT)).good


def test_swedish_without_its_letters_is_bad() -> None:
    plain = TEXT.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
    judgement = judge_layer(words(plain))
    assert judgement.codes == ("bad_text_layer",)
    assert "å, ä and ö" in judgement.reason


def test_english_is_not_taken_for_damaged_swedish() -> None:
    text = "The committee is responsible for the budget and the plan of the year and all of its parts. " * 5
    assert not looks_swedish(text)
    assert judge_layer(words(text)).good


def test_undecoded_characters_are_bad() -> None:
    assert not judge_layer(words("(cid:12)(cid:7) " * 40)).good
    assert not judge_layer(words("\ue101\ue102\ue103 " * 40)).good


def test_bullets_of_the_private_use_area_are_good() -> None:
    assert judge_layer(words(("\uf0b7 " + PROSE[0] + " ") * 6)).good


def test_spaced_out_letters_are_bad() -> None:
    assert not judge_layer(words(" ".join("DRIFTREDOVISNING" * 3))).good


def test_a_few_words_are_not_condemned() -> None:
    assert judge_layer(words("Verksamhetsplan 2024 Sara Holm")).good


def test_spaced_out_lines_are_a_region_of_their_own() -> None:
    good = [found for i in range(4) for found in line("En vanlig rad med text", 50, 100 + 14 * i)]
    bad = [word(ch, 50 + 9 * i, 300, width=5) for i, ch in enumerate("DRIFTREDOVISNING")]
    bad += [word(ch, 50 + 9 * i, 316, width=5) for i, ch in enumerate("NETTOKOSTNADER")]
    (region,) = bad_regions([*good, *bad])
    assert 290 < region.box.top < 301
    assert 325 < region.box.bottom < 330


def test_the_text_beside_a_spoilt_chart_is_left_alone() -> None:
    prose = [found for i in range(6) for found in line("löpande text i spalten bredvid", 320, 292 + 14 * i)]
    bad = [word(ch, 50 + 5 * i, 300, width=4) for i, ch in enumerate("DRIFTREDOVISNINGSENHET")]
    (region,) = bad_regions([*prose, *bad])
    assert region.box.right < 200


def test_columns_of_single_digits_are_no_damage() -> None:
    assert not is_bad_line([word(ch, 50 + 60 * i, 300, width=5) for i, ch in enumerate("123456789")])
