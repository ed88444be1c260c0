"""What can go wrong: the exception family with its exit codes, and ``Issue`` for doubt that does not stop the work.

PlantolkError                   exit   what it means
 +- UsageError                    2    the command was called in a way that can't be carried out
 |   +- OutputRefused             2    --out holds something that is not ours, or can't be written
 +- SourceError                   1    one source can't be read (a batch goes on with the others)
 |   +- EncryptedSource           1    the PDF asks for a password
 |   +- EmptySource               1    there is nothing in it
 |   +- LimitExceeded             1    reading it took more time or memory than is allowed
 |   +- NotReachable              1    it went away while it was read; the next run tries again
 +- MissingEngine                 4    Tesseract or one of its languages is not installed
 +- StoreLocked                   5    another run is writing to the store
 +- StoreError                    6    the store can't be read or written; what was committed stays as it was
     +- DiskFull                  6    no space is left

Exit codes of the command: 0 all good; 1 some documents partial or failed; 2 bad usage; 3 nothing usable;
4 missing Tesseract or language; 5 another run works on the store; 6 the store can't be read or written;
7 stopped in time with work left (deadline, SIGTERM); 130 interrupted.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import ClassVar, Literal

EXIT_OK, EXIT_PARTIAL, EXIT_USAGE, EXIT_NOTHING, EXIT_ENGINE, EXIT_INTERRUPTED = 0, 1, 2, 3, 4, 130
EXIT_LOCKED, EXIT_STORE, EXIT_UNFINISHED = 5, 6, 7

Severity = Literal["info", "warning", "error"]


class PlantolkError(Exception):
    """Base of all our exceptions: a message that says what and where, ``hint`` what to do, ``code`` for machines."""

    exit_code: ClassVar[int] = EXIT_PARTIAL
    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} ({self.hint})" if self.hint else message


class UsageError(PlantolkError):
    exit_code = EXIT_USAGE
    code = "bad_usage"


class OutputRefused(UsageError):
    code = "output_refused"


class SourceError(PlantolkError):
    code = "unreadable"


class EncryptedSource(SourceError):
    code = "encrypted"


class EmptySource(SourceError):
    code = "empty"


class LimitExceeded(SourceError):
    code = "limit_exceeded"


class NotReachable(SourceError):
    code = "not_reachable"


class MissingEngine(PlantolkError):
    exit_code = EXIT_ENGINE
    code = "missing_engine"


class StoreLocked(PlantolkError):
    exit_code = EXIT_LOCKED
    code = "store_locked"


class StoreError(PlantolkError):
    exit_code = EXIT_STORE
    code = "store_error"


class DiskFull(StoreError):
    code = "disk_full"


def disk_is_full(error: BaseException) -> bool:
    """Whether an error says so, by its number or, where foreign code lost it, in words."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return True
    return any(words in str(error) for words in ("No space left", "os error 28", "Disk quota exceeded", "os error 122"))


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should know of: yielded, never raised. ``box`` is (x0, top, x1, bottom) in points.

    ``stage`` is the module that saw it (read, repair, tables, arithmetic, indicators ...), ``code`` is stable and
    listed in ``docs/operations.md``, ``proposal`` says what the value should be where that is known.
    """

    stage: str
    severity: Severity
    code: str
    message: str
    page: int | None = None
    record_table: str | None = None
    record_id: str | None = None
    box: tuple[float, float, float, float] | None = None
    proposal: str | None = None
