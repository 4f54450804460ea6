"""What was brought by Slack, each carried out once."""

from collections.abc import Callable
from typing import Protocol


class Deliveries(Protocol):
    """Deliveries of the last hour."""

    def once(self, delivery: str, carry_out: Callable[[], str]) -> str:
        """Carry it out and return its answer; what came again is answered as before, or with an empty text where that answer was lost.

        Raises UnderWay while another copy of it is carried out, and what `carry_out` raises: then it may come again.
        """
