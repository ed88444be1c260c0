"""The output folder: taken only where it is empty or ours, filled beside and moved into place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputRefused
from pipeline.schema import TABLES

OUR_FILES = {"datapackage.json"} | {f"{table.name}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")}
OUR_TEXT = re.compile(r"text/.+-[0-9a-f]{8}\.txt")


def is_ours(out: Path) -> bool:
    """Whether a folder holds an earlier output of plantolk."""
    try:
        return bool(json.loads((out / "datapackage.json").read_text(encoding="utf-8")).get("name") == "plantolk")
    except (OSError, ValueError, AttributeError):
        return False


def claim(out: Path) -> None:
    """Makes sure that ``out`` may be written: absent, empty or ours. Raises :class:`OutputRefused` before any work."""
    recover(out)
    if out.is_dir():
        if any(out.iterdir()) and not is_ours(out):
            raise OutputRefused(
                f"--out {out}: it holds files that are not plantolk's", hint="name an empty or a new folder"
            )
    elif out.exists():
        raise OutputRefused(f"--out {out}: it is a file", hint="name a folder")
    try:
        work_folder(out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(
            f"--out {out}: cannot be written: {error.strerror}", hint="check owner and permissions"
        ) from error


def work_folder(out: Path) -> Path:
    """Where finished documents wait until all are: beside ``out``, so that moving into place is a rename."""
    out = out.absolute()
    return out.parent / f".{out.name}.plantolk-work"


def _beside(out: Path, name: str) -> Path:
    out = out.absolute()
    return out.parent / f".{out.name}.plantolk-{name}"


def recover(out: Path) -> None:
    """Puts the previous output back where a kill fell between taking it away and putting in the new one."""
    old = _beside(out, "old")
    if old.exists():
        if out.exists():
            _keep_foreign(old, out)
            shutil.rmtree(old)
        else:
            old.rename(out)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new folder to write into; when all went well it takes the place of ``out``, whose foreign files move along."""
    new, old = _beside(out, "new"), _beside(out, "old")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    if out.exists():
        out.rename(old)
    new.rename(out)
    recover(out)


def _keep_foreign(old: Path, out: Path) -> None:
    """Moves what is not ours from the previous output into the new one."""
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        if path.is_dir() or name in OUR_FILES or OUR_TEXT.fullmatch(name):
            continue
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
