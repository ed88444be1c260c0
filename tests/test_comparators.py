"""Comparators before numbers are read together with their number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from making import word

from pipeline.document import Box, Word
from pipeline.reading.comparators import with_comparators
from pipeline.reading.raster import Grey
from pipeline.reading.second import Crop


class Says:
    """Reads every crop as the same text."""

    name = "second"

    def __init__(self, text: str, confidence: float = 0.95) -> None:
        self.text, self.confidence, self.asked = text, confidence, 0

    def read(self, crops: Sequence[Grey]) -> list[Crop]:
        self.asked += len(crops)
        places = tuple((i + 0.5) / len(self.text) for i in range(len(self.text)))
        return [Crop(self.text, (self.confidence,) * len(self.text), places) for _ in crops]


def corrected(words: Sequence[Word], reader: Says, unread: Sequence[Box] = ()) -> list[str]:
    found = with_comparators(words, unread, lambda _: np.full((48, 90), 255, np.uint8), reader, 1)
    return [w.text for w in sorted(found, key=lambda w: w.box.left if w.box else 0)]


@pytest.mark.parametrize("sign", ["2", ">", "M", "N", "s", "="])
def test_a_sign_before_its_number_is_read_with_it(sign: str) -> None:
    words = [word(sign, 100, 50, width=6), word("90", 110, 50), word("%", 124, 50)]
    assert corrected(words, Says("≥ 90")) == ["≥", "90", "%"]


def test_both_readings_stay() -> None:
    found = with_comparators(
        [word("2", 100, 50, width=6), word("90", 110, 50)], (), lambda _: np.zeros((9, 9), np.uint8), Says("≥90"), 1
    )
    assert [r.text for r in found[0].alternatives] == ["≥90"]
    assert found[0].confidence <= 0.94


def test_ink_without_a_word_may_be_a_comparator() -> None:
    assert corrected([word("15", 110, 50)], Says("≤ 15"), [Box(100, 50, 106, 60)]) == ["≤", "15"]
    assert corrected([word("15", 110, 50)], Says("M15"), [Box(100, 50, 106, 60)]) == ["15"]


def test_what_the_reader_doubts_stays() -> None:
    assert corrected([word(">", 100, 50, width=6), word("90", 110, 50)], Says("≥ 90", 0.6)) == [">", "90"]


def test_thousands_are_not_asked_about() -> None:
    reader = Says("≥ 500")
    assert corrected([word("2", 100, 50, width=6), word("500", 110, 50)], reader) == ["2", "500"]
    assert corrected([word("4", 100, 50, width=6), word("90", 110, 50)], reader) == ["4", "90"]
    assert corrected([word("§", 100, 50, width=6), word("90", 110, 50)], reader) == ["§", "90"]
    assert reader.asked == 0


def test_a_hundred_per_cent_is_no_thousand() -> None:
    words = [word("2", 100, 50, width=6), word("100", 110, 50), word("%", 128, 50)]
    assert corrected(words, Says("≥ 100")) == ["≥", "100", "%"]


def test_a_letter_far_from_the_number_stays() -> None:
    reader = Says("≥ 90")
    assert corrected([word("M", 60, 50, width=6), word("90", 110, 50)], reader) == ["M", "90"]
    assert reader.asked == 0
