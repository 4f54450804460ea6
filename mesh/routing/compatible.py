"""The router of Kong 3.0 to 3.2 with the flavor `traditional_compatible`: one number ranks each route, and the highest that matches wins.

Source: kong/router/atc_compat.lua of 3.0; of equal routes the one with the greater id comes first, in atc-router's own order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mesh.found import Route
from mesh.routing.criteria import cut_by_regex, host_matches, is_regex, is_wildcard
from mesh.routing.outcomes import Match
from mesh.routing.request import Request

VERSION = (3, 0)


@dataclass(frozen=True)
class CompatibleRouter:
    """The router over one table."""

    routes: Sequence[Route]

    def chosen(self, request: Request) -> Match | None:
        return next(self.in_turn(request), None)

    def in_turn(self, request: Request) -> Iterator[Match]:
        """Yield each match that would come if those before it were gone."""
        return (match for match in (_match(route, request) for route in self._in_order) if match)

    @cached_property
    def _in_order(self) -> list[Route]:
        return sorted(self.routes, key=lambda route: (rank(route), route.id), reverse=True)


def rank(route: Route) -> tuple[int, ...]:
    """Return what orders the route; for all of its paths together, so a long path lifts the short ones beside it."""
    regexes = [path for path in route.paths if is_regex(path, VERSION)]
    plain = [len(path) for path in route.paths if not is_regex(path, VERSION)]
    named = sum(map(bool, (route.hosts, route.paths, route.methods)))
    only_plain_hosts = bool(route.hosts) and not any(map(is_wildcard, route.hosts))
    return named, only_plain_hosts, bool(regexes), route.regex_priority if regexes else 0, max(plain, default=0)


def _match(route: Route, request: Request) -> Match | None:
    host = next((host for host in route.hosts if host_matches(host, request.hostname)), None)
    method = request.method if request.method in route.methods else None
    if (route.hosts and host is None) or (route.methods and method is None):
        return None  # before its paths are tried, one of which may not be understood
    # Kong puts the regular expressions of a route before its plain paths; the first that matches is cut off.
    ordered = sorted(route.paths, key=lambda path: not is_regex(path, VERSION))
    cuts = ((path, _cut(path, request.path)) for path in ordered)
    path, cut = next(((path, cut) for path, cut in cuts if cut is not None), (None, None))
    if route.paths and path is None:
        return None
    return Match(route, host, path, method, cut if route.strip_path else None)


def _cut(path: str, asked: str) -> str | None:
    if is_regex(path, VERSION):
        return cut_by_regex(path[1:], asked)
    return path if asked.startswith(path) else None
