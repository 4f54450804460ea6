"""Requests that show what a route does: one for each of its hosts, paths and methods."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

from mesh.found import Route
from mesh.routing.criteria import RoutePath, cut_of, has_host, host_matches, is_wildcard, may_match, route_path
from mesh.routing.dialects import IN_SET, LAST_OF_ASCII, LONGEST, TOKEN
from mesh.routing.looking import Looking
from mesh.routing.normal import normal_path
from mesh.routing.patterns import NotPredictedError
from mesh.routing.request import Request
from mesh.routing.table import ANY_LABEL, Edge, version_number

T = TypeVar("T")

STANDS_FOR = {
    r"\d": "1",
    r"\w": "a",
    r"\s": " ",
    r"\h": " ",
    r"\H": "a",
    r"\D": "a",
    r"\W": "-",
    r"\S": "s",
    **dict.fromkeys((r"\pL", r"\p{L}", r"\p{Ll}", "[:alpha:]", "[:alnum:]", "[:lower:]", "[:word:]", "[:ascii:]", "[:graph:]"), "a"),
    **dict.fromkeys((r"\p{Lu}", "[:upper:]"), "A"),
    **dict.fromkeys((r"\pN", r"\p{N}", r"\p{Nd}", "[:digit:]", "[:xdigit:]"), "1"),
    **dict.fromkeys((r"\p{P}", "[:punct:]"), "-"),
}
"""A character of each class."""
NO_CHARACTER = frozenset({r"\b", r"\B", r"\A", r"\z", r"\Z", r"\G", r"\K", r"\Q", r"\E", "^", "$"})
LOOKED_AT = ("(?=", "(?!", "(?<=", "(?<!")
SPACED = re.compile(r"\(\?[ims]{0,3}x")
"""Where spaces begin to mean nothing."""
OTHERS = "a1A-_.~b/"
"""What may stand for a set of all but some."""
PARTING = frozenset("?#")
"""Characters that end the path of a request, so that no path holds them."""
COPIES_MOST = 64
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE")


def requests_for(edge: Edge, routes: Sequence[Route]) -> Iterator[Request]:
    """Yield each host with each path and method of these routes together.

    Where a route names no path or method: `/` and GET, and a further method where the others name some; where no route names a host: all
    domains.
    """
    paths = _once(path for route in routes for path in paths_of(edge, route))
    return (Request(*parts) for parts in product(_hosts(edge, routes), paths, _methods(edge, routes)))


def shared_requests(edge: Edge, route: Route, other: Route, looking: Looking) -> Iterator[Request]:
    """Yield those of the requests for both routes together whose host, path and method each fit both, as far as `looking` allows.

    The parts are judged before they are multiplied: two routes with a hundred paths each would have twenty thousand requests.
    """
    if not looking.may((1 + len(route.hosts)) * (1 + len(other.hosts))):
        return
    hosts = [host for host in _hosts(edge, (route, other)) if has_host(route, host) and has_host(other, host)]
    methods = [
        method for method in _methods(edge, (route, other)) if all(not each.methods or method in each.methods for each in (route, other))
    ]
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


def _methods(edge: Edge, routes: Sequence[Route]) -> tuple[str, ...]:
    """Return the methods that these routes name; for one that names none GET, and beside those that do one that no route names."""
    named = _once(method for route in routes for method in route.methods)
    if all(route.methods for route in routes):
        return named
    taken = {*named, *(method for route in edge.routes for method in route.methods)}
    left = next((method for method in METHODS if method not in taken), None) if named else None
    return _once(("GET", *named, *((left,) if left else ())))


def hosts_of(edge: Edge, route: Route) -> tuple[str, ...]:
    """Return hosts that the route matches; for a wildcard the domains that fit, or an invented one."""
    if not route.hosts:
        return edge.domains
    return _once(host for pattern in route.hosts for host in _hosts_like(pattern, edge.domains))


def paths_of(edge: Edge, route: Route) -> tuple[str, ...]:
    """Return paths that the route matches; none for one of its own that no path could be found for.

    That of an expression that is not understood only may match, and it is then told for this path that this is not known.
    """
    if not route.paths:
        return ("/",)
    version = version_number(edge.kong_version)
    in_order = sorted((route_path(path, version) for path in route.paths), key=lambda path: path.is_regex)
    return _once(sample for path in in_order if (sample := _sample_of(path, version)) is not None)


def _sample_of(path: RoutePath, version: tuple[int, ...]) -> str | None:
    sample = example_of(path.text) if path.is_regex else path.written
    if not sample.startswith("/") or not PARTING.isdisjoint(sample):
        return None
    try:
        return sample if cut_of(path, normal_path(sample, version), version) is not None else None
    except NotPredictedError:
        return sample


def example_of(regex: str) -> str:
    """Return a text that an expression may match: the first of its branches, each part once or as often as it must stand."""
    if len(regex) > LONGEST:
        return ""
    groups: list[_Branch] = [_Branch()]
    space = "" if SPACED.search(regex) else " "
    for token in TOKEN.finditer(regex):
        sign = token[0]
        match token.lastgroup:
            case "open" if not sign.endswith(")"):
                groups.append(_Branch(is_looked_at=sign.startswith(LOOKED_AT)))
            case "open" | "brace":
                groups[-1].add("" if sign.startswith("(") else sign)
            case "count":
                counted = sign[1:].partition("}")[0].partition(",")[0]
                groups[-1].repeat(min(int(counted), COPIES_MOST))
            case "repeat" | "comment":
                pass
            case "quoted":
                groups[-1].add(sign[2:-2])
            case "set":
                groups[-1].add(_member_of(sign))
            case "escape":
                groups[-1].add(_character_of(sign))
            case _ if sign == ")":
                closed = groups.pop() if len(groups) > 1 else _Branch()
                groups[-1].add("" if closed.is_looked_at else closed.text)
            case _ if sign == "|":
                groups[-1].is_over = True
            case _:
                groups[-1].add("" if sign in NO_CHARACTER else {".": "a", " ": space}.get(sign, sign))
    return groups[0].text


@dataclass
class _Branch:
    """The first branch of a group: its parts so far, and whether another has begun. `is_looked_at`: the group takes no character."""

    is_looked_at: bool = False
    is_over: bool = False
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add(self, part: str) -> None:
        if not self.is_over:
            self.parts.append(part)

    def repeat(self, times: int) -> None:
        if self.parts and not self.is_over:
            self.parts[-1] = (self.parts[-1] * max(times, 1))[:LONGEST]


def _character_of(sign: str) -> str:
    if sign in NO_CHARACTER:
        return ""
    if sign[1:2] == "x" and (code := sign[2:].strip("{}")):
        return chr(int(code, 16)) if int(code, 16) < LAST_OF_ASCII else ""
    return STANDS_FOR.get(sign, sign[1:])


def _member_of(sign: str) -> str:
    """Return a character of a set, or one that stands in none of it where it begins with `^`."""
    inner = sign[1:].removesuffix("]")
    parts = IN_SET.findall(inner.removeprefix("^"))
    if not inner.startswith("^"):
        return STANDS_FOR.get(parts[0], parts[0].removeprefix("\\")) if parts else ""
    ranges = [(parts[at - 1], parts[at + 1]) for at, part in enumerate(parts) if part == "-" and 0 < at < len(parts) - 1]
    named = {part.removeprefix("\\") for part in parts} | {STANDS_FOR.get(part, "") for part in parts}
    return next((each for each in OTHERS if each not in named and not any(first <= each <= last for first, last in ranges)), "")


def _hosts_like(pattern: str, domains: Iterable[str]) -> tuple[str, ...]:
    if not is_wildcard(pattern):
        return (pattern,)
    return tuple(domain for domain in domains if host_matches(pattern, domain)) or (pattern.replace("*", ANY_LABEL),)


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
