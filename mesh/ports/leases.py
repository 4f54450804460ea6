"""What is needed of the store by those who work on runs and those who show them."""

from datetime import datetime
from typing import Protocol

from mesh.run import Message


class Leases(Protocol):
    """A worker's hold on a run, seconds long and renewed."""

    def take(self, run_id: str, holder: str) -> int | None:
        """Return the lease's epoch, or None where another holds it."""

    def renew(self, run_id: str, holder: str) -> bool:
        """Say whether the hold goes on."""

    def give_back(self, run_id: str, holder: str, look_again_at: datetime | None, *, in_order: bool = True) -> None:
        """End the hold; the run is looked at again then, or not by itself where None. Not `in_order` is what was taken up in vain."""

    def in_vain(self, run_id: str) -> int:
        """Return how often in a row the run was taken up, this time included, without a state moved, a step noted or an orderly end."""


class Board(Protocol):
    """Which runs' messages are behind, and what they show."""

    def behind(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Return runs whose message should and may be edited now, those that ended first."""

    def begin_report(self, run_id: str, now: datetime) -> tuple[int, Message | None] | None:
        """Return the run's count of changes and its message once there is one, or None while another shows this run.

        Whoever dies then leaves the run behind for later, each time for longer: `reported`, `postpone` and `give_up` say otherwise.
        """

    def end_report(self, run_id: str) -> None:
        """Let others show this run."""

    def keep_message(self, run_id: str, message: Message) -> None: ...

    def reported(self, run_id: str, changes: int, now: datetime) -> None:
        """Note that the message shows the run as of that count; it stays behind where more has changed."""

    def postpone(self, run_id: str, until: datetime) -> None: ...

    def give_up(self, run_id: str) -> None:
        """Stop trying to show this run."""
