"""Arguments to sources: files, folders and globs; the same bytes under two names are one document."""

from __future__ import annotations

import glob
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.content import IMAGE_SUFFIXES, content_id, natural_key
from pipeline.errors import Issue

SUFFIXES = {".pdf", ".txt"} | IMAGE_SUFFIXES
"""What is taken from a folder; a file that is named is taken whatever it is called, its bytes say what it is."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place where a document's bytes lay."""

    path: Path
    size: int
    modified: str

    def row(self, document_id: str, extraction_id: str) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "extraction_id": extraction_id,
            "source_path": str(self.path),
            "source_name": self.path.name,
            "size": self.size,
            "modified": self.modified,
        }


@dataclass(frozen=True, slots=True)
class Upload:
    """One document: the id of its bytes, and every place where they lay, the first being the one it is read from."""

    document_id: str
    locations: tuple[Location, ...]

    @property
    def path(self) -> Path:
        return self.locations[0].path


def find_sources(
    arguments: Sequence[str], *, pages_in_folder: bool = False
) -> tuple[list[Path], list[tuple[str, Issue]]]:
    """The files that the arguments name, each once, and what is wrong with the rest as (path, issue).

    With ``pages_in_folder`` a folder is one document, its images the pages.
    """
    found: dict[Path, None] = {}
    problems: list[tuple[str, Issue]] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir() and not pages_in_folder:
            inside = sorted(_documents_below(path), key=lambda path: natural_key(str(path)))
            if not inside:
                problems.append(
                    (argument, Issue("source", "warning", "empty_folder", f"{argument}: no PDF, image or text in it"))
                )
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        elif matches := sorted(glob.glob(argument, recursive=True), key=natural_key):
            found.update(dict.fromkeys(Path(match) for match in matches if Path(match).is_file()))
        else:
            problems.append(
                (argument, Issue("source", "error", "missing_file", f"{argument}: there is no such file or folder"))
            )
    return list(found), problems


def _documents_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in SUFFIXES and path.is_file() and not hidden:
            yield path


def group_by_content(paths: Iterable[Path]) -> tuple[list[Upload], list[tuple[str, Issue]]]:
    """Documents in the order of their first name, each with all its locations; unreadable paths as (path, issue)."""
    places: dict[str, list[Location]] = {}
    problems: list[tuple[str, Issue]] = []
    for path in paths:
        try:
            status = path.stat()
            if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
                raise OSError("it is a device, pipe or socket, not a file")
            document_id = content_id(path)
        except OSError as error:
            reason = error.strerror or error
            problems.append((str(path), Issue("source", "error", "unreadable", f"{path}: cannot be read: {reason}")))
            continue
        modified = datetime.fromtimestamp(int(status.st_mtime), UTC).isoformat().replace("+00:00", "Z")
        places.setdefault(document_id, []).append(Location(path, status.st_size, modified))
    uploads = [
        Upload(document_id, tuple(sorted(locations, key=lambda place: (natural_key(place.path.name), str(place.path)))))
        for document_id, locations in places.items()
    ]
    return sorted(uploads, key=lambda upload: (natural_key(upload.path.name), upload.document_id)), problems
