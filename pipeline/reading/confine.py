"""The kernel's own fence around the reader child, which needs no privileges: no network, no other process, no foreign file changed.

Two of Linux' ways for a process to give up what it will not need, for itself and all that it starts (Tesseract too). *seccomp*: a filter
that answers some system calls with "not permitted". *Landlock* (Linux 5.13): files can be written, made and removed below one
folder only. Where the kernel lacks one, the other holds alone; ``plantolk doctor`` says what is in force.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """How the kernel names a kind of processor, its number of *seccomp*, and those of the calls that a reader has no need of."""

    audit: int
    seccomp: int
    denied: tuple[int, ...]


IO_URING_SETUP, PIDFD_GETFD = 425, 438
MACHINES = {
    # socket, ptrace, process_vm_readv, process_vm_writev
    "x86_64": Machine(0xC000003E, 317, (41, 101, 310, 311, IO_URING_SETUP, PIDFD_GETFD)),
    "aarch64": Machine(0xC00000B7, 277, (198, 117, 270, 271, IO_URING_SETUP, PIDFD_GETFD)),
}
FOREIGN_CALLS = 0x4000_0000
"""From here on x86-64 numbers the calls of another convention (x32), which would go round the filter."""

NO_NEW_PRIVILEGES = 38
SET_FILTER, AS_FAST_AS_BEFORE = 1, 4
"""Without the flag, kernels before 5.16 slow a process with a filter down."""

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1

WRITE_FILE, REMOVE_FOLDER = 1 << 1, 1 << 4
CHANGES = WRITE_FILE | sum(1 << bit for bit in range(4, 13))
"""Write a file; remove a file or folder; make one of any kind."""
MOVE, TRUNCATE = 1 << 13, 1 << 14
SIGNALS_AND_SOCKETS = 0b11
"""Of processes outside the fence."""


def confine(folder: Path) -> tuple[str, ...]:
    """Fences this process in, for good: it may change files below ``folder`` only. Returns what is in force, of ``network``
    and ``files``; nothing where this is no Linux."""
    if platform.system() != "Linux":
        return ()
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return ()
    fences = (("files", _keep_files(kernel, folder)), ("network", _deny_calls(kernel)))
    return tuple(name for name, holds in fences if holds)


# -- system calls


def _deny_calls(kernel: ctypes.CDLL) -> bool:
    machine = MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != 8:
        return False
    code = filter_program(machine)
    program = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HxxxxxxP", len(code) // 8, ctypes.addressof(program))
    return not kernel.syscall(machine.seccomp, SET_FILTER, AS_FAST_AS_BEFORE, ctypes.c_char_p(head))


def filter_program(machine: Machine) -> bytes:
    """The filter as the kernel reads it, 8 bytes an instruction: of another convention or denied: not permitted; else allowed."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    allowed, refused = 0x7FFF_0000, 0x0005_0000 | errno.EPERM
    checks = [(equal, number) for number in machine.denied]
    checks.insert(0, (at_least, FOREIGN_CALLS))
    steps = [(load, 0, 0, 4), (equal, 0, len(checks) + 2, machine.audit), (load, 0, 0, 0)]
    steps += [(test, len(checks) - place, 0, number) for place, (test, number) in enumerate(checks)]
    steps += [(give, 0, 0, allowed), (give, 0, 0, refused)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


# -- files


def _keep_files(kernel: ctypes.CDLL, folder: Path) -> bool:
    version = kernel.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), VERSION)
    if version < 1:
        return False
    rights = CHANGES | (MOVE if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0)
    head = struct.pack("=QQQ", rights, 0, SIGNALS_AND_SOCKETS) if version >= 6 else struct.pack("=Q", rights)
    rules = kernel.syscall(LANDLOCK_CREATE, ctypes.c_char_p(head), ctypes.c_size_t(len(head)), 0)
    if rules < 0:
        return False
    try:
        # the folder itself goes at the end, which takes a right on that around it: it is for empty folders only
        allow = [(folder, rights), (folder.parent, REMOVE_FOLDER), (Path(os.devnull), rights & (WRITE_FILE | TRUNCATE))]
        return _allow(kernel, rules, allow) and not kernel.syscall(LANDLOCK_RESTRICT, rules, 0)
    except OSError:
        return False
    finally:
        os.close(rules)


def _allow(kernel: ctypes.CDLL, rules: int, allowed: Sequence[tuple[Path, int]]) -> bool:
    for path, rights in allowed:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = struct.pack("=Qi", rights, place)
            if kernel.syscall(LANDLOCK_ADD, rules, PATH_BENEATH, ctypes.c_char_p(rule), 0):
                return False
        finally:
            os.close(place)
    return True
