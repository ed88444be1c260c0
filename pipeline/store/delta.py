"""Delta Lake tables on a folder or on object storage; the one module that calls ``deltalake``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from pipeline.batch.remote import is_url
from pipeline.errors import DiskFull, StoreError, disk_is_full
from pipeline.store.tables import arrow_schema, stored

CONFIGURATION: Mapping[str, str | None] = {
    # a version that somebody cited stays: the log is kept, and files go only when `store vacuum` is told so
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    # least and greatest values would make the log twice as long to read, and ids of hashes tell nothing by them
    "delta.dataSkippingNumIndexedCols": "0",
}
NOTE = "plantolk"
"""The key of our own notes in a commit."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store lies: a folder or a URL (``s3://bucket/folder``), with what its object storage wants to know."""

    location: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path | None:
        """The folder, where it is one."""
        return None if is_url(self.location) else Path(self.location)

    def table(self, name: str) -> str:
        return f"{self.location.rstrip('/')}/{name}" if is_url(self.location) else str(Path(self.location) / name)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a table: its version, time (milliseconds since 1970, UTC), operation and our note."""

    version: int
    time: int
    operation: str
    note: Mapping[str, Any] | None


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Foreign exceptions become ours."""
    try:
        yield
    except CommitFailedError as error:
        raise StoreError(f"{what}: another program wrote at the same time", hint="start it again") from error
    except (DeltaError, OSError) as error:
        if disk_is_full(error):
            raise DiskFull(f"{what}: no space is left", hint="free some and start it again") from error
        raise StoreError(f"{what}: {_in_one_line(error)}", hint="see docs/operations.md, exit code 6") from error


def _in_one_line(error: BaseException) -> str:
    """The message without colours and line ends."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split())


def open_table(place: Place, name: str, version: int | None = None) -> DeltaTable:
    """A table at a version or at the last one. Raises :class:`StoreError`."""
    with explained(f"{place.location}: table {name}"):
        return DeltaTable(place.table(name), version=version, storage_options=dict(place.options) or None)


def exists(place: Place, name: str) -> bool:
    with explained(f"{place.location}: table {name}"):
        try:
            return DeltaTable.is_deltatable(place.table(name), storage_options=dict(place.options) or None)
        except TableNotFoundError:
            return False


def create(place: Place, name: str, note: Mapping[str, Any] | None = None) -> None:
    """An empty table, where there is none."""
    with explained(f"{place.location}: table {name}"):
        DeltaTable.create(
            place.table(name),
            arrow_schema(stored(name)),
            mode="ignore",
            description=stored(name).description,
            configuration=CONFIGURATION,
            storage_options=dict(place.options) or None,
            commit_properties=_properties(note),
        )


def append(table: DeltaTable, rows: pa.Table, note: Mapping[str, Any] | None = None) -> None:
    with explained(table.table_uri):
        write_deltalake(
            table, rows, mode="append", schema_mode=_widening(table, rows), commit_properties=_properties(note)
        )


def replace(
    table: DeltaTable, rows: pa.Table, column: str, values: Sequence[str], note: Mapping[str, Any] | None = None
) -> None:
    """Takes out the rows whose ``column`` holds one of ``values`` and puts in ``rows``, in one commit."""
    listed = ", ".join(f"'{value}'" for value in values)
    with explained(table.table_uri):
        if _widening(table, rows):
            write_deltalake(table, rows.slice(0, 0), mode="append", schema_mode="merge")
        write_deltalake(
            table, rows, mode="overwrite", predicate=f"{column} IN ({listed})", commit_properties=_properties(note)
        )


def delete_other_than(table: DeltaTable, column: str, values: pa.Array) -> None:
    """Takes out the rows whose ``column`` holds none of ``values`` (any number)."""
    with explained(table.table_uri):
        present = table.to_pyarrow_dataset().to_table(columns=[column]).column(column).unique()
        gone = present.filter(pa.compute.invert(pa.compute.is_in(present, value_set=values))).drop_null().to_pylist()
        for start in range(0, len(gone), 1000):
            listed = ", ".join(f"'{value}'" for value in gone[start : start + 1000])
            table.delete(f"{column} IN ({listed})")


def restore(table: DeltaTable, version: int) -> None:
    """The table's content becomes that of an earlier version, as a new one."""
    with explained(table.table_uri):
        if table.version() != version:
            table.restore(version)


def commits(table: DeltaTable, limit: int | None = None) -> list[Commit]:
    """The commits of a table up to the version that is open, the last one first.

    ``deltalake`` lists the log as it is by now, and numbers it down from the version that is open: what a writer has
    committed since comes first, under the numbers of others.
    """
    wanted = table.version() + 1 if limit is None else min(limit, table.version() + 1)
    with explained(table.table_uri):
        listed = table.history(limit)[-wanted:]
    return [
        Commit(table.version() - behind, entry["timestamp"], entry["operation"], _note(entry.get(NOTE)))
        for behind, entry in enumerate(listed)
    ]


def compact(table: DeltaTable) -> int:
    """Small files become few; returns how many went."""
    with explained(table.table_uri):
        return int(table.optimize.compact()["numFilesRemoved"])


def vacuum(table: DeltaTable, hours: int) -> int:
    """Removes files that no version of the last ``hours`` needs, and what broken writes left; returns how many."""
    with explained(table.table_uri):
        return len(table.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True))


def _widening(table: DeltaTable, rows: pa.Table) -> Any:
    """A newer plantolk may have further columns: they are added, old rows have null in them."""
    have = {f.name for f in table.schema().fields}
    return "merge" if set(rows.schema.names) - have else None


def _properties(note: Mapping[str, Any] | None) -> CommitProperties | None:
    if note is None:
        return None
    # with a note goes a claim on the version: where somebody else took it, the commit fails
    return CommitProperties(custom_metadata={NOTE: json.dumps(note, ensure_ascii=False)}, max_commit_retries=0)


def _note(value: object) -> Mapping[str, Any] | None:
    try:
        note = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return note if isinstance(note, dict) else None
