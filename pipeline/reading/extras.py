"""What a PDF carries besides its pages: attached files, scripts, forms. It is said, and never opened, followed or run."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from typing import Any

from pdfminer.pdftypes import resolve1

Note = tuple[str, str]
"""The code of an issue, and its message."""

XFA: Note = ("xfa_form", "a form in XFA: only its printed page was read, not its data")
ACTIVE: Note = ("active_content", "it holds scripts, or actions that start or send something; nothing of it was run")

MOST_LOOKS = 4000
"""Objects looked at in one file: scripts and attachments hang near the root, and a trap must not keep us here."""

RUNS = {"JavaScript", "Launch", "Rendition", "ImportData", "SubmitForm"}
"""Actions that run or send something."""


def notes_on(catalog: object, annotations: Iterable[object]) -> Iterator[Note]:
    """What to say of a file with that catalog (of pdfminer's objects) and those annotations on its pages."""
    looker = _Looker()
    root = looker.dictionary(catalog)
    names = looker.dictionary(root.get("Names"))
    form = looker.dictionary(root.get("AcroForm"))
    attached = sum(1 for _ in looker.leaves(names.get("EmbeddedFiles")))
    active = any(looker.leaves(names.get("JavaScript"))) or looker.runs(root) or looker.fields_run(form)
    for annotation in annotations:
        own = looker.dictionary(annotation)
        attached += _name(own.get("Subtype")) == "FileAttachment"
        active = active or looker.runs(own)
    if "Collection" in root:
        yield "portfolio", "a portfolio: the documents attached to it were not opened; give them one by one"
    elif attached:
        yield "has_attachments", f"attached files: {attached}; they were not opened"
    if "XFA" in form:
        yield XFA
    if active:
        yield ACTIVE


def notes_in(content: bytes | mmap.mmap) -> Iterator[Note]:
    """What the bytes of a file say that is too broken to be walked through."""
    if content.find(b"/EmbeddedFile") >= 0:
        yield "has_attachments", "attached files; they were not opened"
    if content.find(b"/XFA") >= 0:
        yield XFA
    if content.find(b"/JavaScript") >= 0 or content.find(b"/Launch") >= 0:
        yield ACTIVE


def _name(value: object) -> str:
    """A PDF name as text."""
    name = getattr(value, "name", value)
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


class _Looker:
    """Follows references, each once in so many looks; what is broken is as good as nothing."""

    def __init__(self) -> None:
        self._left = MOST_LOOKS

    def _resolved(self, value: object) -> object:
        self._left -= 1
        if self._left < 0:
            return None
        try:
            return resolve1(value)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - pdfminer raises whatever a broken object provokes
            return None

    def dictionary(self, value: object) -> dict[str, Any]:
        found = self._resolved(value)
        return found if isinstance(found, dict) else {}

    def items(self, value: object) -> list[Any]:
        found = self._resolved(value)
        return found if isinstance(found, list) else []

    def leaves(self, tree: object) -> Iterator[object]:
        """The names that a name tree holds."""
        waiting = [tree]
        while waiting and self._left > 0:
            node = self.dictionary(waiting.pop())
            yield from self.items(node.get("Names"))[::2]
            waiting += self.items(node.get("Kids"))

    def runs(self, owner: dict[str, Any]) -> bool:
        """Whether anything that happens to the owner starts something."""
        actions = [owner[key] for key in ("OpenAction", "A") if key in owner]
        actions += self.dictionary(owner.get("AA")).values()
        while actions and self._left > 0:
            action = self.dictionary(actions.pop())
            if _name(action.get("S")) in RUNS or "JS" in action:
                return True
            following = self._resolved(action.get("Next"))
            actions += following if isinstance(following, list) else [following] if following else []
        return False

    def fields_run(self, form: dict[str, Any]) -> bool:
        waiting = self.items(form.get("Fields"))[:]
        while waiting and self._left > 0:
            field = self.dictionary(waiting.pop())
            if self.runs(field):
                return True
            waiting += self.items(field.get("Kids"))
        return False
