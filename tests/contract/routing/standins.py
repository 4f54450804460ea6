"""The same town in the sandbox's stand-ins and for the prediction, and what each says of a request, in one shape."""

import json
from dataclasses import dataclass, replace
from typing import Any, assert_never

from clients import kong_values
from mesh.routing import (
    AdminApi,
    AppItself,
    Edge,
    EdgeApp,
    Elsewhere,
    HttpsNeeded,
    NoApp,
    NoRoute,
    NoService,
    NothingListens,
    NotPredicted,
    Reached,
    Request,
    answer,
)
from sandbox.edge import EdgeStandIn
from sandbox.kong import CONTROLLER, KongStandIn, ProxyAnswer, ProxyRequest
from sandbox.routed import RoutedApp

from .tables import GivenRoute, GivenTown

CONTROLLER_APP, DATABASE, ADMIN_KEY = "mesh-control", "postgresql-mesh-1", "test-admin-key"
MAX_HOPS = 5


@dataclass(frozen=True)
class Seen:
    """What a visitor and the backend see: the apps that were visited in turn, who answered, and the backend's path and host."""

    apps: tuple[str, ...]
    status: int
    by: str = ""
    path: str = ""
    host: str = ""


class Domains:
    """A router that knows which app owns which host."""

    def __init__(self) -> None:
        self.by_host: dict[str, RoutedApp] = {}

    def app_for_host(self, host: str) -> RoutedApp | None:
        return self.by_host.get(host.lower())

    def wake(self, app: RoutedApp) -> None:
        """Start nothing: none of these apps sleeps."""


class Town:
    """A town in the stand-ins; `known` is the same for the prediction, its table read back from what Kong stored."""

    def __init__(self, version: str, given: GivenTown) -> None:
        self.domains, self.kong = Domains(), KongStandIn(version, loopback_limit=100_000, propagation_s=0, admin_key=ADMIN_KEY)
        self.kong.seed_loopback()
        self.edge = EdgeStandIn(self.domains, self.kong, CONTROLLER_APP, DATABASE)
        self._own(CONTROLLER_APP, (f"{CONTROLLER_APP}.herokuapp.com",), has_kong=True)
        apps = [EdgeApp(CONTROLLER_APP, (f"{CONTROLLER_APP}.herokuapp.com",), listen_port=None, admin_port=8001)]
        for app in given.apps:
            name = app.domains[0].removesuffix(".herokuapp.com")
            self._own(name, app.domains, has_kong=app.has_sidecar, **({"KONG_ADMIN_LISTEN": "off"} if app.admin_off else {}))
            apps.append(EdgeApp(name, app.domains, app.has_sidecar, admin_port=None if app.admin_off else 8001))
        self._register(given)
        stored = self.kong.store.latest.tables
        self.known = Edge(
            version,
            tuple(apps),
            tuple(kong_values.service(row) for row in stored["services"].values()),
            tuple(kong_values.route(row) for row in stored["routes"].values()),
        )

    async def visit(self, request: Request) -> Seen:
        self.edge.visits.clear()
        headers = (("Host", request.host), ("apikey", ADMIN_KEY))
        sent = ProxyRequest(request.method, request.path, headers)
        given = await self.edge.visit(sent, secure=request.scheme == "https")
        return _seen(tuple(self.edge.visits), given)

    def _own(self, name: str, domains: tuple[str, ...], *, has_kong: bool, **config: str) -> None:
        app = RoutedApp(name, 1, crashed=False, config=config, database=DATABASE, has_kong=has_kong, release_version=1)
        self.domains.by_host.update(dict.fromkeys(domains, app))

    def _register(self, given: GivenTown) -> None:
        self.kong.store.writer = CONTROLLER
        daos = self.kong.admin.daos
        ids = [daos["services"].insert({"name": f"service-{at}", "url": each.url})["id"] for at, each in enumerate(given.services)]
        for at, route in enumerate(given.routes):
            # Kong's times are whole seconds, so each route is made a second after the one before.
            self.kong.clock_ahead_s += 1
            named = {"name": f"route-{at}", "service": {"id": ids[route.service]}}
            daos["routes"].insert({**named, **_fields(route, self.kong.version.text)})


def predicted(known: Edge, request: Request, hops: int = 0) -> Seen:
    """Return the prediction, followed from app to app while a sidecar sends the request on."""
    given = answer(known, request)
    match given:
        case NotPredicted():
            return Seen((), 0, "not predicted")
        case NoApp():
            return Seen((), 404, "heroku")
        case AppItself(app):
            return Seen((app,), 200, app, request.path, request.host)
        case NoRoute(app):
            return Seen((app,), 404, "kong")
        case HttpsNeeded(app):
            return Seen((app,), given.status, "kong")
        case NoService(app):
            return Seen((app,), 503, "kong")
        case NothingListens(app):
            return Seen((app,), 502, "kong")
        case AdminApi(app):
            return Seen((app,), 0, "admin api")
        case Reached(app, _, path, host):
            return Seen((app,), 200, app, path, host)
        case Elsewhere(app, _, _, onward):
            later = predicted(known, onward, hops + 1) if hops < MAX_HOPS else Seen((), 502, "heroku")
            return replace(later, apps=(app, *(each for each in later.apps if each != app)))
        case _:
            assert_never(given)


def _seen(apps: tuple[str, ...], given: ProxyAnswer) -> Seen:
    if given.header("access-control-allow-origin"):
        return Seen(apps, 0, "admin api")
    if given.header("content-type") == "application/json" and given.status == 200:
        told = json.loads(given.body)
        return Seen(apps, 200, told["app"], told["path"], told["host"])
    return Seen(apps, given.status, "heroku" if b"<!DOCTYPE" in given.body[:40] else "kong")


def _fields(route: GivenRoute, version: str) -> dict[str, Any]:
    tilde = "~" if version.startswith("3") else ""
    late = {} if version.startswith("1.0") else {"https_redirect_status_code": route.redirect}
    lists = {"hosts": route.hosts, "paths": [*route.prefixes, *(f"{tilde}{regex}" for regex in route.regexes)], "methods": route.methods}
    return {
        **{name: values for name, values in lists.items() if values},
        "protocols": route.protocols,
        "regex_priority": route.regex_priority,
        "strip_path": route.strip_path,
        "preserve_host": route.preserve_host,
        **late,
    }
