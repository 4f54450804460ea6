"""Wait for what nothing can be said without, but not for ever: the worker that answers has others to serve."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from typing import TypeVar

from jobs.reading.gathering import QUIET_S, WITHIN_S, Gathering
from mesh.errors import PermanentFailure, TemporaryFailure

T = TypeVar("T")

ADVICE = "Ask again in a while."


def in_time(read: Callable[[], T], what: str, within_s: float = WITHIN_S) -> T:
    """Return what is read, in a thread that is left behind where it hangs; see `needed`. `what` begins a sentence."""
    with Gathering(1) as gathering:
        return needed(gathering.ask(read), what, within_s)


def needed(asked: Future[T], what: str, within_s: float = WITHIN_S) -> T:
    """Return what was asked for. Raises PermanentFailure where it does not come in time.

    What failed only after a long wait is a PermanentFailure too, because each further try would keep others waiting as long.
    """
    began = time.monotonic()
    wait_for([asked], max(within_s, 0))
    if not asked.done():
        raise PermanentFailure(f"{what} did not come within {within_s:.0f} seconds.", advice=ADVICE)
    try:
        return asked.result()
    except TemporaryFailure as failure:
        if failure.is_our_pace or time.monotonic() - began < QUIET_S:
            raise
        raise PermanentFailure(str(failure), advice=ADVICE) from failure
