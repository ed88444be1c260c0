"""The repair beside what else there is: speed, words right and harm on the same text.

    python benchmarks/repair.py TRUE_TEXT...

Each text is a correct Swedish text (UTF-8). Its å, ä and ö are taken off; every tool gets the result back, word by
word, and is compared with the text. *Harm* is the share of words that the tool changed though nothing was wrong.
hunspell (with hunspell-sv) and symspellpy take part where they are installed. Times are of the second run: warm.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.document import Decision, Line, Page, Text, Word
from pipeline.lexicon import load_lexicon
from pipeline.repair import repair

WORD = re.compile(r"[^\W\d_]+")
UNMARKED = str.maketrans("åäöÅÄÖ", "aaoAAO")
Tool = Callable[[list[str]], list[str]]
"""Lines in, lines out."""


def word_by_word(mend: Callable[[str], str]) -> Tool:
    """A tool that mends words without looking at their neighbours; capitals are put back."""

    def mend_cased(match: re.Match[str]) -> str:
        word = match.group()
        mended = mend(word.lower())
        return (
            mended.upper() if word.isupper() and len(word) > 1 else mended.capitalize() if word[0].isupper() else mended
        )

    return lambda lines: [WORD.sub(mend_cased, line) for line in lines]


def most_frequent_form() -> Tool:
    """The baseline: of all words that differ only by their marks the most frequent one."""
    from wordfreq import get_frequency_list

    best: dict[str, str] = {}
    for words in get_frequency_list("sv", "large"):
        for word in words:
            best.setdefault(word.translate(UNMARKED), word)
    return word_by_word(lambda word: best.get(word, word))


def ours() -> Tool:
    lexicon = load_lexicon()

    def mend(lines: list[str]) -> list[str]:
        (page,) = repair((page_of(lines),), lexicon)
        return [line.text.value for line in page.lines]

    return mend


def page_of(lines: list[str]) -> Page:
    made = []
    for number, value in enumerate(lines, 1):
        owners: list[int | None] = [None] * len(value)
        words = []
        for match in re.finditer(r"\S+", value):
            owners[match.start() : match.end()] = [len(words)] * len(match.group())
            words.append(Word(match.group(), 1, None, 1.0, "plain_text", line=number))
        made.append(Line(number, tuple(words), None, Text(value, tuple(words), tuple(owners))))
    return Page(1, 0, 0, 0, None, (), (), Decision("plain_text", "benchmark"), lines=tuple(made))


def symspell() -> Tool:
    import symspellpy
    from wordfreq import get_frequency_list

    checker = symspellpy.SymSpell(max_dictionary_edit_distance=2)
    for centibels, words in enumerate(get_frequency_list("sv", "large")):
        for word in words:
            checker.create_dictionary_entry(word, max(1, round(10 ** (9 - centibels / 100))))

    def mend(word: str) -> str:
        found = checker.lookup(word, symspellpy.Verbosity.TOP, max_edit_distance=2)
        return found[0].term if found else word

    return word_by_word(mend)


def hunspell() -> Tool:
    import hunspell_sv
    from hunspell import Hunspell

    checker = Hunspell("sv_SE", hunspell_data_dir=str(Path(hunspell_sv.__file__).parent))

    def mend(word: str) -> str:
        if checker.spell(word):
            return word
        found = checker.suggest(word)
        return found[0] if found else word

    return word_by_word(mend)


def tools() -> Iterator[tuple[str, Callable[[], Tool]]]:
    yield "nothing", lambda: lambda lines: lines
    yield "most frequent form", most_frequent_form
    if importlib.util.find_spec("symspellpy"):
        yield "symspellpy", symspell
    if importlib.util.find_spec("hunspell") and importlib.util.find_spec("hunspell_sv"):
        yield "hunspell", hunspell
    yield "plantolk", ours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--lines", type=int, default=2000, help="take at most so many lines")
    arguments = parser.parse_args()
    paths = arguments.texts or sorted((Path(__file__).parent.parent / "samples").rglob("*.txt"))[:4]
    true = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()][: arguments.lines]
    stripped = [line.translate(UNMARKED) for line in true]
    count = sum(len(WORD.findall(line)) for line in true)
    write = sys.stdout.write
    write(f"{count} words from {', '.join(path.name for path in paths)}\n\n")
    write(f"{'tool':20} {'words right':>12} {'of marked':>10} {'harm':>8} {'first run':>11} {'warm':>13}\n")
    for name, make in tools():
        tool = make()
        started = time.process_time()
        tool(stripped)
        first = time.process_time() - started
        started = time.process_time()
        mended = tool(stripped)
        warm = time.process_time() - started
        right, marked, harmed = compare(true, stripped, mended)
        write(
            f"{name:20} {right:12.4f} {marked:10.4f} {harmed:8.4f}"
            f" {count / max(first, 1e-9):9.0f}/s {count / max(warm, 1e-9):11.0f}/s\n"
        )


def compare(true: list[str], stripped: list[str], mended: list[str]) -> tuple[float, float, float]:
    """Shares of words right, of words with marks right, and of sound words changed; lines that do not align are wrong."""
    words = right = marked = marked_right = sound = harmed = 0
    for want_line, read_line, got_line in zip(true, stripped, mended, strict=True):
        want, read, got = (WORD.findall(line) for line in (want_line, read_line, got_line))
        got = got if len(got) == len(want) else [""] * len(want)
        for w, r, g in zip(want, read, got, strict=True):
            words += 1
            right += w == g
            marked += w != r
            marked_right += w != r and w == g
            sound += w == r
            harmed += w == r and g != w
    return right / max(1, words), marked_right / max(1, marked), harmed / max(1, sound)


if __name__ == "__main__":
    main()
