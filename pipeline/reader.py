"""Opens a source and reads its pages: PDF, image or plain text. The only caller of pdfplumber and pypdfium2."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pdfplumber

from pipeline.document import Box, Decision, RawPage, Ruling, Source, Word
from pipeline.settings import Settings


def open_source(path: Path) -> Source:
    content = path.read_bytes()
    kind = "application/pdf" if content[:1024].find(b"%PDF-") >= 0 else "text/plain"
    lines = decode(content).count("\n") + 1 if kind == "text/plain" else None
    return Source(hashlib.sha256(content).hexdigest(), path.name, str(path), kind, len(content), lines)


def decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_pages(path: Path, source: Source, settings: Settings) -> Iterator[RawPage]:
    if source.media_type == "text/plain":
        yield from text_pages(decode(path.read_bytes()))
    else:
        yield from pdf_pages(path)


def text_pages(content: str) -> Iterator[RawPage]:
    """Plain text in pages: parted by form feeds, or, where those were lost, by lines that begin with one blank."""
    lines = content.split("\n")
    starts = [0]
    has_feed = "\f" in content
    for i, line in enumerate(lines):
        if i == 0:
            continue
        if has_feed:
            if line.startswith("\f"):
                starts.append(i)
        elif re.match(r" \S", line) and lines[i - 1].strip():
            starts.append(i)
    for number, start in enumerate(starts, 1):
        stop = starts[number] if number < len(starts) else len(lines)
        kept = tuple((i + 1, lines[i].lstrip("\f")) for i in range(start, stop) if lines[i].strip())
        yield RawPage(number, 0, 0, 0, None, (), (), Decision("plain_text", "a text file"), text_lines=kept)


def pdf_pages(path: Path) -> Iterator[RawPage]:
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            words = tuple(
                Word(
                    w["text"], number, Box(w["x0"], w["top"], w["x1"], w["bottom"]), 1.0, "text_layer",
                    w["size"], "bold" in w["fontname"].lower(), "italic" in w["fontname"].lower(),
                )
                for w in page.extract_words(extra_attrs=["fontname", "size"], keep_blank_chars=False, use_text_flow=False)
            )  # fmt: skip
            rulings = tuple(
                Ruling(Box(e["x0"], e["top"], e["x1"], e["bottom"])) for e in page.edges
            )
            yield RawPage(
                number, float(page.width), float(page.height), page.rotation or 0, None, words, rulings,
                Decision("text_layer", "draft reader"),
            )  # fmt: skip
            page.close()
