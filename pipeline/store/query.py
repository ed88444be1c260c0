"""SQL over a version of the store: DuckDB, reading only, kept from every file and address beyond the store."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.dataset import plain_decimal
from pipeline.errors import UsageError
from pipeline.store.delta import Place
from pipeline.store.versions import snapshot
from pipeline.store.views import connect, quoted

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of a result and its rows, fetched as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def query(place: Place, sql: str, *, version: int | None = None) -> Answer:
    """The answer to one SELECT over the tables of a version. Raises :class:`UsageError` for anything else."""
    import duckdb

    connection = connect(snapshot(place, version), sql=sql)
    _lock_in(connection, place)
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageError("the query: one SELECT statement is taken, nothing else")
        result = connection.execute(statements[0])
    except duckdb.Error as error:
        raise UsageError(f"the query: {error}") from error
    columns = tuple(column[0] for column in result.description or ())
    return Answer(columns, _fetch(result))


def _lock_in(connection: Any, place: Place) -> None:
    """Nothing but the store's own folder can be opened from here on, and no setting changed."""
    if place.folder is not None:
        connection.execute(f"SET allowed_directories = [{quoted(str(place.folder.absolute()))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _fetch(result: Any) -> Iterator[tuple[Any, ...]]:
    import duckdb

    try:
        while rows := result.fetchmany(CHUNK):
            yield from rows
    except duckdb.Error as error:
        raise UsageError(f"the query: {error}") from error


def as_table(answer: Answer, width: int = 60) -> Iterator[str]:
    """The answer for people: columns side by side, long values cut, lines without a line end."""
    rows = [[_cut(_plain(value, "·"), width) for value in row] for row in answer.rows]
    numeric = [all(_is_number(row[i]) for row in rows) for i in range(len(answer.columns))]
    widths = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(answer.columns)]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            cell.rjust(size) if right else cell.ljust(size)
            for cell, size, right in zip(cells, widths, numeric, strict=True)
        ).rstrip()

    yield line(answer.columns)
    yield "  ".join("-" * size for size in widths)
    yield from map(line, rows)
    yield f"({len(rows)} row{'' if len(rows) == 1 else 's'})"


def as_csv(answer: Answer) -> Iterator[str]:
    """The answer as CSV: RFC 4180, header row, empty = null."""
    yield _csv_line(answer.columns)
    for row in answer.rows:
        yield _csv_line([_plain(value, "") for value in row])


def as_json(answer: Answer) -> Iterator[str]:
    """The answer as JSON: one object a row, in a list; exact decimals stay exact, as strings."""
    yield "["
    before = ""
    for row in answer.rows:
        if before:
            yield before + ","
        before = json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False, default=_jsonable)
    if before:
        yield before
    yield "]"


def _csv_line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _plain(value: object, null: str) -> str:
    if value is None:
        return null
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)


def _jsonable(value: object) -> str:
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)


def _cut(text: str, width: int) -> str:
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= width else text[: width - 1] + "…"


def _is_number(text: str) -> bool:
    return text == "·" or text.replace("-", "", 1).replace(".", "", 1).isdigit()
