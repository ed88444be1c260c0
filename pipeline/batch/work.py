"""Documents and their pages on a ``concurrent.futures`` executor; what is finished is kept, so a killed run goes on.

The executor is the whole seam: the local process pool, a distributed engine's client, or :class:`InlineExecutor`.
A task is our own trusted code; each worker owns a reader child, and what a document can kill is the child.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Literal

from pipeline.batch.pool import WorkerDied, local_executor
from pipeline.batch.remote import Where
from pipeline.batch.results import write_result
from pipeline.batch.sources import Upload
from pipeline.batch.worker import (
    Finished,
    Opened,
    PageRead,
    WorkerSetup,
    finish_document,
    open_document,
    read_page,
    unreadable,
)
from pipeline.errors import Issue, LimitExceeded

log = logging.getLogger(__name__)

WAITING_PER_WORKER = 4
"""Tasks handed to the executor beyond the running ones: enough that no worker waits, few enough that ten thousand
documents need no more memory than ten."""

MOST_LIMITS = 3
"""Pages of a document that may break the limits before the rest is given up: a thousand of them would take a day."""

MOST_DEATHS = 2
"""A document in hand when this many workers died is given up."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something the caller may show: a document opened (``pages`` of it), a page read, a document done (its status)."""

    kind: Literal["opened", "page", "done", "skipped"]
    path: Where
    pages: int = 0
    status: str = ""


@dataclass(slots=True)
class _Job:
    upload: Upload
    tries: int = 0
    pages_left: int = 0
    failures: dict[int, tuple[str, str]] = field(default_factory=dict)


def _is_hopeless(job: _Job) -> bool:
    return sum(code == LimitExceeded.code for code, _ in job.failures.values()) >= MOST_LIMITS


def run_documents(
    uploads: Sequence[Upload],
    setup: WorkerSetup,
    jobs: int,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    make_executor: Callable[[int, WorkerSetup], Executor] = local_executor,
    keep_going: Callable[[], bool] = lambda: True,
) -> None:
    """Every upload through open, pages and finish; results lie in ``setup.results`` afterwards.

    A worker that dies takes the task in hand with it (:class:`WorkerDied`); its document is tried again when all others are
    done, alone, and one that a second worker dies with is given up with an issue. When ``keep_going`` says no, what is in
    hand is finished and the rest left. Raises :class:`MissingEngine` when a page needs an engine that is not
    installed.
    """
    waiting = deque(_Job(upload) for upload in uploads)
    suspects: deque[_Job] = deque()
    if not uploads or not keep_going():
        return
    executor = make_executor(jobs, setup)
    try:
        while (waiting or suspects) and keep_going():
            # a document that was in hand at a death is tried alone, so that the next death tells
            turn = waiting or deque([suspects.popleft()])
            for job in _drain(turn, executor, jobs, on_event, keep_going):
                if job.tries + 1 < MOST_DEATHS:
                    log.warning("a worker died with %s in hand; it is tried again", job.upload.path)
                    suspects.append(_Job(job.upload, job.tries + 1))
                else:
                    _give_up(job.upload, setup)
                    on_event(Event("done", job.upload.path, status="failed"))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _give_up(upload: Upload, setup: WorkerSetup) -> None:
    message = f"{upload.path.name}: {MOST_DEATHS} workers died with it in hand; it was not read"
    issue = Issue("run", "error", "worker_died", message)
    write_result(setup.results, unreadable(upload.path, upload.document_id, issue, setup.stamp))


def _drain(
    waiting: deque[_Job],
    executor: Executor,
    jobs: int,
    on_event: Callable[[Event], None],
    keep_going: Callable[[], bool],
) -> list[_Job]:
    """Works until ``waiting`` is empty or ``keep_going`` says no. Returns the jobs that workers died with, unfinished."""
    running: dict[Future[Opened | PageRead | Finished], _Job] = {}
    pages: deque[tuple[_Job, int]] = deque()
    unfinished: dict[int, _Job] = {}
    hit: list[_Job] = []

    def finish(job: _Job) -> None:
        upload = job.upload
        running[executor.submit(finish_document, upload.path, upload.document_id, dict(job.failures))] = job

    def start_more() -> None:
        while len(running) < jobs + WAITING_PER_WORKER * jobs and (pages or waiting) and keep_going():
            if pages:
                job, number = pages.popleft()
                running[executor.submit(read_page, job.upload.path, number)] = job
            else:
                job = waiting.popleft()
                unfinished[id(job)] = job
                running[executor.submit(open_document, job.upload.path, job.upload.document_id)] = job

    def give_up_pages(job: _Job) -> None:
        left = [entry for entry in pages if entry[0] is job]
        for entry in left:
            pages.remove(entry)
            message = f"page {entry[1]} was not tried: {MOST_LIMITS} other pages broke the limits"
            job.failures[entry[1]] = (LimitExceeded.code, message)
        job.pages_left -= len(left)
        if left:
            on_event(Event("page", job.upload.path, len(left)))

    def take(job: _Job, outcome: Opened | PageRead | Finished) -> None:
        path = job.upload.path
        if isinstance(outcome, PageRead):
            if outcome.failure:
                job.failures[outcome.number] = outcome.failure
            job.pages_left -= 1
            on_event(Event("page", path, 1))
            if outcome.failure and _is_hopeless(job):
                give_up_pages(job)
            if not job.pages_left:
                finish(job)
        elif isinstance(outcome, Opened) and not outcome.done:
            on_event(Event("opened", path, outcome.page_count))
            job.pages_left = len(outcome.to_read)
            pages.extend((job, number) for number in outcome.to_read)
            if not outcome.to_read:
                finish(job)
        else:
            del unfinished[id(job)]
            on_event(
                Event("skipped" if isinstance(outcome, Opened) else "done", path, outcome.page_count, outcome.status)
            )

    def set_aside(job: _Job) -> None:
        if unfinished.pop(id(job), None):
            hit.append(job)
        for entry in [entry for entry in pages if entry[0] is job]:
            pages.remove(entry)

    while running or (keep_going() and (waiting or pages)):
        start_more()
        if not keep_going():
            running = {future: job for future, job in running.items() if not future.cancel()}
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            job = running.pop(future)
            try:
                outcome = future.result()
            except WorkerDied:
                set_aside(job)
                continue
            if id(job) in unfinished:
                take(job, outcome)
    return hit
