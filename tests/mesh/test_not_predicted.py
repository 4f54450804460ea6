"""What a plan does not know of visitors is told as not predicted, and no address is ever visited to find out."""

import json
from dataclasses import replace
from typing import Literal

import pytest

from mesh import steps
from mesh.found import Route
from mesh.names import HOST as A_HOST
from mesh.requests import RouteAdd, RouteFields, RouteRemove
from mesh.route_plans import is_predicted
from mesh.route_plans.unpredicted import Unpredicted
from mesh.routing import Edge, Request
from tests.examples import HOST, SERVICE
from tests.mesh.test_route_plans import ADD_CART, API, CART, OWN, changing, plan_for

BY_HEADER = Route("h-1", "by-header", API.id, (HOST,), ("/cart",), protocols=("https",))
CRITERIA = {
    "headers": {"x-preview": ["yes"]},
    "snis": ["ui.example.com"],
    "sources": [{"ip": "10.0.0.0/8"}],
    "destinations": [{"port": 443}],
    "path_handling": "v1",
    "expression": 'http.path == "/cart"',
}
HARMLESS = {"tags": ["ours"], "path_handling": "v0", "request_buffering": False, "https_redirect_status_code": 301}


def foreign(route: Route, **fields: object) -> Route:
    return replace(route, foreign=json.dumps(fields, sort_keys=True))


ODD_ON_2_ALONE = [("2.8.5", "path_handling")]
IN_PLANS = [name for name in CRITERIA if name != "path_handling"]
ODD_EVERYWHERE = [
    (kong, name) for kong in ("1.0.2", "2.8.5", "3.0.2") for name in IN_PLANS if (kong, name) != ("3.0.2", "expression")
]  # beside an expression, a Kong 3 stores no route with hosts or paths: its plan is refused


@pytest.mark.parametrize(("kong", "name"), [*ODD_EVERYWHERE, *ODD_ON_2_ALONE])
def test_a_request_that_a_route_takes_by_more_than_we_look_at_is_not_predicted(kong: str, name: str) -> None:
    plan = plan_for(ADD_CART, OWN, foreign(BY_HEADER, **{name: CRITERIA[name]}), kong=kong)
    unknown = [each for each in plan.effects if not is_predicted(each)]
    assert [each.request for each in unknown][:1] == [f"GET https://{HOST}/cart"]
    assert f"not predicted: route by-header goes by {name} too; else " in unknown[0].after


@pytest.mark.parametrize(("kong", "value"), [("1.5.1", "v1"), ("2.8.5", "v0"), ("3.0.2", "v1"), ("3.0.2", "v0")])
def test_a_path_handling_that_is_kongs_own_or_that_kong_ignores_changes_no_prediction(kong: str, value: str) -> None:
    older = replace(BY_HEADER, created_at=OWN.created_at)
    assert all(map(is_predicted, plan_for(changing(strip_path=False), OWN, CART, foreign(older, path_handling=value), kong=kong).effects))


@pytest.mark.parametrize(("kong", "value"), [("1.5.1", "v0"), ("2.8.5", "v1")])
def test_another_path_handling_is_not_predicted(kong: str, value: str) -> None:
    assert not all(map(is_predicted, plan_for(ADD_CART, OWN, foreign(BY_HEADER, path_handling=value), kong=kong).effects))


@pytest.mark.parametrize(("kong", "scheme", "is_unknown"), [("3.0.2", "https", True), ("3.0.2", "http", False), ("2.8.5", "https", False)])
def test_on_kong_3_a_name_of_tls_that_fits_makes_up_for_the_method(kong: str, scheme: Literal["http", "https"], is_unknown: bool) -> None:
    by_name = foreign(replace(BY_HEADER, methods=("PUT",)), snis=[HOST])
    edge = Edge(kong, (), (API,), (by_name,))
    assert bool(Unpredicted(edge, edge).why(Request(HOST, "/cart", "GET", scheme))) is is_unknown


def test_also_where_the_model_sees_no_difference() -> None:
    hidden = foreign(replace(BY_HEADER, methods=("GET",)), headers={"x-preview": ["yes"]})
    plan = plan_for(RouteAdd(SERVICE, "cart", RouteFields(paths=("/cart",), methods=("GET",))), OWN, hidden)
    assert [each.request for each in plan.effects if not is_predicted(each)] == [f"GET https://{HOST}/cart"]


@pytest.mark.parametrize("other", [foreign(BY_HEADER, **HARMLESS), replace(foreign(BY_HEADER, **CRITERIA), paths=("/else",)), BY_HEADER])
def test_other_requests_and_other_fields_leave_the_prediction_as_it_is(other: Route) -> None:
    assert all(map(is_predicted, plan_for(changing(strip_path=False), OWN, CART, replace(other, created_at=OWN.created_at)).effects))


def test_a_change_of_such_a_route_itself_is_not_predicted_and_not_waited_for_by_a_visit() -> None:
    plan = plan_for(RouteRemove(SERVICE, "cart"), OWN, foreign(replace(CART, hosts=(HOST,), paths=("/only",)), headers={"a": ["b"]}))
    assert not any(map(is_predicted, plan.effects))
    assert [each.step.visits for each in plan.steps if isinstance(each.step, steps.AwaitRoute)] == [()]


def test_what_is_not_predicted_is_part_of_what_is_approved() -> None:
    seen, unseen = (plan_for(ADD_CART, OWN, foreign(BY_HEADER, **fields)) for fields in ({}, {"headers": {"a": ["b"]}}))
    assert seen.digest != unseen.digest


ADDRESSES = ["10.0.0.1", "169.254.169.254", "127.1", "1.2.3", "0x7f.0x1", "127.0.0.0x1"]


@pytest.mark.parametrize("host", [*ADDRESSES, "internal.example.com", "metadata.google.internal"])
def test_a_route_that_names_a_host_that_is_not_the_apps_is_never_visited(host: str) -> None:
    """Another app's route names it, and the change takes that host too."""
    everywhere = replace(CART, hosts=(), paths=("/only",))
    others = Route("a-1", "api", API.id, (host,), protocols=("https",), created_at=OWN.created_at)
    plan = plan_for(RouteRemove(SERVICE, "cart"), everywhere, others)
    visits = [visit.host for each in plan.steps if isinstance(each.step, steps.AwaitRoute) for visit in each.step.visits]
    assert set(visits) <= {HOST, "ui.example.com"}


@pytest.mark.parametrize("host", ADDRESSES)
def test_an_address_is_no_host(host: str) -> None:
    assert A_HOST.fullmatch(host) is None


@pytest.mark.parametrize("host", ["1.example.com", "10.0.0.1.example.com", "xn--e1afmkfd.xn--p1ai", HOST, "a.b2", "0x7f.example.de0"])
def test_a_name_with_digits_is_one(host: str) -> None:
    assert A_HOST.fullmatch(host) is not None
