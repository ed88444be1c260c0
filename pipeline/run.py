"""One document through the chain; the only place that catches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extractors import EXTRACTORS
from extractors.records import Record
from pipeline import arithmetic, layout, links, plans, reader, sections
from pipeline.blocks import find_blocks
from pipeline.document import Document, Place, Plan, Section, last_starting_before
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon
from pipeline.repair import repair
from pipeline.settings import Settings
from pipeline.tables import find_tables


def understand(path: Path, settings: Settings, lexicon: Lexicon) -> Document:
    """The source read, repaired and taken apart into sections, tables and blocks."""
    source = reader.open_source(path)
    pages = tuple(layout.arrange(raw) for raw in reader.read_pages(path, source, settings))
    pages = repair(layout.mark_furniture(pages), lexicon)
    tables = arithmetic.check(find_tables(pages, lexicon), lexicon)
    found = sections.find_sections(pages, tables, lexicon)
    parts = plans.find_plans(pages, found, source, lexicon)
    found = tuple(replace(s, plan=plan_at(parts, s.place)) for s in found)
    tables = tuple(
        replace(t, section=section_at(found, t.place), plan=plan_at(parts, t.place)) for t in tables
    )
    blocks = tuple(
        replace(b, plan=plan_at(parts, b.place)) for b in find_blocks(pages, found, tables, lexicon)
    )
    return Document(source, pages, found, parts, tables, blocks)


def section_at(found: tuple[Section, ...], place: Place) -> int | None:
    """The section whose heading is the last at or before ``place``."""
    return last_starting_before([s.place for s in found], place)


def plan_at(parts: tuple[Plan, ...], place: Place) -> int:
    """The plan that ``place`` lies in."""
    return last_starting_before([p.place for p in parts], place) or 0


def extract_records(document: Document, lexicon: Lexicon) -> tuple[tuple[Record, ...], tuple[Issue, ...]]:
    """What all extractors find, linked to each other, and what they doubt."""
    found = [item for extract in EXTRACTORS for item in extract(document, lexicon)]
    records = links.link([item for item in found if isinstance(item, Record)], document)
    return records, tuple(item for item in found if isinstance(item, Issue))
