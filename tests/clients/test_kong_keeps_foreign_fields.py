"""Fields that we do not know survive every write and every undo, on each Kong as it really answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.kong import KongClient
from jobs.steps.membership import of_membership
from jobs.steps.routes import put_route, put_service, remove_route, write_route
from jobs.steps.site import Site
from mesh import steps
from mesh.errors import PermanentFailure
from mesh.found import Found, Route
from mesh.requests import RouteAdd, RouteRemove, RouteSet
from mesh.run import RunState
from mesh.run.undoing import inverse
from sandbox.kong import KongStandIn
from tests.clients.served import Loop, Served
from tests.examples import HOST, NOON, SERVICE, a_controller, a_mesh, a_note, a_plan, a_run, an_app, an_attachment, found
from tests.mesh.planning import OLD_HOST, plan_for
from tests.mesh.test_route_plans import plan_for as route_plan_for

SECRET = "hunter2-canary"
LATE: dict[str, st.SearchStrategy[Any]] = {
    "tags": st.lists(st.sampled_from(["ours", "team-a", "v2"]), min_size=1, unique=True),
    "headers": st.sampled_from([{"x-preview": ["yes"]}, {"x-a": ["1", "2"], "x-b": ["3"]}]),
    "snis": st.just(["ui.example.com"]),
    "https_redirect_status_code": st.sampled_from([301, 426]),
    "path_handling": st.sampled_from(["v0", "v1"]),
    "request_buffering": st.booleans(),
    "response_buffering": st.booleans(),
}
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "preserve_host": st.booleans(),
    "strip_path": st.booleans(),
    "regex_priority": st.integers(0, 9),
    "methods": st.just(["GET", "PUT"]),
}
MOMENTS = {"id", "created_at", "updated_at"}


@dataclass
class OneWriter:
    """A store in which no other run writes."""

    wrote: list[str] = field(default_factory=list)

    def begin_writing(self, *_: str) -> bool:
        return True

    def end_writing(self, *_: str) -> None:
        self.wrote.append("once")

    def kong_writes(self, *_: str) -> int:
        return 0


@pytest.fixture(params=["1.0.2", "2.8.5", "3.0.2"])
def admin(loop: Loop, request: pytest.FixtureRequest) -> Iterator[Served]:
    with loop.served(KongStandIn(request.param, admin_key="k")) as serving:
        yield serving


@pytest.fixture
def kong(admin: Served) -> Iterator[KongClient]:
    client = KongClient(admin.url, lambda: "", timeout=httpx.Timeout(5))
    yield client
    client.close()


def site(kong: KongClient, *, seconds: float = 0) -> Site:
    """Return what an effect is handed by a run that began so many seconds ago."""
    nobody = cast("Any", None)
    run = a_run(plan=a_plan(host=HOST), started_at=NOON)
    return Site(
        run, a_mesh(), nobody, kong, nobody, cast("Any", OneWriter()), lambda: NOON + timedelta(seconds=seconds),
        None, lambda: None, lambda: False,
    )  # fmt: skip


def by_hand(admin: Served, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = httpx.request(method, f"{admin.url}{path}", json=body)
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


def raw(admin: Served, name: str) -> dict[str, Any]:
    stored = dict(httpx.get(f"{admin.url}/routes/{name}").json())
    return {key: sorted(value) if key == "methods" and value else value for key, value in stored.items() if key not in MOMENTS}


def standing(admin: Served, kong: KongClient, name: str, hosts: list[str], fields: dict[str, Any]) -> Route:
    """Make a route anew as a person has set it; a Kong that does not know a field goes without."""
    for route in kong.routes():
        kong.delete_route(route.id)
    service = kong.service(SERVICE) or kong.create_service(SERVICE, "http://127.0.0.1:5000")
    late = {} if kong.version.startswith("1.") else fields
    known = {key: value for key, value in fields.items() if key in KNOWN}
    body = {"name": name, "hosts": hosts, "protocols": ["https"], "service": {"id": service.id}, **known, **late}
    by_hand(admin, "POST", "/routes", body)
    found_route = kong.route(name)
    assert found_route is not None
    return found_route


def as_found(kong: KongClient, route: Route, **changes: Any) -> Found:  # noqa: ANN401 - any field of Found
    version = a_controller(kong_version=kong.version)
    return found(controller=version, service=kong.service(SERVICE), route=route, **changes)


fields = st.fixed_dictionaries({}, optional={**KNOWN, **LATE})
one_table = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@one_table
@given(fields)
def test_an_add_leads_a_standing_route_to_the_new_app_and_touches_nothing_else(
    admin: Served, kong: KongClient, fields: dict[str, Any]
) -> None:
    fields.pop("methods", None)  # a route with methods is not one that we made, and is refused
    route = standing(admin, kong, SERVICE, [OLD_HOST], fields)
    before = raw(admin, SERVICE)
    step = plan_for(as_found(kong, route)).step("route")
    assert step is not None
    assert isinstance(step.step, steps.PutRoute)
    put_route(step.step, site(kong))
    assert raw(admin, SERVICE) == {**before, "hosts": [HOST]}
    assert (kong.route(SERVICE) or route).id == route.id


@one_table
@given(fields)
def test_a_route_set_and_its_undo_touch_nothing_else(admin: Served, kong: KongClient, fields: dict[str, Any]) -> None:
    route = standing(admin, kong, "web-ui-cart", [HOST], fields)
    before = raw(admin, "web-ui-cart")
    change = steps.WriteRoute(SERVICE, replace(route, paths=("/cart",), created_at=None), before=replace(route, created_at=None))
    write_route(change, site(kong))
    assert raw(admin, "web-ui-cart") == {**before, "paths": ["/cart"]}
    undo = inverse(a_run(request=RouteSet(SERVICE, "cart", cast("Any", None)), state=RunState.DONE, plan=a_plan(change)), ())
    assert isinstance(undo, RouteSet)
    write_route(back(undo, kong), site(kong))
    assert raw(admin, "web-ui-cart") == before


@one_table
@given(fields)
def test_a_removed_route_comes_back_by_an_undo_as_it_was(admin: Served, kong: KongClient, fields: dict[str, Any]) -> None:
    route = standing(admin, kong, "web-ui-cart", [HOST], fields)
    before = raw(admin, "web-ui-cart")
    removal = steps.RemoveRoute(replace(route, created_at=None))
    remove_route(removal, site(kong))
    undo = inverse(a_run(request=RouteRemove(SERVICE, "cart"), state=RunState.DONE, plan=a_plan(removal)), ())
    assert isinstance(undo, RouteAdd)
    write_route(back(undo, kong), site(kong))
    assert raw(admin, "web-ui-cart") == before


def back(undo: RouteAdd | RouteSet, kong: KongClient) -> steps.WriteRoute:
    service = kong.service(SERVICE)
    assert service is not None
    plan = route_plan_for(undo, *kong.routes(), kong=kong.version, services=(service,), app=an_app(), attachments=(an_attachment(),))
    step = plan.steps[0].step
    assert isinstance(step, steps.WriteRoute)
    return step


def test_a_service_that_stands_is_left_as_it_is(admin: Served, kong: KongClient) -> None:
    """Somebody made it between the plan and the step, with timeouts of their own."""
    by_hand(admin, "POST", "/services", {"name": SERVICE, "url": "http://127.0.0.1:5000", "read_timeout": 7000, "retries": 1})
    with pytest.raises(Exception, match="UNIQUE violation"):
        put_service(steps.PutService(SERVICE, "http://127.0.0.1:5000"), site(kong))
    again = replace(site(kong), note=a_note())
    put_service(steps.PutService(SERVICE, "http://127.0.0.1:5000"), again)
    stored = httpx.get(f"{admin.url}/services/{SERVICE}").json()
    assert (stored["read_timeout"], stored["retries"]) == (7000, 1)


@pytest.mark.parametrize("admin", ["2.8.5", "3.0.2"], indirect=True)
def test_a_route_whose_unknown_fields_have_moved_is_not_written_over(admin: Served, kong: KongClient) -> None:
    route = standing(admin, kong, "web-ui-cart", [HOST], {})
    by_hand(admin, "PATCH", "/routes/web-ui-cart", {"headers": {"x-preview": ["yes"]}})
    change = steps.WriteRoute(SERVICE, replace(route, paths=("/cart",)), before=route)
    with pytest.raises(PermanentFailure, match="was changed by somebody else meanwhile"):
        write_route(change, site(kong, seconds=60))
    with pytest.raises(PermanentFailure, match="was changed by somebody else meanwhile"):
        remove_route(steps.RemoveRoute(route), site(kong, seconds=60))


@pytest.mark.parametrize("fields", [{"retries": 1}, {"read_timeout": 7000}, {"host": "10.0.0.9"}])
def test_a_service_that_somebody_has_set_since_the_plan_is_not_removed(admin: Served, kong: KongClient, fields: dict[str, Any]) -> None:
    service = kong.create_service(SERVICE, "http://127.0.0.1:5000")
    by_hand(admin, "PATCH", f"/services/{SERVICE}", fields)
    with pytest.raises(PermanentFailure, match=f"the service `{SERVICE}` was changed by somebody else meanwhile"):
        of_membership(steps.RemoveService(service), site(kong, seconds=60))
    assert kong.service(SERVICE) is not None


def test_a_service_that_is_as_the_plan_saw_it_is_removed(kong: KongClient) -> None:
    of_membership(steps.RemoveService(kong.create_service(SERVICE, "http://127.0.0.1:5000")), site(kong, seconds=60))
    assert kong.service(SERVICE) is None


@pytest.mark.parametrize("admin", ["2.8.5", "3.0.2"], indirect=True)
def test_a_header_that_may_be_a_key_is_known_by_its_name_alone(admin: Served, kong: KongClient) -> None:
    route = standing(admin, kong, "web-ui-cart", [HOST], {"headers": {"x-api-key": [SECRET], "x-version": ["2"]}, "tags": ["t" * 2100]})
    assert SECRET not in (route.foreign or "")
    assert '"headers": {"x-api-key": null, "x-version": ["2"]}' in (route.foreign or "")
    assert '"tags": null' in (route.foreign or "")
