"""Numbers against gold: values of indicators and amounts of budgets, right, silently wrong, flagged, extra, missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.evaluation.counting import Score
from pipeline.evaluation.matching import folded, likeness, number, paired, same_number, same_text, truth
from pipeline.evaluation.records import LEAST_WRAPPED, Rows, Tally, texts
from pipeline.evaluation.sources import Row

SCENARIOS = {
    "prognos": "forecast", "forecast": "forecast", "budget": "budget", "utfall": "outcome", "outcome": "outcome",
    "bokslut": "outcome", "plan": "plan", "other": "other",
}  # fmt: skip
TABLE_KINDS = {
    "drift": "operating", "investering": "investment", "resultat": "result", "nyckeltal": "key_figure",
}  # fmt: skip
LEAST_BUDGET, LEAST_LABEL = 0.80, 0.90

Key = tuple[Any, ...]


def kind_of(value: Mapping[str, Any]) -> str:
    """Absolute / relative / change / rank / text; gold says it with its comparator and baseline."""
    if value.get("value_kind"):
        return str(value["value_kind"])
    comparator = value.get("comparator")
    if comparator in {"rank", "change", "text"}:
        return str(comparator)
    return "relative" if folded(value.get("baseline")) else "absolute"


def strict_key(value: Mapping[str, Any]) -> Key:
    """All that makes up a value; comparator and upper end only where the kind has them."""
    kind = kind_of(value)
    measured = kind in {"absolute", "relative"}
    return (
        value.get("kind"), folded(value.get("group")), kind, (value.get("comparator") or "") if measured else "",
        number(value.get("value")), number(value.get("value_high")) if measured else None, folded(value.get("unit")),
        folded(value.get("baseline")),
    )  # fmt: skip


def loose_key(value: Mapping[str, Any]) -> Key:
    return value.get("kind"), number(value.get("value"))


def common(ours: list[Key], theirs: list[Key]) -> int:
    return (Counter(ours) & Counter(theirs)).total()


def count_values(got: Rows, want: Sequence[Mapping[str, Any]], numbers: Counter[str]) -> None:
    """Numbers of one indicator: each of ours takes one of gold's, as read or, where flagged, as proposed."""
    left = Counter(loose_key(v) for v in want if number(v.get("value")) is not None)
    for value in got:
        if number(value.get("value")) is None:
            continue
        flagged = truth(value.get("needs_review"))
        key = loose_key(value)
        if not left[key] and flagged:
            proposed = (key[0], number(value.get("proposed")))
            key = proposed if left[proposed] else key
        if left[key]:
            left[key] -= 1
            numbers["right"] += 1
            numbers["right_flagged"] += flagged
        else:
            numbers["wrong_flagged" if flagged else "wrong_silent"] += 1
    numbers["missing"] += left.total()


def count_years(got: Rows, want: Sequence[Mapping[str, Any]], years: Counter[bool]) -> None:
    """Years of values that gold dates; a value that stood the same in two years may be either."""
    needed: dict[Key, list[Any]] = {}
    for value in want:
        if value.get("year") is not None:
            needed.setdefault(loose_key(value), []).append(value["year"])
    for value in got:
        if loose_key(value) in needed:
            years[any(same_number(value.get("year"), year) for year in needed[loose_key(value)])] += 1


def score_indicators(got: Rows, values: Mapping[str, Rows], want: Rows, tally: Tally) -> None:
    """Indicators by name; their values within the pairs; values of indicators that gold does not have are extra."""
    pairs = paired(texts(got, "name"), texts(want, "name"), LEAST_WRAPPED)
    tally.place(got, want, pairs)
    strict = loose = 0
    wrong: dict[int, list[str]] = {}
    for i, j in pairs:
        ours = values.get(str(got[i].get("indicator_id")), ())
        theirs = want[j].get("values", [])
        count_values(ours, theirs, tally.numbers)
        count_years(ours, theirs, tally.years)
        exact = common([strict_key(v) for v in ours], [strict_key(v) for v in theirs])
        strict += exact
        loose += common([loose_key(v) for v in ours], [loose_key(v) for v in theirs])
        wrong[i] = ["values"] if exact < max(len(ours), len(theirs)) else []
    seen = {str(got[i].get("indicator_id")) for i, _ in pairs}
    for key, rows in values.items():
        for value in rows if key not in seen else ():
            if number(value.get("value")) is not None:
                tally.numbers["extra_flagged" if truth(value.get("needs_review")) else "extra_silent"] += 1
    found = sum(len(rows) for rows in values.values())
    gold = sum(len(w.get("values", [])) for w in want)
    tally.scores["indicators"] = Score(len(pairs), len(got), len(want))
    tally.scores["indicator_values"] = Score(loose, found, gold)
    tally.scores["indicator_values_strict"] = Score(strict, found, gold)
    shown: list[Row] = [{**row, "values": values.get(str(row.get("indicator_id")), ())} for row in got]
    tally.report("indicators", shown, want, pairs, wrong)


def scenario(row: Mapping[str, Any]) -> str | None:
    return SCENARIOS.get(folded(row.get("scenario")))


def table_kind(name: Any) -> str:
    return TABLE_KINDS.get(folded(name), folded(name))


def budget_text(row: Mapping[str, Any]) -> str:
    """Label, what the column means, and its header: what a row of a budget is known by."""
    year = number(row.get("year"))
    meaning = f"{SCENARIOS.get(folded(row.get('scenario')), folded(row.get('scenario')))} {int(year) if year else ''}"
    column = row["column_label"] if "column_label" in row else row.get("column")
    return f"{folded(row.get('label'))} | {meaning} | {folded(column)}"


def best_amount(row: Row, want: Any) -> Any:
    """The amount as read; in a flagged row the proposed one, where that is what gold says."""
    if (
        truth(row.get("needs_review"))
        and number(row.get("proposed")) is not None
        and same_number(row["proposed"], want)
    ):
        return row["proposed"]
    return row.get("amount")


def budget_differences(ours: Row, theirs: Mapping[str, Any]) -> list[str]:
    """Fields beyond the amount that differ: what the column means first, then the strict ones."""
    differ = [] if scenario(ours) == scenario(theirs) else ["scenario"]
    if not same_number(ours.get("year"), theirs.get("year")):
        differ.append("year")
    if not same_text(ours.get("unit"), theirs.get("unit")):
        differ.append("unit")
    if table_kind(ours.get("table_kind")) != table_kind(theirs.get("kind")):
        differ.append("table_kind")
    if not same_text(ours.get("parent_label"), theirs.get("parent")):
        differ.append("parent_label")
    if truth(ours.get("is_total")) != bool(theirs.get("is_total")):
        differ.append("is_total")
    return differ


def score_budget(got: Rows, want: Rows, tally: Tally) -> None:
    """Budget rows by label and column together; a row counts when its label, amount, scenario and year are right."""
    pairs = paired([budget_text(r) for r in got], [budget_text(r) for r in want], LEAST_BUDGET)
    tally.place(got, want, pairs)
    loose = strict = 0
    right: set[int] = set()
    wrong: dict[int, list[str]] = {}
    for i, j in pairs:
        ours, theirs = got[i], want[j]
        if likeness(ours.get("label"), theirs.get("label")) < LEAST_LABEL:
            wrong[i] = ["label"]
            continue
        amount = best_amount(ours, theirs.get("amount"))
        if amount in (None, ""):
            tally.numbers["missing"] += 1
            wrong[i] = ["amount"]
            continue
        flagged = truth(ours.get("needs_review"))
        if not same_number(amount, theirs.get("amount")):
            tally.numbers["wrong_flagged" if flagged else "wrong_silent"] += 1
            wrong[i] = ["amount"]
            continue
        tally.numbers["right"] += 1
        tally.numbers["right_flagged"] += flagged
        right.add(i)
        wrong[i] = budget_differences(ours, theirs)
        if not {"scenario", "year"} & set(wrong[i]):
            loose += 1
            strict += not wrong[i]
    tally.numbers["missing"] += len(want) - len(pairs)
    seen = {i for i, _ in pairs}
    for i, row in enumerate(got):
        if i not in seen and row.get("amount") not in (None, ""):
            tally.numbers["extra_flagged" if truth(row.get("needs_review")) else "extra_silent"] += 1
    tally.calibrate(got, right)
    tally.scores["budget_rows"] = Score(loose, len(got), len(want))
    tally.scores["budget_rows_strict"] = Score(strict, len(got), len(want))
    tally.report("budget_rows", got, want, pairs, wrong)
