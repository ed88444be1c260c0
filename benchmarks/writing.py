"""Tables as Markdown between markers, so that what people wrote around them stays; and as JSON."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring import Table, Value


def markdown(tables: Iterable[Table]) -> str:
    return "\n\n".join(map(table_markdown, tables))


def table_markdown(table: Table) -> str:
    head = "| " + " | ".join(table.columns) + " |\n|---|" + "---:|" * (len(table.columns) - 1)
    rows = "\n".join("| " + " | ".join(map(shown, row)) + " |" for row in table.rows)
    notes = "".join(f"\n\n{note}" for note in table.notes)
    return f"**{table.title}.** {table.about}\n\n{head}\n{rows}{notes}"


def shown(value: Value) -> str:
    """A figure with as many places as say something."""
    if value is None:
        return "–"
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else value
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}" if value else "0"


def put_between(page: Path, name: str, content: str) -> None:
    """Puts ``content`` where the page says ``<!-- bench:NAME -->`` … ``<!-- /bench:NAME -->``; at its end where it does not."""
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    block = f"{start}\n{content}\n{end}"
    between = re.compile(re.escape(start) + ".*?" + re.escape(end), re.S)
    text = between.sub(lambda _: block, text) if between.search(text) else f"{text.rstrip()}\n\n{block}\n"
    page.write_text(text, encoding="utf-8")


def put_json(path: Path, name: str, tables: Iterable[Table], about: dict[str, Any]) -> None:
    """Adds the benchmark's tables to the file; those of other benchmarks stay."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known[name] = {**about, "tables": [asdict(table) for table in tables]}
    path.write_text(json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What it was measured on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []
