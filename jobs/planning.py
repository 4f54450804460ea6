"""Read what a request needs to know, and decide: the plan for each kind of change."""

from typing import assert_never

from jobs.member_reading import member_found, releases_found, scale_found
from jobs.reading import found_of, found_with_table
from jobs.route_reading import routes_found
from jobs.tools import Tools
from mesh.adding import plan_of_add
from mesh.app import Mesh
from mesh.plan import Plan, Refusal
from mesh.requests import (
    Add,
    AppStatus,
    Diff,
    History,
    MeshStatus,
    Releases,
    Request,
    Restart,
    Rollback,
    RouteAdd,
    RouteMatch,
    RouteRemove,
    Routes,
    RouteSet,
    Scale,
)
from mesh.restarting import plan_of_restart
from mesh.rolling_back import plan_of_rollback
from mesh.route_plans import plan_of_route_change, with_effects
from mesh.scaling import plan_of_scale


def plan_of(tools: Tools, request: Request, mesh: Mesh) -> Plan | Refusal:
    """Return the plan of a change, or why not. Raises TemporaryFailure, PermanentFailure."""
    match request:
        case Add():
            return _plan_of_add(tools, request, mesh)
        case Scale():
            return plan_of_scale(request, mesh, *scale_found(tools, mesh, request.service))
        case Restart():
            return plan_of_restart(request, mesh, member_found(tools, mesh, request.service))
        case Rollback():
            return plan_of_rollback(request, mesh, releases_found(tools, mesh, request))
        case RouteAdd() | RouteSet() | RouteRemove():
            return plan_of_route_change(request, mesh, routes_found(tools, mesh, request.service))
        case Routes() | RouteMatch() | MeshStatus() | AppStatus() | Diff() | Releases() | History():
            raise ValueError("a question has no plan")
        case _:
            assert_never(request)


def _plan_of_add(tools: Tools, request: Add, mesh: Mesh) -> Plan | Refusal:
    if request.host is None:
        return plan_of_add(request, mesh, found_of(tools, mesh, request.service))
    found, table = found_with_table(tools, mesh, request.service)
    plan = plan_of_add(request, mesh, found, table.domains)
    return plan if isinstance(plan, Refusal) else with_effects(plan, request.service, request.host, mesh, table)
