from __future__ import annotations

import threading

import pytest

from pipeline.errors import LimitExceeded
from pipeline.limits import limited


def spin() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:  # noqa: BLE001 -- what code on the way may do
            continue


def test_what_computes_too_long_is_stopped() -> None:
    with pytest.raises(LimitExceeded, match=r"0\.3 seconds of computing"), limited(0.3, 1000):
        spin()


def swell() -> None:
    held = []
    while True:
        held.append(bytearray(100_000))


def test_what_grows_too_large_is_stopped() -> None:
    with pytest.raises(LimitExceeded, match="50 MB of memory"), limited(60, 50):
        swell()


def test_it_works_in_any_thread() -> None:
    found: list[str] = []

    def work() -> None:
        try:
            with limited(0.3, 1000):
                spin()
        except LimitExceeded as error:
            found.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert found == ["understanding it took more than 0.3 seconds of computing"]


def test_what_keeps_to_the_limits_is_left_alone() -> None:
    for _ in range(20):
        with limited(5, 1000):
            total = sum(range(10_000))
    assert total == 49_995_000
    assert not [thread for thread in threading.enumerate() if thread.name == "plantolk-limits"]


def test_other_errors_pass() -> None:
    with pytest.raises(ValueError, match="ours"), limited(5, 1000):
        raise ValueError("ours")
