"""Read what a request needs to know, and decide: the plan for each kind of change."""

from collections.abc import Sequence
from typing import assert_never

from jobs.reading.app import found_with_services, found_with_table
from jobs.reading.lost_names import lost_name
from jobs.reading.member import member_found, releases_found, scale_found
from jobs.reading.membership import membership_found
from jobs.reading.names_known import names_known
from jobs.reading.routes import routes_found
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.found import Found, Service
from mesh.near_names import nearest
from mesh.plan import Plan, Refusal
from mesh.plans.adding import plan_of_add
from mesh.plans.attaching import plan_of_attach
from mesh.plans.meant import meant
from mesh.plans.member import FoundMember
from mesh.plans.removing import plan_of_remove
from mesh.plans.restarting import plan_of_restart
from mesh.plans.rolling_back import plan_of_rollback
from mesh.plans.scaling import plan_of_scale
from mesh.requests import (
    Add,
    AppStatus,
    Attach,
    Diff,
    History,
    MeshStatus,
    Releases,
    Remove,
    Request,
    Restart,
    Rollback,
    RouteAdd,
    RouteChange,
    RouteMatch,
    RouteRemove,
    Routes,
    RouteSet,
    Scale,
)
from mesh.route_plans import plan_of_route_change, takes_expressions_alone, with_effects


def plan_of(tools: Tools, request: Request, mesh: Mesh) -> Plan | Refusal:
    """Return the plan of a change, or why not. Raises TemporaryFailure, PermanentFailure."""
    if refusal := spares(request, mesh):
        return refusal
    match request:
        case Add():
            return _plan_of_add(tools, request, mesh)
        case Attach():
            return _plan_of_attach(tools, request, mesh)
        case Remove():
            return _plan_of_remove(tools, request, mesh)
        case Scale():
            member, offer = scale_found(tools, mesh, request.service)
            return _lost_member(tools, mesh, request.service, member) or plan_of_scale(request, mesh, member, offer)
        case Restart():
            member = member_found(tools, mesh, request.service)
            return _lost_member(tools, mesh, request.service, member) or plan_of_restart(request, mesh, member)
        case Rollback():
            releases = releases_found(tools, mesh, request)
            return _lost_member(tools, mesh, request.service, releases.member) or plan_of_rollback(request, mesh, releases)
        case RouteAdd() | RouteSet() | RouteRemove():
            return _plan_of_route_change(tools, request, mesh)
        case Routes() | RouteMatch() | MeshStatus() | AppStatus() | Diff() | Releases() | History():
            raise ValueError("a question has no plan")
        case _:
            assert_never(request)


def spares(request: Request, mesh: Mesh) -> Refusal | None:
    """Return why the app that a change is about is none of this mesh's, before anything is read of it."""
    app = mesh.name_of(request.service) or ""
    what = mesh.spared.get(app)
    return Refusal(f"`{app}` is {what}; it is never an app of this mesh.", "Name an app of the mesh.") if what else None


def _plan_of_add(tools: Tools, request: Add, mesh: Mesh) -> Plan | Refusal:
    if request.host is None:
        found, services = found_with_services(tools, mesh, request.service)
        plan = _lost_app(tools, mesh, request, found) or plan_of_add(request, mesh, found)
        return _unless_near(tools, request, mesh, found, plan, services=services)
    found, table = found_with_table(tools, mesh, request.service)
    plan = _lost_app(tools, mesh, request, found) or plan_of_add(request, mesh, found, table.domains)
    if isinstance(plan, Plan):
        refusal = takes_expressions_alone(table) if found.route is None else None
        plan = refusal or with_effects(plan, request.service, request.host, mesh, table)
    return _unless_near(tools, request, mesh, found, plan, services=table.services)


def _unless_near(
    tools: Tools, request: Add, mesh: Mesh, found: Found, plan: Plan | Refusal, *, services: Sequence[Service]
) -> Plan | Refusal:
    """Return the plan of an app that stands, or that a run of ours has begun to create, as it is; of another, unless its name is near."""
    if isinstance(plan, Refusal) or found.app is not None or tools.store.creation_began(plan.app):
        return plan
    return meant(plan, request, nearest(request.service, names_known(tools, mesh, found.controller.database, services)))


def _plan_of_attach(tools: Tools, request: Attach, mesh: Mesh) -> Plan | Refusal:
    member = membership_found(tools, mesh, request.service)
    plan = plan_of_attach(request, mesh, member)
    if isinstance(plan, Refusal):
        return plan
    table = member.routes
    return meant(plan, request, nearest(request.service, names_known(tools, mesh, table.controller.database, table.services)))


def _lost_app(tools: Tools, mesh: Mesh, request: Add, found: Found) -> Refusal | None:
    return lost_name(tools, mesh, request.service, found.app, [found.route] if found.route else [])


def _lost_member(tools: Tools, mesh: Mesh, service: str, member: FoundMember) -> Refusal | None:
    if member.app is not None or member.service is None:
        return None
    route = tools.controllers.kong(mesh.controller).route(service)
    return lost_name(tools, mesh, service, member.app, [route] if route else [])


def _plan_of_route_change(tools: Tools, request: RouteChange, mesh: Mesh) -> Plan | Refusal:
    found = routes_found(tools, mesh, request.service)
    service = found.service(request.service)
    own = [route for route in found.routes if service and route.service_id == service.id]
    return lost_name(tools, mesh, request.service, found.app, own) or plan_of_route_change(request, mesh, found)


def _plan_of_remove(tools: Tools, request: Remove, mesh: Mesh) -> Plan | Refusal:
    member = membership_found(tools, mesh, request.service, with_addons=request.purge)
    return lost_name(tools, mesh, request.service, member.app, member.own_routes) or plan_of_remove(request, mesh, member)
