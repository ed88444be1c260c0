"""The two seams: a new extractor and a new OCR engine fit in without touching anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import extractors
from extractors.records import Goal, Ids
from pipeline import extract
from pipeline.document import Document
from pipeline.lexicon import Lexicon

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
