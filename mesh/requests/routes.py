"""What can be asked to change of an app's routes, in Kong's own field names."""

from dataclasses import dataclass
from typing import Literal

from mesh.requests.tier import Tier


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
    """Register a further route of an app; without hosts it is for the app's own host.

    `foreign` are fields that we do not know of a route that is made again, as JSON.
    """

    service: str
    name: str
    fields: RouteFields
    foreign: str = ""
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
