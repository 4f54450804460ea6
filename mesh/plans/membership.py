"""What is read of an app that joins the mesh or leaves it: the whole table, the app, and what we kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mesh.app import ORIGINS, without_origin
from mesh.domains import app_of_own_host
from mesh.found import AddOn, AppDetails, Found, HerokuApp, Route, Service, former_database, owns
from mesh.joined import Joined
from mesh.route_plans import FoundRoutes
from mesh.standing import Left


@dataclass(frozen=True)
class FoundMembership:
    """The state around one service's app.

    `names` are the Heroku names that we keep, by service; `joined` and `left` what we keep of this service. `addons` are the app's own,
    read only where they are at stake. `controllers` are those of all meshes, with their mesh.
    """

    service_name: str
    routes: FoundRoutes
    details: AppDetails
    addons: tuple[AddOn, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    joined: Joined | None = None
    left: Left | None = None
    controllers: Mapping[str, str] = field(default_factory=dict)

    @property
    def app(self) -> HerokuApp | None:
        return self.routes.app

    @property
    def service(self) -> Service | None:
        return self.routes.service(self.service_name)

    @property
    def own_routes(self) -> tuple[Route, ...]:
        """All routes of the service, whoever made them."""
        service = self.service
        return tuple(route for route in self.routes.routes if service and route.service_id == service.id)

    @property
    def found(self) -> Found:
        """The app as `add` finds it, with the service and the route of its name."""
        route = next((route for route in self.routes.routes if route.name == self.service_name), None)
        return Found(self.routes.controller, self.app, self.details, self.service, route)

    @property
    def shared_postgres(self) -> str:
        """Return the controller's Postgres that the app has, also one that was its DATABASE before another was promoted; else nothing."""
        controller = self.routes.controller
        if self.routes.is_attached:
            return controller.database
        return former_database(self.details.attachments, controller.app, controller.database)

    @property
    def has_own_origin(self) -> bool:
        """Say whether KONG_ORIGINS has the entry of the app's own host, which only a mesh app has."""
        current = self.details.config.get(ORIGINS, "")
        return self.app is not None and without_origin(current, self.app.host) != current

    @property
    def is_renamed(self) -> bool:
        """Say whether the app is the service's under another name: attached, with the origin of a host that its routes name."""
        if self.app is None or not self.routes.is_attached:
            return False
        origins, hosts = self.details.config.get(ORIGINS, ""), {host for route in self.own_routes for host in route.hosts}
        return any(app_of_own_host(host) and without_origin(origins, host) != origins for host in hosts - {self.app.host})

    def controller_of(self, name: str) -> str:
        """Return why a Heroku app is a controller, by its name or because it owns the Postgres of this mesh; else an empty text."""
        if name in self.controllers:
            return f"`{name}` is the controller of the mesh `{self.controllers[name]}`"
        if owns(name, self.details.attachments, self.routes.controller.database):
            return f"`{name}` owns `{self.routes.controller.database}`, the Postgres that the whole mesh shares"
        return ""
