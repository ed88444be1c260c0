"""A page's picture read: set upright and level, cleaned, recognised, its rules found. Boxes are those of the page set right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import Box, Ruling, Word
from pipeline.reading import pixels
from pipeline.reading.boxes import tightened
from pipeline.reading.inverse import with_dark_print
from pipeline.reading.leaders import find_leaders
from pipeline.reading.ocr import ENGINES, OcrEngine
from pipeline.reading.raster import POINTS, Grey
from pipeline.reading.rereading import reread
from pipeline.reading.second import recogniser
from pipeline.reading.triage import known_share
from pipeline.reading.weight import with_weight
from pipeline.settings import Settings

WELL_READ = 0.6
"""Share of known words from which a page is surely the right way up; upside down it is near 0.1."""

CRUMBS = 3.0
"""Points from a rule: the dots of a leader stand higher above the rule below them."""

TOO_FEW = 5
"""Words of three letters; with fewer there is no telling which way up a page is."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a picture holds, in points of the picture turned ``turned`` degrees clockwise and levelled by ``skew``."""

    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    turned: int
    skew: float
    engine: str
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One way up: the cleaned picture with Tesseract's words on it."""

    picture: Grey
    words: tuple[Word, ...]
    leaders: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    turned: int
    skew: float


def read_picture(picture: Grey, page: int, dpi: int, settings: Settings) -> Scanned:
    """The words and rules of a page's picture, whichever way up it is."""
    engine = ENGINES[settings.ocr_engine](settings.ocr_language, seconds=settings.page_seconds)
    names = engine_names(settings)
    lit = _lit(picture, dpi)
    if lit is None:
        return Scanned((), (), 0, 0.0, names, is_blank=True)
    best = _best_way_up(lit, page, dpi, engine)
    words = with_weight(reread(best.words, best.picture, dpi, page, recogniser()), best.picture, dpi)
    words = (*words, *best.leaders)
    return Scanned(words, best.rulings, best.turned, best.skew, names)


def _lit(picture: Grey, dpi: int) -> Grey | None:
    """The picture evenly lit, the light print of dark bands made dark; ``None`` where nothing is printed."""
    lit = pixels.evenly_lit(picture)
    if pixels.is_empty(lit, dpi):
        return None
    dark = with_dark_print(picture, dpi)
    return lit if dark is picture else pixels.evenly_lit(dark)


def engine_names(settings: Settings) -> str:
    """Both readers with their versions."""
    return f"{ENGINES[settings.ocr_engine](settings.ocr_language).version()} + {recogniser().version()}"


def read_region(picture: Grey, box: Box, page: int, dpi: int, settings: Settings) -> tuple[Word, ...]:
    """The words within a box (points) of a page's upright picture."""
    scale = dpi / POINTS
    top, left = max(0, int(box.top * scale)), max(0, int(box.left * scale))
    part = picture[top : int(box.bottom * scale) + 1, left : int(box.right * scale) + 1]
    engine = ENGINES[settings.ocr_engine](settings.ocr_language, page_mode=6, seconds=settings.page_seconds)
    lit = _lit(part, dpi) if min(part.shape) >= 8 else None
    if lit is None:
        return ()
    _, cleaned = pixels.find_rules(lit, dpi)
    words = tightened(engine.recognize(cleaned, page, dpi), cleaned, dpi)
    words = reread(words, cleaned, dpi, page, recogniser())
    return tuple(_moved(word, left / scale, top / scale) for word in words)


def _moved(word: Word, right: float, down: float) -> Word:
    box = word.box
    assert box is not None
    return replace(word, box=Box(box.left + right, box.top + down, box.right + right, box.bottom + down))


def _best_way_up(lit: Grey, page: int, dpi: int, engine: OcrEngine) -> _Attempt:
    """The picture read the way up that reads best; the unlikely ways are tried where a reading lies on its side."""
    likely, unlikely = ((90, 270), (0, 180)) if pixels.lies_on_its_side(lit, dpi) else ((0, 180), (90, 270))
    best: _Attempt | None = None
    lying = False
    for turn in (*likely, *unlikely):
        if best is not None and turn == unlikely[0] and likely[0] == 0 and not lying:
            break
        attempt = _attempt(lit, turn, page, dpi, engine)
        lying |= _lies(attempt.words)
        if best is None or _legible(attempt.words) > _legible(best.words):
            best = attempt
        if _legible(best.words) >= WELL_READ or _is_hopeless(best.words):
            break
    assert best is not None
    return best


def _attempt(lit: Grey, turn: int, page: int, dpi: int, engine: OcrEngine) -> _Attempt:
    upright = pixels.turned(lit, turn)
    skew = pixels.skew_of(upright, dpi)
    rulings, cleaned = pixels.find_rules(pixels.straightened(upright, skew), dpi)
    spots = pixels.dark_spots(cleaned)
    leaders, cleaned = find_leaders(cleaned, spots, page, dpi)
    leaders = tuple(word for word in leaders if not any(_is_crumb(word, rule) for rule in rulings))
    cleaned = pixels.without_specks(cleaned, spots, dpi)
    words = tightened(engine.recognize(cleaned, page, dpi), cleaned, dpi)
    return _Attempt(cleaned, words, leaders, rulings, turn, skew)


def _is_crumb(leader: Word, rule: Ruling) -> bool:
    """Whether a row of dots is what is left of a rule."""
    box, drawn = leader.box, rule.box
    if box is None or not rule.horizontal:
        return False
    return abs(box.middle[1] - drawn.middle[1]) < CRUMBS and drawn.left - CRUMBS < box.middle[0] < drawn.right + CRUMBS


def _legible(words: Sequence[Word]) -> float:
    """The share of Swedish words, weighed by how sure the engine is of them: 0 to 1. 0 for text that lies on its side:
    Tesseract reads that as surely as upright text, but a table's rows then come out as its columns."""
    long = _long(words)
    if not long or _lies(words):
        return 0.0
    sure = sum(word.confidence for word in long) / len(long)
    return known_share(" ".join(word.text for word in long)) * min(1.0, sure + 0.3)


def _lies(words: Sequence[Word]) -> bool:
    """Whether most words of three letters and more are higher than wide."""
    boxes = [word.box for word in _long(words) if word.box is not None]
    return 2 * sum(box.height > box.width for box in boxes) > len(boxes)


def _long(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if sum(ch.isalpha() for ch in word.text) > 2]


def _is_hopeless(words: Sequence[Word]) -> bool:
    """Whether there is too little text to try other ways up: a picture, a drawing."""
    return len(_long(words)) < TOO_FEW
