"""What a run shows while it works: how far it is, on stderr."""

from __future__ import annotations

import logging
import time
from typing import IO

from pipeline.batch.remote import Where
from pipeline.batch.work import Event
from pipeline.inert import printable

QUIET_SECONDS = 1.0
"""Nothing is shown of a run that is over sooner."""

LINE_SECONDS = 10.0
"""Where stderr is no terminal: a line this often."""


class Progress:
    """Counts events and shows them: pages done, pages a second, time left, current document."""

    def __init__(self, stream: IO[str] | None) -> None:
        self._stream = stream
        self._terminal = stream is not None and stream.isatty()
        self._started = time.monotonic()
        self._shown = self._started
        self._documents = self._documents_done = self._pages = self._pages_done = self._opened = 0
        self._width = 0

    def start(self, documents: int) -> None:
        self._documents = documents

    def take(self, event: Event) -> None:
        if event.kind == "opened":
            self._opened += 1
            self._pages += event.pages
        elif event.kind == "page":
            self._pages_done += 1
        else:
            self._documents_done += 1
        if event.kind == "done":
            fields = {"source": str(event.path), "status": event.status, "pages": event.pages}
            logging.getLogger("plantolk").info("document done", extra={"fields": fields})
        now = time.monotonic()
        if now - self._started >= QUIET_SECONDS and now - self._shown >= (0.2 if self._terminal else LINE_SECONDS):
            self._shown = now
            self._show(event.path, now - self._started)

    def _show(self, path: Where, seconds: float) -> None:
        if self._stream is None:
            return
        line = f"{self._documents_done}/{self._documents} documents, {self._pages_done} pages, {self._pages_done / seconds:.1f} pages/s"
        if self._opened and self._pages_done:
            expected = max(self._pages, round(self._pages / self._opened * self._documents))
            left = (expected - self._pages_done) * seconds / self._pages_done
            line += f", about {_duration(left)} left"
        line += f"  {printable(path.name)}"
        if self._terminal:
            self._stream.write("\r" + line[:160].ljust(self._width))
            self._width = len(line[:160])
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def close(self) -> None:
        if self._terminal and self._width and self._stream is not None:
            self._stream.write("\r" + " " * self._width + "\r")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(max(0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes >= 2 else f"{minutes * 60 + rest} s"
