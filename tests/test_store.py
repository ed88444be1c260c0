"""The store: what goes in comes out, once, whole, and in every version that was."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from pipeline.batch.dask import local_cluster
from pipeline.batch.work import Event
from pipeline.cli.main import main
from pipeline.errors import DiskFull, OutputRefused, StoreError, StoreLocked, UsageError
from pipeline.rows import Stamp
from pipeline.store import batches as batches_module
from pipeline.store import delta
from pipeline.store import ingest as ingest_module
from pipeline.store import upkeep as upkeep_module
from pipeline.store import writer as writer_module
from pipeline.store.delta import Place
from pipeline.store.examples import EXAMPLES
from pipeline.store.export import export
from pipeline.store.ingest import Work
from pipeline.store.job import IngestReport, ingest
from pipeline.store.lock import locked
from pipeline.store.query import as_csv, as_json, as_table, query
from pipeline.store.tables import VERSIONED
from pipeline.store.upkeep import compact, history, last_runs, restore, vacuum
from pipeline.store.versions import recover, snapshot
from tests.killing import survive
from tests.stores import content, files_of, make_work, plan_text, write_plans


@pytest.fixture(scope="module")
def work() -> Work:
    return make_work()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, work: Work) -> tuple[Path, Path]:
    """A store with three plans, and the folder of the plans. For tests that only read."""
    base = tmp_path_factory.mktemp("filled")
    write_plans(base / "in", 3)
    ingest([str(base / "in")], Place(str(base / "store")), work)
    return base / "store", base / "in"


def put(sources: Path, place: Place, work: Work, **more: bool) -> IngestReport:
    return ingest([str(sources)], place, work, **more)


def rows(place: Place, name: str) -> int:
    return DeltaTable(place.table(name)).count()


def test_a_version_read_while_another_is_committed_is_that_version(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    for count in (1, 2, 3):
        write_plans(tmp_path / "in", count)
        put(tmp_path / "in", place, work)
    opened = delta.open_table(place, "documents", version=1)  # a reader that a writer has overtaken since, twice
    assert [commit.version for commit in delta.commits(opened)] == [1, 0]
    for limit in (1, 2):
        last = delta.commits(opened, limit)[0]
        assert last == delta.commits(delta.open_table(place, "documents"))[2]
        assert last.note is not None
        assert last.note["tables"]["goals"] == 1


def test_export_is_what_extract_writes(filled: tuple[Path, Path], tmp_path: Path) -> None:
    store, sources = filled
    assert main(["extract", str(sources), "--out", str(tmp_path / "extracted"), "--jobs", "1", "--quiet"]) == 0
    assert main(["export", "--store", str(store), "--out", str(tmp_path / "exported"), "--quiet"]) == 0
    assert files_of(tmp_path / "extracted") == files_of(tmp_path / "exported")


def test_the_same_again_adds_nothing_and_reads_nothing(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 2)
    first = put(tmp_path / "in", place, work)
    before = {name: DeltaTable(place.table(name)).version() for name in VERSIONED}
    monkeypatch.setattr(ingest_module, "run_documents", lambda *_, **__: pytest.fail("something was read again"))
    again = put(tmp_path / "in", place, work)
    assert (first.outcome.counts["new"], again.outcome.counts["new"], again.outcome.counts["unchanged"]) == (2, 0, 2)
    assert before == {name: DeltaTable(place.table(name)).version() for name in VERSIONED}
    assert sorted(run["counts"]["new"] for run in last_runs(place, 5)) == [0, 2]


def test_the_same_bytes_under_another_name_are_another_place(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    (path,) = write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", place, work)
    (tmp_path / "in" / "zz-copy.txt").write_bytes(path.read_bytes())
    report = put(tmp_path / "in", place, work)
    assert report.outcome.counts["moved"] == 1
    found = content(place)
    assert len(found["documents"]) == 1
    assert [row[3] for row in found["locations"]] == ["plan-0.txt", "zz-copy.txt"]
    assert main(["extract", str(tmp_path / "in"), "--out", str(tmp_path / "x"), "--jobs", "1", "--quiet"]) == 0
    export(place, tmp_path / "out", formats=("csv", "parquet"))
    assert files_of(tmp_path / "x") == files_of(tmp_path / "out")


def test_a_changed_file_is_a_new_version_and_the_old_one_is_kept(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    path, _ = write_plans(tmp_path / "in", 2)
    put(tmp_path / "in", place, work)
    old = content(place)
    path.write_text(plan_text(77), encoding="utf-8")
    put(tmp_path / "in", place, work)
    new = content(place)
    assert len(new["documents"]) == 2
    assert {row[0] for row in old["documents"]} != {row[0] for row in new["documents"]}
    stored = DeltaTable(place.table("documents")).to_pyarrow_table().to_pylist()
    (superseded,) = [row for row in stored if row["superseded_by"]]
    assert superseded["superseded_by"] in {row[0] for row in new["documents"]}
    assert content(place, version=1) == old
    path.write_text(plan_text(0), encoding="utf-8")  # and back to what it was: nothing is read again
    report = put(tmp_path / "in", place, work)
    assert (report.outcome.counts["new"], report.outcome.counts["moved"]) == (0, 1)
    assert content(place)["goals"] == old["goals"]


def test_another_version_of_the_program_reads_again_only_when_told(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 2)
    put(tmp_path / "in", place, work)
    later = replace(work, stamp=Stamp("99.0", work.stamp.config_hash))
    report = put(tmp_path / "in", place, later)
    assert (report.plan.older, report.outcome.counts["reprocessed"]) == (2, 0)
    before = content(place)
    report = put(tmp_path / "in", place, later, reprocess=True)
    assert report.outcome.counts["reprocessed"] == 2
    after = content(place)
    assert {row[8] for row in after["documents"]} == {"99.0"}
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in before.items()}
    assert content(place, version=1) == before
    put(tmp_path / "in", place, work, reprocess=True)  # back to the old one: its rows are there already, not twice
    assert content(place) == before


@pytest.mark.parametrize("step", ["goals", "locations", "documents"])
def test_a_run_that_breaks_at_any_table_leaves_nothing(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", place, work)
    before = content(place)
    write_plans(tmp_path / "in", 2, first=1)
    real = writer_module.delta.append

    def broken(table: DeltaTable, *arguments: object) -> None:
        if table.table_uri.rstrip("/").endswith(f"/{step}"):
            raise MemoryError
        real(table, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(writer_module.delta, "append", broken)
        with pytest.raises(MemoryError):
            put(tmp_path / "in", place, work)
    assert content(place) == before
    put(tmp_path / "in", place, work)
    ingest([str(tmp_path / "in")], Place(str(tmp_path / "straight")), work)
    assert content(place) == content(Place(str(tmp_path / "straight")))
    assert rows(place, "pages") == 3


def test_a_commit_that_ends_before_tidying_up_is_not_done_twice(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 2)
    report = put(tmp_path / "in", place, work)
    left = tmp_path / "store" / ".work" / work.stamp.extraction_id("")[:16]
    left.mkdir(parents=True)
    for document_id in report.outcome.statuses:
        (left / f"{document_id}.json").write_text("{}")
    assert put(tmp_path / "in", place, work).outcome.counts["unchanged"] == 2


def test_recovery_twice_is_recovery_once(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", place, work)
    before = content(place)
    goals = DeltaTable(place.table("goals"))
    goals.delete()
    assert recover(place) == 1
    assert recover(place) == 0
    assert content(place) == before


def test_batches_are_committed_while_others_are_read(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_module, "BATCH_DOCUMENTS", 2)
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 5)
    put(tmp_path / "in", place, work)
    assert [m.facts.get("documents") for m in history(place)] == [1, 2, 2, None]
    one = content(place)
    monkeypatch.setattr(batches_module, "BATCH_DOCUMENTS", 500)
    put(tmp_path / "in", Place(str(tmp_path / "other")), work)
    assert content(Place(str(tmp_path / "other"))) == one
    with locked(place):
        gone, number = compact(place)
    assert gone
    assert content(place) == one
    assert len(content(place, version=1)["documents"]) == 2
    assert number == history(place, 1)[0].number


def test_work_goes_on_while_a_batch_is_committed(tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first commit waits for a document beyond its batch: were it done where work is handed out, it would wait for ever."""
    monkeypatch.setattr(batches_module, "BATCH_DOCUMENTS", 2)
    write_plans(tmp_path / "in", 5)
    further, done = threading.Event(), 0
    real = writer_module.Writer.commit

    def slow(writer: writer_module.Writer, *arguments: Any) -> int:
        assert further.wait(timeout=60)
        return real(writer, *arguments)

    def note(event: Event) -> None:
        nonlocal done
        done += event.kind == "done"
        if done > 2:
            further.set()

    monkeypatch.setattr(writer_module.Writer, "commit", slow)
    report = ingest([str(tmp_path / "in")], Place(str(tmp_path / "store")), work, on_event=note)
    assert report.outcome.counts["ok"] == 5
    assert len(content(Place(str(tmp_path / "store")))["documents"]) == 5


def test_many_small_files_become_few_by_themselves(tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_module, "BATCH_DOCUMENTS", 1)
    monkeypatch.setattr(upkeep_module, "MANY_FILES", 4)
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 5)
    report = put(tmp_path / "in", place, work)
    assert [m.kind for m in history(place)] == ["compact", *["ingest"] * 5, "create"]
    assert report.outcome.version == history(place, 1)[0].number
    assert len(delta.open_table(place, "goals").file_uris()) == 1
    assert len(content(place)["documents"]) == 5
    assert len(content(place, version=3)["documents"]) == 3
    put(tmp_path / "in", place, work)  # nothing new: nothing to join
    assert len(history(place)) == 7


def test_vacuum_removes_replaced_rows_and_restore_goes_back(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", place, work)
    first = content(place)
    write_plans(tmp_path / "in", 2, first=1)
    put(tmp_path / "in", place, work)
    both = content(place)
    with locked(place):
        number = restore(place, 1)
    assert content(place) == first
    assert content(place, version=2) == both
    put(tmp_path / "in", place, work)  # what the restore took out is read again, once
    assert content(place) == both
    put(tmp_path / "in", place, replace(work, stamp=Stamp("99.0", "c")), reprocess=True)
    kept = content(place)
    with locked(place):
        files, _ = vacuum(place, 0)
    assert files
    assert rows(place, "pages") == 3
    assert content(place) == kept
    with pytest.raises(StoreError, match=f"version {number}"):
        export(place, tmp_path / "gone", version=number)
    assert not (tmp_path / "gone").exists()
    with pytest.raises(UsageError, match="there is no version 99"):
        export(place, tmp_path / "gone", version=99)


def test_readers_see_the_same_rows_after_reprocessing_compaction_and_vacuum(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 2)
    put(tmp_path / "in", place, work)
    put(tmp_path / "in", place, replace(work, stamp=Stamp("99.0", "c")), reprocess=True)
    again = content(place)
    with locked(place):
        compact(place)
        assert content(place) == again
        vacuum(place, 0)
    assert content(place) == again


def test_two_writers_at_once(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 1)
    with locked(place), pytest.raises(StoreLocked, match=r"process \d+"):
        put(tmp_path / "in", place, work)
    assert put(tmp_path / "in", place, work).exit_code == 0


def test_a_dead_process_holds_no_lock(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "store"))
    code = (
        "import sys, os, signal\nfrom pipeline.store.delta import Place\nfrom pipeline.store.lock import locked\n"
        "with locked(Place(sys.argv[1])):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, place.location], check=False)
    assert ended.returncode == -9
    with locked(place):
        pass


def test_a_folder_of_something_else_is_refused(tmp_path: Path, work: Work) -> None:
    (tmp_path / "mine.doc").write_text("x")
    with pytest.raises(OutputRefused):
        ingest([str(tmp_path)], Place(str(tmp_path)), work)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.doc"]
    with pytest.raises(UsageError, match="there is no store"):
        query(Place(str(tmp_path / "nowhere")), "SELECT 1")


def test_too_little_space_stops_before_anything_is_written(
    tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", place, work)
    write_plans(tmp_path / "in", 1, first=1)
    before = content(place)
    with monkeypatch.context() as patch:
        patch.setattr(batches_module, "LEAST_FREE", 1 << 60)
        with pytest.raises(DiskFull, match="MB are free"):
            put(tmp_path / "in", place, work)
    assert content(place) == before
    assert put(tmp_path / "in", place, work).outcome.counts["new"] == 1


# -- query


def test_query_formats(filled: tuple[Path, Path]) -> None:
    place = Place(str(filled[0]))
    sql = "SELECT 'a|b' AS text, NULL AS nothing, 1.50::DECIMAL(20,4) AS amount, true AS yes"
    assert list(as_csv(query(place, sql))) == ["text,nothing,amount,yes", "a|b,,1.5,true"]
    assert json.loads("".join(as_json(query(place, sql)))) == [
        {"text": "a|b", "nothing": None, "amount": "1.5", "yes": True}
    ]
    assert list(as_table(query(place, "SELECT source_name FROM documents ORDER BY ALL")))[2:] == [
        "plan-0.txt",
        "plan-1.txt",
        "plan-2.txt",
        "(3 rows)",
    ]
    assert list(as_table(query(place, "SELECT * FROM goals WHERE false")))[-1] == "(0 rows)"


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run(filled: tuple[Path, Path], name: str) -> None:
    assert list(as_table(query(Place(str(filled[0])), EXAMPLES[name].sql)))


@pytest.mark.parametrize(
    "sql",
    [
        "DROP VIEW goals",
        "DELETE FROM stored_goals",
        "CREATE TABLE t (a INT)",
        "COPY goals TO '{store}/goals.csv'",
        "COPY goals TO '{outside}/goals.csv'",
        "EXPLAIN ANALYZE COPY goals TO '{store}/goals.csv'",
        "EXPORT DATABASE '{outside}/x'",
        "ATTACH '{outside}/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA enable_external_access",
        "SELECT * FROM read_csv('{outside}/secret.csv')",
        "SELECT * FROM '{outside}/secret.csv'",
        "SELECT * FROM read_text('{store}/../secret.csv')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('http://localhost:1/x.parquet')",
        "SELECT * FROM read_csv('/proc/self/environ')",
        "SELECT getenv('HOME')",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW goals",
        "",
        "nonsense",
    ],
)
def test_query_reads_the_store_and_nothing_else(filled: tuple[Path, Path], sql: str) -> None:
    store, sources = filled
    outside = sources.parent
    (outside / "secret.csv").write_text("a\n1\n")
    before = files_of(outside)
    with pytest.raises(UsageError):
        list(query(Place(str(store)), sql.format(store=store, outside=outside)).rows)
    assert files_of(outside) == before


def test_a_snapshot_stays_as_it_was(tmp_path: Path, work: Work) -> None:
    place = Place(str(tmp_path / "store"))
    write_plans(tmp_path / "in", 1)
    put(tmp_path / "in", place, work)
    shot = snapshot(place)
    write_plans(tmp_path / "in", 1, first=1)
    put(tmp_path / "in", place, work)
    table = shot.table("pages")
    assert table is not None
    assert table.count() == 1


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "store")]
    write_plans(tmp_path / "in", 1)
    assert main(["ingest", str(tmp_path / "in"), *store, "--jobs", "1"]) == 0
    assert main(["ingest", str(tmp_path / "nothing"), *store, "--jobs", "1", "--quiet"]) == 3
    assert main(["query", *store, "--example", "to-review"]) == 0
    assert main(["query", *store, "--example", "none-such"]) == 2
    assert main(["query", *store, "--format", "csv", "SELECT count(*) AS n FROM documents"]) == 0
    assert capsys.readouterr().out.endswith("n\n1\n")
    assert main(["store", "history", *store]) == 0
    assert main(["store", "compact", *store]) == 0
    assert main(["store", "restore", "--version", "1", *store]) == 0
    assert main(["store", "vacuum", "--keep-days", "0", *store]) == 0
    with locked(Place(str(tmp_path / "store"))):
        assert main(["ingest", str(tmp_path / "in"), *store, "--jobs", "1"]) == 5
        assert main(["store", "vacuum", *store]) == 5


def test_killed_at_random_moments(tmp_path: Path) -> None:
    sources = write_plans(tmp_path / "in", 12)
    result = survive(sources, tmp_path / "trial", kills=4, seconds=6.0, seed=7, jobs=1)
    assert (result.half, result.different, result.read_twice) == ([], [], 0)
    assert result.kills == 4
    assert result.looks


def test_readers_without_plantolk(filled: tuple[Path, Path], samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code of docs/operations.md, run as it stands there."""
    text = (samples.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    code = next(part for part in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "DeltaTable" in part)
    exec(compile(code.replace("/srv/plantolk/store", str(filled[0])), "operations.md", "exec"), {})
    assert capsys.readouterr().out.startswith("[")


def test_dask_gives_the_same_store(tmp_path: Path, work: Work) -> None:
    write_plans(tmp_path / "in", 3)
    put(tmp_path / "in", Place(str(tmp_path / "local")), work)
    put(tmp_path / "in", Place(str(tmp_path / "dask")), replace(work, jobs=2, make_executor=local_cluster(2)))
    assert content(Place(str(tmp_path / "local"))) == content(Place(str(tmp_path / "dask")))
