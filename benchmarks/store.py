"""Ten thousand one-page plans into a store: throughput and memory by thousand, and the example queries against plain Parquet.

python -m benchmarks.store --documents 10000            # through the whole chain
python -m benchmarks.store --documents 10000 --store-only   # results made from one: the store alone
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import psutil

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
    """Documents a second from the first finished one on, and memory (MB, ours and with all processes we started), at every
    tenth of them."""

    def __init__(self, step: int) -> None:
        self._step, self._count, self._before = step, 0, 1
        self.begun = self._last = time.perf_counter()
        self.lines: list[tuple[int, float, float, float]] = []

    def take(self, event: Event) -> None:
        if event.kind != "done":
            return
        self._count += 1
        now = time.perf_counter()
        if self._count == 1:
            self.first, self._last = now - self.begun, now
        elif self._count % self._step == 0:
            own, *others = psutil.Process(), *psutil.Process().children(recursive=True)
            memory = own.memory_info().rss / 2**20
            self.lines.append(
                (self._count, self._step / (now - self._last), memory, memory + sum(map(_resident, others)))
            )
            self._last = now


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss / 2**20)
    except psutil.NoSuchProcess:
        return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--store-only", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a new folder for it all, which stays")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True)
        _measure(options.keep, options.documents, options.jobs, store_only=options.store_only)
        return 0
    with tempfile.TemporaryDirectory(prefix="plantolk-benchmark-") as base:
        _measure(Path(base), options.documents, options.jobs, store_only=options.store_only)
    return 0


def _measure(base: Path, documents: int, jobs: int, *, store_only: bool) -> None:
    (base / "in").mkdir()
    for number in range(documents):
        (base / "in" / f"plan-{number}.txt").write_text(plan_text(number), encoding="utf-8")
    place, settings = Place(str(base / "store")), Settings()
    work = Work(settings, make_stamp(settings), jobs=jobs, make_executor=local_executor)
    if store_only:
        work = replace(work, make_executor=lambda _, setup: Copies(setup))
    curve = Curve(max(1, documents // 10))
    seconds = _timed(lambda: ingest([str(base / "in")], place, work, on_event=curve.take))
    _say(f"ingest: {seconds:.1f} s, the first document after {curve.first:.1f} s")
    _say("| documents | documents/s | memory, MB | with workers, MB |\n|---:|---:|---:|---:|")
    for count, speed, memory, in_all in curve.lines:
        _say(f"| {count} | {speed:.1f} | {memory:.0f} | {in_all:.0f} |")
    speeds = [speed for _, speed, _, _ in curve.lines]
    _say(f"last against first: {speeds[-1] / speeds[0] - 1:+.0%}")
    again = [_timed(lambda: ingest([str(base / "in")], place, work)) for _ in range(2)]
    _say(f"the same again: {again[0]:.1f} s, {again[1]:.1f} s")
    _say(f"export: {_timed(lambda: export(place, base / 'out')):.1f} s")
    records = sum(duckdb.sql(f"SELECT count(*) FROM '{base}/out/{t.name}.parquet'").fetchall()[0][0] for t in TABLES)
    _say(f"rows: {records}; files of cells: {len(list((base / 'store' / 'cells').glob('*.parquet')))}")
    _say("| example | store, s | Parquet, s | ratio |\n|---|---:|---:|---:|")
    for example in EXAMPLES.values():
        sql = example.sql
        ours = statistics.median(_timed(partial(_ask, place, sql)) for _ in range(5))
        theirs = statistics.median(_timed(partial(_ask_plainly, base / "out", sql)) for _ in range(5))
        _say(f"| {example.name} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.1f} |")


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


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
