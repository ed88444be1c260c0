"""The command: arguments, messages, exit code. Everything heavy is imported when it is used."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import sys
from collections.abc import Sequence

from pipeline.cli import dictionary, doctor, evaluate, extract, inspect, nightly, review, schema, store
from pipeline.cli.common import EPILOG
from pipeline.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_PARTIAL, EXIT_STORE, PlantolkError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return EXIT_OK
    from pipeline.logs import LogStyle, set_up_logging
    from pipeline.warming import collect_seldom

    collect_seldom()
    set_up_logging(
        LogStyle(json=getattr(options, "log_format", "text") == "json", quiet=getattr(options, "quiet", False))
    )
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return int(options.run(options))
    except PlantolkError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted; start it again to go on where it was")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except OSError as error:
        _complain(f"{error.filename or 'the system'}: {error.strerror or error}")
        return EXIT_STORE if error.errno in {errno.ENOSPC, errno.EDQUOT} else EXIT_PARTIAL


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _complain(message: str) -> None:
    from pipeline.inert import printable

    if any(handler.formatter.__class__.__name__ == "JsonLines" for handler in logging.getLogger().handlers):
        logging.getLogger("plantolk").error(message)
    else:
        print(f"plantolk: {printable(message)}", file=sys.stderr)


def build_parser() -> argparse.ArgumentParser:
    """The command line: one sub-command a job."""
    parser = argparse.ArgumentParser(
        prog="plantolk",
        description="Turns Swedish public bodies' plans into records: goals, indicators, budget rows, risks.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for module in (extract, inspect, review, store, nightly, evaluate, dictionary, doctor, schema):
        module.add(commands)
    return parser


def _version() -> str:
    from importlib import metadata

    return f"plantolk {metadata.version('plantolk')}"


if __name__ == "__main__":
    raise SystemExit(main())
