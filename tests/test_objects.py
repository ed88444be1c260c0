"""Object storage: sources and stores in a bucket, and sources at addresses that only fsspec knows."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import fsspec
import pytest

from pipeline.batch import worker
from pipeline.batch.dask import local_cluster
from pipeline.batch.remote import Url, find_objects, is_url, where
from pipeline.cli.main import main
from pipeline.errors import UsageError
from pipeline.store.delta import Place
from pipeline.store.export import export
from pipeline.store.failures import RETRY, load_failures
from pipeline.store.ingest import Work
from pipeline.store.job import IngestReport, ingest
from pipeline.store.lock import locked
from pipeline.store.query import query
from pipeline.store.upkeep import restore
from tests.stores import content, files_of, make_work, plan_text, write_plans


@pytest.fixture(scope="module")
def work() -> Work:
    return make_work()


def put(sources: Path | str, place: Place, work: Work) -> IngestReport:
    return ingest([str(sources)], place, work)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The address of a real S3-speaking server on this machine with a bucket ``plans``, where moto's is installed."""
    program = shutil.which("moto_server")
    if program is None:
        pytest.skip("moto's server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": address,
        "AWS_ALLOW_HTTP": "true",
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }.items():
        monkeypatch.setenv(name, value)
    with subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(urllib.request.Request(f"{address}/plans", method="PUT"), timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            process.terminate()


def test_a_store_on_object_storage(server: str, tmp_path: Path, work: Work) -> None:
    bucket = Place("s3://plans/store")
    write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", bucket, work)
    first = content(bucket)
    write_plans(tmp_path / "in", 1, first=1)
    put(tmp_path / "in", bucket, work)
    put(tmp_path / "in", Place(str(tmp_path / "local")), work)
    assert content(bucket) == content(Place(str(tmp_path / "local")))
    export(bucket, tmp_path / "remote")
    export(Place(str(tmp_path / "local")), tmp_path / "near")
    assert files_of(tmp_path / "remote") == files_of(tmp_path / "near")
    with locked(bucket):
        restore(bucket, 1)
    assert content(bucket) == first
    with pytest.raises(UsageError):
        query(bucket, "SELECT * FROM read_csv('/etc/passwd')")


def upload(server: str, key: str, body: bytes) -> None:
    request = urllib.request.Request(f"{server}/plans/{quote(key)}", data=body, method="PUT")
    request.add_header("Content-Type", "application/octet-stream")
    urllib.request.urlopen(request, timeout=10).close()


def test_sources_in_a_bucket_give_what_files_give(server: str, tmp_path: Path, work: Work, samples: Path) -> None:
    """By address, over worker processes of a scheduler: the object's bytes never pass through it."""
    names = {"in/plan ett å.txt": plan_text(1).encode(), "in/more/vastmark.pdf": b"", "in/readme.md": b"no document"}
    names["in/more/vastmark.pdf"] = (samples / "documents" / "vastmark-1994.pdf").read_bytes()
    for key, body in names.items():
        upload(server, key, body)
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    remote, near = Place(str(tmp_path / "remote")), Place(str(tmp_path / "near"))
    report = put("s3://plans/in/", remote, replace(work, jobs=2, make_executor=local_cluster(2)))
    put(tmp_path / "in", near, work)
    assert (report.outcome.counts["new"], report.problems) == (2, ())
    ours, theirs = content(remote), content(near)
    assert {row[2] for row in ours["locations"]} == {"s3://plans/in/plan ett å.txt", "s3://plans/in/more/vastmark.pdf"}
    assert {name: rows for name, rows in ours.items() if name != "locations"} == {
        name: rows for name, rows in theirs.items() if name != "locations"
    }
    assert put("s3://plans/in", remote, work).outcome.counts["unchanged"] == 2
    (nothing,) = put("s3://plans/nowhere", remote, work).problems
    assert "there is no such object" in nothing
    single = put("s3://plans/in/plan ett å.txt", remote, work)
    assert single.outcome.counts["unchanged"] == 1


def test_sources_that_only_fsspec_knows(tmp_path: Path, work: Work) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/plans/a.txt", plan_text(1).encode())
    place = Place(str(tmp_path / "store"))
    assert put("memory://plans", place, work).outcome.counts["ok"] == 1
    assert [row[2] for row in content(place)["locations"]] == ["memory://plans/a.txt"]
    memory.pipe("/plans/a.txt", plan_text(2).encode())
    put("memory://plans", place, work)
    assert len(content(place)["documents"]) == 1
    (problem,) = put("nonsense://plans", place, work).problems
    assert "nonsense" in problem


def test_an_object_that_cannot_be_fetched_is_tried_again(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsspec.filesystem("memory").pipe("/gone/a.txt", plan_text(3).encode())
    place = Place(str(tmp_path / "store"))

    def away(*_: object) -> None:
        raise TimeoutError("the network is away")

    with monkeypatch.context() as patch:
        patch.setattr(worker, "fetch", away)
        assert put("memory://gone", place, work).outcome.counts["failed"] == 1
    (failure,) = load_failures(place).values()
    assert (failure.state, failure.reason, failure.source_path) == (RETRY, "not_reachable", "memory://gone/a.txt")
    (tmp_path / "inbox").mkdir()
    night = ["nightly", "--inbox", str(tmp_path / "inbox"), "--store", place.location, "--jobs", "1", "--quiet"]
    assert main(night) == 0
    assert load_failures(place) == {}
    assert {row[11] for row in content(place)["documents"]} == {"ok"}


def test_what_is_an_address() -> None:
    assert [is_url(text) for text in ("s3://a/b", "C://a", "a/b:c", "/a://b", "plan.pdf")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert where("s3://a/b c.pdf") == Url("s3://a/b c.pdf")
    assert where("a/b.pdf") == Path("a/b.pdf")
    assert Url("s3://a/b c.pdf").name == "b c.pdf"
    assert not find_objects(f"memory://{os.getpid()}/nothing")
