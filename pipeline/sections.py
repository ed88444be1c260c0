"""The heading tree."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.document import Page, Section, Table
from pipeline.lexicon import Lexicon

NUMBERED = re.compile(r"^\s?(\d+(?:\.\d+)*)\.?\s+([A-ZÅÄÖ].{2,90})$")


def find_sections(pages: tuple[Page, ...], tables: tuple[Table, ...], lexicon: Lexicon) -> tuple[Section, ...]:
    """The headings of all pages in order; each section ends where the next on its level or above begins."""
    taken = {place for table in tables for place in table.places}
    found: list[Section] = []
    for page in pages:
        for line in page.lines:
            if line.role == "body" and line.place not in taken and (match := NUMBERED.match(line.text.value.rstrip())):
                level = match[1].count(".") + 1
                found.append(Section(match[1], line.text.slice(match.start(2), match.end(2)), level, None, line.place, (1 << 30, 0)))
    return tuple(replace(s, end=found[i + 1].place) if i + 1 < len(found) else s for i, s in enumerate(found))
