"""Tables from any kind of source: ruled, aligned by blanks, flattened into text, joined over pages."""

from __future__ import annotations

from pipeline.arranging.spreads import halves_of
from pipeline.document import Page, Table, box_around
from pipeline.lexicon import Lexicon
from pipeline.tables.aligned import find_aligned
from pipeline.tables.captions import with_surroundings
from pipeline.tables.flattened.finding import find_flattened
from pipeline.tables.joining import join_over_pages
from pipeline.tables.ruled import find_ruled
from pipeline.tables.unheaded import with_lent_headers


def find_tables(pages: tuple[Page, ...], lexicon: Lexicon) -> tuple[Table, ...]:
    """All tables in reading order. Pages with boxes give ruled and aligned tables, plain text flattened ones."""
    drawn = (half for page in pages if page.words and page.words[0].box for half in halves_of(page))
    boxed = tuple(table for page in drawn for table in _on_page(page, lexicon))
    plain = find_flattened(tuple(page for page in pages if not (page.words and page.words[0].box)), lexicon)
    whole = with_lent_headers(join_over_pages(boxed, pages, lexicon), lexicon)
    return tuple(sorted((*whole, *plain), key=lambda table: table.place))


def _on_page(page: Page, lexicon: Lexicon) -> tuple[Table, ...]:
    ruled = find_ruled(page, lexicon)
    taken = [box for box in (box_around(cell.box for cell in table.cells) for table in ruled) if box is not None]
    tables = (*ruled, *find_aligned(page, lexicon, taken))
    return tuple(with_surroundings(table, page, tables, lexicon) for table in tables)
