"""The header of a flattened table: the lines that belong to it, and the columns that their words make.

Lines are added as long as known headings use up every word (``header_cover``); a cover that is no such table's is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Text
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.tables.flattened.flow import SPAN, Flow, is_numbered_heading, parts
from pipeline.tables.flattened.header_cover import TEXT_FIELDS, UNKNOWN, HeaderColumn, Token, covered, header_tokens
from pipeline.tables.flattened.header_words import KINDS, Kind, is_header_word, is_title
from pipeline.tables.headers import HeaderMatch, header_fields

LINES_AT_MOST = 14
LONGEST = 130
"""Letters, wide gaps left out: a longer line begins no header."""
LABEL_AT_MOST = 7
"""So many words of a header's first line are a label, at most."""
KNOWN_AT_LEAST = 2
"""So many columns of a header must be known, where the dictionary lacks the others."""
SURE, SURE_TEXT = 0.75, 0.9
"""The least score (0-1) of a header; of one above running text, where no figures tell that it is a table's."""


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
    if not _may_head(flow[start].value) or is_title_line(flow[start], lexicon):
        return None
    found = [header for kind in KINDS if (header := _header_of_kind(flow, start, kind, lexicon)) is not None]
    return max(found, key=lambda h: (len(h.columns) * h.score, h.stop), default=None)


def _may_head(value: str) -> bool:
    """Whether a line can begin a header: no sentence, no remark in parentheses, no numbered heading."""
    return not (
        len(re.sub(r"\s{2,}", "  ", value)) > LONGEST
        or is_numbered_heading(value)
        or re.search(r"[^\W\d_]{5,}[.;]|:\s*\d", value)
        or re.match(r"[a-zåäö].*[.)]$|\d{4}-(?!12-31|01-01)\d\d-\d\d", value)
        or re.search(r"\([^()]*:$|^\(?\w{1,6}\)?\.$|^[^()]*(?:19|20)\d\d\)$", value)
        or re.match(r"[(*]?[a-zåäö]{5,}.*[^\W\d_]{3}.*\s|[(].*[:,]", value)
    )


def is_title_line(line: Flow, lexicon: Lexicon) -> bool:
    """Whether a line is a budget table's title, perhaps with years and a unit: 'Investeringsbudget 2024–2026, tkr'."""
    found = [token.letters for token in header_tokens(line, 0)]
    if found.count("#") > 1 and not SPAN.search(line.value):
        return False  # 'Resultatbudget 2024 2025 2026'
    words = [letters for letters in found if not re.fullmatch(r"#|\d+", letters)]
    while words and words[-1] in unit_letters(lexicon):
        words.pop()
    return bool(words) and is_title("".join(words), lexicon)


@lru_cache(maxsize=4)
def unit_letters(lexicon: Lexicon) -> frozenset[str]:
    """The plain letters of all units."""
    return frozenset(plain_letters(row["variant"]) for row in lexicon.rows("units"))


def _header_of_kind(flow: Sequence[Flow], start: int, kind: Kind, lexicon: Lexicon) -> Header | None:
    header = _grown_header(flow, start, kind, lexicon)
    if header is None and kind == "budget":
        return next(labelled_headers(flow, start, lexicon), None)
    if header is None and kind == "indicator":
        return _unnamed_header(flow, start, lexicon)
    return header


def _unnamed_header(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> Header | None:
    """The header of indicators whose names' column has no heading ('Utfall 1996  Prognos 1997  Mål 1998'), or one that no
    dictionary has ('Finansiellt mål  Bokslut 2020  Mål 2022'): it has outcomes and targets, and nothing else."""
    words = header_tokens(flow[start], start)
    known_from = _after_last(not is_header_word(t.letters, t.is_broken, "indicator", lexicon) for t in words)
    for free in range(known_from, min(LABEL_AT_MOST, max(0, len(words) - 2)) + 1):
        best: Header | None = None
        for header in _grown_headers(flow, start, "indicator", lexicon, free=free):
            if _holds_outcomes_and_targets(header, lexicon) and (best is None or _grows(best, header)):
                best = header
        if best is not None:
            return best
    return None


def _holds_outcomes_and_targets(header: Header, lexicon: Lexicon) -> bool:
    columns = [column for column in header.columns if column.field != "label"]
    if header.score < SURE_TEXT or len(columns) < 2 or columns[0].field.startswith("goals."):
        return False
    targets = [any(_says_target(m) for m in header_fields(column.text.value, lexicon)) for column in columns]
    outcome = any(column.field.endswith("=outcome") for column in columns)
    return any(targets) and outcome and all(t or c.is_value for t, c in zip(targets, columns, strict=True))


def _says_target(match: HeaderMatch) -> bool:
    return match.canonical_field.endswith("target") and match.scenario is None and match.score >= SURE_TEXT


def other_extents(flow: Sequence[Flow], header: Header, lexicon: Lexicon) -> Iterator[Header]:
    """The headers of a budget that begin where one does and end on another line."""
    grown = _grown_headers(flow, header.start, "budget", lexicon)
    return (h for h in grown if h.stop != header.stop and _is_whole(h))


def labelled_headers(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> Iterator[Header]:
    """The headers of a budget that a line can begin when its first words are a label that no dictionary has ('Nettokostnad
    per förvaltning Bokslut 2023 …'), the shortest label first."""
    words = header_tokens(flow[start], start)
    longest = min(LABEL_AT_MOST, len(words) - 1)
    known_from = _after_last(not is_header_word(t.letters, False, "budget", lexicon) for t in words)
    if known_from > longest:
        return
    for free in range(1, longest + 1):
        if _names_scenario(words[:free], lexicon):
            return
        if free >= known_from and (words[free].letters != "#" or _heads_labels_of_years(words, free, lexicon)):
            header = _grown_header(flow, start, "budget", lexicon, free=free)
            if header is not None and header.score >= SURE_TEXT:
                yield header


def _heads_labels_of_years(words: Sequence[Token], free: int, lexicon: Lexicon) -> bool:
    """Whether the last word of a label is a known heading of labels, and all behind it are years: 'Nr Projekt 2024 2025'."""
    cover = covered(words[free - 1 : free], "budget", lexicon)
    named = cover is not None and cover[1] > SURE_TEXT and cover[0][0].field in TEXT_FIELDS
    return named and len(words) > free + 1 and all(word.letters == "#" for word in words[free:])


def _after_last(marks: Iterable[bool]) -> int:
    """The place behind the last one that is marked; 0 where none is."""
    return max((place for place, marked in enumerate(marks, 1) if marked), default=0)


def loose_headers(flow: Sequence[Flow], start: int, lexicon: Lexicon) -> Iterator[Header]:
    """The headers of a budget that a line can begin when the dictionary lacks some of its headings: two it must know."""
    for header in _grown_headers(flow, start, "budget", lexicon, loose=True):
        unknown = sum(column.field == UNKNOWN.field for column in header.columns)
        known = sum(column.is_value for column in header.columns) - unknown
        if unknown and known >= KNOWN_AT_LEAST and _is_whole(header) and not _holds_a_label(header):
            yield header


def _holds_a_label(header: Header) -> bool:
    """Whether an unknown heading has a line of its own behind one that says what amounts are of: it may be a row's label."""
    lines = [column.first_line for column in header.columns]
    dated = next((at for at, column in enumerate(header.columns) if column.is_dated), len(lines))
    return any(c.field == UNKNOWN.field and lines.count(c.first_line) == 1 for c in header.columns[dated:])


def _names_scenario(words: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the last of the words name a year or what amounts are of ('Budget'): no label ends so."""
    cover = None if words[-1].letters == "#" else covered(words[-1:], "budget", lexicon)
    return words[-1].letters == "#" or (cover is not None and cover[1] > SURE_TEXT and cover[0][0].is_dated)


def _grown_header(flow: Sequence[Flow], start: int, kind: Kind, lexicon: Lexicon, *, free: int = 0) -> Header | None:
    """The header with as many lines as belong to it; its first ``free`` words are a label."""
    best: Header | None = None
    for header in _grown_headers(flow, start, kind, lexicon, free=free):
        if best is None or (_grows(best, header) and (_is_whole(header) or not _is_whole(best))):
            best = header
    return best if best is not None and _is_whole(best) else None


def _grown_headers(
    flow: Sequence[Flow], start: int, kind: Kind, lexicon: Lexicon, *, free: int = 0, loose: bool = False
) -> Iterator[Header]:
    """What the lines from ``start`` on make with one, with two lines, and so on, as long as they are words of headings."""
    window: list[list[Token]] = []
    label: list[Token] = []
    for index in range(start, min(len(flow), start + LINES_AT_MOST)):
        line = flow[index]
        if window and (line.starts_page or line.gap > 3 or SPAN.fullmatch(line.value)):
            return  # years from and to below a header belong to its last heading
        found = header_tokens(line, index)
        if not window:
            label, found = found[:free], found[free:]
        known = all(is_header_word(t.letters, t.is_broken or bool(window), kind, lexicon) for t in found)
        if not found or not (known or (loose and not re.search(r"[.!?;]$|\d{5}", line.value))):
            return
        window.append(found)
        cover = covered([t for tokens in window for t in tokens], kind, lexicon, label=label, loose=loose)
        if cover is not None:
            yield Header(kind, cover[0], start, index + 1, cover[1])


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
        named = fields[0] in TEXT_FIELDS
        dated = sum("#" in re.sub(r"(?:19|20)\d\d", "#", c.text.value) or "scenario" in c.field for c in header.columns)
        if values - (fields[0] not in TEXT_FIELDS and not named) < 2 and header.score < SURE_TEXT:
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


def lone_heading(headers: Headers, index: int) -> HeaderColumn | None:
    """A line that is one heading of a budget's value column and nothing more ('Bokslut 2017')."""
    found = header_tokens(headers.flow[index], index)
    if not found or len(found) > 4:
        return None
    cover = covered(found, "budget", headers.lexicon)
    if cover is None:
        return None
    columns, score = cover
    return columns[0] if len(columns) == 1 and score >= SURE_TEXT and columns[0].is_value else None


def damaged_header(line: Flow, columns: int) -> list[Text] | None:
    """A line that stands where a header does, with as many words as there are columns, and no figures: not readable."""
    found = [part for part in parts(line.text) if part.value]
    if len(found) != columns:
        found = [line.text.slice(m.start(), m.end()) for m in re.finditer(r"[^\s|¦]+", line.value)]
    if len(found) != columns or re.search(r"\d", line.value) or max(len(f.value) for f in found) > 25:
        return None
    return found
