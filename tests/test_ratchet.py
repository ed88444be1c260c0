"""No score of a sample falls unnoticed, and none rises without the file being raised with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ratchet import all_wanted, differences, is_scanned, measured, recorded, sources

RAISE = "python -m tests.ratchet" + (" all" if all_wanted() else "")


@pytest.mark.parametrize("scans", [False, True], ids=["born digital and text", "scans and wrong layers"])
def test_no_score_falls_or_rises_unrecorded(scans: bool, tmp_path: Path) -> None:
    if scans and not all_wanted():
        pytest.skip("takes minutes: PLANTOLK_RATCHET=all asks for it")
    now = measured(sources(scans=scans), tmp_path / "out")
    was = recorded()
    found = [line for name in sorted(now) for line in differences(name, was.get(name, {}), now[name])]
    assert not found, "\n".join([*found, f"where that is right: {RAISE}"])


def test_every_sample_is_recorded() -> None:
    assert {p.name for scans in (False, True) for p in sources(scans=scans)} == set(recorded())


@pytest.mark.parametrize(
    ("name", "key", "was", "now", "word"),
    [
        ("a.pdf", "goals", 0.9, 0.8, "fell"),
        ("a.pdf", "goals", 0.8, 0.9, "rose"),
        ("a.pdf", "numbers_silent", 0, 3, "fell"),
        ("a.pdf", "numbers_silent", 3, 0, "rose"),
        ("a-scan.pdf", "goals", 0.9, 0.88, "fell"),
    ],
)
def test_falls_and_rises_are_told_apart(name: str, key: str, was: float, now: float, word: str) -> None:
    assert word in differences(name, {key: was}, {key: now})[0]


def test_a_scan_may_waver() -> None:
    assert not differences("a-scan.pdf", {"goals": 0.9, "numbers_silent": 4}, {"goals": 0.91, "numbers_silent": 5})
    assert is_scanned("a-badlayer.pdf")
    assert differences("a.pdf", {}, {"goals": 1.0}) == ["a.pdf goals: was None, is 1.0"]
