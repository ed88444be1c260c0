"""The kernel's fence around the reader child, and log lines of workers."""

from __future__ import annotations

import json
import logging
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from test_sandbox_unprivileged import WAY, needs_a_way, place

from pipeline.batch.pool import LocalPool
from pipeline.batch.worker import WorkerSetup
from pipeline.extraction import make_stamp
from pipeline.logs import LogStyle
from pipeline.reading.confine import FOREIGN_CALLS, MACHINES, Machine, filter_program
from pipeline.settings import Settings

__all__ = ["place"]
ROOT = Path(__file__).resolve().parent.parent
EVIL = "plan\nplantolk: forged\x1b[2J.txt"

PROBE = """
import os, signal, socket, subprocess, sys
from pathlib import Path
from pipeline.reading.confine import confine
inside, outside = Path(sys.argv[1]), Path(sys.argv[2])
print(*confine(inside))
def tried(what, act):
    try:
        act()
    except OSError as error:
        print(what, type(error).__name__)
(inside / "file").write_text("x")
(inside / "folder").mkdir()
(inside / "file").rename(inside / "folder" / "file")
(inside / "folder" / "file").unlink()
Path(os.devnull).write_text("x")
assert outside.read_text() == "kept"
tried("network", lambda: socket.socket())
tried("local", lambda: socket.socket(socket.AF_UNIX))
tried("write", lambda: outside.write_text("x"))
tried("remove", outside.unlink)
tried("make", lambda: outside.with_name("new").write_text("x"))
again = "import socket; socket.socket()"
code = subprocess.run([sys.executable, "-c", again], stderr=subprocess.DEVNULL).returncode
print("child", code)
"""


@pytest.mark.parametrize("prefix", [(), pytest.param(WAY, marks=needs_a_way)], ids=["as we are", "unprivileged"])
def test_a_reader_has_no_network_and_changes_files_in_its_folder_only(place: Path, prefix: tuple[str, ...]) -> None:
    inside, outside = place / "inside", place / "outside"
    inside.mkdir()
    outside.write_text("kept")
    for path, mode in ((inside, 0o777), (outside, 0o666)):
        path.chmod(mode)
    done = subprocess.run(
        [*prefix, sys.executable, "-c", PROBE, str(inside), str(outside)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    fences, *refused = done.stdout.splitlines()
    if fences != "files network":
        pytest.skip(f"this kernel gives only: {fences or 'nothing'}")
    assert refused == [
        "network PermissionError",
        "local PermissionError",
        "write PermissionError",
        "remove PermissionError",
        "make PermissionError",
        "child 1",
    ]
    assert outside.read_text() == "kept"


def run_filter(program: bytes, machine: int, call: int) -> int:
    """What the filter says to a system call: the kernel's machine for such programs, as far as ours go."""
    steps = list(struct.iter_unpack("=HBBI", program))
    data, place, register = {0: call, 4: machine}, 0, 0
    while True:
        code, then, otherwise, value = steps[place]
        if code == 0x06:
            return int(value)
        if code == 0x20:
            register = data[value]
            place += 1
            continue
        holds = register == value if code == 0x15 else register >= value
        place += 1 + (then if holds else otherwise)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_the_filter_refuses_what_it_lists_and_nothing_else(machine: Machine) -> None:
    program = filter_program(machine)
    refused = {call for call in range(600) if run_filter(program, machine.audit, call) != 0x7FFF_0000}
    assert refused == set(machine.denied)
    assert run_filter(program, machine.audit, FOREIGN_CALLS + 41) == 0x0005_0001
    assert run_filter(program, 0x40000003, 1) == 0x0005_0001  # 32-bit calls


def complain() -> None:
    logging.getLogger("pipeline.run").error("unexpected error in %s", EVIL)


@pytest.mark.parametrize("as_json", [False, True])
def test_log_lines_of_workers_cannot_be_forged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    settings = Settings()
    pool = LocalPool(1, WorkerSetup(settings, make_stamp(settings), tmp_path, log=LogStyle(json=as_json)))
    try:
        pool.submit(complain).result()
    finally:
        pool.shutdown()
    (line,) = capfd.readouterr().err.splitlines()
    if as_json:
        assert json.loads(line)["message"] == f"unexpected error in {EVIL}"
    else:
        assert line == "plantolk: unexpected error in plan\\nplantolk: forged\\x1b[2J.txt"
