"""What else the store keeps: what was seen of a mesh, the record, and who is in which user group."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from mesh.people import SlackUser
from mesh.record import Entry
from mesh.status import MeshSeen


class Sightings(Protocol):
    """What was last seen of each mesh, for 60 seconds or until a run of ours has changed an app there, and files for threads."""

    def last(self, mesh: str) -> MeshSeen | None: ...

    def keep(self, seen: MeshSeen) -> None: ...

    def keep_names(self, mesh: str, names: Collection[str]) -> None:
        """Keep for a month which services a mesh has, also where not all could be read of them; earlier ones stay known."""

    def put_file(self, run_id: str, content: str) -> None:
        """Keep a file for a run's thread, for an hour."""

    def file(self, run_id: str) -> str:
        """Return the file for a run's thread, empty where there is none any more."""

    def drop_file(self, run_id: str) -> None: ...


class Record(Protocol):
    """The recent part of the record."""

    def newest(self, limit: int) -> Iterator[Entry]:
        """Yield at most so many entries, newest first, read as they are asked for."""


class Members(Protocol):
    """Who is in which user group, and who somebody is, as last read from Slack."""

    def known(self, groups: Collection[str], *, even_old: bool = False) -> Mapping[str, frozenset[str] | None]:
        """Return the members of each group, None where they are unknown or were read too long ago (`even_old`: weeks)."""

    def keep(self, group: str, members: Iterable[str]) -> None:
        """Keep what was read; the group can be read again, where it could not."""

    def keep_unreadable(self, group: str, why: str) -> bool:
        """Keep that Slack refuses to read a group, which counts as one of nobody; say whether that is new."""

    def unreadable(self, groups: Collection[str]) -> Mapping[str, str]:
        """Return which of the groups Slack refused to read a moment ago, and why."""

    def user(self, user: str, *, even_old: bool = False) -> SlackUser | None:
        """Return who somebody is, None where that is unknown or was read too long ago (`even_old`: weeks)."""

    def keep_user(self, user: SlackUser) -> None:
        """Keep who somebody is, under all of their ids."""
