"""The sandbox as an ordinary user: some limits mean nothing to root, so where root runs the tests they run again as nobody."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from making import pdf, prose

from pipeline.reading.sandbox import Reader, _family
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent

PROBE = """
import os, resource, sys, time
from pipeline.reading import child
child.set_limits(300)
child.allow_cpu(1)
what = sys.argv[1]
if what == "memory":
    held = bytearray(600 * 2**20)
elif what == "file":
    with open("large", "wb") as file:
        file.truncate(child.LARGEST_FILE); file.seek(child.LARGEST_FILE); file.write(b"x")
elif what == "files":
    held = [open("/dev/null") for _ in range(child.OPEN_FILES + 1)]
elif what == "cpu":
    while True: pass
elif what == "raise":
    resource.setrlimit(resource.RLIMIT_DATA, (2**40, 2**40))
elif what == "core":
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    sys.exit(3)
"""

EXPECTED = {
    "memory": "MemoryError",
    "file": "File too large",
    "files": "Too many open files",
    "cpu": "",
    "raise": "not allowed",
    "core": "",
}


NO_PRIVILEGES = ("--bounding-set=-all", "--inh-caps=-all", "--securebits=+noroot,+noroot_locked", "--no-new-privs")
NOBODY = ("--reuid=65534", "--regid=65534", "--clear-groups")


LOAD = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import pipeline.reading.child, msgpack'], check=True)"


def runs(*prefix: str) -> bool:
    """Whether a process with that prefix can load the program: the interpreter may lie in root's own folder."""
    try:
        command = [*prefix, sys.executable, "-c", LOAD]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def unprivileged() -> tuple[str, ...] | None:
    """What makes a process an ordinary one: nothing, nobody's, or at least root's without root's powers."""
    if os.geteuid() != 0:
        return ()
    ways = (("setpriv", *NOBODY, *NO_PRIVILEGES), ("setpriv", *NO_PRIVILEGES))
    return next((way for way in ways if runs(*way)), None)


WAY = unprivileged()
needs_a_way = pytest.mark.skipif(WAY is None, reason="setpriv is not installed: no way to be nobody")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that anybody can write to, below none that is shut."""
    folder = Path(tempfile.gettempdir()) / f"plantolk-test-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@needs_a_way
@pytest.mark.parametrize("what", EXPECTED)
def test_the_kernel_keeps_the_limits(what: str, place: Path) -> None:
    done = subprocess.run(
        [*(WAY or ()), sys.executable, "-c", PROBE, what],
        cwd=place,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert EXPECTED[what] in done.stderr
    assert done.returncode == {"cpu": -signal.SIGXCPU, "core": 3}.get(what, 1)
    assert not list(place.glob("core*"))


READ = """
import sys
from pathlib import Path
from pipeline.errors import PlantolkError
from pipeline.reading.sandbox import Reader
from pipeline.settings import Settings
with Reader(Settings(page_seconds=20)) as reader:
    print(reader.open(Path(sys.argv[1]))[1], len(reader.read_page(1).words))
    try:
        reader.open(Path(sys.argv[2]))
    except PlantolkError as error:
        print(error.code)
"""


@needs_a_way
def test_a_source_is_read_by_nobody_and_what_it_may_not_read_stays_shut(place: Path) -> None:
    plan = pdf(place / "plan.pdf", prose())
    plan.chmod(0o644)
    shut = place / "shut.pdf"
    shutil.copy(plan, shut)
    shut.chmod(0)
    done = subprocess.run(
        [*(WAY or ()), sys.executable, "-c", READ, str(plan), str(shut)],
        cwd=place,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == "1"
    assert done.stdout.split()[-1] == "unreadable"
    assert sorted(path.name for path in place.iterdir()) == ["plan.pdf", "shut.pdf"]


def test_nothing_is_left_after_kill_9_of_a_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    plan = pdf(tmp_path / "plan.pdf", prose())
    me = psutil.Process()
    with Reader(Settings()) as reader:
        for _ in range(3):
            reader.open(plan)
            assert reader._child
            before = me.num_fds()
            os.kill(reader._child._process.pid, signal.SIGKILL)
            assert len(reader.read_page(1).words) > 20
            assert me.num_fds() == before
            assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
        pids = _family(reader._child._process.pid)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]
    assert not any(psutil.pid_exists(pid) for pid in pids)


OWNER = """
import os, sys, time
from pathlib import Path
from pipeline.reading.sandbox import Reader
from pipeline.settings import Settings
reader = Reader(Settings())
reader.open(Path(sys.argv[1]))
print(reader._child._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("stopped", [False, True], ids=["waiting", "busy"])
def test_a_child_ends_and_clears_up_when_its_owner_was_killed(stopped: bool, tmp_path: Path) -> None:
    plan = pdf(tmp_path / "plan.pdf", prose())
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    with subprocess.Popen([sys.executable, "-c", OWNER, str(plan)], stdout=subprocess.PIPE, env=environment) as owner:
        assert owner.stdout
        child = int(owner.stdout.readline())
        if stopped:  # a child in the midst of a page does not see that its input ended
            os.kill(child, signal.SIGSTOP)
        owner.kill()
    if stopped:
        time.sleep(0.2)
        os.kill(child, signal.SIGCONT)
    deadline = time.monotonic() + 60
    while psutil.pid_exists(child) and psutil.Process(child).status() != "zombie" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not list(folder.iterdir())
