"""What a scoring gives: a report a document, pooled by source kind, as a table for the terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.evaluation.counting import NO_SCORE, NO_SHARE, Score, Share
from pipeline.evaluation.records import Finding
from pipeline.evaluation.texts import Rates

KINDS = (
    "sections", "sections_strict", "goals", "goals_strict", "assignments", "assignments_strict", "activities",
    "activities_strict", "indicators", "indicator_values", "indicator_values_strict", "budget_rows",
    "budget_rows_strict", "risks", "risks_strict", "risk_measures",
)  # fmt: skip
SHOWN = (
    ("sections_strict", "sections*"), ("goals_strict", "goals*"), ("assignments_strict", "assign*"),
    ("activities", "activit"), ("indicators", "indicat"), ("indicator_values_strict", "values*"),
    ("budget_rows_strict", "budget*"), ("risks_strict", "risks*"), ("risk_measures", "measures"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One source against its gold. ``value_years`` and ``links``: (right, wrong); ``calibration``: bin -> (right, of)."""

    source: str
    gold: str
    text_source: str
    document: Mapping[str, bool]
    scores: Mapping[str, Score]
    numbers: Mapping[str, float]
    right_flagged: int
    value_years: tuple[int, int]
    links: tuple[int, int]
    pages: Share
    calibration: Mapping[str, tuple[int, int]]
    text: Rates | None
    lines: Rates | None
    cells: Mapping[str, Any] | None
    findings: tuple[Finding, ...]

    @property
    def source_kind(self) -> str:
        """Text / born digital / scan / bad layer: what came in, told by its name and by how it was read."""
        if self.source.endswith(".txt"):
            return "text"
        if "-badlayer" in self.source:
            return "bad layer"
        if self.text_source == "text_layer":
            return "born digital"
        return "scan"

    def as_dict(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "source": self.source, "gold": self.gold, "source_kind": self.source_kind, "document": dict(self.document),
        }  # fmt: skip
        out |= {kind: self.scores[kind].as_dict() for kind in KINDS}
        out["numbers"] = dict(self.numbers)
        out["value_years"] = {"right": self.value_years[0], "wrong": self.value_years[1]}
        out["calibration"] = {name: {"right": right, "of": of} for name, (right, of) in self.calibration.items()}
        out["links"] = {"right": self.links[0], "wrong": self.links[1]}
        pages = self.pages
        out["pages"] = {
            "right": pages.right, "wrong": pages.of - pages.right,
            "share": round(pages.right / max(1, pages.of), 4),
        }  # fmt: skip
        for name, part in (("text", self.text), ("lines", self.lines), ("cells", self.cells)):
            if part is not None:
                out[name] = dict(part)
        out["findings"] = [
            {
                "table": f.table, "status": f.status, "page": f.page, "box": f.box, "fields": list(f.fields),
                "got": f.got, "want": f.want,
            }
            for f in self.findings
        ]  # fmt: skip
        return out


@dataclass(frozen=True, slots=True)
class Report:
    """All documents that were scored, and what could not be."""

    documents: tuple[DocumentReport, ...]
    without_gold: tuple[str, ...] = ()
    without_document: tuple[str, ...] = ()

    def pooled(self) -> dict[str, dict[str, Score]]:
        """Source kind -> record kind -> counts added up over its documents."""
        out: dict[str, dict[str, Score]] = {}
        for report in self.documents:
            pool = out.setdefault(report.source_kind, {})
            for kind, score in report.scores.items():
                pool[kind] = pool.get(kind, NO_SCORE) + score
        return out


def silent(numbers: Mapping[str, float]) -> int:
    return int(numbers["wrong_silent"] + numbers["extra_silent"])


def line_of(name: str, scores: Mapping[str, Score], rest: Iterable[str]) -> str:
    cells = []
    for kind, _ in SHOWN:
        score = scores[kind]
        cells.append(f"{score.f1:9.3f}" if score.gold or score.predicted else f"{'-':>9}")
    return f"{name[:30]:30}" + "".join(cells) + "".join(f"{r:>8}" for r in rest)


def format_report(report: Report) -> str:
    """A table for the terminal: F1 a kind (``*``: fields agree too), then numbers silently wrong or invented, missing,
    right but flagged, records on the right page, words found, and figures in cells."""
    heads = [f"{title:>9}" for _, title in SHOWN]
    lines = [
        f"{'source':30}"
        + "".join(heads)
        + "".join(f"{h:>8}" for h in ("silent", "missing", "flagged", "page", "words", "figures"))
    ]
    for d in report.documents:
        words = f"{d.text['word_recall']:.3f}" if d.text else "-"
        figures = f"{d.cells['numeric']['share']:.3f}" if d.cells else "-"
        rest: tuple[str, ...] = (
            str(silent(d.numbers)), str(int(d.numbers["missing"])), f"{d.numbers['flag_rate']:.3f}",
            f"{d.pages.value:.3f}", words, figures,
        )  # fmt: skip
        lines.append(line_of(d.source, d.scores, rest))
    for kind, pool in report.pooled().items():
        own = [d for d in report.documents if d.source_kind == kind]
        right = sum(d.numbers["right"] for d in own)
        flagged = sum(d.right_flagged for d in own) / max(1, right)
        pages = sum((d.pages for d in own), NO_SHARE)
        rest = (
            str(sum(silent(d.numbers) for d in own)), str(int(sum(d.numbers["missing"] for d in own))),
            f"{flagged:.3f}", f"{pages.value:.3f}",
        )  # fmt: skip
        lines.append(line_of(f"= {kind} ({len(own)})", pool, rest))
    if report.without_gold:
        lines.append(f"without gold: {', '.join(report.without_gold)}")
    if report.without_document:
        lines.append(f"gold without a document: {', '.join(report.without_document)}")
    return "\n".join(lines)


def report_json(report: Report) -> str:
    """Everything, findings included; documents by source name."""
    content = {
        "documents": {d.source: d.as_dict() for d in report.documents},
        "pooled": {
            kind: {name: score.as_dict() for name, score in pool.items()} for kind, pool in report.pooled().items()
        },
        "without_gold": list(report.without_gold),
        "without_document": list(report.without_document),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
