"""Executors of this machine: worker processes of which each dies alone, or none at all."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any

from pipeline.batch.worker import WorkerSetup, set_up_worker, tear_down_worker
from pipeline.errors import PlantolkError
from pipeline.logs import log_like
from pipeline.warming import collect_seldom


class WorkerDied(Exception):
    """A task's worker died with it, or two of them did: raised by executors that go on without that worker."""


def local_executor(jobs: int, setup: WorkerSetup) -> Executor:
    """``jobs`` worker processes; one job needs none."""
    return InlineExecutor(setup) if jobs == 1 else LocalPool(jobs, setup)


class InlineExecutor(Executor):
    """Runs each task at once, in this process: for one worker and for notebooks."""

    def __init__(self, setup: WorkerSetup) -> None:
        set_up_worker(setup)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except PlantolkError as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - Executor's own names
        tear_down_worker()


class LocalPool(Executor):
    """Worker processes with one queue. In a :class:`ProcessPoolExecutor` one that dies takes all others and their tasks
    with it; so each is a pool of its own here, and only what it had in hand ends with :class:`WorkerDied`."""

    def __init__(self, jobs: int, setup: WorkerSetup) -> None:
        self._new = partial(
            ProcessPoolExecutor, 1, mp_context=get_context("spawn"), initializer=_set_up, initargs=(setup,)
        )
        self._lock = threading.RLock()
        self._workers = [self._new() for _ in range(jobs)]
        self._idle = list(range(jobs))
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        outer: Future[Any] = Future()
        with self._lock:
            self._waiting.append((outer, partial(fn, *args, **kwargs)))
        self._feed()
        return outer

    def _feed(self) -> None:
        """Gives what waits to workers that have nothing to do."""
        with self._lock:
            while self._idle and self._waiting:
                outer, task = self._waiting.popleft()
                if not outer.set_running_or_notify_cancel():
                    continue
                worker = self._idle.pop()
                inner = self._submit_to(worker, task)
                inner.add_done_callback(partial(self._done, worker, outer))

    def _submit_to(self, worker: int, task: Callable[[], Any]) -> Future[Any]:
        try:
            return self._workers[worker].submit(task)
        except BrokenProcessPool:  # it died with nothing in hand: nobody is to blame
            self._workers[worker] = self._new()
            return self._workers[worker].submit(task)

    def _done(self, worker: int, outer: Future[Any], inner: Future[Any]) -> None:
        error = CancelledError() if inner.cancelled() else inner.exception()
        with self._lock:
            if isinstance(error, BrokenProcessPool):
                # the broken one ends by itself; to ask it here, in its own thread, could wait for ever
                self._workers[worker] = self._new()
            self._idle.append(worker)
        if isinstance(error, BrokenProcessPool):
            outer.set_exception(WorkerDied(str(error)))
        elif error is not None:
            outer.set_exception(error)
        else:
            outer.set_result(inner.result())
        self._feed()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        while not cancel_futures and self._waiting:
            wait_for(outer for outer, _ in list(self._waiting))
        with self._lock:
            for outer, _ in self._waiting:
                outer.cancel()
            self._waiting.clear()
            workers = list(self._workers)
        for worker in workers:
            worker.shutdown(wait=wait, cancel_futures=cancel_futures)


def _set_up(setup: WorkerSetup) -> None:
    """A worker's beginning. Ctrl-C reaches every process of a terminal; what becomes of the work is the first one's matter."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_like(setup.log)
    collect_seldom()
    set_up_worker(setup)
