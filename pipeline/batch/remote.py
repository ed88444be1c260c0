"""Sources by address: listed and fetched through Arrow's own clients for object storage, or through fsspec's for the rest."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BLOCK = 1 << 20
"""Bytes fetched at a time."""


@dataclass(frozen=True, slots=True)
class Url:
    """An object's address, ``s3://bucket/folder/name``; what a task carries instead of the object."""

    address: str

    @property
    def name(self) -> str:
        return self.address.rsplit("/", 1)[-1]

    def __str__(self) -> str:
        return self.address


Where = Path | Url
"""Where a source lies."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object found: its address, bytes, and time of last change (seconds since 1970)."""

    url: Url
    size: int
    modified: float


def is_url(text: str) -> bool:
    """Whether a text is an address rather than a path: a letter before a colon is a Windows drive."""
    return len(urlsplit(text).scheme) > 1 and "://" in text


def where(text: str) -> Where:
    """A place as it was written down."""
    return Url(text) if is_url(text) else Path(text)


def find_objects(address: str) -> list[Object]:
    """The object at an address, or all below it; none where there is nothing. Raises ``OSError``."""
    from pyarrow.fs import FileSelector, FileType

    with _reaching(address) as (system, path):
        info = system.get_file_info(path)
        if info.type == FileType.File:
            return [_object(address, path, info)]
        if info.type == FileType.NotFound:
            return []
        below = system.get_file_info(FileSelector(path, recursive=True))
        return [_object(address, path, info) for info in below if info.type == FileType.File]


def _object(address: str, path: str, info: Any) -> Object:
    """``info.path`` begins with ``path``, which is what the client makes of ``address``."""
    head = address.rstrip("/")
    modified = info.mtime_ns / 1e9 if info.mtime_ns is not None else 0.0
    return Object(Url(head + info.path.removeprefix(path.rstrip("/"))), info.size or 0, modified)


def content_id_of(url: Url) -> str:
    """SHA-256 of an object's bytes, hex. Raises ``OSError``."""
    digest = hashlib.sha256()
    with _reaching(url.address) as (system, path), system.open_input_stream(path) as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def fetch(url: Url, target: Path) -> None:
    """Writes an object's bytes into a file. Raises ``OSError``."""
    with _reaching(url.address) as (system, path), system.open_input_stream(path) as stream, target.open("wb") as file:
        shutil.copyfileobj(stream, file, BLOCK)


def as_time(seconds: float) -> str:
    """ISO 8601 in UTC, whole seconds."""
    seconds = max(-62135596800, min(int(seconds), 253402300799))  # a clock can be set to any year, a date to 1-9999
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


@contextmanager
def _reaching(address: str) -> Iterator[tuple[Any, str]]:
    """The client of an address and the path it knows the object by; what goes wrong there is an ``OSError``."""
    import pyarrow as pa

    try:
        yield _client(address)
    except pa.ArrowException as error:
        raise OSError(f"{address}: {error}") from error


def _client(address: str) -> tuple[Any, str]:
    scheme, rest = address.split("://", 1)
    if scheme in {"s3", "gs"}:
        return _bucket(f"{scheme}://{rest.partition('/')[0]}"), rest.removesuffix("/")
    from pyarrow import fs

    try:
        from fsspec.core import url_to_fs

        other, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise OSError(f"{address}: {error} (such addresses need fsspec and its driver)") from error
    return fs.PyFileSystem(fs.FSSpecHandler(other)), path


@lru_cache(maxsize=16)
def _bucket(address: str) -> Any:
    """The client of a bucket; credentials, region and ``AWS_ENDPOINT_URL`` come from the environment."""
    from pyarrow import fs

    return fs.FileSystem.from_uri(address)[0]
