"""The compiled word list: its key, its cache, its pairs."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import Lexicon
from pipeline.repairing import wordlist
from pipeline.repairing.wordlist import WordList, compile_words, damage_key, runs, word_list


def small_lexicon(fingerprint: str = "x") -> Lexicon:
    tables = {
        "words": b"word,count,source\n\xc3\xa5r,50,own\n\xc3\xa4r,90,own\n",
        "bigrams": b"first,second,count,source\n#,\xc3\xa5r,40,own\n",
        "plan_bigrams": b"first,second,share,source\ndet,\xc3\xa4r,0.5,own\n",
        "compound_parts": b"part,first,last,source\nh\xc3\xa4lso,10,0,own\nplan,1,30,own\n",
    }
    return Lexicon(MappingProxyType({name: (content,) for name, content in tables.items()}), fingerprint)


@pytest.fixture
def no_general_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordlist, "_general_list", lambda: iter([("nämnd", 1e-5), ("kommitté", 1e-6)]))


@pytest.mark.parametrize("read", ["nämnd", "nimnd", "ndmnd", "nédmnd", "n4mnd", "n&mnd"])
def test_misreadings_share_the_key(read: str) -> None:
    assert damage_key(read) == "n*mn*"


@given(st.text("aåäödi6nrst", max_size=12))
def test_the_key_hides_as_many_runs_as_there_are(word: str) -> None:
    assert damage_key(word).count("*") == len(runs(word))


@pytest.mark.usefixtures("no_general_list")
def test_words_pairs_and_parts_survive_the_file() -> None:
    made = WordList.from_bytes(compile_words(small_lexicon()).to_bytes())
    assert {word for word, _ in made.bucket(damage_key("ar"))} == {"år", "är"}
    assert made.cost("nämnd") is not None
    assert made.cost("nimnd") is None
    assert made.bucket(damage_key("kommitte"))[0][0] == "kommitté"
    assert made.bucket(damage_key("halso"), "f")[0][0] == "hälso"
    assert made.bucket(damage_key("halso"), "l") == ()
    assert made.step("#", "år", 5.0) < made.step("#", "är", 5.0)
    assert made.step("det", "är", 5.0) < 5.0 < made.step("det", "år", 5.0)
    assert made.step("aldrig", "år", 5.0) == 5.0


@pytest.mark.usefixtures("no_general_list")
def test_the_cache_is_used_and_a_broken_one_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    word_list.cache_clear()
    assert word_list(small_lexicon()).cost("år") is not None
    (path,) = (tmp_path / "plantolk").glob("words-*.bin")
    path.write_bytes(path.read_bytes()[:-9])
    word_list.cache_clear()
    assert word_list(small_lexicon()).cost("år") is not None
    assert path.stat().st_size > 0
    assert not list((tmp_path / "plantolk").glob(".words-*"))
    word_list.cache_clear()


@pytest.mark.usefixtures("no_general_list")
def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plantolk").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    word_list.cache_clear()
    assert word_list(small_lexicon()).cost("år") is not None
    word_list.cache_clear()
