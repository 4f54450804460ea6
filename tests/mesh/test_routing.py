"""Who answers a request to the mesh."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mesh.found import Route, Service
from mesh.routing import (
    AdminApi,
    AppItself,
    Edge,
    EdgeApp,
    Elsewhere,
    HttpsNeeded,
    Match,
    NoApp,
    NoRoute,
    NoService,
    NothingListens,
    Reached,
    Request,
    answer,
)
from tests.examples import EARLIER

WEB, API = "web.herokuapp.com", "api.herokuapp.com"
LOOPBACK = Service("s-loopback", "web", "http", "127.0.0.1", 5000)
DOOR_SERVICE = Service("s-door", "kong-admin", "http", "localhost", 8001)
APPS = (
    EdgeApp("web", (WEB, "www.acme.com")),
    EdgeApp("api", (API,)),
    EdgeApp("control", ("ctl.herokuapp.com",), listen_port=None, admin_port=8001),
)
EVERY_KONG = pytest.mark.parametrize("kong", ["1.0.2", "2.8.5", "3.0.2"])


def a_route(name: str, age: int = 0, **fields: Any) -> Route:  # noqa: ANN401 - any field
    route = Route(f"id-{name}", name, LOOPBACK.id, protocols=("https",), created_at=EARLIER - timedelta(seconds=age))
    return replace(route, **fields)


DOOR = a_route("", age=999, service_id=DOOR_SERVICE.id, paths=("/kong-admin",))


def an_edge(kong: str, *routes: Route, service: Service = LOOPBACK) -> Edge:
    return Edge(kong, APPS, (service, DOOR_SERVICE), (DOOR, *routes))


def match_of(edge: Edge, host: str, path: str = "/", method: str = "GET") -> Match:
    given = answer(edge, Request(host, path, method))
    assert isinstance(given, Reached)
    return given.match


def chosen(edge: Edge, host: str, path: str = "/", method: str = "GET") -> str:
    return match_of(edge, host, path, method).route.name


def path_at_backend(kong: str, asked: str, path: str | None, route: Route) -> str:
    given = answer(an_edge(kong, route, service=replace(LOOPBACK, path=path)), Request(WEB, asked))
    assert isinstance(given, Reached)
    return given.path


@EVERY_KONG
def test_a_host_that_no_app_owns_is_herokus_404(kong: str) -> None:
    assert answer(an_edge(kong, a_route("web", hosts=("lost.herokuapp.com",))), Request("lost.herokuapp.com")) == NoApp()


@EVERY_KONG
def test_the_app_that_owns_the_host_answers_whatever_app_the_route_was_meant_for(kong: str) -> None:
    given = answer(an_edge(kong, a_route("api", hosts=(WEB,))), Request(WEB, "/x"))
    assert given == Reached("web", match_of(an_edge(kong, a_route("api", hosts=(WEB,))), WEB), "/x", "127.0.0.1:5000")


def test_an_exact_domain_comes_before_a_wildcard_domain_and_the_longest_wildcard_before_the_others() -> None:
    owners = (EdgeApp("any", ("*.acme.com",)), EdgeApp("deep", ("*.shop.acme.com",)), EdgeApp("one", ("www.acme.com",)))
    edge = Edge("2.8.5", owners, (), ())
    owned = [edge.owner(host) for host in ("WWW.acme.com", "x.shop.acme.com", "x.acme.com", "acme.com")]
    assert owned == [owners[2], owners[1], owners[0], None]


def test_an_app_without_a_sidecar_answers_itself() -> None:
    assert answer(Edge("2.8.5", (EdgeApp("web", (WEB,), has_sidecar=False),), (), ()), Request(WEB)) == AppItself("web")


@EVERY_KONG
def test_without_a_route_for_the_host_kong_answers_404(kong: str) -> None:
    assert answer(an_edge(kong, a_route("api", hosts=(API,))), Request(WEB)) == NoRoute("web")


@EVERY_KONG
def test_the_case_of_the_host_matters_to_kong_and_not_to_heroku(kong: str) -> None:
    assert answer(an_edge(kong, a_route("web", hosts=(WEB,))), Request(WEB.upper())) == NoRoute("web")


@EVERY_KONG
def test_the_port_of_the_host_is_ignored(kong: str) -> None:
    assert chosen(an_edge(kong, a_route("web", hosts=(WEB,))), f"{WEB}:443") == "web"


@EVERY_KONG
def test_a_route_for_https_answers_http_with_426(kong: str) -> None:
    given = answer(an_edge(kong, a_route("web", hosts=(WEB,))), Request(WEB, scheme="http"))
    assert isinstance(given, HttpsNeeded)
    assert given.status == 426


@EVERY_KONG
def test_a_route_for_http_lets_https_through(kong: str) -> None:
    assert chosen(an_edge(kong, a_route("web", hosts=(WEB,), protocols=("http",))), WEB) == "web"


@EVERY_KONG
def test_the_path_of_the_admin_api_is_taken_on_every_host(kong: str) -> None:
    given = [answer(an_edge(kong), Request(host, "/kong-admin/services")) for host in ("ctl.herokuapp.com", WEB)]
    door = Match(DOOR, path="/kong-admin", cut="/kong-admin")
    assert given == [AdminApi("control", door, "/services"), NothingListens("web", door, 8001)]


@EVERY_KONG
def test_a_route_that_names_the_host_comes_before_the_path_of_the_admin_api(kong: str) -> None:
    edge = an_edge(kong, a_route("web", hosts=(WEB,), paths=("/kong",)))
    match = match_of(edge, WEB, "/kong-admin")
    assert (match.route.name, match.host, match.path, match.then) == ("web", WEB, "/kong", (DOOR,))


def test_the_door_comes_before_a_wildcard_host_in_kong_3_only() -> None:
    wildcard = a_route("wild", hosts=("*.herokuapp.com",))
    assert chosen(an_edge("2.8.5", wildcard), WEB, "/kong-admin") == "wild"
    assert isinstance(answer(an_edge("3.0.2", wildcard), Request(WEB, "/kong-admin")), NothingListens)


@EVERY_KONG
def test_a_service_at_another_address_is_sent_on_with_its_own_host(kong: str) -> None:
    outside = Service(LOOPBACK.id, "web", "https", "example.org", 443)
    given = answer(an_edge(kong, a_route("web", hosts=(WEB,)), service=outside), Request(WEB, "/x"))
    assert isinstance(given, Elsewhere)
    assert given.onward == Request("example.org", "/x")


def test_a_route_without_a_service_is_said_so() -> None:
    assert isinstance(answer(an_edge("2.8.5", a_route("web", service_id="", hosts=(WEB,))), Request(WEB)), NoService)


@EVERY_KONG
def test_the_backend_sees_the_visitors_host_with_preserve_host(kong: str) -> None:
    given = answer(an_edge(kong, a_route("web", hosts=(WEB,), preserve_host=True)), Request(WEB))
    assert isinstance(given, Reached)
    assert given.host == WEB


@EVERY_KONG
def test_more_kinds_of_criteria_win(kong: str) -> None:
    routes = (a_route("host", 3, hosts=(WEB,)), a_route("path", 2, paths=("/a",)), a_route("both", 1, hosts=(WEB,), methods=("GET",)))
    match = match_of(an_edge(kong, *routes), WEB, "/a")
    assert (match.route.name, [route.name for route in match.then]) == ("both", ["host", "path"])


@EVERY_KONG
def test_a_method_that_a_route_does_not_name_is_not_its_own(kong: str) -> None:
    edge = an_edge(kong, a_route("web", hosts=(WEB,)), a_route("post", hosts=(WEB,), methods=("POST",)))
    assert [chosen(edge, WEB, "/", method) for method in ("POST", "GET")] == ["post", "web"]


@EVERY_KONG
def test_the_longest_path_wins(kong: str) -> None:
    edge = an_edge(kong, a_route("short", 2, hosts=(WEB,), paths=("/a",)), a_route("long", 1, hosts=(WEB,), paths=("/a/b",)))
    assert [chosen(edge, WEB, path) for path in ("/a/b/c", "/a/c")] == ["long", "short"]


@pytest.mark.parametrize(("kong", "tilde"), [("1.0.2", ""), ("2.8.5", ""), ("3.0.2", "~")])
def test_a_regular_expression_wins_over_a_longer_path_and_the_higher_priority_over_the_lower(kong: str, tilde: str) -> None:
    plain = a_route("plain", 3, hosts=(WEB,), paths=("/a/b",))
    low = a_route("low", 2, hosts=(WEB,), paths=(rf"{tilde}/(?<first>\w+)",))
    high = a_route("high", 1, hosts=(WEB,), paths=(rf"{tilde}/a/\w+",), regex_priority=5)
    match = match_of(an_edge(kong, plain, low, high), WEB, "/a/b/c")
    assert (match.route.name, [route.name for route in match.then]) == ("high", ["low", "plain"])


def test_a_path_with_a_tilde_is_plain_before_kong_3() -> None:
    edge = an_edge("2.8.5", a_route("web", hosts=(WEB,), paths=("~/a.*",)))
    assert answer(edge, Request(WEB, "/abc")) == NoRoute("web")


@EVERY_KONG
def test_a_plain_host_wins_over_a_wildcard(kong: str) -> None:
    edge = an_edge(kong, a_route("wild", 2, hosts=("*.herokuapp.com",)), a_route("plain", 1, hosts=(WEB,)))
    assert [chosen(edge, host) for host in (WEB, API)] == ["plain", "wild"]


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_of_two_equal_routes_the_older_wins(kong: str) -> None:
    match = match_of(an_edge(kong, a_route("new", 1, hosts=(WEB,)), a_route("old", 2, hosts=(WEB,))), WEB)
    assert (match.route.name, match.undecided) == ("old", False)


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_a_route_still_to_be_stored_is_the_newest(kong: str) -> None:
    assert chosen(an_edge(kong, a_route("to-come", hosts=(WEB,), created_at=None), a_route("old", hosts=(WEB,))), WEB) == "old"


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_two_equal_routes_of_the_same_second_are_undecided(kong: str) -> None:
    assert match_of(an_edge(kong, a_route("one", hosts=(WEB,)), a_route("two", hosts=(WEB,))), WEB).undecided


def test_of_two_equal_routes_kong_3_takes_the_greater_id() -> None:
    edge = an_edge("3.0.2", a_route("a", 2, hosts=(WEB,)), a_route("b", 1, hosts=(WEB,)))
    assert chosen(edge, WEB) == "b"


def test_kong_3_is_undecided_between_a_route_and_its_equal_still_to_be_stored() -> None:
    assert match_of(an_edge("3.0.2", a_route("a", hosts=(WEB,)), a_route("b", id="", hosts=(WEB,))), WEB).undecided


@pytest.mark.parametrize(("kong", "seen"), [("1.0.2", "/basep"), ("2.8.5", "/base/p"), ("3.0.2", "/base/p")])
def test_the_path_of_a_service_is_put_before_the_requests(kong: str, seen: str) -> None:
    assert path_at_backend(kong, "/p", "/base", a_route("web", hosts=(WEB,))) == seen


@pytest.mark.parametrize(("kong", "seen"), [("1.0.2", "/basekeep/p"), ("2.8.5", "/base/keep/p"), ("3.0.2", "/base/keep/p")])
def test_without_strip_path_the_whole_path_follows(kong: str, seen: str) -> None:
    assert path_at_backend(kong, "/keep/p", "/base", a_route("web", hosts=(WEB,), paths=("/keep",), strip_path=False)) == seen


@EVERY_KONG
@pytest.mark.parametrize(("asked", "seen"), [("/a", "/"), ("/a/", "/"), ("/a/b", "/b"), ("/ab", "/b")])
def test_strip_path_cuts_the_matched_path_off(kong: str, asked: str, seen: str) -> None:
    assert path_at_backend(kong, asked, None, a_route("web", hosts=(WEB,), paths=("/a",))) == seen


@pytest.mark.parametrize("kong", ["2.8.5", "3.0.2"])
@pytest.mark.parametrize(("asked", "seen"), [("/", "/base/"), ("/a", "/base"), ("/a/", "/base/"), ("/a/b", "/base/b")])
def test_a_service_path_that_ends_in_a_slash_keeps_it_only_if_the_request_ends_in_one(kong: str, asked: str, seen: str) -> None:
    edge = an_edge(kong, a_route("a", hosts=(WEB,), paths=("/a",)), a_route("web", hosts=(WEB,)), service=replace(LOOPBACK, path="/base/"))
    given = answer(edge, Request(WEB, asked))
    assert isinstance(given, Reached)
    assert given.path == seen


@pytest.mark.parametrize(("kong", "seen"), [("1.0.2", "/c"), ("2.8.5", "/c"), ("3.0.2", "/b/c")])
def test_of_a_routes_own_paths_the_longest_is_cut_off_but_kong_3_takes_the_first(kong: str, seen: str) -> None:
    assert path_at_backend(kong, "/a/b/c", None, a_route("web", hosts=(WEB,), paths=("/a", "/a/b"))) == seen


@pytest.mark.parametrize(("kong", "winner"), [("1.0.2", "other"), ("2.8.5", "other"), ("3.0.2", "many")])
def test_a_long_path_lifts_the_short_ones_beside_it_in_kong_3_only(kong: str, winner: str) -> None:
    many = a_route("many", 1, hosts=(WEB,), paths=("/a", "/very/long/path"))
    assert chosen(an_edge(kong, many, a_route("other", 2, hosts=(WEB,), paths=("/a",))), WEB, "/a") == winner


@pytest.mark.parametrize(("kong", "winner"), [("1.0.2", "high"), ("2.8.5", "old"), ("3.0.2", "old")])
def test_a_regex_priority_lifts_a_route_without_regular_expressions_in_kong_1_only(kong: str, winner: str) -> None:
    high, old = a_route("high", 1, hosts=(WEB,), regex_priority=9), a_route("old", 2, id="id-z", hosts=(WEB,))
    assert chosen(an_edge(kong, high, old), WEB) == winner


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_a_branch_that_the_rest_does_not_follow_is_not_cut_off(kong: str) -> None:
    assert path_at_backend(kong, "/a/x", None, a_route("web", hosts=(WEB,), paths=("/a|/b",))) == "/a/x"


def test_a_plain_host_anywhere_hides_a_wildcard_from_kong_1() -> None:
    routes = (a_route("plain", hosts=(WEB,), paths=("/a",)), a_route("wild", hosts=("*.herokuapp.com",)))
    assert answer(an_edge("1.0.2", *routes), Request(WEB, "/b")) == NoRoute("web")
    assert chosen(an_edge("2.8.5", *routes), WEB, "/b") == "wild"


A_HOST, B_HOST, PATH = (WEB,), (API,), r"/v[1-9]/x"
TAKEN_ASTRAY = (
    a_route("short", 5, hosts=A_HOST, paths=(PATH,)),
    a_route("long", 4, hosts=A_HOST, paths=(f"{PATH}/in",), regex_priority=100),
    a_route("third", 3, hosts=A_HOST, paths=(f"{PATH}/other",)),
    a_route("foreign", 2, hosts=B_HOST, paths=(PATH,), regex_priority=110),
    a_route("foreign-long", 1, hosts=B_HOST, paths=(f"{PATH}/in",), regex_priority=100),
)


def test_a_route_of_another_host_may_decide_before_kong_3() -> None:
    assert chosen(an_edge("2.8.5", *TAKEN_ASTRAY), WEB, "/v1/x/in") == "short"
    assert chosen(an_edge("2.8.5", *(route for route in TAKEN_ASTRAY if WEB in route.hosts)), WEB, "/v1/x/in") == "long"
