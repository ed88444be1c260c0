"""The plans that a source holds: title, body, organisation, years, from cover, running heads, headings, text, file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import Line, Page, Place, Plan, Section, Source
from pipeline.lexicon import Lexicon
from pipeline.structure.dates import decided_on_in, diary_number_in, years_of
from pipeline.structure.naming import (
    Named,
    decider_in,
    is_report,
    names_in,
    organisations,
    titles_in,
)
from pipeline.structure.voices import COVER_LINES, END, Voice, is_running, voices_of
from pipeline.structure.wording import plain, words_of

TRUST = {"cover": 0.95, "head": 0.9, "heading": 0.8, "said": 0.75, "text": 0.6, "file": 0.5}
"""How far each place is trusted, in the order in which they are asked."""
LATER = ("cover", "said", "heading", "text", "head", "file")
"""The order for a later plan of a source: running heads speak for the first."""
YEAR_ORDER = (
    ("head", True), ("heading", False), ("said", False), ("text", False), ("heading", True), ("file", True),
)  # fmt: skip
"""Where a year is looked for: anywhere in the voice, or only behind words such as 'budget' and 'plan'."""
FRONT = ("cover", "head")
FAR_MORE = 3
"""So many times as often as any other is far more often."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A fact and how far it is trusted (0-1)."""

    value: str | None
    trust: float


def find_plans(
    pages: tuple[Page, ...], sections: tuple[Section, ...], source: Source, lexicon: Lexicon
) -> tuple[Plan, ...]:
    """At least one plan; further ones where the numbering of the headings starts again."""
    starts = part_starts(sections, pages)
    plans = []
    for part, start in enumerate(starts):
        end = starts[part + 1] if part + 1 < len(starts) else END
        plans.append(_plan(part + 1, start, end, pages, sections, source, lexicon))
    return tuple(_of_one_body(plan, plans[0]) for plan in plans)


def _of_one_body(plan: Plan, first: Plan) -> Plan:
    """A plan that names no organisation is of the one whose plan it is bound with."""
    if plan.organisation is not None:
        return plan
    return replace(plan, organisation=first.organisation, organisation_code=first.organisation_code)


def part_starts(sections: Sequence[Section], pages: Sequence[Page]) -> list[Place]:
    """Where each plan begins: the source's beginning, and where chapters start again at 1 after at least three others,
    and at least two more follow."""
    starts: list[Place] = [(0, 0)]
    chapters = [s for s in sections if s.level == 1 and s.number is not None]
    since = 0
    for at, section in enumerate(chapters):
        if section.number in ("1", "I") and since >= 3 and len(chapters) - at >= 3:
            starts.append(_with_cover(section.place, sections, pages))
            since = 0
        since += 1
    return starts


def _with_cover(place: Place, sections: Sequence[Section], pages: Sequence[Page]) -> Place:
    """The place, or the beginning of the cover and contents pages right before it: pages without a heading, hardly filled."""
    first = place
    headed = {section.place[0] for section in sections}
    for page in reversed(pages):
        if page.number >= place[0]:
            continue
        lines = [line for line in page.lines if line.role == "body"]
        if page.number in headed or len(lines) > COVER_LINES or first[0] - page.number > 1 or is_running(lines):
            break
        first = (page.number, 0)
    return first


def _plan(
    part: int,
    start: Place,
    end: Place,
    pages: Sequence[Page],
    sections: Sequence[Section],
    source: Source,
    lexicon: Lexicon,
) -> Plan:
    lines = [line for page in pages for line in page.lines if start <= line.place < end and line.text.value.strip()]
    voices = voices_of(lines, [s for s in sections if start <= s.place < end], source, lexicon)
    names = names_in((voice.text for voice in voices), lexicon)
    order = tuple(TRUST) if part == 1 else LATER
    title, kind = _title(voices, order, lexicon)
    organisation = _organisation(voices, names)
    front = " ".join(voice.text for voice in voices if voice.place in ("cover", "head"))
    unnamed = words_of(lexicon, "unnamed_body")
    body = _body(voices, names, order, organisation.value, unnamed, decider_in(front, lexicon))
    year, year_end = _years(voices, title)
    known = organisations(lexicon).get((organisation.value or "").lower())
    numbers = [page.number for page in pages if start[0] <= page.number <= end[0]]
    last = _last_page(numbers, end, lines)
    trusts = [fact.trust for fact in (title, organisation, body, year) if fact.value is not None]
    missing = sum(fact.value is None for fact in (title, organisation, year))
    return Plan(
        part,
        title.value,
        kind,
        organisation.value,
        known.code if known else None,
        body.value,
        int(year.value) if year.value else None,
        year_end,
        diary_number_in(front),
        decided_on_in(front),
        start,
        end,
        max(1, start[0]) if part > 1 else (numbers[0] if numbers else 1),
        last,
        round(min(trusts, default=0.0) * (1.0 - 0.25 * missing), 4),
    )


def _last_page(numbers: Sequence[int], end: Place, lines: Sequence[Line]) -> int:
    if end == END:
        return numbers[-1] if numbers else 1
    return max((line.page for line in lines), default=max(1, end[0] - 1))


def _title(voices: Sequence[Voice], order: Sequence[str], lexicon: Lexicon) -> tuple[_Found, str | None]:
    """The longest title of the most trusted place that has one; in running text the most frequent."""
    for place in order:
        named = (pair for v in voices if v.place == place and _may_name(v) for pair in titles_in(v.text, lexicon))
        found = [pair for pair in named if not is_report(pair[1], lexicon)]
        if not found:
            continue
        if place in ("cover", "head"):
            title, kind = max(found, key=lambda pair: len(pair[0]))
            title = _with_years(title, voices, lexicon)
        else:
            own = [kind for _, kind in found if plain(kind) not in words_of(lexicon, "plan_of_others")]
            if not own:
                continue
            title = kind = Counter(own).most_common(1)[0][0]
        title = _in_small_letters(title)
        return _Found(title[:1].upper() + title[1:], TRUST[place]), kind[:1].upper() + kind[1:].lower()
    return _Found(None, 0.0), None


def _with_years(title: str, voices: Sequence[Voice], lexicon: Lexicon) -> str:
    """The title, or the running heads' that goes on where it ends and names years: 'Dokumenttyp: Verksamhetsplan' is a kind."""
    heads = (
        [t for v in voices if v.place == "head" for t, _ in titles_in(v.text, lexicon)] if not years_of(title) else []
    )
    return next((t for t in heads if years_of(t) and t.lower().startswith(title.lower() + " ")), title)


def _in_small_letters(title: str) -> str:
    """A title set in capitals as it stands in a sentence: 'VERKSAMHETSPLAN 2031 med budget' -> 'Verksamhetsplan 2031 …'."""
    return re.sub(r"\b[A-ZÅÄÖ]{3,}\b", lambda m: m[0].capitalize() if not m.start() else m[0].lower(), title)


def _may_name(voice: Voice) -> bool:
    """Whether a line can name its plan: a heading only with a year, since a chapter may be called 'Styrkort'."""
    return voice.place != "heading" or bool(years_of(voice.text))


def _organisation(voices: Sequence[Voice], names: Sequence[Sequence[Named]]) -> _Found:
    """The organisation that the most trusted place names most often. An agency's where no other is named, or none on the
    front, which names the agency, as the text does far more often than any other."""
    organisations = _namings(voices, names, "ORG")
    agencies = _namings(voices, names, "AGENCY")
    rival = max((count for named in organisations.values() for count in named.values()), default=0)
    said = sum(agencies.values(), Counter())
    for place in FRONT:
        if place in organisations:
            break
        name, _ = agencies[place].most_common(1)[0] if place in agencies else ("", 0)
        if name and said[name] >= FAR_MORE * rival:
            return _Found(name, TRUST[place])
    for found in (organisations, agencies):
        for place, named in found.items():
            name, count = named.most_common(1)[0]
            if found is organisations or place != "text" or count > 3:
                return _Found(name, TRUST[place])
    return _Found(None, 0.0)


def _namings(voices: Sequence[Voice], names: Sequence[Sequence[Named]], kind: str) -> dict[str, Counter[str]]:
    """How often each place names which organisations of a kind, the most trusted place first."""
    found: dict[str, Counter[str]] = {}
    for place in ("cover", "head", "said", "heading", "text", "file"):
        counts = Counter(
            n.name for v, of in zip(voices, names, strict=True) if v.place == place for n in of if n.kind == kind
        )
        if counts:
            found[place] = _without_shorter(counts)
    return found


def _without_shorter(counts: Counter[str]) -> Counter[str]:
    """Names that are the beginning of a longer one count for it: 'Region X' for 'Region X län'."""
    merged: Counter[str] = Counter()
    for name, count in counts.items():
        longer = [
            other for other in counts if other != name and other.startswith(name + " ") and counts[other] >= count
        ]
        merged[longer[0] if longer else name] += count
    return merged


def _body(
    voices: Sequence[Voice],
    names: Sequence[Sequence[Named]],
    order: Sequence[str],
    organisation: str | None,
    unnamed: frozenset[str],
    decider: str | None,
) -> _Found:
    """The body that the most trusted place names: first on a cover or in a head, elsewhere most often; whose name stands
    in the genitive before the plan's counts more. A plan whose front names no body, but an assembly that decided it, is
    the assembly's."""
    last_of_front = max((place for place in order if place in ("cover", "head")), key=order.index)
    for place in order:
        counts: Counter[str] = Counter()
        for voice, found in zip(voices, names, strict=True):
            if voice.place != place:
                continue
            for position, named in enumerate(found):
                if named.kind != "BODY" or plain(named.name) in unnamed or named.name == organisation:
                    continue
                weight = (
                    3
                    if named.genitive and place in ("said", "heading")
                    else 2
                    if place in ("cover", "head") and position == 0
                    else 1
                )
                counts[_definite(named.name)] += weight
        if counts:
            return _Found(counts.most_common(1)[0][0], TRUST[place])
        if place == last_of_front and decider is not None:
            return _Found(decider, TRUST["head"])
    return _Found(None, 0.0)


def _definite(name: str) -> str:
    """'Socialnämnd' -> 'Socialnämnden'."""
    return re.sub(r"(nämnd|styrelse)$", lambda m: m[1] + ("en" if m[1] == "nämnd" else "n"), name)


def _years(voices: Sequence[Voice], title: _Found) -> tuple[_Found, int | None]:
    """The plan's first year, and its last where it spans several: from the title, else where plan or budget is named."""
    for text, trust in [
        (title.value or "", title.trust),
        *((v.text, TRUST[v.place]) for v in voices if v.place == "cover"),
    ]:
        dated = re.search(r"\d{4}-\d\d-\d\d", text) or decided_on_in(text)
        spans = [] if dated else years_of(text)
        if spans:
            return _Found(str(spans[0][0]), trust), max(
                (s[1] or s[0] for s in spans if (s[1] or s[0]) > spans[0][0]), default=None
            )
    for place, anywhere in YEAR_ORDER:
        counts: Counter[tuple[int, int | None]] = Counter()
        for voice in voices:
            if voice.place != place:
                continue
            near = (
                r"(?:budget|verksamhetsplan|plan|verksamhetsår|uppdrag|mål|för|under|år)\D{0,25}?"
                if not anywhere
                else r""
            )
            for match in re.finditer(
                rf"{near}((?:19[6-9]|20[0-6])\d(?:\s*[-–—/]\s*\d{{2,4}})?)(?!\d|-\d)", voice.text, re.IGNORECASE
            ):
                weight = 3 if re.match(r"budget|verksamhetsplan|plan", match.group(), re.IGNORECASE) else 1
                counts.update(dict.fromkeys(years_of(match[1]), weight))
        if counts:
            return _best_year(counts, TRUST[place])
    return _Found(None, 0.0), None


def _best_year(counts: Counter[tuple[int, int | None]], trust: float) -> tuple[_Found, int | None]:
    """The year named most; of equals the later, since a plan looks forward."""
    years: Counter[int] = Counter()
    for (first, _), count in counts.items():
        years[first] += count
    best = max(years, key=lambda year: (years[year], year))
    last = max((end for (first, end) in counts if first == best and end is not None), default=None)
    return _Found(str(best), trust), last
