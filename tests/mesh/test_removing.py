"""Plans of `remove`: what goes in which order, what stays, what is named; and what is never removed."""

from dataclasses import replace
from typing import Any

import pytest

from mesh import steps
from mesh.domains import Domain
from mesh.found import AddOn, AppDetails, Route
from mesh.joined import Before, Joined
from mesh.plan import Effect, Plan, Refusal
from mesh.plans.membership import FoundMembership
from mesh.plans.removing import plan_of_remove
from mesh.requests import Remove
from mesh.route_plans import FoundRoutes
from mesh.standing import Left, Standing
from tests.examples import (
    APP,
    BUILDPACKS,
    CONTROLLER,
    HOST,
    KONG_VERSION,
    NOON,
    ORIGIN,
    POSTGRES,
    SERVICE,
    a_controller,
    a_mesh,
    a_profile,
    a_route,
    a_service,
    an_app,
    an_attachment,
    dynos,
    healthy_details,
    packs,
    planned,
    refused,
)
from tests.mesh.planning import ids, step_of

OWN = a_route()
CART = Route("c-1", "web-ui-cart", OWN.service_id, (HOST,), ("/cart",), protocols=("https",))
BY_HAND = Route("h-1", "by-hand", OWN.service_id, (HOST,), ("/hand",), protocols=("https",))
PURGE = Remove(SERVICE, purge=True, confirm=APP)
OUT = {"attachments": (), "config": {}, "buildpacks": packs("heroku/nodejs"), "formation": dynos("web=0")}


def a_member(**changes: Any) -> FoundMembership:  # noqa: ANN401 - any field
    """Return a healthy app of the mesh; a keyword is a field of the member, of the table or of the app's details."""
    of_details = {name: changes.pop(name) for name in list(changes) if name in AppDetails.__dataclass_fields__}
    of_routes = {name: changes.pop(name) for name in list(changes) if name in FoundRoutes.__dataclass_fields__}
    details = replace(healthy_details(formation=dynos("web=2:basic", "worker=0:basic")), **of_details)
    routes = FoundRoutes(a_controller(), an_app(), details.attachments, (Domain(HOST),), (a_service(),), (OWN,), plugins=())
    member = FoundMembership(SERVICE, replace(routes, **of_routes), details, controllers={CONTROLLER: "main"})
    return replace(member, **changes)


def of(member: FoundMembership, request: Remove = Remove(SERVICE), **changes: Any) -> Plan | Refusal:  # noqa: ANN401, B008 - frozen
    return plan_of_remove(request, a_mesh(**changes), member)


def plan_for(member: FoundMembership, request: Remove = Remove(SERVICE)) -> Plan:  # noqa: B008 - a frozen value
    return planned(of(member, request))


# What goes, in which order


FORMER = "postgresql-former-1"
ON_THE_FORMER = an_attachment(addon=FORMER)


def test_an_app_on_the_controllers_former_postgres_is_stopped_and_loses_that_before_its_config() -> None:
    plan = plan_for(a_member(attachments=(ON_THE_FORMER,)))
    assert ids(plan)[3:] == ["scale", "detach-database", "unset-config", "buildpacks"]
    detached = step_of(plan, "detach-database")
    assert isinstance(detached, steps.DetachDatabase)
    assert (detached.addon, detached.names) == (FORMER, ("DATABASE",))
    assert "all its dynos are stopped" in " ".join(plan.remarks)


def test_an_app_whose_postgres_was_detached_by_hand_is_stopped_before_it_loses_its_config() -> None:
    plan = plan_for(a_member(attachments=()))
    assert ids(plan)[3:] == ["scale", "unset-config", "buildpacks"]
    assert "all its dynos are stopped" in " ".join(plan.remarks)


def test_an_app_on_the_former_postgres_that_is_without_the_mesh_s_config_is_still_one_of_it() -> None:
    plan = plan_for(a_member(attachments=(ON_THE_FORMER,), config={}), PURGE)
    assert ids(plan)[-1] == "destroy-app"


def test_kong_forgets_the_way_everywhere_before_the_app_loses_what_its_sidecars_live_on() -> None:
    plan = plan_for(a_member())
    assert [(each.id, each.needs) for each in plan.steps] == [
        ("remove-routes", ()),
        ("await-route", ("remove-routes",)),
        ("remove-service", ("await-route",)),
        ("scale", ("remove-service",)),
        ("detach-database", ("scale",)),
        ("unset-config", ("detach-database",)),
        ("buildpacks", ("unset-config",)),
    ]


def test_a_purge_destroys_the_app_with_exactly_the_id_that_was_found() -> None:
    plan = plan_for(a_member(), PURGE)
    assert ids(plan) == ["remove-routes", "await-route", "remove-service", "destroy-app"]
    assert step_of(plan, "destroy-app") == steps.DestroyApp(APP, an_app().id, POSTGRES)


def test_only_running_process_types_are_scaled_to_none() -> None:
    assert step_of(plan_for(a_member()), "scale") == steps.Scale(APP, dynos("web=0"), before=dynos("web=2:basic"))


def test_the_database_is_detached_under_every_name_that_it_has() -> None:
    both = (an_attachment(), an_attachment(id="a-2", name="KONG_DB"), an_attachment(id="a-3", name="REDIS", addon="redis-1"))
    assert step_of(plan_for(a_member(attachments=both)), "detach-database") == steps.DetachDatabase(APP, POSTGRES, ("DATABASE", "KONG_DB"))


def test_only_config_that_has_the_mesh_s_values_goes() -> None:
    member = a_member(config={"KONG_ORIGINS": ORIGIN, "KONG_ADMIN_LISTEN": "127.0.0.1:8001"}, config_right=frozenset({"LEVEL"}))
    assert step_of(plan_for(member), "unset-config") == steps.UnsetConfig(APP, HOST, ("KONG_ORIGINS", "LEVEL"))


def test_an_added_app_keeps_its_language_alone() -> None:
    assert step_of(plan_for(a_member()), "buildpacks") == steps.SetBuildpacks(APP, packs("heroku/nodejs"), before=BUILDPACKS)


def test_visitors_are_told_that_they_meet_no_route_any_more() -> None:
    plan = plan_for(a_member(routes=(OWN, CART)))
    assert set(plan.effects) == {
        Effect(f"GET https://{HOST}/", "web-ui sees / (route web-ui)", "404, no route"),
        Effect(f"GET https://{HOST}/cart", "web-ui sees / (route web-ui-cart)", "404, no route"),
    }


def test_the_visit_that_shows_it_does_not_need_the_app_to_be_up() -> None:
    visits = (steps.ExpectedVisit(HOST, "/", comes_through=False),)
    assert step_of(plan_for(a_member()), "await-route") == steps.AwaitRoute(visits, KONG_VERSION, even_if_down=True)


def test_what_an_interrupted_removal_has_left_is_all_that_is_planned() -> None:
    left = Left("r-1", NOON)
    gone = {"services": (), "routes": (), "attachments": (), "formation": dynos("web=0:basic"), "left": left}
    assert ids(plan_for(a_member(**gone))) == ["unset-config", "buildpacks"]
    assert ids(plan_for(a_member(**{**gone, "config": {}}))) == ["buildpacks"]


@pytest.mark.parametrize("request_", [Remove(SERVICE), PURGE], ids=["removed", "purged"])
def test_what_is_out_of_the_mesh_needs_nothing(request_: Remove) -> None:
    left = Left("r-1", NOON)
    plan = plan_for(a_member(services=(), routes=(), app=None, left=left, **OUT), request_)
    assert (plan.steps, plan.remarks) == ((), ())


# An app that joined


def joined(before: Before) -> Joined:
    return Joined(SERVICE, APP, "r-1", NOON, before)


def test_an_app_that_joined_gets_back_the_buildpacks_that_it_had() -> None:
    before = joined(Before(buildpacks=(*packs("heroku/python"), BUILDPACKS[2])))
    member = a_member(buildpacks=(*packs("heroku/python"), *BUILDPACKS[1:]), joined=before)
    step = step_of(plan_for(member), "buildpacks")
    assert isinstance(step, steps.SetBuildpacks)
    assert step.buildpacks == (*packs("heroku/python"), BUILDPACKS[2])


def test_a_buildpack_that_was_put_in_since_it_joined_stays() -> None:
    member = a_member(
        buildpacks=(*packs("heroku/apt", "heroku/python"), *BUILDPACKS[1:]), joined=joined(Before(buildpacks=packs("heroku/python")))
    )
    step = step_of(plan_for(member), "buildpacks")
    assert isinstance(step, steps.SetBuildpacks)
    assert step.buildpacks == packs("heroku/apt", "heroku/python")


def test_config_that_it_had_before_stays_and_the_admin_api_listens_as_before() -> None:
    before = joined(Before(config_set=("KONG_ADMIN_LISTEN", "LEVEL"), admin_listen="127.0.0.1:8001"))
    plan = plan_for(a_member(config_right=frozenset({"LEVEL", "TOKEN"}), joined=before))
    names = ("KONG_ORIGINS", "KONG_ADMIN_LISTEN", "TOKEN")
    assert step_of(plan, "unset-config") == steps.UnsetConfig(APP, HOST, names, "127.0.0.1:8001")
    assert "`LEVEL` was set before it joined, and is left as it is." in plan.remarks


# What is named


def test_a_route_that_no_run_of_ours_left_is_named() -> None:
    left = Left("r-1", NOON, Standing(routes=(OWN,)))
    plan = plan_for(a_member(routes=(OWN, CART), left=left))
    assert "`web-ui-cart` was made by somebody else at Kong's Admin API, and goes too." in plan.remarks


def test_where_nothing_is_kept_a_foreign_route_is_known_by_its_name() -> None:
    plan = plan_for(a_member(routes=(OWN, CART, BY_HAND)))
    assert "`by-hand` was made by somebody else at Kong's Admin API, and goes too." in plan.remarks


def test_a_purge_names_the_add_ons_and_domains_that_go_with_the_app() -> None:
    domains = (Domain(HOST), Domain("ui.example.com", "x.herokudns.com"))
    plan = plan_for(a_member(addons=(AddOn("redis-1", "heroku-redis:mini"),), domains=domains), PURGE)
    assert any("`redis-1` (heroku-redis:mini)" in remark for remark in plan.remarks)
    assert "its domains go with it: `ui.example.com`." in plan.remarks


def test_a_foreign_app_of_that_name_is_left_alone_and_only_kong_s_part_goes() -> None:
    plan = plan_for(a_member(attachments=(), config={}))
    assert ids(plan) == ["remove-routes", "await-route", "remove-service"]
    assert f"the Heroku app `{APP}` is not attached to the controller; it is left alone." in plan.remarks


# What is refused


REFUSED: dict[str, tuple[FoundMembership, Remove, str]] = {
    "an app that owns the mesh's postgres": (
        a_member(attachments=(an_attachment(owner=APP),)),
        PURGE,
        f"`{APP}` owns `{POSTGRES}`, the Postgres that the whole mesh shares; it is never removed.",
    ),
    "a purge without the app's name": (a_member(), replace(PURGE, confirm=""), f"`--purge` destroys the Heroku app `{APP}`"),
    "a purge with another name": (a_member(), replace(PURGE, confirm=SERVICE), f"`--purge` destroys the Heroku app `{APP}`"),
    "a foreign app, to be destroyed": (a_member(attachments=(), config={}), PURGE, "and it will not be destroyed."),
    "a foreign app that kong does not know": (a_member(services=(), **OUT), Remove(SERVICE), "and it will not be touched."),
    "what nobody knows": (a_member(services=(), app=None, **OUT), Remove(SERVICE), "`web-ui` is no app of this mesh: Heroku knows no app"),
    "a service of somebody else": (a_member(services=(a_service(host="10.0.0.7"),)), Remove(SERVICE), "it will not be removed."),
}


@pytest.mark.parametrize(("member", "request_", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_removed_is_told_why(member: FoundMembership, request_: Remove, sentence: str) -> None:
    assert sentence in refused(of(member, request_)).reason


def test_an_app_that_only_we_remember_is_not_destroyed() -> None:
    member = a_member(attachments=(), config={}, services=(), left=Left("r-1", NOON))
    assert "it will not be destroyed" in refused(of(member, PURGE)).reason


def test_the_controller_is_never_removed_whatever_it_is_called_here() -> None:
    no = refused(of(a_member(), profile=a_profile(app_name=CONTROLLER)))
    assert no.reason == f"`{CONTROLLER}` is the controller of the mesh `main`; it is never removed."


def test_a_service_that_a_run_of_ours_left_at_an_earlier_port_is_ours() -> None:
    earlier = a_service(port=4000)
    assert "remove-service" in ids(plan_for(a_member(services=(earlier,), left=Left("r-1", NOON, Standing(service=earlier.url)))))
