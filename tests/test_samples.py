"""The samples are what the generator makes of their data, and what they say holds together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from pipeline.evaluation.texts import text_rates
from samples.generator.look import FOLDERS
from samples.generator.make import DOCUMENTS, GOLD, PLANS, texts
from samples.plans import sandvalla
from tests.predictions import read_json

NAMES = [module.NAME for module in PLANS]
SCANNED = [module.NAME for module in PLANS if hasattr(module, "SCANNER")]
KINDS = ("sections", "goals", "assignments", "activities", "indicators", "budget_rows", "risks")


def paged_gold(name: str) -> dict[str, Any]:
    paged = GOLD / f"{name}.pdf.json"
    gold: dict[str, Any] = read_json(paged if paged.exists() else GOLD / f"{name}.json")
    return gold


def layer(path: Path) -> list[str]:
    """The text of each page as a PDF reader finds it."""
    pages = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_bounded())
            text.close()
            page.close()
    return pages


@pytest.mark.skipif(not all(f.is_dir() for f in FOLDERS), reason="needs the fonts of fonts-liberation and fonts-dejavu")
@pytest.mark.parametrize("module", PLANS, ids=NAMES)
def test_generator_makes_the_same_text_and_gold(module: Any) -> None:
    source, gold = texts(module)
    assert (DOCUMENTS / f"{module.NAME}.txt").read_bytes() == source
    for name, content in gold.items():
        assert (GOLD / name).read_bytes() == content.encode(), name


@pytest.mark.parametrize("name", NAMES)
def test_true_text_is_the_text_of_the_pdf(name: str) -> None:
    """Words of the gold text against the text layer; running heads and the cover are not in every text."""
    found = "\n".join(layer(DOCUMENTS / f"{name}.pdf")).replace("\r", "").replace("\ufffe", "-")
    rates = text_rates(found, (GOLD / f"{name}.txt").read_text(encoding="utf-8"))
    assert rates["word_recall"] >= 0.97
    assert rates["number_recall"] >= 0.99


@pytest.mark.parametrize("name", NAMES)
def test_records_stand_where_gold_says(name: str) -> None:
    gold, pages = paged_gold(name), layer(DOCUMENTS / f"{name}.pdf")
    assert gold["document"]["pages"] == len(pages)
    for kind in KINDS:
        for record in gold[kind]:
            words = str(record.get("text") or record.get("title") or record.get("name") or record["label"]).split()
            start = " ".join(pages[record["page"] - 1].split())
            assert words[0].strip("-").casefold()[:6] in start.casefold(), (kind, record)


@pytest.mark.parametrize("name", NAMES)
def test_boxes_lie_on_their_pages(name: str) -> None:
    gold, boxes = paged_gold(name), read_json(GOLD / f"{name}.boxes.json")
    assert len(boxes) == sum(len(gold[kind]) for kind in KINDS)
    with pypdfium2.PdfDocument(DOCUMENTS / f"{name}.pdf") as document:
        sizes = [document.get_page_size(n) for n in range(len(document))]
    for entry in boxes:
        record = gold[entry["kind"]][entry["index"]]
        assert entry["places"][0]["page"] == record["page"]
        for place in entry["places"]:
            x0, top, x1, bottom = place["box"]
            wide, high = sizes[place["page"] - 1]
            assert 0 <= x0 < x1 <= wide
            assert 0 <= top < bottom <= high


@pytest.mark.parametrize("name", NAMES)
def test_sums_add_up(name: str) -> None:
    """Every total is the sum of the rows above it that are no parts, back to the last total or the top."""
    tables: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in paged_gold(name)["budget_rows"]:
        tables[row["table"], row["column"]].append(row)
    checked = 0
    for rows in tables.values():
        open_rows: list[Decimal] = []
        for row in rows:
            amount = Decimal(str(row["amount"]))
            if not row["is_total"]:
                if row["parent"] is None:
                    open_rows.append(amount)
            elif not open_rows:
                open_rows = [amount]
            elif len(open_rows) > 1:
                assert amount in {sum(open_rows), sum(open_rows[1:])}, row
                checked += 1
                open_rows = [amount]
    assert checked


@pytest.mark.parametrize("name", SCANNED)
def test_forms_of_a_sample(name: str) -> None:
    born = layer(DOCUMENTS / f"{name}.pdf")
    scan, bad = layer(DOCUMENTS / f"{name}-scan.pdf"), layer(DOCUMENTS / f"{name}-badlayer.pdf")
    assert 5 <= len(born) <= 14
    assert len(scan) == len(bad) == len(born)
    assert not "".join(scan).strip()
    assert len("".join(bad)) > 0.7 * len("".join(born))
    assert not set("åäöÅÄÖ") & set("".join(bad))


def test_two_years_of_one_body_can_be_compared() -> None:
    years = [paged_gold(module.NAME) for module in sandvalla.FAMILY]
    names = [[i["name"] for i in gold["indicators"]] for gold in years]
    assert names[0] == names[1] == names[2]
    assert [gold["document"]["year"] for gold in years] == [2021, 2022, 2023]
    first = [gold["indicators"][0]["values"] for gold in years]
    assert first[0][1]["value"] == first[1][0]["value"]


def test_samples_stay_small() -> None:
    assert sum(p.stat().st_size for folder in (DOCUMENTS, GOLD) for p in folder.iterdir()) < 20_000_000
