"""Gold fed as prediction scores 1.0 everywhere; each kind of damage lowers exactly the figures that it should."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.errors import UsageError
from pipeline.evaluation import (
    draft_gold,
    draw_sample,
    evaluate,
    format_report,
    format_sheet,
    html_report,
    read_sheet,
    report_json,
    score_sheet,
    write_sheet,
)
from pipeline.evaluation.counting import Score, wilson
from pipeline.evaluation.grids import figures, folded_cell, is_numeric
from pipeline.evaluation.matching import folded, paired
from pipeline.evaluation.report import KINDS, DocumentReport
from pipeline.evaluation.sheets import shares
from pipeline.evaluation.sources import gold_stem
from pipeline.evaluation.texts import line_rates, text_rates
from tests.predictions import Tables, read_json, tables_of_gold, write_output

GOLD = Path(__file__).resolve().parent.parent / "samples" / "gold"
STEMS = sorted(p.name.removesuffix(".cells.json") for p in GOLD.glob("*.cells.json"))
STEM = "norrskog-2025"


def perfect(stem: str, plain_text: bool = False) -> tuple[Tables, str]:
    paged = GOLD / f"{stem}.pdf.json"
    gold = read_json(paged if paged.exists() and not plain_text else GOLD / f"{stem}.json")
    name = f"{stem}.txt" if plain_text else f"{stem}.pdf"
    tables = tables_of_gold(
        gold, read_json(GOLD / f"{stem}.cells.json"), name, "plain_text" if plain_text else "text_layer"
    )
    return tables, (GOLD / f"{stem}.txt").read_bytes().decode()


def scored(tables: Tables, text: str, out: Path) -> DocumentReport:
    return evaluate(write_output(tables, text, out), GOLD).documents[0]


def measures(report: DocumentReport) -> dict[str, Any]:
    """Every figure of a report by a short name."""
    found: dict[str, Any] = {kind: report.scores[kind].f1 for kind in KINDS}
    found |= {f"document.{k}": v for k, v in report.document.items()}
    found |= {f"numbers.{k}": v for k, v in report.numbers.items()}
    found |= {"value_years": report.value_years, "links": report.links, "pages": report.pages.value}
    found["calibration"] = dict(report.calibration)
    found["text"] = report.text
    found["lines"] = report.lines
    if report.cells:
        found |= {f"cells.{k}": v for k, v in report.cells.items()}
    return found


@pytest.mark.parametrize("plain_text", [False, True])
@pytest.mark.parametrize("stem", STEMS)
def test_gold_as_prediction_is_perfect(stem: str, plain_text: bool, tmp_path: Path) -> None:
    report = scored(*perfect(stem, plain_text), tmp_path)
    assert all(score.f1 == 1.0 for score in report.scores.values())
    assert all(report.document.values())
    assert report.pages.value == 1.0
    assert report.value_years[1] == report.links[1] == 0
    assert {k: report.numbers[k] for k in report.numbers if k != "right"} == {
        "wrong_silent": 0, "wrong_flagged": 0, "extra_silent": 0, "extra_flagged": 0, "missing": 0, "flag_rate": 0,
    }  # fmt: skip
    assert report.text is not None
    assert report.cells is not None
    assert report.text["cer"] == report.text["wer"] == 0
    assert report.text["word_recall"] == report.text["number_recall"] == 1
    assert report.lines == ({"cer": 0, "wer": 0, "words_wer": 0} if plain_text else None)
    assert report.cells["tables"]["f1"] == report.cells["cells_exact"]["f1"] == report.cells["structure"]["f1"] == 1
    assert all(report.cells[k]["share"] == 1 for k in ("numeric", "header_rows", "split_rows", "page_tables"))
    assert report.cells["numeric"]["extra"] == 0
    assert not report.findings


# -- damage: name, what is done to the tables, what changes and nothing else

Damage = Callable[[Tables], None]
BUDGET = {"budget_rows", "budget_rows_strict"}
CELLS = {"cells.cells_exact", "cells.cells_90", "cells.structure"}


def first(tables: Tables, table: str, **want: Any) -> dict[str, Any]:
    return next(r for r in tables[table] if all(r[k] == v for k, v in want.items()))


def wrong_digit(tables: Tables) -> None:
    tables["budget_rows"][0]["amount"] += 100


def wrong_digit_flagged(tables: Tables) -> None:
    tables["budget_rows"][0] |= {"amount": 1.0, "needs_review": True}


def wrong_digit_proposed(tables: Tables) -> None:
    row = tables["budget_rows"][0]
    row |= {"proposed": row["amount"], "amount": 1.0, "needs_review": True}


def flagged_for_nothing(tables: Tables) -> None:
    tables["budget_rows"][0]["needs_review"] = True


def lost_budget_row(tables: Tables) -> None:
    del tables["budget_rows"][0]


def unread_amount(tables: Tables) -> None:
    tables["budget_rows"][0]["amount"] = None


def invented_budget_row(tables: Tables) -> None:
    tables["budget_rows"].append(
        {**tables["budget_rows"][0], "label": "Ett påhitt utan motstycke", "column_label": "x"}
    )


def swapped_columns(tables: Tables) -> None:
    one, other = tables["budget_rows"][0], tables["budget_rows"][2]
    one["amount"], other["amount"] = other["amount"], one["amount"]


def wrong_year_of_column(tables: Tables) -> None:
    for row in tables["budget_rows"]:
        row["year"] = 2019 if row["column_label"] == "Budget 2024" else row["year"]


def wrong_budget(field: str, value: Any) -> Damage:
    def damage(tables: Tables) -> None:
        tables["budget_rows"][0][field] = value

    return damage


def wrong_page(tables: Tables) -> None:
    tables["goals"][0]["page"] += 1


def wrong_goal_number(tables: Tables) -> None:
    tables["goals"][0]["number"] = "99"


def garbled_goal(tables: Tables) -> None:
    tables["goals"][0]["text"] = "Något helt annat än det som står i planen."


def lost_section(tables: Tables) -> None:
    del tables["sections"][3]


def wrong_assignment_number(tables: Tables) -> None:
    tables["assignments"][0]["number"] = "88"


def wrong_value(tables: Tables) -> None:
    first(tables, "indicator_values", raw="92 %")["value"] = 29


def wrong_value_unit(tables: Tables) -> None:
    tables["indicator_values"][0]["unit"] = "kr"


def wrong_value_year(tables: Tables) -> None:
    tables["indicator_values"][0]["year"] = 1999


def lost_indicator(tables: Tables) -> None:
    key = tables["indicators"].pop(0)["indicator_id"]
    tables["indicator_values"] = [v for v in tables["indicator_values"] if v["indicator_id"] != key]


def wrong_link(tables: Tables) -> None:
    tables["indicators"][0]["goal_number"] = "8"


def wrong_area(tables: Tables) -> None:
    tables["risks"][0]["area"] = "Fastighetsskötsel"


def lost_measure(tables: Tables) -> None:
    del tables["risk_measures"][0]


def wrong_title(tables: Tables) -> None:
    tables["plans"][0]["title"] = "Årsredovisning"


def unsure(tables: Tables) -> None:
    for row in tables["goals"]:
        row["confidence"] = 0.3


def wrong_figure_in_cell(tables: Tables) -> None:
    first(tables, "cells", text="92 %")["text"] = "29 %"


def lost_header_flag(tables: Tables) -> None:
    table = tables["tables"][0]["table_id"]
    for cell in tables["cells"]:
        if cell["table_id"] == table:
            cell["is_header"] = False


def lost_table(tables: Tables) -> None:
    table = tables["tables"].pop(0)["table_id"]
    tables["cells"] = [c for c in tables["cells"] if c["table_id"] != table]


def cut_table(tables: Tables) -> None:
    """The risk table as two, the second without a header."""
    table = tables["tables"][-1]
    tables["tables"].append({**table, "table_id": "other", "page": table["page_end"]})
    for cell in tables["cells"]:
        if cell["table_id"] == table["table_id"] and cell["row"] >= 9:
            cell["table_id"] = "other"


def moved_columns(tables: Tables) -> None:
    table = tables["tables"][0]["table_id"]
    for cell in tables["cells"]:
        if cell["table_id"] == table and not cell["is_header"] and cell["column"] in {1, 2}:
            cell["column"] = 3 - cell["column"]


SILENT = {"numbers.right", "numbers.wrong_silent", "calibration"}
DAMAGES: tuple[tuple[Damage, set[str]], ...] = (
    (wrong_digit, BUDGET | SILENT),
    (wrong_digit_flagged, BUDGET | {"numbers.right", "numbers.wrong_flagged", "calibration"}),
    (wrong_digit_proposed, {"numbers.flag_rate"}),
    (flagged_for_nothing, {"numbers.flag_rate"}),
    (lost_budget_row, BUDGET | {"numbers.right", "numbers.missing", "calibration"}),
    (unread_amount, BUDGET | {"numbers.right", "numbers.missing", "calibration"}),
    (invented_budget_row, BUDGET | {"numbers.extra_silent", "calibration"}),
    (swapped_columns, BUDGET | SILENT),
    (wrong_year_of_column, BUDGET),
    (wrong_budget("unit", "tkr"), {"budget_rows_strict"}),
    (wrong_budget("parent_label", "Tandvård"), {"budget_rows_strict"}),
    (wrong_budget("is_total", True), {"budget_rows_strict"}),
    (wrong_budget("table_kind", "investment"), {"budget_rows_strict"}),
    (wrong_page, {"pages"}),
    (wrong_goal_number, {"goals_strict", "calibration"}),
    (garbled_goal, {"goals", "goals_strict", "calibration"}),
    (lost_section, {"sections", "sections_strict"}),
    (wrong_assignment_number, {"assignments_strict", "calibration"}),
    (wrong_value, {"indicator_values", "indicator_values_strict", "numbers.right", "numbers.wrong_silent",
                   "numbers.missing"}),
    (wrong_value_unit, {"indicator_values_strict"}),
    (wrong_value_year, {"value_years"}),
    (lost_indicator, {"indicators", "indicator_values", "indicator_values_strict", "numbers.right", "value_years",
                      "links"}),
    (wrong_link, {"links"}),
    (wrong_area, {"risks_strict"}),
    (lost_measure, {"risk_measures"}),
    (wrong_title, {"document.title"}),
    (unsure, {"calibration"}),
    (wrong_figure_in_cell, CELLS | {"cells.numeric"}),
    (lost_header_flag, {"cells.header_rows"}),
    (lost_table, CELLS | {"cells.tables", "cells.numeric", "cells.header_rows"}),
    (cut_table, {"cells.tables", "cells.structure", "cells.page_tables"}),
    (moved_columns, {"cells.structure", "cells.numeric"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def undamaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, str, dict[str, Any]]:
    tables, text = perfect(STEM)
    return tables, text, measures(scored(tables, text, tmp_path_factory.mktemp("undamaged")))


@pytest.mark.parametrize(("damage", "changed"), DAMAGES, ids=lambda v: getattr(v, "__name__", ""))
def test_damage_lowers_exactly_what_it_should(
    damage: Damage, changed: set[str], undamaged: tuple[Tables, str, dict[str, Any]], tmp_path: Path
) -> None:
    tables, text, before = undamaged
    broken = copy.deepcopy(tables)
    damage(broken)
    after = measures(scored(broken, text, tmp_path))
    assert {k for k in before if before[k] != after[k]} == changed
    for k in changed & set(KINDS):
        assert after[k] < before[k]


def test_lost_diacritics_touch_the_text_alone(tmp_path: Path) -> None:
    tables, text = perfect(STEM, plain_text=True)
    before = measures(scored(tables, text, tmp_path / "before"))
    plain = text.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
    after = measures(scored(tables, plain, tmp_path / "after"))
    assert {k for k in before if before[k] != after[k]} == {"text", "lines"}
    assert after["text"]["diacritic_word_recall"] == 0
    assert after["text"]["number_recall"] == 1


def test_a_page_lost_from_the_text(tmp_path: Path) -> None:
    tables, text = perfect("lindmo-2026", plain_text=True)
    pages = text.split("\f")
    after = scored(tables, "\f".join(pages[:3] + pages[4:]), tmp_path)
    assert after.text is not None
    assert after.text["word_recall"] < 0.95
    assert after.lines is not None
    assert "line_count" in after.lines


def test_findings_name_the_fields(tmp_path: Path) -> None:
    tables, text = perfect(STEM)
    wrong_digit(tables)
    lost_section(tables)
    found = scored(tables, text, tmp_path).findings
    assert [(f.table, f.status, f.fields) for f in found] == [
        ("sections", "missing", ()), ("budget_rows", "wrong", ("amount",)),
    ]  # fmt: skip
    assert found[1].want is not None
    assert found[1].got is not None


def test_report_as_table_json_and_html(tmp_path: Path) -> None:
    tables, text = perfect(STEM)
    wrong_digit(tables)
    report = evaluate(write_output(tables, text, tmp_path), GOLD)
    table = format_report(report)
    assert "norrskog-2025.pdf" in table
    assert "= born digital (1)" in table
    left = next(line for line in table.splitlines() if line.startswith("gold without a document: "))
    assert set(left.partition(": ")[2].split(", ")) == set(STEMS) - {STEM}
    content = json.loads(report_json(report))
    entry = content["documents"]["norrskog-2025.pdf"]
    assert entry["goals"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "hit": 6, "pred": 6, "gold": 6}
    assert len(entry["findings"]) == 1
    page = html_report(report)
    assert page.count("<article") == 1
    assert "<script" not in page


def test_html_shows_the_crop_of_the_page(tmp_path: Path) -> None:
    tables, text = perfect(STEM)
    tables["goals"][0] |= {"number": "99", "page": 1, "x0": 70, "top": 100, "x1": 300, "bottom": 120}
    report = evaluate(write_output(tables, text, tmp_path), GOLD)
    source = GOLD.parent / "documents" / f"{STEM}.pdf"
    assert "data:image/png" in html_report(report, {f"{STEM}.pdf": source})
    assert "data:image/png" not in html_report(report, {f"{STEM}.pdf": tmp_path / "gone.pdf"})
    scan = tmp_path / f"{STEM}.png"
    Image.new("L", (800, 1100), 255).save(scan)
    assert "data:image/png" in html_report(report, {f"{STEM}.pdf": scan})


# -- what gold belongs to a source


@pytest.mark.parametrize(
    ("source", "stem"),
    [
        ("granvik-2024.pdf", "granvik-2024"),
        ("granvik-2024-scan.pdf", "granvik-2024"),
        ("granvik-2024-bilaga.pdf", "granvik-2024-bilaga"),
        ("granvik.pdf", None),
    ],
)
def test_gold_is_found_by_name(source: str, stem: str | None) -> None:
    assert gold_stem(source, ["granvik-2024", "granvik-2024-bilaga"]) == stem


def test_nothing_to_score_is_said(tmp_path: Path) -> None:
    tables, text = perfect(STEM)
    tables["documents"][0]["source_name"] = "other.pdf"
    write_output(tables, text, tmp_path / "out")
    with pytest.raises(UsageError, match="has gold"):
        evaluate(tmp_path / "out", GOLD)
    with pytest.raises(UsageError, match="no folder"):
        evaluate(tmp_path / "out", tmp_path / "gone")
    with pytest.raises(UsageError, match=r"documents\.csv"):
        evaluate(tmp_path, GOLD)


# -- draft gold


@pytest.mark.parametrize("stem", STEMS)
def test_a_draft_of_a_perfect_run_is_the_gold(stem: str, tmp_path: Path) -> None:
    tables, text = perfect(stem)
    files = draft_gold(write_output(tables, text, tmp_path), f"{stem}.pdf")
    paged = GOLD / f"{stem}.pdf.json"
    want, got = read_json(paged if paged.exists() else GOLD / f"{stem}.json"), json.loads(files[f"{stem}.json"])
    assert got["document"].pop("notes").startswith("DRAFT")
    want["document"].pop("notes")
    assert got == want
    cells = json.loads(files[f"{stem}.cells.json"])
    assert [t["cells"] for t in cells] == [t["cells"] for t in read_json(GOLD / f"{stem}.cells.json")]
    assert files[f"{stem}.txt"] == text


# -- samples for a person


def test_sheet_goes_round(tmp_path: Path) -> None:
    tables, text = perfect(STEM)
    out = write_output(tables, text, tmp_path / "out")
    rows = draw_sample(out, pages=3, seed=7)
    assert rows == draw_sample(out, pages=3, seed=7)
    assert len({r["page"] for r in rows}) == 3
    assert sum(r["table"] == "missed" for r in rows) == 3
    path = tmp_path / "sheet.csv"
    write_sheet(rows, path)
    with pytest.raises(UsageError, match="already"):
        write_sheet(rows, path)
    answered = read_sheet(path)
    records = [r for r in answered if r["table"] != "missed"]
    assert score_sheet(answered).open == len(records)
    for row in answered:
        row["answer"] = "2" if row["table"] == "missed" else "y"
    records[0]["answer"] = "Nej"
    result = score_sheet(answered)
    assert (result.whole.wrong, result.whole.checked, result.whole.missed) == (1, len(records), 6)
    assert result.whole.low < 1 / len(records) < result.whole.high
    assert "95 % interval" in format_sheet(result)


def test_sheet_saved_with_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "stratum;source_name;page;table;answer\nocr 1994;a.pdf;1;goals;nej\nocr 1994;a.pdf;1;goals;ja\n", "utf-8"
    )
    assert score_sheet(read_sheet(path)).whole.wrong == 1
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UsageError, match="no sheet"):
        read_sheet(path)


def test_an_answer_that_says_nothing() -> None:
    row = {"stratum": "s", "source_name": "a", "page": "1", "table": "goals", "answer": "kanske"}
    with pytest.raises(UsageError, match="kanske"):
        score_sheet([row])


def test_clustered_errors_widen_the_interval() -> None:
    def sheet(wrong_pages: dict[str, int]) -> list[dict[str, Any]]:
        return [
            {"stratum": "s", "source_name": "a", "page": page, "table": "goals", "answer": "n" if n < bad else "y"}
            for page, bad in wrong_pages.items()
            for n in range(20)
        ]

    even = score_sheet(sheet({str(p): 2 for p in range(10)})).whole
    bunched = score_sheet(sheet({"0": 20, **{str(p): 0 for p in range(1, 10)}})).whole
    assert even.rate == bunched.rate == 0.1
    assert bunched.high > even.high


@pytest.mark.parametrize(
    ("errors", "checked", "low", "high"),
    [(0, 30, 0.0, 0.1135), (5, 100, 0.0215, 0.1118), (30, 30, 0.8865, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson(errors: int, checked: int, low: float, high: float) -> None:
    assert wilson(errors, checked) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_rate(errors: int, checked: int) -> None:
    errors = min(errors, checked)
    low, high = wilson(errors, checked)
    assert 0 <= low <= errors / checked + 1e-9
    assert errors / checked - 1e-9 <= high <= 1


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.integers(1, 200))
def test_shares_add_up(sizes: list[int], total: int) -> None:
    out = shares(sizes, total)
    assert sum(out) == min(total, sum(sizes))
    assert all(0 <= n <= size for n, size in zip(out, sizes, strict=True))
    if total >= len(sizes):
        assert all(n >= 1 for n in out)


# -- comparing


def test_folding() -> None:
    assert folded(" ”Mål\u2011 nr 1”.  ") == "mål- nr 1"
    assert folded(None) == folded(float("nan")) == ""
    assert folded_cell("\u2212 7,5 ") == "-7,5"
    assert folded_cell("Verk|samhet") == "verksamhet"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("-2 754", ["-2754"]),
        ("77-80", ["77", "80"]),
        ("6,3-6,1 %", ["6.3", "6.1"]),
        ("ska öka", []),
    ],
)
def test_figures(text: str, numbers: list[str]) -> None:
    assert figures(text) == numbers


def test_numeric_cells() -> None:
    assert is_numeric("minst 90 %")
    assert not is_numeric("andel barn 6 år i kulturskolan")


def test_pairs_keep_the_order_of_repeated_texts() -> None:
    assert paired(["a b c", "a b c", "x y z"], ["a b c", "a b c", "q"], 0.9) == [(0, 0), (1, 1)]


@given(st.lists(st.text(alphabet="abcåäö ", min_size=3, max_size=12), max_size=6))
def test_a_list_pairs_with_itself(texts: list[str]) -> None:
    named = [f"{t} {n} slut" for n, t in enumerate(texts)]
    assert paired(named, named, 0.9) == [(n, n) for n in range(len(named))]


@given(st.text(alphabet="abcåäö 0123456789,.-\n", max_size=200))
def test_a_text_is_like_itself(text: str) -> None:
    rates = text_rates(text, text)
    assert rates["cer"] == rates["wer"] == 0
    assert line_rates(text, text) == {"cer": 0, "wer": 0, "words_wer": 0}


def test_hyphens_at_line_ends() -> None:
    assert text_rates("verksam-\nheten och hälso-\noch sjukvård", "verksamheten och hälso- och sjukvård")["cer"] == 0


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_f1_lies_between_precision_and_recall(hit: int, more: int, missed: int) -> None:
    score = Score(hit, hit + more, hit + missed)
    low, high = sorted((score.precision, score.recall))
    assert 0 <= score.f1 <= 1
    if hit:
        assert low - 1e-9 <= score.f1 <= high + 1e-9
