"""What a run is going to need, made ready in a thread while the run waits for another process."""

from __future__ import annotations

import threading
from collections.abc import Callable


def in_background(*makers: Callable[[], object]) -> threading.Thread:
    """Calls the makers, one after another, in a thread that keeps no program alive; whoever needs what they make either
    joins it or makes it again."""

    def make() -> None:
        for maker in makers:
            maker()

    thread = threading.Thread(target=make, name="plantolk-warming", daemon=True)
    thread.start()
    return thread
