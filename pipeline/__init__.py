"""plantolk: Swedish public bodies' plans to records.

>>> from pipeline import extract
>>> tables = extract("plan.pdf")          # doctest: +SKIP
>>> tables["goals"][["number", "text", "page"]]  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.settings import Settings

__all__ = ["extract"]


def extract(
    *sources: str | Path, settings: Settings | None = None, dictionaries: tuple[Path, ...] = ()
) -> dict[str, pd.DataFrame]:
    """The records of files, folders and globs as pandas frames, one a table of the data dictionary.

    Everything is read in this process, one source after another; what is wrong with a source is in ``issues``.
    Raises :class:`pipeline.errors.MissingEngine` when a scan needs Tesseract and it is not installed.
    """
    from pipeline.dataset import frames_of
    from pipeline.extraction import extract_rows
    from pipeline.settings import Settings

    return frames_of(
        extract_rows([str(source) for source in sources], settings or Settings(), dictionaries=dictionaries)
    )
