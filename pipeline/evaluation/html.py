"""Findings as a page for a browser: each wrong record beside its gold and the crop of its page. One file, no scripts."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.document import Box
from pipeline.errors import PlantolkError
from pipeline.evaluation.records import Finding
from pipeline.evaluation.report import DocumentReport, Report, format_report
from pipeline.inert import POLICY
from pipeline.settings import Settings
from pipeline.viewing.pictures import PageCamera, data_uri

CROP_DPI, MARGIN, WHOLE_WIDTH, MOST_CROPS = 110, 14.0, 330, 400
"""Resolution of a crop, points around it; width in pixels of a page shown whole; crops in one report."""
HIDDEN = {
    "document_id", "extraction_id", "plan_id", "source_name", "organisation", "body", "plan_year", "section_id",
    "section_title", "box", "x0", "top", "x1", "bottom", "page_end",
}  # fmt: skip
STYLE = """
body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1200px;color:#1a1a1a}
pre{overflow:auto;background:#f6f6f4;padding:1em;font-size:12px}
article{display:grid;grid-template-columns:1fr 1fr 1fr;gap:1em;border-top:1px solid #ccc;padding:.8em 0}
h3{grid-column:1/-1;margin:0;font-size:1em} table{border-collapse:collapse;font-size:12px}
td,th{padding:1px 6px 1px 0;vertical-align:top;text-align:left;overflow-wrap:anywhere} th{color:#666;font-weight:400}
.bad{background:#ffe1dc} .missing h3{color:#8a4b00} .extra h3{color:#6b2fa0} .wrong h3{color:#a01818}
img{max-width:100%;border:1px solid #ddd}
"""


def shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(shown(v) for v in value)
    if isinstance(value, Mapping):
        return json.dumps({k: v for k, v in value.items() if v is not None and k not in HIDDEN}, ensure_ascii=False)
    return str(value)


def record_table(title: str, record: Mapping[str, Any] | None, bad: tuple[str, ...]) -> str:
    if record is None:
        return f"<div><b>{title}</b><p>–</p></div>"
    rows = "".join(
        f"<tr{' class=bad' if key in bad else ''}><th>{html.escape(key)}</th><td>{html.escape(shown(value))}</td></tr>"
        for key, value in record.items()
        if value not in (None, "") and key not in HIDDEN
    )
    return f"<div><b>{title}</b><table>{rows}</table></div>"


def crop_of(finding: Finding, path: Path, camera: PageCamera) -> str:
    """An <img> with the finding's box and a little around it, or its page in small; '' where there is no picture."""
    if finding.page is None:
        return ""
    try:
        picture = camera.take(path, finding.page)
    except (PlantolkError, OSError):
        return ""
    if finding.box:
        image = picture.crop(Box(*finding.box), margin=MARGIN)
    else:
        image = picture.image.copy()
        image.thumbnail((WHOLE_WIDTH, 2 * WHOLE_WIDTH))
    return f'<img alt="" src="{data_uri(image)}">'


def finding_article(finding: Finding, picture: str) -> str:
    fields = f": {', '.join(finding.fields)}" if finding.fields else ""
    where = f", page {finding.page}" if finding.page else ""
    return (
        f'<article class="{finding.status}"><h3>{finding.table}: {finding.status}{html.escape(fields)}{where}</h3>'
        f"{record_table('found', finding.got, finding.fields)}{record_table('gold', finding.want, finding.fields)}"
        f"<div>{picture}</div></article>"
    )


def document_section(report: DocumentReport, path: Path | None, room: int, camera: PageCamera) -> tuple[str, int]:
    """The findings of one document, and how many crops were used up."""
    used, parts = 0, []
    for finding in report.findings:
        picture = crop_of(finding, path, camera) if path is not None and used < room else ""
        used += bool(picture)
        parts.append(finding_article(finding, picture))
    head = f"<h2>{html.escape(report.source)}</h2><p>{len(report.findings)} findings against {html.escape(report.gold)}</p>"
    return head + "".join(parts), used


def html_report(report: Report, sources: Mapping[str, Path] | None = None) -> str:
    """The whole report; ``sources``: source name -> its file, for the crops (PDF and pictures)."""
    body, room = [], MOST_CROPS
    with PageCamera(Settings(), dpi=CROP_DPI) as camera:
        for document in report.documents:
            section, used = document_section(document, (sources or {}).get(document.source), room, camera)
            body.append(section)
            room -= used
    return (
        f'<!doctype html><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>plantolk evaluate</title><style>{STYLE}</style>"
        f"<h1>Scores against gold</h1><pre>{html.escape(format_report(report))}</pre>{''.join(body)}\n"
    )
