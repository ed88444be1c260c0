"""The nightly run: what came into an inbox since the last one goes into the store, in time and with a report."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.batch.inbox import Archive, look, still_the_same
from pipeline.batch.remote import Where, where
from pipeline.batch.sources import Upload, group_by_content
from pipeline.batch.work import Event
from pipeline.errors import EXIT_OK, EXIT_PARTIAL, EXIT_UNFINISHED, UsageError
from pipeline.store.batches import Outcome, now
from pipeline.store.delta import Place
from pipeline.store.failures import RETRY, Failure, load_failures, out_of_reach, save_failures
from pipeline.store.ingest import Plan, Work, plan_work, run_id, same, take_in
from pipeline.store.job import run_row
from pipeline.store.lock import locked
from pipeline.store.upkeep import compact, needs_compaction, record_run
from pipeline.store.versions import claim_store, create_store, recover
from pipeline.store.writer import Writer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Night:
    """What a nightly run is told: the inbox, the seconds a file must have been still, until when new work is taken
    (a moment of the system's clock), and where files go afterwards (``None``: they stay)."""

    inbox: Path
    still_seconds: float = 60.0
    deadline: datetime | None = None
    move_to: Path | None = None


@dataclass(frozen=True, slots=True)
class NightReport:
    """What a nightly run came to."""

    run: str
    started: str
    seconds: float
    plan: Plan
    outcome: Outcome
    waiting: dict[Where, str]
    """Files that were left in the inbox, with the reason."""
    not_moved: dict[Where, str]
    quarantine: dict[str, Failure]
    """All failures that the store knows after the run."""
    names: dict[str, str]
    """File names of the documents that were read, by document id."""
    exit_code: int


def next_moment(clock: str, after: datetime) -> datetime:
    """The next time that the clock shows 'HH:MM'. Raises :class:`UsageError`."""
    try:
        hours, minutes = (int(part) for part in clock.split(":"))
        moment = after.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    except ValueError:
        raise UsageError(f"--deadline {clock}: takes a time like 05:30") from None
    return moment if moment > after else moment + timedelta(days=1)


def nightly(
    night: Night,
    place: Place,
    work: Work,
    *,
    stopped: Callable[[], bool] = lambda: False,
    on_start: Callable[[int], None] = lambda _: None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> NightReport:
    """Takes in what lies whole in the inbox and what is to be tried again. ``stopped`` is asked before every page.

    Raises :class:`StoreLocked`, :class:`StoreError`, :class:`MissingEngine`.
    """
    if not night.inbox.is_dir():
        raise UsageError(f"--inbox {night.inbox}: there is no such folder")
    begun, started, run = time.monotonic(), now(), run_id()
    claim_store(place)
    with locked(place):
        create_store(place)
        recover(place)
        failures = load_failures(place)
        uploads, waiting, gone = _uploads(night, failures)
        save_failures(place, _gone(failures, gone, work.most_tries))
        archive = Archive(night.inbox, night.move_to) if night.move_to else None
        recorded = archive.recorded if archive else same
        writer = Writer(place)
        plan = plan_work(uploads, writer, work.stamp, failures, recorded=recorded)
        on_start(len(plan.new) + len(plan.again))
        log.info("nightly run", extra={"fields": {"run": run, "new": len(plan.new), "again": len(plan.again)}})
        not_moved: dict[Where, str] = {}

        def keep_going() -> bool:
            return not stopped() and (night.deadline is None or datetime.now() < night.deadline)

        def move(uploads: Sequence[Upload]) -> None:
            for upload in uploads if archive else ():
                try:
                    assert archive is not None
                    archive.move(upload)
                except OSError as error:
                    not_moved[upload.path] = error.strerror or str(error)

        outcome = take_in(
            plan,
            place,
            writer,
            work,
            kind="nightly",
            run=run,
            on_event=on_event,
            on_commit=move,
            recorded=recorded,
            keep_going=keep_going,
        )
        code = _exit_code(outcome, not_moved)
        record_run(place, run_row(run, "nightly", started, code, outcome, work))
        if keep_going() and needs_compaction(place):
            outcome.version = compact(place)[1]
        names = {upload.document_id: upload.path.name for upload in uploads}
        report = NightReport(
            run,
            started,
            time.monotonic() - begun,
            plan,
            outcome,
            waiting | gone | dict.fromkeys(outcome.changed, "changed while it was read"),
            not_moved,
            load_failures(place),
            names,
            code,
        )
    log.info("nightly run done", extra={"fields": {"run": run, "exit_code": code, "version": outcome.version}})
    return report


def _uploads(night: Night, failures: dict[str, Failure]) -> tuple[list[Upload], dict[Where, str], dict[Where, str]]:
    """The documents to look at: those of the inbox, and those elsewhere that are to be tried again; files that wait, and
    files that can't be read, with the reason."""
    apart = [night.move_to] if night.move_to else []
    inbox = look(night.inbox, night.still_seconds, apart_from=apart)
    again = [where(failure.source_path) for failure in failures.values() if failure.state == RETRY]
    elsewhere = [path for path in again if path not in inbox.ready and path not in inbox.waiting]
    uploads, unreadable = group_by_content([*inbox.ready, *elsewhere])
    uploads, changed = still_the_same(uploads, inbox.ready)
    gone = {where(path): issue.message for path, issue in unreadable}
    return uploads, inbox.waiting | changed, gone


def _gone(failures: dict[str, Failure], gone: dict[Where, str], most_tries: int) -> dict[str, Failure | None]:
    """The failures that were to be tried again, where there is nothing left to try."""
    return {
        name: out_of_reach(failure, gone[place], now(), most_tries)
        for name, failure in failures.items()
        if failure.state == RETRY and (place := where(failure.source_path)) in gone
    }


def _exit_code(outcome: Outcome, not_moved: dict[Where, str]) -> int:
    if outcome.left:
        return EXIT_UNFINISHED
    return EXIT_PARTIAL if outcome.counts["partial"] or outcome.counts["failed"] or not_moved else EXIT_OK
