"""The records: frozen types whose own fields are the columns of their tables (see ``pipeline/schema.py``).

What all records share (where they stand, how sure we are) is in :class:`Record`; the columns that come from the
document, its plan and its section are added when the tables are written.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from pipeline.document import Place, Provenance, Text

ValueKind = Literal["absolute", "relative", "change", "rank", "text"]
Comparator = Literal["=", "<", "<=", ">", ">=", "range"]
IndicatorColumn = Literal["outcome", "forecast", "target", "long_term_target"]
TableKind = Literal["operating", "investment", "result", "key_figure", "other"]
Scenario = Literal["budget", "forecast", "outcome", "plan", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has. ``provenance[0]`` is where it stands, further entries are further places of it;
    ``fields`` are places of single fields. ``plan`` and ``section`` are indices into the document's tuples.
    """

    table: ClassVar[str]

    plan: int
    section: int | None
    provenance: tuple[Provenance, ...]
    fields: tuple[tuple[str, Provenance], ...] = ()
    confidence: float = 1.0
    needs_review: bool = False

    @property
    def place(self) -> Place:
        first = self.provenance[0]
        return first.page, first.line or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Record):
    table: ClassVar[str] = "goals"
    goal_id: str
    kind: str
    number: str | None
    text: str
    parent_goal_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    table: ClassVar[str] = "assignments"
    assignment_id: str
    number: str | None
    text: str
    given_by: str | None = None
    goal_id: str | None = None
    goal_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Record):
    table: ClassVar[str] = "activities"
    activity_id: str
    text: str
    goal_id: str | None = None
    goal_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Record):
    table: ClassVar[str] = "indicators"
    indicator_id: str
    name: str
    goal_id: str | None = None
    goal_number: str | None = None
    direction: Literal["increase", "decrease", "maintain"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue(Record):
    table: ClassVar[str] = "indicator_values"
    indicator_value_id: str
    indicator_id: str
    kind: IndicatorColumn
    group: str | None
    raw: str
    value_kind: ValueKind
    comparator: Comparator | None
    value: Decimal | None
    value_high: Decimal | None = None
    rank_of: int | None = None
    unit: str | None = None
    baseline: str | None = None
    year: int | None = None
    period: str | None = None
    proposed: Decimal | None = None
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow(Record):
    table: ClassVar[str] = "budget_rows"
    budget_row_id: str
    table_index: int
    table_title: str | None
    table_kind: TableKind
    label: str
    parent_label: str | None
    parent_budget_row_id: str | None
    is_total: bool
    column_label: str
    scenario: Scenario
    year: int | None
    measure: str | None
    raw: str
    amount: Decimal | None
    unit: str | None
    amount_sek: Decimal | None
    proposed: Decimal | None = None
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    table: ClassVar[str] = "risks"
    risk_id: str
    area: str | None
    text: str
    region_wide: bool = False
    probability: int | None = None
    consequence: int | None = None
    score: int | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMeasure(Record):
    table: ClassVar[str] = "risk_measures"
    risk_measure_id: str
    risk_id: str
    position: int
    text: str


PREFIXES = {
    "plans": "pl", "sections": "se", "goals": "go", "assignments": "as", "activities": "ac", "indicators": "in",
    "indicator_values": "iv", "budget_rows": "br", "risks": "ri", "risk_measures": "rm", "tables": "ta", "issues": "is",
}  # fmt: skip


class Ids:
    """Makes record ids for one document: the kind's prefix and 16 hex digits of SHA-256 over the document's id, the
    kind, the first place's page and line, the source text with blanks folded, and how often that combination came.
    """

    def __init__(self, document_id: str) -> None:
        self._document_id = document_id
        self._seen: Counter[tuple[object, ...]] = Counter()

    def make(self, table: str, place: tuple[int, int | None], source_text: str) -> str:
        text = " ".join(unicodedata.normalize("NFC", source_text).split())
        key = (table, *place, text)
        self._seen[key] += 1
        content = "\x1f".join(map(str, (self._document_id, *key, self._seen[key])))
        return f"{PREFIXES[table]}_{hashlib.sha256(content.encode()).hexdigest()[:16]}"

    def of(self, table: str, provenance: Sequence[Provenance], extra: str = "") -> str:
        """The id of a record that stands at ``provenance``; ``extra`` tells records of one place apart (a group)."""
        first = provenance[0]
        text = " ".join(p.source_text for p in provenance)
        return self.make(table, (first.page, first.line), f"{text}\x1f{extra}" if extra else text)


def joined_provenance(*texts: Text) -> tuple[Provenance, ...]:
    """The places of several texts, one after another."""
    return tuple(entry for text in texts for entry in text.provenance())
