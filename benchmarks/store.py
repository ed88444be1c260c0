"""Thousands of one-page plans into a store: throughput and memory as it fills, and the example queries against plain Parquet.

python -m benchmarks store                                  # as `make bench` does it: 3,000 documents
python -m benchmarks.store --documents 10000                # through the whole chain
python -m benchmarks.store --documents 10000 --store-only   # results made from one: the store alone
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import psutil

from benchmarks.measuring import Bench, Table, Value
from benchmarks.writing import markdown
from pipeline.batch.pool import InlineExecutor, local_executor
from pipeline.batch.results import read_result
from pipeline.batch.work import Event
from pipeline.batch.worker import Finished, Opened, WorkerSetup, finish_document
from pipeline.extraction import make_stamp
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.store.delta import Place
from pipeline.store.examples import EXAMPLES
from pipeline.store.export import export
from pipeline.store.ingest import Work
from pipeline.store.job import ingest
from pipeline.store.query import query
from tests.stores import plan_text

DOCUMENTS, FEW = 3000, 300
"""As many as 100,000 records need; and with ``--small``."""

ASKED = 5
"""How often each query is asked, of the store and of the export in turn."""

RECORD_ID = re.compile(r'"([a-z]{2})_([0-9a-f]{16})"')


class Copies(Executor):
    """Reads the first document; every other one gets its result with ids of its own, so that only the store works."""

    def __init__(self, setup: WorkerSetup) -> None:
        self._setup, self._real, self._template = setup, InlineExecutor(setup), ""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if fn is not finish_document or not self._template:
            done = self._real.submit(fn, *args, **kwargs) if not self._template else _done(Opened(1))
            if fn is finish_document:
                self._document = args[1]
                assert read_result(self._setup.results, self._document)
                self._template = (self._setup.results / f"{self._document}.json").read_text()
            return done
        _path, document_id, _failures = args
        stamp = self._setup.stamp
        shift = int(document_id[:16], 16)
        text = self._template.replace(self._document, document_id)
        text = text.replace(stamp.extraction_id(self._document), stamp.extraction_id(document_id))
        text = RECORD_ID.sub(lambda found: f'"{found[1]}_{int(found[2], 16) ^ shift:016x}"', text)
        (self._setup.results / f"{document_id}.json").write_text(text)
        return _done(Finished(1, "ok"))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._real.shutdown(wait, cancel_futures=cancel_futures)


def _done(result: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(result)
    return future


class Curve:
    """What each tenth of the documents took: documents a second, milliseconds of computing a document by all processes, and
    memory (MB, ours and with all that we started)."""

    def __init__(self, documents: int) -> None:
        self._step, self._count, self.first = max(1, documents // 10), 0, 0.0
        self._begun = self._last = time.perf_counter()
        self._computed = 0.0
        self.rows: list[tuple[Value, ...]] = []
        self.speeds: list[float] = []

    def take(self, event: Event) -> None:
        if event.kind != "done":
            return
        self._count += 1
        if self._count > 1 and self._count % self._step:
            return
        now = time.perf_counter()
        processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
        computed = sum(map(_computing, processes))
        if self._count == 1:
            self.first = now - self._begun
        else:
            memory = [_resident(process) for process in processes]
            per_document = 1000 * (computed - self._computed) / self._step
            self.speeds.append(self._step / (now - self._last))
            self.rows.append((self._count, self.speeds[-1], per_document, memory[0], sum(memory)))
        self._last, self._computed = now, computed


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss / 2**20)
    except psutil.NoSuchProcess:
        return 0.0


def _computing(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        return float(times.user + times.system)
    except psutil.NoSuchProcess:
        return 0.0


def measure(bench: Bench) -> Iterator[Table]:
    yield from tables(bench.folder, FEW if bench.small else DOCUMENTS, bench.jobs, store_only=False)


def tables(base: Path, documents: int, jobs: int, *, store_only: bool) -> Iterator[Table]:
    """What filling a store took, and what asking it takes."""
    (base / "in").mkdir()
    for number in range(documents):
        (base / "in" / f"plan-{number}.txt").write_text(plan_text(number), encoding="utf-8")
    place, settings = Place(str(base / "store")), Settings()
    work = Work(settings, make_stamp(settings), jobs=jobs, make_executor=local_executor, cache=base / "cache")
    if store_only:
        work = replace(work, make_executor=lambda _, setup: Copies(setup))
    curve = Curve(documents)
    seconds = _timed(lambda: ingest([str(base / "in")], place, work, on_event=curve.take))
    again = [_timed(lambda: ingest([str(base / "in")], place, work)) for _ in range(2)]
    exported = _timed(lambda: export(place, base / "out"))
    records = sum(duckdb.sql(f"SELECT count(*) FROM '{base}/out/{t.name}.parquet'").fetchall()[0][0] for t in TABLES)
    files = len(list((base / "store" / "cells").glob("*.parquet")))
    yield Table(
        "Filling a store",
        f"{documents:,} one-page plans (text), {records:,} records, {jobs} workers"
        + (", results copied from one document, so that only the store works." if store_only else ", through the whole chain."),
        ("documents", "documents/s", "computing, ms/document", "memory, MB", "with workers, MB"),
        tuple(curve.rows),
        (
            f"Filled once, in {seconds:.1f} s, the first document after {curve.first:.1f} s; the last tenth {curve.speeds[-1] / curve.speeds[0]:.2f} "
            f"times as fast as the first. The same again, nothing new: {again[0]:.1f} s and {again[1]:.1f} s. Export: {exported:.1f} s. "
            f"{files} files of cells.",
        ),
    )  # fmt: skip
    yield Table(
        "Example queries",
        f"`plantolk query --example` over these {records:,} records, against DuckDB on the exported Parquet; both open their tables first. "
        f"Medians of {ASKED}, in turn.",
        ("example", "store, s", "Parquet, s", "ratio"),
        tuple(_asked(place, base / "out", name, example.sql) for name, example in EXAMPLES.items()),
    )


def _asked(place: Place, out: Path, name: str, sql: str) -> tuple[Value, ...]:
    pairs = [(_timed(partial(_ask, place, sql)), _timed(partial(_ask_plainly, out, sql))) for _ in range(ASKED)]
    ours, theirs = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    return name, ours, theirs, f"{ours / theirs:.1f}"


def _ask(place: Place, sql: str) -> int:
    return len(list(query(place, sql).rows))


def _ask_plainly(folder: Path, sql: str) -> int:
    """What DuckDB takes by itself: opened, the exported files named as tables, the same question."""
    plain = duckdb.connect()
    for table in TABLES:
        if re.search(rf"\b{table.name}\b", sql):
            plain.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{folder}/{table.name}.parquet')")
    return len(plain.execute(sql).fetchall())


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--store-only", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a new folder for it all, which stays")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="plantolk-benchmark-") as base:
        for table in tables(options.keep or Path(base), options.documents, options.jobs, store_only=options.store_only):
            sys.stdout.write(f"{markdown([table])}\n\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
