"""Records against gold: found or not, strictly right or not, on the right page, with the right links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluation.counting import Score, Share
from pipeline.evaluation.matching import folded, likeness, number, paired, same_number, same_text, truth
from pipeline.evaluation.sources import Row

Pairs = list[tuple[int, int]]
Rows = Sequence[Row]

LEAST, LEAST_WRAPPED = 0.90, 0.85
"""How alike two texts must be to be the same record; texts that wrap over table cells may differ a little more."""
BINS = (("<0.5", 0.5), ("0.5-0.8", 0.8), ("0.8-0.9", 0.9), (">=0.9", 2.0))


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that is not as gold has it: missing, extra, or wrong in ``fields``. ``box`` in points, top left first."""

    table: str
    status: str
    page: int | None
    box: tuple[float, ...] | None
    got: Row | None
    want: Mapping[str, Any] | None
    fields: tuple[str, ...] = ()


@dataclass
class Tally:
    """What is counted while a document's records are compared."""

    scores: dict[str, Score] = field(default_factory=dict)
    pages: Counter[bool] = field(default_factory=Counter)
    links: Counter[bool] = field(default_factory=Counter)
    years: Counter[bool] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    bins: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name, _ in BINS})
    findings: list[Finding] = field(default_factory=list)

    def place(self, got: Rows, want: Rows, pairs: Pairs) -> None:
        """Paired records on the page that gold says."""
        for i, j in pairs:
            if want[j].get("page") is not None:
                self.pages[same_number(got[i].get("page"), want[j]["page"])] += 1

    def calibrate(self, got: Rows, right: set[int]) -> None:
        """Right records by bin of their confidence."""
        for i, row in enumerate(got):
            confidence = number(row.get("confidence"))
            if confidence is not None:
                name = next(name for name, above in BINS if confidence < above)
                self.bins[name][0] += i in right
                self.bins[name][1] += 1

    def report(self, table: str, got: Rows, want: Rows, pairs: Pairs, wrong: Mapping[int, Sequence[str]]) -> None:
        """Findings of one table: what is in no pair, and pairs (by index of the found) whose fields differ."""
        ours, theirs = dict(pairs), {j for _, j in pairs}
        for i, row in enumerate(got):
            if i not in ours:
                self.findings.append(Finding(table, "extra", page_of(row), box_of(row), row, None))
            elif wrong.get(i):
                self.findings.append(
                    Finding(table, "wrong", page_of(row), box_of(row), row, want[ours[i]], tuple(wrong[i]))
                )
        for j, record in enumerate(want):
            if j not in theirs:
                box = record.get("box")
                place = None if box is None else tuple(box)
                self.findings.append(Finding(table, "missing", record.get("page"), place, None, record))

    def page_share(self) -> Share:
        return Share(self.pages[True], self.pages.total())


def page_of(row: Row) -> int | None:
    page = number(row.get("page"))
    return None if page is None else int(page)


def box_of(row: Row) -> tuple[float, ...] | None:
    sides = [number(row.get(name)) for name in ("x0", "top", "x1", "bottom")]
    return None if None in sides else tuple(s for s in sides if s is not None)


def texts(rows: Rows, *names: str) -> list[str | None]:
    """The first of the named fields that each row has."""
    return [next((r[n] for n in names if n in r), None) for r in rows]


@dataclass(frozen=True, slots=True)
class Simple:
    """A kind that is paired by one text: its columns (ours, gold's) that must agree to be strictly right."""

    table: str
    text: str
    fields: tuple[tuple[str, str], ...] | None
    calibrated: bool = True


SIMPLE = (
    Simple("sections", "title", (("number", "number"),), calibrated=False),
    Simple("goals", "text", (("number", "number"), ("kind", "kind"))),
    Simple("assignments", "text", (("number", "number"),)),
    Simple("activities", "text", ()),
)


def score_simple(kind: Simple, got: Rows, want: Rows, tally: Tally) -> None:
    pairs = paired(texts(got, kind.text), texts(want, "text", "title"), LEAST)
    wrong = {
        i: [ours for ours, theirs in kind.fields or () if not same_text(got[i].get(ours), want[j].get(theirs))]
        for i, j in pairs
    }
    right = {i for i, fields in wrong.items() if not fields}
    if kind.calibrated:
        tally.calibrate(got, right)
    tally.place(got, want, pairs)
    tally.scores[kind.table] = Score(len(pairs), len(got), len(want))
    tally.scores[f"{kind.table}_strict"] = Score(len(right), len(got), len(want))
    tally.report(kind.table, got, want, pairs, wrong)


def score_risks(got: Rows, measures: Mapping[str, Rows], want: Rows, tally: Tally) -> None:
    """Risks by their text; strictly right when area, scope, rating and owner agree. Measures within paired risks."""
    pairs = paired(texts(got, "text"), texts(want, "text"), LEAST_WRAPPED)
    tally.place(got, want, pairs)
    wrong: dict[int, list[str]] = {}
    hit = 0
    for i, j in pairs:
        ours, theirs = got[i], want[j]
        own = texts(measures.get(str(ours.get("risk_id")), ()), "text")
        hit += len(paired(own, theirs.get("measures", []), LEAST_WRAPPED))
        differ = [] if likeness(ours.get("area"), theirs.get("area")) >= 0.90 else ["area"]
        if truth(ours.get("region_wide")) != bool(theirs.get("region_wide")):
            differ.append("region_wide")
        differ += [k for k in ("probability", "consequence", "score") if not same_number(ours.get(k), theirs.get(k))]
        if not same_text(ours.get("owner"), theirs.get("owner")):
            differ.append("owner")
        wrong[i] = differ
    strict = sum(not fields for fields in wrong.values())
    tally.scores["risks"] = Score(len(pairs), len(got), len(want))
    tally.scores["risks_strict"] = Score(strict, len(got), len(want))
    found = sum(len(rows) for rows in measures.values())
    tally.scores["risk_measures"] = Score(hit, found, sum(len(r.get("measures", [])) for r in want))
    tally.report("risks", got, want, pairs, wrong)


def score_links(rows: Callable[[str], Rows], gold: Mapping[str, Any], tally: Tally) -> None:
    """Whether paired assignments, activities and indicators hang on the numbered goal that gold says."""
    numbers = {r.get("goal_id"): r.get("number") for r in rows("goals")}
    known = {folded(g.get("number")) for g in gold.get("goals", []) if g.get("number") not in (None, "")}
    for table, text, least in (
        ("assignments", "text", LEAST),
        ("activities", "text", LEAST),
        ("indicators", "name", LEAST_WRAPPED),
    ):
        got, want = rows(table), gold.get(table, [])
        for i, j in paired(texts(got, text), texts(want, text), least):
            if folded(want[j].get("goal")) in known:
                linked = got[i].get("goal_number") or numbers.get(got[i].get("goal_id"))
                tally.links[same_text(linked, want[j]["goal"])] += 1
