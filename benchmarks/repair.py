"""The repair beside what else there is: speed, words right and harm on the same text.

Three inputs: correct Swedish whose å, ä and ö were taken off; text as an OCR engine with an English model misread it; and sound text,
of which nothing may change. Words are compared line by line, whatever their order within the line.

python -m benchmarks.repair TEXTS.json RESULT.json: our side, as ``peers/repair.py`` is the others'.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.measuring import GOLD, OURS, SAMPLES, Bench, Cost, Table, Value, interleaved, median, run
from pipeline.document import Decision, Line, Page, Text, Word
from pipeline.lexicon import load_lexicon
from pipeline.repairing.repair import repair

WORD = re.compile(r"[^\W\d_]+")
UNMARKED = str.maketrans("åäöÅÄÖ", "aaoAAO")
MISREAD = ("norrskog-2025", "ostervik-2022", "naverland-2008")
"""Samples whose plain text is as an English model misread it, line for line beside the true text."""
OURSELVES = "plantolk"
WARM_PASSES = 3
"""Passes after the first; the one in the middle counts, here as in ``peers/repair.py``."""
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
    given = [replace(one, true=one.true[:40], read=one.read[:40]) if bench.small else one for one in inputs()]
    source = bench.folder / "texts.json"
    source.write_text(json.dumps({one.name: one.read for one in given}), encoding="utf-8")
    target = {name: bench.folder / f"{tool}.json" for name, tool, _ in [*PEERS, (OURSELVES, "plantolk", "")]}
    commands = {
        name: bench.peers.command("repair", tool, source, target[name])
        for name, tool, package in PEERS
        if bench.peers.has(package)
    }
    commands[OURSELVES] = [OURS, "-m", "benchmarks.repair", str(source), str(target[OURSELVES])]
    warm: dict[tuple[str, str], list[float]] = defaultdict(list)

    def use(name: str) -> Cost:
        cost = run(commands[name])
        for one, told in json.loads(target[name].read_text(encoding="utf-8")).items():
            warm[name, one].append(told["warm"])
        bench.say(f"repair, {name}: {cost.cpu:.0f} s of computing")
        return cost

    costs, broken = interleaved({name: partial(use, name) for name in commands}, bench.repeats)
    rows = [
        row_of(one, name, json.loads(target[name].read_text(encoding="utf-8"))[one.name]["lines"], warm[name, one.name])
        for one in given
        for name in costs
    ]
    yield Table(
        "Repair",
        "Correct Swedish (the samples' true texts) without its å, ä and ö; three samples as an English OCR model misread them; and sound "
        "text. *Restored*: share of the wrong words that are right afterwards. *Harm*: share of the right words that are wrong "
        "afterwards. Words a second of computing, warm, on one core.",
        ("input: tool", "words", "words right", "restored", "harm", "words/s"),
        tuple(rows),
        (
            "hunspell stops after 15 s of computing: its figures are of the first lines, as many words as its column says. Peers see word "
            "by word; plantolk sees the document.",
            *broken,
        ),
    )
    yield Table(
        "The same: a process from start to end",
        "All three inputs, twice: loading what it knows is most of it.",
        ("tool", "wall s", "CPU s", "memory, MB"),
        tuple((name, (cost := median(measured)).wall, cost.cpu, cost.memory) for name, measured in costs.items()),
    )


def row_of(given: Input, name: str, mended: list[str], warm: list[float]) -> tuple[Value, ...]:
    count = len(mended)
    words, right, restored, harm = compare(given.true[:count], given.read[:count], mended)
    speed = float(words) / max(statistics.median(warm), 1e-4)
    said = None if given.name == "sound" else f"{restored:.1%}"
    return f"{given.name}: {name}", words, f"{right:.2%}", said, f"{harm:.2%}", speed


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
    lexicon, told = load_lexicon(), {}
    for name, lines in json.loads(Path(source).read_text(encoding="utf-8")).items():
        given, passes = page_of(lines), []
        for _ in range(1 + WARM_PASSES):
            started = time.process_time()
            (page,) = repair((given,), lexicon)
            passes.append(time.process_time() - started)
        told[name] = {"lines": [line.text.value for line in page.lines], "warm": statistics.median(passes[1:])}
    Path(target).write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
