"""Indicator tables in plain text: a name wrapped over lines, and one to four values around it.

The values stand behind the name's first or last line, or below it, a cell a line. A line with values begins a row
where the row before has its own; a line without any goes on with the name, unless the name can end there and values
are still to come: then it begins a row. A heading, a note, or text with no values ahead ends the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.document import Place, Text
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.amounts import is_dash
from pipeline.tables.flattened.budget import take_footnotes
from pipeline.tables.flattened.draft import CellLines, Draft, HeadCell
from pipeline.tables.flattened.flow import Flow, is_footnote, is_heading, is_open, is_unclosed, opens_low
from pipeline.tables.flattened.goal_column import split_goals
from pipeline.tables.flattened.header import Header, Headers
from pipeline.tables.flattened.values import fill_open, is_value, read_values, repeated_tail, words_behind_name

LOOK_AHEAD = 12
"""A name has fewer lines than this before its values."""
PROSE = 80
"""A line without values that is longer (characters) is running text: names stand in a column."""

LONGEST = 250
"""No row's line is longer (characters)."""

Read = tuple[Text, tuple[Text | None, ...]]
_ENUMERATED = re.compile(r"(\d{1,2})[.)]\s+\S")
_PEOPLE = re.compile(r"[^\W\d_]{1,20}:?\s\d")
_GROUP = re.compile(r"[^\W\d_][^\d:]{1,30}:\s?\S")
_THOUSANDS = re.compile(r"[-−–+]?\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?(?:\s[^\W\d]+|\s?%)?")
_SUB_ROW = re.compile(r"[b-h][.)]\s")


@dataclass(slots=True)
class _Row:
    """A row in the making: the lines of its name and of each value; ``first``: its first line in the flow."""

    first: int
    values: int
    name: CellLines = field(default_factory=list)
    cells: list[CellLines] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = self.cells or [[] for _ in range(self.values)]

    @property
    def said(self) -> str:
        return " ".join(text.value for text in self.name)

    @property
    def has_values(self) -> bool:
        return any(self.cells)

    @property
    def is_closed(self) -> bool:
        """Whether the name can end here: a full stop, or a parenthesis that is closed."""
        said = self.said
        return bool(re.search(r"[.)!?*]$", said)) and not is_unclosed(said)

    def add(self, index: int, name: Text, values: Sequence[Text | None] = ()) -> None:
        if name.value:
            self.name.append(name)
        for cell, value in zip(self.cells, values, strict=False):
            if value is not None:
                cell.append(value)
        self.lines.append(index)


def read_indicators(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    """The rows under an indicator table's header and the line after the last; ``None`` where no row has values."""
    fields = [column.field for column in header.columns]
    unnamed = not {"indicators.name", "label"} & set(fields)  # the names' column has no heading
    name_at = 0 if unnamed or fields[0] == "label" else fields.index("indicators.name")
    width = len(fields) + unnamed
    count = width - name_at - 1
    if not count:
        return None
    flow = headers.flow
    reader = _Reader(headers, header, lexicon, count)
    stop = reader.run(header.stop)
    rows = reader.rows
    while rows and not rows[-1].has_values:
        stop = rows.pop().first
    if not rows:
        return None
    draft = Draft(tuple(HeadCell(c.text, 0, n + unnamed) for n, c in enumerate(header.columns)), width)
    splits = (
        split_goals([row.name for row in rows], lexicon) if name_at == 1 and fields[0].startswith("goals.") else None
    )
    if name_at and (splits is None or not all(split.sure for split in splits)):
        draft.doubts.append("columns_inferred")  # what stands in the columns before the names was not told from them
    for number, row in enumerate(rows):
        cells = draft.new_row()
        cells[name_at] = row.name
        if splits is not None:
            cells[0], cells[name_at] = splits[number].goal, splits[number].name
        cells[name_at + 1 :] = row.cells
        draft.places.extend(flow[index].place for index in row.lines)
    draft.places.extend(flow[index].place for index in reader.repeated if index < stop)
    return draft, take_footnotes(flow, stop, draft, lexicon)


class _Reader:
    """Goes line by line through the flow, holding the rows so far."""

    def __init__(self, headers: Headers, header: Header, lexicon: Lexicon, count: int) -> None:
        self.headers, self.flow, self.header, self.lexicon, self.count = headers, headers.flow, header, lexicon, count
        self.rows: list[_Row] = []
        self.repeated: list[int] = []
        self._read: dict[Place, Read | None] = {}
        self._in_cells = _stands_in_cells(headers.flow, header.stop, count, lexicon)

    @property
    def row(self) -> _Row | None:
        return self.rows[-1] if self.rows else None

    def run(self, index: int) -> int:
        """Takes lines until the table ends; the line after the last."""
        while index < len(self.flow):
            line = self.flow[index]
            again = self.headers.at(index)
            if again is not None:
                if [c.field for c in again.columns] != [c.field for c in self.header.columns]:
                    return index
                self.repeated.extend(range(again.start, again.stop))
                index = again.stop
                continue
            if is_footnote(line.value) or self._is_heading(line):
                return index
            read = self._values_of(line)
            taken = self._with_values(index, read) if read is not None else self._without_values(index)
            if not taken:
                return index
            index += taken
        return index

    def _values_of(self, line: Flow) -> Read | None:
        if line.place not in self._read:
            text = line.text
            if self._in_cells and (is_bare_cell(line) or _THOUSANDS.fullmatch(line.value)):
                self._read[line.place] = Text(""), (text, *[None] * (self.count - 1))
                return self._read[line.place]
            sought = len(text) <= LONGEST
            self._read[line.place] = (
                read_values(text, self.count, self.lexicon) or repeated_tail(text, self.count, self.lexicon)
                if sought
                else None
            )
        return self._read[line.place]

    def _is_heading(self, line: Flow) -> bool:
        enumerated = self.row is not None and _ENUMERATED.match(self.rows[0].said)
        return is_heading(line) and not enumerated and bool(self.rows)

    def _new_row(self, index: int) -> _Row:
        self.rows.append(_Row(index, self.count))
        return self.rows[-1]

    def _with_values(self, index: int, read: Read) -> int:
        """Takes a line that ends in values: a new row, or more of this one. The number of lines taken."""
        name, values = read
        row = self.row
        if not name.value:
            return self._only_values(index, values)
        if row is None or (row.has_values and not self._same_row(row, name, values)):
            row = self._new_row(index)
        row.add(index, name, _below_their_like(row, values))
        return 1

    def _same_row(self, row: _Row, name: Text, values: Sequence[Text | None]) -> bool:
        """Whether values go on in the cells of the row before: a sub-row 'b)', a cell's text going on, a cell still empty."""
        if _SUB_ROW.match(name.value) or name.value.startswith("("):
            return True
        pairs = [(cell, value) for cell, value in zip(row.cells, values, strict=True) if value is not None]
        goes_on = any(cell and not re.search(r"\d", value.value) and opens_low(value.value) for cell, value in pairs)
        grouped = bool(pairs) and all(
            cell and _GROUP.match(cell[0].value) and _GROUP.match(v.value) for cell, v in pairs
        )
        if opens_low(name.value) and (grouped or goes_on or is_unclosed(row.said)):
            return True
        if any(cell and cell[-1].value.endswith(":") for cell, _ in pairs) or (
            is_unclosed(row.said) and ")" in name.value
        ):
            return True
        fills = any(not cell for cell, _ in pairs)
        return fills and all(not cell or not re.search(r"\d", value.value) for cell, value in pairs)

    def _only_values(self, index: int, values: Sequence[Text | None]) -> int:
        row = self.row
        if row is None:
            return 0
        single = sum(value is not None for value in values) == 1
        if row.has_values:
            if single:
                value = next(v for v in values if v is not None)
                filled = fill_open(self.flow[index].text, row.cells, self.lexicon)
                if filled is not None:
                    row.add(index, filled[0], [filled[1].get(c) for c in range(self.count)])
                    return 1
                if re.match(r"[^\d:]{2,30}:\s", value.value):  # a group's value below that of all
                    row.add(index, Text(""), [value])
                    return 1
                empty = next((c for c in range(self.count - 1, -1, -1) if row.cells[c]), -1) + 1
                if empty >= self.count:
                    return 0
                values = [value if c == empty else None for c in range(self.count)]
            if _are_figures_of_a_diagram(row, values):
                return 0
            row.add(index, Text(""), values)
            return 1
        if not single:
            row.add(index, Text(""), values)
            return 1
        return self._block(row, index)

    def _block(self, row: _Row, index: int) -> int:
        """Values on lines of their own, one cell after another: a line each, a paragraph each, or so many lines each."""
        stop = index
        while stop < len(self.flow) and _is_cell(self.flow[stop], self.lexicon):
            stop += 1
        lines = list(range(index, stop))
        groups = [[line] for line in lines]
        if len(lines) > self.count:
            least = min(self.flow[line].gap for line in lines[1:])
            groups = []
            for line in lines:
                if not groups or (self.flow[line].gap > least and line != index):
                    groups.append([])
                groups[-1].append(line)
            if len(groups) != self.count:
                size = -(-len(lines) // self.count)
                groups = [lines[at : at + size] for at in range(0, len(lines), size)]
        for cell, group in zip(row.cells, groups, strict=False):
            cell.extend(self.flow[line].text for line in group)
        row.lines.extend(lines)
        return len(lines)

    def _without_values(self, index: int) -> int:
        """Takes a line without values: more of the name, what an open cell waits for, or a new row's first line."""
        line, row = self.flow[index], self.row
        if row is not None and row.has_values:
            filled = fill_open(line.text, row.cells, self.lexicon)
            if filled is not None:
                row.add(index, filled[0], [filled[1].get(c) for c in range(self.count)])
                return 1
            worded = words_behind_name(line.text, row.cells)
            if worded is not None:
                row.add(index, worded[0], [*[None] * (self.count - 1), worded[1]])
                return 1
            if self._goes_on(index, row):
                row.add(index, line.text)
                return 1
            if self._values_ahead(index) is None:
                return 0
            row = None
        if row is None:
            if self._values_ahead(index) is None:
                return 0
            row = self._new_row(index)
        elif len(row.lines) > LOOK_AHEAD:
            return 0
        row.add(index, line.text)
        return 1

    def _goes_on(self, index: int, row: _Row) -> bool:
        """Whether a line without values goes on with the name of a row that has its values."""
        line = self.flow[index]
        if _ENUMERATED.match(self.rows[0].said):
            # Rows that are numbered begin with their numbers.
            if _ENUMERATED.match(line.value):
                return False
            return not row.is_closed or opens_low(line.value) or self._values_ahead(index) is not None
        if is_open(row.said) or (is_unclosed(row.said)):
            return True
        if opens_low(line.value) or line.value.startswith("("):
            return len(line.value) <= PROSE
        if row.is_closed or len(line.value) > PROSE:
            return False
        ahead = self._values_ahead(index)
        if ahead is None:
            following = self.flow[index + 1] if index + 1 < len(self.flow) else None
            return following is not None and not following.starts_page and bool(
                opens_low(following.value) or following.value.startswith("(")
            ) and not line.starts_page  # fmt: skip
        # A row that begins with its name's first line says so by a capital letter there.
        read = self._values_of(self.flow[ahead])
        return bool(read and read[0].value and not opens_low(read[0].value))

    def _values_ahead(self, index: int) -> int | None:
        """The next line with values, with nothing but a name's lines before it."""
        for ahead in range(index, min(len(self.flow), index + LOOK_AHEAD)):
            line = self.flow[ahead]
            if ahead > index and (is_footnote(line.value) or self.headers.at(ahead) is not None):
                return None
            if self._is_heading(line) and not _ENUMERATED.match(line.value):
                return None
            if self._values_of(line) is not None:
                return ahead
            if len(line.value) > PROSE:
                return None
        return None


def _below_their_like(row: _Row, values: Sequence[Text | None]) -> Sequence[Text | None]:
    """Values of a group ('Män 86 %'), where as many cells of the row hold one of another group, in these cells."""
    grouped = [c for c, cell in enumerate(row.cells) if cell and _PEOPLE.match(cell[0].value)]
    given = [value for value in values if value is not None]
    if len(given) != len(grouped) or not all(_PEOPLE.match(value.value) for value in given):
        return values
    placed = dict(zip(grouped, given, strict=True))
    return [placed.get(c) for c in range(row.values)]


def is_bare_cell(line: Flow) -> bool:
    """Whether a line is a number without a unit, or a dash, and no year."""
    return is_dash(line.value) or bool(re.fullmatch(r"(?!(?:19|20)\d\d$)[-−–+]?\s?\d[\d\s.,]*", line.value))


def _is_cell(line: Flow, lexicon: Lexicon) -> bool:
    return is_bare_cell(line) or is_value(line.value, lexicon)


def _stands_in_cells(flow: Sequence[Flow], start: int, count: int, lexicon: Lexicon) -> bool:
    """Whether the rows have a value a line: soon below the header so many such lines follow each other."""
    run = 0
    for line in flow[start : start + LOOK_AHEAD + count]:
        run = run + 1 if _is_cell(line, lexicon) else 0
        if run == count > 1:
            return True
    return False


def _are_figures_of_a_diagram(row: _Row, values: Sequence[Text | None]) -> bool:
    """Bare figures below a row whose own values have units: what a diagram's columns stand for."""
    bare = all(value is not None and re.fullmatch(r"[\d\s.,]+", value.value) for value in values)
    return bare and all(cell and re.search(r"\d.*[%\w]*[^\W\d]|%", cell[0].value) for cell in row.cells)
