"""The router of Kong 3.0 to 3.2 with the flavor `traditional_compatible`: one number ranks each route, and the highest that matches wins.

Source: kong/router/atc_compat.lua of 3.0, and measured: its 64-bit shift works on a plain number of Lua, so in 32 bits. Of equal routes the
one with the greater id comes first, in atc-router's own order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from mesh.found import Route
from mesh.routing.criteria import Cut, RoutePath, cut_of, has_only_plain_hosts, is_taken_by_more, route_path, takes_host
from mesh.routing.dialects import cannot_be_built
from mesh.routing.outcomes import Match
from mesh.routing.patterns import NotPredictedError, is_text
from mesh.routing.request import Request

VERSION = (3, 0)
BITS, WORD = 32, 64
PLAIN_HOSTS_BIT, REGEX_BIT = 60, 51
KINDS_SHIFT, PRIORITY_SHIFT = 61, 19
LONGEST_COUNTED = 0x7FFFF
STAYS_IN_ORDER = 2
"""Paths of a route up to which Lua's sort keeps those of one kind in their order; it keeps three, too, if all are of one kind."""


@dataclass(frozen=True)
class CompatibleRouter:
    """The router over one table; `version` from (3, 0) on."""

    routes: Sequence[Route]
    version: tuple[int, ...] = VERSION

    def possible(self, request: Request) -> tuple[Match | None, ...]:
        """Return the matches of which Kong chooses one, the likeliest first; None alone where no route matches.

        Raises NotPredictedError where one depends on an expression that is not understood, or no node can build this router.
        """
        if self._spoiler:
            raise NotPredictedError(self._spoiler)
        for equals in self._equals_for(request):
            found = [matches for route in equals if (matches := self._matches(route, request))]
            if found:
                # Routes that are stored are ordered by their ids, which one that is still to come has not got.
                tied = [found[0], *(each for each in found[1:] if not (each[0].route.id and found[0][0].route.id))]
                return tuple(match for each in tied for match in each)
        return (None,)

    def in_turn(self, request: Request) -> Iterator[Match]:
        """Yield each match that would come if those before it were gone."""
        if self._spoiler:
            raise NotPredictedError(self._spoiler)
        return (matches[0] for equals in self._equals_for(request) for route in equals if (matches := self._matches(route, request)))

    def _equals_for(self, request: Request) -> list[list[Route]]:
        """Return the routes that are tried: none for a path that is no text, if any route has a path.

        Source: atc-router takes a field as UTF-8 alone, and Kong gives it those that any route asks for. What it does not take is a 404.
        """
        return self._equals if is_text(request.path) or not any(route.paths for route in self.routes) else []

    @cached_property
    def _equals(self) -> list[list[Route]]:
        """The routes in their order, those of one rank together; a request that one left out could take is not predicted."""
        known = (each for each in enumerate(self.routes) if not is_taken_by_more(each[1]))
        ranked = sorted(((rank(route), route.id, place) for place, route in known), reverse=True)
        return [[self.routes[place] for *_, place in equals] for _, equals in groupby(ranked, key=lambda each: each[0])]

    @cached_property
    def _spoiler(self) -> str:
        """An expression with which no node can build its router, so that all go on with an earlier one."""
        paths = (route_path(path, VERSION) for route in self.routes for path in route.paths)
        return next((path.text for path in paths if path.is_regex and cannot_be_built(path.text, VERSION)), "")

    def _matches(self, route: Route, request: Request) -> list[Match]:
        """Return the route's match; several where it is not certain by which of its paths."""
        host = next((host for host in route.hosts if takes_host(host, request.host)), None)
        method = request.method if request.method in route.methods else None
        if (route.hosts and host is None) or (route.methods and method is None):
            return []  # before its paths are tried, one of which may not be understood
        if not route.paths:
            return [Match(route, host, None, method)]
        cuts = self._cuts(route, request.path)
        return [Match.cutting(route, host, path.written, method, cut) for path, cut in cuts]

    def _cuts(self, route: Route, asked: str) -> list[tuple[RoutePath, Cut]]:
        """Return the path that matches with its cut, or all of which one is taken. Kong tries regular expressions first."""
        paths = [route_path(path, VERSION) for path in route.paths]
        regexes, plain = [path for path in paths if path.is_regex], [path for path in paths if not path.is_regex]
        keeps_order = len(paths) <= STAYS_IN_ORDER or (len(paths) == STAYS_IN_ORDER + 1 and not (regexes and plain))
        for kind in (regexes, plain):
            found = ((path, cut) for path in kind if (cut := cut_of(path, asked, VERSION)) is not None)
            cuts = [first] if keeps_order and (first := next(found, None)) else list(found)
            if cuts:
                return cuts
        return []


def rank(route: Route) -> int:
    """Return the number that orders the route as Kong computes it; for all of its paths together, so a long path lifts the short ones.

    Only plain hosts, then a regular expression, then kinds, priority and length in one number in which they overlap. Lua shifts within 32
    bits, and a result beyond 31 sets all bits above.
    """
    paths = [route_path(path, VERSION) for path in route.paths]
    kinds = sum(map(bool, (route.hosts, route.paths, route.methods)))
    has_regex = any(path.is_regex for path in paths)
    length = max((path.size_bytes for path in paths if not path.is_regex), default=0)
    return (
        has_only_plain_hosts(route) << PLAIN_HOSTS_BIT
        | has_regex << REGEX_BIT
        | _shifted(kinds, KINDS_SHIFT)
        | _shifted(route.regex_priority if has_regex else 0, PRIORITY_SHIFT)
        | length & LONGEST_COUNTED
    )


def _shifted(number: int, places: int) -> int:
    """Shift as `bit.lshift` does to a plain number, and widen the result to 64 bits. Source: bitop.luajit.org."""
    shifted = (number << places % BITS) % (1 << BITS)
    return shifted if shifted < 1 << BITS - 1 else shifted + (1 << WORD) - (1 << BITS)
