"""Plain text: its encoding told from its bytes, its pages from the marks that the export left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Decision, RawPage

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

OF_SYSTEMS = {
    name: re.compile(b"(?<=[a-z])[" + "åäö".encode(name) + b"](?=[a-z])") for name in ("cp1252", "mac_roman", "cp850")
}
"""Windows, old Macintosh and DOS: what their å, ä and ö look like in the middle of words."""

PAGE_MARK = re.compile(r" (?=\S)")
"""What a form feed became when it was lost: one blank before the first word of a page."""

RUNNING_LINE = re.compile(r"\S.*\s\d{1,3}\s?\(\d{1,3}\)\s*$|\d{1,3}\s?\(\d{1,3}\)\s*$")
"""A running head or foot with a page number of the form 6(26)."""

SENTENCE_END = re.compile(r"[.!?:;)\]”\"]\s*$")


def decode_text(content: bytes) -> str:
    """The text with line feeds as its only line ends: UTF-8 (or UTF-16 with a mark), cp1252, or latin-1."""
    return re.sub(r"\r\n?", "\n", content.decode(encoding_of(content), errors="replace"))


def encoding_of(content: bytes) -> str:
    """The encoding of the bytes: that of the system whose å, ä and ö they hold. cp1252 leaves five bytes undefined; text
    that has them is latin-1 with controls."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return encoding
    for encoding in ("utf-8", _system_of(content)):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _system_of(content: bytes) -> str:
    """The encoding whose å, ä and ö stand between small letters most often; that of Windows where none does."""
    counts = {name: len(pattern.findall(content)) for name, pattern in OF_SYSTEMS.items()}
    return max(counts, key=lambda name: counts[name])


def looks_like_text(content: bytes) -> bool:
    """Whether the bytes are text rather than some binary format: hardly any control characters but white space."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = content[:65536]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in sample)
    return controls <= len(sample) * 0.002


CONTROLS = str.maketrans(
    {chr(code): " " for code in (*range(32), *range(127, 160), 0x2028, 0x2029)} | {"\x1e": "-", "\x1f": "\u00ad"}
)
"""What becomes of control characters: word processors' hard and soft hyphens stay hyphens, all others are blanks."""


def without_controls(line: str) -> str:
    """A line without form feeds and control characters; tabs reach to the next eighth column, as they are shown."""
    return line.replace("\f", "").expandtabs(8).translate(CONTROLS)


def text_pages(text: str) -> tuple[RawPage, ...]:
    """The pages, each with its non-blank lines and their numbers in the source."""
    lines = text.split("\n")
    starts = page_starts(lines)
    stops = (*starts[1:], len(lines))
    return tuple(
        _page(number, lines, start, stop) for number, (start, stop) in enumerate(zip(starts, stops, strict=True), 1)
    )


def page_starts(lines: Sequence[str]) -> tuple[int, ...]:
    """Indices of the lines that pages begin with, by form feeds or, where those were lost, by :data:`PAGE_MARK`."""
    if any("\f" in line for line in lines):
        return _starts_by_form_feed(lines)
    return tuple(sorted({0, *_starts_by_blank(lines), *_starts_inside_sentences(lines)}))


def _starts_by_form_feed(lines: Sequence[str]) -> tuple[int, ...]:
    """A feed before a line's text starts a page with that line; one behind it, with the next."""
    starts = [0]
    for i, line in enumerate(lines):
        feeds = line.count("\f")
        if not feeds or (i == 0 and line.startswith("\f")):
            continue
        start = i if line.lstrip(" ").startswith("\f") else i + 1
        rest_is_empty = not any(rest.strip() for rest in (line[line.index("\f") :], *lines[i + 1 :]))
        if start > starts[-1] and start < len(lines) and not rest_is_empty:
            starts.append(start)
    return tuple(starts)


def _starts_by_blank(lines: Sequence[str]) -> list[int]:
    """Lines that begin with exactly one blank; items that lost their bullet do as well, but after a blank line."""
    marked = [i for i, line in enumerate(lines) if i and PAGE_MARK.match(line)]
    joined = [i for i in marked if lines[i - 1].strip()]
    return joined if joined else []


def _starts_inside_sentences(lines: Sequence[str]) -> list[int]:
    """Running lines in the middle of a sentence: a page break whose mark was lost."""
    found = []
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for before, here, after in zip(filled, filled[1:], filled[2:], strict=False):
        if (
            RUNNING_LINE.match(lines[here].strip())
            and not SENTENCE_END.search(lines[before])
            and lines[after].strip()[0].islower()
            and not PAGE_MARK.match(lines[after])
        ):
            found.append(here)
    return found


def _page(number: int, lines: Sequence[str], start: int, stop: int) -> RawPage:
    shown = ((i + 1, without_controls(lines[i])) for i in range(start, stop))
    kept = tuple((number, line) for number, line in shown if line.strip())
    decision = Decision("plain_text", "a text file" if kept else "a text file; nothing stands on the page")
    return RawPage(number, 0.0, 0.0, 0, None, (), (), decision, is_blank=not kept, text_lines=kept)
