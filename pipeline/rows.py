"""A document and its records to rows of the output tables: plain dicts, one list a table (see ``schema.py``)."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from extractors.records import BudgetRow, Ids, Record
from pipeline.amounts import parse_amount
from pipeline.document import Box, Document, Page, Plan, Provenance, Section, Source, Table, box_as_it_lies
from pipeline.errors import Issue
from pipeline.inert import escaped, storable
from pipeline.schema import BY_NAME, TABLES

Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What made the rows: the program's version and the hash of its settings and dictionaries."""

    program_version: str
    config_hash: str

    def extraction_id(self, document_id: str) -> str:
        return hashlib.sha256(f"{document_id}\n{self.program_version}\n{self.config_hash}".encode()).hexdigest()


def rows_of(document: Document, records: Sequence[Record], issues: Sequence[Issue], status: str, stamp: Stamp) -> Rows:
    """All rows of one document, table by table, each in a stable order."""
    writer = _Writer(document, stamp)
    rows: Rows = {table.name: [] for table in TABLES}
    rows["plans"] = list(writer.plans())
    rows["pages"] = [writer.page(page) for page in document.pages]
    rows["sections"] = [writer.section(i) for i in range(len(document.sections))]
    for i, table in enumerate(document.tables):
        rows["tables"].append(writer.table(i))
        rows["cells"].extend(writer.cells(i, table))
    for record in records:
        rows[record.table].append(writer.record(record))
        rows["provenance"].extend(writer.provenance(record))
    rows["repairs"] = list(writer.repairs())
    rows["issues"] = issue_rows(
        issues, document.source.path, document.source.document_id, writer.extraction_id, writer.pages
    )
    rows["documents"] = [writer.document_row(status, len(rows["issues"]))]
    return rows


def failed_rows(source: Source, issues: Sequence[Issue], stamp: Stamp) -> Rows:
    """The rows of a source that could not be read: its document row with status failed, and why."""
    return rows_of(Document(source, ()), (), issues, "failed", stamp)


def issue_rows(
    issues: Iterable[Issue],
    path: str,
    document_id: str | None,
    extraction_id: str | None,
    pages: Mapping[int, Page] = MappingProxyType({}),
) -> list[Row]:
    """Issues as rows; ids over the document (or path, where it could not be opened), code, page and message."""
    seen: Counter[str] = Counter()
    rows = []
    for issue in issues:
        key = "\x1f".join(
            map(
                storable,
                map(str, (document_id or path, issue.stage, issue.code, issue.page, issue.message, issue.record_id)),
            )
        )
        seen[key] += 1
        box = Box(*issue.box) if issue.box else None
        rows.append(
            {
                "issue_id": f"is_{hashlib.sha256(f'{key}{seen[key]}'.encode()).hexdigest()[:16]}",
                "document_id": document_id,
                "extraction_id": extraction_id,
                "source_path": path,
                **{name: getattr(issue, name) for name in (
                    "page", "stage", "severity", "code", "message", "record_table", "record_id", "proposal"
                )},
                **_edges(box, pages.get(issue.page or 0)),
            }
        )  # fmt: skip
        rows[-1]["message"] = escaped(issue.message)
        rows[-1]["source_path"] = storable(path)
    return rows


def text_file(document: Document) -> str:
    """The repaired text. A text source line by line, one to one; else in reading order without heads and feet. A form
    feed stands directly before the first character of each page but the first.
    """
    if document.source.line_count is not None:
        lines = [""] * document.source.line_count
        for page in document.pages:
            for position, line in enumerate(page.lines):
                value = line.text.value
                if position == 0 and page.number > 1:
                    value = "\f" + (value[1:] if value.startswith(" ") and not value.startswith("  ") else value)
                lines[line.number - 1] = value
        return "\n".join(lines)
    return "".join(
        ("\f" if page.number > 1 else "")
        + "".join(f"{line.text.value}\n" for line in page.lines if line.role not in {"head", "foot"})
        for page in document.pages
    )


def text_path(source: Source) -> str:
    stem = "".join(c if c.isalnum() or c in "-_ ." else "_" for c in PurePath(source.name).stem)
    return f"text/{stem[:100]}-{source.document_id[:8]}.txt"


def _edges(box: Box | None, page: Page | None = None) -> Row:
    """The box on the page as it lies in the source: a scan that was turned and levelled to be read is turned back."""
    if box is not None and page is not None:
        box = box_as_it_lies(box, page)
    if box is None:
        return {"x0": None, "top": None, "x1": None, "bottom": None}
    return {
        "x0": round(box.left, 2),
        "top": round(box.top, 2),
        "x1": round(box.right, 2),
        "bottom": round(box.bottom, 2),
    }


def _score(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


def _mean(values: Sequence[float]) -> float | None:
    return _score(sum(values) / len(values)) if values else None


def _single(values: AbstractSet[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


class _Writer:
    """What all rows of one document share: ids of its plans, sections and tables."""

    def __init__(self, document: Document, stamp: Stamp) -> None:
        self.document = document
        self.source = dataclasses.replace(document.source, name=storable(document.source.name))
        self.stamp = stamp
        self.extraction_id = stamp.extraction_id(self.source.document_id)
        ids = Ids(self.source.document_id)
        self.plan_ids = [ids.make("plans", plan.place, plan.title or "") for plan in document.plans]
        self.section_ids = [ids.of("sections", s.title.provenance(), "title") for s in document.sections]
        self.table_ids = [ids.make("tables", table.place, _table_text(table)) for table in document.tables]

        self.pages = {page.number: page for page in document.pages}

    def edges(self, box: Box | None, page: int) -> Row:
        return _edges(box, self.pages.get(page))

    # -- the document

    def document_row(self, status: str, issue_count: int) -> Row:
        words = [word for page in self.document.pages for line in page.lines for word in line.words]
        sources = {
            page.decision.text_source for page in self.document.pages if not page.is_blank and page.status == "ok"
        }
        engines = {page.decision.engine for page in self.document.pages if page.decision.engine}
        return {
            "document_id": self.source.document_id,
            "extraction_id": self.extraction_id,
            "source_name": self.source.name,
            "media_type": self.source.media_type,
            "page_count": len(self.document.pages),
            "text_source": None if not sources else _single(sources) or "mixed",
            "ocr_engine": "; ".join(sorted(engines)) or None,
            "mean_confidence": _mean([word.confidence for word in words]),
            "program_version": self.stamp.program_version,
            "config_hash": self.stamp.config_hash,
            "text_path": text_path(self.source) if self.document.pages else None,
            "status": status,
            "plan_count": len(self.document.plans),
            "issue_count": issue_count,
        }

    def plans(self) -> Iterator[Row]:
        for plan_id, plan in zip(self.plan_ids, self.document.plans, strict=True):
            yield {
                "plan_id": plan_id,
                "document_id": self.source.document_id,
                "extraction_id": self.extraction_id,
                **{name: getattr(plan, name) for name in (
                    "part", "title", "document_type", "organisation", "organisation_code", "body", "diary_number",
                    "decided_on", "page", "page_end",
                )},
                "plan_year": plan.year,
                "plan_year_end": plan.year_end,
                "confidence": _score(plan.confidence),
            }  # fmt: skip

    def page(self, page: Page) -> Row:
        words = [word for line in page.lines for word in line.words]
        width, height = (page.height, page.width) if page.turned in (90, 270) else (page.width, page.height)
        return {
            "document_id": self.source.document_id,
            "extraction_id": self.extraction_id,
            "page": page.number,
            "printed_page": page.printed_page,
            "width": round(width, 2) or None,
            "height": round(height, 2) or None,
            "rotation": (page.rotation + page.turned) % 360,
            "dpi": page.dpi,
            "text_source": page.decision.text_source,
            "reason": page.decision.reason,
            "ocr_engine": page.decision.engine,
            "mean_confidence": _mean([word.confidence for word in words]),
            "words": len(words),
            "is_blank": page.is_blank,
            "status": page.status,
        }

    # -- records

    def _common(
        self, plan: int, section: int | None, places: Sequence[Provenance], confidence: float, doubtful: bool
    ) -> Row:
        owner: Plan = self.document.plans[plan]
        under: Section | None = None if section is None else self.document.sections[section]
        first = places[0]
        return {
            "document_id": self.source.document_id,
            "extraction_id": self.extraction_id,
            "plan_id": self.plan_ids[plan],
            "source_name": self.source.name,
            "organisation": owner.organisation,
            "body": owner.body,
            "plan_year": owner.year,
            "section_id": None if section is None else self.section_ids[section],
            "section_number": under.number if under else None,
            "section_title": under.title.value if under else None,
            "page": first.page,
            "page_end": max(place.page for place in places),
            **self.edges(_box_on_first_page(places), first.page),
            "source_text": " ".join(place.source_text for place in places),
            "confidence": _score(confidence),
            "needs_review": doubtful,
        }

    def record(self, record: Record) -> Row:
        own = {
            field.name: getattr(record, field.name)
            for field in dataclasses.fields(record)
            if field.name in BY_NAME[record.table].names
        }
        if isinstance(record, BudgetRow):
            own["table_id"] = self.table_ids[record.table_index]
        return own | self._common(
            record.plan, record.section, record.provenance, record.confidence, record.needs_review
        )

    def provenance(self, record: Record) -> Iterator[Row]:
        record_id = getattr(record, BY_NAME[record.table].key[0])
        pages = _one_a_page(record.provenance)
        entries = [(None, place) for place in pages[1:]] + list(record.fields)
        position: Counter[str | None] = Counter()
        for field, place in entries:
            position[field] += 1
            yield {
                "document_id": self.source.document_id,
                "extraction_id": self.extraction_id,
                "record_table": record.table,
                "record_id": record_id,
                "field": field,
                "position": position[field],
                "page": place.page,
                **self.edges(place.box, place.page),
                "source_text": place.source_text,
                "confidence": _score(place.confidence),
            }

    def section(self, index: int) -> Row:
        section = self.document.sections[index]
        common = self._common(
            section.plan, index, section.title.provenance(), section.confidence, section.confidence < 0.5
        )
        return common | {
            "number": section.number,
            "title": section.title.value,
            "level": section.level,
            "parent_section_id": None if section.parent is None else self.section_ids[section.parent],
        }

    def table(self, index: int) -> Row:
        table = self.document.tables[index]
        places = _table_places(table)
        doubtful = bool(table.doubts) or not all(check.holds for check in table.checks)
        return self._common(table.plan, table.section, places, table.confidence, doubtful) | {
            "table_id": self.table_ids[index],
            "caption": self.document.name_of(table),
            "rows": table.rows,
            "columns": table.columns,
            "method": table.method,
            "sums_checked": len(table.checks),
            "sums_failed": sum(not check.holds for check in table.checks),
            "uncovered_share": None if table.uncovered is None else round(table.uncovered, 4),
        }

    def cells(self, index: int, table: Table) -> Iterator[Row]:
        doubtful = {(p.row, p.column) for p in table.proposals}
        for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
            amount = None if cell.is_header else parse_amount(cell.text.value)
            places = cell.text.provenance() or (Provenance(cell.page, table.place[1], cell.box, "", 1.0),)
            # a cell over two pages stands on its own page first; a drawn cell's box is its rectangle, not its words'
            places = (dataclasses.replace(places[0], box=cell.box), *places[1:]) if cell.box else places
            confidence = table.confidence * min(place.confidence for place in places)
            yield {
                "table_id": self.table_ids[index],
                **{name: getattr(cell, name) for name in ("row", "column", "row_span", "column_span", "is_header")},
                "text": cell.text.value or None,
                "number": amount.value if amount else None,
                **self._common(table.plan, table.section, places, confidence, (cell.row, cell.column) in doubtful),
            }

    def repairs(self) -> Iterator[Row]:
        for line in self.document.lines():
            for edit in line.text.edits:
                boxes = line.text.provenance(edit.start, max(edit.end, edit.start + 1))
                yield {
                    "document_id": self.source.document_id,
                    "extraction_id": self.extraction_id,
                    "page": line.page,
                    "line": line.number,
                    "original": edit.before or " ",
                    "repaired": edit.after or None,
                    "method": edit.rule,
                    "score": _score(edit.score),
                    **self.edges(boxes[0].box if boxes else line.box, line.page),
                }


def _table_text(table: Table) -> str:
    return " ".join(word.text for cell in table.cells[:8] for word in cell.text.words)


def _table_places(table: Table) -> tuple[Provenance, ...]:
    """Where a table stands: one entry a page, its box around all its cells there."""
    entries = []
    for page in table.pages:
        cells = [cell for cell in table.cells if cell.page == page]
        boxes = [cell.box for cell in cells if cell.box]
        box = None
        for other in boxes:
            box = other if box is None else box.joined(other)
        words = [word for cell in cells for word in cell.text.words]
        text = " ".join(word.text for word in words)
        entries.append(Provenance(page, None, box, text, min((w.confidence for w in words), default=1.0)))
    return tuple(entries) or (Provenance(table.place[0], table.place[1], None, "", 1.0),)


def _box_on_first_page(places: Sequence[Provenance]) -> Box | None:
    box = places[0].box
    for place in places[1:]:
        if box is not None and place.box is not None and place.page == places[0].page:
            box = box.joined(place.box)
    return box


def _one_a_page(places: Sequence[Provenance]) -> list[Provenance]:
    """Places merged page by page: boxes joined, texts in order, the lowest confidence."""
    merged: dict[int, Provenance] = {}
    for place in places:
        before = merged.get(place.page)
        if before is None:
            merged[place.page] = place
            continue
        merged[place.page] = dataclasses.replace(
            before,
            box=before.box.joined(place.box) if before.box and place.box else before.box,
            source_text=f"{before.source_text} {place.source_text}",
            confidence=min(before.confidence, place.confidence),
        )
    return list(merged.values())
