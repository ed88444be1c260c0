"""Documents into the store: which are new, which are known, and all of them on the workers."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.pool import local_executor
from pipeline.batch.sources import Upload
from pipeline.batch.work import Event, run_documents
from pipeline.batch.worker import WorkerSetup
from pipeline.errors import DiskFull, StoreError, disk_is_full
from pipeline.rows import Stamp
from pipeline.settings import Settings
from pipeline.store.batches import Batches, Outcome, check_space
from pipeline.store.delta import Place
from pipeline.store.failures import MOST_TRIES, Failure, due
from pipeline.store.lock import state_folder
from pipeline.store.writer import Entry, Writer


@dataclass(frozen=True, slots=True)
class Work:
    """How documents are read: the settings, what stamps the rows, and on what they run."""

    settings: Settings
    stamp: Stamp
    dictionaries: tuple[Path, ...] = ()
    jobs: int = 1
    cache: Path | None = None
    make_executor: Callable[[int, WorkerSetup], Executor] = local_executor
    most_tries: int = MOST_TRIES
    passwords: tuple[str, ...] = ()
    """What encrypted PDFs are tried with."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: documents never seen, documents to extract again, known ones found at another place."""

    new: tuple[Upload, ...] = ()
    again: tuple[Upload, ...] = ()
    moved: tuple[Upload, ...] = ()
    unchanged: tuple[Upload, ...] = ()
    older: int = 0
    """Of the unchanged: those that an earlier version of the program or of the dictionaries extracted."""
    quarantined: int = 0
    """Of the unchanged: those that wait for ``plantolk retry``."""


def run_id() -> str:
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(3)}"


def same(upload: Upload) -> Upload:
    return upload


def plan_work(
    uploads: Iterable[Upload],
    writer: Writer,
    stamp: Stamp,
    failures: dict[str, Failure],
    *,
    reprocess: bool = False,
    recorded: Callable[[Upload], Upload] = same,
) -> Plan:
    """Sorts the documents into what is to be done with them; ``recorded`` says where the store is to know them."""
    new: list[Upload] = []
    again: list[Upload] = []
    moved: list[Upload] = []
    unchanged: list[Upload] = []
    older = quarantined = 0
    for upload in uploads:
        extraction_id = stamp.extraction_id(upload.document_id)
        known = writer.known.get(upload.document_id)
        if known is None:
            new.append(upload)
        elif due(failures, extraction_id, upload.document_id) or (reprocess and known.extraction_id != extraction_id):
            again.append(upload)
        else:
            older += known.extraction_id != extraction_id
            quarantined += upload.document_id in failures
            (moved if writer.has_new_place(recorded(upload)) else unchanged).append(upload)
    return Plan(tuple(new), tuple(again), tuple(moved), tuple(unchanged), older, quarantined)


def take_in(
    plan: Plan,
    place: Place,
    writer: Writer,
    work: Work,
    *,
    kind: str,
    run: str,
    on_event: Callable[[Event], None] = lambda _: None,
    on_commit: Callable[[Sequence[Upload]], None] = lambda _: None,
    recorded: Callable[[Upload], Upload] = same,
    keep_going: Callable[[], bool] = lambda: True,
) -> Outcome:
    """Does what the plan says; only for the one who holds the lock. ``on_commit`` is told of uploads that are in, and
    ``recorded`` says where the store is to know them.

    Raises :class:`StoreError`; what was committed before stays, and finished documents wait for the next run.
    """
    results = state_folder(place) / ".work" / work.stamp.extraction_id("")[:16]
    to_do = [*plan.new, *plan.again]
    batches = Batches(
        place,
        writer,
        results,
        work.stamp,
        kind=kind,
        run=run,
        most_tries=work.most_tries,
        on_commit=on_commit,
        recorded=recorded,
    )
    batches.outcome.counts.update(
        new=len(plan.new), reprocessed=len(plan.again), moved=len(plan.moved), unchanged=len(plan.unchanged)
    )
    _clean(results, {upload.document_id for upload in plan.new})
    if plan.moved:
        batches.write([Entry(upload) for upload in plan.moved])
    on_commit(plan.unchanged)
    if to_do:
        check_space(place)
        by_path = {upload.path: upload for upload in to_do}

        def take(event: Event) -> None:
            on_event(event)
            if event.kind in {"done", "skipped"}:
                batches.add(by_path[event.path])

        setup = WorkerSetup(work.settings, work.stamp, results, work.dictionaries, work.cache, work.passwords)
        try:
            run_documents(
                to_do, setup, work.jobs, on_event=take, make_executor=work.make_executor, keep_going=keep_going
            )
        except OSError as error:
            raise _unwritable(results, error) from error
        finally:
            batches.close()
    outcome = batches.outcome
    outcome.left = len(to_do) - len(outcome.statuses) - len(outcome.changed)
    outcome.version = writer.version
    if not outcome.left:
        shutil.rmtree(results.parent, ignore_errors=True)
    return outcome


def _unwritable(folder: Path, error: OSError) -> StoreError:
    if disk_is_full(error):
        return DiskFull(f"{folder}: no space is left", hint="free some and start it again")
    return StoreError(f"{folder}: {error.strerror or error}")


def _clean(results: Path, new: set[str]) -> None:
    """Results of other versions are of no use; nor are those of documents that the store has, where a run was killed
    between its commit and its tidying up."""
    try:
        results.mkdir(parents=True, exist_ok=True)
        for other in results.parent.iterdir():
            if other != results:
                shutil.rmtree(other, ignore_errors=True)
        for path in results.iterdir():
            if path.stem not in new:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(results, error) from error
