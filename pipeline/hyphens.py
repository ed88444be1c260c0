"""Undoes the hyphens that break a word at a line's end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document import Text, join_texts
from pipeline.lexicon import Lexicon


def join_lines(texts: Sequence[Text], lexicon: Lexicon) -> Text:
    """Lines of one paragraph or cell as running text: a hyphen at a line's end goes where it only breaks a word."""
    joined = Text("")
    for text in texts:
        text = text.strip()
        if (
            re.search(r"[^\W\d_][-\u00ad\u2010\x02]$", joined.value)
            and re.match(r"[a-zåäöé]", text.value)
            and not re.match(r"(?:och|eller|samt|respektive)\b", text.value)
            and not re.search(r"[A-ZÅÄÖ]{2}-$", joined.value)  # 'KVA-/koder': an acronym keeps its hyphen
        ):
            end = len(joined.value)
            joined = join_texts([joined.replace(end - 1, end, "", "hyphen"), text], separator="")
        else:
            after_acronym = re.search(r"[A-ZÅÄÖ]{2}-$", joined.value) and re.match(r"[a-zåäö]", text.value)
            joined = join_texts([joined, text], separator="" if after_acronym else " ")
    return joined
