"""The stand-in for Heroku's Platform API: one door in front of all endpoints."""

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar

from aiohttp import web

from sandbox.heroku import addons, apps, buildpacks, builds, config_vars, domains, dynos, formation, platform, releases, sources
from sandbox.heroku.bodies import body_of
from sandbox.heroku.control import Control
from sandbox.heroku.endpoint import Answer, Call, Endpoint
from sandbox.heroku.errors import HerokuError, no_such_endpoint
from sandbox.heroku.gate import account_of, check_version
from sandbox.heroku.knobs import checked
from sandbox.heroku.people import Account
from sandbox.heroku.rate_limit import remaining, spend
from sandbox.heroku.router import routed
from sandbox.heroku.seed import OPERATOR
from sandbox.heroku.sleeping import wake
from sandbox.heroku.snapshot import snapshot
from sandbox.heroku.streams import Streams
from sandbox.heroku.wire import new_id
from sandbox.heroku.world import World
from sandbox.routed import RoutedApp
from sandbox.standin import Handler, StandIn

TOKEN = "HRKU-canary-0000-heroku-api-token"  # noqa: S105 - a canary, good for nothing but finding leaks
ROOMS = (platform, apps, buildpacks, addons, config_vars, builds, releases, formation, dynos, domains, sources)
ENDPOINTS: list[Endpoint] = [endpoint for room in ROOMS for endpoint in room.ENDPOINTS]

Validate = Callable[[str, Any], None]


class HerokuStandIn(StandIn):
    """Heroku's API with state that moves with time, strict where Heroku is.

    `token` is the API key of the operator's account; `world.tokens` takes more. `now` is the clock, seconds since the epoch.
    `validate(resource, item)` is called with every success answer whose resource Heroku's schema names, for each item of a list; what it
    raises becomes a 500.
    """

    name = "heroku"
    every_answer: ClassVar[list[Validate]] = []
    """More of the kind of `validate`, for all stand-ins of this process."""

    def __init__(self, *, token: str = TOKEN, now: Callable[[], float] = time.time, validate: Validate | None = None) -> None:
        super().__init__()
        self.world = World(now)
        self.account = self.world.account(OPERATOR)
        self.world.tokens[token] = self.account
        self.answers: Counter[str] = Counter()
        self.reads = self.writes = self.validated = 0
        self._validate = validate
        self.app.middlewares.append(self._door)
        for endpoint in ENDPOINTS:
            self.app.router.add_route(endpoint.method, endpoint.path, self._handler(endpoint))
        streams, tarballs = Streams(self.world), sources.Sources(self.world)
        self.app.router.add_get("/streams/{log}", streams.get)
        self.app.router.add_put("/sources/{tarball}", tarballs.put)
        self.app.router.add_get("/sources/{tarball}", tarballs.get)
        Control(self.world, self.account).add_routes(self.app.router)

    def settings(self) -> dict[str, Any]:
        return asdict(self.world.knobs) | {
            "latency_s": self.latency_s,
            "rate_remaining": remaining(self.world, self.account),
            "verified": self.account.verified,
        }

    def apply_setting(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Set a time or a limit (see `Knobs`), what is left of the rate limit, or whether the account is verified."""
        if name == "verified":
            self.account.verified = bool(value)
        elif name == "rate_remaining":
            self.account.tokens_left, self.account.tokens_at = float(value), self.world.timeline.advance()
        elif name == "latency_s":
            self.latency_s = float(value)
        else:
            setattr(self.world.knobs, name, checked(name, value))

    def state(self) -> dict[str, Any]:
        self.world.timeline.advance()
        counts = {"reads": self.reads, "writes": self.writes, "validated": self.validated, "answers": dict(self.answers)}
        return snapshot(self.world) | {"rate_limit_remaining": remaining(self.world, self.account)} | counts

    def app_for_host(self, host: str) -> RoutedApp | None:
        """Return the app that owns a domain, as its router and running dynos see it (see `sandbox.routed.Router`)."""
        self.world.timeline.advance()
        app = self.world.app_that_owns(host.partition(":")[0])
        return None if app is None else routed(app)

    def wake(self, app: RoutedApp) -> None:
        """Start the dynos of an app that sleep (see `sandbox.routed.Router`)."""
        found = self.world.app_named(app.name)
        if found is not None:
            wake(self.world, found)

    @web.middleware
    async def _door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn what no endpoint answers into Heroku's own words."""
        if request.path.startswith("/_sandbox/"):
            return await handler(request)
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            return self._refusal(no_such_endpoint(), None)

    def _handler(self, endpoint: Endpoint) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            return await self._answer(endpoint, request)

        return handle

    async def _answer(self, endpoint: Endpoint, request: web.Request) -> web.Response:
        raw = await request.read()
        self.world.timeline.advance()
        account = None
        try:
            check_version(request.headers)
            account = self.account if endpoint.public else account_of(self.world, request.headers)
            if not endpoint.free:
                spend(self.world, account)
            base = f"{request.scheme}://{request.host}"
            call = Call(self.world, account, request.match_info, body_of(raw), request.headers.get("Range"), base)
            answer = endpoint.answer(call)
        except HerokuError as wrong:
            return self._refusal(wrong, account)
        self._count(endpoint, answer)
        return self._respond(answer, account)

    def _count(self, endpoint: Endpoint, answer: Answer) -> None:
        if endpoint.method == "GET":
            self.reads += 1
        else:
            self.writes += 1
        checks = [*([self._validate] if self._validate else []), *self.every_answer]
        if checks and endpoint.resource:
            for item in answer.content if isinstance(answer.content, list) else [answer.content]:
                for check in checks:
                    check(endpoint.resource, item)
                self.validated += 1

    def _refusal(self, wrong: HerokuError, account: Account | None) -> web.Response:
        return self._respond(Answer(wrong.body, wrong.status), account)

    def _respond(self, answer: Answer, account: Account | None) -> web.Response:
        self.answers[str(answer.status)] += 1
        left = remaining(self.world, account or self.account)
        headers = {"Request-Id": new_id(), "RateLimit-Remaining": str(left), "Cache-Control": "private, no-cache", **answer.headers}
        return web.Response(
            status=answer.status, body=json.dumps(answer.content).encode(), content_type="application/json", headers=headers
        )
