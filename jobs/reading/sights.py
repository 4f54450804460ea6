"""One app of the mesh while it is looked at for the table: three requests to Heroku and a visit, each answered in its time or not."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

from jobs.reading.gathering import Gathering
from jobs.tools import Tools
from mesh.domains import is_own_host
from mesh.errors import MeshbotError, TemporaryFailure
from mesh.found import Dyno, PlacedPlugin, Plugin, Route, Service, Visit, placed
from mesh.ports import Edge
from mesh.route_plans import looks_at
from mesh.status import AppSeen, are_asleep

log = logging.getLogger(__name__)

T = TypeVar("T")

NEWEST = 3  # releases: enough to find the one that runs behind two that failed
NO_ANSWER = "there was no answer in time."
BROKE = "meshbot itself made an error in reading this; its log has the details."
FULL = "its door takes no more requests in this minute."


@dataclass(frozen=True)
class KongTable:
    """All services, routes and plugins of a mesh."""

    services: Sequence[Service] = ()
    routes: Sequence[Route] = ()
    plugins: Sequence[Plugin] = ()

    def service(self, name: str | None) -> Service | None:
        return next((service for service in self.services if name and service.name == name), None)

    def service_of_host(self, app: str) -> Service | None:
        """Return the service that a route leads an app's own host to."""
        ids = {route.service_id for route in self.routes if any(is_own_host(host, app) for host in route.hosts)}
        return next((service for service in self.services if service.id in ids), None)

    def routes_of(self, service: Service) -> tuple[Route, ...]:
        return tuple(route for route in self.routes if route.service_id == service.id)

    def may_answer(self) -> tuple[PlacedPlugin, ...]:
        """Return the plugins that may answer instead of an app; not those of the Admin API, which no visitor is meant to come through."""
        doors = {service.id for service in self.services if service.is_admin_api}
        services = [service for service in self.services if service.id not in doors]
        routes = [route for route in self.routes if route.service_id not in doors]
        return tuple(each for each in placed(self.plugins, services, routes) if each.plugin.may_answer)


class Sight:
    """An app being looked at; `kong` and `routes` are its service and that one's routes, None where there is none."""

    def __init__(self, tools: Tools, gathering: Gathering, app: str, named: str | None, table: KongTable | None) -> None:
        """Ask at once. `named` is the service that the app's name stands for; `table` is None where Kong could not be read."""
        self.app, self._table = app, table
        self.kong = (table.service(named) or table.service_of_host(app)) if table else None
        self.routes = table.routes_of(self.kong) if table and self.kong else None
        self.service = (self.kong.name if self.kong else named) or app
        place = to_visit(app, self.routes or ())
        self._dynos = dynos = gathering.ask(lambda: tools.heroku.dynos(app))
        self._formation = gathering.ask(lambda: tools.heroku.formation(app))
        self._releases = gathering.ask(lambda: tools.heroku.releases(app, NEWEST))
        self._visit = gathering.ask(lambda: visit_unless_asleep(tools.edge, *place, dynos)) if place else None

    def seen(self, kong_version: str) -> AppSeen:
        """Return what has come by now."""
        formation, dynos, releases = taken(self._formation), taken(self._dynos), taken(self._releases)
        visited = taken(self._visit) if self._visit else Taken[Visit | None]()
        hosts = hosts_of(self.routes or ())
        own = next((host for host in hosts if is_own_host(host, self.app)), "")
        return AppSeen(
            service=self.service,
            app=self.app,
            has_service=self.kong is not None if self._table else None,
            hosts=tuple(sorted(hosts, key=lambda host: host != own)),
            own_host=own,
            formation=formation.value,
            dynos=dynos.value,
            releases=releases.value,
            visit=visited.value,
            through_kong=visited.value.came_through(kong_version) if visited.value else None,
            no_answer=visited.why_not,
            unread=tuple(each.why_not for each in (formation, dynos, releases) if each.why_not),
        )


def visit_unless_asleep(edge: Edge, host: str, path: str, dynos: Future[tuple[Dyno, ...]]) -> Visit | None:
    """Visit an app, but not one that sleeps: that would wake it, and keep it from sleeping whenever somebody asks.

    The dynos must have been asked for before this is, so that whoever waits for them here never waits for its own turn.
    """
    wait([dynos])
    if dynos.exception() is None and are_asleep(dynos.result()):
        return None
    return edge.visit(host, path)


@dataclass(frozen=True)
class Taken(Generic[T]):
    """An answer, or None and why there is none."""

    value: T | None = None
    why_not: str = ""


def taken(future: Future[T]) -> Taken[T]:
    """Return what has come by now. An error that is none of ours is a bug: it is logged, and hides nothing else."""
    if not future.done():
        return Taken(why_not=NO_ANSWER)
    error = future.exception()
    if error is None:
        return Taken(future.result())
    if isinstance(error, TemporaryFailure) and error.is_our_pace:
        return Taken(why_not=FULL)
    if isinstance(error, MeshbotError):
        return Taken(why_not=str(error))
    log.error("a reading broke", exc_info=error)
    return Taken(why_not=BROKE)


def hosts_of(routes: Sequence[Route]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(host for route in routes for host in route.hosts))


def to_visit(app: str, routes: Sequence[Route]) -> tuple[str, str] | None:
    """Return the host and path by which a visitor reaches an app: its own host where a route names it, by the plainest route."""
    places = [
        (not is_own_host(host, app), bool(looks_at(route)), bool(route.paths), host, next(filter(_is_plain, route.paths), "/"))
        for route in routes
        for host in route.hosts
        if "*" not in host and (not route.methods or "GET" in route.methods) and route.is_for_http
    ]
    return min(places)[3:] if places else None


def _is_plain(path: str) -> bool:
    return path.startswith("/")
