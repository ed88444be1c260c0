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
FURNITURE = ("head", "foot")

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
    sure = sum(bool(_SURE_BULLET.match(value)) for value in values)
    squares = [match for value in values if (match := _SQUARE.match(value))]
    for n, value in enumerate(values):
        square = _SQUARE.match(value)
        if square and len(squares) > 1:
            yield n, Change(square.start(1), square.end(1), "•", "bullet", 0.9)
            continue
        match = _BULLET.match(value)
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
    tokens = find_tokens([(line.number, line.text.value) for line in lines], names)
    items = [part for item in tokens for part in _whole_or_halves(item, tool)]
    proper = _proper_names(items, tool)
    columns = [fixed(item) if isinstance(item, str) else _column(item, lines, shares, proper, tool) for item in items]
    path = decode(columns, tool.words)
    for i, (item, taken) in enumerate(zip(items, path, strict=True)):
        if isinstance(item, str) or (taken.word == item.text and len(item.pieces) == 1):
            continue
        for piece, after in _spelled(item, taken, keeps_capital=item.text in proper or taken.word in names.places):
            if lines[piece.line].text.value[piece.start : piece.stop] != after:
                yield (
                    piece.line,
                    Change(piece.start, piece.stop, after, taken.rule, odds(columns[i], i, path, tool.words)),
                )


def _is_ocr(line: Line) -> bool:
    return bool(line.words) and line.words[0].method == "ocr"


def _is_list(values: Sequence[str], n: int) -> bool:
    """Whether the line next to it opens with the same sign."""
    opening = values[n].strip()[:2]
    return any(0 <= m < len(values) and values[m].strip()[:2] == opening for m in (n - 1, n + 1))


def _whole_or_halves(item: Token | str, tool: Repairer) -> tuple[Token | str, ...]:
    """A token that a line's end breaks, as its two halves where no word is found for the whole.

    A slip is no such word: two cells side by side, 'utbe-' and 'brott', would lose a letter to become 'utberott'.
    """
    if isinstance(item, str) or len(item.pieces) == 1:
        return (item,)
    best = tool.candidates(item.text)[0]
    if best.known and best.rule != "slip":
        return (item,)
    first, second = item.pieces
    cut = first.stop - first.start
    return item._replace(text=item.text[:cut], pieces=(first,)), Token(item.text[cut:], (second,))


def _proper_names(items: Sequence[Token | str], tool: Repairer) -> frozenset[str]:
    """Tokens that the document writes with a capital more than once and never without one: within a sentence too, or
    unknown to the list, as the name of a place that only headings and first words of lines give."""
    capitals = [item for item in items if isinstance(item, Token) and item.text[0].isupper()]
    within = {item.text for item in capitals if not item.opens}
    counted = Counter(item.text for item in capitals)
    often = {
        text
        for text, count in counted.items()
        if count > 1 and not text.isupper() and (text in within or tool.words.cost(text.lower()) is None)
    }
    if not often:
        return frozenset()
    small = {damage_key(item.text) for item in items if isinstance(item, Token) and item.text[0].islower()}
    return frozenset(text for text in often if damage_key(text.lower()) not in small)


def _column(
    token: Token, lines: Sequence[Line], shares: Sequence[float], proper: frozenset[str], tool: Repairer
) -> Column:
    """What the token may be: its candidates where its line is damaged or the engine doubts it, else itself."""
    number = token.pieces[0].line
    share = shares[number]
    lower = token.text.lower()
    if share == 1 and not _is_doubtful(token, lines[number].text, tool):
        return fixed(lower)
    if token.text in LONE_BARS:
        cost = tool.words.cost("i") or 0.0
        channel = LONE_BAR if token.opens else LONE_BAR_WITHIN
        return (Candidate("i", channel, cost, True, "glyph"), Candidate(token.text, 0.0, 10.0, False, "unknown"))
    if token.text == "&":
        cost = tool.words.cost("är") or 0.0
        return (Candidate("är", LONE_AMPERSAND, cost, True, "glyph"), Candidate("&", 0.0, 12.0, False, "unknown"))
    candidates = tool.candidates(token.text)
    named = token.text in proper or (not token.opens and token.text[0].isupper() and not token.text.isupper())
    if len(candidates) == 1 or (share < 0.02 and not named):
        return candidates
    penalty = -math.log(1 - min(0.95, share))
    return tuple(
        c
        if c.word == lower
        else replace(c, channel=c.channel + penalty + (CAPITAL_COMPOUND if named and c.rule == "compound" else 0.0))
        for c in candidates
    )


def _is_doubtful(token: Token, text: Text, tool: Repairer) -> bool:
    """Whether both the engine and the word list doubt the token."""
    piece = token.pieces[0]
    words = text.owned(piece.start, piece.stop)
    if not words or words[0].method != "ocr" or min(word.confidence for word in words) >= DOUBTFUL:
        return False
    return tool.words.cost(token.text.lower()) is None


def _spelled(token: Token, candidate: Candidate, *, keeps_capital: bool) -> Iterator[tuple[Piece, str]]:
    """What each piece of the token becomes."""
    word = in_case(token, candidate, keeps_capital=keeps_capital)
    if len(token.pieces) == 1:
        yield token.pieces[0], word
        return
    first, second = token.pieces
    cut = _cut(token.text, word, first.stop - first.start)
    yield first, word[:cut]
    yield second, word[cut:]


def _cut(read: str, word: str, at: int) -> int:
    """Where ``word`` breaks when ``read`` breaks at ``at``."""
    wanted = damage_key(read[:at].lower()), damage_key(read[at:].lower())
    near = sorted(range(len(word) + 1), key=lambda k: abs(k - at))
    same = (k for k in near if (damage_key(word[:k].lower()), damage_key(word[k:].lower())) == wanted)
    return next(same, min(at, len(word)))


def in_case(token: Token, candidate: Candidate, *, keeps_capital: bool) -> str:
    """The candidate with the capitals that the token has; a capital that is itself a misreading goes."""
    read, word = token.text, candidate.word
    if read in LONE_BARS:
        return read if word == read else ("I" if token.opens else "i")
    if read.lower() == word:
        return read
    if len(read) > 1 and read.isupper():
        return word.upper()
    if not read[0].isupper():
        return word
    if read[0].lower() != word[0] and not keeps_capital:
        by_shape = candidate.rule == "glyph" and not (token.opens and word[0] in "åäö")
        if by_shape or (read[0] == "O" and token.within):
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
    for change in sorted(changes, key=lambda c: c.start):
        if change.start < at:
            continue
        value += [text.value[at : change.start], change.after]
        owners += text.owners[at : change.start]
        length += change.start - at
        old = text.owners[change.start : change.stop]
        new = len(change.after)
        if new == len(old):
            owners += old
        else:
            owners += [
                None if ch == " " else old[min(len(old) - 1, i * len(old) // new)] for i, ch in enumerate(change.after)
            ]
        before = text.value[change.start : change.stop]
        edits.append(Edit(length, length + new, before, change.after, change.rule, round(change.score, 3)))
        length += new
        at = change.stop
    value.append(text.value[at:])
    owners += text.owners[at:]
    return replace(line, text=Text("".join(value), text.words, tuple(owners), tuple(edits)))
