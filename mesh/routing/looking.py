"""How much of a table is looked at: a plan must not hold a worker because somebody's routes name thousands of paths."""

WORK = 1_500_000
"""Comparisons of a path, host or route; about two seconds. Counted and not timed, so that the same table is always told the same."""


class Looking:
    """What may still be looked at; `is_whole` says whether all of what was to be looked at could be."""

    def __init__(self, work: int = WORK) -> None:
        self._left = work
        self.is_whole = True

    def may(self, work: int) -> bool:
        """Say whether there is time for this much more, and count it."""
        self._left -= work
        if self._left < 0:
            self.is_whole = False
        return self._left >= 0
