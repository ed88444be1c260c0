"""The house keeps its shape: imports run one way, foreign libraries have one door each."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AFTER_EXTRACTION = {
    "batch", "cli", "dataset", "doubts", "evaluation", "extraction", "links", "number_alarms", "output", "progress",
    "rows", "run", "store", "viewing", "unread_headers", "__init__",
}  # fmt: skip
"""What stands on the records; everything else in pipeline/ comes before them and knows nothing of extractors."""

DOORS = {
    "pdfplumber": {"pipeline.reading.pdf", "pipeline.reading.textlayer"},
    "pypdfium2": {"pipeline.reading.pdf"},
    "pytesseract": {"pipeline.reading.ocr"},
    "pandera": {"pipeline.dataset"},
    "deltalake": {"pipeline.store"},
    "duckdb": {"pipeline.store"},
}
"""The modules (or packages) that may import a library."""


def modules() -> dict[str, ast.Module]:
    found = {}
    for package in ("pipeline", "extractors"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def imports(tree: ast.Module, *, everywhere: bool = True) -> set[str]:
    """Names imported; at the top of the module only where ``everywhere`` is false, and never for type checking alone."""
    nodes = ast.walk(tree) if everywhere else iter(tree.body)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_types_import_nothing_of_ours() -> None:
    assert not [name for name in imports(MODULES["pipeline.document"]) if name.startswith(("pipeline", "extractors"))]


def test_no_module_imports_in_a_circle() -> None:
    graph = {
        name: {other for other in imports(tree, everywhere=False) if other in MODULES} - {name}
        for name, tree in MODULES.items()
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("pipeline.")])
def test_what_comes_before_the_records_knows_no_extractor(name: str) -> None:
    if name.split(".")[1] in AFTER_EXTRACTION:
        return
    assert not [other for other in imports(MODULES[name]) if other.startswith("extractors")], name


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("extractors")])
def test_extractors_know_nothing_of_what_stands_on_them(name: str) -> None:
    upper = [o for o in imports(MODULES[name]) if o.startswith("pipeline.") and o.split(".")[1] in AFTER_EXTRACTION]
    assert not upper, name


@pytest.mark.parametrize(("library", "doors"), DOORS.items(), ids=DOORS)
def test_a_foreign_library_has_one_door(library: str, doors: set[str]) -> None:
    users = {name for name, tree in MODULES.items() if any(o.split(".")[0] == library for o in imports(tree))}
    assert users, f"{library} is not used at all"
    outside = {user for user in users if not any(user == door or user.startswith(f"{door}.") for door in doors)}
    assert not outside


def test_the_fixed_packages_do_real_work() -> None:
    used = {other.split(".")[0] for tree in MODULES.values() for other in imports(tree)}
    assert {"pytesseract", "pdfplumber", "rapidfuzz", "pandas", "spacy"} <= used


def test_no_module_grows_past_its_one_responsibility() -> None:
    long = {
        name: tree.body[-1].end_lineno for name, tree in MODULES.items() if tree.body and tree.body[-1].end_lineno > 480
    }
    assert set(long) <= {"pipeline.document", "pipeline.schema"}, "two are lists of definitions; split the others"
