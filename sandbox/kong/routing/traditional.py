"""The router before 3.0. Routes stand in categories by the kinds of things they ask for, and shortcuts decide within a category.

Before it tries a route, Kong notes *hits* in the whole table: a wildcard host, a regular expression, the longest prefix, whosever they are.
In each category it first tries the smallest list of routes that share a hit with the request, then all. So another route's path may decide.

From 1.3 on a route is tried with each of its paths as one of its own. Of those that rank alike Kong's sort, which is not stable, may put
any first, and with it decide which of them is stripped; here they stand as they were written. The same holds for routes of one second.

Source: kong/router.lua of 1.0 and 2.8.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.kong.regex.errors import GaveUp
from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.patterns import HostPattern, PathPattern
from sandbox.kong.routing.route import KINDS, Candidate, Matched
from sandbox.kong.version import Version

FIXED = (1, 3)
"""From here on routes are split by their paths and sorted by what they ask for; before that only by `regex_priority` and age."""


@dataclass(frozen=True)
class Hits:
    """What the table has for a request; empty where there is nothing, or a plain host or path makes it unnecessary."""

    host: str = ""
    path: str = ""
    header: str = ""


class TraditionalRouter:
    """The candidates in their order, and their categories, the first to be tried first."""

    def __init__(self, version: Version, candidates: Sequence[Candidate]) -> None:
        self._is_old = not version.since(*FIXED)
        self._candidates = sorted(candidates, key=self._order)
        self._categories: dict[tuple[int, tuple[bool, ...]], list[Candidate]] = {}
        for candidate in self._candidates:
            self._categories.setdefault(candidate.category, []).append(candidate)
        self._plain_hosts = {host.text for host in self._hosts() if not host.is_wildcard}
        self._plain_paths = {path.value for path in self._paths() if not path.is_regex}

    def match(self, asked: Asked) -> Matched | None:
        """Return the route that takes the request. Where PCRE comes to its limit while hits are looked for, none does, as in Kong."""
        try:
            hits = self._hits(asked)
        except GaveUp:
            return None
        return self._first(asked, hits)

    def _first(self, asked: Asked, hits: Hits) -> Matched | None:
        for category in self._categories_for(asked, hits):
            members = self._categories[category]
            tries = (self._match(candidate, asked, hits) for candidate in (*self._shortcut(members, asked, hits), *members))
            matched = next((each for each in tries if each), None)
            if matched:
                return matched
        return None

    def _categories_for(self, asked: Asked, hits: Hits) -> list[tuple[int, tuple[bool, ...]]]:
        """Return the categories from that of all kinds with a hit on, or all if there is no such; none where nothing has a hit.

        So a request that is spelled like an expression is taken by it only where something else of the table has a hit.
        """
        found = {
            "hosts": bool(hits.host) or asked.bare_host in self._plain_hosts or asked.host_with_port in self._plain_hosts,
            "headers": bool(hits.header),
            "paths": bool(hits.path) or asked.path in self._plain_paths,
            "methods": any(asked.method in each.methods for each in self._candidates),
            "snis": False,
        }
        kinds = tuple(found[kind] for kind in KINDS)
        in_order = sorted(self._categories, reverse=True)
        first = (sum(kinds), kinds)
        return in_order[in_order.index(first) if first in in_order else 0 :] if any(kinds) else []

    def _order(self, candidate: Candidate) -> tuple[int, ...]:
        if self._is_old:
            return -candidate.regex_priority, candidate.created_at
        weight = 4 * candidate.has_wildcard_with_port + 2 * candidate.has_only_plain_hosts + candidate.has_regex
        priority = candidate.regex_priority if candidate.has_regex else 0
        return -weight, -len(candidate.header_names), -priority, -candidate.longest_path, candidate.created_at

    def _hosts(self) -> Iterable[HostPattern]:
        return (host for candidate in self._candidates for host in candidate.hosts)

    def _paths(self) -> Iterable[PathPattern]:
        return (path for candidate in self._candidates for path in candidate.paths)

    def _hits(self, asked: Asked) -> Hits:
        headers = (name for candidate in self._candidates for name in candidate.header_names if name in asked.headers)
        return Hits(self._host_hit(asked), self._path_hit(asked.path), next(headers, ""))

    def _host_hit(self, asked: Asked) -> str:
        if asked.bare_host in self._plain_hosts or asked.host_with_port in self._plain_hosts:
            return ""
        whole = asked.bare_host if self._is_old else asked.host_with_port
        return next((host.text for host in self._hosts() if host.fits_wildcard(whole)), "")

    def _path_hit(self, path: str) -> str:
        if self._is_old and path in self._plain_paths:
            return ""
        regexes = (each.value for each in self._paths() if each.is_regex and each.hits(path))
        prefixes = sorted((each for each in self._plain_paths if path.startswith(each)), key=len, reverse=True)
        return next(regexes, "") or next(iter(prefixes), "")

    def _shortcut(self, members: Sequence[Candidate], asked: Asked, hits: Hits) -> Sequence[Candidate]:
        """Return the smallest list of a category's candidates that share something with the request; one by a header beats all."""
        by_host = hits.host if self._is_old else hits.host or asked.host
        by_path = hits.path or asked.path if self._is_old else hits.path
        sharing = {
            "hosts": [each for each in members if by_host in {host.text for host in each.hosts}],
            "headers": [each for each in members if hits.header in each.header_names],
            "paths": [each for each in members if by_path in _texts(each)],
            "methods": [each for each in members if asked.method in each.methods],
        }
        if sharing["headers"]:
            return sharing["headers"]
        return min((sharing[kind] for kind in KINDS if sharing.get(kind)), key=len, default=())

    def _match(self, candidate: Candidate, asked: Asked, hits: Hits) -> Matched | None:
        """Say whether the candidate takes the request; one whose expression comes to PCRE's limit does not."""
        if candidate.hosts and not self._takes_host(candidate, asked, hits):
            return None
        try:
            if not (candidate.takes_method(asked.method) and candidate.takes_headers(asked) and candidate.takes_sni(asked)):
                return None
            prefix = self._prefix(candidate, asked.path, hits) if candidate.paths else ""
        except GaveUp:
            return None
        return None if prefix is None else candidate.matched(prefix)

    def _takes_host(self, candidate: Candidate, asked: Asked, hits: Hits) -> bool:
        texts = {host.text for host in candidate.hosts}
        if self._is_old:
            # A plain host anywhere in the table hides every wildcard that fits, and a wildcard those behind it.
            return (hits.host or asked.bare_host) in texts
        is_named = (hits.host or asked.host) in texts or asked.bare_host in texts
        return is_named or any(host.fits_wildcard(asked.host_with_port) for host in candidate.hosts)

    def _prefix(self, candidate: Candidate, path: str, hits: Hits) -> str | None:
        """Return what the candidate matches of the path: by the hit if it has it, else by the first of its paths that fits."""
        hit = next((each for each in candidate.paths if (hits.path or path) in {each.text, each.value}), None)
        if hit is not None:
            before = hit.before_rest(path) if hit.is_regex else None
            return path[: len(hit.value)] if before is None else before
        for each in candidate.paths:
            found = each.before_rest(path) if each.is_regex else each.matched(path)
            if found is not None:
                return found
        return None


def _texts(candidate: Candidate) -> set[str]:
    return {path.value for path in candidate.paths}
