"""Mends characters that were misread, keeping every edit.

How much a text has lost is estimated first (``damage``); a sound text is left alone, and of a sound OCR reading only
what both the engine and the word list doubt is looked at. Then each token gets the words that it may have been
(``noisy_channel``), and its neighbours decide among them (``decode``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.document import Edit, Line, Page, Text
from pipeline.lexicon import Lexicon
from pipeline.repairing.broken import find_joins
from pipeline.repairing.damage import marks_kept
from pipeline.repairing.decode import Column, decode, fixed, odds
from pipeline.repairing.hyphens import join_lines
from pipeline.repairing.letter_codes import family_of, mended_words
from pipeline.repairing.noisy_channel import Candidate, Repairer, repairer
from pipeline.repairing.tokens import LONE_BARS, Names, Piece, Token, find_tokens, names_of
from pipeline.repairing.wordlist import damage_key

__all__ = ["join_lines", "repair"]

DOUBTFUL = 0.6
"""An OCR word that the engine is surer of is not questioned in a sound text."""
CAPITAL_COMPOUND = 4.0
"""What a compound costs more under a capital within a sentence: it is rather a name."""
LONE_BAR, LONE_BAR_WITHIN = 4.0, 8.0
"""What reading the word I as a bar costs: at a sentence's start, and within one, where the bar may rule a table."""
LONE_AMPERSAND = 6.0
BARE = 0.02
"""A text that has kept a smaller share of its marks has kept none: nothing speaks against a change."""
FURNITURE = ("head", "foot")

_LONE_SIGN = re.compile(r"\s*[eo«»¢*=m•\uf0b7]\s")
"""What any line with a list mark, read rightly or not, opens with."""
_BULLET = re.compile(r"\s*([eo«»¢*])(?=\s+[^\W_&])")
_SQUARE = re.compile(r"\s*([=m])(?=\s+[A-ZÅÄÖ][^\W\d_])")
"""What is left of a square list mark, before a capital: 'm Andelen …', '= Minst …'."""
_SURE_BULLET = re.compile(r"\s*[e«»¢•\uf0b7](?=\s+[^\W\d_])")
_SIGNS = (
    (re.compile(r"(?<=\s)—(?=\s|$)"), "–"),
    (re.compile(r"”[\"“]|[\"“”]”|(?<!\S)[“„](?=[^\W\d_])"), "”"),
    (re.compile(r"(?<!\S)¢(?=\))"), "c"),
)
_APART = re.compile(r"(?<![^\W_])[GO0] ([^\W\d_A-ZÅÄÖ]{3,})")
_ANY_SIGN = re.compile('[\u00ad\x02—”“„"¢]|l[A-Z]{0,3}-|[A-Z]l-')
"""Any sign that :func:`_sign_changes` may touch: most lines have none."""
_BROKEN_HYPHEN = re.compile("[\u00ad\x02]")


class Change(NamedTuple):
    """``value[start:stop]`` of a line is to become ``after``."""

    start: int
    stop: int
    after: str
    rule: str
    score: float


def repair(pages: tuple[Page, ...], lexicon: Lexicon) -> tuple[Page, ...]:
    """The pages with each line's text repaired. Repairing twice changes nothing more."""
    tool = repairer(lexicon)
    pages = _decoded(pages, tool)
    kept = marks_kept(pages, tool, lexicon)
    places = [(p, i) for p, page in enumerate(pages) for i, line in enumerate(page.lines) if line.role not in FURNITURE]
    places += [(p, i) for p, page in enumerate(pages) for i, line in enumerate(page.lines) if line.role in FURNITURE]
    lines = [pages[p].lines[i] for p, i in places]
    shares = [kept[p] for p, _ in places]
    changes = _changes(lines, shares, tool, lexicon)
    if not changes:
        return pages
    mended = {
        place: _with_changes(line, changes[n])
        for n, (place, line) in enumerate(zip(places, lines, strict=True))
        if n in changes
    }
    return tuple(
        replace(page, lines=tuple(mended.get((p, i), line) for i, line in enumerate(page.lines)))
        for p, page in enumerate(pages)
    )


def _decoded(pages: tuple[Page, ...], tool: Repairer) -> tuple[Page, ...]:
    """The pages with letters that another character code made signs of put back; what a picture shows is as it was read."""
    texts = [line.text.value for page in pages for line in page.lines if not _is_ocr(line)]
    is_known: Callable[[str], bool] = lambda word: tool.words.cost(word) is not None  # noqa: E731
    family = family_of("\n".join(texts), is_known)
    if family is None:
        return pages

    def decoded(line: Line) -> Line:
        if _is_ocr(line):
            return line
        found = mended_words(line.text.value, family, is_known)
        changes = [Change(start, stop, after, "encoding", 1.0) for start, stop, after in found]
        return _with_changes(line, changes) if changes else line

    return tuple(replace(page, lines=tuple(decoded(line) for line in page.lines)) for page in pages)


def _changes(
    lines: Sequence[Line], shares: Sequence[float], tool: Repairer, lexicon: Lexicon
) -> dict[int, list[Change]]:
    """By line, what is to change in it. ``shares``: how much of its marks each line's page has kept."""
    changes: dict[int, list[Change]] = {}
    for n, line in enumerate(lines):
        if _ANY_SIGN.search(line.text.value) and (found := list(_sign_changes(line, lexicon, damaged=shares[n] < 1))):
            changes[n] = found
    in_question = [n for n, line in enumerate(lines) if shares[n] < 1 or _is_ocr(line)]
    if in_question:
        chosen, kept = [lines[n] for n in in_question], [shares[n] for n in in_question]
        words = _words(chosen, kept, tool, names_of(lexicon))
        for n, change in (*_bullets(chosen), *_broken_words(chosen, tool), *words):
            changes.setdefault(in_question[n], []).append(change)
    return changes


def _bullets(lines: Sequence[Line]) -> Iterator[tuple[int, Change]]:
    """List marks that were read as letters."""
    values = [line.text.value for line in lines]
    marked = [n for n, value in enumerate(values) if _LONE_SIGN.match(value)]
    sure = sum(bool(_SURE_BULLET.match(values[n])) for n in marked)
    squares = sum(bool(_SQUARE.match(values[n])) for n in marked)
    for n in marked:
        square = _SQUARE.match(values[n])
        if square and squares > 1:
            yield n, Change(square.start(1), square.end(1), "•", "bullet", 0.9)
            continue
        match = _BULLET.match(values[n])
        if match and (match[1] not in "o*" or (match[1] == "o" and sure > 1) or _is_list(values, n)):
            yield n, Change(match.start(1), match.end(1), "•", "bullet", 0.9)


def _broken_words(lines: Sequence[Line], tool: Repairer) -> Iterator[tuple[int, Change]]:
    """Words whose first letter, an Ö, was read as another and set apart: 'G vergripande'."""
    for n, line in enumerate(lines):
        for match in _APART.finditer(line.text.value):
            if tool.words.cost(match[1]) is None:
                whole = tool.candidates("ö" + match[1])[0]
                if whole.known and whole.rule == "word":
                    after = whole.word[0].upper() + whole.word[1:]
                    yield n, Change(match.start(), match.end(), after, "broken", 0.9)


def _words(
    lines: Sequence[Line], shares: Sequence[float], tool: Repairer, names: Names
) -> Iterator[tuple[int, Change]]:
    """Words that were misread."""
    joins = find_joins([line.text.value for line in lines], tool)
    items = find_tokens([(line.number, line.text.value) for line in lines], names, joins)
    proper = _proper_names(items, tool)
    columns = [fixed(item) if isinstance(item, str) else _column(item, lines, shares, proper, tool) for item in items]
    path = decode(columns, tool.words)
    for i, (item, taken) in enumerate(zip(items, path, strict=True)):
        if isinstance(item, str) or (taken.word == item.text and not item.rests):
            continue
        text, word = item.text, taken.word
        named = text in proper or word in names.places
        follows = items[i + 1] if i + 1 < len(items) else ""
        within = item.within and not (isinstance(follows, Token) and follows.text[0].isupper())
        spelled = in_case(text, word, taken.rule, item.opens, within, named)
        if spelled == text:
            continue
        score = odds(columns[i], i, path, tool.words)
        if not item.rests:
            yield item.line, Change(item.start, item.stop, spelled, taken.rule, score)
            continue
        for piece, after in _cut(item, spelled):
            if lines[piece.line].text.value[piece.start : piece.stop] != after:
                yield piece.line, Change(piece.start, piece.stop, after, taken.rule, score)


def _is_ocr(line: Line) -> bool:
    return bool(line.words) and line.words[0].method == "ocr"


def _is_list(values: Sequence[str], n: int) -> bool:
    """Whether the line next to it opens with the same sign."""
    opening = values[n].strip()[:2]
    return any(0 <= m < len(values) and values[m].strip()[:2] == opening for m in (n - 1, n + 1))


def _proper_names(items: Sequence[Token | str], tool: Repairer) -> frozenset[str]:
    """Tokens that the document writes with a capital more than once and never without one: within a sentence too, or
    unknown to the list, as the name of a place that only headings and first words of lines give."""
    counted = Counter(item.text for item in items if not isinstance(item, str))
    capitals = {text for text, count in counted.items() if count > 1 and text[0].isupper() and not text.isupper()}
    within = {item.text for item in items if not isinstance(item, str) and not item.opens and item.text in capitals}
    often = {text for text in capitals if text in within or tool.words.cost(text.lower()) is None}
    if not often:
        return frozenset()
    small = {damage_key(text) for text in counted if text[0].islower()}
    return frozenset(text for text in often if damage_key(text.lower()) not in small)


def _column(
    token: Token, lines: Sequence[Line], shares: Sequence[float], proper: frozenset[str], tool: Repairer
) -> Column:
    """What the token may be: its candidates where its line is damaged or the engine doubts it, else itself."""
    share, text = shares[token.line], token.text
    if share == 1 and not _is_doubtful(token, lines[token.line].text, tool):
        return fixed(text.lower())
    if not text.isalpha() and (text in LONE_BARS or text == "&"):
        return _sign_column(text, tool, opens=token.opens)
    named = text[0].isupper() and (text in proper or (not token.opens and not text.isupper()))
    if share < BARE and not named:
        return tool.candidates(text)
    return _weighed(text, share, named, tool)


@lru_cache(maxsize=100_000)
def _weighed(text: str, share: float, named: bool, tool: Repairer) -> Column:
    """The candidates of a token: the more of its marks the text has kept, the dearer is every change."""
    candidates, lower = tool.candidates(text), text.lower()
    if len(candidates) == 1:
        return candidates
    penalty = -math.log(1 - min(0.95, share))
    return tuple(
        c
        if c.word == lower
        else replace(c, channel=c.channel + penalty + (CAPITAL_COMPOUND if named and c.rule == "compound" else 0.0))
        for c in candidates
    )


@lru_cache(maxsize=16)
def _sign_column(text: str, tool: Repairer, *, opens: bool) -> Column:
    """What a lone sign may be: a bar the word I, an ampersand the word är."""
    if text == "&":
        cost = tool.words.cost("är") or 0.0
        return (Candidate("är", LONE_AMPERSAND, cost, True, "glyph"), Candidate("&", 0.0, 12.0, False, "unknown"))
    cost = tool.words.cost("i") or 0.0
    channel = LONE_BAR if opens else LONE_BAR_WITHIN
    return (Candidate("i", channel, cost, True, "glyph"), Candidate(text, 0.0, 10.0, False, "unknown"))


def _is_doubtful(token: Token, text: Text, tool: Repairer) -> bool:
    """Whether both the engine and the word list doubt the token."""
    words = text.owned(token.start, token.stop)
    if not words or words[0].method != "ocr" or min(word.confidence for word in words) >= DOUBTFUL:
        return False
    return tool.words.cost(token.text.lower()) is None


def _cut(token: Token, word: str) -> Iterator[tuple[Piece, str]]:
    """What each piece of a broken token becomes when the whole becomes ``word``."""
    at = done = 0
    for piece in token.pieces[:-1]:
        at += piece.stop - piece.start
        cut = max(done, _place(token.text, word, at))
        yield piece, word[done:cut]
        done = cut
    yield token.pieces[-1], word[done:]


def _place(read: str, word: str, at: int) -> int:
    """Where ``word`` breaks when ``read`` breaks at ``at``."""
    wanted = damage_key(read[:at].lower()), damage_key(read[at:].lower())
    near = sorted(range(len(word) + 1), key=lambda k: abs(k - at))
    same = (k for k in near if (damage_key(word[:k].lower()), damage_key(word[k:].lower())) == wanted)
    return next(same, min(at, len(word)))


@lru_cache(maxsize=100_000)
def in_case(read: str, word: str, rule: str, opens: bool, within: bool, keeps_capital: bool) -> str:
    """The candidate with the capitals that the token has; a capital that is itself a misreading goes."""
    if read in LONE_BARS:
        return read if word == read else ("I" if opens else "i")
    if read.lower() == word:
        return read
    if len(read) > 1 and read.isupper():
        return word.upper()
    if not read[0].isupper():
        return word
    if read[0].lower() != word[0] and not keeps_capital:
        by_shape = rule == "glyph" and not (opens and word[0] in "åäö")
        if by_shape or (within and read[0] in "AO"):
            return word
    return word[0].upper() + word[1:]


@lru_cache(maxsize=4)
def _misread_abbreviations(lexicon: Lexicon) -> re.Pattern[str]:
    """Abbreviations whose I was read as l, at the head of a compound: 'Al-strategi'."""
    misread = sorted({a.replace("I", "l") for a in names_of(lexicon).abbreviations if "I" in a and a != "I"})
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, misread)) or '(?!)'})(?=-[^\W\d_])")


def _sign_changes(line: Line, lexicon: Lexicon, *, damaged: bool) -> Iterator[Change]:
    """Hyphens that PDF engines leave within a line; in damaged text also dashes and quotation marks."""
    value = line.text.value
    for match in _BROKEN_HYPHEN.finditer(value):
        at_end = not value[match.end() :].strip()
        yield Change(match.start(), match.end(), "-" if at_end else "", "soft_hyphen", 1.0)
    if damaged:
        for match in _misread_abbreviations(lexicon).finditer(value):
            yield Change(match.start(), match.end(), match.group().replace("l", "I"), "glyph", 0.9)
        taken = -1
        for pattern, after in _SIGNS:
            for match in pattern.finditer(value):
                if match.start() > taken:
                    yield Change(match.start(), match.end(), after, "sign", 0.9)
                    taken = match.end() - 1 if after == "”" else taken


def _with_changes(line: Line, changes: Sequence[Change]) -> Line:
    """The line with all changes made in one go, each an edit that owns the words it came from."""
    text = line.text
    if text.edits:  # the few lines that were decoded before: edits may meet
        for change in sorted(changes, key=lambda c: c.start, reverse=True):
            text = text.replace(change.start, change.stop, change.after, change.rule, round(change.score, 3))
        return replace(line, text=text)
    value: list[str] = []
    owners: list[int | None] = []
    edits: list[Edit] = []
    at = length = 0
    for change in sorted(changes, key=lambda c: c.start) if len(changes) > 1 else changes:
        start, stop, after, rule, score = change
        if start < at:
            continue
        value += [text.value[at:start], after]
        owners += text.owners[at:start]
        length += start - at
        old, new = text.owners[start:stop], len(after)
        if new == len(old):
            owners += old
        else:
            owners += [None if ch == " " else old[min(len(old) - 1, i * len(old) // new)] for i, ch in enumerate(after)]
        edits.append(Edit(length, length + new, text.value[start:stop], after, rule, round(score, 3)))
        length += new
        at = stop
    value.append(text.value[at:])
    owners += text.owners[at:]
    return replace(line, text=Text("".join(value), text.words, tuple(owners), tuple(edits)))
