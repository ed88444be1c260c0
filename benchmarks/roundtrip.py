"""Pages of born-digital PDFs as pictures, read back: what is lost at each resolution, turned and askew.

    python -m benchmarks.roundtrip PDF... [--pages 4 | --pages 0] [--seed 1] [--ways grey300 bilevel200 turned180 askew3]

The text layer is the truth, line by line: each true line against its most alike line of the reading, in any order. Two things
count as the same: a figure and the same figure raised (a footnote's mark, which the layer has in small type), and a sign of
Wingdings or Symbol, to which the layer gives no code of Unicode's, and the character that looks like it. Pages with charts, which
are told by a caption that begins a piece of a line ('Diagram 2:1. ...'), and those with little running text (covers) are left
out and told; ``--pages 0`` takes all others, each document's spread out evenly, so that a run cut short is a fair sample. Every
row is printed as a line of JSON, the last ones pooled over a document.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.arranging.layout import arrange
from pipeline.document import Decision, RawPage
from pipeline.lines import segments_of
from pipeline.reading.pdf import PdfFile
from pipeline.reading.pixels import turned
from pipeline.reading.raster import POINTS, Grey
from pipeline.reading.scan import read_picture
from pipeline.settings import Settings

FEWEST_LINES, LONG_LINE = 5, 40
"""A page of text has so many lines of so many characters."""
CAPTION = re.compile(r"(?:Diagram|Figur) [A-Z]?\d+(?::\d+)?\.(?: |$)")
"""How a chart's heading begins. Running text speaks of 'diagram 2:1', and never at the beginning of a line with a capital."""
SAME = str.maketrans("\uf06e\uf02d⁰¹²³⁴⁵⁶⁷⁸⁹", "■–0123456789")
"""Wingdings' square and Symbol's dash as what they look like; raised figures as figures."""
NUMBER = re.compile(r"[-+]?\d[\d.,]*%?")
DASHES = str.maketrans("–−", "--")


def _askew(grey: Grey, degrees: float) -> Grey:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(grey, matrix, (width, height), borderValue=(255,)), dtype=np.uint8)


def _bilevel(grey: Grey) -> Grey:
    return np.asarray(np.where(grey < 128, 0, 255), dtype=np.uint8)


WAYS: dict[str, tuple[int, Callable[[Grey], Grey]]] = {
    "grey300": (300, lambda grey: grey),
    "bilevel200": (200, _bilevel),
    "turned90": (300, lambda grey: turned(grey, 90)),
    "turned180": (300, lambda grey: turned(grey, 180)),
    "turned270": (300, lambda grey: turned(grey, 270)),
    "askew1": (300, lambda grey: _askew(grey, 1.0)),
    "askew3": (300, lambda grey: _askew(grey, -3.0)),
}
"""Resolution, and what is done to the picture."""


def lines_of(page: RawPage) -> list[str]:
    return [" ".join(line.text.value.translate(SAME).split()) for line in arrange(page).lines]


def compared(true: Sequence[str], got: Sequence[str]) -> dict[str, float]:
    """CER over lines matched in any order, and the shares of the true words and numbers that were read."""
    counts = _counts(true, got)
    return {name: round(counts[name] / max(1, counts[f"all {name}"]), 5) for name in RATES}


RATES = ("cer", "words", "numbers")


def _counts(true: Sequence[str], got: Sequence[str]) -> Counter[str]:
    """What ``compared`` divides: letters wrong, words and numbers read, and how many there are of each ('all words')."""
    wrong = sum(
        min(len(line), Levenshtein.distance(line, match[0])) if (match := process.extractOne(line, got)) else len(line)
        for line in true
    )
    counts = Counter({"cer": wrong, "all cer": sum(map(len, true))})
    for name, found in (("words", _words), ("numbers", _numbers)):
        want, have = found(true), found(got)
        counts |= Counter({name: (want & have).total(), f"all {name}": want.total()})
    return counts


def _words(lines: Sequence[str]) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", "\n".join(lines)))


def _numbers(lines: Sequence[str]) -> Counter[str]:
    """Numbers with sign, comma and per cent sign; a full stop or comma behind them is the sentence's."""
    return Counter(found.rstrip(".,") for found in NUMBER.findall("\n".join(lines).translate(DASHES)))


def why_left_out(page: RawPage, lines: Sequence[str]) -> str | None:
    if sum(len(line) >= LONG_LINE for line in lines) < FEWEST_LINES:
        return "little text"
    pieces = segments_of([word for word in page.words if word.box is not None])
    if any(CAPTION.match(" ".join(word.text for word in piece)) for piece in pieces):
        return "a chart"
    return None


def true_page(pdf: PdfFile, number: int) -> RawPage:
    """A page by its text layer alone, whatever would be decided on it."""
    layer = pdf.text_layer(number)
    return RawPage(
        number, layer.width, layer.height, 0, None, layer.words, layer.rulings, Decision("text_layer", "truth")
    )


def chosen_pages(texts: dict[int, list[str]], count: int, seed: int) -> list[int]:
    """A seeded draw of pages, or with ``count`` 0 all: every other one first, so that any beginning is spread out."""
    numbers = sorted(texts)
    if count:
        return sorted(random.Random(seed).sample(numbers, min(count, len(numbers))))  # noqa: S311 - a draw, no secret
    return numbers[::2] + numbers[1::2]


def rows(path: Path, ways: Sequence[str], count: int, seed: int) -> Iterator[dict[str, object]]:
    """A row for each page left out, for each page and way, and for each way in all."""
    with closing(PdfFile(path)) as pdf:
        texts: dict[int, list[str]] = {}
        for number in range(1, pdf.page_count + 1):
            page = true_page(pdf, number)
            lines = lines_of(page)
            if why := why_left_out(page, lines):
                yield {"source": path.name, "page": number, "left_out": why}
            else:
                texts[number] = lines
        pooled: dict[str, list[Counter[str]]] = {way: [] for way in ways}
        for number in chosen_pages(texts, count, seed):
            for way in ways:
                about, got = _read_back(pdf, number, way)
                pooled[way].append(_counts(texts[number], got))
                yield {"source": path.name, **about, **compared(texts[number], got)}
    for way, counts in pooled.items():
        whole = sum(counts, Counter())
        yield {"source": path.name, "pages": len(counts), "way": way} | {
            name: round(whole[name] / max(1, whole[f"all {name}"]), 5) for name in RATES
        }


def _read_back(pdf: PdfFile, number: int, way: str) -> tuple[dict[str, object], list[str]]:
    """A page's picture, changed and read: what is told of it, and its lines."""
    dpi, change = WAYS[way]
    picture = pdf.render(number, dpi)
    started = time.process_time()
    scanned = read_picture(change(picture), number, dpi, Settings())
    seconds = time.process_time() - started
    height, width = (
        side * POINTS / dpi for side in (picture.shape if scanned.turned in (0, 180) else picture.shape[::-1])
    )
    raw = RawPage(number, width, height, 0, dpi, scanned.words, scanned.rulings, Decision("ocr", way))
    about = {
        "page": number,
        "way": way,
        "turned": scanned.turned,
        "skew": scanned.skew,
        "own_cpu_seconds": round(seconds, 2),
    }
    return about, lines_of(raw)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", nargs="+", choices=sorted(WAYS), default=["grey300", "bilevel200"])
    options = parser.parse_args()
    for path in options.pdf:
        for row in rows(path, options.ways, options.pages, options.seed):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
