"""Batches of documents into the tables: all of a batch becomes visible with one commit of ``documents``, the last one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow.dataset as ds
from deltalake import DeltaTable

from pipeline.batch.remote import Url
from pipeline.batch.results import Kept
from pipeline.batch.sources import Location, Upload
from pipeline.rows import Row, Stamp
from pipeline.store import delta
from pipeline.store.delta import Place
from pipeline.store.tables import CONTENT, SWITCH, TEXTS, VERSIONED, arrow_table
from pipeline.store.versions import note_of


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document of the store: its current extraction, its status, and the places of its bytes (absolute path -> the
    document that lies there now, ``None`` for itself)."""

    extraction_id: str
    status: str
    superseded_by: str | None
    places: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def current(self) -> bool:
        return not self.places or None in self.places.values()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a batch holds of a document: its places, and its rows where it was extracted (again)."""

    upload: Upload
    kept: Kept | None = None


class Writer:
    """The tables of a store, open for the one who holds its lock, and what the store knows of documents."""

    def __init__(self, place: Place) -> None:
        self._tables = {name: delta.open_table(place, name) for name in VERSIONED}
        self.known = _known(self._tables[SWITCH], self._tables["locations"])
        self._holders = {
            path: document_id
            for document_id, known in self.known.items()
            for path, now in known.places.items()
            if now is None
        }

    @property
    def version(self) -> int:
        return self._tables[SWITCH].version()

    def has_new_place(self, upload: Upload) -> bool:
        """Whether a known document lies where the store does not know it to lie."""
        return any(self._holders.get(_absolute(place)) != upload.document_id for place in upload.locations)

    def commit(self, entries: Sequence[Entry], kind: str, facts: Mapping[str, Any], stamp: Stamp) -> int:
        """Puts the entries into the store; returns its new version. Nothing is visible before the last step."""
        results = [entry.kept for entry in entries if entry.kept is not None]
        again = any(kept.document_id in self.known for kept in results)
        self._write_content(results, again, stamp)
        changed = self._moved(entries, stamp)
        self._write_locations(entries, changed, stamp)
        return self._write_documents(results, changed, kind, facts)

    def _write_content(self, results: Sequence[Kept], again: bool, stamp: Stamp) -> None:
        """Rows of documents extracted before take the place of those of the same extraction, where there are any."""
        ids = [stamp.extraction_id(kept.document_id) for kept in results]
        for name in CONTENT:
            rows = [row for kept in results for row in _content(name, kept, stamp)]
            if again:
                delta.replace(self._tables[name], arrow_table(name, rows), "extraction_id", ids)
            elif rows:
                delta.append(self._tables[name], arrow_table(name, rows))

    def _moved(self, entries: Sequence[Entry], stamp: Stamp) -> dict[str, KnownDocument]:
        """The documents that change by the entries: those in them, and those whose place they took."""
        changed: dict[str, KnownDocument] = {}

        def place(document_id: str, path: str, now: str | None) -> None:
            before = changed.get(document_id) or self.known[document_id]
            changed[document_id] = replace(before, places={**before.places, path: now})

        for entry in entries:
            document_id = entry.upload.document_id
            if entry.kept is not None:
                before = self.known.get(document_id)
                changed[document_id] = KnownDocument(
                    stamp.extraction_id(document_id), entry.kept.status, None, before.places if before else {}
                )
            for location in entry.upload.locations:
                path = _absolute(location)
                holder = self._holders.get(path)
                if holder is not None and holder != document_id:
                    place(holder, path, document_id)
                place(document_id, path, None)
                self._holders[path] = document_id
        return {
            document_id: replace(known, superseded_by=None if known.current else _last(known.places))
            for document_id, known in changed.items()
        }

    def _write_locations(self, entries: Sequence[Entry], changed: Mapping[str, KnownDocument], stamp: Stamp) -> None:
        table = self._tables["locations"]
        old = [document_id for document_id in changed if document_id in self.known]
        stored = _rows_of(table, old)
        rows = {(row["document_id"], row["absolute_path"]): row for row in stored}
        for entry in entries:
            document_id = entry.upload.document_id
            for location in entry.upload.locations:
                key = (document_id, _absolute(location))
                if key not in rows:
                    own = location.row(document_id, stamp.extraction_id(document_id))
                    rows[key] = own | {"absolute_path": key[1]}
        updated = [
            row | {"superseded_by": changed[row["document_id"]].places[row["absolute_path"]]} for row in rows.values()
        ]
        if updated == stored:
            return
        content = arrow_table("locations", updated)
        if old:
            delta.replace(table, content, "document_id", list(changed))
        else:
            delta.append(table, content)

    def _write_documents(
        self,
        results: Sequence[Kept],
        changed: Mapping[str, KnownDocument],
        kind: str,
        facts: Mapping[str, Any],
    ) -> int:
        table = self._tables[SWITCH]
        rows = {kept.document_id: kept.rows[SWITCH][0] for kept in results}
        old = [document_id for document_id in changed if document_id in self.known]
        for row in _rows_of(table, [i for i in old if i not in rows]):
            rows[row["document_id"]] = row
        content = arrow_table(SWITCH, [row | {"superseded_by": changed[i].superseded_by} for i, row in rows.items()])
        tables = {name: table.version() for name, table in self._tables.items() if name != SWITCH}
        note = note_of(kind, tables, facts)
        if old:
            delta.replace(table, content, "document_id", list(rows), note)
        else:
            delta.append(table, content, note)
        self.known |= changed
        return table.version()


def _known(documents: DeltaTable, locations: DeltaTable) -> dict[str, KnownDocument]:
    places: dict[str, dict[str, str | None]] = {}
    for row in _columns(locations, ("document_id", "absolute_path", "superseded_by")):
        places.setdefault(row["document_id"], {})[row["absolute_path"]] = row["superseded_by"]
    return {
        row["document_id"]: KnownDocument(
            row["extraction_id"], row["status"], row["superseded_by"], places.get(row["document_id"], {})
        )
        for row in _columns(documents, ("document_id", "extraction_id", "status", "superseded_by"))
    }


def _columns(table: DeltaTable, names: Sequence[str]) -> Iterable[Row]:
    with delta.explained(table.table_uri):
        found: list[Row] = table.to_pyarrow_dataset().to_table(columns=list(names)).to_pylist()
    return found


def _rows_of(table: DeltaTable, document_ids: Sequence[str]) -> list[Row]:
    if not document_ids:
        return []
    with delta.explained(table.table_uri):
        found: list[Row] = (
            table.to_pyarrow_dataset().to_table(filter=ds.field("document_id").isin(document_ids)).to_pylist()
        )
    return found


def _content(name: str, kept: Kept, stamp: Stamp) -> list[Row]:
    if name != TEXTS.name:
        return [row | {"row_index": index} for index, row in enumerate(kept.rows[name])]
    if kept.text is None:
        return []
    extraction_id = stamp.extraction_id(kept.document_id)
    return [{"document_id": kept.document_id, "extraction_id": extraction_id, "text": kept.text, "row_index": 0}]


def _absolute(location: Location) -> str:
    if isinstance(location.path, Url):
        return location.path.address
    return os.path.abspath(location.path)  # noqa: PTH100 -- resolve() would follow links


def _last(places: Mapping[str, str | None]) -> str | None:
    return next((now for now in reversed(list(places.values())) if now is not None), None)
