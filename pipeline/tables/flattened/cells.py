"""Budget tables in plain text with one cell a line, as text taken from a PDF cell by cell: a label, then its amounts below it.

The lines of amounts between two labels are one row. Where most rows have another number of amounts than the header has
columns, the header is put right first: a heading that stands alone further up belongs to it, a label that it swallowed
doesn't. What still does not fit is marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.checking.budget_labels import is_total
from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.account_codes import CODES_AT_LEAST, put_codes
from pipeline.tables.flattened.amounts import is_dash, natural_count, read_amounts
from pipeline.tables.flattened.budget import is_amount_row, is_sentence, take_footnotes
from pipeline.tables.flattened.draft import Draft, HeadCell
from pipeline.tables.flattened.flow import Flow, is_footnote, is_heading, is_open, opens_low
from pipeline.tables.flattened.header import Header, Headers, lone_heading
from pipeline.tables.flattened.header_cover import HeaderColumn
from pipeline.tables.flattened.second_header import group_widths
from pipeline.tables.flattened.short_rows import settle_short_rows

LABEL_LINES = 5
"""A label and the headings above it have no more lines than this together."""
LABEL_FIELDS = frozenset({"budget_rows.label", "unit_in_header"})
"""What the heading of the labels stands for; other words there are a row's label."""
SPACED_SIGN = re.compile(r"[-−–]\s\d[\d\s]*(?:,\d+)?")
"""One amount whose sign stands apart."""
CODE = re.compile(r"\d{1,5}")
"""The number of an account."""
LINES_ABOVE = 3
"""A heading that belongs to a header stands no more lines above it."""


@dataclass(slots=True)
class _Run:
    """The lines without amounts, and those that are an amount each, below them (indices into the flow); the line that
    holds the account's number before the label, where there is one; the labels that stand below the amounts of its last rows."""

    label: list[int] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    code: int | None = None
    late: list[list[int]] = field(default_factory=list)


def is_cell(line: Flow) -> bool:
    """Whether a line is one amount, or the dash of an empty cell, and nothing else."""
    if is_dash(line.value) or SPACED_SIGN.fullmatch(line.value):
        return True
    if natural_count(line.text) != 1:
        return False
    readings = read_amounts(line.text, 1)
    return bool(readings) and not readings[0].label.value


def read_cells(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    """The table under a header whose rows stand a cell a line, and the line after the last; ``None`` where they don't."""
    flow = headers.flow
    runs, stop, tail = _runs(headers, header.stop)
    sizes = Counter(len(run.amounts) for run in runs)
    in_lines = len({column.first_line for column in header.columns}) == len(header.columns)
    if len(runs) < (1 if in_lines else 2) or max(len(run.amounts) for run in runs) < 2:
        return None
    count = max(sizes, key=lambda size: (sizes[size], size))
    headed = sum(column.is_value for column in header.columns[header.names_rows :])
    if sizes[headed] and all(column.is_value for column in header.columns[header.names_rows :]):
        count = headed  # most rows have empty cells, which left no trace
    tail = _total_below(tail, flow, lexicon)
    if _take_late_labels(runs, tail, count, flow, lexicon):
        stop = tail[-1] + 1
    values, taken, spare = _fitted(headers, header, count, unlabelled=not runs[0].label)
    if spare is not None:
        runs[0].label = [spare.first_line]
    named = header.columns[0] not in values and header.columns[0] is not spare
    head = [HeadCell(header.columns[0].text, 0, 0)] if named else []
    fits = len(values) == count
    groups, widths = _groups_above(headers, header, values, lexicon)
    if fits and groups:
        taken = [*taken, *(column.first_line for column in groups)]
        head = _grouped(head, groups, widths, values)
    elif fits:
        head += [HeadCell(column.text, 0, number) for number, column in enumerate(values, 1)]
    draft = Draft(tuple(head) if fits else (), 1 + count)
    if not fits:
        draft.doubts.append("header_inferred")
    elif 2 * sum(size % count == 0 for size in sizes.elements()) < len(runs):
        draft.doubts.append("header_inferred")  # too few rows are full to say that the others' cells stand in order
    draft.places.extend(flow[index].place for index in taken)
    short: list[int] = []
    for run in runs:
        _add_run(draft, run, flow, short)
    if short and not settle_short_rows(draft, short, lexicon):
        draft.doubts.append("columns_inferred")
    if any(run.code is not None for run in runs):
        put_codes(draft, _codes(draft, runs, flow))
    return draft, take_footnotes(flow, stop, draft, lexicon)


def _groups_above(
    headers: Headers, header: Header, values: Sequence[HeaderColumn], lexicon: Lexicon
) -> tuple[list[HeaderColumn], tuple[int, ...]]:
    """The headings of a first header row above one that says only what is measured ('Budget 2024 | Budget 2023' over
    'Intäkter Kostnader Netto | Netto'), and over how many columns each reaches; none where there is no such row."""
    if any(re.search(r"scenario=|investment.year|\d{4}", f"{column.field} {column.text.value}") for column in values):
        return [], ()
    groups: list[HeaderColumn] = []
    for index in range(header.start - 1, -1, -1):
        found = lone_heading(headers, index)
        if found is None or not re.search(r"scenario=|investment.year", found.field) or len(groups) == len(values):
            break
        groups.insert(0, replace(found, first_line=index))
    widths = group_widths([[column.text] for column in values], len(groups), lexicon) if groups else None
    return (groups, widths) if widths is not None else ([], ())


def _grouped(
    named: Sequence[HeadCell],
    groups: Sequence[HeaderColumn],
    widths: Sequence[int],
    values: Sequence[HeaderColumn],
) -> list[HeadCell]:
    """The header of two rows."""
    return [
        *(replace(cell, row_span=2) for cell in named),
        *(HeadCell(g.text, 0, 1 + sum(widths[:at]), widths[at]) for at, g in enumerate(groups)),
        *(HeadCell(column.text, 1, number) for number, column in enumerate(values, 1)),
    ]


def _codes(draft: Draft, runs: Sequence[_Run], flow: Sequence[Flow]) -> dict[int, Text]:
    """The number of each row's account, by row."""
    by_label = {id(flow[run.label[-1]].text): flow[run.code] for run in runs if run.code is not None and run.label}
    found: dict[int, Text] = {}
    for number, row in enumerate(draft.rows):
        for line in (by_label[id(text)] for text in row[0] if id(text) in by_label):
            found[number] = line.text
            draft.places.append(line.place)
    return found


def cell_rows(headers: Headers, start: int) -> list[int]:
    """How many amounts each row from line ``start`` on has where rows stand a cell a line; empty where they don't."""
    return [len(run.amounts) for run in _runs(headers, start)[0]]


def _runs(headers: Headers, start: int) -> tuple[list[_Run], int, list[int]]:
    """The rows from line ``start`` on, the line after the last, and the lines without amounts behind that; none where any
    line holds label and amounts."""
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
        if again is not None and index > start and _stands_alone(flow, again):
            break
        if is_footnote(line.value) or is_heading(line) or is_sentence(line.value):
            break
        if natural_count(line.text) > 1 and (is_amount_row(line) or re.match(r"[-−–+\d]", line.value)):
            return [], start, []
        pending.append(index)
        if len(pending) > LABEL_LINES:
            break
    return _with_codes(runs, flow), stop, pending


def _take_late_labels(
    runs: Sequence[_Run], tail: Sequence[int], count: int, flow: Sequence[Flow], lexicon: Lexicon
) -> bool:
    """Gives rows without a label those that stand below them, as many as there are rows, where the last is a total's (text
    taken from a page cell by cell has bold rows' labels there). Whether those behind the last row were used."""
    bare: list[_Run] = []  # a run for each row without a label so far
    for number, run in enumerate(runs):
        rows, odd = divmod(len(run.amounts), count)
        missing = max(0, rows - max(1, len(_labels(run.label, flow))))
        bare = [] if odd and len(run.amounts) > count else [*bare, *[run] * missing]
        is_last = number + 1 == len(runs)
        below = _labels(tail if is_last else runs[number + 1].label, flow)
        if not bare or len(below) != len(bare) + (not is_last):
            continue
        if not is_total(" ".join(flow[at].value for at in below[len(bare) - 1]), lexicon):
            continue
        for owner, label in zip(bare, below, strict=False):
            owner.late.append(label)
        if is_last:
            return True
        runs[number + 1].label = below[-1]
        bare = []
    return False


def _total_below(lines: Sequence[int], flow: Sequence[Flow], lexicon: Lexicon) -> list[int]:
    """The first of the lines behind a table that no blank line parts, and totals right below them ('Resultat' can begin a
    header as well)."""
    found = list(lines[:1])
    while found and found[-1] + 1 < len(flow):
        line = flow[found[-1] + 1]
        if line.gap or line.starts_page or not (found[-1] + 1 in lines or is_total(line.value, lexicon)):
            break
        found.append(found[-1] + 1)
    return found


def _stands_alone(flow: Sequence[Flow], header: Header) -> bool:
    """Whether a header among a table's rows begins another table: it has no more lines than headings, or only its years
    stand on lines of their own besides."""
    lines = flow[header.start : header.stop]
    years = sum(bool(re.fullmatch(r"(?:19|20)\d\d", line.value)) for line in lines)
    dated = years > 1 and sum(column.is_value for column in header.columns) > 1
    return len(lines) <= len(header.columns) + 1 + (years if dated else 0)


def _with_codes(runs: list[_Run], flow: Sequence[Flow]) -> list[_Run]:
    """The rows where each begins with the number of an account: it was taken for the last amount of the row before. They are
    such numbers where one stands before the first label, nearly every row of amounts has one more for it, and they rise."""
    if len(runs) < CODES_AT_LEAST or runs[0].label or len(runs[0].amounts) != 1:
        return runs
    width = Counter(len(run.amounts) for run in runs).most_common(1)[0][0] - 1
    if width < 2:
        return runs
    coded = [run for run in runs[:-1] if len(run.amounts) % width == 1 and CODE.fullmatch(flow[run.amounts[-1]].value)]
    numbers = [int(flow[run.amounts[-1]].value) for run in coded]
    if runs[0] not in coded or len(coded) * 3 < len(runs) * 2 or any(a >= b for a, b in pairwise(numbers)):
        return runs
    found: list[_Run] = []
    label: list[int] = []
    code: int | None = None
    for run in runs:
        label, amounts = [*label, *run.label], run.amounts
        taken = any(run is other for other in coded)
        if own := amounts[:-1] if taken else amounts:
            found.append(_Run(label, own, code))
            label = []
        code = amounts[-1] if taken else None
    return found


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
    labels = _labels(run.label, flow)
    rows = range(0, len(run.amounts), count)
    own = len(rows) if len(labels) >= len(rows) else min(1, len(labels))
    for label in labels[: len(labels) - own]:
        draft.new_row()[0].extend(flow[at].text for at in label)
    labels = [*labels[len(labels) - own :], *run.late]
    draft.places.extend(
        flow[index].place for index in (*run.label, *run.amounts, *(at for label in run.late for at in label))
    )
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


def _labels(lines: Sequence[int], flow: Sequence[Flow]) -> list[list[int]]:
    """The lines before a run's amounts as labels, each of the lines that it is wrapped over."""
    labels: list[list[int]] = []
    for index in lines:
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
        readings = read_amounts(line.text, count)
        label = readings[0].label.value if readings else ""
        more += bool(re.search(r"(?:^|\s)(?:[-−–+]\s?\d[\d\s.,]*|\d+[.,]\d+)$", label))
    return more * 2 > len(rows)
