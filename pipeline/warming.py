"""How a process of ours begins: what it is going to need is made ready in a thread while it waits for another process."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable

NEW_OBJECTS = 20_000
"""So many more objects than before are there when the collector looks for cycles; Python's own number is 700."""


def in_background(*makers: Callable[[], object]) -> threading.Thread:
    """Calls the makers, one after another, in a thread that keeps no program alive; whoever needs what they make either
    joins it or makes it again."""

    def make() -> None:
        for maker in makers:
            maker()

    thread = threading.Thread(target=make, name="plantolk-warming", daemon=True)
    thread.start()
    return thread


def collect_seldom() -> None:
    """Lets Python look for cycles seldom: nearly all of our objects are frozen and make none, and a tenth of all computing
    would go into looking."""
    gc.set_threshold(NEW_OBJECTS)
