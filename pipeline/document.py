"""The types that flow through plantolk, and their geometry.

Everything here is frozen and made of tuples, so a step can only return something new. The words are the field's
own (ALTO, hOCR): page, block, line, word, confidence; table, row, column, cell, span. Lengths are PDF points with the
origin at the page's top left; pages count from 1; confidence runs from 0 to 1; unknown is ``None``.

This module imports nothing of ours.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Place = tuple[int, int]
"""(page, line number): where a line stands; sorts in reading order."""

Method = Literal["text_layer", "ocr", "plain_text"]
TextSource = Literal["text_layer", "ocr", "mixed", "plain_text"]
LineRole = Literal["body", "head", "foot", "footnote", "figure"]
BlockKind = Literal["heading", "paragraph", "item", "table"]
TableMethod = Literal["ruled", "aligned", "flattened"]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle in points, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def joined(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def overlap(self, other: Box) -> float:
        """The area both share, in square points."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def holds(self, point: tuple[float, float], *, slack: float = 0.0) -> bool:
        """Whether the point lies inside, give or take ``slack`` points."""
        x, y = point
        return self.left - slack <= x <= self.right + slack and self.top - slack <= y <= self.bottom + slack


def box_around(boxes: Iterable[Box | None]) -> Box | None:
    """The smallest box around all that are known; ``None`` where none is."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    return Box(
        min([box.left for box in known]),
        min([box.top for box in known]),
        max([box.right for box in known]),
        max([box.bottom for box in known]),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What one engine made of a word; confidence 0-1."""

    text: str
    confidence: float
    engine: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the source has it. ``line`` is the number of its line, set when lines are made; ``size`` in points."""

    text: str
    page: int
    box: Box | None
    confidence: float
    method: Method
    size: float | None = None
    bold: bool = False
    italic: bool = False
    alternatives: tuple[Reading, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where something stands: one entry a page and line; ``source_text`` is what was read, before repair."""

    page: int
    line: int | None
    box: Box | None
    source_text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: ``after`` stands at ``value[start:end]`` where the source had ``before``; score 0-1."""

    start: int
    end: int
    before: str
    after: str
    rule: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that know the word they came from.

    ``owners[i]`` is the index in ``words`` of the word that ``value[i]`` came from, ``None`` for a blank put in by us.
    Every operation returns a new Text with new owners, so provenance cannot go stale.
    """

    value: str
    words: tuple[Word, ...] = ()
    owners: tuple[int | None, ...] = ()
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        if len(self.owners) != len(self.value):
            raise ValueError(f"{len(self.value)} characters but {len(self.owners)} owners")

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def slice(self, start: int, stop: int | None = None) -> Text:
        """``value[start:stop]`` with its owners; an edit that is cut is left out."""
        stop = len(self.value) if stop is None else stop
        owners = self.owners[start:stop]
        used = {owner for owner in owners if owner is not None}
        first = min(used, default=0)
        if len(used) == max(used, default=-1) - first + 1:  # as nearly always: words that follow one another
            words = self.words[first : first + len(used)]
            owners = tuple([None if owner is None else owner - first for owner in owners]) if first else owners
        else:
            renumbered = {old: new for new, old in enumerate(sorted(used))}
            words = tuple([self.words[i] for i in renumbered])
            owners = tuple([None if owner is None else renumbered[owner] for owner in owners])
        edits = tuple(
            replace(edit, start=edit.start - start, end=edit.end - start)
            for edit in self.edits
            if start <= edit.start and edit.end <= stop
        )
        return Text(self.value[start:stop], words, owners, edits)

    def strip(self, characters: str | None = None) -> Text:
        """Without the given characters (blanks) at either end."""
        start = len(self.value) - len(self.value.lstrip(characters))
        stop = len(self.value.rstrip(characters))
        return self.slice(start, max(start, stop))

    def replace(self, start: int, stop: int, after: str, rule: str, score: float = 1.0) -> Text:
        """``value[start:stop]`` becomes ``after``: a new Text with one more edit, owners spread over the new letters."""
        old = self.owners[start:stop]
        if not old:
            neighbour = self.owners[start - 1] if start else (self.owners[start] if start < len(self.owners) else None)
            old = (neighbour,)
        new = tuple(
            None if char == " " and old[at] is None else old[at]
            for char, at in ((c, min(len(old) - 1, i * len(old) // max(1, len(after)))) for i, c in enumerate(after))
        )
        shift = len(after) - (stop - start)
        kept = []
        for edit in self.edits:
            if edit.end <= start:
                kept.append(edit)
            elif edit.start >= stop:
                kept.append(replace(edit, start=edit.start + shift, end=edit.end + shift))
            else:
                first = min(edit.start, start)
                kept.append(replace(edit, start=first, end=max(first, max(edit.end, stop) + shift)))
        kept.append(Edit(start, start + len(after), self.value[start:stop], after, rule, score))
        return Text(
            self.value[:start] + after + self.value[stop:],
            self.words,
            self.owners[:start] + new + self.owners[stop:],
            tuple(sorted(kept, key=lambda edit: edit.start)),
        )

    def owned(self, start: int = 0, stop: int | None = None) -> tuple[Word, ...]:
        """The words that ``value[start:stop]`` came from, in order."""
        stop = len(self.value) if stop is None else stop
        seen = dict.fromkeys(owner for owner in self.owners[start:stop] if owner is not None)
        return tuple(self.words[i] for i in seen)

    def provenance(self, start: int = 0, stop: int | None = None) -> tuple[Provenance, ...]:
        """One entry a page and line touched: boxes joined, words as read, the lowest confidence (one bad digit
        spoils an amount).
        """
        lines: dict[tuple[int, int | None], list[Word]] = {}
        for word in self.owned(start, stop):
            lines.setdefault((word.page, word.line), []).append(word)
        return tuple(
            Provenance(
                page,
                line,
                box_around(word.box for word in words),
                " ".join(word.text for word in words),
                min(word.confidence for word in words),
            )
            for (page, line), words in lines.items()
        )


def text_of_words(words: Sequence[Word]) -> Text:
    """The words parted by single blanks, each letter owned by its word."""
    value: list[str] = []
    owners: list[int | None] = []
    for number, word in enumerate(words):
        if number:
            value.append(" ")
            owners.append(None)
        value.append(word.text)
        owners.extend([number] * len(word.text))
    return Text("".join(value), tuple(words), tuple(owners))


def join_texts(texts: Iterable[Text], separator: str = " ") -> Text:
    """Texts one after another; the separator belongs to no word."""
    value = ""
    words: list[Word] = []
    owners: list[int | None] = []
    edits: list[Edit] = []
    for text in texts:
        if not text.value:
            continue
        if value:
            value += separator
            owners.extend([None] * len(separator))
        edits.extend(replace(e, start=e.start + len(value), end=e.end + len(value)) for e in text.edits)
        before = len(words)
        owners.extend([None if owner is None else owner + before for owner in text.owners] if before else text.owners)
        value += text.value
        words.extend(text.words)
    return Text(value, tuple(words), tuple(owners), tuple(edits))


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line. ``number`` counts from 1: in a plain text over the whole source, elsewhere on the page.

    ``text`` holds the words as read until the repair gives it repaired characters. In a plain text it keeps the
    source's inner and leading blanks, since they are all that is left of the columns.
    """

    number: int
    words: tuple[Word, ...]
    box: Box | None
    text: Text
    role: LineRole = "body"
    block: int = 0
    page: int = 1

    @property
    def place(self) -> Place:
        return self.page, self.number


@dataclass(frozen=True, slots=True)
class Ruling:
    """A drawn line, or the edge of a shaded box: horizontal where ``box`` is wider than high."""

    box: Box

    @property
    def horizontal(self) -> bool:
        return self.box.width >= self.box.height


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a page's text, and why. ``codes`` become issues (``bad_text_layer`` ...)."""

    text_source: TextSource
    reason: str
    engine: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the reader gives it: words in the order of the source, in no lines yet. ``figures``: boxes of pictures.

    A plain text gives ``text_lines`` instead of words: (line number in the source, the line as it is), blank lines left out.
    A scan is turned ``turned`` degrees clockwise (0, 90, 180, 270), then levelled by ``skew`` degrees; width, height and all
    boxes are those of the page set right, and :func:`box_as_it_lies` leads back.
    """

    number: int
    width: float
    height: float
    rotation: int
    dpi: int | None
    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    decision: Decision
    figures: tuple[Box, ...] = ()
    is_blank: bool = False
    text_lines: tuple[tuple[int, str], ...] = ()
    turned: int = 0
    skew: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its lines in reading order. ``status``: ok, or failed where reading it failed (it stays, empty).

    ``fold``: where the page is a sheet that shows two pages of a book, the x at which they part.
    """

    number: int
    width: float
    height: float
    rotation: int
    dpi: int | None
    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    decision: Decision
    figures: tuple[Box, ...] = ()
    is_blank: bool = False
    lines: tuple[Line, ...] = ()
    printed_page: str | None = None
    status: Literal["ok", "failed"] = "ok"
    turned: int = 0
    skew: float = 0.0
    fold: float | None = None


def box_as_it_lies(box: Box, page: Page | RawPage) -> Box:
    """A box of the page set right, on the page as it lies in the source: skewed and turned, cut at the page's edges."""
    if not page.turned and not page.skew:
        return box
    sine, cosine = math.sin(math.radians(page.skew)), math.cos(math.radians(page.skew))
    width, height = page.width, page.height

    def back(x: float, y: float) -> tuple[float, float]:
        across, down = x - width / 2, y - height / 2
        x, y = width / 2 + cosine * across + sine * down, height / 2 - sine * across + cosine * down
        return {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}[page.turned]

    corners = [back(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    right, bottom = (height, width) if page.turned in (90, 270) else (width, height)
    xs, ys = [min(max(x, 0.0), right) for x, _ in corners], [min(max(y, 0.0), bottom) for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to ``end`` (exclusive). ``parent`` and ``plan`` are indices."""

    number: str | None
    title: Text
    level: int
    parent: int | None
    place: Place
    end: Place
    plan: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One of the plans that a source holds, from ``place`` up to ``end`` (exclusive)."""

    part: int
    title: str | None
    document_type: str | None
    organisation: str | None
    organisation_code: str | None
    body: str | None
    year: int | None
    year_end: int | None
    diary_number: str | None
    decided_on: str | None
    place: Place
    end: Place
    page: int
    page_end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``text`` runs over its lines with hyphenation undone; rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: Text
    page: int
    box: Box | None
    is_header: bool = False
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A total row and the rows that it should sum, in one column. Where a column should be the sum or the product of
    others in its row, ``member_rows`` is empty and ``member_columns`` names them."""

    column: int
    total_row: int
    member_rows: tuple[int, ...]
    found: Decimal
    expected: Decimal
    holds: bool
    member_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a cell's number should be, and who says so; never put in silently."""

    row: int
    column: int
    value: Decimal
    by: Literal["sum", "second_reading", "sibling"]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table over one or more pages. ``places`` are the lines it took; ``doubts`` are issue codes; ``uncovered`` is the share
    (0-1) of its numbers that no sum covers, ``None`` where it has no numbers that could be added."""

    caption: Text | None
    pages: tuple[int, ...]
    method: TableMethod
    cells: tuple[Cell, ...]
    footnotes: tuple[Text, ...]
    places: tuple[Place, ...]
    section: int | None = None
    plan: int = 0
    confidence: float = 1.0
    checks: tuple[SumCheck, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    doubts: tuple[str, ...] = ()
    uncovered: float | None = None

    @property
    def rows(self) -> int:
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((cell.column + cell.column_span for cell in self.cells), default=0)

    @property
    def header_rows(self) -> int:
        return max((cell.row + cell.row_span for cell in self.cells if cell.is_header), default=0)

    @property
    def place(self) -> Place:
        return min(self.places)

    def grid(self) -> list[list[Cell | None]]:
        """Rows of cells; a spanning cell stands in every place that it covers."""
        columns = self.columns
        grid: list[list[Cell | None]] = [[None] * columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    grid[row][column] = cell
        return grid

    def column_label(self, column: int) -> str:
        """The header cells above a column, top down, joined by a blank: 'Budget 2026 varav ram'."""
        seen: list[Cell] = []
        for row in self.grid()[: self.header_rows]:
            cell = row[column]
            if cell is not None and cell.text.value and cell not in seen:
                seen.append(cell)
        return " ".join(cell.text.value for cell in seen)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document in reading order: a heading, a paragraph, a list item or a whole table.

    ``text`` has its lines joined and hyphenation undone; for a table it is empty. ``marker`` is an item's bullet or number
    ('•', 'a)', '1.'). ``section``, ``plan`` and ``table`` are indices into the document's tuples.
    """

    kind: BlockKind
    text: Text
    place: Place
    end: Place
    section: int | None
    plan: int = 0
    marker: str | None = None
    table: int | None = None
    left: float | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False

    @property
    def page(self) -> int:
        return self.place[0]


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes that a document was read from. ``line_count``: number of newlines + 1, for plain text only. ``notes``: what
    the file carries besides its pages, as (issue code, message).
    """

    document_id: str
    name: str
    path: str
    media_type: str
    size: int
    line_count: int | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """All that was understood of one source."""

    source: Source
    pages: tuple[Page, ...]
    sections: tuple[Section, ...] = ()
    plans: tuple[Plan, ...] = ()
    tables: tuple[Table, ...] = ()
    blocks: tuple[Block, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Every line in reading order, running heads and feet included."""
        for page in self.pages:
            yield from page.lines

    def section_path(self, index: int | None) -> tuple[Section, ...]:
        """The section and those above it, outermost first."""
        path: list[Section] = []
        while index is not None:
            path.append(self.sections[index])
            index = self.sections[index].parent
        return tuple(reversed(path))

    def name_of(self, table: Table) -> str | None:
        """A table's caption, or the heading that it stands under."""
        if table.caption is not None:
            return table.caption.value
        return None if table.section is None else self.sections[table.section].title.value


def last_starting_before(places: Sequence[Place], place: Place) -> int | None:
    """The index of the last of the sorted ``places`` that is not after ``place``; ``None`` before the first."""
    found = bisect_right(places, place)
    return found - 1 if found else None
