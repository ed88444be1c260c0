"""What a person should look at, worst first: doubtful records and issues, each with its source, page and picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.dataset import read_table
from pipeline.document import Box
from pipeline.errors import PlantolkError
from pipeline.inert import POLICY, escaped, printable
from pipeline.schema import BY_NAME
from pipeline.viewing.pictures import PageCamera, data_uri

RECORD_TABLES = (
    "budget_rows", "indicator_values", "goals", "assignments", "activities", "indicators", "risks", "risk_measures",
)  # fmt: skip
SEVERITIES = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: a doubtful record (``table`` and ``record_id``) or an issue (its ``code``)."""

    source_path: str
    page: int | None
    what: str
    text: str
    why: str
    confidence: float | None
    box: Box | None
    record_id: str | None


def items_for_review(dataset: Path) -> list[Item]:
    """Doubtful records by confidence, lowest first, then issues of no record by severity."""
    issues = read_table(dataset, "issues")
    locations = read_table(dataset, "locations").drop_duplicates("document_id")
    paths = dict(zip(locations["document_id"], locations["source_path"], strict=True))
    reasons: dict[str, list[str]] = {}
    for row in _rows(issues[issues["record_id"].notna()]):
        reasons.setdefault(row["record_id"], []).append(row["message"])
    records = [
        item
        for name in RECORD_TABLES
        for row in _rows(_doubtful(read_table(dataset, name)))
        for item in [_record_item(name, row, paths, reasons)]
    ]
    records.sort(key=lambda item: (item.confidence or 0.0, item.source_path, item.page or 0))
    rest = [row for row in _rows(issues[issues["record_id"].isna()]) if row["severity"] != "info"]
    rest.sort(key=lambda row: (SEVERITIES[row["severity"]], row["source_path"], row["page"] or 0))
    return records + [_issue_item(row) for row in rest]


def _doubtful(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["needs_review"].fillna(value=False).astype(bool)]


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        yield {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _box(row: Mapping[str, Any]) -> Box | None:
    edges = [row["x0"], row["top"], row["x1"], row["bottom"]]
    return None if None in edges else Box(*(float(edge) for edge in edges))


def _record_item(
    name: str, row: dict[str, Any], locations: Mapping[str, str], reasons: Mapping[str, Sequence[str]]
) -> Item:
    record_id = row[BY_NAME[name].key[0]]
    why = "; ".join(reasons.get(record_id, ()))
    if row.get("proposed") is not None:
        why = f"{why}; proposed: {row['proposed']:f} (by {row['proposed_by']})".lstrip("; ")
    said = {
        "budget_rows": ("label", "column_label", "raw", "unit"),
        "indicator_values": ("kind", "group", "raw"),
        "indicators": ("name",),
    }.get(name, ("text",))
    text = " | ".join(str(row[column]) for column in said if row[column] is not None)
    return Item(
        locations[row["document_id"]], row["page"], name, text, why or "low confidence", row["confidence"], _box(row), record_id
    )  # fmt: skip


def _issue_item(row: dict[str, Any]) -> Item:
    return Item(
        row["source_path"], row["page"], row["code"], row["message"], row["proposal"] or "", None, _box(row), None
    )


PAGE_STYLE = """
body{font:15px/1.4 sans-serif;margin:2em auto;max-width:70em;color:#222}h1{font-size:1.4em}
article{border-top:1px solid #ccc;padding:.8em 0}img{max-width:100%;border:1px solid #ddd;display:block;margin-top:.4em}
.what{font-weight:bold}.where{color:#666}.why{color:#a30}
"""


def review_page(items: Sequence[Item], camera: PageCamera) -> str:
    """One self-contained HTML page: each item with the picture of its place. Everything from a document is escaped."""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>plantolk: for review</title><style>{PAGE_STYLE}</style></head><body>",
        f"<h1>{len(items)} places for a second look, worst first</h1>",
    ]
    for item in items:
        where = f"{item.source_path}, page {item.page}" if item.page else item.source_path
        sure = "" if item.confidence is None else f" · confidence {item.confidence:.2f}"
        parts.append(
            f'<article><div><span class="what">{escape(item.what)}</span> <span class="where">{escape(printable(where))}{sure}</span></div>'
            f'<div>{escape(escaped(item.text))}</div><div class="why">{escape(escaped(item.why))}</div>{_picture(item, camera)}</article>'
        )
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _picture(item: Item, camera: PageCamera) -> str:
    if item.box is None or item.page is None:
        return ""
    try:
        crop = camera.take(Path(item.source_path), item.page).crop(item.box, margin=14)
    except (PlantolkError, OSError) as error:
        return f'<div class="where">no picture: {escape(escaped(str(error)))}</div>'
    return f'<img alt="the place on the page" src="{data_uri(crop)}">'
