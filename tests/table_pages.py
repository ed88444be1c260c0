"""Pages made by hand for the tests of tables: words set at given places, rules drawn between them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Box, Decision, Line, Page, Ruling, Word, box_around, text_of_words

WIDTH, HEIGHT = 595.0, 842.0
SIZE = 10.0
LETTER = 5.0
BLANK = 2.5


def words_at(x: float, y: float, text: str, *, page: int = 1, right: bool = False, bold: bool = False) -> list[Word]:
    """The words of a text set from ``x`` on (or up to it), their tops at ``y``."""
    words = text.split()
    width = sum(len(word) * LETTER for word in words) + BLANK * (len(words) - 1)
    at = x - width if right else x
    made = []
    for word in words:
        box = Box(at, y, at + len(word) * LETTER, y + SIZE)
        made.append(Word(word, page, box, 1.0, "text_layer", SIZE, bold))
        at = box.right + BLANK
    return made


def page_of(lines: Sequence[Sequence[Word]], rulings: Sequence[Box] = (), *, number: int = 1) -> Page:
    """A page of lines in the given order."""
    made = []
    for at, words in enumerate(lines, 1):
        placed = tuple(Word(w.text, number, w.box, w.confidence, w.method, w.size, w.bold, line=at) for w in words)
        made.append(Line(at, placed, box_around(w.box for w in placed), text_of_words(placed), page=number))
    every = tuple(word for line in made for word in line.words)
    drawn = tuple(Ruling(box) for box in rulings)
    decision = Decision("text_layer", "made for a test")
    return Page(number, WIDTH, HEIGHT, 0, None, every, drawn, decision, lines=tuple(made))


def grid_rulings(xs: Sequence[float], ys: Sequence[float]) -> list[Box]:
    """All lines of a full grid."""
    across = [Box(xs[0], y, xs[-1], y) for y in ys]
    down = [Box(x, ys[0], x, ys[-1]) for x in xs]
    return across + down


def cell_lines(
    rows: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float], **style: bool
) -> list[list[Word]]:
    """A line for each line of each cell of a grid; '|' parts the lines of a cell."""
    lines = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            for at, part in enumerate(text.split("|")):
                if part.strip():
                    lines.append(words_at(xs[column] + 3, ys[row] + 3 + 12 * at, part, **style))
    return lines


def set_rows(
    rows: Sequence[Sequence[str]], rights: Sequence[float], *, top: float, pitch: float = 14
) -> list[list[Word]]:
    """Lines of a table without rules: a label at 70, numbers that end at ``rights``; '' leaves a column empty."""
    lines = []
    for at, (label, *numbers) in enumerate(rows):
        y = top + at * pitch
        words = words_at(70, y, label) if label else []
        for right, number in zip(rights, numbers, strict=True):
            if number:
                words += words_at(right, y, number, right=True)
        lines.append(words)
    return lines


def texts(cells: Sequence[object]) -> list[list[str]]:
    """The texts of a table's cells by row and column, '' where a span covers."""
    from pipeline.document import Cell

    own = [cell for cell in cells if isinstance(cell, Cell)]
    rows = max(cell.row + cell.row_span for cell in own)
    columns = max(cell.column + cell.column_span for cell in own)
    grid = [[""] * columns for _ in range(rows)]
    for cell in own:
        grid[cell.row][cell.column] = cell.text.value
    return grid
