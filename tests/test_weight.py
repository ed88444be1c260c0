from __future__ import annotations

from pathlib import Path

from making import PROSE, pdf, picture, prose

from pipeline.reading.pdf import PdfFile
from pipeline.reading.weight import with_weight


def test_bold_lines_are_seen_in_the_picture(tmp_path: Path) -> None:
    def draw(canvas) -> None:
        prose(PROSE)(canvas)
        prose(["Uppdrag givna av fullmäktige"], top=150, font="Helvetica-Bold")(canvas)

    path = pdf(tmp_path / "a.pdf", draw)
    file = PdfFile(path)
    words = file.text_layer(1).words
    file.close()
    wanted = [word.bold for word in words]
    assert any(wanted)
    assert [word.bold for word in with_weight(words, picture(path, dpi=300), 300)] == wanted


def test_a_page_with_few_letters_has_no_usual_weight(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", prose(["Rubrik"], font="Helvetica-Bold"))
    file = PdfFile(path)
    words = file.text_layer(1).words
    file.close()
    assert with_weight(words, picture(path), 200) == words
