"""The lock: every package pinned with its hashes, and none at a version with a hole that we know of."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def test_every_package_is_pinned_by_hash() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 50
    assert not [entry[:60] for entry in packages if "==" not in entry or "--hash=sha256:" not in entry]


def test_pdfminer_runs_no_code_that_a_document_holds() -> None:
    """CVE-2025-64512 is fixed in 20251107."""
    locked = re.search(r"^pdfminer-six==(\d+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert int(locked[1]) >= 20251107
    assert int(version("pdfminer.six")) >= 20251107
