from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import line, raw_page

from pipeline.document import Box, Decision, RawPage, Reading, Ruling, Source, Word
from pipeline.reading import cache
from pipeline.reading.cache import PageCache
from pipeline.reading.pagecode import decode_page, decode_source, encode_page, encode_source
from pipeline.settings import Settings

SOURCE = Source("a" * 64, "plan.pdf", "plan.pdf", "application/pdf", 10)

numbers = st.floats(-1e6, 1e6, allow_nan=False)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)
shares = st.floats(0, 1)
readings = st.builds(Reading, st.text(), shares, st.text())
words = st.builds(
    Word, st.text(), st.integers(1, 999), st.none() | boxes, shares, st.sampled_from(["ocr", "text_layer"]),
    st.none() | numbers, st.booleans(), st.booleans(), st.lists(readings, max_size=2).map(tuple), st.none(),
)  # fmt: skip
pages = st.builds(
    RawPage, st.integers(1, 999), numbers, numbers, st.sampled_from([0, 90]), st.none() | st.integers(1, 600),
    st.lists(words, max_size=4).map(tuple), st.lists(st.builds(Ruling, boxes), max_size=3).map(tuple),
    st.builds(Decision, st.just("ocr"), st.text(), st.none() | st.text(), st.lists(st.text(), max_size=2).map(tuple)),
    st.lists(boxes, max_size=2).map(tuple), st.booleans(),
    st.lists(st.tuples(st.integers(1, 9), st.text()), max_size=2).map(tuple), st.sampled_from([0, 270]), numbers,
)  # fmt: skip


@settings(max_examples=40)
@given(pages)
def test_a_page_comes_back_from_its_encoding(page: RawPage) -> None:
    assert decode_page(encode_page(page)) == page


def test_a_source_comes_back_even_with_a_name_that_is_no_unicode() -> None:
    strange = replace(SOURCE, name="plan\udcff.pdf")
    assert decode_source(encode_source(strange)) == strange


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x93\xa4page\x01\x90", b"\x93\xa4page\x63\x90", b"hello"])
def test_other_bytes_are_no_page(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"format|encoded|[Uu]npack"):
        decode_page(content)


@pytest.fixture
def page() -> RawPage:
    return raw_page(line("Mål för året", 50, 50))


def test_a_page_is_kept(tmp_path: Path, page: RawPage) -> None:
    kept = PageCache(Settings(), tmp_path)
    assert kept.get(SOURCE, 1) is None
    kept.put(SOURCE, page)
    assert kept.get(SOURCE, 1) == page
    assert kept.get(SOURCE, 2) is None
    assert kept.get(replace(SOURCE, document_id="b" * 64), 1) is None


def test_settings_that_matter_for_reading_make_another_entry(tmp_path: Path, page: RawPage) -> None:
    PageCache(Settings(), tmp_path).put(SOURCE, page)
    assert PageCache(Settings(ocr_dpi=200), tmp_path).get(SOURCE, 1) is None
    assert PageCache(Settings(review_below=0.9), tmp_path).get(SOURCE, 1) == page


@pytest.mark.parametrize(
    "damage", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:-1] + b"x", lambda b: b + b"y"]
)
def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path, page: RawPage, damage) -> None:
    kept = PageCache(Settings(), tmp_path)
    kept.put(SOURCE, page)
    (entry,) = tmp_path.rglob("*.page")
    entry.write_bytes(damage(entry.read_bytes()))
    assert kept.get(SOURCE, 1) is None
    kept.put(SOURCE, page)
    assert kept.get(SOURCE, 1) == page


def test_size_and_clear_touch_only_entries(tmp_path: Path, page: RawPage) -> None:
    PageCache(Settings(), tmp_path).put(SOURCE, page)
    other = tmp_path / "pages" / "note.txt"
    other.write_text("mine")
    count, size = cache.size(tmp_path)
    assert count == 1
    assert size > 50
    assert cache.clear(tmp_path) == 1
    assert cache.size(tmp_path) == (0, 0)
    assert other.exists()


def test_a_folder_that_cannot_be_written_to_costs_nothing(tmp_path: Path, page: RawPage) -> None:
    (tmp_path / "file").write_text("")
    kept = PageCache(Settings(), tmp_path / "file")
    kept.put(SOURCE, page)
    assert kept.get(SOURCE, 1) is None


def test_the_folder_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path))
    assert PageCache(Settings()).folder == tmp_path
    monkeypatch.delenv(cache.FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.default_folder() == tmp_path / "plantolk"
