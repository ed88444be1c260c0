"""Small sources made for tests: PDFs by reportlab, pictures of their pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipeline.document import Box, Decision, RawPage, Ruling, Word

WIDTH, HEIGHT = 420.0, 300.0

PROSE = (
    "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar",
    "och de mål som kommunfullmäktige har beslutat om för planperioden.",
    "Antalet inskrivna barn väntas öka med 82 % till och med år 2027.",
    "Bidraget höjs till 14,5 mnkr och avgiften sänks med 0,7 procent.",
)


def pdf(path: Path, *pages: Callable[[Canvas], None], size: tuple[float, float] = (WIDTH, HEIGHT)) -> Path:
    """A PDF whose pages are drawn by the functions, y counted from the foot as reportlab does."""
    canvas = Canvas(str(path), pagesize=size, invariant=True)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def prose(
    lines: Sequence[str] = PROSE, *, top: float = 250.0, left: float = 40.0, font: str = "Helvetica", size: float = 10
):
    """Draws lines of text."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for i, line in enumerate(lines):
            canvas.drawString(left, top - i * 16, line)

    return draw


def picture(path: Path, page: int = 1, dpi: int = 200) -> np.ndarray:
    """A PDF's page as a grey array."""
    document = pypdfium2.PdfDocument(path)
    try:
        bitmap = document[page - 1].render(scale=dpi / 72, grayscale=True)
        return np.array(bitmap.to_numpy().reshape(bitmap.height, bitmap.width))
    finally:
        document.close()


def image(path: Path, *pictures: np.ndarray, dpi: int = 200) -> Path:
    """An image file of the pictures; several only in a TIFF."""
    first, *more = (Image.fromarray(p) for p in pictures)
    extra = {"save_all": True, "append_images": more} if more else {}
    first.save(path, dpi=(dpi, dpi), **extra)
    return path


def scan(path: Path, picture: np.ndarray, *, dpi: int = 200, layer: Sequence[str] = ()) -> Path:
    """A PDF page with a picture over all of it and, if given, lines of invisible text."""
    height, width = (side * 72 / dpi for side in picture.shape)

    def draw(canvas: Canvas) -> None:
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(Image.fromarray(picture)), 0, 0, width, height)
        text = canvas.beginText(40, height - 50)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 10)
        for line in layer:
            text.textLine(line)
        canvas.drawText(text)

    return pdf(path, draw, size=(width, height))


def word(text: str, left: float, top: float, *, width: float | None = None, height: float = 10.0, **fields) -> Word:
    """A word in a box."""
    right = left + (width if width is not None else 5.0 * len(text))
    return Word(
        text, fields.pop("page", 1), Box(left, top, right, top + height), fields.pop("confidence", 1.0), "ocr", **fields
    )


def line(text: str, left: float, top: float, *, height: float = 10.0, page: int = 1) -> list[Word]:
    """The words of a line, five points a letter."""
    words, x = [], left
    for piece in text.split(" "):
        words.append(word(piece, x, top, height=height, page=page))
        x += 5.0 * (len(piece) + 1)
    return words


def raw_page(words: Sequence[Word], rulings: Sequence[Box] = (), number: int = 1, **fields) -> RawPage:
    """A page of the size of A4."""
    return RawPage(
        number, 595.0, 842.0, 0, None, tuple(words), tuple(map(Ruling, rulings)), Decision("ocr", "a test"), **fields
    )
