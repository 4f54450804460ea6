"""The router of Kong before 3.0, with its shortcuts, because they decide who answers.

Routes stand in categories by what they name (hosts, paths, methods): more kinds first, then hosts before paths before methods. Before any
route is tried, Kong notes *hits* over the whole table: the first wildcard host, regular expression or longest path that fits, whoever's it
is. In each category it tries the smallest list of routes that share a hit, then all. So a route of another host may decide.

Source: kong/router.lua and kong/runloop/handler.lua of 1.0 and 2.8; issues 4152, 5371, 5418, 7687 and 9529 of Kong/kong.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from mesh.found import Route
from mesh.routing.criteria import cut_before_rest, cut_by_regex, host_matches, is_regex, is_wildcard
from mesh.routing.outcomes import Match
from mesh.routing.patterns import NotPredictedError
from mesh.routing.request import Request

Rank: TypeAlias = tuple[int | float, ...]

NOT_YET = datetime.max.replace(tzinfo=UTC)
KEPT = 16
UNKNOWN_MOST = 4
"""Expressions that are not understood, of which each is taken for the first that fits; with more, nothing is predicted."""
FIXED = (1, 3)
"""From this version on, wildcard hosts and plain hosts, and paths of different length, stand in the right order."""


@dataclass(frozen=True)
class Hits:
    """What Kong notes before it tries a route: the host only if a wildcard fits and no plain host anywhere does."""

    host: str | None
    path: str | None


@dataclass(frozen=True)
class Candidate:
    """A route as Kong tries it: with all of its paths before 1.3, with one of them from then on."""

    route: Route
    paths: tuple[str, ...]

    @property
    def category(self) -> tuple[int, ...]:
        named = tuple(map(bool, (self.route.hosts, self.paths, self.route.methods)))
        return sum(named), *named


@dataclass(frozen=True)
class TraditionalRouter:
    """The router over one table; `version` from (1, 0) to (2, 8).

    Kong takes shortcuts that its documentation does not tell of, by which a route of another host may decide.
    """

    routes: Sequence[Route]
    version: tuple[int, ...]

    def chosen(self, request: Request) -> Match | None:
        """Return the match. Raises NotPredictedError where it depends on what an expression matches that is not understood."""
        first, *others = self._possible_hits(request)
        match = self._chosen(request, first)
        for hits in others:
            if _one(self._chosen(request, hits)) != _one(match):
                raise NotPredictedError(hits.path or first.path or "")
        return match

    def _chosen(self, request: Request, hits: Hits) -> Match | None:
        for members in self._by_category:
            for candidate in chain(self._shortcut(members, request, hits), members):
                match = self._match(candidate, request, hits)
                if match:
                    return match
        return None

    def in_turn(self, request: Request) -> Iterator[Match]:
        """Yield each match that would come if those before it were gone, and with them their hits."""
        router = self
        while (match := router.chosen(request)) is not None:
            yield match
            router = router._without(match.route)

    def _without(self, route: Route) -> "TraditionalRouter":
        if id(route) in self._routers_without:
            return self._routers_without[id(route)]
        left = replace(self, routes=tuple(each for each in self.routes if each is not route))
        # What is left stands in order already; to sort it again is most of the work.
        vars(left)["_candidates"] = [candidate for candidate in self._candidates if candidate.route is not route]
        if len(self._routers_without) < KEPT:
            self._routers_without[id(route)] = left
        return left

    @cached_property
    def _routers_without(self) -> "dict[int, TraditionalRouter]":
        """The router for each of a few routes that are not there: many requests have the same first match."""
        return {}

    def rank(self, match: Match) -> Rank:
        """Return what orders the route of a match, lowest first."""
        paths = match.route.paths if self._is_old or match.path is None else (match.path,)
        candidate = Candidate(match.route, paths)
        return (*(-number for number in candidate.category), *self._order(candidate))

    @property
    def _is_old(self) -> bool:
        return self.version < FIXED

    @cached_property
    def _candidates(self) -> list[Candidate]:
        """All candidates in the order in which Kong looks at them."""
        if self._is_old:
            return sorted((Candidate(route, route.paths) for route in self.routes), key=self._order)
        alone = [Candidate(route, (path,)) for route in self.routes for path in route.paths]
        return sorted([*alone, *(Candidate(route, ()) for route in self.routes if not route.paths)], key=self._order)

    def _order(self, candidate: Candidate) -> Rank:
        route = candidate.route
        age = (route.created_at or NOT_YET).timestamp()
        if self._is_old:
            return -route.regex_priority, age
        regex = any(is_regex(path, self.version) for path in candidate.paths)
        only_plain_hosts = bool(route.hosts) and not any(map(is_wildcard, route.hosts))
        length = 0 if regex else max(map(len, candidate.paths), default=0)
        return -only_plain_hosts, -regex, -route.regex_priority if regex else 0, -length, age

    @cached_property
    def _by_category(self) -> list[list[Candidate]]:
        """The candidates of each category, in the order in which Kong tries the categories."""
        found: dict[tuple[int, ...], list[Candidate]] = {}
        for candidate in self._candidates:
            found.setdefault(candidate.category, []).append(candidate)
        return [found[category] for category in sorted(found, reverse=True)]

    @cached_property
    def _hosts(self) -> dict[str, None]:
        return dict.fromkeys(host for candidate in self._candidates for host in candidate.route.hosts)

    @cached_property
    def _paths(self) -> tuple[list[str], list[str]]:
        """All plain paths, the longest first, and all regular expressions, in the candidates' order."""
        paths = dict.fromkeys(path for candidate in self._candidates for path in candidate.paths)
        regexes = {path: is_regex(path, self.version) for path in paths}
        plain = (path for path in paths if not regexes[path])
        return sorted(plain, key=len, reverse=True), [path for path in paths if regexes[path]]

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(self._paths[0])

    def _possible_hits(self, request: Request) -> Iterator[Hits]:
        """Yield what Kong may note: one thing, or more where expressions that are not understood may be the first path that fits."""
        wildcards = (host for host in self._hosts if is_wildcard(host) and host_matches(host, request.hostname))
        plain, regexes = self._paths
        # Before 1.3 a path that stands word for word in any route hides the regular expressions.
        hidden = self._is_old and request.path in plain
        host = None if request.hostname in self._hosts else next(wildcards, None)
        unknown: list[str] = []
        for path in () if hidden else regexes:
            try:
                if cut_by_regex(path, request.path) is not None:
                    yield Hits(host, path)
                    break
            except NotPredictedError:
                unknown.append(path)
        else:
            yield Hits(host, next((path for path in plain if request.path.startswith(path)), None))
        if len(unknown) > UNKNOWN_MOST:
            raise NotPredictedError(unknown[0])
        yield from (Hits(host, path) for path in unknown)

    def _shortcut(self, members: Sequence[Candidate], request: Request, hits: Hits) -> Sequence[Candidate]:
        """Return the smallest list of the category's candidates that share a hit."""
        by_host = hits.host if self._is_old else hits.host or request.hostname
        category = members[0].category
        sharing = (
            self._sharing.get((category, "host", by_host), ()),
            self._sharing.get((category, "path", hits.path), ()),
            self._sharing.get((category, "method", request.method), ()),
        )
        return min(filter(None, sharing), key=len, default=())

    @cached_property
    def _sharing(self) -> dict[tuple[tuple[int, ...], str, str | None], list[Candidate]]:
        """The candidates of each category that share a host, a path or a method, in the order in which Kong tries them."""
        found: dict[tuple[tuple[int, ...], str, str | None], list[Candidate]] = {}
        for each in self._candidates:
            for kind, values in (("host", each.route.hosts), ("path", each.paths), ("method", each.route.methods)):
                for value in dict.fromkeys(values):
                    found.setdefault((each.category, kind, value), []).append(each)
        return found

    def _match(self, candidate: Candidate, request: Request, hits: Hits) -> Match | None:
        route = candidate.route
        if len(candidate.paths) == 1 and candidate.paths[0] in self._plain and not request.path.startswith(candidate.paths[0]):
            return None
        host = next(iter(self._fitting_hosts(route, request, hits)), None)
        method = request.method if request.method in route.methods else None
        if (route.hosts and host is None) or (route.methods and method is None):
            return None  # before its paths are tried, one of which may not be understood
        path, cut = self._path(candidate, request, hits)
        if candidate.paths and path is None:
            return None
        return Match(route, host, path, method, cut if route.strip_path else None)

    def _fitting_hosts(self, route: Route, request: Request, hits: Hits) -> Iterable[str]:
        if self._is_old:
            # A plain host anywhere in the table, or another wildcard before it, hides a wildcard host.
            return (host for host in route.hosts if host == (hits.host or request.hostname))
        return (host for host in sorted(route.hosts, key=is_wildcard) if host_matches(host, request.hostname))

    def _path(self, candidate: Candidate, request: Request, hits: Hits) -> tuple[str | None, str | None]:
        """Return the path that matches, the hit before the others, and what it would cut off."""
        for path in sorted(candidate.paths, key=lambda each: each != hits.path):
            if is_regex(path, self.version):
                matches, cut = cut_before_rest(path, request.path)
            else:
                matches, cut = request.path.startswith(path), path
            if matches:
                return path, cut
        return None, None


def _one(match: Match | None) -> tuple[Route, str | None, str | None] | None:
    """Return what makes two predictions the same."""
    return None if match is None else (match.route, match.path, match.cut)
