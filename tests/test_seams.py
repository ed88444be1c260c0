"""The two seams: a new extractor and a new OCR engine fit in without touching anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import extractors
from extractors.records import Goal, Ids
from pipeline import extract
from pipeline.document import Box, Document, Word
from pipeline.lexicon import Lexicon
from pipeline.reading.ocr import ENGINES
from pipeline.reading.raster import Grey
from pipeline.reading.scan import read_picture
from pipeline.settings import Settings

PLAN = """1 Inledning

Nämnden planerar sitt arbete för året och följer upp
det varje tertial tillsammans med förvaltningen.

Tillsammans når vi målet!
"""


def extract_slogans(document: Document, lexicon: Lexicon) -> Iterator[Goal]:
    """A toy: every block that ends in an exclamation mark is a goal of the kind 'slogan'."""
    ids = Ids(document.source.document_id)
    for block in document.blocks:
        if block.text.value.endswith("!"):
            places = block.text.provenance()
            yield Goal(
                goal_id=ids.of("goals", places, "slogan"), kind="slogan", number=None, text=block.text.value,
                plan=block.plan, section=block.section, provenance=places, confidence=0.9,
            )  # fmt: skip


def test_a_toy_extractor_in_a_dozen_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    monkeypatch.setattr(extractors, "EXTRACTORS", (*extractors.EXTRACTORS, extract_slogans))
    goals = extract(plan)["goals"]
    assert goals[goals["kind"] == "slogan"]["text"].tolist() == ["Tillsammans når vi målet!"]


class ToyEngine:
    """Knows one word, wherever there is ink."""

    name = "toy"

    def __init__(self, language: str, *, page_mode: int = 3, seconds: float = 60.0) -> None: ...

    def version(self) -> str:
        return "toy 1.0"

    def recognize(self, image: Grey, page: int, dpi: int) -> tuple[Word, ...]:
        down, across = np.nonzero(image < 128)
        box = Box(*(float(side) * 72 / dpi for side in (across.min(), down.min(), across.max(), down.max())))
        return (Word("verksamhetsplan", page, box, 0.95, "ocr"),)


def test_a_toy_engine_in_a_dozen_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "toy", ToyEngine)
    sheet = Image.new("L", (2480, 3508), 255)
    ImageDraw.Draw(sheet).text((300, 300), "verksamhetsplan", font=ImageFont.load_default(70), fill=0)
    read = read_picture(np.asarray(sheet), 1, 300, Settings(ocr_engine="toy"))
    assert [word.text for word in read.words] == ["verksamhetsplan"]
    assert read.engine.startswith("toy 1.0 + ")
