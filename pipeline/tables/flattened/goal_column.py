"""Goals and the names of indicators, two columns of text that were read across line by line, told apart again.

A goal is a sentence with a full stop, a name has none. So where a row's first line holds a full stop, the goal ends there;
where a later line does, the goal's column goes down to it, and its lines above are cut where a second capital begins a
name. Rows without a goal belong to the goal above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.draft import CellLines

_STOP = re.compile(r"(?P<word>[^\W\d_]{2,})[.!?](?=\s|$)")
_CAPITAL = re.compile(r"(?<=[^\s.:!?]\s)[A-ZÅÄÖÉ]")


@dataclass(frozen=True, slots=True)
class Split:
    """A row's goal, if it begins one, and its name; ``sure``: no other cut was possible."""

    goal: CellLines
    name: CellLines
    sure: bool


def split_goals(rows: Sequence[CellLines], lexicon: Lexicon) -> list[Split] | None:
    """Each row's lines as goal and name; ``None`` where the first row begins no goal, or a name would be empty."""
    width = max((stop for lines in rows if lines and (stop := _first_stop(lines[0], lexicon))), default=0)
    found = [_split(lines, width, lexicon) for lines in rows]
    whole = found and found[0].goal and all(split.name for split in found)
    return found if whole else None


@lru_cache(maxsize=4)
def _abbreviations(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(row["abbreviation"].rstrip(".").casefold() for row in lexicon.rows("abbreviations"))


def _first_stop(line: Text, lexicon: Lexicon) -> int:
    """Where a sentence ends in a line, behind its full stop; 0 where none does."""
    known = _abbreviations(lexicon)
    return next((m.end() for m in _STOP.finditer(line.value) if m["word"].casefold() not in known), 0)


def _split(lines: CellLines, width: int, lexicon: Lexicon) -> Split:
    last = next((at for at, line in enumerate(lines) if _first_stop(line, lexicon)), None)
    if last is None:
        return Split([], lines, True)
    stop = _first_stop(lines[last], lexicon)
    behind = [lines[last].slice(stop).strip(), *lines[last + 1 :]]
    if not last:
        return Split([lines[0].slice(0, stop)], [text for text in behind if text.value], True)
    capitals = [match.start() for match in _CAPITAL.finditer(lines[0].value)]
    if not capitals or stop > max(width, *capitals):
        return Split([], lines, True)  # a sentence of the name
    cut = min(capitals, key=lambda at: abs(at - 1 - width)) if width else capitals[0]
    goal, name = [lines[0].slice(0, cut).strip()], [lines[0].slice(cut)]
    for line in lines[1:last]:
        at = max((m.start() for m in re.finditer(r"(?<=\s)\S", line.value) if m.start() <= cut), default=len(line))
        goal.append(line.slice(0, at).strip())
        name.append(line.slice(at))
    goal.append(lines[last].slice(0, stop))
    sure = len(capitals) == 1 and last == 1
    return Split(goal, [text for text in (*name, *behind) if text.value], sure)
