"""Whatever people have set at Kong stands as before after each verb that writes there, and after its undo, or the undo is refused.

Held to what the stand-in has stored, as its Admin API gives it out, on each release of Kong; not to our own view of it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from clients.kong import KongClient
from jobs.steps.membership import of_membership
from jobs.steps.routes import put_route, put_service, remove_route, write_route
from mesh import steps
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.domains import Domain
from mesh.found import Found
from mesh.plan import Plan, Refusal
from mesh.plans.adding import plan_of_add
from mesh.plans.attaching import plan_of_attach
from mesh.plans.membership import FoundMembership
from mesh.plans.removing import plan_of_remove
from mesh.requests import Add, Attach, Remove, Request, RouteAdd, RouteFields, RouteRemove, RouteSet
from mesh.route_plans import FoundRoutes, plan_of_route_change, with_effects
from mesh.run import RunState
from mesh.run.undoing import inverse
from sandbox.kong import KongStandIn
from tests.clients.served import Loop
from tests.clients.test_kong_keeps_foreign_fields import site
from tests.examples import APP, CONTROLLER, HOST, SERVICE, a_controller, a_mesh, a_run, an_app, an_attachment, healthy_details
from tests.mesh.planning import OLD_HOST

Json = dict[str, Any]
UI = "ui.example.com"
OLD, LATE = ("1.0.2",), ("2.8.5", "3.0.2")
MOMENTS = {"id", "created_at", "updated_at"}
SETS = {"methods", "protocols", "snis", "sources", "destinations", "tags"}  # Kong keeps their order as it likes
NOWHERE = {"hosts": None, "paths": None}


@dataclass(frozen=True)
class Case:
    """What somebody has set of a route, of the service or by a plugin at the route, and which Kongs know of it."""

    name: str
    route: Mapping[str, Any] | None = None
    service: Mapping[str, Any] | None = None
    plugin: Mapping[str, Any] | None = None
    kongs: tuple[str, ...] = LATE


CASES = (
    Case("headers", {"headers": {"x-preview": ["yes"]}}),
    Case("headers alone", {**NOWHERE, "headers": {"x-preview": ["yes", "perhaps"], "x-b": ["1"]}}),
    Case("a header that may be a key", {"headers": {"x-api-key": ["hunter2-canary"]}}),
    Case("snis", {"snis": [UI]}),
    Case("path_handling", {"path_handling": "v1"}),
    Case("buffering", {"request_buffering": False, "response_buffering": False}),
    Case("a redirect", {"https_redirect_status_code": 302}),
    Case("tags", {"tags": ["ours", "team-a"]}),
    Case("very long tags", {"tags": ["t" * 2100]}),
    Case("grpc", {"protocols": ["grpc", "grpcs"], "strip_path": False}),
    Case("grpcs by headers", {"protocols": ["grpcs"], "strip_path": False, "headers": {"x-preview": ["yes"]}}),
    Case("udp", {**NOWHERE, "protocols": ["udp"], "destinations": [{"ip": "10.0.0.0/8", "port": 53}]}),
    Case("tls_passthrough", {**NOWHERE, "protocols": ["tls_passthrough"], "snis": [UI]}),
    Case("tcp", {**NOWHERE, "protocols": ["tcp"], "destinations": [{"port": 9000}]}, kongs=OLD + LATE),
    Case("tcp by sources", {**NOWHERE, "protocols": ["tcp", "tls"], "sources": [{"ip": "10.0.0.1"}]}, kongs=OLD + LATE),
    Case("tls", {**NOWHERE, "protocols": ["tls"], "snis": [UI]}, kongs=OLD + LATE),
    Case("nothing", kongs=OLD + LATE),
    Case("a plugin", plugin={"name": "key-auth"}, kongs=OLD + LATE),
    Case("a disabled plugin", plugin={"name": "key-auth", "enabled": False}, kongs=OLD + LATE),
    Case("a service that is off", service={"enabled": False}),
    Case("a service with tags", service={"tags": ["ours"], "tls_verify_depth": None}),
    Case(
        "much at once",
        {"headers": {"x-a": ["1"]}, "snis": [UI], "tags": ["v2"], "path_handling": "v1", "https_redirect_status_code": 301},
        {"tags": ["ours"]},
    ),
)


def setting(**fields: Any) -> RouteSet:  # noqa: ANN401 - any field
    return RouteSet(SERVICE, "cart", RouteFields(**fields))


OF_ROUTES: dict[str, Request] = {
    "route add": RouteAdd(SERVICE, "basket", RouteFields(paths=("/basket",))),
    "route remove": RouteRemove(SERVICE, "cart"),
    "set paths": setting(paths=("/basket",)),
    "set no path": setting(paths=()),
    "set hosts": setting(hosts=(HOST, UI)),
    "set methods": setting(methods=("GET", "PUT")),
    "set both protocols": setting(protocols=("http", "https")),
    "set http": setting(protocols=("http",)),
    "set strip_path": setting(strip_path=True),
    "set no strip_path": setting(strip_path=False),
    "set preserve_host": setting(preserve_host=True),
    "set regex_priority": setting(regex_priority=7),
}
OF_APPS: dict[str, Request] = {
    "add": Add(SERVICE),
    "add with a host": Add(SERVICE, host=UI),
    "attach": Attach(SERVICE, APP),
    "remove": Remove(SERVICE),
}

ONE_OF = 7
"""Of so many one is tried in the short form, another Kong, case and verb each time."""


def each_with(verbs: Mapping[str, Request]) -> list[Any]:
    """Return every Kong with every case that it knows and every verb; all but a few are for the long form."""
    every = [(kong, case, verb) for verb in verbs for case in CASES for kong in case.kongs]
    marks = [() if place % ONE_OF == 0 else (pytest.mark.long,) for place in range(len(every))]
    return [
        pytest.param(kong, case, verb, marks=each, id=f"{kong}-{case.name}-{verb}")
        for (kong, case, verb), each in zip(every, marks, strict=True)
    ]


@pytest.fixture(scope="module")
def worlds(loop: Loop) -> Iterator[Mapping[str, "World"]]:
    """Serve a Kong of each release."""
    with ExitStack() as stack:
        yield {version: stack.enter_context(_a_world(loop, version)) for version in (*OLD, *LATE)}


@contextmanager
def _a_world(loop: Loop, version: str) -> Iterator["World"]:
    with loop.served(KongStandIn(version, admin_key="k")) as admin, httpx.Client(trust_env=False, verify=False) as http:  # noqa: S501 - loopback
        client = KongClient(admin.url, lambda: "", timeout=httpx.Timeout(5))
        yield World(admin.url, client, http)
        client.close()


@dataclass
class World:
    """A Kong with web-ui, its own route and its route cart, and beside it api, which no verb here is about."""

    admin: str
    client: KongClient
    http: httpx.Client

    def sends(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        answer = self.http.request(method, f"{self.admin}{path}", json=body)
        assert answer.status_code < 300, f"{method} {path} {body}: {answer.text}"
        return dict(answer.json()) if answer.content else {}

    def is_emptied(self) -> None:
        for kind in ("plugins", "routes", "services"):
            for each in self.sends("GET", f"/{kind}?size=1000")["data"]:
                self.sends("DELETE", f"/{kind}/{each['id']}")

    def is_made(self, case: Case, name: str, own_host: str) -> None:
        """Make it anew; the route of that name has what somebody has set."""
        self.is_emptied()
        timeouts = {"read_timeout": 7000, "retries": 1}
        of = {"name": SERVICE, "url": "http://127.0.0.1:5000", **timeouts, **(case.service or {})}
        own, other = self.sends("POST", "/services", of), self.sends("POST", "/services", {**of, "name": "api"})
        bodies = {
            SERVICE: {"hosts": [own_host]},
            f"{SERVICE}-cart": {"hosts": [HOST], "paths": ["/cart"]},
            "api": {"hosts": ["api.example.com"]},
        }
        for each, body in bodies.items():
            further = dict(case.route or {}) if each in {name, "api"} else {}
            kept = {key: value for key, value in further.items() if each != SERVICE or key not in body or value is None}
            service = other if each == "api" else own
            route = self.sends("POST", "/routes", {"name": each, "protocols": ["https"], "service": {"id": service["id"]}, **body, **kept})
            if case.plugin and each in {name, "api"}:
                self.sends("POST", "/plugins", {**case.plugin, "route": {"id": route["id"]}})

    def has(self) -> Json:
        """Return all that is stored, by names, without ids and moments."""
        read = {kind: self.sends("GET", f"/{kind}?size=1000")["data"] for kind in ("services", "routes", "plugins")}
        names = {each["id"]: each["name"] for kind in ("services", "routes") for each in read[kind]}
        return {
            kind: {json.dumps([each["name"], *_targets(each, names)]): _plain(each, names) for each in entities}
            for kind, entities in read.items()
        }

    def found(self) -> FoundRoutes:
        services, routes, plugins = self.client.table_with_plugins()
        controller = a_controller(kong_version=self.client.version)
        return FoundRoutes(
            controller, an_app(), (an_attachment(),), (Domain(HOST), Domain(UI, "x.herokudns.com")), services, routes, plugins
        )


def _targets(entity: Json, names: Mapping[str, str]) -> list[str]:
    return [names[entity[kind]["id"]] for kind in ("route", "service") if entity.get(kind)]


def _plain(entity: Json, names: Mapping[str, str]) -> Json:
    kept = {name: value for name, value in entity.items() if name not in {*MOMENTS, "route", "service"}}
    as_set = {name: sorted(map(json.dumps, value)) if name in SETS and value else value for name, value in kept.items()}
    return {**as_set, "of": _targets(entity, names)}


@pytest.fixture
def world(worlds: Mapping[str, World], kong: str) -> World:
    return worlds[kong]


def plan_of(request: Request, world: World) -> Plan | Refusal:
    """Plan as the product does, from what is read of this Kong and of an app that is healthy."""
    table, mesh = world.found(), a_mesh()
    match request:
        case RouteAdd() | RouteSet() | RouteRemove():
            return plan_of_route_change(request, mesh, table)
        case Add(host=host):
            plan = plan_of_add(request, mesh, _app(table), table.domains)
            return plan if host is None or isinstance(plan, Refusal) else with_effects(plan, SERVICE, host, mesh, table)
        case Attach():
            renamed = {ORIGINS: f"https://{OLD_HOST}:443=http://localhost:5000", ADMIN_LISTEN: "off"}
            return plan_of_attach(request, mesh, _member(table, config=renamed))
        case Remove():
            return plan_of_remove(request, mesh, _member(table))
        case _:
            raise AssertionError(request)


def _app(table: FoundRoutes) -> Found:
    route = next((each for each in table.routes if each.name == SERVICE), None)
    return Found(table.controller, an_app(), healthy_details(), table.service(SERVICE), route)


def _member(table: FoundRoutes, **details: Any) -> FoundMembership:  # noqa: ANN401 - any field
    return FoundMembership(SERVICE, table, healthy_details(**details), controllers={CONTROLLER: "main"})


def carried_out(request: Request, world: World) -> Plan | Refusal:
    """Plan, and take the steps of the plan that write to Kong; a step that Kong refuses is an error."""
    plan = plan_of(request, world)
    for planned in plan.steps if isinstance(plan, Plan) else ():
        _take(planned.step, world)
    return plan


def _take(step: steps.Step, world: World) -> None:
    at = site(world.client)
    match step:
        case steps.PutService():
            put_service(step, at)
        case steps.PutRoute():
            put_route(step, at)
        case steps.WriteRoute():
            write_route(step, at)
        case steps.RemoveRoute():
            remove_route(step, at)
        case steps.RemoveRoutes() | steps.RemoveService():
            of_membership(step, at)
        case _:
            pass


def as_asked(before: Json, request: Request, plan: Plan | Refusal) -> Json:
    """Return what should be stored, by what was before and by nothing but what the verb says; a route that is added is left out."""
    if isinstance(plan, Refusal):
        return before
    after: Json = json.loads(json.dumps(before))
    match request:
        case RouteSet(fields=fields):
            route = after["routes"][json.dumps([f"{SERVICE}-cart", SERVICE])]
            given = {name: value for name in RouteFields.__dataclass_fields__ if (value := getattr(fields, name)) is not None}
            route |= {name: _stored(name, value) for name, value in given.items()}
        case RouteRemove():
            after["routes"].pop(json.dumps([f"{SERVICE}-cart", SERVICE]))
            after["plugins"] = {name: each for name, each in after["plugins"].items() if f"{SERVICE}-cart" not in each["of"]}
        case Add(host=host) if host:
            after["routes"][json.dumps([SERVICE, SERVICE])]["hosts"] = [HOST, host]
        case Add():
            after["routes"][json.dumps([SERVICE, SERVICE])]["hosts"] = [HOST]
        case Attach():
            after["routes"][json.dumps([SERVICE, SERVICE])]["hosts"] = [HOST, UI]
        case Remove():
            after["services"] = {name: each for name, each in after["services"].items() if name != json.dumps([SERVICE])}
            after = {kind: {name: each for name, each in after[kind].items() if SERVICE not in each["of"]} for kind in after}
            after["plugins"] = {name: each for name, each in after["plugins"].items() if each["of"] == ["api"]}
        case _:
            pass
    return after


def differences(stored: Json, expected: Json) -> list[str]:
    """Return the fields in which what is stored differs from what is expected, one a line."""
    had, has = _leaves(expected), _leaves(stored)
    return sorted(f"{path}: {had.get(path)} -> {has.get(path)}" for path in had.keys() | has.keys() if had.get(path) != has.get(path))


def _leaves(stored: Json) -> dict[str, str]:
    return {
        f"{kind} {name} {field}": json.dumps(value)
        for kind, entities in stored.items()
        for name, each in entities.items()
        for field, value in each.items()
    }


def _stored(name: str, value: Any) -> Any:  # noqa: ANN401 - any field
    if isinstance(value, tuple):
        return (sorted(map(json.dumps, value)) if name in SETS else list(value)) or None
    return value


def without_the_new(stored: Json) -> Json:
    return {kind: {name: each for name, each in entities.items() if "basket" not in name} for kind, entities in stored.items()}


@pytest.mark.parametrize(("kong", "case", "verb"), each_with(OF_ROUTES))
def test_a_route_change_and_its_undo_keep_what_people_have_set(world: World, case: Case, verb: str) -> None:
    world.is_made(case, f"{SERVICE}-cart", HOST)
    request, before = OF_ROUTES[verb], world.has()
    plan = carried_out(request, world)
    after = world.has()
    assert differences(without_the_new(after), as_asked(before, request, plan)) == []
    was_undone = undone(request, plan, world)
    assert differences(world.has(), before if was_undone else after) == []


def undone(request: Request, plan: Plan | Refusal, world: World) -> bool:
    """Undo what was done, and say whether that was not refused; where nothing was done there is nothing to undo."""
    if isinstance(plan, Refusal) or not plan.steps:
        assert not isinstance(plan, Refusal) or plan.reason.endswith(".")
        return True
    undo = inverse(a_run(request=request, state=RunState.DONE, plan=plan), ())
    result = undo if isinstance(undo, Refusal) else carried_out(undo, world)
    assert isinstance(result, Plan) or result.reason.endswith(".")
    return isinstance(result, Plan)


@pytest.mark.parametrize("own_host", [HOST, OLD_HOST], ids=["own host", "earlier host"])
@pytest.mark.parametrize(("kong", "case", "verb"), each_with(OF_APPS))
def test_what_is_done_to_an_app_keeps_what_people_have_set_at_its_route(world: World, case: Case, own_host: str, verb: str) -> None:
    world.is_made(case, SERVICE, own_host)
    request, before = OF_APPS[verb], world.has()
    plan = carried_out(request, world)
    after = world.has()
    assert differences(after, as_asked(before, request, plan)) == []
    was_undone = undone(request, plan, world)
    assert differences(world.has(), before if was_undone else after) == []
