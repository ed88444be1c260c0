"""Tables against gold, cell by cell: found, cut, merged or invented; texts, structure, figures, headers, joined rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from pipeline.evaluation.counting import NO_SCORE, NO_SHARE, Score, Share
from pipeline.evaluation.grids import Grid, figures, grid, is_numeric, whole
from pipeline.evaluation.matching import Matrix, assignment, ratios, step_penalty
from pipeline.evaluation.sources import Output, Row

NEAR = 0.90
"""Two cells with texts this alike are the same cell."""
FOUND, PIECE, INSIDE, SAME_ROW, SAME_COLUMN, JOINED = 0.30, 0.50, 15, 0.5, 0.2, 0.8

At = tuple[int, int]
"""(part, row): a row in one of the predicted tables that belong to a gold table."""


def gold_grids(tables: Sequence[Row]) -> list[Grid]:
    return [grid(t["table"], t["page"], t["page_end"], t["cells"], t.get("split_rows", ())) for t in tables]


def output_grids(output: Output, document_id: str) -> list[Grid]:
    """The tables of one document in order of their pages."""
    cells: dict[str, list[Row]] = {}
    for cell in output.rows("cells", document_id):
        cells.setdefault(str(cell["table_id"]), []).append(cell)
    pages = {
        str(t["table_id"]): (whole(t.get("page"), 0), whole(t.get("page_end"), 0))
        for t in output.rows("tables", document_id)
    }
    found = [grid(key, *pages.get(key, (0, 0)), cells.get(key, [])) for key in dict.fromkeys([*pages, *cells])]
    return sorted(found, key=lambda g: (g.page, g.page_end))


def shared(one: Grid, other: Grid) -> tuple[float, float]:
    """How much of the letters of each stand in cells that both have, 0-1. A long text inside a longer one counts."""
    if not one.letters or not other.letters:
        return 0.0, 0.0
    near = ratios(one.texts, other.texts) >= NEAR
    for i, a in enumerate(one.texts):
        for j, b in enumerate(other.texts):
            if min(len(a), len(b)) >= INSIDE and (a in b or b in a):
                near[i, j] = True
    ours = sum(len(one.texts[i]) for i in np.flatnonzero(near.any(axis=1)))
    theirs = sum(len(other.texts[j]) for j in np.flatnonzero(near.any(axis=0)))
    return ours / one.letters, theirs / other.letters


@dataclass(frozen=True)
class Pairing:
    """Which predicted table is which gold table: ``pairs`` gold -> predicted, ``pieces`` predicted -> the gold table
    it is a part of, ``merged`` gold -> the predicted table that swallowed it; ``of_gold``: shares of gold's letters."""

    pairs: Mapping[int, int]
    pieces: Mapping[int, int]
    merged: Mapping[int, int]
    of_gold: Matrix


def pair_tables(gold: list[Grid], found: list[Grid]) -> Pairing:
    size = len(gold), len(found)
    of_gold, of_found = np.zeros(size), np.zeros(size)
    for i, g in enumerate(gold):
        for j, p in enumerate(found):
            of_gold[i, j], of_found[i, j] = shared(g, p)
    total = of_gold + of_found
    score = np.divide(2 * of_gold * of_found, total, out=np.zeros(size), where=total > 0)
    same_page = np.array(
        [[g.page <= p.page_end and p.page <= g.page_end for p in found] for g in gold], dtype=np.float64
    ).reshape(size)
    tie = np.where(score > 0, 0.01 * same_page, 0.0)
    if not gold or not found:
        return Pairing({}, {}, {}, of_gold)
    usable = np.where(score >= FOUND, score + tie, 0.0)
    pairs = {i: j for i, j in assignment(usable) if score[i, j] >= FOUND}
    taken = set(pairs.values())
    pieces = {}
    for j in range(len(found)):
        i = int(np.argmax(of_found[:, j] + tie[:, j]))
        if j not in taken and of_found[i, j] >= PIECE:
            pieces[j] = i
    merged = {}
    for i in range(len(gold)):
        j = int(np.argmax(of_gold[i] + tie[i]))
        if i not in pairs and of_gold[i, j] >= PIECE:
            merged[i] = j
    return Pairing(pairs, pieces, merged, of_gold)


def families(gold: int, found: int, pairing: Pairing) -> list[tuple[list[int], list[int]]]:
    """Gold and predicted tables that belong together, every table in one family."""
    home: dict[tuple[str, int], int] = {}
    groups: dict[int, list[tuple[str, int]]] = {}
    for n, member in enumerate([*(("gold", i) for i in range(gold)), *(("found", j) for j in range(found))]):
        home[member], groups[n] = n, [member]
    links = [*pairing.pairs.items(), *((i, j) for j, i in pairing.pieces.items()), *pairing.merged.items()]
    for i, j in links:
        to, away = home["gold", i], home["found", j]
        if to != away:
            for member in groups[away]:
                home[member] = to
            groups[to] += groups.pop(away)
    return [
        ([n for kind, n in members if kind == "gold"], sorted(n for kind, n in members if kind == "found"))
        for members in groups.values()
    ]


def best_pairs(gain: Matrix, least: float) -> list[tuple[int, int]]:
    """One to one, at least ``least`` alike; the order of the lists breaks ties."""
    if not gain.size:
        return []
    usable = np.where(gain >= least, gain - 1e-3 * step_penalty(*gain.shape), 0.0)
    return [(i, j) for i, j in assignment(usable) if gain[i, j] >= least]


def align_rows(g: Grid, parts: list[Grid]) -> dict[int, At]:
    """Rows of the gold table and where they are, by label and by their whole text."""
    there = [(k, r) for k, part in enumerate(parts) for r in range(part.rows)]
    rows = range(g.rows)
    by_label = ratios([g.label(r) for r in rows], [parts[k].label(r) for k, r in there])
    by_text = ratios([g.row_text(r) for r in rows], [parts[k].row_text(r) for k, r in there])
    return {i: there[j] for i, j in best_pairs((by_label + by_text) / 2, SAME_ROW)}


def align_columns(g: Grid, part: Grid, rows: list[tuple[int, int]]) -> dict[int, int]:
    """Columns of the gold table and which they are in ``part``: by what stands in the aligned rows; a heading that is
    the same outweighs the contents."""
    gain = np.zeros((g.columns, part.columns))
    heads = [(r, s) for r, s in rows if g.is_header(r)]
    for c in range(g.columns):
        for d in range(part.columns):
            both = [(g.at(r, c), part.at(s, d)) for r, s in rows]
            likes = [pair_likeness(a, b) for a, b in both if a or b]
            gain[c, d] = sum(likes) / len(likes) if likes else 0.0
            ours, theirs = ("".join(f"{t} " for t in side if t).strip() for side in heading_texts(g, part, heads, c, d))
            if ours and theirs and pair_likeness(ours, theirs) >= NEAR:
                gain[c, d] += 2.0
    return dict(best_pairs(gain, SAME_COLUMN))


def heading_texts(g: Grid, part: Grid, heads: list[tuple[int, int]], c: int, d: int) -> tuple[list[str], list[str]]:
    return [g.at(r, c) for r, _ in heads], [part.at(s, d) for _, s in heads]


def pair_likeness(a: str, b: str) -> float:
    return float(fuzz.ratio(a, b)) / 100


@dataclass
class CellScores:
    """What is counted over all families of tables."""

    exact: Score = NO_SCORE
    near: Score = NO_SCORE
    structure: Score = NO_SCORE
    numeric: Counter[str] = field(default_factory=Counter)
    headers: Share = NO_SHARE
    extra_headers: int = 0
    split: Share = NO_SHARE
    over_pages: Share = NO_SHARE

    def as_dict(self) -> dict[str, Any]:
        wanted = self.numeric["right"] + self.numeric["wrong"] + self.numeric["missing"]
        header_share = Share(self.headers.right, self.headers.of + self.extra_headers)
        return {
            "cells_exact": self.exact.as_dict(),
            "cells_90": self.near.as_dict(),
            "structure": self.structure.as_dict(),
            "numeric": {
                **{k: self.numeric[k] for k in ("right", "wrong", "missing", "extra")},
                "of": wanted, "share": round(Share(self.numeric["right"], wanted).value, 4),
            },
            "header_rows": {
                "right": self.headers.right, "of": self.headers.of, "extra": self.extra_headers,
                "share": round(header_share.value, 4),
            },
            "split_rows": {"joined": self.split.right, "of": self.split.of, "share": round(self.split.value, 4)},
            "page_tables": {
                "joined": self.over_pages.right, "of": self.over_pages.of, "share": round(self.over_pages.value, 4),
            },
        }  # fmt: skip


def count_family(golds: list[Grid], parts: list[Grid], total: CellScores) -> None:
    """Adds what one family of tables gives."""
    want = [(n, key, c.text) for n, g in enumerate(golds) for key, c in enumerate(g.cells) if c.text]
    have = [(k, key, c.text) for k, p in enumerate(parts) for key, c in enumerate(p.cells) if c.text]
    want_texts, have_texts = [t for *_, t in want], [t for *_, t in have]
    same = (Counter(want_texts) & Counter(have_texts)).total()
    matched = best_pairs(ratios(want_texts, have_texts), NEAR)
    total.exact += Score(same, len(have), len(want))
    total.near += Score(len(matched), len(have), len(want))
    needed: Counter[tuple[str, str, str]] = sum((g.relations() for g in golds), Counter())
    got: Counter[tuple[str, str, str]] = sum((p.relations() for p in parts), Counter())
    total.structure += Score((needed & got).total(), got.total(), needed.total())
    partner = {want[a][:2]: have[b][:2] for a, b in matched}
    used: set[At] = set()
    used_headers: set[At] = set()
    for n, g in enumerate(golds):
        rows = align_rows(g, parts)
        count_headers(g, parts, rows, used_headers, total)
        count_figures(g, parts, rows, used, total)
        count_split(g, parts, {key: partner.get((n, key)) for key in range(len(g.cells))}, total)
    total.extra_headers += sum(
        p.is_header(r) and (k, r) not in used_headers for k, p in enumerate(parts) for r in range(p.rows)
    )
    total.numeric["extra"] += sum(
        c.column > 0 and not c.head and is_numeric(c.text) and (k, key) not in used
        for k, p in enumerate(parts)
        for key, c in enumerate(p.cells)
    )


def count_headers(g: Grid, parts: list[Grid], rows: dict[int, At], used: set[At], total: CellScores) -> None:
    for r in (r for r in range(g.rows) if g.is_header(r)):
        right = False
        if r in rows:
            k, s = rows[r]
            right = parts[k].is_header(s) and pair_likeness(g.row_text(r), parts[k].row_text(s)) >= NEAR
            if right:
                used.add((k, s))
        total.headers += Share(int(right), 1)


def count_figures(g: Grid, parts: list[Grid], rows: dict[int, At], used: set[At], total: CellScores) -> None:
    """Gold's cells with figures, place by place."""
    columns = {
        k: align_columns(g, part, [(r, s) for r, (kk, s) in rows.items() if kk == k]) for k, part in enumerate(parts)
    }
    for cell in g.cells:
        read = ""
        if cell.row in rows:
            k, s = rows[cell.row]
            d = columns[k].get(cell.column)
            if d is not None and (s, d) in parts[k].place:
                used.add((k, parts[k].place[s, d]))
                read = parts[k].at(s, d)
        if cell.head or g.is_header(cell.row) or not cell.column or not is_numeric(cell.text):
            continue
        verdict = "missing" if not read else "right" if figures(read) == figures(cell.text) else "wrong"
        total.numeric[verdict] += 1


def count_split(g: Grid, parts: list[Grid], partner: Mapping[int, At | None], total: CellScores) -> None:
    """Rows that a page break cuts: all their cells in one predicted row."""
    for r in g.split_rows:
        places = [partner[key] for key in g.keys_of_row(r) if g.cells[key].text]
        hits = [p for p in places if p is not None]
        joined = False
        if hits and len(hits) == len(places) and len({k for k, _ in hits}) == 1:
            cells = [parts[k].cells[key] for k, key in hits]
            joined = bool(set.intersection(*(set(range(c.row, c.row + c.row_span)) for c in cells)))
        total.split += Share(int(joined), 1)


def score_cells(gold: list[Grid], found: list[Grid]) -> dict[str, Any]:
    """All figures of one document's tables, for JSON."""
    pairing = pair_tables(gold, found)
    total = CellScores()
    for golds, parts in families(len(gold), len(found), pairing):
        count_family([gold[i] for i in golds], [found[j] for j in parts], total)
    cut = set(pairing.pieces.values())
    for i, g in enumerate(gold):
        if g.page_end > g.page:
            whole_table = i in pairing.pairs and i not in cut and pairing.of_gold[i, pairing.pairs[i]] >= JOINED
            total.over_pages += Share(int(whole_table), 1)
    n = len(pairing.pairs)
    score = Score(n, len(found), len(gold))
    return {
        "tables": {
            "gold": len(gold), "pred": len(found), "found": n, "missed": len(gold) - n, "merged": len(pairing.merged),
            "pieces": len(pairing.pieces), "spurious": len(found) - n - len(pairing.pieces),
            "p": round(score.precision, 4), "r": round(score.recall, 4), "f1": round(score.f1, 4),
        },
        **total.as_dict(),
    }  # fmt: skip
