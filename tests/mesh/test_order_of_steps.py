"""The order of a plan's steps, over plans of all verbs: each stands behind all that it needs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import requests, steps
from mesh.domains import Domain
from mesh.formation import DynoChange
from mesh.found import Found, PastConfig
from mesh.plan import Plan, Refusal, ordered
from mesh.plans.adding import plan_of_add
from mesh.plans.rolling_back import plan_of_rollback
from mesh.plans.scaling import plan_of_scale
from mesh.requests import Remove, RouteAdd, RouteChange, RouteFields, RouteRemove
from mesh.route_plans import FoundRoutes, plan_of_route_change, with_effects
from tests.examples import (
    APP,
    BUILDPACKS,
    HOST,
    ORIGIN,
    SERVICE,
    SOURCE,
    a_build,
    a_controller,
    a_healthy_app,
    a_mesh,
    a_release,
    a_route,
    a_service,
    a_visit,
    an_add,
    an_app,
    an_attachment,
    dynos,
    found,
    packs,
)
from tests.mesh import test_attaching, test_removing
from tests.mesh.members import an_offer, some_releases
from tests.mesh.planning import OLD_HOST, OTHER_SOURCE

UI = "ui.example.com"
DETAILS = {
    "buildpacks": st.sampled_from([BUILDPACKS, packs("heroku/nodejs"), ()]),
    "attachments": st.sampled_from([(an_attachment(),), ()]),
    "config": st.sampled_from([{"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "off"}, {}]),
    "releases": st.sampled_from([(a_release(),), ()]),
    "last_build": st.sampled_from([a_build(), a_build(status="failed"), None]),
    "formation": st.sampled_from([dynos("web=1:Basic"), dynos("web=0:Basic"), ()]),
    "visit": st.sampled_from([a_visit(), None]),
}
SERVICES, ROUTES = st.sampled_from([a_service(), None]), st.sampled_from([a_route(), a_route(hosts=(OLD_HOST,)), None])


@st.composite
def states(draw: st.DrawFn) -> Found:
    service = draw(SERVICES)
    route = draw(ROUTES) if service else None
    if draw(st.booleans()):
        return found(service=service, route=route)
    return a_healthy_app(service=service, route=route, **{name: draw(values) for name, values in DETAILS.items()})


@st.composite
def plans_of_add(draw: st.DrawFn) -> Plan | Refusal:
    state, host = draw(states()), draw(st.sampled_from([None, UI]))
    request = an_add(
        host=host,
        source=draw(st.sampled_from([None, SOURCE, OTHER_SOURCE])),
        formation=draw(st.sampled_from([(), dynos("web=2:standard-1x")])),
    )
    domains = (Domain(HOST), *draw(st.sampled_from([(), (Domain(UI, "x.herokudns.com"),)]))) if state.app else ()
    plan = plan_of_add(request, a_mesh(), state, domains)
    if isinstance(plan, Refusal) or host is None:
        return plan
    services, routes = ((state.service,) if state.service else ()), ((state.route,) if state.route else ())
    table = FoundRoutes(state.controller, state.app, state.details.attachments, domains, services, routes)
    return with_effects(plan, SERVICE, host, a_mesh(), table)


@st.composite
def plans_of_attach(draw: st.DrawFn) -> Plan | Refusal:
    names = draw(st.sets(st.sampled_from(["buildpacks", "config", "releases", "last_build", "formation", "visit"])))
    make = draw(st.sampled_from([test_attaching.outside, test_attaching.inside]))
    return test_attaching.of(make(**{name: draw(DETAILS[name]) for name in names}))


@st.composite
def plans_of_remove(draw: st.DrawFn) -> Plan | Refusal:
    names = draw(st.sets(st.sampled_from(["buildpacks", "attachments", "config", "formation"])))
    changes = {name: draw(DETAILS[name]) for name in names} | draw(st.sampled_from([{}, {"services": (), "routes": ()}, {"routes": ()}]))
    return test_removing.of(test_removing.a_member(**changes), draw(st.sampled_from([Remove(SERVICE), test_removing.PURGE])))


@st.composite
def plans_of_changes(draw: st.DrawFn) -> Plan | Refusal:
    releases = some_releases(41, 42, configs={41: PastConfig({"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "off"})})
    table = FoundRoutes(a_controller(), an_app(), (an_attachment(),), (Domain(HOST),), (a_service(),), (a_route(),))
    changes: list[RouteChange] = [RouteAdd(SERVICE, "cart", RouteFields(paths=("/cart",))), RouteRemove(SERVICE, SERVICE)]
    route = draw(st.sampled_from(changes))
    scale = requests.Scale(SERVICE, (DynoChange("web", to=draw(st.integers(0, 20))),))
    return draw(
        st.sampled_from(
            [
                plan_of_rollback(requests.Rollback(SERVICE, 41), a_mesh(), releases),
                plan_of_route_change(route, a_mesh(), table),
                plan_of_scale(scale, a_mesh(), releases.member, an_offer()),
            ]
        )
    )


@settings(max_examples=400, deadline=None)
@given(plans_of_add() | plans_of_attach() | plans_of_remove() | plans_of_changes())
def test_every_step_stands_behind_what_it_needs(plan: Plan | Refusal) -> None:
    planned_steps = () if isinstance(plan, Refusal) else plan.steps
    places = {each.id: place for place, each in enumerate(planned_steps)}
    assert [(each.id, need) for each in planned_steps for need in each.needs if places[need] >= places[each.id]] == []


def test_a_host_is_led_to_an_app_behind_the_app_s_creation() -> None:
    plan = plan_of_add(an_add(host=UI), a_mesh(), found())
    assert isinstance(plan, Plan)
    listed = [each.id for each in plan.steps]
    assert listed.index("create-app") < listed.index("domain") < listed.index("route")


def test_steps_that_need_nothing_of_each_other_stay_as_they_are_given() -> None:
    given_steps = (steps.AwaitRelease(APP), steps.AddDomain(APP, UI), steps.BuildSource(APP, SOURCE))
    assert [each.step for each in ordered(given_steps, {})] == [*given_steps]
    needs = {"release": ("build",)}
    assert [each.id for each in ordered(given_steps, needs)] == ["domain", "build", "release"]


def test_steps_that_need_each_other_are_a_bug() -> None:
    with pytest.raises(ValueError, match="these steps need each other: build, release"):
        ordered((steps.AwaitRelease(APP), steps.BuildSource(APP, SOURCE)), {"release": ("build",), "build": ("release",)})
