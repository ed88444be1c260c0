"""Reading scans beside plain Tesseract, pytesseract, OCRmyPDF and RapidOCR: seconds a page and what comes out right.

The truth of a scanned page is the text of the born-digital page that it was made from. Words are compared page by page, whatever their
order, since tools order columns differently.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2

from benchmarks.measuring import OURS, SAMPLES, Bench, Cost, Table, Value, interleaved, median, run, total
from pipeline.evaluation.texts import MARKED, WORD, numbers_in, text_rates

PAGES = (
    ("norrskog-2025", 300, (4, 6)),
    ("lindmo-2026", 200, (6,)),
    ("vastmark-1994", 200, (5,)),
)
"""Sample, resolution of its scan, pages: prose, indicators and budget tables; vastmark is a worn typescript."""
FLOOR = "tesseract -l swe"


def measure(bench: Bench) -> Iterator[Table]:
    chosen = PAGES[1:2] if bench.small else PAGES
    count = sum(len(numbers) for *_, numbers in chosen)
    document = one_document(bench.folder / "pages.pdf", chosen)
    pictures = as_pictures(document, [dpi for _, dpi, numbers in chosen for _ in numbers])
    truths = [text for stem, _, numbers in chosen for text in true_texts(stem, numbers)]
    reader = Readers(bench, document, pictures)
    costs, broken = interleaved(reader.tools(), bench.repeats)
    floor = median(costs[FLOOR])
    rows: list[tuple[Value, ...]] = []
    for tool, measured in costs.items():
        cost = median(measured)
        times = (cost.wall / count, cost.cpu / count, cost.cpu / floor.cpu, cost.memory)
        rows.append((tool, *times, *shares(reader.texts(tool), truths)))
    yield Table(
        "Reading scans",
        f"{count} pages of the samples' scans ({', '.join(f'{stem} at {dpi} dpi' for stem, dpi, _ in chosen)}); start-up and all, shared by "
        "these few pages.",
        (
            "tool", "wall s/page", "CPU s/page", "CPU, × the floor", "memory, MB", "words", "precision", "words with åäö",
            "numbers", "% signs",
        ),
        tuple(rows),
        (
            "Words, words with å, ä or ö and numbers: shares of the page's own that are found; precision: share of the found words that "
            "the page has. Tesseract runs with `OMP_THREAD_LIMIT=1` in all tools; OCRmyPDF has two jobs, RapidOCR as many threads as it "
            "takes, the others one.",
            *broken,
        ),
    )  # fmt: skip


class Readers:
    """The tools on the same pages: as pictures, or as one document with a picture a page."""

    def __init__(self, bench: Bench, document: Path, pictures: Sequence[Path]) -> None:
        self._bench, self._document, self._pictures = bench, document, pictures

    def tools(self) -> dict[str, partial[Cost]]:
        peers = self._bench.peers
        tools = {FLOOR: partial(self._plain)}
        if peers.has("pytesseract"):
            tools["pytesseract"] = partial(self._peer, "pytesseract")
        if peers.has("ocrmypdf"):
            tools["OCRmyPDF"] = partial(self._ocrmypdf)
        if peers.has("rapidocr"):
            tools["RapidOCR"] = partial(self._peer, "rapidocr")
        tools["plantolk"] = partial(self._ours)
        return tools

    def texts(self, tool: str) -> list[str]:
        """What a tool read last, page by page."""
        folder = self._folder(tool)
        if tool == "plantolk":
            found: list[str] = json.loads((folder / "texts.json").read_text(encoding="utf-8"))[self._document.name]
            return found
        if tool == "OCRmyPDF":
            return (folder / "pages.txt").read_text(encoding="utf-8").removesuffix("\f").split("\f")
        return [(folder / f"{path.stem}.txt").read_text(encoding="utf-8") for path in self._pictures]

    def _folder(self, tool: str) -> Path:
        folder = self._bench.folder / tool.replace(" ", "-").lower()
        folder.mkdir(exist_ok=True)
        return folder

    def _plain(self) -> Cost:
        folder = self._folder(FLOOR)
        return total([run(["tesseract", path, folder / path.stem, "-l", "swe"]) for path in self._pictures])

    def _peer(self, tool: str) -> Cost:
        return run(self._bench.peers.command("reading", tool, self._folder(tool), *self._pictures))

    def _ocrmypdf(self) -> Cost:
        folder = self._folder("OCRmyPDF")
        options = ["-l", "swe", "--jobs", str(self._bench.jobs), "--output-type", "pdf", "--quiet"]
        text, layered = folder / "pages.txt", folder / "pages.pdf"
        return run([self._bench.peers.python, "-m", "ocrmypdf", *options, "--sidecar", text, self._document, layered])

    def _ours(self) -> Cost:
        return run([OURS, "-m", "benchmarks.ours", "text", self._folder("plantolk") / "texts.json", self._document])


WEIGHTS: dict[str, Callable[[str], int]] = {
    "word_recall": lambda want: len(WORD.findall(want)),
    "word_precision": lambda want: len(WORD.findall(want)),
    "diacritic_word_recall": lambda want: sum(bool(MARKED.search(word)) for word in WORD.findall(want)),
    "number_recall": lambda want: numbers_in(want.split()).total(),
}
"""What a page weighs in the mean of a rate over pages."""


def shares(got: Sequence[str], want: Sequence[str]) -> Iterator[str]:
    """The rates over all pages, in the order of ``WEIGHTS``, and the percent signs."""
    rates = [text_rates(a, b) for a, b in zip(got, want, strict=True)]
    for key, weigh in WEIGHTS.items():
        weights = [weigh(text) for text in want]
        yield f"{sum(w * float(str(r[key])) for w, r in zip(weights, rates, strict=True)) / max(1, sum(weights)):.1%}"
    yield f"{''.join(got).count('%')} of {''.join(want).count('%')}"


def one_document(target: Path, chosen: Sequence[tuple[str, int, tuple[int, ...]]]) -> Path:
    """A PDF with some pages of the samples' scans, their pictures as they are."""
    new = pypdfium2.PdfDocument.new()
    for stem, _, numbers in chosen:
        new.import_pages(pypdfium2.PdfDocument(SAMPLES / f"{stem}-scan.pdf"), [number - 1 for number in numbers])
    new.save(target)
    return target


def as_pictures(document: Path, resolutions: Sequence[int]) -> list[Path]:
    """The pages as grey PNG at the resolutions of their scans."""
    paths = []
    for number, (page, dpi) in enumerate(zip(pypdfium2.PdfDocument(document), resolutions, strict=True)):
        path = document.with_name(f"{document.stem}-{number}.png")
        page.render(scale=dpi / 72, grayscale=True).to_pil().save(path, dpi=(dpi, dpi))
        paths.append(path)
    return paths


def true_texts(stem: str, numbers: Sequence[int]) -> list[str]:
    with pdfplumber.open(SAMPLES / f"{stem}.pdf") as document:
        return [document.pages[number - 1].extract_text() for number in numbers]
