"""What the store and its workers cost over bare extraction, and how busy they keep the cores.

python -m benchmarks.overhead                       # the samples' scans, with and without a wrong text layer, read anew
python -m benchmarks.overhead FILE… --jobs 2

*Bare* is one process that takes one document after the other through the chain and throws the rows away. Seconds of computing
are those of a command and all that it started; they hold on a busy machine too, seconds by the clock only on a quiet one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "documents"

BARE = """\
import sys
from pathlib import Path
from pipeline.extraction import make_stamp
from pipeline.lexicon import load_lexicon
from pipeline.run import process
from pipeline.reading.sandbox import Reader
from pipeline.settings import Settings
settings = Settings()
lexicon, stamp = load_lexicon(), make_stamp(settings)
with Reader(settings) as reader:
    for path in sys.argv[1:]:
        process(Path(path), reader, lexicon, stamp)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and of computing by a command and all that it started."""

    clock: float
    computing: float


def cost_of(command: Sequence[str]) -> Cost:
    """Runs a command to its end. Raises ``RuntimeError`` where it fails."""
    started = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ | {"PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1"})
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        raise RuntimeError(f"exit code {os.waitstatus_to_exitcode(status)}: {' '.join(command[:4])}")
    return Cost(time.monotonic() - started, usage.ru_utime + usage.ru_stime)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path, help="default: the samples' scans")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    scans = [path for path in sorted(SAMPLES.iterdir()) if path.stem.endswith(("-scan", "-badlayer"))]
    sources = [str(path.resolve()) for path in options.sources or scans]
    with tempfile.TemporaryDirectory(prefix="plantolk-overhead-") as base:
        store, cache = f"{base}/store", f"{base}/cache"
        places = ["--store", store, "--cache", cache, "--jobs", str(options.jobs), "--quiet"]
        bare = cost_of([sys.executable, "-c", BARE, *sources])
        ours = cost_of([sys.executable, "-m", "pipeline.cli.main", "ingest", *sources, *places])
    clock = ours.clock * options.jobs / bare.clock - 1
    computing = ours.computing / bare.computing - 1
    sys.stdout.write(
        f"{len(sources)} documents\n"
        "| | clock, s | computing, s |\n|---|---:|---:|\n"
        f"| bare, one process | {bare.clock:.1f} | {bare.computing:.1f} |\n"
        f"| store, {options.jobs} workers | {ours.clock:.1f} | {ours.computing:.1f} |\n"
        f"overhead: {computing:+.1%} of computing; by the clock, as if bare were spread over {options.jobs} cores: {clock:+.1%}\n"
        f"cores busy: {ours.computing / ours.clock / options.jobs:.0%}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
