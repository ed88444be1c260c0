"""Running heads and feet over all pages, printed page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.arranging.grids import Grid, find_grids, levels
from pipeline.document import Line, LineRole, Page
from pipeline.lexicon import Lexicon

ZONE = 0.14
"""Share of the page's height at its top and foot in which running lines stand."""

FEW_PAGES = 3
"""A running line recurs on at least so many pages; in a shorter document, on all of them."""

SHARE_OF_PAGES = 0.25
"""It recurs on at least this share of the pages: a table's header row recurs as well, on fewer."""

SHARE_WITHIN_GRID = 0.6
"""A letterhead may be a ruled table, but then it stands on most pages."""

TABLE_HEIGHT, TABLE_LEVELS = 0.3, 5
"""Share of the page's height and levels of rules from which a grid is a table that begins at the top of its page, whose header
recurs where the table goes on; letterheads and frames have less of one or the other."""

LIKE = 0.85
"""Running lines are compared by edit ratio, since OCR reads them a little differently each time."""

LEVEL = 0.02
"""Share of the page's height by which a running line wanders from page to page (scans more than exports)."""

EDGE_LINES = 2
"""Lines at either end of a plain text's page in which running heads and feet stand."""

LONGEST_RUNNING = 200
"""Characters: blanks that part a running title from its page number count."""

SHARE_OF_TEXT_PAGES = 0.6
"""In a plain text nothing but recurring tells: it must be on most pages, since table headers recur on some."""

NUMBERED = (
    re.compile(r"(?P<page>\d{1,3}) ?\((?P<of>\d{1,3})\)\s*$"),
    re.compile(r"^\s*(?P<page>\d{1,3}) ?\((?P<of>\d{1,3})\)"),
    re.compile(r"\b(?:sida|sidan|sid|s)\.?\s*(?P<page>\d{1,3})(?:\s*(?:av|/|\()\s*(?P<of>\d{1,3})\)?)?", re.IGNORECASE),
    re.compile(r"\|\s*(?P<page>\d{1,3})\s*$"),
    re.compile(r"^\s*(?P<page>\d{1,3})\s*\|"),
    re.compile(r"(?:^|\s)(?P<page>\d{1,3})\s*/\s*(?P<of>\d{1,3})\s*$"),
    re.compile(r"^[\s–—-]*(?P<page>\d{1,3})[\s–—-]*$"),
)
"""Forms of printed page numbers that say what they are: 5(24), Sida 3 av 12, | 12, 3/12, - 5 -, and a bare 5."""

AT_AN_END = (re.compile(r"\s(?P<page>\d{1,3})\s*$"), re.compile(r"^\s*(?P<page>\d{1,3})\s"))
"""A number at either end of a running line; a page number only where the pages around agree."""

FOOTNOTE = re.compile(r"^(?:\d{1,2}\)?|\*+\)?|[¹²³⁴⁵⁶⁷⁸⁹]+\)?) ?[^\W\d_]")
"""A footnote opens with its mark, then words: '1) Enligt', '*) Enligt', '¹ Enligt'."""

SMALLER = 0.93
"""Footnotes are set in type smaller than this share of the page's usual size."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be running: its page's index, its place in the count of pages (:func:`positions`), its shape without
    digits, its height on the page (0-1)."""

    page: int
    position: int
    line: Line
    shape: str
    level: float
    in_grid: bool


def mark_furniture(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages with running heads and feet, footnotes and printed page numbers marked."""
    roles = _running_on_paper(pages) if any(page.height for page in pages) else _running_in_text(pages)
    roles |= _lone_numbers(pages, roles)
    roles |= {key: "footnote" for key in _footnotes(pages) if key not in roles}
    numbers = printed_numbers(pages, roles)
    return tuple(
        replace(
            page,
            lines=tuple(replace(line, role=roles.get((i, line.number), line.role)) for line in page.lines),
            printed_page=numbers.get(i),
        )
        for i, page in enumerate(pages)
    )


def _running_on_paper(pages: Sequence[Page]) -> dict[tuple[int, int], LineRole]:
    """Lines near the top or foot that recur at the same height, digits aside; page numbers by themselves too."""
    count = len(pages) + sum(page.fold is not None for page in pages)
    needed = max(min(FEW_PAGES, max(2, count)), SHARE_OF_PAGES * count)
    needed_in_grid = max(FEW_PAGES, SHARE_WITHIN_GRID * count)
    roles: dict[tuple[int, int], LineRole] = {}
    for role, candidates in (
        ("head", list(_candidates(pages, top=True))),
        ("foot", list(_candidates(pages, top=False))),
    ):
        for group in _alike(candidates):
            on = len({c.position for c in group})
            ruled = 2 * sum(c.in_grid for c in group) > len(group)
            if on >= needed and _runs(group) and (not ruled or on >= needed_in_grid):
                roles |= {(c.page, c.line.number): _as_role(role) for c in group}
    return roles


def _lone_numbers(pages: Sequence[Page], roles: dict[tuple[int, int], LineRole]) -> dict[tuple[int, int], LineRole]:
    """Page numbers that stand by themselves, apart from a running line, and count on with the numbers of the others."""
    firsts = positions(pages)
    lone = [
        (role, c, number)
        for role, is_top in (("head", True), ("foot", False))
        for c in _candidates(pages, top=is_top)
        if (c.page, c.line.number) not in roles and not c.in_grid and not any(map(str.isalpha, c.shape))
        if (number := _number(c.line.text.value, NUMBERED)) is not None
    ]
    running = [
        number - firsts[i] - _is_right(page, line)
        for i, page in enumerate(pages)
        for line in page.lines
        if roles.get((i, line.number)) in ("head", "foot")
        for number in {_number(line.text.value, patterns) for patterns in (NUMBERED, AT_AN_END)}
        if number is not None
    ]
    offsets = Counter([*running, *(number - c.position for _, c, number in lone)])
    usual = offsets.most_common(1)[0] if offsets else (0, 0)
    if usual[1] < 2 or usual[0] not in running:
        return {}
    return {(c.page, c.line.number): _as_role(role) for role, c, number in lone if number - c.position == usual[0]}


def _as_role(name: str) -> LineRole:
    return "head" if name == "head" else "foot"


def _candidates(pages: Sequence[Page], *, top: bool) -> Iterator[_Candidate]:
    firsts = positions(pages)
    for i, page in enumerate(pages):
        grids = find_grids(page.rulings)
        for line in page.lines:
            if line.box is None or not page.height:
                continue
            level = (line.box.top + line.box.bottom) / 2 / page.height
            if (level < ZONE) if top else (level > 1 - ZONE):
                around = [grid for grid in grids if grid.box.holds(line.box.middle)]
                if any(_is_table(grid, page) for grid in around):
                    continue
                in_grid = bool(around)
                yield _Candidate(i, firsts[i] + _is_right(page, line), line, shape_of(line.text.value), level, in_grid)


def _is_table(grid: Grid, page: Page) -> bool:
    return grid.box.height > TABLE_HEIGHT * page.height and levels(r.top for r in grid.horizontal) >= TABLE_LEVELS


def positions(pages: Sequence[Page]) -> list[int]:
    """For each sheet its first page's place in the count of pages, from 0: a sheet that shows two pages counts twice."""
    folds = [page.fold is not None for page in pages]
    return [i + sum(folds[:i]) for i in range(len(pages))]


def _is_right(page: Page, line: Line) -> bool:
    """Whether a line stands on the right one of two pages on a sheet."""
    return page.fold is not None and line.box is not None and line.box.middle[0] >= page.fold


def shape_of(text: str) -> str:
    """A line without its digits and blanks, in lower case: what stays the same from page to page."""
    return re.sub(r"\s+", "", re.sub(r"\d+", "#", text.casefold()))


def _alike(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    """Candidates grouped by likeness of shape and height on the page."""
    groups: list[list[_Candidate]] = []
    for candidate in candidates:
        for group in groups:
            first = group[0]
            if abs(first.level - candidate.level) <= LEVEL and _same_shape(first.shape, candidate.shape):
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    return groups


def _same_shape(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) > 3 and Lexicon.likeness(a, b) >= LIKE)


def _runs(group: Sequence[_Candidate]) -> bool:
    """Bare numbers run only where they count the pages; the last row of a table may end at one height as well."""
    if any(ch.isalpha() for ch in group[0].shape):
        return True
    offsets = Counter(
        number - c.position for c in group for number in [_number(c.line.text.value, NUMBERED)] if number is not None
    )
    return bool(offsets) and max(offsets.values()) >= max(2, len(group) // 2)


def _running_in_text(pages: Sequence[Page]) -> dict[tuple[int, int], LineRole]:
    """In a plain text: what recurs at the edges of pages, and lines that end in a page number of the form 6(26)."""
    return _numbered_in_text(pages) | _at_edges_of_text(pages)


def _at_edges_of_text(pages: Sequence[Page]) -> dict[tuple[int, int], LineRole]:
    """The first and last lines of pages that count the pages, or say the same on most of them, digits aside."""
    edges = [
        (i, line, role)
        for i, page in enumerate(pages)
        for role, lines in (("head", page.lines[:EDGE_LINES]), ("foot", page.lines[-EDGE_LINES:]))
        for line in lines
        if len(line.text.value.strip()) <= LONGEST_RUNNING
    ]
    steps = Counter(
        (role, number - i) for i, line, role in edges if (number := _number(line.text.value, NUMBERED)) is not None
    )
    shapes: dict[tuple[str, str], set[int]] = {}
    for i, line, role in edges:
        shapes.setdefault((role, shape_of(line.text.value)), set()).add(i)
    needed = max(2, SHARE_OF_TEXT_PAGES * len(pages))
    roles: dict[tuple[int, int], LineRole] = {}
    for i, line, role in edges:
        number = _number(line.text.value, NUMBERED)
        counts = number is not None and steps[role, number - i] >= needed
        shape = shape_of(line.text.value)
        recurs = len(shapes[role, shape]) >= needed and any(ch.isalpha() for ch in shape)
        if counts or recurs:
            roles[i, line.number] = _as_role(role)
    return roles


def _numbered_in_text(pages: Sequence[Page]) -> dict[tuple[int, int], LineRole]:
    """Lines that end in a page number of the form 6(26), wherever they stand, and the same lines without it."""
    numbered = [
        (i, line, match)
        for i, page in enumerate(pages)
        for line in page.lines
        if len(line.text.value) < 120 and (match := NUMBERED[0].search(line.text.value.rstrip()))
    ]
    counts = Counter(match["of"] for _, _, match in numbered)
    totals = {of for of in counts if 0.7 * len(pages) <= int(of) <= 1.7 * len(pages) + 3 and int(of) > 3}
    running = [(i, line, m) for i, line, m in numbered if m["of"] in totals and int(m["page"]) <= int(m["of"])]
    roles: dict[tuple[int, int], LineRole] = {(i, line.number): "foot" for i, line, _ in running}
    titles = {shape_of(line.text.value[: match.start()]) for _, line, match in running} - {""}
    for i, page in enumerate(pages):
        for line in page.lines:
            if titles and any(_same_shape(shape_of(line.text.value), title) for title in titles):
                roles[(i, line.number)] = "foot"
    return roles


def printed_numbers(pages: Sequence[Page], roles: dict[tuple[int, int], LineRole]) -> dict[int, str]:
    """The number printed on each page, by page index; a doubtful one only where it is in step with the others. A sheet that
    shows two pages has both: '12–13'."""
    sure: dict[int, list[int]] = {}
    loose: dict[int, list[int]] = {}
    firsts = positions(pages)
    for i, page in enumerate(pages):
        for line in page.lines:
            if roles.get((i, line.number)) not in ("head", "foot"):
                continue
            for found, patterns in ((sure, NUMBERED), (loose, AT_AN_END)):
                number = _number(line.text.value, patterns)
                if number is not None:
                    found.setdefault(firsts[i] + _is_right(page, line), []).append(number)
    offsets = Counter(n - at for source in (sure, loose) for at, numbers in source.items() for n in set(numbers))
    usual = offsets.most_common(1)[0][0] if offsets else None
    result = {}
    for i, page in enumerate(pages):
        places = range(firsts[i], firsts[i] + (1 if page.fold is None else 2))
        found_here: list[int] = []
        for at in places:
            numbers = [*sure.get(at, []), *loose.get(at, [])]
            if usual is not None and at + usual in numbers and offsets[usual] > 1:
                found_here.append(at + usual)
            elif sure.get(at):
                found_here.append(sure[at][0])
        if found_here:
            result[i] = "–".join(map(str, found_here))
    return result


def _number(text: str, patterns: Sequence[re.Pattern[str]]) -> int | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match:
            return int(match["page"])
    return None


def _footnotes(pages: Sequence[Page]) -> Iterator[tuple[int, int]]:
    """Lines in small type that open with a mark, in the lower half of a page, and the lines that go on with them."""
    for i, page in enumerate(pages):
        sizes = [word.size for line in page.lines for word in line.words if word.size]
        if not sizes:
            continue
        usual = median(sizes)
        above: Line | None = None
        for line in page.lines:
            size = median([word.size for word in line.words if word.size] or [usual])
            small = size <= SMALLER * usual and line.box is not None and line.box.top > 0.5 * page.height
            opens = small and bool(FOOTNOTE.match(line.text.value))
            above = line if opens or (small and above is not None and _goes_on(above, line)) else None
            if above is not None:
                yield i, line.number


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a line stands close below another."""
    if above.box is None or line.box is None:
        return False
    return -1 < line.box.top - above.box.bottom < 0.8 * line.box.height
