"""Foreign text that nothing shall act on: a terminal, a log, a spreadsheet.

The spreadsheet guard writes one apostrophe more before whatever a spreadsheet would take for the beginning of a formula, and
nothing else; :func:`unguarded` takes it away again. A whole number or decimal stays as it is, so numbers stay numbers.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

STARTERS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a formula can begin with, also in full width; tab and line end let what follows them begin one."""

_BOUNDARY = "(?:\\A|(?<=[;\t\r\n]))"
"""Where a cell can begin: also behind a semicolon, which is what parts cells for a Swedish spreadsheet."""

_TO_GUARD = re.compile(f"{_BOUNDARY}(?='*[{STARTERS}])")
_GUARDED = re.compile(f"{_BOUNDARY}'(?='*[{STARTERS}])")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

SHOWN_ESCAPED = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of characters that end a line, move a cursor, or are half a character."""

DIRECTION_MARKS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What makes text run the other way: 'fdp.exe' looks like 'exe.pdf'."""

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The content-security policy of every HTML page: nothing is fetched, sent or run, whatever a document slipped in."""


def printable(text: str | PurePath | object) -> str:
    """The text without anything a terminal or a log would act on: what can't be seen is shown escaped."""
    return "".join(c if c.isprintable() else _escape(c) for c in str(text))


def escaped(text: str) -> str:
    """The text in one line, for a message that is kept: control and direction marks and halves of characters escaped,
    what else a font may lack left alone."""
    if text.isprintable():
        return text
    return "".join(_escape(c) if _acts(c) else c for c in text)


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: exact, but for bytes of a name that are no Unicode, which are escaped."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _acts(character: str) -> bool:
    return unicodedata.category(character) in SHOWN_ESCAPED or character in DIRECTION_MARKS


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()


def guarded(cell: str) -> str:
    """The cell as a spreadsheet may have it: ``=1+1`` becomes ``'=1+1``, ``'=1`` becomes ``''=1``; ``-12.5`` stays."""
    return cell if _NUMBER.fullmatch(cell) else _TO_GUARD.sub("'", cell)


def unguarded(cell: str) -> str:
    """What :func:`guarded` made the cell of."""
    return _GUARDED.sub("", cell)
