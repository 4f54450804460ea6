"""A route made ready to be matched, with what Kong sorts it by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sandbox.kong.schema.field import Entity
from sandbox.kong.version import Version

PLAIN_PATH = re.compile(r"[A-Za-z0-9.\-_~/%]*")


@dataclass(frozen=True)
class Matched:
    """A route that takes a request. `prefix`: the part of the path that it matched, empty if it asks for none."""

    route: Entity
    service: Entity | None
    prefix: str


@dataclass(frozen=True)
class Candidate:
    """One route. Rank: more kinds of criteria first, then Kong's order of the kinds, then as `order` says."""

    route: Entity
    service: Entity | None
    version: Version

    @cached_property
    def paths(self) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
        """The paths to try: regular expressions first, then prefixes, longest first."""
        regexes = [(path, re.compile(path.removeprefix("~"))) for path in self.route["paths"] or () if self._is_regex(path)]
        plain = [path for path in self.route["paths"] or () if not self._is_regex(path)]
        return (*regexes, *((path, None) for path in sorted(plain, key=len, reverse=True)))

    def _is_regex(self, path: str) -> bool:
        return path.startswith("~") if self.version.since(3, 0) else PLAIN_PATH.fullmatch(path) is None

    @property
    def kinds(self) -> tuple[bool, ...]:
        """Say which criteria it has, in Kong's order: host, header, path, method, SNI."""
        return tuple(bool(self.route.get(name)) for name in ("hosts", "headers", "paths", "methods", "snis"))

    @property
    def order(self) -> tuple[object, ...]:
        """Return what routes are sorted by, the first to be tried being the smallest; among equals the older one."""
        has_regex = any(regex for _, regex in self.paths)
        plain_hosts = bool(self.route["hosts"]) and not any("*" in host for host in self.route["hosts"])
        longest = max((len(path) for path, regex in self.paths if regex is None), default=0)
        headers = len(self.route.get("headers") or {})
        late = self.version.since(3, 0)
        by_kind = () if late else tuple(not kind for kind in self.kinds)
        by_shape = (not plain_hosts, -headers, not has_regex) if late else (not plain_hosts, not has_regex, -headers)
        priority = self.route["regex_priority"] or 0 if has_regex else 0
        return -sum(self.kinds), by_kind, by_shape, -priority, -longest, self.route["created_at"]

    def match(self, host: str, path: str, method: str, headers: Mapping[str, str]) -> Matched | None:
        """Return the match, or None. `host`: with its port, the scheme's own if it named none; `headers`: names in lower case."""
        route = self.route
        if route["hosts"] and not any(_host_fits(pattern, host) for pattern in route["hosts"]):
            return None
        if route["methods"] and method not in route["methods"]:
            return None
        wanted = route.get("headers") or {}
        if not all(headers.get(name.lower(), "").lower() in [value.lower() for value in values] for name, values in wanted.items()):
            return None
        prefix = self._prefix(path)
        return None if prefix is None else Matched(route, self.service, prefix)

    def _prefix(self, path: str) -> str | None:
        if not self.paths:
            return ""
        for plain, regex in self.paths:
            found = regex.match(path) if regex else None
            if found:
                return found[0]
            if regex is None and path.startswith(plain):
                return plain
        return None


def _host_fits(pattern: str, host: str) -> bool:
    """Compare with the port only if the pattern names one."""
    compared = host if re.search(r":\d+$", pattern) else host.rpartition(":")[0]
    if "*" not in pattern:
        return pattern == compared
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), compared) is not None
