"""The nightly run: what it takes, what it leaves, what it does about failures, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import inbox as inbox_module
from pipeline.batch import worker
from pipeline.batch.inbox import look
from pipeline.cli.main import main
from pipeline.errors import LimitExceeded, SourceError, UsageError
from pipeline.store.delta import Place
from pipeline.store.failures import QUARANTINED, RETRY, load_failures
from pipeline.store.ingest import Work
from pipeline.store.lock import locked
from pipeline.store.nightly import Night, NightReport, next_moment, nightly
from pipeline.store.report import as_markdown, as_metrics, write_reports
from tests.stores import content, make_work, plan_text, write_plans


@pytest.fixture(scope="module")
def work() -> Work:
    return make_work()


class Nights:
    """An inbox and a store, and nights as they pass."""

    def __init__(self, base: Path, work: Work) -> None:
        self.inbox = base / "in"
        self.inbox.mkdir()
        self.place = Place(str(base / "store"))
        self.work = work

    def pass_one(self, **more: Any) -> NightReport:
        stopped = more.pop("stopped", lambda: False)
        return nightly(Night(self.inbox, still_seconds=0, **more), self.place, self.work, stopped=stopped)


@pytest.fixture
def nights(tmp_path: Path, work: Work) -> Nights:
    return Nights(tmp_path, work)


def test_takes_what_is_new_and_only_that(nights: Nights) -> None:
    write_plans(nights.inbox, 2)
    first = nights.pass_one()
    write_plans(nights.inbox / "more", 1, first=2)
    second = nights.pass_one()
    third = nights.pass_one()
    assert [(night.outcome.counts["new"], night.outcome.counts["unchanged"]) for night in (first, second, third)] == [
        (2, 0),
        (1, 2),
        (0, 3),
    ]
    assert [night.exit_code for night in (first, second, third)] == [0, 0, 0]
    assert sorted(path.name for path in nights.inbox.rglob("*.txt")) == ["plan-0.txt", "plan-1.txt", "plan-2.txt"]


def test_what_is_still_being_written_waits(tmp_path: Path) -> None:
    (tmp_path / "whole.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n%%EOF\n")
    (tmp_path / "half.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n")
    (tmp_path / "empty.txt").write_bytes(b"")
    found = look(tmp_path, 0)
    assert [path.name for path in found.ready] == ["whole.pdf"]
    assert {path.name for path in found.waiting} == {"half.pdf", "empty.txt"}
    found = look(tmp_path, 60)
    assert not found.ready
    assert set(found.waiting.values()) == {"changed a moment ago"}


def test_a_copied_time_does_not_make_a_file_still(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("x")
    os.utime(path, (1, 1))
    assert not look(tmp_path, 60).ready
    os.utime(path, (time.time() + 86400,) * 2)  # a clock ahead of ours
    assert look(tmp_path, 0).ready


def test_a_file_without_an_end_is_taken_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half.pdf").write_bytes(b"%PDF-1.4\n")
    monkeypatch.setattr(inbox_module, "TAKEN_ANYWAY_AFTER", 0.0)
    assert look(tmp_path, 0).ready


def test_a_file_written_to_while_it_is_hashed_waits(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = write_plans(nights.inbox, 1)
    real = inbox_module.still_the_same

    def written_to(*arguments: Any) -> Any:
        path.write_text(plan_text(5) + "\nmer", encoding="utf-8")
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.nightly.still_the_same", written_to)
        night = nights.pass_one()
    assert night.waiting == {path: "changed while it was read"}
    assert nights.pass_one().outcome.counts["new"] == 1


def test_temporary_failures_are_tried_again_then_quarantined(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plans(nights.inbox, 2)
    real = worker.process

    def slow(path: Path, *arguments: Any) -> Any:
        if path.name == "plan-1.txt":
            raise LimitExceeded("page 1: more than 60 seconds")
        return real(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(worker, "process", slow)
        codes = [nights.pass_one().exit_code for _ in range(2)]
        assert codes == [1, 1]
        (failure,) = load_failures(nights.place).values()
        assert (failure.state, failure.tries, failure.reason) == (RETRY, 2, "limit_exceeded")
        nights.pass_one()
        (failure,) = load_failures(nights.place).values()
        assert (failure.state, failure.tries) == (QUARANTINED, 3)
        assert nights.pass_one().outcome.counts["reprocessed"] == 0
    night = nights.pass_one()  # in quarantine it stays, whatever has become of the cause
    assert (night.outcome.counts["reprocessed"], night.plan.quarantined) == (0, 1)
    store = ["--store", nights.place.location]
    assert main(["retry", "abcdef0", *store]) == 2
    assert main(["retry", failure.document_id[:8], *store]) == 0
    night = nights.pass_one()
    assert (night.outcome.counts["reprocessed"], night.outcome.counts["ok"], night.exit_code) == (1, 1, 0)
    assert load_failures(nights.place) == {}
    assert {row[11] for row in content(nights.place)["documents"]} == {"ok"}


def failing(nights: Nights, monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """A night in which every document fails with what ``act`` does."""
    with monkeypatch.context() as patch:
        patch.setattr(worker, "process", act)
        nights.pass_one()


def test_a_file_that_goes_away_is_tried_again_until_the_limit(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = write_plans(nights.inbox, 1)

    def away(*_: Any) -> None:
        path.unlink()
        raise SourceError("cannot be read")

    failing(nights, monkeypatch, away)
    for state, tries in ((RETRY, 1), (RETRY, 2), (QUARANTINED, 3), (QUARANTINED, 3)):
        (failure,) = load_failures(nights.place).values()
        assert (failure.state, failure.tries, failure.reason) == (state, tries, "not_reachable")
        assert nights.pass_one().exit_code == 0
    write_plans(nights.inbox, 1)  # it is back
    assert main(["retry", "--all", "--store", nights.place.location]) == 0
    assert nights.pass_one().outcome.counts["ok"] == 1
    assert load_failures(nights.place) == {}


def test_a_failure_that_a_better_file_took_the_place_of_is_forgotten(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = write_plans(nights.inbox, 1)

    def broken(*_: Any) -> None:
        raise SourceError("damaged")

    failing(nights, monkeypatch, broken)
    (failure,) = load_failures(nights.place).values()
    assert (failure.state, failure.reason) == (QUARANTINED, "unreadable")
    path.write_text(plan_text(5), encoding="utf-8")
    assert nights.pass_one().exit_code == 0
    assert load_failures(nights.place) == {}


def test_permanent_failures_are_quarantined_at_once_with_their_traceback(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_plans(nights.inbox, 1)
    (nights.inbox / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing\n%%EOF\n")

    def clumsy(*_: Any) -> None:
        raise ZeroDivisionError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.run.understand", clumsy)
        night = nights.pass_one()
    assert night.exit_code == 1
    failures = {Path(failure.source_path).name: failure for failure in load_failures(nights.place).values()}
    assert {failure.state for failure in failures.values()} == {QUARANTINED}
    assert failures["plan-0.txt"].reason == "internal_error"
    assert "ZeroDivisionError" in (failures["plan-0.txt"].traceback or "")
    assert main(["status", "--store", nights.place.location, "--inbox", str(nights.inbox), "--still", "0"]) == 0
    assert "quarantine: 2" in capsys.readouterr().out
    assert main(["status", "--store", nights.place.location, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["quarantine"]) == 2
    assert main(["retry", "--all", "--store", nights.place.location]) == 0
    assert nights.pass_one().outcome.counts["ok"] == 1


def test_the_deadline_leaves_the_rest(nights: Nights) -> None:
    write_plans(nights.inbox, 2)
    night = nights.pass_one(deadline=datetime(2001, 1, 1, 5, 30))
    assert (night.exit_code, night.outcome.left) == (7, 2)
    assert nights.pass_one().outcome.counts["new"] == 2


def test_a_stop_finishes_what_is_in_hand_and_commits(nights: Nights) -> None:
    write_plans(nights.inbox, 12)
    asked = iter([False] * 12)
    night = nights.pass_one(stopped=lambda: next(asked, True))
    done = len(content(nights.place)["documents"])
    assert night.exit_code == 7
    assert 0 < done < 12
    assert night.outcome.left == 12 - done
    assert nights.pass_one().outcome.counts["new"] == 12 - done


def test_next_moment() -> None:
    evening = datetime(2026, 1, 31, 22, 0)
    assert next_moment("05:30", evening) == datetime(2026, 2, 1, 5, 30)
    assert next_moment("23:00", evening) == datetime(2026, 1, 31, 23, 0)
    for wrong in ("5.30", "25:00", "half past five"):
        with pytest.raises(UsageError):
            next_moment(wrong, evening)


def test_move_to(nights: Nights, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    write_plans(nights.inbox / "nämnd", 1)
    nights.pass_one(move_to=archive)
    assert not list(nights.inbox.rglob("*.txt"))
    assert (archive / "nämnd" / "plan-0.txt").read_text(encoding="utf-8") == plan_text(0)
    assert [row[2] for row in content(nights.place)["locations"]] == [str(archive / "nämnd" / "plan-0.txt")]
    write_plans(nights.inbox / "nämnd", 1)  # the same file comes again: nothing new, and nothing left behind
    assert nights.pass_one(move_to=archive).outcome.counts["unchanged"] == 1
    (nights.inbox / "nämnd" / "plan-0.txt").write_text(plan_text(9), encoding="utf-8")  # another one of that name
    nights.pass_one(move_to=archive)
    names = sorted(path.name for path in archive.rglob("*.txt"))
    assert len(names) == 2
    assert names[0].startswith("plan-0-")
    assert (archive / "nämnd" / "plan-0.txt").read_text(encoding="utf-8") == plan_text(0)
    assert len(content(nights.place)["documents"]) == 2


def test_two_nights_at_once(nights: Nights) -> None:
    arguments = ["nightly", "--inbox", str(nights.inbox), "--store", nights.place.location, "--jobs", "1", "--quiet"]
    with locked(nights.place):
        assert main(arguments) == 5
    assert main(arguments) == 0


def test_reports(nights: Nights, tmp_path: Path) -> None:
    write_plans(nights.inbox, 1)
    (nights.inbox / "odd|name\n.txt").write_text("x", encoding="utf-8")
    night = nights.pass_one()
    path = write_reports(night, tmp_path / "reports")
    assert path.read_text(encoding="utf-8") == as_markdown(night)
    data = json.loads((tmp_path / "reports" / "report.json").read_text(encoding="utf-8"))
    assert (data["counts"]["new"], data["exit_code"], data["version"]) == (2, night.exit_code, night.outcome.version)
    assert not [line for line in as_markdown(night).splitlines() if line.startswith(".txt")]
    samples = [line for line in as_metrics(night).splitlines() if not line.startswith("#")]
    assert 'plantolk_last_run_documents{result="new"} 2' in samples
    assert all(float(line.rsplit(" ", 1)[1]) >= 0 for line in samples)
    assert sorted(file.suffix for file in (tmp_path / "reports").iterdir()) == [".json", ".json", ".md", ".md"]


def unit_command(samples: Path) -> list[str]:
    """The command of the systemd unit, as it stands there."""
    unit = (samples.parent / "deploy" / "plantolk-nightly.service").read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=((?:.*\\\n)*.*)$", unit, re.MULTILINE)
    assert found
    return shlex.split(found[1].replace("\\\n", " "))


def test_the_units_are_valid(tmp_path: Path, samples: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    for unit in (samples.parent / "deploy").glob("plantolk-nightly.*"):
        text = unit.read_text(encoding="utf-8").replace("/opt/plantolk/.venv/bin/plantolk", sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    found = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False)
    assert (found.returncode, [line for line in found.stderr.splitlines() if "plantolk" in line]) == (0, [])


def test_the_command_of_the_unit_and_sigterm(tmp_path: Path, samples: Path) -> None:
    inbox = tmp_path / "srv" / "inbox"
    write_plans(inbox, 400)
    for path in inbox.iterdir():
        os.utime(path, (1, 1))
    _, *arguments = unit_command(samples)
    moved = {
        "/srv/plantolk": tmp_path / "srv",
        "/var/cache/plantolk": tmp_path / "cache",
        "/var/lib/plantolk": tmp_path,
    }
    for old, new in moved.items():
        arguments = [argument.replace(old, str(new)) for argument in arguments]
    command = [sys.executable, "-m", "pipeline.cli.main", *arguments, "--still", "0", "--jobs", "2"]
    lines = []
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(json.loads(line))
            if lines[-1]["message"] == "document done":
                process.terminate()
                break
        lines += [json.loads(line) for line in process.stderr]
    assert process.returncode == 7
    place = Place(str(tmp_path / "srv" / "store"))
    done = sum(line["message"] == "document done" for line in lines)
    assert 0 < len(content(place)["documents"]) == done < 400
    assert f"plantolk_last_run_left {400 - done}" in (tmp_path / "plantolk.prom").read_text()
    assert "nothing; the next run goes on" in (samples.parent / "docs" / "operations.md").read_text(encoding="utf-8")
