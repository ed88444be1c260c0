"""Image files: PNG, JPEG and TIFF (many pages) as grey pictures with a resolution; a folder of them as one document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from pipeline.content import page_images
from pipeline.errors import EmptySource, SourceError
from pipeline.reading.raster import Grey

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff", "MPO": "image/jpeg"}
FORMATS = ("PNG", "JPEG", "TIFF", "MPO")

SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

REFUSED_PIXELS = 200_000_000
"""Decoding needs a byte a pixel before anything can be scaled down: an A0 sheet at 300 dpi (140 M) is let in."""

PAPER_INCHES = 8.27
"""The short side of A4: the size that a picture without a resolution is taken to have."""

DPI_RANGE = (70, 1300)
"""What a scanner may well have been set to; other values in a file are leftovers (72 of a camera, 1)."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page's picture; ``dpi`` is that of the picture as given here, ``scan_dpi`` that of the file."""

    grey: Grey
    dpi: int
    scan_dpi: int


class ImageFiles:
    """The pages of one image file, or of a folder's image files in natural order."""

    def __init__(self, path: Path) -> None:
        self.paths = page_images(path) if path.is_dir() else (path,)
        self._frames = [(file, i) for file in self.paths for i in range(_frames(file))]
        if not self._frames:
            raise EmptySource(f"{path.name} holds no pages")

    @property
    def page_count(self) -> int:
        return len(self._frames)

    def page(self, number: int, max_pixels: int) -> PagePicture:
        """A page's picture, scaled down where it has more than ``max_pixels``."""
        file, frame = self._frames[number - 1]
        try:
            with _opened(file) as image:
                image.seek(frame)
                return _picture(image, max_pixels)
        except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
            raise SourceError(f"{file.name}, picture {frame + 1}, can't be read: {error}") from error

    def close(self) -> None:
        """Nothing stays open between pages."""


def is_image(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an image that we read."""
    return head.startswith(SIGNATURES)


def media_type(path: Path) -> str:
    """The media type of an image file, told by its content."""
    with _opened(path) as image:
        return MEDIA_TYPES.get(image.format or "", "image/png")


def _opened(path: Path) -> Image.Image:
    try:
        image = Image.open(path, formats=FORMATS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise SourceError(f"{path.name} is damaged or no image: {error}") from error
    if image.width * image.height > REFUSED_PIXELS:
        raise SourceError(
            f"{path.name} has {image.width} x {image.height} pixels, more than {REFUSED_PIXELS // 10**6} million"
        )
    return image


def _frames(path: Path) -> int:
    with _opened(path) as image:
        if image.format != "TIFF":
            return 1
        try:
            return int(getattr(image, "n_frames", 1))
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise SourceError(f"{path.name} is damaged: {error}") from error


def _picture(image: Image.Image, max_pixels: int) -> PagePicture:
    scan_dpi = _dpi(image)
    image.draft("L", image.size)
    if image.mode in ("RGBA", "LA", "PA", "P"):
        layered = image.convert("RGBA")
        flat: Image.Image = Image.new("RGBA", layered.size, "white")
        flat.alpha_composite(layered)
        grey = flat.convert("L")
    elif image.mode.startswith("I;16") or image.mode == "I":
        grey = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
    else:
        grey = image.convert("L")
    grey = ImageOps.exif_transpose(grey)
    scale = min(1.0, (max_pixels / (grey.width * grey.height)) ** 0.5)
    if scale < 1:
        grey = grey.resize((max(1, int(grey.width * scale)), max(1, int(grey.height * scale))), Image.Resampling.BOX)
    return PagePicture(np.ascontiguousarray(grey, dtype=np.uint8), max(1, round(scan_dpi * scale)), scan_dpi)


def _dpi(image: Image.Image) -> int:
    """The file's resolution; where it names none worth believing, the one that makes the page as wide as A4."""
    given = image.info.get("dpi", (0, 0))
    try:
        dpi = round(float(given[0]))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        dpi = 0
    short = min(image.width, image.height)
    if DPI_RANGE[0] < dpi < DPI_RANGE[1] and (dpi != 72 or short < 900):
        return dpi
    return max(50, round(short / PAPER_INCHES))
