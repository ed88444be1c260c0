"""Numbers as Swedish plans print them: the digits of a budget cell as an exact decimal, and how sure that is.

Blanks of every width and the point part thousands, the comma parts decimals, minus has many shapes, and footnote
marks glue to what they stand beside. What departs from the rules of writing lowers the certainty; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_BLANKS = "\t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_MINUSES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58\ufe63\uff0d\u00ad"
_SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_EVEN = str.maketrans({**dict.fromkeys(_BLANKS, " "), **dict.fromkeys(_MINUSES, "-"), "\uff0b": "+", "\u200b": " "})

NUMBER = r"(?:\d{1,3}(?:[ .]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[,.]\d+)?)"
"""An unsigned number written by the rules, in :func:`evened` text."""

_MISREAD_MINUS = {"~", "--", "-~", "~-"}
"""What readers of pictures make of a long minus."""

_FOOTNOTE = re.compile(
    rf"(?:\s*\*+\)?|(?<!(?<![^\W\d_])m)(?<!(?<![^\W\d_])[kdcm]m)[{_SUPERSCRIPTS}]+\)?|(?:\s+|(?<=[^\W\d_])|(?<=%))\d{{1,2}}\))+\s*$"
)
_EMPTY = re.compile(r"[-.\s_]*\Z|\.\.|-\s*-")
_SHAPE = re.compile(
    r"(?P<open>\()?\s*(?P<sign>(?:--|-?~|~-)(?=\s?\d)|[-+]|±|\+\s?/\s?-|-\s?/\s?\+)?\s*"
    r"(?P<digits>\d[\d .,'’´`]*?)\s*(?P<trailing>-)?\s*"
    r"(?P<unit>%|:-|[^\W\d_]+\.?(?: [^\W\d_]+)?)?\s*(?P<close>\))?\s*(?P<dust>[.:;]?)\Z"
)
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?: \d{3})+)(?:,\d+)?\Z")
_SPACED_COMMA = re.compile(r"\s+(?=,)|(?<=,)\s+")

DIGITS_AT_MOST = 15
"""Of one number: the state's budget in öre has as many."""
HELD_BELOW = Decimal(10) ** 16
"""The tables' decimals have four places after the comma and sixteen before it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed, sign kept; ``certainty`` 0-1 is how well the digits obey the rules of writing."""

    value: Decimal
    certainty: float
    unit: str | None = None


def evened(text: str) -> str:
    """The same number of characters, with one kind of blank and one kind of minus."""
    return text.translate(_EVEN)


def without_footnote_mark(text: str) -> str:
    """'Resultat *)' and '-98,4¹)' without the mark at the end."""
    found = _FOOTNOTE.search(text)
    if found is None or text.count("(") > text[: found.start()].count(")") + found[0].count("("):
        return text  # the bracket closes one that was opened: 'plats 1 (av 21)'
    return text[: found.start()]


def is_empty(text: str) -> bool:
    """Whether a cell holds nothing: blanks, dots, or a dash that says so."""
    return bool(_EMPTY.match(without_footnote_mark(evened(text)).strip()))


def parse_amount(text: str) -> Amount | None:
    """The one number of a cell; ``None`` where the cell is empty or holds anything but one number.

    >>> parse_amount('-2 222,9').value
    Decimal('-2222.9')
    """
    shape = _SHAPE.match(without_footnote_mark(evened(text)).strip())
    if shape is None or bool(shape["open"]) != bool(shape["close"]):
        return None
    number = decimal_of(shape["digits"].strip())
    if number is None:
        return None
    value, certainty = number
    sign = (shape["sign"] or "").replace(" ", "")
    if sign == "-" or shape["trailing"] or shape["open"]:
        value = -value
    if sign in _MISREAD_MINUS:
        value, certainty = -value, min(certainty, 0.6)
    elif len(sign) > 1 or sign == "±":
        certainty = min(certainty, 1.0 if value == 0 else 0.5)
        value = abs(value)
    if shape["open"]:
        # brackets may also hold an earlier forecast
        certainty = min(certainty, 0.9)
        if sign == "-":
            certainty = min(certainty, 0.7)
    if shape["dust"] and not shape["unit"]:
        certainty = min(certainty, 0.7)  # no mark belongs there: it may be what is left of a digit
    if shape["trailing"]:
        certainty = min(certainty, 0.9 if not sign else 0.4)
    return Amount(value + 0 if value == 0 else value, certainty, shape["unit"])


def decimal_of(digits: str) -> tuple[Decimal, float] | None:
    """Unsigned digits with their marks as a decimal, and the certainty; ``None`` where they make no one number.

    1.0 well formed; 0.9 a point for a comma ('37.8'); 0.85 a blank beside the comma ('39, 1'); 0.7 a point that may
    part thousands or decimals ('1.234'); 0.5 other marks between thousands ("13'907"); 0.3 blanks that part no thousands ('2 2229').
    More than :data:`DIGITS_AT_MOST` digits are several numbers, or none.
    """
    certainty = 1.0
    if sum(mark.isdigit() for mark in digits) > DIGITS_AT_MOST:
        return None
    if _SPACED_COMMA.search(digits):
        digits, certainty = _SPACED_COMMA.sub("", digits), 0.85
    if _PLAIN.match(digits):
        if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
            certainty = min(certainty, 0.4)
        return Decimal(digits.replace(" ", "").replace(",", ".")), certainty
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        one_group = digits.count(".") == 1 and "," not in digits
        return Decimal(digits.replace(".", "").replace(",", ".")), min(certainty, 0.7 if one_group else 0.95)
    if re.fullmatch(r"(?:\d+|\d{1,3}(?: \d{3})+)\.\d{1,2}", digits):
        return Decimal(digits.replace(" ", "")), min(certainty, 0.9)
    if re.fullmatch(r"\d+\.\d{4,}", digits):
        return Decimal(digits), min(certainty, 0.5)
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+", digits):
        return Decimal(digits.replace(",", "")), min(certainty, 0.7)
    if re.fullmatch(r"\d{1,3}(?: ?[.'’´`] ?\d{3})+(?:,\d+)?", digits):
        return Decimal(re.sub(r"[ .'’´`]", "", digits).replace(",", ".")), 0.5
    if re.fullmatch(r"\d+(?: \d+)+(?:[,.]\d+)?", digits):
        return Decimal(digits.replace(" ", "").replace(",", ".")), 0.3
    return None
