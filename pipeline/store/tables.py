"""What lies in a store: every output table with a few columns of the store's own, and tables for its own book-keeping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline.dataset import ARROW_TYPES, frame_of
from pipeline.schema import BY_NAME, TABLES, Column, TableSchema, integer, text

SWITCH = "documents"
"""The table that is committed last: what it does not name is not there."""

ROW_INDEX = integer("row_index", "place of the row among its document's rows of this table, from 0", required=True)
SUPERSEDED_BY = text("superseded_by", "document_id of what lies there now; null while it is current")

TEXTS = TableSchema(
    "texts",
    "The repaired text of every document.",
    (*BY_NAME["pages"].columns[:2], text("text", "the repaired text, pages parted by form feeds", required=True)),
    ("document_id",),
)
QUARANTINE = TableSchema(
    "quarantine",
    "Documents that failed: which are tried again, and which wait for a person.",
    (
        text("document_id", "SHA-256 of the source's bytes, hex", required=True),
        text("source_path", "where it lay when it failed last", required=True),
        text("state", "retry: the next run tries again; quarantined: only after `plantolk retry`", required=True),
        text("reason", "code of the issue", required=True),
        text("stage", "the step that failed", required=True),
        text("message", "what went wrong", required=True),
        text("traceback", "where in the program, for errors that nobody foresaw"),
        integer("tries", "how often it was tried", required=True),
        text("extraction_id", "the extraction that failed", required=True),
        text("first_failed", "time of the first failure, ISO 8601 in UTC", required=True),
        text("last_failed", "time of the last failure, ISO 8601 in UTC", required=True),
    ),
    ("document_id",),
)
RUNS = TableSchema(
    "runs",
    "Every run that wrote to the store.",
    (
        text("run_id", "time of its start and a random part", required=True),
        text("kind", "ingest or nightly", required=True),
        text("started", "ISO 8601 in UTC", required=True),
        text("finished", "ISO 8601 in UTC", required=True),
        integer("exit_code", "what the command ended with", required=True),
        integer("version", "the store's version afterwards", required=True),
        text("program_version", "version of plantolk", required=True),
        text("config_hash", "SHA-256 over settings and dictionaries", required=True),
        text("counts", "JSON object: new, unchanged, reprocessed, failed, left, pages, sums_failed ...", required=True),
    ),
    ("run_id",),
)
BOOKS = {table.name: table for table in (QUARANTINE, RUNS)}
"""Not part of a version: they say what happened, and no restore takes that back."""

_OWN_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "documents": (SUPERSEDED_BY,),
    "locations": (text("absolute_path", "the path, absolute", required=True), SUPERSEDED_BY),
}

VERSIONED = {table.name: table for table in (*TABLES, TEXTS)}
"""The tables that make up a version of the store."""

CONTENT = tuple(name for name in VERSIONED if name not in {SWITCH, "locations"})
"""The tables whose rows belong to one extraction of one document."""


def own_columns(name: str) -> tuple[Column, ...]:
    """The columns that a table has in the store beyond those it has in a dataset."""
    if name in BOOKS:
        return ()
    return _OWN_COLUMNS.get(name, (ROW_INDEX,))


def arrow_schema(table: TableSchema) -> pa.Schema:
    """A table's columns in the store, typed."""
    return pa.schema(
        [
            pa.field(c.name, ARROW_TYPES[c.type], nullable=not c.required, metadata={"description": c.description})
            for c in (*table.columns, *own_columns(table.name))
        ]
    )


def stored(name: str) -> TableSchema:
    """A table by its name, of a version or of the books."""
    return VERSIONED.get(name) or BOOKS[name]


def arrow_table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows with the store's own columns as an Arrow table; output tables are checked against their schema."""
    table = stored(name)
    schema = arrow_schema(table)
    checked = pa.Table.from_pandas(
        frame_of(table, rows) if name in BY_NAME else _plain_frame(table, rows),
        schema=pa.schema([schema.field(column.name) for column in table.columns]),
        preserve_index=False,
    )
    for column in own_columns(name):
        values = pa.array([row[column.name] for row in rows], ARROW_TYPES[column.type])
        checked = checked.append_column(schema.field(column.name), values)
    return checked.replace_schema_metadata(None)


def _plain_frame(table: TableSchema, rows: Sequence[Mapping[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame({c.name: pd.Series([row[c.name] for row in rows], dtype=object) for c in table.columns})
