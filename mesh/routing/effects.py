"""What a change of the table does to requests: answers before and after, for the requests worth showing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from mesh.found import Route, Service
from mesh.routing.answering import answer
from mesh.routing.criteria import has_host, needs_https
from mesh.routing.looking import Looking
from mesh.routing.outcomes import Answer, AppItself, Chosen, NoApp, NoRoute, NotPredicted
from mesh.routing.overlapping import overlaps
from mesh.routing.request import Request
from mesh.routing.samples import paths_of, requests_for
from mesh.routing.table import Edge

TURNS = 2  # the route that answers, and the one that Kong may choose as well


@dataclass(frozen=True)
class Sample:
    """A request with its answer before and after the change."""

    request: Request
    before: Answer
    after: Answer

    @property
    def differs(self) -> bool:
        """Say whether another app, route, path, host or kind of answer comes, or may come; a route's other fields do not count."""
        return not self.is_predicted or _seen(self.before) != _seen(self.after)

    @property
    def is_predicted(self) -> bool:
        return not (isinstance(self.before, NotPredicted) or isinstance(self.after, NotPredicted))


def effect(before: Edge, after: Edge, limit: int = 50, looking: Looking | None = None) -> tuple[Sample, ...]:
    """Return samples for each domain that leads to another app, and each route that was added, removed or changed, or whose service was.

    At most `limit`, those that differ first. For a domain they are `/` and the paths and methods of all routes that take it; for a route
    each host with each path and method of its old and its new form, also with the paths and methods of routes that share its traffic. They
    go by https, and by http too where http begins or ceases to be enough. Routes are recognised by their name, without one by their id. A
    route still to be stored has no `created_at`. `looking` says afterwards whether all of these were looked at.
    """
    allowed = looking or Looking()
    of_routes = (request for pair in _changed(before, after) for request in _requests(before, after, *pair, allowed))
    requests = _few(chain(_of_moved_domains(before, after, allowed), of_routes), before.work + after.work, allowed)
    samples = (sample for request in requests for sample in _samples(before, after, request))
    return tuple(sorted(samples, key=lambda sample: not sample.differs)[:limit])


def _few(requests: Iterable[Request], work: int, looking: Looking) -> Iterator[Request]:
    """Yield each request once, as far as there is time to look for its answers."""
    known: set[Request] = set()
    for request in requests:
        if request in known:
            if not looking.may(1):
                return
            continue
        if not looking.may(work):
            return
        known.add(request)
        yield request


def _samples(before: Edge, after: Edge, request: Request) -> Iterator[Sample]:
    by_https = Sample(request, answer(before, request, TURNS), answer(after, request, TURNS))
    yield by_https
    was, will = _needs_https(by_https.before), _needs_https(by_https.after)
    if None not in {was, will} and was != will:
        by_http = replace(request, scheme="http")
        yield Sample(by_http, answer(before, by_http, TURNS), answer(after, by_http, TURNS))


def _needs_https(given: Answer) -> bool | None:
    """Say whether the route that answers takes https alone; None where none does."""
    match = getattr(given, "match", None)
    return None if match is None else needs_https(match.route)


def _of_moved_domains(before: Edge, after: Edge, looking: Looking) -> Iterator[Request]:
    for host in dict.fromkeys((*before.domains, *after.domains)):
        if _owner(before, host) == _owner(after, host):
            continue
        yield Request(host)
        for edge in (before, after):
            if not looking.may(len(edge.routes)):
                return
            for route in (each for each in edge.routes if has_host(each, host)):
                yield from (Request(host, path, method) for path in paths_of(edge, route) for method in route.methods or ("GET",))


def _owner(edge: Edge, host: str) -> str | None:
    app = edge.owner(host)
    return app.name if app else None


def _changed(before: Edge, after: Edge) -> list[tuple[Route | None, Route | None]]:
    old, new = ({route.name or route.id: route for route in edge.routes} for edge in (before, after))
    pairs = ((old.get(key), new.get(key)) for key in dict.fromkeys([*new, *old]))
    return [(was, will) for was, will in pairs if was != will or _address(before, was) != _address(after, will)]


def _requests(before: Edge, after: Edge, was: Route | None, will: Route | None, looking: Looking) -> Iterator[Request]:
    forms = [(edge, route) for edge, route in ((before, was), (after, will)) if route]
    for edge, route in forms:
        yield from requests_for(edge, (route,))
    if was and will and bool(was.methods) != bool(will.methods):
        yield from requests_for(after, (was, will))
    for edge, route in forms:
        for other in {id(overlap.other): overlap.other for overlap in overlaps(edge, route, looking)}.values():
            shared = requests_for(edge, (route, other))
            yield from (request for request in shared if has_host(route, request.host))


def _address(edge: Edge, route: Route | None) -> str | None:
    service: Service | None = edge.service_of(route) if route else None
    return service.url if service else None


def _seen(given: Answer) -> tuple[frozenset[object], ...]:
    """Return the answer, and all that may come in its place, each with its route by name alone."""
    further = given.or_else if isinstance(given, Chosen) else ()
    return (frozenset([_one(given)]), frozenset(map(_one, (given, *further))))


def _one(given: Answer) -> object:
    if isinstance(given, NotPredicted | NoApp | AppItself | NoRoute):
        return given
    route = Route(given.match.route.id if not given.match.route.name else "", given.match.route.name, "")
    return replace(given, match=replace(given.match, route=route, host=None, path=None, method=None, cut=None))
