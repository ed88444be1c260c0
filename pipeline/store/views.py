"""The store's tables as DuckDB views that show what a version holds: only rows of current extractions of current documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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


def connect(
    snapshot: Snapshot, *, sql: str | None = None, memory: str = "1GB", spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """A database in memory with two views a table: ``goals`` as in a dataset; ``stored_goals``, every row that lies there.

    With ``sql``, only tables that it names are opened: a store has twenty. With ``spill``, a folder for what memory can't
    hold, tables on object storage are fetched once, for cursors cannot share what is streamed.
    """
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    # without a folder nothing is put down: DuckDB would make one where the command was called, and let a query read there
    connection.execute(f"SET temp_directory = {quoted(str(spill or ''))}")
    try:
        views = {name: _wanted(name, sql) for name in VERSIONED}
        for name, source in _opened(snapshot, [name for name in VERSIONED if name == SWITCH or views[name]]).items():
            _make_views(connection, snapshot, VERSIONED[name], source, views[name], fetched=spill is not None)
    except duckdb.IOException as error:
        connection.close()
        raise StoreError(
            f"version {snapshot.version.number} can't be read: {str(error).splitlines()[0]}",
            hint="`store vacuum` removes files of old versions; the last one is always whole",
        ) from error
    return connection


def _opened(snapshot: Snapshot, names: Sequence[str]) -> dict[str, DeltaTable | None]:
    """Tables of the version; their logs are read side by side, for that is half of the time that a small query takes."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        return dict(zip(names, pool.map(snapshot.table, names), strict=True))


def _wanted(name: str, sql: str | None) -> list[str]:
    """The views of a table that a query can mean."""
    return [view for view in (f"stored_{name}", name) if sql is None or _names(sql, view)]


def _names(sql: str, view: str) -> bool:
    """Whether a query can mean a view: its name is in it, or it asks for the catalogue."""
    words = set(re.findall(r"[a-z_]+", sql.lower()))
    return view in words or any(
        word in {"show", "information_schema"} or word.startswith(("duckdb_", "pg_", "sqlite_")) for word in words
    )


def _make_views(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    table: TableSchema,
    source: DeltaTable | None,
    views: list[str],
    *,
    fetched: bool,
) -> None:
    """Those of ``views`` that are of the table: every row of its files in that version, and the rows of them that a reader
    should see. A column that the table did not have yet is null. All other tables need ``stored_documents``."""
    wanted = (*table.columns, *own_columns(table.name))
    have = {field.name for field in source.schema().fields} if source is not None else set()
    nothing = {c.name: f'NULL::{DUCK_TYPES[c.type]} AS "{c.name}"' for c in wanted}
    columns = {name: f'"{name}"' if name in have else null for name, null in nothing.items()}
    local = snapshot.place.folder is not None
    rows = _rows(connection, source, table.name, local=local, fetched=fetched) if source is not None else None
    if rows is None:
        rows = f"(SELECT {', '.join(nothing.values())} WHERE false)"
    everything = f"stored_{table.name}"
    if everything in views or table.name in {SWITCH, "locations"}:
        connection.execute(f"CREATE VIEW {everything} AS SELECT {', '.join(columns.values())} FROM {rows}")
    if table.name not in views:
        return
    own = ", ".join(columns[name] for name in table.names)
    connection.execute(f"CREATE VIEW {table.name} AS {_current(table, rows, own)}")


def _current(table: TableSchema, rows: str, columns: str) -> str:
    """SQL for what a reader should see of a table whose files are ``rows``."""
    current = "FROM stored_documents WHERE superseded_by IS NULL"
    if table.name == SWITCH:
        return f"SELECT {columns} {current}"
    if table.name == "locations":
        names = ", ".join(f'{"d" if name == "extraction_id" else "t"}."{name}"' for name in table.names)
        return (
            f"SELECT {names} FROM stored_locations t JOIN stored_documents d USING (document_id) "
            "WHERE d.superseded_by IS NULL AND t.superseded_by IS NULL"
        )
    return f"SELECT {columns} FROM {rows} WHERE extraction_id IN (SELECT extraction_id {current})"


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
