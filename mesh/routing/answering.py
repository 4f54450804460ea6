"""The prediction: which app is reached, which route of the mesh's table it chooses, and who answers in the end."""

from dataclasses import replace

from mesh.routing.choosing import matches_of
from mesh.routing.criteria import needs_https
from mesh.routing.outcomes import (
    AdminApi,
    Answer,
    AppItself,
    ByRoute,
    Chosen,
    Elsewhere,
    HttpsNeeded,
    Match,
    NoApp,
    NoRoute,
    NoService,
    NothingListens,
    NotPredicted,
    Reached,
)
from mesh.routing.patterns import NotPredictedError
from mesh.routing.request import Request
from mesh.routing.table import Edge, EdgeApp, version_number
from mesh.routing.upstream import upstream_host, upstream_path

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def answer(edge: Edge, request: Request, turns: int | None = None) -> Answer:
    """Say who answers, all dynos being up, every sidecar having seen the table, and no plugin refusing.

    Where Kong may choose among several, the likeliest with `or_else`. `turns`: how many of the routes that would come after one another
    are looked for; all where it is None.
    """
    app = edge.owner(request.hostname)
    if app is None:
        return NoApp()
    if not app.has_sidecar:
        return AppItself(app.name)
    seen = edge.seen(request)
    try:
        first, *others = (_answer_of(edge, app, match, seen) for match in matches_of(edge, request, turns))
    except NotPredictedError as unknown:
        return NotPredicted(app.name, unknown.regex)
    further = tuple(each for each in dict.fromkeys(others) if each != first)
    return replace(first, or_else=further) if further else first


def possible_answers(edge: Edge, request: Request) -> tuple[Answer, ...]:
    """Return the answers of which one comes; where it is decided, that one alone."""
    given = answer(edge, request, 1)
    return (given, *given.or_else) if isinstance(given, Chosen) else (given,)


def _answer_of(edge: Edge, app: EdgeApp, match: Match | None, request: Request) -> ByRoute:
    if match is None:
        return NoRoute(app.name)
    if request.scheme == "http" and needs_https(match.route):
        return HttpsNeeded(app.name, match)
    service = edge.service_of(match.route)
    if service is None:
        return NoService(app.name, match)
    path = upstream_path(version_number(edge.kong_version), service, match, request.path)
    host = upstream_host(service, match, request)
    if service.host not in LOOPBACK:
        onward = Request(host, path, request.method, "https" if service.protocol == "https" else "http")
        return Elsewhere(app.name, match, service, onward)
    if service.port == app.listen_port:
        return Reached(app.name, match, path, host)
    if service.port == app.admin_port:
        return AdminApi(app.name, match, path)
    return NothingListens(app.name, match, service.port)
