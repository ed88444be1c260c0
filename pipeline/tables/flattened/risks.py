"""Risk tables in plain text: area, 'Risk(en) att …', measures; a cell after another or read across, line by line.

A risk's opening words begin a row. What stands before them, short, is the area. The lines of a row are dealt out to the
risk and the measures as two columns that were filled greedily: each line is risk, measure, or first one and then the
other; the dealing that breaks fewest rules of wrapped text wins (a word moves down only where it no longer fits, a
sentence goes on in small letters, a column stays within its width).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Text
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.areas import AREA, area_part, is_open_area, joined_area
from pipeline.tables.flattened.columns import Columns, Piece, Segment, deal_out, is_ended
from pipeline.tables.flattened.draft import Draft, HeadCell
from pipeline.tables.flattened.flow import Flow, is_heading, opens_low
from pipeline.tables.flattened.header import Header, Headers
from pipeline.tables.flattened.risk_rows import (
    RiskFields,
    RiskRow,
    part_frequencies,
    risk_fields,
    risk_opening,
    risk_rows,
    without_tail,
)

TEXTS_AT_MOST = 5
"""More columns of running text than this can't be told apart line by line."""
ACROSS, ALIGNED = 0.4, 0.75
"""The share of rows whose first line shows its cells for the lines to have been read across, for cells to begin aligned."""
WIDE = 45
"""A risk's column is no wider (characters) where nothing shows its width."""
ORPHANS = 8
"""So many lines of a cell can have slipped out of their row, to above the header."""


def read_risks(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    """The rows under a risk table's header and the line after the last; ``None`` where there is no risk."""
    flow = headers.flow
    fields = risk_fields(header)
    body, repeated, stop = _body(headers, header)
    orphans = _orphans_above(flow, header.start)
    rows = list(risk_rows(body, fields, lexicon))
    if not rows or len(fields.texts) > TEXTS_AT_MOST:
        return None
    stop = without_tail(rows, flow, stop)
    columns = _columns(rows, header, fields)
    least = min((line.gap for row in rows for line, _ in row.lines[1:]), default=0)
    if orphans:
        rows[0].lines[1:1] = [(line, [line.text, Text("")]) for line in orphans]
        orphans = []
    for row in rows:
        _take_area(row, columns, lexicon)
        orphans += _deal(row, least, columns, fields, lexicon)
    home = _home(rows, orphans)
    if home is not None:
        home.cells[0].extend(line.text for line in orphans)
    draft = Draft(tuple(HeadCell(c.text, 0, n) for n, c in enumerate(header.columns)), len(header.columns))
    for row in rows:
        cells = draft.new_row()
        if fields.area is not None and row.area:
            cells[fields.area] = row.area
        if fields.number is not None and row.number is not None:
            cells[fields.number] = [row.number]
        for column, figure in zip(fields.figures, row.figures, strict=False):
            cells[column] = [figure]
        for column, lines in zip(fields.texts, row.cells, strict=True):
            cells[column] = lines
        draft.places.extend(line.place for line, _ in row.lines)
        draft.places.extend((word.page, word.line) for text in row.area for word in text.words if word.line)
    part_frequencies(draft.rows, header, lexicon)
    draft.places.extend(flow[index].place for index in repeated)
    draft.places.extend(line.place for line in orphans)
    return draft, stop


def _body(headers: Headers, header: Header) -> tuple[list[Flow], list[int], int]:
    """The lines under the header up to the table's end, the indices of repeated headers among them, and the end."""
    flow = headers.flow
    body: list[Flow] = []
    repeated: list[int] = []
    fields = {column.field for column in header.columns}
    index = header.stop
    widest = max((len(line.value) for line in flow[index : index + 12]), default=0)
    while index < len(flow):
        line = flow[index]
        again = headers.at(index)
        if again is not None:
            if not {column.field for column in again.columns} <= fields:
                break
            repeated.extend(range(again.start, again.stop))
            index = again.stop
            continue
        if line.starts_page and _is_part_of_header(line, header):
            repeated.append(index)
        elif is_heading(line) or len(line.value) > 1.25 * widest + 5:
            break
        elif body and len(line.value) > widest + 3 and _heads_text(flow, index, headers.lexicon):
            body.pop()
            index -= 1
            break
        else:
            body.append(line)
        index += 1
    return body, repeated, index


def _heads_text(flow: Sequence[Flow], index: int, lexicon: Lexicon) -> bool:
    """Whether the line before ``index`` is the heading of running text: both stand apart, and no more risks are to come."""
    heading, line = flow[index - 1], flow[index]
    apart = line.gap > 0 and heading.gap > 0 and len(heading.value) < AREA * 2
    words = heading.value[0].isupper() and heading.value[-1].isalpha()
    ahead = flow[index - 1 : index + 10]
    return apart and words and not any(risk_opening(lexicon).search(found.value) for found in ahead)


def _is_part_of_header(line: Flow, header: Header) -> bool:
    """'Verksam' at a page's top, the rest of the header further down."""
    letters = plain_letters(line.value)
    return len(letters) > 2 and any(label.startswith(letters) for label in header.labels)


def _orphans_above(flow: Sequence[Flow], start: int) -> list[Flow]:
    """Lines that slipped out of their row to above the header: the end of a sentence that has no beginning."""
    first = start
    while first > max(0, start - ORPHANS) and len(flow[first - 1].value) < 60 and flow[first - 1].gap == 0:
        first -= 1
    first = max(0, first - 1)
    found = list(flow[first:start])
    if not found or not first or not opens_low(found[0].value) or re.search(r"[^.!?:)]$", flow[first - 1].value):
        return []
    return found if found[-1].value.endswith(".") and max(len(f.value) for f in found) < 60 else []


# -- rows


def _columns(rows: Sequence[RiskRow], header: Header, fields: RiskFields) -> Columns:
    """The widths of the columns of text: as the bars have it, or the capitals that cells begin with; else by the lines
    that open a risk."""
    count, before = len(fields.texts), fields.before
    seen: list[list[int]] = [[] for _ in range(count)]
    parted = 0
    for row in rows:
        for first, texts in ((0, row.lines[0][1]), (before, [row.behind] if row.behind is not None else [])):
            size = before - first if not first else count - before
            cells = texts if len(texts) > 1 else _by_capitals(texts[0]) if texts else []
            if len(cells) == size and texts and texts[0].value:
                parted += size > 1 or row.behind is not None
                for column, cell in enumerate(cells, first):
                    seen[column].append(len(cell))
    barred = any(len(texts) > 1 for row in rows for _, texts in row.lines)
    inline = any(row.behind is not None for row in rows)
    across = barred or (inline and count > 1) or parted >= ACROSS * len(rows)
    opened = sorted(len(row.lines[0][1][0]) for row in rows)
    whole = sorted(len(texts[0]) for row in rows for _, texts in row.lines[1:] if len(texts) == 1)
    widths = [1 + max(lengths) if len(lengths) > 1 and (across or column) else 0 for column, lengths in enumerate(seen)]
    widths[0] = widths[0] or 1 + min(opened[len(opened) // 2], WIDE)
    known = sum(widths)
    wide = whole[round(0.95 * (len(whole) - 1))] if whole else widths[0]
    if across and count > 1:
        wide = max(12, wide - known) if known < wide else widths[0]
    mark = next((c.text.value.casefold() for c in header.columns if c.field == "risk_measures.text"), "")
    return Columns(
        tuple(width or max(wide, 12) for width in widths),
        mark,
        across,
        aligned=across and parted >= ALIGNED * len(rows),
    )


def _by_capitals(text: Text) -> list[Text]:
    """A line cut before the words that can begin a cell: with a capital or a dash, not after a full stop."""
    starts = [0]
    for match in re.finditer(r"(?<=[^\s.:!?])\s+((?:[-–•]\s+)?[A-ZÅÄÖ][^\W\d_])", text.value):
        if not re.search(r"\s[-–•]$", text.value[: match.start()]):
            starts.append(match.start(1))
    return [text.slice(a, b).strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _deal(row: RiskRow, least: int, columns: Columns, fields: RiskFields, lexicon: Lexicon) -> list[Flow]:
    """Deals a row's lines out to its columns of text; the lines that turn out to be of another row."""
    lost = _lost_lines(row)
    pieces = _pieces(row, least, fields)
    row.cells = deal_out(pieces[: len(row.lines) - lost], columns, lexicon)
    if lost and not is_ended(row.cells[0][-1].value):
        row.cells = deal_out(pieces, columns, lexicon)
        lost = 0
    found = [line for line, _ in row.lines[len(row.lines) - lost :]]
    del row.lines[len(row.lines) - lost :]
    return found


def _pieces(row: RiskRow, least: int, fields: RiskFields) -> list[Piece]:
    """A row's lines as stretches of one or more columns."""
    last = len(fields.texts) - 1
    pieces: list[Piece] = []
    for number, (line, texts) in enumerate(row.lines):
        if not number and row.behind is not None:
            segments = _segments(texts, 0, fields.before - 1)
            if last >= fields.before:
                segments += _segments([row.behind], fields.before, last)
        else:
            first = fields.before if row.split is not None and number >= row.split else 0
            segments = _segments(texts, min(first, last), last)
        pieces.append(Piece(tuple(segments), line.gap > least))
    return pieces


def _segments(texts: Sequence[Text], first: int, last: int) -> list[Segment]:
    """A line's parts between bars as stretches of columns: a column each, the last part taking what is left."""
    if len(texts) == 1:
        return [Segment(texts[0], first, last)]
    return [
        Segment(text, min(last, first + number), last if number == len(texts) - 1 else min(last, first + number))
        for number, text in enumerate(texts[: last - first + 1])
    ]


def _lost_lines(row: RiskRow) -> int:
    """How many lines at the row's end may be of another: on a new page, in small letters behind a full stop."""
    for number in range(2, len(row.lines)):
        line, before = row.lines[number][0], row.lines[number - 1][0]
        if line.place[0] != before.place[0] and opens_low(line.value) and is_ended(before.value):
            return len(row.lines) - number
    return 0


def _home(rows: Sequence[RiskRow], orphans: Sequence[Flow]) -> RiskRow | None:
    """The row that lost lines belong to: the last on their page whose risk has no end."""
    if not orphans:
        return None
    page = orphans[0].place[0]
    found = [
        row
        for row in rows
        if row.cells[0] and row.lines[-1][0].place[0] == page and not is_ended(row.cells[0][-1].value)
    ]
    return found[-1] if found else None


def _take_area(row: RiskRow, columns: Columns, lexicon: Lexicon) -> None:
    """Moves the rest of an area that goes on beside the risk's lines: 'Kommuni' / 'kation externa eller interna …'."""
    if not row.area:
        return
    for number, (line, texts) in enumerate(row.lines[1:], 1):
        so_far = joined_area(row.area, lexicon).value
        taken = area_part(so_far, texts, columns.widths, lexicon)
        if not taken:
            if not is_open_area(so_far, lexicon):
                break
            continue
        row.area.append(texts[0].slice(0, taken))
        whole = len(texts) > 1 and taken == len(texts[0])
        row.lines[number] = (line, texts[1:] if whole else [texts[0].slice(taken).strip(), *texts[1:]])
    row.area = [joined_area(row.area, lexicon)]
