"""The heading tree: of all lines that could be headings, the ones whose numbers run on and whose type agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Page, Place, Section, Table
from pipeline.lexicon import Lexicon
from pipeline.structure.contents import contents_lines, contents_titles
from pipeline.structure.headings import (
    Heading,
    is_distinct,
    numbered_headings,
    unnumbered_headings,
)
from pipeline.structure.shapes import Measure, Shape, measure, shapes_of
from pipeline.structure.standing import is_far
from pipeline.structure.titles import title_of

END: Place = (1 << 30, 0)
"""Past every line."""

GAP, RESTART, JUMP = 0.45, 1.6, 2.4
"""What it costs a chain of numbers to leave one out, to start again at 1, and to go anywhere else."""

ALIKE = 1.14
"""Sizes measured in a scan that differ by less than this factor are one size."""


def find_sections(pages: tuple[Page, ...], tables: tuple[Table, ...], lexicon: Lexicon) -> tuple[Section, ...]:
    """The headings of all pages in order; each section ends where the next on its level or above begins."""
    every = shapes_of(pages, tables)
    if not every:
        return ()
    contents = contents_lines(every, lexicon)
    with_number, without = contents_titles(every, contents)
    shapes = [shape for shape in every if shape.place not in contents]
    usual = measure(shapes)
    numbered = best_chain(numbered_headings(shapes, usual, with_number, lexicon))
    loose = unnumbered_headings(shapes, usual, numbered, without, lexicon)
    loose = [h for h in loose if not _on_cover(h, numbered, shapes, usual)]
    headings = sorted([*numbered, *loose], key=lambda h: h.first)
    return tree(headings, levels(headings, shapes, usual, lexicon), shapes)


def best_chain(found: Sequence[Heading]) -> list[Heading]:
    """The numbered headings that together make most sense: each brings its evidence, each step between two of them
    costs what it leaves out (dynamic programming over the candidates in order)."""
    best: list[float] = []
    before: list[int] = []
    for i, heading in enumerate(found):
        start = 0.0 if heading.path[0] <= 1 else -min(1.5, GAP * (heading.path[0] - 1))
        value, previous = start, -1
        for j in range(i):
            candidate = best[j] - step_cost(found[j].path, heading.path)
            if candidate > value:
                value, previous = candidate, j
        best.append(value + heading.evidence - 0.35)
        before.append(previous)
    at = max(range(len(best)), key=lambda i: best[i], default=-1)
    if at < 0 or best[at] <= 0:
        return []
    chain: list[Heading] = []
    while at >= 0:
        chain.append(found[at])
        at = before[at]
    return chain[::-1]


def step_cost(last: tuple[int, ...], path: tuple[int, ...]) -> float:
    """What it costs that ``path`` follows ``last``: nothing for 3.2 -> 3.2.1, 3.3 or 4."""
    common = 0
    while common < min(len(last), len(path)) and last[common] == path[common]:
        common += 1
    if common == len(last) and len(path) > common:
        return GAP * (path[common] - 1 + len(path) - common - 1)
    if common < len(last) and common < len(path) and path[common] > last[common]:
        return GAP * min(4, path[common] - last[common] - 1 + len(path) - common - 1)
    if path == (1,) and last[0] >= 2:
        return RESTART
    return JUMP


def levels(headings: Sequence[Heading], shapes: Sequence[Shape], usual: Measure, lexicon: Lexicon) -> list[int]:
    """A level for each heading: its number's depth; without a number, that of the numbered ones in the same type, or
    one below those in the next larger type, or one below the last numbered heading."""
    styles: dict[int, Counter[tuple[float, bool]]] = {}
    for heading in headings:
        if heading.path and heading.size is not None and is_distinct(shapes[heading.first], usual):
            styles.setdefault(len(heading.path), Counter())[_style(heading)] += 1
    of_level = {level: counts.most_common(1)[0][0] for level, counts in styles.items()}
    if usual.plain and not any(h.path for h in headings):
        return _levels_in_text(headings, shapes, usual, lexicon)
    ranks, sizes = _ranks(headings, shapes), _sizes(headings)
    found: list[int] = []
    last = 0
    for heading in headings:
        if heading.path:
            last = len(heading.path)
            found.append(last)
        elif heading.size is None and last == 0 and any(h.listed for h in headings):
            found.append(1 if heading.listed else 2)  # contents name the chapters before what is below them
        elif not any(h.path for h in headings):
            found.append(ranks[_rank_key(heading, shapes, sizes)])
        else:
            found.append(_level_by_type(heading, of_level, last, scan=shapes[heading.first].scanned))
    return found


def _levels_in_text(
    headings: Sequence[Heading], shapes: Sequence[Shape], usual: Measure, lexicon: Lexicon
) -> list[int]:
    """Levels, 1 or 2, of a plain text's headings without numbers: chapters stand in capitals, or in the contents, or have
    the titles that chapters have; what stands right below one, or has a title of parts, is below it."""
    in_capitals = [heading.title.value.isupper() for heading in headings]
    by_capitals = 1 < sum(in_capitals) < len(headings)
    by_contents = any(heading.listed for heading in headings)
    found: list[int] = []
    known = False
    for at, heading in enumerate(headings):
        said = title_of(heading.title.value, lexicon).level
        above = at > 0 and headings[at - 1].last + 1 == heading.first
        if by_capitals:
            level = 1 if in_capitals[at] else 2
        elif by_contents:
            level = 1 if heading.listed else 2
        elif at == 0 or (above and found[-1] == 1):
            level = 1 if at == 0 else 2
        elif said is not None:
            level = said
        elif above or (known and not is_far(shapes[heading.first], usual)):
            level = 2
        else:
            level = 1
        known = known or said == 1
        found.append(level)
    return found


def _level_by_type(heading: Heading, of_level: dict[int, tuple[float, bool]], last: int, *, scan: bool) -> int:
    if heading.size is None or not of_level or scan:
        return last + 1
    size, bold = _style(heading)
    for level, (of_size, of_bold) in sorted(of_level.items()):
        if abs(size - of_size) <= 0.03 * of_size and bold == of_bold:
            return min(level, last + 1)
    larger = [level for level, (of_size, _) in of_level.items() if of_size > size]
    return min(max(larger, default=0) + 1, last + 1) if larger else 1


def _style(heading: Heading) -> tuple[float, bool]:
    return round(2 * (heading.size or 0.0)) / 2, heading.bold


def _rank_key(heading: Heading, shapes: Sequence[Shape], sizes: Sequence[float]) -> tuple[float, bool, bool]:
    """What ranks a heading without a number: its size (in a scan, the largest that hardly differs), weight, capitals."""
    size = heading.size or 0.0
    if shapes[heading.first].scanned:
        return (
            -next((other for other in sizes if other <= ALIKE * size), size),
            False,
            not heading.title.value.isupper(),
        )
    return -round(2 * size) / 2, not heading.bold, not heading.title.value.isupper()


def _sizes(headings: Sequence[Heading]) -> list[float]:
    """The sizes of the headings without numbers, largest first, each well below the one before."""
    found: list[float] = []
    for size in sorted((h.size or 0.0 for h in headings if not h.path), reverse=True):
        if not found or size * ALIKE < found[-1]:
            found.append(size)
    return found


def _ranks(headings: Sequence[Heading], shapes: Sequence[Shape]) -> dict[tuple[float, bool, bool], int]:
    """Levels of a document without numbers: the larger the type, the higher; then bold, then capitals."""
    sizes = _sizes(headings)
    keys = sorted({_rank_key(h, shapes, sizes) for h in headings if not h.path})
    return {key: min(4, rank) for rank, key in enumerate(keys, 1)}


def _on_cover(heading: Heading, numbered: Sequence[Heading], shapes: Sequence[Shape], usual: Measure) -> bool:
    """Whether a line without a number stands on a cover: a first page, before all numbers, with no running text."""
    if shapes[heading.first].page > 1 or any(h.first < heading.first for h in numbered):
        return False
    page = [shape for shape in shapes if shape.page == shapes[heading.first].page]
    running = [at for at, shape in enumerate(shapes) if shape.page == page[0].page and _is_running(shape, usual)]
    if len(running) < 4:
        return numbered == [] or shapes[numbered[0].first].page > 1
    # a first page that begins like a cover: only what stands right above the first running text is a heading
    return heading.last + 1 < running[0]


def _is_running(shape: Shape, usual: Measure) -> bool:
    return shape.right > 0.8 * usual.reach and not is_distinct(shape, usual) and shape.table is None


def tree(headings: Sequence[Heading], level_of: Sequence[int], shapes: Sequence[Shape]) -> tuple[Section, ...]:
    """Headings to sections with parents and ends; where numbers start again at 1, a new tree begins."""
    found: list[Section] = []
    open_ones: list[int] = []
    for heading, level in zip(headings, level_of, strict=True):
        place = shapes[heading.first].place
        restart = heading.path == (1,) and any(s.number for s in found)
        while open_ones and (restart or found[open_ones[-1]].level >= level):
            at = open_ones.pop()
            found[at] = replace(found[at], end=place)
        words = heading.title.owned()
        surest = min((word.confidence for word in words), default=1.0)
        confidence = round(min(1.0, max(0.3, heading.evidence)) * (0.5 + 0.5 * surest), 4)
        parent = open_ones[-1] if open_ones else None
        open_ones.append(len(found))
        found.append(Section(heading.number, heading.title, level, parent, place, END, 0, confidence))
    return tuple(found)
