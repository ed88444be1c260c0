"""Which lines can be headings, and how much speaks for each: numbers, type, place, and what follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import Text
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.structure.contents import NUMBERED
from pipeline.structure.shapes import MARKER, SENTENCE_END, Measure, Shape
from pipeline.structure.standing import ENOUGH, ENOUGH_AMONG_NUMBERS, evidence_in_text, is_far, stands_alone
from pipeline.structure.titles import OPENING, title_of
from pipeline.structure.wording import is_header_row, opening_of, plain, words_of

LONGEST_TITLE = 120
"""Letters: a longer line is no heading."""

CAPTION = re.compile(r"(?:tabell|diagram|figur|bild|tab\.|fig\.)\s*\d", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line, or two, that may be a heading. ``path`` is its number as integers, empty where it has none;
    ``evidence`` grows with what speaks for it, about 1 for a plain case; ``last`` is the index of its last line;
    ``listed``: the contents name it, or should."""

    first: int
    last: int
    number: str | None
    path: tuple[int, ...]
    title: Text
    size: float | None
    bold: bool
    evidence: float
    dotted: bool = False
    listed: bool = False


def numbered_headings(
    shapes: Sequence[Shape], measure: Measure, listed: frozenset[str], lexicon: Lexicon
) -> list[Heading]:
    """Every line that opens with a number and could be a heading, with what speaks for it."""
    found: list[Heading] = []
    for index, shape in enumerate(shapes):
        match = NUMBERED.match(shape.value)
        if match is None or (
            shape.table is not None
            and not _strays(shape, match.end(), measure, listed)
            and not _is_at_edge(shapes, index, match.end(), measure, lexicon)
        ):
            continue
        first = shape.value[match.end() :].lstrip('”"(')[:1]
        if not first.isupper() or len(shape.value) > LONGEST_TITLE:
            continue
        last = wrapped_to(shapes, index, measure, lexicon, listed)
        title = heading_text(shapes[index : last + 1], match.end(), lexicon)
        number, path = _path(match["number"])
        dotted = bool(match["dot"]) and not match["chapter"]
        evidence = 1.0 + _for_title(title.value, lexicon) + _for_place(shapes, index, last, measure)
        evidence += 0.3 * (len(path) > 1) + 0.5 * bool(match["chapter"] or "§" in match["number"])
        evidence += _listed(title.value, listed)
        if is_distinct(shape, measure):
            evidence += 0.6
        found.append(Heading(index, last, number, path, title, shape.size, shape.bold, evidence, dotted))
    found = [_unless_row(h, found[i - 1 : i] if i else [], found[i + 1 : i + 2]) for i, h in enumerate(found)]
    set_apart = _depths_set_apart(found, shapes, measure)
    plainer = 0.3 if any(shape.scanned for shape in shapes) else 1.2
    found = [
        replace(h, evidence=h.evidence - plainer)
        if len(h.path) in set_apart and not is_distinct(shapes[h.first], measure)
        else h
        for h in found
    ]
    dots = Counter(h.dotted for h in found if h.evidence > 0.9)
    if dots and len(dots) == 2:
        usual = dots.most_common(1)[0][0]
        found = [h if h.dotted == usual or len(h.path) > 1 else replace(h, evidence=h.evidence - 0.5) for h in found]
    return found


def _depths_set_apart(found: Sequence[Heading], shapes: Sequence[Shape], measure: Measure) -> frozenset[int]:
    """The depths of numbers at which headings have a type of their own. In a plain text, or one written by machine,
    chapters stand in capitals and what is below them does not: there each depth speaks for itself."""
    by_depth = {}
    firsts = [shapes[h.first] for h in found]
    in_type = not measure.plain and any(is_distinct(s, measure) and not _is_in_capitals(s) for s in firsts)
    for depth in {len(h.path) for h in found}:
        same = [h for h in found if in_type or len(h.path) == depth]
        by_depth[depth] = sum(is_distinct(shapes[h.first], measure) for h in same) >= 0.4 * len(same)
    return frozenset(depth for depth, apart in by_depth.items() if apart)


def _strays(shape: Shape, start: int, measure: Measure, listed: frozenset[str]) -> bool:
    """Whether a line that a table took is a heading all the same: the contents list it, or its type is far larger."""
    if shape.size is not None and measure.size is not None and shape.size > 1.2 * measure.size:
        return True
    return plain_letters(shape.value[start:]) in listed


def _is_at_edge(shapes: Sequence[Shape], index: int, start: int, measure: Measure, lexicon: Lexicon) -> bool:
    """Whether a table took a heading as its first or last row: words alone, a known title or in capitals, set apart from
    the text above, or right above the table."""
    shape, title = shapes[index], shapes[index].value[start:]
    first = index == 0 or shapes[index - 1].table != shape.table
    last = index + 1 == len(shapes) or shapes[index + 1].table != shape.table
    if first == last or re.search(r"\d", YEAR.sub("", title)) or not measure.apart(shape):
        return False
    return title.isupper() or title_of(title, lexicon).likely >= OPENING


def _unless_row(heading: Heading, above: Sequence[Heading], below: Sequence[Heading]) -> Heading:
    """The heading with less evidence where its next number stands on the line above or below: that is a list, or rows."""
    for other in (*above, *below):
        near = other.last + 1 == heading.first or heading.last + 1 == other.first
        if near and len(other.path) == len(heading.path) and other.path != heading.path:
            return replace(heading, evidence=heading.evidence - 0.8)
    return heading


def unnumbered_headings(
    shapes: Sequence[Shape], measure: Measure, chosen: Sequence[Heading], listed: frozenset[str], lexicon: Lexicon
) -> list[Heading]:
    """Lines without a number that type or place makes headings."""
    taken = {index for heading in chosen for index in range(heading.first, heading.last + 1)}
    lefts = {round(left) for h in chosen if (left := shapes[h.first].left) is not None}
    styled = sum(is_distinct(shapes[h.first], measure) for h in chosen) >= 0.5 * len(chosen) and any(
        shape.bold or is_distinct(shape, measure) for shape in shapes
    )
    found: list[Heading] = []
    skip = -1
    for index, shape in enumerate(shapes):
        if index <= skip or index in taken or shape.table is not None:
            continue
        may_label = _is_large(shape, measure) or plain_letters(shape.value) in listed
        is_title = _can_be_title(shape, lexicon, may_label=may_label)
        if not is_title and not (measure.plain and not chosen and _can_be_title(shape, lexicon, may_label=True)):
            continue
        last = wrapped_to(shapes, index, measure, lexicon, listed)
        if any(i in taken for i in range(index, last + 1)):
            continue
        title = heading_text(shapes[index : last + 1], 0, lexicon)
        is_listed = _listed(title.value, listed) > 0
        is_chapter = is_listed or (bool(listed) and _names_chapter(title.value, lexicon))
        by_type = not measure.plain and is_distinct(shape, measure) and _in_line(shape, lefts, measure)
        place = shapes, index, last, measure, lexicon, taken | {h.last for h in found[-1:]}
        by_place = (
            (measure.plain or shape.scanned or not styled)
            and _in_line(shape, lefts, measure)
            and (is_chapter or not listed or is_far(shape, measure))
            and (
                (is_title and stands_alone(*place))
                or (measure.plain and evidence_in_text(*place) >= (ENOUGH_AMONG_NUMBERS if chosen else ENOUGH))
            )
        )
        if not (by_type or by_place or is_listed):
            continue
        evidence = 0.7 + 0.3 * by_type + 0.2 * by_place + 0.4 * is_listed + _for_title(title.value, lexicon)
        if by_type and not by_place and last + 1 < len(shapes) and _is_label_like(title.value):
            evidence -= 0.8
        if evidence >= 0.7:
            found.append(Heading(index, last, None, (), title, shape.size, shape.bold, evidence, listed=is_chapter))
            skip = last
    return found


def wrapped_to(
    shapes: Sequence[Shape], index: int, measure: Measure, lexicon: Lexicon, listed: frozenset[str] = frozenset()
) -> int:
    """The last line of a heading that begins at ``index``: it may run over two lines, rarely three."""
    last = index
    while last + 1 < len(shapes) and last - index < 2:
        if plain_letters(shapes[last + 1].value) in listed:
            break
        line, following = shapes[last], shapes[last + 1]
        if (
            following.table is not None
            or following.page != line.page
            or MARKER.match(following.value)
            or NUMBERED.match(following.value)
        ):
            break
        lower = following.value[:1].islower()
        broken = bool(re.search(r"[^\W\d_][-\u00ad]$", line.value)) and lower
        if measure.plain or not is_distinct(shapes[index], measure):
            close = following.room is None or following.room <= (1 if measure.plain else measure.room + 4)
            alone = following.full < 0.6 and (last + 2 >= len(shapes) or not shapes[last + 2].value[:1].islower())
            short = (
                measure.plain and following.room == 0 and line.value[-1].isalpha() and len(following.value.split()) < 3
            )
            ends = lower and (short or not measure.ended_early(line, following))
            if not (close and alone and (broken or ends)):
                break
        else:
            size = shapes[index].size or 10.0
            same = (
                following.bold == line.bold and following.size is not None and abs(following.size - size) < 0.06 * size
            )
            if (
                not same
                or following.room is None
                or following.room > 0.75 * size
                or opening_of(following.value, lexicon)
            ):
                break
            if not (broken or lower or not measure.ended_early(line, following)):
                break
        last += 1
    return last


def heading_text(lines: Sequence[Shape], start: int, lexicon: Lexicon) -> Text:
    """The title over its lines, hyphenation undone, from ``start`` on the first."""
    from pipeline.repairing.repair import join_lines

    texts = [lines[0].text.slice(start), *(shape.text for shape in lines[1:])]
    return join_lines(texts, lexicon).strip()


def is_distinct(shape: Shape, measure: Measure) -> bool:
    """Whether the line's type is not that of running text: larger, or bold, or in capitals."""
    if _is_in_capitals(shape):
        return True
    if shape.size is None or measure.size is None:
        return False
    if shape.size < 0.93 * measure.size:
        return False
    return shape.bold or shape.size > measure.size * (1.12 if shape.scanned else 1.05)


def _is_in_capitals(shape: Shape) -> bool:
    letters = [ch for ch in shape.value if ch.isalpha()]
    return len(letters) > 3 and all(ch.isupper() for ch in letters)


def _path(number: str) -> tuple[str, tuple[int, ...]]:
    """'3.2.1' -> (3, 2, 1), '§ 4' -> (4,), 'II' -> (2,)."""
    number = number.removeprefix("§").strip()
    if number[0].isdigit():
        return number, tuple(int(part) for part in number.split("."))
    values = [ROMAN[ch] for ch in number]
    return number, (sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)),)


def _for_title(title: str, lexicon: Lexicon) -> float:
    """What the words of a title say: 0 where nothing speaks against it."""
    words = [plain(word) for word in re.findall(r"[^\W\d_]+", title)]
    evidence = 0.0
    if re.search(r"[,;:]$", title):
        evidence -= 0.7
    elif SENTENCE_END.search(title):
        said = set(words) & words_of(lexicon, "verb") or len(title) > 70 or ": " in title
        evidence -= 0.7 if said else 0.15
    if len(title) > 80:
        evidence -= 0.4
    if words and words[-1] in words_of(lexicon, "no_end") and title[-1].isalpha():
        evidence -= 0.7
    if set(words) & words_of(lexicon, "verb"):
        evidence -= 0.15
    if len(re.findall(r"(?<![\w,.-])\d{1,3}(?![\w,.-])", title)) >= 2:
        evidence -= 1.0  # a row of a table
    if re.search(r"(?:[-−–]?\d[\d ,.]*\s*%?\s+){1,}[-−–]?\d[\d ,.]*%?$", title) or title.count("|") > 0:
        evidence -= 1.0
    opening = opening_of(title, lexicon)
    if opening and opening.form == "sentence":
        evidence -= 0.7
    return evidence


def _for_place(shapes: Sequence[Shape], index: int, last: int, measure: Measure) -> float:
    """What stands around a line that opens with a number."""
    shape = shapes[index]
    evidence = 0.0
    if measure.apart(shape):
        evidence += 0.2
    elif (
        index and not SENTENCE_END.search(shapes[index - 1].value) and not measure.ended_early(shapes[index - 1], shape)
    ):
        evidence -= 0.6
    if last + 1 < len(shapes):
        following = shapes[last + 1]
        if (
            following.value[:1].islower()
            and following.table is None
            and following.page == shape.page
            and not MARKER.match(following.value)
        ):
            evidence -= 0.6
    return evidence


def _listed(title: str, listed: frozenset[str]) -> float:
    if not listed:
        return 0.0
    letters = plain_letters(title)
    if letters in listed or (len(letters) > 8 and Lexicon.closest(letters, sorted(listed), cutoff=0.9)):
        return 0.8
    return 0.0


LARGE, LARGE_IN_SCAN = 1.15, 1.25
"""A line whose type is so many times that of running text is set as a heading, whatever its words announce."""


def _is_large(shape: Shape, measure: Measure) -> bool:
    limit = LARGE_IN_SCAN if shape.scanned else LARGE
    return shape.size is not None and measure.size is not None and shape.size > limit * measure.size


def _names_chapter(title: str, lexicon: Lexicon) -> bool:
    """Whether few words say what plans have chapters about: risks, follow-up. Contents may leave such a one out."""
    words = plain(title).split()
    opening = opening_of(title, lexicon)
    about_risks = any(word in "".join(words) for word in words_of(lexicon, "risk_chapter"))
    return len(words) <= 3 and (about_risks or (opening is not None and opening.role == "other"))


def _can_be_title(shape: Shape, lexicon: Lexicon, *, may_label: bool = False) -> bool:
    """Whether a line without a number has the look of a title: a capital, letters, no mark, no record's opening.

    ``may_label``: its type, or the contents, say that it is one, so it may be a word that labels a list as well.
    """
    value = shape.value
    if (
        len(value) > LONGEST_TITLE
        or len(value) < 3
        or not value[0].isupper()
        or CAPTION.match(value)
        or MARKER.match(value)
    ):
        return False
    if not re.search(r"[^\W\d_]{3,}", value):
        return False
    if is_header_row(value, lexicon):
        return False
    if (
        "|" in value
        or re.search(r"[,;:-]$", value)
        or sum(ch.isalpha() for ch in YEAR.sub("year", value)) < 0.6 * len(value)
    ):
        return False
    if shape.line.role == "footnote" or re.search(r"\d\s*[%(]|\(\d+\)$", value):
        return False
    opening = opening_of(value, lexicon)
    if opening is None or opening.role == "area":
        return True
    return opening.form == "label" and (may_label or opening.role == "other")


def _in_line(shape: Shape, lefts: set[int], measure: Measure) -> bool:
    """Whether the line begins where headings or running text begin; anywhere where no heading is known."""
    if shape.left is None or not lefts:
        return True
    usual = lefts | ({round(measure.left)} if measure.left is not None else set())
    return any(abs(shape.left - left) <= 6 for left in usual)


def _is_label_like(title: str) -> bool:
    return SENTENCE_END.search(title) is not None and len(title) > 60
