"""Findings as a page for a browser: each wrong record beside its gold and the crop of its page. One file, no scripts."""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.evaluation.records import Finding
from pipeline.evaluation.report import DocumentReport, Report, format_report

CROP_DPI, MARGIN, WHOLE_DPI, MOST_CROPS = 110, 14.0, 40, 400
"""Resolution of a crop, points around it; resolution of a page shown whole; crops in one report."""
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


class Crops:
    """Cuts pieces out of one source's pages; pages are rendered once. A source that can't be opened gives none."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.pages: dict[tuple[int, int], Image.Image | None] = {}

    def page(self, number: int, dpi: int) -> Image.Image | None:
        if (number, dpi) not in self.pages:
            self.pages[number, dpi] = self._render(number, dpi)
        return self.pages[number, dpi]

    def _render(self, number: int, dpi: int) -> Image.Image | None:
        from pipeline.errors import PlantolkError
        from pipeline.pdf import PdfFile

        if self.path is None or self.path.suffix.lower() != ".pdf" or not self.path.exists():
            return None
        try:
            with PdfFile(self.path) as pdf:
                return Image.fromarray(pdf.render(number, dpi))
        except PlantolkError:
            return None

    def cut(self, page: int, box: tuple[float, ...] | None) -> str:
        """An <img> with the box and a little around it, or the page in small; nothing where there is no picture."""
        image = self.page(page, CROP_DPI if box else WHOLE_DPI)
        if image is None:
            return ""
        if box:
            scale = CROP_DPI / 72
            left, top, right, bottom = (
                (side + step) * scale for side, step in zip(box, (-MARGIN, -MARGIN, MARGIN, MARGIN), strict=True)
            )
            image = image.crop((max(0, int(left)), max(0, int(top)), min(image.width, int(right)), int(bottom)))
        data = io.BytesIO()
        image.convert("L").save(data, "JPEG", quality=60)
        return f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}">'


def finding_article(finding: Finding, picture: str) -> str:
    fields = f": {', '.join(finding.fields)}" if finding.fields else ""
    where = f", page {finding.page}" if finding.page else ""
    return (
        f'<article class="{finding.status}"><h3>{finding.table}: {finding.status}{html.escape(fields)}{where}</h3>'
        f"{record_table('found', finding.got, finding.fields)}{record_table('gold', finding.want, finding.fields)}"
        f"<div>{picture}</div></article>"
    )


def document_section(report: DocumentReport, path: Path | None, room: int) -> tuple[str, int]:
    """The findings of one document, and how many crops were used up."""
    crops, used, parts = Crops(path), 0, []
    for finding in report.findings:
        picture = ""
        if finding.page and used < room:
            picture = crops.cut(finding.page, finding.box)
            used += bool(picture)
        parts.append(finding_article(finding, picture))
    head = f"<h2>{html.escape(report.source)}</h2><p>{len(report.findings)} findings against {html.escape(report.gold)}</p>"
    return head + "".join(parts), used


def html_report(report: Report, sources: Mapping[str, Path] | None = None) -> str:
    """The whole report; ``sources``: source name -> its file, for the crops (PDF)."""
    body, room = [], MOST_CROPS
    for document in report.documents:
        section, used = document_section(document, (sources or {}).get(document.source), room)
        body.append(section)
        room -= used
    return (
        f"<!doctype html><meta charset=utf-8><title>plantolk evaluate</title><style>{STYLE}</style>"
        f"<h1>Scores against gold</h1><pre>{html.escape(format_report(report))}</pre>{''.join(body)}\n"
    )
