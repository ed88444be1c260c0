"""Budget tables in plain text with one cell a line, as text taken from a PDF cell by cell: a label, then its amounts below it.

The lines of amounts between two labels are one row. Where most rows have another number of amounts than the header has
columns, the header is put right first: a heading that stands alone further up belongs to it, a label that it swallowed
doesn't. What still does not fit is marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.lexicon import Lexicon
from pipeline.tables.draft import Draft, HeadCell
from pipeline.tables.flattened_amounts import is_dash, natural_count, read_amounts
from pipeline.tables.flattened_budget import is_amount_row, is_sentence, take_footnotes
from pipeline.tables.flattened_header import Header, Headers, lone_heading
from pipeline.tables.flow import Flow, is_footnote, is_heading, is_open, opens_low
from pipeline.tables.header_cover import HeaderColumn
from pipeline.tables.short_rows import settle_short_rows

LABEL_LINES = 5
"""A label and the headings above it have no more lines than this together."""
LABEL_FIELDS = frozenset({"budget_rows.label", "unit_in_header"})
"""What the heading of the labels stands for; other words there are a row's label."""
SPACED_SIGN = re.compile(r"[-−–]\s\d[\d\s]*(?:,\d+)?")
"""One amount whose sign stands apart."""
LINES_ABOVE = 3
"""A heading that belongs to a header stands no more lines above it."""


@dataclass(slots=True)
class _Run:
    """The lines without amounts, and those that are an amount each, below them (indices into the flow)."""

    label: list[int] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)


def is_cell(line: Flow) -> bool:
    """Whether a line is one amount, or the dash of an empty cell, and nothing else."""
    if is_dash(line.value) or SPACED_SIGN.fullmatch(line.value):
        return True
    readings = read_amounts(line.text, 1)
    return natural_count(line.text) == 1 and bool(readings) and not readings[0].label.value


def read_cells(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    """The table under a header whose rows stand a cell a line, and the line after the last; ``None`` where they don't."""
    flow = headers.flow
    runs, stop = _runs(headers, header.stop)
    sizes = Counter(len(run.amounts) for run in runs)
    in_lines = len({column.first_line for column in header.columns}) == len(header.columns)
    if len(runs) < (1 if in_lines else 2) or max(len(run.amounts) for run in runs) < 2:
        return None
    count = max(sizes, key=lambda size: (sizes[size], size))
    values, taken, spare = _fitted(headers, header, count, unlabelled=not runs[0].label)
    if spare is not None:
        runs[0].label = [spare.first_line]
    named = header.columns[0] not in values and header.columns[0] is not spare
    head = [HeadCell(header.columns[0].text, 0, 0)] if named else []
    fits = len(values) == count
    if fits:
        head += [HeadCell(column.text, 0, number) for number, column in enumerate(values, 1)]
    draft = Draft(tuple(head) if fits else (), 1 + count)
    if not fits:
        draft.doubts.append("header_inferred")
    draft.places.extend(flow[index].place for index in taken)
    short: list[int] = []
    for run in runs:
        _add_run(draft, run, flow, short)
    if short and not settle_short_rows(draft, short, lexicon):
        draft.doubts.append("columns_inferred")
    return draft, take_footnotes(flow, stop, draft, lexicon)


def cell_rows(headers: Headers, start: int) -> list[int]:
    """How many amounts each row from line ``start`` on has where rows stand a cell a line; empty where they don't."""
    return [len(run.amounts) for run in _runs(headers, start)[0]]


def _runs(headers: Headers, start: int) -> tuple[list[_Run], int]:
    """The rows from line ``start`` on and the line after the last; none where any line holds label and amounts."""
    flow = headers.flow
    runs: list[_Run] = []
    pending: list[int] = []
    stop = start
    for index in range(start, len(flow)):
        line = flow[index]
        if is_cell(line):
            if pending or not runs:
                runs.append(_Run(pending, []))
            runs[-1].amounts.append(index)
            pending, stop = [], index + 1
            continue
        again = headers.at(index)
        if again is not None and again.stop <= index + len(again.columns) + 1 and index > start:
            break
        if is_footnote(line.value) or is_heading(line) or is_sentence(line.value):
            break
        if natural_count(line.text) > 1 and (is_amount_row(line) or re.match(r"[-−–+\d]", line.value)):
            return [], start
        pending.append(index)
        if len(pending) > LABEL_LINES:
            break
    return runs, stop


def _fitted(
    headers: Headers, header: Header, count: int, *, unlabelled: bool
) -> tuple[tuple[HeaderColumn, ...], list[int], HeaderColumn | None]:
    """The headings of the value columns, brought to ``count`` if that can be; further lines that they take; what the header
    holds that is the first row's label."""
    columns = header.columns
    values = columns[1:] if header.names_rows else columns
    first, last = columns[0], columns[-1]
    if len(values) == count or (len(values) == count + 1 and "scenario=" not in first.field and not unlabelled):
        return values[-count:], [], None
    if len(values) == count + 1 and unlabelled and last.is_value and last.field.endswith("total"):
        return values[:-1], [], last
    above = [
        (index, found)
        for index in range(max(0, header.start - LINES_ABOVE), header.start)
        if (found := lone_heading(headers, index)) is not None
    ]
    if above and len(values) + len(above) == count:
        spare = first if unlabelled and header.names_rows and first.field not in LABEL_FIELDS else None
        return (*(found for _, found in above), *values), [index for index, _ in above], spare
    return values, [], None


def _add_run(draft: Draft, run: _Run, flow: Sequence[Flow], short: list[int]) -> None:
    """A row with its label; headings that stand above the label are rows of their own. A run of several rows' amounts is
    so many rows, with the last so many labels in order, where there are enough of them; else only the first has one."""
    count = draft.columns - 1
    labels = _labels(run, flow)
    rows = range(0, len(run.amounts), count)
    own = len(rows) if len(labels) >= len(rows) else min(1, len(labels))
    for label in labels[: len(labels) - own]:
        draft.new_row()[0].extend(flow[at].text for at in label)
    labels = labels[len(labels) - own :]
    draft.places.extend(flow[index].place for index in (*run.label, *run.amounts))
    for number, at in enumerate(rows):
        row = draft.new_row()
        if number < len(labels):
            row[0].extend(flow[index].text for index in labels[number])
        cells = run.amounts[at : at + count]
        for column, index in enumerate(cells, 1):
            if not is_dash(flow[index].value):
                row[column].append(flow[index].text)
        if len(cells) < count:
            short.append(len(draft.rows) - 1)


def _labels(run: _Run, flow: Sequence[Flow]) -> list[list[int]]:
    """The lines before a run's amounts as labels, each of the lines that it is wrapped over."""
    labels: list[list[int]] = []
    for index in run.label:
        if labels and (is_open(flow[labels[-1][-1]].value) or opens_low(flow[index].value)):
            labels[-1].append(index)
        else:
            labels.append([index])
    return labels


def has_more_amounts(flow: Sequence[Flow], start: int, count: int) -> bool:
    """Whether most rows below a header end in more amounts than it has columns: then it isn't all of their header."""
    rows = [line for line in flow[start : start + 8] if is_amount_row(line)]
    more = 0
    for line in rows:
        label = read_amounts(line.text, count)[0].label.value if read_amounts(line.text, count) else ""
        more += bool(re.search(r"(?:^|\s)(?:[-−–+]\s?\d[\d\s.,]*|\d+[.,]\d+)$", label))
    return more * 2 > len(rows)
