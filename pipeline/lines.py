"""Words to lines, by where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipeline.document import Box, Word, box_around

SAME_LINE = 0.45
"""Words whose middles differ by less than this share of the lower one's height stand on one line."""

WIDE_GAP = 1.2
"""Words further apart than this many line heights may belong to different columns."""


def segments_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words on one line that stand close together, from left to right; lines in no order yet."""
    segments: list[list[Word]] = []
    ends: list[Box] = []  # of each segment: where it goes on
    band = 1.3 * max((box_of(word).height for word in words), default=0.0) or 1.0
    by_band: dict[int, list[int]] = {}  # segments by height on the page: only those of neighbouring bands can be near
    for word in sorted(words, key=lambda w: (box_of(w).left, box_of(w).top)):
        box = box_of(word)
        height, twice_middle = box.height, box.top + box.bottom
        at = int(twice_middle // band)
        best: int | None = None
        for i in (*by_band.get(at, ()), *by_band.get(at - 1, ()), *by_band.get(at + 1, ())):
            end = ends[i]
            reach = max(height, end.bottom - end.top)
            # most are far off: told by what costs least, which `same_line` would say too
            if box.left - end.right >= WIDE_GAP * reach or abs(twice_middle - end.top - end.bottom) > 1.3 * reach:
                continue
            if same_line(end, box) and (best is None or (end.right, -i) > (ends[best].right, -best)):
                best = i
        if best is None:
            by_band.setdefault(at, []).append(len(segments))
            segments.append([word])
            ends.append(box)
        else:
            segments[best].append(word)
            # a raised mark or a comma must not drag the line's middle along
            end = ends[best]
            tall = box if box.height >= 0.7 * end.height else Box(box.left, end.top, box.right, end.bottom)
            ends[best] = Box(tall.left, tall.top, max(end.right, tall.right), tall.bottom)
            before = int((end.top + end.bottom) // band)
            if tall is box and before != at:
                by_band[before].remove(best)
                by_band.setdefault(at, []).append(best)
    return segments


def rows_of(segments: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Segments side by side put together to whole lines, top down."""
    rows: list[tuple[Box, list[Word]]] = []
    for box, segment in sorted(((_whole(s), s) for s in segments), key=lambda found: found[0].middle[1]):
        for i in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            if same_line(rows[i][0], box) and not _overlaps_sideways(rows[i][1], box):
                rows[i] = (rows[i][0] if rows[i][0].height >= box.height else box, [*rows[i][1], *segment])
                break
        else:
            rows.append((box, list(segment)))
    return [sorted(row, key=lambda word: box_of(word).left) for _, row in rows]


def same_line(a: Box, b: Box) -> bool:
    """Whether two boxes side by side stand on one line: their middles are close, or the lower one lies within."""
    low, tall = (a, b) if a.height <= b.height else (b, a)
    middle = low.middle[1]
    if abs(middle - tall.middle[1]) < SAME_LINE * max(low.height, 0.6 * tall.height):
        return True
    return low.height < 0.75 * tall.height and tall.top - 0.1 * tall.height <= middle <= tall.bottom + 0.1 * tall.height


def _overlaps_sideways(row: Sequence[Word], box: Box) -> bool:
    return any(min(box_of(w).right, box.right) - max(box_of(w).left, box.left) > 1.0 for w in row)


def _whole(words: Sequence[Word]) -> Box:
    box = box_around(word.box for word in words)
    assert box is not None
    middle = median(box_of(word).middle[1] for word in words)
    height = median(box_of(word).height for word in words)
    return Box(box.left, middle - height / 2, box.right, middle + height / 2)


def box_of(word: Word) -> Box:
    """The box of a word that has one."""
    assert word.box is not None
    return word.box
