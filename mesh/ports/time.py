"""What is needed of time: the clock, turns, and what is due."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, aware and in UTC."""

    def __call__(self) -> datetime: ...


class Pace(Protocol):
    """Limits that all workers share."""

    def take(self, bucket: str, per_s: float, burst: int) -> float:
        """Take a token; return 0, or the seconds until there is one."""

    def reads_must_wait(self) -> bool:
        """Say whether Heroku's budget is so low that what only reads waits and polls widen, so that changes can go on."""


class Schedule(Protocol):
    """What is due, and the asking of workers to look at it."""

    def is_active(self, token: str) -> bool:
        """Take or keep the ticker's lease; False while another ticker holds it."""

    def resign(self, token: str) -> None: ...

    def due(self, limit: int = 100) -> tuple[str, ...]: ...

    def wake(self, run_id: str, queue: str) -> None:
        """Ask a worker to look at a run; it comes due again where nobody does."""

    def wake_reports(self, queue: str) -> None: ...

    def reports_woken(self) -> None: ...

    def refresh_members(self, queue: str) -> None: ...

    def show_home(self, user: str, queue: str) -> None:
        """Ask for somebody's home tab to be shown, at most once in a few seconds."""

    def forget(self, run_id: str) -> None: ...

    def consumes(self, queue: str, worker: str = "", trouble: str = "") -> None:
        """Say that a worker of this queue lives, for less than a minute; with `trouble`, that it is stuck instead."""

    def eviction(self) -> str:
        """Return the policy by which the store may drop keys, or an empty text where it keeps all. Raises TemporaryFailure."""

    def is_consumed(self, queue: str) -> bool: ...

    def stuck(self, queue: str) -> str:
        """Return what a worker of this queue that lives is stuck in, or an empty text."""
