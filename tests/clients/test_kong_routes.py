"""The table of routes at Kong's Admin API: read whole, and one route of it created, changed and removed."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from clients.kong import KongClient
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.found import Plugin, Route
from sandbox.kong import KongStandIn
from tests.clients.served import Loop, Served

BACKEND = "http://127.0.0.1:5000"
of_every_kong = pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])


@pytest.fixture
def version() -> str:
    return "1.0.2"


@pytest.fixture
def admin(loop: Loop, version: str) -> Iterator[Served]:
    with loop.served(KongStandIn(version, admin_key="k")) as serving:
        yield serving


@pytest.fixture
def kong(admin: Served) -> Iterator[KongClient]:
    client = KongClient(admin.url, lambda: "", timeout=httpx.Timeout(2))
    yield client
    client.close()


def cart(kong: KongClient) -> Route:
    """Return a wanted route of a service that is there."""
    service = kong.create_service("web-ui", BACKEND)
    return Route("", "web-ui-cart", service.id, ("ui.example.com",), ("/cart",), ("GET", "POST"), ("https",))


@of_every_kong
def test_a_route_is_created_with_all_of_its_fields(kong: KongClient, admin: Served) -> None:
    wanted = replace(cart(kong), regex_priority=3, strip_path=False, preserve_host=True)
    stored = kong.create_route(wanted)
    assert kong.route("web-ui-cart") == stored
    assert replace(stored, id="", methods=wanted.methods) == wanted
    assert admin.asked[-2] == "POST /routes"


@of_every_kong
def test_a_name_that_is_taken_is_not_replaced(kong: KongClient) -> None:
    stored = kong.create_route(cart(kong))
    with pytest.raises(TemporaryFailure, match="UNIQUE violation"):
        kong.create_route(replace(stored, paths=("/other",)))
    assert kong.route("web-ui-cart") == stored


@of_every_kong
def test_a_change_sends_only_what_differs_and_leaves_the_rest_and_the_age(kong: KongClient, admin: Served) -> None:
    before = kong.create_route(cart(kong))
    wanted = replace(before, paths=("/cart", "/basket"), preserve_host=True)
    changed = kong.change_route(before, wanted)
    assert (changed, changed.created_at) == (wanted, before.created_at)
    assert admin.asked[-1] == f"PATCH /routes/{before.id}"


@of_every_kong
def test_a_list_that_is_emptied_is_nothing_at_kong(kong: KongClient) -> None:
    before = kong.create_route(cart(kong))
    assert kong.change_route(before, replace(before, methods=(), paths=())).methods == ()


@of_every_kong
def test_a_route_that_is_gone_cannot_be_changed(kong: KongClient) -> None:
    before = kong.create_route(cart(kong))
    kong.delete_route(before.id)
    with pytest.raises(PermanentFailure, match="Kong did not change the route `web-ui-cart`: it is gone"):
        kong.change_route(before, replace(before, paths=("/b",)))


@of_every_kong
def test_a_route_is_removed_by_its_id_as_often_as_one_likes(kong: KongClient) -> None:
    stored = kong.create_route(cart(kong))
    kong.delete_route(stored.id)
    kong.delete_route(stored.id)
    assert (kong.route_by_id(stored.id), kong.routes()) == (None, ())


@of_every_kong
def test_the_whole_table_is_two_requests(kong: KongClient, admin: Served) -> None:
    stored = kong.create_route(cart(kong))
    before = len(admin.asked)
    assert ([service.name for service in kong.services()], kong.routes()) == (["web-ui"], (stored,))
    assert admin.asked[before:] == ["GET /services?size=1000", "GET /routes?size=1000"]


def make(admin: Served, **plugin: object) -> None:
    """Make a plugin as a person does."""
    answer = httpx.post(f"{admin.url}/plugins", json=plugin)
    assert answer.status_code == 201, answer.text


@of_every_kong
def test_the_whole_table_with_its_plugins_is_three_requests_and_no_configuration_is_kept(kong: KongClient, admin: Served) -> None:
    stored = kong.create_route(cart(kong))
    make(admin, name="key-auth", service={"id": stored.service_id}, enabled=False)
    make(admin, name="request-size-limiting", route={"id": stored.id})
    before = len(admin.asked)
    _, routes, plugins = kong.table_with_plugins()
    assert sorted(admin.asked[before:]) == ["GET /plugins?size=1000", "GET /routes?size=1000", "GET /services?size=1000"]
    assert routes == (stored,)
    assert sorted(plugins or (), key=lambda plugin: plugin.name) == [
        Plugin("key-auth", service_id=stored.service_id, is_enabled=False),
        Plugin("request-size-limiting", route_id=stored.id),
    ]


def test_a_table_of_more_than_a_thousand_is_read_page_by_page(kong: KongClient, admin: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = cart(kong)
    for number in range(5):
        kong.create_route(replace(wanted, name=f"web-ui-{number}"))
    monkeypatch.setattr("clients.kong.PAGE", 2)
    before = len(admin.asked)
    assert sorted(route.name for route in kong.routes()) == [f"web-ui-{number}" for number in range(5)]
    assert len(admin.asked) - before == 3


@pytest.mark.parametrize(
    "broken", [{"data": "none"}, {"next": None}, {"data": [5], "next": None}, {"data": [], "next": "/routes?offset=x"}]
)
def test_a_list_that_cannot_be_read_is_worth_another_try(kong: KongClient, admin: Served, broken: dict[str, object]) -> None:
    admin.go_wrong(status=200, body=broken)
    with pytest.raises(TemporaryFailure, match="gave an answer that could not be read when asked to list its routes"):
        kong.routes()


def test_a_route_that_is_stored_otherwise_than_asked_is_told(kong: KongClient, admin: Served) -> None:
    wanted = cart(kong)
    stored = {"id": "r", "name": wanted.name, "hosts": ["ui.example.com"], "service": {"id": "other"}, "protocols": ["https"]}
    admin.go_wrong(status=201, body=stored)
    with pytest.raises(PermanentFailure, match="now has the service other and "):
        kong.create_route(wanted)


def test_a_removal_whose_answer_is_lost_is_unknown(kong: KongClient, admin: Served) -> None:
    stored = kong.create_route(cart(kong))
    admin.go_wrong(when="after", reset=True)
    with pytest.raises(TemporaryFailure) as caught:
        kong.delete_route(stored.id)
    assert caught.value.outcome_unknown


@of_every_kong
def test_a_service_is_removed_by_its_id_and_one_that_is_gone_is_as_good(kong: KongClient) -> None:
    service = kong.create_service("web-ui", BACKEND)
    kong.delete_service(service.id)
    kong.delete_service(service.id)
    assert kong.service("web-ui") is None


@of_every_kong
def test_a_service_that_has_routes_is_not_removed(kong: KongClient) -> None:
    stored = kong.create_route(cart(kong))
    with pytest.raises(PermanentFailure, match="an existing 'routes' entity references this 'services' entity"):
        kong.delete_service(stored.service_id)
    assert kong.service("web-ui") is not None


@pytest.mark.parametrize("data", [None, 0, "", False, "x", {"a": 1}])
@pytest.mark.parametrize("kind", ["services", "routes", "plugins"])
def test_what_is_no_list_is_not_taken_for_an_empty_one(kong: KongClient, admin: Served, kind: str, data: object) -> None:
    admin.go_wrong(status=200, body={"data": data, "next": None}, method="GET", path=f"^/{kind}\\b")
    with pytest.raises(TemporaryFailure, match="an answer that could not be read"):
        kong.table_with_plugins()


@pytest.mark.parametrize("status", [403, 404])
def test_a_kong_that_refuses_to_list_its_plugins_still_shows_its_table(kong: KongClient, admin: Served, status: int) -> None:
    stored = kong.create_route(cart(kong))
    admin.go_wrong(status=status, body={"message": "You do not have permissions"}, method="GET", path="^/plugins", count=0)
    services, routes, plugins = kong.table_with_plugins()
    assert (len(services), routes, plugins) == (1, (stored,), None)
    with pytest.raises(PermanentFailure, match="list its plugins"):
        kong.plugins()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_plugins_that_are_not_listed_for_the_moment_are_asked_for_again(kong: KongClient, admin: Served, status: int) -> None:
    admin.go_wrong(status=status, body={"message": "later"}, method="GET", path="^/plugins")
    with pytest.raises(TemporaryFailure, match="list its plugins"):
        kong.table_with_plugins()
    assert kong.table_with_plugins()[2] == ()
