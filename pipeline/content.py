"""What a source is, by its bytes: the id of a document, and the order of page images in a folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

PDF, TEXT, FOLDER = "application/pdf", "text/plain", "inode/directory"
"""Media types of sources besides those of images; a folder of page images is one document."""

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """A sorting key in which numbers count as numbers ('sida 2' before 'sida 10'); the text itself settles what is equal."""
    parts = re.split(r"(\d+)", text.casefold())
    key: list[tuple[int, int | str]] = [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]
    return (*key, (2, text))


def page_images(folder: Path) -> tuple[Path, ...]:
    """The page images of a folder that is one document, in natural order."""
    found = (path for path in folder.iterdir() if path.suffix.lower() in IMAGE_SUFFIXES and path.is_file())
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def content_id(path: Path) -> str:
    """SHA-256 of a file's bytes, hex; of a folder of page images, over its images' ids in order. Raises ``OSError``."""
    digest = hashlib.sha256()
    if path.is_dir():
        for image in page_images(path):
            digest.update(bytes.fromhex(content_id(image)))
    else:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
