"""Pages to a born-digital PDF, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from samples.generator.layout import A4, Layout


def write_pdf(layout: Layout, path: Path, title: str) -> None:
    """Text in embedded fonts, rules as filled rectangles; a sideways page is portrait paper with /Rotate 90."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for page in layout.pages:
        if page.form == "sideways":
            canvas.setPageSize((page.width, page.height))  # reportlab turns the paper along with the page
            canvas.setPageRotation(90)
            canvas.translate(page.height, 0)
            canvas.rotate(90)
        else:
            canvas.setPageSize((page.width, page.height))
            canvas.setPageRotation(0)
        for ink in page.ink:
            x0, top, x1, bottom = ink.box
            canvas.setFillGray(ink.tint)
            canvas.rect(x0, page.height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        for run in page.runs:
            canvas.setFillGray(run.tint)
            canvas.setFont(run.font, run.size)
            canvas.drawString(run.x, page.height - run.y, run.text)
        canvas.showPage()
    canvas.save()
