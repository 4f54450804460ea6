"""What `add` plans where one thing is wrong, or something else was asked for: that step, and what must follow it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import steps
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import Build, Found
from mesh.plan import Plan
from tests.examples import (
    APP,
    BUILDPACKS,
    HOST,
    KONG_VERSION,
    ORIGIN,
    SERVICE,
    a_build,
    a_dyno,
    a_healthy_app,
    a_mesh,
    a_profile,
    a_release,
    a_route,
    a_service,
    a_visit,
    an_add,
    an_attachment,
    dynos,
    found,
    packs,
)
from tests.mesh.planning import OLD_HOST, OTHER_ORIGIN, OTHER_SOURCE, ids, plan_for, step_of

ONE_THING_WRONG = {
    "other buildpacks": (a_healthy_app(buildpacks=packs("heroku/nodejs")), ["buildpacks", "build", "release", "healthy"]),
    "buildpacks in another order": (a_healthy_app(buildpacks=BUILDPACKS[::-1]), ["buildpacks", "build", "release", "healthy"]),
    "the database under another name": (a_healthy_app(attachments=(an_attachment(name="KONG_DB"),)), ["database", "healthy"]),
    "no origins": (a_healthy_app(config={ADMIN_LISTEN: "off"}), ["config", "healthy"]),
    "another app's origins": (a_healthy_app(config={ORIGINS: OTHER_ORIGIN, ADMIN_LISTEN: "off"}), ["config", "healthy"]),
    "the admin listening": (a_healthy_app(config={ORIGINS: ORIGIN, ADMIN_LISTEN: "0.0.0.0:8001"}), ["config", "healthy"]),
    "the admin not mentioned": (a_healthy_app(config={ORIGINS: ORIGIN}), ["config", "healthy"]),
    "no service and no route": (a_healthy_app(service=None, route=None), ["service", "route", "healthy"]),
    "no route": (a_healthy_app(route=None), ["route", "healthy"]),
    "a route for the host of an earlier app": (a_healthy_app(route=a_route(hosts=(OLD_HOST,))), ["write-route", "healthy"]),
    "a route without https": (a_healthy_app(route=a_route(protocols=("http",))), ["write-route", "healthy"]),
    "nothing released": (a_healthy_app(releases=()), ["build", "release", "healthy"]),
    "no code released": (a_healthy_app(releases=(a_release(deployed=False),)), ["build", "release", "healthy"]),
    "no dynos": (a_healthy_app(formation=dynos("web=0:Basic"), dynos=()), ["scale", "healthy"]),
    "no web process type": (a_healthy_app(formation=(), dynos=()), ["scale", "healthy"]),
    "a crashed dyno": (a_healthy_app(dynos=(a_dyno(state="crashed"),)), ["healthy"]),
    "a missing dyno": (a_healthy_app(dynos=()), ["healthy"]),
    "an app that does not answer": (a_healthy_app(visit=None), ["healthy"]),
    "an app that answers past Kong": (a_healthy_app(visit=a_visit(via="1.1 vegur")), ["healthy"]),
    "an app that answers through another Kong": (a_healthy_app(visit=a_visit(via="kong/1.5.1")), ["healthy"]),
    "an app that answers with an error": (a_healthy_app(visit=a_visit(status=503)), ["healthy"]),
}


@pytest.mark.parametrize(("state", "wanted"), ONE_THING_WRONG.values(), ids=ONE_THING_WRONG)
def test_one_thing_wrong_is_mended_with_what_must_follow(state: Found, wanted: list[str]) -> None:
    assert ids(plan_for(state)) == wanted


def test_an_app_without_dynos_is_scaled_to_its_profile() -> None:
    plan = plan_for(a_healthy_app(formation=dynos("web=0:Basic"), dynos=()))

    assert step_of(plan, "scale") == steps.Scale(APP, dynos("web=1:basic"), before=dynos("web=0:Basic"))


def test_dynos_are_scaled_to_what_was_asked_for_and_other_types_stay() -> None:
    scaled = a_healthy_app(
        formation=dynos("web=1:Standard-1X", "worker=1:Standard-1X"), dynos=(a_dyno(), a_dyno(name="worker.1", type="worker"))
    )

    plan = plan_for(scaled, an_add(formation=dynos("web=3")))

    assert step_of(plan, "scale") == steps.Scale(APP, dynos("web=3"), before=dynos("web=1:Standard-1X", "worker=1:Standard-1X"))


def test_after_scaling_all_dynos_of_the_app_are_waited_for() -> None:
    scaled = a_healthy_app(
        formation=dynos("web=1:Standard-1X", "worker=1:Standard-1X"), dynos=(a_dyno(), a_dyno(name="worker.1", type="worker"))
    )

    plan = plan_for(scaled, an_add(formation=dynos("web=3")))

    assert step_of(plan, "healthy") == steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=3:Standard-1X", "worker=1:Standard-1X"))


def test_dynos_of_a_type_that_is_scaled_to_none_are_not_waited_for() -> None:
    plan = plan_for(found(), an_add(formation=dynos("worker=0")))

    assert step_of(plan, "healthy") == steps.AwaitHealth(APP, None, KONG_VERSION, dynos("web=1:basic"))


@pytest.mark.parametrize(
    "last_build", [a_build(), a_build(source=OTHER_SOURCE, status="failed"), None], ids=["of the profile", "failed", "none"]
)
def test_another_source_is_built(last_build: Build | None) -> None:
    plan = plan_for(a_healthy_app(last_build=last_build), an_add(source=OTHER_SOURCE))

    assert ids(plan) == ["build", "release", "healthy"]
    assert step_of(plan, "build") == steps.BuildSource(APP, OTHER_SOURCE)


def test_the_same_source_is_not_built_again() -> None:
    plan = plan_for(a_healthy_app(last_build=a_build(source=OTHER_SOURCE)), an_add(source=OTHER_SOURCE))

    assert plan.steps == ()


def test_config_is_planned_with_what_it_replaces() -> None:
    plan = plan_for(a_healthy_app(config={ORIGINS: OTHER_ORIGIN, ADMIN_LISTEN: "on"}))

    assert step_of(plan, "config") == steps.SetConfig(APP, HOST, {ORIGINS: OTHER_ORIGIN, ADMIN_LISTEN: "on"})


def test_further_config_that_is_not_right_is_set() -> None:
    plan = plan_for(a_healthy_app(), mesh=a_mesh(profile=a_profile(config={"TOKEN": "hunter2"})))

    assert ids(plan) == ["config", "healthy"]


def test_a_double_origin_is_mended_because_it_would_stop_kong() -> None:
    assert ids(plan_for(a_healthy_app(config={ORIGINS: f"{ORIGIN},{ORIGIN}", ADMIN_LISTEN: "off"}))) == ["config", "healthy"]


def test_a_route_is_put_to_the_service_that_is_there_for_the_host_that_is_known() -> None:
    assert step_of(plan_for(a_healthy_app(route=None)), "route") == steps.PutRoute(SERVICE, HOST, a_service().id)


def test_buildpacks_are_planned_with_what_they_replace() -> None:
    plan = plan_for(a_healthy_app(buildpacks=packs("heroku/nodejs")))

    assert step_of(plan, "buildpacks") == steps.SetBuildpacks(APP, BUILDPACKS, before=packs("heroku/nodejs"))


EVERYTHING = st.builds(
    a_healthy_app,
    buildpacks=st.sampled_from([BUILDPACKS, ()]),
    attachments=st.sampled_from([(an_attachment(),), (an_attachment(name="KONG_DB"),)]),
    config=st.sampled_from([{ORIGINS: ORIGIN, ADMIN_LISTEN: "off"}, {ORIGINS: ORIGIN}]),
    releases=st.sampled_from([(a_release(),), (a_release(deployed=False),), ()]),
    formation=st.sampled_from([dynos("web=1:Basic"), dynos("web=0:Basic"), ()]),
    visit=st.sampled_from([a_visit(), a_visit(status=503), None]),
    route=st.sampled_from([a_route(), a_route(hosts=(OLD_HOST,)), None]),
)


def needed_by(plan: Plan, step_id: str) -> set[str]:
    """Return all that is done before a step, near and far."""
    step = plan.step(step_id)
    needs = set(step.needs) if step else set()
    return needs.union(*(needed_by(plan, need) for need in needs))


@settings(deadline=None)
@given(EVERYTHING)
def test_health_is_looked_at_after_everything_else(state: Found) -> None:
    plan = plan_for(state)

    assert needed_by(plan, "healthy") == set(ids(plan)) - {"healthy"}


@settings(deadline=None)
@given(EVERYTHING.filter(lambda state: state.details.current_release is None))
def test_code_is_released_after_all_that_its_dynos_need(state: Found) -> None:
    plan = plan_for(state)

    assert needed_by(plan, "release") == set(ids(plan)) & {"buildpacks", "database", "config", "build"}


@settings(deadline=None)
@given(EVERYTHING)
def test_a_step_comes_after_those_it_needs(state: Found) -> None:
    order = ids(plan_for(state))
    needs = [(each.id, need) for each in plan_for(state).steps for need in each.needs]

    assert [order.index(each) > order.index(need) for each, need in needs] == [True] * len(needs)
