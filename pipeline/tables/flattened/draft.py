"""A table in the making: rows of cells, each cell its lines; made into a :class:`Table` at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.document import Cell, Place, Table, TableMethod, Text
from pipeline.lexicon import Lexicon
from pipeline.repairing.repair import join_lines

CellLines = list[Text]


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A header cell: its text, the columns and rows that it spans."""

    text: Text
    row: int
    column: int
    column_span: int = 1
    row_span: int = 1


@dataclass(slots=True)
class Draft:
    """Rows of cells of lines. ``spans``: (row, column) -> rows that the cell reaches over."""

    head: tuple[HeadCell, ...]
    columns: int
    rows: list[list[CellLines]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    footnotes: list[Text] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    caption: Text | None = None

    def new_row(self) -> list[CellLines]:
        self.rows.append([[] for _ in range(self.columns)])
        return self.rows[-1]

    @property
    def header_rows(self) -> int:
        return max((cell.row + cell.row_span for cell in self.head), default=0)


def table_of(draft: Draft, method: TableMethod, lexicon: Lexicon, *, confidence: float = 0.9) -> Table:
    """The table that a draft has become; an empty cell above a filled one in the first column is not spanned."""
    cells = [
        Cell(h.row, h.column, h.row_span, h.column_span, h.text, _page(h.text, draft.places), None, True, (h.text,))
        for h in draft.head
    ]
    top = draft.header_rows
    for number, row in enumerate(draft.rows):
        cells.extend(
            Cell(
                top + number, column, 1, 1, join_lines(lines, lexicon), _page(lines[0], draft.places), None, False,
                tuple(lines),
            )
            for column, lines in enumerate(row)
            if lines
        )  # fmt: skip
    pages = sorted({place[0] for place in draft.places})
    return Table(
        draft.caption, tuple(pages), method, tuple(cells), tuple(draft.footnotes), tuple(sorted(set(draft.places))),
        confidence=confidence, doubts=tuple(dict.fromkeys(draft.doubts)),
    )  # fmt: skip


def _page(text: Text, places: Sequence[Place]) -> int:
    return text.words[0].page if text.words else min(places)[0]
