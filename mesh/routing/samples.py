"""Requests that show what a route does: one for each of its hosts, paths and methods."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TypeVar

from mesh.found import Route
from mesh.routing.criteria import cut_by_regex, has_host, host_matches, is_regex, is_wildcard, may_match
from mesh.routing.looking import Looking
from mesh.routing.patterns import LONGEST, NotPredictedError
from mesh.routing.request import Request
from mesh.routing.table import ANY_LABEL, Edge, version_number

T = TypeVar("T")

STANDS_FOR = tuple(
    (re.compile(part), stand_in)
    for part, stand_in in (
        (r"\(\?(?:<\w+>|:)", "("),  # named groups
        (r"\\d", "1"),
        (r"\\w", "a"),
        (r"\\[sS]", "s"),
        (r"\[\^[^]]*\]", "a"),
        (r"\[([^]\\])[^]]*\]", r"\1"),
        (r"\{\d+(?:,\d*)?\}|[*+?]\??|[\^$]", ""),
        (r"(?<!\\)\.", "a"),
        (r"\(([^()|]*)(?:\|[^()]*)?\)", r"\1"),
        (r"\\(.)", r"\1"),
    )
)
"""What a regular expression's parts may stand for in a path; tried, and checked against the expression afterwards."""


def requests_for(edge: Edge, routes: Sequence[Route]) -> Iterator[Request]:
    """Yield each host with each path and method of these routes together.

    Where a route names no path or method: `/` and GET; where no route names a host: all domains.
    """
    paths = _once(path for route in routes for path in paths_of(edge, route))
    return (Request(*parts) for parts in product(_hosts(edge, routes), paths, _methods(routes)))


def shared_requests(edge: Edge, route: Route, other: Route, looking: Looking) -> Iterator[Request]:
    """Yield those of the requests for both routes together whose host, path and method each fit both, as far as `looking` allows.

    The parts are judged before they are multiplied: two routes with a hundred paths each would have twenty thousand requests.
    """
    if not looking.may((1 + len(route.hosts)) * (1 + len(other.hosts))):
        return
    hosts = [host for host in _hosts(edge, (route, other)) if has_host(route, host) and has_host(other, host)]
    methods = [method for method in _methods((route, other)) if all(not each.methods or method in each.methods for each in (route, other))]
    if not (hosts and methods):
        return
    version = version_number(edge.kong_version)
    few_first = sorted((route, other), key=lambda each: len(each.paths))
    paths = _once(path for each in (route, other) for path in paths_of(edge, each))
    trials = len(route.paths) + len(other.paths)
    shared = [path for path in paths if looking.may(trials) and all(may_match(each, path, version) for each in few_first)]
    yield from (Request(*parts) for parts in product(hosts, shared, methods))


def _hosts(edge: Edge, routes: Sequence[Route]) -> tuple[str, ...]:
    naming_hosts = [route for route in routes if route.hosts] or routes
    return _once(host for route in naming_hosts for host in hosts_of(edge, route))


def _methods(routes: Iterable[Route]) -> tuple[str, ...]:
    return _once(method for route in routes for method in (route.methods or ("GET",)))


def hosts_of(edge: Edge, route: Route) -> tuple[str, ...]:
    """Return hosts that the route matches; for a wildcard the domains that fit, or an invented one."""
    if not route.hosts:
        return edge.domains
    return _once(host for pattern in route.hosts for host in _hosts_like(pattern, edge.domains))


def paths_of(edge: Edge, route: Route) -> tuple[str, ...]:
    """Return paths that the route matches; none for a regular expression that no path could be made for."""
    if not route.paths:
        return ("/",)
    version = version_number(edge.kong_version)
    regexes = (path.removeprefix("~") for path in route.paths if is_regex(path, version))
    made = (sample for sample in map(_path_like, regexes) if sample is not None)
    return _once([*(path for path in route.paths if not is_regex(path, version)), *made])


def _hosts_like(pattern: str, domains: Iterable[str]) -> tuple[str, ...]:
    if not is_wildcard(pattern):
        return (pattern,)
    return tuple(domain for domain in domains if host_matches(pattern, domain)) or (pattern.replace("*", ANY_LABEL),)


def _path_like(regex: str) -> str | None:
    if len(regex) > LONGEST:
        return None
    made = regex
    for part, stand_in in STANDS_FOR:
        made = part.sub(stand_in, made)
    if not made.startswith("/"):
        return None
    try:
        return made if cut_by_regex(regex, made) is not None else None
    except NotPredictedError:
        return made  # perhaps; that it is not known is then told for this path


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
