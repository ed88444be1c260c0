"""Tables in plain text that has lost its columns: where they begin, what they are, where they end.

A header begins a table; its kind says which grammar reads the rows (``docs/architecture.md``). A run of rows with
amounts is a table also where its header can't be read: then its columns are those of a sibling table with as many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.document import Page, Table, Text, join_texts
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.account_codes import split_codes
from pipeline.tables.flattened.budget import (
    NOTE,
    read_budget,
    run_of_amount_rows,
)
from pipeline.tables.flattened.cells import has_more_amounts, read_cells
from pipeline.tables.flattened.chapters import with_chapters
from pipeline.tables.flattened.draft import Draft, HeadCell, table_of
from pipeline.tables.flattened.fit import fitting_header, is_label_by_rows
from pipeline.tables.flattened.flow import SPAN, Flow, flow_of
from pipeline.tables.flattened.gapped_rows import read_gapped
from pipeline.tables.flattened.header import Header, Headers, damaged_header
from pipeline.tables.flattened.header_words import Kind
from pipeline.tables.flattened.indicators import read_indicators
from pipeline.tables.flattened.paragraph_rows import read_paragraphs
from pipeline.tables.flattened.plain_headers import unit_header, word_header
from pipeline.tables.flattened.risks import read_risks
from pipeline.tables.flattened.second_header import group_widths, sub_header, sub_labels
from pipeline.tables.flattened.stub_columns import with_stub_column

SOUND, INFERRED = 0.9, 0.6
"""Confidence (0-1) of a table under a header that was read, and under one that was inferred."""
LEFT_AT_LEAST, LEFT_MOSTLY = 0.45, 0.55
"""How like (0-1) a damaged header's words are to those of the header taken for it: the worst of them, and all."""


def find_flattened(pages: tuple[Page, ...], lexicon: Lexicon) -> tuple[Table, ...]:
    """The tables of the pages that have text without boxes, in reading order."""
    headers = Headers(with_chapters(flow_of(pages), lexicon), lexicon)
    flow = headers.flow
    tables: list[Table] = []
    waiting: list[tuple[int, Draft, int]] = []  # tables whose header waits for a sibling: place in tables, draft, line
    budgets: set[int] = set()
    index = 0
    while index < len(flow):
        found = _table_at(headers, index, lexicon)
        if found is None:
            index += 1
            continue
        kind, draft, stop = found
        if kind == "budget":
            budgets.add(len(tables))
        if "header_inferred" in draft.doubts and not draft.header_rows:
            waiting.append((len(tables), draft, index))
        confidence = INFERRED if {"header_inferred", "header_damaged"} & set(draft.doubts) else SOUND
        tables.append(table_of(draft, "flattened", lexicon, confidence=confidence))
        index = max(stop, index + 1)
    for place, draft, index in waiting:
        draft.head = _siblings_head(draft, place, tables, budgets)
        if index and _tells(damaged_header(flow[index - 1], draft.columns - 1), draft.head, lexicon):
            draft.doubts[draft.doubts.index("header_inferred")] = "header_damaged"
        tables[place] = table_of(draft, "flattened", lexicon, confidence=INFERRED)
    return tuple(tables)


def _table_at(headers: Headers, index: int, lexicon: Lexicon) -> tuple[Kind, Draft, int] | None:
    flow = headers.flow
    if flow[index].no_row:
        return None
    gapped = read_gapped(flow, index, lexicon)
    if gapped is not None:
        return gapped
    in_paragraphs = read_paragraphs(headers, index, lexicon)
    if in_paragraphs is not None:
        return in_paragraphs
    header = fitting_header(headers, index) or unit_header(flow, index, lexicon) or word_header(flow, index)
    if header is not None:
        found = _under_header(headers, header, lexicon)
        if found is not None and not (header.kind == "budget" and _holds_years_alone(found[0])):
            draft, stop = found
            draft.places.extend(line.place for line in flow[header.start : header.stop])
            if header.kind == "budget":
                split_codes(draft)
            return header.kind, draft, stop
    count = run_of_amount_rows(flow, index)
    if count is not None:
        found = _without_header(headers, index, count, lexicon)
        return None if found is None else ("budget", *found)
    return None


def _holds_years_alone(draft: Draft) -> bool:
    """Whether all that would be amounts are years: then the rows are the header of another table."""
    amounts = [line.value for row in draft.rows for cell in row[1:] for line in cell]
    return bool(amounts) and all(re.fullmatch(r"(?:19|20)\d\d", amount) for amount in amounts)


def _under_header(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    if header.kind == "budget":
        spanned = _with_span(headers.flow, header)
        found = _budget(headers, spanned, lexicon)
        if found is not None:
            found[0].places.extend(line.place for line in headers.flow[header.stop : spanned.stop])
        return found
    if header.kind == "indicator":
        return read_indicators(headers, header, lexicon)
    if header.kind == "risk":
        return read_risks(headers, header, lexicon)
    return None


def _budget(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    flow = headers.flow
    in_cells = read_cells(headers, header, lexicon)
    if in_cells is not None:
        return in_cells
    notes = any(column.field == "note" for column in header.columns)
    header = replace(header, columns=tuple(c for c in header.columns if c.field != "note"))
    named = header.names_rows or is_label_by_rows(flow, header)
    values = header.columns[1:] if named else header.columns
    label = header.columns[0].text if named else None
    if named and is_label_by_rows(flow, replace(header, columns=values)):
        values = values[1:]  # a title that stood above the header and looked like a heading
    stub = with_stub_column(flow, header, len(values), lexicon) if label is not None else None
    if stub is not None:
        header, label, values = stub, stub.columns[0].text, stub.columns[1:]
    second = sub_header(flow, header.stop, len(values))
    if second is None and has_more_amounts(flow, header.stop, len(values)):
        return None
    head: list[HeadCell] = []
    sure, unsure = True, False
    if second is None:
        start, count, width = header.stop, len(values), 1
        head = [HeadCell(column.text, 0, number) for number, column in enumerate(values, 1)]
        if label is not None:
            head.insert(0, HeadCell(label, 0, 0))
    else:
        words, start = second
        count = len(words)
        widths = group_widths(words, len(values), lexicon)
        even = widths is None or len(set(widths)) == 1
        groups = (count // len(values),) * len(values) if widths is None else widths
        if label is not None:
            head.append(HeadCell(label, 0, 0, row_span=2))
        head += [HeadCell(c.text, 0, 1 + sum(groups[:number]), groups[number]) for number, c in enumerate(values)]
        labels, sure = sub_labels(words, groups[0] if even else count, lexicon)
        width = groups[0] if even else 1
        unsure = widths is None
        head += [HeadCell(found, 1, number) for number, found in enumerate(labels, 1)]
    found = read_budget(headers, start, tuple(head), (count, width), header, lexicon, notes=notes)
    if found is not None:
        for row in found[0].rows if notes else ():
            if row[0] and (note := NOTE.search(row[0][-1].value)):
                row[0][-1] = row[0][-1].slice(0, note.start())
        full = sum(all(row[1:]) for row in found[0].rows)
        if unsure or not full:
            found[0].doubts.append("header_inferred")  # no row has as many amounts as the header has columns
        found[0].places.extend(line.place for line in flow[header.stop : start])
        if not sure:
            found[0].doubts.append("header_damaged")
    return found


def _with_span(flow: Sequence[Flow], header: Header) -> Header:
    """The header with a span of years that stands alone below it ('Förändring' / '2013–2014') in the last column without one."""
    last = header.columns[-1]
    if header.stop >= len(flow) or not SPAN.fullmatch(flow[header.stop].value) or re.search(r"\d{4}", last.text.value):
        return header
    last = replace(last, text=join_texts([last.text, flow[header.stop].text]))
    return replace(header, columns=(*header.columns[:-1], last), stop=header.stop + 1)


def _without_header(headers: Headers, index: int, count: int, lexicon: Lexicon) -> tuple[Draft, int] | None:
    """Rows under no header, or under one that is past reading; its line is taken along."""
    flow = headers.flow
    found = read_budget(headers, index, (), (count, 1), None, lexicon)
    if found is None:
        return None
    draft, stop = found
    draft.doubts.append("header_inferred")
    if index and damaged_header(flow[index - 1], count) is not None:
        draft.places.append(flow[index - 1].place)
    return draft, stop


def _siblings_head(draft: Draft, place: int, tables: Sequence[Table], budgets: Collection[int]) -> tuple[HeadCell, ...]:
    """The header of the nearest table with as many columns whose header was read."""
    siblings = [
        (abs(number - place), table)
        for number, table in enumerate(tables)
        if table.columns == draft.columns and table.header_rows and number in budgets and "header_inferred" not in table.doubts
        and all(len(cell.text) for cell in table.cells if cell.is_header)
    ]  # fmt: skip
    if not siblings:
        return ()
    nearest = min(siblings, key=lambda found: found[0])[1]
    return tuple(
        HeadCell(_borrowed(cell.text), cell.row, cell.column, cell.column_span, cell.row_span)
        for cell in nearest.cells
        if cell.is_header
    )


def _tells(damaged: Sequence[Text] | None, head: Sequence[HeadCell], lexicon: Lexicon) -> bool:
    """Whether what is left of a header's words goes with the headings that were taken from elsewhere, word by word."""
    found = sorted((cell for cell in head if cell.row == 0 and cell.column), key=lambda cell: cell.column)
    if damaged is None or len(damaged) != len(found):
        return False
    likes = [
        lexicon.likeness(plain_letters(one.value), re.sub(r"\d", "", plain_letters(cell.text.value)))
        for one, cell in zip(damaged, found, strict=True)
    ]
    return min(likes) >= LEFT_AT_LEAST and sum(likes) / len(likes) >= LEFT_MOSTLY


def _borrowed(text: Text) -> Text:
    """A heading taken from elsewhere: it has no place here."""
    return Text(text.value, (), tuple(None for _ in text.value))
