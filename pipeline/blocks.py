"""Lines to headings, paragraphs, list items and tables in reading order: what the extractors walk over."""

from __future__ import annotations

from pipeline.document import Block, Page, Section, Table
from pipeline.lexicon import Lexicon


def find_blocks(
    pages: tuple[Page, ...], sections: tuple[Section, ...], tables: tuple[Table, ...], lexicon: Lexicon
) -> tuple[Block, ...]:
    """Every body line in exactly one block; a table's lines in its one table block."""
    return ()
