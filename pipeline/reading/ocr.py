"""Recognition: the ``OcrEngine`` protocol and Tesseract. Pixels become points and confidence becomes 0-1 here."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import cv2

from pipeline.document import Box, Word
from pipeline.errors import LimitExceeded, MissingEngine, SourceError
from pipeline.reading.raster import POINTS, Grey

PATIENCE = 5
"""Times the limit that Tesseract may take by the clock: on a busy machine it computes only part of the time."""


class OcrEngine(Protocol):
    """What reads a whole page: words with boxes in points and confidence 0-1."""

    name: str

    def version(self) -> str: ...

    def recognize(self, image: Grey, page: int, dpi: int) -> tuple[Word, ...]: ...


class Tesseract:
    """Tesseract by its command, one thread, the picture handed over as PGM (PNG costs a second of its own)."""

    name = "tesseract"

    def __init__(self, language: str = "swe", *, page_mode: int = 3, seconds: float = 60.0) -> None:
        self.language = language
        self.page_mode = page_mode
        self.seconds = seconds

    def version(self) -> str:
        return f"tesseract {_installed()} {self.language}"

    def recognize(self, image: Grey, page: int, dpi: int) -> tuple[Word, ...]:
        table = self._table(image, dpi)
        return tuple(_word(table, i, page, dpi) for i, text in enumerate(table["text"]) if text.strip())

    def _table(self, image: Grey, dpi: int) -> dict[str, list[Any]]:
        """Tesseract's TSV: one list per column, one entry per page, block, paragraph, line or word."""
        import pytesseract  # brings pandas with it: half a second that pages with a text layer need not pay

        _installed()
        os.environ["OMP_THREAD_LIMIT"] = "1"
        with tempfile.TemporaryDirectory(prefix="plantolk-") as folder:
            path = Path(folder) / "page.pgm"
            cv2.imwrite(str(path), image)
            try:
                table: dict[str, list[Any]] = pytesseract.image_to_data(
                    str(path),
                    lang=self.language,
                    # no second try of doubtful lines with black and white swapped: dark bands are turned before
                    config=f"--psm {self.page_mode} --dpi {dpi} -c tessedit_do_invert=0",
                    output_type=pytesseract.Output.DICT,
                    timeout=PATIENCE * self.seconds,
                )
            except RuntimeError as error:  # pytesseract: TesseractError and its timeout both are
                raise _explained(error, self.language) from error
        return table


def _word(table: dict[str, list[Any]], i: int, page: int, dpi: int) -> Word:
    scale = POINTS / dpi
    left, top, width, height = (float(table[key][i]) for key in ("left", "top", "width", "height"))
    box = Box(left * scale, top * scale, (left + width) * scale, (top + height) * scale)
    confidence = min(1.0, max(0.0, float(table["conf"][i]) / 100))
    return Word(table["text"][i].strip(), page, box, confidence, "ocr")


def _explained(error: RuntimeError, language: str) -> Exception:
    message = str(error)
    if "timeout" in message.casefold():
        return LimitExceeded("recognising the page took longer than is allowed")
    if "loading language" in message or "traineddata" in message:
        return MissingEngine(f"Tesseract's language '{language}' is not installed", hint=install_hint(language))
    return SourceError(f"Tesseract failed: {message.strip()[:200]}")


def install_hint(language: str = "swe") -> str:
    """The command that puts Tesseract and its languages on a Debian or Ubuntu machine."""
    wanted = " ".join(dict.fromkeys(f"tesseract-ocr-{code}" for code in ("swe", "eng", *language.split("+"))))
    return f"sudo apt-get install tesseract-ocr {wanted}"


@lru_cache(maxsize=1)
def _installed() -> str:
    """Tesseract's version."""
    import pytesseract

    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, SystemExit) as error:
        raise MissingEngine("Tesseract is not installed", hint=install_hint()) from error


ENGINES = {"tesseract": Tesseract}
"""Engines by the name that a setting gives."""
