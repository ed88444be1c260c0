"""The one definition of every output table: from it come types, checks, ``datapackage.json`` and the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

ColumnType = Literal["string", "integer", "number", "boolean", "decimal"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``required`` means never null; ``choices`` are all values it can take; ``refers_to`` is 'table.column'."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: its columns in the order they are written, and the columns that together are unique."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def text(name: str, description: str, **more: Any) -> Column:
    return Column(name, "string", description, **more)


def integer(name: str, description: str, **more: Any) -> Column:
    return Column(name, "integer", description, **more)


def number(name: str, description: str, **more: Any) -> Column:
    return Column(name, "number", description, **more)


def flag(name: str, description: str) -> Column:
    return Column(name, "boolean", description, required=True)


def decimal(name: str, description: str) -> Column:
    return Column(name, "decimal", description)


DOCUMENT_ID = text(
    "document_id", "SHA-256 of the source's bytes, hex", required=True, refers_to="documents.document_id"
)
EXTRACTION_ID = text(
    "extraction_id",
    "SHA-256 over document_id, program version and config_hash: which extraction made the row",
    required=True,
)
BOX = (
    number("x0", "left edge of the box on `page`, points from the page's left; null for text sources"),
    number("top", "top edge, points from the page's top"),
    number("x1", "right edge, points"),
    number("bottom", "bottom edge, points"),
)
COMMON = (
    DOCUMENT_ID,
    EXTRACTION_ID,
    text("plan_id", "the plan it belongs to", required=True, refers_to="plans.plan_id"),
    text("source_name", "file name of the source", required=True),
    text("organisation", "the public body, of its plan"),
    text("body", "the board, committee or office whose plan it is"),
    integer("plan_year", "first year of the plan"),
    text("section_id", "the section it stands in", refers_to="sections.section_id"),
    text("section_number", "that section's number as printed"),
    text("section_title", "that section's title"),
    integer("page", "page of the source, from 1", required=True),
    integer("page_end", "last page it touches", required=True),
    *BOX,
    text("source_text", "the characters as they were read, before repair", required=True),
    number("confidence", "how sure we are that the record is right, 0-1", required=True),
    flag("needs_review", "a person should look at it"),
)
PROPOSED = (
    decimal(
        "proposed", "what the number should be where sums, a second reading or a sibling column say so; never put in"
    ),
    text("proposed_by", "who says so", choices=("sum", "second_reading", "sibling")),
)


def record_table(name: str, description: str, key: str, *own: Column) -> TableSchema:
    """A record table: its id, its own columns, then the common ones."""
    common = COMMON if name != "sections" else tuple(c for c in COMMON if c.name != "section_id")
    return TableSchema(name, description, (text(key, "stable id of the record", required=True), *own, *common), (key,))


GOAL_LINK = (
    text("goal_id", "the goal it belongs to", refers_to="goals.goal_id"),
    text("goal_number", "that goal's number as printed, or the heading it stands under where the goal has none"),
)

TABLES: tuple[TableSchema, ...] = (
    TableSchema(
        "documents",
        "One row a source, known by its bytes.",
        (
            text("document_id", "SHA-256 of the source's bytes, hex", required=True),
            EXTRACTION_ID,
            text("source_name", "file name of the source", required=True),
            text("media_type", "what the bytes are: application/pdf, image/png, text/plain ...", required=True),
            integer("page_count", "number of pages", required=True),
            text("text_source", "where the characters come from", choices=("text_layer", "ocr", "mixed", "plain_text")),
            text("ocr_engine", "OCR engine with its version, where one was used"),
            number("mean_confidence", "mean confidence of all words, 0-1"),
            text("program_version", "version of plantolk", required=True),
            text("config_hash", "SHA-256 over settings and dictionaries", required=True),
            text("text_path", "the repaired text, relative to the dataset"),
            text(
                "status",
                "ok; partial: pages failed or nothing was found; failed: unreadable",
                required=True,
                choices=("ok", "partial", "failed"),
            ),
            integer("plan_count", "number of plans in it", required=True),
            integer("issue_count", "number of issues", required=True),
        ),
        ("document_id",),
    ),
    TableSchema(
        "locations",
        "Every place where a document's bytes lay.",
        (
            DOCUMENT_ID,
            EXTRACTION_ID,
            text("source_path", "the path as given", required=True),
            text("source_name", "its file name", required=True),
            integer("size", "bytes", required=True),
            text("modified", "when the file was last changed, ISO 8601 in UTC", required=True),
        ),
        ("document_id", "source_path"),
    ),
    TableSchema(
        "plans",
        "The plans in a source: one file can hold several.",
        (
            text("plan_id", "stable id of the plan", required=True),
            DOCUMENT_ID,
            EXTRACTION_ID,
            integer("part", "1 for the first plan in the source", required=True),
            text("title", "title"),
            text("document_type", "kind of plan, lower case: verksamhetsplan, internbudget ..."),
            text("organisation", "the public body"),
            text("organisation_code", "its SCB code, as text with leading zeros; null where unknown"),
            text("body", "the board, committee or office"),
            integer("plan_year", "first year of the plan"),
            integer("plan_year_end", "last year of the plan where it covers several"),
            text("diary_number", "registry number (diarienummer)"),
            text("decided_on", "date of decision, ISO 8601"),
            integer("page", "first page", required=True),
            integer("page_end", "last page", required=True),
            number("confidence", "how sure we are of title, organisation, body and year, 0-1", required=True),
        ),
        ("plan_id",),
    ),
    TableSchema(
        "pages",
        "Every page, and what was decided about its text.",
        (
            DOCUMENT_ID,
            EXTRACTION_ID,
            integer("page", "page of the source, from 1", required=True),
            text("printed_page", "the page number printed on it"),
            number("width", "points; null for text sources"),
            number("height", "points; null for text sources"),
            integer("rotation", "degrees clockwise that the page was turned to be read", required=True),
            integer("dpi", "resolution it was rendered at for OCR"),
            text(
                "text_source",
                "where its characters come from",
                required=True,
                choices=("text_layer", "ocr", "mixed", "plain_text"),
            ),
            text("reason", "why that was decided", required=True),
            text("ocr_engine", "OCR engine with its version"),
            number("mean_confidence", "mean confidence of its words, 0-1"),
            integer("words", "number of words", required=True),
            flag("is_blank", "nothing is on it"),
            text("status", "failed: it could not be read and stays empty", required=True, choices=("ok", "failed")),
        ),
        ("document_id", "page"),
    ),
    record_table(
        "sections",
        "The heading tree.",
        "section_id",
        text("number", "number as printed"),
        text("title", "title", required=True),
        integer("level", "1 for the outermost", required=True),
        text("parent_section_id", "the section above", refers_to="sections.section_id"),
    ),
    record_table(
        "goals",
        "Goals on every level.",
        "goal_id",
        text(
            "kind",
            "the document's own word, lower case: målsättning, effektmål, mål, strategi, nämndmål ...",
            required=True,
        ),
        text("number", "number as printed"),
        text("text", "the goal", required=True),
        text("parent_goal_id", "the goal above", refers_to="goals.goal_id"),
    ),
    record_table(
        "assignments",
        "Assignments (uppdrag).",
        "assignment_id",
        text("number", "number as printed"),
        text("text", "the assignment", required=True),
        text("given_by", "who gave it, as the document says"),
        *GOAL_LINK,
    ),
    record_table(
        "activities",
        "Activities (aktiviteter).",
        "activity_id",
        text("text", "the activity", required=True),
        *GOAL_LINK,
    ),
    record_table(
        "indicators",
        "Indicators (styrtal, nyckeltal, mått ...); their values are in indicator_values.",
        "indicator_id",
        text("name", "name as printed", required=True),
        *GOAL_LINK,
        text("direction", "where it should go", choices=("increase", "decrease", "maintain")),
    ),
    record_table(
        "indicator_values",
        "Outcomes and targets: one row a value.",
        "indicator_value_id",
        text("indicator_id", "the indicator", required=True, refers_to="indicators.indicator_id"),
        text(
            "kind",
            "which column it stood in",
            required=True,
            choices=("outcome", "forecast", "target", "long_term_target"),
        ),
        text("group", "the group it speaks of, where a cell holds several (K, 3 åringar ...)"),
        text("raw", "the cell as read", required=True),
        text(
            "value_kind",
            "absolute; relative to `baseline`; a change; a rank; or words only",
            required=True,
            choices=("absolute", "relative", "change", "rank", "text"),
        ),
        text("comparator", "how the value is meant", choices=("=", "<", "<=", ">", ">=", "range")),
        decimal("value", "the number as read; the low end of a range"),
        decimal("value_high", "the high end of a range"),
        integer("rank_of", "of how many, for a rank"),
        text("unit", "unit: %, år, st, mnkr ..."),
        text("baseline", "what a relative value is measured against: riket ..."),
        integer("year", "the year it speaks of, where the document says it"),
        text("period", "ISO 8601 period where it is no plain year"),
        *PROPOSED,
    ),
    record_table(
        "budget_rows",
        "Amounts of budget tables: one row a label and column.",
        "budget_row_id",
        text("table_id", "the table it stands in", required=True, refers_to="tables.table_id"),
        text("table_title", "the table's caption or heading"),
        text(
            "table_kind",
            "operating (drift), investment (investering), result (resultat), key_figure (nyckeltal), other",
            required=True,
            choices=("operating", "investment", "result", "key_figure", "other"),
        ),
        text("label", "row label without dashes and 'varav'", required=True),
        text("parent_label", "label of the row that it is a part of"),
        text("parent_budget_row_id", "that row's amount in the same column", refers_to="budget_rows.budget_row_id"),
        flag("is_total", "Summa, Totalt, Resultat, nettokostnad ..."),
        text("column_label", "header of the column, its rows joined by a blank", required=True),
        text(
            "scenario",
            "what the column holds",
            required=True,
            choices=("budget", "forecast", "outcome", "plan", "other"),
        ),
        integer("year", "the column's year"),
        text("measure", "intäkter, kostnader, netto ... where columns or rows say so"),
        text("raw", "the cell as read", required=True),
        decimal("amount", "the number as read, sign kept; null where it can't be parsed"),
        text("unit", "mnkr, tkr, kr, % ..."),
        decimal("amount_sek", "the amount in kronor, exact"),
        *PROPOSED,
    ),
    record_table(
        "risks",
        "Risks of the internal control plan.",
        "risk_id",
        text("area", "area or process, carried down"),
        text("text", "the risk", required=True),
        flag("region_wide", "marked as concerning the whole organisation"),
        integer("probability", "sannolikhet (S)"),
        integer("consequence", "konsekvens (K)"),
        integer("score", "riskvärde (RV)"),
        text("owner", "who is responsible"),
    ),
    record_table(
        "risk_measures",
        "Measures against risks.",
        "risk_measure_id",
        text("risk_id", "the risk", required=True, refers_to="risks.risk_id"),
        integer("position", "1 for the risk's first measure", required=True),
        text("text", "the measure", required=True),
    ),
    record_table(
        "tables",
        "Every table found.",
        "table_id",
        text("caption", "caption, or the heading that it stands under"),
        integer("rows", "number of rows, header included", required=True),
        integer("columns", "number of columns", required=True),
        text("method", "how it was found", required=True, choices=("ruled", "aligned", "flattened")),
        integer("sums_checked", "sums that could be checked", required=True),
        integer("sums_failed", "of them, how many do not add up", required=True),
        number("uncovered_share", "share (0-1) of the table's numbers that no sum covers; null where it has none"),
    ),
    TableSchema(
        "cells",
        "Every cell of every table.",
        (
            text("table_id", "the table", required=True, refers_to="tables.table_id"),
            integer("row", "row, from 0", required=True),
            integer("column", "column, from 0", required=True),
            integer("row_span", "rows it covers", required=True),
            integer("column_span", "columns it covers", required=True),
            text("text", "its text, hyphenation undone"),
            flag("is_header", "it is a header cell"),
            decimal("number", "the number, where it holds just one"),
            *(
                c if c.name != "source_text" else text("source_text", "the characters as read, before repair")
                for c in COMMON
            ),
        ),
        ("table_id", "row", "column"),
    ),
    TableSchema(
        "provenance",
        "Further places of a record, and places of single fields.",
        (
            DOCUMENT_ID,
            EXTRACTION_ID,
            text("record_table", "table of the record", required=True),
            text("record_id", "id of the record", required=True),
            text("field", "the field; null for the whole record"),
            integer("position", "running number within the record and field, from 1", required=True),
            integer("page", "page, from 1", required=True),
            *BOX,
            text("source_text", "the characters as read", required=True),
            number("confidence", "lowest confidence of the words there, 0-1", required=True),
        ),
        ("record_table", "record_id", "field", "position"),
    ),
    TableSchema(
        "repairs",
        "Every change the repair made.",
        (
            DOCUMENT_ID,
            EXTRACTION_ID,
            integer("page", "page, from 1", required=True),
            integer("line", "line: of the source for text, of the page elsewhere", required=True),
            text("original", "as read", required=True),
            text("repaired", "as repaired"),
            text("method", "the rule", required=True),
            number("score", "how sure, 0-1", required=True),
            *BOX,
        ),
    ),
    TableSchema(
        "issues",
        "What a person should know of.",
        (
            text("issue_id", "stable id of the issue", required=True),
            text(
                "document_id", "the document; null where it could not even be opened", refers_to="documents.document_id"
            ),
            text("extraction_id", "as elsewhere; null where document_id is"),
            text("source_path", "the path as given"),
            integer("page", "page, from 1"),
            text("stage", "the step that saw it", required=True),
            text("severity", "how grave", required=True, choices=("info", "warning", "error")),
            text("code", "stable code, listed in operations.md", required=True),
            text("message", "what, where, and what to do", required=True),
            text("record_table", "table of the record it speaks of"),
            text("record_id", "id of that record"),
            *BOX,
            text("proposal", "what the value should be, where that is known"),
        ),
        ("issue_id",),
    ),
)
BY_NAME = {table.name: table for table in TABLES}


def datapackage(formats: tuple[str, ...]) -> dict[str, Any]:
    """The Frictionless Data Package of a dataset; the CSV files are its resources where they are written."""
    suffix = "csv" if "csv" in formats else "parquet"
    return {
        "name": "plantolk",
        "title": "Records of Swedish public bodies' plans",
        "profile": "tabular-data-package" if suffix == "csv" else "data-package",
        "resources": [_resource(table, suffix) for table in TABLES],
    }


def _resource(table: TableSchema, suffix: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key and "field" not in table.key:
        schema["primaryKey"] = list(table.key)
    keys = []
    for column in table.columns:
        if column.refers_to:
            other, key = column.refers_to.split(".")
            reference = {"resource": "" if other == table.name else other, "fields": [key]}
            keys.append({"fields": [column.name], "reference": reference})
    if keys:
        schema["foreignKeys"] = keys
    resource: dict[str, Any] = {
        "name": table.name,
        "path": f"{table.name}.{suffix}",
        "description": table.description,
        "schema": schema,
    }
    if suffix == "csv":
        resource |= {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return resource


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    kind = "number" if column.type == "decimal" else column.type
    return {"name": column.name, "type": kind, "description": column.description} | (
        {"constraints": constraints} if constraints else {}
    )


def data_dictionary() -> str:
    """``docs/data-dictionary.md``: every table and column, for people."""
    parts = [
        "# Data dictionary",
        "",
        "Generated from `pipeline/schema.py` by `plantolk schema --markdown`; a test keeps it true. Every table exists as CSV",
        "(UTF-8, comma, RFC 4180, header row, empty = null, decimal point) and as Parquet. Decimals are exact: decimal(20,4).",
    ]
    for table in TABLES:
        key = f" Unique: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
        parts += [
            "",
            f"## {table.name}",
            "",
            f"{table.description}{key}",
            "",
            "| column | type | null | meaning |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            choices = f" One of: {', '.join(f'`{c}`' for c in column.choices)}." if column.choices else ""
            refers = f" Refers to `{column.refers_to}`." if column.refers_to else ""
            meaning = f"{column.description}.{choices}{refers}"
            parts.append(f"| `{column.name}` | {column.type} | {'no' if column.required else 'yes'} | {meaning} |")
    return "\n".join(parts) + "\n"
