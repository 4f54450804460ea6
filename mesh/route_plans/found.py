"""What is read before a route is changed: the mesh's whole table, and of the app whether it is ours and which hosts lead to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from mesh.app import Mesh
from mesh.domains import Domain
from mesh.found import Attachment, Controller, HerokuApp, Plugin, Route, Service, is_attached
from mesh.routing import Edge, EdgeApp
from mesh.routing.request import name_and_port

ADMIN_PORT = 8001


@dataclass(frozen=True)
class FoundRoutes:
    """The state around one app's routes; `app` is None where Heroku knows none of that name, `plugins` where they were not read."""

    controller: Controller
    app: HerokuApp | None
    attachments: tuple[Attachment, ...]
    domains: tuple[Domain, ...]
    services: tuple[Service, ...]
    routes: tuple[Route, ...]
    plugins: tuple[Plugin, ...] | None = None

    def service(self, name: str) -> Service | None:
        return next((service for service in self.services if service.name == name), None)

    def service_of(self, route: Route) -> Service | None:
        return next((service for service in self.services if service.id == route.service_id), None)

    def plugins_of(self, entity: Route | Service) -> tuple[str, ...] | None:
        """Return the names of the plugins that go where this route or service goes; None where they were not read."""
        if self.plugins is None:
            return None
        return tuple(dict.fromkeys(plugin.name for plugin in self.plugins if entity.id in {plugin.route_id, plugin.service_id}))

    @property
    def is_attached(self) -> bool:
        return is_attached(self.attachments, self.controller.database)

    def edge(self, service: str, mesh: Mesh, routes: tuple[Route, ...], further_domains: tuple[str, ...] = ()) -> Edge:
        """Return all that decides who answers, with these routes.

        The domains of the other apps are not read; they are taken to own the hosts that their own routes name.
        """
        own = (*(domain.hostname for domain in self.domains), *further_domains)
        apps = (EdgeApp(service, own, listen_port=mesh.profile_of(service).listen_port), *self._others(service, mesh, own))
        return Edge(self.controller.kong_version, apps, self.services, routes, self.plugins)

    def _others(self, service: str, mesh: Mesh, own: tuple[str, ...]) -> Iterator[EdgeApp]:
        yield EdgeApp(self.controller.app, (self.controller.host,), listen_port=None, admin_port=ADMIN_PORT)
        taken = {*own, self.controller.host}
        for other in self.services:
            hosts = [name_and_port(host)[0] for route in self.routes if route.service_id == other.id for host in route.hosts]
            left = tuple(dict.fromkeys(host for host in hosts if host not in taken and not host.endswith(".*")))
            taken |= set(left)
            if other.name and other.name != service and left:
                yield EdgeApp(other.name, left, listen_port=mesh.profile_of(other.name).listen_port)
