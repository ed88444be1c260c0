from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from making import word

from pipeline.document import Word
from pipeline.reading.raster import Grey
from pipeline.reading.rereading import needs_second, reread
from pipeline.reading.second import Crop
from pipeline.reading.seen import respaced
from pipeline.reading.settling import AGREED, DISPUTED, settle


def crop(text: str, confidence: float = 0.99) -> Crop:
    return Crop(text, (confidence,) * len(text), tuple((i + 0.5) / max(1, len(text)) for i in range(len(text))))


def settled(first: str, sure: float, second: str, second_sure: float = 0.99) -> list[tuple[str, float]]:
    parts = settle(word(first, 100, 100, confidence=sure), crop(second, second_sure), "rapidocr")
    return [(part.text, round(part.confidence, 2)) for part in parts]


@pytest.mark.parametrize(
    ("first", "sure", "second", "texts"),
    [
        ("8220", 0.7, "82 %", ["82", "%"]),
        ("Sav", 0.89, "5 av", ["5", "av"]),
        ("-", 0.84, "一", ["-"]),
        ("814", 0.6, "81 %", ["81", "%"]),
        ("1096", 0.8, "10%", ["10%"]),
        ("20", 0.7, "%", ["%"]),
        ("260)", 0.6, "%)", ["%)"]),
        ("5", 0.9, "§", ["§"]),
        ("«", 0.5, "•", ["•"]),
        ("«att", 0.4, "• att", ["•", "att"]),
        ("-41,)9", 0.1, "-41,9", ["-41,9"]),
        ("2st", 0.9, "2 st", ["2", "st"]),
        ("3—18", 0.9, "3-18", ["3–18"]),
        ("—-2", 0.2, "-2", ["-2"]),
        ("Yo", 0.5, "%", ["%"]),
        ("I", 0.8, "1", ["I"]),
        ("H", 0.8, "■", ["■"]),
    ],
)
def test_numbers_and_signs_come_from_the_second_reader(first: str, sure: float, second: str, texts: list[str]) -> None:
    found = settled(first, sure, second)
    assert [text for text, _ in found] == texts
    assert all(confidence > 0.75 for _, confidence in found)


@pytest.mark.parametrize("first", ["20", "Ho", "246"])
def test_a_faint_per_cent_sign_is_one(first: str) -> None:
    assert settled(first, 0.6, "%", 0.5)[0][0] == "%"
    assert settled("20", 0.96, "%", 0.5)[0][0] == "20"


def test_agreement_makes_sure() -> None:
    assert settled("1 234", 0.8, "1 234") == [("1 234", AGREED)]


def test_two_sure_readings_that_differ_are_disputed() -> None:
    assert settled("1234", 0.96, "1284") == [("1284", DISPUTED)]


def test_an_unsure_second_reading_does_not_replace_a_number_but_casts_doubt() -> None:
    assert settled("1234", 0.96, "1Z84", 0.5) == [("1234", DISPUTED)]


@pytest.mark.parametrize(("first", "second"), [("-268,5", "268,5"), ("+1", "1"), ("242,5", "2425"), ("–12", "12")])
def test_a_sign_or_comma_that_only_the_first_reader_saw_is_not_lost_in_silence(first: str, second: str) -> None:
    assert settled(first, 0.9, second) == [(first, DISPUTED)]
    assert settled(first, 0.4, second) == [(second, DISPUTED)]


def test_a_comma_is_no_full_stop() -> None:
    ((text, confidence),) = settled("83,2", 0.7, "83.2", 0.9)
    assert text == "83,2"
    assert confidence > 0.75


def test_words_stay_with_the_swedish_model() -> None:
    assert settled("verksamhet", 0.8, "verksamhct") == [("verksamhet", 0.8)]


def test_a_known_word_replaces_an_unknown_one() -> None:
    assert settled("verksamhct", 0.6, "verksamhet")[0][0] == "verksamhet"


def test_chinese_is_not_believed() -> None:
    assert settled("hus", 0.6, "好") == [("hus", 0.6)]


def test_a_speck_that_nobody_reads_goes() -> None:
    assert settled("|", 0.5, "", 0.0) == []


def test_both_readings_stay_with_the_word() -> None:
    (first, second) = settle(word("814", 100, 100, confidence=0.6), crop("81 %"), "rapidocr")
    assert [r.text for r in first.alternatives] == ["814", "81 %"]
    assert first.box
    assert second.box
    assert first.box.right == second.box.left


@pytest.mark.parametrize(
    ("text", "confidence", "starts", "wanted"),
    [
        ("2024", 0.99, False, True),
        ("–", 0.99, False, True),
        ("och", 0.96, False, False),
        ("och", 0.5, False, True),
        ("xqzt", 0.96, False, True),
        ("i", 0.96, False, False),
        ("o", 0.96, True, True),
    ],
)
def test_which_words_are_read_again(text: str, confidence: float, starts: bool, wanted: bool) -> None:
    assert needs_second(word(text, 0, 0, confidence=confidence), starts_line=starts) is wanted


def test_a_lost_blank_is_seen_in_the_picture() -> None:
    picture = np.full((40, 120), 255, np.uint8)
    for left in (5, 25, 75):
        picture[8:32, left : left + 14] = 0
    assert respaced(Crop("55%", (1.0,) * 3, (0.1, 0.27, 0.7)), picture).text == "55 %"
    picture = np.full((40, 120), 255, np.uint8)
    for left in (5, 25, 45):
        picture[8:32, left : left + 14] = 0
    assert respaced(Crop("55%", (1.0,) * 3, (0.1, 0.27, 0.43)), picture).text == "55%"


class Fixed:
    """A second reader that says the same of every picture."""

    name = "fixed"

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, crops: Sequence[Grey]) -> list[Crop]:
        return [crop(self.text) for _ in crops]


def page_with_ink(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    picture = np.full((400, 600), 255, np.uint8)
    for left, top, right, bottom in boxes:
        picture[top:bottom, left:right] = 0
    return picture


def test_ink_without_a_word_is_read() -> None:
    picture = page_with_ink((100, 100, 220, 110), (400, 104, 414, 108))
    words = [word("verksamhet", 24, 24, width=29, height=2.6, confidence=0.96)]
    found = reread(words, picture, 300, 1, Fixed("-"))
    assert [w.text for w in found] == ["verksamhet", "-"]


def test_a_sign_read_with_its_number_and_by_itself_is_one() -> None:
    words: list[Word] = [word("64", 24, 24, width=10, height=8), word("20", 34, 24, width=8, height=8, confidence=0.6)]
    answers = iter([crop("64 %"), crop("%")])

    class Two(Fixed):
        def read(self, crops: Sequence[Grey]) -> list[Crop]:
            return [next(answers) for _ in crops]

    found = reread(words, page_with_ink((100, 100, 175, 110), (100, 125, 175, 133)), 300, 1, Two(""))
    assert [w.text for w in found] == ["64", "%"]


def test_a_number_in_the_box_of_the_word_before_it_is_one() -> None:
    words = [word("år:", 24, 24, width=32, height=8, confidence=0.6), word("93", 37, 24, width=9, height=8)]
    answers = iter([crop("år: 93 %"), crop("93")])

    class Two(Fixed):
        def read(self, crops: Sequence[Grey]) -> list[Crop]:
            return [next(answers) for _ in crops]

    found = reread(words, page_with_ink(), 300, 1, Two(""))
    assert [w.text for w in found] == ["år:", "93", "%"]


class Digits:
    """Reads each crop as the number 7."""

    name = "second"

    def read(self, crops: Sequence[Grey]) -> list[Crop]:
        return [crop("7") for _ in crops]


def test_a_column_of_numbers_read_downwards_is_read_anew() -> None:
    grey = np.full((600, 400), 255, np.uint8)
    for y in (100, 160, 220, 280):
        grey[y : y + 24, 300:312] = 0
    words = [
        word("Skolor", 10, 20, width=40),
        word("Vägar", 10, 40, width=30),
        word("BRWU", 298 * 0.24, 98 * 0.24, width=4, height=50, confidence=0.1),
    ]
    found = reread(words, grey, 300, 1, Digits())
    assert [w.text for w in found if len(w.text) < 3] == ["7", "7", "7", "7"]


@pytest.mark.parametrize(("alone", "text"), [(True, "1"), (False, "I")])
def test_a_one_that_stands_alone_is_a_number(alone: bool, text: str) -> None:
    (part,) = settle(word("I", 100, 100, confidence=0.8), crop("1", 1.0), "rapidocr", stands_alone=alone)
    assert part.text == text


def test_a_blank_overlooked_between_two_words() -> None:
    assert [text for text, _ in settled("attse", 0.81, "att se", 0.96)] == ["att", "se"]


def test_scraps_of_ink_are_no_words() -> None:
    grey = np.full((600, 400), 255, np.uint8)
    grey[200:203, 100:120] = 0
    words = [word("Nämnden", 10, 20, width=40), word("ansvarar", 60, 20, width=40)]
    scrap = word(";", 150, 100, width=4, height=1.5, confidence=0.1)
    found = reread([*words, scrap], grey, 300, 1, Digits())
    assert [w.text for w in found] == ["Nämnden", "ansvarar"]
