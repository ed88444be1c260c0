"""``plantolk schema``: the output tables, described."""

from __future__ import annotations

import argparse

from pipeline.cli.common import Commands
from pipeline.errors import EXIT_OK


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    schema = commands.add_parser(
        "schema", help="the output tables, described", description="The output tables, described."
    )
    schema.add_argument(
        "--markdown", action="store_true", help="as docs/data-dictionary.md (default: datapackage.json)"
    )
    schema.set_defaults(run=_schema)


def _schema(options: argparse.Namespace) -> int:
    import json

    from pipeline.schema import data_dictionary, datapackage

    if options.markdown:
        print(data_dictionary(), end="")
    else:
        print(json.dumps(datapackage(("csv",)), ensure_ascii=False, indent=2))
    return EXIT_OK
