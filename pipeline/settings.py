"""Every threshold, with its unit and its reason; one frozen object that reaches every step."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Lengths in points unless said otherwise, times in seconds, sizes in megabytes, shares and confidences 0-1."""

    # -- reading
    ocr_language: str = "swe"
    ocr_engine: str = "tesseract"
    ocr_dpi: int = 300
    """The resolution pages are rendered at for OCR: Tesseract reads best at 300; more costs time without gain."""
    max_pixels: int = 25_000_000
    """A page is rendered at a lower scale rather than above this: an A3 at 350 dpi fits, an A0 at 600 dpi (558 M) does not.
    Cleaning a page takes about 12 bytes a pixel."""
    page_seconds: int = 60
    """Computing time: a page that takes longer is left empty, with an issue. By the clock it may take five times as long
    where other work keeps the processors busy."""
    memory_mb: int = 2048
    """A reader child that grows beyond this is killed and started anew."""
    document_seconds: int = 600
    """Computing time to understand a document once its pages are read: one of 130 pages takes 30, nonsense of any length
    must not take hours. It may also make the process grow by ``memory_mb`` at most."""

    # -- doubt
    review_below: float = 0.5
    """Records below this confidence are marked for a person."""

    def fingerprint(self) -> str:
        """SHA-256 over all settings, hex."""
        content = json.dumps(dataclasses.asdict(self), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()
