"""``plantolk ingest``: sources into a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.batch.sources import find_sources, group_by_content
from pipeline.batch.work import Event
from pipeline.errors import EXIT_NOTHING, EXIT_OK, EXIT_PARTIAL, Issue
from pipeline.rows import Row
from pipeline.store.batches import Outcome, now
from pipeline.store.delta import Place
from pipeline.store.failures import load_failures
from pipeline.store.ingest import Plan, Work, plan_work, run_id, take_in
from pipeline.store.lock import locked
from pipeline.store.upkeep import compact, needs_compaction, record_run
from pipeline.store.versions import claim_store, create_store, recover, require_store
from pipeline.store.writer import Writer


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest came to; ``problems`` are messages about arguments."""

    plan: Plan
    outcome: Outcome
    problems: tuple[str, ...]
    exit_code: int

    def lines(self) -> Iterator[str]:
        counts = self.outcome.counts
        extracted = ", ".join(f"{counts[name]} {name}" for name in ("ok", "partial", "failed") if counts[name])
        yield (
            f"documents: {counts['new']} new, {counts['reprocessed']} again, {counts['moved']} at a new place, "
            f"{counts['unchanged']} unchanged" + (f" (extracted: {extracted})" if extracted else "")
        )
        if self.plan.older:
            yield f"           {self.plan.older} were extracted by another version: --reprocess extracts them again"
        if self.plan.quarantined:
            yield f"           {self.plan.quarantined} failed before and wait for `plantolk retry`"
        yield f"version:   {self.outcome.version}"


@contextmanager
def holding(place: Place) -> Iterator[Place]:
    """A store that exists, held for writing and whole."""
    require_store(place)
    with locked(place):
        recover(place)
        yield place


def ingest(
    arguments: Sequence[str],
    place: Place,
    work: Work,
    *,
    pages_in_folder: bool = False,
    reprocess: bool = False,
    on_start: Callable[[int], None] = lambda _: None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> IngestReport:
    """All sources into the store; what it knows already is not read again.

    Raises :class:`StoreLocked`, :class:`StoreError`, :class:`OutputRefused`, :class:`MissingEngine`.
    """
    started, run = now(), run_id()
    claim_store(place)
    with locked(place):
        create_store(place)
        recover(place)
        paths, problems = find_sources(arguments, pages_in_folder=pages_in_folder)
        uploads, unreadable = group_by_content(paths)
        problems += unreadable
        writer = Writer(place)
        plan = plan_work(uploads, writer, work.stamp, load_failures(place), reprocess=reprocess)
        on_start(len(plan.new) + len(plan.again))
        outcome = take_in(plan, place, writer, work, kind="ingest", run=run, on_event=on_event)
        code = _exit_code(outcome, plan, problems)
        record_run(place, run_row(run, "ingest", started, code, outcome, work))
        if outcome.statuses and needs_compaction(place):
            outcome.version = compact(place)[1]
    return IngestReport(plan, outcome, tuple(issue.message for _, issue in problems), code)


def run_row(run: str, kind: str, started: str, code: int, outcome: Outcome, work: Work) -> Row:
    """A run's row in the books."""
    return {
        "run_id": run,
        "kind": kind,
        "started": started,
        "finished": now(),
        "exit_code": code,
        "version": outcome.version,
        "program_version": work.stamp.program_version,
        "config_hash": work.stamp.config_hash,
        "counts": dict(outcome.counts) | {"left": outcome.left},
    }


def _exit_code(outcome: Outcome, plan: Plan, problems: Sequence[tuple[str, Issue]]) -> int:
    counts = outcome.counts
    known = len(plan.moved) + len(plan.unchanged)
    if not known and not counts["ok"] and not counts["partial"]:
        return EXIT_NOTHING
    bad = (
        counts["partial"]
        or counts["failed"]
        or outcome.changed
        or any(issue.severity == "error" for _, issue in problems)
    )
    return EXIT_PARTIAL if bad else EXIT_OK
