"""What a PDF page says of itself: words with their type, drawn lines, pictures."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pdfplumber.utils.text import extract_words

from pipeline.document import Box, Ruling, Word
from pipeline.reading.raster import POINTS

BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
SHORTEST_RULE = 6.0
"""Points: shorter edges are bullets, arrowheads and letters drawn as shapes."""


DOUBLE = 0.8
"""Points between two copies of a letter, at most."""

X_TOLERANCE = 2.0
"""Points between letters of one word, at most: blanks in 8 point type are 2.2 wide."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on a page: where it lies and its resolution in pixels an inch."""

    box: Box
    dpi: float


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a PDF page says of itself, without looking at it."""

    width: float
    height: float
    rotation: int
    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    pictures: tuple[Picture, ...]
    turned: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """How coordinates of pdfplumber become those of the page set right: moved to the crop box, turned clockwise."""

    left: float
    top: float
    width: float
    height: float
    turned: int

    def box(self, item: dict[str, Any]) -> Box:
        x0, x1 = float(item["x0"]) - self.left, float(item["x1"]) - self.left
        y0, y1 = float(item["top"]) - self.top, float(item["bottom"]) - self.top
        if self.turned == 90:
            return Box(self.height - y1, x0, self.height - y0, x1)
        if self.turned == 180:
            return Box(self.width - x1, self.height - y1, self.width - x0, self.height - y0)
        if self.turned == 270:
            return Box(y0, self.width - x1, y1, self.width - x0)
        return Box(x0, y0, x1, y1)


def layer_of(page: Any, number: int) -> TextLayer:
    """The text layer of one of pdfplumber's pages; a page whose text runs up or down is turned."""
    left, top, right, bottom = _visible(page)
    frame = _Frame(left, top, right - left, bottom - top, _turn_of(page.chars))
    size = (frame.width, frame.height) if frame.turned in (0, 180) else (frame.height, frame.width)
    words = tuple(word for word in _words(page, frame, number) if _on_page(word, size))
    rotation = int(page.rotation or 0) % 360
    return TextLayer(*size, rotation, words, tuple(_rulings(page, frame)), tuple(_pictures(page, frame)), frame.turned)


def _visible(page: Any) -> tuple[float, float, float, float]:
    """The crop box within the media box, in pdfplumber's coordinates."""
    x0, y0, x1, y1 = (float(v) for v in page.bbox)
    c0, d0, c1, d1 = (float(v) for v in page.cropbox)
    box = max(x0, c0), max(y0, d0), min(x1, c1), min(y1, d1)
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else (x0, y0, x1, y1)


def _turn_of(chars: Sequence[dict[str, Any]]) -> int:
    """By how many degrees clockwise the page must be turned for most of its letters to stand upright."""
    if sum(not char.get("upright", True) for char in chars) * 2 <= len(chars):
        return 0
    up = sum(1 if char["matrix"][1] > 0 else -1 for char in chars if not char.get("upright", True))
    return 90 if up > 0 else 270


def _on_page(word: Word, size: tuple[float, float]) -> bool:
    """Whether a word can be seen: beyond the crop box lie printer's notes and leftovers."""
    assert word.box is not None
    x, y = word.box.middle
    return 0 <= x <= size[0] and 0 <= y <= size[1]


def _words(page: Any, frame: _Frame, number: int) -> Iterator[Word]:
    chars = page.chars
    if frame.turned:
        chars = [char | _placed(frame.box(char)) for char in chars if not char.get("upright", True)]
    for word in extract_words(_without_doubles(chars), return_chars=True, x_tolerance=X_TOLERANCE, y_tolerance=3):
        for part in _split_by_size(word["chars"]):
            text = clean("".join(str(char["text"]) for char in part))
            if text:
                yield _word(text, part, frame if not frame.turned else NO_CHANGE, number)


NO_CHANGE = _Frame(0.0, 0.0, 0.0, 0.0, 0)


def _placed(box: Box) -> dict[str, Any]:
    sides = {"x0": box.left, "x1": box.right, "top": box.top, "bottom": box.bottom, "doctop": box.top}
    return sides | {"upright": True, "width": box.width, "height": box.height}


def _without_doubles(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Letters drawn twice on nearly one spot, to look bold, once."""
    kept: list[dict[str, Any]] = []
    seen: dict[str, _Spots] = {}
    for char in chars:
        x, y = float(char["x0"]), float(char["top"])
        spots = seen.setdefault(char["text"], {})
        if not _is_taken(spots, x, y):
            spots.setdefault(int(y), {})[int(x)] = (x, y)
            kept.append(char)
    return kept


_Spots = dict[int, dict[int, tuple[float, float]]]
"""Where a letter stands on the page, by whole points from its top and left."""


def _is_taken(spots: _Spots, x: float, y: float) -> bool:
    left, top = int(x), int(y)
    for row in (top, top - 1, top + 1):
        if row in spots:
            for column in (left, left - 1, left + 1):
                spot = spots[row].get(column)
                if spot is not None and abs(spot[0] - x) < DOUBLE and abs(spot[1] - y) < DOUBLE:
                    return True
    return False


UNUSED_CODE = re.compile(r"\(cid:(?:127|129|141|143|144|157)\)")
"""A code that Windows' encoding leaves unused; the PDF standard has each of them mean the bullet."""


LINE_END = re.compile("[\t-\r\u2028\u2029]")


def clean(text: str) -> str:
    """Characters that can be stored and shown: no controls, no halves of characters, blanks for ends of lines; codes for a
    bullet are bullets."""
    if text.isprintable() and "(cid:" not in text:
        return text.strip()  # as nearly always
    text = LINE_END.sub(" ", UNUSED_CODE.sub("•", text))
    return "".join(ch for ch in text if unicodedata.category(ch) not in ("Cc", "Cs")).strip()


def _split_by_size(chars: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """A raised footnote mark is a word of its own: its type is clearly smaller than that beside it."""
    parts = [[chars[0]]]
    for before, char in itertools.pairwise(chars):
        ratio = char["size"] / before["size"] if before["size"] else 1.0
        if not 0.8 <= ratio <= 1.25 and (char["text"].isdigit() or before["text"].isdigit()):
            parts.append([])
        parts[-1].append(char)
    return parts


def _word(text: str, chars: Sequence[dict[str, Any]], frame: _Frame, number: int) -> Word:
    ends = {"x0": min(c["x0"] for c in chars), "x1": max(c["x1"] for c in chars)}
    box = frame.box(ends | {"top": min(c["top"] for c in chars), "bottom": max(c["bottom"] for c in chars)})
    styles = [_style(str(c.get("fontname", ""))) for c in chars]
    return Word(
        text,
        number,
        box,
        1.0,
        "text_layer",
        round(float(max(c["size"] for c in chars)), 2),
        sum(is_bold for is_bold, _ in styles) * 2 > len(styles),
        sum(is_italic for _, is_italic in styles) * 2 > len(styles),
    )


@lru_cache(maxsize=1024)
def _style(font: str) -> tuple[bool, bool]:
    """Whether a font of this name is bold, and whether it is italic; a document has few, each of its letters names one."""
    return bool(BOLD.search(font)), bool(ITALIC.search(font))


def _rulings(page: Any, frame: _Frame) -> Iterator[Ruling]:
    """Drawn lines and the edges of boxes, doubles left out."""
    seen = set()
    for edge in page.edges:
        box = frame.box(edge)
        box = Box(*(round(side, 2) for side in (box.left, box.top, box.right, box.bottom)))
        if max(box.width, box.height) >= SHORTEST_RULE and box not in seen:
            seen.add(box)
            yield Ruling(box)


def _pictures(page: Any, frame: _Frame) -> Iterator[Picture]:
    for image in page.images:
        box = frame.box(image)
        pixels = max((float(side) for side in image.get("srcsize") or (0, 0)), default=0.0)
        if box.width > 1 and box.height > 1:
            yield Picture(box, pixels / max(box.width, box.height) * POINTS)
