"""Requests that show what a route does: one for each of its hosts, paths and methods."""

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import TypeVar

from mesh.found import Route
from mesh.routing.criteria import cut_by_regex, has_host, host_matches, is_regex, is_wildcard, may_match
from mesh.routing.request import Request
from mesh.routing.table import Edge, version_number

T = TypeVar("T")

ANY_LABEL = "any"
STANDS_FOR = (
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
"""What a regular expression's parts may stand for in a path; tried, and checked against the expression afterwards."""


def requests_for(edge: Edge, routes: Sequence[Route]) -> tuple[Request, ...]:
    """Return each host with each path and method of these routes together.

    Where a route names no path or method: `/` and GET; where no route names a host: all domains.
    """
    return tuple(Request(host, path, method) for host, path, method in product(*_parts(edge, routes)))


def shared_requests(edge: Edge, route: Route, other: Route) -> tuple[Request, ...]:
    """Return those of the requests for both routes together whose host, path and method each fit both.

    The parts are judged before they are multiplied: two routes with a hundred paths each would have twenty thousand requests.
    """
    hosts, paths, methods = _parts(edge, (route, other))
    version = version_number(edge.kong_version)
    few_first = sorted((route, other), key=lambda each: len(each.paths))
    return tuple(
        Request(host, path, method)
        for host, path, method in product(
            [host for host in hosts if has_host(route, host) and has_host(other, host)],
            [path for path in paths if all(may_match(each, path, version) for each in few_first)],
            [method for method in methods if all(not each.methods or method in each.methods for each in (route, other))],
        )
    )


def _parts(edge: Edge, routes: Sequence[Route]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    naming_hosts = [route for route in routes if route.hosts] or routes
    hosts = _once(host for route in naming_hosts for host in hosts_of(edge, route))
    paths = _once(path for route in routes for path in paths_of(edge, route))
    return hosts, paths, _once(method for route in routes for method in (route.methods or ("GET",)))


def hosts_of(edge: Edge, route: Route) -> tuple[str, ...]:
    """Return hosts that the route matches; for a wildcard the domains that fit, or an invented one."""
    domains = _once(domain.replace("*", ANY_LABEL) for app in edge.apps for domain in app.domains)
    if not route.hosts:
        return domains
    return _once(host for pattern in route.hosts for host in _hosts_like(pattern, domains))


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
    made = regex
    for part, stand_in in STANDS_FOR:
        made = re.sub(part, stand_in, made)
    return made if made.startswith("/") and cut_by_regex(regex, made) is not None else None


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
