"""What speaks for a plan's title, body, organisation and years: its cover, running heads, headings, sentences, file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.document import Line, Place, Section, Source
from pipeline.lexicon import Lexicon
from pipeline.structure.naming import running_titles

END: Place = (1 << 30, 0)
"""Past every line."""
COVER_LINES = 22
"""A page with more lines than this is no cover."""
HEAD = re.compile(r"\d+\s*\(\s*\d+\s*\)\s*$|\bsida\s+\d+\s+av\s+\d+\s*$", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:sida\s*)?\d+\s*(?:\(\d+\)|av\s+\d+)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """A line and where it speaks from: cover, head, heading, said (a sentence that names its plan), text, file."""

    place: str
    text: str


def voices_of(lines: Sequence[Line], sections: Sequence[Section], source: Source, lexicon: Lexicon) -> list[Voice]:
    """What speaks for a plan, most trusted first. Heads say one thing on many pages: each is heard once a wording."""
    first_heading = min((s.place for s in sections), default=END)
    cover_page = _cover_page(lines, first_heading)
    first_page = lines[0].page if lines else None
    voices: list[Voice] = []
    cover = [line for line in lines if line.page == cover_page and line.role != "foot"]
    if not cover:
        above = [
            line for line in lines if line.page == first_page and line.place < first_heading and line.role == "body"
        ]
        cover = above if first_heading[0] == first_page and len(above) <= COVER_LINES and not is_running(above) else []
    voices += [Voice("cover", text) for text in _cover_texts(cover)]
    again = running_titles(lines, lexicon)
    heads = Counter(
        _PAGE.sub("", text)
        for line in lines
        if line.page != cover_page
        and (HEAD.search(text := line.text.value.strip()) or line.role in ("head", "foot") or text in again)
    )
    voices += [Voice("head", text) for text, _ in heads.most_common(6) if text]
    headings = [Voice("heading", section.title.value) for section in sections]
    body = [line.text.value.strip() for line in lines if line.role == "body" and line.page != cover_page]
    running = " ".join(body)
    said = [
        Voice("said", match.group())
        for match in re.finditer(r"(?<!\w)[^.!?]{0,120}\b(?:verksamhetsplan|nämndplan|nämndsplan|planen|plan)\b[^.!?]{0,120}(?!\w)", running[:6000], re.IGNORECASE)
    ][:8]  # fmt: skip
    prose = [Voice("text", running[at : at + 4000]) for at in range(0, min(len(running), 120_000), 4000)]
    file = [Voice("file", re.sub(r"[_\-.]+", " ", source.name.rsplit(".", 1)[0]))]
    return [*voices, *headings, *said, *prose, *file]


def _cover_page(lines: Sequence[Line], first_heading: Place) -> int | None:
    """The first page, where it has few lines and no heading."""
    if not lines:
        return None
    page = lines[0].page
    on_it = [line for line in lines if line.page == page]
    if len(on_it) > COVER_LINES or first_heading[0] <= page or is_running(on_it):
        return None
    return page


def _cover_texts(cover: Sequence[Line]) -> list[str]:
    """The cover's lines, neighbours in one type joined too: a title may run over two lines."""
    texts = [line.text.value.strip() for line in cover]
    joined = [f"{a.text.value.strip()} {b.text.value.strip()}" for a, b in pairwise(cover) if _are_neighbours(a, b)]
    return [*joined, *texts]


def _are_neighbours(a: Line, b: Line) -> bool:
    """Whether two lines of a cover are one right below the other, in one type, or the second goes on in small letters."""
    goes_on = b.text.value.strip()[:1].islower() and len(a.text.value.strip()) < 60
    if _size(a) != _size(b) and not goes_on:
        return False
    if a.box is None or b.box is None:
        return b.number <= a.number + 1 + goes_on
    return b.box.top - a.box.bottom < (2 if goes_on else 1) * a.box.height


def _size(line: Line) -> float | None:
    return round(line.words[0].size, 1) if line.words and line.words[0].size is not None else None


def is_running(lines: Sequence[Line]) -> bool:
    """Whether lines are running text: most of them long, none of them a title."""
    return sum(len(" ".join(line.text.value.split())) > 70 for line in lines) > 0.5 * max(1, len(lines))
