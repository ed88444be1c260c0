"""``plantolk evaluate`` and ``plantolk sample``: how good a dataset is, against gold or by a person's eyes."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.common import Commands
from pipeline.errors import EXIT_OK, UsageError


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="score a dataset against gold",
        description="Scores a dataset against gold records, or a checked sample; docs/evaluation.md explains the figures.",
    )
    evaluate.add_argument("dataset", type=Path, nargs="?", metavar="DIR", help="a folder written by plantolk extract")
    evaluate.add_argument(
        "--gold", type=Path, metavar="DIR", help="folder with gold: PLAN.json, PLAN.txt, PLAN.cells.json"
    )
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write all figures and findings as JSON too")
    evaluate.add_argument(
        "--html", type=Path, metavar="FILE", help="write each wrong record beside its gold and its picture"
    )
    evaluate.add_argument(
        "--template", type=Path, metavar="SOURCE", help="write draft gold of a source, to be corrected"
    )
    evaluate.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="folder for --template (default: here)"
    )
    evaluate.add_argument(
        "--sheet", type=Path, metavar="FILE", help="a checked sheet of plantolk sample: its error rate"
    )
    evaluate.set_defaults(run=_evaluate)
    sample = commands.add_parser(
        "sample",
        help="draw pages for a person to check",
        description="Draws pages at random, by source kind and year, into a sheet for a person to check.",
    )
    sample.add_argument("dataset", type=Path, metavar="DIR", help="a folder written by plantolk extract")
    sample.add_argument("--pages", type=int, default=30, metavar="N", help="how many pages (default: 30)")
    sample.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number draws other pages (default: 1)"
    )
    sample.add_argument(
        "--sheet", type=Path, default=Path("sheet.csv"), metavar="FILE", help="the sheet (default: sheet.csv)"
    )
    sample.set_defaults(run=_sample)


def _evaluate(options: argparse.Namespace) -> int:
    if options.template:
        return _draft(options.template, options.out)
    if options.sheet:
        from pipeline.evaluation import format_sheet, read_sheet, score_sheet

        print(format_sheet(score_sheet(read_sheet(options.sheet))))
        return EXIT_OK
    if not options.dataset or not options.gold:
        raise UsageError("evaluate: give a dataset and --gold DIR, or --template SOURCE, or --sheet FILE")
    from pipeline.dataset import read_table
    from pipeline.evaluation import evaluate, format_report, html_report, report_json

    report = evaluate(options.dataset, options.gold)
    print(format_report(report))
    if options.json:
        options.json.write_text(report_json(report), encoding="utf-8")
    if options.html:
        locations = read_table(options.dataset, "locations")
        sources = {
            name: Path(path) for name, path in zip(locations["source_name"], locations["source_path"], strict=True)
        }
        options.html.write_text(html_report(report, sources), encoding="utf-8")
    return EXIT_OK


def _draft(source: Path, folder: Path) -> int:
    import tempfile

    from pipeline.evaluation import draft_gold
    from pipeline.extraction import extract_to_folder
    from pipeline.settings import Settings

    with tempfile.TemporaryDirectory(prefix="plantolk-") as temporary:
        out = Path(temporary) / "out"
        extract_to_folder([str(source)], out, Settings())
        drafts = draft_gold(out, source.name)
    taken = [name for name in drafts if (folder / name).exists()]
    if taken:
        raise UsageError(f"{folder / taken[0]}: is there already; corrected gold is not overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in drafts.items():
        (folder / name).write_text(content, encoding="utf-8")
        print(folder / name)
    return EXIT_OK


def _sample(options: argparse.Namespace) -> int:
    from pipeline.evaluation import draw_sample, write_sheet

    rows = draw_sample(options.dataset, options.pages, options.seed)
    write_sheet(rows, options.sheet)
    print(f"{options.sheet}: {len(rows)} rows to check; then plantolk evaluate --sheet {options.sheet}")
    return EXIT_OK
