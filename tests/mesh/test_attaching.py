"""Plans of `attach`: what an app keeps, what it gets, in which order; and whom it is refused to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mesh import steps
from mesh.addresses import Source
from mesh.app import DATABASE_URL, Mesh
from mesh.domains import Domain
from mesh.found import AppDetails, Route, Service
from mesh.joined import Joined
from mesh.plan import Plan, Refusal
from mesh.plans.attaching import plan_of_attach
from mesh.plans.membership import FoundMembership
from mesh.requests import Attach
from mesh.route_plans import FoundRoutes
from tests.examples import (
    BACKEND,
    CONTROLLER,
    EARLIER,
    KONG_VERSION,
    NOON,
    POSTGRES,
    a_build,
    a_controller,
    a_dyno,
    a_mesh,
    a_profile,
    a_release,
    a_route,
    a_service,
    a_visit,
    an_app,
    an_attachment,
    dynos,
    packs,
    planned,
    refused,
)
from tests.mesh.planning import ids, step_of

APP, SERVICE = "acme-billing", "billing"
HOST = f"{APP}-0123456789ab.herokuapp.com"
FURTHER = "billing.example.com"
JOINED = packs("heroku/python", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit")
REQUEST = Attach(SERVICE, APP)


def mesh(**changes: Any) -> Mesh:  # noqa: ANN401 - any field
    return a_mesh(apps={SERVICE: APP}, **changes)


def outside(**changes: Any) -> FoundMembership:  # noqa: ANN401 - any field
    """Return an app of somebody's that runs and has nothing to do with the mesh; a keyword is a field of the member or its details."""
    of_details = {name: changes.pop(name) for name in list(changes) if name in AppDetails.__dataclass_fields__}
    of_routes = {name: changes.pop(name) for name in list(changes) if name in FoundRoutes.__dataclass_fields__}
    details = AppDetails(
        buildpacks=packs("heroku/python"),
        releases=(a_release(),),
        last_build=a_build(),
        formation=dynos("web=1:standard-1x"),
        dynos=(a_dyno(),),
        visit=a_visit(via="1.1 vegur"),
    )
    details = replace(details, **of_details)
    app = an_app(name=APP, host=HOST, owner="team@example.com")
    routes = FoundRoutes(a_controller(), app, details.attachments, (Domain(HOST),), (), (), plugins=())
    member = FoundMembership(SERVICE, replace(routes, **of_routes), details, controllers={CONTROLLER: "main", "eu-control": "eu"})
    return replace(member, **changes)


def inside(**changes: Any) -> FoundMembership:  # noqa: ANN401 - any field
    """Return the same app once it has joined and is well."""
    given = {
        "buildpacks": JOINED,
        "attachments": (an_attachment(),),
        "config": {"KONG_ORIGINS": f"https://{HOST}:443=http://localhost:5000", "KONG_ADMIN_LISTEN": "off"},
        "visit": a_visit(),
        "services": (a_service(name=SERVICE),),
        "routes": (a_route(name=SERVICE, hosts=(HOST,)),),
        "names": {SERVICE: APP},
    }
    return outside(**{**given, **changes})


def of(member: FoundMembership, request: Attach = REQUEST, **changes: Any) -> Plan | Refusal:  # noqa: ANN401 - any field of a mesh
    return plan_of_attach(request, mesh(**changes), member)


def plan_for(member: FoundMembership, request: Attach = REQUEST) -> Plan:
    return planned(of(member, request))


def why_not(member: FoundMembership, request: Attach = REQUEST) -> Refusal:
    return refused(of(member, request))


# What is done


def test_an_app_from_outside_gets_all_that_a_mesh_app_has_once_its_name_is_kept() -> None:
    plan = plan_for(outside())
    assert ids(plan) == ["join", "buildpacks", "database", "config", "service", "route", "build", "release", "healthy"]
    assert all(planned_step.needs for planned_step in plan.steps[1:])
    assert (plan.app, plan.host) == (APP, HOST)


def test_the_build_waits_for_the_route_because_visitors_meet_kong_from_its_release_on() -> None:
    step = plan_for(outside()).step("build")
    assert step is not None
    assert {"buildpacks", "config", "route"} <= {*step.needs}


def test_a_member_that_is_well_needs_nothing() -> None:
    assert plan_for(inside()).steps == ()


def test_a_member_whose_name_was_lost_only_has_it_kept() -> None:
    plan = plan_for(inside(names={}))
    assert ids(plan) == ["join"]
    assert plan.remarks == (f"`{APP}` is attached already; what it was before that is not known.",)


def test_an_app_that_was_added_under_its_usual_name_needs_nothing_either() -> None:
    usual = a_profile().heroku_name(SERVICE)
    member = inside(names={}, app=an_app(name=usual, host=HOST))
    assert planned(plan_of_attach(Attach(SERVICE, usual), a_mesh(apps={SERVICE: usual}), member)).steps == ()


def test_its_dynos_stay_as_they_are() -> None:
    plan = plan_for(outside(formation=dynos("web=3:standard-2x", "worker=1:standard-1x")))
    assert plan.step("scale") is None
    assert step_of(plan, "healthy") == steps.AwaitHealth(APP, HOST, KONG_VERSION, dynos("web=3:standard-2x", "worker=1:standard-1x"))


def test_an_app_that_stands_still_gets_the_mesh_s_web_dynos_in_its_own_size() -> None:
    plan = plan_for(outside(formation=dynos("web=0:standard-2x", "worker=0:standard-2x")))
    assert step_of(plan, "scale") == steps.Scale(APP, dynos("web=1"), before=dynos("web=0:standard-2x", "worker=0:standard-2x"))


def test_every_host_of_the_app_is_in_the_route() -> None:
    plan = plan_for(outside(domains=(Domain(HOST), Domain(FURTHER, "x.herokudns.com"))))
    assert step_of(plan, "route") == steps.PutRoute(SERVICE, HOST, None, (), (FURTHER,))


def test_visitors_are_told_what_changes_for_each_host() -> None:
    plan = plan_for(outside(domains=(Domain(HOST), Domain(FURTHER, "x.herokudns.com"))))
    told = {effect.request: (effect.before, effect.after) for effect in plan.effects}
    assert told == {f"GET https://{host}/": ("billing itself, without Kong", "billing sees / (route billing)") for host in (HOST, FURTHER)}


def test_a_source_that_was_typed_is_built_instead_of_the_mesh_s() -> None:
    source = Source("https://github.com/acme/billing/archive/refs/heads/main.tar.gz")
    assert step_of(plan_for(outside(), replace(REQUEST, source=source)), "build") == steps.BuildSource(APP, source)


def test_a_member_that_no_visit_reaches_through_kong_is_built_again() -> None:
    assert "build" in ids(plan_for(inside(visit=a_visit(via="1.1 vegur"))))


def test_a_member_that_was_built_since_it_joined_is_not_built_again() -> None:
    joined = Joined(SERVICE, APP, "r-1", EARLIER - timedelta(hours=1))
    assert ids(plan_for(inside(visit=None, joined=joined))) == ["healthy"]


def test_a_build_from_before_it_joined_has_no_sidecar() -> None:
    joined = Joined(SERVICE, APP, "r-1", NOON)
    assert "build" in ids(plan_for(inside(visit=None, joined=joined)))


def test_config_vars_with_another_value_are_named_and_no_value_is_shown() -> None:
    profile = a_profile(config={"TOKEN": "canary-token"})
    plan = planned(plan_of_attach(REQUEST, mesh(profile=profile), outside(config_set=frozenset({"TOKEN"}))))
    assert "`TOKEN` has another value now; the mesh's is set, and the present one is not kept." in plan.remarks
    assert "canary" not in repr(plan)


# What is refused


def test_its_own_database_is_never_replaced() -> None:
    own = an_attachment(addon="postgresql-own-1", owner=APP)
    no = why_not(outside(attachments=(own,)))
    assert no.reason == (
        f"the `DATABASE` of `{APP}` is `postgresql-own-1` (of `{APP}`), not the mesh's. Kong needs that name, and what has it will not be "
        "replaced."
    )
    assert f"heroku addons:detach DATABASE -a {APP}" in no.advice


def test_a_member_of_another_mesh_of_ours_is_named_with_its_mesh() -> None:
    other = an_attachment(addon="postgresql-eu-1", owner="eu-control")
    assert "of `eu-control`, the controller of the mesh `eu`: it is a member there" in why_not(outside(attachments=(other,))).reason


def test_a_member_of_a_mesh_that_we_do_not_know_shows_it_by_its_config() -> None:
    other = an_attachment(addon="postgresql-x-1", owner="their-control")
    no = why_not(outside(attachments=(other,), config={"KONG_ORIGINS": "x"}))
    assert "seems to be a member of another mesh" in no.reason


REFUSED: dict[str, tuple[FoundMembership, str]] = {
    "an app that heroku does not know": (outside(app=None), f"Heroku knows no app `{APP}`."),
    "an app that owns the mesh's postgres": (
        outside(attachments=(an_attachment(owner=APP),)),
        f"`{APP}` owns `{POSTGRES}`, the Postgres that the whole mesh shares; a controller is no app of its own mesh.",
    ),
    "an app that was never deployed": (outside(releases=()), "has never been deployed"),
    "an app without a web process type": (outside(formation=dynos("worker=1:basic")), "no process type `web` (it has `worker`)"),
    "an app without buildpacks": (outside(buildpacks=()), "names no buildpack"),
    "a database url that was set by hand": (outside(config_set=frozenset({DATABASE_URL})), "has a config var `DATABASE_URL`"),
    "an app of the fir generation": (outside(app=an_app(name=APP, host=HOST, generation="fir")), "Fir generation"),
    "an app in maintenance": (outside(app=an_app(name=APP, host=HOST, maintenance=True)), "maintenance mode"),
    "a service that has another app": (outside(names={SERVICE: "acme-other"}), "`billing` is the Heroku app `acme-other` already."),
    "an app that has another service": (outside(names={"invoices": APP}), f"`{APP}` is the app of `invoices` in this mesh"),
    "a service that points elsewhere": (outside(services=(a_service(name=SERVICE, port=80),)), "it will not be moved"),
    "a service with routes for other hosts": (
        outside(services=(a_service(name=SERVICE),), routes=(a_route(name=SERVICE, hosts=("other.herokuapp.com",)),)),
        "is another app's name in this mesh: its Kong service has routes for other.herokuapp.com.",
    ),
    "a host that another service answers for": (
        outside(services=(Service("s-2", "shop", "http", "127.0.0.1", 5000),), routes=(Route("r-2", "shop", "s-2", (HOST,)),)),
        f"Kong's route `shop` of the service `shop` answers for {HOST} already.",
    ),
}


@pytest.mark.parametrize(("member", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_join_is_told_why_and_what_to_do(member: FoundMembership, sentence: str) -> None:
    no = why_not(member)
    assert sentence in no.reason
    assert no.advice


def test_the_controller_of_any_mesh_of_ours_cannot_join() -> None:
    no = refused(plan_of_attach(Attach(SERVICE, "eu-control"), a_mesh(apps={SERVICE: "eu-control"}), outside()))
    assert no.reason == "`eu-control` is the controller of the mesh `eu`; a controller is no app of its own mesh."


def test_an_app_that_bears_another_service_s_usual_name_is_attached_as_that() -> None:
    usual = a_profile().heroku_name("shop")
    no = refused(plan_of_attach(Attach(SERVICE, usual), a_mesh(apps={SERVICE: usual}), outside(app=an_app(name=usual))))
    assert no.advice == f"Attach it as that: `/mesh attach shop --app {usual}`."


def test_the_address_of_the_service_is_the_mesh_s() -> None:
    assert step_of(plan_for(outside()), "service") == steps.PutService(SERVICE, BACKEND)
