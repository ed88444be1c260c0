"""Indicators and their values: from tables with a column of targets, from lists under 'Indikatorer' and its like, and
from running lines of old plans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from extractors.cell_text import without_bullet
from extractors.columns import TableReading, readings
from extractors.indicator_doubts import Reading, doubted
from extractors.indicator_sentences import RunningLine, direction_of, running_line, sentence_targets, years_of_name
from extractors.indicator_tables import (
    LOOSE_YEAR,
    IndicatorRow,
    ValueCell,
    indicator_rows,
    torn_names,
    value_columns,
    with_loose_year,
)
from extractors.records import Ids, Indicator, IndicatorValue, Record, joined_provenance
from extractors.statements import Statement, statements
from extractors.units import Unit, units_of
from extractors.values import Value, parse_values
from pipeline.amounts import evened
from pipeline.document import Block, Document, Text
from pipeline.errors import Issue
from pipeline.lexicon import Lexicon

SURE = 0.8
"""A value whose reading is less certain (0-1) is marked for a person."""
DOUBTED = 0.75
"""How far (0-1) a record is still trusted whose table, or whose name, was not understood whole."""
IN_TABLE = 0.98
IN_LIST = 0.9
IN_LINE = 0.85
"""How far (0-1) an indicator is trusted by where it stands."""
LONGEST_LINE = 300
"""Letters: no running line is longer."""
INDEX = "index"
"""The dimension of points on a scale that has a name of its own: no unit."""
TOGETHER = 0.5
"""The certainty that the parser gives numbers with nothing between them."""
_LEADER = re.compile(
    r"(?:[\s…]*(?:(?:\s\.){3,}|…|_{3,})|\s*(?:(?<=\s)\S{0,2})?\.{3,})(?:[\s._…+]|(?<![^\W_])[ceouw0-9]{1,6}(?![^\W_]))*\Z"
)
"""The dots that lead from a name to its values, and the letters that an OCR makes of them ('... cece eee')."""
_PART_OF_NAME = re.compile(r"(?<!\w)(?P<mark>[a-h][).])\s*(?P<text>[^()]+?)(?=\s*\.?\s*(?:(?<!\w)[a-h][).]\s|\(|\Z))")
_UNIT_IN_NAME = re.compile(r"\(\s*(?:i\s+)?([^()]{1,20}?)\s*\)")
_UNIT_BEHIND_NAME = re.compile(r"(?:,\s*(?:i\s+)?|\si\s+)([^,()]{1,20}?)\s*(?:\Z|(?=\())")


def extract_indicators(document: Document, lexicon: Lexicon) -> Iterator[Record | Issue]:
    """The indicators of all tables, then those of lists and lines, each followed by its values."""
    ids = Ids(document.source.document_id)
    for reading in readings(document, lexicon):
        if reading.subject == "indicators":
            yield from _of_table(reading, document, lexicon, ids)
    taken: set[int] = set()
    for statement in statements(document, lexicon):
        if _is_indicator(statement):
            taken.update(statement.parts)
            yield from _of_sentence(statement, lexicon, ids)
    for index, block in enumerate(document.blocks):
        if index not in taken and block.kind in {"item", "paragraph"} and len(block.text) <= LONGEST_LINE:
            text = without_bullet(block.text)
            line = running_line(text.value, lexicon)
            if line is not None and (line.is_named or (line.has_limit and block.kind == "item")):
                yield from _of_line(text, line, block, lexicon, ids)


def _is_indicator(statement: Statement) -> bool:
    """Whether a statement stands under a label of indicators, or opens with one itself."""
    opening, label = statement.opening, statement.label
    if opening is not None and opening.role == "indicator" and opening.form == "record":
        return statement.block.kind != "heading"
    return label is not None and label.role == "indicator" and (opening is None or opening.form == "sentence")


def _of_table(reading: TableReading, document: Document, lexicon: Lexicon, ids: Ids) -> Iterator[Record | Issue]:
    table = reading.table
    plan_year = document.plans[table.plan].year if document.plans else None
    columns = value_columns(reading, plan_year, lexicon)
    rows: Sequence[IndicatorRow] = tuple(indicator_rows(reading, columns, lexicon))
    rows = with_loose_year(rows, _bracket_before(reading, document))
    torn = torn_names([row.name.value for row in rows]) if table.method == "flattened" else [False] * len(rows)
    for row, *doubts in zip(rows, torn, [*torn[1:], False][: len(rows)], strict=True):
        read = [found for cell in row.cells for found in _values_of_cell(cell, row, plan_year, lexicon)]
        values = doubted(read, row.name.value, lexicon)
        found = _records(row.name, values, table.plan, table.section, IN_TABLE * table.confidence, lexicon, ids)
        # the table's own issue says so
        lent = table.method != "flattened" and "header_inferred" in table.doubts
        guessed = lent or "columns_inferred" in table.doubts
        for record in found:
            if isinstance(record, Indicator) and any(doubts) and values:
                yield _name_issue(record)
            if isinstance(record, Record) and (guessed or any(doubts)):
                record = replace(record, needs_review=True, confidence=round(record.confidence * DOUBTED, 4))
            yield record


def _name_issue(record: Indicator) -> Issue:
    first = record.provenance[0]
    message = f"{record.name!r}: the name or the one below it is torn, so its values may be another's"
    return Issue("indicators", "warning", "name_doubtful", message, first.page, "indicators", record.indicator_id)


def _bracket_before(reading: TableReading, document: Document) -> Text | None:
    """A bracket with a year that is all of the block before the table, in a source that has no boxes."""
    before = [block for block in document.blocks if block.place < reading.table.place][-1:]
    if not before or not LOOSE_YEAR.fullmatch(before[0].text.value.strip()):
        return None
    return before[0].text if all(word.box is None for word in before[0].text.words) else None


def _values_of_cell(place: ValueCell, row: IndicatorRow, plan_year: int | None, lexicon: Lexicon) -> Iterator[Reading]:
    """The values of one cell, with what the name, the row and the column say of their year, unit and group."""
    text = place.cell.text
    kind = place.column.kind
    values = parse_values(text.value, lexicon, target="target" in kind)
    if any(word.method == "ocr" for word in text.words):
        values = _without_misread_signs(values, text.value)
    year, period = place.column.year, None
    if year is None:
        year, period = years_of_name(row.name.value, lexicon).get(kind, (None, None))
    unit = place.unit or _unit_of_name(row.name.value, lexicon)
    for value, group in zip(values, _groups(values, row.name.value), strict=True):
        absolute = value.kind in {"absolute", "relative"} and value.value is not None
        # '75 % (2023: 73 %)' in a column of targets
        past = len(values) > 1 and "target" in kind and (value.year or plan_year or 0) < (plan_year or 0)
        yield Reading(
            text,
            replace(
                value,
                group=group or place.group,
                year=value.year or year,
                period=value.period if value.year else value.period or period,
                unit=value.unit or (unit.name if unit is not None and absolute else None),
            ),
            "outcome" if past else kind,
        )


def _without_misread_signs(values: Sequence[Value], printed: str) -> tuple[Value, ...]:
    """Values of a scanned cell, where a bare number right behind another is no value but a sign read as digits: '82 %'
    becomes '82 20'. The first one keeps the doubt that the parser gave it, and both in ``raw``."""
    kept: list[Value] = []
    for value in values:
        bare = value.kind == "absolute" and value.group is None and value.unit is None and value.certainty <= TOGETHER
        if kept and bare and kept[-1].certainty <= TOGETHER and kept[-1].stop <= value.start:
            kept[-1] = replace(kept[-1], raw=printed[kept[-1].start : value.stop].strip(), stop=value.stop)
        else:
            kept.append(value)
    return tuple(kept)


def _unit_of_name(name: str, lexicon: Lexicon) -> Unit | None:
    """The unit that a name gives in brackets or ends with: 'Andel nöjda (%)', 'Matsvinn per portion, gram'."""
    units, name = units_of(lexicon), _LEADER.sub("", name)
    said = (*_UNIT_IN_NAME.finditer(name), *_UNIT_BEHIND_NAME.finditer(name))
    return next(
        (unit for found in said if (unit := units.named(found[1])) and unit.name and unit.dimension != INDEX), None
    )


def _groups(values: Sequence[Value], name: str) -> tuple[str | None, ...]:
    """The values' groups; where the name itself lists parts a), b), each value's part."""
    parts = {
        found["mark"][0]: f"{found['mark']} {found['text'].strip()}" for found in _PART_OF_NAME.finditer(evened(name))
    }
    groups = tuple(value.group for value in values)
    if len(parts) > 1 and len(values) == len(parts) and not any(groups):
        return tuple(parts.values())
    return tuple(
        parts.get(group[0], group) if group is not None and re.fullmatch(r"[a-h][).]?", group) else group
        for group in groups
    )


def _of_sentence(statement: Statement, lexicon: Lexicon, ids: Ids) -> Iterator[Record | Issue]:
    """A statement of a list: a running line with its values, or a sentence with perhaps a target inside."""
    text, block = statement.text, statement.block
    line = running_line(text.value, lexicon)
    if line is not None:
        yield from _of_line(text, line, block, lexicon, ids)
        return
    values = [Reading(text, value, "target") for value in sentence_targets(text.value, lexicon)]
    trust = IN_LIST - (0.15 if statement.under_heading else 0.0)
    yield from _records(text, values, block.plan, block.section, trust, lexicon, ids)


def _of_line(text: Text, line: RunningLine, block: Block, lexicon: Lexicon, ids: Ids) -> Iterator[Record | Issue]:
    """A running line of an old plan: what stands before the colon, and the values behind it."""
    values = [Reading(text, value, kind) for kind, value in line.values]
    yield from _records(text.slice(0, line.name_stop), values, block.plan, block.section, IN_LINE, lexicon, ids)


def _records(
    name: Text, values: Sequence[Reading], plan: int, section: int | None, trust: float, lexicon: Lexicon, ids: Ids
) -> Iterator[Record | Issue]:
    """An indicator and its values."""
    leader = _LEADER.search(name.value)
    name = (name.slice(0, leader.start()) if leader is not None else name).strip()
    places = name.provenance()
    if not places:
        return
    indicator = Indicator(
        plan=plan,
        section=section,
        provenance=places,
        confidence=round(fmean(word.confidence for word in name.owned()) * trust, 4),
        indicator_id=ids.of("indicators", places),
        name=name.value,
        direction=direction_of(name.value, tuple(v.value for v in values if "target" in v.kind), lexicon),
    )
    yield indicator
    for found in values:
        record = _value(found, indicator, trust, ids)
        if record is not None:
            yield record
            yield from _issues(record)


def _value(found: Reading, indicator: Indicator, trust: float, ids: Ids) -> IndicatorValue | None:
    value = found.value
    places = joined_provenance(found.text.slice(value.start, value.stop))
    if not places:
        return None
    words = [word.confidence for word in found.text.owned(value.start, value.stop)]
    sure = min(words, default=1.0) if value.value is not None else fmean(words)
    return IndicatorValue(
        plan=indicator.plan,
        section=indicator.section,
        provenance=places,
        confidence=round(sure * value.certainty * trust, 4),
        needs_review=value.certainty < SURE or found.proposed is not None,
        indicator_value_id=ids.of("indicator_values", places, f"{found.kind}:{value.group or ''}:{value.start}"),
        indicator_id=indicator.indicator_id,
        kind=found.kind,
        group=value.group,
        raw=value.raw,
        value_kind=value.kind,
        comparator=value.comparator,
        value=value.value,
        value_high=value.value_high,
        rank_of=value.rank_of,
        unit=value.unit,
        baseline=value.baseline,
        year=value.year,
        period=value.period,
        proposed=found.proposed,
        proposed_by="sibling" if found.proposed is not None else None,
    )


def _issues(record: IndicatorValue) -> Iterator[Issue]:
    """Why a value is marked for a person."""
    if not record.needs_review:
        return
    first = record.provenance[0]
    box = first.box
    if record.proposed is not None:
        code, message = "value_disputed", f"{record.raw!r}: its fellows say {record.proposed}"
    elif record.value is None:
        code, message = "value_unread", f"{record.raw!r} holds a number that could not be read"
    else:
        code, message = "value_doubtful", f"{record.raw!r} read as {record.value} {record.unit or ''}".rstrip()
    yield Issue(
        "indicators", "warning", code, message, first.page, "indicator_values", record.indicator_value_id,
        (box.left, box.top, box.right, box.bottom) if box is not None else None,
        None if record.proposed is None else str(record.proposed),
    )  # fmt: skip
