from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import HEIGHT, PROSE, WIDTH, image, pdf, picture, prose, scan
from reportlab.pdfgen.canvas import Canvas

from pipeline.content import natural_key
from pipeline.document import RawPage
from pipeline.errors import EmptySource, EncryptedSource, SourceError
from pipeline.reading import scan as scanning
from pipeline.reading.pdf import PdfFile
from pipeline.reading.reader import SourceReader, open_source
from pipeline.reading.scan import Scanned
from pipeline.reading.textlayer import TextLayer
from pipeline.settings import Settings


def read(path: Path) -> list[RawPage]:
    with SourceReader(Settings()) as reader:
        _, count = reader.open(path)
        return [reader.read_page(number) for number in range(1, count + 1)]


def text(page: RawPage) -> str:
    return " ".join(word.text for word in page.words)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reader")


@pytest.fixture(scope="module")
def paper(folder: Path) -> np.ndarray:
    """A picture of a page of prose."""
    return picture(pdf(folder / "paper.pdf", prose()))


def test_born_digital(folder: Path) -> None:
    def draw(canvas: Canvas) -> None:
        prose(["Mål och budget"], font="Helvetica-Bold", size=14)(canvas)
        prose(["Antalet barn ökar"], top=200)(canvas)
        canvas.rect(40, 100, 200, 50)

    (page,) = read(pdf(folder / "a.pdf", draw))
    assert page.decision.text_source == "text_layer"
    assert text(page) == "Mål och budget Antalet barn ökar"
    heading, body = page.words[0], page.words[-1]
    assert (heading.bold, heading.size, body.bold) == (True, 14.0, False)
    assert heading.box
    assert heading.box.left == pytest.approx(40, abs=1.5)
    assert len(page.rulings) == 4


def test_raised_marks_are_words_of_their_own(folder: Path) -> None:
    def draw(canvas: Canvas) -> None:
        prose(["regionservice"], size=10)(canvas)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(40 + canvas.stringWidth("regionservice", "Helvetica", 10), 254, "1")

    assert text(read(pdf(folder / "b.pdf", draw))[0]) == "regionservice 1"


def test_letters_drawn_twice_count_once(folder: Path) -> None:
    def draw(canvas: Canvas) -> None:
        prose(["Fet rubrik"])(canvas)
        prose(["Fet rubrik"], left=40.3)(canvas)

    assert text(read(pdf(folder / "c.pdf", draw))[0]) == "Fet rubrik"


@pytest.mark.parametrize("turn", [90, -90])
def test_text_that_runs_up_the_page_is_turned(folder: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(*((300, 40) if turn == 90 else (100, 260)))
        canvas.rotate(turn)
        canvas.drawString(0, 0, "Tabell på tvären")
        canvas.drawString(0, -20, "Andra raden")

    (page,) = read(pdf(folder / "d.pdf", draw))
    assert text(page) == "Tabell på tvären Andra raden"
    assert (page.width, page.height) == (300.0, 420.0)
    assert page.turned == turn % 360


def test_empty_page_is_blank_not_failed(folder: Path) -> None:
    first, second = read(pdf(folder / "e.pdf", prose(), lambda _: None))
    assert (first.is_blank, second.is_blank) == (False, True)


def test_scan_in_every_container(folder: Path, paper: np.ndarray) -> None:
    (page,) = read(scan(folder / "scan.pdf", paper))
    assert page.decision.text_source == "ocr"
    assert page.dpi == 200
    found = text(page).split()
    wanted = " ".join(PROSE).split()
    assert len(set(wanted) - set(found)) <= 1
    assert {"82", "%", "14,5", "0,7"} <= set(found)
    first = next(word for word in page.words if word.text == "Nämnden")
    assert first.box
    assert (first.box.left, first.box.bottom) == pytest.approx((40.0, 50.0), abs=3)


def test_bad_layer_is_not_taken(folder: Path, paper: np.ndarray) -> None:
    layer = [line.translate(str.maketrans("åäö", "aao")) for line in PROSE] * 2
    (page,) = read(scan(folder / "bad.pdf", paper, layer=layer))
    assert page.decision.text_source == "ocr"
    assert page.decision.codes == ("bad_text_layer",)
    assert "Nämnden" in text(page)


def test_pages_upside_down_and_skewed(folder: Path, paper: np.ndarray) -> None:
    path = image(folder / "turned.png", np.ascontiguousarray(np.rot90(paper, 2)))
    (page,) = read(path)
    assert page.turned == 180
    assert "verksamheten" in text(page)


@pytest.mark.parametrize(("turn", "says_side"), [(0, True), (90, False), (270, False)])
def test_a_wrong_guess_at_the_side_is_found_out(
    paper: np.ndarray, monkeypatch: pytest.MonkeyPatch, turn: int, says_side: bool
) -> None:
    monkeypatch.setattr(scanning.pixels, "lies_on_its_side", lambda *_: says_side)
    lying = np.ascontiguousarray(np.rot90(paper, turn // 90))
    found = scanning.read_picture(lying, 1, 200, Settings())
    assert found.turned == turn
    assert "verksamheten" in [word.text for word in found.words]
    assert all(word.box.width > word.box.height for word in found.words if word.box and len(word.text) > 4)


def test_tiff_of_several_pages_and_folder(folder: Path) -> None:
    blank = np.full((300, 200), 255, np.uint8)
    assert [page.number for page in read(image(folder / "two.tif", blank, blank))] == [1, 2]
    inside = folder / "pages"
    inside.mkdir()
    for number in (10, 9):
        image(inside / f"sida{number}.png", blank)
    (inside / "note.md").write_text("not a page")
    source = open_source(inside)
    assert source.media_type == "inode/directory"
    assert len(read(inside)) == 2


def test_natural_order() -> None:
    assert sorted(["s10.png", "s9.png", "S1.png"], key=natural_key) == ["S1.png", "s9.png", "s10.png"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", "Mål för året\n".encode(), "text/plain"),
        ("plan.txt", b"%PDF-1.4\n", "application/pdf"),
    ],
)
def test_content_decides_what_a_file_is(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert open_source(tmp_path / name).media_type == kind


def test_png_named_pdf_is_read_as_png(tmp_path: Path) -> None:
    blank = np.full((300, 200), 255, np.uint8)
    path = image(tmp_path / "a.png", blank).rename(tmp_path / "a.pdf")
    assert open_source(path).media_type == "image/png"
    assert read(path)[0].is_blank


@pytest.mark.parametrize("content", [b"", b"   \n\n", b"\x00" * 50, "\ufeff".encode()])
def test_empty_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(EmptySource):
        open_source(tmp_path / "a.txt")


def test_what_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(SourceError, match="neither PDF, image"):
        open_source(tmp_path / "a.pdf")
    with pytest.raises(SourceError, match="can't be opened"):
        open_source(tmp_path / "missing.pdf")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptySource):
        open_source(tmp_path / "empty")


def test_a_fifo_is_refused_at_once(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(SourceError, match="no regular file"):
        open_source(tmp_path / "pipe.pdf")


def test_truncated_pdf(folder: Path, tmp_path: Path) -> None:
    whole = pdf(folder / "f.pdf", prose()).read_bytes()
    (tmp_path / "a.pdf").write_bytes(whole[:300])
    with SourceReader(Settings()) as reader, pytest.raises(SourceError, match="damaged"):
        reader.open(tmp_path / "a.pdf")


def test_pdf_without_pages(tmp_path: Path) -> None:
    objects = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    (tmp_path / "a.pdf").write_bytes(objects + b"trailer<</Root 1 0 R>>\n%%EOF\n")
    with SourceReader(Settings()) as reader, pytest.raises(SourceError):
        reader.open(tmp_path / "a.pdf")


def test_password(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt="hemligt")
    canvas.drawString(50, 50, "Text bakom lås")
    canvas.save()
    with SourceReader(Settings()) as reader, pytest.raises(EncryptedSource):
        reader.open(tmp_path / "a.pdf")
    with SourceReader(Settings(), passwords=["fel", "hemligt"]) as reader:
        assert reader.open(tmp_path / "a.pdf")[1] == 1
        assert text(reader.read_page(1)) == "Text bakom lås"


def test_spaced_out_region_is_read_from_its_picture(folder: Path) -> None:
    def draw(canvas: Canvas) -> None:
        prose(PROSE)(canvas)
        canvas.setFont("Helvetica", 11)
        for i, line in enumerate(("DRIFTREDOVISNING och investeringar", "Nettokostnader enligt budgeten 2024")):
            x = 40.0
            for ch in line:
                canvas.drawString(x, 120 - 20 * i, ch)
                x += canvas.stringWidth(ch, "Helvetica", 11) + 2.6

    (page,) = read(pdf(folder / "g.pdf", draw))
    assert page.decision.text_source == "mixed"
    assert page.decision.codes == ("region_reread",)
    assert text(page).startswith(PROSE[0])


def test_a_page_too_large_is_rendered_smaller(folder: Path) -> None:
    path = pdf(folder / "h.pdf", lambda _: None, size=(9000, 9000))
    with SourceReader(replace(Settings(), max_pixels=1_000_000)) as reader:
        reader.open(path)
        assert reader.read_page(1).dpi == 8


def test_a_page_is_never_empty_in_silence_where_the_second_parser_finds_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf(tmp_path / "a.pdf", prose(["Text i vitt på vitt"]))
    nothing = TextLayer(WIDTH, HEIGHT, 0, (), (), ())
    monkeypatch.setattr(PdfFile, "text_layer", lambda *_: nothing)
    monkeypatch.setattr(
        "pipeline.reading.reader.read_picture", lambda *_: Scanned((), (), 0, 0.0, "none", is_blank=True)
    )
    with SourceReader(Settings()) as reader:
        reader.open(tmp_path / "a.pdf")
        assert "text_lost" in reader.read_page(1).decision.codes
