"""``plantolk ingest``, ``export``, ``query``, ``store`` ...: the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.common import EPILOG, Commands
from pipeline.cli.limits import add_limit_arguments, passwords_of, settings_of
from pipeline.cli.workers import add_worker_arguments, executor_of
from pipeline.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from pipeline.store.delta import Place
    from pipeline.store.ingest import Work


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    _add_ingest(commands)
    _add_export(commands)
    _add_query(commands)
    _add_store(commands)


def _add_ingest(commands: Commands[argparse.ArgumentParser]) -> None:
    ingest = commands.add_parser(
        "ingest", help="sources into a store", description="Sources into a store.", epilog=EPILOG
    )
    ingest.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="file, folder (recursively) or glob: PDF, PNG, JPEG, TIFF, TXT"
    )
    add_store_argument(ingest, "made where there is none")
    add_work_arguments(ingest)
    ingest.add_argument("--pages-in-folder", action="store_true", help="a folder of page images is one document")
    ingest.add_argument(
        "--reprocess", action="store_true", help="extract again what other versions or dictionaries extracted"
    )
    ingest.set_defaults(run=_ingest)


def add_store_argument(parser: argparse.ArgumentParser, more: str = "") -> None:
    """``--store`` with what object storage wants to know."""
    parser.add_argument(
        "--store",
        required=True,
        metavar="DIR",
        help="folder or URL (s3://bucket/folder)" + (f"; {more}" if more else ""),
    )
    parser.add_argument(
        "--storage-option",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="for object storage, may be repeated (AWS_ENDPOINT_URL=…; credentials come from the environment)",
    )


def add_work_arguments(parser: argparse.ArgumentParser) -> None:
    """How documents are read."""
    add_worker_arguments(parser)
    parser.add_argument(
        "--dictionary",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="further dictionary, may be repeated",
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="page cache (default: ~/.cache/plantolk)")
    parser.add_argument("--log-format", choices=("text", "json"), default="text", help="log on stderr (default: text)")
    parser.add_argument("--quiet", action="store_true", help="no progress, no summary; errors only")
    add_limit_arguments(parser)


def place_of(options: argparse.Namespace) -> Place:
    """Where the store lies. Raises :class:`UsageError`."""
    from pipeline.store.delta import Place

    given = {}
    for option in options.storage_option:
        key, sign, value = option.partition("=")
        if not sign:
            raise UsageError(f"--storage-option {option}: takes KEY=VALUE")
        given[key] = value
    return Place(options.store, given)


def work_of(options: argparse.Namespace) -> Work:
    """How documents are to be read. Raises :class:`UsageError`."""
    from pipeline.extraction import make_stamp
    from pipeline.store.ingest import Work

    jobs, make_executor = executor_of(options)
    for dictionary in options.dictionary:
        if not dictionary.is_file():
            raise UsageError(f"--dictionary {dictionary}: there is no such file")
    settings = settings_of(options)
    dictionaries = tuple(path.resolve() for path in options.dictionary)
    stamp = make_stamp(settings, dictionaries)
    return Work(settings, stamp, dictionaries, jobs, options.cache, make_executor, passwords=passwords_of(options))


def _ingest(options: argparse.Namespace) -> int:
    from pipeline.inert import printable
    from pipeline.progress import Progress
    from pipeline.store.job import ingest

    progress = Progress(None if options.quiet or options.log_format == "json" else sys.stderr)
    try:
        report = ingest(
            options.sources,
            place_of(options),
            work_of(options),
            pages_in_folder=options.pages_in_folder,
            reprocess=options.reprocess,
            on_start=progress.start,
            on_event=progress.take,
        )
    finally:
        progress.close()
    for message in report.problems:
        print(f"plantolk: {printable(message)}", file=sys.stderr)
    if not options.quiet:
        for line in report.lines():
            print(printable(line))
    return report.exit_code


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    export = commands.add_parser(
        "export", help="a store's content as a dataset", description="A version of a store as a plain dataset."
    )
    add_store_argument(export)
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="new, empty, or an earlier output")
    export.add_argument("--as-of", type=int, metavar="VERSION", help="version (default: the last one)")
    export.add_argument("--formats", default="csv,parquet", metavar="LIST", help="csv, parquet or both (default)")
    export.add_argument(
        "--for",
        dest="purpose",
        choices=("programs", "spreadsheet"),
        default="programs",
        help="spreadsheet: CSV only, in which no cell begins a formula (docs/operations.md); default: programs",
    )
    export.add_argument("--quiet", action="store_true", help="no summary")
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from pipeline.cli.extract import formats_of
    from pipeline.store.export import export

    safe = options.purpose == "spreadsheet"
    formats = ["csv"] if safe else formats_of(options.formats)
    number, rows = export(place_of(options), options.out, version=options.as_of, formats=formats, csv_safe=safe)
    if not options.quiet:
        print(f"version {number}: {rows['documents']} documents, {sum(rows.values())} rows in {options.out}/")
    return EXIT_OK


def _add_query(commands: Commands[argparse.ArgumentParser]) -> None:
    query = commands.add_parser(
        "query",
        help="SQL over a store",
        description="SQL over a store: one SELECT over views named like the tables; `plantolk schema --markdown` lists them.",
    )
    add_store_argument(query)
    query.add_argument("sql", nargs="?", metavar="SQL", help="one SELECT statement; - reads it from standard input")
    query.add_argument("--example", nargs="?", const="", metavar="NAME", help="list useful queries, or run one of them")
    query.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    query.add_argument("--as-of", type=int, metavar="VERSION", help="version (default: the last one)")
    query.set_defaults(run=_query)


def _query(options: argparse.Namespace) -> int:
    from pipeline.inert import printable
    from pipeline.store.examples import EXAMPLES
    from pipeline.store.query import as_csv, as_json, as_table, query

    if options.example == "" or (options.example is None and options.sql is None):
        for example in EXAMPLES.values():
            print(f"-- {example.name}: {example.title}\n{example.sql};\n")
        return EXIT_OK
    if options.example is not None:
        if options.example not in EXAMPLES:
            raise UsageError(f"--example {options.example}: takes one of {', '.join(EXAMPLES)}")
        sql = EXAMPLES[options.example].sql
    else:
        sql = sys.stdin.read() if options.sql == "-" else options.sql
    answer = query(place_of(options), sql, version=options.as_of)
    seen = sys.stdout.isatty()
    for line in {"table": as_table, "csv": as_csv, "json": as_json}[options.format](answer):
        print(printable(line) if seen else line)
    return EXIT_OK


def _add_store(commands: Commands[argparse.ArgumentParser]) -> None:
    store = commands.add_parser("store", help="upkeep of a store", description="Upkeep of a store.")
    jobs = store.add_subparsers(title="commands", metavar="COMMAND", required=True)
    compact = jobs.add_parser("compact", help="few large files instead of many small ones")
    add_store_argument(compact)
    compact.set_defaults(run=_compact)
    vacuum = jobs.add_parser(
        "vacuum", help="remove replaced rows and files that no version of the last days needs; older versions are lost"
    )
    add_store_argument(vacuum)
    vacuum.add_argument("--keep-days", type=int, default=90, metavar="N", help="default: 90")
    vacuum.set_defaults(run=_vacuum)
    history = jobs.add_parser("history", help="the versions of a store")
    add_store_argument(history)
    history.add_argument("--limit", type=int, default=20, metavar="N", help="default: 20; 0: all")
    history.set_defaults(run=_history)
    restore = jobs.add_parser("restore", help="go back to a version; nothing is lost, the way back is a version too")
    add_store_argument(restore)
    restore.add_argument("--version", type=int, required=True, metavar="N", help="version, see `store history`")
    restore.set_defaults(run=_restore)


def _compact(options: argparse.Namespace) -> int:
    from pipeline.store.job import holding
    from pipeline.store.upkeep import compact

    with holding(place_of(options)) as place:
        gone, number = compact(place)
    print(f"version {number}: {gone} small files joined")
    return EXIT_OK


def _vacuum(options: argparse.Namespace) -> int:
    from pipeline.store.job import holding
    from pipeline.store.upkeep import vacuum

    if options.keep_days < 0:
        raise UsageError("--keep-days: must be 0 or more")
    with holding(place_of(options)) as place:
        gone, number = vacuum(place, options.keep_days)
    print(f"version {number}: {gone} files removed")
    return EXIT_OK


def _history(options: argparse.Namespace) -> int:
    from pipeline.store.upkeep import history
    from pipeline.store.versions import require_store

    place = place_of(options)
    require_store(place)
    for milestone in history(place, options.limit or None):
        facts = ", ".join(f"{name} {value}" for name, value in milestone.facts.items())
        print(f"{milestone.number:>7}  {milestone.time}  {milestone.kind:<8}  {facts}".rstrip())
    return EXIT_OK


def _restore(options: argparse.Namespace) -> int:
    from pipeline.store.job import holding
    from pipeline.store.upkeep import restore

    with holding(place_of(options)) as place:
        number = restore(place, options.version)
    print(f"version {number}: the content of version {options.version}")
    return EXIT_OK
