"""Gold from the plan and its layout: records with pages, cells, boxes. The formats are described in docs/evaluation.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samples.generator.content import Grid, Plan
from samples.generator.flatten import Dump, text_page
from samples.generator.layout import Layout, clean


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def tidy(value: Any) -> Any:
    """Printed text as gold has it: blanks collapsed, whole numbers in budgets as they are."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list):
        return [tidy(v) for v in value]
    if isinstance(value, dict):
        return {k: tidy(v) for k, v in value.items()}
    return value


def document(plan: Plan, pages: int, notes: str) -> dict[str, Any]:
    return {
        "title": plan.title, "organisation": plan.organisation, "body": plan.body, "year": plan.year, "pages": pages,
        "notes": notes,
    }  # fmt: skip


def records_gold(plan: Plan, layout: Layout, dump: Dump | None) -> dict[str, Any]:
    """Records with the pages of the PDF, or of the text that ``dump`` describes."""
    total = len(layout.pages)
    pages = total - (len(dump.skip) if dump else 0)
    out: dict[str, Any] = {"document": document(plan, pages, plan.notes)}
    for kind, records in plan.records.items():
        rows = []
        for i, record in enumerate(records):
            page = layout.places[(kind, i)][0][0]
            rows.append(tidy({**record, "page": text_page(page, dump) if dump else page}))
        out[kind] = rows
    for indicator in out["indicators"]:
        indicator["values"] = indicator.pop("values")
    return out


def cells_gold(plan: Plan, layout: Layout) -> list[dict[str, Any]]:
    """One entry a table, over all its pages; the header once."""
    out = []
    for grid in plan.elements:
        if not isinstance(grid, Grid) or not grid.in_gold:
            continue
        pages = layout.tables[grid.name]
        out.append(
            {
                "table": grid.name, "caption": grid.caption, "page": pages[0], "page_end": pages[-1],
                "kind": "ruled" if grid.rules == "all" else "aligned", "rows": len(grid.rows),
                "columns": len(grid.columns), "split_rows": layout.split_rows.get(grid.name, []),
                "cells": [
                    {
                        "row": r, "column": c, "row_span": cell.row_span, "column_span": cell.column_span,
                        "text": one_line(cell.text), "is_header": cell.head,
                    }
                    for r, row in enumerate(grid.rows) for c, cell in enumerate(row) if cell is not None
                ],
            }
        )  # fmt: skip
    return out


def boxes_gold(layout: Layout) -> list[dict[str, Any]]:
    """Where every record stands: one entry a record and page, lines joined."""
    out = []
    for kind, index in layout.order:
        by_page: dict[int, list[float]] = {}
        for page, (x0, top, x1, bottom) in layout.places[(kind, index)]:
            box = by_page.setdefault(page, [x0, top, x1, bottom])
            box[:] = [min(box[0], x0), min(box[1], top), max(box[2], x1), max(box[3], bottom)]
        out.append({"kind": kind, "index": index, "places": [{"page": p, "box": b} for p, b in by_page.items()]})
    return sorted(out, key=lambda e: (e["kind"], e["index"]))


def rows_of_json(rows: list[Any]) -> str:
    return "[\n" + ",\n".join(" " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def cells_json(tables: list[dict[str, Any]]) -> str:
    """One cell a line, so that a changed cell is one changed line."""
    parts = []
    for table in tables:
        head = json.dumps({k: v for k, v in table.items() if k != "cells"}, ensure_ascii=False)[:-1]
        cells = ",\n".join("   " + json.dumps(c, ensure_ascii=False) for c in table["cells"])
        parts.append(f' {head},\n  "cells": [\n{cells}]}}')
    return "[\n" + ",\n".join(parts) + "\n]\n"


def gold_files(plan: Plan, layout: Layout, dump: Dump, text: str) -> dict[str, str]:
    """File name -> content, for everything that gold says of one plan."""
    name = plan.name
    in_text, in_pdf = records_gold(plan, layout, dump), records_gold(plan, layout, None)
    files = {
        f"{name}.json": json.dumps(in_text, ensure_ascii=False, indent=2) + "\n",
        f"{name}.txt": text,
        f"{name}.cells.json": cells_json(cells_gold(plan, layout)),
        f"{name}.boxes.json": rows_of_json(boxes_gold(layout)),
    }
    if in_text != in_pdf:
        files[f"{name}.pdf.json"] = json.dumps(in_pdf, ensure_ascii=False, indent=2) + "\n"
    return files


def write_files(files: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            out.write(content)
