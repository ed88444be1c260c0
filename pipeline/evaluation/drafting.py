"""Draft gold from an extraction, to be put right in an editor: far less work than gold from nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.evaluation.matching import number, truth
from pipeline.evaluation.sources import Output, Row

SCENARIOS = {"forecast": "prognos", "outcome": "utfall"}
TABLE_KINDS = {
    "operating": "drift", "investment": "investering", "result": "resultat", "key_figure": "nyckeltal",
}  # fmt: skip
NOTES = (
    "DRAFT made by plantolk from its own extraction. Put right what is wrong, add what is missing, take away what the "
    "document does not say, then replace this note."
)


def whole(value: Any) -> int | None:
    found = number(value)
    return None if found is None else int(found)


def figure(value: Any) -> float | int | None:
    """A number as JSON has it; whole where it is whole and was written so."""
    if value in (None, ""):
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def comparator_of(value: Row) -> str:
    kind = value.get("value_kind")
    if kind in {"change", "rank", "text"}:
        return str(kind)
    return str(value.get("comparator") or "=")


def value_of(value: Row) -> dict[str, Any]:
    return {
        "kind": value.get("kind"), "group": value.get("group"), "raw": value.get("raw"),
        "comparator": comparator_of(value), "value": figure(value.get("value")),
        "value_high": figure(value.get("value_high")), "unit": value.get("unit"), "baseline": value.get("baseline"),
        "year": whole(value.get("year")),
    }  # fmt: skip


def budget_of(row: Row) -> dict[str, Any]:
    return {
        "table": row.get("table_title"), "kind": TABLE_KINDS.get(str(row.get("table_kind")), row.get("table_kind")),
        "label": row.get("label"), "parent": row.get("parent_label"), "is_total": truth(row.get("is_total")),
        "column": row.get("column_label"), "scenario": SCENARIOS.get(str(row.get("scenario")), row.get("scenario")),
        "year": whole(row.get("year")), "amount": figure(row.get("amount")), "unit": row.get("unit"),
        "page": whole(row.get("page")),
    }  # fmt: skip


def risk_of(row: Row, measures: list[Row]) -> dict[str, Any]:
    return {
        "area": row.get("area"), "text": row.get("text"), "measures": [m.get("text") for m in measures],
        "region_wide": truth(row.get("region_wide")),
        **{k: whole(row.get(k)) for k in ("probability", "consequence", "score")}, "owner": row.get("owner"),
        "page": whole(row.get("page")),
    }  # fmt: skip


def records_of(output: Output, document: Row) -> dict[str, Any]:
    """The document's records in the form and order of gold."""
    document_id = str(document["document_id"])

    def rows(table: str) -> list[Row]:
        return output.rows(table, document_id)

    def under(table: str, key: str, value: Any) -> list[Row]:
        return [r for r in rows(table) if r.get(key) == value]

    plans = rows("plans")
    about: Mapping[str, Any] = plans[0] if plans else {}
    return {
        "document": {
            "title": about.get("title"), "organisation": about.get("organisation"), "body": about.get("body"),
            "year": whole(about.get("plan_year")), "pages": whole(document.get("page_count")), "notes": NOTES,
        },
        "sections": [
            {
                "number": r.get("number"), "title": r.get("title"), "level": whole(r.get("level")),
                "page": whole(r.get("page")),
            }
            for r in rows("sections")
        ],
        "goals": [
            {
                "kind": r.get("kind"), "number": r.get("number"), "text": r.get("text"),
                "section": r.get("section_number") or r.get("section_title"), "page": whole(r.get("page")),
            }
            for r in rows("goals")
        ],
        "assignments": [
            {
                "number": r.get("number"), "text": r.get("text"), "given_by": r.get("given_by"),
                "goal": r.get("goal_number"), "page": whole(r.get("page")),
            }
            for r in rows("assignments")
        ],
        "activities": [
            {"text": r.get("text"), "goal": r.get("goal_number"), "page": whole(r.get("page"))}
            for r in rows("activities")
        ],
        "indicators": [
            {
                "name": r.get("name"), "goal": r.get("goal_number"), "page": whole(r.get("page")),
                "values": [value_of(v) for v in under("indicator_values", "indicator_id", r.get("indicator_id"))],
            }
            for r in rows("indicators")
        ],
        "budget_rows": [budget_of(r) for r in rows("budget_rows") if number(r.get("amount")) is not None],
        "risks": [risk_of(r, under("risk_measures", "risk_id", r.get("risk_id"))) for r in rows("risks")],
    }  # fmt: skip


def tables_of(output: Output, document: Row) -> list[dict[str, Any]]:
    document_id = str(document["document_id"])
    cells: dict[str, list[Row]] = {}
    for cell in output.rows("cells", document_id):
        cells.setdefault(str(cell["table_id"]), []).append(cell)
    stem = Path(str(document["source_name"])).stem
    return [
        {
            "table": f"{stem}-t{n:02}", "caption": t.get("caption"), "page": whole(t.get("page")),
            "page_end": whole(t.get("page_end")) or whole(t.get("page")), "kind": t.get("method"),
            "rows": whole(t.get("rows")), "columns": whole(t.get("columns")), "split_rows": [],
            "cells": [
                {
                    **{k: whole(c.get(k)) for k in ("row", "column", "row_span", "column_span")},
                    "text": c.get("text") or "", "is_header": truth(c.get("is_header")),
                }
                for c in cells.get(str(t["table_id"]), [])
            ],
        }
        for n, t in enumerate(output.rows("tables", document_id), 1)
    ]  # fmt: skip


def draft_gold(out: Path, source_name: str) -> dict[str, str]:
    """File name -> content: records, text and cells of one document of the output folder ``out``, as gold has them."""
    output = Output(out)
    document = next((d for d in output.documents if d["source_name"] == source_name), None)
    if document is None:
        raise UsageError(f"{source_name} is not among the documents in {out}")
    stem = Path(source_name).stem
    records = json.dumps(records_of(output, document), ensure_ascii=False, indent=2)
    cells = json.dumps(tables_of(output, document), ensure_ascii=False, indent=1)
    return {
        f"{stem}.json": records + "\n",
        f"{stem}.txt": output.text(document) or "",
        f"{stem}.cells.json": cells + "\n",
    }
