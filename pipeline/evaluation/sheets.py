"""For those who have no gold: pages drawn at random, a sheet for a person to check, an error rate with its interval."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.evaluation.counting import wilson
from pipeline.evaluation.sources import Output, Row
from pipeline.inert import guarded, unguarded

COLUMNS = (
    "stratum", "source_name", "page", "table", "record_id", "what", "source_text", "x0", "top", "x1", "bottom", "answer",
    "note",
)  # fmt: skip
CHECKED = (
    ("goals", "goal_id", ("kind", "number", "text")),
    ("assignments", "assignment_id", ("number", "text", "given_by")),
    ("activities", "activity_id", ("text",)),
    ("indicators", "indicator_id", ("name",)),
    ("indicator_values", "indicator_value_id", ("kind", "group", "raw", "value", "unit", "year")),
    ("budget_rows", "budget_row_id", ("table_title", "label", "column_label", "amount", "unit", "year")),
    ("risks", "risk_id", ("area", "text", "probability", "consequence", "score")),
    ("risk_measures", "risk_measure_id", ("text",)),
)
MISSED = "missed"
"""The last row of each page: how many records of the page are not in the list."""
YES, NO = {"1", "y", "yes", "j", "ja", "r", "rätt", "right", "ok", "x"}, {"0", "n", "no", "nej", "f", "fel", "wrong"}

Page = tuple[str, int]
"""(document_id, page)"""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Pages that are drawn among themselves: one way of reading and one plan year."""

    name: str
    pages: tuple[Page, ...]


def strata(output: Output) -> list[Stratum]:
    """All pages that were read and are not blank, by source kind and year."""
    members: dict[str, list[Page]] = {}
    for document in output.documents:
        document_id = str(document["document_id"])
        plans = output.rows("plans", document_id)
        for page in output.rows("pages", document_id):
            if page.get("is_blank") in {"true", "True"} or page.get("status") == "failed":
                continue
            number = int(float(page["page"]))
            year = next(
                (
                    plan.get("plan_year")
                    for plan in plans
                    if float(plan.get("page") or 1) <= number <= float(plan.get("page_end") or number)
                ),
                None,
            )
            kind = page.get("text_source") or document.get("text_source") or "unknown"
            members.setdefault(f"{kind} {year or 'no year'}", []).append((document_id, number))
    return [Stratum(name, tuple(sorted(pages))) for name, pages in sorted(members.items())]


def shares(sizes: Sequence[int], total: int) -> list[int]:
    """``total`` shared out in proportion to ``sizes``, at least one to each while it lasts, never more than there is."""
    total = min(total, sum(sizes))
    whole = sum(sizes)
    exact = [total * size / whole if whole else 0.0 for size in sizes]
    out = [min(size, max(1, int(e))) for size, e in zip(sizes, exact, strict=True)]
    by_rest = sorted(range(len(sizes)), key=lambda n: exact[n] - int(exact[n]), reverse=True)
    while sum(out) < total:
        for n in by_rest:
            if out[n] < sizes[n] and sum(out) < total:
                out[n] += 1
    while sum(out) > total:
        largest = max(range(len(out)), key=lambda n: out[n])
        out[largest] -= 1
    return out


def draw_sample(out: Path, pages: int = 30, seed: int = 1) -> list[Row]:
    """The rows of a sheet: every record on ``pages`` pages drawn at random, in proportion to the strata; the same seed
    draws the same pages. A page without records is in it with its last row alone."""
    if pages < 1:
        raise UsageError(f"--pages {pages}: at least one page is to be drawn")
    output = Output(out)
    groups = strata(output)
    names = {str(d["document_id"]): str(d["source_name"]) for d in output.documents}
    dice = random.Random(seed)  # noqa: S311 - a sample, not a secret
    rows: list[Row] = []
    for stratum, count in zip(groups, shares([len(g.pages) for g in groups], pages), strict=True):
        for document_id, page in sorted(dice.sample(stratum.pages, count), key=lambda p: (names[p[0]], p[1])):
            rows += page_rows(output, stratum.name, names[document_id], document_id, page)
    return rows


def page_rows(output: Output, stratum: str, name: str, document_id: str, page: int) -> list[Row]:
    rows: list[Row] = []
    for table, key, columns in CHECKED:
        for record in output.rows(table, document_id):
            if int(float(record.get("page") or 0)) != page:
                continue
            what = "; ".join(f"{c}: {record[c]}" for c in columns if record.get(c) is not None)
            rows.append(
                {
                    "stratum": stratum, "source_name": name, "page": page, "table": table, "record_id": record.get(key),
                    "what": what, "source_text": record.get("source_text"),
                    **{side: record.get(side) for side in ("x0", "top", "x1", "bottom")}, "answer": "", "note": "",
                }
            )  # fmt: skip
    rows.append(
        {
            "stratum": stratum, "source_name": name, "page": page, "table": MISSED,
            "what": "how many records of this page are not listed above?", "answer": "", "note": "",
        }
    )  # fmt: skip
    return rows


def write_sheet(rows: Iterable[Row], path: Path) -> None:
    """A CSV that a spreadsheet opens as it is (UTF-8 with a mark). Answers already given are never overwritten."""
    if path.exists():
        raise UsageError(f"{path} is there already", hint="name another file, or move the sheet away")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({k: "" if v is None else guarded(str(v)) for k, v in row.items()} for row in rows)
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))


def read_sheet(path: Path) -> list[Row]:
    """A sheet with answers; commas or semicolons, as the spreadsheet saved it."""
    text = path.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    if not rows or not {"stratum", "table", "answer"} <= set(rows[0]):
        raise UsageError(f"{path} is no sheet of plantolk sample", hint="columns stratum, table and answer are needed")
    return [{k: unguarded(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows]


@dataclass(frozen=True, slots=True)
class Rate:
    """``wrong`` of ``checked`` records, on ``pages`` pages; ``low`` and ``high``: 95 % interval of the error rate (0-1).
    ``missed``: records on the pages that were not found, ``None`` where nobody counted them."""

    wrong: int
    checked: int
    pages: int
    low: float
    high: float
    missed: int | None

    @property
    def rate(self) -> float:
        return self.wrong / self.checked if self.checked else 0.0


@dataclass(frozen=True, slots=True)
class SheetResult:
    """A checked sheet: the whole, each stratum and each table; ``open``: records without an answer."""

    whole: Rate
    by_stratum: dict[str, Rate]
    by_table: dict[str, Rate]
    open: int


def verdict(answer: str | None) -> bool | None:
    """Right, wrong, or not yet answered."""
    word = (answer or "").strip().casefold()
    if not word:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise UsageError(f"an answer reads {answer!r}", hint="write y or n (ja, nej, 1, 0), or leave it empty")


def rate_of(rows: Sequence[Row]) -> Rate:
    """The error rate and its interval. Errors come in clusters (a bad page spoils many records), so the interval counts
    with fewer records than were checked: as many as independent ones would be needed for the spread seen between pages."""
    by_page: dict[tuple[str, str], list[int]] = {}
    missed: int | None = None
    for row in rows:
        if row["table"] == MISSED:
            if (row["answer"] or "").strip():
                missed = (missed or 0) + int(float(row["answer"].replace(",", ".")))
            continue
        right = verdict(row["answer"])
        if right is not None:
            counts = by_page.setdefault((row["source_name"], row["page"]), [0, 0])
            counts[0] += not right
            counts[1] += 1
    wrong, checked = sum(w for w, _ in by_page.values()), sum(n for _, n in by_page.values())
    factor = clustering(list(by_page.values()), wrong, checked)
    low, high = wilson(wrong / factor, checked / factor)
    return Rate(wrong, checked, len(by_page), low, high, missed)


def clustering(pages: Sequence[Sequence[int]], wrong: int, checked: int) -> float:
    """By how much errors are bunched on pages: the variance between pages over that of independent records, at least 1."""
    if len(pages) < 2 or not 0 < wrong < checked:
        return 1.0
    rate = wrong / checked
    between = len(pages) / (len(pages) - 1) * sum((w - rate * n) ** 2 for w, n in pages) / checked**2
    return max(1.0, between / (rate * (1 - rate) / checked))


def score_sheet(rows: Sequence[Row]) -> SheetResult:
    """The answers of a sheet as error rates."""

    def split(key: str) -> dict[str, Rate]:
        names = dict.fromkeys(str(r[key]) for r in rows if r["table"] != MISSED)
        return {name: rate_of([r for r in rows if r[key] == name]) for name in names}

    unanswered = sum(r["table"] != MISSED and verdict(r["answer"]) is None for r in rows)
    return SheetResult(rate_of(rows), split("stratum"), split("table"), unanswered)


def format_sheet(result: SheetResult) -> str:
    """The rates as a table for the terminal."""

    def line(name: str, rate: Rate) -> str:
        missed = "-" if rate.missed is None else str(rate.missed)
        interval = f"{100 * rate.low:5.1f} to {100 * rate.high:5.1f} %"
        return f"{name[:34]:34}{rate.checked:>8}{rate.wrong:>7}{100 * rate.rate:>10.1f} %   {interval}{missed:>9}"

    lines = [f"{'':34}{'checked':>8}{'wrong':>7}{'error rate':>12}   {'95 % interval':>16}{'missed':>9}"]
    lines.append(line("all", result.whole))
    lines += [line(name, rate) for name, rate in result.by_stratum.items()]
    lines += [line(name, rate) for name, rate in result.by_table.items()]
    if result.open:
        lines.append(f"{result.open} records have no answer yet and are left out")
    return "\n".join(lines)
