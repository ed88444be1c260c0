"""``plantolk nightly``, ``status`` and ``retry``: the run that nobody watches."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.common import EPILOG, Commands
from pipeline.cli.store import add_store_argument, add_work_arguments, place_of, work_of
from pipeline.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from pipeline.store.delta import Place


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    nightly = commands.add_parser(
        "nightly",
        help="what came into an inbox, into a store",
        description="What came into an inbox, into a store.",
        epilog=EPILOG,
    )
    nightly.add_argument("--inbox", type=Path, required=True, metavar="DIR", help="folder that files arrive in")
    add_store_argument(nightly, "made where there is none")
    add_work_arguments(nightly)
    nightly.add_argument(
        "--still", type=float, default=60.0, metavar="SECONDS", help="take files not touched for so long (default: 60)"
    )
    nightly.add_argument("--deadline", metavar="HH:MM", help="take no new work from then on, and end cleanly")
    nightly.add_argument("--move-to", type=Path, metavar="DIR", help="move files there when they are in the store")
    nightly.add_argument(
        "--tries", type=int, default=3, metavar="N", help="runs that a temporary failure is tried in (default: 3)"
    )
    nightly.add_argument("--report", type=Path, metavar="DIR", help="folder for reports (default: in the store)")
    nightly.add_argument(
        "--metrics", type=Path, metavar="FILE", help="Prometheus text file, written whole or not at all"
    )
    nightly.set_defaults(run=_nightly)
    status = commands.add_parser(
        "status",
        help="a store's queue, last runs and quarantine",
        description="A store's queue, last runs and quarantine.",
    )
    add_store_argument(status)
    status.add_argument("--inbox", type=Path, metavar="DIR", help="also count what waits there")
    status.add_argument("--still", type=float, default=60.0, metavar="SECONDS", help="as for nightly")
    status.add_argument("--runs", type=int, default=5, metavar="N", help="last runs to show (default: 5)")
    status.add_argument("--json", action="store_true", help="as JSON, quarantine with tracebacks")
    status.set_defaults(run=_status)
    retry = commands.add_parser(
        "retry",
        help="put documents back that failed",
        description="Puts documents back that failed: the next nightly run tries again.",
    )
    retry.add_argument("ids", nargs="*", metavar="ID", help="document id or its beginning, as `status` shows it")
    retry.add_argument("--all", action="store_true", help="all that are in quarantine")
    add_store_argument(retry)
    retry.set_defaults(run=_retry)


class _Stop:
    """Whether a signal asked us to end: the first one lets us finish the page in hand, the second one does not."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def _nightly(options: argparse.Namespace) -> int:
    from dataclasses import replace
    from datetime import datetime

    from pipeline.inert import printable
    from pipeline.progress import Progress
    from pipeline.store.lock import state_folder
    from pipeline.store.nightly import Night, next_moment, nightly
    from pipeline.store.report import as_metrics, write_reports, write_whole

    if options.still < 0 or options.tries < 1:
        raise UsageError("--still must be 0 or more, --tries 1 or more")
    deadline = next_moment(options.deadline, datetime.now()) if options.deadline else None
    night = Night(options.inbox, options.still, deadline, options.move_to)
    place = place_of(options)
    progress = Progress(None if options.quiet or options.log_format == "json" else sys.stderr)
    try:
        report = nightly(
            night,
            place,
            replace(work_of(options), most_tries=options.tries),
            stopped=_Stop(),
            on_start=progress.start,
            on_event=progress.take,
        )
    finally:
        progress.close()
    path = write_reports(report, options.report or state_folder(place) / "reports")
    if options.metrics:
        write_whole(options.metrics, as_metrics(report))
    if not options.quiet:
        counts = report.outcome.counts
        print(
            f"documents: {counts['new']} new, {counts['reprocessed']} again, {counts['unchanged']} unchanged, "
            f"{counts['failed']} failed, {report.outcome.left} left, {len(report.waiting)} waiting in the inbox"
        )
        print(printable(f"report:    {path}"))
    return report.exit_code


def _status(options: argparse.Namespace) -> int:
    import json

    from pipeline.inert import printable

    content = _state(place_of(options), options)
    if options.json:
        print(json.dumps(content, ensure_ascii=False, indent=2))
        return EXIT_OK
    print(f"store:      {options.store}, version {content['version']}, {content['documents']} documents")
    if content["inbox"] is not None:
        print(
            f"inbox:      {content['inbox']['ready']} files that are whole, {len(content['inbox']['waiting'])} waiting"
        )
        for path, reason in content["inbox"]["waiting"].items():
            print(printable(f"            {path}: {reason}"))
    print(f"last runs:  {'' if content['runs'] else 'none'}")
    for run in content["runs"]:
        counts = run["counts"]
        print(
            f"            {run['started']}  {run['kind']:<8}  exit {run['exit_code']}  {counts.get('new', 0)} new, "
            f"{counts.get('reprocessed', 0)} again, {counts.get('failed', 0)} failed, {counts.get('left', 0)} left"
        )
    print(f"quarantine: {len(content['quarantine']) or 'empty'}")
    for failure in content["quarantine"]:
        print(
            printable(
                f"            {failure['document_id'][:12]}  {failure['state']:<11}  {failure['reason']} "
                f"({failure['tries']}x, {failure['last_failed']})  {failure['source_path']}: {failure['message']}"
            )
        )
    return EXIT_OK


def _state(place: Place, options: argparse.Namespace) -> dict[str, Any]:
    from dataclasses import asdict

    from pipeline.batch.inbox import look
    from pipeline.store.failures import load_failures
    from pipeline.store.upkeep import last_runs
    from pipeline.store.versions import snapshot

    shot = snapshot(place)
    documents = shot.table("documents")
    assert documents is not None
    inbox = None
    if options.inbox is not None:
        found = look(options.inbox, options.still)
        waiting = {str(path): reason for path, reason in found.waiting.items()}
        inbox = {"ready": len(found.ready), "waiting": waiting}
    failures = sorted(load_failures(place).values(), key=lambda failure: (failure.state, failure.last_failed))
    return {
        "version": shot.version.number,
        "documents": documents.count(),
        "inbox": inbox,
        "runs": last_runs(place, options.runs),
        "quarantine": [asdict(failure) for failure in failures],
    }


def _retry(options: argparse.Namespace) -> int:
    from pipeline.store.failures import load_failures, save_failures, to_retry
    from pipeline.store.job import holding

    with holding(place_of(options)) as place:
        failures = load_failures(place)
        chosen = to_retry(failures, list(failures) if options.all else options.ids)
        missing = [part for part in options.ids if not any(found.startswith(part) for found in chosen)]
        if missing:
            raise UsageError(f"no failed document has an id that begins with {', '.join(missing)} (6 letters at least)")
        if not chosen and not options.all:
            raise UsageError("name the documents' ids, or --all")
        save_failures(place, {**chosen})
    print(f"to be tried again by the next nightly run: {len(chosen)}")
    return EXIT_OK
