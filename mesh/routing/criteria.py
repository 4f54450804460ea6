"""How one host or path of a route matches a request, and which routes Kong puts into its router at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mesh.found import Route, Service, foreign_fields
from mesh.routing.normal import compared_path, compared_regex, normal_path, octets, readable
from mesh.routing.patterns import NotPredictedError, before_rest, matched
from mesh.routing.request import name_and_port

PLAIN_PATH = re.compile(r"[a-zA-Z0-9.\-_~/%]*")
TILDE_SINCE = (3, 0)
SNIS_ALONE_SINCE = (3, 3)
PROTOCOLS_SINCE = (1, 1)
HTTP_SERVICES = frozenset({"http", "https"})
CRITERIA = ("headers", "snis", "sources", "destinations", "expression")
PATH_HANDLING = "path_handling"
PATH_HANDLING_SINCE, OLD_PATHS_UNTIL = (1, 5), (2, 0)


@dataclass(frozen=True)
class RoutePath:
    """A path of a route as Kong compares it: the text without its tilde, and normalised where Kong does that."""

    written: str
    text: str
    is_regex: bool

    @property
    def size_bytes(self) -> int:
        """How long the path is where Kong orders by that: as it is written."""
        return len(octets(self.written))


@lru_cache(maxsize=65_536)
def route_path(written: str, version: tuple[int, ...]) -> RoutePath:
    if not is_regex(written, version):
        return RoutePath(written, compared_path(written, version), is_regex=False)
    return RoutePath(written, compared_regex(written[version >= TILDE_SINCE :], version), is_regex=True)


@dataclass(frozen=True)
class Cut:
    """What `strip_path` takes off the front of a path: `text` for reading; None where it takes nothing, with no bytes."""

    text: str | None = None
    size_bytes: int = 0


def is_in_router(route: Route, service: Service | None, version: tuple[int, ...]) -> bool:
    """Say whether Kong puts the route into its router for HTTP.

    Source: kong/runloop/handler.lua: 1.0 goes by the service's protocol too; from 2.7 on a service may be disabled.
    """
    if service and (not service.is_enabled or (version < PROTOCOLS_SINCE and service.protocol not in HTTP_SERVICES)):
        return False
    return route.is_for_http


def looks_at(route: Route, version: tuple[int, ...] = OLD_PATHS_UNTIL) -> tuple[str, ...]:
    """Return the fields of a route that decide and that the prediction does not know; `version`: that of Kong, else any 2.x."""
    fields = foreign_fields(route) if route.foreign else {}
    otherwise = () if fields.get(PATH_HANDLING) != _odd_path_handling(version) else (PATH_HANDLING,)
    return (*(name for name in CRITERIA if name in fields), *otherwise, *(() if route.is_for_http_1 else ("protocols",)))


def _odd_path_handling(version: tuple[int, ...]) -> str:
    """Return the `path_handling` by which the app sees another path than with that Kong's default.

    Kong 3 has the field and its flavor `traditional_compatible` ignores it. Source: kong/db/schema/entities/routes.lua at 1.5.1, 2.0.0 and
    3.0.2; kong/router/atc_compat.lua.
    """
    if OLD_PATHS_UNTIL <= version < TILDE_SINCE:
        return "v1"
    return "v0" if PATH_HANDLING_SINCE <= version < OLD_PATHS_UNTIL else "none"


def is_taken_by_more(route: Route) -> bool:
    """Say whether a request needs more than a host, a path and a method to be taken by the route."""
    return not {PATH_HANDLING} >= {*looks_at(route)}


def may_take_any_method(fields: Iterable[str], version: tuple[int, ...], scheme: str) -> bool:
    """Say whether a route that goes by these fields may take a request whatever methods it names.

    Kong 3.0 to 3.2 write the condition of `snis` without parentheses, and their engine reads `and` and `or` from the left: over https, a
    name that fits makes up for the method. Source: kong/router/atc_compat.lua of 3.0.2, src/parser.rs of atc-router 1.0.2.
    """
    return "snis" in fields and scheme == "https" and TILDE_SINCE <= version < SNIS_ALONE_SINCE


def is_wildcard(host: str) -> bool:
    return "*" in host


def host_matches(pattern: str, host: str) -> bool:
    """Compare as Kong does: the case matters, and `*` stands for at least one character."""
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == host
    return len(host) >= len(pattern) and host.startswith(before) and host.endswith(after)


def takes_host(pattern: str, sent: str) -> bool:
    """Compare a route's host with one as it was sent; where the former names a port, the latter must name it too."""
    (name, port), (asked, sent_port) = name_and_port(pattern), name_and_port(sent)
    return host_matches(name, asked) and port in {None, sent_port}


def has_host(route: Route, sent: str) -> bool:
    """Say whether the route takes the host; one that names none takes all."""
    return not route.hosts or any(takes_host(pattern, sent) for pattern in route.hosts)


def has_only_plain_hosts(route: Route) -> bool:
    """Say whether Kong orders the route before those with wildcards; a list of no hosts has none in it."""
    return (bool(route.hosts) or route.has_list_of_no_hosts) and not any(map(is_wildcard, route.hosts))


def needs_https(route: Route) -> bool:
    """Say whether the route answers http with 426. Only this way round: Kong lets https through a route for http."""
    return "https" in route.protocols and "http" not in route.protocols


def is_regex(path: str, version: tuple[int, ...]) -> bool:
    """Say whether the path of a route is a regular expression: `~/…` from Kong 3.0 on, before that by the characters in it."""
    if version >= TILDE_SINCE:
        return path.startswith("~")
    return PLAIN_PATH.fullmatch(path) is None


def cut_of(path: RoutePath, asked: str, version: tuple[int, ...]) -> Cut | None:
    """Return what the path cuts off a request's normal path, None where it does not match. Raises NotPredictedError.

    Before 3.0, Kong appends a group that captures the rest of the path, and strips whatever comes before that group. Kong 3 strips as many
    bytes from the start as the expression matched, wherever it matched them.
    """
    if not path.is_regex:
        return Cut(path.text, len(octets(path.text))) if asked.startswith(path.text) else None
    if version >= TILDE_SINCE:
        found = matched(path.text, asked, version)
        return None if found is None else Cut(found, len(octets(found)))
    matches, size_bytes = before_rest(path.text, asked, version)
    if not matches:
        return None
    return Cut() if size_bytes is None else Cut(readable(octets(asked)[:size_bytes]), size_bytes)


def may_match(route: Route, path: str, version: tuple[int, ...]) -> bool:
    """Say whether a path of the route fits the request's; one that names none takes all. Whether it is tried is for the router to say.

    What is not understood may match.
    """
    asked = normal_path(path, version)
    return not route.paths or any(_fits(route_path(each, version), asked, version) for each in route.paths)


def _fits(path: RoutePath, asked: str, version: tuple[int, ...]) -> bool:
    try:
        return cut_of(path, asked, version) is not None
    except NotPredictedError:
        return True
