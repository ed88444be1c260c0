"""Labels of budget rows: without dash and 'varav', and whether they are those of totals. Asked by the sums, too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.amounts import evened, without_footnote_mark
from pipeline.lexicon import Lexicon

_MARK = re.compile(r"[\s\-•·*+>\uf0b7\uf0a7○▪]*")
_DASHED = re.compile(r"\s*[-•·\uf0b7\uf0a7○▪]")


def plain_label(printed: str, lexicon: Lexicon) -> tuple[str, bool, bool]:
    """A label without dash and 'varav', whether it is marked as a part, and whether it opens a list of parts."""
    even = evened(printed)
    dashed = bool(_DASHED.match(even)) and bool(re.search(r"\w", even))
    label = printed[_MARK.match(even).end() :] if dashed else printed  # type: ignore[union-attr]  # it may be empty
    parts = alternatives(terms(lexicon, "part"))
    before = re.match(rf"(?:{parts})(?!\w)[\s:]*", label, re.IGNORECASE)
    if before is not None:
        label = label[before.end() :]
    after = re.search(rf"[\s,(]+(?:{parts})[\s:)]*\Z", label, re.IGNORECASE)
    if after is not None:
        label = label[: after.start()]
    return label.strip(), dashed or before is not None, after is not None


def is_total(label: str, lexicon: Lexicon) -> bool:
    """Whether a label is one of a sum or a result: 'Summa:', 'Nämnden totalt', 'Resultat efter finansnetto'."""
    plain = " ".join(without_footnote_mark(evened(label)).casefold().split()).rstrip(" :.")
    totals = alternatives(terms(lexicon, "total"))
    ends = alternatives(terms(lexicon, "total_end"))
    return bool(re.match(rf"(?:{totals})(?![\w/-])", plain) or re.search(rf"(?<!\w)(?:{ends})\Z", plain))


@lru_cache(maxsize=64)
def terms(lexicon: Lexicon, kind: str) -> tuple[str, ...]:
    """The words of a class of ``dictionaries/budget_terms.csv``."""
    return tuple(row["term"] for row in lexicon.rows("budget_terms") if row["class"] == kind)


def alternatives(words: Iterable[str]) -> str:
    """A pattern of all words, longest first."""
    return "|".join(re.escape(term) for term in sorted(words, key=lambda term: (-len(term), term)))
