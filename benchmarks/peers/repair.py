"""Spelling tools on a text, in the peers' Python: repair.py TOOL TEXTS.json RESULT.json

Texts as lists of lines; word by word, capitals put back; computing seconds of a warm pass, the one in the middle of three. A slow tool stops
after ``LONGEST`` seconds: its result has fewer lines. *most frequent form* (wordfreq) takes of all words that
differ only by their marks the most frequent one: the baseline.
"""

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+")
UNMARKED = str.maketrans("åäöÅÄÖ", "aaoAAO")
Mend = Callable[[str], str]
WARM_PASSES = 3
LONGEST = 15
"""Seconds of computing: hunspell needs about one for a word that it does not know."""


def most_frequent_form() -> Mend:
    from wordfreq import get_frequency_list

    best: dict[str, str] = {}
    for words in get_frequency_list("sv", "large"):
        for word in words:
            best.setdefault(word.translate(UNMARKED), word)
    return lambda word: best.get(word, word)


def symspellpy() -> Mend:
    """As its documentation shows it, with wordfreq's Swedish words: the likeliest within two edits."""
    import symspellpy
    from wordfreq import get_frequency_list

    checker = symspellpy.SymSpell(max_dictionary_edit_distance=2)
    for centibels, words in enumerate(get_frequency_list("sv", "large")):
        for word in words:
            checker.create_dictionary_entry(word, max(1, round(10 ** (9 - centibels / 100))))

    def mend(word: str) -> str:
        found = checker.lookup(word, symspellpy.Verbosity.TOP, max_edit_distance=2)
        return found[0].term if found else word

    return mend


def hunspell() -> Mend:
    """The library itself with the Swedish dictionary: what it does not know becomes its first suggestion."""
    from hunspell import Hunspell

    checker = Hunspell("sv_SE", hunspell_data_dir=str(Path(sys.prefix) / "share" / "hunspell"))

    def mend(word: str) -> str:
        if checker.spell(word):
            return word
        found = checker.suggest(word)
        return found[0] if found else word

    return mend


TOOLS = {"most-frequent-form": most_frequent_form, "symspellpy": symspellpy, "hunspell": hunspell}


def mended(lines: list[str], mend: Mend) -> tuple[list[str], float]:
    """The lines that ``LONGEST`` allows, and the seconds of computing."""

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        new = mend(word.lower())
        return new.upper() if word.isupper() and len(word) > 1 else new.capitalize() if word[0].isupper() else new

    started, done = time.process_time(), []
    for line in lines:
        done.append(WORD.sub(cased, line))
        if time.process_time() - started > LONGEST:
            break
    return done, time.process_time() - started


def main() -> int:
    tool, source, target = sys.argv[1:]
    texts = json.loads(Path(source).read_text(encoding="utf-8"))
    mend = TOOLS[tool]()
    told = {}
    for name, lines in texts.items():
        result, first = mended(lines, mend)
        warm = first if first > LONGEST / 2 else statistics.median(mended(lines, mend)[1] for _ in range(WARM_PASSES))
        told[name] = {"lines": result, "warm": warm}
    Path(target).write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
