"""Is this machine fit for the work? Each finding says how to mend it."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil

from pipeline.reading.cache import default_folder, size
from pipeline.settings import Settings

LANGUAGES = ("swe", "eng", "osd")
MIN_MEMORY_MB = 2000
MIN_DISK_MB = 1000
TRY_FENCE = """
import tempfile
from pathlib import Path
from pipeline.reading.confine import confine
print(", ".join({"network": "the network and other processes", "files": "changing files"}[fence] for fence in confine(Path(tempfile.gettempdir()))))
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``mend`` says what to do where it is not fine."""

    name: str
    fine: bool
    value: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Tesseract and its languages, packages, cores, memory, disk, write access, fonts, and the settings in force."""
    yield from _tesseract()
    for package in ("plantolk", "pdfplumber", "pypdfium2", "pytesseract", "rapidocr", "spacy", "pandas", "pyarrow"):
        try:
            yield Finding(package, True, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Finding(package, False, "not installed", "run `make run` or `pip install plantolk` again")
    yield Finding("cores", True, str(os.cpu_count()))
    free = psutil.virtual_memory().available // 2**20
    needed = f"close other programs or use --jobs 1; a worker may need {settings.memory_mb} MB"
    yield Finding("free memory", free >= MIN_MEMORY_MB, f"{free} MB", needed)
    yield from _folders()
    yield _fence()
    yield _fonts()
    for name, value in dataclasses.asdict(settings).items():
        yield Finding(f"setting {name}", True, str(value))


def _tesseract() -> Iterator[Finding]:
    path = shutil.which("tesseract")
    install = "apt-get install tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng tesseract-ocr-osd"
    if path is None:
        yield Finding("tesseract", False, "not found", install)
        return
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]
    listed = subprocess.run([path, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    yield Finding("tesseract", version.startswith("tesseract 5"), version, f"version 5 is needed: {install}")
    for language in LANGUAGES:
        here = language in listed
        mend = f"apt-get install tesseract-ocr-{language}"
        yield Finding(f"language {language}", here, "installed" if here else "missing", mend)


def _folders() -> Iterator[Finding]:
    cache = default_folder()
    pages, used = size()
    writable = _can_write(cache)
    value = f"{cache}: {pages} pages, {used // 2**20} MB"
    yield Finding("page cache", writable, value, "make it writable, or set PLANTOLK_CACHE to a folder that is")
    for name, folder in (("temporary files", Path(tempfile.gettempdir())), ("this folder", Path.cwd())):
        free = shutil.disk_usage(folder).free // 2**20
        fine = _can_write(folder) and free >= MIN_DISK_MB
        yield Finding(name, fine, f"{folder}: {free} MB free", "make it writable, or free some space")


def _can_write(folder: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _fence() -> Finding:
    """What the kernel keeps a reader from: tried in a process of its own, for there is no way back."""
    done = subprocess.run([sys.executable, "-c", TRY_FENCE], capture_output=True, text=True, check=False)
    return Finding("readers kept from", True, done.stdout.strip() or "nothing by this kernel: see SECURITY.md")


def _fonts() -> Finding:
    program = shutil.which("fc-list")
    if program is None:
        found = any(Path("/usr/share/fonts").rglob("DejaVuSans*.ttf"))
    else:
        found = "DejaVu" in subprocess.run([program], capture_output=True, text=True, check=False).stdout
    mend = "apt-get install fonts-dejavu-core (only the samples' generator needs it)"
    return Finding("fonts", found, "DejaVu found" if found else "DejaVu not found", mend)
