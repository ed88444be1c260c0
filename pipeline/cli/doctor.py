"""``plantolk doctor`` and ``plantolk cache``: the machine, and the pages kept on it."""

from __future__ import annotations

import argparse

from pipeline.cli.common import Commands
from pipeline.errors import EXIT_ENGINE, EXIT_OK


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="is this machine fit for the work?",
        description="Looks at Tesseract, packages, memory, disk and settings; says how to mend what is not fine.",
    )
    doctor.set_defaults(run=_doctor)
    cache = commands.add_parser(
        "cache", help="the page cache", description="Pages that were read are kept, so that a second run costs no OCR."
    )
    action = cache.add_mutually_exclusive_group(required=True)
    action.add_argument("--size", action="store_true", help="how many pages it keeps, and how large it is")
    action.add_argument("--clear", action="store_true", help="remove all of them")
    cache.set_defaults(run=_cache)


def _doctor(_: argparse.Namespace) -> int:
    from pipeline.doctor import examine
    from pipeline.settings import Settings

    findings = list(examine(Settings()))
    for finding in findings:
        print(f"{'ok ' if finding.fine else 'BAD'}  {finding.name:<24} {finding.value}")
        if not finding.fine:
            print(f"     -> {finding.mend}")
    engine = all(finding.fine for finding in findings if finding.name.startswith(("tesseract", "language")))
    return EXIT_OK if engine else EXIT_ENGINE


def _cache(options: argparse.Namespace) -> int:
    from pipeline.reading.cache import clear, default_folder, size

    if options.clear:
        print(f"removed {clear()} pages from {default_folder()}")
    else:
        pages, used = size()
        print(f"{pages} pages, {used / 2**20:.1f} MB in {default_folder()}")
    return EXIT_OK
