"""What a plan changes for visitors of an app that answers is no change of one person: the plan itself carries its tier."""

from dataclasses import replace

import pytest

from mesh import requests, steps
from mesh.addresses import Source
from mesh.approvals import rule_of
from mesh.domains import Domain
from mesh.formation import parsed_changes
from mesh.found import Found
from mesh.plan import Plan
from mesh.plans.adding import plan_of_add
from mesh.plans.restarting import plan_of_restart
from mesh.plans.scaling import plan_of_scale
from mesh.plans.tiers import TABLE, tier_of_plan
from mesh.requests import Add, Rollback, Tier
from mesh.steps import Step
from tests.examples import (
    APP,
    HOST,
    KONG_VERSION,
    POSTGRES,
    SERVICE,
    SOURCE,
    a_build,
    a_dyno,
    a_healthy_app,
    a_mesh,
    a_plan,
    a_release,
    a_route,
    a_service,
    an_add,
    an_app,
    an_attachment,
    dynos,
    found,
    planned,
)
from tests.mesh import test_attaching, test_removing
from tests.mesh.members import a_member, an_offer
from tests.mesh.planning import OLD_HOST, OTHER_SOURCE, plan_for

T1, T2, T3 = Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC, Tier.T3_DESTRUCTIVE
FROM_ANYONE = an_add(source=Source("https://anyone.example/x.tar.gz"))
DOWN = a_healthy_app(visit=None, dynos=(a_dyno(state="crashed"),))
NEVER_RELEASED = a_healthy_app(releases=(a_release(status="failed"),), dynos=(), last_build=None, formation=())


def needs_approval(plan: Plan, request: requests.Request) -> bool:
    return rule_of(request, plan, {}) is not None


@pytest.mark.parametrize(
    "state", [a_healthy_app(), DOWN, a_healthy_app(formation=dynos("web=0"), dynos=())], ids=["up", "down", "no dynos"]
)
def test_another_source_on_an_app_that_has_answered_needs_somebody_else(state: Found) -> None:
    plan = plan_for(state, FROM_ANYONE)
    assert (plan.tier, needs_approval(plan, FROM_ANYONE)) == (T2, True)
    assert plan.reasons == ("the app answers visitors, and it would be built from another source than the one that `mesh.toml` names",)


@pytest.mark.parametrize(
    "state", [found(), NEVER_RELEASED, found(app=an_app(), details=replace(found().details, attachments=(an_attachment(),)))]
)
def test_another_source_on_an_app_that_nobody_was_ever_answered_by_needs_nobody(state: Found) -> None:
    assert plan_for(state, FROM_ANYONE).tier is T1


def test_to_build_the_configured_source_needs_nobody_even_where_the_app_runs_another() -> None:
    other = a_healthy_app(last_build=a_build(source=OTHER_SOURCE))
    plan = plan_for(other, an_add(source=SOURCE))
    assert plan.step("build") is not None
    assert plan.tier is T1


def test_the_same_other_source_again_builds_nothing_and_needs_nobody() -> None:
    state = a_healthy_app(last_build=a_build(source=FROM_ANYONE.source), dynos=())
    plan = plan_for(state, FROM_ANYONE)
    assert (plan.step("build"), plan.tier) == (None, T1)


DRIFTED = {
    "hosts": a_route(hosts=(OLD_HOST,), preserve_host=True),
    "protocols": a_route(protocols=("http",)),
}


@pytest.mark.parametrize("name", DRIFTED)
@pytest.mark.parametrize("app", [an_app(), None], ids=["the app stands", "the app is gone"])
def test_an_add_that_writes_over_a_route_that_stands_needs_somebody_else(name: str, app: object) -> None:
    healthy = a_healthy_app(route=DRIFTED[name])
    state = healthy if app else found(service=a_service(), route=DRIFTED[name])
    plan = plan_for(state)
    assert plan.tier is T2
    assert plan.reasons == ("it changes the route `web-ui`, by which visitors are answered now",)


def test_only_what_is_wrong_of_such_a_route_is_changed() -> None:
    route = a_route(hosts=(OLD_HOST,), preserve_host=True, strip_path=False, regex_priority=7, foreign='{"tags": ["ours"]}')
    planned_step = plan_for(a_healthy_app(route=route)).step("write-route")
    assert planned_step is not None
    assert planned_step.step == steps.WriteRoute(SERVICE, replace(route, hosts=(HOST,)), before=route)


def test_a_further_host_needs_somebody_else_as_before() -> None:
    request = an_add(host="ui.example.com")
    plan = planned(plan_of_add(request, a_mesh(), a_healthy_app(), (Domain(HOST),)))
    assert plan.tier is T2


def test_what_visitors_do_not_notice_needs_nobody() -> None:
    restart, scale = requests.Restart(SERVICE), requests.Scale(SERVICE, parsed_changes(["web=3"]))
    assert planned(plan_of_restart(restart, a_mesh(), a_member())).tier is T1
    assert planned(plan_of_scale(scale, a_mesh(), a_member(), an_offer())).tier is T1
    assert plan_for(a_healthy_app(dynos=())).tier is T1


def test_an_app_that_joins_needs_somebody_else_and_one_that_leaves_is_destructive() -> None:
    assert test_attaching.plan_for(test_attaching.outside()).tier is T2
    assert test_removing.plan_for(test_removing.a_member()).tier is T3


HEAVY: list[tuple[Step, Tier]] = [
    (steps.WriteRoute(SERVICE, a_route(paths=("/b",)), before=a_route()), T2),
    (steps.PutRoute(SERVICE, None, None, standing=a_route()), T2),
    (steps.RemoveRoute(a_route()), T2),
    (steps.AddDomain(APP, "ui.example.com"), T2),
    (steps.BuildSource(APP, OTHER_SOURCE), T2),
    (steps.RollBack(APP, "r", 4, "Deploy", 5, 5), T2),
    (steps.RemoveRoutes(SERVICE, (a_route(),)), T2),
    (steps.RemoveService(a_service()), T3),
    (steps.DetachDatabase(APP, POSTGRES, ("DATABASE",)), T3),
    (steps.UnsetConfig(APP, HOST, ("KONG_ORIGINS",)), T3),
    (steps.DestroyApp(APP, an_app().id, POSTGRES), T3),
]


@pytest.mark.parametrize(("step", "tier"), HEAVY, ids=[step.kind for step, _ in HEAVY])
def test_the_step_decides_whichever_verb_it_came_by(step: Step, tier: Tier) -> None:
    found_tier, reasons = tier_of_plan(a_plan(step), Add(SERVICE), a_mesh())
    assert (found_tier, len(reasons)) == (tier, 1)


def test_every_reason_has_a_step_that_shows_it() -> None:
    assert {reason for reason in TABLE if any(reason(step, SOURCE) for step, _ in HEAVY)} == set(TABLE)


def test_a_plan_is_never_lighter_than_its_request() -> None:
    waiting = a_plan(steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=1")))
    assert tier_of_plan(waiting, Rollback(SERVICE), a_mesh())[0] is T2
