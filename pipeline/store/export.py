"""A version of the store as a plain dataset: the same bytes that ``plantolk extract`` writes of the same sources."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.content import natural_key
from pipeline.errors import DiskFull, StoreError, disk_is_full
from pipeline.output import claim, replacing, work_folder
from pipeline.rows import Row, Rows
from pipeline.schema import TABLES
from pipeline.store.delta import Place
from pipeline.store.tables import SWITCH, TEXTS, VERSIONED
from pipeline.store.versions import snapshot
from pipeline.store.views import connect

if TYPE_CHECKING:
    import duckdb

CHUNK = 2000
"""Rows fetched at a time from each table."""


def export(
    place: Place,
    out: Path,
    *,
    version: int | None = None,
    formats: Sequence[str] = ("csv", "parquet"),
    csv_safe: bool = False,
) -> tuple[int, dict[str, int]]:
    """Writes a version into ``out``; returns its number and the rows of each table.

    Raises :class:`OutputRefused`, :class:`StoreError`; then ``out`` is as it was.
    """
    from pipeline.dataset import write_dataset

    shot = snapshot(place, version)
    claim(out)
    spill = work_folder(out) / "spill"
    try:
        connection = connect(shot, spill=spill)
        try:
            with replacing(out) as new:
                (new / "text").mkdir()
                rows = write_dataset(_documents(connection, new), new, formats, csv_safe=csv_safe)
        finally:
            connection.close()
    except OSError as error:
        if disk_is_full(error):
            raise DiskFull(f"--out {out}: no space is left", hint="free some and start it again") from error
        raise
    except Exception as error:
        raise _explained(out, shot.version.number, error) from error
    finally:
        shutil.rmtree(work_folder(out), ignore_errors=True)
    return shot.version.number, rows


def _explained(out: Path, number: int, error: Exception) -> Exception:
    import duckdb

    if disk_is_full(error):
        return DiskFull(f"--out {out}: no space is left", hint="free some and start it again")
    if isinstance(error, duckdb.IOException):
        return StoreError(f"version {number} can't be read: {error}", hint="its files were removed by `store vacuum`?")
    return error


def _documents(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Rows]:
    """All rows, document by document in the order that ``extract`` gives them, none of them held longer than needed."""
    order = _order(connection)
    connection.execute("CREATE TABLE sequence (document_id VARCHAR, place BIGINT, extraction_id VARCHAR)")
    if order:
        import pyarrow as pa

        connection.register("ordered", pa.table({"document_id": order, "place": range(len(order))}))
        connection.execute(
            "INSERT INTO sequence SELECT document_id, o.place, d.extraction_id FROM ordered o JOIN documents d USING (document_id)"
        )
    tables = {table.name: _ByDocument(connection, table.name) for table in TABLES}
    texts = _ByDocument(connection, TEXTS.name)
    for document_id in order:
        rows: Rows = {name: next_of.take(document_id) for name, next_of in tables.items()}
        rows["locations"].sort(key=_location_key)
        for text in texts.take(document_id):
            _write_text(folder, rows[SWITCH][0]["text_path"], text["text"])
        yield rows


def _write_text(folder: Path, path: str | None, text: str) -> None:
    if path:
        with (folder / path).open("w", encoding="utf-8", newline="") as file:
            file.write(text)


def _location_key(row: Row) -> tuple[object, str]:
    return natural_key(row["source_name"]), row["source_path"]


def _order(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Document ids in the order of their first file name, as :func:`pipeline.batch.sources.group_by_content` has it."""
    first: dict[str, object] = {}
    fetched = connection.execute("SELECT document_id, source_name FROM locations").fetchall()
    for document_id, name in fetched:
        key = natural_key(os.fspath(name))
        if document_id not in first or key < first[document_id]:  # type: ignore[operator]
            first[document_id] = key
    return sorted(first, key=lambda document_id: (first[document_id], document_id))


class _ByDocument:
    """Rows of a table, sorted as documents are asked for, fetched in pieces."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        columns = ", ".join(f't."{column}"' for column in VERSIONED[name].names)
        whole = name in {SWITCH, "locations"}
        order = "s.place" if whole else "s.place, t.row_index"
        source = name if whole else f"stored_{name}"
        sql = f"SELECT {columns} FROM {source} t JOIN sequence s USING (document_id"
        sql += f"{'' if whole else ', extraction_id'}) ORDER BY {order}"
        self._reader: Any = connection.cursor().sql(sql).to_arrow_reader(CHUNK)
        self._rows = self._fetch()
        self._next = next(self._rows, None)

    def _fetch(self) -> Iterator[Row]:
        for batch in self._reader:
            yield from batch.to_pylist()

    def take(self, document_id: str) -> list[Row]:
        found = []
        while self._next is not None and self._next["document_id"] == document_id:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found
