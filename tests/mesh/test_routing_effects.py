"""What a change of the table does, and which routes share traffic."""

from dataclasses import replace

import pytest

from mesh.routing import Edge, NoRoute, Reached, Request, effect, overlaps
from tests.mesh.test_routing import API, DOOR, EVERY_KONG, WEB, a_route, an_edge

WEB_ROUTE = a_route("web", hosts=(WEB,))
API_PATH = a_route("api-path", hosts=(WEB,), paths=("/api",))


def asked_of(before: Edge, after: Edge) -> list[tuple[str, str, str, bool]]:
    return [(each.request.host, each.request.path, each.request.method, each.differs) for each in effect(before, after)]


@EVERY_KONG
def test_nothing_changed_has_no_effect(kong: str) -> None:
    edge = an_edge(kong, WEB_ROUTE)
    assert effect(edge, edge) == ()


@EVERY_KONG
def test_a_new_route_is_shown_by_its_hosts(kong: str) -> None:
    new = replace(WEB_ROUTE, created_at=None, id="")
    sample = effect(an_edge(kong), an_edge(kong, new))[0]
    assert (sample.request, sample.before, type(sample.after)) == (Request(WEB), NoRoute("web"), Reached)


@EVERY_KONG
def test_a_removed_path_is_answered_by_the_neighbour(kong: str) -> None:
    samples = effect(an_edge(kong, WEB_ROUTE, API_PATH), an_edge(kong, WEB_ROUTE))
    after = {sample.request.path: sample.after for sample in samples}
    assert isinstance(after["/api"], Reached)
    assert (after["/api"].match.route.name, after["/api"].path) == ("web", "/api")


@EVERY_KONG
def test_methods_are_shown_as_they_were_and_as_they_will_be(kong: str) -> None:
    asked = asked_of(an_edge(kong, WEB_ROUTE), an_edge(kong, replace(WEB_ROUTE, methods=("POST",))))
    assert asked[0] == (WEB, "/", "GET", True)
    assert (WEB, "/", "POST", False) in asked


@EVERY_KONG
def test_the_paths_of_neighbours_on_the_host_are_shown_too(kong: str) -> None:
    moved = replace(WEB_ROUTE, hosts=(WEB, "www.acme.com"))
    asked = asked_of(an_edge(kong, WEB_ROUTE, API_PATH), an_edge(kong, moved, API_PATH))
    assert (WEB, "/api", "GET", False) in asked
    assert asked[0] == ("www.acme.com", "/", "GET", True)


@EVERY_KONG
def test_http_is_asked_where_the_protocols_change(kong: str) -> None:
    samples = effect(an_edge(kong, WEB_ROUTE), an_edge(kong, replace(WEB_ROUTE, protocols=("http", "https"))))
    assert next((each.request.scheme, each.request.path) for each in samples if each.differs) == ("http", "/")


def differing(before: Edge, after: Edge) -> set[str]:
    return {f"{each.request.scheme} {each.request.path}" for each in effect(before, after) if each.differs}


@EVERY_KONG
@pytest.mark.parametrize(("of_all", "of_some"), [(("https",), ("http", "https")), (("http", "https"), ("https",)), (("https",), ("http",))])
def test_http_that_begins_or_ceases_to_be_enough_is_shown(kong: str, of_all: tuple[str, ...], of_some: tuple[str, ...]) -> None:
    less = an_edge(kong, replace(WEB_ROUTE, protocols=of_all))
    more = replace(less, routes=(*less.routes, replace(API_PATH, protocols=of_some)))
    assert differing(less, more) == differing(more, less) == {"https /api", "http /api"}


@EVERY_KONG
@pytest.mark.parametrize("protocols", [("https",), ("http", "https"), ("http",)])
def test_http_is_not_shown_where_it_reaches_nobody_or_is_answered_as_https_is(kong: str, protocols: tuple[str, ...]) -> None:
    assert "http /" not in differing(an_edge(kong), an_edge(kong, replace(WEB_ROUTE, protocols=protocols)))


@EVERY_KONG
def test_a_changed_service_changes_what_its_routes_answer(kong: str) -> None:
    before = an_edge(kong, WEB_ROUTE)
    after = an_edge(kong, WEB_ROUTE, service=replace(before.services[0], path="/base"))
    assert effect(before, after)[0].differs


def test_no_more_samples_are_shown_than_asked_for() -> None:
    assert len(effect(an_edge("2.8.5"), an_edge("2.8.5", WEB_ROUTE, API_PATH), limit=2)) == 2


@EVERY_KONG
def test_a_domain_of_an_app_stands_for_a_wildcard(kong: str) -> None:
    asked = asked_of(an_edge(kong), an_edge(kong, a_route("wild", hosts=("*.acme.com",))))
    assert asked[0] == ("www.acme.com", "/", "GET", True)


@pytest.mark.parametrize(
    ("regex", "sample"), [(r"/v\d+", "/v1"), (r"/(?<name>\w+)/b", "/a/b"), (r"/(old|new)/.*", "/old/a"), (r"/[a-z]{1,3}$", "/a")]
)
def test_a_path_is_made_for_a_regular_expression(regex: str, sample: str) -> None:
    made = [path for _, path, _, _ in asked_of(an_edge("2.8.5"), an_edge("2.8.5", a_route("web", hosts=(WEB,), paths=(regex,))))]
    assert made[:1] == [sample]


@EVERY_KONG
def test_routes_on_different_hosts_do_not_overlap(kong: str) -> None:
    assert overlaps(Edge(kong, (), (), (WEB_ROUTE, a_route("api", hosts=(API,)))), WEB_ROUTE) == ()


@EVERY_KONG
def test_every_route_of_a_host_overlaps_the_door(kong: str) -> None:
    found = overlaps(an_edge(kong, WEB_ROUTE), WEB_ROUTE)
    assert [(each.other, each.request, each.winner) for each in found] == [(DOOR, Request(WEB, "/kong-admin"), WEB_ROUTE)]


@EVERY_KONG
def test_a_route_is_shadowed_by_those_that_win_where_both_match(kong: str) -> None:
    edge = an_edge(kong, WEB_ROUTE, API_PATH)
    over_web = {overlap.winner.name for overlap in overlaps(edge, WEB_ROUTE)} - {WEB_ROUTE.name}
    over_api = {overlap.winner.name for overlap in overlaps(edge, API_PATH)} - {API_PATH.name}
    assert (over_web, over_api) == ({API_PATH.name}, set())


@EVERY_KONG
def test_a_route_that_begins_to_name_methods_is_looked_at_with_a_method_that_it_loses(kong: str) -> None:
    every = a_route("web", hosts=(WEB,), paths=("/cart",))
    found = effect(an_edge(kong, every), an_edge(kong, replace(every, methods=("GET", "POST"))))
    assert [(each.request.method, type(each.after)) for each in found if each.differs] == [("PUT", NoRoute)]


@EVERY_KONG
def test_where_others_answer_before_a_route_by_their_methods_it_is_looked_at_with_one_that_nobody_names(kong: str) -> None:
    by_method = [
        a_route("read", hosts=("*.herokuapp.com",), paths=("/cart",), methods=("GET", "PUT")),
        a_route("write", hosts=("*.herokuapp.com",), paths=("/cart",), methods=("POST",)),
    ]
    every = a_route("every", hosts=("*.herokuapp.com",), paths=("/cart",))
    found = effect(an_edge(kong, *by_method, every), an_edge(kong, *by_method))
    assert {each.request.method for each in found if each.differs} == {"DELETE"}


@pytest.mark.parametrize(("kong", "path"), [("2.8.5", "/a#b"), ("2.8.5", r"/a\?b"), ("3.0.2", "/a#b"), ("3.0.2", "~/a[#]b")])
def test_no_request_is_named_that_nobody_can_send(kong: str, path: str) -> None:
    new = a_route("new", hosts=(WEB,), paths=(path,))
    assert not [each.request.path for each in effect(an_edge(kong, WEB_ROUTE), an_edge(kong, WEB_ROUTE, new)) if "a" in each.request.path]
