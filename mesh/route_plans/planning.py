"""The plan of a route change: from the whole table as it is to one route more, less or changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from mesh import steps
from mesh.app import Mesh
from mesh.found import NOTHING_SET, HerokuApp, Route, Service, foreign_fields, is_set_alike
from mesh.plan import Effect, Plan, Refusal, ordered
from mesh.plans.tiers import with_tier
from mesh.requests import RouteAdd, RouteChange, RouteFields, RouteRemove, RouteSet
from mesh.route_plans.effects import LOOKED_AT, effects_of, may_be_ended
from mesh.route_plans.found import FoundRoutes
from mesh.route_plans.naming import full_name, named
from mesh.route_plans.refusing import absent, held_by_another, not_in_the_mesh, of_another_kind, takes_expressions_alone, wrong_fields
from mesh.route_plans.remarks import remarks_of
from mesh.route_plans.tables import table_after
from mesh.route_plans.unpredicted import Unpredicted
from mesh.route_plans.visits import visits_of
from mesh.routing import Edge, Looking, Sample, effect
from mesh.routing.criteria import CRITERIA, looks_at
from mesh.standing import Standing
from mesh.steps import AwaitRoute, RemoveRoute, WriteRoute

NEEDS = {steps.AWAIT_ROUTE: (steps.WRITE_ROUTE, steps.REMOVE_ROUTE)}


def plan_of_route_change(request: RouteChange, mesh: Mesh, found: FoundRoutes) -> Plan | Refusal:
    """Return the steps and what they change for visitors, or why not; no steps where the route is as asked."""
    refusal = not_in_the_mesh(request, mesh, found)
    service, app = found.service(request.service), found.app
    if refusal or service is None or app is None:
        return refusal or Refusal("the app is not there.")
    step = _step(request, service, app, found)
    if isinstance(step, Refusal):
        return step
    if step is None:
        return Plan(app.name, app.host, found=Standing().with_service(service))
    return with_tier(planned(step, request.service, mesh, app, found), request, mesh)


def planned(step: WriteRoute | RemoveRoute, service: str, mesh: Mesh, app: HerokuApp, found: FoundRoutes) -> Plan:
    """Return the plan of one change of the table, with what it does to visitors."""
    before, after = found.edge(service, mesh, found.routes), found.edge(service, mesh, table_after(step, found.routes))
    looking = Looking()
    samples = effect(before, after, LOOKED_AT, looking)
    visits = visits_of(_answered(samples, before, after), app.host, found.domains, Unpredicted(before, after).why)
    waiting = AwaitRoute(visits, found.controller.kong_version)
    return Plan(
        app.name,
        app.host,
        ordered([step, waiting], NEEDS),
        tuple(remarks_of(step, app, after, samples)),
        effects_of(samples, before, after, looking),
        Standing().with_service(found.service(service)),
    )


def _answered(samples: Iterable[Sample], before: Edge, after: Edge) -> Iterator[Sample]:
    """Yield the requests that no plugin may answer, before or after: from outside that looks like an app that is not there."""
    return (each for each in samples if not (may_be_ended(each.before, before) or may_be_ended(each.after, after)))


@dataclass(frozen=True)
class Removal:
    """What the removal of several routes at once does, and the step that sees it done."""

    waiting: AwaitRoute
    effects: tuple[Effect, ...]


def removal_of(routes: Sequence[Route], service: str, mesh: Mesh, found: FoundRoutes) -> Removal:
    """Return what becomes of visitors' requests when all these routes of one service go."""
    gone, own_host = {route.id for route in routes}, found.app.host if found.app else ""
    left = tuple(route for route in found.routes if route.id not in gone)
    before, after = found.edge(service, mesh, found.routes), found.edge(service, mesh, left)
    looking = Looking()
    samples = effect(before, after, LOOKED_AT, looking)
    visits = visits_of(_answered(samples, before, after), own_host, found.domains, Unpredicted(before, after).why)
    waiting = AwaitRoute(visits, found.controller.kong_version, even_if_down=True)
    return Removal(waiting, effects_of(samples, before, after, looking))


def _step(request: RouteChange, service: Service, app: HerokuApp, found: FoundRoutes) -> WriteRoute | RemoveRoute | Refusal | None:
    """Return the one step that the request needs, None where nothing is to do, or why not."""
    match request:
        case RouteAdd():
            return _addition(request, service, app, found)
        case RouteSet():
            return _change(request, service, found)
        case RouteRemove():
            route = named(request.name, request.service, service.id, found.routes)
            why_not = absent(request, service.id, found)
            return why_not or RemoveRoute(_undated(route), plugins=found.plugins_of(route)) if route else why_not
        case _:
            assert_never(request)


def _addition(request: RouteAdd, service: Service, app: HerokuApp, found: FoundRoutes) -> WriteRoute | Refusal | None:
    name = full_name(request.service, request.name)
    new = Route("", name, service.id, hosts=(app.host,), protocols=("https",), foreign=request.foreign or NOTHING_SET)
    wanted, held = _with(new, request.fields), next((route for route in found.routes if route.name == name), None)
    why_not = (held_by_another(request, held, service.id, found) if held else None) or wrong_fields(request.service, request.fields, found)
    if why_not:
        return why_not
    if held is None:
        return (None if "expression" in foreign_fields(wanted) else takes_expressions_alone(found)) or WriteRoute(request.service, wanted)
    if is_as_seen(wanted, held):
        return None
    return Refusal(
        f"`{request.service}` has a route `{name}` already, with other fields.",
        f"To change it: `/mesh route set {request.service} {request.name} …`; `/mesh routes {request.service}` shows it.",
    )


def _change(request: RouteSet, service: Service, found: FoundRoutes) -> WriteRoute | Refusal | None:
    why_not = absent(request, service.id, found) or wrong_fields(request.service, request.fields, found)
    route = named(request.name, request.service, service.id, found.routes)
    if why_not or route is None:
        return why_not
    wanted = _with(route, request.fields)
    if why_not := of_another_kind(route, request.fields, wanted, found.controller.kong_version):
        return why_not
    names_one = wanted.hosts or wanted.paths or wanted.methods or not {*CRITERIA}.isdisjoint(looks_at(wanted))
    if wanted.is_for_http and not names_one:
        return Refusal("a route must name a host, a path or a method, and this would leave none.", "Name one, or remove the route.")
    if is_same(wanted, route):
        return None
    return WriteRoute(request.service, _undated(wanted), before=_undated(route))


def _with(route: Route, fields: RouteFields) -> Route:
    given = {name: value for name in RouteFields.__dataclass_fields__ if (value := getattr(fields, name)) is not None}
    return replace(route, **given)


def is_same(first: Route, second: Route) -> bool:
    """Say whether two states of a route mean the same to Kong, which orders methods and protocols as it likes."""
    return _comparable(first) == _comparable(second)


def is_as_seen(found: Route, before: Route) -> bool:
    """Say whether a route is still as a plan saw it, the fields that we do not know among them, as far as they were read."""
    return is_same(found, before) and is_set_alike(found.foreign, before.foreign)


def _comparable(route: Route) -> tuple[object, ...]:
    lists = (frozenset(values) for values in (route.hosts, route.paths, route.methods, route.protocols))
    return (route.name, route.service_id, *lists, route.regex_priority, route.strip_path, route.preserve_host)


def _undated(route: Route) -> Route:
    return replace(route, created_at=None)
