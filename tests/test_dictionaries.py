"""The dictionaries that come with the program, and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dictionaries import check, suggest
from pipeline.lexicon import DICTIONARIES, load_lexicon

OURS = (
    "words",
    "bigrams",
    "domain_terms",
    "plan_bigrams",
    "compound_parts",
    "ocr_confusions",
    "names",
    "function_words",
)


@pytest.mark.parametrize("name", OURS)
def test_our_dictionaries_are_in_order(name: str) -> None:
    assert check([DICTIONARIES / f"{name}.csv"]) == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("domain_terms", "term,per_million,source\nå,5,own\nabc,5,own\n", "order"),
        ("domain_terms", "term,per_million,source\nabc,5,own\nabc,5,own\n", "duplicate"),
        ("domain_terms", "term,per_million,source\nabc,5,own\nabc,6,own\n", "collision"),
        ("domain_terms", "term,per_million,source\na\u030abo,5,own\n", "nfc"),
        ("domain_terms", "term,per_million,source\nabc ,5,own\n", "blank"),
        ("domain_terms", "term,per_million,source\nabc,many,own\n", "value"),
        ("plan_bigrams", "first,second,share,source\na,b,2,own\n", "value"),
        ("domain_terms", "term,per_million,source\nabc,5\n", "columns"),
        ("domain_terms", "term,per_million,source\nabc,5,nowhere\n", "source"),
        ("domain_terms", "term,per_million\nabc,5\n", "header"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, name: str, content: str, code: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text(content, encoding="utf-8")
    assert code in {finding.code for finding in check([path])}


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes("name,kind,source\nÅsa,given name,own\n".encode("cp1252"))
    assert [finding.code for finding in check([path])] == ["encoding"]


def test_unknown_words_are_listed_by_frequency(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    content = "nämnden xqzwv och xqzwv samt uppfoljningg\nett tvåd-\nelat xqzwv"
    (tmp_path / "text" / "a.txt").write_text(content, encoding="utf-8")
    found = suggest(tmp_path, load_lexicon())
    assert (found[0].word, found[0].count, found[0].proposal) == ("xqzwv", 3, None)
    assert "nämnden" not in {s.word for s in found}
    assert {s.word: s.proposal for s in found}["uppfoljningg"] == "uppföljning"
    assert not {"tvåd", "elat"} & {s.word for s in found}


def test_a_dictionary_of_ones_own_is_added(tmp_path: Path) -> None:
    path = tmp_path / "domain_terms.csv"
    path.write_text("term,per_million,source\nkvåttelplan,20,own\n", encoding="utf-8")
    lexicon = load_lexicon(path)
    assert any(row["term"] == "kvåttelplan" for row in lexicon.rows("domain_terms"))
    assert lexicon.digest("domain_terms") != load_lexicon().digest("domain_terms")
