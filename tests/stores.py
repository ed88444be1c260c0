"""What the tests of the store share: invented one-page plans, a store to put them into, and its content as plain rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.extraction import make_stamp
from pipeline.schema import BY_NAME
from pipeline.settings import Settings
from pipeline.store.delta import Place
from pipeline.store.ingest import Work
from pipeline.store.tables import TEXTS
from pipeline.store.versions import snapshot
from pipeline.store.views import connect

Content = dict[str, list[tuple[Any, ...]]]

PLAN = """\
Verksamhetsplan med budget {year}
{body}
Norrvikens kommun

1 Mål och indikatorer

Mål 1: Invånarna i {body} får svar i tid.

Indikator Utfall {before} Mål {year}
Andel svar inom fem dagar 8{digit},5 % 90 %

2 Driftbudget

tkr Budget {year} Bokslut {before}
Ledning -{number}0 -1 822
Verksamhet -6 700 -6 415
Summa -{number_and_rest} -8 237
"""


def plan_text(number: int) -> str:
    """An invented plan; every number gives another one."""
    year = 2000 + number % 25
    return PLAN.format(
        year=year,
        before=year - 1,
        body=f"Nämnd {number}",
        digit=number % 10,
        number=190 + number % 7,
        number_and_rest=f"{(190 + number % 7) * 10 + 6700:,}".replace(",", " "),
    )


def write_plans(folder: Path, count: int, first: int = 0) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"plan-{number}.txt" for number in range(first, first + count)]
    for path, number in zip(paths, range(first, first + count), strict=True):
        path.write_text(plan_text(number), encoding="utf-8")
    return paths


def make_work(jobs: int = 1, **more: Any) -> Work:
    settings = Settings()
    return Work(settings, make_stamp(settings), jobs=jobs, **more)


def content(place: Place, version: int | None = None) -> Content:
    """Every row that a reader sees in a version of the store, in a fixed order."""
    connection = connect(snapshot(place, version))
    try:
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in (*BY_NAME, TEXTS.name)
        }
    finally:
        connection.close()


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
