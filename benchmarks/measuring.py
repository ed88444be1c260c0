"""What a command costs, tools taking turns, and the tables that benchmarks yield."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import Peers

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "documents"
GOLD = ROOT / "samples" / "gold"
OURS = sys.executable
PLANTOLK = Path(OURS).with_name("plantolk")
LONGEST = 1200
"""Seconds after which a command is stopped."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, seconds of computing of the process and all it started, megabytes of its largest process."""

    wall: float
    cpu: float
    memory: float


class Failed(Exception):
    """A command that did not end well; the message has the end of what it said."""


def run(command: Sequence[str | Path], *, codes: tuple[int, ...] = (0,)) -> Cost:
    """Runs a command, its output thrown away, Tesseract on one thread; raises :class:`Failed` unless it ends with a code in ``codes``."""
    with tempfile.TemporaryDirectory(prefix="plantolk-bench-") as folder:
        told = Path(folder) / "cost.json"
        launch = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(told), str(LONGEST)]
        done = subprocess.run(
            [*launch, *map(str, command)],
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, errors="replace", check=False,
        )  # fmt: skip
        cost = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {"code": done.returncode}
    if cost["code"] not in codes:
        raise Failed(f"{' '.join(map(str, command))[:200]}: exit code {cost['code']}: {done.stderr[-500:]}")
    return Cost(cost["wall"], cost["cpu"], cost["memory"])


def total(costs: Sequence[Cost]) -> Cost:
    """Commands one after the other as one: times added, the largest memory."""
    return Cost(sum(c.wall for c in costs), sum(c.cpu for c in costs), max(c.memory for c in costs))


def interleaved(tools: Mapping[str, Callable[[], Cost]], repeats: int) -> tuple[dict[str, list[Cost]], list[str]]:
    """Every tool once, then every tool again, so that a machine that is slower for a while is so for all of them. A tool that
    breaks is left out from then on, and said in the second part of what comes back."""
    costs: dict[str, list[Cost]] = {name: [] for name in tools}
    broken = []
    for _ in range(repeats):
        for name in list(costs):
            try:
                costs[name].append(tools[name]())
            except Failed as error:
                broken.append(f"Left out: {name}: {error}")
                del costs[name]
    return costs, broken


def median(costs: Sequence[Cost]) -> Cost:
    """Each figure's own median."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        statistics.median(c.memory for c in costs),
    )


Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """What one benchmark found: ``columns`` in order, a row a tool or size; ``notes`` are sentences below it."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """What a benchmark is given: how often to measure, a folder to work in, and which peers there are."""

    folder: Path
    peers: Peers
    repeats: int = 3
    jobs: int = 2
    small: bool = False
    """One repeat of the smallest sizes, to see that everything works."""
    say: Callable[[str], object] = len
    """Tells how far it is; says nothing unless told how."""
