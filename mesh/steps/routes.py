"""Steps on the way to the app: its domains, its Kong service and its Kong routes."""

from dataclasses import dataclass
from typing import Literal

from mesh.found import Route


@dataclass(frozen=True)
class AddDomain:
    """Make Heroku lead a further host to the app. Notes `target`, where its DNS should point."""

    app: str
    hostname: str
    kind: Literal["domain"] = "domain"


@dataclass(frozen=True)
class PutService:
    """Register the Kong service. Notes `service_id`."""

    name: str
    url: str
    kind: Literal["service"] = "service"


@dataclass(frozen=True)
class PutRoute:
    """Register the Kong route of the app's own host, https only. `service_id` None: the one that the service's step notes.

    `further_hosts` are those beyond the app's own.
    """

    name: str
    host: str | None
    service_id: str | None
    before: tuple[str, ...] = ()
    further_hosts: tuple[str, ...] = ()
    kind: Literal["route"] = "route"


@dataclass(frozen=True)
class WriteRoute:
    """Register a further route, where `before` is None, or change the fields in which `wanted` differs from it, and no other.

    Neither carries `created_at`; the id of a new route is empty. `service` is the Kong service's name.
    """

    service: str
    wanted: Route
    before: Route | None = None
    kind: Literal["write-route"] = "write-route"


@dataclass(frozen=True)
class RemoveRoute:
    """Remove a route; its plugins go with it."""

    before: Route
    kind: Literal["remove-route"] = "remove-route"


@dataclass(frozen=True)
class ExpectedVisit:
    """A GET by https whose answer the change alters visibly: from then on Kong answers from behind it, or knows no route."""

    host: str
    path: str
    comes_through: bool


@dataclass(frozen=True)
class AwaitRoute:
    """Visit until Kong's nodes have seen the change. Notes `saw`. Without visits the change cannot be seen from outside.

    `even_if_down`: an app that does not answer through Kong at all has nothing left to see, once the slowest node has had its time.
    """

    visits: tuple[ExpectedVisit, ...]
    kong_version: str
    even_if_down: bool = False
    kind: Literal["await-route"] = "await-route"
