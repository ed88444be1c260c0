"""What runs in a worker: open a document, read a page, finish a document. Plain functions on plain data."""

from __future__ import annotations

import atexit
import gc
import shutil
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline.batch.orphans import end_with_parent
from pipeline.batch.remote import Url, Where, fetch
from pipeline.batch.results import Kept, read_result, write_result
from pipeline.content import TEXT
from pipeline.document import RawPage, Source
from pipeline.errors import DiskFull, Issue, MissingEngine, NotReachable, PlantolkError, disk_is_full
from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.logs import LogStyle, style
from pipeline.reading.cache import PageCache
from pipeline.reading.pages import CachedPages
from pipeline.reading.sandbox import Reader
from pipeline.repairing.noisy_channel import repairer
from pipeline.rows import Stamp, failed_rows
from pipeline.run import process
from pipeline.settings import Settings
from pipeline.structure.wording import wording_of
from pipeline.warming import in_background


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """All that a worker needs to know; ``results`` is the folder that finished documents are kept in,
    ``cache`` that of the page cache (``None``: where it lies by default), ``log`` how it writes its log."""

    settings: Settings
    stamp: Stamp
    results: Path
    dictionaries: tuple[Path, ...] = ()
    cache: Path | None = None
    passwords: tuple[str, ...] = ()
    log: LogStyle = field(default_factory=style)


@dataclass(frozen=True, slots=True)
class Opened:
    """A document opened: its pages, those that a task of their own shall read, and whether it was finished before."""

    page_count: int
    to_read: tuple[int, ...] = ()
    done: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page is in the page cache, or reading it failed: (issue code, message)."""

    number: int
    failure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A document's result is kept."""

    page_count: int
    status: str


class _Worker:
    def __init__(self, setup: WorkerSetup) -> None:
        self.setup = setup
        self.reader = Reader(setup.settings, passwords=setup.passwords)
        self.cache = PageCache(setup.settings, setup.cache)
        self.lexicon: Lexicon = load_lexicon(*setup.dictionaries)
        self._open: tuple[Path, Source, int] | None = None
        self._fetched: tuple[Url, Path] | None = None
        self._warming: threading.Thread | None = None

    def warm(self, path: Where) -> None:
        """Before a plain text, which this worker will finish at once: spaCy and the word list load while the reader starts."""
        if self._warming is None and path.name.lower().endswith(".txt"):
            self._warming = in_background(partial(wording_of, self.lexicon), partial(repairer, self.lexicon))

    def warmed(self) -> None:
        """Waits for what was begun; libraries and dictionaries stay, so the collector need not look at them again."""
        if self._warming is not None and self._warming.is_alive():
            self._warming.join()
            gc.freeze()

    def local(self, path: Where) -> Path:
        """The path itself; for an object, that of a copy, of which there is one at a time. Raises
        :class:`NotReachable`."""
        if isinstance(path, Path):
            return path
        if self._fetched is None or self._fetched[0] != path:
            self._forget()
            folder = Path(tempfile.mkdtemp(prefix="plantolk-object-"))
            self._fetched = (path, folder / "object")
            try:
                fetch(path, folder / "object")
            except OSError as error:
                self._forget()
                if disk_is_full(error):
                    raise DiskFull(f"{folder}: no space is left", hint="free some and start it again") from error
                raise NotReachable(f"{path.name}: cannot be fetched: {error.strerror or error}") from error
        return self._fetched[1]

    def open(self, path: Path) -> tuple[Source, int]:
        """The reader keeps the source opened last, so the pages of one document cost one opening."""
        if self._open is None or self._open[0] != path:
            self._open = None
            source, count = self.reader.open(path)
            if self._fetched is not None and self._fetched[1] == path:
                source = replace(source, name=self._fetched[0].name, path=self._fetched[0].address)
            self._open = (path, source, count)
        return self._open[1:]

    def close(self) -> None:
        self.reader.close()
        self._forget()

    def _forget(self) -> None:
        if self._fetched is not None:
            self._open = None
            shutil.rmtree(self._fetched[1].parent, ignore_errors=True)
            self._fetched = None

    def read_page(self, number: int) -> RawPage:
        return self.reader.read_page(number)


_worker: _Worker | None = None


def set_up_worker(setup: WorkerSetup) -> None:
    """Gives this process its settings, dictionaries and reader."""
    global _worker
    tear_down_worker()
    end_with_parent()
    _worker = _Worker(setup)
    atexit.register(tear_down_worker)


def tear_down_worker() -> None:
    """Ends this process's reader child."""
    global _worker
    if _worker is not None:
        _worker.close()
        _worker = None


def _current() -> _Worker:
    if _worker is None:
        raise RuntimeError("set_up_worker was not called in this process")
    return _worker


def open_document(path: Where, document_id: str) -> Opened:
    """How many pages there are to read; nothing to do where the result is kept already."""
    worker = _current()
    kept = read_result(worker.setup.results, document_id)
    if kept is not None:
        return Opened(kept.page_count, done=True, status=kept.status)
    worker.warm(path)
    try:
        source, count = worker.open(worker.local(path))
    except DiskFull:
        raise
    except PlantolkError:
        return Opened(0)  # finish_document meets the same error and keeps it
    return Opened(count, () if source.media_type == TEXT else tuple(range(1, count + 1)))


def read_page(path: Where, number: int) -> PageRead:
    """Reads a page into the page cache, where it is not there yet. Raises :class:`MissingEngine`, :class:`DiskFull` only."""
    worker = _current()
    pages = CachedPages(worker, worker.cache)
    try:
        pages.open(worker.local(path))
        pages.read_page(number)
    except (MissingEngine, DiskFull):
        raise
    except PlantolkError as error:
        cause = _gone(path) or error
        return PageRead(number, (cause.code, str(cause)))
    return PageRead(number)


def finish_document(path: Where, document_id: str, failures: Mapping[int, tuple[str, str]]) -> Finished:
    """The document through the chain; its result is kept. Raises :class:`MissingEngine`, :class:`DiskFull` only."""
    worker = _current()
    worker.warmed()
    try:
        for code, message in failures.values():
            if code == NotReachable.code:  # its pages are not bad: the next run tries again
                raise NotReachable(message)
        pages = CachedPages(worker, worker.cache, failures)
        result = process(worker.local(path), pages, worker.lexicon, worker.setup.stamp, worker.setup.settings)
        kept = Kept(document_id, result.status, len(result.rows["pages"]), result.rows, result.text, result.traceback)
    except (MissingEngine, DiskFull):
        raise
    except PlantolkError as error:
        cause = _gone(path) or error
        issue = Issue("read", "error", cause.code, f"{path.name}: {cause}")
        kept = unreadable(path, document_id, issue, worker.setup.stamp)
    write_result(worker.setup.results, kept)
    return Finished(kept.page_count, kept.status)


def _gone(path: Where) -> NotReachable | None:
    """Says so where a file went away, or can't be read any more: that may pass, and is no fault of the document."""
    if isinstance(path, Url):
        return None  # the copy of it is here
    try:
        if not path.is_dir():
            with path.open("rb") as file:
                file.read(1)
    except OSError as error:
        return NotReachable(f"it cannot be reached any more: {error.strerror or error}")
    return None


def unreadable(path: Where, document_id: str, issue: Issue, stamp: Stamp) -> Kept:
    """The result of a document that could not be opened: its row with status failed, and the issue."""
    source = Source(document_id, path.name, str(path), "application/octet-stream", 0)
    return Kept(document_id, "failed", 0, failed_rows(source, [issue], stamp), None)
