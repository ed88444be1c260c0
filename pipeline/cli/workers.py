"""Arguments that say what documents are read on: processes of this machine, or a scheduler's workers."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.batch.worker import WorkerSetup


def add_worker_arguments(parser: argparse.ArgumentParser) -> None:
    """``--jobs``, ``--scheduler``, ``--dask-local``."""
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: the cores)")
    parser.add_argument(
        "--scheduler", metavar="URL", help="work on the workers of this Dask scheduler (tcp://host:8786)"
    )
    parser.add_argument(
        "--dask-local", type=int, metavar="N", help="work on a Dask scheduler of our own with N workers, to try it"
    )


def executor_of(options: argparse.Namespace) -> tuple[int, Callable[[int, WorkerSetup], Executor]]:
    """How many tasks run at a time, and what makes the executor. Raises :class:`UsageError`."""
    if options.scheduler and options.dask_local is not None:
        raise UsageError("--scheduler and --dask-local: only one of them")
    for name in ("jobs", "dask_local"):
        number = getattr(options, name)
        if number is not None and number < 1:
            raise UsageError(f"--{name.replace('_', '-')}: must be 1 or more")
    if options.scheduler:
        from pipeline.batch.dask import scheduler_at, workers_at

        return options.jobs or workers_at(options.scheduler), scheduler_at(options.scheduler)
    if options.dask_local is not None:
        from pipeline.batch.dask import local_cluster

        return options.dask_local, local_cluster(options.dask_local)
    from pipeline.batch.pool import local_executor

    return options.jobs or os.cpu_count() or 1, local_executor
