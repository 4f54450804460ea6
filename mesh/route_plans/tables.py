"""The table of routes as a step leaves it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from mesh.found import Route
from mesh.steps import PutRoute, RemoveRoute, WriteRoute, leading_to


def table_after(step: WriteRoute | RemoveRoute | PutRoute, routes: Sequence[Route], service_id: str = "") -> tuple[Route, ...]:
    """Return all routes after a step; `service_id` is that of a route that is put."""
    match step:
        case RemoveRoute(before):
            return tuple(route for route in routes if route.id != before.id)
        case WriteRoute(before=None):
            return (*routes, step.wanted)
        case WriteRoute():
            return tuple(_changed(route, step.wanted) for route in routes)
        case PutRoute():
            hosts = (*((step.host,) if step.host else ()), *step.further_hosts)
            put = leading_to(hosts, step.wanted("", service_id))
            return tuple(_changed(route, put) for route in routes) if step.standing else (*routes, put)
        case _:
            assert_never(step)


def _changed(route: Route, wanted: Route) -> Route:
    """Return the wanted form of a route where it is that one: a change leaves its age as it is."""
    return replace(wanted, created_at=route.created_at) if route.id == wanted.id else route
