"""The router of Kong 3 with the flavor `traditional_compatible`: one number ranks each route, and the highest that matches wins.

Source: kong/router/atc_compat.lua of 3.0, and measured: its 64-bit shift works on a plain number of Lua, so in 32 bits. Of equal routes the
one with the greater id comes first, in atc-router's own order. From 3.3 on (kong/router/compat.lua, not measured) a route is split.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby

from mesh.found import Route
from mesh.routing.criteria import Cut, RoutePath, cut_of, has_only_plain_hosts, is_taken_by_more, route_path, takes_host
from mesh.routing.dialects import cannot_be_built
from mesh.routing.outcomes import Match
from mesh.routing.patterns import NotPredictedError, is_text
from mesh.routing.request import Request

VERSION = (3, 0)
SPLIT_SINCE, ONE_GROUP_KEEPS_ID_SINCE = (3, 3), (3, 8)
"""Since when a route's paths are ranked apart: its regular expressions, and its plain paths by their length, each group under a new id."""
BITS, WORD = 32, 64
PLAIN_HOSTS_BIT, REGEX_BIT = 60, 51
KINDS_SHIFT, PRIORITY_SHIFT = 61, 19
LONGEST_COUNTED = 0x7FFFF
STAYS_IN_ORDER = 2
"""Paths of a route up to which Lua's sort keeps those of one kind in their order; it keeps three, too, if all are of one kind."""


@dataclass(frozen=True)
class _Part:
    """A route with the paths that are ranked together. `id`: what orders it among equals; empty where that is not known."""

    route: Route
    paths: tuple[RoutePath, ...]
    id: str


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
            found = [(part.id, matches) for part in equals if (matches := self._matches(part, request))]
            if found:
                # Those that are stored are ordered by their ids, which one that is still to come has not got.
                tied = [found[0], *(each for each in found[1:] if not (each[0] and found[0][0]))]
                return tuple(match for _, matches in tied for match in matches)
        return (None,)

    def in_turn(self, request: Request) -> Iterator[Match]:
        """Yield each match that would come if those before it were gone."""
        if self._spoiler:
            raise NotPredictedError(self._spoiler)
        seen = set[int]()
        for part in chain.from_iterable(self._equals_for(request)):
            if id(part.route) not in seen and (matches := self._matches(part, request)):
                seen.add(id(part.route))
                yield matches[0]

    def _equals_for(self, request: Request) -> list[list[_Part]]:
        """Return the routes that are tried: none for a path that is no text, if any route has a path.

        Source: atc-router takes a field as UTF-8 alone, and Kong gives it those that any route asks for. What it does not take is a 404.
        """
        return self._equals if is_text(request.path) or not any(route.paths for route in self.routes) else []

    @cached_property
    def _equals(self) -> list[list[_Part]]:
        """The routes in their order, those of one rank together; a request that one left out could take is not predicted."""
        parts = [part for route in self.routes if not is_taken_by_more(route) for part in self._parts(route)]
        ranked = sorted(((_rank(part), part.id, place) for place, part in enumerate(parts)), reverse=True)
        return [[parts[place] for *_, place in equals] for _, equals in groupby(ranked, key=lambda each: each[0])]

    def _parts(self, route: Route) -> Iterator[_Part]:
        paths = tuple(route_path(path, VERSION) for path in route.paths)
        if self.version < SPLIT_SINCE or len(paths) < STAYS_IN_ORDER:
            yield _Part(route, paths, route.id)
            return
        groups: dict[int, tuple[RoutePath, ...]] = {}
        for path in paths:
            key = 0 if path.is_regex else path.size_bytes
            groups[key] = (*groups.get(key, ()), path)
        keeps_id = len(groups) == 1 and self.version >= ONE_GROUP_KEEPS_ID_SINCE
        yield from (_Part(route, group, route.id if keeps_id else "") for group in groups.values())

    @cached_property
    def _spoiler(self) -> str:
        """An expression with which no node can build its router, so that all go on with an earlier one."""
        paths = (route_path(path, VERSION) for route in self.routes for path in route.paths)
        return next((path.text for path in paths if path.is_regex and cannot_be_built(path.text, VERSION)), "")

    def _matches(self, part: _Part, request: Request) -> list[Match]:
        """Return the part's match; several where it is not certain by which of its paths."""
        route = part.route
        host = next((host for host in route.hosts if takes_host(host, request.host)), None)
        method = request.method if request.method in route.methods else None
        if (route.hosts and host is None) or (route.methods and method is None):
            return []  # before its paths are tried, one of which may not be understood
        if not part.paths:
            return [Match(route, host, None, method)]
        cuts = self._cuts(part.paths, request.path)
        return [Match.cutting(route, host, path.written, method, cut) for path, cut in cuts]

    def _cuts(self, paths: Sequence[RoutePath], asked: str) -> list[tuple[RoutePath, Cut]]:
        """Return the path that matches with its cut, or all of which one is taken. Kong tries regular expressions first."""
        regexes, plain = [path for path in paths if path.is_regex], [path for path in paths if not path.is_regex]
        in_order_up_to = STAYS_IN_ORDER if regexes and plain else STAYS_IN_ORDER + 1
        keeps_order = self.version >= SPLIT_SINCE or len(paths) <= in_order_up_to
        for kind in (regexes, plain):
            found = ((path, cut) for path in kind if (cut := cut_of(path, asked, VERSION)) is not None)
            cuts = [first] if keeps_order and (first := next(found, None)) else list(found)
            if cuts:
                return cuts
        return []


def _rank(part: _Part) -> int:
    """Return the number that orders it as Kong computes it; for all of its paths together, so before 3.3 a long path lifts the short ones.

    Only plain hosts, then a regular expression, then kinds, priority and length in one number in which they overlap. Lua shifts within 32
    bits, and a result beyond 31 sets all bits above.
    """
    route, paths = part.route, part.paths
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
