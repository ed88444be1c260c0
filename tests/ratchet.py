"""Scores of every sample and source kind, kept in ``ratchet.json``. ``python -m tests.ratchet [all]`` raises the file.

Reading a scan takes its time, so the scans and wrong layers are measured only where ``PLANTOLK_RATCHET=all`` asks for
them (continuous integration does)."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from pipeline.evaluation import DocumentReport, evaluate
from pipeline.extraction import extract_to_folder
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS, GOLD, FILE = ROOT / "samples" / "documents", ROOT / "samples" / "gold", ROOT / "tests" / "ratchet.json"
LESS_IS_BETTER = {"numbers_silent", "numbers_missing"}

Scores = dict[str, dict[str, float]]


def is_scanned(name: str) -> bool:
    return name.endswith(("-scan.pdf", "-badlayer.pdf"))


def sources(*, scans: bool) -> list[Path]:
    """Sample documents: the scanned ones, or all others."""
    return sorted(p for p in DOCUMENTS.iterdir() if is_scanned(p.name) == scans)


def all_wanted() -> bool:
    return os.environ.get("PLANTOLK_RATCHET") == "all"


def kept(report: DocumentReport) -> dict[str, float]:
    """The figures of a document that must not fall unnoticed."""
    out: dict[str, float] = {
        kind: round(score.f1, 3) for kind, score in report.scores.items() if score.gold or score.predicted
    }
    out["numbers_silent"] = report.numbers["wrong_silent"] + report.numbers["extra_silent"]
    out["numbers_missing"] = report.numbers["missing"]
    out["pages"] = round(report.pages.value, 3)
    out["document"] = sum(report.document.values())
    if report.text:
        out["word_recall"] = round(float(str(report.text["word_recall"])), 3)
    if report.cells:
        out["cells_structure"] = round(report.cells["structure"]["f1"], 3)
        out["cells_numeric"] = round(report.cells["numeric"]["share"], 3)
    return out


def measured(paths: list[Path], out: Path) -> Scores:
    """The samples extracted anew into ``out``, and scored."""
    extract_to_folder([str(p) for p in paths], out, Settings())
    return {report.source: kept(report) for report in evaluate(out, GOLD).documents}


def recorded() -> Scores:
    found: Scores = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found


def differences(name: str, was: dict[str, float], now: dict[str, float]) -> list[str]:
    """What fell and what rose beyond the slack, in words. What a scan gives may differ a little between builds of Tesseract."""
    slack = 0.015 if is_scanned(name) else 0.0005
    found = []
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        if old is None or new is None:
            found.append(f"{name} {key}: was {old}, is {new}")
            continue
        room = max(2.0, 0.2 * old) if is_scanned(name) and key in LESS_IS_BETTER else slack
        if abs(new - old) > room:
            better = (new < old) == (key in LESS_IS_BETTER)
            found.append(f"{name} {key}: {'rose' if better else 'fell'} from {old} to {new}")
    return found


def main() -> None:
    """Writes what is reached now."""
    scores = recorded()
    for scans in (False, True) if "all" in sys.argv[1:] else (False,):
        with tempfile.TemporaryDirectory() as folder:
            scores |= measured(sources(scans=scans), Path(folder) / "out")
    known = {p.name for p in DOCUMENTS.iterdir()}
    content = {name: dict(sorted(scores[name].items())) for name in sorted(scores) if name in known}
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
