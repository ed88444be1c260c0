"""What a source is, by its bytes: the id of a document, and the order of page images in a folder."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

PDF, TEXT, FOLDER = "application/pdf", "text/plain", "inode/directory"
"""Media types of sources besides those of images; a folder of page images is one document."""

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """A sorting key in which numbers count as numbers ('sida 2' before 'sida 10'); the text itself settles what is equal."""
    parts = re.split(r"(\d+)", text.casefold())
    key: list[tuple[int, int | str]] = [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]
    return (*key, (2, text))


def page_images(folder: Path) -> tuple[Path, ...]:
    """The page images of a folder that is one document, in natural order; links are not followed."""
    images = (path for path in folder.iterdir() if path.suffix.lower() in IMAGE_SUFFIXES)
    found = (path for path in images if path.is_file() and not path.is_symlink())
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def opened(path: Path) -> BinaryIO:
    """A regular file for reading; nothing else, not even where one was put in its place. Raises ``OSError``."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe that nobody writes to must not hold us
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    return os.fdopen(handle, "rb")


def content_id(path: Path) -> str:
    """SHA-256 of a file's bytes, hex; of a folder of page images, over its images' ids in order. Raises ``OSError``."""
    digest = hashlib.sha256()
    if path.is_dir():
        for image in page_images(path):
            digest.update(bytes.fromhex(content_id(image)))
    else:
        with opened(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
