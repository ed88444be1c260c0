"""Failures that last and failures that may pass: what of a document's issues makes the next run try it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.batch.results import Kept
from pipeline.store import delta
from pipeline.store.delta import Place
from pipeline.store.tables import QUARANTINE, arrow_table

TEMPORARY = {"page_limit", "limit_exceeded", "worker_died", "not_reachable"}
"""Issue codes of failures that may pass: time, memory, a file that went away under our hands."""

MOST_TRIES = 3
"""Runs that a temporary failure is tried in before a person has to look."""

RETRY, QUARANTINED = "retry", "quarantined"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read as it should; ``state`` says whether the next run tries again."""

    document_id: str
    source_path: str
    state: str
    reason: str
    stage: str
    message: str
    traceback: str | None
    tries: int
    extraction_id: str
    first_failed: str
    last_failed: str


def failure_of(
    kept: Kept, source_path: str, extraction_id: str, before: Failure | None, now: str, most_tries: int = MOST_TRIES
) -> Failure | None:
    """The failure that a result shows; ``None`` where there is none. ``before`` is what the last try came to."""
    issues = kept.rows["issues"]
    passing = next((issue for issue in issues if issue["code"] in TEMPORARY), None)
    lasting = next((issue for issue in issues if issue["severity"] == "error"), None)
    if passing is None and kept.status != "failed":
        return None
    issue = passing or lasting or {"code": "failed", "stage": "run", "message": "it could not be read"}
    tries = (before.tries if before and before.extraction_id == extraction_id else 0) + 1
    return Failure(
        kept.document_id,
        source_path,
        RETRY if passing is not None and tries < most_tries else QUARANTINED,
        issue["code"],
        issue["stage"],
        issue["message"],
        kept.traceback,
        tries,
        extraction_id,
        before.first_failed if before else now,
        now,
    )


def out_of_reach(failure: Failure, message: str, now: str, most_tries: int) -> Failure:
    """The failure after one more try that found nothing to read where the document lay."""
    tries = failure.tries + 1
    state = RETRY if tries < most_tries else QUARANTINED
    reason, stage = "not_reachable", "source"
    return replace(
        failure, state=state, reason=reason, stage=stage, message=message, traceback=None, tries=tries, last_failed=now
    )


def load_failures(place: Place) -> dict[str, Failure]:
    """All failures the store knows, by document id."""
    table = delta.open_table(place, QUARANTINE.name)
    with delta.explained(table.table_uri):
        rows: list[dict[str, Any]] = table.to_pyarrow_dataset().to_table(columns=list(QUARANTINE.names)).to_pylist()
    return {row["document_id"]: Failure(**row) for row in rows}


def save_failures(place: Place, changes: Mapping[str, Failure | None]) -> None:
    """Puts the failures of documents into the table; ``None`` takes a document out of it."""
    if not changes:
        return
    rows = [
        {name: getattr(failure, name) for name in QUARANTINE.names}
        for failure in changes.values()
        if failure is not None
    ]
    table = delta.open_table(place, QUARANTINE.name)
    delta.replace(table, arrow_table(QUARANTINE.name, rows), "document_id", list(changes))


def to_retry(failures: Mapping[str, Failure], chosen: Sequence[str]) -> dict[str, Failure]:
    """The failures that ``chosen`` names (ids or beginnings of ids of 6 letters and more), ready to be tried again."""
    found = [
        failure
        for document_id, failure in failures.items()
        if any(document_id.startswith(part) for part in chosen if len(part) >= 6)
    ]
    return {failure.document_id: replace(failure, state=RETRY, tries=0) for failure in found}


def due(failures: Mapping[str, Failure], extraction_id: str, document_id: str) -> bool:
    """Whether a failed document is to be tried now: its failure may pass, or another version of the program has come."""
    failure = failures.get(document_id)
    return failure is not None and (failure.state == RETRY or failure.extraction_id != extraction_id)
