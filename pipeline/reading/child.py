"""The reader child: answers ``sandbox.Reader``'s messages until its input ends. Started as ``python -m pipeline.reading.child``."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import msgpack

from pipeline.errors import LimitExceeded, PlantolkError, SourceError
from pipeline.reading.confine import confine
from pipeline.reading.pagecode import encode_page, encode_source
from pipeline.settings import Settings
from pipeline.warming import collect_seldom

LOOK_EVERY = 1.0
"""Seconds between two looks at whether the process that asks is still there."""
OPEN_FILES = 256
LARGEST_FILE = 512 * 2**20
"""Bytes that a single temporary file may have: the largest page's picture has 40 million."""
CPU_FACTOR = 2
"""Seconds of computing allowed for each second of the limit: no more than two threads' worth."""


def main() -> None:
    """Serve until the other side is gone, then clear up."""
    confine(Path(tempfile.gettempdir()))  # before anything else: a thread that runs already would stay outside
    collect_seldom()
    # whatever a library prints must not get into the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    serve(sys.stdin.buffer, answers)
    _clear_up()


def _clear_up() -> None:
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith("plantolk-"):
        shutil.rmtree(folder, ignore_errors=True)


def _end_with(parent: int) -> None:
    """Ends this process and what it started when nobody is left to answer, also in the middle of a page."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    _clear_up()
    os.killpg(0, signal.SIGKILL)


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answers each message in turn."""
    server = _Server()
    try:
        while message := _received(questions):
            body = msgpack.packb(server.answer(message), unicode_errors="surrogatepass")
            answers.write(len(body).to_bytes(4, "big") + body)
            answers.flush()
    finally:
        server.close()


def _received(questions: BinaryIO) -> list[Any] | None:
    head = questions.read(4)
    if len(head) < 4:
        return None
    message = msgpack.unpackb(questions.read(int.from_bytes(head, "big")), unicode_errors="surrogatepass")
    assert isinstance(message, list)
    return message


class _Server:
    """Holds the source that is open; knows ``settings``, ``open``, ``page`` and ``picture``."""

    def __init__(self) -> None:
        self._settings = Settings()
        self._reader: Any = None

    def answer(self, message: list[Any]) -> list[Any]:
        """['ok', ...] or ['error', code, message, hint, whether this process is spoilt]."""
        kind, *arguments = message
        try:
            allow_cpu(self._settings.page_seconds)
            actions: dict[str, Callable[..., list[Any]]]
            actions = {"settings": self._set_up, "open": self._open, "page": self._page, "picture": self._picture}
            return ["ok", *actions[kind](*arguments)]
        except PlantolkError as error:
            return ["error", error.code, error.args[0], error.hint, False]
        except MemoryError:
            return ["error", LimitExceeded.code, "more memory than is allowed", None, True]
        except RecursionError:
            return ["error", SourceError.code, "nested without end", None, True]
        except Exception as error:  # noqa: BLE001 - whatever a broken document provokes is an answer, not an end
            return ["error", SourceError.code, f"damaged ({type(error).__name__}: {str(error)[:200]})", None, False]

    def _set_up(self, settings: dict[str, Any], passwords: list[str]) -> list[Any]:
        # imported here: the first message's time limit covers the loading of the libraries
        from pipeline.reading.reader import SourceReader

        self._settings = Settings(**settings)
        set_limits(self._settings.memory_mb)
        self._reader = SourceReader(self._settings, passwords=passwords)
        return []

    def close(self) -> None:
        """Let go of the source."""
        if self._reader is not None:
            self._reader.close()

    def _open(self, path: bytes) -> list[Any]:
        source, count = self._reader.open(Path(os.fsdecode(path)))
        return [encode_source(source), count]

    def _page(self, number: int) -> list[Any]:
        return [encode_page(self._reader.read_page(number))]

    def _picture(self, number: int, dpi: int) -> list[Any]:
        grey, dpi = self._reader.picture(number, dpi)
        return [dpi, *grey.shape, grey.tobytes()]


def set_limits(memory_mb: int) -> None:
    """Limits of the system on this process and those it starts. ``RLIMIT_AS`` would break onnxruntime."""
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_DATA, memory_mb * 2**20),
    ):
        with contextlib.suppress(ValueError, OSError):
            _, most = resource.getrlimit(what)
            allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
            resource.setrlimit(what, (allowed, allowed))


def allow_cpu(seconds: float) -> None:
    """Computing time for the next message, on top of what was used: the kernel ends what goes on beyond it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + CPU_FACTOR * seconds) + 1
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


if __name__ == "__main__":
    main()
