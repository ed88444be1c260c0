"""Texts cut into words for spaCy's matchers, on the one vocabulary that the whole chain shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.lexicon import Lexicon
from pipeline.structure.wording import wording_of

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_WORD = re.compile(r"\w+|[^\w\s]")


def shared_vocab(lexicon: Lexicon) -> Vocab:
    """The vocabulary of ``pipeline.structure.wording``: a second one takes as long to make as the first."""
    return wording_of(lexicon).vocab


@dataclass(frozen=True, slots=True)
class Words:
    """A text as spaCy's tokens; ``spans[i]`` is where token i stands in the text, whatever the blanks between."""

    doc: Doc
    spans: tuple[tuple[int, int], ...]


def words_of(text: str, vocab: Vocab) -> Words:
    """The words, numbers and signs of a text."""
    from spacy.tokens import Doc

    found = tuple(word.span() for word in _WORD.finditer(text))
    spaces = [text[stop : stop + 1].isspace() for _, stop in found]
    return Words(Doc(vocab, words=[text[start:stop] for start, stop in found], spaces=spaces), found)
