"""What people look at: inspect, review, overview, doctor; and that what a document says does nothing there."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from pipeline.cli.main import main
from pipeline.dataset import read_table
from pipeline.doctor import examine
from pipeline.document import Box
from pipeline.inert import printable
from pipeline.settings import Settings
from pipeline.viewing.overviews import budget_overview, indicator_overview, write_overviews
from pipeline.viewing.pictures import PagePicture
from pipeline.viewing.review import Item, items_for_review, review_page


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    out = tmp_path_factory.mktemp("looking") / "out"
    source = str(samples / "documents" / "norrskog-2025.pdf")
    assert main(["extract", source, "--out", str(out), "--jobs", "1", "--quiet"]) == 0
    return out


def test_inspect_draws_over_the_page(tmp_path: Path, samples: Path) -> None:
    target = tmp_path / "page.png"
    source = str(samples / "documents" / "norrskog-2025.pdf")
    assert main(["inspect", source, "--page", "5", "--out", str(target), "--dpi", "60"]) == 0
    image = Image.open(target).convert("RGB")
    colours = {colour for _, colour in image.getcolors(1 << 20)}
    assert {(140, 60, 160), (200, 90, 0), (0, 110, 50)} <= colours, "cells, records and headings are drawn"


def test_inspect_says_which_pages_there_are(tmp_path: Path, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(samples / "documents" / "norrskog-2025.pdf")
    assert main(["inspect", source, "--page", "99", "--out", str(tmp_path / "p.png")]) == 2
    assert "pages 1 to 9" in capsys.readouterr().err


def test_an_overview_has_one_row_an_indicator_and_group(dataset: Path, tmp_path: Path) -> None:
    indicators, values = read_table(dataset, "indicators"), read_table(dataset, "indicator_values")
    overview = indicator_overview(indicators, values)
    assert set(overview["indicator_id"]) == set(indicators["indicator_id"])
    groups = values.drop_duplicates(["indicator_id", "group"])
    without = set(indicators["indicator_id"]) - set(values["indicator_id"])
    assert len(overview) == len(groups) + len(without)
    assert len(write_overviews(dataset, tmp_path)) == 4


def test_an_overview_of_budgets_loses_no_amount(dataset: Path) -> None:
    rows = read_table(dataset, "budget_rows")
    wide = budget_overview(rows)
    amounts = [c for c in wide.columns if re.match(r"(budget|forecast|outcome|plan|other)\b", c)]
    assert wide[amounts].notna().sum().sum() == rows["amount"].notna().sum()


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e=cmd()"


def test_the_review_page_is_inert() -> None:
    item = Item("a<b>.pdf", None, "goals", HOSTILE, HOSTILE, 0.2, None, "go_1")
    page = review_page([item], camera=None)  # type: ignore[arg-type] - an item without a box takes no picture
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page


def test_nothing_a_terminal_acts_on_is_printed() -> None:
    assert printable(HOSTILE).isprintable()
    assert printable("Årets målvärde – 5 %") == "Årets målvärde – 5 %"


def test_review_lists_what_is_flagged_worst_first(dataset: Path, tmp_path: Path) -> None:
    items = items_for_review(dataset)
    sure = [item.confidence for item in items if item.confidence is not None]
    assert sure == sorted(sure)
    flagged = sum(
        read_table(dataset, name)["needs_review"].sum() for name in ("budget_rows", "indicator_values", "goals")
    )
    assert len(items) >= flagged
    target = tmp_path / "review.html"
    assert main(["review", str(dataset), "--html", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_review_of_a_folder_that_is_no_dataset_is_refused(tmp_path: Path) -> None:
    assert main(["review", str(tmp_path)]) == 2


def test_a_crop_stays_on_the_page() -> None:
    picture = PagePicture(Image.new("L", (100, 200), 255), 72)
    assert picture.crop(Box(-50, -50, 20, 20)).size == (26, 26)
    assert picture.crop(Box(500, 500, 600, 600)).size == (1, 1)


def test_the_doctor_names_a_cure_for_everything_that_can_fail() -> None:
    findings = list(examine(Settings()))
    assert {"tesseract", "language swe", "free memory", "page cache"} <= {finding.name for finding in findings}
    assert all(finding.mend for finding in findings if not finding.fine)


def test_overviews_of_an_empty_dataset_are_empty() -> None:
    from pipeline.dataset import frame_of
    from pipeline.schema import BY_NAME

    frames = {name: frame_of(BY_NAME[name], []) for name in ("indicators", "indicator_values", "budget_rows")}
    assert indicator_overview(frames["indicators"], frames["indicator_values"]).empty
    assert isinstance(budget_overview(frames["budget_rows"]), pd.DataFrame)
