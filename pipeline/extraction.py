"""The main job: sources in, a dataset out."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from pipeline.batch.pool import local_executor
from pipeline.batch.results import Kept, read_result
from pipeline.batch.sources import Upload, find_sources, group_by_content
from pipeline.batch.work import Event, run_documents
from pipeline.batch.worker import WorkerSetup
from pipeline.errors import EXIT_NOTHING, EXIT_OK, EXIT_PARTIAL, Issue
from pipeline.lexicon import load_lexicon
from pipeline.output import claim, replacing, work_folder
from pipeline.rows import Rows, Stamp, issue_rows
from pipeline.schema import BY_NAME, TABLES
from pipeline.settings import Settings
from pipeline.warming import in_background


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to: documents by status, rows by table, problems with the arguments as (path, issue)."""

    documents: dict[str, int]
    rows: dict[str, int]
    problems: tuple[tuple[str, Issue], ...]
    issues_by_code: dict[str, int]

    @property
    def exit_code(self) -> int:
        usable = self.documents.get("ok", 0) + self.documents.get("partial", 0)
        if not usable:
            return EXIT_NOTHING
        bad = self.documents.get("partial", 0) + self.documents.get("failed", 0)
        return EXIT_PARTIAL if bad or any(issue.severity == "error" for _, issue in self.problems) else EXIT_OK


def make_stamp(settings: Settings, dictionaries: Sequence[Path] = ()) -> Stamp:
    """The version and the hash over settings and dictionaries that every row carries."""
    lexicon = load_lexicon(*dictionaries)
    config = hashlib.sha256(f"{settings.fingerprint()}\n{lexicon.fingerprint}".encode()).hexdigest()
    return Stamp(metadata.version("plantolk"), config)


def extract_to_folder(
    arguments: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    jobs: int = 1,
    formats: Sequence[str] = ("csv", "parquet"),
    pages_in_folder: bool = False,
    use_cache: bool = True,
    dictionaries: Sequence[Path] = (),
    on_start: Callable[[int], None] = lambda _: None,
    on_event: Callable[[Event], None] = lambda _: None,
    make_executor: Callable[[int, WorkerSetup], Executor] = local_executor,
    passwords: Sequence[str] = (),
    csv_safe: bool = False,
) -> Summary:
    """All sources into one dataset in ``out``. What an earlier, killed run had finished is not done again.

    Raises :class:`OutputRefused`, :class:`MissingEngine`; what is wrong with a source becomes an issue.
    """
    claim(out)
    stamp = make_stamp(settings, dictionaries)
    paths, problems = find_sources(arguments, pages_in_folder=pages_in_folder)
    uploads, unreadable = group_by_content(paths)
    problems += unreadable
    on_start(len(uploads))
    kept_in = work_folder(out) / stamp.extraction_id("")[:16]
    _drop_other_runs(work_folder(out), kept_in)
    cache = None if use_cache else kept_in / "pages"
    if uploads:
        in_background(_load_writer)  # pandas loads while the workers read
        setup = WorkerSetup(settings, stamp, kept_in.absolute(), tuple(dictionaries), cache, tuple(passwords))
        run_documents(uploads, setup, jobs, on_event=on_event, make_executor=make_executor)
    from pipeline.dataset import write_dataset

    counts: dict[str, int] = {}
    codes: dict[str, int] = {}
    with replacing(out) as new:
        (new / "text").mkdir()

        def documents() -> Iterator[Rows]:
            for upload, kept in _results(kept_in, uploads):
                counts[kept.status] = counts.get(kept.status, 0) + 1
                _write_text(new, kept)
                yield _located(kept.rows, upload, stamp)
            yield _problem_rows(problems)

        def counted(rows: Rows) -> Rows:
            for issue in rows.get("issues", ()):
                codes[issue["code"]] = codes.get(issue["code"], 0) + 1
            return rows

        rows = write_dataset(map(counted, documents()), new, formats, csv_safe=csv_safe)
    shutil.rmtree(work_folder(out), ignore_errors=True)
    return Summary(counts, rows, tuple(problems), codes)


def _load_writer() -> None:
    from pipeline.dataset import frame_of, validator

    validator("documents").validate(frame_of(BY_NAME["documents"], []))  # the first one loads what the others need


def _drop_other_runs(folder: Path, current: Path) -> None:
    """Results of other versions or settings are of no use."""
    current.mkdir(parents=True, exist_ok=True)
    for other in folder.iterdir():
        if other != current:
            shutil.rmtree(other, ignore_errors=True)


def _results(folder: Path, uploads: Sequence[Upload]) -> Iterator[tuple[Upload, Kept]]:
    for upload in uploads:
        kept = read_result(folder, upload.document_id)
        if kept is None:
            raise RuntimeError(f"the result of {upload.path} is gone from {folder}")
        yield upload, kept


def _write_text(folder: Path, kept: Kept) -> None:
    path = kept.rows["documents"][0]["text_path"]
    if kept.text is not None and path:
        with (folder / path).open("w", encoding="utf-8", newline="") as file:
            file.write(kept.text)


def _located(rows: Rows, upload: Upload, stamp: Stamp) -> Rows:
    """The rows with a row in ``locations`` for every place the bytes lay."""
    extraction_id = stamp.extraction_id(upload.document_id)
    return rows | {"locations": [place.row(upload.document_id, extraction_id) for place in upload.locations]}


def _problem_rows(problems: Sequence[tuple[str, Issue]]) -> Rows:
    empty: Rows = {table.name: [] for table in TABLES}
    return empty | {"issues": [row for path, issue in problems for row in issue_rows([issue], path, None, None)]}


def extract_rows(
    arguments: Sequence[str], settings: Settings, *, pages_in_folder: bool = False, dictionaries: Sequence[Path] = ()
) -> list[Rows]:
    """The same without a folder: rows of every document, read in this process."""
    import tempfile

    stamp = make_stamp(settings, dictionaries)
    paths, problems = find_sources(arguments, pages_in_folder=pages_in_folder)
    uploads, unreadable = group_by_content(paths)
    with tempfile.TemporaryDirectory(prefix="plantolk-") as folder:
        setup = WorkerSetup(settings, stamp, Path(folder), tuple(dictionaries))
        if uploads:
            run_documents(uploads, setup, 1)
        rows = [_located(kept.rows, upload, stamp) for upload, kept in _results(Path(folder), uploads)]
    return [*rows, _problem_rows([*problems, *unreadable])]
