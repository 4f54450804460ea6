"""What a route or service carries that we do not model decides nothing in silence: it is shown, left out as Kong does, or not predicted."""

import json
from dataclasses import replace
from typing import Any

import pytest

from mesh.found import NOTHING_SET, Route, Service, in_words, is_set_alike, set_by_hand
from mesh.plan import Plan, Refusal
from mesh.plans.attaching import plan_of_attach
from mesh.plans.ours import kong_not_ours
from mesh.requests import RouteAdd, RouteFields, RouteRemove, RouteSet
from mesh.route_plans import is_as_seen, plan_of_route_change
from mesh.route_plans.effects import UNKNOWN
from mesh.run import RunState
from mesh.run.undoing import inverse
from mesh.standing import Standing
from mesh.status.drift import Difference, drift
from tests.examples import (
    BACKEND,
    EARLIER,
    HOST,
    SERVICE,
    a_controller,
    a_healthy_app,
    a_mesh,
    a_profile,
    a_route,
    a_run,
    a_service,
    refused,
)
from tests.mesh.test_attaching import REQUEST, mesh, outside
from tests.mesh.test_route_plans import ADD_CART, CART, OWN, a_table, plan_for, written

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")
OF_API = Route("a-1", "api-cart", "api-1", (HOST,), ("/cart",), protocols=("https",), created_at=EARLIER)
OFF = Service("api-1", "api", "http", "127.0.0.1", 5000, foreign='{"enabled": false}')


def foreign(**fields: object) -> str:
    return json.dumps(fields, sort_keys=True)


def told(plan: Plan) -> dict[str, str]:
    return {effect.request.removeprefix(f"GET https://{HOST}"): effect.after for effect in plan.effects}


# What decides


@pytest.mark.parametrize("kong", VERSIONS)
def test_a_service_that_is_disabled_answers_nobody(kong: str) -> None:
    services = (a_service(), OFF)
    plan = plan_for(replace(ADD_CART, name="cart"), OWN, OF_API, kong=kong, services=services)
    assert told(plan)["/cart"] == "web-ui sees / (route web-ui-cart)"
    assert not any("api-cart" in remark for remark in plan.remarks)


@pytest.mark.parametrize("kong", VERSIONS)
def test_a_route_of_streams_answers_no_request(kong: str) -> None:
    stream = Route("t-1", "web-ui-tcp", OWN.service_id, protocols=("tcp", "tls"), foreign=foreign(destinations=[{"port": 9000}]))
    plan = plan_for(RouteRemove(SERVICE, "web-ui"), OWN, stream, kong=kong)
    assert told(plan)["/"] == "404, no route"


@pytest.mark.parametrize("kong", ["2.8.5", "3.0.2"])
def test_where_a_route_for_grpc_fits_nobody_knows_who_answers(kong: str) -> None:
    grpc = replace(OF_API, protocols=("grpcs",))
    plan = plan_for(ADD_CART, OWN, grpc, kong=kong)
    assert told(plan)["/cart"].startswith(f"{UNKNOWN}: route api-cart goes by protocols too")


FURTHER: dict[str, Any] = {
    "headers": {"x-preview": ["yes"]},
    "snis": [HOST],
    "sources": [{"ip": "10.0.0.0/8", "port": None}],
    "expression": 'http.host == "h"',
    "path_handling": "v1",
}


@pytest.mark.parametrize(
    ("name", "kong"), [(name, "2.8.5") for name in FURTHER] + [(name, "3.7.0") for name in FURTHER if name != "path_handling"]
)
def test_where_a_route_that_goes_by_more_fits_nobody_knows_who_answers(name: str, kong: str) -> None:
    plan = plan_for(ADD_CART, OWN, replace(OF_API, foreign=foreign(**{name: FURTHER[name]})), kong=kong)
    assert told(plan)["/cart"].startswith(f"{UNKNOWN}: route api-cart goes by {name} too")


def test_a_plan_says_that_the_service_is_disabled() -> None:
    services = (a_service(foreign='{"enabled": false}'),)
    assert "the service `web-ui` has `enabled: false` at Kong, which answers as if it had no routes; no command of mine changes that." in (
        plan_for(ADD_CART, OWN, kong="2.8.5", services=services).remarks
    )


# What is written


TCP = Route("t-1", "web-ui-cart", OWN.service_id, protocols=("tcp",), foreign=foreign(destinations=[{"port": 9000}]))
BY_EXPRESSION = Route("e-1", "web-ui-cart", OWN.service_id, protocols=("https",), foreign=foreign(expression='http.path == "/"'))
BY_HEADERS = replace(CART, hosts=(), paths=(), foreign=foreign(headers={"x-preview": ["yes"]}))


@pytest.mark.parametrize(("route", "what"), [(TCP, "is for tcp"), (BY_EXPRESSION, "goes by an `expression`")])
@pytest.mark.parametrize("fields", [{"paths": ("/a",)}, {"hosts": (HOST,)}, {"methods": ("GET",)}, {"regex_priority": 3}])
def test_hosts_paths_and_methods_are_not_set_where_kong_has_no_such_fields(route: Route, what: str, fields: dict[str, Any]) -> None:
    why = refused(plan_of_route_change(RouteSet(SERVICE, "cart", RouteFields(**fields)), a_mesh(), a_table(OWN, route, kong="3.0.2")))
    assert f"`web-ui-cart` {what}" in why.reason


GRPC = replace(CART, protocols=("grpc", "grpcs"), strip_path=False)
BY_SOURCES = replace(TCP, protocols=("tcp", "tls"), foreign=foreign(sources=[{"ip": "10.0.0.1", "port": None}]))
BY_SNIS = replace(CART, foreign=foreign(snis=[HOST]))
TLS = replace(TCP, protocols=("tls",), foreign=foreign(snis=[HOST]))


@pytest.mark.parametrize(
    ("route", "fields", "kong", "why"),
    [
        (GRPC, {"methods": ("GET",)}, "2.8.5", "would be for grpc, grpcs, and Kong knows no `methods` of such a route."),
        (GRPC, {"strip_path": True}, "3.0.2", "would be for grpc, grpcs, and Kong knows no `strip_path` of such a route."),
        (TCP, {"protocols": ("https",)}, "1.0.2", "has `destinations`, set by hand, which Kong takes of no route for https."),
        (
            BY_SOURCES,
            {"protocols": ("http", "https")},
            "2.8.5",
            "has `sources`, set by hand, which Kong takes of no route for http, https.",
        ),
        (TLS, {"protocols": ("https",)}, "1.0.2", "has `snis`, set by hand, which Kong takes of no route for https."),
        (BY_SNIS, {"protocols": ("http",)}, "2.8.5", "has `snis`, set by hand, which Kong takes of no route for http alone."),
    ],
)
def test_what_kong_would_not_store_is_refused_before_anybody_approves_it(route: Route, fields: dict[str, Any], kong: str, why: str) -> None:
    found = a_table(OWN, route, kong=kong)
    assert refused(plan_of_route_change(RouteSet(SERVICE, "cart", RouteFields(**fields)), a_mesh(), found)).reason == f"`web-ui-cart` {why}"


@pytest.mark.parametrize(
    ("route", "fields"),
    [
        (GRPC, {"protocols": ("https",)}),
        (GRPC, {"paths": ("/pkg.Service",)}),
        (BY_SNIS, {"protocols": ("http", "https")}),
        (TLS, {"protocols": ("https",)}),
    ],
)
def test_what_kong_stores_of_such_routes_is_planned(route: Route, fields: dict[str, Any]) -> None:
    assert written(plan_for(RouteSet(SERVICE, "cart", RouteFields(**fields)), OWN, route, kong="2.8.5")).wanted.foreign == route.foreign


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"protocols": ("grpcs",)}, "is for grpcs and answers no visitor of a web page"),
        ({"protocols": ("tcp",), "hosts": ()}, "is for tcp and answers no visitor of a web page"),
        ({"hosts": (), "foreign": foreign(expression='http.path == "/"')}, "goes by an `expression`"),
    ],
)
@pytest.mark.parametrize("is_renamed", [False, True])
def test_a_route_of_the_apps_name_that_is_for_other_things_is_not_led_to_the_app(
    changes: dict[str, Any], what: str, *, is_renamed: bool
) -> None:
    found = a_healthy_app(route=replace(a_route(), **changes))
    why = kong_not_ours(SERVICE, a_profile(), found, is_renamed=is_renamed)
    assert f"Kong has a route `web-ui` that was changed or made by hand: it {what}" in refused(why).reason


FLAVOR = "this Kong has the router flavor `expressions` (its route `api-cart` goes by one), and so stores no route with hosts or paths."
BY_ONE = replace(OF_API, hosts=(), paths=(), foreign=foreign(expression='http.path == "/"'))


def test_no_route_with_hosts_is_planned_where_the_table_shows_that_kong_stores_none() -> None:
    assert refused(plan_of_route_change(ADD_CART, a_mesh(), a_table(OWN, BY_ONE, kong="3.0.2"))).reason == FLAVOR


def test_no_app_is_attached_where_the_table_shows_that_kong_stores_no_route_with_hosts() -> None:
    member = outside(routes=(BY_ONE,), services=(Service("api-1", "api", "http", "127.0.0.1", 5000),))
    of_3_4 = replace(member, routes=replace(member.routes, controller=a_controller(kong_version="3.4.2")))
    assert refused(plan_of_attach(REQUEST, mesh(), of_3_4)).reason == FLAVOR


@pytest.mark.parametrize("kong", ["3.7.0", "2.8.5"])
def test_from_3_7_on_kong_stores_routes_of_both_kinds(kong: str) -> None:
    assert written(plan_for(ADD_CART, OWN, BY_ONE, kong=kong)).wanted.hosts == (HOST,)


def test_a_route_by_an_expression_is_made_again_where_kong_stores_no_others() -> None:
    again = RouteAdd(SERVICE, "cart", RouteFields(hosts=()), foreign=foreign(expression='http.path == "/cart"'))
    assert written(plan_for(again, OWN, BY_ONE, kong="3.0.2")).wanted.foreign == again.foreign


def test_a_route_by_headers_alone_needs_no_host() -> None:
    assert written(plan_for(RouteSet(SERVICE, "cart", RouteFields(strip_path=False)), OWN, BY_HEADERS)).wanted.foreign == BY_HEADERS.foreign


def test_a_route_is_not_taken_for_one_that_has_other_headers() -> None:
    by_headers = replace(CART, foreign=foreign(headers={"x-preview": ["yes"]}))
    again = RouteAdd(SERVICE, "cart", RouteFields(hosts=(HOST,), paths=("/cart",)), foreign=foreign(headers={"x-preview": ["no"]}))
    for request in (ADD_CART, again):
        assert isinstance(plan_of_route_change(request, a_mesh(), a_table(OWN, by_headers)), Refusal)


@pytest.mark.parametrize(("route", "is_told"), [(TCP, True), (BY_HEADERS, True), (CART, False)])
def test_a_removal_says_where_no_undo_makes_the_route_again(route: Route, *, is_told: bool) -> None:
    plan = plan_for(RouteRemove(SERVICE, "cart"), OWN, route)
    undo = inverse(a_run(request=RouteRemove(SERVICE, "cart"), state=RunState.DONE, plan=plan), ())
    assert isinstance(undo, Refusal) is is_told
    assert (
        "`web-ui-cart` names no host, and no command of mine makes such a route, so this removal cannot be undone." in plan.remarks
    ) is is_told


# What is shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"headers": {"x-b": ["secret"], "x-a": None}}, "headers x-a,x-b"),
        ({"snis": ["a.example.com", "b.example.com"]}, "snis a.example.com,b.example.com"),
        ({"destinations": [{"ip": None, "port": 9000}, {"ip": "10.0.0.0/8"}]}, "destinations :9000,10.0.0.0/8"),
        ({"enabled": False}, "enabled false"),
        ({"tags": ["secret"]}, "tags"),
        ({"expression": "secret"}, "expression"),
        ({"headers": None}, "headers"),
        ({"snis": None}, "snis"),
        ({"tags": None}, "tags"),
    ],
)
def test_what_people_set_is_named_and_no_secret_told(fields: dict[str, object], words: str) -> None:
    assert in_words(foreign(**fields)) == (words,)


def test_what_kong_sets_by_itself_is_not_told() -> None:
    assert in_words(foreign(path_handling="v0", enabled=True, retries=5)) == ()


def test_the_order_of_a_list_and_what_kong_sets_by_itself_make_no_difference() -> None:
    assert is_set_alike(foreign(tags=["a", "b"], path_handling="v0"), foreign(tags=["b", "a"]))
    assert not is_set_alike(foreign(tags=["a"]), NOTHING_SET)
    assert is_set_alike(foreign(tags=["a"]), None)


@pytest.mark.parametrize("name", ["headers", "snis", "tags", "expression", "some-later-field"])
def test_what_was_too_long_to_be_kept_is_set_all_the_same(name: str) -> None:
    too_long = foreign(**{name: None})
    assert set_by_hand(replace(a_route(), foreign=too_long)) == (name,)
    assert not is_set_alike(too_long, NOTHING_SET)
    assert not is_as_seen(replace(a_route(), foreign=too_long), replace(a_route(), foreign=NOTHING_SET))


# What has drifted


def of_routes(was: str | None, now: str | None) -> tuple[Difference, ...]:
    return drift(Standing(routes=(replace(a_route(), foreign=was),)), Standing(routes=(replace(a_route(), foreign=now),)))


def of_service(was: str | None, now: str | None) -> tuple[Difference, ...]:
    return drift(Standing().with_service(a_service(foreign=was)), Standing().with_service(a_service(foreign=now)))


def test_headers_that_somebody_set_have_drifted() -> None:
    (found,) = of_routes(NOTHING_SET, foreign(headers={"x-preview": ["yes"]}))
    assert found == Difference(
        "route web-ui", f"hosts {HOST}; protocols https", f"hosts {HOST}; protocols https; headers x-preview", by_hand=True
    )


def test_other_values_of_the_same_headers_have_drifted() -> None:
    (found,) = of_routes(foreign(headers={"x-a": ["1"]}), foreign(headers={"x-a": ["2"]}))
    assert found.now == f"hosts {HOST}; protocols https; headers x-a (with other values)"


def test_a_service_that_somebody_disabled_has_drifted() -> None:
    assert of_service(NOTHING_SET, '{"enabled": false}') == (Difference("service", BACKEND, f"{BACKEND}; enabled false", by_hand=True),)


@pytest.mark.parametrize("now", [None, foreign(path_handling="v0", enabled=True)])
def test_nothing_has_drifted_that_kong_set_by_itself_or_that_is_not_known(now: str | None) -> None:
    assert of_routes(NOTHING_SET, now) == of_service(NOTHING_SET, now) == ()
    assert of_routes(None, foreign(tags=["a"])) == of_service(None, foreign(tags=["a"])) == ()
