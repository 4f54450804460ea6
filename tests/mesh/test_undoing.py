# ruff: noqa: ANN401 - a keyword may be any field

from datetime import timedelta
from typing import Any

from mesh import requests, steps
from mesh.addresses import Source
from mesh.formation import parsed_changes
from mesh.found import Route
from mesh.plan import Refusal
from mesh.requests import RouteAdd, RouteFields, RouteRemove
from mesh.run import Run, RunState, StepState
from mesh.run.undoing import inverse
from tests.examples import APP, NOON, SERVICE, a_note, a_plan, a_route, a_run, an_add, dynos

SCALE = requests.Scale(SERVICE, parsed_changes(["web=3"]))
ROLLBACK = requests.Rollback(SERVICE)


def a_scaling(formation: str = "web=3", **changes: Any) -> Run:
    step = steps.Scale(APP, dynos(*formation.split()), before=dynos("web=1:basic", "worker=2:standard-1x"))
    return a_run(**{"request": SCALE, "state": RunState.DONE, "plan": a_plan(step), **changes})


def a_rollback(**changes: Any) -> Run:
    step = steps.RollBack(APP, "release-41", 41, "Deploy 41", before=43, newest=44)
    return a_run(**{"request": ROLLBACK, "state": RunState.DONE, "plan": a_plan(step), **changes})


def later(run: Run, **changes: Any) -> Run:
    """Return a run with the same plan that was asked for a minute later."""
    return a_run(
        **{"id": "r-later", "request": run.request, "plan": run.plan, "state": RunState.DONE, "at": NOON + timedelta(minutes=1), **changes}
    )


def an_addition() -> Run:
    step = steps.WriteRoute(SERVICE, a_route(name="web-ui-cart"))
    return a_run(state=RunState.DONE, request=RouteAdd(SERVICE, "cart", RouteFields()), plan=a_plan(step))


def why(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.reason


def test_a_scaling_is_undone_by_the_numbers_and_sizes_of_before() -> None:
    undone = inverse(a_scaling("web=3 worker=4:standard-2x"), ())

    assert undone == requests.Scale(SERVICE, parsed_changes(["web=1:basic", "worker=2:standard-1x"]))


def test_only_the_types_that_it_scaled_go_back() -> None:
    assert inverse(a_scaling(), ()) == requests.Scale(SERVICE, parsed_changes(["web=1:basic"]))


def test_a_scaling_with_a_later_one_of_the_same_type_is_not_undone_by_itself() -> None:
    run = a_scaling()

    assert why(inverse(run, [later(run)])) == "`r-later` has changed the same dynos since, so `r-7k3f` cannot be undone by itself."


def test_one_that_is_about_to_scale_the_same_type_counts_too() -> None:
    run = a_scaling()

    assert "is about to change the same dynos" in why(inverse(run, [later(run, state=RunState.AWAITING)]))


def test_one_that_scaled_and_then_failed_counts_too() -> None:
    run = a_scaling()
    failed = later(run, state=RunState.FAILED, notes={"scale": a_note(StepState.DONE)})

    assert "has changed the same dynos since" in why(inverse(run, [failed]))


def test_one_that_failed_before_it_scaled_does_not() -> None:
    run = a_scaling()
    failed = later(run, state=RunState.FAILED, notes={"scale": a_note(StepState.FAILED)})

    assert isinstance(inverse(run, [failed]), requests.Scale)


def test_another_type_a_dry_run_and_the_run_itself_do_not_count() -> None:
    run = a_scaling()
    others = [later(run, plan=a_scaling("worker=1").plan), later(run, dry_run=True), run]

    assert isinstance(inverse(run, others), requests.Scale)


def test_a_rollback_is_undone_by_the_way_to_the_release_that_ran_before() -> None:
    assert inverse(a_rollback(), ()) == requests.Rollback(SERVICE, 43)


def test_a_rollback_after_which_something_was_released_is_not_undone_by_itself() -> None:
    run = a_rollback()
    built = later(run, request=an_add(), plan=a_plan(steps.BuildSource(APP, Source("https://example.com/main.tar.gz"))))

    assert "has changed what is released since" in why(inverse(run, [built]))


def test_a_scaling_after_a_rollback_is_no_hindrance() -> None:
    assert isinstance(inverse(a_rollback(), [later(a_scaling())]), requests.Rollback)


def test_a_restart_cannot_be_undone() -> None:
    run = a_run(request=requests.Restart(SERVICE), state=RunState.DONE, plan=a_plan(steps.RestartDynos(APP, {"web.1": "d-1"})))

    assert "gone for good" in why(inverse(run, ()))


def test_the_dynos_that_an_app_was_added_with_are_not_undone() -> None:
    assert "only route changes, scalings and rollbacks are" in why(inverse(a_scaling(request=an_add()), ()))


def test_an_added_route_is_undone_by_its_removal() -> None:
    assert inverse(an_addition(), ()) == RouteRemove(SERVICE, "web-ui-cart")


def test_a_later_run_on_the_same_route_stands_in_the_way() -> None:
    assert "has changed the same route since" in why(inverse(an_addition(), [later(an_addition())]))


def test_a_later_run_on_a_route_of_that_name_in_another_mesh_does_not() -> None:
    assert inverse(an_addition(), [later(an_addition(), mesh="staging")]) == RouteRemove(SERVICE, "web-ui-cart")


def test_a_removed_route_is_undone_by_adding_it_again() -> None:
    route = Route("id", "web-ui-cart", "service", hosts=("ui.example.com",), paths=("/cart",), protocols=("https",))
    run = a_run(state=RunState.DONE, request=requests.RouteRemove(SERVICE, "cart"), plan=a_plan(steps.RemoveRoute(route)))

    undone = inverse(run, ())
    assert isinstance(undone, RouteAdd)
    assert (undone.name, undone.fields.hosts, undone.fields.paths) == ("web-ui-cart", ("ui.example.com",), ("/cart",))


def test_what_is_not_done_changed_nothing_that_could_be_undone() -> None:
    assert "is failed and changed nothing" in why(inverse(a_scaling(state=RunState.FAILED), ()))
