"""The repair: case files, harmlessness, and what must hold of any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Decision, Line, Page, Text, Word
from pipeline.lexicon import load_lexicon
from pipeline.repairing.hyphens import join_lines
from pipeline.repairing.noisy_channel import repairer
from pipeline.repairing.repair import repair
from pipeline.repairing.tokens import LONG_LINE

CASES = Path(__file__).parent / "cases" / "repair"
DAMAGED = (
    "Kommunens namnder ska folja upp malen varje ar. Forvaltningen foreslar atgarder for att",
    "oka kvaliteten och for att na en god ekonomisk hushallning. Aldre och barn far stod.",
)
"""Invented text that has lost its marks, so that what stands beside it is judged as damaged."""
SOUND = (
    "Kommunens nämnder ska följa upp målen varje år. Förvaltningen föreslår åtgärder för att",
    "öka kvaliteten och för att nå en god ekonomisk hushållning. Äldre och barn får stöd.",
)


def line_of(number: int, value: str, *, method: str = "plain_text", confidence: float = 1.0) -> Line:
    words: list[Word] = []
    owners: list[int | None] = [None] * len(value)
    for match in re.finditer(r"\S+", value):
        owners[match.start() : match.end()] = [len(words)] * len(match.group())
        words.append(Word(match.group(), 1, None, confidence, method, line=number))
    return Line(number, tuple(words), None, Text(value, tuple(words), tuple(owners)))


def page_of(lines: list[tuple[int, str]], **how: object) -> Page:
    made = tuple(line_of(number, value, **how) for number, value in lines)
    decision = Decision("plain_text", "made for a test")
    return Page(1, 0, 0, 0, None, tuple(w for line in made for w in line.words), (), decision, lines=made)


def mended(text: str, frame: tuple[str, ...] = DAMAGED, **how: object) -> str:
    """The text after repair, standing by itself between blank lines under the frame."""
    lines = list(enumerate(frame, 1)) + list(enumerate(text.split("\n"), len(frame) + 3))
    (page,) = repair((page_of(lines, **how),), load_lexicon())
    return "\n".join(line.text.value for line in page.lines[len(frame) :])


def read_cases() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(CASES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if " => " in line and not line.startswith("# "):
                read, want = line.replace("⏎", "\n").split(" => ")
                found.append((path.stem, read, want))
    return found


@pytest.mark.parametrize(("kind", "read", "want"), read_cases())
def test_case(kind: str, read: str, want: str) -> None:
    assert mended(read) == want


def test_there_are_cases_enough() -> None:
    assert len(read_cases()) >= 150


def test_sound_text_is_left_alone() -> None:
    for _, _, want in read_cases():
        assert mended(want, SOUND) == want


def test_repairing_twice_changes_nothing() -> None:
    lines = list(enumerate([*DAMAGED, *(read.replace("\n", " ") for _, read, _ in read_cases())], 1))
    once = repair((page_of(lines),), load_lexicon())
    assert repair(once, load_lexicon()) == once


def test_every_edit_says_what_stood_there() -> None:
    lines = list(enumerate([*DAMAGED, *(read.replace("\n", " ") for _, read, _ in read_cases())], 1))
    (before,) = (page_of(lines),)
    (after,) = repair((before,), load_lexicon())
    changed = 0
    for was, line in zip(before.lines, after.lines, strict=True):
        assert line.words == was.words
        value = line.text.value
        for edit in reversed(line.text.edits):
            assert value[edit.start : edit.end] == edit.after
            assert 0 <= edit.score <= 1
            assert edit.rule
            value = value[: edit.start] + edit.before + value[edit.end :]
            changed += 1
        assert value == was.text.value
    assert changed > 200


def test_english_is_left_alone() -> None:
    text = "The board is responsible for all of the services that are far from the town and for the hall."
    assert mended(text, (text, text)) == text


def test_good_ocr_is_touched_only_where_the_engine_doubts() -> None:
    assert mended("uppfoljning", SOUND, method="ocr", confidence=0.95) == "uppfoljning"
    assert mended("uppfoljning", SOUND, method="ocr", confidence=0.3) == "uppföljning"
    assert mended("har finns en plan", SOUND, method="ocr", confidence=0.3) == "har finns en plan"


def test_text_that_has_kept_half_of_its_marks_is_mended() -> None:
    frame = (*DAMAGED, "Kommunen följer upp planen och budgeten i bokslutet, och nämnden får en rapport om målen.")
    assert mended("uppfoljning av malen", frame) == "uppföljning av målen"


def test_text_of_a_layer_is_trusted_whatever_it_says() -> None:
    assert mended("uppfoljning", SOUND, method="text_layer") == "uppfoljning"


def test_soft_hyphens_within_a_line_go() -> None:
    assert mended("verk\u00adsamhet och verk\x02", SOUND) == "verksamhet och verk-"


@settings(max_examples=60)
@given(st.text(st.sampled_from("aodé&46i1 0259,.-|lnrstvhg%"), max_size=60))
def test_numbers_never_change(text: str) -> None:
    numbers = re.compile(r"(?<!\S)[\d.,%|+-]*\d[\d.,%|+-]*(?!\S)")
    assert numbers.findall(mended(text)) == numbers.findall(text)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*" ".join(r for _, r, _ in read_cases()).split(), "-"]), max_size=14))
def test_owners_follow_their_words(words: list[str]) -> None:
    (page,) = repair((page_of([*enumerate(DAMAGED, 1), (5, " ".join(words))]),), load_lexicon())
    text = page.lines[-1].text
    for position, owner in enumerate(text.owners):
        assert (owner is None) == (text.value[position] == " ")


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("poli-", "tiska organ", "politiska organ"),
        ("beredskaps-", "och katastrofplanering", "beredskaps- och katastrofplanering"),
        ("drift-", "eller investeringsbudget", "drift- eller investeringsbudget"),
        ("e-", "tjänster", "e-tjänster"),
        ("RF-", "SISU", "RF-SISU"),
        ("2024-", "2026", "2024-2026"),
        ("KVA-", "koder", "KVA-koder"),
        ("sam\u00ad", "verkan", "samverkan"),
        ("sam\x02", "verkan", "samverkan"),
        ("FÖRVALT-", "NINGEN", "FÖRVALTNINGEN"),
        ("Stor-", "Stockholm", "Stor-Stockholm"),
        ("6-", "åringar", "6-åringar"),
        ("oriente-", "ringar", "orienteringar"),
        ("en mening.", "En till", "en mening. En till"),
        ("utfall -", "budget", "utfall - budget"),
        ("profess-", "ionella", "professionella"),
        ("arbetssätt/", "rutiner", "arbetssätt/rutiner"),
        ("ja /", "nej", "ja / nej"),
        ("", "tomt", "tomt"),
    ],
)
def test_lines_are_joined(first: str, second: str, want: str) -> None:
    lines = [line_of(1, first).text, line_of(2, second).text]
    assert join_lines(lines, load_lexicon()).value == want


def test_the_likeliest_candidate_comes_first() -> None:
    tool = repairer(load_lexicon())
    assert tool.candidates("nimnd")[0].word == "nämnd"
    assert {c.word for c in tool.candidates("ar")} >= {"ar", "är", "år"}
    assert LONG_LINE > 0


def test_letters_of_another_code_are_put_back_with_an_edit() -> None:
    text = "N{mnden f}r ansvar f|r v}rd och h{lsa under }ret, och m}let {r att alla f}r v}rd i tid."
    page = page_of([(number, text) for number in (1, 2, 3)])
    (mended,) = repair((page,), load_lexicon())
    assert (
        mended.lines[0].text.value
        == "Nämnden får ansvar för vård och hälsa under året, och målet är att alla får vård i tid."
    )
    assert {edit.rule for edit in mended.lines[0].text.edits} == {"encoding"}
    assert mended.lines[0].text.words[0].text == "N{mnden"
    assert repair((mended,), load_lexicon()) == (mended,)


def test_an_unknown_name_at_the_heads_of_lines_is_a_name() -> None:
    lines = [(1, "Sandvalla"), (2, "Sandvalla kommun"), *((n + 3, text) for n, text in enumerate(DAMAGED))]
    (page,) = repair((page_of(lines),), load_lexicon())
    assert [line.text.value for line in page.lines[:2]] == ["Sandvalla", "Sandvalla kommun"]
