"""Tables of text whose cells stand each as a paragraph of its own, as text taken from a page cell by cell has them.

Such a text has no columns left, but it has all borders between cells: headings that follow each other, a paragraph each,
and below them the rows. Which paragraph stands in which column: ``paragraph_dealing``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon
from pipeline.structure.wording import opening_of
from pipeline.tables.flattened.areas import is_area
from pipeline.tables.flattened.draft import Draft, HeadCell
from pipeline.tables.flattened.flow import Flow, is_footnote, is_heading
from pipeline.tables.flattened.header import Headers
from pipeline.tables.flattened.header_words import Kind
from pipeline.tables.flattened.paragraph_dealing import Role, cell_cost, deal_rows
from pipeline.tables.flattened.text_headings import MAIN, fields_of_headings, kind_of_headings
from pipeline.tables.flattened.values import read_values
from pipeline.tables.headers import header_field

ENUMERATED = re.compile(r"\d{1,2}[.)]\s+[^\W\d_]")
HEADINGS_AT_LEAST = 3
HEADING_LINES, HEADING_LETTERS = 4, 45
"""A heading has no more lines, and no more letters."""
NAME_LETTERS = 250
"""The name of a row has no more letters."""
CELLS_AT_MOST = 600
"""So many paragraphs below the headings are looked at."""
_ROLES: dict[str, Role] = {
    "risks.probability": "figure",
    "risks.consequence": "figure",
    "risks.score": "figure",
    "risks.area": "area",
    "risks.owner": "short",
    "owner": "short",
    "schedule": "date",
    "control.frequency": "date",
    "risk.number": "date",
    "risk.status": "date",
}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The lines ``start`` up to ``stop`` of the flow, one cell."""

    start: int
    stop: int
    texts: tuple[Text, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(text.value for text in self.texts)

    @property
    def value(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: Kind
    fields: tuple[str, ...]
    headings: tuple[_Paragraph, ...]
    ahead: _Paragraph | None = None
    """The first row's name, where it stands below the heading of the names, in one paragraph with it."""

    @property
    def stop(self) -> int:
        return self.headings[-1].stop

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(heading.value for heading in self.headings)

    @property
    def roles(self) -> tuple[Role, ...]:
        main = self.fields.index(next(field for field, (kind, _) in MAIN.items() if kind == self.kind))
        return tuple("main" if c == main else _role(field) for c, field in enumerate(self.fields))


def _role(field: str) -> Role:
    return "value" if field.startswith("indicator_values.") else _ROLES.get(field, "text")


def read_paragraphs(headers: Headers, start: int, lexicon: Lexicon) -> tuple[Kind, Draft, int] | None:
    """The table whose headings begin on a line, a paragraph each, and the line after its last; ``None`` where none does."""
    flow = headers.flow
    shape = _shape(flow, start, lexicon)
    if shape is None:
        return None
    cells = _with_names_ahead(shape, _body(headers, shape, lexicon), lexicon)
    if any("|" in cell.value or "¦" in cell.value for cell in cells):
        return None  # what is left of rules parts the columns
    places = deal_rows([cell.lines for cell in cells], shape.roles, shape.kind == "risk", lexicon)
    if not places or (shape.kind == "indicator" and _goes_on_in_lines(cells[len(places) :], shape, lexicon)):
        return None
    draft = Draft(tuple(HeadCell(join_texts(h.texts), 0, n) for n, h in enumerate(shape.headings)), len(shape.headings))
    for cell, (row, column) in zip(cells, places, strict=False):
        if row == len(draft.rows):
            draft.new_row()
        draft.rows[row][column].extend(cell.texts)
    last = cells[len(places) - 1]
    if shape.kind == "risk" and len(places) < len(cells) and is_area(cells[len(places)].value, lexicon):
        last = cells[len(places)]  # of a row further up: who reads the rows doubts the areas that were carried down
        draft.rows[-1][-1].extend(last.texts)
    draft.places.extend(line.place for line in flow[start : last.stop])
    needed = [c for c, role in enumerate(shape.roles) if role in ("main", "figure", "value")]
    if any(not row[column] for row in draft.rows for column in needed):
        draft.doubts.append("columns_inferred")
    return shape.kind, draft, last.stop


def _goes_on_in_lines(behind: Sequence[_Paragraph], shape: _Shape, lexicon: Lexicon) -> bool:
    """Whether what stands behind the dealt cells holds rows a line each: then only the first rows were set in paragraphs."""
    width = len(shape.headings) - 1
    read = (read_values(text, width, lexicon) for cell in behind for text in cell.texts)
    return any(found is not None and found[0].value and all(found[1]) for found in read)


def _with_names_ahead(shape: _Shape, cells: list[_Paragraph], lexicon: Lexicon) -> list[_Paragraph]:
    """The cells with the names that stand before the headings, each before its row's values."""
    if shape.ahead is None:
        return cells
    names = _numbered_parts(shape.ahead)
    width = len(shape.headings) - 1
    values = [cell_cost(cell.lines, "value", False, lexicon) == 0 for cell in cells[: len(names) * width]]
    if len(names) > 1 and not (all(values) and len(values) == len(names) * width):
        names = [shape.ahead]
    rows = [one for at, name in enumerate(names) for one in (name, *cells[at * width : (at + 1) * width])]
    return [*rows, *cells[len(names) * width :]]


def _numbered_parts(paragraph: _Paragraph) -> list[_Paragraph]:
    """A paragraph cut where lines begin with a number and a full stop."""
    starts = [at for at, text in enumerate(paragraph.texts) if not at or ENUMERATED.match(text.value)]
    return [
        _Paragraph(paragraph.start + a, paragraph.start + b, paragraph.texts[a:b])
        for a, b in pairwise((*starts, len(paragraph.texts)))
    ]


def _shape(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> _Shape | None:
    """The headings that stand from a line on, a paragraph each, if they are those of a table of text."""
    headings: list[_Paragraph] = []
    ahead: _Paragraph | None = None
    index = start
    while index < len(flow):
        found = _paragraph(flow, index)
        if not headings and not _is_heading(found, lexicon) and len(found.texts) > 1:
            ahead = _Paragraph(start + 1, found.stop, found.texts[1:])
            found = replace(found, texts=found.texts[:1])
        if not _is_heading(found, lexicon):
            break
        headings.append(found)
        index = found.stop
    shapes = (_shape_of(headings[:count], lexicon) for count in range(len(headings), HEADINGS_AT_LEAST - 1, -1))
    shape = next((shape for shape in shapes if shape is not None), None)
    if shape is None or ahead is None:
        return shape
    return replace(shape, ahead=ahead) if shape.roles[0] == "main" and len(ahead.value) <= NAME_LETTERS else None


def _is_heading(found: _Paragraph, lexicon: Lexicon) -> bool:
    if len(found.texts) > HEADING_LINES or len(found.value) > HEADING_LETTERS:
        return False
    return header_field(re.sub(r"\s*\([^()]*\)", "", found.value), lexicon) is not None


def _shape_of(headings: Sequence[_Paragraph], lexicon: Lexicon) -> _Shape | None:
    values = [heading.value for heading in headings]
    found = kind_of_headings(values, lexicon)
    if found is not None:
        return _Shape(found[0], found[1], tuple(headings)) if all(found[1]) else None
    fields = fields_of_headings(values, "indicator", lexicon)
    figures = [field.startswith("indicator_values.") for field in fields[1:]]
    if fields[0] == "indicators.name" and all(figures) and any(field.endswith("target") for field in fields):
        return _Shape("indicator", fields, tuple(headings))
    return None


def _paragraph(flow: Sequence[Flow], start: int) -> _Paragraph:
    """The lines from ``start`` on up to a blank one."""
    stop = start + 1
    while stop < len(flow) and not flow[stop].gap and not flow[stop].starts_page:
        stop += 1
    return _Paragraph(start, stop, tuple(line.text for line in flow[start:stop]))


def _body(headers: Headers, shape: _Shape, lexicon: Lexicon) -> list[_Paragraph]:
    """The paragraphs below the headings up to where the table must have ended; headings that are repeated left out."""
    flow = headers.flow
    cells: list[_Paragraph] = []
    index = shape.stop
    while index < len(flow) and len(cells) < CELLS_AT_MOST:
        again = _shape(flow, index, lexicon)
        if again is not None and again.values == shape.values:
            index = again.stop
            continue
        header = headers.at(index) if flow[index].starts_page else None
        if header is not None and (header.kind, len(header.columns)) == (shape.kind, len(shape.headings)):
            index = header.stop
            continue
        found = _paragraph(flow, index)
        first = cells[0] if cells else shape.ahead or found
        numbered = bool(ENUMERATED.match(first.value) and ENUMERATED.match(found.value))
        if _opens_assignment(found.value, lexicon):
            break
        stop = next((at for at in range(index + numbered, found.stop) if _ends(headers, at)), None)
        if stop is not None:
            if stop > index:
                cells.append(_Paragraph(index, stop, found.texts[: stop - index]))
            break
        cells.append(found)
        index = found.stop
    return cells


def _opens_assignment(value: str, lexicon: Lexicon) -> bool:
    """Whether a paragraph is an assignment or the label of some: 'Uppdrag: Nr 12. Att …'."""
    opening = opening_of(value, lexicon)
    return opening is not None and opening.role == "assignment" and opening.form != "sentence"


def _ends(headers: Headers, index: int) -> bool:
    line = headers.flow[index]
    return is_heading(line) or is_footnote(line.value) or headers.at(index) is not None
