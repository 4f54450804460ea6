"""Services and routes of further apps of the mesh, as `/mesh add` registers them, without a request."""

from sandbox.kong.admin.api import AdminApi
from sandbox.kong.standin import CONTROLLER, KongStandIn


def seed_service(kong: KongStandIn, service: str, host: str, *, created_at: float, port: int = 5000) -> None:
    """Register an app's service, and its route for the app's own host over https."""
    _write(kong, "services", {"name": service, "host": "127.0.0.1", "port": port, "protocol": "http"}, created_at)
    seed_route(kong, service, service, created_at=created_at, hosts=[host], protocols=["https"])


def seed_route(kong: KongStandIn, service: str, name: str, *, created_at: float, **fields: list[str]) -> None:
    """Register a further route on a service; what `fields` do not say is Kong's default."""
    found = kong.store.latest.where("services", name=service)
    _write(kong, "routes", {"name": name, "service": {"id": found[0]["id"]}, **fields}, created_at)


def _write(kong: KongStandIn, kind: str, entity: dict[str, object], moment: float) -> None:
    kong.store.writer = CONTROLLER
    AdminApi(kong.version, kong.store, lambda: int(moment)).daos[kind].insert(entity)
