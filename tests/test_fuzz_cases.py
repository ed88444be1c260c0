"""What ``make fuzz`` found once, and a few seconds of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz import CASES, LIMITS, SAMPLES, faults_of, mutated, parsers, seed_files
from hypothesis import HealthCheck, settings

from pipeline.reading.sandbox import Reader

FILES = sorted(path for path in CASES.iterdir() if path.suffix not in {".parser", ".md"})


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(LIMITS) as one:
        yield one


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_was_found_once_stays_mended(path: Path, reader: Reader) -> None:
    assert faults_of(path, reader) == []


def test_broken_copies_end_in_words(tmp_path: Path, reader: Reader) -> None:
    dice, kinds = random.Random(7), Counter[str]()
    seeds = [path for path in seed_files(tmp_path) if path.parent == tmp_path]
    for _ in range(12):
        source = dice.choice(seeds)
        path = tmp_path / f"broken{source.suffix}"
        path.write_bytes(mutated(source.read_bytes(), dice))
        kinds[source.suffix] += 1
        assert faults_of(path, reader) == []
    assert len(kinds) > 1


def test_a_broken_text_ends_in_words(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(mutated((SAMPLES / "sandvalla-2021.txt").read_bytes(), random.Random(3)))
    assert faults_of(path, reader) == []


@pytest.mark.parametrize("number", range(3))
def test_the_parsers_take_anything(number: int, tmp_path: Path) -> None:
    test = parsers(tmp_path / "dictionary.csv")[number]
    settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))(test)()
