"""The researchers' notebook runs on the samples' tables, and shows what it shows here.

``python -m tests.test_notebook`` runs it and keeps its output, after a change of the notebook or of the samples.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from pipeline.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "researchers.ipynb"
SOURCES = ("sandvalla-2021.txt", "sandvalla-2022.txt", "sandvalla-2023.txt", "norrskog-2025.txt")
FORMAT = 4


def executed(folder: Path) -> Any:
    """The notebook with the output of a run in ``folder``, where the samples' dataset is made first."""
    sources = [str(ROOT / "samples" / "documents" / name) for name in SOURCES]
    assert main(["extract", *sources, "--out", str(folder / "out"), "--jobs", "1", "--quiet"]) == 0
    notebook = nbformat.read(NOTEBOOK, FORMAT)
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}, record_timing=False
    )
    client.execute()
    return notebook


def shown(notebook: Any) -> list[str]:
    """The output as text; pictures as such."""
    return [
        "picture" if "image/png" in output["data"] else output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]


def test_the_notebook_runs_and_shows_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    said = shown(nbformat.read(NOTEBOOK, FORMAT))
    assert shown(executed(tmp_path)) == said
    assert said.count("picture") == 3


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        nbformat.write(executed(Path(place)), NOTEBOOK)
