from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Box, Text, Word, join_texts, text_of_words


def word(text: str, line: int = 1, page: int = 1, confidence: float = 1.0) -> Word:
    return Word(text, page, Box(0, 10 * line, 5 * len(text), 10 * line + 8), confidence, "ocr", line=line)


WORDS = st.lists(st.text("abcåäö12", min_size=1, max_size=8).map(word), min_size=1, max_size=6)


def test_provenance_has_one_entry_a_page_and_line_with_the_lowest_confidence() -> None:
    text = text_of_words([word("Att", 1, confidence=0.9), word("säkra", 1, confidence=0.6), word("vården", 2)])
    first, second = text.provenance()
    assert (first.source_text, first.confidence, first.line) == ("Att säkra", 0.6, 1)
    assert (second.source_text, second.line) == ("vården", 2)


def test_a_replacement_keeps_what_was_read() -> None:
    text = text_of_words([word("uppf6ljning"), word("av")])
    mended = text.replace(0, 11, "uppföljning", "confusion", 0.9)
    assert mended.value == "uppföljning av"
    assert mended.provenance(0, 11)[0].source_text == "uppf6ljning"
    assert mended.edits[0].before == "uppf6ljning"


def test_owners_must_match_the_characters() -> None:
    with pytest.raises(ValueError, match="owners"):
        Text("ab", (), (None,))


@given(WORDS, st.data())
def test_every_character_keeps_an_owner_through_any_replacement(words, data) -> None:
    text = text_of_words(words)
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    after = data.draw(st.text("xyzåäö ", max_size=5))
    changed = text.replace(start, stop, after, "test")
    assert changed.value == text.value[:start] + after + text.value[stop:]
    assert len(changed.owners) == len(changed.value)
    assert all(owner is None or 0 <= owner < len(changed.words) for owner in changed.owners)
    edit = next(edit for edit in changed.edits if edit.rule == "test")
    assert changed.value[edit.start : edit.end] == after


@given(WORDS, WORDS)
def test_joined_texts_own_the_words_of_both(first, second) -> None:
    joined = join_texts([text_of_words(first), text_of_words(second)])
    assert [w.text for w in joined.owned()] == [w.text for w in first + second]
    assert joined.value == " ".join(w.text for w in first + second)


@given(WORDS, st.data())
def test_a_slice_owns_just_its_words(words, data) -> None:
    text = text_of_words(words)
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    part = text.slice(start, stop)
    assert part.value == text.value[start:stop]
    assert list(part.owned()) == list(text.owned(start, stop))
