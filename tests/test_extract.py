"""The main job as a user meets it: arguments, output folder, exit codes, what happens to bad sources."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from frictionless import validate

from pipeline import extract
from pipeline.cli.main import main
from pipeline.dataset import as_text, read_table
from pipeline.schema import BY_NAME, TABLES

PLANTOLK = [sys.executable, "-m", "pipeline.cli.main"]


@pytest.fixture(scope="module")
def text_plan(samples: Path) -> Path:
    return samples / "documents" / "norrskog-2025.txt"


@pytest.fixture(scope="module")
def pdf_plan(samples: Path) -> Path:
    return samples / "documents" / "norrskog-2025.pdf"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, text_plan: Path, pdf_plan: Path) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    assert main(["extract", str(text_plan), str(pdf_plan), "--out", str(out), "--jobs", "1", "--quiet"]) == 0
    return out


def files_below(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def issues(out: Path) -> pd.DataFrame:
    return read_table(out, "issues")


def test_every_table_is_there_and_the_package_is_valid(run: Path) -> None:
    for table in TABLES:
        assert (run / f"{table.name}.csv").exists()
        assert (run / f"{table.name}.parquet").exists()
    report = validate(str(run / "datapackage.json"))
    assert report.valid, report.flatten(["title", "fieldName", "message"])[:5]


def test_every_record_kind_is_found_in_text_and_pdf(run: Path) -> None:
    for name in ("goals", "assignments", "indicators", "indicator_values", "budget_rows", "risks", "risk_measures"):
        assert set(read_table(run, name)["source_name"]) == {"norrskog-2025.pdf", "norrskog-2025.txt"}, name


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_csv_and_parquet_hold_the_same(run: Path, name: str) -> None:
    csv = pd.read_csv(run / f"{name}.csv", dtype=str, keep_default_na=False)
    parquet = as_text(read_table(run, name), BY_NAME[name])
    assert list(csv.columns) == list(parquet.columns)
    for column in csv.columns:
        want = ["" if pd.isna(value) else str(value) for value in parquet[column]]
        assert csv[column].tolist() == want


def test_links_between_tables_hold(run: Path) -> None:
    frames = {table.name: read_table(run, table.name) for table in TABLES}
    for table in TABLES:
        for column in table.columns:
            if column.refers_to:
                other, key = column.refers_to.split(".")
                assert set(frames[table.name][column.name].dropna()) <= set(frames[other][key]), (
                    table.name,
                    column.name,
                )


def test_two_runs_with_any_number_of_workers_give_the_same_bytes(
    run: Path, tmp_path: Path, text_plan: Path, pdf_plan: Path
) -> None:
    again = tmp_path / "again"
    assert main(["extract", str(pdf_plan), str(text_plan), "--out", str(again), "--jobs", "2", "--quiet"]) == 0
    assert files_below(again) == files_below(run)


def test_the_text_of_a_text_source_keeps_its_lines_one_to_one(run: Path, text_plan: Path) -> None:
    row = next(r for r in read_table(run, "documents").to_dict("records") if r["media_type"] == "text/plain")
    with (run / row["text_path"]).open(encoding="utf-8", newline="") as file:
        got = file.read()
    source = text_plan.read_text(encoding="utf-8")
    assert got.count("\n") == source.count("\n")
    assert got.count("\f") == row["page_count"] - 1


def test_the_library_gives_the_same_tables_as_frames(run: Path, text_plan: Path, pdf_plan: Path) -> None:
    tables = extract(text_plan, pdf_plan)
    for name in ("goals", "budget_rows", "cells"):
        pd.testing.assert_frame_equal(tables[name], read_table(run, name))


def bad_sources(folder: Path, text_plan: Path, pdf_plan: Path) -> dict[str, Path]:
    """One of every kind of file that cannot be read, or not as its name says."""
    from PIL import Image
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    made = {
        name: folder / name
        for name in ("empty.pdf", "locked.pdf", "cut.pdf", "picture.pdf", "nopages.pdf", "rubbish.pdf")
    }
    made["empty.pdf"].write_bytes(b"")
    canvas = Canvas(str(made["locked.pdf"]), encrypt=StandardEncryption("hemligt", "hemligare"))
    canvas.drawString(100, 700, "Verksamhetsplan")
    canvas.save()
    whole = pdf_plan.read_bytes()
    made["cut.pdf"].write_bytes(whole[: len(whole) // 3])
    Image.new("L", (600, 800), 255).save(made["picture.pdf"], format="PNG")
    made["nopages.pdf"].write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    made["rubbish.pdf"].write_bytes(bytes(range(256)) * 20)
    return made


def test_bad_sources_get_one_clear_line_each_and_harm_no_other(
    tmp_path: Path, run: Path, text_plan: Path, pdf_plan: Path
) -> None:
    made = bad_sources(tmp_path, text_plan, pdf_plan)
    out = tmp_path / "out"
    arguments = [str(text_plan), *map(str, made.values()), str(tmp_path / "missing.pdf")]
    assert main(["extract", *arguments, "--out", str(out), "--jobs", "2", "--quiet"]) == 1
    found = issues(out)
    for name, path in made.items():
        assert len(found[found["source_path"] == str(path)]) >= 1, name
    codes = dict(zip(found["source_path"], found["code"], strict=True))
    assert codes[str(made["empty.pdf"])] == "empty"
    assert codes[str(made["locked.pdf"])] == "encrypted"
    assert codes[str(tmp_path / "missing.pdf")] == "missing_file"
    status = dict(zip(read_table(out, "documents")["source_name"], read_table(out, "documents")["status"], strict=True))
    assert status["empty.pdf"] == status["locked.pdf"] == status["nopages.pdf"] == "failed"
    assert status["norrskog-2025.txt"] == "ok"
    same = read_table(run, "budget_rows")
    same = same[same["source_name"] == "norrskog-2025.txt"].reset_index(drop=True)
    pd.testing.assert_frame_equal(read_table(out, "budget_rows"), same)


def test_nothing_usable_has_its_own_exit_code(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    assert main(["extract", str(tmp_path / "inbox"), "--out", str(tmp_path / "out"), "--quiet"]) == 3
    assert issues(tmp_path / "out")["code"].tolist() == ["empty_folder"]


def test_a_text_that_is_no_plan_is_never_silently_ok(tmp_path: Path) -> None:
    english = tmp_path / "letter.txt"
    english.write_text(
        "Dear all, the meeting about the garden is moved to Friday because of the rain. " * 10, encoding="utf-8"
    )
    assert main(["extract", str(english), "--out", str(tmp_path / "out"), "--jobs", "1", "--quiet"]) == 1
    assert {"not_a_plan", "not_swedish", "no_records"} <= set(issues(tmp_path / "out")["code"])


def test_a_folder_that_is_not_ours_is_refused_and_untouched(
    tmp_path: Path, text_plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert main(["extract", str(text_plan), "--out", str(tmp_path), "--quiet"]) == 2
    assert "not plantolk's" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_only_our_own_files_are_replaced(tmp_path: Path, run: Path, text_plan: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(run, out)
    (out / "notes.md").write_text("mine", encoding="utf-8")
    assert main(["extract", str(text_plan), "--out", str(out), "--jobs", "1", "--quiet"]) == 0
    assert (out / "notes.md").read_text(encoding="utf-8") == "mine"
    assert read_table(out, "documents")["source_name"].tolist() == ["norrskog-2025.txt"]
    assert len(list((out / "text").iterdir())) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_said_before_any_work(tmp_path: Path, text_plan: Path) -> None:
    tmp_path.chmod(0o500)
    assert main(["extract", str(text_plan), "--out", str(tmp_path / "out"), "--quiet"]) == 2


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, text_plan: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    assert main(["extract", str(text_plan), "--out", str(tmp_path / "out"), "--quiet"]) == 2


@pytest.mark.parametrize("arguments", [["--formats", "xlsx"], ["--jobs", "0"], ["--dictionary", "/nowhere.csv"]])
def test_bad_options_are_said(tmp_path: Path, text_plan: Path, arguments: list[str]) -> None:
    assert main(["extract", str(text_plan), "--out", str(tmp_path / "out"), *arguments]) == 2


def test_the_same_bytes_under_two_names_are_one_document(tmp_path: Path, text_plan: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "box 2").mkdir(parents=True)
    shutil.copy(text_plan, inbox / "a.txt")
    shutil.copy(text_plan, inbox / "box 2" / "b.txt")
    out = tmp_path / "out"
    assert main(["extract", str(inbox), "--out", str(out), "--jobs", "1", "--quiet"]) == 0
    assert len(read_table(out, "documents")) == 1
    assert read_table(out, "locations")["source_name"].tolist() == ["a.txt", "b.txt"]


def test_an_interrupted_run_leaves_the_old_output_whole_and_goes_on(tmp_path: Path, text_plan: Path) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    inbox.mkdir()
    plan = text_plan.read_text(encoding="utf-8")
    shutil.copy(text_plan, inbox / "first.txt")
    assert main(["extract", str(inbox), "--out", str(out), "--jobs", "1", "--quiet"]) == 0
    before = files_below(out)
    for number in range(12):
        (inbox / f"plan{number:02}.txt").write_text(f"{plan}\nNr {number}\n", encoding="utf-8")
    command = [*PLANTOLK, "extract", str(inbox), "--out", str(out), "--jobs", "2", "--quiet"]
    process = subprocess.Popen(command, start_new_session=True)
    kept = tmp_path / ".out.plantolk-work"
    deadline = time.monotonic() + 60
    while not list(kept.glob("*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert files_below(out) == before
    done = {path.name: path.stat().st_mtime_ns for path in kept.glob("*/*.json")}
    assert done
    assert subprocess.run(command, check=False).returncode == 0
    assert len(read_table(out, "documents")) == 13
    assert not kept.exists()


def test_json_log_lines_are_json(tmp_path: Path, text_plan: Path) -> None:
    command = [
        *PLANTOLK,
        "extract",
        str(text_plan),
        "--out",
        str(tmp_path / "o"),
        "--jobs",
        "1",
        "--log-format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert any(line.get("status") == "ok" for line in lines)
