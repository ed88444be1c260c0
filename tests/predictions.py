"""Output folders made from gold, right or damaged on purpose: what a scorer is tested with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

Tables = dict[str, list[dict[str, Any]]]

SCENARIOS = {"prognos": "forecast", "utfall": "outcome"}
TABLE_KINDS = {"drift": "operating", "investering": "investment", "resultat": "result", "nyckeltal": "key_figure"}
COLUMNS = {
    "documents": ["document_id", "source_name", "text_source", "text_path", "page_count"],
    "plans": ["plan_id", "document_id", "title", "organisation", "body", "plan_year", "page", "page_end"],
    "pages": ["document_id", "page", "text_source", "is_blank", "status"],
    "sections": ["section_id", "title"],
    "goals": ["goal_id", "text"],
    "assignments": ["assignment_id", "text"],
    "activities": ["activity_id", "text"],
    "indicators": ["indicator_id", "name"],
    "indicator_values": ["indicator_value_id", "indicator_id"],
    "budget_rows": ["budget_row_id", "label"],
    "risks": ["risk_id", "text"],
    "risk_measures": ["risk_measure_id", "risk_id"],
    "tables": ["table_id", "page"],
    "cells": ["table_id", "row"],
}


def value_kind(value: dict[str, Any]) -> str:
    if value["comparator"] in {"rank", "change", "text"}:
        return str(value["comparator"])
    return "relative" if value["baseline"] else "absolute"


def tables_of_gold(gold: dict[str, Any], cells: list[dict[str, Any]], source: str, text_source: str) -> Tables:
    """What a perfect extraction would have written."""
    key, about = "d1", gold["document"]
    common = {"document_id": key, "source_name": source, "confidence": 0.95, "needs_review": False}

    def rows(kind: str, prefix: str) -> Iterable[tuple[str, dict[str, Any]]]:
        return ((f"{prefix}{n:03}", record) for n, record in enumerate(gold[kind]))

    out: Tables = {name: [] for name in COLUMNS}
    out["documents"] = [
        {
            "document_id": key,
            "source_name": source,
            "text_source": text_source,
            "text_path": f"text/{source}.txt",
            "page_count": about["pages"],
        }
    ]
    out["plans"] = [
        {
            "plan_id": "p1",
            "document_id": key,
            "page": 1,
            "page_end": about["pages"],
            "plan_year": about["year"],
            **{k: about[k] for k in ("title", "organisation", "body")},
        }
    ]
    for page in range(1, about["pages"] + 1):
        out["pages"].append(
            {"document_id": key, "page": page, "text_source": text_source, "is_blank": False, "status": "ok"}
        )
    for name, r in rows("sections", "s"):
        out["sections"].append({**common, "section_id": name, **r})
    for name, r in rows("goals", "g"):
        out["goals"].append({**common, "goal_id": name, **r, "section_number": r["section"]})
    for kind, prefix in (("assignments", "a"), ("activities", "t")):
        for name, r in rows(kind, prefix):
            identity = {"assignments": "assignment_id", "activities": "activity_id"}[kind]
            out[kind].append({**common, identity: name, **r, "goal_number": r["goal"]})
    for name, r in rows("indicators", "i"):
        out["indicators"].append(
            {**common, "indicator_id": name, "name": r["name"], "goal_number": r["goal"], "page": r["page"]}
        )
        for n, v in enumerate(r["values"]):
            kind = value_kind(v)
            comparator = v["comparator"] if kind in {"absolute", "relative"} else None
            out["indicator_values"].append(
                {
                    **common,
                    "indicator_value_id": f"{name}v{n}",
                    "indicator_id": name,
                    **v,
                    "value_kind": kind,
                    "comparator": comparator,
                    "page": r["page"],
                    "proposed": None,
                }
            )
    for name, r in rows("budget_rows", "b"):
        out["budget_rows"].append(
            {
                **common,
                "budget_row_id": name,
                "table_title": r["table"],
                "table_kind": TABLE_KINDS.get(r["kind"], r["kind"]),
                "label": r["label"],
                "parent_label": r["parent"],
                "is_total": r["is_total"],
                "column_label": r["column"],
                "scenario": SCENARIOS.get(r["scenario"], r["scenario"]),
                "year": r["year"],
                "amount": r["amount"],
                "unit": r["unit"],
                "page": r["page"],
                "proposed": None,
            }
        )
    for name, r in rows("risks", "r"):
        measures = r["measures"]
        out["risks"].append({**common, "risk_id": name, **{k: v for k, v in r.items() if k != "measures"}})
        for n, text in enumerate(measures):
            out["risk_measures"].append(
                {**common, "risk_measure_id": f"{name}m{n}", "risk_id": name, "position": n, "text": text,
                 "page": r["page"]}
            )  # fmt: skip
    for t in cells:
        table = {k: t[k] for k in ("caption", "page", "page_end", "rows", "columns")}
        out["tables"].append({**common, "table_id": t["table"], "method": t["kind"], **table})
        out["cells"] += [{**common, "table_id": t["table"], **c} for c in t["cells"]]
    return out


def write_output(tables: Tables, text: str, out: Path) -> Path:
    """The tables as an output folder."""
    (out / "text").mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        rows = tables[name]
        frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
        frame.to_csv(out / f"{name}.csv", index=False)
    (out / tables["documents"][0]["text_path"]).write_bytes(text.encode())
    return out


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
