"""An undo makes a route again with all that it had, and touches no field that the run has not changed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import requests, steps
from mesh.found import Route
from mesh.plan import Refusal
from mesh.requests import RouteAdd, RouteFields, RouteRemove, RouteSet, Tier
from mesh.run import Run, RunState
from mesh.run.undoing import inverse
from tests.examples import APP, HOST, SERVICE, a_plan, a_route, a_run, dynos
from tests.mesh.test_removing import a_member, plan_for
from tests.mesh.test_route_plans import OWN, written
from tests.mesh.test_route_plans import plan_for as route_plan_for
from tests.mesh.test_undoing import SCALE

CART = a_route(id="c-1", name="web-ui-cart", paths=("/cart",))
SECRET = "hunter2-canary"


def done(step: steps.Step, **changes: Any) -> Run:  # noqa: ANN401 - any field
    request = RouteRemove(SERVICE, "cart")
    return a_run(**{"request": request, "state": RunState.DONE, "plan": a_plan(step), **changes})


def foreign(**fields: object) -> str:
    return json.dumps(fields, sort_keys=True)


values = st.none() | st.booleans() | st.integers(-9, 9) | st.text("abc é", min_size=1, max_size=5)
some_fields = st.dictionaries(st.sampled_from(["tags", "snis", "path_handling", "request_buffering", "new_in_kong_9"]), values.filter(bool))


@settings(max_examples=200, deadline=None)
@given(some_fields, st.booleans(), st.sampled_from([(), ("GET", "POST")]))
def test_a_removed_route_is_made_again_with_all_that_it_had(fields: dict[str, object], preserve: bool, methods: tuple[str, ...]) -> None:
    before = replace(CART, foreign=foreign(**fields), preserve_host=preserve, methods=methods, regex_priority=7)
    request = inverse(done(steps.RemoveRoute(before)), ())
    assert isinstance(request, RouteAdd)
    wanted = written(route_plan_for(request, OWN)).wanted
    assert (replace(wanted, id=before.id), json.loads(wanted.foreign or "{}")) == (before, fields)


def test_a_route_whose_headers_may_be_secret_is_not_made_again_without_them() -> None:
    before = replace(CART, foreign=foreign(headers={"x-api-key": None}))
    refusal = inverse(done(steps.RemoveRoute(before)), ())
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "the values of headers of `web-ui-cart` are not kept, because they may be secret or are very long."
    plan = route_plan_for(RouteRemove(SERVICE, "cart"), OWN, before)
    assert f"{refusal.reason.removesuffix('.')}, so this removal cannot be undone." in plan.remarks


CHANGES: list[tuple[dict[str, Any], RouteFields]] = [
    ({"paths": ("/basket",)}, RouteFields(paths=("/cart",))),
    ({"methods": ("GET",)}, RouteFields(methods=())),
    ({"preserve_host": True}, RouteFields(preserve_host=False)),
    ({"hosts": (HOST, "ui.example.com"), "strip_path": False}, RouteFields(hosts=(HOST,), strip_path=True)),
]


@pytest.mark.parametrize(("changed", "back"), CHANGES)
def test_an_undo_names_only_what_the_run_has_changed(changed: dict[str, Any], back: RouteFields) -> None:
    run = done(steps.WriteRoute(SERVICE, replace(CART, **changed), before=CART))
    assert inverse(run, ()) == RouteSet(SERVICE, "web-ui-cart", back)


def test_a_route_for_every_host_is_changed_back_where_its_hosts_were_not_changed() -> None:
    everywhere: Route = replace(CART, hosts=())
    run = done(steps.WriteRoute(SERVICE, replace(everywhere, paths=("/b",)), before=everywhere))
    assert inverse(run, ()) == RouteSet(SERVICE, "web-ui-cart", RouteFields(paths=("/cart",)))
    named = done(steps.WriteRoute(SERVICE, replace(everywhere, hosts=(HOST,)), before=everywhere))
    assert isinstance(inverse(named, ()), Refusal)


@pytest.mark.parametrize("tier", [None, Tier.T1_REVERSIBLE, Tier.T2_TRAFFIC])
def test_an_undo_needs_no_less_than_what_it_undoes(tier: Tier | None) -> None:
    plan = a_plan(steps.Scale(APP, dynos("web=12"), before=dynos("web=1:basic")), tier=tier)
    request = inverse(a_run(request=SCALE, state=RunState.DONE, plan=plan), ())
    assert isinstance(request, requests.Scale)
    assert request.tier is (tier or Tier.T1_REVERSIBLE)


def test_a_removal_names_what_was_set_by_hand_and_none_of_its_values() -> None:
    service = replace(a_member().routes.services[0], foreign=foreign(retries=2, read_timeout=60000, tags=[SECRET]))
    route = replace(a_route(), foreign=foreign(https_redirect_status_code=426, headers={"x-v": [SECRET]}))
    plan = plan_for(a_member(services=(service,), routes=(route,)))
    assert "set by hand at Kong, and not made again by an `attach`: retries, tags of `web-ui`; headers of `web-ui`." in plan.remarks
    assert SECRET not in " ".join(plan.remarks)
