"""Versions of a store: one commit of ``documents`` is one version, and its note says which version of each table belongs to it.

Everything is appended to the other tables first. A killed run leaves rows there that no version knows; the next writer takes
the tables back to what the last version says, so nothing is ever doubled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deltalake import DeltaTable

from pipeline.errors import OutputRefused, StoreError, UsageError
from pipeline.store import delta
from pipeline.store.delta import Commit, Place
from pipeline.store.tables import BOOKS, SWITCH, VERSIONED, arrow_table

MARKER = "plantolk-store.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the store: its number (that of the commit of ``documents``) and the version of every table in it."""

    number: int
    time: int
    """Milliseconds since 1970, UTC."""
    tables: Mapping[str, int]
    note: Mapping[str, Any]


class Snapshot:
    """A version of the store, with its tables opened as they were then: what is read of it never changes."""

    def __init__(self, place: Place, version: Version, documents: DeltaTable) -> None:
        self.place = place
        self.version = version
        self._documents = documents

    def table(self, name: str) -> DeltaTable | None:
        """A table as it was in this version; ``None`` where there was none yet."""
        if name in BOOKS:
            return delta.open_table(self.place, name)
        if name == SWITCH and self._documents.version() == self.version.number:
            return self._documents
        if name == SWITCH:
            return delta.open_table(self.place, name, self.version.number)
        if name not in self.version.tables:
            return None
        return delta.open_table(self.place, name, self.version.tables[name])


def create_store(place: Place) -> None:
    """Makes the store where there is none yet; goes on where making one was interrupted.

    Raises :class:`OutputRefused` where the folder holds something else.
    """
    claim_store(place)
    for name in (*VERSIONED, *BOOKS):
        if name != SWITCH and not delta.exists(place, name):
            delta.create(place, name)
    if not delta.exists(place, SWITCH):
        delta.create(place, SWITCH, note_of("create", dict.fromkeys(VERSIONED.keys() - {SWITCH}, 0), {}))


def claim_store(place: Place) -> None:
    """Makes sure that a store may be here: its folder is new, empty or a store's. Raises :class:`OutputRefused`."""
    folder = place.folder
    if folder is None or (folder / MARKER).exists():
        return
    try:
        if folder.exists() and any(path.name != ".lock" for path in folder.iterdir()):
            raise OutputRefused(f"--store {folder}: it holds files that are not a store's", hint="name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise OutputRefused(f"--store {folder}: {reason}", hint="check owner and permissions") from error


def require_store(place: Place) -> None:
    """Raises :class:`UsageError` where there is no store."""
    if not delta.exists(place, SWITCH):
        raise UsageError(f"--store {place.location}: there is no store", hint="`plantolk ingest` makes one")


def versions(place: Place, limit: int | None = None) -> list[Version]:
    """The versions of a store, the last one first. Commits of ``documents`` that are not ours are no versions."""
    return _versions(delta.open_table(place, SWITCH), limit)


def _versions(documents: DeltaTable, limit: int | None) -> list[Version]:
    found = (_version(commit) for commit in delta.commits(documents, limit))
    return [version for version in found if version is not None]


def snapshot(place: Place, number: int | None = None) -> Snapshot:
    """A version of the store to read from: the last one, or the one of that number."""
    require_store(place)
    documents = delta.open_table(place, SWITCH)
    if number is None:
        return Snapshot(place, _last(place, documents), documents)
    for version in _versions(documents, None):
        if version.number == number:
            return Snapshot(place, version, documents)
    raise UsageError(
        f"--store {place.location}: there is no version {number}", hint="`plantolk store history` lists them"
    )


def last_version(place: Place) -> Version:
    """Raises :class:`StoreError` where no version is whole."""
    return _last(place, delta.open_table(place, SWITCH))


def _last(place: Place, documents: DeltaTable) -> Version:
    for limit in (1, None):
        found = _versions(documents, limit)
        if found:
            return found[0]
    raise StoreError(f"{place.location}: no version of it is whole", hint="restore it from a backup")


def recover(place: Place) -> int:
    """Takes every table back to what the last version says; how many tables had something that no version knows.

    Only for the one who holds the lock.
    """
    last = last_version(place)
    behind = 0
    for name in VERSIONED:
        table = delta.open_table(place, name)
        number = last.number if name == SWITCH else last.tables.get(name, 0)
        if table.version() != number:
            delta.restore(table, number)
            behind += 1
    if behind:
        publish(place, "recover", {"tables": behind})
    return behind


def publish(place: Place, kind: str, facts: Mapping[str, Any]) -> int:
    """A version without new documents, after work on the tables; returns its number."""
    documents = delta.open_table(place, SWITCH)
    tables = {name: delta.open_table(place, name).version() for name in VERSIONED if name != SWITCH}
    delta.append(documents, arrow_table(SWITCH, []), note_of(kind, tables, facts))
    return documents.version()


def note_of(kind: str, tables: Mapping[str, int], facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The note of a version: what made it, the version of every other table that belongs to it, and facts about it."""
    return {"kind": kind, "tables": tables, "facts": facts}


def _version(commit: Commit) -> Version | None:
    if commit.note is None or not isinstance(commit.note.get("tables"), dict):
        return None
    return Version(commit.version, commit.time, commit.note["tables"], commit.note)
