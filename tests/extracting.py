"""Tables and documents written by hand for the extractors' tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.document import (
    Block,
    Box,
    Cell,
    Document,
    Plan,
    Proposal,
    Section,
    Source,
    SumCheck,
    Table,
    Text,
    Word,
    join_texts,
    text_of_words,
)

COLUMN, PITCH, LETTER = 110.0, 13.0, 5.0
"""Points: a column's width, from line to line, a letter's width."""


def line(text: str, left: float, top: float, *, page: int = 1, number: int = 1, confidence: float = 1.0) -> Text:
    """The words of a line as the page has them."""
    words, x = [], left
    for piece in text.split():
        box = Box(x, top, x + LETTER * len(piece), top + 10)
        words.append(Word(piece, page, box, confidence, "text_layer", line=number))
        x += LETTER * (len(piece) + 1)
    return text_of_words(words)


def plain_line(text: str, number: int, *, page: int = 1) -> Text:
    """A line of a source without boxes."""
    return text_of_words([Word(piece, page, None, 1.0, "plain_text", line=number) for piece in text.split()])


def table(
    *rows: str,
    header: int = 1,
    caption: str | None = None,
    page: int = 1,
    left: Sequence[float] | None = None,
    checks: Iterable[SumCheck] = (),
    proposals: Iterable[Proposal] = (),
    confidence: float = 1.0,
) -> Table:
    """A ruled table: a row a string, cells parted by '|', lines of a cell by '/ ', '^' for a cell that the one above
    spans, '<' for one that its left neighbour spans. ``left``: each row's indentation in points."""
    cells: list[Cell] = []
    places = []
    top = 100.0
    number = 1
    for at, row in enumerate(rows):
        lines = [[part.strip() for part in cell.split("/ ")] for cell in row.split("|")]
        for column, parts in enumerate(lines):
            if parts[0] in "^<" and parts[0]:
                grown = "row_span" if parts[0] == "^" else "column_span"
                cells = [_grown(c, grown) if _touches(c, at, column, parts[0]) else c for c in cells]
                continue
            x = 50.0 + column * COLUMN + (left[at] if left and column == 0 else 0.0)
            texts = tuple(
                line(part, x, top + i * PITCH, page=page, number=number + i) for i, part in enumerate(parts) if part
            )
            box = Box(50.0 + column * COLUMN, top, 50.0 + (column + 1) * COLUMN, top + PITCH * len(parts))
            cells.append(Cell(at, column, 1, 1, join_texts(texts), page, box, at < header, texts))
        places += [(page, number + i) for i in range(max(map(len, lines)))]
        number += max(map(len, lines))
        top += PITCH * max(map(len, lines)) + 6
    title = line(caption, 50, 80, page=page, number=0) if caption else None
    return Table(
        title, (page,), "ruled", tuple(cells), (), tuple(places), section=0, confidence=confidence,
        checks=tuple(checks), proposals=tuple(proposals),
    )  # fmt: skip


def _touches(cell: Cell, row: int, column: int, mark: str) -> bool:
    if mark == "^":
        return cell.column == column and cell.row + cell.row_span == row
    return cell.row == row and cell.column + cell.column_span == column


def _grown(cell: Cell, side: str) -> Cell:
    from dataclasses import replace

    return replace(cell, **{side: getattr(cell, side) + 1})


def block(
    kind: str, text: str, number: int, *, page: int = 1, section: int | None = 0, marker: str | None = None
) -> Block:
    """A heading, paragraph or item on a line of its own."""
    return Block(kind, line(text, 50, number * 20.0, page=page, number=number), (page, number), (page, number + 1), section,
                 marker=marker)  # fmt: skip


def document(
    *tables: Table, year: int | None = 2025, sections: Sequence[str] = ("Budget",), blocks: Sequence[Block] = ()
) -> Document:
    """A document of one plan; each section lies in the one before it."""
    titles = tuple(
        Section(None, line(title, 50, 60, number=0), at + 1, at - 1 if at else None, (1, 0), (9, 0))
        for at, title in enumerate(sections)
    )
    plan = Plan(
        1, "Verksamhetsplan", "verksamhetsplan", "Ekeby kommun", None, "Tekniska nämnden", year, None, None, None,
        (1, 0), (9, 0), 1, 9, 1.0,
    )  # fmt: skip
    last = len(titles) - 1
    from dataclasses import replace

    placed = tuple(replace(t, section=last if titles else None) for t in tables)
    source = Source("0" * 64, "plan.pdf", "plan.pdf", "application/pdf", 1)
    return Document(source, (), titles, (plan,), placed, tuple(blocks))
