"""The wording of targets as patterns, made once from ``dictionaries/target_phrases.csv`` and ``units.csv``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, cast

from extractors.records import Comparator
from extractors.units import Units, units_of
from pipeline.amounts import NUMBER, evened
from pipeline.lexicon import Lexicon

Direction = Literal["increase", "decrease", "maintain"]

_A_YEAR = r"(?:19|20)\d\d(?!\d)"
_YEAR = rf"(?P<year>{_A_YEAR})"
_WORD_END, _LETTERS_END = r"(?!\w)", r"(?![^\W\d_])"
_ABOUT = "about"


@dataclass(frozen=True, eq=False)
class TargetWords:
    """Patterns over :func:`~pipeline.amounts.evened` text, and what the words in them mean.

    ``quantity`` has the groups before, sign, low, unit_low, high, unit, scale, after; ``rank`` place/of, nth/of_nth,
    among/share; ``relative`` first/sign/more/unit, by/by_unit/way/second, than/third; ``label`` colon, grade, enumerator, word;
    ``deadline`` and ``baseline_year`` year.
    """

    units: Units
    comparators: Mapping[str, Comparator]
    about: frozenset[str]
    changes: Mapping[str, Direction]
    baselines: Mapping[str, str]
    numbers: Mapping[str, Decimal]
    labels: frozenset[str]
    sexes: frozenset[str]
    column_words: frozenset[str]
    quantity: re.Pattern[str]
    pair: re.Pattern[str]
    spelled: re.Pattern[str]
    rank: re.Pattern[str]
    relative: re.Pattern[str]
    label: re.Pattern[str]
    label_after: re.Pattern[str]
    change: re.Pattern[str]
    limit_in_words: re.Pattern[str]
    modal: re.Pattern[str]
    duty: re.Pattern[str]
    ambiguous: frozenset[str]
    all_of: re.Pattern[str]
    wish: re.Pattern[str]
    opening_change: re.Pattern[str]
    present_change: re.Pattern[str]
    filler: re.Pattern[str]
    baseline: re.Pattern[str]
    more_than_baseline: re.Pattern[str]
    deadline: re.Pattern[str]
    baseline_year: re.Pattern[str]
    missing: re.Pattern[str]
    standing_baselines: frozenset[str]

    def comparator(self, found: re.Match[str]) -> Comparator:
        """What the words before or after the number of a ``quantity`` say of it."""
        for words in (found["before"], found["after"]):
            if words:
                return self.comparators[folded(words)]
        return "="

    def is_about(self, words: str | None) -> bool:
        return words is not None and folded(words) in self.about

    def unit_name(self, printed: str | None) -> str | None:
        unit = self.units.named(printed) if printed else None
        return unit.name or None if unit else None

    def is_share(self, unit: str | None) -> bool:
        """Whether a unit is one of parts of a whole: per cent, percentage points, per mille."""
        known = self.units.named(unit) if unit else None
        return known is not None and known.dimension == "ratio"

    def number(self, word: str) -> Decimal | None:
        """A number in digits or in a word: 'tio'."""
        return Decimal(word) if word.isdecimal() else self.numbers.get(folded(word))

    def is_label_word(self, text: str) -> bool:
        return folded(text) in self.labels

    def labels_follow(self, text: str) -> bool:
        """Whether labels stand after their values: '84 % kvinnor, 80 % män'."""
        words = re.findall(r"[^\W\d_]+", text)
        return (
            len(words) > 1
            and self.is_label_word(words[-1])
            and bool(text.rstrip(" .").endswith(words[-1]) and self.quantity.match(text.lstrip()))
        )

    def is_sex(self, text: str) -> bool:
        """Whether a label is one of women, men or both together: never a name of its own."""
        return folded(text) in self.sexes

    def is_column_word(self, text: str) -> bool:
        """Whether a label only repeats the column's header: 'Utfall: 45 %'."""
        return folded(text) in self.column_words


def folded(text: str) -> str:
    return " ".join(evened(text).casefold().split())


def any_of(phrases: Iterable[str]) -> str:
    """A pattern of whole words or signs, longest first, any blanks between words."""
    return "|".join(
        (r"(?<!\w)" if phrase[0].isalnum() else "")
        + re.escape(evened(phrase)).replace(r"\ ", r"\s+")
        + (_WORD_END if phrase[-1].isalnum() else "")
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )


@lru_cache(maxsize=4)
def target_words(lexicon: Lexicon) -> TargetWords:
    """The patterns of one lexicon."""
    rows: dict[str, dict[str, str]] = {}
    for row in lexicon.rows("target_phrases"):
        rows.setdefault(row["class"], {})[folded(row["phrase"])] = row["meaning"]
    units = units_of(lexicon)
    before, after = rows["before"], rows["after"]
    baseline, change = any_of(rows["baseline"]), any_of(rows["change"])
    unit = rf"(?:{units.after})"
    ways = any_of([*rows["change"], "över", "under"])
    place, among, end = (
        any_of(p for p, meaning in rows["rank"].items() if meaning == m) for m in ("place", "among", "end")
    )
    number_words = any_of(rows["number"])
    labels = any_of(rows["group"])
    halves = any_of(p for p, meaning in rows["group"].items() if meaning or len(p) == 1)
    return TargetWords(
        units=units,
        comparators=cast(
            "Mapping[str, Comparator]",
            {p: m.removeprefix(_ABOUT) or "=" for p, m in (before | after | rows["level"]).items()},
        ),
        about=frozenset(p for p, meaning in before.items() if meaning == _ABOUT),
        changes=cast("Mapping[str, Direction]", rows["change"]),
        baselines=rows["baseline"],
        numbers={p: Decimal(m) for p, m in rows["number"].items()},
        labels=frozenset(rows["group"]),
        sexes=frozenset(p for p, meaning in rows["group"].items() if meaning),
        column_words=frozenset(rows["column"]),
        quantity=_compiled(
            rf"(?:mellan\s+)?(?:(?P<before>{any_of(before)})\s*)?(?P<sign>(?<![\w,.])(?:\+\s?/\s?-|[-+±]))?\s*"
            rf"(?<![\w,.])(?P<low>{NUMBER})(?!\d)(?:\s*(?P<unit_low>{unit}))?"
            rf"(?:\s*(?:-|(?:till|à|och)\s(?!\s*{_A_YEAR}))\s*(?P<high>{NUMBER})(?![\d,])(?:\s*(?P<unit>{unit}))?)?"
            rf"(?:(?:\s*\(?av\s+|/)(?P<scale>\d+)\)?)?(?![^\W_])(?:\s*(?P<after>{any_of(after)}))?"
        ),
        pair=_compiled(
            rf"(?:(?P<first>{halves})\s*/\s*(?P<second>{halves})\s*:?\s*)?(?P<low>{NUMBER})\s*(?P<unit_low>{unit})?"
            rf"\s*/\s*(?P<high>{NUMBER})\s*(?P<unit>{unit})?"
        ),
        spelled=_compiled(rf"(?:(?P<before>{any_of(before)})\s+)?(?P<number>{number_words})(?:\s+(?P<unit>{unit}))?"),
        limit_in_words=_compiled(rf"(?P<before>{any_of(before)})\s+(?P<number>{number_words})(?:\s+(?P<unit>{unit}))?"),
        rank=_compiled(
            rf"(?:{place.replace(_WORD_END, _LETTERS_END)})[\s-]*(?P<place>\d+)"
            rf"(?:\s*\(?av\s*(?P<of>\d+)\)?)?(?![\d,])(?:\s*(?P<place_share>%|procent(?!\w)))?"
            rf"|(?:plats\s+)?(?<![\w,.])(?P<nth>\d+)(?::?[ae])?\s*(?:\(?av\s*(?:totalt\s+)?|/)(?P<of_nth>\d+)(?![\d,/]|\s*%)\)?"
            rf"|(?<![\w,.])(?P<ordinal>\d+):[ae](?!\w)(?:\s+plats(?:en)?(?!\w))?"
            rf"|(?:{among})\s+(?P<among>\d+|{number_words})\s*(?P<share>%|procent)?\s*"
            rf"(?:{end})"
        ),
        relative=_compiled(
            rf"(?P<first>{baseline})\s*(?P<sign>[-+])\s*(?P<more>{NUMBER})(?:\s*(?P<unit>{unit}))?"
            rf"|(?P<by>{NUMBER})\s*(?P<by_unit>{unit})?\s*(?P<way>{ways})(?:\s+än)?\s+(?P<second>{baseline})"
            rf"|(?P<than>{any_of([*before, *rows['level']])})\s+(?P<third>{baseline})"
        ),
        label=_compiled(
            r"(?P<colon>(?:\d+(?:\s?-\s?\d+)?[\s-]*(?:åring\w*|år)|(?:åk|årskurs|år|klass)\.?\s*\d+(?:-\d+)?|(?:19|20)\d\d"
            r"|[^\W\d_][^\d:;|<>=%]{0,60}(?:\s(?:19|20)\d\d)?)\s*):(?!-|\d\d(?!\d))\s*"
            r"|(?P<enumerator>(?<!\w)[a-h](?:\)|\.(?=\s)))\s*"
            r"|(?P<grade>(?<!\w)(?:åk|årskurs|klass)\.?\s*\d)\s+(?=\d)"
            rf"|(?P<word>{labels})\s*(?:=\s*|\s)(?=[-+<>≤≥]?\s*\d)"
        ),
        label_after=_compiled(rf"\s*(?P<word>{labels})"),
        change=_compiled(change),
        modal=_compiled(any_of(rows["modal"])),
        duty=_compiled(any_of(p for p, meaning in rows["modal"].items() if meaning == "duty")),
        ambiguous=frozenset(rows["time or place"]),
        all_of=_compiled(r"\s*av(?!\w)"),
        wish=_compiled(rf"(?:{any_of(rows['modal'])})\s+(?:[^\W\d_]+\s+){{0,3}}?(?P<change>{change})"),
        opening_change=_compiled(rf"\W*(?P<change>{change})"),
        present_change=_compiled(rf"(?P<change>{any_of(rows['present'])})"),
        filler=_compiled(any_of(rows["filler"])),
        baseline=_compiled(baseline),
        more_than_baseline=_compiled(rf"(?:{ways}|{any_of(before)})(?:\s+än)?\s+(?:{baseline})"),
        deadline=_compiled(rf"(?:{any_of(rows['deadline'])})\s+(?:år\s+)?{_YEAR}"),
        baseline_year=_compiled(rf"(?:{any_of(rows['baseline year'])})\s+(?:år\s+)?{_YEAR}"),
        missing=_compiled(
            "(?:"
            + "|".join(re.escape(p.rstrip("*")) + (".*" if p.endswith("*") else "") for p in rows["missing"])
            + r")[.\s]*\Z"
        ),
        standing_baselines=frozenset(m for m in rows["baseline"].values() if m != "föregående år"),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
