"""plantolk beside what else there is, on the same input in the same run: ``make bench``.

Never a test and never in the way of one. Each module with a ``measure`` is a benchmark that yields tables.
"""
