"""An inbox: which files lie there whole, and where they go when they are in the store."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.batch.remote import Where
from pipeline.batch.sources import Location, Upload, documents_below
from pipeline.content import content_id

TRAILER_BYTES = 2048
"""A whole PDF has %%EOF in its last kilobyte; some programs add a little after it."""

TAKEN_ANYWAY_AFTER = 24 * 3600.0
"""Seconds: a file without its end that nobody touched for so long is not being uploaded; it is taken as it is."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What lies in an inbox: files to take, with their state as they were found (size, time of last change in
    nanoseconds), and those that wait, with the reason."""

    ready: dict[Path, tuple[int, int]]
    waiting: dict[Where, str]


def look(folder: Path, still_seconds: float, *, apart_from: Sequence[Path] = ()) -> Inbox:
    """The files of the inbox that were not touched for ``still_seconds`` and are whole, and the others."""
    ready: dict[Path, tuple[int, int]] = {}
    waiting: dict[Where, str] = {}
    now = time.time()
    found, refused = documents_below(folder)
    waiting.update((path, why) for path, why in refused.items() if not any(map(path.is_relative_to, apart_from)))
    for path in found:
        if any(map(path.is_relative_to, apart_from)):
            continue
        try:
            status = path.stat()
            # the time of change can't be set back by a program that copies times; the other one may lie in the future
            age = now - max(status.st_ctime, status.st_mtime if status.st_mtime <= now else 0.0)
            if age < still_seconds:
                waiting[path] = "changed a moment ago"
            elif age < TAKEN_ANYWAY_AFTER and not is_whole(path):
                waiting[path] = "its end is missing"
            else:
                ready[path] = (status.st_size, status.st_mtime_ns)
        except OSError as error:
            waiting[path] = error.strerror or str(error)
    return Inbox(ready, waiting)


def is_whole(path: Path) -> bool:
    """Whether a file has its end: only of PDFs can that be seen; others must just not be empty. Raises ``OSError``."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            return size > 0
        file.seek(max(0, size - TRAILER_BYTES))
        return b"%%EOF" in file.read()


def still_the_same(
    uploads: Iterable[Upload], ready: dict[Path, tuple[int, int]]
) -> tuple[list[Upload], dict[Where, str]]:
    """The uploads whose files are as they were when they were found, and the others: somebody wrote while we read."""
    same: list[Upload] = []
    waiting: dict[Where, str] = {}
    for upload in uploads:
        local = [place.path for place in upload.locations if isinstance(place.path, Path)]
        changed = [path for path in local if path in ready and _state(path) != ready[path]]
        waiting |= dict.fromkeys(changed, "changed while it was read")
        places = tuple(place for place in upload.locations if place.path not in changed)
        if places:
            same.append(replace(upload, locations=places))
    return same, waiting


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Archive:
    """Where files of an inbox are moved to when they are in the store."""

    inbox: Path
    folder: Path

    def recorded(self, upload: Upload) -> Upload:
        """The upload as the store shall know it: at the places where it will lie."""
        places = (replace(place, path=self._target(upload.document_id, place)) for place in upload.locations)
        return replace(upload, locations=tuple(places))

    def _target(self, document_id: str, place: Location) -> Where:
        if not isinstance(place.path, Path) or not place.path.is_relative_to(self.inbox):
            return place.path
        target = self.folder / place.path.relative_to(self.inbox)
        if not target.exists() or content_id(target) == document_id:
            return target
        return target.with_name(f"{target.stem}-{document_id[:8]}{target.suffix}")

    def move(self, upload: Upload) -> None:
        """Moves the upload's files; one that is there already is not written over by another. Raises ``OSError``."""
        for place, goal in zip(upload.locations, self.recorded(upload).locations, strict=True):
            source, target = place.path, goal.path
            if not isinstance(source, Path) or not isinstance(target, Path) or source == target or not source.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(source, target)


def _move(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)  # noqa: PTH105 -- the target is free, or holds the same bytes
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # another file system: copied whole before the original goes
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as beside:
            with source.open("rb") as file:
                shutil.copyfileobj(file, beside)
            beside.flush()
            os.fsync(beside.fileno())
        shutil.copystat(source, beside.name)
        Path(beside.name).replace(target)
        source.unlink()
