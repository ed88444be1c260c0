"""The programs that plantolk is measured beside, in a Python of their own: img2table brings another OpenCV than ours.

That Python is ``PLANTOLK_BENCH_PYTHON``, or ``.venv-bench/bin/python`` (``tools/set-up-bench`` makes it), or ours. The other
modules of this folder run there, import nothing of ours, and are called as programs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = (
    "ocrmypdf", "pytesseract", "rapidocr", "onnxruntime", "chunspell", "hunspell-sv", "symspellpy", "wordfreq",
    "pdfplumber", "camelot-py", "img2table",
)  # fmt: skip
ASK = """
import importlib.metadata, json, sys
found = {}
for name in json.loads(sys.argv[1]):
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Peers:
    """Where the peers are and which version of each; one that is missing is not in ``versions``."""

    python: str
    versions: dict[str, str]

    def has(self, *packages: str) -> bool:
        return all(package in self.versions for package in packages)

    def missing(self) -> list[str]:
        return [package for package in PACKAGES if package not in self.versions]

    def command(self, module: str, *arguments: str | Path) -> list[str]:
        """How to call one of this folder's programs."""
        return [self.python, str(HERE / f"{module}.py"), *map(str, arguments)]


def find_peers() -> Peers:
    beside = HERE.parent.parent / ".venv-bench" / "bin" / "python"
    python = os.environ.get("PLANTOLK_BENCH_PYTHON") or (str(beside) if beside.exists() else sys.executable)
    told = subprocess.run([python, "-c", ASK, json.dumps(PACKAGES)], capture_output=True, text=True, check=True)
    return Peers(python, json.loads(told.stdout))
