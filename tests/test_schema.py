from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.records import (
    Activity,
    Assignment,
    BudgetRow,
    Goal,
    Indicator,
    IndicatorValue,
    Record,
    Risk,
    RiskMeasure,
)
from pipeline.dataset import frame_of
from pipeline.schema import BY_NAME, TABLES, data_dictionary, datapackage

KINDS = [Goal, Assignment, Activity, Indicator, IndicatorValue, BudgetRow, Risk, RiskMeasure]
PROMISED = [
    "documents",
    "locations",
    "plans",
    "pages",
    "sections",
    "goals",
    "assignments",
    "activities",
    "indicators",
    "indicator_values",
    "budget_rows",
    "risks",
    "risk_measures",
    "tables",
    "cells",
    "provenance",
    "repairs",
    "issues",
]


def test_all_promised_tables_exist() -> None:
    assert [table.name for table in TABLES] == PROMISED


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_types_own_fields_are_the_columns_of_its_table(kind: type[Record]) -> None:
    shared = {field.name for field in dataclasses.fields(Record)}
    own = {field.name for field in dataclasses.fields(kind)} - shared - {"table_index"}
    columns = set(BY_NAME[kind.table].names)
    assert own <= columns
    common = set(BY_NAME["activities"].names) - {"activity_id", "text", "goal_id", "goal_number"}
    assert columns - common - own <= {"table_id"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_and_references_name_columns_that_exist(table) -> None:
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        if column.refers_to:
            other, name = column.refers_to.split(".")
            assert name in BY_NAME[other].names


def test_every_row_carries_its_extraction() -> None:
    assert all("extraction_id" in table.names for table in TABLES)


def test_the_data_dictionary_in_docs_is_the_generated_one() -> None:
    docs = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"
    assert docs.read_text(encoding="utf-8") == data_dictionary()


def test_the_data_package_describes_every_column() -> None:
    package = datapackage(("csv", "parquet"))
    for resource, table in zip(package["resources"], TABLES, strict=True):
        assert [field["name"] for field in resource["schema"]["fields"]] == list(table.names)
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_a_number_with_more_digits_than_a_table_holds_is_left_out_and_the_rest_is_written() -> None:
    filled = {"string": "x", "integer": 1, "number": 0.5, "boolean": False, "decimal": None}
    row = {column.name: filled[column.type] for column in BY_NAME["cells"].columns}
    rows = [row | {"row": i, "number": number} for i, number in enumerate(["9" * 17, "-12.5", None])]
    assert [*frame_of(BY_NAME["cells"], rows)["number"]] == [None, Decimal("-12.5000"), None]
