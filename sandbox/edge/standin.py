"""The edge stand-in: Heroku's router chooses the app by domain, then the sidecar in the app's dyno does what Kong does."""

import asyncio
import re
import time
from typing import Any

from aiohttp import web

from sandbox.edge import pages
from sandbox.edge.backend import backend_answer
from sandbox.edge.visits import Visit, routed, visit_of
from sandbox.kong import (
    CONTROLLER,
    KongStandIn,
    NameNotResolved,
    NodeCrashed,
    NodeSettings,
    ProxyAnswer,
    ProxyRequest,
    Upstream,
    UpstreamRefused,
    UpstreamRequest,
)
from sandbox.kong.proxy.messages import header_of
from sandbox.kong.wire import proxy_request, proxy_response
from sandbox.routed import RoutedApp, Router
from sandbox.standin import StandIn

BOOT_S = 60
"""How long the router holds a visit for a dyno that starts; later it is an H20."""
MAX_HOPS = 5
"""How often a request may come back to the edge from a sidecar before it is called a circle."""


class EdgeStandIn(StandIn):
    """The public address of every app. Answers visits by what is really registered at Heroku and Kong.

    `controller_app` is the Heroku app that runs the controller node; apps with `controller_database` attached are its sidecars.
    `listen_port`: where an app's own backend listens inside its dyno.
    """

    name = "edge"

    def __init__(self, router: Router, kong: KongStandIn, controller_app: str, controller_database: str, listen_port: int = 5000) -> None:
        super().__init__()
        self.router, self.kong = router, kong
        self.controller_app, self.controller_database, self.listen_port = controller_app, controller_database, listen_port
        self.visits: dict[str, int] = {}
        self.app.router.add_route("*", "/{tail:.*}", self._handle)

    def state(self) -> dict[str, Any]:
        return {"visits_by_app": self.visits, "loopback": self.kong.limits.state()}

    def settings(self) -> dict[str, Any]:
        return {"listen_port": self.listen_port, "latency_s": self.latency_s}

    async def visit(self, request: ProxyRequest, *, secure: bool, hops: int = 0) -> ProxyAnswer:
        """Answer a visit as the internet sees it. `secure`: it came by https; `hops`: how often it was here before."""
        found = await self._woken(visit_of(self.router, request), request)
        refused = self._refusal(found.app, hops)
        if refused is not None or found.app is None:
            return refused or pages.NO_SUCH_APP
        self.visits[found.app.name] = self.visits.get(found.app.name, 0) + 1
        answer = await self._dyno(found.app, routed(found.request, secure=secure or found.by_alias), hops)
        via = answer.header("via")
        kept = tuple((name, value) for name, value in answer.headers if name.lower() != "via")
        return ProxyAnswer(answer.status, (*kept, ("Via", f"{via}, 1.1 vegur" if via else "1.1 vegur")), answer.body)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        given = await proxy_request(request, scheme="https" if request.secure else "http", trusted=True)
        # On the plain port TLS may have been taken off in front, which X-Forwarded-Proto then says.
        secure = request.secure or header_of(given.headers, "x-forwarded-proto") == "https"
        return proxy_response(await self.visit(given, secure=secure))

    async def _woken(self, found: Visit, request: ProxyRequest) -> Visit:
        """Hold a visit of an app that sleeps until it is up, as Heroku's router does."""
        until = time.monotonic() + BOOT_S
        while found.app and found.app.is_waking and not found.app.maintenance and time.monotonic() < until:
            self.router.wake(found.app)
            await asyncio.sleep(0.02)
            found = visit_of(self.router, request)
        return found

    @staticmethod
    def _refusal(app: RoutedApp | None, hops: int) -> ProxyAnswer | None:
        if app is None:
            return pages.NO_SUCH_APP
        if hops > MAX_HOPS:
            return pages.TOO_MANY_HOPS
        if app.maintenance:
            return pages.MAINTENANCE
        if app.crashed:
            return pages.CRASHED
        return pages.NO_WEB_DYNO if app.web_dynos_up == 0 else None

    async def _dyno(self, app: RoutedApp, request: ProxyRequest, hops: int) -> ProxyAnswer:
        if app.name == self.controller_app:
            return await self.kong.answer(CONTROLLER, request, self._upstream(None, hops))
        if not app.has_kong:
            return backend_answer(app, request.method, request.target, request.headers)
        if app.database != self.controller_database:
            # A Kong without its database does not start.
            return pages.CRASHED
        settings = NodeSettings(app.config.get("KONG_ORIGINS", ""), app.config.get("KONG_ADMIN_LISTEN", "") != "off")
        try:
            return await self.kong.answer(app.name, request, self._upstream(app, hops), settings)
        except NodeCrashed:
            return pages.CRASHED

    def _upstream(self, app: RoutedApp | None, hops: int) -> Upstream:
        """Return what a sidecar of the app reaches: the app's own backend on loopback, and every other host through the edge."""

        async def reach(sent: UpstreamRequest) -> ProxyAnswer:
            if sent.is_loopback:
                if app is None or sent.port != self.listen_port:
                    raise UpstreamRefused(f"nothing listens on port {sent.port} of the dyno")
                return backend_answer(app, sent.method, sent.target, sent.headers)
            if not (sent.host.endswith(".herokuapp.com") or self.router.app_for_host(sent.host)):
                raise NameNotResolved(sent.host)
            if re.fullmatch(r"http|https", sent.scheme) is None:
                raise UpstreamRefused(f"the router does not speak {sent.scheme}")
            again = ProxyRequest(sent.method, sent.target, sent.headers, sent.body)
            return await self.visit(again, secure=sent.scheme == "https", hops=hops + 1)

        return reach
