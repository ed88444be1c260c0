"""Upkeep of a store: few large files instead of many small ones, nothing that no reader needs, and the way back."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import UsageError
from pipeline.rows import Row
from pipeline.store import delta
from pipeline.store.delta import Place
from pipeline.store.tables import BOOKS, CONTENT, RUNS, SWITCH, VERSIONED, arrow_table
from pipeline.store.versions import last_version, publish, snapshot, versions

MANY_FILES = 16
"""From this many files of a table on, runs compact by themselves: every file costs a query the opening of it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A version as `store history` shows it: number, time (ISO 8601 in UTC), what made it, its facts."""

    number: int
    time: str
    kind: str
    facts: dict[str, Any]


def history(place: Place, limit: int | None = None) -> list[Milestone]:
    """The versions of the store, the last one first."""
    return [
        Milestone(
            version.number,
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(version.time / 1000)),
            str(version.note.get("kind")),
            dict(version.note.get("facts", {})),
        )
        for version in versions(place, limit)
    ]


def needs_compaction(place: Place) -> bool:
    return any(len(delta.open_table(place, name).file_uris()) >= MANY_FILES for name in VERSIONED)


def compact(place: Place) -> tuple[int, int]:
    """Joins small files; returns how many went and the store's version. For the one who holds the lock."""
    gone = sum(delta.compact(delta.open_table(place, name)) for name in (*VERSIONED, *BOOKS))
    return gone, publish(place, "compact", {"files": gone})


def vacuum(place: Place, days: int) -> tuple[int, int]:
    """Removes rows of extractions that were replaced, and files that no version of the last ``days`` days needs; returns
    how many files went and the store's version. Versions before that can't be read any more. For the one who holds the lock.
    """
    documents = delta.open_table(place, SWITCH)
    with delta.explained(documents.table_uri):
        rows = documents.to_pyarrow_dataset().to_table(columns=["extraction_id"])
    ids = pc.unique(rows.column("extraction_id")).cast(pa.string())
    for name in CONTENT:
        delta.delete_other_than(delta.open_table(place, name), "extraction_id", ids)
    number = publish(place, "vacuum", {"days": days})
    return sum(delta.vacuum(delta.open_table(place, name), days * 24) for name in (*VERSIONED, *BOOKS)), number


def restore(place: Place, number: int) -> int:
    """The store's content becomes that of an earlier version, as a new one; returns its number. For the one who holds
    the lock."""
    shot = snapshot(place, number)
    if last_version(place).number == number:
        raise UsageError(f"--version {number}: that is the current version")
    for name in VERSIONED.keys() - {SWITCH}:
        delta.restore(delta.open_table(place, name), shot.version.tables.get(name, 0))
    delta.restore(delta.open_table(place, SWITCH), number)
    return publish(place, "restore", {"of": number})


def record_run(place: Place, row: Row) -> None:
    """Writes a run into the books."""
    table = delta.open_table(place, RUNS.name)
    delta.append(table, arrow_table(RUNS.name, [row | {"counts": json.dumps(row["counts"], sort_keys=True)}]))


def last_runs(place: Place, count: int) -> list[Row]:
    """The last runs, the last one first."""
    table = delta.open_table(place, RUNS.name)
    with delta.explained(table.table_uri):
        rows: list[Row] = table.to_pyarrow_dataset().to_table(columns=list(RUNS.names)).to_pylist()
    rows.sort(key=lambda row: row["started"], reverse=True)
    return [row | {"counts": json.loads(row["counts"])} for row in rows[:count]]
