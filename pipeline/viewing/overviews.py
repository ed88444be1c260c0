"""Wide tables for researchers: an indicator on one row, a budget label on one row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.dataset import guarded_frame, read_table

WHOSE = ["source_name", "organisation", "body", "plan_year"]


def indicator_overview(indicators: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator and group: its outcome, this year's and the long-term target as read, with number and unit.

    ``needs_review`` is true where any of its values is doubtful.
    """
    wide = values.sort_values(["indicator_id", "page"], kind="stable").copy()
    wide["group"] = wide["group"].fillna("")
    index = ["indicator_id", "group"]
    parts = []
    for kind in ("outcome", "forecast", "target", "long_term_target"):
        one = wide[wide["kind"] == kind].groupby(index, sort=False).first()
        parts.append(one[["raw", "value", "unit", "year"]].add_prefix(f"{kind}_"))
    doubtful = wide.groupby(index, sort=False)["needs_review"].any().rename("value_needs_review")
    joined = pd.concat([*parts, doubtful], axis=1).reset_index()
    columns = ["indicator_id", *WHOSE, "section_number", "goal_number", "name", "page", "confidence", "needs_review"]
    overview = indicators[columns].merge(joined, on="indicator_id", how="left")
    overview["needs_review"] = overview["needs_review"] | overview.pop("value_needs_review").fillna(value=False).astype(
        bool
    )
    return overview


def budget_overview(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a label of a table, one column a scenario and year ('budget 2025'), amounts as read; unit beside them."""
    rows = rows.copy()
    year = rows["year"].astype("string").fillna("")
    measure = rows["measure"].fillna("")
    rows["column"] = (rows["scenario"] + " " + year + " " + measure).str.replace(r"\s+", " ", regex=True).str.strip()
    own = ["table_id", *WHOSE, "table_title", "table_kind", "label", "parent_label", "is_total", "unit", "page"]
    rows[own] = rows[own].astype(object).where(rows[own].notna(), "")
    rows["repeat"] = rows.groupby([*own, "column"], sort=False).cumcount()
    order = rows.drop_duplicates([*own, "repeat"])[[*own, "repeat"]]
    wide = rows.pivot(index=[*own, "repeat"], columns="column", values="amount").reset_index()
    return order.merge(wide, on=[*own, "repeat"], how="left").drop(columns="repeat")


def write_overviews(dataset: Path, out: Path, *, csv_safe: bool = False) -> tuple[Path, ...]:
    """Both overviews of a dataset as CSV and Parquet in ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    tables = {
        "indicator_overview": indicator_overview(
            read_table(dataset, "indicators"), read_table(dataset, "indicator_values")
        ),
        "budget_overview": budget_overview(read_table(dataset, "budget_rows")),
    }
    written = []
    for name, frame in tables.items():
        written += [out / f"{name}.csv", out / f"{name}.parquet"]
        (guarded_frame(frame) if csv_safe else frame).to_csv(written[-2], index=False, lineterminator="\r\n")
        frame.to_parquet(written[-1], index=False)
    return tuple(written)
