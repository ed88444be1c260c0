"""Broken, looping and bombing files among sound plans: does each end in words, within its limits, and harm no other?

    python -m benchmarks.hostile FOLDER                     # with the samples as the sound plans
    python -m benchmarks.hostile FOLDER --sound PLAN... --jobs 2 --keep OUT --table TABLE.csv

Extracts the sound plans alone, then all files of FOLDER and the sound plans together, and says of each file how it ended and
why, how long its longest task took and what its reader used; of the run: the exit code, whether the sound plans came out byte for
byte as they did alone, how much memory this process had from beginning to end, and what was left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from pipeline.batch.pool import local_executor
from pipeline.batch.worker import WorkerSetup
from pipeline.dataset import read_table
from pipeline.extraction import Summary, extract_to_folder
from pipeline.schema import TABLES
from pipeline.settings import Settings

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "documents"
LOOK_EVERY = 0.1
"""Seconds between two looks at the processes."""


def sound_samples() -> list[Path]:
    """The born-digital and the text samples."""
    return [path for path in sorted(SAMPLES.iterdir()) if not path.stem.endswith(("-scan", "-badlayer"))]


# -- measuring


def timed(fn: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """Runs in a worker: the result, and the seconds it took by the clock."""
    began = time.monotonic()
    return fn(*arguments), time.monotonic() - began


class TimedExecutor(Executor):
    """The local executor, with the seconds of each task noted by document."""

    def __init__(self, jobs: int, setup: WorkerSetup, seconds: dict[str, list[tuple[str, float]]]) -> None:
        self._inner, self._seconds = local_executor(jobs, setup), seconds

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()

        def hand_on(inner: Future[Any]) -> None:
            try:
                result, seconds = inner.result()
            except BaseException as error:  # noqa: BLE001 -- handed on, whatever it is
                outer.set_exception(error)
            else:
                self._seconds[str(args[0])].append((fn.__name__, seconds))
                outer.set_result(result)

        self._inner.submit(timed, fn, *args, **kwargs).add_done_callback(hand_on)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._inner.shutdown(wait=wait, cancel_futures=cancel_futures)


@dataclass(slots=True)
class Watch:
    """Looks at this process and those below it until it is told to stop: resident megabytes."""

    own: list[float] = field(default_factory=list)
    largest_reader: float = 0.0
    most_processes: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        me = psutil.Process()
        while not self.done.wait(LOOK_EVERY):
            self.own.append(me.memory_info().rss / 2**20)
            readers: Counter[int] = Counter()
            below = me.children(recursive=True)
            self.most_processes = max(self.most_processes, len(below))
            for child in below:
                with contextlib.suppress(psutil.Error, OSError):
                    readers[os.getsid(child.pid)] += child.memory_info().rss
            own_session = os.getsid(0)
            sizes = [size for session, size in readers.items() if session != own_session]
            self.largest_reader = max(self.largest_reader, max(sizes, default=0) / 2**20)


def left_behind() -> tuple[set[int], set[str], int]:
    """Processes below this one, temporary entries of ours, and the number of open files."""
    pids = {child.pid for child in psutil.Process().children(recursive=True) if "resource_tracker" not in _line(child)}
    folder = Path(tempfile.gettempdir())
    names = {path.name for path in folder.iterdir() if path.name.startswith(("plantolk-", "tess_"))}
    return pids, names, psutil.Process().num_fds()


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


# -- comparing


def rows_of_sources(dataset: Path, ids: set[str]) -> dict[str, list[str]]:
    """The CSV lines of each table that belong to the documents, as they stand; and the bytes of their texts."""
    found: dict[str, list[str]] = {}
    for table in TABLES:
        with (dataset / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            found[table.name] = [str(list(row.values())) for row in reader if row.get("document_id") in ids]
    documents = read_table(dataset, "documents")
    for row in documents[documents["document_id"].isin(ids)].to_dict("records"):
        if isinstance(row["text_path"], str):
            found[row["text_path"]] = [(dataset / row["text_path"]).read_bytes().hex()]
    return found


@dataclass(frozen=True, slots=True)
class Ending:
    """How one file ended."""

    name: str
    status: str
    pages: int
    tasks: int
    longest: float
    whole: float
    codes: str
    reason: str


def endings(dataset: Path, seconds: dict[str, list[tuple[str, float]]]) -> list[Ending]:
    """How each document of a dataset ended; the reason is that of its gravest issue."""
    documents, issues = read_table(dataset, "documents"), read_table(dataset, "issues")
    places = read_table(dataset, "locations")
    grave = {"error": 0, "warning": 1, "info": 2}
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in issues.to_dict("records"):
        if isinstance(row["document_id"], str):
            said[row["document_id"]].append(row)
    times: dict[str, list[float]] = defaultdict(list)
    for row in places.to_dict("records"):
        times[row["document_id"]] += [taken for _, taken in seconds.get(row["source_path"], ())]
    found = []
    for row in documents.to_dict("records"):
        own = sorted(said[row["document_id"]], key=lambda issue: grave[issue["severity"]])
        taken = times[row["document_id"]] or [0.0]
        codes = Counter(issue["code"] for issue in own)
        shown = " ".join(f"{code}:{count}" for code, count in codes.items())
        reason = own[0]["message"] if own else ""
        found.append(
            Ending(
                row["source_name"], row["status"], row["page_count"], len(taken), max(taken), sum(taken), shown, reason
            )
        )
    return found


def silent_pages(dataset: Path) -> list[str]:
    """Pages that pypdfium2 finds text on, of which we report no word and no issue."""
    import pypdfium2

    documents, pages = read_table(dataset, "documents"), read_table(dataset, "pages")
    issues, places = read_table(dataset, "issues"), read_table(dataset, "locations")
    path_of = dict(zip(places["document_id"], places["source_path"], strict=True))
    whole = set(issues[issues["page"].isna() & (issues["severity"] == "error")]["document_id"].dropna())
    told = {(row["document_id"], row["page"]) for row in issues[issues["page"].notna()].to_dict("records")}
    found = []
    for row in documents[documents["media_type"] == "application/pdf"].to_dict("records"):
        document_id = row["document_id"]
        empty = pages[(pages["document_id"] == document_id) & (pages["words"] == 0)]["page"]
        silent = [number for number in empty if (document_id, number) not in told and document_id not in whole]
        if not silent:
            continue
        with contextlib.suppress(pypdfium2.PdfiumError):
            pdf = pypdfium2.PdfDocument(path_of[document_id])
            for number in silent:
                text = pdf[int(number) - 1].get_textpage().get_text_bounded()
                if any(c.isalnum() for c in text):
                    found.append(f"{row['source_name']}, page {number}: {text.strip()[:60]!r}")
            pdf.close()
    return found


# -- the trial


def extract(sources: Sequence[Path], out: Path, jobs: int) -> tuple[Summary, dict[str, list[tuple[str, float]]]]:
    seconds: dict[str, list[tuple[str, float]]] = defaultdict(list)
    summary = extract_to_folder(
        [str(source) for source in sources],
        out,
        Settings(),
        jobs=jobs,
        formats=("csv",),
        make_executor=lambda count, setup: TimedExecutor(count, setup, seconds),
    )
    return summary, seconds


def trial(hostile: Path, sound: Sequence[Path], base: Path, jobs: int, table: Path | None) -> bool:
    """The whole of it; whether all went well."""
    temporary = base / "temporary"  # of our own, so that what others leave is not taken for ours
    temporary.mkdir(exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary.absolute())
    extract(sound, base / "alone", jobs)
    before, watch = left_behind(), Watch()
    looking = threading.Thread(target=watch.look)
    looking.start()
    began = time.monotonic()
    files = sorted(path for path in hostile.iterdir() if path.is_file())
    summary, seconds = extract([*files[::2], *sound, *files[1::2]], base / "mixed", jobs)
    took = time.monotonic() - began
    watch.done.set()
    looking.join()
    after = left_behind()
    sound_ids = set(read_table(base / "alone", "documents")["document_id"])
    alone, mixed = (rows_of_sources(base / name, sound_ids) for name in ("alone", "mixed"))
    different = sorted(name for name in alone.keys() | mixed.keys() if alone.get(name) != mixed.get(name))
    found = endings(base / "mixed", seconds)
    wordless = [e.name for e in found if e.status != "ok" and not e.reason]
    gone = len(files) + len(sound) - len(read_table(base / "mixed", "locations"))
    silent = silent_pages(base / "mixed")
    third = max(1, len(watch.own) // 3)
    early, late = statistics.median(watch.own[:third]), statistics.median(watch.own[-third:])
    say = sys.stdout.write
    say(f"{len(files)} files and {len(sound)} sound plans, {jobs} jobs, {took:.0f} s, exit code {summary.exit_code}\n")
    say(f"ended: {', '.join(f'{n} {status}' for status, n in sorted(summary.documents.items()))}\n")
    say(f"files without an ending: {gone}; endings without a reason: {len(wordless)} {wordless}\n")
    say(f"pages with text that came out empty without an issue: {len(silent)}\n")
    say("".join(f"  {line}\n" for line in silent))
    say(f"sound plans: {'as alone, byte for byte' if not different else f'DIFFERENT in {different}'}\n")
    say(f"largest reader {watch.largest_reader:.0f} MB; this process: first third {early:.0f} MB, last {late:.0f} MB")
    say(f", at most {max(watch.own):.0f} MB\n")
    say(f"left behind: {len(after[0] - before[0])} processes, {len(after[1] - before[1])} temporary entries, ")
    say(f"{after[2] - before[2]} open files\n\nslowest tasks:\n")
    for e in sorted(found, key=lambda e: -e.longest)[:12]:
        say(f"  {e.longest:6.1f} s  {e.name}  {e.status}  {e.reason[:90]}\n")
    say("\nissues:\n")
    for code, count in sorted(summary.issues_by_code.items(), key=lambda item: -item[1]):
        say(f"  {count:6}  {code}\n")
    if table is not None:
        _write(found, table)
    return not (gone or wordless or silent or different or after[0] - before[0] or after[1] - before[1])


def _write(found: Sequence[Ending], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Ending.__dataclass_fields__)
        for e in found:
            writer.writerow(getattr(e, name) for name in Ending.__dataclass_fields__)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sound", type=Path, nargs="+", default=sound_samples())
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the two datasets there")
    parser.add_argument("--table", type=Path, metavar="CSV", help="how each file ended")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary:
        base = options.keep or Path(temporary)
        base.mkdir(parents=True, exist_ok=True)
        good = trial(options.folder, options.sound, base, options.jobs, options.table)
    sys.stdout.write(f"\n{'all went well' if good else 'NOT WELL'}\n")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
