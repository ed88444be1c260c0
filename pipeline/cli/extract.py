"""``plantolk extract``: sources to a dataset."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.common import EPILOG, Commands
from pipeline.cli.limits import add_limit_arguments, passwords_of, settings_of
from pipeline.cli.workers import add_worker_arguments, executor_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.extraction import Summary


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    extract = commands.add_parser(
        "extract", help="sources to a dataset", description="Sources to a dataset.", epilog=EPILOG
    )
    extract.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="file, folder (recursively) or glob: PDF, PNG, JPEG, TIFF, TXT"
    )
    extract.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for the dataset: new, empty, or an earlier output",
    )
    add_worker_arguments(extract)
    extract.add_argument("--formats", default="csv,parquet", metavar="LIST", help="csv, parquet or both (default)")
    extract.add_argument(
        "--csv-safe", action="store_true", help="CSV for a spreadsheet: no cell begins a formula (docs/operations.md)"
    )
    extract.add_argument("--pages-in-folder", action="store_true", help="a folder of page images is one document")
    extract.add_argument(
        "--dictionary",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="further dictionary, may be repeated",
    )
    extract.add_argument("--no-cache", dest="cache", action="store_false", help="read every page anew")
    extract.add_argument(
        "--log-format", choices=("text", "json"), default="text", help="log and progress on stderr (default: text)"
    )
    extract.add_argument("--quiet", action="store_true", help="no progress, no summary; errors only")
    extract.add_argument("--show", action="store_true", help="end with the first rows of each table")
    add_limit_arguments(extract)
    extract.set_defaults(run=_extract)


def _extract(options: argparse.Namespace) -> int:
    from pipeline.extraction import extract_to_folder
    from pipeline.inert import printable
    from pipeline.progress import Progress

    formats = formats_of(options.formats)
    jobs, make_executor = executor_of(options)
    for dictionary in options.dictionary:
        if not dictionary.is_file():
            raise UsageError(f"--dictionary {dictionary}: there is no such file")
    progress = Progress(None if options.quiet or options.log_format == "json" else sys.stderr)
    try:
        summary = extract_to_folder(
            options.sources,
            options.out,
            settings_of(options),
            jobs=jobs,
            make_executor=make_executor,
            formats=formats,
            pages_in_folder=options.pages_in_folder,
            use_cache=options.cache,
            dictionaries=[path.resolve() for path in options.dictionary],
            passwords=passwords_of(options),
            csv_safe=options.csv_safe,
            on_start=progress.start,
            on_event=progress.take,
        )
    finally:
        progress.close()
    for _, issue in summary.problems:
        print(f"plantolk: {printable(issue.message)}", file=sys.stderr)
    if not options.quiet:
        _print_summary(summary, options.out)
    if options.show:
        _print_first_rows(options.out)
    return summary.exit_code


def formats_of(text: str) -> list[str]:
    """The formats that ``--formats`` names. Raises :class:`UsageError`."""
    from pipeline.dataset import FORMATS

    chosen = [name.strip() for name in text.split(",") if name.strip()]
    if not chosen or set(chosen) - set(FORMATS):
        raise UsageError(f"--formats {text}: takes csv, parquet or csv,parquet")
    return chosen


def _print_summary(summary: Summary, out: Path) -> None:
    documents = ", ".join(f"{count} {status}" for status, count in sorted(summary.documents.items())) or "none"
    print(f"documents: {documents}")
    rows = {
        name: count
        for name, count in summary.rows.items()
        if name not in {"documents", "locations", "cells", "provenance"}
    }
    print("rows:      " + ", ".join(f"{name} {count}" for name, count in rows.items()))
    if summary.issues_by_code:
        listed = sorted(summary.issues_by_code.items(), key=lambda item: (-item[1], item[0]))
        print("issues:    " + ", ".join(f"{code} {count}" for code, count in listed))
    print(f"dataset:   {out}/  (datapackage.json describes it; issues.csv lists what needs a second look)")


SHOWN = {
    "plans": ("organisation", "body", "plan_year", "title"),
    "goals": ("kind", "number", "text", "page"),
    "assignments": ("number", "text", "given_by", "page"),
    "activities": ("text", "page"),
    "indicators": ("name", "goal_number", "page"),
    "indicator_values": ("kind", "raw", "comparator", "value", "unit", "page"),
    "budget_rows": ("label", "column_label", "amount", "unit", "page"),
    "risks": ("area", "text", "page"),
    "risk_measures": ("text", "page"),
}
"""The columns of each table that say most, for the end of a run."""


def _print_first_rows(out: Path, count: int = 3) -> None:
    import pandas as pd

    from pipeline.dataset import as_text, read_table
    from pipeline.schema import BY_NAME

    with pd.option_context("display.width", 160, "display.max_colwidth", 56, "display.max_columns", None):
        for name, columns in SHOWN.items():
            frame = read_table(out, name)
            print(f"\n{name}: {len(frame)}")
            if len(frame):
                shown = as_text(frame, BY_NAME[name])[
                    ["source_name", *columns] if "source_name" in frame else list(columns)
                ]
                print(shown.head(count).astype(object).fillna("").to_string(index=False))
