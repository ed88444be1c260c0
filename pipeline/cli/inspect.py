"""``plantolk inspect``: what was understood of a page, as a picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.common import Commands
from pipeline.errors import EXIT_OK, UsageError


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    inspect = commands.add_parser(
        "inspect",
        help="draw what was understood of a page",
        description="Draws lines, blocks, reading order, headings, cells, records and doubtful words over a page's picture.",
    )
    inspect.add_argument("source", type=Path, metavar="SOURCE", help="a PDF, an image or a folder of page images")
    inspect.add_argument("--page", type=int, default=1, metavar="N", help="page of the source, from 1 (default)")
    inspect.add_argument("--out", type=Path, required=True, metavar="PNG", help="the picture to write")
    inspect.add_argument("--dpi", type=int, default=110, help="resolution of the picture (default: 110)")
    inspect.set_defaults(run=_inspect)


def _inspect(options: argparse.Namespace) -> int:
    from pipeline.lexicon import load_lexicon
    from pipeline.run import understand_source
    from pipeline.settings import Settings
    from pipeline.viewing.inspect import draw_page
    from pipeline.viewing.pictures import PageCamera

    settings = Settings()
    document, records = understand_source(options.source, settings, load_lexicon())
    if not 1 <= options.page <= len(document.pages):
        raise UsageError(f"--page {options.page}: {options.source} has the pages 1 to {len(document.pages)}")
    with PageCamera(settings, dpi=options.dpi) as camera:
        picture = camera.take(options.source, options.page)
    draw_page(document, records, options.page, picture).save(options.out, "PNG")
    print(f"page {options.page} of {options.source}: {options.out}")
    return EXIT_OK
