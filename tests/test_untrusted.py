"""What SECURITY.md promises, as a user meets it: hostile names, places, PDFs and texts, and outputs that nothing acts on."""

from __future__ import annotations

import csv
import io
import logging
import os
import shutil
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from making import pdf, prose
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.cli.main import main
from pipeline.dataset import is_guarded, read_table
from pipeline.inert import unguarded
from pipeline.logs import JsonLines, TextLines
from pipeline.reading.pdf import PdfFile
from pipeline.schema import TABLES

EVIL = 'plan\n\x1b[2Jplantolk: forged\u202e<script>alert(1)<img src=x>"&.txt'


@pytest.fixture(scope="module")
def text_plan(samples: Path) -> Path:
    return samples / "documents" / "sandvalla-2021.txt"


def issues(out: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in read_table(out, "issues").to_dict("records"):
        found.setdefault(row["code"], []).append(row["message"])
    return found


def extract(*arguments: object) -> int:
    return main(["extract", *map(str, arguments), "--jobs", "1", "--quiet"])


# -- places


def test_links_devices_and_pipes_in_a_folder_are_refused(tmp_path: Path, text_plan: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "box").mkdir(parents=True)
    shutil.copy(text_plan, inbox / "plan.txt")
    (tmp_path / "secret.txt").write_text("Mål: hemligt", encoding="utf-8")
    (inbox / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inbox / "box" / "up").symlink_to(tmp_path)
    os.mkfifo(inbox / "pipe.pdf")
    out = tmp_path / "out"
    assert extract(inbox, "--out", out) == 0
    assert read_table(out, "locations")["source_name"].tolist() == ["plan.txt"]
    assert len(issues(out)["not_followed"]) == 3
    assert extract(inbox / "link.txt", "--out", out) == 1  # named by the user, it is followed
    assert read_table(out, "locations")["source_name"].tolist() == ["link.txt"]


def test_a_link_in_an_inbox_waits_with_its_reason(tmp_path: Path, text_plan: Path) -> None:
    from pipeline.batch.inbox import look

    (tmp_path / "link.txt").symlink_to(text_plan)
    os.mkfifo(tmp_path / "pipe.txt")
    found = look(tmp_path, 0)
    assert not found.ready
    assert {path.name: why.split(",")[0] for path, why in found.waiting.items() if isinstance(path, Path)} == {
        "link.txt": "a symbolic link in a folder is not followed; name it as a source to take it",
        "pipe.txt": "it is a device",
    }


def test_a_pipe_that_is_named_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert extract(tmp_path / "pipe.pdf", "--out", tmp_path / "out") == 3


# -- names


def test_names_are_stored_exact_and_shown_escaped(
    tmp_path: Path, text_plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    inbox.mkdir()
    shutil.copy(text_plan, inbox / EVIL)
    (inbox / "empty\n\x1b]0;x\x07.pdf").write_bytes(b"")
    shutil.copy(text_plan, os.fsencode(inbox) + b"/pl\xe5n.txt")
    with Path(os.fsdecode(os.fsencode(inbox) + b"/pl\xe5n.txt")).open("a") as file:
        file.write("\n")
    assert main(["extract", str(inbox), "--out", str(out), "--jobs", "1"]) == 1
    assert set(read_table(out, "locations")["source_name"]) == {EVIL, "empty\n\x1b]0;x\x07.pdf", "pl\\udce5n.txt"}
    assert read_table(out, "documents")["status"].tolist().count("ok") == 2
    assert all(message.isprintable() for messages in issues(out).values() for message in messages)
    assert main(["review", str(out)]) == 0
    assert main(["review", str(out), "--html", str(tmp_path / "review.html")]) == 0
    shown = capsys.readouterr()
    assert not [c for c in shown.out + shown.err if c != "\n" and not c.isprintable()]
    assert "\nplantolk: forged" not in shown.out + shown.err
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_log_lines_cannot_be_forged() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 0, "bad file %s", (EVIL,), None)
    assert TextLines().format(record).count("\n") == 0
    assert JsonLines().format(record).count("\n") == 0
    try:
        raise ValueError(EVIL)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    assert "\nplantolk: forged" not in TextLines().format(record)
    assert "\x1b" not in TextLines().format(record)


# -- PDFs


def locked(path: Path, *, user: str = "", **rights: int) -> Path:
    encryption = StandardEncryption(user, "owner", strength=128, **rights)
    canvas = Canvas(str(path), encrypt=encryption)
    prose()(canvas)
    canvas.showPage()
    canvas.save()
    return path


def test_passwords_come_from_a_file(tmp_path: Path) -> None:
    plan, out = locked(tmp_path / "plan.pdf", user="lösen"), tmp_path / "out"
    assert extract(plan, "--out", out) == 3
    assert "--password-file" in issues(out)["encrypted"][0]
    words = tmp_path / "passwords"
    words.write_text("fel\nlösen\n", encoding="utf-8")
    assert extract(plan, "--out", out, "--password-file", words) == 1
    assert read_table(out, "documents")["status"].tolist() == ["partial"]  # it holds no goals
    assert "a password of the password file" in issues(out)["protected"][0]
    words.write_text("fel\n", encoding="utf-8")
    assert extract(plan, "--out", out, "--password-file", words) == 3
    assert extract(plan, "--out", out, "--password-file", tmp_path / "nowhere") == 2


def test_permissions_are_respected_and_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert extract(locked(tmp_path / "noprint.pdf", canPrint=0), "--out", out) == 1
    assert "forbids printing" in issues(out)["protected"][0]
    plan = locked(tmp_path / "nocopy.pdf", canCopy=0)
    assert extract(plan, "--out", out) == 3
    assert "its owner forbids taking text" in issues(out)["encrypted"][0]
    words = tmp_path / "passwords"
    words.write_text("owner\n", encoding="utf-8")
    assert extract(plan, "--out", out, "--password-file", words) == 1


EXTRAS = {
    "has_attachments": b"/Names<</EmbeddedFiles<</Names[(a.exe) 9 0 R]>>>>",
    "portfolio": b"/Collection<</View/D>>/Names<</EmbeddedFiles<</Names[(a.exe) 9 0 R]>>>>",
    "xfa_form": b"/AcroForm<</XFA 9 0 R/Fields[]>>",
    "active_content": b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
}


@pytest.mark.parametrize("code", EXTRAS)
def test_what_a_pdf_carries_is_said_and_never_run(code: str, tmp_path: Path) -> None:
    whole = pdf(tmp_path / "plain.pdf", prose()).read_bytes()
    assert b"/Type /Catalog" in whole
    path = tmp_path / "plan.pdf"
    path.write_bytes(whole.replace(b"/Type /Catalog", EXTRAS[code] + b"/Type /Catalog"))
    with PdfFile(path) as file:
        assert [found for found, _ in file.notes] == [code]
    with PdfFile(tmp_path / "plain.pdf") as file:
        assert not file.notes


def test_scripts_of_forms_and_of_pages_are_seen(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "plain.pdf", prose()).read_bytes()
    field = b"/AcroForm<</Fields[<</T(a)/Kids[<</AA<</K<</S/JavaScript/JS(1)>>>>>>]>>]>>/Type /Catalog"
    (tmp_path / "form.pdf").write_bytes(whole.replace(b"/Type /Catalog", field))
    annotation = b"/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]>><</A<</S/Launch/F(x)>>>>]/Type /Page\n"
    (tmp_path / "page.pdf").write_bytes(whole.replace(b"/Type /Page\n", annotation))
    with PdfFile(tmp_path / "form.pdf") as file:
        assert [code for code, _ in file.notes] == ["active_content"]
    with PdfFile(tmp_path / "page.pdf") as file:
        assert [code for code, _ in file.notes] == ["has_attachments", "active_content"]


# -- texts and outputs


def test_no_row_holds_a_control_character(tmp_path: Path, samples: Path) -> None:
    controls = "".join(map(chr, [*range(1, 10), 11, *range(14, 32), *range(127, 160), 0x2028, 0x2029]))
    lines = (samples / "documents" / "norrskog-2025.txt").read_text(encoding="utf-8").split("\n")
    plan = [
        line[: len(line) // 2] + controls[i // 6 % len(controls)] + line[len(line) // 2 :] if i % 6 == 0 else line
        for i, line in enumerate(lines)
    ]
    (tmp_path / "plan.txt").write_text("\n".join(plan), encoding="utf-8", newline="")
    out = tmp_path / "out"
    assert extract(tmp_path / "plan.txt", "--out", out) in {0, 1}
    allowed = {".txt": "\n\f", ".csv": "\r\n"}
    for path in (*out.glob("*.csv"), *out.glob("text/*.txt")):
        text = path.read_bytes().decode("utf-8")
        found = {c for c in text if unicodedata.category(c) in {"Cc", "Zl", "Zp"} and c not in allowed[path.suffix]}
        assert not found, path.name
    (text_file,) = (out / "text").iterdir()
    assert text_file.read_bytes().count(b"\n") == "\n".join(plan).count("\n")


FORMULA = 'Nr 1. =HYPERLINK("http://x";"y")\n\n- Regionkansliet -268,5 -284,6\n+1 @a\n'


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_guarded_variant_goes_back_to_the_exact_one(tmp_path: Path, text_plan: Path) -> None:
    plan = tmp_path / "=plan.txt"
    plan.write_text(text_plan.read_text(encoding="utf-8") + FORMULA, encoding="utf-8")
    exact, safe, store = tmp_path / "exact", tmp_path / "safe", tmp_path / "store"
    extract(plan, "--out", exact)
    extract(plan, "--out", safe, "--csv-safe")
    assert main(["ingest", str(plan), "--store", str(store), "--jobs", "1", "--quiet"]) in {0, 1}
    sheet = tmp_path / "sheet"
    assert main(["export", "--store", str(store), "--out", str(sheet), "--for", "spreadsheet", "--quiet"]) == 0
    assert is_guarded(safe)
    assert is_guarded(sheet)
    assert not is_guarded(exact)
    guarded_cells = 0
    for table in TABLES:
        want = cells(exact / f"{table.name}.csv")
        for folder in (safe, sheet):
            got = cells(folder / f"{table.name}.csv")
            assert [[unguarded(cell) for cell in row] for row in got] == want
            assert not [c for row in got for c in row if c[:1] in set("=+@\t\r") or (c[:1] == "-" and not number(c))]
        guarded_cells += sum(a != b for x, y in zip(got, want, strict=True) for a, b in zip(x, y, strict=True))
        pd.testing.assert_frame_equal(read_table(sheet, table.name), read_table(exact, table.name))
    assert guarded_cells
    assert not list(sheet.glob("*.parquet"))
    budget = read_table(exact, "budget_rows")["amount"].dropna()
    column = cells(sheet / "budget_rows.csv")[0].index("amount")
    assert [row[column] for row in cells(sheet / "budget_rows.csv")[1:] if row[column]] == [
        f"{amount.normalize():f}" for amount in budget
    ]


def number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_a_sheet_for_checking_is_guarded_too(tmp_path: Path) -> None:
    from pipeline.evaluation.sheets import read_sheet, write_sheet

    row = {"stratum": "a", "table": "goals", "what": "=1+1", "answer": ""}
    write_sheet([row], tmp_path / "sheet.csv")
    assert b"'=1+1" in (tmp_path / "sheet.csv").read_bytes()
    assert read_sheet(tmp_path / "sheet.csv")[0]["what"] == "=1+1"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, text_plan: Path) -> Path:
    place = tmp_path_factory.mktemp("store") / "store"
    assert main(["ingest", str(text_plan), "--store", str(place), "--jobs", "1", "--quiet"]) == 0
    return place


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{there}/x.csv'",
        "COPY goals TO '{store}/x.csv'",
        "SELECT * FROM read_csv('{there}/secret.csv')",
        "SELECT * FROM read_text('{there}/secret.csv')",
        "SELECT * FROM read_text('{store}/../secret.csv')",
        "SELECT * FROM read_blob('{there}/secret.csv')",
        "SELECT * FROM '{there}/secret.csv'",
        "SELECT * FROM glob('{there}/*')",
        "SELECT * FROM parquet_metadata('{there}/secret.csv')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
        "SELECT * FROM query('COPY (SELECT 1) TO ''{there}/x.csv''')",
        "SELECT getenv('HOME')",
        "ATTACH '{there}/x.db'",
        "ATTACH '{store}/x.db'",
        "EXPORT DATABASE '{there}/db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "CALL pragma_version()",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW goals",
        "SELECT 1; SELECT 2",
        "WITH x AS (DELETE FROM goals RETURNING *) SELECT * FROM x",
    ],
)
def test_a_query_reads_the_store_and_nothing_else(
    sql: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.csv").write_text("a,b\nhemligt,2\n", encoding="utf-8")
    (store.parent / "secret.csv").write_text("a,b\nhemligt,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = sorted(store.rglob("*"))
    assert main(["query", "--store", str(store), sql.format(there=tmp_path, store=store)]) == 2
    shown = capsys.readouterr()
    assert "hemligt" not in shown.out + shown.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.csv"]
    assert sorted(store.rglob("*")) == before


def test_a_query_finds_nothing_where_it_was_called(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        main(["query", "--store", str(store), "SELECT current_setting('allowed_directories') AS a", "--format", "csv"])
        == 0
    )
    assert str(tmp_path) not in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


# -- the same, whatever the order, the workers, the name


def test_ids_and_tables_do_not_depend_on_the_name(tmp_path: Path, text_plan: Path) -> None:
    shutil.copy(text_plan, tmp_path / "helt annat namn.txt")
    first, second = tmp_path / "first", tmp_path / "second"
    extract(text_plan, "--out", first)
    extract(tmp_path / "helt annat namn.txt", "--out", second)
    named = {"source_name", "source_path", "text_path", "modified", "size"}
    for table in TABLES:
        one, two = (
            pd.read_csv(io.BytesIO((out / f"{table.name}.csv").read_bytes()), dtype=str, keep_default_na=False)
            for out in (first, second)
        )
        columns = [name for name in one.columns if name not in named]
        pd.testing.assert_frame_equal(one[columns], two[columns])


@pytest.mark.parametrize("option", [["--page-seconds", "0"], ["--memory-mb", "1"], ["--max-pixels", "5"]])
def test_limits_that_make_no_sense_are_refused(option: list[str], tmp_path: Path, text_plan: Path) -> None:
    assert extract(text_plan, "--out", tmp_path / "out", *option) == 2


def test_limits_are_changed_by_options(tmp_path: Path, samples: Path) -> None:
    out = tmp_path / "out"
    plan = tmp_path / "plan.txt"  # seconds of work on any machine
    plan.write_text((samples / "documents" / "norrskog-2025.txt").read_text(encoding="utf-8") * 30, encoding="utf-8")
    assert extract(plan, "--out", out, "--document-seconds", "1") == 3
    assert "more than 1 seconds of computing" in issues(out)["limit_exceeded"][0]
