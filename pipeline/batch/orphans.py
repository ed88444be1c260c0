"""A worker whose parent was killed ends: it would wait for work for ever."""

from __future__ import annotations

import os
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait

NAME = "plantolk-parent"


def end_with_parent() -> None:
    """Watches, in a thread that costs nothing, for the end of the process that started this one as a worker."""
    parent = parent_process()
    if parent is not None and all(thread.name != NAME for thread in threading.enumerate()):
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True, name=NAME).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
