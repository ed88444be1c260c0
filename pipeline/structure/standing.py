"""Headings by their place: lines of a plain text or a scan that stand as headings do, whatever their type."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from pipeline.lexicon import Lexicon
from pipeline.structure.shapes import MARKER, SENTENCE_END, Measure, Shape
from pipeline.structure.titles import OPENING, Title, title_of
from pipeline.structure.wording import is_header_row, opening_of, plain, words_of

FIGURES = re.compile(r"(?!(?:19|20)\d\d$)[\d\s,.%–−-]{1,8}")
"""A line of figures alone: a table that came out cell by cell is near."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COLUMNS = re.compile(r"\S {3,}\S.* {3,}\S")
"""A line of a plain text whose blanks part it into three columns or more."""


def is_far(shape: Shape, measure: Measure) -> bool:
    """Whether a plain text leaves two blank lines or more above a line, or a page begins with it."""
    return measure.plain and not measure.spaced and (shape.room is None or shape.room >= 2)


def stands_alone(
    shapes: Sequence[Shape], index: int, last: int, measure: Measure, lexicon: Lexicon, headings: Container[int]
) -> bool:
    """Whether a line looks like a heading by its place alone: the text before it has ended, it is short, and running
    text or a list follows it."""
    shape = shapes[index]
    words = [plain(word) for word in re.findall(r"[^\W\d_]+", shape.value)]
    full = min(shape.full, shape.right / measure.reach) if measure.plain and measure.reach else shape.full
    if (
        full > 0.72
        or len(words) > 9
        or not words
        or (words[-1] in words_of(lexicon, "no_end") and shape.value[-1].isalpha())
        or set(words) & words_of(lexicon, "verb")
    ):
        return False
    if measure.plain and index - 1 in headings and full < 0.5 and last + 1 < len(shapes) and shape.room == 0:
        heads = is_header_row(shape.value, lexicon, fewest=1)  # the first cell of a table that came out cell by cell
        return shapes[last + 1].table is not None and not heads and not SENTENCE_END.search(shape.value)
    if index:
        above = shapes[index - 1]
        if measure.plain and among_cells(shapes, index):
            return False
        ended = SENTENCE_END.search(above.value) is not None or above.table is not None or index - 1 in headings
        ended = ended or (above.full < 0.75 and len(above.value.split()) >= 5)
        if not (
            measure.apart(shape) and (ended or measure.plain is False or (shape.room or 0) >= 2 or shape.room is None)
        ) and not (measure.spaced and ended):
            return False
    far = is_far(shape, measure)
    if SENTENCE_END.search(shape.value) and not far:
        return False
    if last + 1 >= len(shapes) or any(FIGURES.fullmatch(s.value) for s in shapes[max(0, index - 4) : last + 5]):
        return False
    following = shapes[last + 1]
    if following.page != shape.page:
        return False
    if following.table is not None or _COLUMNS.search(following.value):
        return measure.plain and not measure.spaced and ((following.room or 0) >= 1 or far) and measure.apart(shape)
    if re.match(r"\S\)\s", following.value):
        return True
    return following.value[:1].isupper() and following.full > 0.78


def among_cells(shapes: Sequence[Shape], index: int) -> bool:
    """Whether two of the three lines above are scraps, each on its own: a table that came out cell by cell."""
    scraps = [
        shape
        for shape in shapes[max(0, index - 3) : index]
        if shape.table is None
        and shape.full < 0.4
        and (shape.room or 0) >= 1
        and re.search(r"[^\W\d_]{2}", shape.value)
        and not SENTENCE_END.search(shape.value)
        and MARKER.match(shape.value) is None
    ]
    return len(scraps) >= 2 and any(shape.full > 0.75 for shape in shapes[:index])


ENOUGH, ENOUGH_AMONG_NUMBERS = 0.85, 1.1
"""What has to speak for a line of a plain text that has no number, see :func:`evidence_in_text`; more is needed where the
document numbers its headings."""
UNDERLINE = re.compile(r"[-–—=_]{3,}")
"""A line drawn below a title, as long as it, on a typewriter."""
UNIT = re.compile(r"(?:i\s+)?(?:[tmk]n?kr|msek|mkr|kronor|procent|antal)\b|%", re.IGNORECASE)
"""The first cell of a table's header."""


def evidence_in_text(
    shapes: Sequence[Shape], index: int, last: int, measure: Measure, lexicon: Lexicon, headings: Container[int]
) -> float:
    """What speaks for a line of a plain text being a heading, 0 to about 2: its words, how short it is, blank lines above,
    what has ended above it and what begins below. Whether blank lines part paragraphs at all differs by export."""
    shape = shapes[index]
    value = " ".join(s.value for s in shapes[index : last + 1])
    words = [plain(word) for word in re.findall(r"[^\W\d_]+", value)]
    full = shape.right / measure.reach if measure.reach else shape.full
    if not words or len(words) > 10 or full > 0.75 or SENTENCE_END.search(value):
        return 0.0
    if words[-1] in words_of(lexicon, "no_end") and value[-1].isalpha():
        return 0.0
    above = _above(shapes, index, measure, headings)
    below = _below(shapes, last, measure, lexicon, headings)
    if above is None or below is None:
        return 0.0
    title = title_of(value, lexicon)
    opening = opening_of(shape.value, lexicon)
    if opening is not None and opening.role not in ("area", "other"):
        apart = not measure.blanks or is_far(shape, measure) or (measure.apart(shape) and len(words) > 1)
        if title.likely < OPENING or below < 0.3 or not apart:
            return 0.0  # it labels the list below it
    return title.likely + above + below + _look(shape, words, full, title, lexicon) - _among(shapes, index, last, title)


def _look(shape: Shape, words: Sequence[str], full: float, title: Title, lexicon: Lexicon) -> float:
    """What the line itself says: capitals and few words speak for it; verbs, figures, and a list's label against."""
    letters = [ch for ch in shape.value if ch.isalpha()]
    look = 0.4 if len(letters) > 3 and all(ch.isupper() for ch in letters) else 0.0
    look += 0.2 if full < 0.4 else -0.2 if full > 0.6 else 0.0
    if not title.likely and set(words) & words_of(lexicon, "verb"):
        look -= 0.4
    if title.likely < 1 and re.search(r"\d", YEAR.sub("", shape.value)):
        look -= 0.5
    return look


def _above(shapes: Sequence[Shape], index: int, measure: Measure, headings: Container[int]) -> float | None:
    """What the line above says; ``None`` where its sentence goes on."""
    shape = shapes[index]
    room = 0.0 if measure.spaced or not measure.blanks else -0.2
    if measure.apart(shape) and shape.room is not None:
        room = 0.5 if is_far(shape, measure) else 0.3
    if index == 0:
        return 0.0
    above = shapes[index - 1]
    if index - 1 in headings:
        return max(0.1, room)
    if above.table is not None or SENTENCE_END.search(above.value):
        return room + (-0.3 if above.value.endswith(":") else 0.3)  # a colon introduces what stands below
    if shape.room is None:
        return 0.2
    if not measure.apart(shape) and not measure.ended_early(above, shape):
        return None
    whole = above.right > 0.75 * measure.reach or MARKER.match(above.value) or re.search(r"\d ?%?$", above.value)
    return room if whole else room - 0.5


def _below(
    shapes: Sequence[Shape], last: int, measure: Measure, lexicon: Lexicon, headings: Container[int]
) -> float | None:
    """What the line below says; ``None`` where no heading can stand above it."""
    if last + 1 >= len(shapes):
        return None
    below, after = shapes[last + 1], shapes[last + 2] if last + 2 < len(shapes) else None
    if last + 1 in headings:
        return -0.3
    parted = _COLUMNS.search(below.value) is not None
    if below.table is not None or UNIT.match(below.value) or (parted and re.search(r"\d", below.value)):
        return 0.3
    if MARKER.match(below.value) or is_header_row(below.value, lexicon):
        return 0.2
    if UNDERLINE.fullmatch(below.value):
        return 0.8 if 0.7 < len(below.value) / len(shapes[last].value) < 1.5 else None
    opening = opening_of(below.value, lexicon)
    if opening is not None and opening.form == "record":
        return 0.4
    if not below.value[:1].isupper() and not below.value[:1].isdigit():
        return None
    if below.right > 0.78 * measure.reach:
        return 0.1 if parted else 0.4
    if SENTENCE_END.search(below.value) and len(below.value.split()) > 3:
        return 0.3
    if opening is not None and opening.form == "label":
        return 0.2
    if title_of(below.value, lexicon).likely >= 0.6 and after is not None and _begins_text(after, measure, lexicon):
        return 0.2
    narrow = after is not None and after.value[:1].islower() and not MARKER.match(after.value)
    return None if narrow else -0.6


def _begins_text(shape: Shape, measure: Measure, lexicon: Lexicon) -> bool:
    """Whether a line is text, an item, a table, a record: what stands below a heading."""
    plainly = shape.table is not None or MARKER.match(shape.value) or SENTENCE_END.search(shape.value)
    return bool(plainly) or shape.right > 0.78 * measure.reach or opening_of(shape.value, lexicon) is not None


def _among(shapes: Sequence[Shape], index: int, last: int, title: Title) -> float:
    """What figures and scraps around the line take away: a table came out cell by cell."""
    if title.likely >= 1:
        return 0.0
    figures = any(FIGURES.fullmatch(shape.value) for shape in shapes[max(0, index - 4) : last + 5])
    return 0.6 * (figures or among_cells(shapes, index))
