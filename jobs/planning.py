"""Read what a request needs to know, and decide: the plan for each kind of change."""

from typing import assert_never

from jobs.reading import found_of
from jobs.tools import Tools
from mesh.adding import plan_of_add
from mesh.app import Mesh
from mesh.plan import Plan, Refusal
from mesh.requests import Add, Request, RouteAdd, RouteMatch, RouteRemove, Routes, RouteSet


def plan_of(tools: Tools, request: Request, mesh: Mesh) -> Plan | Refusal:
    """Return the plan of a change, or why not. Raises TemporaryFailure, PermanentFailure."""
    match request:
        case Add():
            return plan_of_add(request, mesh, found_of(tools, mesh, request.service))
        case RouteAdd() | RouteSet() | RouteRemove():
            raise NotImplementedError
        case Routes() | RouteMatch():
            raise ValueError("a question has no plan")
        case _:
            assert_never(request)
