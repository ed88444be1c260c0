"""The page cache: pages as they were read, so that a second run over the same sources costs no OCR.

An entry is keyed by the source, the page, the versions of the engines and the settings that reading obeys. It is
written beside and moved into place, so workers can share the folder; one that is damaged is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.document import RawPage, Source
from pipeline.reading.pagecode import FORMAT, decode_page, encode_page
from pipeline.settings import Settings

READER = 15
"""Raised whenever reading changes what it makes of a page, so that older entries are left alone."""

FOLDER_VARIABLE = "PLANTOLK_CACHE"
SUFFIX = ".page"
CHECKSUM = 16
"""Bytes of SHA-256 in front of an entry: half a file is told from a whole one."""


class PageCache:
    """Pages by source and number in a folder: the one given, ``$PLANTOLK_CACHE`` or ``~/.cache/plantolk``."""

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()
        self._setting = reading_fingerprint(settings)

    def get(self, source: Source, number: int) -> RawPage | None:
        """The page as it was read before, or ``None``."""
        try:
            content = self._path(source, number).read_bytes()
        except OSError:
            return None
        body = content[CHECKSUM:]
        if hashlib.sha256(body).digest()[:CHECKSUM] != content[:CHECKSUM]:
            return None
        try:
            return decode_page(body)
        except ValueError:
            return None

    def put(self, source: Source, page: RawPage) -> None:
        """Keep the page; a folder that can't be written to costs time later, not the run."""
        path = self._path(source, page.number)
        body = encode_page(page)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".new")
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).digest()[:CHECKSUM] + body)
            Path(beside).replace(path)
        except OSError:
            return

    def _path(self, source: Source, number: int) -> Path:
        key = json.dumps([source.document_id, source.media_type, number, self._setting])
        name = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / "pages" / name[:2] / f"{name}{SUFFIX}"


def default_folder() -> Path:
    """Where the cache lies unless told otherwise."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "plantolk"


def size(folder: Path | None = None) -> tuple[int, int]:
    """How many pages the cache keeps, and their bytes."""
    sizes = [file.stat().st_size for file in _entries(folder)]
    return len(sizes), sum(sizes)


def clear(folder: Path | None = None) -> int:
    """Remove all entries (nothing else); how many there were."""
    entries = _entries(folder)
    for file in entries:
        file.unlink(missing_ok=True)
    return len(entries)


def _entries(folder: Path | None) -> list[Path]:
    pages = (folder or default_folder()) / "pages"
    return [file for pattern in (f"??/*{SUFFIX}", "??/*.new") for file in pages.glob(pattern)]


def reading_fingerprint(settings: Settings) -> str:
    """SHA-256 over all that reading a page depends on, besides the page."""
    parts = {
        "format": FORMAT,
        "reader": READER,
        "engines": engine_versions(),
        "engine": settings.ocr_engine,
        "language": settings.ocr_language,
        "dpi": settings.ocr_dpi,
        "max_pixels": settings.max_pixels,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def engine_versions() -> tuple[str, ...]:
    """The programs and packages that decide what is read, with their versions; no program is started for it."""
    found = []
    for package in (
        "pdfplumber",
        "pdfminer.six",
        "pypdfium2",
        "pytesseract",
        "rapidocr",
        "onnxruntime",
        "opencv-python-headless",
    ):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} -")
    return tuple(found)
