"""What a source is, by its bytes: the id of a document, and the order of page images in a folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


def natural_key(text: str) -> tuple[Any, ...]:
    """Sorts 'sida 2' before 'sida 10'."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", text) if part
    )


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
