"""The paragraphs of a cell, and texts without the bullet that they begin with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.document import Cell, Text
from pipeline.lexicon import Lexicon
from pipeline.repairing.hyphens import join_lines
from pipeline.structure.wording import plain, words_of

GAP = 1.2
"""A line this many times further down than usual in the cell begins a paragraph."""
_BULLET = re.compile(r"\s*(?:[•·\uf0b7\uf0a7○▪*]\s*|[-–]\s+|[-–](?=[A-ZÅÄÖ])|\d{1,2}[.)]\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Setting:
    """How the cells of one column are set: letters of the longest line, points from line to line (0 unknown), and where
    its lines end at most (points from the left, 0 unknown)."""

    longest: int
    step: float
    right: float = 0.0


def setting_of(cells: Iterable[Cell]) -> Setting:
    """The setting of a column, from all its cells: in one cell alone every line may be a paragraph."""
    longest, right, steps = 0, 0.0, []
    for cell in cells:
        lines = [line for line in cell.lines if line.value.strip()]
        longest = max([longest, *(len(line.value) for line in lines)])
        right = max([right, *(box.right for line in lines for word in line.owned()[-1:] if (box := word.box))])
        found = (_step(before, line) for before, line in pairwise(lines))
        steps += [step for step in found if step is not None and step > 0]
    return Setting(longest, median(steps) if steps else 0.0, right)


def paragraphs(
    cell: Cell, setting: Setting, lexicon: Lexicon, *, opens: Callable[[str], bool] | None = None
) -> tuple[Text, ...]:
    """The cell's paragraphs: parted by space, by bullets and numbers, by lines for which ``opens`` is true, and by
    lines that end with a full stop where no sentence ends within a line, or though the next word would have fitted.
    """
    lines = [line for line in cell.lines if line.value.strip()] or ([cell.text] if cell.text else [])
    if not lines:
        return ()
    parts: list[list[Text]] = []
    refers = words_of(lexicon, "refers_back")
    for line, start in zip(lines, _starts(lines, opens, setting, refers), strict=True):
        if start or not parts:
            parts.append([line])
        else:
            parts[-1].append(line)
    texts = (join_lines(part, lexicon) for part in parts)
    return tuple(without_bullet(text) for text in texts if re.search(r"\w", text.value))


def without_bullet(text: Text) -> Text:
    """A paragraph without the bullet or number that it begins with."""
    found = _BULLET.match(text.value)
    return text.slice(found.end()).strip() if found else text.strip()


def _starts(
    lines: Sequence[Text], opens: Callable[[str], bool] | None, setting: Setting, refers: Collection[str]
) -> list[bool]:
    """Whether each line begins a paragraph. Sentences that end within lines tell prose, whose sentences end at a line's
    end by chance; a sentence that refers back, as 'Åtgärden genomförs av …' does, begins none."""
    starts = [True]
    flows = any(re.search(r"[.!?]\s+[A-ZÅÄÖ]", line.value.lstrip(" 0123456789.")) for line in lines)
    for before, line in pairwise(lines):
        said, text = before.value.rstrip(), line.value.lstrip()
        step = _step(before, line)
        if (opens is not None and opens(text)) or _BULLET.match(line.value):
            starts.append(True)
        elif text[:1].islower() or re.search(r"[-,]\Z", said):
            starts.append(False)
        elif step is not None and step > GAP * setting.step > 0 and (_has_box(line) or said.endswith((".", "!", "?"))):
            starts.append(True)
        elif plain(re.split(r"\W", text, maxsplit=1)[0]) in refers:
            starts.append(False)
        else:
            starts.append(said.endswith((".", "!", "?")) and (not flows or _had_room(before, line, setting)))
    return starts


def _has_box(line: Text) -> bool:
    return any(word.box is not None for word in line.owned()[:1])


def _had_room(before: Text, line: Text, setting: Setting) -> bool:
    """Whether the next line's first word would have fitted on the line before: then the break was meant."""
    last, first = before.owned()[-1:], line.owned()[:1]
    if last and first and last[0].box is not None and first[0].box is not None and setting.right:
        letter = first[0].box.width / max(1, len(first[0].text))
        return last[0].box.right + letter + first[0].box.width <= setting.right
    word = line.value.split(maxsplit=1)[0] if line.value.split() else ""
    return len(before.value.rstrip()) + 1 + len(word) <= setting.longest


def _step(before: Text, line: Text) -> float | None:
    """How far down the next line stands, in points or in the source's lines; negative over a page break."""
    above, below = before.owned(), line.owned()
    if not above or not below:
        return None
    if above[0].page != below[0].page:
        return -1.0
    if above[0].box is not None and below[0].box is not None:
        return below[0].box.top - above[0].box.top
    if above[0].line is not None and below[0].line is not None:
        return float(below[0].line - above[0].line)
    return None
