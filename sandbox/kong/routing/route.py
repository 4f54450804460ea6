"""A route made ready to be matched, with what Kong groups and sorts it by."""

from dataclasses import dataclass
from functools import cached_property

from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.patterns import HostPattern, PathPattern, header_fits
from sandbox.kong.schema.field import Entity
from sandbox.kong.version import Version

KINDS = ("hosts", "headers", "paths", "methods", "snis")
"""What a route may ask for, in Kong's order."""


@dataclass(frozen=True)
class Matched:
    """A route that takes a request. `prefix`: the part of the path that it matched, empty if it asks for none."""

    route: Entity
    service: Entity | None
    prefix: str


@dataclass(frozen=True)
class Candidate:
    """One route with all of its paths, or, from 1.3 to 2.8, with one of them."""

    route: Entity
    service: Entity | None
    version: Version
    path_texts: tuple[str, ...]

    @cached_property
    def hosts(self) -> tuple[HostPattern, ...]:
        return tuple(HostPattern(text) for text in self.route["hosts"] or ())

    @cached_property
    def paths(self) -> tuple[PathPattern, ...]:
        return tuple(PathPattern(text, self.version) for text in self.path_texts)

    @cached_property
    def header_names(self) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.route.get("headers") or {})

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.route["methods"] or ())

    @property
    def kinds(self) -> tuple[bool, ...]:
        """Say which of `KINDS` it asks for."""
        return tuple(bool(self.route.get(kind)) for kind in KINDS)

    @property
    def category(self) -> tuple[int, tuple[bool, ...]]:
        """More kinds come first, then Kong's order of the kinds; the greater is tried first."""
        return sum(self.kinds), self.kinds

    @property
    def has_regex(self) -> bool:
        return any(path.is_regex for path in self.paths)

    @property
    def has_only_plain_hosts(self) -> bool:
        """Say whether no host has a wildcard; where `hosts` is a list of none, that is so too."""
        return self.route["hosts"] is not None and not any(host.is_wildcard for host in self.hosts)

    @property
    def has_wildcard_with_port(self) -> bool:
        return any(host.is_wildcard and host.has_port for host in self.hosts)

    @property
    def longest_path(self) -> int:
        return max((len(path.text.encode()) for path in self.paths if not path.is_regex), default=0)

    @property
    def regex_priority(self) -> int:
        return int(self.route["regex_priority"] or 0)

    @property
    def created_at(self) -> int:
        return int(self.route["created_at"])

    def takes_method(self, method: str) -> bool:
        return not self.methods or method in self.methods

    def takes_headers(self, asked: Asked) -> bool:
        wanted = self.route.get("headers") or {}
        return all(header_fits(values, asked.headers.get(name.lower()), self.version) for name, values in wanted.items())

    def takes_sni(self, asked: Asked) -> bool:
        """Say whether the names of TLS allow it: they count only over TLS, and no visitor's is known here, so none ever fits."""
        return not self.route.get("snis") or asked.usual_port != 443

    def matched(self, prefix: str) -> Matched:
        return Matched(self.route, self.service, prefix)
