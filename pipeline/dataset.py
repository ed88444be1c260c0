"""Rows to pandas frames with fixed types, checked against the schema; CSV, Parquet and the data package on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.amounts import HELD_BELOW
from pipeline.inert import guarded, unguarded
from pipeline.schema import BY_NAME, TABLES, Column, TableSchema, datapackage

if TYPE_CHECKING:
    import pandera.pandas as pandera

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

FORMATS = ("csv", "parquet")
CHUNK_ROWS = 50_000
"""Rows are written in chunks of at least this many (a Parquet row group each), so memory does not grow with the batch."""

GUARDED = {"csv_guarded": True}
"""What the data package of a guarded variant says besides."""

ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "decimal": pa.decimal128(20, 4),
}
PANDAS_TYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean", "decimal": "object"}
_CENT = Decimal("0.0001")


def frame_of(table: TableSchema, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a checked frame with the table's columns and types; decimals are exact, null is ``pd.NA`` or ``None``.

    Raises ``pandera.errors.SchemaError(s)`` where a row breaks the schema.
    """
    columns = {column.name: _series(column, [row[column.name] for row in rows]) for column in table.columns}
    frame = pd.DataFrame(columns)
    if rows:
        validator(table.name).validate(frame)
    return frame


def _series(column: Column, values: list[Any]) -> pd.Series[Any]:
    if column.type == "decimal":
        values = [None if value is None else _exact(Decimal(value)) for value in values]
    return pd.Series(values, dtype=PANDAS_TYPES[column.type], name=column.name)


def _exact(value: Decimal) -> Decimal | None:
    """The number with four decimals; ``None`` at or beyond :data:`HELD_BELOW`, which extractors have marked as doubtful."""
    return value.quantize(_CENT) if abs(value) < HELD_BELOW else None


@cache
def validator(name: str) -> pandera.DataFrameSchema:
    """The pandera schema of a table: exactly its columns in order, no null where required, only the listed values."""
    import pandera.pandas as pandera

    def checks(column: Column) -> list[pandera.Check]:
        found = [pandera.Check.isin(column.choices)] if column.choices else []
        if column.name in {"confidence", "mean_confidence", "score"} and column.type == "number":
            found.append(pandera.Check.in_range(0, 1))
        return found

    table = BY_NAME[name]
    return pandera.DataFrameSchema(
        {
            column.name: pandera.Column(PANDAS_TYPES[column.type], checks(column), nullable=not column.required)
            for column in table.columns
        },
        strict=True,
        ordered=True,
        unique=list(table.key) or None,
    )


def frames_of(documents: Iterable[Rows]) -> dict[str, pd.DataFrame]:
    """The tables of several documents as frames, one a table."""
    merged: dict[str, list[Mapping[str, Any]]] = {table.name: [] for table in TABLES}
    for rows in documents:
        for name, own in rows.items():
            merged[name].extend(own)
    return {table.name: frame_of(table, merged[table.name]) for table in TABLES}


def write_dataset(
    documents: Iterable[Rows], folder: Path, formats: Sequence[str] = FORMATS, *, csv_safe: bool = False
) -> dict[str, int]:
    """Writes every table of the documents, in the order given, and ``datapackage.json``; returns rows per table.

    With ``csv_safe`` no cell of a CSV file begins a formula (:func:`pipeline.inert.guarded`); the data package says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, _TableWriter] = {}
    try:
        for table in TABLES:
            writers[table.name] = _TableWriter(table, folder, formats, csv_safe)
        for rows in documents:
            for name, own in rows.items():
                writers[name].add(own)
        counts = {name: writer.close() for name, writer in writers.items()}
    except BaseException:
        for writer in writers.values():
            writer.give_up()
        raise
    package = json.dumps(datapackage(tuple(formats)) | (GUARDED if csv_safe else {}), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(package + "\n", encoding="utf-8")
    return counts


class _TableWriter:
    """One table on disk, in all formats, written chunk by chunk."""

    def __init__(self, table: TableSchema, folder: Path, formats: Sequence[str], csv_safe: bool) -> None:
        self._table = table
        self._csv_safe = csv_safe
        self._schema = pa.schema(
            [
                pa.field(c.name, ARROW_TYPES[c.type], nullable=not c.required, metadata={"description": c.description})
                for c in table.columns
            ]
        )
        self._csv = folder / f"{table.name}.csv" if "csv" in formats else None
        self._pending: list[Mapping[str, Any]] = []
        self._count = 0
        if self._csv is not None:
            self._csv.write_text(",".join(table.names) + "\r\n", encoding="utf-8", newline="")
        self._parquet = (
            pq.ParquetWriter(folder / f"{table.name}.parquet", self._schema) if "parquet" in formats else None
        )

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._pending.extend(rows)
        if len(self._pending) >= CHUNK_ROWS:
            self._flush()

    def close(self) -> int:
        self._flush()
        if self._parquet is not None:
            self._parquet.close()
        return self._count

    def give_up(self) -> None:
        """After an error: what is half written is of no use, so it is not tried to end it well."""
        if self._parquet is not None:
            self._parquet.is_open = False

    def _flush(self) -> None:
        if not self._pending:
            return
        frame = frame_of(self._table, self._pending)
        self._count += len(frame)
        self._pending = []
        if self._csv is not None:
            text = as_text(frame, self._table)
            if self._csv_safe:
                text = guarded_frame(text)
            text.to_csv(self._csv, mode="a", header=False, index=False, lineterminator="\r\n")
        if self._parquet is not None:
            self._parquet.write_table(pa.Table.from_pandas(frame, schema=self._schema, preserve_index=False))


def as_text(frame: pd.DataFrame, table: TableSchema) -> pd.DataFrame:
    """The frame as it stands in CSV: decimals without trailing zeros, true and false in lower case."""
    return pd.DataFrame(
        {
            column.name: frame[column.name].map(plain_decimal, na_action="ignore")
            if column.type == "decimal"
            else frame[column.name].map({True: "true", False: "false"})
            if column.type == "boolean"
            else frame[column.name]
            for column in table.columns
        }
    )


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with all its texts so that a spreadsheet runs none of them."""
    return frame.map(lambda value: guarded(value) if isinstance(value, str) else value)


def plain_decimal(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_guarded(folder: Path) -> bool:
    """Whether a dataset's CSV files are a guarded variant."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return bool(package.get("csv_guarded"))


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of a written dataset with its types, from Parquet where there is one, else from CSV."""
    table = BY_NAME[name]
    parquet = folder / f"{name}.parquet"
    if parquet.exists():
        frame = pq.read_table(parquet).to_pandas()
    else:
        frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
        if is_guarded(folder):
            frame = frame.map(lambda value: unguarded(value) if isinstance(value, str) else value)
    return pd.DataFrame(
        {column.name: _series(column, list(_parsed(column, frame[column.name]))) for column in table.columns}
    )


def _parsed(column: Column, values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if value is None or value is pd.NA or (isinstance(value, float) and value != value):
            yield None
        elif column.type == "boolean":
            yield value is True or value == "true"
        elif column.type == "integer":
            yield int(value)
        elif column.type == "number":
            yield float(value)
        else:
            yield value
