"""The table of contents: its lines are no headings, but tell which titles are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Place
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.structure.shapes import Shape
from pipeline.structure.wording import plain, words_of

NUMBERED = re.compile(
    r"(?:(?P<chapter>Kapitel|KAPITEL|Kap\.?|Avsnitt|Del)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|§\s?\d{1,3}|[IVX]{1,5}(?=\.?\s))(?P<dot>[.:)]?)\s+(?=[^\W\d_]|[”\"(])"
)
"""The number of a heading, and the word before it."""
LEADERS = re.compile(r"\.{3,}|(?:\. ){3,}|…|_{3,}")
ENTRY = re.compile(r"^(?P<title>.*?[^\W\d_].*?)(?P<leader>\s*(?:\.{3,}|(?:\. ){3,}|…+|_{3,})\s*|\s+)(?P<page>\d{1,3})$")
"""A line of a table of contents: a title, dots or a blank, a page number."""
DAMAGED = re.compile(r"^(?P<title>.*?[^\W\d_]{2,}.*?)\s+[.•·…][\s.•·…]*(?P<rest>.*)$")
"""Such a line as an OCR leaves it: the dots become one, or debris."""
ENDS_IN_NUMBER = re.compile(r"\d[\d ,]*$")
LONGEST = 300
"""Characters of such a line, dots and all. The patterns take the third power of the length: ten thousand would take hours, in one call."""
FEWEST, FEWEST_UNTITLED = 3, 6
"""So many entries make a table of contents under its title, and so many where it has none and no dots."""


def _entry(value: str) -> re.Match[str] | None:
    return ENTRY.match(value) if len(value) <= LONGEST and value[-1:].isdigit() else None


def _damaged(value: str) -> re.Match[str] | None:
    return DAMAGED.match(value) if len(value) <= LONGEST else None


def contents_lines(shapes: Sequence[Shape], lexicon: Lexicon) -> frozenset[Place]:
    """The lines of the tables of contents: what stands under 'Innehåll', and runs of lines with dots and page numbers."""
    found: set[Place] = set()
    titles = words_of(lexicon, "contents")
    for index, shape in enumerate(shapes):
        if plain(shape.value.strip(" :.")) in titles:
            below = _entries_below(shapes, index + 1, lexicon)
            if len(below) >= FEWEST:
                found |= {shape.place, *(s.place for s in below)}
    for run in _runs([shape for shape in shapes if shape.place not in found]):
        dotted = sum(LEADERS.search(shape.value) is not None for shape in run)
        if (dotted >= 2 and len(run) >= FEWEST) or len(run) >= FEWEST_UNTITLED:
            found |= {shape.place for shape in run}
    return frozenset(found)


def _entries_below(shapes: Sequence[Shape], start: int, lexicon: Lexicon) -> list[Shape]:
    """The lines below the title, up to running text, or up to the first title that comes again."""
    entries: list[Shape] = []
    seen: set[str] = set()
    verbs = words_of(lexicon, "verb")
    for shape in shapes[start:]:
        title = entry_title(shape.value)
        letters = plain_letters(title)
        words = {plain(word) for word in re.findall(r"[^\W\d_]+", shape.value)}
        is_entry = _entry(shape.value) is not None
        if entries and shape.page != entries[-1].page and not is_entry:
            break
        if letters in seen or (not is_entry and (shape.value[:1].islower() or (words & verbs and len(words) > 4))):
            break
        if not is_entry and len(shape.value) > 90 and not _damaged(shape.value):
            break
        entries.append(shape)
        seen.add(letters)
    while entries and not _entry(entries[-1].value) and not _damaged(entries[-1].value):
        entries.pop()  # what stands below the last entry is something else
    return entries


def _runs(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """Runs of entries whose pages never fall; one line between two of them (a wrapped title) does not end a run."""
    runs: list[list[Shape]] = []
    page, missed = 0, 0
    for shape in shapes:
        match = _entry(shape.value)
        if match is None or ENDS_IN_NUMBER.search(match["title"]):
            missed += 1
            continue
        if runs and missed <= 1 and int(match["page"]) >= page:
            runs[-1].append(shape)
        else:
            runs.append([shape])
        page, missed = int(match["page"]), 0
    return runs


def entry_title(value: str) -> str:
    """The title of a line of a table of contents, without its number."""
    match = _entry(value) or _damaged(value)
    title = match["title"] if match else value
    number = NUMBERED.match(title)
    return title[number.end() if number else 0 :].strip(" .•·…_")


def contents_titles(shapes: Sequence[Shape], contents: frozenset[Place]) -> tuple[frozenset[str], frozenset[str]]:
    """The plain letters of the titles that the table of contents lists: those with a number (left out), those without."""
    numbered: set[str] = set()
    loose: set[str] = set()
    for shape in shapes:
        if shape.place in contents and (_entry(shape.value) or _damaged(shape.value)):
            (numbered if NUMBERED.match(shape.value) else loose).add(plain_letters(entry_title(shape.value)))
    return frozenset(numbered), frozenset(loose)
