"""One writer at a time: a lock that goes away with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StoreError, StoreLocked
from pipeline.store.delta import Place

FILE = ".lock"


def state_folder(place: Place) -> Path:
    """Where the lock and unfinished work lie: in the store, or for one on object storage in the user's state folder."""
    if place.folder is not None:
        return place.folder
    home = os.environ.get("XDG_STATE_HOME")
    name = hashlib.sha256(place.location.encode()).hexdigest()[:16]
    return (Path(home) if home else Path.home() / ".local" / "state") / "plantolk" / name


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Holds the store. Raises :class:`StoreLocked` at once where somebody else does.

    The file stays when the lock is given back: removing it would let two processes lock two files of the same name.
    """
    folder = state_folder(place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written: {error.strerror}", hint="check owner and permissions"
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreLocked(f"{place.location}: {_holder(handle)} is writing to it", hint="wait for it") from None
        except OSError as error:
            raise StoreError(f"{folder / FILE}: cannot be locked: {error.strerror}") from error
        _sign(handle)
        yield
    finally:
        os.close(handle)


def _sign(handle: int) -> None:
    """Who holds it, for people: the lock itself is the kernel's."""
    content = json.dumps({"pid": os.getpid(), "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, content.encode(), 0)
    except OSError:  # a full disk: the lock holds all the same
        return


def _holder(handle: int) -> str:
    try:
        signed = json.loads(os.pread(handle, 1000, 0))
        return f"process {signed['pid']} (since {signed['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
