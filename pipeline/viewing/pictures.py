"""Pictures of pages and of places on them, rendered by the reader child."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pipeline.document import Box
from pipeline.reading.sandbox import Reader
from pipeline.settings import Settings

POINTS = 72
"""Points an inch."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it lies in the source; ``dpi`` is what it came out as."""

    image: Image.Image
    dpi: int

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """A box in points as (left, top, right, bottom) in pixels."""
        scale = self.dpi / POINTS
        left, top, right, bottom = (round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom))
        return left, top, right, bottom

    def crop(self, box: Box, *, margin: float = 6.0) -> Image.Image:
        """The place with ``margin`` points around it."""
        wide = Box(box.left - margin, box.top - margin, box.right + margin, box.bottom + margin)
        left, top, right, bottom = self.pixels(wide)
        width, height = self.image.size
        left, top = min(max(0, left), width - 1), min(max(0, top), height - 1)
        return self.image.crop((left, top, max(left + 1, min(right, width)), max(top + 1, min(bottom, height))))


def data_uri(image: Image.Image) -> str:
    """A picture that stands in an HTML page itself."""
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


class PageCamera:
    """Takes pictures of pages, one source open at a time, and keeps the last. Use as a context manager."""

    def __init__(self, settings: Settings, *, dpi: int = 110) -> None:
        self._reader = Reader(settings)
        self._dpi = dpi
        self._path: Path | None = None
        self._last: tuple[int, PagePicture] | None = None

    def take(self, path: Path, number: int) -> PagePicture:
        """The page's picture. Raises :class:`SourceError`, for plain text too, which has none."""
        if path != self._path:
            self._path = self._last = None
            self._reader.open(path)
            self._path = path
        if self._last is None or self._last[0] != number:
            dpi, height, width, pixels = self._reader.picture(number, self._dpi)
            self._last = number, PagePicture(Image.frombytes("L", (width, height), pixels), dpi)
        return self._last[1]

    def __enter__(self) -> PageCamera:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()
