"""Risk tables in plain text: area, 'Risk(en) att …', measures; a cell after another or read across, line by line.

A risk's opening words begin a row. What stands before them, short, is the area. The lines of a row are dealt out to the
risk and the measures as two columns that were filled greedily: each line is risk, measure, or first one and then the
other; the dealing that breaks fewest rules of wrapped text wins (a word moves down only where it no longer fits, a
sentence goes on in small letters, a column stays within its width).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.draft import CellLines, Draft, HeadCell
from pipeline.tables.flattened_columns import Piece, Widths, deal_out, is_ended
from pipeline.tables.flattened_header import Header, Headers
from pipeline.tables.flow import BORDER, Flow, is_numbered_heading, opens_low, parts
from pipeline.wordlist import word_list

AREA = 14
"""An area's column is no wider (characters)."""
BEFORE_OPENING = 30
"""So many characters of area can stand before a risk's opening words on its line."""
RARE = 16.0
"""A word that costs more (nats) is no word: lists made from texts hold the halves of broken words too."""
COMMON = 8.0
"""The short words of running text cost less (nats)."""
ORPHANS = 8
"""So many lines of a cell can have slipped out of their row, to above the header."""


@dataclass(slots=True)
class _Row:
    """A row in the making: lines of the flow with what is left of them when the area is taken off."""

    area: list[Text] = field(default_factory=list)
    lines: list[tuple[Flow, list[Text]]] = field(default_factory=list)
    risk: CellLines = field(default_factory=list)
    measures: CellLines = field(default_factory=list)


def read_risks(headers: Headers, header: Header, lexicon: Lexicon) -> tuple[Draft, int] | None:
    """The rows under a risk table's header and the line after the last; ``None`` where there is no risk."""
    flow = headers.flow
    fields = [column.field for column in header.columns]
    body, repeated, stop = _body(headers, header)
    orphans = _orphans_above(flow, header.start)
    rows = list(_rows(body, lexicon))
    if not rows:
        return None
    stop = _without_tail(rows, flow, stop)
    widths = _widths(rows, header)
    least = min((line.gap for row in rows for line, _ in row.lines[1:]), default=0)
    if orphans:
        rows[0].lines[1:1] = [(line, [line.text, Text("")]) for line in orphans]
        orphans = []
    for row in rows:
        _take_area(row, widths, lexicon)
        orphans += _deal(row, least, widths, lexicon)
    home = _home(rows, orphans)
    if home is not None:
        home.risk.extend(line.text for line in orphans)
    draft = Draft(tuple(HeadCell(c.text, 0, n) for n, c in enumerate(header.columns)), len(fields))
    for row in rows:
        cells = draft.new_row()
        if "risks.area" in fields and row.area:
            cells[fields.index("risks.area")] = row.area
        cells[fields.index("risks.text")] = row.risk
        if "risk_measures.text" in fields:
            cells[fields.index("risk_measures.text")] = row.measures
        draft.places.extend(line.place for line, _ in row.lines)
        draft.places.extend((word.page, word.line) for text in row.area for word in text.words if word.line)
    draft.places.extend(flow[index].place for index in repeated)
    draft.places.extend(line.place for line in orphans)
    return draft, stop


# -- the table's lines


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
        elif is_numbered_heading(line.value) or len(line.value) > 1.25 * widest + 5:
            break
        else:
            body.append(line)
        index += 1
    return body, repeated, index


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


@lru_cache(maxsize=4)
def _opening(lexicon: Lexicon) -> re.Pattern[str]:
    """The opening words of a risk, with a mark of scope before them: 'Regionövergripande: Risk att'."""
    phrases = sorted(
        {
            row["term"]
            for row in lexicon.rows("risk_terms")
            if row["field"] == "risk_opening" and "risk" in row["term"].casefold()
        }
        | {"Risk att", "Risken att"},
        key=lambda term: (-len(term), term),
    )
    any_phrase = "|".join(re.escape(term) for term in phrases)
    return re.compile(rf"(?:^|(?<=[\s|¦]))(?:[A-ZÅÄÖ][^\W\d_]{{5,30}}:\s*)?(?:{any_phrase})\b")


def _rows(body: Sequence[Flow], lexicon: Lexicon) -> Iterator[_Row]:
    """The lines cut into rows, each with the area that stands before its risk's opening words."""
    opening = _opening(lexicon)
    row: _Row | None = None
    before: list[Flow] = []
    for line in body:
        match = next((m for m in opening.finditer(line.value) if m.start() <= BEFORE_OPENING), None)
        if match is None or re.search(r"[.:;]|\s\S+\s\S+\s", line.value[: match.start()]):
            if row is None:
                before.append(line)
            else:
                row.lines.append((line, parts(line.text, BORDER)))
            continue
        area: list[Text] = []
        if row is not None:
            area = _area_lines(row)
            yield row
        else:
            area = [found.text for found in before if len(found.value) <= AREA]
        row = _Row(area)
        prefix = line.text.slice(0, match.start()).strip(" |¦")
        if prefix.value:
            row.area.append(prefix)
        row.lines.append((line, parts(line.text.slice(match.start()), BORDER)))
    if row is not None:
        yield row


def _area_lines(row: _Row) -> list[Text]:
    """The short lines at a row's end that are the next row's area: they begin with a capital behind a full stop."""
    first = len(row.lines)
    while first > 1 and first > len(row.lines) - 5 and _is_short(row.lines[first - 1]):
        first -= 1
    while first < len(row.lines) and opens_low(row.lines[first][0].value):
        first += 1
    if first == len(row.lines) or not re.search(r"[.!?)]$|\w{4}$", row.lines[first - 1][0].value):
        return []
    found = [texts[0] for _, texts in row.lines[first:]]
    del row.lines[first:]
    return found


def _is_short(line: tuple[Flow, list[Text]]) -> bool:
    return len(line[1]) == 1 and len(line[1][0]) <= AREA and not line[1][0].value.endswith(".")


def _without_tail(rows: Sequence[_Row], flow: Sequence[Flow], stop: int) -> int:
    """Short lines with a capital behind the last row's full stop are what follows the table, a heading."""
    last = rows[-1].lines
    if (
        len(last) > 2
        and re.search(r"[.!?]$", last[-2][0].value)
        and re.fullmatch(r"[A-ZÅÄÖ][^.]{2,40}", last[-1][0].value)
    ):
        tail = last.pop()[0]
        while stop and flow[stop - 1].place >= tail.place:
            stop -= 1
    return stop


def _widths(rows: Sequence[_Row], header: Header) -> Widths:
    """The widths of the risks' and the measures' columns: as the bars have it, else by the lines that open a risk."""
    parted = [texts for row in rows for _, texts in row.lines if len(texts) > 1]
    opened = sorted(len(row.lines[0][1][0]) for row in rows if row.lines)
    risk = sorted(len(row.lines[0][1][0]) for row in rows if len(row.lines[0][1]) > 1)
    whole = sorted(len(texts[0]) for row in rows for _, texts in row.lines[1:] if len(texts) == 1)
    right = sorted(len(texts[-1]) for texts in parted if len(texts) > 2 or len(texts[0]) > AREA)
    narrow = risk[-1] if len(risk) > 1 else opened[len(opened) // 2]
    narrow = min(narrow, 45) + 1
    wide = right[-1] if len(right) > 2 else max([narrow, *whole[: max(1, round(len(whole) * 0.95))]])
    if len(right) <= 2 and parted == [] and whole and whole[-1] > 1.5 * wide:
        wide = whole[-1] - narrow
    mark = next((c.text.value.casefold() for c in header.columns if c.field == "risk_measures.text"), "")
    return Widths(narrow, wide, mark, across=bool(parted))


def _deal(row: _Row, least: int, widths: Widths, lexicon: Lexicon) -> list[Flow]:
    """Deals a row's lines out to its risk and measures; the lines that turn out to be of another row."""
    lost = _lost_lines(row)
    row.risk, row.measures = deal_out(_pieces(row, least)[: len(row.lines) - lost], widths, lexicon)
    if lost and not is_ended(row.risk[-1].value):
        row.risk, row.measures = deal_out(_pieces(row, least), widths, lexicon)
        lost = 0
    found = [line for line, _ in row.lines[len(row.lines) - lost :]]
    del row.lines[len(row.lines) - lost :]
    return found


def _lost_lines(row: _Row) -> int:
    """How many lines at the row's end may be of another: on a new page, in small letters behind a full stop."""
    for number in range(2, len(row.lines)):
        line, before = row.lines[number][0], row.lines[number - 1][0]
        if line.place[0] != before.place[0] and opens_low(line.value) and is_ended(before.value):
            return len(row.lines) - number
    return 0


def _home(rows: Sequence[_Row], orphans: Sequence[Flow]) -> _Row | None:
    """The row that lost lines belong to: the last on their page whose risk has no end."""
    if not orphans:
        return None
    page = orphans[0].place[0]
    found = [row for row in rows if row.risk and row.lines[-1][0].place[0] == page and not is_ended(row.risk[-1].value)]
    return found[-1] if found else None


def _pieces(row: _Row, least: int) -> list[Piece]:
    return [Piece(tuple(texts), line.gap > least) for line, texts in row.lines]


# -- the area


def _take_area(row: _Row, widths: Widths, lexicon: Lexicon) -> None:
    """Moves the rest of an area that goes on beside the risk's lines: 'Kommuni' / 'kation externa eller interna …'."""
    if not row.area:
        return
    for number, (line, texts) in enumerate(row.lines[1:], 1):
        so_far = _joined_area(row.area, lexicon).value
        taken = _area_part(so_far, texts, widths, lexicon)
        if not taken:
            if not _is_open_area(so_far, lexicon):
                break
            continue
        if len(texts) > 1 and taken == len(texts[0]):
            row.area.append(texts[0])
            row.lines[number] = (line, texts[1:])
        else:
            row.area.append(texts[0].slice(0, taken))
            row.lines[number] = (line, [texts[0].slice(taken).strip(), *texts[1:]])
    row.area = [_joined_area(row.area, lexicon)]


def _area_part(area: str, texts: Sequence[Text], widths: Widths, lexicon: Lexicon) -> int:
    """How many characters at a line's beginning go on with the area."""
    first = texts[0].value
    word = re.match(r"\S+", first)
    if word is None or len(word[0]) > AREA:
        return 0
    is_open = _is_open_area(area, lexicon)
    if len(texts) > 2 and len(first) <= AREA:
        return len(first)
    if len(texts) == 2 and len(first) <= AREA and (is_open or len(texts[1]) > widths.measure + 2):
        return len(first)
    if is_open and (
        area[-1] in "-,/" or area.endswith(" och") or area == "och" or _is_word(area.split()[-1] + word[0], lexicon)
    ):
        conjunction = re.match(r"\S+\s+och(?=\s)", first)
        return conjunction.end() if conjunction and len(conjunction[0]) <= AREA else word.end()
    if is_open and area[-1].isalpha() and len(word[0]) < 4 and _is_strange(word[0], lexicon):
        return word.end()
    if sum(map(len, texts)) > widths.risk + widths.measure + 1 and (is_open or word[0] == "och"):
        return word.end()
    return 0


def _is_open_area(area: str, lexicon: Lexicon) -> bool:
    last = area.split()[-1]
    return area[-1] in "-,/" or last == "och" or (not _is_word(last, lexicon) and not last.isupper())


def _is_word(word: str, lexicon: Lexicon) -> bool:
    cost = word_list(lexicon).cost(word.strip(".,;:()").casefold())
    return cost is not None and cost < RARE


def _is_strange(word: str, lexicon: Lexicon) -> bool:
    """Whether a short word is none that a sentence would go on with."""
    cost = word_list(lexicon).cost(word.casefold())
    return cost is None or cost > COMMON


def _joined_area(lines: Sequence[Text], lexicon: Lexicon) -> Text:
    """An area's lines as one text: a piece that is no word goes on without a blank."""
    area = lines[0]
    for text in lines[1:]:
        last = area.value.split()[-1]
        if last.endswith("-") and text.value[:1].islower() and not text.value.startswith("och"):
            area = join_texts([area.slice(0, len(area) - 1), text], separator="")
        elif not _is_word(last, lexicon) and last[-1].isalpha() and text.value[:1].islower() and text.value != "och":
            area = join_texts([area, text], separator="")
        else:
            area = join_texts([area, text])
    return area
