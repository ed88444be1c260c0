"""Reading in a child process with limits: a path goes in, plain data comes out; killed and started anew when it hangs or swells.

What a document can crash, hang or fill is the child (``pipeline.reading.child``), never the process that owns it. Messages are
msgpack behind a length of four bytes, never pickle.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import msgpack

from pipeline.document import RawPage, Source
from pipeline.errors import (
    DiskFull,
    EmptySource,
    EncryptedSource,
    LimitExceeded,
    MissingEngine,
    PlantolkError,
    SourceError,
)
from pipeline.reading.pagecode import decode_page, decode_source
from pipeline.settings import Settings

LONGEST_ANSWER = 256 * 1024 * 1024
"""Bytes: a page of a million words has less."""

LOOK_EVERY = 0.1
"""Seconds between two looks at the child's memory."""

IDLE = 0.03
"""Share of a processor below which a child past its time is waiting for something that won't come."""

PATIENCE = 5
"""Times the limit that a child may take by the clock, where other work keeps it from computing."""

RENEW_AFTER_PAGES = 300
"""Pages after which a child is replaced, whatever its libraries may leak."""

RENEW_ABOVE = 0.35
"""Share of the allowed memory at rest above which a child is replaced before the next page."""

LEAST_FREE = 64 * 2**20
"""Bytes for temporary files: the picture of the largest page takes half of it."""

START_SECONDS = 60
"""A child that doesn't answer its first message in this time never will."""

ERRORS: dict[str, type[PlantolkError]] = {
    kind.code: kind for kind in (SourceError, EncryptedSource, EmptySource, LimitExceeded, MissingEngine)
}


class Reader:
    """Reads sources page by page in a child. Use as a context manager, or call :meth:`close`."""

    def __init__(self, settings: Settings, *, passwords: Sequence[str] = ()) -> None:
        self.settings = settings
        self.passwords = passwords
        self._child: _Child | None = None
        self._path: Path | None = None
        self._pages_read = 0

    def open(self, path: Path) -> tuple[Source, int]:
        """The source and its number of pages. Raises :class:`SourceError`."""
        self._path = None
        self._renew_if_worn()
        source, count = self._open(path)
        self._path = path
        return source, count

    def read_page(self, number: int) -> RawPage:
        """A page of the source opened last. Raises :class:`SourceError`, :class:`LimitExceeded`."""
        (content,) = self._ask_of_page("page", number)
        try:
            return decode_page(content)
        except ValueError as error:
            self._kill()
            raise SourceError(f"page {number}: the reader's answer makes no sense") from error

    def picture(self, number: int, dpi: int) -> tuple[int, int, int, bytes]:
        """The page as it lies: (dpi, height, width, grey pixels row by row). Raises :class:`SourceError`."""
        dpi, height, width, pixels = self._ask_of_page("picture", number, dpi)
        if not isinstance(pixels, bytes) or len(pixels) != height * width:
            self._kill()
            raise SourceError(f"page {number}: the reader's answer makes no sense")
        return dpi, height, width, pixels

    def _ask_of_page(self, kind: str, number: int, *more: int) -> list[Any]:
        if self._path is None:
            raise ValueError("no source is open")
        self._renew_if_worn()
        try:
            answer = self._with_source(self._path, [kind, number, *more], f"page {number}")
        except _Killed:  # from outside, perhaps for want of memory that others took: the page may be without fault
            answer = self._with_source(self._path, [kind, number, *more], f"page {number}")
        self._pages_read += 1
        return answer

    def _with_source(self, path: Path, message: list[Any], what: str) -> list[Any]:
        if self._child is None:
            self._open(path)
        return self._ask(message, what)

    def close(self) -> None:
        """End the child and remove what it left."""
        self._path = None
        self._kill()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, path: Path) -> tuple[Source, int]:
        content, count = self._ask(["open", os.fsencode(path.absolute())], path.name)
        try:
            return replace(decode_source(content), name=path.name, path=str(path)), int(count)
        except ValueError as error:
            self._kill()
            raise SourceError(f"{path.name}: the reader's answer makes no sense") from error

    def _ask(self, message: list[Any], what: str) -> list[Any]:
        """The child's answer to a message. Where it fails and no space is left for its temporary files, that is why."""
        try:
            return self._answer(message, what)
        except SourceError as error:
            folder = tempfile.gettempdir()
            if shutil.disk_usage(folder).free < LEAST_FREE:
                hint = "free some and start it again"
                raise DiskFull(f"{what}: no space is left for temporary files in {folder}", hint=hint) from error
            raise

    def _answer(self, message: list[Any], what: str) -> list[Any]:
        """The child's answer to a message; raises what the child reports, and kills a child that breaks a limit."""
        child = self._started()
        try:
            kind, *answer = child.ask(message, self.settings.page_seconds, self.settings.memory_mb)
        except LimitExceeded as error:
            self._kill()
            raise LimitExceeded(f"{what}: {error}") from error
        except _ChildGone as error:
            self._kill()
            kind = _Killed if str(error) == KILLED else SourceError
            raise kind(f"{what}: the reader broke down on it ({error})") from error
        if kind == "error":
            code, text, hint, broken = answer
            if broken:
                self._kill()
            raise ERRORS.get(code, SourceError)(text, hint=hint)
        return answer

    def _started(self) -> _Child:
        if self._child is None:
            self._child = _Child()
            self._pages_read = 0
            try:
                setting = dataclasses.asdict(self.settings)
                self._child.ask(["settings", setting, list(self.passwords)], START_SECONDS, self.settings.memory_mb)
            except (_ChildGone, LimitExceeded) as error:
                self._kill()
                raise RuntimeError(f"the reader process does not start: {error}") from error
        return self._child

    def _renew_if_worn(self) -> None:
        if self._child is None:
            return
        swollen = self._child.memory_mb() > RENEW_ABOVE * self.settings.memory_mb
        if swollen or self._pages_read >= RENEW_AFTER_PAGES or not self._child.lives():
            self._kill()

    def _kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


class _ChildGone(Exception):
    """The child ended without an answer."""


class _Killed(SourceError):
    """The child was killed, and not by us."""


KILLED = f"signal {int(signal.SIGKILL)}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Limits:
    """What one answer may cost. Time is computing time, so that a busy machine loses no pages; but a child that does next
    to nothing hangs, and nothing takes ``PATIENCE`` times as long by the clock.
    """

    seconds: float
    memory_mb: int
    began: float
    cpu_before: float

    def check(self, memory_mb: float, cpu_seconds: float) -> None:
        """Raises :class:`LimitExceeded` for the limit that is exceeded."""
        if memory_mb > self.memory_mb:
            raise LimitExceeded(f"more than {self.memory_mb} MB of memory ({memory_mb:.0f})")
        passed, used = time.monotonic() - self.began, cpu_seconds - self.cpu_before
        idle = passed > self.seconds and used < IDLE * passed
        if used > self.seconds or idle or passed > PATIENCE * self.seconds:
            raise LimitExceeded(f"more than {self.seconds:g} seconds")


class _Child:
    """The process, the leader of its own group, with a folder for temporary files that goes with it."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="plantolk-")
        root = str(Path(__file__).resolve().parent.parent.parent)
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        environment |= {
            "TMPDIR": self._folder,
            "HOME": self._folder,
            "OMP_THREAD_LIMIT": "1",
            "OMP_NUM_THREADS": "1",
            "OPENCV_FOR_THREADS_NUM": "1",  # each core has a worker
            "PYTHONPATH": root,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=environment,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        os.set_blocking(self._from.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._from, selectors.EVENT_READ)

    def ask(self, message: list[Any], seconds: float, memory_mb: int) -> list[Any]:
        """Sends a message and waits for the answer within the limits."""
        body = msgpack.packb(message, unicode_errors="surrogatepass")
        try:
            self._to.write(len(body).to_bytes(4, "big") + body)
            self._to.flush()
        except OSError as error:
            raise _ChildGone("it no longer listens") from error
        limits = _Limits(seconds, memory_mb, time.monotonic(), self.cpu_seconds())
        length = int.from_bytes(self._read(4, limits), "big")
        if length > LONGEST_ANSWER:
            raise LimitExceeded(f"the answer has {length} bytes")
        content = self._read(length, limits)
        try:
            answer = msgpack.unpackb(content, unicode_errors="surrogatepass")
        except (ValueError, msgpack.UnpackException) as error:
            raise _ChildGone("its answer makes no sense") from error
        if not isinstance(answer, list) or not answer:
            raise _ChildGone("its answer makes no sense")
        return answer

    def _read(self, length: int, limits: _Limits) -> bytes:
        parts = bytearray()
        looked = time.monotonic()
        while len(parts) < length:
            if self._selector.select(LOOK_EVERY):
                part = os.read(self._from.fileno(), min(length - len(parts), 1 << 20))
                if not part:
                    raise _ChildGone(self._ending())
                parts += part
            if time.monotonic() - looked >= LOOK_EVERY:
                limits.check(self.memory_mb(), self.cpu_seconds())
                looked = time.monotonic()
        return bytes(parts)

    def _ending(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def lives(self) -> bool:
        return self._process.poll() is None

    def memory_mb(self) -> float:
        """Resident memory of the child and its children; 0 where the system doesn't tell."""
        return sum(map(_resident, _family(self._process.pid))) / 2**20

    def cpu_seconds(self) -> float:
        """Computing time of the child and its children so far; 0 where the system doesn't tell."""
        return sum(map(_computing, _family(self._process.pid)))

    def kill(self) -> None:
        """Ends the whole group and removes its temporary files."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


PASSED_ON = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""The only variables that a child sees of ours."""


def _resident(pid: int) -> int:
    """Resident memory of a process in bytes."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _computing(pid: int) -> float:
    """Seconds of computing by a process and those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    """A process and those it started, and so on."""
    found = [pid]
    for member in found:
        with contextlib.suppress(OSError):
            found.extend(int(child) for child in Path(f"/proc/{member}/task/{member}/children").read_text().split())
    return found
