"""Pages of born-digital PDFs as pictures, read back: what is lost at each resolution, turned and askew.

    python -m benchmarks.roundtrip PDF... [--pages 4] [--seed 1] [--ways grey300 bilevel200 turned180 askew3]

The text layer is the truth, line by line: each true line against its most alike line of the reading, in any order. Pages with
little running text (charts, covers) are left out. Every row is printed as a line of JSON.
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
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.arranging.layout import arrange
from pipeline.document import RawPage
from pipeline.reading.pixels import turned
from pipeline.reading.raster import Grey
from pipeline.reading.reader import SourceReader
from pipeline.reading.scan import read_picture
from pipeline.settings import Settings

FEWEST_LINES, LONG_LINE = 20, 40
"""A page of running text has so many lines of so many characters."""


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
    return [" ".join(line.text.value.split()) for line in arrange(page).lines]


def compared(true: Sequence[str], got: Sequence[str]) -> dict[str, float]:
    """CER over lines matched in any order, and the shares of the true words and numbers that were read."""
    wrong = sum(
        min(len(line), Levenshtein.distance(line, match[0])) if (match := process.extractOne(line, got)) else len(line)
        for line in true
    )
    result = {"cer": wrong / max(1, sum(map(len, true)))}
    for name, pattern in (("words", r"[^\W\d_]+"), ("numbers", r"[-–−]?\d[\d.,]*%?")):
        want, have = (Counter(re.findall(pattern, "\n".join(lines))) for lines in (true, got))
        result[name] = (want & have).total() / max(1, want.total())
    return {name: round(value, 5) for name, value in result.items()}


def text_pages(paths: Sequence[Path], count: int, seed: int) -> list[tuple[Path, int]]:
    """A seeded draw among the pages with running text."""
    found = []
    for path in paths:
        with SourceReader(Settings()) as reader:
            _, pages = reader.open(path)
            for number in range(1, pages + 1):
                page = reader.read_page(number)
                if page.decision.text_source == "text_layer":
                    long = [line for line in lines_of(page) if len(line) >= LONG_LINE]
                    found += [(path, number)] if len(long) >= FEWEST_LINES else []
    return sorted(random.Random(seed).sample(found, min(count, len(found))))  # noqa: S311 - a draw, no secret


def rows(paths: Sequence[Path], ways: Sequence[str], count: int, seed: int) -> Iterator[dict[str, object]]:
    for path, number in text_pages(paths, count, seed):
        with SourceReader(Settings()) as reader:
            reader.open(path)
            true = lines_of(reader.read_page(number))
            for way in ways:
                dpi, change = WAYS[way]
                picture, dpi = reader.picture(number, dpi)
                started = time.process_time()
                scanned = read_picture(change(picture), number, dpi, Settings())
                seconds = time.process_time() - started
                height, width = picture.shape if scanned.turned in (0, 180) else picture.shape[::-1]
                page = reader.read_page(number)
                raw = RawPage(
                    number, width * 72 / dpi, height * 72 / dpi, 0, dpi, scanned.words, scanned.rulings, page.decision
                )
                about = {
                    "source": path.name,
                    "page": number,
                    "way": way,
                    "turned": scanned.turned,
                    "skew": scanned.skew,
                }
                yield about | compared(true, lines_of(raw)) | {"own_cpu_seconds": round(seconds, 2)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", nargs="+", choices=sorted(WAYS), default=["grey300", "bilevel200"])
    options = parser.parse_args()
    for row in rows(options.pdf, options.ways, options.pages, options.seed):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
