"""What a route change plans: refusals with their reason, the one step, what changes for visitors, and which visits show it."""

import time
from dataclasses import replace
from typing import Any

import pytest

from mesh import steps
from mesh.domains import Domain
from mesh.found import Route, Service
from mesh.plan import Effect, Plan, Refusal
from mesh.requests import RouteAdd, RouteChange, RouteFields, RouteRemove, RouteSet
from mesh.route_plans import FoundRoutes, Turn, plan_of_route_change, turn_of
from mesh.route_plans.effects import is_predicted
from messages.effects import not_predicted
from tests.examples import (
    APP,
    EARLIER,
    HOST,
    NOON,
    SERVICE,
    a_controller,
    a_mesh,
    a_route,
    a_service,
    an_app,
    an_attachment,
    planned,
    refused,
)

UI = "ui.example.com"
OWN = a_route(created_at=EARLIER)
CART = Route("c-1", "web-ui-cart", OWN.service_id, (HOST,), ("/cart",), protocols=("https",), created_at=NOON)
API = Service("api-1", "api", "http", "127.0.0.1", 5000)
ADD_CART = RouteAdd(SERVICE, "cart", RouteFields(paths=("/cart",)))


def a_table(*routes: Route, kong: str = "1.0.2", **changes: Any) -> FoundRoutes:  # noqa: ANN401 - any field
    found = FoundRoutes(
        a_controller(kong_version=kong),
        an_app(),
        (an_attachment(),),
        (Domain(HOST), Domain(UI, "x.herokudns.com")),
        (a_service(), API),
        routes,
        plugins=(),
    )
    return replace(found, **changes)


def of(request: RouteChange, found: FoundRoutes) -> Plan | Refusal:
    return plan_of_route_change(request, a_mesh(), found)


def plan_for(request: RouteChange, *routes: Route, **changes: Any) -> Plan:  # noqa: ANN401 - any field
    return planned(of(request, a_table(*routes, **changes)))


def why_not(request: RouteChange, *routes: Route, **changes: Any) -> tuple[str, str]:  # noqa: ANN401 - any field
    refusal = refused(of(request, a_table(*routes, **changes)))
    return refusal.reason, refusal.advice


def changing(**fields: Any) -> RouteSet:  # noqa: ANN401 - any field
    return RouteSet(SERVICE, "cart", RouteFields(**fields))


def written(plan: Plan) -> steps.WriteRoute:
    step = plan.steps[0].step
    assert isinstance(step, steps.WriteRoute)
    return step


def visits(plan: Plan) -> list[tuple[str, str, bool]]:
    step = plan.steps[-1].step
    assert isinstance(step, steps.AwaitRoute)
    return [(visit.host, visit.path, visit.comes_through) for visit in step.visits]


# What is planned


def test_a_route_is_added_for_the_apps_own_host_over_https_alone() -> None:
    assert written(plan_for(ADD_CART, OWN)).wanted == replace(CART, id="", created_at=None)


def test_a_route_is_named_after_its_app() -> None:
    names = [written(plan_for(replace(ADD_CART, name=name), OWN)).wanted.name for name in ("cart", "web-ui-cart", "web-ux")]
    assert names == ["web-ui-cart", "web-ui-cart", "web-ui-web-ux"]


def test_the_write_comes_before_the_waiting() -> None:
    assert [(each.id, each.needs) for each in plan_for(ADD_CART, OWN).steps] == [("write-route", ()), ("await-route", ("write-route",))]


def test_only_the_named_fields_change() -> None:
    step = written(plan_for(changing(paths=("/cart", "/basket")), OWN, CART))
    undated = replace(CART, created_at=None)
    assert (step.before, step.wanted) == (undated, replace(undated, paths=("/cart", "/basket")))


def test_a_route_is_removed_by_its_id() -> None:
    plan = plan_for(RouteRemove(SERVICE, "cart"), OWN, CART, plugins=None)
    assert plan.steps[0].step == steps.RemoveRoute(replace(CART, created_at=None))
    assert "plugins of `web-ui-cart`, if it has any, go with it; nothing brings them back." in plan.remarks


@pytest.mark.parametrize("name", ["by-hand", "b-1"])
def test_an_apps_route_of_another_name_is_meant_by_that_name_or_its_id(name: str) -> None:
    by_hand = replace(CART, id="b-1", name="by-hand")
    assert isinstance(plan_for(RouteRemove(SERVICE, name), OWN, by_hand).steps[0].step, steps.RemoveRoute)


@pytest.mark.parametrize(
    "request_made",
    [ADD_CART, changing(paths=("/cart",)), RouteAdd(SERVICE, "cart", RouteFields(hosts=(HOST,), paths=("/cart",), strip_path=True))],
)
def test_a_route_that_is_so_already_needs_no_step(request_made: RouteChange) -> None:
    assert plan_for(request_made, OWN, CART).steps == ()


def test_a_route_stored_anew_meanwhile_is_the_same_plan() -> None:
    request = changing(paths=("/basket",))
    assert plan_for(request, OWN, CART).digest == plan_for(request, OWN, replace(CART, created_at=EARLIER)).digest


def test_a_change_of_an_unrelated_route_is_the_same_plan() -> None:
    other = Route("o-1", "api", API.id, ("api.example.com",), protocols=("https",), created_at=EARLIER)
    assert plan_for(ADD_CART, OWN, other).digest == plan_for(ADD_CART, OWN, replace(other, paths=("/v2",))).digest


# Refusals


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"app": None}, f"`web-ui` is no app of this mesh: Heroku knows no app `{APP}`."),
        ({"attachments": ()}, f"`web-ui` is no app of this mesh: `{APP}` is not attached to the controller."),
        ({"services": (API,)}, "Kong has no service `web-ui` to which a route could lead."),
    ],
)
def test_an_app_that_is_not_in_the_mesh_gets_no_route(changes: dict[str, Any], reason: str) -> None:
    assert why_not(ADD_CART, OWN, **changes) == (reason, "`/mesh add web-ui` makes it one.")


def test_a_host_that_is_no_domain_of_the_app_is_refused_with_how_to_add_it() -> None:
    assert why_not(RouteAdd(SERVICE, "shop", RouteFields(hosts=("shop.example.com",))), OWN) == (
        f"`shop.example.com` is no domain of `{APP}`, so Heroku leads no visitor of it there.",
        "Add the domain first: `/mesh add web-ui host=shop.example.com`.",
    )


def test_a_host_under_a_wildcard_domain_leads_to_the_app() -> None:
    plan = plan_for(RouteAdd(SERVICE, "shop", RouteFields(hosts=("shop.acme.com",))), OWN, domains=(Domain(HOST), Domain("*.acme.com")))
    assert written(plan).wanted.hosts == ("shop.acme.com",)


@pytest.mark.parametrize("request_made", [changing(paths=("/a",)), RouteRemove(SERVICE, "cart")])
def test_a_route_that_is_not_there_is_neither_changed_nor_removed(request_made: RouteChange) -> None:
    assert why_not(request_made, OWN) == ("`web-ui` has no route `web-ui-cart`.", "`/mesh routes web-ui` lists those that it has.")


@pytest.mark.parametrize("request_made", [ADD_CART, changing(paths=("/a",)), RouteRemove(SERVICE, "cart")])
def test_a_name_held_by_another_service_is_left_alone(request_made: RouteChange) -> None:
    reason, _ = why_not(request_made, OWN, replace(CART, service_id=API.id))
    assert reason == "the route `web-ui-cart` belongs to the service `api`, not to `web-ui`; it will not be changed."


def test_an_unnamed_route_of_another_service_is_not_reached_by_its_id() -> None:
    reason, _ = why_not(RouteRemove(SERVICE, "x-1"), OWN, replace(CART, id="x-1", name="", service_id=API.id))
    assert reason == "`web-ui` has no route `web-ui-x-1`."


def test_a_route_with_other_fields_is_not_added_over() -> None:
    reason, advice = why_not(ADD_CART, OWN, replace(CART, paths=("/basket",)))
    assert reason == "`web-ui` has a route `web-ui-cart` already, with other fields."
    assert advice.startswith("To change it: `/mesh route set web-ui cart …`")


def test_a_route_keeps_at_least_one_host_path_or_method() -> None:
    bare = replace(CART, hosts=())
    assert why_not(changing(paths=()), OWN, bare)[0] == "a route must name a host, a path or a method, and this would leave none."


@pytest.mark.parametrize(
    ("kong", "path", "reason"),
    [
        ("1.0.2", "~/v1", "Kong 1.0.2 knows no `~` in front of a regular expression"),
        ("2.8.5", "/v(1", "`/v(1` is a regular expression that cannot be read"),
        ("3.0.2", r"/v\d+", "a regular expression begins with `~` there"),
    ],
)
def test_a_regular_expression_is_written_as_the_controllers_kong_has_it(kong: str, path: str, reason: str) -> None:
    assert reason in why_not(changing(paths=(path,)), OWN, CART, kong=kong)[0]


@pytest.mark.parametrize(("kong", "path"), [("1.0.2", r"/v\d+"), ("2.8.5", r"/v(?<n>\d+)"), ("3.0.2", r"~/v\d+"), ("3.0.2", "/v1")])
def test_a_regular_expression_in_the_form_of_that_kong_is_taken(kong: str, path: str) -> None:
    assert written(plan_for(changing(paths=(path,)), OWN, CART, kong=kong)).wanted.paths == (path,)


# What changes for visitors


def test_a_new_path_changes_what_the_backend_sees() -> None:
    assert plan_for(ADD_CART, OWN).effects == (
        Effect(f"GET https://{HOST}/cart", "web-ui sees /cart (route web-ui)", "web-ui sees / (route web-ui-cart)"),
    )


def test_a_new_host_begins_to_be_answered_and_a_removed_route_stops() -> None:
    begun = plan_for(RouteAdd(SERVICE, "ui", RouteFields(hosts=(UI,))), OWN).effects
    stopped = plan_for(RouteRemove(SERVICE, SERVICE), OWN).effects
    assert [(turn_of(each), each.before, each.after) for each in (*begun, *stopped)] == [
        (Turn.BEGINS, "404, no route", "web-ui sees / (route web-ui-ui)"),
        (Turn.STOPS, "web-ui sees / (route web-ui)", "404, no route"),
    ]


def test_http_that_is_turned_away_is_shown_as_426() -> None:
    effects = plan_for(changing(protocols=("http", "https")), OWN, CART).effects
    assert Effect(f"GET http://{HOST}/cart", "426, https needed (route web-ui-cart)", "web-ui sees / (route web-ui-cart)") in effects


def test_the_host_that_the_backend_sees_is_told_where_it_is_the_visitors() -> None:
    assert plan_for(changing(preserve_host=True), OWN, CART).effects[0].after == f"web-ui sees / with Host {HOST} (route web-ui-cart)"


def test_a_shadowed_route_is_remarked_with_who_answers_before_it() -> None:
    first = replace(CART, id="f-1", name="web-ui-all", paths=("/cart",), methods=("GET",), created_at=EARLIER)
    remarks = plan_for(ADD_CART, OWN, first).remarks
    assert f"`web-ui-all` answers before it where both match, as for GET https://{HOST}/cart." in remarks


def test_a_route_that_answers_before_another_says_so() -> None:
    assert "it answers before `web-ui` where both match." in plan_for(ADD_CART, OWN).remarks


def test_a_change_that_nobody_notices_is_remarked() -> None:
    assert "none of the 1 requests looked at gets another answer by it." in plan_for(changing(regex_priority=3), CART).remarks


def test_the_last_route_of_the_apps_own_host_is_remarked() -> None:
    remark = f"no route is left for the app's own host: https://{HOST}/ answers 404 from then on."
    assert remark in plan_for(RouteRemove(SERVICE, SERVICE), OWN).remarks
    assert remark not in plan_for(RouteRemove(SERVICE, "cart"), OWN, CART).remarks


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5", "3.0.2"])
def test_all_that_changes_among_a_hundred_and_twenty_routes_is_in_the_plan(kong: str) -> None:
    others = tuple(replace(CART, id=f"p-{n}", name=f"api-{n}", service_id=API.id, hosts=(), paths=(f"/p{n}",)) for n in range(120))
    plan = plan_for(RouteAdd(SERVICE, "ui", RouteFields(hosts=(UI,), paths=("/",))), OWN, *others, kong=kong)
    assert {effect.request for effect in plan.effects} >= {f"GET https://{UI}/p{n}" for n in range(120)}


def test_at_most_five_hundred_effects_are_kept_and_that_is_said() -> None:
    plan = plan_for(changing(paths=tuple(f"/p{n}" for n in range(520))), OWN, CART)
    assert len([each for each in plan.effects if is_predicted(each)]) == 500
    assert "more than the 500 requests that this plan names change by it." in plan.remarks
    assert plan.effects[500].after == "not predicted: more than 500 requests change, and the plan names no more"
    assert "is *not predicted*" in not_predicted(plan)


def test_a_route_of_many_paths_among_many_routes_is_planned_in_no_time() -> None:
    others = [replace(CART, id=f"p-{n}", name=f"web-ui-{n}", paths=(f"/p{n}",)) for n in range(120)]
    began = time.monotonic()
    plan_for(RouteAdd(SERVICE, "all", RouteFields(hosts=(HOST, UI), paths=tuple(f"/q{n}" for n in range(120)))), OWN, *others, kong="2.8.5")
    assert time.monotonic() - began < 15  # a second here; 74 s where each pair of routes is tried with every path of both


def test_a_neighbour_without_a_name_is_called_by_its_service() -> None:
    plan = plan_for(RouteAdd(SERVICE, "ui", RouteFields(hosts=(UI,))), OWN, replace(CART, name="", hosts=(), service_id=API.id))
    assert "it answers before an unnamed route of `api` where both match." in plan.remarks


# Which visits show it


def test_a_change_is_seen_by_visits_where_an_answer_begins_or_ends() -> None:
    assert visits(plan_for(RouteAdd(SERVICE, "ui", RouteFields(hosts=(UI,))), OWN)) == [(UI, "/", True)]
    assert visits(plan_for(RouteRemove(SERVICE, SERVICE), OWN)) == [(HOST, "/", False)]


def test_what_only_the_backend_could_tell_is_not_visited() -> None:
    assert visits(plan_for(ADD_CART, OWN)) == []


def test_a_route_for_other_methods_than_get_is_not_visited() -> None:
    assert visits(plan_for(RouteAdd(SERVICE, "ui", RouteFields(hosts=(UI,), methods=("POST",))), OWN)) == []


def test_the_apps_own_host_is_visited_first_and_three_visits_are_enough() -> None:
    whole = replace(CART, hosts=(UI, HOST), paths=("/a", "/b", "/c", "/d"))
    assert [host for host, _, _ in visits(plan_for(RouteRemove(SERVICE, "cart"), whole))] == [HOST, HOST, HOST]
