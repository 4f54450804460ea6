"""What the prediction and the stand-in say of a request, over the same rows as an Admin API shows them."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from bench.router_tables import DOMAINS, Asked, GivenRoute, GivenTable
from clients import kong_values
from mesh.route_plans.unpredicted import Unpredicted
from mesh.routing import (
    AdminApi,
    Answer,
    AppItself,
    Chosen,
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
from sandbox.kong import CONTROLLER, KongStandIn, ProxyAnswer, ProxyRequest, UpstreamRequest
from sandbox.kong.admin.api import AdminApi as StandInsAdminApi

Row = Mapping[str, Any]

EXPRESSION = "an expression"
FIRST_SECOND = 1_700_000_000
IN_PROCESS = ("127.0.0.1", 9)


@dataclass(frozen=True)
class Rows:
    """The services and routes of a Kong, as its Admin API shows them."""

    version: str
    services: tuple[Row, ...]
    routes: tuple[Row, ...]


@dataclass(frozen=True)
class Told:
    """An answer: its status, the name of the route, and what the backend saw; empty where there was none."""

    status: int
    route: str = ""
    path: str = ""
    host: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (str(self.status), self.route, self.path, self.host)))


@dataclass(frozen=True)
class Predicted:
    """What the prediction says: the answer, or all of which Kong may give any where that is undecided; none where it is not predicted.

    `why`: what nobody can say, a route's fields or an expression; empty where there is an answer.
    """

    answers: frozenset[Told]
    why: str = ""

    def __str__(self) -> str:
        return " or ".join(sorted(map(str, self.answers))) or f"not predicted: {self.why}"

    @property
    def is_decided(self) -> bool:
        return len(self.answers) == 1

    @property
    def routes(self) -> frozenset[str]:
        return frozenset(told.route for told in self.answers)


class Prediction:
    """The prediction over a table."""

    def __init__(self, rows: Rows) -> None:
        services = tuple(kong_values.service(row) for row in rows.services)
        ports = {service.port for service in services}
        self._edge = Edge(
            rows.version,
            (EdgeApp("node", DOMAINS, listen_port=next(iter(ports), None)),),
            services,
            tuple(kong_values.route(row) for row in rows.routes),
        )

        self._unpredicted = Unpredicted(self._edge, self._edge)

    def told(self, asked: Asked) -> Predicted:
        """Say what a plan would: that nobody knows, where a route that goes by more may take the request."""
        request = Request(asked.host, asked.path, asked.method, asked.scheme)
        if why := self._unpredicted.why(request):
            return Predicted(frozenset(), why.partition(" goes by ")[2].removesuffix(" too"))
        given = answer(self._edge, request)
        if isinstance(given, NotPredicted):
            return Predicted(frozenset(), EXPRESSION)
        either = (given, *given.or_else) if isinstance(given, Chosen) else (given,)
        return Predicted(frozenset(told for each in either for told in _told(each)))


def _told(given: Answer) -> tuple[Told, ...]:
    """Return the answer; none where it is not predicted."""
    match given:
        case NotPredicted():
            return ()
        case NoRoute():
            return (Told(404),)
        case HttpsNeeded(_, matched):
            return (Told(given.status, matched.route.name),)
        case NoService(_, matched):
            return (Told(503, matched.route.name),)
        case Reached(_, matched, path, host):
            return (Told(200, matched.route.name, path, host),)
        case Elsewhere(_, matched, _, onward):
            return (Told(200, matched.route.name, onward.path, onward.host),)
        case NoApp() | AppItself() | AdminApi() | NothingListens():
            raise AssertionError(f"{given} in a table where every host is an app's and every service its backend")
        case _:
            assert_never(given)


class StandIn:
    """The stand-in's router, asked in this process."""

    def __init__(self, rows: Rows) -> None:
        self._kong = KongStandIn(rows.version, propagation_s=0)
        self._kong.store.writer = CONTROLLER
        for kind in ("services", "routes"):
            for row in getattr(rows, kind):
                self._kong.store.put(kind, dict(row))

    def told(self, requests: Iterable[Asked]) -> list[Told]:
        return asyncio.run(self._told(requests))

    async def _told(self, requests: Iterable[Asked]) -> list[Told]:
        return [told_of(await self._kong.answer(CONTROLLER, _sent(asked), _backend)) for asked in requests]


def _sent(asked: Asked) -> ProxyRequest:
    port = 8443 if asked.scheme == "https" else 8000
    return ProxyRequest(
        asked.method, asked.path, (("Host", asked.host), ("Kong-Debug", "1"), *asked.headers), scheme=asked.scheme, port=port
    )


async def _backend(request: UpstreamRequest) -> ProxyAnswer:
    host = next(value for name, value in request.headers if name == "Host")
    return ProxyAnswer(200, (), json.dumps({"path": request.target, "host": host}).encode())


def told_of(given: ProxyAnswer) -> Told:
    seen = json.loads(given.body) if given.status == 200 else {"path": "", "host": ""}
    return Told(given.status, given.header("Kong-Route-Name") or "", seen["path"], seen["host"])


def stored(table: GivenTable, version: str) -> Rows:
    """Return the rows that Kong would make of a table, by the stand-in's own rules."""
    kong = KongStandIn(version)
    kong.store.writer = CONTROLLER
    services = {at: _insert(kong, "services", FIRST_SECOND, body) for at, body in enumerate(service_bodies(table, IN_PROCESS))}
    routes = [
        _insert(kong, "routes", FIRST_SECOND + (0 if table.one_age else at), route_body(table, route))
        for at, route in enumerate(table.routes)
    ]
    return Rows(version, tuple(services.values()), tuple(routes))


def service_bodies(table: GivenTable, backend: tuple[str, int]) -> list[dict[str, Any]]:
    """Return what the Admin API is sent for the table's services."""
    host, port = backend
    bodies: list[dict[str, Any]] = []
    for at, path in enumerate(table.service_paths):
        enabled = {"enabled": False} if at in table.disabled else {}  # a field that no Kong before 2.7 knows
        bodies.append({"id": table.id_of(f"s{at}"), "name": f"s{at}", "host": host, "port": port, "path": path, **enabled})
    return bodies


def route_body(table: GivenTable, route: GivenRoute) -> dict[str, Any]:
    return {"id": table.id_of(route.name), **route.body(table.id_of(f"s{route.service}"))}


def _insert(kong: KongStandIn, kind: str, moment: int, entity: dict[str, Any]) -> Row:
    return StandInsAdminApi(kong.version, kong.store, lambda: moment).daos[kind].insert(entity)
