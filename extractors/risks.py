"""Risks and their measures, from risk tables of any width and from prose that numbers or labels its risks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors.cell_text import paragraphs, setting_of, without_bullet
from extractors.columns import TableReading, readings
from extractors.prose_risks import ProseRisk, parted, prose_risks
from extractors.records import Ids, Record, Risk, RiskMeasure, joined_provenance
from extractors.statements import Same
from pipeline.document import Cell, Document, Text
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon, plain_letters

AREA_WORDS = 6
"""An area named in a row of its own has no more words."""
HIGHEST = 100
"""No risk has a higher score than 10 × 10."""
STEPS, USUAL_STEPS = 10, 5
"""No scale of probability or consequence has more steps, and few have more than five."""
TRUST = 0.97
PROSE_TRUST = 0.85
"""How far (0-1) a risk is trusted that stands in a table headed so, and one from prose."""


@dataclass(frozen=True, slots=True)
class Found:
    """A risk as it stands: its texts, and the numbers that its cells hold."""

    area: Text | None
    text: Text
    measures: tuple[Text, ...]
    probability: int | None = None
    consequence: int | None = None
    score: int | None = None
    owner: Text | None = None
    trust: float = TRUST
    wide: bool = False
    own_area: bool = True
    """Whether the area stands in the risk's own row, and not in one above it."""
    doubted: bool = False


def extract_risks(document: Document, lexicon: Lexicon) -> Iterator[Record | Issue]:
    """The risks of all tables, then those of the prose."""
    ids = Ids(document.source.document_id)
    for reading in readings(document, lexicon):
        if reading.subject == "risks":
            risks = tuple(risks_of_table(reading, lexicon))
            for found in _without_stray_areas(risks, lexicon) if reading.table.method == "flattened" else risks:
                yield from _records(found, reading.table.plan, reading.table.section, lexicon, ids)
    for prose in prose_risks(Same(document), lexicon):
        yield from _records(_of_prose(prose), prose.plan, prose.section, lexicon, ids)


def _without_stray_areas(risks: tuple[Found, ...], lexicon: Lexicon) -> tuple[Found, ...]:
    """Risks without measures that are areas and nothing more: in a text, a high cell's area can come behind its rows. Where
    it belongs can't be told, so areas that were carried down are doubted."""
    areas = words_of_field(lexicon, "area_value")
    own = [tuple(m for m in risk.measures if plain_letters(m.value) not in areas) for risk in risks]
    stray = any(len(kept) < len(risk.measures) for kept, risk in zip(own, risks, strict=True))
    return tuple(
        replace(risk, measures=kept, doubted=stray and not risk.own_area)
        for kept, risk in zip(own, risks, strict=True)
    )  # fmt: skip


@lru_cache(maxsize=4)
def words_of_field(lexicon: Lexicon, field: str) -> frozenset[str]:
    """The dictionary's words of risks for a field, as plain letters."""
    return frozenset(plain_letters(row["term"]) for row in lexicon.rows("risk_terms") if row["field"] == field)


def _of_prose(prose: ProseRisk) -> Found:
    return Found(
        prose.area, prose.text, prose.measures, _whole(prose.probability), _whole(prose.consequence),
        _whole(prose.score), prose.owner, PROSE_TRUST, prose.wide,
    )  # fmt: skip


def risks_of_table(reading: TableReading, lexicon: Lexicon) -> Iterator[Found]:
    """A risk for every row that has a text of its own; rows with measures only go with the risk above, an area holds until
    the next one."""
    text_column = reading.column("risks.text")
    if text_column is None:
        return
    measure_columns = [c for c in reading.columns if c.match("risk_measures.text") and c.index != text_column.index]
    settings = {
        c.index: setting_of(cell for row in reading.body if (cell := row[c.index]) is not None) for c in measure_columns
    }
    current: Found | None = None
    area: Text | None = None
    seen: set[int] = set()
    for row in reading.body:
        cells = {id(cell): cell for cell in row if cell is not None and cell.text and id(cell) not in seen}
        seen |= cells.keys()  # a spanning cell counts in its first row
        text_cell = row[text_column.index]
        first = next(iter(cells.values()), None)
        if first is not None and len(cells) == 1 and _is_heading(first, reading):
            area = first.text
            continue
        area_cell = _cell(reading, row, "risks.area")
        own_area = area_cell is not None and id(area_cell) in cells
        if area_cell is not None and own_area:
            area = area_cell.text
        measures = tuple(
            measure
            for column in measure_columns
            if (cell := row[column.index]) is not None and id(cell) in cells
            for paragraph in paragraphs(cell, settings[column.index], lexicon, opens=_opens_measure(lexicon))
            for measure in parted(paragraph)
        )
        if text_cell is not None and id(text_cell) in cells:
            if current is not None:
                yield current
            found = Found(
                area,
                without_bullet(text_cell.text),
                measures,
                trust=TRUST * reading.table.confidence,
                own_area=own_area,
            )
            current = _with_numbers(found, reading, row)
        elif current is not None and measures:
            current = replace(current, measures=(*current.measures, *measures))
    if current is not None:
        yield current


def _is_heading(cell: Cell, reading: TableReading) -> bool:
    """Whether the one cell of a row is a heading over the rows that follow: it reaches from the first column into others, or
    stands short in front of the column of the texts, or in it where each row but such has its numbers."""
    text_column = reading.column("risks.text")
    if text_column is None or cell.column > 0:
        return False
    if cell.column_span > 1:
        return True
    if len(cell.text.value.split()) > AREA_WORDS:
        return False
    if text_column.index > 0:
        return any(map(str.isalpha, cell.text.value))
    fields = ("risks.probability", "risks.consequence", "risks.score")
    numbers = [column.index for field in fields if (column := reading.column(field)) is not None]
    others = [row for row in reading.body if any(c is not None and c is not cell and c.text for c in row)]
    numbered = [row for row in others if all((c := row[i]) is not None and c.text for i in numbers)]
    return len(numbers) > 1 and len(others) > 1 and len(numbered) == len(others)


def _cell(reading: TableReading, row: tuple[Cell | None, ...], field: str) -> Cell | None:
    """The filled cell of the first column that is headed so."""
    text_column = reading.column("risks.text")
    for column in reading.columns:
        if column.match(field) is not None and column is not text_column:
            cell = row[column.index]
            return cell if cell is not None and cell.text else None
    return None


def _with_numbers(found: Found, reading: TableReading, row: tuple[Cell | None, ...]) -> Found:
    """Probability, consequence and score as whole numbers: 'S 3', '4 - allvarlig', '3*4=12' or '3x4' in a score's cell."""
    texts = {field: _cell(reading, row, f"risks.{field}") for field in ("probability", "consequence", "score", "owner")}
    printed = {field: cell.text.value if cell is not None else "" for field, cell in texts.items()}
    probability, consequence = _whole(printed["probability"]), _whole(printed["consequence"])
    score = _whole(printed["score"])
    product = re.search(r"(\d{1,2})\s*[*x×·]\s*(\d{1,2})(?:\s*=\s*(\d{1,3}))?", printed["score"], re.IGNORECASE)
    if product is not None:
        probability, consequence = probability or int(product[1]), consequence or int(product[2])
        score = int(product[3]) if product[3] else int(product[1]) * int(product[2])
    if None in (probability, consequence) and (factors := _factors(reading)) is not None:
        probability, consequence = (_whole(cell.text.value) if (cell := row[c]) else None for c in factors)
    parts = _factors_and_product([texts[field] for field in ("probability", "consequence", "score")])
    if parts is not None:
        probability, consequence, score = parts  # narrow columns read as one
    owner = texts["owner"].text if texts["owner"] is not None else None
    return replace(found, probability=probability, consequence=consequence, score=score, owner=owner)


def _factors_and_product(cells: Sequence[Cell | None]) -> tuple[int, int, int] | None:
    """Probability, consequence and score where two or all of them ran together in one cell, or in one column: '4', '28', '' is
    4 × 2 = 8. ``None`` where none did, or where not just one way to part the digits gives a product."""
    printed = [re.sub(r"\s", "", cell.text.value) if cell is not None else "" for cell in cells]
    shared = [cell is not None and any(cell is other for other in cells[at + 1 :]) for at, cell in enumerate(cells)]
    own = [text for text, again in zip(printed, [False, *shared], strict=False) if not again]
    ran = any(shared) or (sum(map(bool, printed)) < len(cells) and any(len(text) > 1 for text in printed[:2]))
    if not ran or not all(text.isdecimal() for text in own if text):
        return None
    digits = "".join(own)
    ways = [(digits[:i], digits[i:j], digits[j:]) for i in range(1, len(digits)) for j in range(i + 1, len(digits))]
    numbers = {tuple(map(int, way)) for way in ways if "0" not in (way[0][0], way[1][0], way[2][0])}
    fitting = [(p, c, s) for p, c, s in numbers if max(p, c) <= STEPS and p * c == s]
    return fitting[0] if len(fitting) == 1 else None


def _factors(reading: TableReading) -> tuple[int, int] | None:
    """The two columns before the score's, where they have no heading that was read, or the right one, and their product is the score
    in every row but perhaps one: the probability's and the consequence's."""
    score = reading.column("risks.score")
    if score is None or score.index < 2:
        return None
    first, second = score.index - 2, score.index - 1
    fields = ((first, "risks.probability"), (second, "risks.consequence"))
    if any((column := reading.columns[c]).matches and not column.match(field) for c, field in fields):
        return None
    rows = [
        [_whole(cell.text.value) if (cell := row[c]) else None for c in range(first, first + 3)] for row in reading.body
    ]
    known = [row for row in rows if None not in row]
    fits = sum((p or 0) * (c or 0) == s for p, c, s in known)
    return (first, second) if len(known) > 1 and fits >= max(2, len(known) - 1) else None


def _whole(printed: str | None) -> int | None:
    """The one whole number of a cell: '3', 'S: 3', '4 (allvarlig)'."""
    numbers = re.findall(r"\d+", printed or "")
    return int(numbers[0]) if len(numbers) == 1 and int(numbers[0]) <= HIGHEST else None


def _on_scale(number: int | None) -> int | None:
    """A probability or consequence, if any scale has so many steps."""
    return number if number is None or number <= STEPS else None


def _records(found: Found, plan: int, section: int | None, lexicon: Lexicon, ids: Ids) -> Iterator[Record | Issue]:
    provenance = found.text.provenance()
    if not provenance:
        return
    wide = found.wide or any(is_region_wide(text.value, lexicon) for text in (found.text, *found.measures))
    odd = max(found.probability or 0, found.consequence or 0) > STEPS or (
        None not in (found.probability, found.consequence, found.score)
        and (found.probability or 0) * (found.consequence or 0) != found.score
    )
    risk = Risk(
        plan=plan,
        section=section,
        provenance=provenance,
        fields=tuple(("area", entry) for entry in found.area.provenance()) if found.area is not None else (),
        confidence=_confidence(found.text, found.trust, odd=odd or found.doubted),
        needs_review=odd or found.doubted,
        risk_id=ids.of("risks", provenance),
        area=found.area.value.strip() or None if found.area is not None else None,
        text=found.text.value,
        region_wide=wide,
        probability=_on_scale(found.probability),
        consequence=_on_scale(found.consequence),
        score=found.score,
        owner=found.owner.value if found.owner is not None else None,
    )
    yield risk
    if odd:
        yield Issue(
            "risks", "warning", "score_disputed",
            f"{found.probability} × {found.consequence} is not {found.score}: {risk.text[:60]}",
            provenance[0].page, "risks", risk.risk_id, proposal=_product(found),
        )  # fmt: skip
    if found.doubted:
        message = f"area {risk.area!r} was taken from a row above, but another stands behind the rows: {risk.text[:60]}"
        yield Issue("risks", "warning", "area_doubtful", message, provenance[0].page, "risks", risk.risk_id)
    for position, measure in enumerate(found.measures, 1):
        places = joined_provenance(measure)
        if places:
            yield RiskMeasure(
                plan=plan,
                section=section,
                provenance=places,
                confidence=_confidence(measure, found.trust),
                risk_measure_id=ids.of("risk_measures", places),
                risk_id=risk.risk_id,
                position=position,
                text=measure.value,
            )


def _product(found: Found) -> str | None:
    """The one product of small numbers that changes one of the three: '4 2 12' can only be 4 × 3."""
    p, c, score = found.probability or 0, found.consequence or 0, found.score or 0
    ways = {(a, score // a) for a in (p, score // c if c else 0) if a and score % a == 0}
    ways = {(a, b) for a, b in ways if max(a, b) <= USUAL_STEPS and (a == p or b == c)}
    return "{} × {} = {}".format(*next(iter(ways)), score) if len(ways) == 1 else None


def _confidence(text: Text, trust: float, *, odd: bool = False) -> float:
    """The mean of the words' confidences, for prose is not spoiled by one letter, times how far the place is trusted."""
    words = [word.confidence for word in text.owned()]
    return round(sum(words) / max(1, len(words)) * (0.6 if odd else trust), 4)


def is_region_wide(text: str, lexicon: Lexicon) -> bool:
    """Whether a risk or measure is marked as one of the whole body: 'Regionövergripande åtgärd: …'."""
    found = _scope(lexicon).match(text.strip())
    return found is not None and found["wide"] is not None


def _opens_measure(lexicon: Lexicon) -> _Opens:
    return _Opens(_scope(lexicon))


@dataclass(frozen=True, slots=True)
class _Opens:
    """Whether a line begins with a mark of scope, which opens a measure."""

    scope: re.Pattern[str]

    def __call__(self, line: str) -> bool:
        return self.scope.match(line) is not None


@lru_cache(maxsize=4)
def _scope(lexicon: Lexicon) -> re.Pattern[str]:
    """A mark of scope at a text's beginning; group ``wide`` where it is one of the whole body."""
    words: dict[str, list[str]] = {"wide": [], "own": []}
    for row in lexicon.rows("risk_terms"):
        if row["field"] == "scope_prefix" and row["value"] in words:
            words[row["value"]].append(re.escape(row["term"]))
    wide, own = "|".join(words["wide"]), "|".join(words["own"])
    return re.compile(rf"(?:(?P<wide>{wide})|(?:{own}))(?:a|t)?\s*(?:åtgärd(?:er)?|risk(?:er)?)?\s*:", re.IGNORECASE)
