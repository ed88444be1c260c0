"""What a nightly run came to: for people (Markdown), for programs (JSON) and for monitoring (Prometheus text format)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.store.failures import QUARANTINED, RETRY, Failure
from pipeline.store.nightly import NightReport

COUNTS = {
    "new": "new documents",
    "reprocessed": "read again",
    "moved": "known, at a new place",
    "unchanged": "unchanged",
    "ok": "read well",
    "partial": "read in part",
    "failed": "failed",
    "doubtful": "doubtful records",
    "pages": "pages",
    "sums_checked": "sums checked",
    "sums_failed": "sums failed",
}
"""What is counted, in the order in which it is shown."""

MEANING = {
    0: "all good",
    1: "some documents are partial or failed, or could not be moved",
    7: "stopped in time; the rest is taken by the next run",
}


def as_data(report: NightReport) -> dict[str, Any]:
    """The report as plain data: what ``report.json`` holds."""
    return {
        "run": report.run,
        "started": report.started,
        "seconds": round(report.seconds, 1),
        "exit_code": report.exit_code,
        "version": report.outcome.version,
        "counts": {name: report.outcome.counts[name] for name in COUNTS},
        "left": report.outcome.left,
        "issues": dict(sorted(report.outcome.codes.items())),
        "waiting": {str(path): reason for path, reason in sorted(report.waiting.items())},
        "not_moved": {str(path): reason for path, reason in sorted(report.not_moved.items())},
        "failed": [_failure(failure) for failure in report.outcome.failures.values()],
        "quarantine": {state: _of_state(report.quarantine, state) for state in (QUARANTINED, RETRY)},
    }


def _of_state(failures: Mapping[str, Failure], state: str) -> int:
    return sum(failure.state == state for failure in failures.values())


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        name: getattr(failure, name)
        for name in ("document_id", "source_path", "state", "reason", "stage", "message", "tries")
    }


def as_markdown(report: NightReport) -> str:
    """The report for people."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: NightReport) -> Iterator[str]:
    data = as_data(report)
    yield f"# Nightly run {report.run}"
    yield ""
    yield f"Started {report.started}, {report.seconds:.0f} s. Exit code {report.exit_code}: {MEANING[report.exit_code]}."
    yield f"The store is at version {report.outcome.version}."
    yield ""
    yield "| | |"
    yield "|---|---:|"
    for name, words in COUNTS.items():
        yield f"| {words} | {data['counts'][name]} |"
    yield f"| left for the next run | {report.outcome.left} |"
    yield f"| in quarantine | {data['quarantine'][QUARANTINED]} |"
    yield f"| to be tried again | {data['quarantine'][RETRY]} |"
    if report.outcome.failures:
        yield from ("", "## Failed", "")
        for failure in report.outcome.failures.values():
            then = "the next run tries again" if failure.state == RETRY else "in quarantine"
            yield (
                f"- `{failure.document_id[:12]}` {_line(failure.source_path)}: {_line(failure.message)} "
                f"({failure.reason}, try {failure.tries}; {then})"
            )
    partial = [name for name, status in report.outcome.statuses.items() if status == "partial"]
    if partial:
        yield from ("", "## Read in part", "")
        yield from (f"- `{name[:12]}` {_line(report.names.get(name, ''))}" for name in partial)
    for title, paths in (("Left in the inbox", report.waiting), ("Not moved", report.not_moved)):
        if paths:
            yield from ("", f"## {title}", "")
            yield from (f"- {_line(str(path))}: {_line(reason)}" for path, reason in sorted(paths.items()))
    if report.outcome.codes:
        yield from ("", "## Issues", "", "| code | |", "|---|---:|")
        yield from (f"| {code} | {count} |" for code, count in report.outcome.codes.most_common())


def _line(text: str) -> str:
    """Foreign text in a line of Markdown: no control characters, no line ends, nothing that opens a table cell."""
    return "".join(c if c.isprintable() else " " for c in text).replace("|", "\\|")


def as_metrics(report: NightReport) -> str:
    """The report in the Prometheus text format, for node_exporter's textfile collector."""
    data = as_data(report)
    samples: list[tuple[str, str, dict[str, float]]] = [
        ("last_run_timestamp_seconds", "when the last run ended", {"": round(time.time())}),
        ("last_run_exit_code", "exit code of the last run", {"": report.exit_code}),
        ("last_run_duration_seconds", "how long the last run took", {"": round(report.seconds, 1)}),
        (
            "last_run_documents",
            "documents of the last run, by what became of them",
            {f'{{result="{name}"}}': data["counts"][name] for name in COUNTS if name not in NUMBERS},
        ),
        ("last_run_left", "documents left for the next run", {"": report.outcome.left}),
        ("last_run_waiting", "files left in the inbox", {"": len(report.waiting)}),
        *((f"last_run_{name}", COUNTS[name], {"": data["counts"][name]}) for name in NUMBERS),
        (
            "quarantine_documents",
            "documents that failed, by state",
            {f'{{state="{state}"}}': count for state, count in data["quarantine"].items()},
        ),
        ("store_version", "version of the store", {"": report.outcome.version}),
    ]
    return "".join(
        f"# HELP plantolk_{name} {words}\n# TYPE plantolk_{name} gauge\n"
        + "".join(f"plantolk_{name}{labels} {value}\n" for labels, value in values.items())
        for name, words, values in samples
    )


NUMBERS = ("doubtful", "pages", "sums_checked", "sums_failed")
"""Counts that are not of documents."""


def write_reports(report: NightReport, folder: Path) -> Path:
    """``report-<run>.md`` and ``.json``, and the same as ``report.md`` and ``report.json``; returns the Markdown's path."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {"md": as_markdown(report), "json": json.dumps(as_data(report), ensure_ascii=False, indent=2) + "\n"}
    for suffix, content in contents.items():
        write_whole(folder / f"report-{report.run}.{suffix}", content)
        write_whole(folder / f"report.{suffix}", content)
    return folder / f"report-{report.run}.md"


def write_whole(path: Path, content: str) -> None:
    """Written to another name and renamed: who reads it sees the old one or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(content, encoding="utf-8")
    beside.replace(path)
