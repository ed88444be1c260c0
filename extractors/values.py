"""What an indicator's cell says: outcomes and targets with comparator, range, unit, baseline, rank, group and year.

:func:`parse_values` reads a cell of a table, :func:`parse_amount` the one number of a budget cell. The words it knows
are ``dictionaries/target_phrases.csv`` and ``units.csv``. A cell that it does not understand whole is kept as text, or
as the number in it with a low certainty; it never drops one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.periods import parse_when
from extractors.quantities import PROSE, YEAR, Value, folded, quantity_value, signed_size, value_at
from extractors.records import Comparator, ValueKind
from extractors.target_words import TargetWords, target_words
from pipeline.amounts import Amount, decimal_of, evened, is_empty, parse_amount, without_footnote_mark
from pipeline.lexicon import Lexicon

__all__ = ["Amount", "Value", "is_missing", "parse_amount", "parse_values"]

UNREAD = 0.4
"""The certainty of a cell with digits that could not be read."""
_SEPARATORS = re.compile(r"(?:[\s,;/|•]|och(?!\w))*", re.IGNORECASE)
_NOTE = re.compile(r"\s*\((?P<said>[^()]*)\)")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?(?!\d)")
_MINUS_BEHIND = re.compile(r"\d\s*-\s*\Z")
_TAIL = re.compile(r"[\s.,;:*)]*\Z")


def is_missing(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell is empty or only says that there is nothing: '–', 'Ny', 'saknas', 'beslutas senare'."""
    return is_empty(text) or target_words(lexicon).missing.match(_body(evened(text))) is not None


def parse_values(text: str, lexicon: Lexicon, *, target: bool = False) -> tuple[Value, ...]:
    """The values of one cell, in order; none where it is empty. In a ``target`` cell a number of per cent with a sign
    is a change ('-15 %'), elsewhere a value below zero.

    >>> from pipeline.lexicon import load_lexicon
    >>> [(v.group, v.value) for v in parse_values('3 åringar: 95 % / 6 åringar: 82 %', load_lexicon())]
    [('3 åringar', Decimal('95')), ('6 åringar', Decimal('82'))]
    """
    even = evened(text)
    even = even[: len(_body(even, strip=False))]
    if is_missing(text, lexicon):
        return ()
    words = target_words(lexicon)
    values = (
        _one_change(even, words)
        or _pair(even, words)
        or _in_groups(even, words, target=target)
        or _number_in_words(even, words)
        or _in_prose(even, words)
    )
    if _MINUS_BEHIND.search(even):  # '12,5-': a minus behind its number, or a dash that says that the rest is open
        values = tuple(replace(value, certainty=min(value.certainty, 0.5)) for value in values)
    return tuple(
        replace(value, raw=text[value.start : value.stop].strip(), stop=max(value.start, value.stop))
        for value in values
    )


def _body(even: str, *, strip: bool = True) -> str:
    body = without_footnote_mark(even)
    return body.strip() if strip else body


def _one_change(even: str, words: TargetWords) -> tuple[Value, ...]:
    """A cell that as a whole is a wish to change or keep something: 'Ska öka jämfört med i fjol', 'Ökning 10 %'."""
    whole = (len(even) - len(even.lstrip()), len(even.rstrip()))
    rest = even
    year = base = None
    if found := words.baseline_year.search(rest):
        base, rest = found["year"], _cut(rest, found.span())
    if found := words.deadline.search(rest):
        year, rest = int(found["year"]), _cut(rest, found.span())
    if found := words.baseline.search(rest):
        base, rest = words.baselines[folded(found[0])], _cut(rest, found.span())
    number = words.quantity.search(rest)
    if number is not None:
        if re.search(r"(?<!\w)till\s*\Z", rest[: number.start()], re.IGNORECASE) or number["high"]:
            return ()
        rest = _cut(rest, number.span())
    directions = {words.changes[folded(found[0])] for found in words.change.finditer(rest)}
    leftover = words.filler.sub(" ", words.change.sub(" ", rest))
    if len(directions) != 1 or re.search(r"\w", leftover):
        return ()
    (direction,) = directions
    value = Value(
        "", "change", None, None, baseline=base, year=year, direction=direction, start=whole[0], stop=whole[1]
    )
    if number is None:
        if base is not None and direction != "maintain" and words.more_than_baseline.search(even):
            comparator: Comparator = ">" if direction == "increase" else "<"
            return (replace(value, kind="relative", comparator=comparator),)
        return (value,)
    amount = signed_size(number)
    if amount is None:
        return ()
    size, certainty = amount
    if direction == "decrease":
        size = -abs(size)
    unit = words.unit_name(number["unit_low"])
    kind: ValueKind = "relative" if base in words.standing_baselines else "change"
    stated = words.comparator(number)
    return (
        replace(
            value,
            kind=kind,
            comparator=stated if kind == "relative" or stated != "=" else None,
            value=size,
            unit=unit,
            certainty=min(certainty, 0.95),
        ),
    )


def _pair(even: str, words: TargetWords) -> tuple[Value, ...]:
    """Two numbers parted by a stroke: 'K/M 64/59 %'. Without labels they are doubtful, and 12/21 may be a rank."""
    found = words.pair.fullmatch(even.strip())
    if found is None:
        return ()
    low, high = decimal_of(found["low"]), decimal_of(found["high"])
    labelled = found["first"] is not None
    if low is None or high is None or (not labelled and not low[0] > high[0]):
        return ()
    unit = words.unit_name(found["unit"] or found["unit_low"])
    at = len(even) - len(even.lstrip())
    sure = min(low[1], high[1], 0.95 if labelled else 0.5)
    return tuple(
        Value(
            "", "absolute", "=", number, unit=unit, group=found[label], certainty=sure,
            start=at + found.start(place), stop=at + found.end(place),
        )
        for number, label, place in ((low[0], "first", "low"), (high[0], "second", "high"))
    )  # fmt: skip


def _number_in_words(even: str, words: TargetWords) -> tuple[Value, ...]:
    """A number that is spelled out, with its comparator and unit: 'Minst tre st', 'hundra procent'."""
    found = words.spelled.fullmatch(even.strip(" ."))
    size = words.number(found["number"]) if found is not None else None
    if found is None or size is None:
        return ()
    comparator = words.comparators[folded(found["before"])] if found["before"] else "="
    start, stop = len(even) - len(even.lstrip(" .")), len(even.rstrip(" ."))
    unit = words.unit_name(found["unit"])
    return (Value("", "absolute", comparator, size, unit=unit, certainty=PROSE, start=start, stop=stop),)


def _in_groups(even: str, words: TargetWords, *, target: bool) -> tuple[Value, ...]:
    """The cell read from left to right as values, each with its group's label, up to a tail without digits."""
    values: list[Value] = []
    at = 0
    labels_after = words.labels_follow(even)
    while True:
        start = _SEPARATORS.match(even, at).end()  # type: ignore[union-attr]  # it matches the empty string
        if _TAIL.match(even, start):
            return tuple(values)
        group, year, start = (None, None, start) if labels_after else _label(even, start, words)
        value = value_at(even, start, words, target=target)
        if value is None:
            return _with_tail(values, even, at, words) if values else ()
        if group is not None and value.unit and words.is_label_word(even[value.stop - len(value.unit) : value.stop]):
            # 'personal 3,8 invånare 3,9': the word after the number belongs to the next one
            value = _without_unit(even, value)
        if values and group is None and year is None and _bare(even[at:start], values[-1], value):
            value = replace(value, certainty=0.5)  # two bare numbers in one cell
            values[-1] = replace(values[-1], certainty=0.5)
        note = _NOTE.match(even, value.stop)
        at = note.end() if note else value.stop
        if labels_after and (found := words.label_after.match(even, at)):
            group, at = found["word"], found.end()
        inner = _noted_values(note, words, target=target) if note else ()
        if note and group is None and words.is_label_word(note["said"]):
            group = note["said"].strip()  # '5,2 % (kvinnor)'
        said = parse_when(note[0]).year if note and not inner else None
        values += [replace(value, group=group, year=value.year or year or said, start=start), *inner]


def _noted_values(note: re.Match[str], words: TargetWords, *, target: bool) -> tuple[Value, ...]:
    """Values that stand in a bracket behind another, each under a label or a year of its own: '78 % (K: 80 %, M: 76 %)',
    '75 % (2023: 73 %)'. What is only compared with is none: '90 % (riket: 85 %)'."""
    found = _in_groups(note["said"], words, target=target)
    own = all(v.value is not None and (v.year or (v.group and not words.baseline.search(v.group))) for v in found)
    offset = note.start("said")
    return tuple(replace(v, start=v.start + offset, stop=v.stop + offset) for v in found) if own else ()


def _bare(between: str, before: Value, value: Value) -> bool:
    """Whether two numbers stand side by side with nothing to part them."""
    return not between.strip() and before.unit is None and before.kind == value.kind == "absolute"


def _label(even: str, at: int, words: TargetWords) -> tuple[str | None, int | None, int]:
    """The group that is named at ``at``, or the year, and where its value begins."""
    found = words.label.match(even, at)
    if found is None:
        return None, None, at
    label = (found["colon"] or found["grade"] or found["enumerator"] or found["word"]).strip(" =")
    year = parse_when(label).year
    if year is not None:
        return None, year, found.end()
    inner, year, start = _label(even, found.end(), words)
    if start > found.end():  # 'Betyg: personal 3,8'
        return inner, year, start
    return (None if words.is_column_word(label) else label), None, found.end()


def _without_unit(even: str, value: Value) -> Value:
    stop = value.stop - len(value.unit or "")
    following = re.match(r"\s*[:]?\s*[<>≤≥+-]?\s*\d", even[value.stop :])
    return replace(value, unit=None, stop=len(even[:stop].rstrip())) if following else value


def _with_tail(values: list[Value], even: str, at: int, words: TargetWords) -> tuple[Value, ...]:
    """The values where words follow that are no value: a unit that no dictionary knows, or a short explanation."""
    tail = even[at:].strip(" .,;:*)")
    if found := words.deadline.match(tail):
        tail, values = tail[found.end() :].strip(), [replace(v, year=v.year or int(found["year"])) for v in values]
        if not tail:
            return tuple(values)
    if re.search(r"\d", tail):
        return ()
    last = values[-1]
    if len(values) == 1 and last.unit is None and last.kind == "absolute" and re.fullmatch(r"[^\W\d_][\w/-]*", tail):
        return (replace(last, unit=tail, certainty=min(last.certainty, 0.9), stop=len(even.rstrip())),)
    sure = PROSE if len(tail.split()) <= 4 else 0.7
    return (*values[:-1], replace(last, certainty=min(last.certainty, sure), stop=len(even.rstrip())))


def _in_prose(even: str, words: TargetWords) -> tuple[Value, ...]:
    """A cell of words: text, or the one number with a unit or comparator that stands in it, with doubt."""
    start, stop = len(even) - len(even.lstrip()), len(even.rstrip())
    whole = Value("", "text", start=start, stop=stop)
    if not re.search(r"\d", even):
        word = words.number(even.strip(" ."))
        if word is not None:
            return (replace(whole, kind="absolute", comparator="=", value=word, certainty=PROSE),)
        return (whole,)
    if re.fullmatch(r"\s*(?:19|20)\d\d\s?[-/]\s?(?:(?:19|20)\d\d|\d\d)\s*", even):
        return (replace(whole, period=parse_when(even).period, certainty=0.9),)
    in_bracket = re.fullmatch(r"\s*\((?P<said>[^()]*\d[^()]*)\)\s*", even)
    if in_bracket is not None:  # a loss, an earlier value, or one that does not count: '(12)'
        values = _in_groups(in_bracket["said"], words, target=True)
        if len(values) == 1 and not YEAR.fullmatch(in_bracket["said"].strip()):
            return (replace(values[0], certainty=0.5, start=start, stop=stop),)
    bare = _cut_all(_NOTE.sub(lambda m: " " * len(m[0]), even), _DATE)
    bare = _cut_all(_cut_all(bare, words.deadline), words.baseline_year)
    if not re.search(r"\d", bare):
        years = parse_when(even)  # a time, as 'senast 2030'
        return (replace(whole, year=years.year, period=years.period, certainty=0.9),)
    if found := words.rank.search(bare):
        value = value_at(bare, found.start(), words, target=True)
        if value is not None and not re.search(r"\d", bare[: value.start] + bare[value.stop :]):
            return (replace(value, certainty=min(value.certainty, PROSE), start=start, stop=stop),)
    numbers = [found for found in words.quantity.finditer(bare) if signed_size(found) is not None]
    if len(numbers) == 1 and not re.search(r"\d", bare[: numbers[0].start()] + bare[numbers[0].end() :]):
        value = quantity_value(numbers[0], words, target=True)
        if YEAR.fullmatch(numbers[0][0].strip()) and re.search(r"[^\W\d_]{3}", bare):  # 'Klart 2026', 'Ny mätning 2025'
            years = parse_when(even)
            return (replace(whole, year=years.year, period=years.period, certainty=PROSE),)
        if value is not None:
            unit = value.unit or words.unit_name(bare[: numbers[0].start()].strip(" :"))
            short = len(bare[: numbers[0].start()].split()) <= 3
            sure = PROSE if value.unit or value.comparator != "=" or short else 0.7
            return (replace(value, unit=unit, certainty=min(value.certainty, sure), start=start, stop=stop),)
    return (replace(whole, certainty=UNREAD),)


def _cut(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]


def _cut_all(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)
