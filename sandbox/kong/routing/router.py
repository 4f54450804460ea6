"""The router over a whole snapshot of routes.

Source: Kong's documentation of the proxy ("matching priorities"); the order among equals was measured.
"""

from collections.abc import Mapping

from sandbox.kong.dao.store import Snapshot
from sandbox.kong.routing.route import Candidate, Matched
from sandbox.kong.version import Version


class Router:
    """The routes of one snapshot, in the order in which they are tried."""

    def __init__(self, version: Version, snapshot: Snapshot) -> None:
        candidates = []
        for route in snapshot.rows("routes"):
            service = snapshot.get("services", route["service"]["id"]) if route.get("service") else None
            if service is None or service.get("enabled", True):
                candidates.append(Candidate(route, service, version))
        self._candidates = sorted(candidates, key=lambda candidate: candidate.order)

    def match(self, host: str, path: str, method: str, headers: Mapping[str, str]) -> Matched | None:
        tries = (candidate.match(host, path, method, headers) for candidate in self._candidates)
        return next((matched for matched in tries if matched), None)


def router_of(version: Version, snapshot: Snapshot) -> Router:
    """Return the snapshot's router, made once."""
    made = snapshot.memo.get("router")
    if not isinstance(made, Router):
        made = snapshot.memo["router"] = Router(version, snapshot)
    return made
