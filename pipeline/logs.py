"""The log on stderr: text for people or JSON for machines, one line a record, whatever a document or its name says."""

from __future__ import annotations

import json
import logging
import sys
import time
from dataclasses import dataclass

from pipeline.inert import printable


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


@dataclass(frozen=True, slots=True)
class LogStyle:
    """How a process writes its log: as JSON lines with everything, or as text with warnings, ``quiet`` with errors only."""

    json: bool = False
    quiet: bool = False


_style = LogStyle()


def style() -> LogStyle:
    """How this process writes its log."""
    return _style


def set_up_logging(chosen: LogStyle) -> None:
    """The log of this process to stderr."""
    global _style
    _style = chosen
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if chosen.json else TextLines())
    handler.setLevel(logging.INFO if chosen.json else logging.ERROR if chosen.quiet else logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if chosen.json else logging.WARNING)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def log_like(chosen: LogStyle) -> None:
    """The same in a worker, where nobody has set up a log: Python's last resort would write foreign text as it is."""
    if not logging.getLogger().handlers:
        set_up_logging(chosen)
