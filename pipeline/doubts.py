"""What a person should know of a document besides its records: doubts about pages, tables and the whole, as issues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.records import Record
from pipeline.document import Document, Page, Table
from pipeline.errors import Issue, Severity
from pipeline.lexicon import Lexicon, plain_letters
from pipeline.number_alarms import two_sizes, unread_numbers
from pipeline.tables.flattened.unread import unread_rows
from pipeline.unread_headers import unread_tables

MIN_SWEDISH = 0.12
"""Share of a text's words that are Swedish function words (spaCy's stop words): plans measured 0.35-0.5, English below 0.05."""

MIN_PLAN_WORDS = 3
"""Different words of the genre (plan titles, goal and indicator words) that a plan has at least; plans measured 12 and more."""

MIN_WORDS = 40
"""With fewer words than this a text is too short to be judged."""

PAGE_SEVERITY: dict[str, Severity] = {
    "bad_text_layer": "info",
    "region_reread": "info",
    "second_reading_differs": "info",
}

SOURCE_SEVERITY: dict[str, Severity] = {"protected": "info", "too_many_pages": "error", "active_content": "info"}

KINDS_THAT_COUNT = {"goals", "assignments", "activities", "indicators", "budget_rows", "risks"}


def document_issues(document: Document, records: Sequence[Record], lexicon: Lexicon) -> Iterator[Issue]:
    """All doubts about pages, tables and the document as a whole."""
    for code, message in document.source.notes:
        yield Issue("read", SOURCE_SEVERITY.get(code, "warning"), code, message)
    for page in document.pages:
        yield from page_issues(page)
    for table in document.tables:
        yield from table_issues(table, document.name_of(table))
    yield from unread_issues(document, records, lexicon)
    yield from whole_issues(document, records, lexicon)


def unread_issues(document: Document, records: Sequence[Record], lexicon: Lexicon) -> Iterator[Issue]:
    """Tables that gave no records, each told once: by its header where that is known, else by its rows."""
    headed = tuple(unread_tables(document, records, lexicon))
    for table in headed:
        (page, first), (_, last) = table.first, table.last
        yield Issue(
            "tables", "warning", "table_unread",
            f"page {page}, lines {first}–{last}: a table headed “{table.header}” was not read; its rows are missing from the records",
            page,
        )  # fmt: skip
    for rows in unread_rows(document.pages, document.tables):
        if any(table.first <= (rows.page, rows.first) <= table.last for table in headed):
            continue
        yield Issue(
            "tables", "warning", "table_unread",
            f"page {rows.page}, lines {rows.first}–{rows.last}: {rows.rows} rows that look like a table's were not read as "
            f"one, the first “{rows.text}”; look at the page",
            rows.page,
        )  # fmt: skip
    yield from number_issues(document, records, lexicon)


def number_issues(document: Document, records: Sequence[Record], lexicon: Lexicon) -> Iterator[Issue]:
    """Tables of numbers that gave no record, and those whose amounts are of two sizes."""
    for numbers in unread_numbers(document, records):
        (page, first), (_, last) = numbers.first, numbers.last
        yield Issue(
            "tables", "warning", "table_unread",
            f"page {page}, lines {first}–{last}: a table of numbers gave no records, though {numbers.rows} of its rows hold "
            f"two numbers and more, the first “{numbers.text}”; look at the page",
            page,
        )  # fmt: skip
    for table in two_sizes(records, lexicon):
        above, below = table.above, table.below
        yield Issue(
            "budget", "warning", "sizes_differ",
            f"page {below.place[0]}: from “{below.label}” ({below.amount} {below.unit}) on, the amounts of a table are of another "
            f"size than down to “{above.label}” ({above.amount} {above.unit}); are these two tables, or two units?",
            below.place[0], "budget_rows", below.budget_row_id,
        )  # fmt: skip


def page_issues(page: Page) -> Iterator[Issue]:
    """What was decided about a page that a person may want to know: its text layer was bad, a region was re-read ..."""
    for code in page.decision.codes:
        yield Issue(
            "read", PAGE_SEVERITY.get(code, "warning"), code, f"page {page.number}: {page.decision.reason}", page.number
        )


def table_issues(table: Table, called: str | None) -> Iterator[Issue]:
    """Sums that do not add up, numbers that should be others, headers that were inferred."""
    name = f"“{called}”" if called else "without a caption"
    first = table.pages[0]
    grid = table.grid()
    for check in table.checks:
        if not check.holds:
            label = _label(grid[check.total_row])
            members = ", ".join(f"“{_label(grid[row])}”" for row in check.member_rows) or " and ".join(
                f"“{table.column_label(column)}”" for column in check.member_columns
            )
            verb = "add up to" if check.member_rows else "give"
            yield Issue(
                "arithmetic", "warning", "sum_failed",
                f"table {name}, page {first}, column “{table.column_label(check.column)}”: “{label}” says {check.found} "
                f"but {members} {verb} {check.expected}; compare them with the page",
                first,
            )  # fmt: skip
    for proposal in table.proposals:
        cell = grid[proposal.row][proposal.column]
        box = cell.box if cell else None
        yield Issue(
            "arithmetic", "warning", "number_doubtful",
            f"table {name}: {proposal.reason}", cell.page if cell else first,
            box=(box.left, box.top, box.right, box.bottom) if box else None, proposal=str(proposal.value),
        )  # fmt: skip
    for code in table.doubts:
        yield Issue(
            "tables", "warning", code, f"table {name}, page {first}: {code.replace('_', ' ')}; check its columns", first
        )


def _label(row: Sequence[object]) -> str:
    return next((cell.text.value for cell in row if getattr(cell, "text", None)), "") if row else ""  # type: ignore[attr-defined]


def whole_issues(document: Document, records: Sequence[Record], lexicon: Lexicon) -> Iterator[Issue]:
    """Nothing found, not Swedish, not a plan: said, never a silent ok."""
    words = re.findall(r"[^\W\d_]+", " ".join(line.text.value for line in document.lines()).casefold())
    if document.pages and all(page.is_blank or page.status == "failed" for page in document.pages):
        yield Issue("read", "warning", "no_text", "no page holds any text; is it the right file?")
        return
    if len(words) >= MIN_WORDS:
        share = sum(plain_letters(word) in _function_words() for word in words) / len(words)
        if share < MIN_SWEDISH:
            message = f"does not look Swedish: only {share:.0%} of its words are common Swedish ones"
            yield Issue("plans", "warning", "not_swedish", message)
    known = _plan_words(lexicon) & {plain_letters(word) for word in words}
    if len(known) < MIN_PLAN_WORDS:
        message = (
            f"does not look like a plan: {len(known)} of the words that plans use occur in it; is it the right file?"
        )
        yield Issue("plans", "warning", "not_a_plan", message)
    if not any(record.table in KINDS_THAT_COUNT for record in records):
        message = "no goals, assignments, activities, indicators, budget rows or risks were found"
        yield Issue("run", "warning", "no_records", message)


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    from spacy.lang.sv.stop_words import STOP_WORDS

    return frozenset(plain_letters(word) for word in STOP_WORDS)


@lru_cache(maxsize=4)
def _plan_words(lexicon: Lexicon) -> frozenset[str]:
    """Single words that name plans, goals, indicators, and parts of budgets and risk lists."""
    terms = [row[column] for row in lexicon.rows("goal_terms") for column in ("term", "plural")]
    terms += [row["term"] for row in lexicon.rows("indicator_terms") if row["class"] == "indicator_word"]
    terms += [row["title"] for row in lexicon.rows("document_titles")]
    terms += [
        row["header_variant"] for row in lexicon.rows("column_headers") if row["table_type"] in {"budget", "risk"}
    ]
    return frozenset(plain_letters(term) for term in terms if term and " " not in term and len(term) > 2)
