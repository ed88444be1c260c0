"""Words that a line's end or a column's edge breaks: which pieces belong together.

In plain text the columns of a table stand side by side, so the rest of a word need not open the next line:
'avsedda inkops-' is followed by 'fakturan. monster …', and a narrow first column breaks one word twice
('informat- |', 'ionssaker- |', 'het'). Pieces are joined where the list knows the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pipeline.repairing.noisy_channel import Repairer, unknown_cost
from pipeline.repairing.tokens import CONJUNCTIONS, HYPHENS, TOKEN, Piece, may_be_word

_EDGE = rf"[{re.escape(HYPHENS)}](?=\s*$|\s*\||\s{{2,}})"
_HEAD = re.compile(rf"(?<![^\W_])((?:[&#]?[^\W_])+){_EDGE}")
_START = re.compile(r"(?:^|\||\s{2,}|[.!?:])\s*(?=[^\W_&#|])")
"""Where a column may start: at the line's start, a bar, a gap, and where small letters follow a sentence's end."""
MIN_WHOLE = 6
SURE = 4.0
"""What the whole must cost less than an unknown word where the rest stands in another column."""

Joins = Mapping[tuple[int, int], tuple[Piece, ...]]
"""By line and start of the first piece: all pieces of a broken word."""


def find_joins(lines: Sequence[str], tool: Repairer) -> Joins:
    """The broken words of the text; no piece belongs to two. ``lines`` are in reading order, empty ones among them."""
    heads = {
        (n, match.start(1)): Piece(n, match.start(1), match.end(1))
        for n, value in enumerate(lines)
        if any(hyphen in value for hyphen in HYPHENS)
        for match in _HEAD.finditer(value)
        if match[1][-1].isalpha() and not match[1].isupper() and may_be_word(match[1])
    }
    found: dict[tuple[int, int], tuple[Piece, ...]] = {}
    taken: set[tuple[int, int]] = set()
    for at, head in heads.items():
        if at not in taken and (pieces := _whole(head, lines, heads, taken, tool)):
            found[at] = pieces
            taken.update((piece.line, piece.start) for piece in pieces)
    return MappingProxyType(found)


def _whole(
    head: Piece,
    lines: Sequence[str],
    heads: Mapping[tuple[int, int], Piece],
    taken: set[tuple[int, int]],
    tool: Repairer,
) -> tuple[Piece, ...]:
    """The pieces of the word that ``head`` opens, longest first; empty where none makes a word."""
    rests = [tail for tail in _tails(head, lines) if (tail.line, tail.start) not in taken]
    for rest in rests:
        further = heads.get((rest.line, rest.start))
        if further is not None:
            for last in _tails(further, lines):
                if (last.line, last.start) not in taken and _is_word((head, rest, last), lines, tool):
                    return head, rest, last
    return next(((head, rest) for rest in rests if _is_word((head, rest), lines, tool)), ())


def _tails(head: Piece, lines: Sequence[str]) -> Iterator[Piece]:
    """What may go on with ``head`` in the next line that says anything, the nearest by place first."""
    below = next((n for n in range(head.line + 1, len(lines)) if lines[n].strip()), None)
    if below is None:
        return
    value = lines[below]
    for start in _START.finditer(value):
        match = TOKEN.match(value, start.end())
        if match and match.group()[0].islower() and match.group().lower() not in CONJUNCTIONS:
            yield Piece(below, match.start(), match.end())


def _is_word(pieces: Sequence[Piece], lines: Sequence[str], tool: Repairer) -> bool:
    """Whether the pieces make a word of the list or a compound, the surer the farther apart they stand.

    A slip is no such word: two cells side by side, 'utbe-' and 'brott', would lose a letter to become 'utberott'.
    """
    whole = "".join(lines[piece.line][piece.start : piece.stop] for piece in pieces)
    best = tool.candidates(whole)[0]
    if not best.known or best.rule in ("slip", "run_together"):
        return False
    if len(pieces) == 2 and _is_simple(pieces[0], pieces[1], lines):
        return True
    return len(whole) >= MIN_WHOLE and best.cost < unknown_cost(whole.lower()) - SURE


def _is_simple(head: Piece, tail: Piece, lines: Sequence[str]) -> bool:
    """Whether nothing but the hyphen stands between the pieces."""
    return not lines[head.line][head.stop + 1 :].strip() and not lines[tail.line][: tail.start].strip()
