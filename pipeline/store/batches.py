"""Finished documents on their way into the store: gathered into batches, each committed in a thread beside the work."""

from __future__ import annotations

import logging
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.batch.remote import Where
from pipeline.batch.results import Kept, read_result
from pipeline.batch.sources import Upload
from pipeline.errors import DiskFull, StoreError
from pipeline.rows import Stamp
from pipeline.store.delta import Place
from pipeline.store.failures import Failure, failure_of, load_failures, save_failures
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


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def check_space(place: Place) -> None:
    """Raises :class:`DiskFull` where too little is free to go on."""
    folder = state_folder(place)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise DiskFull(
            f"{folder}: only {free // 1_000_000} MB are free, {LEAST_FREE // 1_000_000} MB are needed to go on",
            hint="free some and start it again",
        )


class Batches:
    """Takes documents as they are finished, and commits them batch by batch, one at a time and in turn.

    A commit of 500 small documents takes as long as reading 60 of them: done in the thread that hands out work, it would
    leave the workers without any. What goes wrong in it is raised by the call that follows.
    """

    def __init__(
        self,
        place: Place,
        writer: Writer,
        results: Path,
        stamp: Stamp,
        *,
        kind: str,
        run: str,
        most_tries: int,
        on_commit: Callable[[Sequence[Upload]], None],
        recorded: Callable[[Upload], Upload],
    ) -> None:
        self._place, self._writer, self._results, self._stamp = place, writer, results, stamp
        self._kind, self._run, self._most_tries = kind, run, most_tries
        self._on_commit, self._recorded = on_commit, recorded
        self._failures = load_failures(place)
        self._waiting: list[Upload] = []
        self._bytes = 0
        self._since = 0.0
        self._broken = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plantolk-commit")
        self._commit: Future[None] | None = None
        self.outcome = Outcome()

    def add(self, upload: Upload) -> None:
        """A document whose result is kept. Raises what the last commit ended with."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(upload)
        self._bytes += (self._results / f"{upload.document_id}.json").stat().st_size
        if self._commit is not None and self._commit.done():
            self._settle()
        if (
            len(self._waiting) >= BATCH_DOCUMENTS
            or self._bytes >= BATCH_BYTES
            or time.monotonic() - self._since >= BATCH_SECONDS
        ):
            self._hand_over()

    def flush(self) -> None:
        """Everything that was added is in the store afterwards. Raises what a commit ended with."""
        self._hand_over()
        self._settle()

    def close(self) -> None:
        """What is finished goes in also when something else went wrong, unless that was the store itself."""
        try:
            if not self._broken:
                self.flush()
        finally:
            self._thread.shutdown()

    def _hand_over(self) -> None:
        self._settle()  # one in hand and one that waits: ten thousand documents need no more memory than ten
        if self._waiting:
            self._commit = self._thread.submit(self._write_results, self._waiting)
        self._waiting, self._bytes = [], 0

    def _settle(self) -> None:
        """Waits for the commit in hand."""
        commit, self._commit = self._commit, None
        if commit is not None:
            commit.result()

    def _write_results(self, uploads: Sequence[Upload]) -> None:
        try:
            entries = [Entry(upload, kept) for upload in uploads if (kept := self._result(upload)) is not None]
            if entries:
                self.write(entries)
        except BaseException:
            self._broken = True
            raise

    def _result(self, upload: Upload) -> Kept | None:
        """The result; ``None`` where the file changed after it was counted: it is another document now."""
        kept = read_result(self._results, upload.document_id)
        if kept is None:
            raise StoreError(f"the result of {upload.path} is gone from {self._results}", hint="start it again")
        if kept.rows["documents"][0]["document_id"] != upload.document_id:
            log.warning("%s changed while it was read; the next run takes it", upload.path)
            (self._results / f"{upload.document_id}.json").unlink(missing_ok=True)
            self.outcome.changed.append(upload.path)
            return None
        return kept

    def write(self, given: Sequence[Entry]) -> None:
        """One commit, at once; then the results are not needed any more."""
        entries = [replace(entry, upload=self._recorded(entry.upload)) for entry in given]
        extracted = [entry for entry in entries if entry.kept is not None]
        check_space(self._place)
        facts = {"run": self._run, "documents": len(extracted), "moved": len(entries) - len(extracted)}
        self._writer.commit(entries, self._kind, facts, self._stamp)
        save_failures(self._place, self._failed(extracted))
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
            extraction_id = self._stamp.extraction_id(document_id)
            failure = failure_of(entry.kept, path, extraction_id, before, now(), self._most_tries)
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
