"""One document through the chain; the only place that catches."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

import extractors
from extractors.records import Record
from pipeline import links
from pipeline.arranging import layout
from pipeline.checking import arithmetic
from pipeline.document import (
    Decision,
    Document,
    Page,
    Place,
    Plan,
    RawPage,
    Section,
    Source,
    last_starting_before,
)
from pipeline.doubts import document_issues
from pipeline.errors import DiskFull, Issue, LimitExceeded, PlantolkError
from pipeline.inert import storable
from pipeline.lexicon import Lexicon
from pipeline.limits import limited
from pipeline.reading.cache import PageCache
from pipeline.reading.pages import CachedPages, PageReader
from pipeline.reading.sandbox import Reader
from pipeline.repairing.repair import repair
from pipeline.rows import Rows, Stamp, failed_rows, rows_of, text_file
from pipeline.settings import Settings
from pipeline.structure import plans, sections
from pipeline.structure.blocks import find_blocks
from pipeline.tables import find_tables

log = logging.getLogger(__name__)

DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Result:
    """All that comes of one source: its rows, its repaired text (``None`` where unreadable), its status, and where in the
    program an error arose that nobody foresaw."""

    source: Source
    rows: Rows
    text: str | None
    status: str
    traceback: str | None = None


def process(path: Path, pages: PageReader, lexicon: Lexicon, stamp: Stamp, settings: Settings = DEFAULTS) -> Result:
    """One source through the whole chain; what goes wrong becomes an issue and a status, never an exception.

    A source that cannot even be opened raises :class:`PlantolkError`, since it has no document id.
    """
    source, count = pages.open(path)
    source = replace(source, name=storable(source.name), path=storable(source.path))
    issues: list[Issue] = []
    try:
        raw = [_page(pages, number, issues) for number in range(1, count + 1)]
        with limited(settings.document_seconds, settings.memory_mb):
            document = understand(source, raw, lexicon)
            records, found = extract_records(document, lexicon)
            issues += [*document_issues(document, records, lexicon), *found]
            status = "partial" if any(issue.code in PARTIAL or issue.severity == "error" for issue in issues) else "ok"
            return Result(source, rows_of(document, records, issues, status, stamp), text_file(document), status)
    except DiskFull:
        raise
    except LimitExceeded as error:
        issues.append(Issue("run", "error", error.code, str(error)))
        return Result(source, failed_rows(source, issues, stamp), None, "failed")
    except Exception as error:  # the batch goes on; the traceback is in the log
        log.exception("unexpected error in %s", path)
        issue = Issue(
            "run", "error", "internal_error", f"{type(error).__name__}: {error}; please report it with the log"
        )
        return Result(source, failed_rows(source, [issue], stamp), None, "failed", traceback.format_exc())


PARTIAL = {"no_records", "not_a_plan", "no_text"}
"""Issues after which a document is not 'ok' though nothing broke."""


def _page(pages: PageReader, number: int, issues: list[Issue]) -> RawPage:
    """The page, or, where reading it fails, an empty one in its place and an issue: emptiness is never silent."""
    try:
        return pages.read_page(number)
    except DiskFull:
        raise
    except PlantolkError as error:
        code = "page_limit" if isinstance(error, LimitExceeded) else "page_failed"
        issues.append(Issue("read", "error", code, f"page {number}: {error}", number))
    except Exception as error:
        log.exception("unexpected error on page %d", number)
        issues.append(Issue("read", "error", "page_failed", f"page {number}: {type(error).__name__}: {error}", number))
    return RawPage(number, 0, 0, 0, None, (), (), Decision("text_layer", FAILED))


FAILED = "reading failed"


def understand(source: Source, raw_pages: list[RawPage], lexicon: Lexicon) -> Document:
    """The pages repaired and taken apart into sections, plans, tables and blocks."""
    pages = layout.mark_furniture(tuple(_arranged(raw) for raw in raw_pages))
    pages = repair(pages, lexicon)
    tables = arithmetic.check(find_tables(pages, lexicon), lexicon)
    found = sections.find_sections(pages, tables, lexicon)
    parts = plans.find_plans(pages, found, source, lexicon)
    found = tuple(replace(s, plan=plan_at(parts, s.place)) for s in found)
    tables = tuple(replace(t, section=section_at(found, t.place), plan=plan_at(parts, t.place)) for t in tables)
    blocks = tuple(replace(b, plan=plan_at(parts, b.place)) for b in find_blocks(pages, found, tables, lexicon))
    return Document(source, pages, found, parts, tables, blocks)


def _arranged(raw: RawPage) -> Page:
    page = layout.arrange(raw)
    return replace(page, status="failed") if raw.decision.reason == FAILED else page


def section_at(found: tuple[Section, ...], place: Place) -> int | None:
    """The section whose heading is the last at or before ``place``."""
    return last_starting_before([s.place for s in found], place)


def plan_at(parts: tuple[Plan, ...], place: Place) -> int:
    """The plan that ``place`` lies in."""
    return last_starting_before([p.place for p in parts], place) or 0


def extract_records(document: Document, lexicon: Lexicon) -> tuple[tuple[Record, ...], tuple[Issue, ...]]:
    """What all extractors find, linked to each other, and what they doubt. One that fails costs only its own records."""
    found: list[Record | Issue] = []
    for extract in extractors.EXTRACTORS:
        try:
            found += list(extract(document, lexicon))
        except Exception as error:
            log.exception("unexpected error in %s", extract.__module__)
            message = f"{extract.__module__} stopped with {type(error).__name__}: {error}; its records are missing"
            found.append(Issue("run", "error", "extractor_failed", message))
    records = links.link([item for item in found if isinstance(item, Record)], document)
    return records, tuple(item for item in found if isinstance(item, Issue))


def understand_source(path: Path, settings: Settings, lexicon: Lexicon) -> tuple[Document, tuple[Record, ...]]:
    """A document and its records, for looking at. Raises :class:`PlantolkError` where a page can't be read."""
    with Reader(settings) as child:
        pages = CachedPages(child, PageCache(settings))
        source, count = pages.open(path)
        document = understand(source, [pages.read_page(number + 1) for number in range(count)], lexicon)
    return document, extract_records(document, lexicon)[0]
