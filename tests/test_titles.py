"""Headings of plain texts by their words and place."""

from __future__ import annotations

import pytest

from pipeline.lexicon import Lexicon
from pipeline.structure.sections import find_sections
from pipeline.structure.shapes import measure, shapes_of
from pipeline.structure.standing import ENOUGH, evidence_in_text
from pipeline.structure.titles import title_of
from pipeline.tables.flattened.chapters import with_chapters
from pipeline.tables.flattened.flow import flow_of, is_heading
from tests.plain import pages_of

LONG = "Nämnden ansvarar för att verksamheten bedrivs enligt gällande lagar och de mål som gäller i länet"
END = "och som fullmäktige har beslutat."


def found(text: str, lexicon: Lexicon) -> list[tuple[str, int]]:
    """The headings of a text that stands behind a cover."""
    return [(s.title.value, s.level) for s in find_sections(pages_of("Hamnplan\n\f" + text), (), lexicon)]


@pytest.mark.parametrize(
    ("text", "likely", "level"),
    [
        ("Ekonomi", 1.0, 1),
        ("Investeringar 2031–2033, tkr", 1.0, 2),
        ("EKONOMISKA FORUTSATTNINGAR", 1.0, 2),
        ("Perspektiv: Brukare", 1.0, 2),
        ("Driftbudget hamnkontoret", 0.6, 2),
        ("Ordföranden har ordet", 0.4, 1),
        ("Broar i dåligt skick", 0.0, None),
    ],
)
def test_what_words_say_of_a_title(text: str, likely: float, level: int | None, lexicon: Lexicon) -> None:
    title = title_of(text, lexicon)
    assert (title.likely, title.level) == (likely, level)


def test_headings_right_above_their_text_and_their_levels(lexicon: Lexicon) -> None:
    text = "\n".join(
        ("Inledning", LONG, END, "Vision", "En kommun där alla seglar.", "Mål", LONG, END, "Hamnen växer", LONG, END)
    )
    assert found(text, lexicon) == [("Inledning", 1), ("Vision", 2), ("Mål", 1), ("Hamnen växer", 2)]


def test_a_title_over_two_lines_ends_with_a_short_one(lexicon: Lexicon) -> None:
    text = "\n".join(("Inledning", LONG, END, "Styrelsens uppsikt och intern", "kontroll", LONG, END))
    assert [title for title, _ in found(text, lexicon)] == ["Inledning", "Styrelsens uppsikt och intern kontroll"]


def test_a_line_drawn_below_makes_a_title(lexicon: Lexicon) -> None:
    text = "\n".join((LONG, END, "", "Hamnens fyrar", "-------------", "", LONG, END))
    assert [title for title, _ in found(text, lexicon)] == ["Hamnens fyrar"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Uppdrag", "– Nämnden får i uppdrag att rusta fyren.", "– Nämnden får i uppdrag att rusta kajen."),
        ("Hamnar", "Fyrar", "Kajer", "Bryggor"),
        ("Hamnens fyrar", "vårdas av kommunen."),
        ("Professionalism", "Vi håller hög kvalitet och visar", "tillit till varandra."),
    ],
)
def test_labels_lists_and_narrow_columns_are_no_headings(lines: tuple[str, ...], lexicon: Lexicon) -> None:
    shapes = shapes_of(pages_of("\n".join((LONG, END, *lines, LONG, END))))
    assert evidence_in_text(shapes, 2, 2, measure(shapes), lexicon, set()) < ENOUGH


@pytest.mark.parametrize(
    ("lines", "index", "no_row"),
    [
        (("Summa 388,1 400,7", "Volymer", "Bokslut 2030 Budget 2031"), 1, True),
        (("Summa 388,1 400,7", "Investeringar", "Tkr Budget 2031 Plan 2032"), 1, True),
        (("Summa 388,1 400,7", "Investeringar", "Kajer 400 500"), 1, False),
        (("Antagen av nämnden 2030-11-12, § 96", LONG), 0, True),
        (("Fastställd av fullmäktige den 9 december 2030", LONG), 0, True),
        (("Hamnar 2030 2031", LONG), 0, False),
    ],
)
def test_lines_that_no_table_holds(lines: tuple[str, ...], index: int, no_row: bool, lexicon: Lexicon) -> None:
    assert is_heading(with_chapters(flow_of(pages_of("\n".join(lines))), lexicon)[index]) == no_row
