"""Looks for inputs that break us, for as long as it is given: ``make fuzz``, or

    python -m tests.fuzz --seconds 600 [--seed N] [--only parsers|files|texts]

Three kinds in turn: made-up strings for the parsers (hypothesis), broken copies of PDFs and pictures through the isolated reader
and the whole chain, broken copies of plain texts through the same. A finding is an exception that nobody foresaw, a limit that
was exceeded, or a control character in a row. Its input is kept in ``tests/cases/fuzz/``, which ``test_fuzz_cases.py`` runs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors.periods import parse_when
from extractors.values import parse_values
from pipeline.amounts import parse_amount
from pipeline.arranging import layout
from pipeline.dictionaries import check
from pipeline.document import RawPage, Source
from pipeline.errors import PlantolkError
from pipeline.lexicon import load_lexicon
from pipeline.reading.pdf import PdfFile
from pipeline.reading.plaintext import text_pages
from pipeline.reading.sandbox import Reader
from pipeline.rows import Rows, Stamp
from pipeline.run import process
from pipeline.settings import Settings
from pipeline.structure.dates import decided_on_in, diary_number_in, years_of
from pipeline.structure.sections import find_sections
from pipeline.tables import find_tables

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases" / "fuzz"
SAMPLES = HERE.parent / "samples" / "documents"
LIMITS = Settings(page_seconds=30, memory_mb=1024, document_seconds=60)
MOST_PAGES = 2
"""Pages read of a broken copy: more copies find more than more pages."""

UNFORESEEN = {"internal_error", "extractor_failed", "page_limit", "limit_exceeded", "worker_died"}
"""Issue codes that a broken copy of a sound plan has no right to."""


class FirstPages:
    """A reader that shows the first pages of a document only."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def open(self, path: Path) -> tuple[Source, int]:
        source, count = self._reader.open(path)
        return source, count if source.media_type == "text/plain" else min(count, MOST_PAGES)

    def read_page(self, number: int) -> RawPage:
        return self._reader.read_page(number)


def faults_of(path: Path, reader: Reader) -> list[str]:
    """What is wrong with how a file went through the isolated reader and the whole chain; empty where all went well."""
    try:
        result = process(path, FirstPages(reader), load_lexicon(), Stamp("fuzz", "fuzz"), LIMITS)
    except PlantolkError as error:
        return [f"{error.code}: {error}"] if error.code in UNFORESEEN else []
    except Exception as error:  # noqa: BLE001 -- the very thing that is looked for
        return [f"{type(error).__name__}: {error}"]
    found = [f"{row['code']}: {row['message']}" for row in result.rows["issues"] if row["code"] in UNFORESEEN]
    return found + list(raw_controls(result.rows))


def raw_controls(rows: Rows) -> Iterator[str]:
    """Columns that hold a control character or half a character."""
    for name, table in rows.items():
        for row in table:
            for column, value in row.items():
                if isinstance(value, str) and any(unicodedata.category(c) in {"Cc", "Cs"} for c in value):
                    yield f"control character in {name}.{column}: {value[:40]!r}"
                    return


# -- seeds


def seed_files(folder: Path) -> list[Path]:
    """Small PDFs whose streams are not packed, so that what is broken is met; pictures; the born-digital samples."""
    found = [path for path in SAMPLES.glob("*.pdf") if path.stat().st_size < 200_000]
    for number, encrypt in enumerate((None, StandardEncryption("", "owner", strength=40))):
        path = folder / f"plain{number}.pdf"
        canvas = Canvas(str(path), pageCompression=0, invariant=True, encrypt=encrypt)
        for _ in range(2):
            canvas.bookmarkPage("a")
            canvas.addOutlineEntry("Mål", "a")
            for row in range(12):
                canvas.drawString(60, 700 - 20 * row, f"Mål {row} Antal vårdplatser ska öka till minst {row * 7},5 %")
                canvas.rect(50, 695 - 20 * row, 400, 20)
            canvas.linkURL("http://example.invalid", (10, 10, 50, 50))
            canvas.showPage()
        canvas.save()
        found.append(path)
    with PdfFile(found[0]) as pdf:
        grey = Image.fromarray(pdf.render(1, 100)).crop((60, 60, 560, 260))
    grey.save(folder / "a.png")
    grey.save(folder / "a.jpg", quality=60)
    grey.save(folder / "a.tif", compression="tiff_lzw", save_all=True, append_images=[grey.rotate(180)])
    grey.convert("1").save(folder / "fax.tif", compression="group4")
    return [*found, *(folder / name for name in ("a.png", "a.jpg", "a.tif", "fax.tif"))]


# -- mutations: bytes in, bytes out

WORDS = (
    b"/Length 999999999", b"/Count -1", b"/Kids[1 0 R]", b"<<" * 300, b"[" * 5000, b"/Filter[/FlateDecode/FlateDecode]", b"endobj",
    b"/Type/Pages", b"/Predictor 12", b"/W[8 8 8]", b"99999999999999999999", b"-1", b"1e308", b"NaN", b"\0", b"\xff\xfe",
    b"/MediaBox[0 0 1e9 1e9]", b"/Rotate 7", b"/UserUnit 1000", b"stream\r\n", b"\x1b[2J", b"/Encrypt 1 0 R", b"xref\n0 99999\n",
    "Mål\x85\u2028\u202e1 000 000\t-\t".encode(),
)  # fmt: skip


def flip(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 4, 32))):
        content[dice.randrange(len(content))] = dice.randrange(256)


def cut(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    del content[start : start + dice.choice((1, 20, 500, len(content)))]


def repeat(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    content[start:start] = bytes(content[start : start + dice.choice((10, 200))]) * dice.choice((1, 3, 100))


def insert(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    content[start:start] = dice.choice(WORDS)


def renumber(content: bytearray, dice: random.Random) -> None:
    """Another number in the place of one: lengths, references, sizes."""
    numbers = list(re.finditer(rb"\d+", content))
    if numbers:
        match = dice.choice(numbers)
        content[match.start() : match.end()] = str(dice.choice((0, 1, 2, 7, 255, 65536, 2**31, 10**12))).encode()


def rename(content: bytearray, dice: random.Random) -> None:
    names = list(re.finditer(rb"/[A-Za-z]{2,}", content))
    if len(names) > 1:
        match, other = dice.choice(names), dice.choice(names).group()
        content[match.start() : match.end()] = other


MUTATIONS: Sequence[Callable[[bytearray, random.Random], None]] = (
    flip,
    cut,
    repeat,
    insert,
    renumber,
    renumber,
    rename,
)


def mutated(content: bytes, dice: random.Random) -> bytes:
    broken = bytearray(content)
    for _ in range(dice.choice((1, 2, 5))):
        if broken:
            dice.choice(MUTATIONS)(broken, dice)
    return bytes(broken[: 4 * len(content) + 10_000])


# -- the three kinds


def keep(content: bytes, suffix: str, faults: Sequence[str]) -> None:
    CASES.mkdir(parents=True, exist_ok=True)
    path = CASES / f"{hashlib.sha256(content).hexdigest()[:12]}{suffix}"
    path.write_bytes(content)
    sys.stdout.write(f"FINDING {path.name}: {faults[0][:300]}\n")


def fuzz_files(seeds: Sequence[Path], until: float, dice: random.Random, counts: Counter[str], reader: Reader) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        while time.monotonic() < until:
            source = dice.choice(seeds)
            content = mutated(source.read_bytes(), dice)
            path = Path(folder) / f"broken{source.suffix}"
            path.write_bytes(content)
            counts[source.suffix] += 1
            faults = faults_of(path, reader)
            if faults:
                counts["findings"] += 1
                keep(content, source.suffix, faults)


PIECES = st.sampled_from(
    ["Mål", "1 2", "-8,4", "82 %", "≥ 60", "12 av 21", "Summa", "mnkr", "2025", "|", "  ", "\t", "...", "6(26)", "Nr 3.", "att", "—",
     "a-", "1.2.3", "Utfall", "Budget", "Risk", "S", "K", "(12)", "*", "1)", "\u00ad", "\u202e", "å" * 40]
)  # fmt: skip
LINES = st.lists(st.lists(PIECES | st.text(max_size=8), max_size=9).map(" ".join), max_size=25)


def parsers(path: Path) -> Sequence[Callable[[], None]]:
    """Functions that hypothesis fills; each must get through whatever comes."""
    lexicon = load_lexicon()

    @given(st.lists(PIECES | st.text(max_size=10), max_size=8).map(" ".join), st.booleans())
    def values(text: str, target: bool) -> None:
        parse_amount(text)
        parse_values(text, lexicon, target=target)
        parse_when(text)
        years_of(text)
        diary_number_in(text)
        decided_on_in(text)

    @given(LINES)
    def headings_and_tables(lines: list[str]) -> None:
        pages = layout.mark_furniture(tuple(map(layout.arrange, text_pages("\n".join(lines)))))
        find_sections(pages, find_tables(pages, lexicon), lexicon)

    @given(st.binary(max_size=200) | LINES.map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass")))
    def dictionaries(content: bytes) -> None:
        path.write_bytes(content)
        check([path])

    return values, headings_and_tables, dictionaries


def fuzz_parsers(until: float, dice: random.Random, counts: Counter[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        while time.monotonic() < until:
            test = dice.choice(parsers(Path(folder) / "dictionary.csv"))
            counts[f"parsers x{ROUND}"] += 1
            profile = settings(
                max_examples=ROUND,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            )
            try:
                seed(dice.randrange(2**32))(profile(test))()
            except Exception as error:  # noqa: BLE001 -- the very thing that is looked for
                counts["findings"] += 1
                notes = "\n".join(getattr(error, "__notes__", ()))
                keep(
                    f"{type(error).__name__}: {error}\n{notes}\n".encode("utf-8", "backslashreplace"),
                    ".parser",
                    [notes],
                )


ROUND = 50
"""Examples that hypothesis makes at a time."""


def fuzz(seconds: float, number: int, only: str | None) -> Counter[str]:
    """Each kind gets its share of the time: half for the files."""
    dice, counts = random.Random(number), Counter[str]()
    began = time.monotonic()
    shares = {"parsers": 0.25, "texts": 0.25, "files": 0.5}
    shares = {only: 1.0} if only else shares
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, Reader(LIMITS) as reader:
        until = began
        for kind, share in shares.items():
            until += seconds * share
            if kind == "parsers":
                fuzz_parsers(until, dice, counts)
            else:
                texts = [path for path in SAMPLES.glob("*.txt") if path.stat().st_size < 6000]
                fuzz_files(texts if kind == "texts" else seed_files(Path(folder)), until, dice, counts, reader)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time, which is printed")
    parser.add_argument("--only", choices=("parsers", "files", "texts"))
    options = parser.parse_args()
    number = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    before = psutil.Process().memory_info().rss / 2**20
    counts = fuzz(options.seconds, number, options.only)
    after = psutil.Process().memory_info().rss / 2**20
    ran = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    sys.stdout.write(f"seed {number}, {options.seconds:.0f} s: {ran}; this process {before:.0f} -> {after:.0f} MB\n")
    left = psutil.Process().children(recursive=True)
    if left:
        sys.stdout.write(f"left behind: {left}\n")
    return 1 if counts["findings"] or left else 0


if __name__ == "__main__":
    raise SystemExit(main())
