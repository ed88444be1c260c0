"""The values that end a line: '81 % 90 % 95 %', '62 % (riket+ | Riket+ 5 %', 'Topp 3 av 7', '77-80', 'Ska öka'.

What a value can look like is grammar (numbers, ranges, ranks) and words: the units of ``units.csv`` and the comparators,
changes and baselines of ``target_phrases.csv``, looked for with and without their marks (å, ä, ö may be lost).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Text
from pipeline.lexicon import Lexicon
from pipeline.tables.flattened.flow import BORDER, parts

TOKENS_AT_MOST = 8
"""A value has no more words than this."""
_WISH, _BARE, _STRANGE_UNIT = 0.3, 0.4, 1.0
"""What it costs to take for a value: a change or baseline without a number ('Ökning'; names say 'ska öka' too), a bare
number, a number before a word that is no unit we know."""
READINGS = 8
"""Readings of a line that are kept for each number of values."""
_NUMBER = r"[-−–+±]?\s?(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:[.,:]\d+)?"
_PLAIN = re.compile(r"\d[\d \u00a0]*(?:,\d+)?")
_MARKS = r"(?:\s?\*+\)?|\s?(?<!\d)\d\)|[?.])?"


@dataclass(frozen=True, slots=True)
class _Grammar:
    sound: re.Pattern[str]
    bare: re.Pattern[str]
    wish: re.Pattern[str]
    strange: re.Pattern[str]
    qualified: re.Pattern[str]


def _words(phrases: Sequence[str]) -> str:
    """An expression for any of the phrases, longest first; a mark over a letter may be missing."""
    lost = str.maketrans({"å": "[åaä]", "ä": "[äaå]", "ö": "[öo]", "é": "[ée]"})
    ordered = sorted({p.casefold() for p in phrases if p}, key=lambda p: (-len(p), p))
    return "|".join(re.escape(p).replace(r"\ ", r"\s?").translate(lost) for p in ordered)


@lru_cache(maxsize=4)
def _grammar(lexicon: Lexicon) -> _Grammar:
    def of(*classes: str) -> list[str]:
        return [row["phrase"] for row in lexicon.rows("target_phrases") if row.get("class", "") in classes]

    units = _words(
        [row["variant"] for row in lexicon.rows("units") if not re.search(r"\d|ja|nej", row["variant"])] or ["%"]
    )
    before = rf"(?:(?:{_words([*of('before'), '<', '>'])})\s?)?"
    unit = rf"(?:{units})(?:/[\w]+)?"
    number = rf"(?:{_NUMBER}\s?[-−–—]\s?)?{_NUMBER}"
    group = r"(?:[^\d:()]{1,40}:\s?|\d{1,3}\s?[^\d:()]{2,30}:\s?|[^\d:()]{2,30}\s\d{1,2}:\s?)?"
    people = rf"(?:(?:{_words(of('group')) or 'totalt'})\s)?"
    baseline = rf"(?:{_words(of('baseline')) or 'riket'})"
    change = rf"(?:{_words(of('change')) or 'öka'})"
    rank = r"(?:(?:topp|plats|bland)\s?)?\d+\s?av\s?\d+"
    missing = rf"(?:{_words([p for p in of('missing') if '*' not in p and p not in '.?x'])}|[-–—])"
    relative = rf"(?:minst\s)?{baseline}\s?[-−–+±]?\s?\d+(?:,\d+)?\s?(?:{unit})?"
    paren = rf"(?:\s?\((?:{relative}|{before}{number}\s?(?:{unit})?)\)?)?"
    sound = (
        rf"(?:{group}|{people}){before}{number}\s?(?:{unit}){paren}{_MARKS}|{people}{rank}{_MARKS}|{relative}{_MARKS}"
        rf"|(?:ska(?:ll)?\s)?{change}\s(?:med\s)?{number}\s?(?:{unit})?{_MARKS}|{missing}|(?:ja|nej)\.?"
        rf"|{before}{number}\s?(?:{unit})\s\({baseline}\s?[-−–+±]?|{group}{rank}{_MARKS}"
    )
    wish = rf"(?:ska(?:ll)?\s)?{change}{_MARKS}|{baseline}{_MARKS}"
    bare = rf"(?:{group}|{people}){before}{number}{_MARKS}"
    strange = rf"{number}\s[^\W\d_][\w/.-]*{_MARKS}"
    qualified = rf"(?:{_words([*of('before'), *of('baseline'), 'ska', 'skall'])})\b"
    return _Grammar(*(re.compile(p, re.IGNORECASE) for p in (sound, bare, wish, strange, qualified)))


@lru_cache(maxsize=65536)
def _cost(value: str, lexicon: Lexicon) -> float | None:
    grammar = _grammar(lexicon)
    if grammar.sound.fullmatch(value):
        return 0.0
    if grammar.wish.fullmatch(value):
        return _WISH
    if grammar.bare.fullmatch(value):
        return _BARE
    if grammar.strange.fullmatch(value):
        return _STRANGE_UNIT
    return None


def is_value(text: str, lexicon: Lexicon) -> bool:
    """Whether the whole text is one value that no name would be."""
    cost = _cost(text, lexicon)
    return cost is not None and cost <= _BARE


@dataclass(frozen=True, slots=True)
class Tail:
    """A line as the name's words and the values behind them."""

    name: Text
    values: tuple[Text, ...]
    cost: float

    @property
    def count(self) -> int:
        return len(self.values)


_Way = tuple[float, tuple[tuple[int, int], ...]]


def tails(text: Text, at_most: int, lexicon: Lexicon) -> list[Tail]:
    """Every way to read the end of a text as values, most values first, soundest first."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^\s|¦]+", text.value)]
    # before[stop]: the cheapest ways to read words up to ``stop`` as the name and so many values
    before: list[list[_Way]] = [[(0.0, ())] for _ in range(len(spans) + 1)]
    found: list[Tail] = []
    for _ in range(at_most):
        now: list[list[_Way]] = [[] for _ in range(len(spans) + 1)]
        for stop in range(1, len(spans) + 1):
            ways: list[_Way] = []
            for start in range(stop - 1, max(-1, stop - 1 - TOKENS_AT_MOST), -1):
                cost = _cost(text.value[spans[start][0] : spans[stop - 1][1]], lexicon)
                if cost is not None and not (cost == _STRANGE_UNIT and stop == len(spans)):
                    ways.extend((rest + cost, (*groups, (start, stop))) for rest, groups in before[start])
            now[stop] = sorted(ways)[:READINGS]
        for total, groups in now[len(spans)]:
            name = text.slice(0, spans[groups[0][0]][0]).strip()
            values = tuple(text.slice(spans[a][0], spans[b - 1][1]) for a, b in groups)
            found.append(Tail(name, values, total))
        before = now
    return sorted(found, key=lambda tail: (-tail.count, tail.cost, len(tail.name)))


def read_values(text: Text, count: int, lexicon: Lexicon) -> tuple[Text, tuple[Text | None, ...]] | None:
    """The line as the name's part and its values in their columns (``None``: an empty column); ``None`` where no value
    ends the line. Bars part columns; a line without them must have all values, or values that no name would end in."""
    found = parts(text, BORDER)
    if len(found) == 1:
        return _without_bars(text, count, lexicon)
    first, rest = found[0], [part for part in found[1:] if part.value]
    values: list[Text] = []
    for part in rest:
        whole = [t for t in tails(part, count, lexicon) if not t.name.value]
        best = min(whole, key=lambda t: (t.cost, -t.count), default=None)
        values.extend(best.values if best is not None and len(rest) < count else (part,))
    missing = count - len(values)
    if missing < 0:
        return None
    if missing:
        first, ahead = _before_bar(first, rest[0] if rest else None, missing, lexicon)
        values = [*ahead, *values]
    return first, (*[None] * (count - len(values)), *values)


def _without_bars(text: Text, count: int, lexicon: Lexicon) -> tuple[Text, tuple[Text | None, ...]] | None:
    read = tails(text, count, lexicon)
    full = [t for t in read if t.count == count and (count > 1 or t.cost < _BARE or not t.name.value)]
    likely = [t for t in full if not _wishful_outcome(t, lexicon)]
    if likely:
        best = min(likely, key=lambda t: (round(t.cost, 6), _spread(t)))
        return _with_equal_groups(best, text)
    worded = _worded_target(text, count, lexicon)
    if worded is not None:
        return worded
    sound = [
        t for t in read if t.cost == 0.0 and (t.count > 1 or not t.name.value) and not _wishful_outcome(t, lexicon)
    ]
    if sound:
        return sound[0].name, (*sound[0].values, *[None] * (count - sound[0].count))
    return None


def _spread(tail: Tail) -> float:
    """How far apart a row's bare numbers lie, as powers of ten: 'årskurs 9 203 206,5 210 218' holds no 9 and no 210 218."""
    plain = [re.sub(r"\s", "", v.value) for v in tail.values if _PLAIN.fullmatch(v.value)]
    if any(re.match(r"0\d", value) for value in plain):
        return math.inf  # '000' is the end of a number
    above = [size for value in plain if (size := float(value.replace(",", "."))) > 0]
    return round(math.log10(max(above) / min(above)), 1) if above else 0.0


def _with_equal_groups(tail: Tail, text: Text) -> tuple[Text, tuple[Text, ...]]:
    """The name and the values, where the second value has a group ('Flickor: 89 %') and the first has taken words before the
    same one: these are the name's."""
    if len(tail.values) > 1 and (group := re.match(r"[^\d:]+:", tail.values[1].value)):
        first = tail.values[0]
        at = first.value.find(" " + group[0])
        if at > 0:
            start = text.value.index(first.value, len(tail.name.value))
            name = text.slice(0, start + at).strip()
            return name, (first.slice(at + 1), *tail.values[1:])
    return tail.name, tail.values


def _worded_target(text: Text, count: int, lexicon: Lexicon) -> tuple[Text, tuple[Text, ...]] | None:
    """A line whose last value is words behind two or more sound values: '… 37 % 80 % Samtliga', '4,6 % Högst 3 % Oberoende av'."""
    if count < 3:
        return None
    for match in re.finditer(r"(?<=\s)[A-ZÅÄÖ][a-zåäö]+(?:\s[a-zåäö]+){0,2}$", text.value):
        ahead = tails(text.slice(0, match.start()).strip(), count - 1, lexicon)
        full = [t for t in ahead if t.count == count - 1 and t.cost == 0.0 and t.name.value]
        if full and not _wishful_outcome(full[0], lexicon):
            return full[0].name, (*full[0].values, text.slice(match.start()))
    return None


def _wishful_outcome(tail: Tail, lexicon: Lexicon) -> bool:
    """Whether the first value, an outcome, begins with a word ('minst', 'länet', 'ska', 'kvinnor') where no other does:
    those words are the name's."""
    grammar = _grammar(lexicon)
    wishes = [bool(grammar.wish.fullmatch(value.value)) for value in tail.values]
    if any(wish and re.match(r"\d", after.value) for wish, after in zip(wishes, tail.values[1:], strict=False)):
        return True  # 'ökning 25 %' is one value
    marked = [bool(grammar.qualified.match(v.value) or grammar.wish.fullmatch(v.value)) for v in tail.values]
    lettered = [bool(re.match(r"[^\W\d_]", value.value)) for value in tail.values]
    alone = (marked[0] and not any(marked[1:])) or (lettered[0] and len(lettered) > 1 and not any(lettered[1:]))
    return bool(tail.name.value) and alone


def _before_bar(first: Text, following: Text | None, missing: int, lexicon: Lexicon) -> tuple[Text, list[Text]]:
    """The values that stand before the first bar, behind the name: ``missing`` of them at most."""
    if following is not None:
        word = re.match(r"\S+", following.value)
        at = list(re.finditer(rf"(?:^|\s)({re.escape(word[0])})(?=\s|$)", first.value)) if word else []
        if at and not re.match(r"\d", word[0] if word else ""):
            start = at[-1].start(1)
            if lexicon.likeness(first.value[start:], following.value) > 0.85:
                # 'personal 3,8 | personal 3,8': the neighbouring cells open with the same word.
                return first.slice(0, start).strip(), [first.slice(start)]
    read = [t for t in tails(first, missing, lexicon) if t.cost < missing + _STRANGE_UNIT]
    if not read:
        return first, []
    best = read[0]
    return best.name, list(best.values)


def repeated_tail(text: Text, count: int, lexicon: Lexicon) -> tuple[Text, tuple[Text | None, ...]] | None:
    """'… bakgrund, bakgrund,': a line whose end says the same twice or more belongs to so many neighbouring columns, the
    last ones; what else is a value stands before them."""
    for times in range(count, 1, -1):
        once = r"(\S.*?)[.,]?" + r"\s+(\1[.,]?)" * (times - 1)
        match = re.search(rf"(?:^|\s){once}$", text.value)
        if match and re.search(r"[^\W\d_]{2}", match[1]):
            starts = [match.start(group) for group in range(1, times + 1)]
            values = [text.slice(a, b).strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
            name = text.slice(0, starts[0]).strip()
            missing = count - times
            read = tails(name, missing, lexicon)
            ahead = next((t for t in read if t.cost == 0.0 or (t.count == missing and t.cost <= _BARE)), None)
            if ahead is not None:
                name, values = ahead.name, [*ahead.values, *values]
            return name, (*[None] * (count - len(values)), *values)
    return None


def fill_open(text: Text, cells: Sequence[Sequence[Text]], lexicon: Lexicon) -> tuple[Text, dict[int, Text]] | None:
    """What a line's end adds to cells that can't be finished: '(riket+' waits for '1 %)', 'KVA-' for 'koder', 'Ökning' for
    a number where its neighbour has one. The name's part, and what each column gets; ``None`` where nothing fits."""
    numbered = any(
        _cost(lines[-1].value, lexicon) == 0.0 and _opens_with_change(lines[-1].value, lexicon)
        for lines in cells
        if lines
    )
    percents = text.value.endswith("%") and not re.search(r",\s*%$", text.value)  # 'förskolan, %' ends a name
    waiting: list[tuple[int, re.Pattern[str]]] = []
    for column, lines in enumerate(cells):
        said = lines[-1].value if lines else ""
        if said.count("(") > said.count(")"):
            waiting.append((column, re.compile(rf"(?:^|\s)({_NUMBER}\s?[^\s\d]{{0,6}}\))$")))
        elif re.search(r"[^\W\d_]-$", said):
            waiting.append((column, re.compile(r"(?:^|\s)([a-zåäö]\S*)$")))
        elif numbered and said and _cost(said, lexicon) == _WISH:
            waiting.append((column, re.compile(rf"(?:^|\s)((?!(?:19|20)\d\d){_NUMBER}\s?[^\s\d()]{{0,6}})$")))
        elif (
            percents
            and re.search(r"\d$", said)
            and not any(re.search(r"\d$", c[-1].value) for c in cells[column + 1 :] if c)
        ):
            waiting.append((column, re.compile(r"(?:^|\s)(%)$")))
    filled: dict[int, Text] = {}
    rest = text
    for column, pattern in reversed(waiting):
        match = pattern.search(rest.value)
        if match is None:
            return None
        filled[column] = rest.slice(match.start(1), match.end(1))
        rest = rest.slice(0, match.start(1)).strip()
    return (rest, filled) if filled else None


def words_behind_name(text: Text, cells: Sequence[Sequence[Text]]) -> tuple[Text, Text] | None:
    """A line that ends the name and goes on with the words of the last cell: 'personal. (Utfall: 2023) inhyrd personal'."""
    said = cells[-1][-1].value if cells and cells[-1] else ""
    match = re.search(r"^.*[.)]\s+(?=[a-zåäö][^.()\d]*$)", text.value)
    if match is None or not said or re.search(r"[\d.)]", said):
        return None
    return text.slice(0, match.end()).strip(), text.slice(match.end())


def _opens_with_change(value: str, lexicon: Lexicon) -> bool:
    return _cost(value.split()[0], lexicon) == _WISH
