"""A born-digital PDF as a scan: paper, light, lens and glass do what they do; the same pixels are asked for every time."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Scanner:
    """``skew`` in degrees at most; ``blur`` and ``noise`` are standard deviations in pixels and grey levels;
    ``light`` the drop of brightness over the page, ``through`` how much of the back shines through (both 0-1);
    ``fade`` how much paler than black the letters are (0-1); ``sheet``: grey of the paper.
    """

    dpi: int = 300
    skew: float = 0.6
    blur: float = 0.8
    noise: float = 3.0
    light: float = 0.08
    through: float = 0.05
    fade: float = 0.12
    sheet: float = 246
    holes: bool = True
    specks: int = 25
    threshold: bool = False
    """Letters rough at the edges, as from a worn ribbon or a copy of a copy."""
    quality: int = 32
    seed: int = 1


def render(path: Path, dpi: int) -> list[Grey]:
    document = pdfium.PdfDocument(path)
    pages = []
    for page in document:
        image = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        pages.append(np.ascontiguousarray(image[..., 0] if image.ndim == 3 else image))
        page.close()
    document.close()
    return pages


def scanned(page: Grey, back: Grey | None, scanner: Scanner, dice: np.random.Generator) -> Grey:
    """One page under the glass."""
    high, wide = page.shape
    unit = scanner.dpi / 300
    ink: NDArray[Any] = 1 - page.astype(np.float32) / 255
    if scanner.threshold:
        rough = cv2.GaussianBlur(dice.normal(0, 1, (high, wide)).astype(np.float32), (0, 0), 1.6 * unit)
        ink = np.clip(cv2.GaussianBlur(ink, (0, 0), 0.9 * unit) * (1 + 0.8 * rough), 0, 1)
        ribbon = cv2.resize(dice.normal(0, 1, (60, 12)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
        ink *= np.clip(1 + 0.12 * ribbon, 0.55, 1.1)
    shine = np.zeros_like(ink)
    if back is not None and scanner.through:
        turned = cv2.resize(back[:, ::-1], (wide, high)).astype(np.float32)
        shine = cv2.GaussianBlur(1 - turned / 255, (0, 0), 3 * unit) * scanner.through
    angle = float(dice.uniform(-scanner.skew, scanner.skew))
    shift = dice.uniform(-6, 6, 2) * unit
    matrix: NDArray[Any] = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    matrix[:, 2] += shift
    ink = cv2.warpAffine(ink, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=0)
    ink = cv2.GaussianBlur(ink, (0, 0), scanner.blur * unit)
    corners = dice.uniform(1 - scanner.light, 1, (2, 2)).astype(np.float32)
    light = cv2.resize(corners, (wide, high), interpolation=cv2.INTER_LINEAR)
    paper = scanner.sheet * light * (1 - shine)
    out = paper * (1 - ink * (1 - scanner.fade))
    if scanner.holes:
        for y in (high / 2 - 472 * unit, high / 2 + 472 * unit):
            where = (int(140 * unit + shift[0]), int(y + shift[1]))
            cv2.circle(out, where, int(36 * unit), 70.0, -1, cv2.LINE_AA)
            cv2.circle(out, where, int(36 * unit), 150.0, max(1, int(3 * unit)), cv2.LINE_AA)
    for _ in range(int(dice.integers(0, scanner.specks + 1))):
        spot = (int(dice.integers(0, wide)), int(dice.integers(0, high)))
        cv2.circle(out, spot, int(dice.integers(1, 3)), float(dice.uniform(60, 190)), -1, cv2.LINE_AA)
    edge = np.clip((np.arange(wide, dtype=np.float32) - wide + 30 * unit) / (30 * unit), 0, 1) ** 2
    out *= 1 - 0.35 * edge[None, :]
    grain = cv2.GaussianBlur(dice.normal(0, 1, (high, wide)).astype(np.float32), (0, 0), 0.8)
    out += grain * scanner.noise
    seen: Grey = np.clip(out, 0, 255).astype(np.uint8)
    return seen


def scan_pages(path: Path, scanner: Scanner, sideways: frozenset[int] = frozenset()) -> list[Grey]:
    """All pages; those in ``sideways`` (from 1) lie as their paper does, their text runs up the page."""
    pages = render(path, scanner.dpi)
    pages = [np.ascontiguousarray(np.rot90(p)) if n in sideways else p for n, p in enumerate(pages, 1)]
    name = zlib.crc32(path.stem.encode())
    out = []
    for n, page in enumerate(pages):
        dice = np.random.default_rng((scanner.seed, name, n))
        back = pages[n + 1] if n % 2 == 0 and n + 1 < len(pages) else pages[n - 1] if n else None
        out.append(scanned(page, back, scanner, dice))
    return out


def jpeg(image: Grey, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    if not done:
        raise ValueError("the image can't be encoded")
    return bytes(data.tobytes())


def write_scan(
    images: list[Grey],
    path: Path,
    scanner: Scanner,
    title: str,
    words: list[list[tuple[str, tuple[float, ...]]]] | None = None,
) -> None:
    """Images as a PDF; ``words`` (text, box in pixels) are put over them, invisible."""
    canvas = Canvas(str(path), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    scale = 72 / scanner.dpi
    for n, image in enumerate(images):
        high, wide = image.shape[0] * scale, image.shape[1] * scale
        canvas.setPageSize((wide, high))
        canvas.drawImage(ImageReader(io.BytesIO(jpeg(image, scanner.quality))), 0, 0, wide, high)
        for text, (x0, top, x1, bottom) in words[n] if words else ():
            size = max(4.0, (bottom - top) * scale * 0.95)
            line = canvas.beginText()
            line.setTextRenderMode(3)
            line.setFont("Helvetica", size)
            natural = canvas.stringWidth(text, "Helvetica", size)
            line.setHorizScale(100 * (x1 - x0) * scale / natural if natural else 100)
            line.setTextOrigin(x0 * scale, high - bottom * scale + size * 0.2)
            line.textOut(text)
            canvas.drawText(line)
        canvas.showPage()
    canvas.save()


def wrong_words(image: Grey, dpi: int) -> list[tuple[str, tuple[float, ...]]]:
    """What Tesseract's English model reads: (word, box in pixels)."""
    import pandas as pd
    import pytesseract
    from PIL import Image

    data = pytesseract.image_to_data(
        Image.fromarray(image), lang="eng", config=f"--dpi {dpi}", output_type=pytesseract.Output.DATAFRAME
    )
    out: list[tuple[str, tuple[float, ...]]] = []
    for row in data[data["level"] == 5].itertuples():
        if pd.isna(row.text):
            continue
        text = str(row.text).strip().encode("cp1252", "ignore").decode("cp1252")
        if text:
            out.append((text, (row.left, row.top, row.left + row.width, row.top + row.height)))
    return out
