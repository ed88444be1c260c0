"""The strips between rules that run across a page, top, under the header and bottom of a table or under every row of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.document import Box, Line, Page
from pipeline.lexicon import Lexicon
from pipeline.tables.captions import opens_caption
from pipeline.tables.pieces import Row
from pipeline.tables.ruled import Edge, edges_of
from pipeline.tables.tabular import LONG_WORDS, row_text

RULES_AT_MOST = 300
"""A page with more long rules is a drawing."""
SIDES = 6.0
"""Rules of one table begin and end within so many points of each other."""
TIGHT = 0.5
"""Lines of one cell are parted by less than this many type heights."""
LARGER, ROOM = 1.25, 2.5
"""How much larger (times) the type of a heading in a table may be than that of its rows, and how many type heights of room
it has."""
UNDER_HEAD = 0.8
"""A rule that is nearer to a running head or foot than this many type heights belongs to it."""


def rule_zones(page: Page, rows: Sequence[Row], taken: Sequence[Box], lexicon: Lexicon) -> list[Box]:
    """Strips between rules of the same length, one above the other, that hold rows of several pieces and no caption, and
    those under them that hold one line: a heading over the rows that follow. What holds a caption is the frame of a page.
    Strips that touch are one."""
    across = _rules_across(page, taken)
    if len(across) > RULES_AT_MOST:
        return []
    zones: list[Box] = []
    for upper, lower in _pairs(sorted(across, key=lambda edge: edge.at)):
        inside = [r for r in rows if upper.at - 2 <= (r.top + r.bottom) / 2 <= lower.at + 2]
        strip = Box(upper.start, upper.at, upper.stop, lower.at)
        usual = median([row.height for row in rows if zones and zone_of(row, zones[-1:]) == 0] or [0.0])
        if any(strip.overlap(box) > 0 for box in taken):
            continue
        goes_on = bool(zones) and abs(zones[-1].bottom - strip.top) < 1 and abs(zones[-1].left - strip.left) < SIDES
        if _is_of_table(inside, lexicon, goes_on=goes_on) or (goes_on and _is_heading(inside, strip, usual)):
            if goes_on:
                zones[-1] = zones[-1].joined(strip)
            else:
                zones.append(strip)
    return zones


def zone_of(row: Row, zones: Sequence[Box]) -> int | None:
    """The index of the zone that a row stands in."""
    middle = (row.top + row.bottom) / 2
    for i, zone in enumerate(zones):
        if zone.top - 2 <= middle <= zone.bottom + 2 and row.left >= zone.left - 8 and row.right <= zone.right + 8:
            return i
    return None


def _rules_across(page: Page, taken: Sequence[Box]) -> list[Edge]:
    """The long rules of a page that are in no other table and part no running head or foot from the body."""
    running = [line for line in page.lines if line.role in ("head", "foot")]
    return [
        edge
        for edge in edges_of(page)[0]
        if edge.stop - edge.start > 0.15 * page.width
        and not any(box.holds(((edge.start + edge.stop) / 2, edge.at), slack=4) for box in taken)
        and not any(_touches(edge, line) for line in running)
    ]


def _touches(edge: Edge, line: Line) -> bool:
    if line.box is None:
        return False
    return line.box.top - UNDER_HEAD * line.box.height <= edge.at <= line.box.bottom + UNDER_HEAD * line.box.height


def _is_of_table(inside: Sequence[Row], lexicon: Lexicon, *, goes_on: bool) -> bool:
    """Whether the rows between two rules stand in columns and are neither running text nor what a frame holds. Where a table
    goes on, one row of several pieces is enough if the others are tight below it: a cell may run over many lines."""
    several = sum(len(row.pieces) > 1 for row in inside)
    tight = all(lower.top - upper.bottom < TIGHT * lower.height for upper, lower in pairwise(inside))
    is_row = goes_on and tight and bool(inside) and len(inside[0].pieces) > 1
    prose = sum(len(piece.words) > LONG_WORDS for row in inside for piece in row.pieces)
    framed = any(opens_caption(row_text(row), lexicon, "caption", "figure") for row in inside)
    return bool(inside) and not framed and (is_row or 2 * several >= len(inside)) and 4 * prose < len(inside)


def _is_heading(inside: Sequence[Row], strip: Box, usual: float) -> bool:
    """Whether one short line stands alone between two rules, in type no larger than the ``usual`` of the table above and with
    no more room than a row has: a heading in a table, and not one between two."""
    if len(inside) != 1 or len(inside[0].pieces) != 1 or len(inside[0].pieces[0].words) > LONG_WORDS:
        return False
    height = inside[0].height
    return height <= LARGER * usual and strip.height <= ROOM * height


def _pairs(across: Sequence[Edge]) -> list[tuple[Edge, Edge]]:
    """Each rule with the next below it that begins and ends where it does."""
    found = []
    for i, upper in enumerate(across):
        for lower in across[i + 1 :]:
            if abs(lower.start - upper.start) < SIDES and abs(lower.stop - upper.stop) < SIDES:
                found.append((upper, lower))
                break
    return found
