"""The store's tables as DuckDB views that show what a version holds: only rows of current extractions of current documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import StoreError
from pipeline.schema import TableSchema
from pipeline.store.tables import SWITCH, VERSIONED, own_columns
from pipeline.store.versions import Snapshot

if TYPE_CHECKING:
    import duckdb
    from deltalake import DeltaTable

DUCK_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "decimal": "DECIMAL(20,4)",
}


def connect(snapshot: Snapshot, memory: str = "1GB", spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory with three views a table: ``goals`` as in a dataset; ``current_goals``, the same with the store's
    own columns; ``stored_goals``, every row that lies there. With ``spill``, a folder for what memory can't hold, tables
    on object storage are fetched once, for cursors cannot share what is streamed."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    if spill is not None:
        connection.execute(f"SET temp_directory = {quoted(str(spill))}")
    try:
        for table in VERSIONED.values():
            _stored_view(connection, snapshot, table, fetched=spill is not None)
    except duckdb.IOException as error:
        connection.close()
        raise StoreError(
            f"version {snapshot.version.number} can't be read: {str(error).splitlines()[0]}",
            hint="`store vacuum` removes files of old versions; the last one is always whole",
        ) from error
    for name, table in VERSIONED.items():
        columns = ", ".join(f'"{column}"' for column in table.names)
        connection.execute(f"CREATE VIEW current_{name} AS {current_rows(name)}")
        connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM current_{name}")
    return connection


def current_rows(name: str) -> str:
    """SQL for what a reader should see of a stored table."""
    current = "FROM stored_documents WHERE superseded_by IS NULL"
    if name == SWITCH:
        return f"SELECT * {current}"
    if name == "locations":
        return (
            "SELECT t.* REPLACE (d.extraction_id AS extraction_id) FROM stored_locations t JOIN stored_documents d "
            "USING (document_id) WHERE d.superseded_by IS NULL AND t.superseded_by IS NULL"
        )
    return f"SELECT * FROM stored_{name} WHERE extraction_id IN (SELECT extraction_id {current})"


def _stored_view(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, table: TableSchema, *, fetched: bool
) -> None:
    """Every row of the table's files in that version; a column that it did not have yet is null."""
    wanted = (*table.columns, *own_columns(table.name))
    source = snapshot.table(table.name)
    have = {field.name for field in source.schema().fields} if source is not None else set()
    nothing = {c.name: f'NULL::{DUCK_TYPES[c.type]} AS "{c.name}"' for c in wanted}
    columns = ", ".join(f'"{name}"' if name in have else null for name, null in nothing.items())
    local = snapshot.place.folder is not None
    rows = _rows(connection, source, table.name, local=local, fetched=fetched) if source is not None else None
    if rows is None:
        rows = f"(SELECT {', '.join(nothing.values())} WHERE false)"
    connection.execute(f"CREATE VIEW stored_{table.name} AS SELECT {columns} FROM {rows}")


def _rows(
    connection: duckdb.DuckDBPyConnection, table: DeltaTable, name: str, *, local: bool, fetched: bool
) -> str | None:
    """What stands after FROM: DuckDB reads files itself; from object storage it gets them through ``deltalake``."""
    files = table.file_uris()
    if not files:
        return None
    if local:
        return f"read_parquet([{', '.join(map(quoted, files))}], union_by_name = true)"
    connection.register(f"remote_{name}", table.to_pyarrow_dataset())
    if not fetched:
        return f"remote_{name}"
    connection.execute(f"CREATE TABLE fetched_{name} AS SELECT * FROM remote_{name}")
    return f"fetched_{name}"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
