"""Lines of a plain text that stand in no table: titles of chapters between tables, and what a cover says of the decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.lexicon import Lexicon
from pipeline.structure.dates import decided_on_in
from pipeline.structure.shapes import SENTENCE_END
from pipeline.structure.standing import UNIT
from pipeline.structure.titles import WHOLE, title_of
from pipeline.structure.wording import is_header_row, plain, words_of
from pipeline.tables.flattened.flow import Flow

LONGEST, SHORTEST_TEXT = 70, 60
"""Letters: a title has no more, a line of running text no fewer."""
LONGEST_DECISION = 120
_DATE, _PARAGRAPH = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d"), re.compile(r"§\s?\d{1,3}\W*$")
_DIARY = re.compile(r"(?:dnr|diarie(?:nummer|nr)|ärende(?:nummer|nr))\b", re.IGNORECASE)
_ROW_END = re.compile(r"[\d%)]$")
_ROW = re.compile(r"[^\W\d_]{2}.*\d[\d,.]*$")
_WIDE_GAP = re.compile(r"\S {3,}\S")


def with_chapters(flow: Sequence[Flow], lexicon: Lexicon) -> tuple[Flow, ...]:
    """The lines, those marked that are a known title below an ended row and above running text or a table's header, or say
    when the plan was decided. Rows of a table that name a group ('Ekonomi', 'Investeringar') have rows below them instead."""
    return tuple(
        replace(line, no_row=True) if _is_decision(line.value) or _heads_chapter(flow, index, lexicon) else line
        for index, line in enumerate(flow)
    )


def _is_decision(value: str) -> bool:
    """'Antagen av nämnden 2031-11-12, § 96', 'Fastställd den 9 december 2031', 'Dnr KS 2031/118'."""
    if len(value) > LONGEST_DECISION:
        return False
    return bool(decided_on_in(value) or _DIARY.match(value) or (_DATE.search(value) and _PARAGRAPH.search(value)))


def _heads_chapter(flow: Sequence[Flow], index: int, lexicon: Lexicon) -> bool:
    line = flow[index]
    value = line.value
    if len(value) > LONGEST or not value[:1].isupper() or index + 1 >= len(flow):
        return False
    if title_of(value, lexicon).likely < WHOLE:
        return False
    above, below = flow[index - 1].value if index else "", flow[index + 1].value
    if is_header_row(value, lexicon, fewest=1):  # 'Volymer' and 'Uppföljning' head columns as well
        far = line.gap > 1 and _is_running(below, lexicon, far=True)
        return far or (bool(_ROW.search(above)) and _heads(below, lexicon))
    if not (not above or line.starts_page or line.gap > 1 or SENTENCE_END.search(above) or _ROW_END.search(above)):
        return False
    return _heads(below, lexicon) or _is_running(below, lexicon, far=line.gap > 1)


def _heads(value: str, lexicon: Lexicon) -> bool:
    """Whether a line is a table's header."""
    return UNIT.match(value) is not None or is_header_row(value, lexicon)


def _is_running(value: str, lexicon: Lexicon, *, far: bool) -> bool:
    """Whether a line is running text; where no blank lines stand above the title, no target or indicator either."""
    if len(value) < SHORTEST_TEXT or not value[0].isupper() or _ROW_END.search(value) or _WIDE_GAP.search(value):
        return False
    words = {plain(word) for word in re.findall(r"[^\W\d_]+", value)}
    return far or bool(words & words_of(lexicon, "verb") and not words & words_of(lexicon, "statement"))
