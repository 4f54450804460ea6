"""What an `add` with a further host does to visitors: a domain leads to the app, and its route takes that host too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mesh.app import Mesh
from mesh.found import Service
from mesh.plan import Plan, PlannedStep
from mesh.quoting import escaped
from mesh.route_plans.effects import LOOKED_AT, effects_of
from mesh.route_plans.found import FoundRoutes
from mesh.route_plans.remarks import of_overlaps, of_plugins_that_answer
from mesh.route_plans.tables import table_after
from mesh.route_plans.unpredicted import Unpredicted
from mesh.routing import Edge, Looking, Reached, Sample, effect, overlaps
from mesh.steps import AddDomain, AwaitRoute, ExpectedVisit, PutRoute, PutService, WriteRoute

NOT_STORED_YET = "new"


def with_effects(plan: Plan, service: str, host: str, mesh: Mesh, found: FoundRoutes) -> Plan:
    """Return the plan of an `add` with what changes for visitors once all of its steps are done, and a look whether they see it.

    The own host of an app that is still to be created is not known, and so not among them. Its build takes longer than Kong's nodes.
    """
    before = found.edge(service, mesh, found.routes)
    after = _after(plan, service, mesh, found)
    looking = Looking()
    samples = effect(before, after, LOOKED_AT, looking)
    waiting = AwaitRoute(_visits(host, samples, Unpredicted(before, after)), found.controller.kong_version)
    return replace(
        plan,
        steps=tuple(_with_a_look(plan, waiting)),
        remarks=(*plan.remarks, *_remarks(service, host, found, after)),
        effects=effects_of(samples, before, after, looking),
    )


def _with_a_look(plan: Plan, looking: AwaitRoute) -> Iterator[PlannedStep]:
    for planned in plan.steps:
        yield planned
        if isinstance(planned.step, WriteRoute):
            yield PlannedStep(looking, (planned.id,))


def _visits(host: str, samples: Sequence[Sample], unpredicted: Unpredicted) -> tuple[ExpectedVisit, ...]:
    """Return one visit of the host that something answers afterwards."""
    asked = (sample for sample in samples if (sample.request.host, sample.request.method, sample.request.scheme) == (host, "GET", "https"))
    seen = (each.request for each in asked if isinstance(each.after, Reached) and not unpredicted.why(each.request))
    return tuple(ExpectedVisit(host, request.path, comes_through=True) for request in seen)[:1]


def _after(plan: Plan, service: str, mesh: Mesh, found: FoundRoutes) -> Edge:
    domains: tuple[str, ...] = ()
    known = found.service(service)
    service_id = known.id if known else NOT_STORED_YET
    for planned in plan.steps:
        match planned.step:
            case AddDomain(hostname=hostname):
                domains = (*domains, hostname)
            case PutService(name=name):
                new = Service(NOT_STORED_YET, name, "http", "127.0.0.1", mesh.profile_of(service).listen_port)
                found = replace(found, services=(*found.services, new))
            case PutRoute() | WriteRoute() as step:
                found = replace(found, routes=table_after(step, found.routes, service_id))
            case _:
                pass
    return found.edge(service, mesh, found.routes, domains)


def _remarks(service: str, host: str, found: FoundRoutes, after: Edge) -> Iterator[str]:
    others = sorted({other.name for route in found.routes if host in route.hosts and (other := found.service_of(route))} - {service})
    if others:
        whose = ", ".join(f"`{escaped(name)}`" for name in others)
        yield f"routes of {whose} name `{host}` too; if it is a domain of their app, Heroku adds it to no second one, and this run fails."
    own = next((route for route in after.routes if route.name == service), None)
    if own:
        yield from of_plugins_that_answer(own, after)
        yield from of_overlaps(own, [overlap for overlap in overlaps(after, own) if overlap.request.hostname == host], after)
