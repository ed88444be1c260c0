"""Opens a source and reads its pages: PDF, image or plain text, told apart by content, never by name.

Each page is judged by itself: its text layer is taken, or its picture is read (``Decision`` says which and why).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from pipeline.content import FOLDER, PDF, TEXT, content_id, page_images
from pipeline.document import Decision, RawPage, Source
from pipeline.errors import EmptySource, LimitExceeded, SourceError
from pipeline.reading import images, plaintext
from pipeline.reading.images import ImageFiles
from pipeline.reading.pdf import PdfFile
from pipeline.reading.pixels import looks_like_text
from pipeline.reading.raster import POINTS, Grey
from pipeline.reading.regions import Region, bad_regions, is_text, picture_regions
from pipeline.reading.scan import Scanned, engine_names, read_picture, read_region
from pipeline.reading.textlayer import TextLayer
from pipeline.reading.triage import SCAN_COVER, Judgement, covered_by, judge_layer, known_share
from pipeline.settings import Settings

LARGEST_SIDE = 40_000.0
"""Points: PDF itself allows 14,400 and a unit to multiply it by."""

SCAN_DPI = 95
"""Pixels an inch: a picture over the whole page with fewer is a background, not a scan of text."""

ENOUGH_WORDS = 12
"""Words outside of spoilt regions from which the rest of a page is judged without them."""

WORSE = 0.1
"""By how much the share of known words must fall for another program's text layer to be better than our reading."""

HEAD = 65536
"""Bytes from which the kind of a file is told."""

LARGEST_TEXT = 10 * 2**20
"""Bytes: a plan's text has less than one million."""

MOST_PAGES = 5000
"""Pages of one document; no plan has more than a few hundred."""

MOST_WORDS = 50_000
"""Words on one page: a sheet of A0 in small type has fewer."""

MOST_RULINGS = 20_000
"""Drawn lines on a page: more make a map or a chart, not tables."""

PDF_HEAD = 1024
"""Bytes in which a PDF must say that it is one; some have rubbish before."""


def open_source(path: Path) -> Source:
    """What the source is, by its bytes. Raises :class:`SourceError` for what can't be a source."""
    if path.is_dir():
        return _folder_source(path)
    try:
        if not path.is_file():
            raise SourceError(f"{path.name} can't be opened: {_what_is(path)}")
        with path.open("rb") as file:
            head = file.read(HEAD)
        digest = content_id(path)
    except OSError as error:
        raise SourceError(f"{path.name} can't be opened: {error.strerror}") from error
    size = path.stat().st_size
    kind = media_type_of(path, head)
    if kind == TEXT and size > LARGEST_TEXT:
        raise SourceError(f"{path.name} is a text of {size // 2**20} MB, more than any plan")
    content = path.read_bytes() if kind == TEXT else b""
    if kind == TEXT and not content.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        raise EmptySource(f"{path.name} is empty")
    line_count = plaintext.decode_text(content).count("\n") + 1 if kind == TEXT else None
    return Source(digest, path.name, str(path), kind, size, line_count)


def _what_is(path: Path) -> str:
    return "it is no regular file" if path.exists() else "there is no such file"


def media_type_of(path: Path, head: bytes) -> str:
    """The media type told from the first bytes."""
    if images.is_image(head):
        return images.media_type(path)
    if b"%PDF-" in head[:PDF_HEAD]:
        return PDF
    if plaintext.looks_like_text(head) or not head.strip(b"\0"):
        return TEXT
    raise SourceError(f"{path.name} is neither PDF, image (PNG, JPEG, TIFF) nor text")


def _folder_source(path: Path) -> Source:
    files = page_images(path)
    if not files:
        raise EmptySource(f"{path.name} holds no PNG, JPEG or TIFF")
    size = sum(file.stat().st_size for file in files)
    return Source(content_id(path), path.name, str(path), FOLDER, size)


class SourceReader:
    """Reads a source page by page in this process; ``sandbox.Reader`` does the same in a child with limits."""

    def __init__(self, settings: Settings, *, passwords: Sequence[str] = ()) -> None:
        self.settings = settings
        self.passwords = passwords
        self._pages: PdfFile | ImageFiles | tuple[RawPage, ...] = ()

    def open(self, path: Path) -> tuple[Source, int]:
        """The source and its number of pages."""
        self.close()
        source = open_source(path)
        if source.media_type == PDF:
            self._pages = PdfFile(path, passwords=self.passwords)
            source = replace(source, notes=self._pages.notes)
        elif source.media_type == TEXT:
            self._pages = plaintext.text_pages(plaintext.decode_text(path.read_bytes()))
        else:
            self._pages = ImageFiles(path)
        count = len(self._pages) if isinstance(self._pages, tuple) else self._pages.page_count
        if count > MOST_PAGES:
            note = ("too_many_pages", f"{count} pages, of which only the first {MOST_PAGES} were read")
            source = replace(source, notes=(*source.notes, note))
        return source, min(count, MOST_PAGES)

    def read_page(self, number: int) -> RawPage:
        """A page of the source opened last, counted from 1."""
        if isinstance(self._pages, tuple):
            return self._pages[number - 1]
        if isinstance(self._pages, PdfFile):
            page = read_pdf_page(self._pages, number, self.settings)
            return page if page.words or not self._pages.has_text(number) else _with_doubt(page)
        return read_image_page(self._pages, number, self.settings)

    def picture(self, number: int, dpi: int) -> tuple[Grey, int]:
        """The page as it lies, grey, at ``dpi`` or less where it would be too large; an image as large as it is."""
        if isinstance(self._pages, tuple):
            raise SourceError("a plain text has no pictures of its pages")
        if isinstance(self._pages, ImageFiles):
            picture = self._pages.page(number, self.settings.max_pixels)
            return picture.grey, picture.dpi
        width, height = self._pages.size(number)
        most = int((self.settings.max_pixels / max(width * height / POINTS**2, 1e-6)) ** 0.5)
        dpi = max(1, min(dpi, most))
        return self._pages.render(number, dpi), dpi

    def close(self) -> None:
        """Let go of the source."""
        pages, self._pages = self._pages, ()
        if not isinstance(pages, tuple):
            pages.close()

    def __enter__(self) -> SourceReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_image_page(files: ImageFiles, number: int, settings: Settings) -> RawPage:
    """An image file's page, by OCR."""
    picture = files.page(number, settings.max_pixels)
    scanned = read_picture(picture.grey, number, picture.dpi, settings)
    height, width = (side * POINTS / picture.dpi for side in picture.grey.shape)
    return _scanned_page(scanned, number, (width, height), 0, picture.scan_dpi, "an image", ())


def _with_doubt(page: RawPage) -> RawPage:
    """A page that comes out empty though another parser finds text on it."""
    return replace(page, decision=replace(page.decision, codes=(*page.decision.codes, "text_lost")))


def read_pdf_page(pdf: PdfFile, number: int, settings: Settings) -> RawPage:
    """A PDF's page: its text layer where that can be trusted, else its picture."""
    layer = pdf.text_layer(number)
    if not (0 < layer.width < LARGEST_SIDE and 0 < layer.height < LARGEST_SIDE):
        raise SourceError(f"page {number} has no size that makes sense")
    if len(layer.words) > MOST_WORDS:
        raise LimitExceeded(f"page {number} has {len(layer.words)} words, more than {MOST_WORDS}")
    if len(layer.rulings) > MOST_RULINGS:
        layer = replace(layer, rulings=())
    spoilt = bad_regions(layer.words)
    sound = [word for word in layer.words if not any(word.box and r.box.holds(word.box.middle) for r in spoilt)]
    judgement = judge_layer(sound if len(sound) >= ENOUGH_WORDS else layer.words)
    reason = why_to_scan(layer, judgement)
    if reason is None:
        return _with_regions(pdf, _layer_page(layer, number, judgement), layer, spoilt, settings)
    dpi = render_dpi(layer, settings)
    try:
        scanned = read_picture(pdf.render(number, dpi), number, dpi, settings)
    except SourceError:
        if not layer.words:
            raise
        return _layer_page(layer, number, judgement)
    if layer.words and _layer_is_better(layer, judgement, scanned):
        return _layer_page(layer, number, judgement)
    codes = judgement.codes if layer.words else ()
    # the file's own turn is in the picture already
    size = (layer.width, layer.height) if layer.turned in (0, 180) else (layer.height, layer.width)
    return _scanned_page(scanned, number, size, layer.rotation, dpi, reason, codes)


def _layer_is_better(layer: TextLayer, judgement: Judgement, scanned: Scanned) -> bool:
    """Whether OCR of a page with a text layer came to less than the layer: nothing at all, or fewer Swedish words."""
    if not scanned.words:
        return True
    read = known_share(" ".join(word.text for word in scanned.words))
    return judgement.good and read < judgement.known - WORSE and len(layer.words) >= len(scanned.words) / 2


def _with_regions(
    pdf: PdfFile, page: RawPage, layer: TextLayer, spoilt: Sequence[Region], settings: Settings
) -> RawPage:
    """The page with its bad or missing parts read by OCR; text and OCR don't overlap."""
    size = (page.width, page.height)
    regions = (*spoilt, *picture_regions(layer.pictures, page.words, size))
    if not regions or page.turned:
        return page
    dpi = render_dpi(layer, settings)
    picture = pdf.render(page.number, dpi)
    words = page.words
    read: list[Region] = []
    for region in regions:
        if region.is_picture and not looks_like_text(picture, region.box, dpi):
            continue
        found = read_region(picture, region.box, page.number, dpi, settings)
        if is_text(found):
            outside = (word for word in words if word.box is None or not region.box.holds(word.box.middle))
            words = (*outside, *found)
            read.append(region)
    if not read:
        return page
    reason = f"{page.decision.reason}; read by OCR: " + ", ".join(dict.fromkeys(region.reason for region in read))
    figures = tuple(box for box in page.figures if not any(region.box == box for region in read))
    decision = Decision("mixed", reason, engine_names(settings), (*page.decision.codes, "region_reread"))
    return replace(page, words=words, decision=decision, dpi=dpi, figures=figures)


def why_to_scan(layer: TextLayer, judgement: Judgement) -> str | None:
    """Why a page's picture must be read, or ``None`` where its text layer can be taken."""
    if not layer.words:
        return "no text layer"
    if not judgement.good:
        return f"the text layer is bad: {judgement.reason}"
    covering = _scan_of(layer)
    if covering is not None and covering >= SCAN_DPI:
        return "a scan with another program's text layer"
    return None


def _scan_of(layer: TextLayer) -> float | None:
    """The resolution of the picture that covers the page, if one does."""
    covering = [p.dpi for p in layer.pictures if covered_by(p.box, layer.width, layer.height) >= SCAN_COVER]
    return max(covering, default=None)


def render_dpi(layer: TextLayer, settings: Settings) -> int:
    """A scan's own resolution between 200 and 400, else the setting; lower where the page would be too large."""
    own = _scan_of(layer)
    dpi = settings.ocr_dpi if own is None else min(400, max(200, round(own)))
    if own is not None and abs(dpi - settings.ocr_dpi) <= 3:
        dpi = settings.ocr_dpi
    inches = (layer.width / POINTS) * (layer.height / POINTS)
    return max(1, min(dpi, int((settings.max_pixels / max(inches, 1e-6)) ** 0.5)))


def _layer_page(layer: TextLayer, number: int, judgement: Judgement) -> RawPage:
    return RawPage(
        number,
        layer.width,
        layer.height,
        layer.rotation,
        None,
        layer.words,
        layer.rulings,
        Decision("text_layer", judgement.reason, codes=judgement.codes),
        tuple(picture.box for picture in layer.pictures),
        is_blank=not layer.words,
        turned=layer.turned,
    )


def _scanned_page(
    scanned: Scanned,
    number: int,
    size: tuple[float, float],
    rotation: int,
    dpi: int,
    reason: str,
    codes: tuple[str, ...],
) -> RawPage:
    width, height = size if scanned.turned in (0, 180) else size[::-1]
    decision = Decision("ocr", "the page is blank" if scanned.is_blank else reason, scanned.engine, codes)
    return RawPage(
        number,
        width,
        height,
        rotation,
        dpi,
        scanned.words,
        scanned.rulings,
        decision,
        is_blank=scanned.is_blank,
        turned=scanned.turned,
        skew=scanned.skew,
    )
