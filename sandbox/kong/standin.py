"""The Kong stand-in: one database, a controller node with its Admin API, and any number of sidecars."""

import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.kong.admin.answer import Answer
from sandbox.kong.admin.api import AdminApi
from sandbox.kong.dao.store import Snapshot, Store
from sandbox.kong.loopback import seed_door
from sandbox.kong.proxy.forward import ExactRequest, forward
from sandbox.kong.proxy.limits import RateLimits
from sandbox.kong.proxy.messages import NodeCrashed, ProxyAnswer, ProxyRequest, Upstream, UpstreamRefused, UpstreamRequest
from sandbox.kong.proxy.node import Node
from sandbox.kong.proxy.origins import BadOrigins, origins_from
from sandbox.kong.routing.compatible import is_buildable
from sandbox.kong.version import version_of
from sandbox.kong.wire import admin_response, lower_names, proxy_request, proxy_response
from sandbox.standin import StandIn

CONTROLLER = "controller"
ADMIN_PORT = 8001


@dataclass(frozen=True)
class NodeSettings:
    """A node's own configuration: KONG_ORIGINS (up to 1.5) and whether its Admin API listens (KONG_ADMIN_LISTEN)."""

    origins: str = ""
    admin_listens: bool = True


class KongStandIn(StandIn):
    """Kong of one release. `self.app` is the controller's Admin API.

    `loopback_limit`: requests a minute that the door `/kong-admin` lets through. `propagation_s`: how long after a write the nodes that
    did not write see it; both times and `clock_ahead_s` (the clock runs so many seconds ahead) can be set while it runs.
    """

    name = "kong"

    def __init__(
        self, version: str = "1.0.2", loopback_limit: int = 600, admin_key: str = "test-admin-key", propagation_s: float = 1.0
    ) -> None:
        super().__init__()
        self.version = version_of(version)
        self.admin_key, self.loopback_limit, self.propagation_s = admin_key, loopback_limit, propagation_s
        self.clock_ahead_s = 0.0
        self.admin_port = ADMIN_PORT
        self.store = Store(lambda: time.monotonic() + self.clock_ahead_s, lambda route: is_buildable(self.version, route))
        self.limits = RateLimits(self.now)
        self.admin = AdminApi(self.version, self.store, lambda: int(self.now()))
        self._session: aiohttp.ClientSession | None = None
        self.app.router.add_route("*", "/{tail:.*}", self._admin_request)
        self.app.on_cleanup.append(self._close)

    def now(self) -> float:
        return time.time() + self.clock_ahead_s

    def seed_loopback(self) -> None:
        """Open the Heroku controller's door to the Admin API: `/kong-admin` with the key of `heroku-admin`. Once, on an empty store."""
        self.store.writer = CONTROLLER
        seed_door(self.admin, self.admin_key, self.loopback_limit)

    def sees(self, node: str) -> Snapshot:
        """Return what that node knows of the database now."""
        return self.store.seen_by(node, self.propagation_s)

    async def answer(self, node: str, request: ProxyRequest, upstream: Upstream, settings: NodeSettings = NodeSettings()) -> ProxyAnswer:
        """Say what that node does with a request; `upstream` is asked for what is not the node's own Admin API.

        Raises:
            NodeCrashed: the node does not run with these settings.

        """
        try:
            origins = {} if self.version.since(2, 0) else origins_from(settings.origins)
        except BadOrigins as wrong:
            raise NodeCrashed(str(wrong)) from wrong

        async def own_or_upstream(sent: UpstreamRequest) -> ProxyAnswer:
            if not (sent.is_loopback and sent.port in {ADMIN_PORT, self.admin_port}):
                return await upstream(sent)
            if not settings.admin_listens:
                raise UpstreamRefused("the Admin API is off")
            return self._admin_answer(node, sent)

        running = Node(node, self.version, lambda: self.sees(node), self.limits, origins)
        return await running.answer(request, own_or_upstream)

    def ask_admin(self, method: str, target: str, body: object = None) -> Answer:
        """Ask the controller's Admin API in JSON, as somebody who works behind the bot's back."""
        return self._answered(CONTROLLER, method, target, {"content-type": "application/json"}, json.dumps(body or {}).encode())

    async def forwarded(self, sent: UpstreamRequest) -> ProxyAnswer:
        """Send a request to a real backend; the upstream of a stand-alone Kong."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                auto_decompress=False, request_class=ExactRequest, connector=aiohttp.TCPConnector(force_close=True)
            )
        return await forward(self._session, sent)

    def proxy_app(self, *, scheme: str = "http", trusted: bool = True) -> web.Application:
        """Return the application of a proxy port of the controller. `trusted`: X-Forwarded-* headers of its peers count."""

        async def handle(request: web.Request) -> web.StreamResponse:
            given = await proxy_request(request, scheme=scheme, trusted=trusted)
            return proxy_response(await self.answer(CONTROLLER, given, self.forwarded))

        app = web.Application(middlewares=[self._logged, self._faulty], client_max_size=64 * 2**20)
        app.router.add_route("*", "/{tail:.*}", handle)
        return app

    def state(self) -> dict[str, Any]:
        tables = self.store.latest.tables
        hidden = {"keyauth_credentials"}
        entities = {kind: list(rows.values()) for kind, rows in tables.items() if kind not in hidden}
        return {"version": self.version.text, "loopback": self.limits.state(), **entities}

    def settings(self) -> dict[str, Any]:
        """Return what can be set; `database_up` false: the Admin API fails and proxying goes on from memory, as measured."""
        times = {"propagation_s": self.propagation_s, "clock_ahead_s": self.clock_ahead_s}
        return {**times, "loopback_limit": self.loopback_limit, "database_up": self.admin.database_up}

    def apply_setting(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        if name == "database_up":
            self.admin.database_up = value
            return
        super().apply_setting(name, value)
        if name == "loopback_limit":
            self.store.writer = CONTROLLER
            for plugin in self.store.latest.where("plugins", name="rate-limiting"):
                self.store.put("plugins", {**plugin, "config": {**plugin["config"], "minute": value}})

    async def _admin_request(self, request: web.Request) -> web.StreamResponse:
        answer = self._answered(CONTROLLER, request.method, request.raw_path, lower_names(request.headers.items()), await request.read())
        return admin_response(answer, self.version.server)

    def _admin_answer(self, node: str, sent: UpstreamRequest) -> ProxyAnswer:
        answer = self._answered(node, sent.method, sent.target, lower_names(sent.headers), sent.body)
        kind = (("Content-Type", answer.content_type),) if answer.content_type else ()
        return ProxyAnswer(answer.status, (*kind, *answer.headers.items(), ("Server", answer.server or self.version.server)), answer.body)

    def _answered(self, node: str, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        self.store.writer = node
        return self.admin.answer(method, target, headers, body)

    async def _close(self, _: web.Application) -> None:
        if self._session is not None:
            await self._session.close()
