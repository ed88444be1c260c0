"""PDF files: opened by two parsers, their pages counted by both, rendered, and their text layers taken.

Boxes are points from the top left of the visible page (the crop box).
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.pdftypes import resolve1

from pipeline.document import Box, Word
from pipeline.errors import EmptySource, EncryptedSource, SourceError
from pipeline.reading.extras import Note, notes_in, notes_on
from pipeline.reading.raster import POINTS, Grey
from pipeline.reading.textlayer import TextLayer, clean, layer_of

MAY_COPY = 1 << 4
"""Bit of a PDF's permissions: text and graphics may be taken from it."""

FORBIDDEN = {1 << 2: "printing", 1 << 3: "changes", 1 << 5: "comments"}
"""What else an owner can forbid that says something to a reader."""

PAGES_LOOKED_AT = 500
"""Pages whose annotations are looked at for scripts and attachments."""


class PdfFile:
    """A PDF opened by both parsers; each page is closed once it is read, since pdfplumber leaks open ones."""

    def __init__(self, path: Path, *, passwords: Sequence[str] = ()) -> None:
        self.path = path
        self._rendered: Any | None = None
        self._plumbed: Any | None = None
        password = ""
        try:
            self._rendered, password = _opened(path, ("", *passwords))
        except pypdfium2.PdfiumError as error:
            self._plumbed = _plumber(path, password)
            if self._plumbed is None or not self._plumbed.pages:
                self.close()
                raise SourceError(f"{path.name} is damaged or no PDF: {error}") from error
        else:
            self._plumbed = _plumber(path, password)
        if not self._may_be_read():
            self.close()
            raise EncryptedSource(
                f"{path.name} may not be read: its owner forbids taking text from it",
                hint="give the owner's password with --password-file, or ask for a copy without this",
            )
        self.notes: tuple[Note, ...] = (*self._protection(password), *self._extras())
        self.plumber_count = 0 if self._plumbed is None else len(self._plumbed.pages)
        self.page_count = self.plumber_count if self._rendered is None else len(self._rendered)
        if not self.page_count:
            self.close()
            raise EmptySource(f"{path.name} has no pages")

    def _permissions(self) -> int:
        """What the owner allows whom the password made of us; all bits where the file is not encrypted."""
        return -1 if self._rendered is None else int(pdfium.FPDF_GetDocPermissions(self._rendered))

    def _may_be_read(self) -> bool:
        if self._rendered is None and self._plumbed is not None:
            return bool(self._plumbed.doc.is_extractable)
        return bool(self._permissions() & MAY_COPY)

    def _protection(self, password: str) -> Iterator[Note]:
        if self._rendered is None or pdfium.FPDF_GetSecurityHandlerRevision(self._rendered) < 0:
            return
        forbidden = [words for bit, words in FORBIDDEN.items() if not self._permissions() & bit]
        way = "a password of the password file" if password else "no password"
        yield "protected", f"encrypted, opened with {way}; its owner forbids {', '.join(forbidden) or 'nothing'}"

    def _extras(self) -> Iterator[Note]:
        found: dict[str, str] = {}
        if self._plumbed is not None:
            pages = self._plumbed.pages[:PAGES_LOOKED_AT]
            annotations = (one for page in pages for one in _listed(page.page_obj.annots))
            found = dict(notes_on(self._plumbed.doc.catalog, annotations))
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            told = dict(notes_in(content))
        portfolio = {"has_attachments"} if "portfolio" in found else set()
        yield from (found | {code: text for code, text in told.items() if code not in found.keys() | portfolio}).items()

    def close(self) -> None:
        """Let go of the file."""
        if self._plumbed is not None:
            self._plumbed.close()
            self._plumbed.stream.close()
        if self._rendered is not None:
            self._rendered.close()

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        """The second parser's page, closed at the end. Raises :class:`SourceError`."""
        if self._rendered is None:
            raise SourceError(f"page {number} can't be shown: the file is damaged")
        try:
            page = self._rendered[number - 1]
            try:
                yield page
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            raise SourceError(f"page {number} can't be shown: {error}") from error

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page as it is shown, in points."""
        with self._page(number) as page:
            width, height = page.get_size()
        return float(width), float(height)

    def render(self, number: int, dpi: int) -> Grey:
        """The page as a grey picture."""
        with self._page(number) as page:
            bitmap = page.render(scale=dpi / POINTS, grayscale=True)
            picture: Grey = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
            bitmap.close()
        return picture

    def text_layer(self, number: int) -> TextLayer:
        """The page's words, drawn lines and pictures; words as the second parser has them where the first finds none."""
        layer = self._by_plumber(number)
        if self._rendered is None or (layer is not None and layer.words):
            if layer is None:
                raise SourceError(f"page {number} is damaged")
            return layer
        with self._page(number) as page:
            width, height = page.get_size()
            text_page = page.get_textpage()
            words = tuple(_rect_words(text_page, number, height))
            text_page.close()
            if layer is None:
                layer = TextLayer(float(width), float(height), int(page.get_rotation()), (), (), ())
        return replace(layer, words=words)

    def has_text(self, number: int) -> bool:
        """Whether the second parser finds a letter or digit on the page, wherever it lies."""
        if self._rendered is None:
            return False
        with self._page(number) as page:
            text_page = page.get_textpage()
            text = str(text_page.get_text_range())
            text_page.close()
        return any(character.isalnum() for character in text)

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


def _rect_words(text_page: Any, number: int, height: float) -> Iterator[Word]:
    """The second parser's pieces of lines, cut at their blanks in proportion to their letters."""
    for i in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(i)
        text = clean(text_page.get_text_bounded(left, bottom, right, top))
        letter = (right - left) / max(1, len(text))
        for match in re.finditer(r"\S+", text):
            box = Box(left + match.start() * letter, height - top, left + match.end() * letter, height - bottom)
            yield Word(match.group(), number, box, 0.9, "text_layer")


def _opened(path: Path, passwords: Sequence[str]) -> tuple[Any, str]:
    """The file as pypdfium2 sees it, and the password that opened it: the first that also allows it to be read, else the
    first. Raises :class:`EncryptedSource`, ``PdfiumError``."""
    first: tuple[Any, str] | None = None
    for password in passwords:
        try:
            document = pypdfium2.PdfDocument(path, password=password or None)
        except pypdfium2.PdfiumError as error:
            if "password" not in str(error).casefold():
                raise
            continue
        if pdfium.FPDF_GetDocPermissions(document) & MAY_COPY:
            if first is not None:
                first[0].close()
            return document, password
        if first is None:
            first = document, password
        else:
            document.close()
    if first is not None:
        return first
    tried = "none of the passwords opens it" if len(passwords) > 1 else "give it with --password-file"
    raise EncryptedSource(f"{path.name} asks for a password", hint=tried)


def _listed(value: object) -> list[Any]:
    try:
        found = resolve1(value)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pdfminer raises whatever a broken object provokes
        return []
    return found if isinstance(found, list) else []


def _plumber(path: Path, password: str) -> Any | None:
    """The file as pdfplumber sees it, or ``None`` where it can't read what pypdfium2 can."""
    file = path.open("rb")  # opened here, since pdfplumber forgets to close what it can't read
    try:
        plumbed = pdfplumber.open(file, password=password)
        len(plumbed.pages)
    except MemoryError:
        file.close()
        raise
    except Exception:  # noqa: BLE001 - pdfminer raises whatever a broken file provokes; the second parser goes on
        file.close()
        return None
    return plumbed
