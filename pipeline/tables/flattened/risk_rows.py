"""The rows of a risk table in plain text: a risk's opening words begin one; what stands before them, short, is the area."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.areas import AREA, is_area
from pipeline.tables.flattened.draft import CellLines
from pipeline.tables.flattened.flow import BORDER, Flow, opens_low, parts
from pipeline.tables.flattened.header import Header

_FIGURES = ("risks.probability", "risks.consequence", "risks.score")


BEFORE_OPENING = 30
"""So many characters of area can stand before a risk's opening words on its line."""


@dataclass(frozen=True, slots=True)
class RiskFields:
    """Where a risk table's columns stand: the risk's and other columns of text, left to right, and those of figures."""

    texts: tuple[int, ...]
    figures: tuple[int, ...]
    area: int | None
    number: int | None

    @property
    def before(self) -> int:
        """How many columns of text stand before the figures."""
        return sum(column < self.figures[0] for column in self.texts) if self.figures else len(self.texts)


@dataclass(slots=True)
class RiskRow:
    """A row in the making: lines of the flow with what is left of them when the area and the figures are taken off."""

    area: list[Text] = field(default_factory=list)
    number: Text | None = None
    figures: list[Text] = field(default_factory=list)
    behind: Text | None = None  # what stands behind the figures on the first line
    split: int | None = None  # the first line behind figures that stand on lines of their own, or begin one
    has_figures_inside: bool = False  # whether the figures begin a line further down
    lines: list[tuple[Flow, list[Text]]] = field(default_factory=list)
    cells: list[CellLines] = field(default_factory=list)


def risk_fields(header: Header) -> RiskFields:
    fields = [column.field for column in header.columns]
    first = fields.index("risks.text")
    area = fields.index("risks.area") if "risks.area" in fields else None
    number = fields.index("risk.number") if "risk.number" in fields else None
    figures = tuple(i for i, f in enumerate(fields) if f in _FIGURES)
    texts = tuple(i for i in range(len(fields)) if i >= first and i not in (*figures, area, number))
    return RiskFields(texts, figures, area, number)


@lru_cache(maxsize=4)
def risk_opening(lexicon: Lexicon) -> re.Pattern[str]:
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


def risk_rows(body: Sequence[Flow], fields: RiskFields, lexicon: Lexicon) -> Iterator[RiskRow]:
    """The lines cut into rows, each with the area that stands before its risk's opening words."""
    opening = risk_opening(lexicon)
    row: RiskRow | None = None
    before: list[Flow] = []
    for line in body:
        match = next((m for m in opening.finditer(line.value) if m.start() <= BEFORE_OPENING), None)
        if match is None or re.search(r"[.:;]|\s\S+\s\S+\s", line.value[: match.start()]):
            if row is None:
                before.append(line)
            elif len(row.figures) < len(fields.figures) and re.fullmatch(r"\d{1,3}", line.value):
                row.figures.append(line.text)
                row.split = len(row.lines)
            elif not row.figures and (found := _leading_figures(line.text, fields)) is not None:
                row.figures, behind = found
                row.split, row.has_figures_inside = len(row.lines), True
                row.lines += [(line, parts(behind, BORDER))] if behind.value else []
            else:
                row.lines.append((line, parts(line.text, BORDER)))
            continue
        area: list[Text] = []
        if row is not None:
            area = _area_lines(row, fields, lexicon)
            yield row
        else:
            area = [found.text for found in before if len(found.value) <= AREA]
        row = RiskRow(area)
        prefix = line.text.slice(0, match.start()).strip(" |¦")
        number = re.match(r"\w?\d{1,3}[.:]?(?=\s|$)", prefix.value) if fields.number is not None else None
        if number is not None:
            row.number = prefix.slice(0, number.end())
            prefix = prefix.slice(number.end()).strip(" |¦")
        if prefix.value:
            row.area.append(prefix)
        row.lines.append((line, _without_figures(line.text.slice(match.start()), row, fields)))
    if row is not None:
        yield row


def _leading_figures(text: Text, fields: RiskFields) -> tuple[list[Text], Text] | None:
    """The figures that a line begins with, one for each column of them, and what stands behind; three only where the last
    is the product of the others."""
    count = len(fields.figures)
    found = re.match(r"\s+".join([r"(\d{1,3})"] * count) + r"(?=\s|$)", text.value) if count > 1 else None
    if found is None:
        return None
    numbers = [int(number) for number in found.groups()]
    if count > 2 and numbers[0] * numbers[1] != numbers[2]:
        return None
    return [text.slice(*found.span(group)) for group in range(1, count + 1)], text.slice(found.end()).strip(" |¦")


def _without_figures(text: Text, row: RiskRow, fields: RiskFields) -> list[Text]:
    """A row's first line between its bars, up to the figures; these and what stands behind them go to the row."""
    count = len(fields.figures)
    found = count and re.search(r"(?:^|[\s|¦])" + r"[\s|¦]+".join([r"(\d{1,3})"] * count) + r"(?=[\s|¦]|$)", text.value)
    if not found:
        return parts(text, BORDER)
    row.figures = [text.slice(*found.span(group)) for group in range(1, count + 1)]
    row.behind = text.slice(found.end()).strip(" |¦")
    return parts(text.slice(0, found.start()).strip(" |¦"), BORDER)


def _area_lines(row: RiskRow, fields: RiskFields, lexicon: Lexicon) -> list[Text]:
    """The short lines at a row's end that are the next row's area: they begin with a capital behind a full stop. Where
    each cell stands by itself, an area is one cell more than there are columns."""
    first = len(row.lines)
    if row.split is not None:
        behind = [line.gap for line, _ in row.lines[row.split :]]
        cells = 1 + sum(gap > min(behind) for gap in behind[1:]) if behind else 0
        if len(set(behind[1:])) > 1 and cells <= len(fields.texts) - fields.before:
            return []
    while first > 1 and first > len(row.lines) - 5 and _is_short(row.lines[first - 1], lexicon):
        first -= 1
    while first < len(row.lines) and opens_low(row.lines[first][0].value):
        first += 1
    if first == len(row.lines) or not re.search(r"[.!?)]$|\w{4}$", row.lines[first - 1][0].value):
        return []
    known = (n for n in range(first, len(row.lines)) if is_area(row.lines[n][0].value, lexicon))
    area = next(known, None)
    if area is None and row.has_figures_inside:
        return []
    first = first if area is None else area  # what stands before it is the end of this row
    while first > 1 and row.lines[first - 1][0].value.endswith("-") and _is_short(row.lines[first - 1], lexicon):
        first -= 1
    found = [texts[0] for _, texts in row.lines[first:]]
    del row.lines[first:]
    return found


def _is_short(line: tuple[Flow, list[Text]], lexicon: Lexicon) -> bool:
    if len(line[1]) != 1 or line[1][0].value.endswith("."):
        return False
    return len(line[1][0]) <= AREA or is_area(line[1][0].value, lexicon)


def without_tail(rows: Sequence[RiskRow], flow: Sequence[Flow], stop: int) -> int:
    """Short lines with a capital behind the last row's full stop are what follows the table, a heading."""
    last = rows[-1].lines
    if (
        rows[-1].split is None
        and len(last) > 2
        and re.search(r"[.!?]$", last[-2][0].value)
        and re.fullmatch(r"[A-ZÅÄÖ][^.]{2,40}", last[-1][0].value)
    ):
        tail = last.pop()[0]
        while stop and flow[stop - 1].place >= tail.place:
            stop -= 1
    return stop


def part_frequencies(rows: Sequence[list[CellLines]], header: Header, lexicon: Lexicon) -> None:
    """Moves how often something is done, and who does it, to their columns at the table's end, where one line has both, perhaps
    behind the measure: 'Leverantörsanalys Halvår Upphandlare'."""
    fields = [column.field for column in header.columns]
    if "control.frequency" not in fields or fields[-1] not in ("risks.owner", "owner"):
        return
    often, who = fields.index("control.frequency"), len(fields) - 1
    if often != who - 1:
        return
    for cells in rows:
        source = often if cells[often] else often - 1
        if cells[who] or not cells[source]:
            continue
        at = 0 if source == often else len(cells[source]) - 1
        line, behind = cells[source][at], cells[source][at + 1 :]
        found = _frequency(lexicon).search(line.value)
        if found is None or (source == often and found.start()):
            continue
        before = line.slice(0, found.start()).strip()
        cells[source] = [*cells[source][:at], *([before] if before.value else [])]
        cells[often], cells[who] = [line.slice(*found.span(1))], [line.slice(found.end()).strip(), *behind]


@lru_cache(maxsize=4)
def _frequency(lexicon: Lexicon) -> re.Pattern[str]:
    """A word for how often, with a capital, before one more word with a capital."""
    words = sorted((row["term"] for row in lexicon.rows("risk_terms") if row["field"] == "frequency_value"), key=len)
    capitals = "|".join(re.escape(word[0].upper() + word[1:]) for word in reversed(words))
    return re.compile(rf"(?:^|(?<=\s))({capitals})\s+(?=[A-ZÅÄÖ])")
