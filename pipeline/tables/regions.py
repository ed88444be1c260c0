"""Where on a page tables stand that no rules hold: rows of pieces that stand in columns.

Rows that end in numbers are the seeds; seeds whose columns agree, near to each other, are a table; its header stands
above, between the caption and the first seed. Rules that run across (top, under the header, bottom) make seeds of rows of
words, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.document import Box, Page
from pipeline.lexicon import Lexicon
from pipeline.tables.captions import opens_caption
from pipeline.tables.headers import read_headers, years_in
from pipeline.tables.pieces import Row, columns_of, columns_under, split_at_gutters
from pipeline.tables.tabular import INSET, LONG_WORDS, has_labels, is_complete, is_table, row_text
from pipeline.tables.zones import LARGER, rule_zones, zone_of

APART = 3.0
"""Rows further apart than this many type heights are two tables."""
HEADER_APART = 2.2
"""Header rows are nearer to each other and to the body than this many type heights."""
HEADER_ROWS = 7
"""Visual rows above the first seed that may be its header."""
RAN_TOGETHER = 0.3
"""The share of rows that may cross a gutter which a known header shows."""
GOES_ON = 0.6
"""A label's next line follows within this many type heights."""
ALIGN = 0.6
"""Sides line up within this many type heights."""


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that are a table: ``rows`` top down, the first ``header`` of them its header; ``last`` is the index of the last
    one among the page's rows."""

    rows: tuple[Row, ...]
    header: int
    columns: tuple[tuple[float, float], ...]
    last: int = 0


def find_regions(page: Page, rows: Sequence[Row], blank: float, lexicon: Lexicon, taken: Sequence[Box]) -> list[Region]:
    zones = rule_zones(page, rows, taken, lexicon)
    regions = []
    done = -1
    runs = _runs(rows, zones, lexicon)
    for at, (first, last) in enumerate(runs):
        if first <= done:
            continue
        stop = runs[at + 1][0] if at + 1 < len(runs) else len(rows)
        region = _region(rows, (first, last), (done + 1, stop), zones, blank, lexicon)
        if region is not None:
            regions.append(region)
            done = region.last
    return regions


def _runs(rows: Sequence[Row], zones: Sequence[Box], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The first and last index of each run of seeds that line up, rows of labels between them included."""
    runs: list[list[int]] = []
    for at, row in enumerate(rows):
        zone = zone_of(row, zones)
        if not (_is_seed(row) or (zone is not None and len(row.pieces) > 1)):
            if _is_known_header(row, lexicon) and (not runs or runs[-1][-1] < at):
                runs.append([at])
            continue
        last = runs[-1] if runs else None
        starts = last is not None and _starts_anew(rows, last, at, lexicon)
        if last is not None and not starts and _goes_on(rows, last, at, zones):
            last.append(at)
        else:
            if last is not None and _heads_anew(rows, last, at):
                _drop_tail(rows, last)
            runs.append([at])
    return [(run[0], run[-1]) for run in runs]


def _drop_tail(rows: Sequence[Row], run: list[int]) -> None:
    """Takes the rows without numbers off a run's end: the heading of the table that begins below."""
    while len(run) > 1 and not _is_seed(rows[run[-1]]):
        run.pop()


def _starts_anew(rows: Sequence[Row], run: Sequence[int], at: int, lexicon: Lexicon) -> bool:
    """Whether another table begins: a caption stands between, or years or known headers stand under numbers again."""
    between = rows[run[-1] + 1 : at + 1]
    if any(opens_caption(row_text(row), lexicon, "caption", "figure") for row in between):
        return True
    body = any(_is_seed(rows[i]) and not _is_years(rows[i]) for i in run)
    unlabelled = _is_years(rows[at]) and years_in(rows[at].pieces[0].text) != ()
    known = unlabelled or any(_is_known_header(row, lexicon) for row in between)
    return body and (known or _heads_anew(rows, run, at))


def _heads_anew(rows: Sequence[Row], run: Sequence[int], at: int) -> bool:
    """Whether words stand over most columns of numbers below others of numbers: a header, if it is in bold type as they are
    not, or a line stands above it that is in no column. ``at``: the header itself or the first row under it."""
    below = at if _is_seed(rows[at]) else at + 1
    if below >= len(rows) or not _is_seed(rows[below]):
        return False
    seeds = [rows[i] for i in (*run, below) if _is_seed(rows[i])]
    for i in range(run[-1] + 1, below):
        row, later = rows[i], rows[i].pieces[1:]
        if len(later) < 2 or 3 * len(later) < 2 * len(rows[below].pieces[1:]):
            continue
        if any(ch.isdigit() for piece in row.pieces for ch in piece.text):
            continue
        above = rows[i - 1]
        apart = len(above.pieces) == 1 and above.right > later[0].box.left
        bold = _is_bold(row) and not any(map(_is_bold, seeds))
        if (bold or apart) and _line_up(row, [rows[below]], row.height):
            return True
    return False


def _is_bold(row: Row) -> bool:
    return all(word.bold for piece in row.pieces for word in piece.words)


def _is_seed(row: Row) -> bool:
    """A row whose pieces, the first aside, are numbers for the most part."""
    if len(row.pieces) < 2 or any(len(piece.words) > LONG_WORDS for piece in row.pieces):
        return False
    later = row.pieces[1:]
    return 2 * sum(piece.is_number for piece in later) >= len(later)


def _is_known_header(row: Row, lexicon: Lexicon) -> bool:
    if len(row.pieces) < 2 or any(len(piece.words) > 6 for piece in row.pieces):
        return False
    known = [m for m in read_headers([p.text for p in row.pieces], lexicon).columns if m and m.score > 0.8]
    return len(known) > 1 and 2 * len(known) >= len(row.pieces)


def _goes_on(rows: Sequence[Row], run: Sequence[int], at: int, zones: Sequence[Box]) -> bool:
    """Whether the row at ``at`` belongs to the run of seeds above it."""
    row, last = rows[at], rows[run[-1]]
    height = median(r.height for r in rows[run[-1] : at + 1])
    zone = zone_of(row, zones)
    if zone is not None and zone == zone_of(last, zones):
        return True
    if any(lower.top - upper.bottom > APART * height for upper, lower in pairwise(rows[run[-1] : at + 1])):
        return False
    seeds = [rows[i] for i in run[-4:]]
    left = min(piece.box.left for seed in seeds for piece in seed.pieces[1:])
    right = max(seed.right for seed in seeds)
    for between in rows[run[-1] + 1 : at]:
        # A line of running text reaches over the columns; a label on a line of its own does not.
        if len(between.pieces) == 1 and between.left < left - height and between.right > left + 0.6 * (right - left):
            return False
    if at - run[-1] > 5:
        return False
    return _line_up(row, seeds, height)


def _line_up(row: Row, seeds: Sequence[Row], height: float) -> bool:
    """Whether most pieces of the row, the first aside, share a side or their middle with one of the seeds'."""
    others = [piece.box for seed in seeds for piece in seed.pieces[1:]]
    later = row.pieces[1:] or row.pieces
    good = sum(
        any(
            min(abs(p.box.right - o.right), abs(p.box.left - o.left), abs(p.box.middle[0] - o.middle[0]))
            <= ALIGN * height
            for o in others
        )
        for p in later
    )
    return 2 * good >= len(later)


def _region(
    rows: Sequence[Row],
    run: tuple[int, int],
    between: tuple[int, int],
    zones: Sequence[Box],
    blank: float,
    lexicon: Lexicon,
) -> Region | None:
    """The table of a run of seeds (first, last) with its header, or ``None`` where it is none; ``between``: the first row
    that no table has yet, and the one that the next run begins with."""
    first, last = run
    body = list(rows[first : last + 1])
    several = [row for row in body if len(row.pieces) > 1]
    zone = zone_of(rows[first], zones)
    columns = _columns(several, lexicon)
    if len(columns) < 2:
        return None
    last = _last_row(rows[: between[1]], last, columns, zone, zones)
    body = [split_at_gutters(row, columns, blank) for row in rows[first : last + 1]]
    start = _header_start(rows, first, between[0], columns, zones, lexicon)
    header = [split_at_gutters(row, columns, blank) for row in rows[start:first]]
    known = any(_is_known_header(row, lexicon) for row in (*header, body[0]))
    if not is_table(body, columns, known=known, zone=None if zone is None else zones[zone]):
        return None
    if not (known or any(len(row.pieces) > 1 for row in header)) and not has_labels(body, columns):
        return None
    if len(columns) == 2 and not known and not is_complete(body, columns):
        return None
    heading = 0
    while heading < len(body) - 1 and (
        _is_years(body[heading])
        or _is_known_header(body[heading], lexicon)
        or (heading > 0 and _ends_headers(body[heading], body[heading - 1], columns))
    ):
        heading += 1
    return Region((*header, *body), len(header) + heading, tuple(columns), last)


def _columns(rows: Sequence[Row], lexicon: Lexicon) -> list[tuple[float, float]]:
    """The columns of rows of several pieces; where numbers that ran together close gutters, those that a known header names."""
    headers = [row for row in rows if _is_known_header(row, lexicon)]
    # a header over several columns closes their gutters
    columns = max(columns_of(rows), columns_of([row for row in rows if row not in headers]), key=len)
    parted = columns_of(rows, crossing=RAN_TOGETHER)
    for row in headers:
        if len(columns) < len(row.pieces) == len(parted) and all(
            columns_under(piece.box, parted) == [at] for at, piece in enumerate(row.pieces)
        ):
            return parted
    return columns


def _ends_headers(row: Row, above: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether words under a row of headers are the second lines of some of them: 'Risk-' and under it 'värde'."""
    under = {c for piece in row.pieces for c in columns_under(piece.box, columns)}
    over = {c for piece in above.pieces for c in columns_under(piece.box, columns)}
    tight = row.top - above.bottom < GOES_ON * row.height
    return tight and 0 not in under and under < over and not any(piece.is_number for piece in row.pieces)


def _is_years(row: Row) -> bool:
    """Whether a row holds years alone, a first label aside: the lower line of a header."""
    later = [piece.text for piece in row.pieces if years_in(piece.text) and piece.text.isdigit()]
    return len(later) > 0 and len(later) >= len(row.pieces) - 1


def _last_row(
    rows: Sequence[Row], last: int, columns: Sequence[tuple[float, float]], zone: int | None, zones: Sequence[Box]
) -> int:
    """The index of the body's last row: lines that the last seed's label goes on over are taken along."""
    while last + 1 < len(rows):
        row, above = rows[last + 1], rows[last]
        if zone is not None and zone_of(row, zones) == zone:
            last += 1
            continue
        is_label = len(row.pieces) == 1 and row.right <= columns[1][0] and abs(row.left - columns[0][0]) < INSET
        tight = row.top - above.bottom < GOES_ON * row.height
        if not (is_label and tight and row.pieces[0].text[:1].islower()):
            break
        last += 1
    return last


def _header_start(
    rows: Sequence[Row],
    first: int,
    free: int,
    columns: Sequence[tuple[float, float]],
    zones: Sequence[Box],
    lexicon: Lexicon,
) -> int:
    """The index of the first header row above the body that begins at ``first``."""
    start = first
    zone = zone_of(rows[first], zones)
    while start > max(free, first - HEADER_ROWS):
        row = rows[start - 1]
        if opens_caption(row_text(row), lexicon, "caption", "figure"):
            break
        if zone is not None:
            title = len(row.pieces) == 1 and row.height >= LARGER * rows[start].height
            if zone_of(row, zones) != zone or title:
                break
        elif rows[start].top - row.bottom > HEADER_APART * row.height or not _may_be_header(row, columns):
            break
        start -= 1
    return start


def _may_be_header(row: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a row above the numbers heads columns: no running text, no caption that begins where the labels do."""
    if any(len(piece.words) > 6 for piece in row.pieces):
        return False
    if row.right > columns[-1][1] + 30 or row.left < columns[0][0] - 30:
        return False
    if len(row.pieces) == 1:
        return row.left >= columns[1][0] - 20 and row.left > columns[0][0] + 20
    return True
