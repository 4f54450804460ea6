"""The edge over a world of apps that the test writes down: a router with state, and a Kong seeded as the controller."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from sandbox.edge import EdgeStandIn, RunningEdge, start_edge
from sandbox.kong import CONTROLLER, KongStandIn
from sandbox.routed import RoutedApp

CONTROLLER_APP, DATABASE, ADMIN_KEY = "mesh-control", "postgresql-mesh-1", "test-admin-key"
CONTROLLER_HOST = f"{CONTROLLER_APP}.herokuapp.com"


class Apps:
    """Heroku's half of the edge: apps by name, each with its herokuapp.com domain."""

    def __init__(self) -> None:
        self.by_host: dict[str, RoutedApp] = {}

    def app_for_host(self, host: str) -> RoutedApp | None:
        return self.by_host.get(host.lower())

    def wake(self, app: RoutedApp) -> None:
        """Start nothing: none of these apps sleeps."""

    def add(self, name: str, *, has_kong: bool = True, database: str = DATABASE, **config: str) -> None:
        app = RoutedApp(name, 1, crashed=False, config=config, database=database, has_kong=has_kong, release_version=3)
        self.by_host[f"{name}.herokuapp.com"] = app

    def change(self, name: str, *, web_dynos_up: int = 1, crashed: bool = False, maintenance: bool = False) -> None:
        host = f"{name}.herokuapp.com"
        self.by_host[host] = replace(self.by_host[host], web_dynos_up=web_dynos_up, crashed=crashed, maintenance=maintenance)


class Served:
    """A running edge, the apps and the Kong behind it, and visitors."""

    def __init__(self, running: RunningEdge, apps: Apps, kong: KongStandIn) -> None:
        self.running, self.apps, self.kong = running, apps, kong
        trusted = ssl.create_default_context(cafile=running.ca_path)
        self.http = httpx.Client(verify=trusted, trust_env=False)

    def visit(self, host: str, path: str = "/", *, method: str = "GET", body: object = None, **headers: str) -> httpx.Response:
        """Visit by https, as a program that resolves every host to the edge would."""
        url = f"https://127.0.0.1:{self.running.https_port}{path}"
        return self.http.request(method, url, headers={"Host": host, **headers}, json=body, extensions={"sni_hostname": host})

    def visit_plainly(self, host: str, path: str = "/", **headers: str) -> httpx.Response:
        return self.http.get(f"http://127.0.0.1:{self.running.http_port}{path}", headers={"Host": host, **headers})

    def register(self, name: str, url: str = "http://127.0.0.1:5000", **fields: object) -> None:
        """Write a service and a route for the app's host, and let the sidecars see it."""
        self.kong.store.writer = CONTROLLER
        service = self.kong.admin.daos["services"].insert({"name": name, "url": url})
        given = {"hosts": [f"{name}.herokuapp.com"], "protocols": ["https"], "service": {"id": service["id"]}, **fields}
        self.kong.admin.daos["routes"].insert(given)
        self.kong.clock_ahead_s += self.kong.propagation_s


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the edge until the end of the block; `folder` takes the certificate authority."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    apps = Apps()
    apps.add(CONTROLLER_APP)

    async def start() -> tuple[RunningEdge, KongStandIn]:
        kong = KongStandIn(admin_key=ADMIN_KEY)
        kong.seed_loopback()
        return await start_edge(EdgeStandIn(apps, kong, CONTROLLER_APP, DATABASE), folder / "authority.pem"), kong

    running, kong = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    world = Served(running, apps, kong)
    try:
        yield world
    finally:
        world.http.close()
        asyncio.run_coroutine_threadsafe(running.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
