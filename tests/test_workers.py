"""Workers that die: what they had in hand is tried elsewhere, what kills them twice is put aside, nothing else is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.batch.dask import local_cluster
from pipeline.batch.pool import LocalPool, WorkerDied
from pipeline.batch.work import Event
from pipeline.batch.worker import WorkerSetup, finish_document, read_page
from pipeline.cli.main import main
from pipeline.extraction import make_stamp
from pipeline.settings import Settings
from pipeline.store.delta import Place
from pipeline.store.export import export
from pipeline.store.failures import RETRY, load_failures
from pipeline.store.ingest import Work
from pipeline.store.job import ingest
from tests.stores import files_of, make_work, write_plans

ROOT = Path(__file__).resolve().parent.parent
Maker = Callable[[int, WorkerSetup], Executor]
ENGINES: dict[str, Maker] = {"pool": LocalPool, "dask": local_cluster(2)}


@pytest.fixture(scope="module")
def work() -> Work:
    return make_work(2)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(flag: Path, fn: Callable[..., Any], *arguments: Any) -> Any:
    """Dies the first time, wherever that is."""
    try:
        flag.open("x").close()
    except FileExistsError:
        return fn(*arguments)
    return die()


class Deadly(Executor):
    """An executor on which some tasks kill the worker that they run on."""

    def __init__(self, inner: Executor, deadly: Callable[..., Callable[..., Any] | None]) -> None:
        self._inner, self._deadly = inner, deadly

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._inner.submit(self._deadly(fn, *args) or fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._inner.shutdown(wait, cancel_futures=cancel_futures)


def deadly(engine: str, choose: Callable[..., Callable[..., Any] | None]) -> Maker:
    return lambda jobs, setup: Deadly(ENGINES[engine](jobs, setup), choose)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_poisonous_document_is_quarantined_and_harms_no_other(tmp_path: Path, work: Work, engine: str) -> None:
    paths = write_plans(tmp_path / "in", 12)
    place = Place(str(tmp_path / "store"))

    def choose(fn: Callable[..., Any], path: Path, *_: Any) -> Callable[..., Any] | None:
        return die if fn is finish_document and path == paths[3] else None

    report = ingest([str(tmp_path / "in")], place, replace(work, make_executor=deadly(engine, choose)))
    assert (report.outcome.counts["ok"], report.outcome.counts["failed"], report.exit_code) == (11, 1, 1)
    (failure,) = load_failures(place).values()
    assert (failure.source_path, failure.reason, failure.state) == (str(paths[3]), "worker_died", RETRY)
    assert "2 workers died with it" in failure.message
    report = ingest([str(tmp_path / "in")], place, replace(work, jobs=1))  # what was wrong with it is over
    assert (report.outcome.counts["ok"], report.outcome.counts["reprocessed"]) == (1, 1)
    assert load_failures(place) == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_that_dies_takes_one_page_with_it(tmp_path: Path, work: Work, samples: Path, engine: str) -> None:
    """No page that was read is read again, no other task is lost, and the export is that of an undisturbed run."""
    write_plans(tmp_path / "in", 6)
    (tmp_path / "in" / "plan.pdf").write_bytes((samples / "documents" / "ekhamra-2014.pdf").read_bytes())
    quiet, place = Place(str(tmp_path / "quiet")), Place(str(tmp_path / "store"))
    ingest([str(tmp_path / "in")], quiet, replace(work, jobs=1, cache=tmp_path / "quiet-cache"))
    cache = tmp_path / "cache"
    read: dict[str, int] = {}
    flag = tmp_path / "died"
    lost: list[str] = []

    def choose(fn: Callable[..., Any], path: Path, *rest: Any) -> Callable[..., Any] | None:
        return partial(die_once, flag, fn) if fn is read_page and rest == (3,) else None

    def note(event: Event) -> None:
        if flag.exists() and not read:
            read.update({page.name: page.stat().st_mtime_ns for page in cache.rglob("*.page")})
        lost.extend([event.path.name] if event.kind == "done" and event.status != "ok" else [])

    disturbed = replace(work, cache=cache, make_executor=deadly(engine, choose))
    assert ingest([str(tmp_path / "in")], place, disturbed, on_event=note).exit_code == 0
    assert not lost
    after = {page.name: page.stat().st_mtime_ns for page in cache.rglob("*.page")}
    assert (len(after), {name: after[name] for name in read}) == (5, read)
    export(quiet, tmp_path / "quiet-out")
    export(place, tmp_path / "out")
    assert files_of(tmp_path / "quiet-out") == files_of(tmp_path / "out")


def test_a_scheduler_and_workers_of_their_own(tmp_path: Path) -> None:
    """As on a cluster: a scheduler and workers started by themselves, found by their address."""
    write_plans(tmp_path / "in", 8)
    where = ["--scheduler-file", str(tmp_path / "scheduler.json")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    commands = [
        ["scheduler", "--port", "0", "--no-dashboard", *where],
        *(["worker", "--nthreads", "1", "--no-dashboard", *where] for _ in range(2)),
    ]
    started = [
        subprocess.Popen([sys.executable, "-m", "dask", *command], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        while not (tmp_path / "scheduler.json").exists():
            time.sleep(0.1)
        address = json.loads((tmp_path / "scheduler.json").read_text())["address"]
        assert main(["extract", str(tmp_path / "in"), "--out", str(tmp_path / "near"), "--jobs", "1", "--quiet"]) == 0
        store = ["--store", str(tmp_path / "store")]
        assert main(["ingest", str(tmp_path / "in"), *store, "--scheduler", address, "--quiet"]) == 0
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
    assert main(["export", *store, "--out", str(tmp_path / "far"), "--quiet"]) == 0
    assert files_of(tmp_path / "near") == files_of(tmp_path / "far")
    assert main(["ingest", str(tmp_path / "in"), *store, "--scheduler", "tcp://127.0.0.1:1", "--quiet"]) == 2


def test_the_pool_loses_only_what_died(tmp_path: Path) -> None:
    settings = Settings()
    pool = LocalPool(2, WorkerSetup(settings, make_stamp(settings), tmp_path))
    try:
        first = {pool.submit(os.getpid).result() for _ in range(8)}
        tasks = [pool.submit(die if number == 5 else os.getpid) for number in range(20)]
        errors = [task.exception() for task in tasks]
        assert [type(error) for error in errors if error] == [WorkerDied]
        assert isinstance(errors[5], WorkerDied)
        after = {task.result() for task in tasks[10:]}
        assert len(first | after) <= 3  # one of two was replaced
    finally:
        pool.shutdown(cancel_futures=True)
    assert not [child for child in psutil.Process().children() if child.pid in first | after]


def test_the_pool_is_shut_down_with_work_waiting(tmp_path: Path) -> None:
    settings = Settings()
    pool = LocalPool(1, WorkerSetup(settings, make_stamp(settings), tmp_path))
    tasks = [pool.submit(abs, -number) for number in range(5)]
    pool.shutdown()
    assert [task.result() for task in tasks] == [0, 1, 2, 3, 4]
    pool = LocalPool(1, WorkerSetup(settings, make_stamp(settings), tmp_path))
    held = threading.Event()
    tasks = [pool.submit(abs, -number) for number in range(5)]
    tasks[0].add_done_callback(lambda _: held.set())
    held.wait(60)
    pool.shutdown(cancel_futures=True)
    assert all(task.done() for task in tasks)
