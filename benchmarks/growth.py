"""Growth: 1, 10, 100 and 1,000 one-page plans into a store, with one worker and with two.

The page is one of a sample's, as text, and each document names another body, so that no two are alike: what is measured is what grows
with the number of documents, not how long a page takes to read (that is measured under *Reading scans* and *The whole job*).
"""

from __future__ import annotations

import math
import shutil
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measuring import PLANTOLK, SAMPLES, Bench, Cost, Table, Value, median, run

SIZES = (1, 10, 100, 1000)
WORKERS = (1, 2)
QUERY = "targets-missed"


def measure(bench: Bench) -> Iterator[Table]:
    sizes = SIZES[:3] if bench.small else SIZES
    for size in sizes:
        write_plans(bench.folder / f"in-{size}", size)
    costs: dict[tuple[int, int], list[Cost]] = {(size, jobs): [] for jobs in WORKERS for size in sizes}
    queries: dict[int, list[Cost]] = {size: [] for size in sizes}
    stored: dict[int, float] = {}
    for _ in range(bench.repeats):
        for size, jobs in costs:
            store = bench.folder / "store"
            shutil.rmtree(store, ignore_errors=True)
            options = ["--jobs", str(jobs), "--quiet", "--cache", str(bench.folder / "cache")]
            costs[size, jobs].append(run([PLANTOLK, "ingest", bench.folder / f"in-{size}", "--store", store, *options]))
            queries[size].append(run([PLANTOLK, "query", "--store", store, "--example", QUERY, "--format", "csv"]))
            stored[size] = sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) / 2**20
            bench.say(f"growth, {size} documents, {jobs} workers: {costs[size, jobs][-1].wall:.1f} s")
    rows: list[tuple[Value, ...]] = []
    for size in sizes:
        one, two = (median(costs[size, jobs]) for jobs in WORKERS)
        rows.append((size, one.wall, two.wall, one.cpu, two.memory, stored[size], median(queries[size]).wall))
    yield Table(
        "Growth",
        "`plantolk ingest` of one-page plans (text, made of a sample and all different) into a new store; start-up is in it.",
        (
            "documents", "1 worker: wall s", "2 workers: wall s", "1 worker: CPU s", "2 workers: memory, MB", "store, MB",
            f"query `{QUERY}`: wall s",
        ),
        tuple(rows),
        tuple(
            exponent_said(
                [seconds(c) for c in costs[sizes[-2], jobs]], [seconds(c) for c in costs[sizes[-1], jobs]], sizes, jobs, what
            )
            for jobs in WORKERS for what, seconds in (("by the clock", lambda c: c.wall), ("computing", lambda c: c.cpu))
        ),
    )  # fmt: skip


def exponent_said(small: Sequence[float], large: Sequence[float], sizes: Sequence[int], jobs: int, what: str) -> str:
    """How time grows with the number of documents; every large run against every small one gives the range."""
    times = sizes[-1] / sizes[-2]
    exponents = [math.log(b / a) / math.log(times) for a in small for b in large]
    ratio = statistics.median(large) / statistics.median(small)
    middle = math.log(ratio) / math.log(times)
    workers = f"{jobs} worker{'s' if jobs > 1 else ''}, {what}"
    return (
        f"{workers}: {sizes[-1]:,} documents take {ratio:.2f} × as long as {sizes[-2]:,}; exponent {middle:.3f} "
        f"({min(exponents):.3f} to {max(exponents):.3f}; 1 is linear)."
    )


def write_plans(folder: Path, count: int) -> None:
    """One-page plans, each of another municipality and committee."""
    folder.mkdir()
    page = (SAMPLES / "sandvalla-2022.txt").read_text(encoding="utf-8")
    page = page[: page.index("Mål 2")] + page[page.index("3 Budget") : page.index("Nämnden har ingen")]
    for number in range(count):
        text = page.replace("Sandvalla", f"Sandvalla {number}").replace("byggnämnden", f"byggnämnden {number}")
        (folder / f"plan-{number}.txt").write_text(text, encoding="utf-8")
