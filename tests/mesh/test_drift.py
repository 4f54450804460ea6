"""Drift: what a run left behind against what is found."""

from dataclasses import replace

from mesh import steps
from mesh.formation import Dynos
from mesh.found import Route
from mesh.plan import Plan, PlannedStep
from mesh.plans.adding import plan_of_add
from mesh.run import Run, StepNote, StepState
from mesh.run.leaving import left_by
from mesh.standing import Left, Standing
from mesh.status.drift import Difference, drift, expected
from tests.examples import BACKEND, BUILDPACKS, HOST, NOON, ORIGIN, a_healthy_app, a_mesh, a_run, an_add, planned

OWN = Route("", "web-ui", "", hosts=(HOST,), protocols=("https",))
CART = Route("", "web-ui-cart", "", hosts=(HOST,), paths=("/cart",), protocols=("https",))
WEB = Standing(formation=(Dynos("web", 1, "basic"),))


def with_done(run: Run, *more: steps.Step) -> Run:
    """Return a run whose plan has these further steps, all done."""
    plan = run.plan or Plan("app")
    run = replace(run, plan=replace(plan, steps=(*plan.steps, *map(PlannedStep, more))))
    for each in more:
        run = run.with_note(each.kind, StepNote(StepState.DONE, NOON, NOON))
    return run


def test_a_scaling_of_ours_is_no_drift() -> None:
    run = with_done(a_run(plan=Plan("app", found=WEB)), steps.Scale("app", (Dynos("web", 3),), before=WEB.formation or ()))
    left = left_by(run, None, NOON)
    assert left is not None
    assert left.standing.formation == (Dynos("web", 3, "basic"),)


def test_a_rollback_leaves_the_config_of_the_release_that_it_went_back_to() -> None:
    earlier = Standing(config={"KONG_ORIGINS": "newer", "KONG_ADMIN_LISTEN": "off"})
    config = {"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "off"}
    run = with_done(a_run(plan=Plan("app", found=WEB)), steps.RollBack("app", "r-41", 41, "Deploy", before=43, newest=43, config=config))
    left = left_by(run, Left("r-before", NOON, earlier), NOON)
    assert left is not None
    assert left.standing.config == config


def test_a_restart_leaves_all_as_it_was() -> None:
    left = left_by(with_done(a_run(plan=Plan("app", found=WEB)), steps.RestartDynos("app", {"web.1": "d-1"})), None, NOON)
    assert left is not None
    assert left.standing == WEB


def test_what_is_as_it_was_left_has_not_drifted() -> None:
    assert drift(replace(WEB, routes=(OWN,)), replace(WEB, routes=(OWN,))) == ()


def test_dynos_scaled_by_hand_are_drift() -> None:
    now = Standing(formation=(Dynos("web", 3, "standard-1x"),))
    assert drift(WEB, now) == (Difference("web", "1:basic", "3:standard-1x"),)


def test_a_process_type_that_was_not_left_running_is_drift_only_where_it_runs() -> None:
    now = Standing(formation=(*(WEB.formation or ()), Dynos("worker", 0, "basic"), Dynos("clock", 1, "basic")))
    assert drift(WEB, now) == (Difference("clock", "0", "1:basic"),)


def test_a_route_that_no_run_made_is_drift() -> None:
    found = drift(Standing(routes=(OWN,)), Standing(routes=(OWN, CART)))
    assert [(each.thing, each.was) for each in found] == [("route web-ui-cart", "")]


def test_a_changed_route_shows_both_forms() -> None:
    found = drift(Standing(routes=(CART,)), Standing(routes=(replace(CART, paths=("/basket",)),)))
    assert [(each.was, each.now) for each in found] == [
        (f"hosts {HOST}; paths /cart; protocols https", f"hosts {HOST}; paths /basket; protocols https")
    ]


def test_what_was_not_looked_at_is_no_drift() -> None:
    assert drift(Standing(buildpacks=BUILDPACKS, routes=(OWN,)), WEB) == ()


def test_an_app_that_no_run_has_touched_is_compared_with_mesh_toml() -> None:
    was = expected(a_mesh(), "web-ui", HOST)
    assert (was.formation, was.service, was.routes) == ((Dynos("web", 1, "basic"),), BACKEND, (OWN,))


def test_a_run_leaves_what_was_found_and_what_it_did() -> None:
    plan = planned(plan_of_add(an_add(), a_mesh(), a_healthy_app()))
    run = with_done(a_run(plan=plan), steps.Scale("app", (Dynos("web", 2, "standard-1x"),)), steps.WriteRoute("web-ui", CART))
    left = left_by(run, None, NOON)
    assert left is not None
    assert left.standing.formation == (Dynos("web", 2, "standard-1x"),)
    assert left.standing.config == {"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "off"}
    assert [route.name for route in left.standing.routes or ()] == ["web-ui", "web-ui-cart"]


def test_a_step_that_was_not_done_leaves_nothing() -> None:
    run = with_done(a_run(plan=Plan("app", found=WEB)), steps.Scale("app", (Dynos("web", 2),)))
    failed = run.with_note(steps.SCALE, StepNote(StepState.FAILED, NOON, NOON, why="no"))
    left = left_by(failed, None, NOON)
    assert left is not None
    assert left.standing == WEB


def test_what_a_run_did_not_look_at_stays_as_an_earlier_one_left_it() -> None:
    earlier = Left("r-first", NOON, replace(WEB, buildpacks=BUILDPACKS, routes=(OWN, CART)))
    left = left_by(with_done(a_run(plan=Plan("app", found=Standing(service=BACKEND))), steps.RemoveRoute(CART)), earlier, NOON)
    assert left is not None
    assert left.standing == replace(earlier.standing, service=BACKEND, routes=(OWN,))


def test_a_run_without_a_plan_leaves_what_an_earlier_one_left() -> None:
    earlier = Left("r-first", NOON, WEB)
    assert left_by(a_run(), earlier, NOON) is earlier
