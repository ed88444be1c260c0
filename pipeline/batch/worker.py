"""What runs in a worker: open a document, read a page, finish a document. Plain functions on plain data."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.orphans import end_with_parent
from pipeline.batch.results import Kept, read_result, write_result
from pipeline.cache import PageCache
from pipeline.content import TEXT
from pipeline.document import RawPage, Source
from pipeline.errors import DiskFull, Issue, MissingEngine, PlantolkError
from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.pages import CachedPages
from pipeline.rows import Stamp, failed_rows
from pipeline.run import process
from pipeline.sandbox import Reader
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """All that a worker needs to know; ``results`` is the folder that finished documents are kept in,
    ``cache`` that of the page cache (``None``: where it lies by default)."""

    settings: Settings
    stamp: Stamp
    results: Path
    dictionaries: tuple[Path, ...] = ()
    cache: Path | None = None


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
        self.reader = Reader(setup.settings)
        self.cache = PageCache(setup.settings, setup.cache)
        self.lexicon: Lexicon = load_lexicon(*setup.dictionaries)
        self._open: tuple[Path, Source, int] | None = None

    def open(self, path: Path) -> tuple[Source, int]:
        """The reader keeps the source opened last, so the pages of one document cost one opening."""
        if self._open is None or self._open[0] != path:
            self._open = None
            self._open = (path, *self.reader.open(path))
        return self._open[1:]

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
        _worker.reader.close()
        _worker = None


def _current() -> _Worker:
    if _worker is None:
        raise RuntimeError("set_up_worker was not called in this process")
    return _worker


def open_document(path: Path, document_id: str) -> Opened:
    """How many pages there are to read; nothing to do where the result is kept already."""
    worker = _current()
    kept = read_result(worker.setup.results, document_id)
    if kept is not None:
        return Opened(kept.page_count, done=True, status=kept.status)
    try:
        source, count = worker.open(path)
    except PlantolkError:
        return Opened(0)  # finish_document meets the same error and keeps it
    return Opened(count, () if source.media_type == TEXT else tuple(range(1, count + 1)))


def read_page(path: Path, number: int) -> PageRead:
    """Reads a page into the page cache, where it is not there yet. Raises :class:`MissingEngine`, :class:`DiskFull` only."""
    worker = _current()
    pages = CachedPages(worker, worker.cache)
    try:
        pages.open(path)
        pages.read_page(number)
    except (MissingEngine, DiskFull):
        raise
    except PlantolkError as error:
        return PageRead(number, (error.code, str(error)))
    return PageRead(number)


def finish_document(path: Path, document_id: str, failures: Mapping[int, tuple[str, str]]) -> Finished:
    """The document through the chain; its result is kept. Raises :class:`MissingEngine`, :class:`DiskFull` only."""
    worker = _current()
    try:
        pages = CachedPages(worker, worker.cache, failures)
        result = process(path, pages, worker.lexicon, worker.setup.stamp)
        kept = Kept(document_id, result.status, len(result.rows["pages"]), result.rows, result.text, result.traceback)
    except (MissingEngine, DiskFull):
        raise
    except PlantolkError as error:
        issue = Issue("read", "error", error.code, f"{path.name}: {error}")
        kept = unreadable(path, document_id, issue, worker.setup.stamp)
    write_result(worker.setup.results, kept)
    return Finished(kept.page_count, kept.status)


def unreadable(path: Path, document_id: str, issue: Issue, stamp: Stamp) -> Kept:
    """The result of a document that could not be opened: its row with status failed, and the issue."""
    source = Source(document_id, path.name, str(path), "application/octet-stream", 0)
    return Kept(document_id, "failed", 0, failed_rows(source, [issue], stamp), None)
