"""The header of a flattened table: the known headings that use up every word of it.

A header that was wrapped over lines, read across its columns, or broken inside words is no longer in order. But its
words are all there, so it is read as an exact cover: which headings of the dictionary, each starting in reading order,
take every word once? 'Styrtal Utfall, Årets / senast målvärde / kända värde' has one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flow import Flow, is_numbered_heading, parts
from pipeline.tables.headers import years_in

Kind = Literal["indicator", "budget", "risk", "activity", "assignment"]
KINDS: tuple[Kind, ...] = ("indicator", "budget", "risk", "activity", "assignment")
LINES_AT_MOST = 14
STEPS_AT_MOST = 1500
"""A header whose cover is not found in so many steps isn't one."""
WORDS_AT_MOST = 48
"""No header has more words."""
LIKE = 0.66
"""The least likeness (0-1) of a header's word to its part of a heading: one letter in three misread."""
PER_COLUMN = 0.12
"""What a column more costs, so that 'Budget 2025' is one heading and not two: as much as a word that is 0.88 like."""
BOUND = 0.5
"""The likeness (0-1) of a year that stands behind a word of another heading on its line ('Plan 2027')."""
UNIT = 4
"""So many small letters before years are a unit ('tkr 2014 2015'), no heading."""
HANGING = 0.05
"""What it takes from the likeness when a heading ends in a broken word ('Risk-' goes on in 'värde'), or lacks its last letters."""
SURE, SURE_TEXT = 0.75, 0.9
"""The least score (0-1) of a header; of one above running text, where no figures tell that it is a table's."""

_TEXT_FIELDS = frozenset({"goals.text", "indicators.name", "budget_rows.label", "unit_in_header", "label"})
_VALUES = re.compile(r"indicator_values\.kind|scenario=|measure=|investment\.year|volume|comparison|investment\.total")


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column's heading: its words joined, the dictionary's field, the index of the line that it begins on."""

    text: Text
    field: str
    first_line: int

    @property
    def is_value(self) -> bool:
        return bool(_VALUES.search(self.field))


@dataclass(frozen=True, slots=True)
class Header:
    """Columns left to right; the lines ``start`` up to ``stop`` of the flow. ``score`` 0-1: how well the words fit."""

    kind: Kind
    columns: tuple[HeaderColumn, ...]
    start: int
    stop: int
    score: float

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(plain_letters(column.text.value) for column in self.columns)

    @property
    def names_rows(self) -> bool:
        """Whether the first heading is that of the labels: no value's, or one without scenario and year where the others
        have theirs ('Årsarbetare Utfall 1992 Budget 1993')."""
        first, *others = self.columns
        dated = [bool(re.search(r"scenario=|investment.year|kind=", c.field)) for c in (first, *others)]
        return not first.is_value or (len(others) > 1 and all(dated[1:]) and not dated[0])


@dataclass(frozen=True, slots=True)
class _Token:
    source: Text
    span: tuple[int, int]
    letters: str  # plain letters, or '#' for a year
    line: int

    @property
    def text(self) -> Text:
        return self.source.slice(*self.span)

    @property
    def is_broken(self) -> bool:
        return self.source.value[self.span[1] - 1] == "-"


@dataclass(frozen=True, slots=True)
class _Heading:
    letters: str  # '#' stands for a year
    field: str
    breaks: frozenset[int]  # the letters that begin a word


def _breaks(variant: str) -> frozenset[int]:
    at, found = 0, set()
    for match in re.finditer(r"\{[^}]*\}|(?<!\d)(?:19|20)\d\d(?!\d)|[^\s/{}]+", variant):
        found.add(at)
        at += 1 if match[0][0] == "{" or years_in(match[0]) else len(plain_letters(match[0]))
    return frozenset(found)


@lru_cache(maxsize=16)
def _headings(kind: Kind, lexicon: Lexicon) -> tuple[_Heading, ...]:
    """The dictionary's headings of one kind of table, longest first."""
    types = {"budget": ("budget", "budget_invest")}.get(kind, (kind,))
    found: dict[str, str] = {}
    breaks: dict[str, frozenset[int]] = {}
    for row in lexicon.rows("column_headers"):
        variant, field = row["header_variant"].replace("\\n", " "), row["canonical_field"]
        if row["table_type"] not in types or field == "table_title" or variant == "(blank)" or "{kommun}" in variant:
            continue
        parted = re.split(r"\{[^}]*\}|(?<!\d)(?:19|20)\d\d(?!\d)", variant)
        letters = "#".join(plain_letters(part) for part in parted)
        if letters:
            found.setdefault(letters, field)
            words = _breaks(variant)
            breaks[letters] = breaks.get(letters, frozenset()) | words
            breaks[letters + "#"] = breaks[letters] | {len(letters)}
            if field.startswith(("scenario=", "indicator_values.kind=")) and "#" not in letters:
                found.setdefault(letters + "#", field)
    return tuple(
        _Heading(letters, found[letters], breaks[letters]) for letters in sorted(found, key=lambda x: (-len(x), x))
    )


@lru_cache(maxsize=16)
def _vocabulary(kind: Kind, lexicon: Lexicon) -> tuple[tuple[str, ...], str]:
    """The words of one kind's headings, and all headings' letters as one string to look for broken words in."""
    words = {
        plain_letters(word)
        for row in lexicon.rows("column_headers")
        if row["table_type"] in (kind, "budget_invest" if kind == "budget" else kind)
        and row["canonical_field"] != "table_title"
        for word in re.split(r"[\s/]+|\{[^}]*\}", row["header_variant"].replace("\\n", " "))
    }
    return tuple(sorted(word for word in words if word)), " ".join(h.letters for h in _headings(kind, lexicon))


@lru_cache(maxsize=65536)
def _is_header_word(letters: str, broken: bool, kind: Kind, lexicon: Lexicon) -> bool:
    words, whole = _vocabulary(kind, lexicon)
    if letters == "#" or letters in words:
        return True
    if len(letters) >= 4 and lexicon.closest(letters, words, cutoff=LIKE) is not None:
        return True
    return (broken or len(letters) <= 6) and len(letters) >= 2 and letters in whole


def header_tokens(line: Flow, index: int) -> list[_Token]:
    """The header words of a line: years apart from letters ('Budget2025', '20142015'), marks without letters left out."""
    found: list[_Token] = []
    for match in re.finditer(r"\d+|[^\s|¦\d]+", line.value):
        start, stop = match.span()
        if match[0].isdigit():
            years = years_in(match[0])
            if not years:
                found.append(_Token(line.text, (start, stop), match[0], index))
            start = stop - 4 * len(years)  # a 1 before the year is a rule's remains
            found.extend(
                _Token(line.text, (at, at + 4), "#", index) for at in range(start, stop if years else start, 4)
            )
        elif letters := _letters(match[0]):
            found.append(_Token(line.text, (start, stop), letters, index))
    return found


@lru_cache(maxsize=65536)
def _letters(word: str) -> str:
    return plain_letters(word)


class Headers:
    """The headers of a flow of lines, looked for once a line."""

    def __init__(self, flow: Sequence[Flow], lexicon: Lexicon) -> None:
        self.flow, self.lexicon = flow, lexicon
        self._found: dict[int, Header | None] = {}

    def at(self, index: int) -> Header | None:
        """The header that begins on line ``index``."""
        if index not in self._found:
            self._found[index] = read_header(self.flow, index, self.lexicon)
        return self._found[index]


def read_header(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> Header | None:
    """The header that begins on line ``start`` of the flow, of the kind that explains it best."""
    if not _may_head(flow[start].value):
        return None
    found = [header for kind in KINDS if (header := _header_of_kind(flow, start, kind, lexicon)) is not None]
    return max(found, key=lambda h: (len(h.columns) * h.score, h.stop), default=None)


def _may_head(value: str) -> bool:
    """Whether a line can begin a header: no sentence, no remark in parentheses, no numbered heading."""
    return not (
        len(value) > 130
        or is_numbered_heading(value)
        or re.search(r"[^\W\d_]{5,}[.;]|:\s*\d", value)
        or re.match(r"[a-zåäö].*[.)]$", value)
        or re.match(r"[(*]?[a-zåäö]{5,}.*[^\W\d_]{3}.*\s|[(].*[:,]", value)
    )


def _header_of_kind(flow: Sequence[Flow], start: int, kind: Kind, lexicon: Lexicon) -> Header | None:
    header = _grown_header(flow, start, kind, lexicon, labelled=False)
    if header is None and kind == "budget":
        header = _grown_header(flow, start, kind, lexicon, labelled=True)
        return header if header is not None and header.score >= SURE_TEXT else None
    return header


def _grown_header(flow: Sequence[Flow], start: int, kind: Kind, lexicon: Lexicon, *, labelled: bool) -> Header | None:
    """The header with as many lines as belong to it; ``labelled``: its first words are a label that no dictionary has."""
    window: list[list[_Token]] = []
    label: list[_Token] = []
    best: Header | None = None
    for index in range(start, min(len(flow), start + LINES_AT_MOST)):
        line = flow[index]
        if window and (line.starts_page or line.gap > 3):
            break
        found = header_tokens(line, index)
        known = all(_is_header_word(t.letters, t.is_broken or bool(window), kind, lexicon) for t in found)
        if labelled and not window:
            free = _free_label(found, kind, lexicon)
            label, found = found[:free], found[free:]
            known = bool(free)
        if not found or not known:
            break
        window.append(found)
        header = _covered([t for tokens in window for t in tokens], start, index + 1, kind, lexicon, label=label)
        if header is not None and (best is None or _grows(best, header)):
            best = header
    return best if best is not None and _is_whole(best) else None


def _free_label(found: Sequence[_Token], kind: Kind, lexicon: Lexicon) -> int:
    """How many words of the first line are a label of its own ('Nettokostnad per förvaltning Bokslut 2023 …')."""
    for count in range(1, min(7, len(found) - 1)):
        rest = found[count:]
        if rest[0].letters != "#" and all(_is_header_word(t.letters, False, kind, lexicon) for t in rest):
            return count
    return 0


def _grows(old: Header, new: Header) -> bool:
    """Whether one more line belongs to the header: where its columns stand side by side, later lines only continue them."""
    side_by_side = sum(c.first_line == old.start for c in old.columns) > 1
    units = sum(c.field == "unit_in_header" for c in new.columns) - sum(
        c.field == "unit_in_header" for c in old.columns
    )
    if side_by_side and len(new.columns) - units > len(old.columns):
        return False
    scenario = any("scenario" in c.field for c in old.columns)
    return not (
        scenario
        and len(new.columns) > len(old.columns)
        and any("measure" in c.field for c in new.columns[len(old.columns) :])
    )


def _is_whole(header: Header) -> bool:
    """Whether the columns are those of such a table, read well enough."""
    if header.score < (SURE_TEXT if header.kind in ("activity", "assignment") else SURE):
        return False
    values = sum(column.is_value for column in header.columns)
    fields = [column.field for column in header.columns]
    if header.kind == "indicator":
        return "indicators.name" in fields and values >= 1
    if header.kind == "budget":
        named = fields[0] in _TEXT_FIELDS
        dated = sum("#" in re.sub(r"(?:19|20)\d\d", "#", c.text.value) or "scenario" in c.field for c in header.columns)
        if values - (fields[0] not in _TEXT_FIELDS and not named) < 2 and header.score < SURE_TEXT:
            return False  # two words of some likeness are a title
        measures = sum("measure=" in field for field in fields)
        return (
            (dated >= 1 or (measures >= 2 and measures >= len(fields) - 1))
            and (values >= 2 or named)
            and all(c.is_value or c.field == "note" for c in header.columns[1:])
        )
    if header.kind == "risk":
        return "risks.text" in fields and len(fields) >= 2
    return f"{'activities' if header.kind == 'activity' else 'assignments'}.text" in fields and len(fields) >= 2


def _covered(
    found: Sequence[_Token], start: int, stop: int, kind: Kind, lexicon: Lexicon, label: Sequence[_Token] = ()
) -> Header | None:
    """The headings that take every word once, each begun in reading order, that fit best and are few; ``None`` where there is no such set."""
    if len(found) > WORDS_AT_MOST:
        return None
    headings = _headings(kind, lexicon)
    openings = [[h for h in headings if _fits(token.letters, h.letters, lexicon) is not None] for token in found]
    best: tuple[float, tuple[HeaderColumn, ...], float] | None = None
    steps = 0

    def search(used: frozenset[int], columns: tuple[tuple[_Heading, tuple[int, ...], float], ...]) -> None:
        nonlocal best, steps
        steps += 1
        if steps > STEPS_AT_MOST or (
            best is not None and _price(columns) + PER_COLUMN * (len(used) < len(found)) >= best[0]
        ):
            return
        free = next((i for i in range(len(found)) if i not in used), None)
        if free is None:
            weight = sum(len(heading.letters) for heading, _, _ in columns)
            score = sum(like * len(heading.letters) for heading, _, like in columns) / max(1, weight)
            key = _price(columns)
            if columns and (best is None or key < best[0]):
                made = tuple(
                    HeaderColumn(_joined([found[i] for i in claimed]), heading.field, found[claimed[0]].line)
                    for heading, claimed, _ in columns
                )
                best = key, made, score
            return
        for heading in openings[free]:
            for claimed, like in _claims(heading, found, free, used, lexicon):
                search(used | set(claimed), (*columns, (heading, claimed, like)))

    search(frozenset(), ())
    if best is None:
        return None
    columns = _one_label(best[1])
    if label:
        unit = [column.text for column in columns if column.field == "unit_in_header"]
        rest = [column for column in columns if column.field != "unit_in_header"]
        columns = (HeaderColumn(join_texts([_joined(label), *unit]), "label", label[0].line), *rest)
    return Header(kind, columns, start, stop, best[2])


def _price(columns: Sequence[tuple[_Heading, tuple[int, ...], float]]) -> float:
    """What a cover costs: its columns, and the words that are unlike the headings'."""
    return sum(PER_COLUMN + len(claimed) * (1.0 - like) for _, claimed, like in columns)


def _one_label(columns: tuple[HeaderColumn, ...]) -> tuple[HeaderColumn, ...]:
    """'Verksamhet, mnkr' is one heading, of the labels and their unit."""
    start = columns[0] if columns[0].field in _TEXT_FIELDS else None
    first, *rest = sorted(columns, key=lambda column: column is not start and column.field != "unit_in_header")
    while rest and "unit_in_header" in (first.field, rest[0].field) and {first.field, rest[0].field} <= _TEXT_FIELDS:
        first = HeaderColumn(join_texts([first.text, rest[0].text]), first.field, first.first_line)
        rest = rest[1:]
    return (first, *rest)


def _claims(
    heading: _Heading, found: Sequence[_Token], first: int, used: frozenset[int], lexicon: Lexicon
) -> Iterator[tuple[tuple[int, ...], float]]:
    """The words, from ``first`` on (which opens it), that together spell a heading: each the first that fits, for a column's
    words come in order; a year that stands behind another heading's word only as a second choice."""
    letters = heading.letters

    def spell(rest: str, index: int, claimed: tuple[int, ...], likes: float) -> Iterator[tuple[tuple[int, ...], float]]:
        if len(claimed) > 1 and len(letters) < 4 and "#" not in letters:
            return  # 'S K' are two headings
        if not rest or (len(rest) <= len(letters) // 5 and len(rest) < 3 and "#" not in rest):  # 'Prestation(er)'
            hangs = found[claimed[-1]].is_broken or rest
            yield claimed, likes / len(claimed) - (HANGING if hangs else 0.0)
            if not rest:
                return
        for at in range(index, len(found)):
            if at in used:
                continue
            if claimed and len(letters) - len(rest) not in heading.breaks and _opens_word(found, at, claimed[-1]):
                continue
            taken = _fits(found[at].letters, rest, lexicon)
            if taken is not None and at == first and _is_lone_letter(found[at], taken[0] < len(rest)):
                return
            if taken is None:
                if at == first:
                    return
                continue
            bound = letters != "#" and _is_bound(found, at, claimed)
            yield from spell(rest[taken[0] :], at + 1, (*claimed, at), likes + (BOUND if bound else taken[1]))
            if not bound:
                return

    yield from spell(letters, first, (), 0.0)


def _opens_word(found: Sequence[_Token], index: int, before: int) -> bool:
    """Whether a header's word can't be the rest of one: a capital begins it, and the word before isn't broken."""
    return (
        found[index].text.value[0].isupper() and found[index].text.value[1:].islower() and not found[before].is_broken
    )


def _is_lone_letter(token: _Token, more_follows: bool) -> bool:
    """'K' before 'Kontrollmoment' is a heading of its own, not its beginning."""
    return more_follows and len(token.letters) < 3 and token.letters != "#" and not token.is_broken


def _is_bound(found: Sequence[_Token], index: int, claimed: Sequence[int]) -> bool:
    """Whether a year stands behind a word of another heading on its line: it is likely that one's."""
    if found[index].letters != "#" or not index or found[index - 1].line != found[index].line:
        return False
    before = found[index - 1]
    is_unit = before.text.value.endswith(")") or (before.text.value.islower() and len(before.letters) <= UNIT)
    return before.letters != "#" and not is_unit and index - 1 not in claimed


@lru_cache(maxsize=65536)
def _fits(word: str, rest: str, lexicon: Lexicon) -> tuple[int, float] | None:
    """How many letters of a heading's rest a word spells, and how like it is (0-1)."""
    if word == "#" or rest[0] == "#":
        return (1, 1.0) if word == rest[0] else None
    reach = rest.split("#", 1)[0]
    if reach.startswith(word):
        return len(word), 1.0
    if len(word) < 3:
        return None
    best = max(
        (
            (lexicon.likeness(word, reach[:size]), size)
            for size in range(max(3, len(word) - (len(word) > 3)), min(len(reach), len(word) + (len(word) > 3)) + 1)
        ),
        default=(0.0, 0),
    )
    return (best[1], best[0]) if best[0] >= LIKE else None


def _joined(found: Sequence[_Token]) -> Text:
    """Header words as one text: 'mål-' and 'värde' without the hyphen."""
    text = Text("")
    for token in found:
        if text.value.endswith("-") and token.letters != "#" and token.text.value[:1].islower():
            text = join_texts([text.slice(0, len(text) - 1), token.text], separator="")
        else:
            text = join_texts([text, token.text])
    return text


def lone_heading(headers: Headers, index: int) -> HeaderColumn | None:
    """A line that is one heading of a budget's value column and nothing more ('Bokslut 2017')."""
    found = header_tokens(headers.flow[index], index)
    if not found or len(found) > 4:
        return None
    header = _covered(found, index, index + 1, "budget", headers.lexicon)
    if header is None or len(header.columns) != 1 or header.score < SURE_TEXT or not header.columns[0].is_value:
        return None
    return header.columns[0]


def damaged_header(line: Flow, columns: int) -> list[Text] | None:
    """A line that stands where a header does, with as many words as there are columns, and no figures: not readable."""
    found = [part for part in parts(line.text) if part.value]
    if len(found) != columns:
        found = [line.text.slice(m.start(), m.end()) for m in re.finditer(r"[^\s|¦]+", line.value)]
    if len(found) != columns or re.search(r"\d", line.value) or max(len(f.value) for f in found) > 25:
        return None
    return found
