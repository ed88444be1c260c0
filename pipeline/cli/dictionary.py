"""``plantolk dictionary``: checks the dictionaries, and proposes words for them."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.common import Commands
from pipeline.errors import EXIT_OK, EXIT_PARTIAL


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    dictionary = commands.add_parser(
        "dictionary", help="check and extend the dictionaries", description="The dictionaries are plain CSV files."
    )
    actions = dictionary.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser(
        "check", help="what is wrong with them: spelling form, duplicates, order, contradictions"
    )
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files to check (default: plantolk's own)")
    check.set_defaults(run=_check)
    suggest = actions.add_parser("suggest", help="unknown words of a run by frequency, with proposals, ready to paste")
    suggest.add_argument("dataset", type=Path, metavar="DIR", help="a folder written by plantolk extract")
    suggest.add_argument("--limit", type=int, default=100, metavar="N", help="the N most frequent (default: 100)")
    suggest.set_defaults(run=_suggest)


def _check(options: argparse.Namespace) -> int:
    from pipeline.dictionaries import check

    findings = check([path.resolve() for path in options.files])
    for finding in findings:
        print(f"{finding.file}:{finding.row}: {finding.code}: {finding.message}")
    print("no faults found" if not findings else f"{len(findings)} faults")
    return EXIT_PARTIAL if findings else EXIT_OK


def _suggest(options: argparse.Namespace) -> int:
    import csv
    import sys

    from pipeline.dictionaries import suggest
    from pipeline.lexicon import load_lexicon

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["word", "count", "proposal", "score"])
    for found in suggest(options.dataset, load_lexicon())[: options.limit]:
        writer.writerow([found.word, found.count, found.proposal or "", found.score])
    return EXIT_OK
