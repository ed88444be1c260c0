"""Lines to headings, paragraphs, list items and tables in reading order: what the extractors walk over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Block, BlockKind, Page, Place, Section, Table, Text, last_starting_before
from pipeline.lexicon import Lexicon
from pipeline.repairing.repair import join_lines
from pipeline.repairing.tokens import names_of
from pipeline.repairing.wordlist import word_list
from pipeline.structure.contents import contents_lines
from pipeline.structure.shapes import CODE, FIRM, MARKER, SENTENCE_END, Measure, Shape, measure, shapes_of
from pipeline.structure.wording import Opening, opening_of, plain, words_of

SET_APART = frozenset({"goal", "assignment", "activity", "indicator"})
"""What a line may open that always begins a block of its own."""
USUAL = 14.0
"""What a usual word costs (nats) at most."""

MEASURE = re.compile(r"[A-ZÅÄÖ][^:.!?;]{3,90}:\s+(?:[^\W\d_]+\s+){0,2}[<>≤≥=+±−–-]?\s?\d")
"""A line with the name of a measure, a colon, and a number (with a word or two before it)."""

LABEL = re.compile(r"(?P<word>[A-ZÅÄÖ][^\W\d_]{2,30})(?:\s+\d{1,3})?[.:]\s")
NUMBERED_DUTY = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?\s+(?=[Aa]tt\s)")
"""'2.1 Att …' is something to do, no chapter."""
ROW_END = re.compile(r"[^\W\d_]\s+(?:(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?|[TQ][1-4])$")
"""The end of a row that says by when something is done."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that belong together, as indices into the shapes."""

    kind: BlockKind
    lines: tuple[int, ...]
    section: int | None = None
    table: int | None = None


def find_blocks(
    pages: tuple[Page, ...], sections: tuple[Section, ...], tables: tuple[Table, ...], lexicon: Lexicon
) -> tuple[Block, ...]:
    """Every body line in exactly one block; a table's lines in its one table block."""
    shapes = shapes_of(pages, tables)
    if not shapes:
        return ()
    usual = measure(shapes)
    heading_of = heading_lines(sections)
    contents = contents_lines(shapes, lexicon)
    groups = _groups(shapes, usual, heading_of, contents, lexicon)
    starts = [section.place for section in sections]
    blocks = []
    for number, group in enumerate(groups):
        end = shapes[groups[number + 1].lines[0]].place if number + 1 < len(groups) else _after(shapes[-1].place)
        blocks.append(_block(group, shapes, starts, sections, end, lexicon))
    return tuple(blocks)


def heading_lines(sections: Sequence[Section]) -> dict[Place, int]:
    """The lines that headings stand on, each with its section's index."""
    lines: dict[Place, int] = {}
    for index, section in enumerate(sections):
        lines[section.place] = index
        for word in section.title.words:
            if word.line is not None:
                lines.setdefault((word.page, word.line), index)
    return lines


def _after(place: Place) -> Place:
    return place[0], place[1] + 1


def _groups(
    shapes: Sequence[Shape], usual: Measure, heading_of: dict[Place, int], contents: frozenset[Place], lexicon: Lexicon
) -> list[_Group]:
    groups: list[_Group] = []
    of_table: dict[int, int] = {}
    listing = False
    for index, shape in enumerate(shapes):
        current = groups[-1] if groups else None
        section = heading_of.get(shape.place)
        if section is not None:
            listing = False
            if current is not None and current.kind == "heading" and current.section == section:
                groups[-1] = _with(current, index)
            else:
                groups.append(_Group("heading", (index,), section=section))
            continue
        if shape.table is not None:
            if shape.table in of_table:
                at = of_table[shape.table]
                groups[at] = _with(groups[at], index)
            else:
                of_table[shape.table] = len(groups)
                groups.append(_Group("table", (index,), table=shape.table))
            continue
        above = _text_above(groups)
        if above is not None and shape.place not in contents:
            last = shapes[groups[above].lines[-1]]
            if above == len(groups) - 1:
                joins = continues(shapes, groups[above].lines, index, usual, lexicon)
                joins = joins and not (
                    SENTENCE_END.search(last.value) and _own_statement(shapes, groups, index, listing, lexicon)
                )
            else:
                joins = _runs_on(last, shape, usual)
            if joins:
                groups[above] = _with(groups[above], index)
                continue
        groups.append(_Group("item" if _is_item(shapes, index, usual) else "paragraph", (index,)))
        opening = opening_of(shape.value, lexicon)
        if opening and opening.form != "sentence":
            listing = opening.form == "label" and opening.role in SET_APART
    return groups


def _own_statement(
    shapes: Sequence[Shape], groups: Sequence[_Group], index: int, listing: bool, lexicon: Lexicon
) -> bool:
    """Whether a new sentence at a line's beginning, after a full line, is a statement of its own: in a list of marked
    items that hold one sentence each, or under a label, where the sentence is one more goal or indicator."""
    shape = shapes[index]
    if not shape.value[:1].isupper():
        return False
    if groups[-1].kind == "item":
        siblings = []
        for group in reversed(groups[-6:]):
            if group.kind != "item":
                break
            siblings.append(" ".join(shapes[i].value for i in group.lines))
        return len(siblings) > 1 and all(len(re.findall(r"[.!?](?:\s|$)", text)) <= 1 for text in siblings)
    if not listing:
        return False
    words = [plain(word) for word in re.findall(r"[^\W\d_]+", shape.value)]
    return bool(set(words) & words_of(lexicon, "statement"))


def _with(group: _Group, index: int) -> _Group:
    return _Group(group.kind, (*group.lines, index), group.section, group.table)


def _text_above(groups: Sequence[_Group]) -> int | None:
    """The text block above the tables at the end: a sentence may run on below a table."""
    for at in range(len(groups) - 1, -1, -1):
        if groups[at].kind != "table":
            return at if groups[at].kind in ("paragraph", "item") else None
    return None


def _runs_on(last: Shape, shape: Shape, usual: Measure) -> bool:
    """Whether a sentence is broken so plainly that even a table in between does not part it."""
    return bool(re.search(r"[^\W\d_][-\u00ad]$", last.value)) and shape.value[:1].islower() and not usual.plain


def continues(shapes: Sequence[Shape], block: Sequence[int], index: int, usual: Measure, lexicon: Lexicon) -> bool:
    """Whether a line belongs to the block that the lines above it make."""
    first, last, shape = shapes[block[0]], shapes[block[-1]], shapes[index]
    lower = shape.value[:1].islower()
    ended = SENTENCE_END.search(last.value) is not None
    broken = bool(re.search(r"[^\W\d_][-\u00ad]$", last.value)) and lower
    if _marker(shapes, index, usual) or (shape.indent and last.indent != shape.indent and usual.spaced):
        return False
    fills = not usual.ended_early(last, shape) and not usual.apart(shape)
    if (
        not _same_type(last, shape, goes_on=lower and not ended and fills)
        or _is_next_measure(first, last, shape)
        or _is_next_row(last, shape)
    ):
        return False
    if ended and not lower and _opens_alike(first, shape, lexicon):
        return False
    if broken:
        return True
    if ended and NUMBERED_DUTY.match(shape.value):
        return False
    early = usual.ended_early(last, shape)
    opening = opening_of(shape.value, lexicon)
    if (
        opening
        and opening.role in SET_APART
        and opening.form != "sentence"
        and (ended or early or usual.apart(shape) or last.full < 0.8 or _is_named(opening, shape))
    ):
        return False
    opener = opening_of(first.value, lexicon)
    below_record = opener is not None and opener.form == "record" and re.search(r"\w{3}$|[.!?]$", last.value)
    if below_record and _is_label(opening) and " " not in shape.value.strip():
        return False  # a goal that fills its line, and the label of its activities
    above = opener if len(block) == 1 else None
    if above and above.form == "label" and above.role in SET_APART and (not lower or last.value.endswith(":")):
        return False
    if shape.page != last.page:
        return not ended and (lower or (not early and last.full > 0.85))
    if usual.plain:
        if above and above.form == "record" and above.role == "goal" and (early or _is_sentence(shape, lexicon)):
            return lower  # a goal's line, and a paragraph below it
        hangs = MARKER.match(first.value) is not None and shape.indent > first.indent and lower
        if shape.indent and early and not hangs:
            return False
        if lower and not ended:
            return not (early and usual.apart(shape) and MARKER.match(first.value) is None and last.full < 0.7)
        if usual.apart(shape):
            return False
        if ended or last.full < 0.7:
            return not early
        return True
    if usual.apart(shape):
        return lower and not ended and not early
    if shape.left is not None and first.left is not None:
        if MARKER.match(first.value) and shape.left < first.left - 3:
            return False
        if (
            not MARKER.match(first.value)
            and ended
            and len(block) > 1
            and shape.left > (last.left or 0.0) + 8
            and not lower
        ):
            return False
    return lower or not early or not ended


def _is_named(opening: Opening, shape: Shape) -> bool:
    """Whether a line opens with a record's word, number and colon, as no line of running text does: 'Målområde 2: …'."""
    return opening.number is not None and ":" in shape.value[: opening.body]


def _is_label(opening: Opening | None) -> bool:
    return opening is not None and opening.form == "label" and opening.role in SET_APART


def _is_sentence(shape: Shape, lexicon: Lexicon) -> bool:
    """Whether a line begins with a capital that is no name's: a usual word, and small letters after it."""
    found = re.match(r"([A-ZÅÄÖ][^\W\d_]+)\s+[^\W\d_A-ZÅÄÖ]", shape.value)
    cost = word_list(lexicon).cost(found[1].casefold()) if found else None
    return found is not None and cost is not None and cost < USUAL and found[1] not in names_of(lexicon).places


def _is_next_measure(first: Shape, last: Shape, shape: Shape) -> bool:
    """Whether lines name one measure each, with its value behind a colon: 'Antal besök: minst 900', 'Kötid  : 3 dagar'."""
    if not MEASURE.match(shape.value):
        return False
    return MEASURE.match(first.value) is not None or MEASURE.match(last.value) is not None or "  :" in shape.value


def _opens_alike(first: Shape, shape: Shape, lexicon: Lexicon) -> bool:
    """Whether a line opens with the label that its block opened with ('Risk: …'), or both open as risks do ('Risk att …')."""
    label = LABEL.match(first.value)
    if label is not None:
        other = LABEL.match(shape.value)
        return other is not None and other["word"] == label["word"]
    openings = _risk_openings(lexicon)
    return plain(first.value).startswith(openings) and plain(shape.value).startswith(openings)


@lru_cache(maxsize=4)
def _risk_openings(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(plain(row["term"]) + " " for row in lexicon.rows("risk_terms") if row["field"] == "risk_opening")


def _is_next_row(last: Shape, shape: Shape) -> bool:
    """Whether two lines are rows of a table that came out as text, each with a day or year in its last column."""
    return bool(shape.value[:1].isupper() and ROW_END.search(last.value) and ROW_END.search(shape.value))


def _same_type(last: Shape, shape: Shape, *, goes_on: bool) -> bool:
    """Whether two lines are set in the same type: weight, slope, size. In a scan sizes are measured only roughly, and so are
    weights: those part no sentence that goes on behind a comma, or from a line that it fills (``goes_on``)."""
    goes_on = shape.scanned and (goes_on or (last.value.endswith(",") and shape.value[:1].islower()))
    if (last.bold != shape.bold and not goes_on) or last.italic != shape.italic:
        return False
    if last.size is None or shape.size is None:
        return True
    return shape.scanned or abs(last.size - shape.size) <= 0.05 * max(last.size, shape.size)


def _marker(shapes: Sequence[Shape], index: int, usual: Measure) -> re.Match[str] | None:
    """The mark that makes a line an item; a dash or a number within running text is none."""
    shape = shapes[index]
    match = MARKER.match(shape.value)
    if match is None:
        return _code(shapes, index)
    if index == 0:
        return match
    last = shapes[index - 1]
    firm = match["letter"] or (match["bullet"] and match["bullet"].strip() in FIRM)
    if (
        firm
        or SENTENCE_END.search(last.value)
        or usual.apart(shape)
        or usual.ended_early(last, shape)
        or last.table is not None
    ):
        return match
    above = MARKER.match(last.value)
    return match if above is not None and above.lastgroup == match.lastgroup else None


def _code(shapes: Sequence[Shape], index: int) -> re.Match[str] | None:
    """The code that makes a line an item: right below a lead-in, or below another code of its series ('KF4', 'KF5')."""
    match = CODE.match(shapes[index].value)
    if match is None or index == 0:
        return None
    if re.search(r"(?:\batt|:)\s*$", shapes[index - 1].value):
        return match
    if not re.search(r"[.,;]$|\boch$", shapes[index - 1].value):
        return None
    above = next((i for i in range(index - 1, max(0, index - 6), -1) if CODE.match(shapes[i].value)), None)
    if above is None:
        return None
    other = _code(shapes, above)
    return match if other is not None and other["series"] == match["series"] else None


def _is_item(shapes: Sequence[Shape], index: int, usual: Measure) -> bool:
    """Whether a block that begins here is an item: it has a mark, or lost it and is indented in a plain text."""
    shape = shapes[index]
    if _marker(shapes, index, usual) is not None or (usual.spaced and shape.indent > 0):
        return True
    if shape.left is None or usual.left is None:
        return False
    if shape.left > usual.left + 10 and shape.value[:1].islower():
        return True
    beside = _text_left(shapes, index)
    return beside is not None and shape.left > usual.left + 5 and abs(shape.left - beside) < 4


def _text_left(shapes: Sequence[Shape], index: int) -> float | None:
    """Where the text of the item above begins, behind its mark: a line that begins there too has lost its own."""
    for above in reversed(shapes[max(0, index - 6) : index]):
        if above.page != shapes[index].page or above.table is not None:
            return None
        match = MARKER.match(above.value)
        if match and len(above.line.words) > 1 and above.line.words[0].text == match.group().strip():
            box = above.line.words[1].box
            return box.left if box is not None else None
    return None


def _block(
    group: _Group,
    shapes: Sequence[Shape],
    starts: Sequence[Place],
    sections: Sequence[Section],
    end: Place,
    lexicon: Lexicon,
) -> Block:
    lines = [shapes[i] for i in group.lines]
    first = lines[0]
    section = group.section if group.kind == "heading" else last_starting_before(starts, first.place)
    marker: str | None = None
    if group.kind == "table":
        text = Text("")
    elif group.kind == "heading" and group.section is not None:
        text = sections[group.section].title
    else:
        texts = [line.text for line in lines]
        match = (MARKER.match(first.value) or _code(shapes, group.lines[0])) if group.kind == "item" else None
        if match:
            marker = match.group().strip()
            texts[0] = texts[0].slice(match.end())
        text = join_lines(texts, lexicon)
    return Block(
        group.kind, text, first.place, end, section, 0, marker, group.table,
        first.left, first.size, all(line.bold for line in lines), all(line.italic for line in lines),
    )  # fmt: skip
