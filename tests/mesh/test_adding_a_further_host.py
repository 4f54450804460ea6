"""What an `add` with a further host does to visitors: shown in its plan, like that of a route change."""

from dataclasses import replace
from typing import Any

import pytest

from mesh import steps
from mesh.domains import Domain
from mesh.found import Found, Route, Service
from mesh.plan import Plan
from mesh.plans.adding import plan_of_add
from mesh.route_plans import FoundRoutes, with_effects
from tests.examples import HOST, NOON, SERVICE, a_healthy_app, a_mesh, a_route, a_service, an_add, an_app, an_attachment, found, planned

UI = "ui.example.com"
OWN = Domain(HOST)
SHOP = Service("5e4c1ce0-0000-4000-8000-000000000002", "shop", "http", "127.0.0.1", 5000)
NOBODY = "404 from Heroku: no app has this host"
TABLES = ["1.0.2", "2.8.5", "3.0.2"]


def plan_with(state: Found, *others: Route, domains: tuple[Domain, ...] = (OWN,), kong: str = "1.0.2", **changes: Any) -> Plan:  # noqa: ANN401
    """Return the plan of adding the host to what was found, in a table that holds these routes too; a keyword is a field of the request."""
    state = replace(state, controller=replace(state.controller, kong_version=kong))
    services = (SHOP, *([state.service] if state.service else []))
    routes = (*others, *([replace(state.route, created_at=NOON)] if state.route else []))
    table = FoundRoutes(state.controller, state.app, state.details.attachments, domains if state.app else (), services, routes, plugins=())
    plan = planned(plan_of_add(an_add(host=UI, **changes), a_mesh(), state, table.domains))
    return with_effects(plan, SERVICE, UI, a_mesh(), table)


def effects(plan: Plan) -> list[tuple[str, str, str]]:
    return [(effect.request, effect.before, effect.after) for effect in plan.effects]


@pytest.mark.parametrize("kong", TABLES)
def test_the_host_of_an_app_that_stands_begins_to_be_answered(kong: str) -> None:
    visit = a_healthy_app().details.visit
    state = a_healthy_app(visit=replace(visit, via=f"kong/{kong}") if visit else None)
    assert effects(plan_with(state, kong=kong)) == [(f"GET https://{UI}/", NOBODY, "web-ui sees / (route web-ui)")]


@pytest.mark.parametrize("kong", TABLES)
def test_the_host_of_an_app_that_is_still_to_be_created_begins_to_be_answered(kong: str) -> None:
    assert effects(plan_with(found(), kong=kong)) == [(f"GET https://{UI}/", NOBODY, "web-ui sees / (route web-ui)")]


def test_the_own_host_begins_too_where_the_app_stands_and_its_route_does_not() -> None:
    state = found(app=an_app(), details=replace(a_healthy_app().details, attachments=(an_attachment(),)), service=a_service())
    assert effects(plan_with(state)) == [
        (f"GET https://{UI}/", NOBODY, "web-ui sees / (route web-ui)"),
        (f"GET https://{HOST}/", "404, no route", "web-ui sees / (route web-ui)"),
    ]


def test_a_domain_alone_lets_a_route_that_names_it_already_be_reached() -> None:
    state = a_healthy_app(route=a_route(hosts=(HOST, UI)))
    assert effects(plan_with(state)) == [(f"GET https://{UI}/", NOBODY, "web-ui sees / (route web-ui)")]


def test_a_route_alone_answers_on_a_domain_that_is_there() -> None:
    plan = plan_with(a_healthy_app(), domains=(OWN, Domain(UI)))
    assert effects(plan) == [(f"GET https://{UI}/", "404, no route", "web-ui sees / (route web-ui)")]


def test_what_other_routes_take_of_the_host_is_shown_by_their_paths_and_said() -> None:
    everywhere = Route("e-1", "status", SHOP.id, paths=("/status",), protocols=("http", "https"), created_at=NOON)
    plan = plan_with(a_healthy_app(), everywhere)
    assert (f"GET https://{UI}/status", NOBODY, "web-ui sees /status (route web-ui)") in effects(plan)
    assert "it answers before `status` where both match." in plan.remarks


def test_a_more_exact_route_of_the_host_goes_on_answering_in_the_new_app() -> None:
    cart = Route("c-1", "shop-cart", SHOP.id, (UI,), ("/cart",), protocols=("https",), created_at=NOON)
    plan = plan_with(a_healthy_app(), cart)
    assert effects(plan) == [
        (f"GET https://{UI}/", "404, no route", "web-ui sees / (route web-ui)"),
        (f"GET https://{UI}/cart", "shop sees / (route shop-cart)", "web-ui sees / (route shop-cart of shop)"),
    ]
    assert f"`shop-cart` answers before it where both match, as for GET https://{UI}/cart." in plan.remarks


def test_a_host_that_another_app_s_routes_name_may_be_its_domain_and_that_is_said() -> None:
    cart = Route("c-1", "shop-cart", SHOP.id, (UI,), ("/cart",), protocols=("https",), created_at=NOON)
    assert (
        f"routes of `shop` name `{UI}` too; if it is a domain of their app, Heroku adds it to no second one, and this run fails."
        in plan_with(a_healthy_app(), cart).remarks
    )


def test_a_wildcard_host_is_shown_by_a_host_under_it() -> None:
    plan = with_effects(*a_wildcard())
    assert effects(plan) == [("GET https://any.example.com/", NOBODY, "web-ui sees / (route web-ui)")]


def a_wildcard() -> tuple[Plan, str, str, Any, FoundRoutes]:
    state, host = a_healthy_app(), "*.example.com"
    table = FoundRoutes(
        state.controller, state.app, state.details.attachments, (OWN,), (a_service(),), (a_route(created_at=NOON),), plugins=()
    )
    return planned(plan_of_add(an_add(host=host), a_mesh(), state, table.domains)), SERVICE, host, a_mesh(), table


def test_a_host_that_is_there_already_changes_nothing_for_visitors() -> None:
    plan = plan_with(a_healthy_app(route=a_route(hosts=(HOST, UI))), domains=(OWN, Domain(UI)))
    assert (plan.steps, plan.effects) == ((), ())


def test_a_visit_of_the_host_shows_that_every_node_has_the_changed_route() -> None:
    plan = plan_with(a_healthy_app())
    looking = steps.AwaitRoute((steps.ExpectedVisit(UI, "/", comes_through=True),), "1.0.2")
    assert [(each.id, each.needs) for each in plan.steps] == [
        ("domain", ()),
        ("write-route", ("domain",)),
        ("await-route", ("write-route",)),
        ("healthy", ("domain", "write-route")),
    ]
    assert plan.steps[2].step == looking


def test_a_new_app_is_built_for_longer_than_nodes_need_so_its_host_is_not_waited_for() -> None:
    assert plan_with(found()).step("await-route") is None


def test_an_effect_that_moves_is_another_plan_to_approve() -> None:
    cart = Route("c-1", "shop-cart", SHOP.id, (UI,), ("/cart",), protocols=("https",), created_at=NOON)
    assert plan_with(a_healthy_app()).digest != plan_with(a_healthy_app(), cart).digest
