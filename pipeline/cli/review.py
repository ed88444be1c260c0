"""``plantolk review`` and ``plantolk overview``: what needs a second look, and wide tables for reading."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.common import Commands
from pipeline.errors import EXIT_OK, UsageError


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    review = commands.add_parser(
        "review",
        help="what needs a second look, worst first",
        description="Lists doubtful records and issues of a dataset, worst first, each with source and page.",
    )
    review.add_argument("dataset", type=Path, metavar="DIR", help="a folder written by plantolk extract")
    review.add_argument(
        "--html", type=Path, metavar="FILE", help="one self-contained page with the picture of each place"
    )
    review.add_argument("--limit", type=int, metavar="N", help="the worst N only")
    review.set_defaults(run=_review)
    overview = commands.add_parser(
        "overview",
        help="wide tables of indicators and budgets",
        description="Writes indicator_overview and budget_overview, one row an indicator or label, as CSV and Parquet.",
    )
    overview.add_argument("dataset", type=Path, metavar="DIR", help="a folder written by plantolk extract")
    overview.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the wide tables")
    overview.add_argument(
        "--csv-safe", action="store_true", help="CSV for a spreadsheet: no cell begins a formula (docs/operations.md)"
    )
    overview.set_defaults(run=_overview)


def _dataset(folder: Path) -> Path:
    from pipeline.output import is_ours

    if not is_ours(folder):
        raise UsageError(f"{folder}: is not a dataset of plantolk; make one with `plantolk extract`")
    return folder


def _review(options: argparse.Namespace) -> int:
    from pipeline.inert import printable
    from pipeline.settings import Settings
    from pipeline.viewing.pictures import PageCamera
    from pipeline.viewing.review import items_for_review, review_page

    items = items_for_review(_dataset(options.dataset))[: options.limit]
    if options.html:
        with PageCamera(Settings()) as camera:
            options.html.write_text(review_page(items, camera), encoding="utf-8")
        print(f"{len(items)} places for review: {options.html}")
        return EXIT_OK
    for item in items:
        sure = "  -  " if item.confidence is None else f"{item.confidence:5.2f}"
        where = f"{item.source_path}:{item.page}" if item.page else item.source_path
        print(printable(f"{sure}  {where}  {item.what}  {item.text[:100]}  [{item.why[:120]}]"))
    if not items:
        print("nothing for review")
    return EXIT_OK


def _overview(options: argparse.Namespace) -> int:
    from pipeline.viewing.overviews import write_overviews

    for path in write_overviews(_dataset(options.dataset), options.out, csv_safe=options.csv_safe):
        print(path)
    return EXIT_OK
