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
from itertools import chain, groupby
from typing import TypeAlias

from mesh.found import Route
from mesh.routing.criteria import Cut, RoutePath, cut_of, has_only_plain_hosts, host_matches, is_taken_by_more, is_wildcard, route_path
from mesh.routing.outcomes import Match
from mesh.routing.patterns import NotPredictedError, matched
from mesh.routing.request import Request, name_and_port

Rank: TypeAlias = tuple[int | float, ...]

NOT_YET = datetime.max.replace(tzinfo=UTC)
KEPT = 16
UNKNOWN_MOST = 4
"""Expressions that are not understood, of which each is taken for the first that fits; with more, nothing is predicted."""
HITS_MOST = 16
"""Pairs of a wildcard host and a path of which Kong may note any; with more, nothing is predicted."""
FIXED = (1, 3)
"""From this version on, wildcard hosts and plain hosts, and routes with paths of different length, stand in the right order."""
REGEXES_FIRST_SINCE = (1, 4)
"""Before this version a path that stands word for word in any route hides the regular expressions."""
SPLIT_SINCE = (1, 5)
"""From this version on a route is tried with each of its paths as one of its own."""
PRIORITY_OF_REGEXES_SINCE = (2, 6)
"""From this version on `regex_priority` counts for regular expressions alone."""
PORT_COUNTS_SINCE = (2, 0)
"""From this version on the shortcut by host is looked up by the Host as it was sent, with its port."""


@dataclass(frozen=True)
class Hits:
    """What Kong notes before it tries a route: the host only if a wildcard fits and no plain host anywhere does."""

    host: str | None
    path: str | None


@dataclass(frozen=True)
class Candidate:
    """A route as Kong tries it: with all of its paths before 1.5, with one of them from then on. `rank` orders it, lowest first."""

    route: Route
    paths: tuple[RoutePath, ...]
    rank: Rank

    @property
    def category(self) -> tuple[int, ...]:
        named = tuple(map(bool, (self.route.hosts, self.paths, self.route.methods)))
        return sum(named), *named


@dataclass(frozen=True)
class TraditionalRouter:
    """The router over one table; `version` from (1, 0) to (2, 8).

    Kong takes shortcuts that its documentation does not tell of, by which a route of another host may decide. Its sort leaves those of one
    rank in no known order: the paths of one route that are regular expressions, and routes of one second.
    """

    routes: Sequence[Route]
    version: tuple[int, ...]

    def possible(self, request: Request) -> tuple[Match | None, ...]:
        """Return the matches of which Kong chooses one, the likeliest first; None where no route matches.

        Raises NotPredictedError where it depends on what an expression matches that is not understood.
        """
        hits, unknown = self._possible_hits(request)
        if request.path in self._written_regexes and any(each.path is None for each in hits):
            raise NotPredictedError(request.path)
        found = [match for each in hits for match in self._chosen(request, each)]
        known = set(map(_one, found))
        for each in unknown:
            if not known.issuperset(map(_one, self._chosen(request, each))):
                raise NotPredictedError(each.path or "")
        return tuple(found)

    def _chosen(self, request: Request, hits: Hits) -> Sequence[Match | None]:
        """Return the matches of the first rank that has any."""
        for members in self._by_category:
            for candidates in (self._shortcut(members, request, hits), members):
                for _, equals in groupby(candidates, key=lambda candidate: candidate.rank):
                    found = [match for each in equals if (match := self._match(each, request, hits))]
                    if found:
                        return found
        return (None,)

    def in_turn(self, request: Request) -> Iterator[Match]:
        """Yield each match that would come if those before it were gone, and with them their hits."""
        router = self
        while (match := router.possible(request)[0]) is not None:
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

    @property
    def _is_old(self) -> bool:
        return self.version < FIXED

    @cached_property
    def _candidates(self) -> list[Candidate]:
        """All candidates in the order in which Kong looks at them."""
        return sorted(chain.from_iterable(map(self._candidates_of, self.routes)), key=lambda candidate: candidate.rank)

    def _candidates_of(self, route: Route) -> Iterator[Candidate]:
        paths = tuple(route_path(path, self.version) for path in route.paths)
        apart = [paths] if self.version < SPLIT_SINCE or not paths else [(path,) for path in paths]
        return (Candidate(route, each, self._rank(route, each)) for each in apart)

    def _rank(self, route: Route, paths: tuple[RoutePath, ...]) -> Rank:
        age = (route.created_at or NOT_YET).timestamp()
        if self._is_old:
            return -route.regex_priority, age
        regex = any(path.is_regex for path in paths)
        length = max((path.size_bytes for path in paths if not path.is_regex), default=0)
        with_port = any(is_wildcard(host) and name_and_port(host)[1] is not None for host in route.hosts)
        priority = route.regex_priority if regex or self.version < PRIORITY_OF_REGEXES_SINCE else 0
        return -with_port, -has_only_plain_hosts(route), -regex, -priority, -length, age

    @cached_property
    def _by_category(self) -> list[list[Candidate]]:
        """The candidates of each category, in the order in which Kong tries the categories.

        What goes by more than we know stands in categories of its own; a request that it could take is not predicted.
        """
        found: dict[tuple[int, ...], list[Candidate]] = {}
        for candidate in self._candidates:
            if not is_taken_by_more(candidate.route):
                found.setdefault(candidate.category, []).append(candidate)
        return [found[category] for category in sorted(found, reverse=True)]

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(host for candidate in self._candidates for host in candidate.route.hosts)

    @cached_property
    def _wildcards(self) -> list[list[Candidate]]:
        """The candidates with wildcard hosts, those of one rank together."""
        having = (each for each in self._candidates if any(map(is_wildcard, each.route.hosts)))
        return [list(equals) for _, equals in groupby(having, key=lambda candidate: candidate.rank)]

    @cached_property
    def _regexes(self) -> list[list[tuple[RoutePath, ...]]]:
        """The regular expressions of each candidate, those of one rank together."""
        having = ((each.rank, regexes) for each in self._candidates if (regexes := tuple(path for path in each.paths if path.is_regex)))
        return [list(dict.fromkeys(regexes for _, regexes in equals)) for _, equals in groupby(having, key=lambda each: each[0])]

    @cached_property
    def _written_regexes(self) -> frozenset[str]:
        """The texts of expressions: Kong may take one for a plain path, where a request is spelled like it and no path fits."""
        return frozenset(path.text for equals in self._regexes for regexes in equals for path in regexes)

    @cached_property
    def _plain(self) -> dict[str, None]:
        """All plain paths, the longest first."""
        plain = dict.fromkeys(path.text for candidate in self._candidates for path in candidate.paths if not path.is_regex)
        return dict.fromkeys(sorted(plain, key=len, reverse=True))

    def _possible_hits(self, request: Request) -> tuple[list[Hits], list[Hits]]:
        """Return what Kong may note: several where their order is not known, and more where expressions are not understood."""
        paths, unknown = self._noted_paths(request.path)
        hosts = self._noted_hosts(request)
        if len(unknown) > UNKNOWN_MOST or (len(paths) + len(unknown)) * len(hosts) > HITS_MOST:
            raise NotPredictedError((unknown or [path for path in paths if path] or [""])[0])
        return [Hits(host, path) for host in hosts for path in paths], [Hits(host, path) for host in hosts for path in unknown]

    def _noted_hosts(self, request: Request) -> list[str | None]:
        """Return the first wildcard host that fits; one of each route where several routes may be the first."""
        if not self._hosts.isdisjoint({request.hostname, f"{request.hostname}:{request.port}"}):
            return [None]
        for equals in self._wildcards:
            fitting = (next((each for each in candidate.route.hosts if _is_fitting_wildcard(each, request)), None) for candidate in equals)
            found = [host for host in dict.fromkeys(fitting) if host]
            if found:
                return list(found)
        return [None]

    def _noted_paths(self, asked: str) -> tuple[list[str | None], list[str]]:
        """Return the path that is noted, or all that may be; and the expressions before it that are not understood."""
        unknown: list[str] = []
        for equals in () if self.version < REGEXES_FIRST_SINCE and asked in self._plain else self._regexes:
            found = dict.fromkeys(path for regexes in equals if (path := self._first_fitting(regexes, asked, unknown)))
            if found:
                return list(found), unknown
        return [next((path for path in self._plain if asked.startswith(path)), None)], unknown

    def _first_fitting(self, regexes: Iterable[RoutePath], asked: str, unknown: list[str]) -> str | None:
        for path in regexes:
            try:
                if matched(path.text, asked, self.version) is not None:
                    return path.text
            except NotPredictedError:
                unknown.append(path.text)
        return None

    def _shortcut(self, members: Sequence[Candidate], request: Request, hits: Hits) -> Sequence[Candidate]:
        """Return the smallest list of the category's candidates that share a hit."""
        sent = request.host if self.version >= PORT_COUNTS_SINCE else request.hostname
        by_host = hits.host if self._is_old else hits.host or sent
        category = members[0].category
        # Kong 1.3 finds no list by a path that stands word for word in a route.
        has_no_list = FIXED <= self.version < REGEXES_FIRST_SINCE and request.path in self._plain
        sharing = (
            self._sharing.get((category, "host", by_host), ()),
            self._sharing.get((category, "path", None if has_no_list else hits.path), ()),
            self._sharing.get((category, "method", request.method), ()),
        )
        return min(filter(None, sharing), key=len, default=())

    @cached_property
    def _sharing(self) -> dict[tuple[tuple[int, ...], str, str | None], list[Candidate]]:
        """The candidates of each category that share a host, a path or a method, in the order in which Kong tries them."""
        found: dict[tuple[tuple[int, ...], str, str | None], list[Candidate]] = {}
        for each in chain.from_iterable(self._by_category):
            paths = (path.text for path in each.paths)
            for kind, values in (("host", each.route.hosts), ("path", paths), ("method", each.route.methods)):
                for value in dict.fromkeys(values):
                    found.setdefault((each.category, kind, value), []).append(each)
        return found

    def _match(self, candidate: Candidate, request: Request, hits: Hits) -> Match | None:
        route, paths = candidate.route, candidate.paths
        if len(paths) == 1 and not paths[0].is_regex and not request.path.startswith(paths[0].text):
            return None
        host = next(iter(self._fitting_hosts(route, request, hits)), None)
        method = request.method if request.method in route.methods else None
        if (route.hosts and host is None) or (route.methods and method is None):
            return None  # before its paths are tried, one of which may not be understood
        if not paths:
            return Match(route, host, None, method)
        path, cut = self._path(candidate, request, hits)
        return Match.cutting(route, host, path.written, method, cut) if path and cut else None

    def _fitting_hosts(self, route: Route, request: Request, hits: Hits) -> Iterable[str]:
        if self._is_old:
            # A plain host anywhere in the table, or another wildcard before it, hides a wildcard host.
            return (host for host in route.hosts if host == (hits.host or request.hostname))
        # A plain host with a port is found by the Host as it was sent alone, also where the port is the usual one.
        plain = (host for host in route.hosts if host in {request.host, request.hostname})
        return chain(plain, (host for host in route.hosts if _is_fitting_wildcard(host, request)))

    def _path(self, candidate: Candidate, request: Request, hits: Hits) -> tuple[RoutePath | None, Cut | None]:
        """Return the path that matches, the hit before the others, and what it would cut off."""
        for path in sorted(candidate.paths, key=lambda each: each.text != hits.path):
            cut = cut_of(path, request.path, self.version)
            if cut is not None:
                return path, cut
        return None, None


def _is_fitting_wildcard(pattern: str, request: Request) -> bool:
    """Compare with the host and its port, which is that of the scheme where the request names none."""
    name, port = name_and_port(pattern)
    return is_wildcard(pattern) and host_matches(name, request.hostname) and port in {None, request.port}


def _one(match: Match | None) -> tuple[int, str | None, str | None, int | None] | None:
    """Return what makes two predictions the same."""
    return None if match is None else (id(match.route), match.path, match.cut, match.cut_bytes)
