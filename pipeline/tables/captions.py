"""What stands around a table: its caption above, its footnotes below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.document import Box, Line, Page, Table, Text, box_around
from pipeline.lexicon import Lexicon, letters
from pipeline.repairing.repair import join_lines
from pipeline.tables.headers import header_field

NEAR = 2.5
"""A caption or footnote stands within so many line heights of its table."""
TIGHT = 0.7
"""Lines of one caption or footnote are parted by less than this many line heights."""
CAPTION_WORDS = 18
CAPTION_LINES = 3
FOOTNOTE_LINES = 6

_MARK = re.compile(r"(?:\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]|\(?\d{1,2}\)|\d{1,2}\s)\s?\S")


@lru_cache(maxsize=4)
def _openings(lexicon: Lexicon, role: str) -> tuple[str, ...]:
    return tuple(letters(row["word"]) for row in lexicon.rows("table_words") if row["role"] == role)


def with_surroundings(table: Table, page: Page, others: Sequence[Table], lexicon: Lexicon) -> Table:
    """The table with its caption and footnotes; a caption's lines are not taken, since they may be a heading."""
    box = box_around(cell.box for cell in table.cells if cell.page == page.number)
    if box is None:
        return table
    taken = {place for other in others for place in other.places}
    free = [line for line in page.lines if line.role != "head" and line.box is not None and line.place not in taken]
    above = sorted((line for line in free if _is_above(line, box)), key=lambda line: -_middle(line))
    below = sorted((line for line in free if _is_below(line, box)), key=_middle)
    notes = _footnotes(below, box, lexicon)
    return replace(
        table,
        caption=_caption(above, box, lexicon),
        footnotes=tuple(join_lines([line.text for line in note], lexicon) for note in notes),
        places=(*table.places, *(line.place for note in notes for line in note)),
    )


def _middle(line: Line) -> float:
    return line.box.middle[1] if line.box else 0.0


def _is_above(line: Line, box: Box) -> bool:
    return line.box is not None and line.box.middle[1] < box.top and _shares_width(line.box, box)


def _is_below(line: Line, box: Box) -> bool:
    return line.box is not None and line.box.middle[1] > box.bottom and _shares_width(line.box, box)


def _shares_width(one: Box, other: Box) -> bool:
    return one.left < other.right and one.right > other.left


def _caption(above: Sequence[Line], table: Box, lexicon: Lexicon) -> Text | None:
    """The line or lines directly above that name the table, a line with its unit below them included."""
    found: list[Line] = []
    edge = table.top
    for at, line in enumerate(above[:CAPTION_LINES]):
        assert line.box is not None
        gap = edge - line.box.bottom
        if not found or _is_unit(found[-1], lexicon):
            fits = gap <= NEAR * line.box.height and (_is_unit(line, lexicon) or _names(line, above[at + 1 :], lexicon))
        else:
            alike = _same_type(line, found[-1]) or _opens(line, lexicon)
            fits = gap <= TIGHT * line.box.height and alike and not _opens(found[-1], lexicon)
        if not fits:
            break
        found.append(line)
        edge = line.box.top
    return join_lines([line.text for line in reversed(found)], lexicon) if found else None


def _names(line: Line, above: Sequence[Line], lexicon: Lexicon) -> bool:
    """Whether a line names a table: it says 'Tabell', or it is short, ends no sentence and is no paragraph's last."""
    if _opens(line, lexicon):
        return True
    if len(line.text.value.split()) > CAPTION_WORDS or line.text.value.rstrip().endswith((".", ",", ";")):
        return False
    before = above[0] if above else None
    if before is None or before.box is None or line.box is None:
        return True
    tight = line.box.top - before.box.bottom < TIGHT * line.box.height
    return not tight or not _same_type(line, before) or _opens(before, lexicon)


def _opens(line: Line, lexicon: Lexicon) -> bool:
    return opens_caption(line.text.value, lexicon)


def opens_caption(text: str, lexicon: Lexicon, *roles: str) -> bool:
    """Whether a line begins as a caption does: 'Tabell 3', 'Tabell 4.2:'."""
    first = re.match(r"\s*([^\W\d_]+)\.?\s+[\dIVXA-Z]", text)
    return first is not None and any(letters(first[1]) in _openings(lexicon, role) for role in roles or ("caption",))


def _same_type(one: Line, other: Line) -> bool:
    """Whether two lines are set alike: weight and size."""
    if not one.words or not other.words:
        return False
    first, second = one.words[0], other.words[0]
    same_size = first.size is None or second.size is None or abs(first.size - second.size) < 0.6
    return first.bold == second.bold and first.italic == second.italic and same_size


def _is_unit(line: Line, lexicon: Lexicon) -> bool:
    """Whether a line holds nothing but a unit: 'Belopp i mnkr', '(tkr)'."""
    match = header_field(line.text.value, lexicon, "budget")
    return match is not None and match.canonical_field == "unit_in_header" and match.score > 0.9


def _footnotes(below: Sequence[Line], table: Box, lexicon: Lexicon) -> list[list[Line]]:
    """The notes under a table, each with the lines that it goes on over."""
    notes: list[list[Line]] = []
    edge = table.bottom
    for line in below[:FOOTNOTE_LINES]:
        assert line.box is not None
        gap = line.box.top - edge
        if gap <= NEAR * line.box.height and _is_note(line, lexicon):
            notes.append([line])
        elif notes and gap <= TIGHT * line.box.height and _same_type(line, notes[-1][-1]):
            notes[-1].append(line)
        else:
            break
        edge = line.box.bottom
    return notes


def _is_note(line: Line, lexicon: Lexicon) -> bool:
    text = line.text.value.strip()
    first = re.match(r"[^\W\d_]+(?=\s?[.:])", text)
    return bool(_MARK.match(text)) or (first is not None and letters(first[0]) in _openings(lexicon, "note"))
