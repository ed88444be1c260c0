"""Whether a number that was read is one misreading away from another: a digit, the comma or the sign."""

from __future__ import annotations

from decimal import Decimal


def _digits(value: Decimal, decimals: int) -> str:
    return str(int(abs(value).scaleb(decimals).to_integral_value()))


def same_digits(read: Decimal, mended: Decimal, decimals: int) -> bool:
    """Whether two numbers differ by their comma or sign alone: 26279 and 2627.9."""
    return read != mended and _digits(read, decimals).rstrip("0") == format(abs(mended).normalize(), "f").replace(
        ".", ""
    ).lstrip("0").rstrip("0")


def one_digit_apart(read: Decimal, mended: Decimal, decimals: int) -> bool:
    """Whether one digit read otherwise makes one number of the other."""
    if (read < 0) != (mended < 0) and read and mended:
        return False
    a, b = _digits(read, decimals), _digits(mended, decimals)
    width = max(len(a), len(b))
    return sum(x != y for x, y in zip(a.zfill(width), b.zfill(width), strict=True)) == 1
