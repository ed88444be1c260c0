"""Pages from wherever they can be had cheapest: the page cache, else a reader."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pipeline.content import TEXT
from pipeline.document import RawPage, Source
from pipeline.errors import LimitExceeded, SourceError
from pipeline.reading.cache import PageCache


class PageReader(Protocol):
    """What reads a source page by page: in this process, in a child with limits, or from the page cache."""

    def open(self, path: Path) -> tuple[Source, int]:
        """The source and its number of pages. Raises :class:`SourceError`."""

    def read_page(self, number: int) -> RawPage:
        """A page of the source opened last. Raises :class:`SourceError`, :class:`LimitExceeded`."""


class CachedPages:
    """A source's pages from the page cache, else from the reader, which then fills it. Plain text is read as it is."""

    def __init__(
        self, pages: PageReader, cache: PageCache, failures: Mapping[int, tuple[str, str]] | None = None
    ) -> None:
        self._pages = pages
        self._cache = cache
        self._source: Source | None = None
        self.failures = failures or {}

    def open(self, path: Path) -> tuple[Source, int]:
        self._source, count = self._pages.open(path)
        return self._source, count

    def read_page(self, number: int) -> RawPage:
        if number in self.failures:
            code, message = self.failures[number]
            raise (LimitExceeded if code == LimitExceeded.code else SourceError)(message)
        if self._source is None or self._source.media_type == TEXT:
            return self._pages.read_page(number)
        page = self._cache.get(self._source, number)
        if page is None:
            page = self._pages.read_page(number)
            self._cache.put(self._source, page)
        return page
