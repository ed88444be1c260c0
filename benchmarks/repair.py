"""The repair beside what else there is: speed, words right and harm on the same text.

Three inputs: correct Swedish whose å, ä and ö were taken off; text as an OCR engine with an English model misread it; and sound text,
of which nothing may change. Words are compared line by line, whatever their order within the line.

python -m benchmarks.repair LINES.json RESULT.json: our side, as ``peers/repair.py`` is the others'.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measuring import GOLD, OURS, SAMPLES, Bench, Cost, Table, interleaved, median, run
from pipeline.document import Decision, Line, Page, Text, Word
from pipeline.lexicon import load_lexicon
from pipeline.repair import repair

WORD = re.compile(r"[^\W\d_]+")
UNMARKED = str.maketrans("åäöÅÄÖ", "aaoAAO")
MISREAD = ("norrskog-2025", "ostervik-2022", "naverland-2008")
"""Samples whose plain text is as an English model misread it, line for line beside the true text."""
PEERS = (
    ("most frequent form (wordfreq)", "most-frequent-form", "wordfreq"),
    ("symspellpy", "symspellpy", "symspellpy"),
    ("hunspell", "hunspell", "chunspell"),
)


@dataclass(frozen=True, slots=True)
class Input:
    name: str
    true: list[str]
    read: list[str]


def inputs() -> Iterator[Input]:
    true = [line for path in sorted(GOLD.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    true = [line for line in true if WORD.search(line)]
    yield Input("without å, ä, ö", true, [line.translate(UNMARKED) for line in true])
    pairs = [pair for name in MISREAD for pair in misread_lines(name)]
    yield Input("misread by an English model", [want for want, _ in pairs], [read for _, read in pairs])
    yield Input("sound", true, true)


def misread_lines(name: str) -> list[tuple[str, str]]:
    true, read = (
        (folder / f"{name}.txt").read_text(encoding="utf-8").replace("\f", "").split("\n") for folder in (GOLD, SAMPLES)
    )
    assert len(true) == len(read), name
    return [(want, got) for want, got in zip(true, read, strict=True) if WORD.search(want)]


def measure(bench: Bench) -> Iterator[Table]:
    rows = []
    notes: list[str] = []
    for given in inputs():
        lines = given.true[:40] if bench.small else given.true
        source = bench.folder / "lines.json"
        source.write_text(json.dumps(given.read[: len(lines)]), encoding="utf-8")
        target = {name: bench.folder / f"{tool}.json" for name, tool, _ in [*PEERS, ("plantolk", "plantolk", "")]}
        commands = {
            name: bench.peers.command("repair", tool, source, target[name])
            for name, tool, package in PEERS
            if bench.peers.has(package) and not (given.name == "sound" and tool == "hunspell")
        }
        commands["plantolk"] = [OURS, "-m", "benchmarks.repair", str(source), str(target["plantolk"])]
        warm: dict[str, list[float]] = {name: [] for name in commands}

        def use(name: str) -> Cost:
            cost = run(commands[name])  # noqa: B023
            warm[name].append(json.loads(target[name].read_text(encoding="utf-8"))["warm"])  # noqa: B023
            return cost

        costs, broken = interleaved({name: partial(use, name) for name in commands}, bench.repeats)
        notes += broken
        for name in costs:
            mended = json.loads(target[name].read_text(encoding="utf-8"))["lines"]
            rows.append(row_of(given, name, mended, statistics.median(warm[name]), median(costs[name])))
            bench.say(f"repair, {given.name}, {name}: done")
    yield Table(
        "Repair",
        "Correct Swedish (the samples' true texts) without its å, ä and ö; three samples as an English OCR model misread them; and sound "
        "text. *Restored*: share of the wrong words that are right afterwards. *Harm*: share of the right words that are wrong "
        "afterwards. Words a second of computing, warm, on one core.",
        ("input: tool", "words", "words right", "restored", "harm", "words/s", "start-up and all, CPU s", "memory, MB"),
        tuple(rows),
        (
            "hunspell stops after 15 s: its figures are of the first lines, as many words as its column says. It takes no part in the "
            "sound text. Peers see word by word; plantolk sees the document.",
            *notes,
        ),
    )


def row_of(given: Input, name: str, mended: list[str], warm: float, cost: Cost) -> tuple[str | int | float | None, ...]:
    count = len(mended)
    words, right, restored, harm = compare(given.true[:count], given.read[:count], mended)
    wrong_before = given.name != "sound"
    speed = float(words) / max(warm, 1e-4)
    return (
        f"{given.name}: {name}", words, f"{right:.2%}", f"{restored:.1%}" if wrong_before else None, f"{harm:.2%}", speed,
        cost.cpu, cost.memory,
    )  # fmt: skip


def compare(true: list[str], read: list[str], mended: list[str]) -> tuple[int, float, float, float]:
    """Number of words, and shares: of words right, of wrong words put right, of right words spoilt."""
    words = right = wrong_before = restored = right_before = harmed = 0
    for want_line, read_line, got_line in zip(true, read, mended, strict=True):
        want, before, after = (Counter(WORD.findall(line)) for line in (want_line, read_line, got_line))
        had, has = want & before, want & after
        words += want.total()
        right += has.total()
        wrong_before += (want - had).total()
        restored += (has - had).total()
        right_before += had.total()
        harmed += (had - has).total()
    return words, right / max(1, words), restored / max(1, wrong_before), harmed / max(1, right_before)


def page_of(lines: list[str]) -> Page:
    made = []
    for number, value in enumerate(lines, 1):
        owners: list[int | None] = [None] * len(value)
        words: list[Word] = []
        for match in re.finditer(r"\S+", value):
            owners[match.start() : match.end()] = [len(words)] * len(match.group())
            words.append(Word(match.group(), 1, None, 1.0, "plain_text", line=number))
        made.append(Line(number, tuple(words), None, Text(value, tuple(words), tuple(owners))))
    return Page(1, 0, 0, 0, None, (), (), Decision("plain_text", "benchmark"), lines=tuple(made))


def main() -> int:
    source, target = sys.argv[1:]
    lines = json.loads(Path(source).read_text(encoding="utf-8"))
    lexicon, mended = load_lexicon(), lines
    seconds: list[float] = []
    for _ in range(2):
        started = time.process_time()
        (page,) = repair((page_of(lines),), lexicon)
        mended = [line.text.value for line in page.lines]
        seconds.append(time.process_time() - started)
    Path(target).write_text(json.dumps({"lines": mended, "first": seconds[0], "warm": seconds[1]}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
