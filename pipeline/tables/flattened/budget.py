"""Budget tables in plain text: a label and as many amounts as the header has columns.

A row is a label with its amounts behind it, on one line or on several: the label wrapped before the amounts, the
amounts on lines of their own. Lines without amounts are the start of a wrapped label when they can't end there or the
next one continues them; else a row of their own (a group's heading, a row without amounts). A heading, a footnote,
another header, or text with no amounts to come ends the table.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.repairing.repair import join_lines
from pipeline.tables.flattened.amounts import (
    IN_LABEL,
    UNMERGED,
    AmountRow,
    decimals,
    looks_like_amount,
    natural_count,
    read_amounts,
)
from pipeline.tables.flattened.draft import Draft, HeadCell
from pipeline.tables.flattened.flow import Flow, is_footnote, is_heading, is_open, opens_low
from pipeline.tables.flattened.header import Header, Headers
from pipeline.tables.flattened.plain_headers import word_header
from pipeline.tables.flattened.short_rows import settle_short_rows

LOOK_AHEAD = 4
"""A label wraps over fewer lines than this before its amounts come."""
NOTE = re.compile(r"(?<=\S)\s+\d{1,2}(?:,\s?\d{1,2})*$")
"""The number of a note, or several, behind a label."""
LEADER = re.compile(r"(?:\.\s?){5,}")
"""The dots that lead to a page number, in a table of contents."""
FULL_WITHIN = 60
"""So many lines are looked through for rows that show where the columns stand."""
SENTENCE = 12
"""So many words in one label are a sentence that happens to end in figures."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the amounts of a table look like: how many to a row, how many decimals most have, how many columns stand under
    one heading of the first header row, whether labels end in the number of a note."""

    count: int
    decimals: int
    width: int
    notes: bool = False


def read_budget(
    headers: Headers,
    start: int,
    head: tuple[HeadCell, ...],
    columns: tuple[int, int],
    header: Header | None,
    lexicon: Lexicon,
    *,
    notes: bool = False,
) -> tuple[Draft, int] | None:
    """The rows from line ``start`` on, and the line after the last; ``None`` where no row follows. ``columns``: how many amount
    columns there are, and how many stand under one heading of the first header row."""
    flow = headers.flow
    count, width = columns
    shape = _Shape(count, _usual_decimals(flow, start, count), width, notes)
    draft = Draft(head, 1 + count)
    short: list[int] = []
    gaps: list[int] = []
    full = _full_rows(flow, start, shape)
    pending: list[Flow] = []
    index, stop = start, start
    while index < len(flow):
        line = flow[index]
        if header is not None and line.starts_page | (index > start):
            again = headers.at(index) or word_header(flow, index)
            if again is not None and again.kind == "budget":
                if again.labels != header.labels or not line.starts_page:
                    break
                draft.places.extend(f.place for f in flow[again.start : again.stop])
                index = again.stop
                continue
        row = _row_of(line, shape) or _short_row(flow, index, shape, draft)
        if row is None:
            if _ends(line) or not _leads_on(flow, index, pending, draft, shape):
                break
            if not pending and draft.rows and _continues_last(line, draft):
                draft.rows[-1][0].append(line.text)
                draft.places.append(line.place)
                stop = index + 1
            else:
                pending = _with_pending(pending, line, draft)
        elif not row.label.value and not pending and _is_apart(line, draft, gaps):
            break
        else:
            gaps.append(line.gap)
            ends = tuple(line.indent + end for end in row.ends)
            at = _columns_by_place(ends, full) if row.count < shape.count and "  " in line.value else None
            _add_row(draft, pending, row, line, shape, at)
            if row.count < shape.count and row.label.value and at is None and not _is_of_groups(row, shape):
                short.append(len(draft.rows) - 1)
            pending, stop = [], index + 1
        index += 1
    if not draft.rows:
        return None
    short = [row for row in short if not all(draft.rows[row][1:])]
    if short and not settle_short_rows(draft, short, lexicon):
        draft.doubts.append("columns_inferred")
    return draft, take_footnotes(flow, stop, draft, lexicon)


def _row_of(line: Flow, shape: _Shape) -> AmountRow | None:
    """The line as a row of the table, where it is one."""
    readings = read_amounts(line.text, shape.count)
    if not readings or LEADER.search(line.value):
        return None
    best = min(readings, key=lambda row: row.cost + _oddness(row, shape) - _noted(row, shape))
    if best.label.value and not re.search(r"[^\W\d_]", best.label.value):
        return None  # figures alone, and more of them than there are columns: a diagram's
    amounts = [a.value for a in best.amounts if a is not None]
    words = len(best.label.value.split())
    if best.count < shape.count:
        like = sum(decimals(a) == shape.decimals for a in amounts) if shape.decimals else 0
        whole = not shape.decimals and any(map(looks_like_amount, amounts)) and all(map(_is_whole_amount, amounts))
        sound = bool(amounts) and (like == len(amounts) or whole)
        if best.label.value and not (sound and words < SENTENCE):
            return None
        if not best.label.value and not amounts:
            return None
    if words >= SENTENCE and not all(map(looks_like_amount, amounts)):
        return None
    return best


def _short_row(flow: Sequence[Flow], index: int, shape: _Shape, draft: Draft) -> AmountRow | None:
    """A line within a table that has a label and some amounts, none of which looks like more than a figure ('Lekplatser 1500
    750'), where the rows go on after it. A figure before a line of amounts alone is its label's end ('Etapp 2')."""
    line = flow[index]
    readings = read_amounts(line.text, shape.count)
    if not draft.rows or not readings or _ends(line) or index + 1 == len(flow) or natural_count(line.text) == 0:
        return None
    best = min(readings, key=lambda row: row.cost + _oddness(row, shape))
    amounts = [amount.value for amount in best.amounts if amount is not None]
    words = re.findall(r"[^\W\d_]{2,}", best.label.value)
    if not 0 < len(words) < SENTENCE // 2 or not amounts or all(_is_small_or_year(amount) for amount in amounts):
        return None
    ahead = [_row_of(later, shape) for later in flow[index + 1 : index + 1 + LOOK_AHEAD]]
    goes_on = any(row is not None and row.label.value and row.count == shape.count for row in ahead)
    bare = ahead[0] is not None and not ahead[0].label.value
    return best if goes_on and not bare else None


def _is_whole_amount(amount: str) -> bool:
    """Whether a figure is an amount beside others that are, though its thousands have no blank."""
    return looks_like_amount(amount) or bool(re.fullmatch(r"(?!(?:19|20)\d\d$)\d{4,7}", amount))


def _is_small_or_year(amount: str) -> bool:
    return bool(re.fullmatch(r"\d|(?:19|20)\d\d", amount.strip()))


def _is_of_groups(row: AmountRow, shape: _Shape) -> bool:
    """Whether a row has one amount for each group of columns: they are the groups' first ones."""
    return shape.width > 1 and row.count * shape.width == shape.count


def _noted(row: AmountRow, shape: _Shape) -> float:
    """What it no longer costs to leave a figure to the label, where it is a note's number."""
    return IN_LABEL + UNMERGED if shape.notes and row.count == shape.count and NOTE.search(row.label.value) else 0.0


def _oddness(row: AmountRow, shape: _Shape) -> float:
    """How many amounts lack the decimals that the others have, and how far apart a row's amounts lie (a year's amount
    is of the same size as the next one's): the reading with less of it is the likelier."""
    amounts = [a.value for a in row.amounts if a is not None]
    odd = sum(decimals(a) != shape.decimals for a in amounts) if shape.decimals else 0
    sizes = [s for a in amounts if (s := _size(a, shape.decimals)) > 0]
    return odd + (0.8 * math.log10(max(sizes) / min(sizes)) if sizes else 0.0)


def _size(amount: str, usual: int) -> float:
    """About how large an amount is, a lost comma before the usual decimals put back; without its sign."""
    digits = re.sub(r"\D", "", amount)
    return float(digits or "0") * 10.0 ** -(decimals(amount) or usual)


def _usual_decimals(flow: Sequence[Flow], start: int, count: int) -> int:
    seen: Counter[int] = Counter()
    for line in flow[start : start + 40]:
        readings = read_amounts(line.text, count)
        if readings and readings[0].count == count:
            seen.update(d for a in readings[0].amounts if a is not None and (d := decimals(a.value)) is not None)
    return seen.most_common(1)[0][0] if seen else 0


def _ends(line: Flow) -> bool:
    return bool(LEADER.search(line.value)) or is_footnote(line.value) or is_heading(line)


def _leads_on(flow: Sequence[Flow], index: int, pending: Sequence[Flow], draft: Draft, shape: _Shape) -> bool:
    """Whether amounts come soon after a line without any, or it finishes the last row's label."""
    if not pending and draft.rows and _continues_last(flow[index], draft):
        return True
    if is_sentence(" ".join(line.value for line in (*pending, flow[index]))):
        return False
    for ahead in range(index + 1, min(len(flow), index + 1 + LOOK_AHEAD)):
        if _ends(flow[ahead]):
            return False
        row = _row_of(flow[ahead], shape)
        if row is not None:
            return row.count == shape.count or bool(row.label.value) or shape.count > 1
        if len(flow[ahead].value) > 90:
            return False
    return False


def is_sentence(value: str) -> bool:
    """Whether a line without amounts is running text: long, and with the end of a sentence in it."""
    return len(value.split()) > SENTENCE // 2 and bool(re.search(r"[^\W\d_]{3}[.]$|[.]\s[A-ZÅÄÖ]\w+\s\w", value))


def _continues_last(line: Flow, draft: Draft) -> bool:
    """A label's end behind its amounts: it goes on in small letters, and the row has its amounts."""
    last = draft.rows[-1]
    said = last[0][-1].value if last[0] else ""
    return bool(said) and any(last[1:]) and is_open(said) and opens_low(line.value)


def _with_pending(pending: list[Flow], line: Flow, draft: Draft) -> list[Flow]:
    """The lines of a label so far and one more; a label that is complete becomes a row without amounts."""
    if pending and not (is_open(pending[-1].value) or opens_low(line.value)):
        _heading_row(draft, pending)
        return [line]
    return [*pending, line]


def _heading_row(draft: Draft, pending: Sequence[Flow]) -> None:
    row = draft.new_row()
    row[0].extend(line.text for line in pending)
    draft.places.extend(line.place for line in pending)


def _is_apart(line: Flow, draft: Draft, gaps: Sequence[int]) -> bool:
    """Whether figures without a label stand further below a full row than rows do: a diagram's."""
    return bool(draft.rows) and all(draft.rows[-1][1:]) and line.gap > max(gaps[1:], default=0)


def _full_rows(flow: Sequence[Flow], start: int, shape: _Shape) -> list[tuple[int, ...]]:
    """Where the amounts end, in letters from the left, of the rows set by wide gaps that have one in every column."""
    found: list[tuple[int, ...]] = []
    for line in flow[start : start + FULL_WITHIN]:
        if _ends(line):
            break
        if "  " in line.value and (row := _row_of(line, shape)) is not None and row.count == shape.count:
            found.append(tuple(line.indent + end for end in row.ends))
    return found


def _columns_by_place(ends: tuple[int, ...], full: Sequence[tuple[int, ...]]) -> tuple[int, ...] | None:
    """In text set by blanks, the columns (from 0) whose amounts end where these do; ``None`` where that is not clear."""
    if len(full) < 2:
        return None
    edges = [sorted(column)[len(full) // 2] for column in zip(*full, strict=True)]
    at = tuple(min(range(len(edges)), key=lambda c: abs(edges[c] - end)) for end in ends)
    near = all(abs(edges[column] - end) <= 2 for column, end in zip(at, ends, strict=True))
    return at if near and len(set(at)) == len(at) else None


def _add_row(
    draft: Draft,
    pending: Sequence[Flow],
    found: AmountRow,
    line: Flow,
    shape: _Shape,
    columns: tuple[int, ...] | None,
) -> None:
    """A row with what stood before it: its label's first lines, or a row of their own."""
    label = found.label
    last = draft.rows[-1] if draft.rows else None
    if not label.value and not pending and last is not None and sum(map(bool, last[1:])) + found.count <= shape.count:
        at = next((c for c in range(len(last) - 1, 0, -1) if last[c]), 0)
        if at + found.count <= shape.count:
            for offset, amount in enumerate(found.amounts, at + 1):
                if amount is not None:
                    last[offset].append(amount)
            draft.places.append(line.place)
            return
    joins = pending and (not label.value or is_open(pending[-1].value) or opens_low(label.value))
    if pending and not joins:
        _heading_row(draft, pending)
    row = draft.new_row()
    if joins:
        row[0].extend(p.text for p in pending)
        draft.places.extend(p.place for p in pending)
    if label.value:
        row[0].append(label)
    # One amount to each group of columns is its first: 'omsättning' is there where 'varav ram' is not.
    step = shape.width if _is_of_groups(found, shape) else 1
    for number, amount in enumerate(found.amounts):
        if amount is not None:
            row[1 + (number * step if columns is None else columns[number])].append(amount)
    draft.places.append(line.place)


def take_footnotes(flow: Sequence[Flow], stop: int, draft: Draft, lexicon: Lexicon) -> int:
    """The notes right below the table join it, wrapped ones too; the line after the last of them."""
    notes: list[list[Text]] = []
    index = stop
    while index < len(flow) and not flow[index].starts_page:
        line = flow[index]
        if is_footnote(line.value):
            notes.append([line.text])
        elif notes and opens_low(line.value) and not re.search(r"[.!?)]$", notes[-1][-1].value):
            notes[-1].append(line.text)
        else:
            break
        draft.places.append(line.place)
        index += 1
    draft.footnotes.extend(join_lines(note, lexicon) for note in notes)
    return index


def is_amount_row(line: Flow) -> bool:
    """A row by itself, without a header to say so: a label and two or more amounts no sentence would end in."""
    count = natural_count(line.text)
    if count < 2 or not re.search(r"[^\W\d_]{3}", line.value):
        return False
    readings = read_amounts(line.text, count)
    if not readings or len(readings[0].label.value.split()) >= SENTENCE or not readings[0].label.value:
        return False
    return all(looks_like_amount(a.value) for a in readings[0].amounts if a is not None)


def run_of_amount_rows(flow: Sequence[Flow], start: int) -> int | None:
    """How many amounts most rows from ``start`` on have, where at least three of the next five lines are such rows."""
    if not is_amount_row(flow[start]):
        return None
    counts = [natural_count(line.text) for line in flow[start : start + 5] if is_amount_row(line)]
    return Counter(counts).most_common(1)[0][0] if len(counts) >= 3 else None
