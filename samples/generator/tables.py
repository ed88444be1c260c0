"""Tables of records: what is printed and what gold says come from the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from samples.generator.content import Cell, Grid, Par, Plan, Ref, Row
from samples.generator.values import NBSP, Value, amount

KINDS = ("outcome", "target", "long_term_target")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts: the printed header and what it means."""

    title: str
    scenario: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of amounts. ``printed`` is the label as it stands on paper where that differs ('- varav ...').
    ``sums``: labels of the rows it adds up; then it needs no amounts.
    """

    label: str
    amounts: tuple[str | None, ...] = ()
    parent: str | None = None
    printed: str | None = None
    sums: tuple[str, ...] = ()
    total: bool = False


def value_gold(value: Value, kind: str) -> dict[str, object]:
    return {
        "kind": kind, "group": value.group, "raw": value.raw.replace(NBSP, " "), "comparator": value.comparator,
        "value": value.value, "value_high": value.value_high, "unit": value.unit, "baseline": value.baseline,
        "year": value.year,
    }  # fmt: skip


def printed_values(values: Sequence[Value]) -> str:
    return "\n".join(f"{v.group}: {v.raw}" if v.group else v.raw for v in values)


def indicator_table(
    plan: Plan,
    headers: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Value], Sequence[Value], Sequence[Value]]],
    *,
    goal: str | None,
    columns: tuple[float, ...],
    kinds: Sequence[str] = KINDS,
    caption: str | None = None,
    rules: str = "all",
    align: str = "left",
    flat: str = "lines",
    repeat: bool = True,
    split: bool = False,
) -> None:
    """A table of indicators, one a row: name, then one cell of values for each of ``kinds``."""
    out: list[Row] = [tuple(Cell(h, head=True, bold=True, align=align if i else "left") for i, h in enumerate(headers))]
    for name, *cells in rows:
        used = list(zip(kinds, cells, strict=False))
        ref = plan.record(
            "indicators", name=name, goal=goal, page=None,
            values=[value_gold(v, kind) for kind, values in used for v in values],
        )  # fmt: skip
        out.append((Cell(name, refs=(ref,)), *(Cell(printed_values(v), align=align, refs=(ref,)) for _, v in used)))
    if caption:
        plan.put(Par(caption, "caption", keep=True))
    plan.put(Grid(plan.table_name(), caption, columns, tuple(out), rules=rules, flat=flat, repeat=repeat, split=split))


def with_sums(lines: Sequence[Line], width: int) -> list[tuple[Line, list[Decimal | None]]]:
    """Every line with its amounts; sums added up from the lines they name."""
    known: dict[str, list[Decimal | None]] = {}
    out = []
    for line in lines:
        if line.sums:
            amounts: list[Decimal | None] = [
                sum((known[label][c] or Decimal(0) for label in line.sums), Decimal(0)) for c in range(width)
            ]
        else:
            amounts = [None if a is None else Decimal(a) for a in (*line.amounts, *[None] * width)[:width]]
        known[line.label] = amounts
        out.append((line, amounts))
    return out


def budget_table(
    plan: Plan,
    title: str,
    kind: str,
    unit: str,
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    shares: tuple[float, ...],
    places: int = 1,
    minus: str = "-",
    empty: str = "",
    corner: str | None = None,
    header: Sequence[Row] | None = None,
    rules: str = "all",
    caption: str | None = None,
    flat: str = "lines",
    repeat: bool = True,
    indent: str = "- ",
    align: str = "right",
) -> None:
    """A table of amounts. ``title`` is what gold calls it (the heading or caption it stands under)."""
    head: list[Row] = list(
        header
        or [
            (
                Cell(unit if corner is None else corner, head=True, bold=True),
                *(Cell(c.title, head=True, bold=True, align=align) for c in columns),
            )
        ]
    )
    body: list[Row] = []
    for line, amounts in with_sums(lines, len(columns)):
        refs: list[Ref] = []
        cells = []
        for column, value in zip(columns, amounts, strict=True):
            if value is None:
                cells.append(Cell(empty, align=align, bold=line.total))
                continue
            ref = plan.record(
                "budget_rows", table=title, kind=kind, label=line.label, parent=line.parent, is_total=line.total,
                column=column.title.replace("\n", " "), scenario=column.scenario, year=column.year,
                amount=float(value), unit=unit, page=None,
            )  # fmt: skip
            refs.append(ref)
            cells.append(Cell(amount(value, places, minus=minus), align=align, bold=line.total, refs=(ref,)))
        printed = line.printed or (indent if line.parent else "") + line.label
        body.append((Cell(printed, bold=line.total), *cells))
    if caption:
        plan.put(Par(caption, "caption", keep=True))
    plan.put(
        Grid(
            plan.table_name(), caption, shares, tuple(head + body), header_rows=len(head), rules=rules, flat=flat,
            repeat=repeat,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk with its measures; ``rating``: (probability, consequence), whose product is the score."""

    area: str
    text: str
    measures: tuple[str, ...]
    region_wide: bool = False
    rating: tuple[int, int] | None = None
    owner: str | None = None
    lead: str = ""


def risk_gold(plan: Plan, risk: RiskRow, area: str | None) -> Ref:
    s, k = risk.rating or (None, None)
    return plan.record(
        "risks", area=area, text=risk.text, measures=list(risk.measures), region_wide=risk.region_wide,
        probability=s, consequence=k, score=s * k if s and k else None, owner=risk.owner, page=None,
    )  # fmt: skip


def risk_table(
    plan: Plan,
    headers: Sequence[str],
    risks: Sequence[RiskRow],
    *,
    columns: tuple[float, ...],
    fields: Sequence[str] = ("area", "text", "measures"),
    spans: bool = True,
    rules: str = "all",
    caption: str | None = None,
    mark: str = "",
    split: bool = True,
    flat: str = "lines",
) -> None:
    """A table of risks; an area over several risks is one merged cell where ``spans``, else blank from the second on."""
    rows: list[Row] = [tuple(Cell(h, head=True, bold=True) for h in headers)]
    area: str | None = None
    for n, risk in enumerate(risks):
        same = n > 0 and risk.area == risks[n - 1].area
        area = risk.area
        ref = risk_gold(plan, risk, area)
        run = 1
        while n + run < len(risks) and risks[n + run].area == area:
            run += 1
        printed: dict[str, str] = {
            "number": str(n + 1),
            "area": area,
            "text": risk.text,
            "measures": "\n".join((mark if len(risk.measures) > 1 else "") + m for m in risk.measures),
            "probability": str(risk.rating[0]) if risk.rating else "",
            "consequence": str(risk.rating[1]) if risk.rating else "",
            "score": str(risk.rating[0] * risk.rating[1]) if risk.rating else "",
            "owner": risk.owner or "",
        }
        row: list[Cell | None] = []
        for name in fields:
            if name == "area":
                row.append(None if same and spans else Cell("" if same else area, row_span=run if spans else 1))
            else:
                centred = name in {"probability", "consequence", "score"}
                row.append(Cell(printed[name], align="center" if centred else "left", refs=(ref,)))
        rows.append(tuple(row))
    if caption:
        plan.put(Par(caption, "caption", keep=True))
    plan.put(Grid(plan.table_name(), caption, columns, tuple(rows), rules=rules, split=split, flat=flat))
