"""PDF files: opened, their pages counted by two parsers, text layers taken as words, pages rendered.

Only this module calls pdfplumber and pypdfium2. Boxes are points from the top left of the visible page (the crop box).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2

from pipeline.document import Box, Ruling, Word
from pipeline.errors import EmptySource, EncryptedSource, SourceError
from pipeline.pixels import Grey

POINTS = 72
BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
SHORTEST_RULE = 6.0
"""Points: shorter edges are bullets, arrowheads and letters drawn as shapes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on a page: where it lies and its resolution in pixels an inch."""

    box: Box
    dpi: float


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a PDF page says of itself, without looking at it."""

    width: float
    height: float
    rotation: int
    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    pictures: tuple[Picture, ...]


class PdfFile:
    """A PDF opened by both parsers; each page is closed once it is read, since pdfplumber leaks open ones."""

    def __init__(self, path: Path, *, password: str | None = None) -> None:
        self.path = path
        try:
            self._rendered = pypdfium2.PdfDocument(path, password=password)
        except pypdfium2.PdfiumError as error:
            raise _explained(error, path) from error
        self.page_count = len(self._rendered)
        if not self.page_count:
            raise EmptySource(f"{path.name} has no pages")
        self._plumbed = _plumber(path, password)
        self.plumber_count = _count(self._plumbed)

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._plumbed is not None:
            self._plumbed.close()
        self._rendered.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page as it is shown, in points."""
        page = self._rendered[number - 1]
        try:
            width, height = page.get_size()
        finally:
            page.close()
        return float(width), float(height)

    def rotation(self, number: int) -> int:
        """By how many degrees the file asks the page to be turned clockwise."""
        page = self._rendered[number - 1]
        try:
            return int(page.get_rotation())
        finally:
            page.close()

    def render(self, number: int, dpi: int) -> Grey:
        """The page as a grey picture."""
        page = self._rendered[number - 1]
        try:
            bitmap = page.render(scale=dpi / POINTS, grayscale=True)
            picture: Grey = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
            bitmap.close()
        except pypdfium2.PdfiumError as error:
            raise SourceError(f"page {number} can't be rendered: {error}") from error
        finally:
            page.close()
        return picture

    def plain_text(self, number: int) -> str:
        """The page's text as the second parser has it."""
        page = self._rendered[number - 1]
        try:
            text_page = page.get_textpage()
            text: str = text_page.get_text_bounded()
            text_page.close()
        except pypdfium2.PdfiumError:
            return ""
        finally:
            page.close()
        return text

    def text_layer(self, number: int) -> TextLayer:
        """The page's words, drawn lines and pictures; by the second parser's word where pdfplumber has no such page."""
        if self._plumbed is None or number > self.plumber_count:
            return self._without_plumber(number)
        page = self._plumbed.pages[number - 1]
        try:
            return _layer(page, number)
        except RecursionError as error:
            raise SourceError(f"page {number} is nested without end") from error
        finally:
            page.close()

    def _without_plumber(self, number: int) -> TextLayer:
        width, height = self.size(number)
        return TextLayer(width, height, self.rotation(number), (), (), ())


def _plumber(path: Path, password: str | None) -> Any | None:
    """The file as pdfplumber sees it, or ``None`` where it can't read what pypdfium2 can."""
    try:
        return pdfplumber.open(path, password=password or "")
    except Exception:  # noqa: BLE001 - pdfminer raises whatever a broken file provokes; pages are then read by OCR
        return None


def _count(plumbed: Any | None) -> int:
    if plumbed is None:
        return 0
    try:
        return len(plumbed.pages)
    except Exception:  # noqa: BLE001 - as above
        return 0


def _explained(error: pypdfium2.PdfiumError, path: Path) -> SourceError:
    message = str(error).casefold()
    if "password" in message:
        return EncryptedSource(f"{path.name} asks for a password", hint="give it with --password-file")
    return SourceError(f"{path.name} is damaged or no PDF: {error}")


def _layer(page: Any, number: int) -> TextLayer:
    left, top, right, bottom = (float(v) for v in _visible(page))
    words = tuple(_moved(word, left, top) for word in _words(page, number))
    return TextLayer(
        right - left,
        bottom - top,
        int(page.rotation or 0) % 360,
        words,
        tuple(_rulings(page, left, top)),
        tuple(_pictures(page, left, top)),
    )


def _visible(page: Any) -> tuple[float, float, float, float]:
    """The crop box within the media box, in pdfplumber's coordinates."""
    x0, y0, x1, y1 = (float(v) for v in page.bbox)
    c0, d0, c1, d1 = (float(v) for v in page.cropbox)
    box = max(x0, c0), max(y0, d0), min(x1, c1), min(y1, d1)
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else (x0, y0, x1, y1)


def _moved(word: Word, left: float, top: float) -> Word:
    if not (left or top) or word.box is None:
        return word
    box = word.box
    return replace(word, box=Box(box.left - left, box.top - top, box.right - left, box.bottom - top))


def _words(page: Any, number: int) -> Iterator[Word]:
    found = page.extract_words(x_tolerance=2.0, y_tolerance=3, keep_blank_chars=False, return_chars=True)
    for word in found:
        for chars in _split_by_size(word["chars"]):
            yield _word(chars, number)


def _split_by_size(chars: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """A raised footnote mark is a word of its own: its type is clearly smaller than that beside it."""
    parts = [[chars[0]]]
    for before, char in itertools.pairwise(chars):
        ratio = char["size"] / before["size"] if before["size"] else 1.0
        if not 0.8 <= ratio <= 1.25 and (char["text"].isdigit() or before["text"].isdigit()):
            parts.append([])
        parts[-1].append(char)
    return parts


def _word(chars: Sequence[dict[str, Any]], number: int) -> Word:
    box = Box(
        float(min(c["x0"] for c in chars)),
        float(min(c["top"] for c in chars)),
        float(max(c["x1"] for c in chars)),
        float(max(c["bottom"] for c in chars)),
    )
    fonts = [str(c.get("fontname", "")) for c in chars]
    return Word(
        "".join(str(c["text"]) for c in chars),
        number,
        box,
        1.0,
        "text_layer",
        round(float(max(c["size"] for c in chars)), 2),
        _mostly(fonts, BOLD),
        _mostly(fonts, ITALIC),
    )


def _mostly(fonts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return sum(bool(pattern.search(font)) for font in fonts) * 2 > len(fonts)


def _rulings(page: Any, left: float, top: float) -> Iterator[Ruling]:
    """Drawn lines and the edges of boxes, doubles left out."""
    seen = set()
    for edge in page.edges:
        box = Box(
            round(float(edge["x0"]) - left, 2),
            round(float(edge["top"]) - top, 2),
            round(float(edge["x1"]) - left, 2),
            round(float(edge["bottom"]) - top, 2),
        )
        if max(box.width, box.height) >= SHORTEST_RULE and box not in seen:
            seen.add(box)
            yield Ruling(box)


def _pictures(page: Any, left: float, top: float) -> Iterator[Picture]:
    for image in page.images:
        box = Box(
            float(image["x0"]) - left,
            float(image["top"]) - top,
            float(image["x1"]) - left,
            float(image["bottom"]) - top,
        )
        size = image.get("srcsize") or (0, 0)
        if box.width > 1 and box.height > 1:
            yield Picture(box, max(float(size[0]) / box.width, float(size[1]) / box.height) * POINTS)
