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
    """Who is in which user group, and who somebody is, as last read from Slack.

    Several who ask for Slack's word at one moment share an answer: each draws a number first, and an answer covers the numbers drawn before
    Slack was asked for it. No clock is compared.
    """

    def draw_number(self, of: str) -> int:
        """Return a new number for a person or a group; larger ones are drawn later."""

    def last_number(self, of: str) -> int:
        """Return the largest number drawn so far, which an answer asked for from now on covers."""

    def members_since(self, group: str, number: int) -> frozenset[str] | None:
        """Return what Slack said of a group when it was asked after this number was drawn, None where it was not asked since."""

    def user_since(self, user: str, number: int) -> SlackUser | None:
        """Return what Slack said of a person when it was asked after this number was drawn, None where it was not asked since."""

    def known(self, groups: Collection[str], *, even_old: bool = False) -> Mapping[str, frozenset[str] | None]:
        """Return the members of each group, None where they are unknown or were read too long ago (`even_old`: weeks)."""

    def keep(self, group: str, members: Iterable[str], covers: int = 0) -> None:
        """Keep what was read and which numbers it covers; the group can be read again, where it could not."""

    def keep_unreadable(self, group: str, why: str, covers: int = 0) -> bool:
        """Keep that Slack refuses to read a group, which counts as one of nobody; say whether that is new."""

    def unreadable(self, groups: Collection[str]) -> Mapping[str, str]:
        """Return which of the groups Slack refused to read a moment ago, and why."""

    def user(self, user: str, *, even_old: bool = False) -> SlackUser | None:
        """Return who somebody is, None where that is unknown or was read too long ago (`even_old`: weeks)."""

    def keep_user(self, user: SlackUser, asked: str = "", covers: int = 0) -> None:
        """Keep who somebody is, under all of their ids, and which numbers it covers of the id that was asked for."""
