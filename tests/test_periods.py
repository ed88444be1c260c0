"""Years and periods."""

from __future__ import annotations

import pytest

from extractors.periods import When, parse_when

CASES = [
    ("Utfall: 2023", 2023, None), ("Utfall 2023", 2023, None), ("per 31 juli 2024", 2024, "2024-07-31"), ("april 2024", 2024, "2024-04"),
    ("den 5 maj 1994", 1994, "1994-05-05"), ("VT 2025", 2025, "2025-01/2025-06"), ("HT 2024", 2024, "2024-07/2024-12"),
    ("hösten 2024", 2024, "2024-07/2024-12"), ("2025/26", 2025, "2025-07/2026-06"), ("läsåret 2024/2025", 2024, "2024-07/2025-06"),
    ("kvartal 2 2024", 2024, "2024-04/2024-06"), ("Q3 2024", 2024, "2024-07/2024-09"), ("tertial 2, 2024", 2024, "2024-05/2024-08"),
    ("T1 2024", 2024, "2024-01/2024-04"), ("jan-aug 2024", 2024, "2024-01/2024-08"), ("januari–augusti 2024", 2024, "2024-01/2024-08"),
    ("2024-2026", None, "2024/2026"), ("2024–2026", None, "2024/2026"), ("2024-05-31", 2024, "2024-05-31"), ("aug. 2024", 2024, "2024-08"),
    ("", None, None), ("1177 inloggade tjänster", None, None), ("100 Mbit/s", None, None), ("enligt SFS 12024", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "year", "period"), CASES)
def test_years_and_periods(text: str, year: int | None, period: str | None) -> None:
    assert parse_when(text) == When(year, period)
