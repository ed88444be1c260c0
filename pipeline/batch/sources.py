"""Arguments to sources: files, folders, globs and addresses; the same bytes under two names are one document."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.batch.remote import Url, Where, as_time, content_id_of, find_objects, is_url
from pipeline.content import IMAGE_SUFFIXES, content_id, natural_key
from pipeline.errors import Issue
from pipeline.inert import storable

SUFFIXES = {".pdf", ".txt"} | IMAGE_SUFFIXES
"""What is taken from a folder; a file that is named is taken whatever it is called, its bytes say what it is."""


NO_FILE = "it is a device, pipe or socket, not a file"


@dataclass(frozen=True, slots=True)
class Location:
    """A place where a document's bytes lay."""

    path: Where
    size: int
    modified: str

    def row(self, document_id: str, extraction_id: str) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "extraction_id": extraction_id,
            "source_path": storable(str(self.path)),
            "source_name": storable(self.path.name),
            "size": self.size,
            "modified": self.modified,
        }


@dataclass(frozen=True, slots=True)
class Upload:
    """One document: the id of its bytes, and every place where they lay, the first being the one it is read from."""

    document_id: str
    locations: tuple[Location, ...]

    @property
    def path(self) -> Where:
        return self.locations[0].path


def find_sources(
    arguments: Sequence[str], *, pages_in_folder: bool = False
) -> tuple[list[Where], list[tuple[str, Issue]]]:
    """The files and objects that the arguments name, each once, and what is wrong with the rest as (path, issue).

    With ``pages_in_folder`` a folder is one document, its images the pages.
    """
    found: dict[Where, None] = {}
    problems: list[tuple[str, Issue]] = []
    for argument in arguments:
        path = Path(argument)
        if is_url(argument):
            try:
                objects = _objects_at(argument)
            except OSError as error:
                problems.append((argument, Issue("source", "error", "unreadable", f"{argument}: {_reason(error)}")))
                continue
            if not objects:
                message = f"{argument}: there is no such object, and no PDF, image or text below it"
                problems.append((argument, Issue("source", "error", "missing_file", message)))
            found.update(dict.fromkeys(objects))
        elif path.is_dir() and not pages_in_folder:
            inside, refused = documents_below(path)
            problems += [
                (str(p), Issue("source", "warning", "not_followed", f"{p}: {why}")) for p, why in refused.items()
            ]
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


def documents_below(folder: Path) -> tuple[list[Path], dict[Path, str]]:
    """The files in a folder and those in it that can be documents, in natural order; and what is refused, with the reason:
    whoever may put things into a folder must not lead us out of it, or to something without an end."""
    found: list[Path] = []
    refused: dict[Path, str] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(place, name) for name in (*folders, *names) if not name.startswith(".")):
            why = why_refused(path)
            if why is not None:
                refused[path] = why
            elif path.suffix.lower() in SUFFIXES and path.is_file():
                found.append(path)
    by_name = sorted(refused, key=lambda path: natural_key(str(path)))
    return sorted(found, key=lambda path: natural_key(str(path))), {path: refused[path] for path in by_name}


def why_refused(path: Path) -> str | None:
    """Why something that lies in a folder is not taken: it is a link, device, pipe or socket."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISLNK(mode):
        return "a symbolic link in a folder is not followed; name it as a source to take it"
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else NO_FILE


def _objects_at(address: str) -> list[Url]:
    """The object of that address, whatever it is called, or those below it that can be documents."""
    found = [entry.url for entry in find_objects(address)]
    if found == [Url(address)]:
        return found
    chosen = (url for url in found if Path(url.name).suffix.lower() in SUFFIXES and not url.name.startswith("."))
    return sorted(chosen, key=lambda url: natural_key(url.address))


def group_by_content(paths: Iterable[Where]) -> tuple[list[Upload], list[tuple[str, Issue]]]:
    """Documents in the order of their first name, each with all its locations; unreadable paths as (path, issue)."""
    places: dict[str, list[Location]] = {}
    problems: list[tuple[str, Issue]] = []
    for path in paths:
        try:
            document_id, location = _located(path)
        except OSError as error:
            message = f"{path}: cannot be read: {_reason(error)}"
            problems.append((str(path), Issue("source", "error", "unreadable", message)))
            continue
        places.setdefault(document_id, []).append(location)
    uploads = [
        Upload(document_id, tuple(sorted(locations, key=lambda place: (natural_key(place.path.name), str(place.path)))))
        for document_id, locations in places.items()
    ]
    return sorted(uploads, key=lambda upload: (natural_key(upload.path.name), upload.document_id)), problems


def _located(path: Where) -> tuple[str, Location]:
    """The id of the bytes at a place, and the place. Raises ``OSError``."""
    if isinstance(path, Url):
        found = find_objects(path.address)
        if [entry.url for entry in found] != [path]:
            raise OSError("there is no such object")
        return content_id_of(path), Location(path, found[0].size, as_time(found[0].modified))
    status = path.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OSError(NO_FILE)
    return content_id(path), Location(path, status.st_size, as_time(status.st_mtime))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
