"""Tables of PDFs, in the peers' Python: tables.py TOOL RESULT.json DOCUMENT…

The result: for each document its tables as {page, rows}, rows of texts. Every page is searched; what the tool takes for a table is one.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Found = Iterator[dict[str, Any]]


def pdfplumber(path: str) -> Found:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            for rows in page.extract_tables():
                yield {"page": page.page_number, "rows": rows}
            page.close()


def camelot(path: str, flavor: str) -> Found:
    import camelot

    for table in camelot.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True):
        yield {"page": table.page, "rows": table.df.to_numpy().tolist()}


def camelot_stream(path: str) -> Found:
    return camelot(path, "stream")


def camelot_hybrid(path: str) -> Found:
    return camelot(path, "hybrid")


def img2table(path: str) -> Found:
    from img2table.document import PDF
    from img2table.ocr import TesseractOCR

    document = PDF(path)
    found = document.extract_tables(
        ocr=TesseractOCR(n_threads=1, lang="swe"), implicit_rows=True, implicit_columns=True, borderless_tables=True
    )
    for page, tables in found.items():
        for table in tables:
            yield {"page": page + 1, "rows": table.df.to_numpy().tolist()}


TOOLS = {
    "pdfplumber": pdfplumber,
    "camelot-stream": camelot_stream,
    "camelot-hybrid": camelot_hybrid,
    "img2table": img2table,
}


def main() -> int:
    tool, target, *documents = sys.argv[1:]
    found = {Path(path).name: list(TOOLS[tool](path)) for path in documents}
    Path(target).write_text(json.dumps(found, default=str), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
