from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.plaintext import decode_text, encoding_of, looks_like_text, text_pages


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
def test_encodings_are_told_apart(encoding: str, name: str) -> None:
    text = "Målet är nått – 82 % är nöjda\n"
    assert encoding_of(text.encode(encoding)) == name
    assert decode_text(text.encode(encoding)) == text


def test_latin_1_with_controls_is_not_cp1252() -> None:
    assert encoding_of("två\x81rader".encode("latin-1")) == "latin-1"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff")))
def test_utf_8_comes_back(text: str) -> None:
    assert decode_text(text.encode()) == text


def test_line_ends_become_line_feeds() -> None:
    assert decode_text(b"a\r\nb\rc\n") == "a\nb\nc\n"


def pages(text: str) -> list[list[str]]:
    return [[content for _, content in page.text_lines] for page in text_pages(text)]


def test_form_feeds_part_pages() -> None:
    assert pages("Ett\nTvå\n\fTre\n") == [["Ett", "Två"], ["Tre"]]
    assert pages("Ett\f\nTvå\n") == [["Ett"], ["Två"]]


def test_form_feed_at_the_end_makes_no_page() -> None:
    assert pages("Ett\n\f") == [["Ett"]]
    assert pages("\fEtt\n") == [["Ett"]]


def test_an_empty_page_between_form_feeds_is_blank() -> None:
    found = text_pages("Ett\n\f\n\fTre\n")
    assert [page.is_blank for page in found] == [False, True, False]


def test_blank_at_a_lines_start_parts_pages_where_form_feeds_were_lost() -> None:
    assert pages(" 1 Inledning\nText.\n 2 Mål\nText.\n") == [[" 1 Inledning", "Text."], [" 2 Mål", "Text."]]


def test_items_that_lost_their_bullets_start_no_page() -> None:
    text = " 1 Inledning\n\nNämnden ska\n\n främja hälsa\n\n bygga bostäder\n 2 Mål\n\nText.\n"
    assert len(text_pages(text)) == 2


def test_running_line_in_the_middle_of_a_sentence_starts_a_page() -> None:
    text = "Nämnden ansvarar för skola\n\nVerksamhetsplan 6(26)\n\noch förskola i hela kommunen.\n"
    assert [page[0] for page in pages(text)] == ["Nämnden ansvarar för skola", "Verksamhetsplan 6(26)"]


def test_running_line_after_a_sentence_starts_none() -> None:
    assert len(text_pages("Allt är klart.\n\nVerksamhetsplan 6(26)\n\nNästa avsnitt\n")) == 1


@given(st.lists(st.sampled_from(["", " a", "b", "  c", "\fd", "e 2(9)", "f."]), min_size=1, max_size=30))
def test_every_line_with_text_is_on_one_page(lines: list[str]) -> None:
    found = [number for page in text_pages("\n".join(lines)) for number, _ in page.text_lines]
    assert found == [i for i, content in enumerate(lines, 1) if content.replace("\f", "").strip()]


def test_binary_is_no_text() -> None:
    assert not looks_like_text(bytes(range(256)) * 10)
    assert looks_like_text("Så är det.".encode())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman", "cp850"])
def test_the_system_that_wrote_a_text_is_known_by_its_letters(encoding: str) -> None:
    text = "Nämnden får ansvar för vård – ”hälsa”, Åtgärder och Öppna frågor under året."
    content = text.encode(encoding, errors="ignore")
    assert decode_text(content) == content.decode(encoding)


def test_signs_of_windows_alone_are_no_macintosh_text() -> None:
    assert encoding_of("Budget 2004 … 14 € – ”plan”".encode("cp1252")) == "cp1252"
