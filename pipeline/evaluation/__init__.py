"""Scores of a run against gold: records, numbers, pages, links, text, cells; sheets for a person to check; draft gold.

    report = evaluate(Path("out"), Path("gold"))
    format_report(report)            a table for the terminal
    report_json(report)              everything, for machines
    html_report(report, sources)     each wrong record beside its gold and the crop of its page

docs/evaluation.md says what each figure means.
"""

from pipeline.evaluation.drafting import draft_gold
from pipeline.evaluation.html import html_report
from pipeline.evaluation.report import DocumentReport, Report, format_report, report_json
from pipeline.evaluation.run import evaluate, evaluate_document
from pipeline.evaluation.sheets import SheetResult, draw_sample, format_sheet, read_sheet, score_sheet, write_sheet

__all__ = [
    "DocumentReport", "Report", "SheetResult", "draft_gold", "draw_sample", "evaluate", "evaluate_document",
    "format_report", "format_sheet", "html_report", "read_sheet", "report_json", "score_sheet", "write_sheet",
]  # fmt: skip
