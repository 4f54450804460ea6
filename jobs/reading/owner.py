"""Read which app of a mesh Heroku leads a host to."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from jobs.reading.routes import Table
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.domains import Domain, is_own_host, leads_here
from mesh.found import Controller, Route, Service, is_attached
from mesh.route_plans import ADMIN_PORT
from mesh.routing import EdgeApp
from mesh.routing.criteria import host_matches

LOOKED_AT = 48  # mesh apps whose domains are read before the next ones are, where no route names the host
AT_ONCE = 8


def owner_of(tools: Tools, host: str, mesh: Mesh, table: Table) -> EdgeApp | None:
    """Return the app of this mesh that Heroku leads a host to: looked for first where the name or a route speaks for it."""
    controller, services, routes = table
    if host == controller.host:
        return EdgeApp(controller.app, (host,), listen_port=None, admin_port=ADMIN_PORT)
    likely = list(dict.fromkeys(_likely(host, mesh, services, routes)))
    others = (service.name for service in services if service.name and service.name not in likely)
    for group in (likely, *iter(lambda: list(islice(others, LOOKED_AT)), [])):
        for name, domains in _domains_of(tools, group, mesh):
            if leads_here(host, domains):
                return _as_app(tools, name, domains, mesh, controller)
    return None


def _likely(host: str, mesh: Mesh, services: Sequence[Service], routes: Sequence[Route]) -> Iterator[str]:
    for service in services:
        app = mesh.app_of(service.name)
        if app and is_own_host(host, app):
            yield service.name
    for service in services:
        named = (each for route in routes if route.service_id == service.id for each in route.hosts)
        if service.name and any(host_matches(each, host) for each in named):
            yield service.name


def _domains_of(tools: Tools, names: Iterable[str], mesh: Mesh) -> Sequence[tuple[str, tuple[Domain, ...]]]:
    """Read the domains of apps, some at once; a service that is no app of this mesh has none."""
    apps = [(name, app) for name in names if (app := mesh.app_of(name))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(tools.heroku.domains, [app for _, app in apps])
        return [(name, domains) for (name, _), domains in zip(apps, found, strict=True)]


def _as_app(tools: Tools, name: str, domains: Sequence[Domain], mesh: Mesh, controller: Controller) -> EdgeApp:
    attached = tools.heroku.attachments(mesh.profile_of(name).heroku_name(name))
    return EdgeApp(
        name,
        tuple(domain.hostname for domain in domains),
        has_sidecar=is_attached(attached, controller.database),
        listen_port=mesh.profile_of(name).listen_port,
    )
