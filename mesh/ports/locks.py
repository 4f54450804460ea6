"""What is needed of the store for locks and freezes, and for what everybody must be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mesh.locks import Freeze, Lock
from mesh.record import Entry


@dataclass(frozen=True)
class Announcement:
    """What everybody in a channel, or one person, must be told; `to` is a channel's or a person's id."""

    to: str
    text: str
    at: datetime


class Announcements(Protocol):
    """What is to be told, kept until Slack has taken it."""

    def put(self, announcements: Iterable[Announcement]) -> None:
        """Keep what is to be told by itself; what belongs to a change is kept with it."""

    def due(self, now: datetime, limit: int) -> tuple[Announcement, ...]:
        """Return what may be posted now, oldest first."""

    def take(self, announcement: Announcement, now: datetime) -> bool:
        """Keep others from posting it for a while; False where somebody else does, or did."""

    def postpone(self, announcement: Announcement, until: datetime) -> None: ...

    def told(self, announcement: Announcement) -> None:
        """Take it off: Slack has it, or never will."""


class Locks(Protocol):
    """Locks on apps and the freeze of a mesh, as far as their time is not over.

    A change compares what the person saw (`was`) with what stands, and raises Overtaken where it differs. Its record entry and its
    announcements are written with it, and whatever waits in that mesh is looked at again.
    """

    def all(self, mesh: str) -> tuple[Lock, ...]:
        """Return the locks in force, by service."""

    def of(self, mesh: str, service: str) -> Lock | None:
        """Return the lock in force on an app."""

    def freeze(self, mesh: str) -> Freeze | None:
        """Return the freeze in force."""

    def lock(self, mesh: str, lock: Lock, *, was: Lock | None, entry: Entry, telling: Iterable[Announcement] = ()) -> None:
        """Set a lock, in place of its owner's own."""

    def unlock(self, mesh: str, was: Lock, *, entry: Entry, telling: Iterable[Announcement] = ()) -> None: ...

    def set_freeze(self, mesh: str, freeze: Freeze, *, was: Freeze | None, entry: Entry, telling: Iterable[Announcement] = ()) -> None: ...

    def thaw(self, mesh: str, was: Freeze, *, entry: Entry, telling: Iterable[Announcement] = ()) -> None: ...
