"""The runner: python -m benchmarks [NAME…] [--repeats 3] [--small] [--no-write]

Writes docs/benchmarks.md (between markers) and benchmarks/results.json. A benchmark that fails is said and left out; the others go on.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, Bench, Table
from benchmarks.peers import PACKAGES, Peers, find_peers
from benchmarks.writing import machine, markdown, put_between, put_json

BENCHMARKS = ("reading", "repair", "tables", "whole", "growth", "store", "profiling")
PAGE, RESULTS = ROOT / "docs" / "benchmarks.md", ROOT / "benchmarks" / "results.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones; all of them: {', '.join(BENCHMARKS)}")
    parser.add_argument("--repeats", type=int, default=3, help="how often each is measured; the median counts")
    parser.add_argument("--small", action="store_true", help="the smallest sizes once, to see that everything works")
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}")
    peers = find_peers()
    for package in peers.missing():
        say(f"not installed, left out: {package}")
    started, failed = time.perf_counter(), []
    about = {"machine": machine(), "versions": versions(peers)}
    for name in options.names or BENCHMARKS:
        tables, seconds = measured(name, peers, options)
        if tables is None:
            failed.append(name)
            continue
        load = round(os.getloadavg()[2], 1)
        text = f"{markdown(tables)}\n\nMeasured {1 if options.small else options.repeats} times where nothing else is said, in {seconds:.0f} s; mean load of the machine {load}."
        say(f"{text}\n")
        if not options.no_write:
            put_between(PAGE, name, text)
            put_json(RESULTS, name, tables, {**about, "seconds": round(seconds), "load": load})
    if not options.no_write:
        put_between(PAGE, "machine", said(about, peers))
    say(f"all together {(time.perf_counter() - started) / 60:.1f} minutes" + (f"; failed: {failed}" if failed else ""))
    return 1 if failed else 0


def measured(name: str, peers: Peers, options: argparse.Namespace) -> tuple[list[Table] | None, float]:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="plantolk-bench-") as folder:
        bench = Bench(Path(folder), peers, 1 if options.small else options.repeats, small=options.small, say=say)
        try:
            tables = list(importlib.import_module(f"benchmarks.{name}").measure(bench))
        except Exception:  # noqa: BLE001  the other benchmarks are worth having
            say(f"{name} failed:\n{traceback.format_exc()}")
            return None, time.perf_counter() - started
    return tables, time.perf_counter() - started


def versions(peers: Peers) -> dict[str, str]:
    tesseract = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)
    return {
        "plantolk": importlib.metadata.version("plantolk"),
        "tesseract": (tesseract.stdout or tesseract.stderr).split("\n")[0].removeprefix("tesseract "),
        **{package: peers.versions.get(package, "not installed") for package in PACKAGES},
    }


def said(about: dict[str, Any], peers: Peers) -> str:
    box = about["machine"]
    named = ", ".join(f"{name} {version}" for name, version in about["versions"].items() if version != "not installed")
    missing = f" Not installed and left out: {', '.join(peers.missing())}." if peers.missing() else ""
    return f"{box['cores']} cores of {box['processor']}, Python {box['python']}, {box['system']}. {named}.{missing}"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
