"""Limits on our own work: what a document's text may cost to be understood, in the process that does it.

Reading happens in a child that can be killed (``pipeline.reading.sandbox``); understanding is our own code, and a thread beside it
watches the computing time of the thread that runs it and the growth of the process's memory.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from pipeline.errors import LimitExceeded

LOOK_EVERY = 0.5
"""Seconds between two looks."""


class _Stopped(BaseException):
    """Raised into the working thread; no ``except Exception`` on the way stops it."""


@contextmanager
def limited(seconds: float, memory_mb: float) -> Iterator[None]:
    """Runs its body for so many seconds of computing by this thread and so much more memory at most.

    Raises :class:`LimitExceeded`. One call into foreign code, which returns in a short time, is not interrupted.
    """
    watch = _Watch(threading.get_ident(), seconds, memory_mb)
    thread = threading.Thread(target=watch.run, daemon=True, name="plantolk-limits")
    thread.start()
    try:
        try:
            yield
        finally:
            watch.end()
    except _Stopped:
        raise LimitExceeded(f"understanding it took more than {watch.why}") from None
    finally:
        watch.end()
        thread.join()


class _Watch:
    def __init__(self, ident: int, seconds: float, memory_mb: float) -> None:
        self.why = ""
        self._ident, self._seconds, self._memory_mb = ident, seconds, memory_mb
        self._clock = time.pthread_getcpuclockid(ident)
        self._began = time.clock_gettime(self._clock)
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self._lock = threading.Lock()
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(LOOK_EVERY):
            why = self._exceeded()
            if why is None:
                continue
            with self._lock:
                if not self._done.is_set():
                    self.why = why
                    _raise_in(self._ident, _Stopped)
            return

    def _exceeded(self) -> str | None:
        if time.clock_gettime(self._clock) - self._began > self._seconds:
            return f"{self._seconds:g} seconds of computing"
        if self._process.memory_info().rss - self._before > self._memory_mb * 2**20:
            return f"{self._memory_mb:g} MB of memory"
        return None

    def end(self) -> None:
        """No exception comes from now on, not even one that was on its way."""
        with self._lock:
            self._done.set()
            if self.why:  # to take back what was never raised would slow this thread, and stop it under a profiler
                _raise_in(self._ident, None)


def _raise_in(ident: int, kind: type[BaseException] | None) -> None:
    """Python raises ``kind`` in that thread as soon as its next bytecode begins; ``None`` takes it back."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), None if kind is None else ctypes.py_object(kind))
