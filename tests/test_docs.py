"""The documentation is true: every command in it runs, every column and option is described."""

from __future__ import annotations

import argparse
import csv
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import build_parser, main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"```(\w*)\n(.*?)```", re.S)
INLINE = re.compile(r"`(plantolk [^`]+)`")

FEW = ("norrskog-2025.pdf", "norrskog-2025.txt", "sandvalla-2021.pdf", "sandvalla-2022.pdf")

NOT_RUN = {
    "needs root and changes the machine": (
        "make run", "make test",
        "apt-get install python3-venv tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng tesseract-ocr-osd",
        "useradd --system --home-dir /var/lib/plantolk --shell /usr/sbin/nologin plantolk",
        "python3 -m venv /opt/plantolk/.venv",
        "/opt/plantolk/.venv/bin/pip install --require-hashes -r requirements.lock "
        "&& /opt/plantolk/.venv/bin/pip install --no-deps .",
        "/opt/plantolk/.venv/bin/plantolk doctor",
        "install -d -o plantolk -g plantolk /srv/plantolk /srv/plantolk/inbox /srv/plantolk/store /var/log/plantolk",
        "cp deploy/plantolk-nightly.service deploy/plantolk-nightly.timer /etc/systemd/system/",
        "systemctl daemon-reload && systemctl enable --now plantolk-nightly.timer",
        "systemctl start plantolk-nightly.service", "journalctl -u plantolk-nightly.service",
    ),
    "needs a backup disk": (
        "rsync -a /srv/plantolk/store/documents/ /backup/store/documents/ "
        "&& rsync -a /srv/plantolk/store/ /backup/store/ --exclude documents",
    ),
    "needs more machines (the tests of the batch have a scheduler and workers on this one)": (
        "dask scheduler --port 8786", "dask worker tcp://head:8786 --nthreads 1 --nworkers 8",
        "plantolk ingest /archive/plans --store /archive/store --cache /archive/cache --scheduler tcp://head:8786",
    ),
    "takes half an hour, and measures": ("make bench",),
}  # fmt: skip
"""Commands in the docs that no test runs, and why not. Every other command is run, and none is here that is not in the docs."""

NOT_RUN_PYTHON = ("dask_jobqueue",)
"""Python examples that name these are not run: there is no SLURM here."""

STANDS_FOR = {
    "SOURCE…": "samples/documents/norrskog-2025.txt", "--store DIR": "--store store", "--out DIR": "--out out",
    "--inbox DIR": "--inbox samples/documents", '"SELECT …"': '"SELECT count(*) FROM goals"', "--as-of N": "--as-of 0",
    "--version N": "--version 0", "[": "", "]": "",
}  # fmt: skip
"""What a reader puts in the place of what the operations page leaves open."""


def commands(page: Path) -> list[str]:
    """The lines of the page's blocks of commands, comments cut off."""
    return [
        line.split(" #")[0].strip()
        for language, block in FENCED.findall(page.read_text(encoding="utf-8"))
        if language in ("", "sh")
        for line in block.splitlines()
        if line.strip()
    ]


def run_ones(page: Path) -> list[str]:
    excused = {command for several in NOT_RUN.values() for command in several}
    return [line for line in commands(page) if line not in excused]


def filled_in(command: str) -> list[str]:
    for left_open, own in STANDS_FOR.items():
        command = command.replace(left_open, own)
    parts = shlex.split(command)[1:]
    return [*parts, "--store", "store"] if parts[0] == "store" and "--store" not in parts else parts


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a few of the samples, where a reader of the docs would stand."""
    (tmp_path / "samples" / "documents").mkdir(parents=True)
    for name in FEW:
        shutil.copy(ROOT / "samples" / "documents" / name, tmp_path / "samples" / "documents")
    shutil.copytree(ROOT / "samples" / "gold", tmp_path / "samples" / "gold")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [page for page in PAGES if run_ones(page)], ids=lambda page: page.stem)
def test_every_command_runs(page: Path, desk: Path) -> None:
    if not any(line.startswith("plantolk extract samples") for line in commands(page)):
        assert main(["extract", "samples/documents/norrskog-2025.txt", "--out", "out", "--jobs", "1", "--quiet"]) == 0
    for line in run_ones(page):
        program, *arguments = shlex.split(line)
        assert program == "plantolk", f"{line}: neither run nor on the list of what is not"
        assert main(arguments) == 0, line


def test_what_is_not_run_is_in_the_docs() -> None:
    there = {line for page in PAGES for line in commands(page)}
    assert {line for several in NOT_RUN.values() for line in several} <= there


def test_the_commands_of_the_store_run(desk: Path) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `plantolk ")]
    assert len(table) >= 6
    for line in table:
        assert main([*filled_in(INLINE.findall(line)[0]), *(["--quiet"] if "ingest" in line else [])]) == 0, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_within_sentences_exist(page: Path) -> None:
    for command in INLINE.findall(page.read_text(encoding="utf-8")):
        parser = build_parser()
        for part in command.split()[1:]:
            inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
            option = part.strip("[]").split("=")[0]
            if inner and not option.startswith("-"):
                assert part in inner[0].choices, command
                parser = inner[0].choices[part]
            elif option.startswith("--"):
                assert any(option in action.option_strings for action in parser._actions), command


def test_the_store_is_read_as_the_docs_read_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "samples/documents/norrskog-2025.txt", "--store", "store", "--jobs", "1", "--quiet"]) == 0
    blocks = FENCED.findall((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    (example,) = (
        block
        for language, block in blocks
        if language == "python" and not any(name in block for name in NOT_RUN_PYTHON)
    )
    names: dict[str, Any] = {}
    exec(compile(example.replace("/srv/plantolk/store", "store"), "operations.md", "exec"), names)
    assert "målsättning" in capsys.readouterr().out
    for table in ("documents", "goals"):
        names["connection"].execute(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM stored_{table}")
    (question,) = (block for language, block in blocks if language == "sql")
    assert names["connection"].execute(question).fetchall()


def test_the_readme_shows_real_output(desk: Path) -> None:
    assert main(["extract", "samples/documents/norrskog-2025.pdf", "--out", "out", "--jobs", "1", "--quiet"]) == 0
    with (desk / "out" / "budget_rows.csv").open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| label |"))
    columns, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines[start : start + 5])
    for row in rows:
        said = dict(zip(columns, row, strict=True))
        confidence = float(said.pop("confidence"))
        found = [one for one in real if all(one[column] == value for column, value in said.items())]
        assert len(found) == 1, said
        assert abs(float(found[0]["confidence"]) - confidence) <= 0.05


@pytest.mark.parametrize("page", [ROOT / "docs" / "researchers.md"], ids=lambda page: page.stem)
def test_every_python_example_runs(page: Path, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "samples/documents/norrskog-2025.txt", "--out", "out", "--jobs", "1", "--quiet"]) == 0
    for language, block in FENCED.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(block, str(page), "exec"), {})  # the page's own code
    assert "Empty DataFrame" not in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_every_option_says_what_it_does() -> None:
    def walk(parser: argparse.ArgumentParser) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for command in action.choices.values():
                    walk(command)
            else:
                assert action.help, f"{parser.prog} {action.option_strings or action.dest}"

    walk(build_parser())


def reference() -> str:
    """The page of commands, from the parser itself."""
    parts = [
        "# Commands\n\nMade from the program's own help by `python -m tests.test_docs`; a test keeps it true. Exit codes: "
        "[operations](operations.md#exit-codes-and-what-to-do)."
    ]

    def walk(parser: argparse.ArgumentParser) -> None:
        inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not inner:
            rows = [
                f"| {'`' + named(action) + '`'} | {' '.join((action.help or '').split()).replace('|', chr(92) + '|')} |"
                for action in parser._actions
                if action.dest != "help"
            ]
            table = "\n".join(["| argument | meaning |", "|---|---|", *rows]) if rows else "No arguments."
            parts.append(f"## {parser.prog}\n\n{(parser.description or '').strip()}\n\n{table}")
        for action in inner:
            for command in action.choices.values():
                walk(command)

    def named(action: argparse.Action) -> str:
        takes = f" {action.metavar or '/'.join(action.choices or (action.dest.upper(),))}" if action.nargs != 0 else ""
        return ", ".join(action.option_strings) + takes if action.option_strings else str(action.metavar or action.dest)

    walk(build_parser())
    return "\n\n".join(parts).replace("%%", "%") + "\n"


def test_the_page_of_commands_is_what_the_program_says() -> None:
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == reference()


def test_help_comes_at_once() -> None:
    """`plantolk --help` loads none of the packages that take their time."""
    slow = "cv2 deltalake distributed duckdb numpy onnxruntime pandas pandera pdfplumber PIL pyarrow spacy wordfreq"
    ask = f"import sys, pipeline.cli.main as m; m.build_parser(); print(*(set('{slow}'.split()) & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""


def test_every_dependency_is_explained() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    groups = [*content["project"]["optional-dependencies"].values(), *content["dependency-groups"].values()]
    for dependency in content["project"]["dependencies"] + [one for group in groups for one in group]:
        name = re.match(r"[\w.-]+", dependency)[0]
        assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said), name


def test_every_dictionary_is_explained() -> None:
    said = (ROOT / "docs" / "dictionaries.md").read_text(encoding="utf-8")
    for path in (ROOT / "dictionaries").glob("*.csv"):
        assert path.stem in said, path.name


if __name__ == "__main__":
    (ROOT / "docs" / "commands.md").write_text(reference(), encoding="utf-8")
