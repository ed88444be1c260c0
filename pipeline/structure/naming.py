"""Who and what a text names: organisations, bodies, kinds of plan.

spaCy's EntityRuler marks organisations and bodies: the names of ``dictionaries/organisations.csv`` and, since there are
more bodies than any list holds, the shapes that their names have (``dictionaries/name_patterns.csv``: 'region X', '…nämnden').
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.document import Line
from pipeline.lexicon import Lexicon
from pipeline.structure.dates import DECIDING
from pipeline.structure.name_patterns import name_patterns
from pipeline.structure.wording import plain, words_of, written

if TYPE_CHECKING:
    from spacy.language import Language

ORGANISATIONS = {"region", "landsting_former", "kommun", "myndighet", "län"}
LONGEST_HEAD = 90
"""Letters of a running head at most."""
BODIES = {"nämnd", "styrelse", "förvaltning"}


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it would stand in a register: without a genitive's s, with a capital; ``start`` is its place."""

    kind: str
    name: str
    start: int
    genitive: bool


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    code: str | None
    kind: str


@lru_cache(maxsize=4)
def organisations(lexicon: Lexicon) -> dict[str, Organisation]:
    """Lower-case name or alias -> the organisation in the register of codes."""
    found: dict[str, Organisation] = {}
    for row in lexicon.rows("organisations"):
        if row["type"] not in ORGANISATIONS or "{" in row["name"] or row["type"] == "län":
            continue
        name = re.sub(r"\s*\(.*\)$", "", row["name"])
        entry = Organisation(name, row["code"] or None, row["type"])
        others = row["aliases"].split("|") if row["type"] == "kommun" else ()  # 'Göteborgs Stad'
        for form in (name, *others):
            found.setdefault(form.lower(), entry)
    found.pop("", None)
    return found


@lru_cache(maxsize=4)
def _ruler(lexicon: Lexicon) -> Language:
    import spacy

    nlp = spacy.blank("sv")
    ruler: Any = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER", "overwrite_ents": False})
    names = [{"label": "ORG", "pattern": form} for name in organisations(lexicon) for form in _forms(name)]
    bodies = [
        {"label": "BODY", "pattern": form}
        for row in lexicon.rows("organisations")
        if row["type"] in BODIES and "{" not in row["name"] and len(row["name"]) > 6
        for form in _forms(re.sub(r"\s*\(.*\)$", "", row["name"]).lower())
    ]
    ruler.add_patterns([*names, *bodies, *name_patterns(lexicon)])
    return nlp


@lru_cache(maxsize=4)
def _deciders(lexicon: Lexicon) -> re.Pattern[str]:
    """The words for deciding, and then the assembly that decided."""
    names = "|".join(row["name"] for row in lexicon.rows("organisations") if row["type"] == "fullmäktige")
    return re.compile(rf"\b{DECIDING}\b\s+(?:av|i)\s+(?P<name>{names})\b", re.IGNORECASE)


def decider_in(text: str, lexicon: Lexicon) -> str | None:
    """The assembly that decided a plan: 'Fastställd av regionfullmäktige den …' -> 'Regionfullmäktige'."""
    match = _deciders(lexicon).search(text)
    return match["name"].capitalize() if match else None


def _forms(name: str) -> tuple[str, ...]:
    """A name and its genitive: 'region x län' -> 'region x läns'."""
    return (name,) if name.endswith(("s", "x", "z")) else (name, name + "s")


def names_in(texts: Iterable[str], lexicon: Lexicon) -> list[list[Named]]:
    """The organisations and bodies that each text names."""
    nlp = _ruler(lexicon)
    known = organisations(lexicon)
    found = []
    for doc in nlp.pipe(_joined_capitals(text, lexicon) for text in texts):
        found.append([_named(ent.label_, ent.text, ent.start_char, known, lexicon) for ent in doc.ents])
    return found


def _joined_capitals(text: str, lexicon: Lexicon) -> str:
    """Text in capitals in ordinary case, so that names are seen: 'SOCIALNÄMNDEN' -> 'Socialnämnden'."""
    letters = [ch for ch in text if ch.isalpha()]
    if len(letters) > 6 and sum(ch.isupper() for ch in letters) > 0.8 * len(letters):
        small = written(lexicon, "name_joint")
        words = re.split(r"(\s+)", text.lower())
        text = "".join(word if word.strip() in small else word[:1].upper() + word[1:] for word in words)
        text = re.sub(r"(?<=-)(?: och | samt |, )\w", lambda m: m.group().lower(), text)
    return text


def _named(label: str, text: str, start: int, known: dict[str, Organisation], lexicon: Lexicon) -> Named:
    text = _joined_capitals(" ".join(text.split()), lexicon)
    shorter = text.removesuffix("s")
    ends = tuple(written(lexicon, "body", "agency", "genitive"))
    genitive = (
        shorter != text and text.lower() not in known and (shorter.lower() in known or shorter.lower().endswith(ends))
    )
    text = shorter if genitive else text
    entry = known.get(text.lower())
    name = entry.name if entry and entry.name.lower() == text.lower() else text
    kind = "AGENCY" if entry is not None and entry.kind == "myndighet" else label
    return Named(kind, name[:1].upper() + name[1:], start, genitive)


@lru_cache(maxsize=4)
def _title_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    titles = sorted((row["title"] for row in lexicon.rows("document_titles")), key=len, reverse=True)
    words = "|".join(re.escape(title) for title in titles)
    return re.compile(
        rf"\b(?P<kind>{words}|[a-zåäö]*(?:verksamhetsplan|nämndplan|nämndsplan|handlingsplan))(?:en|ens)?\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4)
def _additions(lexicon: Lexicon) -> str:
    """The words that end what a title adds: '… med budget och riskanalys'."""
    return "|".join(sorted(map(re.escape, written(lexicon, "title_addition"))))


def titles_in(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The titles of plans that a text names, each with its kind (the dictionary's word): 'Nämndplan 2026–2028 med
    internbudget' gives itself and 'Nämndplan'."""
    years = r"(?:\s*,?\s*(?:för\s+)?(?:år(?:et|en)?\s+)?(?:19|20)\d\d(?:\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d))?(?!\d))"
    more = rf"(?:\s+(?:med|och|samt|inklusive)\s+(?:[a-zåäö]+\s+)?[a-zåäö-]*(?:{_additions(lexicon)})\b)"
    tail_of = re.compile(rf"{years}?{more}?{years}?{more}?{years}?{more}?{years}?", re.IGNORECASE)
    for match in _title_pattern(lexicon).finditer(text):
        tail = tail_of.match(text, match.end())
        title = text[match.start() : tail.end() if tail else match.end()]
        yield " ".join(title.split()).strip(" ,"), match["kind"]


def running_titles(lines: Sequence[Line], lexicon: Lexicon) -> frozenset[str]:
    """The short lines that name a plan and come again on another page: running heads that a plain text keeps."""
    pages: dict[str, set[int]] = {}
    for line in lines:
        text = line.text.value.strip()
        if line.box is None and len(text) <= LONGEST_HEAD and text[:1].isupper() and text[-1:] not in ".,:;":
            pages.setdefault(text, set()).add(line.page)
    return frozenset(t for t, on in pages.items() if len(on) > 1 and next(titles_in(t, lexicon), None) is not None)


def is_report(kind: str, lexicon: Lexicon) -> bool:
    """Whether a kind of document follows up instead of planning."""
    return plain(kind) in words_of(lexicon, "report")
