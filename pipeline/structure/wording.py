"""What the beginning of a line announces: 'Effektmål 3. …', 'Uppdrag givna från …:', 'Aktiviteter', 'Nr 36. Att …'.

spaCy's blank Swedish pipeline cuts the words, its PhraseMatcher finds the terms of ``dictionaries/goal_terms.csv`` and
``structure_words.csv``, its Matcher the numbers and the phrases that give an assignment. Everything is matched without
the marks of å, ä and ö, letter for letter, so that text that has lost them is read too and offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.matcher import Matcher, PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Role = Literal["goal", "area", "assignment", "activity", "indicator", "other"]
Form = Literal["record", "label", "sentence"]

ROLE_OF_KIND: dict[str, Role] = {
    "goal": "goal", "goal_financial": "goal", "strategy": "goal", "commitment": "goal", "direction": "goal",
    "success_factor": "goal",
    "assignment": "assignment", "activity": "activity", "area": "area", "goal_area": "area",
    "indicator": "indicator", "other": "other",
}  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONGEST_LABEL = 110
"""Letters: a longer text is no label."""
LOOKED_AT = 260
"""Letters at a text's beginning that are looked at."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a text's beginning announces: a ``record`` of its own, a ``label`` for what follows, or a ``sentence`` that
    gives an assignment. ``word`` is the document's own word, lower case, singular; the record's text begins at ``body``.
    """

    role: Role
    form: Form
    word: str | None
    number: str | None
    body: int
    giver: str | None = None
    certainty: float = 1.0
    given: bool = False
    """Whether the text says that somebody gave it: 'Uppdrag från …', 'Nämndens egna uppdrag', not 'Nämndens uppdrag'."""


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """The text in lower case without the marks of å, ä, ö and é, letter for letter: as long as it was."""
    return "".join((unicodedata.normalize("NFD", ch)[0].lower() or ch)[:1] for ch in text)


@lru_cache(maxsize=64)
def written(lexicon: Lexicon, *roles: str) -> frozenset[str]:
    """The words that ``structure_words.csv`` gives for some roles, as they are written there."""
    return frozenset(row["word"] for row in lexicon.rows("structure_words") if row["role"] in roles)


@lru_cache(maxsize=64)
def words_of(lexicon: Lexicon, role: str) -> frozenset[str]:
    """The same of one role as plain words."""
    return frozenset(map(plain, written(lexicon, role)))


@lru_cache(maxsize=4)
def _header_words(lexicon: Lexicon) -> frozenset[str]:
    rows = lexicon.rows("column_headers")
    return frozenset(plain(row["header_variant"]) for row in rows if row["canonical_field"] != "table_title")


def is_header_row(value: str, lexicon: Lexicon, *, fewest: int = 2) -> bool:
    """Whether a line is the header of a table that came out as text: 'Aktivitet Ansvarig Klart 2031'."""
    words = [plain(word) for word in _YEAR.sub(" ", value).split()]
    return len(words) >= fewest and all(word in _header_words(lexicon) for word in words)


@dataclass(frozen=True, eq=False)
class Wording:
    """The matchers, made once for a lexicon. ``terms``: plain form -> (role, the dictionary's own singular)."""

    lexicon: Lexicon
    terms: dict[str, tuple[Role, str]]
    vocab: Vocab
    phrases: PhraseMatcher
    patterns: Matcher

    def words(self, role: str) -> frozenset[str]:
        return words_of(self.lexicon, role)


@lru_cache(maxsize=4)
def wording_of(lexicon: Lexicon) -> Wording:
    """The matchers of a lexicon. spaCy is imported here: it takes as long as everything else together."""
    import spacy
    from spacy.matcher import Matcher, PhraseMatcher

    nlp = spacy.blank("sv")
    terms = _terms(lexicon)
    phrases = PhraseMatcher(nlp.vocab)
    for role in ROLE_OF_KIND.values():
        phrases.add(role, [nlp.make_doc(form) for form, (of, _) in terms.items() if of == role])
    number = {"TEXT": {"REGEX": r"^(?:[a-z]{0,2}\d{1,3}(?:\.\d{1,3})*\.?[a-h]?|[a-h][.-]\d{1,2}|[a-h]|[ivx]{1,5})$"}}
    nr = {"TEXT": {"IN": sorted(words_of(lexicon, "number_word"))}}
    stop = {"TEXT": {"IN": [".", ":", "–", "-", "—", ")", ","]}, "OP": "*"}  # a comma: a dot as a scan shows it
    patterns = Matcher(nlp.vocab)
    patterns.add("numbered", [[{**nr, "OP": "?"}, {"TEXT": ".", "OP": "?"}, number, stop]], greedy="LONGEST")
    patterns.add("nr", [[nr, {"TEXT": ".", "OP": "?"}, {"TEXT": {"REGEX": r"^\d{1,3}[.:]?$"}}, stop]], greedy="LONGEST")
    patterns.add(
        "assigned",
        [
            [{"TEXT": {"IN": ["far", "fick", "ges", "gavs", "fatt", "har", "har"]}}, {"TEXT": "i"}, {"TEXT": "uppdrag"}, {"TEXT": "att"}],
            [{"TEXT": {"IN": ["ger", "gav", "har"]}}, {"IS_ALPHA": True, "OP": "{1,4}"}, {"TEXT": "i"}, {"TEXT": "uppdrag"}, {"TEXT": "att"}],
            [{"TEXT": {"IN": ["uppdras", "uppdrar", "uppdrog"]}}, {"TEXT": "at"}],
        ],
    )  # fmt: skip
    return Wording(lexicon, terms, nlp.vocab, phrases, patterns)


@lru_cache(maxsize=4)
def goal_areas(lexicon: Lexicon) -> frozenset[str]:
    """Words for areas that are goals themselves where they are numbered and named: 'Målområde 1: Trygga livsmiljöer'."""
    return frozenset(row["term"].lower() for row in lexicon.rows("goal_terms") if row["canonical_kind"] == "goal_area")


def _terms(lexicon: Lexicon) -> dict[str, tuple[Role, str]]:
    """Every form of every word that may announce a record or end a list."""
    terms: dict[str, tuple[Role, str]] = {}
    prose = words_of(lexicon, "prose")
    for row in lexicon.rows("structure_words"):
        if row["role"] in ("indicator", "activity", "other"):
            terms[plain(row["word"])] = (ROLE_OF_KIND[row["role"]], row["word"].lower())
    for row in lexicon.rows("indicator_terms"):
        if row["class"] == "list_label":
            terms[plain(row["term"])] = ("indicator", row["term"].lower())
    for row in lexicon.rows("goal_terms"):
        role = ROLE_OF_KIND.get(row["canonical_kind"])
        if role is None or role == "activity":
            continue
        for form in (row["term"], row["plural"]):
            if form and "(" not in form and plain(form) not in prose:
                terms[plain(form)] = (role, row["term"].lower())
    return terms


@lru_cache(maxsize=16384)
def opening_of(text: str, lexicon: Lexicon) -> Opening | None:
    """What ``text`` announces, or ``None`` where it is running text."""
    if text[:1].islower():
        return None  # a line that goes on: 'i förhållande till fastställda | mål.'
    return _Reading(text, wording_of(lexicon)).opening(0)


class _Reading:
    """One text, cut into words and matched."""

    def __init__(self, text: str, wording: Wording) -> None:
        self.text = text
        self.wording = wording
        self.doc = _cut(plain(text[:LOOKED_AT]), wording)
        self.terms: dict[int, tuple[int, Role, str, float]] = {}
        for _label, start, end in wording.phrases(self.doc):
            if start not in self.terms or self.terms[start][0] < end:
                role, word = wording.terms[self.doc[start:end].text]
                self.terms[start] = (end, role, word, 1.0)
        self.spans: dict[str, list[tuple[int, int]]] = {}
        for label, start, end in wording.patterns(self.doc):
            self.spans.setdefault(self.doc.vocab.strings[label], []).append((start, end))

    def at(self, token: int) -> int:
        """Where the token begins in the text."""
        return int(self.doc[token].idx) if token < len(self.doc) else min(len(self.text), LOOKED_AT)

    def span(self, name: str, start: int) -> int | None:
        """The end of the longest match of a pattern that starts at the token."""
        return max((end for begin, end in self.spans.get(name, ()) if begin == start), default=None)

    def opening(self, start: int) -> Opening | None:
        if start >= len(self.doc):
            return None
        end = self.span("nr", start)
        if end is not None and end < len(self.doc):
            return Opening("assignment", "record", None, self.number(start, end), self.at(end))
        term = self.term_from(start)
        if term is None:
            return self.sentence(start)
        first, (end, role, word, certainty) = term
        follows = self.doc[end].text if end < len(self.doc) else ""
        numbered = self.span("numbered", end)
        if numbered is not None and (numbered == len(self.doc) or self.closed(end, numbered)):
            number = self.number(end, numbered)
            if role == "area" and word in goal_areas(self.wording.lexicon) and numbered < len(self.doc):
                role = "goal"
            return self.nested(Opening(role, "record", word, number, self.at(numbered), certainty=certainty), numbered)
        if re.fullmatch(r"[ .:]*(?:(?:19|20)\d\d)?(?:\s*[-–]\s*(?:20)?\d\d)?[ .:]*", self.text[self.at(end) :]):
            giver = self.owner(start, first)
            if role == "assignment" and self.says_duty(start, first, giver):
                return None
            return Opening(role, "label", word, None, len(self.text), giver, certainty, self.says_own(start, end))
        if follows in (":", "–", "—") or (follows == "-" and self.doc[end - 1].whitespace_):
            return self.nested(Opening(role, "record", word, None, self.at(end + 1), certainty=certainty), end + 1)
        if follows in self.wording.words("complement") and self.is_label(end):
            giver = self.giver(end)
            owner = self.owner(start, first)
            given = giver is not None or self.says_own(start, end)
            return Opening(role, "label", word, None, len(self.text), giver or owner, certainty, given)
        if role == "activity" and first == start and self.heads_columns(end):
            return Opening(role, "label", word, None, len(self.text), None, certainty)
        return self.sentence(start)

    def heads_columns(self, start: int) -> bool:
        """Whether all that follows a term heads the columns beside it: 'Aktivitet Ansvarig Klart'."""
        return is_header_row(self.text[self.at(start) :], self.wording.lexicon, fewest=1)

    def closed(self, start: int, end: int) -> bool:
        """Whether a number is really the term's: a mark follows it, or a capital."""
        last = self.doc[end - 1].text
        capital = self.text[self.at(end) : self.at(end) + 1].isupper() and any(
            ch.isdigit() for ch in self.doc[start:end].text
        )
        return capital or last in (".", ":", "–", "-", "—", ")") or last.endswith(".")

    def nested(self, outer: Opening, token: int) -> Opening:
        """'Uppdrag: Nr 36. Att …': what follows a word and its colon may announce the same thing once more."""
        inner = self.opening(token) if token < len(self.doc) else None
        if outer.role == "assignment" and inner and inner.role == "assignment" and inner.form == "record":
            word = inner.word or outer.word
            return Opening(
                "assignment", "record", word, outer.number or inner.number, inner.body, inner.giver or outer.giver
            )
        return outer

    def number(self, start: int, end: int) -> str | None:
        """The number among the tokens, as it is printed, without its last dot."""
        for token in self.doc[start:end]:
            if token.text not in self.wording.words("number_word") and any(ch.isalnum() for ch in token.text):
                return self.text[token.idx : token.idx + len(token.text)].rstrip(".:")
        return None

    def term_from(self, start: int) -> tuple[int, tuple[int, Role, str, float]] | None:
        """The first term, where only words stand before it that may: 'Nämndens egna mål'."""
        for first in range(start, min(start + 7, len(self.doc))):
            if first in self.terms:
                if first > start and not self.may_precede(start, first):
                    return None
                return first, self.terms[first]
        fuzzy = self.fuzzy(start)
        return None if fuzzy is None else (start, fuzzy)

    def may_precede(self, start: int, first: int) -> bool:
        words = [token.text for token in self.doc[start:first]]
        qualifiers = self.wording.words("qualifier")
        if (
            not (words[-1] in qualifiers or words[-1].endswith("s"))
            or not self.text[self.at(start) : self.at(start) + 1].isupper()
        ):
            return False
        if words[-1].endswith("s") and words[-1] not in qualifiers and self.terms[first][1] in ("activity", "other"):
            return False
        barred = self.wording.words("verb") | {"att", "det", "for", "till", "i", "om", "av"}
        return all(re.fullmatch(r"[^\W\d_]+-?(?:[^\W\d_]+)?", word) and word not in barred for word in words)

    def fuzzy(self, start: int) -> tuple[int, Role, str, float] | None:
        """A first word that is nearly a term, and no inflection of one: misread letters."""
        word = self.doc[start].text
        if len(word) < 7 or not word.isalpha():
            return None
        choices = [form for form in self.wording.terms if abs(len(form) - len(word)) <= 2 and " " not in form]
        found = self.wording.lexicon.closest(word, choices, cutoff=0.86)
        if (
            found is None
            or word[0] != found[0][0]
            or word.startswith(found[0])
            or found[0].startswith(word)
            or word[:-2] == found[0][:-2]
        ):
            return None
        role, term = self.wording.terms[found[0]]
        return (start + 1, role, term, found[1]) if role in ("goal", "indicator") else None

    def is_label(self, end: int) -> bool:
        """Whether what follows a term only says whose or what for: no verb, or a colon or 'är' at the end."""
        text = self.text.rstrip()
        if len(text) > LONGEST_LABEL:
            return False
        words = [token.text for token in self.doc[end:] if token.is_alpha]
        if text.endswith(":") or (words and words[-1] in self.wording.words("lead_end")):
            return True
        if re.search(r"[.!?,;]$", text) or any(re.search(r"er(?:as|ar|at)$", word) for word in words):
            return False
        return not set(words) & self.wording.words("verb")

    def giver(self, end: int) -> str | None:
        """'… givna från regionfullmäktige till nämnden:' -> regionfullmäktige."""
        match = re.search(
            r"\b(?:fran|av)\s+(.+?)(?:\s+(?:till|ar|ska|for)\b|\s*[:.]|\s*$)", plain(self.text[self.at(end) :])
        )
        if match is None:
            return None
        start = self.at(end) + match.start(1)
        return _named(self.text[start : start + len(match[1])])

    def owner(self, start: int, first: int) -> str | None:
        """'Regionstyrelsens eget uppdrag' -> regionstyrelsen."""
        words = self.text[self.at(start) : self.at(first)].split()
        while words and plain(words[-1]) in self.wording.words("qualifier"):
            words.pop()
        if not words or not words[-1].endswith("s"):
            return None
        return _named(" ".join(words)[:-1])

    def says_duty(self, start: int, first: int, owner: str | None) -> bool:
        """'Nämndens uppdrag' heads what the body is there for; 'Nämndens egna uppdrag' what it has decided."""
        if owner is None or plain(owner).endswith("fullmaktige"):
            return False
        words = {token.text for token in self.doc[start : self.terms[first][0]]}
        return not words & self.wording.words("qualifier") and not self.text.rstrip().endswith(":")

    def says_own(self, start: int, end: int) -> bool:
        """'Nämndens egna uppdrag till förvaltningen': the body gives them, they are not what it is there for."""
        return any(token.text in self.wording.words("own") for token in self.doc[start:end])

    def sentence(self, start: int) -> Opening | None:
        """'Nämnden får i uppdrag att …' within the first sentence."""
        for begin, _end in self.spans.get("assigned", ()):
            if begin >= start and not any(token.text == "." for token in self.doc[start:begin]):
                return Opening("assignment", "sentence", None, None, self.at(start))
        return None


def _named(name: str) -> str:
    """A body's name as it stands within a sentence."""
    return name[:1].lower() + name[1:] if " " not in name else name


def _cut(text: str, wording: Wording) -> Doc:
    from spacy.tokens import Doc

    words, spaces = [], []
    for match in re.finditer(r"(\w+(?:[-/.]\w+)*-?|\S)(\s*)", text):
        words.append(match[1])
        spaces.append(bool(match[2]))
    return Doc(wording.vocab, words=words, spaces=spaces)
