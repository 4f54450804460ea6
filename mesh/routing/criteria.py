"""How one host or path of a route matches a request."""

import re

from mesh.found import Route
from mesh.routing.patterns import NotPredictedError, before_rest, matched

PLAIN_PATH = re.compile(r"[a-zA-Z0-9.\-_~/%]*")


def is_wildcard(host: str) -> bool:
    return "*" in host


def host_matches(pattern: str, host: str) -> bool:
    """Compare as Kong does: the case matters, and `*` stands for at least one character."""
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == host
    return len(host) >= len(pattern) and host.startswith(before) and host.endswith(after)


def has_host(route: Route, host: str) -> bool:
    """Say whether the route takes the host; one that names none takes all."""
    return not route.hosts or any(host_matches(pattern, host) for pattern in route.hosts)


def needs_https(route: Route) -> bool:
    """Say whether the route answers http with 426. Only this way round: Kong lets https through a route for http."""
    return "https" in route.protocols and "http" not in route.protocols


def is_regex(path: str, version: tuple[int, ...]) -> bool:
    """Say whether the path of a route is a regular expression: `~/…` from Kong 3.0 on, before that by the characters in it."""
    if version >= (3, 0):
        return path.startswith("~")
    return PLAIN_PATH.fullmatch(path) is None


def cut_by_regex(regex: str, path: str) -> str | None:
    """Return what the regular expression (Kong's syntax, without the tilde) matches from the path's first character on.

    Raises NotPredictedError where the expression is not understood.
    """
    return matched(regex, path)


def cut_before_rest(regex: str, path: str) -> tuple[bool, str | None]:
    """Say whether it matches when what follows is caught behind it, as Kong before 3.0 does, and what stands before that rest.

    In `/a|/b` the rest belongs to the second branch only; for `/a` there is then none, and Kong cuts nothing off. Raises NotPredictedError.
    """
    return before_rest(regex, path)


def may_match(route: Route, path: str, version: tuple[int, ...]) -> bool:
    """Say whether a path of the route fits the request's; one that names none takes all. Whether it is tried is for the router to say.

    What is not understood may match.
    """
    return not route.paths or any(_fits(each, path, version) for each in route.paths)


def _fits(path: str, asked: str, version: tuple[int, ...]) -> bool:
    if not is_regex(path, version):
        return asked.startswith(path)
    try:
        return cut_by_regex(path[1:], asked) is not None if version >= (3, 0) else cut_before_rest(path, asked)[0]
    except NotPredictedError:
        return True
