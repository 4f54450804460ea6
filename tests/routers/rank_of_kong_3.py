"""The router of Kong 3.0.2 with its default flavor, written down a third time: from the measurements, and with nothing of the others'.

For paths that need no normalising. Only the first alternative of a regular expression is anchored.
"""

import re

from bench.router_tables import Asked, GivenRoute, GivenTable


def winner(table: GivenTable, asked: Asked) -> str:
    """Return the name of the route that answers, or nothing; of equal routes the greater id comes first."""
    taking = [route for route in table.routes if route.service not in table.disabled and _takes(route, asked)]
    return max(taking, key=lambda route: (*rank(route), table.id_of(route.name))).name if taking else ""


def rank(route: GivenRoute) -> tuple[bool, bool, int]:
    only_plain_hosts = bool(route.hosts) and not any("*" in host for host in route.hosts)
    has_regex = any(path.startswith("~") for path in route.paths)
    kinds = bool(route.hosts) + bool(route.paths) + bool(route.methods)
    longest = max((len(path.encode()) for path in route.paths if not path.startswith("~")), default=0)
    return only_plain_hosts, has_regex, (kinds << 29) | ((route.regex_priority if has_regex else 0) << 19) | longest


def _takes(route: GivenRoute, asked: Asked) -> bool:
    host = asked.host.partition(":")[0]
    by_host = not route.hosts or any(_is_host(pattern, host) for pattern in route.hosts)
    by_path = not route.paths or any(_is_path(path, asked.path) for path in route.paths)
    return by_host and by_path and (not route.methods or asked.method in route.methods)


def _is_host(pattern: str, host: str) -> bool:
    before, star, after = pattern.partition("*")
    return (host.startswith(before) and host.endswith(after)) if star else host == pattern


def _is_path(path: str, asked: str) -> bool:
    if path.startswith("~"):
        return re.search("^" + path[1:].replace("?<", "?P<"), asked) is not None
    return asked.startswith(path)
