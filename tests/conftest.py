"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.lexicon import Lexicon, load_lexicon

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests never touch the user's page cache; all workers of one run share theirs."""
    import os

    root = tmp_path_factory.getbasetemp()
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    os.environ["PLANTOLK_CACHE"] = str(shared / "plantolk-cache")
