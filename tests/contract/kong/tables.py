"""A table of routes asked without a server: which of them takes a request."""

from typing import Any

from sandbox.kong import KongStandIn
from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.normal import normal_path
from sandbox.kong.routing.route import Matched
from sandbox.kong.routing.router import router_of

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")


class Table:
    """A Kong of one release with routes on one service."""

    def __init__(self, version: str) -> None:
        self.kong = KongStandIn(version)
        self.service = self.kong.admin.daos["services"].insert({"name": "web-ui", "url": "http://127.0.0.1:5000"})

    def add(self, name: str, **fields: Any) -> "Table":  # noqa: ANN401 - any field of a route
        """Add a route a second after the one before."""
        self.kong.clock_ahead_s += 1
        self.kong.admin.daos["routes"].insert({"name": name, "service": {"id": self.service["id"]}, **fields})
        return self

    def chosen(self, path: str = "/", host: str = "a.com", method: str = "GET", usual_port: int = 80, **headers: str) -> str | None:
        """Return the name of the route that takes the request; `x_mesh="blue"` is its header `X-Mesh`."""
        matched = self.matched(path, host, method, usual_port, **headers)
        return None if matched is None else str(matched.route["name"])

    def prefix(self, path: str) -> str:
        matched = self.matched(path)
        assert matched is not None
        return matched.prefix

    def matched(self, path: str, host: str = "a.com", method: str = "GET", usual_port: int = 80, **headers: str) -> Matched | None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = Asked(host, usual_port, normal_path(self.kong.version, path), method, named)
        return router_of(self.kong.version, self.kong.store.latest).match(asked)
