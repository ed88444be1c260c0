"""What is scored: the tables of an output folder, and gold from its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import UsageError

Row = dict[str, Any]


@dataclass(frozen=True)
class Output:
    """An output folder of ``plantolk extract``, its tables read when they are asked for."""

    folder: Path

    @cached_property
    def documents(self) -> list[Row]:
        if not (self.folder / "documents.csv").exists():
            raise UsageError(f"{self.folder} holds no documents.csv", hint="give a folder that plantolk extract wrote")
        return self._read("documents")

    @cached_property
    def _tables(self) -> dict[str, dict[str, list[Row]]]:
        return {}

    def _read(self, table: str) -> list[Row]:
        path = self.folder / f"{table}.csv"
        if not path.exists():
            return []
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
        return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]

    def rows(self, table: str, document_id: str) -> list[Row]:
        """The table's rows of one document, in the order of the file; unknown values are ``None``."""
        if table not in self._tables:
            by_document: dict[str, list[Row]] = {}
            for row in self._read(table):
                by_document.setdefault(row.get("document_id") or "", []).append(row)
            self._tables[table] = by_document
        return self._tables[table].get(document_id, [])

    def text(self, document: Row) -> str | None:
        """The repaired text of a document."""
        name = document.get("text_path") or f"text/{Path(document['source_name']).stem}.txt"
        path = self.folder / name
        return path.read_bytes().decode("utf-8") if path.exists() else None


@dataclass(frozen=True)
class Gold:
    """Gold of one plan: records, and where there are such, true text, lines that nobody can read, cells."""

    name: str
    records: Mapping[str, Any]
    text: str | None
    unreadable: frozenset[int]
    cells: list[Row] | None


def stems(folder: Path) -> list[str]:
    """Names of the plans that the folder has gold for."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", hint="--gold wants the folder with NAME.json files")
    kinds = (".pdf.json", ".cells.json", ".boxes.json", "ratchet.json")
    return sorted(p.name[: -len(".json")] for p in folder.glob("*.json") if not p.name.endswith(kinds))


def gold_stem(source_name: str, known: list[str]) -> str | None:
    """The plan that a source is a form of: the longest name that the source's begins with, the exact one first
    (``granvik-2024-scan.pdf`` is a form of ``granvik-2024``)."""
    stem = source_name.rsplit(".", 1)[0]
    if stem in known:
        return stem
    fitting = [name for name in known if source_name.startswith(name)]
    return max(fitting, key=len, default=None)


def read_gold(folder: Path, stem: str, *, plain_text: bool) -> Gold:
    """Gold for a source: a text has pages of its own, so other sources use ``STEM.pdf.json`` where there is one. Where it
    is known where a record stands, it has a ``box``."""
    paged = folder / f"{stem}.pdf.json"
    path = paged if not plain_text and paged.exists() else folder / f"{stem}.json"
    text, cells, boxes = (folder / f"{stem}.{end}" for end in ("txt", "cells.json", "boxes.json"))
    skipped = folder / f"{stem}.unrecoverable.txt"
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        tables = json.loads(cells.read_text(encoding="utf-8")) if cells.exists() else None
        places = json.loads(boxes.read_text(encoding="utf-8")) if boxes.exists() and not plain_text else []
    except ValueError as error:
        raise UsageError(
            f"{path.name} is no valid JSON: {error}", hint="docs/evaluation.md describes the format"
        ) from error
    for entry in places:
        records[entry["kind"]][entry["index"]]["box"] = entry["places"][0]["box"]
    return Gold(
        stem,
        records,
        text.read_bytes().decode("utf-8") if text.exists() else None,
        frozenset(int(n) for n in skipped.read_text(encoding="utf-8").split()) if skipped.exists() else frozenset(),
        tables,
    )
