"""What a plan says: elements in reading order and, beside them, the records that they print.

A ``Ref`` (kind, index) ties an element to its record; the typesetter reports where each ref came to stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

BULLETS = "•–-*"
Ref = tuple[str, int]
Element = Any


@dataclass(frozen=True, slots=True)
class Par:
    """A paragraph. ``label`` hangs before it (a bullet, 'Nr 4.'); ``keep``: not the last thing on a page."""

    text: str
    style: str = "body"
    label: str = ""
    refs: tuple[Ref, ...] = ()
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    row_span: int = 1
    column_span: int = 1
    head: bool = False
    align: str = "left"
    bold: bool = False
    refs: tuple[Ref, ...] = ()


Row = tuple[Cell | None, ...]
"""One entry a column; ``None`` where a cell from above or from the left covers the place."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``columns``: shares of the width. ``rules``: all / horizontal / none. ``flat``: how its text comes out
    in a plain text (lines: line by line over the columns; cells: one cell after another).
    """

    name: str
    caption: str | None
    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    header_rows: int = 1
    rules: str = "all"
    repeat: bool = True
    split: bool = False
    flat: str = "lines"
    style: str = "cell"
    shade: bool = True
    in_gold: bool = True


@dataclass(frozen=True, slots=True)
class Skip:
    height: float


@dataclass(frozen=True, slots=True)
class NewPage:
    """A new page of the given form: portrait, landscape (wide paper), sideways (portrait paper, text turned)."""

    form: str = "portrait"


@dataclass(frozen=True, slots=True)
class Columns:
    count: int


@dataclass(frozen=True, slots=True)
class NextColumn:
    """On to the next column, or the next page where there is none."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, filled from where the sections came to stand."""

    title: str = "Innehåll"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure: ``bars`` (label, value), or boxes with words (value 0)."""

    caption: str
    bars: tuple[tuple[str, float], ...]
    height: float = 120


@dataclass(frozen=True, slots=True)
class Boxed:
    """A tinted box with a heading and paragraphs."""

    title: str
    texts: tuple[str, ...]
    refs: tuple[tuple[Ref, ...], ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page that its mark stands on."""

    mark: str
    text: str


@dataclass
class Plan:
    """A plan being written: its looks, its elements in order, its records in the order of SCHEMA.md."""

    name: str
    title: str
    organisation: str
    body: str
    year: int
    look: Any
    elements: list[Element] = field(default_factory=list)
    records: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {
            k: [] for k in ("sections", "goals", "assignments", "activities", "indicators", "budget_rows", "risks")
        }
    )
    section: str | None = None
    tables: int = 0
    notes: str = ""

    def put(self, *elements: Element) -> None:
        self.elements.extend(elements)

    def record(self, table: str, /, **fields: Any) -> Ref:
        """Adds a record; its page is filled in when the plan is set."""
        self.records[table].append(fields)
        return table, len(self.records[table]) - 1

    def heading(self, number: str | None, title: str, level: int, *, style: str | None = None) -> None:
        bare = number and number.rstrip(".")
        ref = self.record("sections", number=bare, title=title, level=level, page=None)
        self.section = bare or title
        self.put(Par(title, style or f"h{level}", label=number or "", refs=(ref,), keep=True))

    def text(self, *paragraphs: str, style: str = "body") -> None:
        self.put(*(Par(p, style) for p in paragraphs))

    def bullets(self, *items: str, mark: str = "•") -> None:
        self.put(*(Par(item, "item", label=mark) for item in items))

    def goal(
        self, kind: str, number: str | None, text: str, printed: str = "{text}", *, style: str = "goal", label: str = ""
    ) -> None:
        ref = self.record("goals", kind=kind, number=number, text=text, section=self.section, page=None)
        self.put(Par(printed.format(text=text, number=number), style, label=label, refs=(ref,), keep=style == "goal"))

    def assignments(
        self,
        lead: str | None,
        items: Sequence[tuple[str | None, str]],
        *,
        given_by: str | None,
        goal: str | None,
        mark: str = "Nr {number}.",
        style: str = "task",
    ) -> None:
        if lead:
            self.put(Par(lead, "lead", keep=True))
        for number, text in items:
            ref = self.record("assignments", number=number, text=text, given_by=given_by, goal=goal, page=None)
            label = mark.format(number=number) if number or "{number}" not in mark else "•"
            self.put(Par(text, "item" if label in BULLETS else style, label=label, refs=(ref,)))

    def activities(self, lead: str | None, items: Sequence[str], *, goal: str | None, mark: str = "•") -> None:
        if lead:
            self.put(Par(lead, "lead", keep=True))
        for text in items:
            ref = self.record("activities", text=text, goal=goal, page=None)
            self.put(Par(text, "item", label=mark, refs=(ref,)))

    def sentences(
        self, lead: str | None, items: Sequence[str], *, goal: str | None, mark: str = "•", targets: Sequence[Any] = ()
    ) -> None:
        """Indicators that are only sentences; ``targets``: the value of each sentence that states one, else None."""
        if lead:
            self.put(Par(lead, "lead", keep=True))
        for text, target in zip_longest(items, targets):
            ref = self.record("indicators", name=text, goal=goal, page=None, values=[target] if target else [])
            self.put(Par(text, "item", label=mark, refs=(ref,)))

    def table_name(self) -> str:
        self.tables += 1
        return f"{self.name}-t{self.tables:02}"
