"""The second row of a flattened table's header: what stands under each heading of the first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.document import Text
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.repairing.repair import join_lines
from pipeline.repairing.wordlist import word_list
from pipeline.tables.flattened.amounts import natural_count
from pipeline.tables.flattened.flow import Flow, is_open, opens_low

ALIKE, RARE = 0.85, 20.0
"""A heading less like (0-1) than this to a known one is another, if it is a word: one that costs less (nats)."""
WITHIN = 12
"""So many lines below the first headings are looked at."""
SAME_WORD = 0.6
"""So like (0-1) are two second headings that are the same, one of them damaged perhaps."""


def sub_header(flow: Sequence[Flow], start: int, groups: int) -> tuple[list[list[Text]], int] | None:
    """Lines between a header of ``groups`` columns and rows with a multiple of so many amounts: the words of each column's
    second heading, and the line after. ``None`` where the rows have no more amounts."""
    counts = [natural_count(line.text) for line in flow[start : start + WITHIN]]
    count = Counter(c for c in counts if c > 1).most_common(1)[0][0] if any(c > 1 for c in counts) else 0
    if count <= groups or count % groups or counts.count(count) < 2:
        return None
    first = start + next(i for i, c in enumerate(counts) if c > 1)
    words: list[list[Text]] = [[] for _ in range(count)]
    for line in flow[start:first]:
        found = [line.text.slice(m.start(), m.end()) for m in re.finditer(r"[^\s|¦]+", line.value)]
        found = [f for f in found if plain_letters(f.value)]
        if len(found) != count:
            one_by_one = _one_by_one(flow[start:first], count)
            return None if one_by_one is None else (one_by_one, first)
        for column, word in enumerate(found):
            words[column].append(word)
    return (words, first) if first > start else None


def _one_by_one(lines: Sequence[Flow], count: int) -> list[list[Text]] | None:
    """The second headings where each word has its own line, broken words two ('Omslut-' / 'ning'); ``None`` where there are not
    ``count`` of them."""
    if any(len(line.value.split()) > 1 or re.search(r"\d", line.value) for line in lines):
        return None
    words: list[list[Text]] = []
    for line in lines:
        if words and is_open(words[-1][-1].value) and opens_low(line.value):
            words[-1].append(line.text)
        else:
            words.append([line.text])
    return words if len(words) == count else None


def group_widths(words: Sequence[Sequence[Text]], groups: int, lexicon: Lexicon) -> tuple[int, ...] | None:
    """How many second headings stand under each of the first row's: as many under each where they are the same there, else a
    heading that comes again begins the next group ('Intäkter Kostnader Netto | Netto'); ``None`` where neither explains them."""
    said = [plain_letters(join_lines(list(found), lexicon).value) for found in words]
    width = len(said) // groups
    pairs = [(said[at], said[at + width]) for at in range(len(said) - width)]
    if len(said) % groups == 0 and all(lexicon.likeness(one, other) >= SAME_WORD for one, other in pairs):
        return (width,) * groups
    widths: list[int] = []
    group: list[str] = []
    for word in said:
        if not group or any(lexicon.likeness(word, other) >= SAME_WORD for other in group):
            widths.append(0)
            group = []
        widths[-1] += 1
        group.append(word)
    return tuple(widths) if len(widths) == groups else None


def sub_labels(words: Sequence[Sequence[Text]], width: int, lexicon: Lexicon) -> tuple[list[Text], bool]:
    """The second headings as the dictionary writes them, and whether all could be read. Groups of ``width`` headings have
    the same in the same order, so what is damaged in one is read in another."""
    known = {
        plain_letters(row["header_variant"]): row["header_variant"]
        for row in lexicon.rows("column_headers")
        if row["canonical_field"].startswith(("budget_rows.measure=", "scenario=", "volume"))
    }
    joined = [join_lines(list(found), lexicon) for found in words]
    labels: list[Text] = []
    sure = True
    for column, label in enumerate(joined):
        found = [
            lexicon.closest(plain_letters(other.value), tuple(known), cutoff=0.7)
            for other in joined[column % width :: width]
        ]
        best = max((match for match in found if match is not None), key=lambda match: match[1], default=None)
        if best is not None and best[1] < ALIKE and _is_word(label.value, lexicon):
            labels.append(label)  # 'Omslutning' is no damaged 'omsättning'
        elif best is None:
            labels.append(label)
            sure = False
        else:
            labels.append(label.replace(0, len(label), known[best[0]], "header", best[1]))
            sure = sure and all(match is not None and match[1] > 0.85 for match in found)
    return labels, sure


def _is_word(value: str, lexicon: Lexicon) -> bool:
    cost = word_list(lexicon).cost(value.casefold())
    return cost is not None and cost < RARE
