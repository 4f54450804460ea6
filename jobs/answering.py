"""Answer a question from what is found now."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from typing import assert_never

from jobs.answers.history import history
from jobs.answers.status import app_status, diff, mesh_status, releases
from jobs.reading.gathering import Gathering
from jobs.reading.in_time import in_time, needed
from jobs.reading.routes import Table, table_of
from jobs.reading.sights import taken
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.domains import Domain, is_own_host, leads_here
from mesh.errors import InvalidRequest
from mesh.found import Controller, Route, Service, is_attached
from mesh.plan import Refusal
from mesh.requests import AppStatus, Diff, History, MeshStatus, Question, Releases, RouteMatch, Routes
from mesh.route_plans import ADMIN_PORT
from mesh.routing import Edge, EdgeApp, answer
from mesh.routing import Request as Asked
from mesh.routing.criteria import host_matches
from mesh.run import Answer, Run
from messages.answer import answer_of
from messages.route_table import Answered, routes_table, who_answers

LOOKED_THROUGH = 48  # mesh apps whose domains are read where no route names the host
AT_ONCE = 8
APP_S = 2.0  # how much longer an app's own host is waited for, when its routes are there


def answer_to(tools: Tools, run: Run, request: Question, mesh: Mesh) -> Answer | Refusal:
    """Read what the question is about and answer it. Raises TemporaryFailure, PermanentFailure."""
    match request:
        case Routes():
            return _routes(tools, request, mesh)
        case RouteMatch():
            return answer_of(who_answers(in_time(lambda: _matched(tools, request, mesh), "What Heroku and Kong say about it")))
        case MeshStatus():
            return mesh_status(tools, run, request, mesh)
        case AppStatus():
            return app_status(tools, request, mesh)
        case Diff():
            return diff(tools, request, mesh)
        case Releases():
            return releases(tools, request, mesh)
        case History():
            return history(tools, run, request, mesh)
        case _:
            assert_never(request)


def _routes(tools: Tools, request: Routes, mesh: Mesh) -> Answer | Refusal:
    """Answer from Kong's table; Heroku only knows which host is the app's own, and is not waited for much longer than Kong is."""
    name = mesh.profile_of(request.service).heroku_name(request.service)
    with Gathering(2) as gathering:
        asked_app = gathering.ask(lambda: tools.heroku.app(name))
        _, services, routes = needed(gathering.ask(lambda: table_of(tools, mesh)), "Kong's table of routes")
        wait([asked_app], APP_S)
    service = next((each for each in services if each.name == request.service), None)
    if service is None:
        return Refusal(f"Kong has no service `{request.service}`, so it has no routes.", f"`/mesh add {request.service}` makes one.")
    app, own = taken(asked_app), [route for route in routes if route.service_id == service.id]
    return answer_of(routes_table(request.service, app.value.host if app.value else "", own, tools.now(), why_no_host=app.why_not))


def _matched(tools: Tools, request: RouteMatch, mesh: Mesh) -> Answered:
    controller, services, routes = table = table_of(tools, mesh)
    owner = _owner(tools, request.host, mesh, table)
    edge = Edge(controller.kong_version, (owner,) if owner else (), services, routes)
    given = answer(edge, Asked(request.host, request.path, request.method, "http" if request.scheme == "http" else "https"))
    return Answered(request, given, edge, owner.name if owner else "")


def _owner(tools: Tools, host: str, mesh: Mesh, table: Table) -> EdgeApp | None:
    """Return the app of this mesh that Heroku leads a host to: looked for first where the name or a route speaks for it."""
    controller, services, routes = table
    if host == controller.host:
        return EdgeApp(controller.app, (host,), listen_port=None, admin_port=ADMIN_PORT)
    likely = list(dict.fromkeys(_likely(host, mesh, services, routes)))
    others = (service.name for service in services if service.name and service.name not in likely)
    for group in (likely, list(islice(others, LOOKED_THROUGH))):
        for name, domains in _domains_of(tools, group, mesh):
            if leads_here(host, domains):
                return _as_app(tools, name, domains, mesh, controller)
    return None


def _likely(host: str, mesh: Mesh, services: Sequence[Service], routes: Sequence[Route]) -> Iterator[str]:
    for service in services:
        app = _heroku_name(mesh, service.name)
        if app and is_own_host(host, app):
            yield service.name
    for service in services:
        named = (each for route in routes if route.service_id == service.id for each in route.hosts)
        if service.name and any(host_matches(each, host) for each in named):
            yield service.name


def _domains_of(tools: Tools, names: Iterable[str], mesh: Mesh) -> Sequence[tuple[str, tuple[Domain, ...]]]:
    """Read the domains of apps, some at once; a service that is no app of this mesh has none."""
    apps = [(name, app) for name in names if (app := _heroku_name(mesh, name))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(tools.heroku.domains, [app for _, app in apps])
        return [(name, domains) for (name, _), domains in zip(apps, found, strict=True)]


def _as_app(tools: Tools, name: str, domains: Sequence[Domain], mesh: Mesh, controller: Controller) -> EdgeApp:
    attached = tools.heroku.attachments(_heroku_name(mesh, name))
    return EdgeApp(
        name,
        tuple(domain.hostname for domain in domains),
        has_sidecar=is_attached(attached, controller.database),
        listen_port=mesh.profile_of(name).listen_port,
    )


def _heroku_name(mesh: Mesh, service: str) -> str:
    """Return the Heroku name of a service's app, empty where it cannot be one's name."""
    try:
        return mesh.profile_of(service).heroku_name(service) if service else ""
    except InvalidRequest:
        return ""
