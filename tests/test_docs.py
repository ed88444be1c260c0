"""The documentation is true: every command in it runs, every column and option is described."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from pipeline.cli.main import build_parser, main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"```(\w*)\n(.*?)```", re.S)

NOT_RUN = ("--scheduler", "s3://", "nightly", "/srv/", "/var/", "/mnt/", "retry", "…", "DIR", "FILE", "SOURCE")
"""Lines with these need another machine, a service or the user's own files; everything else is run."""

FEW = ("norrskog-2025.pdf", "norrskog-2025.txt", "sandvalla-2021.pdf", "sandvalla-2022.pdf")


def commands(page: Path) -> list[str]:
    lines = [
        line.strip() for _, block in FENCED.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()
    ]
    return [
        line.split(" #")[0] for line in lines if line.startswith("plantolk ") and not any(no in line for no in NOT_RUN)
    ]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a few of the samples, where a reader of the docs would stand."""
    (tmp_path / "samples" / "documents").mkdir(parents=True)
    for name in FEW:
        shutil.copy(ROOT / "samples" / "documents" / name, tmp_path / "samples" / "documents")
    shutil.copytree(ROOT / "samples" / "gold", tmp_path / "samples" / "gold")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_every_command_runs(page: Path, desk: Path) -> None:
    if not any(line.startswith("plantolk extract samples") for line in commands(page)):
        assert main(["extract", "samples/documents/norrskog-2025.txt", "--out", "out", "--jobs", "1", "--quiet"]) == 0
    for line in commands(page):
        code = main(shlex.split(line)[1:])
        assert code == 0, line


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
    import argparse

    def walk(parser: argparse.ArgumentParser) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for command in action.choices.values():
                    walk(command)
            else:
                assert action.help, f"{parser.prog} {action.option_strings or action.dest}"

    walk(build_parser())


def test_every_dependency_is_explained() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    extra = [one for group in project["optional-dependencies"].values() for one in group]
    for dependency in project["dependencies"] + extra:
        name = re.match(r"[\w.-]+", dependency)[0]
        assert name in said, name


def test_every_dictionary_is_explained() -> None:
    said = (ROOT / "docs" / "dictionaries.md").read_text(encoding="utf-8")
    for path in (ROOT / "dictionaries").glob("*.csv"):
        assert path.stem in said, path.name
