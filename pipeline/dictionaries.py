"""Checks the dictionaries that archivists edit, and proposes words for them from what a run has not known."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pipeline.lexicon import DICTIONARIES, Lexicon
from pipeline.repairing.noisy_channel import repairer

KEYS = MappingProxyType(
    {
        "abbreviations": ("abbreviation", "expansion"),
        "bigrams": ("first", "second"),
        "compound_parts": ("part",),
        "domain_terms": ("term",),
        "function_words": ("word", "language"),
        "names": ("name",),
        "ocr_collisions": ("read",),
        "ocr_confusions": ("true", "read"),
        "plan_bigrams": ("first", "second"),
        "sources": ("key",),
        "words": ("word",),
    }
)
"""The columns that tell rows apart: two rows alike in these and unlike in others contradict each other."""
SHARES = MappingProxyType({"ocr_confusions": "weight", "plan_bigrams": "share"})
"""Columns that hold a share: above 0, at most 1, or empty."""
COUNTS = MappingProxyType({"words": "count", "bigrams": "count", "domain_terms": "per_million"})

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MIN_SUGGESTED = 4
"""Shorter unknown words are scraps of tables rather than words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a dictionary; ``row`` counts from 1 with the header as row 1, as a spreadsheet does."""

    file: str
    row: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that no dictionary knows: how often it came, and what it may be (``None`` where nothing is near)."""

    word: str
    count: int
    proposal: str | None
    score: float


def check(paths: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """What is wrong with the dictionaries; with no ``paths`` all that come with the program."""
    files = tuple(paths) or tuple(sorted(DICTIONARIES.glob("*.csv")))
    known = _source_keys()
    return tuple(finding for path in files for finding in _check_file(path, known))


def suggest(folder: Path, lexicon: Lexicon) -> tuple[Suggestion, ...]:
    """Unknown words in the texts of a run's output, the most frequent first, each with a proposal where there is one."""
    counts: Counter[str] = Counter()
    for path in sorted((folder / "text").glob("*.txt")):
        counts.update(_words_within_lines(path.read_text(encoding="utf-8")))
    tool = repairer(lexicon)
    unknown = []
    for word, count in counts.items():
        candidates = tool.candidates(word)
        as_is = next(c for c in candidates if c.word == word)
        if not as_is.known:
            best = candidates[0]
            proposal = None if best.word == word else best.word
            unknown.append(Suggestion(word, count, proposal, round(max(0.0, 1 - best.cost / as_is.cost), 3)))
    return tuple(sorted(unknown, key=lambda s: (-s.count, s.word)))


def _words_within_lines(text: str) -> Iterator[str]:
    """Words in small letters; what a hyphen at a line's end breaks is left out."""
    goes_on = False
    for line in text.split("\n"):
        for match in _WORD.finditer(line):
            broken = line[match.end() : match.end() + 1] in ("-", "\u00ad") or line[: match.start()].endswith("-")
            broken, goes_on = broken or goes_on, False
            if len(match.group()) >= MIN_SUGGESTED and not broken and match.group().islower():
                yield match.group()
        goes_on = line.rstrip().endswith(("-", "\u00ad"))


def _source_keys() -> frozenset[str]:
    with (DICTIONARIES / "sources.csv").open(encoding="utf-8-sig", newline="") as handle:
        return frozenset(row["key"] for row in csv.DictReader(handle))


def _check_file(path: Path, sources: frozenset[str]) -> Iterator[Finding]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        yield Finding(path.name, 1, "encoding", f"is not UTF-8 (byte {error.start}); save it as CSV UTF-8")
        return
    table = list(csv.reader(content.splitlines()))
    if not table or "source" not in table[0]:
        yield Finding(path.name, 1, "header", "has no header row with a column 'source'")
        return
    header, rows = table[0], table[1:]
    for number, row in enumerate(rows, 2):
        yield from (Finding(path.name, number, code, message) for code, message in _check_row(path.stem, header, row))
    for number, (before, row) in enumerate(itertools.pairwise(rows), 3):
        if _order(row) < _order(before):
            yield Finding(path.name, number, "order", f"'{row[0]}' stands after '{before[0]}'; sort the rows")
    yield from _check_keys(path, header, rows)
    if "source" in header and path.stem != "sources":
        column = header.index("source")
        for number, row in enumerate(rows, 2):
            missing = [s for s in map(str.strip, _cell(row, column).split(";")) if s and s not in sources]
            if missing:
                yield Finding(path.name, number, "source", f"source '{missing[0]}' is not in sources.csv")


def _check_row(name: str, header: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(row) != len(header):
        yield "columns", f"has {len(row)} cells where the header has {len(header)}"
        return
    for column, cell in zip(header, row, strict=True):
        if unicodedata.normalize("NFC", cell) != cell:
            yield "nfc", f"'{cell}' in column '{column}' has letters in two parts (not NFC)"
        if cell != cell.strip() and cell.strip():
            yield "blank", f"'{cell}' in column '{column}' has a blank at an end"
    if name in SHARES and (cell := row[header.index(SHARES[name])]) and not _is_number(cell, 0, 1):
        yield "value", f"'{cell}' is no share above 0 and at most 1"
    if name in COUNTS and not _is_number(row[header.index(COUNTS[name])], 0, 1e12):
        yield "value", f"'{row[header.index(COUNTS[name])]}' is no count"


def _is_number(cell: str, above: float, at_most: float) -> bool:
    try:
        return above < float(cell) <= at_most
    except ValueError:
        return False


def _check_keys(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Finding]:
    """Rows that stand twice, and rows that contradict each other."""
    columns = [header.index(name) for name in KEYS.get(path.stem, tuple(header)) if name in header]
    seen: defaultdict[tuple[str, ...], list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for number, row in enumerate(rows, 2):
        key = tuple(_cell(row, column) for column in columns)
        for first, other in seen[key][:1]:
            code, verb = ("duplicate", "repeats") if other == tuple(row) else ("collision", "contradicts")
            yield Finding(path.name, number, code, f"'{' '.join(key)}' {verb} row {first}")
        seen[key].append((number, tuple(row)))


def _order(row: Sequence[str]) -> tuple[str, ...]:
    """Rows are sorted by their cells, first column first, by code point, as a program sorts them everywhere alike."""
    return tuple(row)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
