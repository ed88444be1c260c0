"""Arguments that say what reading may cost, and what opens encrypted PDFs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.settings import Settings

LIMITS = {
    "page_seconds": (1, "seconds of computing that a page may take"),
    "document_seconds": (1, "seconds of computing that understanding a document may take"),
    "memory_mb": (256, "megabytes that a reader may have, and that understanding a document may take"),
    "max_pixels": (1_000_000, "pixels that a page is rendered with at most"),
}
"""Settings that are limits: the least that makes sense, and what is said of them."""


def add_limit_arguments(parser: argparse.ArgumentParser) -> None:
    """``--password-file`` and an option for each limit."""
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="passwords for encrypted PDFs, one a line (UTF-8)"
    )
    group = parser.add_argument_group("limits", "`plantolk doctor` shows the defaults")
    for name, (_, words) in LIMITS.items():
        group.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=words)


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings with the limits that the options give. Raises :class:`UsageError`."""
    from pipeline.settings import Settings

    given = {name: getattr(options, name) for name in LIMITS if getattr(options, name) is not None}
    for name, value in given.items():
        if value < LIMITS[name][0]:
            raise UsageError(f"--{name.replace('_', '-')} {value}: must be {LIMITS[name][0]} or more")
    return Settings(**given)


def passwords_of(options: argparse.Namespace) -> tuple[str, ...]:
    """The lines of the password file. Raises :class:`UsageError`; its contents are never shown."""
    if options.password_file is None:
        return ()
    try:
        lines = options.password_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"--password-file {options.password_file}: {reason}") from None
    return tuple(dict.fromkeys(line for line in lines if line))
