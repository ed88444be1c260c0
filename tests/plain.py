"""Plans written for tests, as pages: from plain text, or set in type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.arranging.layout import arrange
from pipeline.document import (
    Box,
    Decision,
    Document,
    Line,
    Method,
    Page,
    Source,
    Table,
    Word,
    box_around,
    text_of_words,
)
from pipeline.lexicon import Lexicon
from pipeline.reading.plaintext import text_pages
from pipeline.run import plan_at, section_at
from pipeline.structure.blocks import find_blocks
from pipeline.structure.plans import find_plans
from pipeline.structure.sections import find_sections

SOURCE = Source("0" * 64, "plan.txt", "plan.txt", "text/plain", 1, 1)


def pages_of(text: str) -> tuple[Page, ...]:
    """The pages of a plain text, parted by form feeds."""
    return tuple(arrange(raw) for raw in text_pages(text.strip("\n")))


def set_page(
    lines: Sequence[tuple[str, float, bool, float, float]], number: int = 1, method: Method = "text_layer"
) -> Page:
    """A page of lines set in type: (text, size, bold, left, top)."""
    made = []
    for at, (text, size, bold, left, top) in enumerate(lines, 1):
        words, x = [], left
        for piece in text.split():
            box = Box(x, top, x + 0.5 * size * len(piece), top + size)
            words.append(Word(piece, number, box, 1.0, method, size, bold, line=at))
            x = box.right + 0.3 * size
        made.append(Line(at, tuple(words), box_around(w.box for w in words), text_of_words(words), page=number))
    words = tuple(word for line in made for word in line.words)
    return Page(number, 595.0, 842.0, 0, None, words, (), Decision("text_layer", "a test"), lines=tuple(made))


def understood(
    pages: tuple[Page, ...], lexicon: Lexicon, tables: tuple[Table, ...] = (), name: str = "plan.txt"
) -> Document:
    """The document with its sections, plans and blocks, as the chain makes it after the repair."""
    sections = find_sections(pages, tables, lexicon)
    source = replace(SOURCE, name=name)
    plans = find_plans(pages, sections, source, lexicon)
    sections = tuple(replace(s, plan=plan_at(plans, s.place)) for s in sections)
    tables = tuple(replace(t, section=section_at(sections, t.place), plan=plan_at(plans, t.place)) for t in tables)
    blocks = tuple(replace(b, plan=plan_at(plans, b.place)) for b in find_blocks(pages, sections, tables, lexicon))
    return Document(source, pages, sections, plans, tables, blocks)


KOMMUN = """
Björkå kommun
Verksamhetsplan med internbudget 2024–2026
Barn- och utbildningsnämnden
Antagen av barn- och utbildningsnämnden den 14 december 2023, § 88
Dnr BUN 2023/412
\f
Innehåll
1. Nämndens uppgift ............................ 3
2. Mål ......................................... 3
2.1 Skola ...................................... 3
3. Ekonomi ..................................... 4
\f
1. Nämndens uppgift

Nämnden ansvarar för förskola, grundskola och gymnasieskola i kommunen. Verksamheten styrs av
skollagen och av de mål som kommunfullmäktige har beslutat.

2. Mål

Kommunfullmäktige har beslutat om tre inriktningsmål för mandatperioden. Nämnden har brutit ned
dem i egna mål som följs upp två gånger om året.

2.1 Skola

Inriktningsmål 1: Alla elever når målen för sin utbildning.

Nämndmål 1.1 Andelen elever som är behöriga till gymnasieskolan ska öka varje år under hela
planperioden.

Aktiviteter
• Inrätta studiestöd efter skoltid på samtliga högstadieskolor.
• Anställa två speciallärare med inriktning mot
  läs- och skrivutveckling.

Nämndens uppdrag till förvaltningen är att:
• utreda förutsättningarna för en ny förskola i Norrbyn,
• redovisa hur modersmålsundervisningen kan samordnas.

\f
3. Ekonomi

Nämndens ram uppgår till 412 miljoner kronor. Kommunstyrelsen får i uppdrag att återkomma med
förslag till fördelning av medel för lokaler.

Riskbild

Den största risken är att elevtalen ökar snabbare än vad prognosen anger under de kommande åren.
"""
