"""How the apps of a mesh stand: what was seen of each, what troubles it most, and the worst first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from fnmatch import fnmatchcase

from mesh.formation import Formation, count
from mesh.found import Dyno, PlacedPlugin, Release, Visit
from mesh.locks import Lock
from mesh.requests import MeshStatus
from mesh.run import Run
from mesh.status.drift import Difference

LONGEST_PATTERN, LONGEST_NAME = 60, 255
"""Characters that names are compared by: a pattern is made into an expression, which takes more than linear time."""


@dataclass(frozen=True)
class AppSeen:
    """What was seen of one app for the table; None is what was not read, and `unread` says why.

    `service` is its short name, or its Heroku name where no name of the mesh leads to it. `app` is empty where no attached app belongs to
    the service, `has_service` False where Kong knows no such service. `hosts` are those of its routes, `own_host` the one that Heroku gave
    the app, as far as a route names it. `no_answer` says how a visit failed. `releases`: the newest, newest first. `left_by` is the run
    that drift is measured by, empty where it is mesh.toml.
    `former_database` is the controller's earlier Postgres where the app still has that.
    """

    service: str
    app: str = ""
    has_service: bool | None = True
    hosts: tuple[str, ...] = ()
    own_host: str = ""
    formation: Formation | None = None
    dynos: tuple[Dyno, ...] | None = None
    releases: tuple[Release, ...] | None = None
    visit: Visit | None = None
    through_kong: bool | None = None
    no_answer: str = ""
    drift: tuple[Difference, ...] = ()
    left_by: str = ""
    left_at: datetime | None = None
    unread: tuple[str, ...] = ()
    former_database: str = ""

    @property
    def wanted(self) -> int:
        return count(self.formation or ())

    @property
    def up(self) -> int:
        """How many dynos of the formation are up or asleep; one-off dynos and those of a release phase are none of it."""
        types = {each.type for each in self.formation or ()}
        return sum(dyno.is_up_or_asleep and dyno.type in types for dyno in self.dynos or ())

    @property
    def is_asleep(self) -> bool:
        """Say whether all its web dynos sleep: then nobody visits it to see how it is, because that would wake it."""
        return are_asleep(self.dynos or ())

    @property
    def is_health_known(self) -> bool:
        """Say whether a visit was made, or none could be: an app without a web dyno or a route answers nobody."""
        answers_nobody = self.formation is not None and not count(self.formation, "web")
        return self.visit is not None or bool(self.no_answer) or answers_nobody

    @property
    def newest(self) -> Release | None:
        return next(iter(self.releases or ()), None)

    @property
    def current(self) -> Release | None:
        return next((release for release in self.releases or () if release.current), None)


def are_asleep(dynos: Iterable[Dyno]) -> bool:
    """Say whether there are web dynos and all of them sleep."""
    web = [dyno for dyno in dynos if dyno.type == "web"]
    return bool(web) and all(dyno.is_asleep for dyno in web)


@dataclass(frozen=True)
class MeshSeen:
    """What was seen of a whole mesh from `at` on; `unread` are sentences about what is missing of all apps.

    `plugins` are those that may answer instead of an app: at a service or route of the mesh that is not its Admin API's, or at every route.
    """

    mesh: str
    at: datetime
    apps: tuple[AppSeen, ...] = ()
    unread: tuple[str, ...] = ()
    plugins: tuple[PlacedPlugin, ...] = ()


class Trouble(IntEnum):
    """What troubles an app most, the worst first."""

    DOWN = 0
    STRANGE = 1
    UNREAD = 2
    SHORT = 3
    RELEASE = 4
    DRIFTED = 5
    BUSY = 6
    LOCKED = 7
    ASLEEP = 8
    NONE = 9


@dataclass(frozen=True)
class Row:
    """An app as it was seen, and what goes on there now: `runs` that have not ended, and who keeps others' changes out."""

    seen: AppSeen
    runs: tuple[Run, ...] = ()
    lock: Lock | None = None

    @property
    def trouble(self) -> Trouble:
        return trouble_of(self)

    @property
    def may_be_down(self) -> bool:
        """Say whether it is down, not whole or short of dynos, or was not seen to be otherwise."""
        return self.trouble <= Trouble.SHORT

    @property
    def has_drifted(self) -> bool:
        """Say whether somebody else has changed the app; while a run of ours changes it, what differs is the run's own doing."""
        return bool(self.seen.drift) and not any(run.started_at for run in self.runs)


def rows(seen: MeshSeen, under_way: Iterable[Run], locks: Iterable[Lock] = ()) -> tuple[Row, ...]:
    """Return a row for each app, the worst first."""
    by_service: dict[str, list[Run]] = {}
    for run in under_way:
        by_service.setdefault(run.service, []).append(run)
    lock_on = {lock.service: lock for lock in locks}
    made = (Row(app, tuple(by_service.get(app.service, ())), lock_on.get(app.service)) for app in seen.apps)
    return tuple(sorted(made, key=lambda row: (row.trouble, row.seen.service)))


def chosen(all_rows: Iterable[Row], asked: MeshStatus) -> tuple[Row, ...]:
    """Return the rows that were asked for; with `--down` and `--drifted` those that are either."""
    return tuple(row for row in all_rows if _is_asked_for(row, asked) and _is_named(row, asked.match))


def counted(all_rows: Iterable[Row]) -> Mapping[Trouble, int]:
    return Counter(row.trouble for row in all_rows)


def _is_asked_for(row: Row, asked: MeshStatus) -> bool:
    if not (asked.down or asked.drifted):
        return True
    return (asked.down and row.may_be_down) or (asked.drifted and row.has_drifted)


def _is_named(row: Row, pattern: str) -> bool:
    if len(pattern) > LONGEST_PATTERN:
        return False
    return not pattern or any(fnmatchcase(name[:LONGEST_NAME], pattern) for name in (row.seen.service, row.seen.app) if name)


def trouble_of(row: Row) -> Trouble:
    """Return the first that holds, in the order of how bad it is for visitors."""
    seen, newest = row.seen, row.seen.newest
    holds = {
        Trouble.DOWN: bool(seen.no_answer) or seen.through_kong is False or (seen.dynos is not None and seen.wanted > 0 and seen.up == 0),
        Trouble.STRANGE: bool(seen.former_database)
        or (not seen.app and not seen.unread)
        or seen.has_service is False
        or (seen.has_service is True and not seen.hosts),
        Trouble.UNREAD: bool(seen.unread) or not (seen.is_asleep or seen.is_health_known),
        Trouble.SHORT: seen.dynos is not None and seen.up < seen.wanted,
        Trouble.RELEASE: newest is not None and newest.status not in {"succeeded", "pending"},
        Trouble.DRIFTED: row.has_drifted,
        Trouble.BUSY: bool(row.runs) or (newest is not None and newest.status == "pending"),
        Trouble.LOCKED: row.lock is not None,
        Trouble.ASLEEP: seen.is_asleep,
    }
    return next((trouble for trouble, is_so in holds.items() if is_so), Trouble.NONE)
