"""Where the time of a scanned and of a born-digital page goes: cProfile over the chain in one process.

Time by the clock, so that waiting for Tesseract counts; each function's own time is added up by package or module, that of C functions
goes to whoever called them. Python code looks up to twice as dear as it is: profiling costs it most.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import OURS, PLANTOLK, SAMPLES, Bench, Table, Value, median, run

PATHS = (("scan", "naverland-2008-scan.pdf"), ("born digital", "naverland-2008.pdf"))
SHOWN = 6
NAMES = {
    "subprocess": "Tesseract, another process: reading words",
    "onnxruntime": "onnxruntime: second readings of numbers, signs and doubtful words",
    "pdfplumber": "pdfplumber and pdfminer.six: words, lines and rectangles of the text layer",
    "pypdfium2": "pypdfium2: rendering, and the second look at the text",
    "rapidfuzz": "rapidfuzz: headers and headings looked up in the dictionaries",
}
ALIASES = {"pdfminer": "pdfplumber", "selectors": "subprocess", "pytesseract": "subprocess", "select": "subprocess"}
Function = tuple[str, int, str]


def measure(bench: Bench) -> Iterator[Table]:
    rows: list[tuple[Value, ...]] = []
    for name, document in PATHS[1:] if bench.small else PATHS:
        target = bench.folder / f"{name}.json"
        run([OURS, "-m", "benchmarks.profiling", SAMPLES / document, target])
        told = json.loads(target.read_text(encoding="utf-8"))
        whole = sum(told["areas"].values())
        for area, seconds in list(told["areas"].items())[:SHOWN]:
            rows.append((f"{name}: {NAMES.get(area, area)}", f"{seconds / whole:.0%}", 1000 * seconds / told["pages"]))
        bench.say(f"profile, {name}: done")
    yield Table(
        "Where a page's time goes",
        f"`{PATHS[0][1]}` and `{PATHS[1][1]}` through the whole chain, lexicon loaded before; the {SHOWN} largest of each.",
        ("path: what", "share", "ms/page"),
        tuple(rows),
    )
    starts: dict[str, list[str | Path]] = {
        "`plantolk --help`": [PLANTOLK, "--help"],
        "imports of `plantolk extract`": [OURS, "-c", "import pipeline.cli.extract, pipeline.run, pipeline.dataset"],
        "the lexicon, compiled before": [OURS, "-c", "from pipeline.lexicon import load_lexicon; load_lexicon()"],
    }
    costs = {name: median([run(command) for _ in range(max(3, bench.repeats))]) for name, command in starts.items()}
    yield Table(
        "Start-up",
        "A process of its own each; the interpreter's own start is in it.",
        ("what", "wall s", "CPU s", "memory, MB"),
        tuple((name, cost.wall, cost.cpu, cost.memory) for name, cost in costs.items()),
    )


def profiled(document: Path) -> tuple[dict[str, float], int]:
    """(seconds by area, largest first; number of pages) of the document through the whole chain."""
    from pipeline.extraction import make_stamp
    from pipeline.lexicon import load_lexicon
    from pipeline.reading.reader import SourceReader
    from pipeline.run import process
    from pipeline.settings import Settings

    settings, lexicon = Settings(), load_lexicon()
    stamp = make_stamp(settings)
    with SourceReader(settings) as reader:
        _, pages = reader.open(document)
        process(document, reader, lexicon, stamp)  # models are loaded and modules imported before the clock runs
        profile = cProfile.Profile()
        profile.runcall(process, document, reader, lexicon, stamp)
    return by_area(pstats.Stats(profile)), pages


def by_area(stats: pstats.Stats) -> dict[str, float]:
    seconds: dict[str, float] = defaultdict(float)
    every: dict[Function, tuple[int, int, float, float, dict[Function, tuple[int, int, float, float]]]]
    every = stats.stats  # type: ignore[attr-defined]
    for function, (_, _, own, _, callers) in every.items():
        if function[0] != "~" or not callers:
            seconds[area_of(function[0])] += own
            continue
        for caller, (_, _, part, _) in callers.items():
            seconds[area_of(caller[0])] += part
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def area_of(file: str) -> str:
    path = Path(file)
    parts = path.parts
    if "site-packages" in parts:
        name = parts[parts.index("site-packages") + 1]
    elif "pipeline" in parts or "extractors" in parts:
        return "/".join(parts[-2:]) if parts[-2] in ("pipeline", "extractors") else "/".join(parts[-3:])
    else:
        name = path.stem
    return ALIASES.get(name, name)


def main() -> int:
    document, target = sys.argv[1:]
    areas, pages = profiled(Path(document))
    Path(target).write_text(json.dumps({"areas": areas, "pages": pages}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
