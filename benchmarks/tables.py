"""Tables beside pdfplumber, camelot and img2table, on born-digital samples and on a scan: cell F1 and seconds.

Scored as `plantolk evaluate` scores tables (`pipeline/evaluation/cells.py`). A table that a page break cuts may come in pieces: the
pieces are compared together, since no peer joins tables over pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import GOLD, OURS, SAMPLES, Bench, Cost, Table, Value, interleaved, median, run, total
from pipeline.evaluation.cells import gold_grids, score_cells
from pipeline.evaluation.counting import Score
from pipeline.evaluation.grids import Grid, grid

BORN_DIGITAL = ("norrskog-2025", "lindmo-2026", "naverland-2008", "vastmark-1994")
"""Ruled; horizontal rules only; no rules; typewritten."""
SCANS = ("naverland-2008-scan",)
PEERS = (
    ("pdfplumber", "pdfplumber"),
    ("camelot-stream", "camelot-py"),
    ("camelot-hybrid", "camelot-py"),
    ("img2table", "img2table"),
)
LAYER_NEEDED = ("pdfplumber", "camelot-stream", "camelot-hybrid")
"""Tools that see no picture: they get the scan as OCRmyPDF gives it, whose time is theirs too."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    stems: tuple[str, ...]
    scanned: bool

    @property
    def documents(self) -> list[Path]:
        return [SAMPLES / f"{stem}.pdf" for stem in self.stems]


def measure(bench: Bench) -> Iterator[Table]:
    kinds = [
        Kind("born digital", BORN_DIGITAL[2:3] if bench.small else BORN_DIGITAL, scanned=False),
        Kind("scan", SCANS, scanned=True),
    ]
    rows: list[tuple[Value, ...]] = []
    notes = [
        "Found: tables of gold that have a counterpart. Cells: same text in a table that is gold's counterpart; neighbours: which cell stands "
        "beside and below which, as in the ICDAR-2013 competition. On scans, pdfplumber and camelot read what OCRmyPDF made of them, and its "
        "time is in theirs; img2table calls Tesseract itself.",
    ]
    for kind in kinds:
        rows += measure_kind(bench, kind, notes)
    yield Table(
        "Tables",
        f"All tables of {', '.join(BORN_DIGITAL)} (born digital, {page_count(BORN_DIGITAL)} pages) and of {', '.join(SCANS)} "
        f"({page_count(SCANS)} pages, 200 dpi).",
        ("kind: tool", "found", "cells F1", "neighbours F1", "wall s/page", "CPU s/page", "memory, MB"),
        tuple(rows),
        tuple(notes),
    )


def measure_kind(bench: Bench, kind: Kind, notes: list[str]) -> Iterator[tuple[Value, ...]]:
    results = {tool: bench.folder / f"{kind.name}-{tool}.json" for tool in ("plantolk", *(tool for tool, _ in PEERS))}
    documents = [str(path) for path in kind.documents]
    ours = [OURS, "-m", "benchmarks.ours", "tables", str(results["plantolk"]), *documents]
    tools: dict[str, Callable[[], Cost]] = {}
    layered = [bench.folder / path.name for path in kind.documents]
    for tool, package in PEERS:
        if not bench.peers.has(package):
            continue
        if kind.scanned and tool in LAYER_NEEDED:
            if bench.peers.has("ocrmypdf"):
                tools[tool] = command(bench.peers.command("tables", tool, results[tool], *layered))
        else:
            tools[tool] = command(bench.peers.command("tables", tool, results[tool], *documents))
    if kind.scanned and any(tool in LAYER_NEEDED for tool in tools):
        pairs = list(zip(kind.documents, layered, strict=True))
        tools = {"ocrmypdf": lambda: total([run(ocrmypdf(bench, *pair)) for pair in pairs]), **tools}
    costs, broken = interleaved({**tools, "plantolk": command(ours)}, bench.repeats)
    notes += broken
    pages = page_count(kind.stems)
    for tool, measured in costs.items():
        if tool == "ocrmypdf":
            continue
        cost = median(measured)
        if kind.scanned and tool in LAYER_NEEDED:
            cost = total([median(costs["ocrmypdf"]), cost])
        found, exact, structure = score(kind.stems, results[tool])
        name = f"OCRmyPDF, then {tool}" if kind.scanned and tool in LAYER_NEEDED else tool
        yield f"{kind.name}: {name}", found, exact, structure, cost.wall / pages, cost.cpu / pages, cost.memory
        bench.say(f"tables, {kind.name}, {tool}: done")


def command(arguments: Sequence[str]) -> Callable[[], Cost]:
    return lambda: run(arguments)


def ocrmypdf(bench: Bench, source: Path, target: Path) -> list[str]:
    options = ["-l", "swe", "--jobs", str(bench.jobs), "--output-type", "pdf", "--quiet"]
    return [bench.peers.python, "-m", "ocrmypdf", *options, str(source), str(target)]


def score(stems: Sequence[str], result: Path) -> tuple[str, float, float]:
    """(tables found of gold's, F1 of cells, F1 of neighbours), counted over all documents."""
    read = json.loads(result.read_text(encoding="utf-8"))
    found = of = 0
    exact = structure = Score(0, 0, 0)
    for stem in stems:
        gold = json.loads((GOLD / f"{stem.removesuffix('-scan')}.cells.json").read_text(encoding="utf-8"))
        scores = score_cells(gold_grids(gold), [as_grid(table) for table in read[f"{stem}.pdf"]])
        found += scores["tables"]["found"]
        of += scores["tables"]["gold"]
        exact += counts(scores["cells_exact"])
        structure += counts(scores["structure"])
    return f"{found} of {of}", round(exact.f1, 3), round(structure.f1, 3)


def counts(told: dict[str, Any]) -> Score:
    return Score(told["hit"], told["pred"], told["gold"])


def as_grid(table: dict[str, Any]) -> Grid:
    """Ours has cells with spans, a peer's rows of texts."""
    cells = table.get("cells") or [
        {"row": row, "column": column, "text": text or ""}
        for row, texts in enumerate(table["rows"])
        for column, text in enumerate(texts)
    ]
    return grid("", table["page"], table.get("page_end", table["page"]), cells)


def page_count(stems: Sequence[str]) -> int:
    import pypdfium2

    return sum(len(pypdfium2.PdfDocument(SAMPLES / f"{stem}.pdf")) for stem in stems)
