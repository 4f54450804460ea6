"""What undoing asks for, and what stands in its way."""

from dataclasses import replace

from mesh import steps
from mesh.plan import Refusal
from mesh.requests import RouteAdd, RouteFields, RouteRemove
from mesh.run import Run, RunState
from mesh.undoing import inverse
from tests.examples import NOON, SERVICE, a_plan, a_route, a_run

ADDED = steps.WriteRoute(SERVICE, replace(a_route(), name="web-ui-cart"))


def an_addition(**changes: object) -> Run:
    return a_run(state=RunState.DONE, request=RouteAdd(SERVICE, "cart", RouteFields()), plan=a_plan(ADDED), **changes)


def test_what_was_added_is_undone_by_its_removal() -> None:
    assert inverse(an_addition(), ()) == RouteRemove(SERVICE, "web-ui-cart")


def test_a_later_run_on_the_same_route_stands_in_the_way() -> None:
    later = an_addition(id="r-2222", at=NOON.replace(hour=13))
    assert isinstance(inverse(an_addition(), (later,)), Refusal)


def test_a_later_run_on_a_route_of_that_name_in_another_mesh_does_not() -> None:
    elsewhere = an_addition(id="r-2222", at=NOON.replace(hour=13), mesh="staging")
    assert inverse(an_addition(), (elsewhere,)) == RouteRemove(SERVICE, "web-ui-cart")
