"""The router over a whole snapshot of routes, by the rules of the release."""

from sandbox.kong.dao.store import Snapshot
from sandbox.kong.routing.compatible import CompatibleRouter
from sandbox.kong.routing.route import Candidate
from sandbox.kong.routing.traditional import FIXED, TraditionalRouter
from sandbox.kong.version import Version

Router = TraditionalRouter | CompatibleRouter


def router_of(version: Version, snapshot: Snapshot) -> Router:
    """Return the snapshot's router, made once."""
    made = snapshot.memo.get("router")
    if not isinstance(made, Router):
        made = snapshot.memo["router"] = _router(version, snapshot)
    return made


def _router(version: Version, snapshot: Snapshot) -> Router:
    candidates: list[Candidate] = []
    for route in snapshot.rows("routes"):
        service = snapshot.get("services", route["service"]["id"]) if route.get("service") else None
        if service is None or service.get("enabled", True):
            paths = tuple(route["paths"] or ())
            is_split = version.since(*FIXED) and not version.since(3, 0)
            parts = [(path,) for path in paths] if is_split and paths else [paths]
            candidates += [Candidate(route, service, version, part) for part in parts]
    return CompatibleRouter(candidates) if version.since(3, 0) else TraditionalRouter(version, candidates)
