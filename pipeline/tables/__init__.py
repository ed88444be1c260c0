"""Tables from any kind of source: ruled, aligned by blanks, flattened into text, joined over pages."""

from __future__ import annotations

from pipeline.document import Page, Table
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened import find_flattened


def find_tables(pages: tuple[Page, ...], lexicon: Lexicon) -> tuple[Table, ...]:
    """All tables in reading order. Pages with boxes give ruled and aligned tables, plain text flattened ones."""
    return find_flattened(pages, lexicon)
