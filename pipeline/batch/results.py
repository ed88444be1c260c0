"""Finished documents, one JSON file each: what a killed run finds again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.rows import Rows


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished document: its rows, its repaired text (``None`` where unreadable), its status, and where in the program
    an error arose that nobody foresaw."""

    document_id: str
    status: str
    page_count: int
    rows: Rows
    text: str | None
    traceback: str | None = None


def write_result(folder: Path, kept: Kept) -> None:
    """Keeps a result: written beside and moved into place, so that what is there is whole."""
    target = folder / f"{kept.document_id}.json"
    beside = folder / f".{kept.document_id}.{os.getpid()}"
    names = ("status", "page_count", "rows", "text", "traceback")
    content = {name: getattr(kept, name) for name in names}
    beside.write_text(json.dumps(content, ensure_ascii=False, default=_plain), encoding="utf-8")
    beside.replace(target)


def read_result(folder: Path, document_id: str) -> Kept | None:
    """The result of a document; ``None`` where it is not finished yet, or its file is damaged."""
    try:
        content = json.loads((folder / f"{document_id}.json").read_text(encoding="utf-8"))
        return Kept(document_id, **content)
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no plain data")
