"""Answer which routes an app has, and who answers a request."""

from concurrent.futures import Future, wait
from typing import Any

from jobs.reading.gathering import Gathering
from jobs.reading.in_time import in_time, needed
from jobs.reading.owner import owner_of
from jobs.reading.routes import AskedTable, raise_if_paced, table_asked_of
from jobs.reading.sights import Taken, taken
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.found import Plugin
from mesh.plan import Refusal
from mesh.requests import RouteMatch, Routes
from mesh.route_plans import Unpredicted, may_be_ended
from mesh.routing import Edge, answer
from mesh.routing import Request as Asked
from mesh.run import Answer
from messages.answer import answer_of
from messages.route_table import Answered, routes_table, who_answers

APP_S = 2.0  # how much longer an app's own host is waited for, when its routes are there


def routes_of(tools: Tools, request: Routes, mesh: Mesh) -> Answer | Refusal:
    """Answer from Kong's table; Heroku only knows which host is the app's own, and is not waited for much longer than Kong is."""
    name = mesh.app_of(request.service)
    with Gathering(3) as gathering:
        asked_app = gathering.ask(lambda: tools.heroku.app(name) if name else None)
        asked = table_asked_of(tools, mesh, gathering)
        _, services, routes = needed(asked.table, "Kong's table of routes")
        wait(list[Future[Any]]([asked_app, asked.plugins]), APP_S)
    service = next((each for each in services if each.name == request.service), None)
    if service is None:
        return Refusal(f"Kong has no service `{request.service}`, so it has no routes.", f"`/mesh add {request.service}` makes one.")
    app, own = taken(asked_app), [route for route in routes if route.service_id == service.id]
    host = app.value.host if app.value else ""
    plugins = _plugins(asked)
    return answer_of(
        routes_table(service, host, own, tools.now(), plugins.value or (), why_no_host=app.why_not, why_no_plugins=plugins.why_not)
    )


def _plugins(asked: AskedTable) -> Taken[tuple[Plugin, ...]]:
    """Return the plugins, or why they are not known. Raises TemporaryFailure where this minute's requests are used up."""
    raise_if_paced(asked.plugins)
    return taken(asked.plugins)


def who_answers_it(tools: Tools, request: RouteMatch, mesh: Mesh) -> Answer:
    return answer_of(who_answers(in_time(lambda: _matched(tools, request, mesh), "What Heroku and Kong say about it")))


def _matched(tools: Tools, request: RouteMatch, mesh: Mesh) -> Answered:
    with Gathering(2) as gathering:
        asked_kong = table_asked_of(tools, mesh, gathering)
        controller, services, routes = asked_kong.table.result()
        wait([asked_kong.plugins], APP_S)
    plugins = _plugins(asked_kong).value
    owner = owner_of(tools, request.host, mesh, (controller, services, routes))
    edge = Edge(controller.kong_version, (owner,) if owner else (), services, routes, plugins)
    asked = Asked(request.host, request.path, request.method, "http" if request.scheme == "http" else "https")
    given = answer(edge, asked)
    unknown = Unpredicted(edge, edge).why(asked) if owner and owner.has_sidecar else ""
    return Answered(request, given, edge, owner.name if owner else "", unknown or may_be_ended(given, edge))
