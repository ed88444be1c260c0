"""Records to each other: goals to their parents; indicators, assignments and activities to their goal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.records import Activity, Assignment, Goal, Indicator, Record
from pipeline.document import Block, Document, Place, Table

SMALLER = 0.97
"""A heading in type smaller than this share of the goal's own stands under the goal."""
MEANS = "faktor"
"""A factor of success says by what a goal is reached: what stands beside it belongs to the goal."""
LONGEST_TITLE = 80
"""Letters: a longer line is no chapter's title."""
OWN_TEXT = "strategi"
"""A strategy says how: what follows a list of them belongs to the chapter, not to the last of them."""


@dataclass(frozen=True, slots=True)
class _Reign:
    """A goal and where it governs what follows: from ``place`` up to ``end`` (exclusive)."""

    goal: Goal
    place: Place
    end: Place


def link(records: Sequence[Record], document: Document) -> tuple[Record, ...]:
    """The records with the ids of the goal that they belong to."""
    goals = sorted((r for r in records if isinstance(r, Goal)), key=lambda r: r.place)
    reigns = _up_to_chapters(_reigns(goals, document), records, document)
    starts = [reign.place for reign in reigns]
    rows = _goals_of_rows(goals, document)
    tables = {place: table.place for table in document.tables for place in table.places}
    parents = _parents(reigns)
    linked: list[Record] = []
    for record in records:
        if isinstance(record, Goal):
            parent = parents.get(record.goal_id) or _governing(record, reigns, starts)
            linked.append(replace(record, parent_goal_id=parent if parent != record.goal_id else None))
        elif isinstance(record, (Indicator, Assignment, Activity)) and record.goal_id is None:
            goal = rows.get(record.place)
            if goal is None:  # all rows of a table stand where it begins, though it goes on in the next column
                goal = _goal_at(tables.get(record.place, record.place), record.plan, reigns, starts)
            if goal is None and record.goal_number is not None:
                goal = _numbered(record.goal_number, record.plan, goals)
            linked.append(
                record
                if goal is None
                else replace(record, goal_id=goal.goal_id, goal_number=record.goal_number or goal.number)
            )
        else:
            linked.append(record)
    return tuple(linked)


def _reigns(goals: Sequence[Goal], document: Document) -> list[_Reign]:
    """The goals that govern what stands below them, each up to the next heading or the next such goal."""
    blocks = [block for block in document.blocks if block.kind != "table"]
    places = [block.place for block in blocks]
    in_tables = {place for table in document.tables for place in table.places}
    end: Place = (1 << 30, 0)
    reigns: list[_Reign] = []
    for goal in goals:
        at = bisect_right(places, goal.place) - 1
        if goal.place in in_tables or at < 0 or not _governs(goal, at, blocks, goals):
            continue
        block = blocks[at]
        if block.kind == "heading" and block.section is not None:
            stop = document.sections[block.section].end
        else:
            stop = next((b.place for b in blocks[at + 1 :] if _ends(b, block)), end)
        reigns.append(_Reign(goal, goal.place, stop))
    return reigns


def _up_to_chapters(reigns: Sequence[_Reign], records: Sequence[Record], document: Document) -> list[_Reign]:
    """The reigns, ended by a line that heads assignments once, after the last of several goals: it is a chapter's title,
    which a text without type sizes does not show. A label of each goal's own assignments would come again."""
    assigned = {record.place for record in records if isinstance(record, Assignment)}
    blocks = [block for block in document.blocks if block.kind != "table"]
    ended = list(reigns)
    for before, block in pairwise(blocks):
        if block.place not in assigned or before.place in assigned or not _may_head(before, blocks):
            continue
        own = [reign for reign in ended if reign.goal.plan == before.plan]
        if len(own) > 1 and all(reign.place < before.place for reign in own):
            ended = [replace(r, end=min(r.end, before.place)) if r in own else r for r in ended]
    return ended


def _may_head(label: Block, blocks: Sequence[Block]) -> bool:
    """Whether a block is a short line without an end mark that stands only once in its plan."""
    said = label.text.value
    if label.kind == "heading" or len(said) > LONGEST_TITLE or not said[:1].isupper() or not said[-1:].isalpha():
        return False
    return sum(block.text.value == said and block.plan == label.plan for block in blocks) == 1


def _governs(goal: Goal, at: int, blocks: Sequence[Block], goals: Sequence[Goal]) -> bool:
    """Whether a goal has its own word before it, or stands alone; the goals of a list govern nothing."""
    block = blocks[at]
    if goal.kind == OWN_TEXT and goal.number is None:
        return False
    if len(block.text.value) > len(goal.text) + 2:
        return True
    if block.kind == "item":
        return False
    near = {b.place for b in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2])}
    return not any(other.place in near and other.kind == goal.kind for other in goals if other is not goal)


def _ends(heading: Block, goal: Block) -> bool:
    """Whether a heading ends a goal's reign: any does, save one set smaller than the goal itself."""
    if heading.kind != "heading":
        return False
    return heading.size is None or goal.size is None or heading.size >= SMALLER * goal.size


def _goal_at(place: Place, plan: int, reigns: Sequence[_Reign], starts: Sequence[Place]) -> Goal | None:
    for at in range(bisect_right(starts, place) - 1, -1, -1):
        reign = reigns[at]
        if reign.goal.plan == plan:
            return reign.goal if place < reign.end else None
    return None


def _governing(goal: Goal, reigns: Sequence[_Reign], starts: Sequence[Place]) -> str | None:
    """The goal that a goal of a list or a table stands under."""
    above = _goal_at(goal.place, goal.plan, reigns, starts)
    return above.goal_id if above is not None and above.kind != goal.kind else None


def _parents(reigns: Sequence[_Reign]) -> dict[str, str]:
    """Goal -> its parent: the one whose number it carries on ('2' of '2.1'), else the nearest above of another kind that
    came first since the last heading."""
    parents: dict[str, str] = {}
    stack: list[_Reign] = []
    for reign in reigns:
        goal = reign.goal
        stack = [above for above in stack if reign.place < above.end and above.goal.plan == goal.plan]
        kinds = [above.goal.kind for above in stack]
        if goal.kind in kinds:
            stack = stack[: kinds.index(goal.kind)]
        numbered = next((r.goal for r in reversed(reigns) if _carries_on(goal, r.goal) and r.place < reign.place), None)
        parent = numbered or (stack[-1].goal if stack else None)
        if parent is not None:
            parents[goal.goal_id] = parent.goal_id
        stack.append(reign)
    return parents


def _carries_on(goal: Goal, parent: Goal) -> bool:
    if goal.number is None or parent.number is None or goal.plan != parent.plan or "." not in goal.number:
        return False
    return goal.number.rpartition(".")[0] == parent.number


def _numbered(number: str, plan: int, goals: Sequence[Goal]) -> Goal | None:
    return next((goal for goal in goals if goal.number == number and goal.plan == plan), None)


def _goals_of_rows(goals: Sequence[Goal], document: Document) -> dict[Place, Goal]:
    """The lines of table rows that have a goal's cell, each with that goal."""
    found: dict[Place, Goal] = {}
    of_place = {goal.place: goal for goal in goals if not goal.kind.endswith(MEANS)}
    for table in document.tables:
        if not of_place.keys() & set(table.places):
            continue
        for rows, goal in _goal_rows(table, of_place):
            for cell in table.cells:
                if cell.row in rows:
                    for word in cell.text.words:
                        if word.line is not None:
                            found[(word.page, word.line)] = goal
    return found


def _goal_rows(table: Table, of_place: dict[Place, Goal]) -> list[tuple[range, Goal]]:
    """The rows that each goal's cell covers, empty cells below it included."""
    cells = []
    for cell in table.cells:
        goal = next((g for w in cell.text.words if w.line is not None and (g := of_place.get((w.page, w.line)))), None)
        if goal is not None and goal.text in cell.text.value:
            cells.append((cell, goal))
    cells.sort(key=lambda pair: pair[0].row)
    rows = []
    for at, (cell, goal) in enumerate(cells):
        below = cells[at + 1][0].row if at + 1 < len(cells) else table.rows
        rows.append((range(cell.row, max(below, cell.row + cell.row_span)), goal))
    return rows
