"""The router over a whole snapshot of routes, by the rules of the release.

Routes for streams (tcp, tls, udp) are none of its business, and those of a service that is off are left out.
"""

from sandbox.kong.dao.store import Snapshot
from sandbox.kong.routing.compatible import CompatibleRouter
from sandbox.kong.routing.route import Candidate
from sandbox.kong.routing.traditional import FIXED, TraditionalRouter
from sandbox.kong.version import Version

Router = TraditionalRouter | CompatibleRouter
HTTP = {"http", "https", "grpc", "grpcs"}


def router_of(version: Version, snapshot: Snapshot) -> Router:
    """Return the snapshot's router, made once; the former one where none can be made of its routes."""
    if snapshot.former is not None:
        return router_of(version, snapshot.former)
    made = snapshot.memo.get("router")
    if not isinstance(made, Router):
        made = snapshot.memo["router"] = _router(version, snapshot)
    return made


def _router(version: Version, snapshot: Snapshot) -> Router:
    candidates: list[Candidate] = []
    for route in snapshot.rows("routes"):
        if not HTTP & set(route["protocols"]):
            continue
        service = snapshot.get("services", route["service"]["id"]) if route.get("service") else None
        if service is None or service.get("enabled", True):
            paths = tuple(route["paths"] or ())
            is_split = version.since(*FIXED) and not version.since(3, 0)
            parts = [(path,) for path in paths] if is_split and paths else [paths]
            candidates += [Candidate(route, service, version, part) for part in parts]
    return CompatibleRouter(candidates) if version.since(3, 0) else TraditionalRouter(version, candidates)
