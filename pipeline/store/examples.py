"""Useful queries over a store: to run as they are, or to start from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its short name and what it shows."""

    name: str
    title: str
    sql: str


_ALL = (
    Example(
        "overview",
        "plans by body and year, with what was found in them",
        """\
SELECT p.organisation, p.body, p.plan_year, count(*) AS plans,
       sum((SELECT count(*) FROM goals g WHERE g.plan_id = p.plan_id)) AS goals,
       sum((SELECT count(*) FROM indicators i WHERE i.plan_id = p.plan_id)) AS indicators,
       sum((SELECT count(*) FROM budget_rows b WHERE b.plan_id = p.plan_id)) AS budget_rows,
       sum((SELECT count(*) FROM risks r WHERE r.plan_id = p.plan_id)) AS risks
FROM plans p GROUP BY ALL ORDER BY p.organisation, p.body, p.plan_year""",
    ),
    Example(
        "targets-missed",
        "targets missed by year: the outcome of a year against the target that was set for it",
        """\
WITH outcome AS (SELECT * FROM indicator_values WHERE kind = 'outcome' AND value_kind = 'absolute' AND year IS NOT NULL),
     target AS (SELECT * FROM indicator_values WHERE kind = 'target' AND value_kind = 'absolute')
SELECT coalesce(t.year, o.year) AS year, count(*) AS compared,
       count(*) FILTER (WHERE CASE
           WHEN t.comparator IN ('>', '>=') THEN o.value < t.value
           WHEN t.comparator IN ('<', '<=') THEN o.value > t.value
           WHEN t.comparator = 'range' THEN o.value NOT BETWEEN t.value AND t.value_high
           WHEN i.direction = 'decrease' THEN o.value > t.value
           ELSE o.value < t.value END) AS missed
FROM target t
JOIN outcome o ON o.indicator_id = t.indicator_id AND o."group" IS NOT DISTINCT FROM t."group"
              AND o.unit IS NOT DISTINCT FROM t.unit AND (t.year IS NULL OR t.year = o.year)
JOIN indicators i ON i.indicator_id = t.indicator_id
GROUP BY 1 ORDER BY 1""",
    ),
    Example(
        "budget-against-forecast",
        "budget against forecast by body: totals of operating tables, in kronor",
        """\
SELECT b.organisation, b.body, b.year, b.label, b.amount_sek AS budget, f.amount_sek AS forecast,
       f.amount_sek - b.amount_sek AS difference
FROM budget_rows b
JOIN budget_rows f ON f.table_id = b.table_id AND f.label = b.label AND f.year = b.year
                  AND f.parent_label IS NOT DISTINCT FROM b.parent_label AND f.measure IS NOT DISTINCT FROM b.measure
WHERE b.scenario = 'budget' AND f.scenario = 'forecast' AND b.is_total AND b.table_kind IN ('operating', 'result')
ORDER BY abs(f.amount_sek - b.amount_sek) DESC NULLS LAST, b.label LIMIT 100""",
    ),
    Example(
        "risks-by-area",
        "risks by area: how many, how grave, how many with a measure",
        """\
SELECT r.area, count(*) AS risks, round(avg(r.score), 1) AS mean_score, max(r.score) AS highest,
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM risk_measures m WHERE m.risk_id = r.risk_id)) AS with_measure
FROM risks r GROUP BY r.area ORDER BY risks DESC, r.area""",
    ),
    Example(
        "goals-without-indicators",
        "goals that no indicator follows",
        """\
SELECT g.organisation, g.body, g.plan_year, g.kind, g.number, g.text, g.source_name, g.page
FROM goals g
WHERE NOT EXISTS (SELECT 1 FROM indicators i WHERE i.goal_id = g.goal_id)
  AND NOT EXISTS (SELECT 1 FROM goals part WHERE part.parent_goal_id = g.goal_id)
ORDER BY g.organisation, g.body, g.plan_year, g.page LIMIT 100""",
    ),
    Example(
        "indicator-over-time",
        "outcomes of the same indicator over the years, across plans",
        """\
SELECT i.organisation, i.body, i.name, v.year, v.value, v.unit, v.source_name, v.page
FROM indicator_values v JOIN indicators i ON i.indicator_id = v.indicator_id
WHERE v.kind = 'outcome' AND v.value IS NOT NULL AND v.year IS NOT NULL
ORDER BY i.organisation, i.body, i.name, v.year LIMIT 200""",
    ),
    Example(
        "to-review",
        "what a person should look at, by document and kind of doubt",
        """\
SELECT d.source_name, i.code, i.severity, count(*) AS issues, min(i.page) AS first_page
FROM issues i JOIN documents d ON d.document_id = i.document_id
WHERE i.severity <> 'info' GROUP BY ALL ORDER BY issues DESC, d.source_name, i.code LIMIT 100""",
    ),
    Example(
        "broken-sums",
        "tables whose sums do not add up",
        """\
SELECT t.source_name, t.page, t.caption, t.sums_checked, t.sums_failed
FROM tables t WHERE t.sums_failed > 0 ORDER BY t.sums_failed DESC, t.source_name, t.page LIMIT 100""",
    ),
)
EXAMPLES = {example.name: example for example in _ALL}
