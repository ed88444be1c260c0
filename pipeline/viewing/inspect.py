"""What was understood of a page, drawn over its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

from extractors.records import Record
from pipeline.document import Box, Document, Page, Table, box_around, box_as_it_lies
from pipeline.viewing.pictures import PagePicture

Colour = tuple[int, int, int]

HEADING, BLOCK, FURNITURE, CELL, HEADER, RECORD = (
    (0, 110, 50), (90, 130, 200), (150, 150, 150), (140, 60, 160), (140, 60, 160), (200, 90, 0),
)  # fmt: skip
DOUBTFUL: tuple[tuple[float, Colour], ...] = ((0.5, (220, 0, 0)), (0.8, (240, 120, 0)), (0.9, (230, 190, 0)))
"""Words below a confidence are underlined in its colour: red, orange, yellow."""

LEGEND = (
    ("heading", HEADING), ("block, in reading order", BLOCK), ("head or foot", FURNITURE), ("table cell", CELL),
    ("record", RECORD), ("word < 0.5", DOUBTFUL[0][1]), ("< 0.8", DOUBTFUL[1][1]), ("< 0.9", DOUBTFUL[2][1]),
)  # fmt: skip


SHORT = {"indicator_values": "value", "risk_measures": "measure", "budget_rows": "amount", "activities": "activity"}
"""Names of records that have little room beside them."""


def draw_page(document: Document, records: Sequence[Record], number: int, picture: PagePicture) -> Image.Image:
    """The page's picture with headings, blocks in reading order, cells, records and doubtful words over it.

    ``number`` counts from 1; raises ``IndexError`` where the document has no such page.
    """
    page = document.pages[number - 1]
    image = Image.blend(picture.image.convert("RGB"), Image.new("RGB", picture.image.size, "white"), 0.35)
    canvas = _Canvas(image, picture, page)
    for table in document.tables:
        _draw_cells(canvas, table, number)
    for line in page.lines:
        if line.role in {"head", "foot"} and line.box:
            canvas.frame(line.box, FURNITURE, line.role)
    for position, block in enumerate(document.blocks, 1):
        boxes = [place.box for place in block.text.provenance() if place.page == number]
        if (box := box_around(boxes)) is not None:
            heading = block.kind == "heading"
            level = document.sections[block.section].level if heading and block.section is not None else None
            label = f"h{level}" if level else f"{position} {block.kind[0]}"
            canvas.frame(box, HEADING if heading else BLOCK, label)
    for record in records:
        boxes = [place.box for place in record.provenance if place.page == number]
        if (box := box_around(boxes)) is not None:
            canvas.tag(box, RECORD, SHORT.get(record.table, record.table[:-1]), doubtful=record.needs_review)
    for word in page.words:
        colour = next((colour for limit, colour in DOUBTFUL if word.confidence < limit), None)
        if colour and word.box:
            canvas.underline(word.box, colour)
    return canvas.with_legend()


def _draw_cells(canvas: _Canvas, table: Table, number: int) -> None:
    for cell, box in _cell_boxes(table, number):
        canvas.frame(box, CELL, "", fill=cell)


def _cell_boxes(table: Table, number: int) -> Iterator[tuple[bool, Box]]:
    for cell in table.cells:
        if cell.page == number and cell.box is not None:
            yield cell.is_header, cell.box


class _Canvas:
    """Draws boxes given on the page set right onto the page as it lies."""

    def __init__(self, image: Image.Image, picture: PagePicture, page: Page) -> None:
        self._image = image
        self._picture = picture
        self._page = page
        self._draw = ImageDraw.Draw(image, "RGBA")
        self._font = ImageFont.load_default(size=max(9, picture.dpi // 11))

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        return self._picture.pixels(box_as_it_lies(box, self._page))

    def frame(self, box: Box, colour: Colour, label: str, *, fill: bool = False) -> None:
        left, top, right, bottom = self._pixels(box)
        shade = (*colour, 40) if fill else None
        self._draw.rectangle((left - 2, top - 2, max(left, right) + 2, max(top, bottom) + 2), shade, colour, 1)
        if label:
            width = self._draw.textlength(label, self._font)
            self._draw.text((max(0, left - width - 6), top), label, colour, self._font)

    def tag(self, box: Box, colour: Colour, label: str, *, doubtful: bool) -> None:
        _, top, right, bottom = self._pixels(box)
        self._draw.line((right + 4, top, right + 4, bottom), colour, 3)
        self._draw.text((right + 8, top), f"{label}?" if doubtful else label, colour, self._font)

    def underline(self, box: Box, colour: Colour) -> None:
        left, _, right, bottom = self._pixels(box)
        self._draw.line((left, bottom + 1, right, bottom + 1), colour, 2)

    def with_legend(self) -> Image.Image:
        """The picture with a strip below that says what the colours are."""
        width, height = self._image.size
        strip = Image.new("RGB", (width, height + 24), "white")
        strip.paste(self._image, (0, 0))
        draw = ImageDraw.Draw(strip)
        x = 8.0
        for name, colour in LEGEND:
            draw.rectangle((x, height + 7, x + 10, height + 17), colour)
            draw.text((x + 14, height + 5), name, "black", self._font)
            x += 24 + draw.textlength(name, self._font)
        return strip
