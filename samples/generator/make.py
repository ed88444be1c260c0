"""From a plan module to its files: the order of work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from samples.generator.content import Plan
from samples.generator.flatten import Dump, damaged, flatten
from samples.generator.gold import gold_files, write_files
from samples.generator.pdf import write_pdf
from samples.generator.scan import scan_pages, write_scan, wrong_words
from samples.generator.typeset import typeset
from samples.plans import ekhamra, lindmo, mellanskog, naverland, norrskog, ostervik, sandvalla, vastmark


class Module(Protocol):
    """What a module of ``samples.plans`` offers; one with a ``SCANNER`` is scanned too."""

    NAME: str
    DUMP: Dump

    def build(self) -> Plan: ...


ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS, GOLD = ROOT / "documents", ROOT / "gold"
PLANS: tuple[Any, ...] = (norrskog, lindmo, vastmark, ostervik, naverland, mellanskog, ekhamra, *sandvalla.FAMILY)


def texts(module: Module) -> tuple[bytes, dict[str, str]]:
    """The plain-text source, and the gold files by name: all that a test can make anew within a second."""
    plan = module.build()
    layout = typeset(plan)
    text = flatten(layout, module.DUMP)
    source = damaged(text, 1) if module.DUMP.damage else text
    return source.encode(module.DUMP.encoding), gold_files(plan, layout, module.DUMP, text)


def make(module: Module, only: frozenset[str]) -> str:
    """Writes the files of one plan; what was made, in one line."""
    plan = module.build()
    layout = typeset(plan)
    source, gold = texts(module)
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    write_files(gold, GOLD)
    (DOCUMENTS / f"{plan.name}.txt").write_bytes(source)
    born = DOCUMENTS / f"{plan.name}.pdf"
    if "born" in only:
        write_pdf(layout, born, plan.title)
    sideways = frozenset(n for n, page in enumerate(layout.pages, 1) if page.form == "sideways")
    scanner = getattr(module, "SCANNER", None)
    if scanner and "scan" in only:
        write_scan(scan_pages(born, scanner, sideways), DOCUMENTS / f"{plan.name}-scan.pdf", scanner, "")
    if scanner and "layer" in only:
        other = replace(scanner, dpi=200, seed=scanner.seed + 1)
        images = scan_pages(born, other, sideways)
        words = [wrong_words(image, other.dpi) for image in images]
        write_scan(images, DOCUMENTS / f"{plan.name}-badlayer.pdf", other, "", words)
    counts = ", ".join(f"{len(v)} {k}" for k, v in plan.records.items())
    return f"{plan.name}: {len(layout.pages)} pages, {counts}, rows cut {layout.split_rows}"
