"""Undoes the hyphens that break a word at a line's end, and keeps those that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon
from pipeline.repairing.noisy_channel import Repairer, repairer
from pipeline.repairing.tokens import CONJUNCTIONS, HYPHENS

_BROKEN = re.compile(rf"([^\W_]+(?:-[^\W_]+)*)([{re.escape(HYPHENS)}])$")
_GAP = re.compile(r"[ \t\u00a0]{2,}|\t")
_WORD = re.compile(r"[^\W_]+")
_OPEN_SLASH = re.compile(r"[^\W_]/$")
"""A slash at a line's end right behind a word stands right before the next one too: 'mål/' + 'uppdrag'."""
_BLANK = Text(" ", (), (None,))
ALWAYS_BREAKS = "\u00ad\x02"
"""Hyphens that an engine marks as put in at a line's end."""
PREFIXES = frozenset(("e", "it", "ai", "hr", "eu", "tv", "gps", "va", "cd", "x", "ex", "icke", "vice"))
"""After these a hyphen stands in the middle of a line too: 'e-tjänster'."""


def join_lines(texts: Sequence[Text], lexicon: Lexicon) -> Text:
    """Lines of one paragraph or cell as running text: a hyphen at a line's end goes where it only breaks a word, and
    blanks in a row, which only kept columns apart in a plain text, become one."""
    parts: list[Text] = []  # what stands so far, in pieces that are put together once
    last = ""  # the last word of that
    for text in texts:
        text = _with_single_blanks(text.strip())
        if not text:
            continue
        broken, separator = _BROKEN.search(last), " "
        if broken is None:
            separator = "" if _OPEN_SLASH.search(last) else " "
        elif _breaks_word(broken[1], broken[2], text.value, lexicon):
            whole = join_texts(parts, separator="")
            parts, separator = [whole.replace(len(whole) - 1, len(whole), "", "hyphen")], ""
            last = last[:-1]
        elif _goes_on(broken[1], text.value):
            separator = ""
        if separator and parts:
            parts.append(_BLANK)
        parts.append(text)
        last = f"{last}{separator}{text.value}".split()[-1]
    return join_texts(parts, separator="")


def _with_single_blanks(text: Text) -> Text:
    """The text with one blank where it has several; the words keep their owners."""
    gaps = [(gap.start(), gap.end()) for gap in _GAP.finditer(text.value)]
    if not gaps:
        return text
    starts, stops = [0, *(stop for _, stop in gaps)], [*(start for start, _ in gaps), len(text)]
    return join_texts(text.slice(start, stop) for start, stop in zip(starts, stops, strict=True))


def _breaks_word(before: str, hyphen: str, after: str, lexicon: Lexicon) -> bool:
    """Whether the hyphen after ``before`` only breaks the word that ``after`` opens with the rest of."""
    following = _WORD.match(after)
    if following is None or following.group().isdigit() or following.group().lower() in CONJUNCTIONS:
        return False
    if hyphen in ALWAYS_BREAKS:
        return True
    head, tail = before.rsplit("-", 1)[-1], following.group()
    if tail[0].isupper() and not (before.isupper() and tail.isupper() and len(before) > 3):
        return False
    if head[-1].isdigit() or head.lower() in PREFIXES or (head.isupper() and not tail.isupper()):
        return False
    return not _stands_with_hyphen(head.lower(), tail.lower(), repairer(lexicon))


def _stands_with_hyphen(head: str, tail: str, tool: Repairer) -> bool:
    """Whether only 'head-tail' is a word of the list ('jour-avtal' is not, 'so-ämnen' is)."""
    return tool.words.cost(head + tail) is None and tool.words.cost(f"{head}-{tail}") is not None


def _goes_on(before: str, after: str) -> bool:
    """Whether the hyphen stands inside a word ('RF-' / 'SISU'): the lines are joined without a blank, the hyphen stays."""
    following = _WORD.match(after)
    return following is not None and following.group().lower() not in CONJUNCTIONS and bool(before)
