"""A page's picture read: cleaned, recognised, its rules found. Boxes are those of the straightened page."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import pixels
from pipeline.document import Ruling, Word
from pipeline.ocr import Tesseract
from pipeline.pixels import Grey
from pipeline.rereading import reread
from pipeline.second import recogniser
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a picture holds, in points of the picture turned ``turned`` degrees clockwise and levelled by ``skew``."""

    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    turned: int
    skew: float
    engine: str
    is_blank: bool = False


def read_picture(picture: Grey, page: int, dpi: int, settings: Settings) -> Scanned:
    """The words and rules of a page's picture."""
    engine = Tesseract(settings.ocr_language, seconds=settings.page_seconds)
    if pixels.is_empty(picture, dpi):
        return Scanned((), (), 0, 0.0, engine.version(), is_blank=True)
    lit = pixels.evenly_lit(picture)
    turn = 90 if pixels.lies_on_its_side(lit, dpi) else 0
    lit = pixels.turned(lit, turn)
    skew = pixels.skew_of(lit, dpi)
    straight = pixels.straightened(lit, skew)
    rulings, cleaned = pixels.find_rules(straight, dpi)
    cleaned = pixels.without_specks(cleaned, dpi)
    second = recogniser()
    words = reread(engine.recognize(cleaned, page, dpi), cleaned, dpi, page, second)
    return Scanned(words, rulings, turn, skew, f"{engine.version()} + {second.version()}")
