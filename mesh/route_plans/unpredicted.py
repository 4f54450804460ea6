"""What of a table the prediction does not know: routes that look at more of a request than its host, path and method.

Routes that Kong's router does not know, of a service with `enabled: false` or for tcp and tls alone, decide nothing and are none of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mesh.found import Route
from mesh.quoting import shortened
from mesh.route_plans.naming import label
from mesh.routing import Edge, Request
from mesh.routing.criteria import has_host, looks_at, may_match, may_take_any_method
from mesh.routing.table import version_number


@dataclass(frozen=True)
class Unpredicted:
    """The routes of two states of a table that cannot be predicted for."""

    before: Edge
    after: Edge

    def why(self, request: Request) -> str:
        """Return why nobody can say here who answers a request, or an empty text where one can."""
        for edge, route, fields in self._routes:
            version = version_number(edge.kong_version)
            has_method = not route.methods or request.method in route.methods or may_take_any_method(fields, version, request.scheme)
            if has_method and has_host(route, request.host) and may_match(route, request.path, version):
                return f"route {shortened(label(route))} goes by {', '.join(fields)} too"
        return ""

    @cached_property
    def _routes(self) -> tuple[tuple[Edge, Route, tuple[str, ...]], ...]:
        return tuple(self._found())

    def _found(self) -> Iterator[tuple[Edge, Route, tuple[str, ...]]]:
        known = set[tuple[Route, str | None]]()
        for edge in (self.before, self.after):
            version = version_number(edge.kong_version)
            for route in edge.routes:
                if (route, route.foreign) not in known and edge.is_known(route) and (fields := looks_at(route, version)):
                    known.add((route, route.foreign))
                    yield edge, route, fields
