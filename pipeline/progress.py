"""What a run says while it works: progress for people, or JSON lines for machines, on stderr."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import IO

from pipeline.batch.remote import Where
from pipeline.batch.work import Event
from pipeline.inert import printable

QUIET_SECONDS = 1.0
"""Nothing is shown of a run that is over sooner."""

LINE_SECONDS = 10.0
"""Where stderr is no terminal: a line this often."""


class JsonLines(logging.Formatter):
    """One JSON object a log record: time (UTC), level, message, and traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        content = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        content |= getattr(record, "fields", {})
        if record.exc_info:
            content["traceback"] = self.formatException(record.exc_info)
        return json.dumps(content, ensure_ascii=True)


class TextLines(logging.Formatter):
    """A log record for people: whatever a document or its name says, it stays in its line."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [printable(f"plantolk: {record.getMessage()}")]
        if record.exc_info:
            lines += [f"    {printable(line)}" for line in self.formatException(record.exc_info).splitlines()]
        return "\n".join(lines)


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


def set_up_logging(log_format: str, *, quiet: bool) -> None:
    """Our log to stderr: warnings and errors as text, or everything as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(JsonLines())
        handler.setLevel(logging.INFO)
    else:
        handler.setFormatter(TextLines())
        handler.setLevel(logging.ERROR if quiet else logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if log_format == "json" else logging.WARNING)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
