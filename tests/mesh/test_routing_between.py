"""What changed in Kong's router between the versions that were measured. Source: kong/router.lua of 1.2 to 2.7, kong/router/compat.lua."""

import pytest

from mesh.routing import Reached, Request, answer, possible_answers
from tests.mesh.test_routing import API, WEB, a_route, an_edge, chosen, path_at_backend

COUNTS, COUNTS_NOT = ("1.3.1", "1.5.1", "2.5.2"), ("2.6.0", "2.8.5")


@pytest.mark.parametrize(("kong", "winner"), [*((kong, "urgent") for kong in COUNTS), *((kong, "older") for kong in COUNTS_NOT)])
def test_a_priority_counts_for_regular_expressions_alone_from_2_6_on(kong: str, winner: str) -> None:
    older = a_route("older", age=9, hosts=(WEB,), paths=("/ab",))
    assert chosen(an_edge(kong, older, a_route("urgent", hosts=(WEB,), paths=("/ab",), regex_priority=7)), WEB, "/ab") == winner


@pytest.mark.parametrize(("kong", "seen"), [("1.4.3", "/a/"), ("1.5.1", "/"), ("2.8.5", "/")])
def test_a_route_is_tried_with_each_of_its_paths_in_kongs_order_from_1_5_on(kong: str, seen: str) -> None:
    route = a_route("web", hosts=(WEB,), paths=("/a", "/a{2}"))
    hit = a_route("hit", hosts=(API,), paths=("/a.+",), regex_priority=9)
    given = answer(an_edge(kong, route, hit), Request(WEB, "/aa/"))
    assert isinstance(given, Reached)
    assert given.path.removeprefix("/") == seen.removeprefix("/")


@pytest.mark.parametrize(("kong", "winner"), [("1.3.1", "plain"), ("1.4.0", "regex"), ("2.8.5", "regex")])
def test_a_path_that_stands_word_for_word_hides_regular_expressions_up_to_1_3(kong: str, winner: str) -> None:
    plain, further = a_route("plain", hosts=(WEB,), paths=("/a/1",)), a_route("further", hosts=(WEB,), paths=("/zz",))
    assert chosen(an_edge(kong, plain, further, a_route("regex", hosts=("*.herokuapp.com",), paths=(r"/a/\d",))), WEB, "/a/1") == winner


@pytest.mark.parametrize(("kong", "seen"), [("2.0.5", "/base//x"), ("2.3.1", "/base//x"), ("2.8.5", "/base/x")])
@pytest.mark.parametrize("base", ["/base", "/base/"])
def test_slashes_at_the_front_of_a_path_are_sent_on_where_it_is_not_normalised(kong: str, seen: str, base: str) -> None:
    route = a_route("web", hosts=(WEB,), strip_path=False)
    assert path_at_backend(kong, "//x", base, route) == seen


@pytest.mark.parametrize(("kong", "winner"), [("3.0.2", "many"), ("3.2.2", "many"), ("3.3.0", "other"), ("3.9.1", "other")])
def test_a_long_path_lifts_the_short_ones_of_its_route_on_kong_3_up_to_3_2(kong: str, winner: str) -> None:
    many = a_route("many", paths=("/a", "/elsewhere"))
    assert chosen(an_edge(kong, many, a_route("other", paths=("/ab",))), WEB, "/ab/c") == winner


@pytest.mark.parametrize(("kong", "count"), [("3.2.2", 2), ("3.3.0", 1)])
def test_which_of_many_paths_is_stripped_is_certain_from_3_3_on(kong: str, count: int) -> None:
    route = a_route("web", hosts=(WEB,), paths=("/cart", "/", r"~/cart/(?<id>\d+)"))
    assert len(possible_answers(an_edge(kong, route), Request(WEB, "/cart/x"))) == count


def test_routes_of_one_rank_that_are_split_are_undecided_since_their_new_ids_are_not_known() -> None:
    routes = [a_route(name, paths=("/a", "/bb")) for name in ("one", "other")]
    assert len(possible_answers(an_edge("3.4.2", *routes), Request(WEB, "/a"))) == 2
