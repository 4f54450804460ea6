"""Scripted faults: how long they last."""

import time

from sandbox.standin import fault_from


def test_a_fault_for_a_while_is_over_when_its_time_is() -> None:
    fault = fault_from({"status": 503, "count": 0, "seconds": 5})
    fault.since = time.monotonic() - 6
    assert fault.spent()


def test_the_time_of_a_fault_may_begin_with_its_first_strike() -> None:
    fault = fault_from({"status": 503, "count": 0, "seconds": 5, "from_first": True})
    fault.since = time.monotonic() - 6
    assert not fault.spent()
    fault.strike()
    assert not fault.spent()
    fault.since = time.monotonic() - 6
    assert fault.spent()
