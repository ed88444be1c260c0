"""Runs a command and tells what it cost, its own children included: python -I -S launch.py COST.json SECONDS COMMAND…

A process of its own with next to nothing in memory: the peak memory that the kernel tells of a child begins with what its
parent held when it was started.
"""

import json
import os
import signal
import sys
import time


def main() -> int:
    target, seconds, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.execvp(command[0], command)  # noqa: S606  that is what this is for
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(seconds)
    _, status, used = os.wait4(child, 0)
    cost = {
        "wall": time.perf_counter() - started,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1024,
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(target, "w") as file:  # noqa: PTH123  as few modules as can be
        json.dump(cost, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
