"""What a worker answers: it only reads."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from mesh.requests.tier import Tier


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
class MeshStatus:
    """How the apps of the mesh stand: all, or those that are `down`, have `drifted`, or whose names are like `match` (`web-*`)."""

    down: bool = False
    drifted: bool = False
    match: str = ""
    verb: Literal["status"] = "status"
    service: str = ""

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class AppStatus:
    """How one app stands, in full."""

    service: str
    verb: Literal["status app"] = "status app"

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class Diff:
    """What differs between how the last run left an app and how it is found; of all apps where `service` is empty."""

    service: str = ""
    verb: Literal["diff"] = "diff"

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class Releases:
    """Which releases an app has had lately."""

    service: str
    verb: Literal["releases"] = "releases"

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ


@dataclass(frozen=True)
class History:
    """What was asked, decided and came out, of one app or (`service` is empty) of the whole mesh.

    `by` is a person's id or `meshbot`, empty for everybody. `export`: as a file of JSON lines.
    """

    service: str = ""
    since: timedelta | None = None
    by: str = ""
    export: bool = False
    verb: Literal["history"] = "history"

    @property
    def tier(self) -> Tier:
        return Tier.T0_READ
