"""Letters that another character code made signs of."""

from __future__ import annotations

import pytest

from pipeline.repairing.letter_codes import FAMILIES, family_of, mended_words

PROSE = (
    "Nämnden får under året ansvar för vård och hälsa. Åtgärder för att öka tillgängligheten ska följas upp. "
    "Ökad närvaro är målet för både förskolor och gymnasieskolor."
)
WORDS = frozenset("".join(ch if ch.isalpha() else " " for ch in PROSE.casefold()).split()) | {"bilaga", "se", "a"}


def known(word: str) -> bool:
    return word in WORDS


def mended(text: str, family: str) -> str:
    for start, stop, after in reversed(list(mended_words(text, family, known))):
        text = text[:start] + after + text[stop:]
    return text


def spoilt(text: str, family: str) -> str:
    signs = {letter: sign for sign, letter in FAMILIES[family].items()}
    return "".join(signs.get(char, char) for char in text)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_found_and_mended(family: str) -> None:
    read = spoilt(PROSE, family)
    assert read != PROSE
    found = family_of(read, known)
    assert found is not None
    assert mended(read, found) == PROSE


def test_sound_text_is_of_no_family() -> None:
    assert family_of(PROSE, known) is None
    assert family_of(f"{PROSE} Se [bilaga] {{a}} | b | c \\ d ”Nämnden” året… „målet”", known) is None


def test_brackets_stay_in_text_that_uses_brackets_for_letters() -> None:
    assert mended("se [bilaga] f|r }ret", "ISO 646-SE") == "se [bilaga] för året"


def test_mending_twice_changes_nothing() -> None:
    once = mended(spoilt(PROSE, "ISO 646-SE"), "ISO 646-SE")
    assert mended(once, "ISO 646-SE") == once
