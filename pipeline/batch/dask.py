"""Workers on more machines than one: Dask's scheduler behind the same ``concurrent.futures`` seam as the local pool."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from typing import TYPE_CHECKING, Any

from pipeline.batch.pool import WorkerDied
from pipeline.batch.worker import WorkerSetup, set_up_worker, tear_down_worker
from pipeline.errors import UsageError
from pipeline.logs import log_like

if TYPE_CHECKING:
    from distributed import Client

DEATHS_OF_A_TASK = 1
"""Workers that may die with a task before the task is blamed and its document tried alone."""

CONNECT_SECONDS = 30
"""A scheduler that doesn't answer in this time is not there."""


def workers_at(address: str) -> int:
    """How many tasks the workers of a scheduler run at a time now, at least 1."""
    client = _connected(address)
    try:
        return max(1, sum(map(int, client.nthreads().values())))
    finally:
        client.close()


def scheduler_at(address: str) -> Callable[[int, WorkerSetup], Executor]:
    """Makes executors on a running scheduler (``tcp://host:8786``); its workers need the same paths as this machine."""
    return lambda _, setup: DaskExecutor(_connected(address), setup)


def _connected(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"--scheduler {address}: {error}", hint="is it running, and the address right?") from error


def local_cluster(workers: int) -> Callable[[int, WorkerSetup], Executor]:
    """Makes executors on a scheduler with so many worker processes of its own, on this machine."""

    def make(_: int, setup: WorkerSetup) -> Executor:
        import dask
        from distributed import Client, LocalCluster

        with dask.config.set({"distributed.scheduler.allowed-failures": DEATHS_OF_A_TASK}):
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
            )
        return DaskExecutor(Client(cluster, set_as_default=False), setup, cluster)

    return make


class DaskExecutor(Executor):
    """A client of a scheduler. A worker has one thread, and one reader child in it; tasks carry paths, never contents."""

    def __init__(self, client: Client, setup: WorkerSetup, cluster: Any = None) -> None:
        self._client, self._cluster = client, cluster
        self._client.register_plugin(_plugin(setup))
        self._pool = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()  # what was handed over is finished: nobody here knows whether it has begun
        inner = self._pool.submit(fn, *args, **kwargs)
        inner.add_done_callback(lambda future: _hand_on(future, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait=wait and not cancel_futures)
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _hand_on(inner: Future[Any], outer: Future[Any]) -> None:
    """What became of a task; a scheduler that gave it up because workers died with it says so in its own words."""
    from distributed import KilledWorker

    error = CancelledError() if inner.cancelled() else inner.exception()
    if isinstance(error, KilledWorker):
        outer.set_exception(WorkerDied(str(error)))
    elif error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(inner.result())


def _plugin(setup: WorkerSetup) -> Any:
    """What every worker does when it starts, also one that comes later or is started anew."""
    from distributed import WorkerPlugin

    class Reading(WorkerPlugin):
        name = "plantolk"

        def setup(self, worker: Any) -> None:  # noqa: ARG002 -- Dask's own name
            log_like(setup.log)
            set_up_worker(setup)

        def teardown(self, worker: Any) -> None:  # noqa: ARG002 -- Dask's own name
            tear_down_worker()

    return Reading()
