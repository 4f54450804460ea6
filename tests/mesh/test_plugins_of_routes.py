"""A plugin that may answer instead of the app is named in a plan, and with a route that goes nothing brings it back."""

from dataclasses import replace

import pytest

from mesh import steps
from mesh.found import PlacedPlugin, Plugin, Route, Service, placed
from mesh.plan import Plan, Refusal
from mesh.requests import RouteAdd, RouteRemove, RouteSet
from mesh.requests.routes import RouteFields
from mesh.route_plans.effects import UNKNOWN
from mesh.run import RunState
from mesh.run.undoing import inverse
from tests.examples import HOST, SERVICE, a_plan, a_route, a_run, a_service
from tests.mesh.test_removing import a_member
from tests.mesh.test_removing import plan_for as removal_plan_for
from tests.mesh.test_route_plans import ADD_CART, CART, OWN, plan_for, visits

ENDS = "request-termination"
AT_ROUTE, AT_SERVICE, EVERYWHERE = Plugin(ENDS, route_id=CART.id), Plugin("key-auth", service_id=OWN.service_id), Plugin("my-own-plugin")
REMOVE = RouteRemove(SERVICE, "cart")


def after(plan: Plan, path: str) -> str:
    return next(effect.after for effect in plan.effects if effect.request == f"GET https://{HOST}{path}")


@pytest.mark.parametrize(
    ("plugin", "named"), [(AT_SERVICE, "the plugin key-auth of its service"), (EVERYWHERE, "the plugin my-own-plugin of every route")]
)
def test_where_a_plugin_may_answer_nobody_knows_what_a_visitor_meets(plugin: Plugin, named: str) -> None:
    plan = plan_for(ADD_CART, OWN, plugins=(plugin,))
    assert after(plan, "/cart") == f"{UNKNOWN}: {named} may answer; else web-ui sees / (route web-ui-cart)"
    assert visits(plan) == []
    assert any(remark.startswith(f"Kong runs `{plugin.name}`") for remark in plan.remarks)


def test_a_plugin_of_the_route_itself_is_told_where_it_is_changed() -> None:
    plan = plan_for(RouteSet(SERVICE, "cart", RouteFields(paths=("/basket",))), OWN, CART, plugins=(AT_ROUTE,))
    assert after(plan, "/basket").startswith(f"{UNKNOWN}: the plugin {ENDS} of the route may answer; else web-ui sees /")


def test_where_kong_refuses_to_list_its_plugins_nobody_knows_what_a_visitor_meets() -> None:
    plan = plan_for(ADD_CART, OWN, plugins=None)
    assert after(plan, "/cart") == f"{UNKNOWN}: Kong's plugins were not read, and one may answer; else web-ui sees / (route web-ui-cart)"
    assert visits(plan) == []
    assert "Kong refused to list its plugins, so whether one answers instead of the app is not known." in plan.remarks


def test_of_many_plugins_it_is_said_how_many_are_not_named() -> None:
    plan = plan_for(ADD_CART, OWN, plugins=tuple(Plugin(f"own-{number}") for number in range(6)))
    named = [f"the plugin own-{number} of every route may answer" for number in range(3)]
    assert after(plan, "/cart") == f"{UNKNOWN}: {' and '.join(named)} and 3 more plugins; else web-ui sees / (route web-ui-cart)"
    told = next(remark for remark in plan.remarks if remark.startswith("Kong runs"))
    listed = ", ".join(f"`own-{number}` of every route" for number in range(4))
    assert told == f"Kong runs {listed} and 2 more for it, which may answer instead of the app."


@pytest.mark.parametrize(
    "plugin",
    [
        Plugin("rate-limiting"),
        Plugin("prometheus"),
        replace(EVERYWHERE, is_enabled=False),
        replace(EVERYWHERE, consumer_id="c"),
        Plugin(ENDS, service_id="another"),
        Plugin(ENDS, route_id="another"),
    ],
)
def test_a_plugin_that_lets_visitors_through_or_runs_elsewhere_changes_nothing(plugin: Plugin) -> None:
    assert plan_for(ADD_CART, OWN, plugins=(plugin,)).effects == plan_for(ADD_CART, OWN, plugins=()).effects


def test_what_goes_with_a_route_is_named_and_then_no_undo_makes_it_again() -> None:
    plan = plan_for(REMOVE, OWN, CART, plugins=(AT_ROUTE, AT_SERVICE))
    assert f"removing `web-ui-cart` also removes `{ENDS}`, and nothing restores it, so this removal cannot be undone." in plan.remarks
    refusal = inverse(a_run(request=REMOVE, state=RunState.DONE, plan=plan), ())
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith(f"`web-ui-cart` had the plugins `{ENDS}`, which were removed with it")


def test_a_route_without_plugins_comes_back_and_no_plugin_is_spoken_of() -> None:
    plan = plan_for(REMOVE, OWN, CART, plugins=(AT_SERVICE,))
    assert not [remark for remark in plan.remarks if "nothing" in remark]
    assert isinstance(inverse(a_run(request=REMOVE, state=RunState.DONE, plan=plan), ()), RouteAdd)


def test_a_removal_of_which_the_plugins_are_not_known_is_undone_as_before() -> None:
    plan = a_plan(steps.RemoveRoute(CART))
    assert isinstance(inverse(a_run(request=REMOVE, state=RunState.DONE, plan=plan), ()), RouteAdd)
    assert (
        "plugins of `web-ui-cart`, if it has any, go with it; nothing brings them back."
        in plan_for(REMOVE, OWN, CART, plugins=None).remarks
    )


def test_a_removal_of_an_app_names_the_plugins_of_its_service_and_routes() -> None:
    service, route = a_service(), a_route()
    plugins = (Plugin("key-auth", service_id=service.id), Plugin(ENDS, route_id=route.id), Plugin("cors"))
    member = a_member(services=(service,), routes=(route,))
    plan = removal_plan_for(replace(member, routes=replace(member.routes, plugins=plugins)))
    assert f"plugins that go with them, and that nothing brings back: key-auth of `web-ui`; {ENDS} of `web-ui`." in plan.remarks


def test_the_plugins_of_the_admin_api_itself_are_as_heroku_ships_them_and_nothing_that_a_plan_asks_about() -> None:
    door = Service("adm-1", "kong-admin", "http", "localhost", 8001)
    route = Route("adm-r", "", door.id, paths=("/kong-admin",), protocols=("https",))
    services, plugins = (a_service(), door), (Plugin("key-auth", service_id=door.id),)
    plan = plan_for(RouteRemove(SERVICE, "web-ui"), OWN, route, services=services, plugins=plugins)
    assert after(plan, "/kong-admin").startswith("502, nothing listens on port 8001")


# Where they stand


def test_the_plugins_of_an_app_are_those_of_its_service_and_routes_and_of_every_route() -> None:
    service, route = a_service(), a_route(name="web-ui-cart")
    plugins = (Plugin(ENDS, route_id=route.id), Plugin("key-auth", service_id=service.id), Plugin("cors"))
    others = (Plugin(ENDS, route_id="another"), Plugin("key-auth", service_id="another"), Plugin("acl", "another", route.id))
    found = placed((*plugins, *others), (service,), (route,))
    assert found == (PlacedPlugin(plugins[0], "web-ui-cart"), PlacedPlugin(plugins[1], SERVICE), PlacedPlugin(plugins[2]))


def test_a_plugin_of_what_has_no_name_stands_at_its_id() -> None:
    service, route = a_service(name=""), a_route(name="")
    found = placed((Plugin(ENDS, route_id=route.id), Plugin(ENDS, service_id=service.id)), (service,), (route,))
    assert [each.at for each in found] == [route.id, service.id]
