"""Things that happen later: a clock and a list of what is due when.

Nothing runs by itself. Whoever reads or changes the world first calls `advance`, which plays what has come due in its order and at its own
moment, so that the state is right whenever it is read and a test may hand in a clock of its own.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Happening = Callable[[], None]


class Timeline:
    """Happenings in the order of their moments; `time` is the moment that is being played, in seconds since the epoch."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._due: list[tuple[float, int, Happening]] = []
        self._order = itertools.count()
        self.time = now()

    def after(self, seconds: float, happening: Happening) -> None:
        """Let something happen so many seconds after the present moment."""
        heapq.heappush(self._due, (self.time + seconds, next(self._order), happening))

    def advance(self) -> float:
        """Play what is due by now and return the moment it is."""
        now = self._now()
        while self._due and self._due[0][0] <= now:
            moment, _, happening = heapq.heappop(self._due)
            self.time = max(self.time, moment)
            happening()
        self.time = max(self.time, now)
        return self.time

    @contextmanager
    def back_at(self, moment: float) -> Iterator[None]:
        """Make it that moment for a while, to write history."""
        present, self.time = self.time, moment
        try:
            yield
        finally:
            self.time = present
