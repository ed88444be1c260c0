"""One document, then a whole folder, against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.evaluation.cells import gold_grids, output_grids, score_cells
from pipeline.evaluation.figures import score_budget, score_indicators
from pipeline.evaluation.matching import same_text
from pipeline.evaluation.records import SIMPLE, Rows, Tally, score_links, score_risks, score_simple
from pipeline.evaluation.report import DocumentReport, Report
from pipeline.evaluation.sources import Gold, Output, Row, gold_stem, read_gold, stems
from pipeline.evaluation.texts import line_rates, text_rates

DOCUMENT_FIELDS = (("title", "title"), ("organisation", "organisation"), ("body", "body"), ("year", "plan_year"))
NUMBERS = ("right", "wrong_silent", "wrong_flagged", "extra_silent", "extra_flagged", "missing")


def grouped(rows: Rows, key: str) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in rows:
        out.setdefault(str(row.get(key)), []).append(row)
    return out


def score_records(output: Output, gold: Gold, document_id: str) -> Tally:
    """Every record kind of one document."""

    def rows(table: str) -> list[Row]:
        return output.rows(table, document_id)

    tally, want = Tally(), gold.records
    for kind in SIMPLE:
        score_simple(kind, rows(kind.table), want.get(kind.table, []), tally)
    values = grouped(rows("indicator_values"), "indicator_id")
    score_indicators(rows("indicators"), values, want.get("indicators", []), tally)
    score_budget(rows("budget_rows"), want.get("budget_rows", []), tally)
    measures = grouped(rows("risk_measures"), "risk_id")
    score_risks(rows("risks"), measures, want.get("risks", []), tally)
    score_links(rows, want, tally)
    return tally


def numbers_of(counts: Counter[str]) -> dict[str, float]:
    """How the numbers fared, and how many of the right ones are flagged all the same."""
    rate = round(counts["right_flagged"] / max(1, counts["right"]), 4)
    return {**{k: counts[k] for k in NUMBERS}, "flag_rate": rate}


def evaluate_document(output: Output, document: Row, gold: Gold) -> DocumentReport:
    """One document of the output against its gold."""
    document_id, name = str(document["document_id"]), str(document["source_name"])
    tally = score_records(output, gold, document_id)
    plans = output.rows("plans", document_id)
    about: Row = plans[0] if plans else document
    said = gold.records.get("document", {})
    text = output.text(document)
    plain = name.endswith(".txt")
    known = text is not None and gold.text is not None
    cells: dict[str, Any] | None = None
    if gold.cells is not None:
        cells = score_cells(gold_grids(gold.cells), output_grids(output, document_id))
    return DocumentReport(
        source=name,
        gold=gold.name,
        text_source=str(document.get("text_source") or ""),
        document={key: same_text(about.get(column), said.get(key)) for key, column in DOCUMENT_FIELDS},
        scores=tally.scores,
        numbers=numbers_of(tally.numbers),
        right_flagged=tally.numbers["right_flagged"],
        value_years=(tally.years[True], tally.years[False]),
        links=(tally.links[True], tally.links[False]),
        pages=tally.page_share(),
        calibration={k: (right, of) for k, (right, of) in tally.bins.items()},
        text=text_rates(text or "", gold.text or "") if known else None,
        lines=line_rates(text or "", gold.text or "", gold.unreadable) if known and plain else None,
        cells=cells,
        findings=tuple(tally.findings),
    )


def evaluate(out: Path, gold: Path, sources: Sequence[str] | None = None) -> Report:
    """Every document of the output folder ``out`` that the folder ``gold`` has gold for (or those named in
    ``sources``). Documents without gold are named in ``Report.without_gold``, gold without a document in
    ``Report.without_document``."""
    output, known = Output(out), stems(gold)
    reports, orphans = [], []
    for document in sorted(output.documents, key=lambda d: str(d["source_name"])):
        name = str(document["source_name"])
        if sources is not None and name not in sources:
            continue
        stem = gold_stem(name, known)
        if stem is None:
            orphans.append(name)
            continue
        found = read_gold(gold, stem, plain_text=name.endswith(".txt"))
        reports.append(evaluate_document(output, document, found))
    if not reports:
        raise UsageError(
            f"none of the documents in {out} has gold in {gold}",
            hint="gold is named as its source: PLAN.json for PLAN.pdf, PLAN-scan.pdf, PLAN.txt",
        )
    used = {report.gold for report in reports}
    return Report(tuple(reports), tuple(orphans), tuple(name for name in known if name not in used))
