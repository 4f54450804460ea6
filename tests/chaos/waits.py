"""Wait for a condition, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class NeverCame(AssertionError):
    """What was waited for did not come in time."""


def until(found: Callable[[], T | None], what: str, *, within_s: float = 60, every_s: float = 0.02) -> T:
    """Return what is found as soon as it is there. Raises NeverCame with `what` where it does not come."""
    deadline = time.monotonic() + within_s
    while True:
        result = found()
        if result is not None and result is not False:
            return result
        if time.monotonic() > deadline:
            raise NeverCame(f"waited {within_s:.0f} s in vain until {what}")
        time.sleep(every_s)
