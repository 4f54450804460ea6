"""Steps on the way to the app: its domains, its Kong service and its Kong routes."""

from dataclasses import dataclass, replace
from typing import Literal

from mesh.found import NOTHING_SET, Route


@dataclass(frozen=True)
class AddDomain:
    """Make Heroku lead a further host to the app. Notes `target`, where its DNS should point."""

    app: str
    hostname: str
    kind: Literal["domain"] = "domain"


@dataclass(frozen=True)
class PutService:
    """Register the Kong service, which is not there yet. Notes `service_id`."""

    name: str
    url: str
    kind: Literal["service"] = "service"


@dataclass(frozen=True)
class PutRoute:
    """Register the Kong route of the app's own host, https only, or lead the one that stands to it. Notes `host`.

    `service_id` None: the one that the service's step notes. `further_hosts` are those beyond the app's own. `standing` is the route of an
    earlier app of that name: only its hosts, and its protocols where https is not among them, are changed. `before` are its hosts.
    """

    name: str
    host: str | None
    service_id: str | None
    before: tuple[str, ...] = ()
    further_hosts: tuple[str, ...] = ()
    standing: Route | None = None
    kind: Literal["route"] = "route"

    def wanted(self, host: str, service_id: str) -> Route:
        """Return the route as it should be, once the app's own host is known."""
        new = Route("", self.name, service_id, protocols=("https",), foreign=NOTHING_SET)
        return leading_to((host, *self.further_hosts), self.standing or new)


def leading_to(hosts: tuple[str, ...], route: Route) -> Route:
    """Return a route for these hosts over https, otherwise as it is."""
    return replace(route, hosts=hosts, protocols=route.protocols if "https" in route.protocols else ("https",))


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
    """Remove a route; its plugins go with it: `plugins` are their names, None where they were not read."""

    before: Route
    kind: Literal["remove-route"] = "remove-route"
    plugins: tuple[str, ...] | None = None


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
