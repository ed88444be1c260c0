"""Our side of the benchmarks of reading and of tables: python -m benchmarks.ours text|tables RESULT.json DOCUMENT…

Each document through the chain as the product does it, in a reader child and without the page cache, as far as the comparison goes:
to the repaired text, or to the checked tables.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.arranging import layout
from pipeline.checking import arithmetic
from pipeline.document import Page
from pipeline.lexicon import Lexicon, load_lexicon
from pipeline.reading.sandbox import Reader
from pipeline.repairing.repair import repair
from pipeline.settings import Settings
from pipeline.tables import find_tables


def repaired_pages(path: Path, reader: Reader, lexicon: Lexicon) -> tuple[Page, ...]:
    _, count = reader.open(path)
    pages = layout.mark_furniture(tuple(layout.arrange(reader.read_page(number + 1)) for number in range(count)))
    return repair(pages, lexicon)


def text_of(pages: Sequence[Page]) -> list[str]:
    """One text a page, all lines of it."""
    return ["\n".join(line.text.value for line in page.lines) for page in pages]


def tables_of(pages: tuple[Page, ...], lexicon: Lexicon) -> list[dict[str, Any]]:
    """In the form of our gold, so that one scorer reads both."""
    return [
        {
            "page": table.pages[0],
            "page_end": table.pages[-1],
            "cells": [
                {
                    "row": cell.row, "column": cell.column, "row_span": cell.row_span, "column_span": cell.column_span,
                    "text": cell.text.value, "is_header": cell.is_header,
                }
                for cell in table.cells
            ],
        }
        for table in arithmetic.check(find_tables(pages, lexicon), lexicon)
    ]  # fmt: skip


def main() -> int:
    what, target, *documents = sys.argv[1:]
    lexicon = load_lexicon()
    with Reader(Settings()) as reader:
        found: dict[str, Any] = {}
        for path in map(Path, documents):
            pages = repaired_pages(path, reader, lexicon)
            found[path.name] = text_of(pages) if what == "text" else tables_of(pages, lexicon)
    Path(target).write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
