"""The whole job: two samples in all four forms they come in, to records; pages a second and the records' F1 against gold.

Nobody else has a column here, so the second one is the time that a bare OCRmyPDF needs for the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from benchmarks.measuring import GOLD, PLANTOLK, SAMPLES, Bench, Cost, Table, Value, interleaved, median, run, total
from pipeline.evaluation.counting import NO_SCORE
from pipeline.evaluation.report import SHOWN, silent
from pipeline.evaluation.run import evaluate

STEMS = ("naverland-2008", "lindmo-2026")
FORMS: tuple[tuple[str, str, list[str] | None], ...] = (
    ("plain text", ".txt", None),
    ("born digital", ".pdf", ["--skip-text"]),
    ("scan, 200 dpi", "-scan.pdf", []),
    ("scan with a wrong text layer", "-badlayer.pdf", None),
)
"""Name, what the file's name ends in, and what OCRmyPDF must be told (``None``: not asked; the wrong layer lies over the same scan)."""

DOCUMENTS, CORES, PAGES = 1_000_000, 100, 30
"""The sum on paper: so many documents of so many pages on so many cores."""


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    documents: list[Path]
    options: list[str] | None

    @property
    def pages(self) -> int:
        """A plain text has as many as the PDF that it was made from."""
        return sum(len(pypdfium2.PdfDocument(SAMPLES / f"{stem}.pdf")) for stem in used(self))


def used(form: Form) -> list[str]:
    return [stem for stem in STEMS if any(path.name.startswith(stem) for path in form.documents)]


def measure(bench: Bench) -> Iterator[Table]:
    stems = STEMS[:1] if bench.small else STEMS
    rows: list[tuple[Value, ...]] = []
    paper: list[tuple[Value, ...]] = []
    notes: list[str] = []
    for name, end, options in FORMS:
        form = Form(name, [SAMPLES / f"{stem}{end}" for stem in stems], options)
        out = bench.folder / end.strip("-.").replace(".", "-")
        tools: dict[str, Callable[[], Cost]] = {}
        if options is not None and bench.peers.has("ocrmypdf"):
            tools["OCRmyPDF"] = ocrmypdf(bench, form)
        tools["plantolk"] = extract(bench, form, out)
        costs, broken = interleaved(tools, bench.repeats)
        notes += broken
        ours = median(costs["plantolk"])
        theirs = median(costs["OCRmyPDF"]) if "OCRmyPDF" in costs else None
        rows.append(
            (
                name, form.pages, form.pages / ours.wall, ours.wall, ours.cpu, ours.memory, *accuracy(out),
                theirs.wall if theirs else None, theirs.cpu if theirs else None,
            )
        )  # fmt: skip
        hours = DOCUMENTS * PAGES * ours.cpu / form.pages / CORES / 3600
        paper.append((name, ours.cpu / form.pages, hours, hours / 24))
        bench.say(f"whole, {name}: done")
    yield Table(
        "The whole job",
        f"`plantolk extract` of {' and '.join(stems)} to records, two workers, no page cache, start-up in it. Records' F1: goals, assignments, "
        "activities, indicators, values, budget rows, risks, measures counted together, strictly where `plantolk evaluate` has a strict "
        "score. *Silent*: numbers that are wrong and not flagged.",
        (
            "form", "pages", "pages/s", "wall s", "CPU s", "memory, MB", "records' F1", "silent", "OCRmyPDF: wall s", "CPU s",
        ),
        tuple(rows),
        ("OCRmyPDF with two jobs makes a searchable PDF of the same pages, no records; `--skip-text` for born-digital pages, of which it has "
         "nothing to read; a wrong text layer lies over the same scan, so it is not asked again.", *notes),
    )  # fmt: skip
    yield Table(
        "On paper: a million documents on a hundred cores",
        f"{DOCUMENTS:,} documents of {PAGES} pages, each core as fast as one of these and always busy; CPU seconds a page as measured "
        "above, start-up of a run of few pages in it, so an upper bound for that part. Reading and extracting only: the one "
        "process that writes the store, and the disks, are measured under *Growth* and *The store*.",
        ("form", "CPU s/page", "hours", "days"),
        tuple(paper),
    )


def extract(bench: Bench, form: Form, out: Path) -> Callable[[], Cost]:
    options = ["--jobs", str(bench.jobs), "--no-cache", "--quiet", "--out", str(out)]
    return lambda: run([PLANTOLK, "extract", *options, *form.documents], codes=(0, 1))


def ocrmypdf(bench: Bench, form: Form) -> Callable[[], Cost]:
    options = ["-l", "swe", "--jobs", str(bench.jobs), "--output-type", "pdf", "--quiet", *(form.options or [])]
    program = [bench.peers.python, "-m", "ocrmypdf", *options]
    return lambda: total([run([*program, path, bench.folder / "searchable.pdf"]) for path in form.documents])


def accuracy(out: Path) -> tuple[float, int]:
    """(F1 of all records together, numbers silently wrong)."""
    report = evaluate(out, GOLD)
    score = sum(
        (d.scores[kind] for d in report.documents for kind, _ in SHOWN if not kind.startswith("sections")), NO_SCORE
    )
    return round(score.f1, 3), sum(silent(d.numbers) for d in report.documents)
