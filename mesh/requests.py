"""What can be asked of a mesh, as typed values, and the circumstances of asking."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from mesh.formation import Formation


class Tier(IntEnum):
    """How much care a verb needs."""

    T0_READ = 0
    T1_REVERSIBLE = 1
    T2_TRAFFIC = 2
    T3_DESTRUCTIVE = 3


@dataclass(frozen=True)
class Add:
    """Create a mesh app, or bring what stands to what an added app looks like.

    `formation` and `source` replace what the profile says; None and empty keep it. `host` is a host beyond the app's own.
    """

    service: str
    formation: Formation = ()
    source: str | None = None
    host: str | None = None
    verb: Literal["add"] = "add"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC if self.host else Tier.T1_REVERSIBLE


@dataclass(frozen=True)
class RouteFields:
    """Kong's fields of a route as far as they were named; None was not named."""

    hosts: tuple[str, ...] | None = None
    paths: tuple[str, ...] | None = None
    methods: tuple[str, ...] | None = None
    protocols: tuple[str, ...] | None = None
    strip_path: bool | None = None
    preserve_host: bool | None = None
    regex_priority: int | None = None


@dataclass(frozen=True)
class RouteAdd:
    """Register a further route of an app; without hosts it is for the app's own host."""

    service: str
    name: str
    fields: RouteFields
    verb: Literal["route add"] = "route add"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC


@dataclass(frozen=True)
class RouteSet:
    """Change the named fields of a route, and no other."""

    service: str
    name: str
    fields: RouteFields
    verb: Literal["route set"] = "route set"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC


@dataclass(frozen=True)
class RouteRemove:
    """Remove a route of an app."""

    service: str
    name: str
    verb: Literal["route remove"] = "route remove"

    @property
    def tier(self) -> Tier:
        return Tier.T2_TRAFFIC


@dataclass(frozen=True)
class Routes:
    """Which routes an app has."""

    service: str
    verb: Literal["routes"] = "routes"

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class RouteMatch:
    """Who answers a request, and why: `method` in capitals, `host` in lower case, `path` with its slash, `scheme` http or https."""

    method: str
    host: str
    path: str
    scheme: str = "https"
    verb: Literal["match"] = "match"
    service: str = ""

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class Runs:
    """Which runs there were lately, of one app or of all."""

    service: str | None = None


@dataclass(frozen=True)
class ShowRun:
    """How one run stands."""

    run: str


@dataclass(frozen=True)
class Retry:
    """Go on with a run that failed, from the step that failed."""

    run: str


@dataclass(frozen=True)
class Cancel:
    """Stop a run between two of its steps."""

    run: str


@dataclass(frozen=True)
class Decide:
    """Decide on a run that waits for approval: `verdict` is approve, decline or withdraw."""

    run: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class CanI:
    """Whether somebody may ask for a verb, by which rule, and who approves it."""

    verb: str
    tier: Tier


@dataclass(frozen=True)
class Undo:
    """Take back what a finished run changed: it becomes the request for the inverse."""

    run: str


@dataclass(frozen=True)
class Thaw:
    """Take a store that is new or was lost as it is."""


CHANGES = ("add", "route add", "route set", "route remove")
RouteChange = RouteAdd | RouteSet | RouteRemove
Question = Routes | RouteMatch
Request = Add | RouteChange | Question
Immediate = Runs | ShowRun | Retry | Cancel | Decide | CanI | Thaw  # answered from the store alone, without a job of their own


@dataclass(frozen=True)
class Asking:
    """Who asked, where, when, in which words and why. `words` is the normalised text after `/mesh`."""

    person: str
    channel: str
    mesh: str
    words: str
    at: datetime
    reason: str = ""
    dry_run: bool = False


def tier_of(request: Request, *, dry_run: bool) -> Tier:
    """Return the tier of what will really happen: a dry run only reads."""
    return Tier.T0_READ if dry_run else request.tier
