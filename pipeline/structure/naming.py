"""Who and what a text names: organisations, bodies, kinds of plan, years, diary numbers, dates of decision.

spaCy's EntityRuler marks organisations and bodies: the names of ``dictionaries/organisations.csv`` and, since there are
more bodies than any list holds, the patterns that their names are made by ('Region X', 'X kommun', '…nämnden').
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.lexicon import Lexicon
from pipeline.structure.wording import plain, words_of

if TYPE_CHECKING:
    from spacy.language import Language

ORGANISATIONS = {"region", "landsting_former", "kommun", "myndighet", "län"}
BODIES = {"nämnd", "styrelse", "förvaltning"}
DIRECTIONS = ["norra", "södra", "östra", "västra", "nya", "stora", "lilla", "övre", "nedre"]
CITIES = {"Stockholms kommun": "Stockholms stad", "Göteborgs kommun": "Göteborgs Stad"}

YEARS = re.compile(r"(?<![\d:/§-])((?:19[6-9]|20[0-6])\d)(?:\s*[-–—/]\s*((?:(?:19|20)\d\d)|\d\d))?(?![\d:/]|-\d\d)")
DIARY = re.compile(
    r"\b(?:dnr|diarienummer|diarienr|diarie-?nr|ärendenummer|ärendenr)\.?\s*[:.]?\s*"
    r"((?:[A-ZÅÄÖa-zåäö]{1,10}[ -]?)?\d{2,6}\s?[/:-]\s?\d{1,6}(?:[-/.:]\d+)*)",
    re.IGNORECASE,
)
DECIDING = (
    r"(?:fastställd|fastställdes|fastställt|beslutad|beslutade|beslutades|beslutat|antagen|antogs|antaget|godkänd)"
)
DECIDED = re.compile(
    rf"\b{DECIDING}\b.{{0,90}}?"
    r"(?:(?P<iso>(?:19|20)\d\d-[01]\d-\s?[0-3]\d)|(?P<day>[0-3]?\d)\s+(?P<month>[a-zåäö]{3,9})\.?\s+(?P<year>(?:19|20)\d\d))",
    re.IGNORECASE | re.DOTALL,
)
MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("januari", "februari", "mars", "april", "maj", "juni"),
            *("juli", "augusti", "september", "oktober", "november", "december"),
        ),
        1,
    )
}


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
        found.setdefault(name.lower(), entry)
    for kommun, city in CITIES.items():
        if kommun.lower() in found:
            found.setdefault(city.lower(), found[kommun.lower()])
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
    title = {"TEXT": {"REGEX": r"^[A-ZÅÄÖ][\wåäöé-]*$"}}
    body = r"(?i)^[\wåäö-]*(?:nämnden|nämndens|styrelsen|styrelsens|förvaltningen|förvaltningens|direktionen|direktionens|kansliet|kansliets|kontoret|kontorets|utskottet|utskottets|nämnd|styrelse)$"
    patterns = [
        {"label": "ORG", "pattern": [{"LOWER": "region"}, title, {"LOWER": {"IN": ["län", "läns"]}, "OP": "?"}]},
        {"label": "ORG", "pattern": [title, {"LOWER": {"IN": ["kommun", "kommuns", "stad", "stads"]}}]},
        {"label": "ORG", "pattern": [{"LOWER": {"IN": DIRECTIONS}}, title, {"LOWER": {"IN": ["kommun", "kommuns"]}}]},
        {"label": "ORG", "pattern": [title, {"LOWER": {"IN": ["läns", "län"]}}, {"LOWER": {"IN": ["landsting", "landstings", "landstingskommun"]}}]},
        {"label": "ORG", "pattern": [{"LOWER": {"IN": ["landstinget", "länsstyrelsen"]}}, {"LOWER": "i", "OP": "?"}, title, {"LOWER": {"IN": ["län", "läns"]}, "OP": "?"}]},
        {"label": "ORG", "pattern": [title, {"LOWER": {"IN": ["kommunalförbund", "räddningstjänstförbund", "universitet", "universitets", "högskola"]}}]},
        {"label": "ORG", "pattern": [{"TEXT": {"REGEX": r"^[A-ZÅÄÖ][a-zåäö]+förbundets?$"}}, {"LOWER": {"IN": DIRECTIONS}, "OP": "?"}, title]},
        {"label": "AGENCY", "pattern": [{"TEXT": {"REGEX": r"^[A-ZÅÄÖ][a-zåäö]+(?:verket|myndigheten|inspektionen|rådet|ämbetet)s?$"}}]},
        {"label": "BODY", "pattern": [{"TEXT": {"REGEX": body}}]},
        {"label": "BODY", "pattern": [{"LOWER": {"IN": [*DIRECTIONS, *sorted(_body_words(lexicon))]}}, {"TEXT": {"REGEX": body}}]},
        {"label": "BODY", "pattern": [{"TEXT": {"REGEX": r"^[\wåäöÅÄÖ]+-$"}}, {"LOWER": {"IN": ["och", "samt"]}}, {"TEXT": {"REGEX": body}}]},
        {"label": "BODY", "pattern": [{"TEXT": {"REGEX": r"^[\wåäöÅÄÖ]+-$"}}, {"TEXT": ","}, {"TEXT": {"REGEX": r"^[\wåäö]+-$"}}, {"LOWER": {"IN": ["och", "samt"]}}, {"TEXT": {"REGEX": body}}]},
        {"label": "BODY", "pattern": [{"LOWER": {"IN": ["nämnden", "styrelsen", "nämndens", "styrelsens"]}}, {"LOWER": "för"}, {"IS_ALPHA": True, "OP": "+"}]},
    ]  # fmt: skip
    ruler.add_patterns([*names, *bodies, *patterns])
    return nlp


def _body_words(lexicon: Lexicon) -> frozenset[str]:
    """Words that are part of a body's name before 'nämnden', in small letters."""
    return frozenset(row["word"] for row in lexicon.rows("structure_words") if row["role"] == "body_word")


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
    for doc in nlp.pipe(_joined_capitals(text) for text in texts):
        found.append([_named(ent.label_, ent.text, ent.start_char, known) for ent in doc.ents])
    return found


def _joined_capitals(text: str) -> str:
    """Text in capitals in ordinary case, so that names are seen: 'SOCIALNÄMNDEN' -> 'Socialnämnden'."""
    letters = [ch for ch in text if ch.isalpha()]
    if len(letters) > 6 and sum(ch.isupper() for ch in letters) > 0.8 * len(letters):
        words = re.split(r"(\s+)", text.lower())
        small = {
            "i",
            "och",
            "för",
            "med",
            "samt",
            "län",
            "läns",
            "kommun",
            "landsting",
            "av",
            "stad",
            "kommunalförbund",
        }
        text = "".join(word if word.strip() in small else word[:1].upper() + word[1:] for word in words)
        text = re.sub(r"(?<=-)(?: och | samt |, )\w", lambda m: m.group().lower(), text)
    return text


def _named(label: str, text: str, start: int, known: dict[str, Organisation]) -> Named:
    text = _joined_capitals(" ".join(text.split()))
    genitive = False
    if text.lower() not in known and text.endswith("s"):
        shorter = text[:-1]
        if shorter.lower() in known or re.search(
            r"(?i)(?:län|kommun|stad|landsting|universitet|nämnden|styrelsen|förvaltningen|kansliet|kontoret|direktionen|utskottet|verket|myndigheten|inspektionen|rådet|ämbetet)$",
            shorter,
        ):
            text, genitive = shorter, True
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


def titles_in(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The titles of plans that a text names, each with its kind (the dictionary's word): 'Nämndplan 2026–2028 med
    internbudget' gives itself and 'Nämndplan'."""
    years = r"(?:\s*,?\s*(?:för\s+)?(?:år(?:et|en)?\s+)?(?:19|20)\d\d(?:\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d))?(?!\d))"
    more = r"(?:\s+(?:med|och|samt|inklusive)\s+(?:[a-zåäö]+\s+)?[a-zåäö-]*(?:budget|plan|ram|ramar|mål|inriktning|uppdrag)\b)"
    tail_of = re.compile(rf"{years}?{more}?{years}?{more}?{years}?", re.IGNORECASE)
    for match in _title_pattern(lexicon).finditer(text):
        tail = tail_of.match(text, match.end())
        title = text[match.start() : tail.end() if tail else match.end()]
        yield " ".join(title.split()).strip(" ,"), match["kind"]


def is_report(kind: str, lexicon: Lexicon) -> bool:
    """Whether a kind of document follows up instead of planning."""
    return plain(kind) in words_of(lexicon, "report")


def years_of(text: str) -> list[tuple[int, int | None]]:
    """The years and spans of years that a text names: '2025', '2026–2028', '1994-96'."""
    found = []
    for match in YEARS.finditer(text):
        first = int(match[1])
        last = int(match[2]) if match[2] else None
        if last is not None and last < 100:
            last += first - first % 100
        found.append((first, last if last is not None and first < last <= first + 10 else None))
    return found


def diary_number_in(text: str) -> str | None:
    match = DIARY.search(text)
    return " ".join(match[1].split()) if match else None


def decided_on_in(text: str) -> str | None:
    """The date of the decision, ISO 8601."""
    for match in DECIDED.finditer(text):
        if match["iso"]:
            return match["iso"].replace(" ", "")
        said = match["month"].lower()
        month = next((number for name, number in MONTHS.items() if name.startswith(said)), None)
        if month:
            return f"{match['year']}-{month:02}-{int(match['day']):02}"
    return None
