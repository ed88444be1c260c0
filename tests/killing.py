"""Kills ``plantolk ingest`` at random moments while a reader polls, and compares what is there at the end with an undisturbed run.

    python -m tests.killing --kills 50 samples/documents             # every round reads all pages anew, scans too
    python -m tests.killing --kills 50 --warm samples/documents      # pages from the cache: most kills hit the store's work

Checked: the store equals the undisturbed one row for row; no reader ever sees a document that is not whole; no page is read
twice, but for those that were in hand at a kill.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deltalake import DeltaTable

from pipeline.errors import PlantolkError
from pipeline.store import delta
from pipeline.store.delta import Place
from pipeline.store.tables import CONTENT
from pipeline.store.versions import snapshot
from pipeline.store.views import connect
from tests.stores import content

ROOT = Path(__file__).resolve().parent.parent

WATCHED = """\
import os
from pipeline.reading import cache
_put = cache.PageCache.put
def put(self, source, page):
    _put(self, source, page)
    with open(os.environ["PAGES_READ"], "a") as log:
        log.write(f"{source.document_id} {page.number}\\n")
cache.PageCache.put = put
"""
"""Becomes ``sitecustomize``: every process of ours notes the pages that it put into the page cache."""


COMMAND = """\
import sys
from pipeline.cli.main import main
from pipeline.store import batches, upkeep
batches.BATCH_DOCUMENTS = 3
upkeep.MANY_FILES = 4
sys.exit(main())"""
"""Small batches, joined soon: there are many commits to be killed in, and states in between for the reader to see."""


@dataclass(slots=True)
class Survived:
    """What a trial came to."""

    kills: int = 0
    rounds: int = 0
    looks: int = 0
    half: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    pages: int = 0
    read_twice: int = 0

    @property
    def good(self) -> bool:
        return not self.half and not self.different and not self.read_twice


def survive(
    sources: Sequence[Path], base: Path, *, kills: int, seconds: float, seed: int, jobs: int = 2, warm: bool = False
) -> Survived:
    """Runs into fresh stores, each killed again and again after 0 to ``seconds`` until it is full, ``kills`` in all;
    ``warm``: with the pages that the undisturbed run read."""
    (base / "site").mkdir(parents=True)
    (base / "site" / "sitecustomize.py").write_text(WATCHED)
    _run(sources, base, "undisturbed", jobs).wait()
    expected = content(Place(str(base / "undisturbed")))
    whole = whole_documents(Place(str(base / "undisturbed")), pinned=True)
    result = Survived()
    chance = random.Random(seed)
    while result.kills < kills:
        name = f"killed-{result.rounds}"
        if warm:
            shutil.copytree(base / "undisturbed.cache", base / f"{name}.cache")
        _one_round(sources, base, name, kills, seconds, jobs, chance, whole, result)
        found = content(Place(str(base / name)))
        result.different += [f"{name}: {table}" for table, rows in expected.items() if found[table] != rows]
        pages = (base / f"{name}.pages").read_text().splitlines() if (base / f"{name}.pages").exists() else []
        result.pages += len(pages)
        result.read_twice += sum(count - 1 for count in Counter(pages).values())
        shutil.rmtree(base / name)
        shutil.rmtree(base / f"{name}.cache", ignore_errors=True)
        result.rounds += 1
    return result


def _one_round(
    sources: Sequence[Path],
    base: Path,
    name: str,
    kills: int,
    seconds: float,
    jobs: int,
    chance: random.Random,
    whole: dict[str, Counter[str]],
    result: Survived,
) -> None:
    done = threading.Event()
    reader = threading.Thread(target=_poll, args=(Place(str(base / name)), whole, done, result))
    reader.start()
    try:
        while True:
            process = _run(sources, base, name, jobs)
            try:
                process.wait(timeout=None if result.kills >= kills else chance.uniform(0.0, seconds))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL) if chance.random() < 0.5 else process.kill()
                process.wait()
                result.kills += 1
                continue
            assert process.returncode in {0, 1}, process.returncode
            return
    finally:
        done.set()
        reader.join()


def _run(sources: Sequence[Path], base: Path, name: str, jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", COMMAND, "ingest", *map(str, sources)]
    command += ["--store", str(base / name), "--jobs", str(jobs), "--quiet", "--cache", str(base / f"{name}.cache")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(base / "site"), str(ROOT))),
        "PAGES_READ": str(base / f"{name}.pages"),
    }
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)


def _poll(place: Place, whole: dict[str, Counter[str]], done: threading.Event, result: Survived) -> None:
    pinned = True
    while not done.wait(0.3):
        if not (Path(place.location) / "documents" / "_delta_log").exists():
            continue
        try:
            seen = whole_documents(place, pinned=pinned)
        except PlantolkError as error:
            if "there is no store" not in str(error):
                result.half.append(f"{type(error).__name__}: {error}")
            continue
        result.looks += 1
        pinned = not pinned
        result.half += [
            f"{document_id}: {counts}" for document_id, counts in seen.items() if counts != whole[document_id]
        ]


def whole_documents(place: Place, *, pinned: bool) -> dict[str, Counter[str]]:
    """Rows by document and table: as our views show a version, or as somebody sees it who opens ``documents`` and then
    the other tables as they are."""
    if not pinned:
        return _joined_by_hand(place)
    connection = connect(snapshot(place))
    found: dict[str, Counter[str]] = {
        document_id: Counter() for (document_id,) in connection.execute("SELECT document_id FROM documents").fetchall()
    }
    for name in CONTENT:
        for document_id, count in connection.execute(f"SELECT document_id, count(*) FROM {name} GROUP BY 1").fetchall():
            found[document_id][name] = count
    connection.close()
    return found


def _joined_by_hand(place: Place) -> dict[str, Counter[str]]:
    documents = (
        DeltaTable(place.table("documents")).to_pyarrow_dataset().to_table(columns=["document_id", "extraction_id"])
    )
    current = dict(zip(documents["extraction_id"].to_pylist(), documents["document_id"].to_pylist(), strict=True))
    found: dict[str, Counter[str]] = {document_id: Counter() for document_id in current.values()}
    for name in CONTENT:
        table = delta.open_table(place, name).to_pyarrow_dataset().to_table(columns=["extraction_id"])
        for extraction_id in table["extraction_id"].to_pylist():
            if extraction_id in current:
                found[current[extraction_id]][name] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0, help="longest time until a kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--warm", action="store_true", help="every round begins with all pages in the page cache")
    options = parser.parse_args()
    sources = [source.resolve() for source in options.sources]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="plantolk-killing-") as base:
        result = survive(
            sources,
            Path(base),
            kills=options.kills,
            seconds=options.seconds,
            seed=options.seed,
            jobs=options.jobs,
            warm=options.warm,
        )
    sys.stdout.write(
        f"{result.kills} kills in {result.rounds} rounds, {time.monotonic() - started:.0f} s; {result.looks} looks by a reader, "
        f"{len(result.half)} at something half there; {len(result.different)} tables different; {result.pages} pages read, "
        f"{result.read_twice} of them twice\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in (*result.half[:10], *result.different))
    return 0 if result.good else 1


if __name__ == "__main__":
    raise SystemExit(main())
