"""Two nightly runs at the same time, and readers meanwhile: processes as they are in the night."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline.store.delta import Place
from pipeline.store.job import ingest
from pipeline.store.upkeep import history
from pipeline.store.versions import snapshot
from pipeline.store.views import connect
from tests.killing import COMMAND, whole_documents
from tests.stores import content, make_work, write_plans

ROOT = Path(__file__).resolve().parent.parent


def start(inbox: Path, store: Path, *more: str) -> subprocess.Popen[str]:
    """A nightly run with small batches, so that it commits many times; in a process group of its own."""
    command = [sys.executable, "-c", COMMAND, "nightly", "--inbox", str(inbox), "--store", str(store)]
    return subprocess.Popen(
        [*command, "--still", "0", *more],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_two_nights_at_the_same_time_and_readers(tmp_path: Path) -> None:
    inbox, store = tmp_path / "in", tmp_path / "store"
    place, work = Place(str(store)), make_work()
    ingest([str(path) for path in write_plans(inbox, 2)], place, work)
    before = content(place)
    opened = connect(snapshot(place))  # DuckDB, open all night
    write_plans(inbox, 30, first=2)
    straight = Place(str(tmp_path / "straight"))
    ingest([str(inbox)], straight, work)
    whole = whole_documents(straight, pinned=True)
    first = start(inbox, store, "--jobs", "1")
    try:
        while len(history(place)) < 4:  # it is at work
            assert first.poll() is None
            time.sleep(0.05)
        second = start(inbox, store, "--jobs", "1")
        seen = []
        while first.poll() is None or second.poll() is None:
            for pinned in (True, False):
                found = whole_documents(place, pinned=pinned)
                assert not [name for name, counts in found.items() if counts != whole[name]]
                seen.append(len(found))
            assert opened.execute("SELECT count(*) FROM documents").fetchall() == [(2,)]
            assert len(opened.execute("SELECT * FROM goals").fetchall()) == len(before["goals"])
        said = second.communicate()[1]
        assert (second.returncode, said.count("\n")) == (5, 1)
        assert f"process {first.pid}" in said
        assert first.communicate()[0].startswith("documents: 30 new")
        assert first.returncode == 0
    finally:
        first.kill()
        opened.close()
    assert seen == sorted(seen)
    assert content(place) == content(straight)


def test_ctrl_c_reaches_all_processes_and_ends_as_sigterm_does(tmp_path: Path) -> None:
    write_plans(tmp_path / "in", 200)
    night = start(tmp_path / "in", tmp_path / "store", "--jobs", "2", "--log-format", "json")
    assert night.stderr is not None
    for line in night.stderr:
        if json.loads(line)["message"] == "document done":
            os.killpg(night.pid, signal.SIGINT)
            break
    said = night.communicate()[0]
    assert night.returncode == 7
    done = len(content(Place(str(tmp_path / "store")))["documents"])
    assert 0 < done < 200
    assert f" {200 - done} left" in said
