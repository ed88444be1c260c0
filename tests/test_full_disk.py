"""A full disk, on real file systems of a few megabytes: a clear error, the store as it was, and the next run goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.store import delta
from pipeline.store.delta import Place
from tests.stores import content, files_of, write_plans

Small = Callable[[str, int], Path]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """Makes file systems of so many megabytes, where this machine allows it."""
    made: list[Path] = []

    def make(name: str, megabytes: int) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", folder], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("mounting a small file system is not allowed here")
        made.append(folder)
        return folder

    yield make
    for folder in made:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path, left: int) -> Path:
    """Leaves so many kilobytes of a file system free."""
    status = os.statvfs(folder)
    size = status.f_bavail * status.f_frsize - left * 1024
    path = folder / "ballast"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)
    return path


def command(*arguments: object, temporary: Path | None = None, code: str = "") -> tuple[int, str]:
    """The command as a process of its own, after ``code``; its exit code and what it said."""
    program = f"{code}\nimport sys\nfrom pipeline.cli.main import main\nsys.exit(main(sys.argv[1:]))"
    ended = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments), "--quiet"],
        cwd=Path(__file__).parent.parent,
        env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stderr


ANY_SPACE = "from pipeline.store import batches\nbatches.LEAST_FREE = 0"
"""Work begins however little is free: otherwise a nearly full disk is refused before it can fill up."""


def test_during_ocr(tmp_path: Path, small: Small, samples: Path) -> None:
    store, cache = tmp_path / "store", tmp_path / "cache"
    ingest = ["ingest", "--store", store, "--jobs", "1", "--cache", cache]
    assert command(*ingest, *write_plans(tmp_path / "in", 1))[0] == 0
    before = content(Place(str(store)))
    scan = samples / "documents" / "vastmark-1994-scan.pdf"
    temporary = small("tmp", 20)
    fill(temporary, 2000)
    code, said = command(*ingest, scan, temporary=temporary)
    assert (code, said.count("\n")) == (6, 1)
    assert "no space is left for temporary files" in said
    assert str(temporary) in said
    assert content(Place(str(store))) == before
    assert [path.name for path in temporary.iterdir()] == ["ballast"]


@pytest.mark.parametrize("left", [30, 120])
def test_during_a_commit(tmp_path: Path, small: Small, left: int) -> None:
    """At the first tables, and later on."""
    folder = small("disk", 30)
    place = Place(str(folder / "store"))
    ingest = ["ingest", "--store", place.location, "--jobs", "1"]
    assert command(*ingest, *write_plans(tmp_path / "in", 2), code=ANY_SPACE)[0] == 0
    before = content(place)
    more = write_plans(tmp_path / "in", 30, first=2)
    full = f"""{ANY_SPACE}
from pipeline.store.writer import Writer
from tests.test_full_disk import fill
from pathlib import Path
real = Writer.commit
def commit(*arguments):
    fill(Path({str(folder)!r}), {left})
    return real(*arguments)
Writer.commit = commit"""
    code, said = command(*ingest, *more, code=full)
    assert code == 6, said
    assert "no space is left" in said.splitlines()[-1]  # before it, Rust may say that it lost a file it was writing
    assert content(place) == before
    (folder / "ballast").unlink()
    assert command(*ingest, *more, code=ANY_SPACE)[0] == 0
    assert command("ingest", "--store", tmp_path / "straight", "--jobs", "1", tmp_path / "in")[0] == 0
    assert content(place) == content(Place(str(tmp_path / "straight")))
    assert delta.open_table(place, "pages").count() == 32


def test_while_results_are_kept(tmp_path: Path, small: Small) -> None:
    folder = small("disk", 30)
    place = Place(str(folder / "store"))
    ingest = ["ingest", "--store", place.location, "--jobs", "2"]
    assert command(*ingest, *write_plans(tmp_path / "in", 2), code=ANY_SPACE)[0] == 0
    before = content(place)
    more = write_plans(tmp_path / "in", 10, first=2)
    ballast = fill(folder, 60)
    code, said = command(*ingest, *more, code=ANY_SPACE)
    assert code == 6, said
    assert "no space is left" in said.splitlines()[-1]
    assert content(place) == before
    code, said = command(*ingest, *more)  # as it is by default: refused before anything is read
    assert (code, said.count("\n")) == (6, 1)
    assert "MB are free" in said
    ballast.unlink()
    assert command(*ingest, *more, code=ANY_SPACE)[0] == 0
    assert len(content(place)["documents"]) == 12


def test_during_an_export(tmp_path: Path, small: Small) -> None:
    place = Place(str(tmp_path / "store"))
    assert command("ingest", "--store", place.location, "--jobs", "1", *write_plans(tmp_path / "in", 3))[0] == 0
    before = content(place)
    folder = small("disk", 10)
    export = ["export", "--store", place.location, "--out", folder / "out"]
    assert command(*export)[0] == 0
    earlier = files_of(folder / "out")
    ballast = fill(folder, 100)
    code, said = command(*export)
    assert (code, said.count("\n")) == (6, 1), said
    assert "no space is left" in said
    assert files_of(folder / "out") == earlier
    assert sorted(path.name for path in folder.iterdir()) == ["ballast", "out"]
    assert content(place) == before
    ballast.unlink()
    assert command(*export)[0] == 0
    assert files_of(folder / "out") == earlier
