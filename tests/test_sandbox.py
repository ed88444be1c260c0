from __future__ import annotations

import io
import os
import signal
import time
from pathlib import Path

import msgpack
import pytest
from making import pdf, prose

from pipeline.errors import EmptySource, LimitExceeded, SourceError
from pipeline.reading import child
from pipeline.reading.pagecode import decode_page
from pipeline.reading.sandbox import Reader, _Child, _family
from pipeline.settings import Settings


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return pdf(tmp_path / "plan.pdf", prose(), prose(["Sida två"]))


@pytest.fixture(scope="module")
def reader():
    with Reader(Settings()) as one:
        yield one


def test_pages_come_from_the_child(reader: Reader, plan: Path) -> None:
    source, count = reader.open(plan)
    assert (source.name, source.path, count) == ("plan.pdf", str(plan), 2)
    page = reader.read_page(2)
    assert [word.text for word in page.words] == ["Sida", "två"]


def test_errors_come_as_our_exceptions(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(EmptySource, match=r"a\.txt is empty"):
        reader.open(tmp_path / "a.txt")
    with pytest.raises(SourceError):
        reader.open(tmp_path / "missing.pdf")


def test_a_page_that_is_not_there(reader: Reader, plan: Path) -> None:
    reader.open(plan)
    with pytest.raises(SourceError):
        reader.read_page(99)
    assert len(reader.read_page(1).words) > 20


def test_a_name_that_is_no_unicode(reader: Reader, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/pl\xe5n.txt"))
    path.write_text("Mål\n")
    source, count = reader.open(path)
    assert (source.path, count) == (str(path), 1)


def test_a_killed_child_is_started_anew(reader: Reader, plan: Path) -> None:
    reader.open(plan)
    assert reader._child
    os.kill(reader._child._process.pid, signal.SIGKILL)
    reader._child._process.wait()
    assert len(reader.read_page(1).words) > 20


class Hanging(_Child):
    """A child that takes the settings and never answers another message."""

    def ask(self, message, seconds, memory_mb):
        if message[0] == "settings":
            return ["ok"]
        deadline = time.monotonic() + 30
        while self.memory_mb() < 3 and time.monotonic() < deadline:
            time.sleep(0.01)  # stopped before its interpreter is loaded, a process has hardly any memory to watch
        os.kill(self._process.pid, signal.SIGSTOP)
        return super().ask(message, seconds, memory_mb)


def test_a_hanging_child_is_killed_with_all_it_started(monkeypatch: pytest.MonkeyPatch, plan: Path) -> None:
    monkeypatch.setattr("pipeline.reading.sandbox._Child", Hanging)
    with Reader(Settings(page_seconds=1)) as reader:
        started = reader._started()
        with pytest.raises(LimitExceeded, match="1 seconds"):
            reader.open(plan)
        assert not started.lives()
        assert not Path(started._folder).exists()


def test_memory_is_watched(monkeypatch: pytest.MonkeyPatch, plan: Path) -> None:
    monkeypatch.setattr("pipeline.reading.sandbox._Child", Hanging)
    with Reader(Settings(memory_mb=1, page_seconds=20)) as reader, pytest.raises(LimitExceeded, match="MB"):
        reader.open(plan)


def test_nothing_is_left_behind(plan: Path) -> None:
    reader = Reader(Settings())
    reader.open(plan)
    assert reader._child
    pids, folder = _family(reader._child._process.pid), Path(reader._child._folder)
    reader.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not folder.exists()


def test_the_child_answers_messages_in_turn(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "set_limits", lambda _: None)
    monkeypatch.setattr(child, "allow_cpu", lambda _: None)
    messages = [["settings", {}, []], ["open", os.fsencode(plan)], ["page", 2], ["page", 7], ["nonsense"]]
    questions = b"".join(len(b).to_bytes(4, "big") + b for b in map(msgpack.packb, messages))
    answers = io.BytesIO()
    child.serve(io.BytesIO(questions), answers)
    found, content = [], answers.getvalue()
    while content:
        length = int.from_bytes(content[:4], "big")
        found.append(msgpack.unpackb(content[4 : 4 + length]))
        content = content[4 + length :]
    assert [answer[0] for answer in found] == ["ok", "ok", "ok", "error", "error"]
    assert found[1][2] == 2
    assert len(decode_page(found[2][1]).words) == 2
