"""Documents into the store: which are new, which are known, and batches of finished ones committed while others are read."""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.batch.pool import local_executor
from pipeline.batch.remote import Where
from pipeline.batch.results import Kept, read_result
from pipeline.batch.sources import Upload
from pipeline.batch.work import Event, run_documents
from pipeline.batch.worker import WorkerSetup
from pipeline.errors import DiskFull, StoreError, disk_is_full
from pipeline.rows import Stamp
from pipeline.settings import Settings
from pipeline.store.delta import Place
from pipeline.store.failures import MOST_TRIES, Failure, due, failure_of, load_failures, save_failures
from pipeline.store.lock import state_folder
from pipeline.store.writer import Entry, Writer

log = logging.getLogger(__name__)

BATCH_DOCUMENTS = 500
BATCH_BYTES = 16_000_000
"""A batch is committed when its results are this large: rows as Python objects take about six times as much memory."""
BATCH_SECONDS = 60.0
"""... or when its first document has waited this long, so that readers see a slow run's documents too."""

LEAST_FREE = 64_000_000
"""Bytes that must be free before work begins and before each commit: stopping early beats a full disk."""


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


@dataclass(slots=True)
class Outcome:
    """What a run came to, counted; ``statuses`` by document id."""

    counts: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, str] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    changed: list[Where] = field(default_factory=list)
    """Files that were written to while they were read: the next run takes them."""
    left: int = 0
    """Documents that were not reached before the run was told to stop."""
    version: int = 0


def run_id() -> str:
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(3)}"


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


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
    batches = _Batches(place, writer, work, results, kind, run, on_commit, recorded)
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
            batches.flush_quietly()
        batches.flush()
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


def check_space(place: Place) -> None:
    """Raises :class:`DiskFull` where too little is free to go on."""
    folder = state_folder(place)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise DiskFull(
            f"{folder}: only {free // 1_000_000} MB are free, {LEAST_FREE // 1_000_000} MB are needed to go on",
            hint="free some and start it again",
        )


class _Batches:
    """Finished documents on their way into the store."""

    def __init__(
        self,
        place: Place,
        writer: Writer,
        work: Work,
        results: Path,
        kind: str,
        run: str,
        on_commit: Callable[[Sequence[Upload]], None],
        recorded: Callable[[Upload], Upload],
    ) -> None:
        self._place, self._writer, self._work = place, writer, work
        self._results, self._kind, self._run = results, kind, run
        self._on_commit, self._recorded = on_commit, recorded
        self._failures = load_failures(place)
        self._waiting: list[Upload] = []
        self._bytes = 0
        self._since = 0.0
        self._broken = False
        self.outcome = Outcome()

    def add(self, upload: Upload) -> None:
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(upload)
        self._bytes += (self._results / f"{upload.document_id}.json").stat().st_size
        if (
            len(self._waiting) >= BATCH_DOCUMENTS
            or self._bytes >= BATCH_BYTES
            or time.monotonic() - self._since >= BATCH_SECONDS
        ):
            self.flush()

    def flush_quietly(self) -> None:
        """What is finished goes in also when something else went wrong, unless that was the store itself."""
        if not self._broken:
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        entries = [Entry(upload, kept) for upload in waiting if (kept := self._result(upload)) is not None]
        if entries:
            self.write(entries)

    def _result(self, upload: Upload) -> Kept | None:
        """The result; ``None`` where the file changed after it was counted: it is another document now."""
        kept = read_result(self._results, upload.document_id)
        if kept is None:
            self._broken = True
            raise StoreError(f"the result of {upload.path} is gone from {self._results}", hint="start it again")
        if kept.rows["documents"][0]["document_id"] != upload.document_id:
            log.warning("%s changed while it was read; the next run takes it", upload.path)
            (self._results / f"{upload.document_id}.json").unlink(missing_ok=True)
            self.outcome.changed.append(upload.path)
            return None
        return kept

    def write(self, given: Sequence[Entry]) -> None:
        """One commit; then the results are not needed any more."""
        entries = [replace(entry, upload=self._recorded(entry.upload)) for entry in given]
        extracted = [entry for entry in entries if entry.kept is not None]
        try:
            check_space(self._place)
            facts = {"run": self._run, "documents": len(extracted), "moved": len(entries) - len(extracted)}
            self._writer.commit(entries, self._kind, facts, self._work.stamp)
            save_failures(self._place, self._failed(extracted))
        except BaseException:
            self._broken = True
            raise
        for entry in extracted:
            assert entry.kept is not None
            _count(self.outcome, entry.kept)
            (self._results / f"{entry.upload.document_id}.json").unlink(missing_ok=True)
        log.info("committed", extra={"fields": {"documents": len(extracted), "version": self._writer.version}})
        self._on_commit([entry.upload for entry in given])

    def _failed(self, entries: Sequence[Entry]) -> dict[str, Failure | None]:
        # what a later document took the place of needs nobody's care any more
        superseded = (i for i in self._failures if i in self._writer.known and not self._writer.known[i].current)
        changes: dict[str, Failure | None] = dict.fromkeys(superseded)
        for entry in entries:
            assert entry.kept is not None
            document_id, path = entry.upload.document_id, str(entry.upload.path)
            before = self._failures.get(document_id)
            extraction_id = self._work.stamp.extraction_id(document_id)
            failure = failure_of(entry.kept, path, extraction_id, before, now(), self._work.most_tries)
            if failure is not None:
                self.outcome.failures[document_id] = failure
            if failure is not None or before is not None:
                changes[document_id] = failure
        return changes


def _count(outcome: Outcome, kept: Kept) -> None:
    outcome.statuses[kept.document_id] = kept.status
    outcome.counts.update(
        {
            kept.status: 1,
            "pages": kept.page_count,
            "doubtful": sum(bool(row.get("needs_review")) for rows in kept.rows.values() for row in rows),
            "sums_checked": sum(row["sums_checked"] for row in kept.rows["tables"]),
            "sums_failed": sum(row["sums_failed"] for row in kept.rows["tables"]),
        }
    )
    outcome.codes.update(issue["code"] for issue in kept.rows["issues"])
