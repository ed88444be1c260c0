"""PDF files: opened by two parsers, their pages counted by both, rendered, and their text layers taken.

Boxes are points from the top left of the visible page (the crop box).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2

from pipeline.document import Box, Word
from pipeline.errors import EmptySource, EncryptedSource, SourceError
from pipeline.pixels import Grey
from pipeline.textlayer import TextLayer, clean, layer_of

POINTS = 72


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
        """The page's words, drawn lines and pictures; words as the second parser has them where the first finds none."""
        layer = self._by_plumber(number)
        if layer is not None and layer.words:
            return layer
        words = self._by_pdfium(number)
        if layer is None:
            width, height = self.size(number)
            layer = TextLayer(width, height, self.rotation(number), (), (), ())
        return replace(layer, words=words)

    def _by_plumber(self, number: int) -> TextLayer | None:
        if self._plumbed is None or number > self.plumber_count:
            return None
        page = self._plumbed.pages[number - 1]
        try:
            return layer_of(page, number)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - pdfminer raises whatever a broken page provokes; the second parser is asked
            return None
        finally:
            page.close()

    def _by_pdfium(self, number: int) -> tuple[Word, ...]:
        page = self._rendered[number - 1]
        try:
            text_page = page.get_textpage()
            words = tuple(_rect_words(text_page, number, page.get_height()))
            text_page.close()
        except pypdfium2.PdfiumError:
            return ()
        finally:
            page.close()
        return words


def _rect_words(text_page: Any, number: int, height: float) -> Iterator[Word]:
    """The second parser's pieces of lines, cut at their blanks in proportion to their letters."""
    for i in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(i)
        text = clean(text_page.get_text_bounded(left, bottom, right, top))
        letter = (right - left) / max(1, len(text))
        for match in re.finditer(r"\S+", text):
            box = Box(left + match.start() * letter, height - top, left + match.end() * letter, height - bottom)
            yield Word(match.group(), number, box, 0.9, "text_layer")


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
