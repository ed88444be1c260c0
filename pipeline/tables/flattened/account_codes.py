"""The numbers of accounts before the labels of a flattened budget: a column of their own, no amounts and no part of a label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Text
from pipeline.tables.flattened.draft import Draft

CODES_AT_LEAST = 4
"""So many rows must begin with such a number."""
_CODE = re.compile(r"(\d{1,5})\s+(?=[A-ZÅÄÖÉ])")


def put_codes(draft: Draft, codes: Mapping[int, Text]) -> None:
    """A column more, the first: the number of each row that has one."""
    draft.columns += 1
    draft.head = tuple(replace(cell, column=cell.column + 1) for cell in draft.head)
    for number, row in enumerate(draft.rows):
        row.insert(0, [codes[number]] if number in codes else [])


def split_codes(draft: Draft) -> None:
    """Parts the numbers from the labels where most labels begin with one and they rise ('30 Medlemsbidrag')."""
    labels = {number: row[0][0] for number, row in enumerate(draft.rows) if row[0]}
    found = {number: match for number, label in labels.items() if (match := _CODE.match(label.value))}
    numbers = [int(match[1]) for match in found.values()]
    if len(found) < CODES_AT_LEAST or len(found) * 3 < len(labels) * 2 or any(a >= b for a, b in pairwise(numbers)):
        return
    for number, match in found.items():
        draft.rows[number][0][0] = labels[number].slice(match.end(), len(labels[number]))
    put_codes(draft, {number: labels[number].slice(*match.span(1)) for number, match in found.items()})
