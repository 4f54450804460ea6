"""Kong's router as it was measured: its order, what its sort leaves open, and the normal form of paths."""

from dataclasses import replace

import pytest

from mesh.found import Route
from mesh.route_plans import told
from mesh.routing import Chosen, Edge, HttpsNeeded, NoRoute, NotPredicted, Reached, Request, answer, effect, overlaps, possible_answers
from mesh.routing.normal import normal_path
from tests.mesh.test_routing import API, LOOPBACK, WEB, a_route, an_edge, chosen, path_at_backend

ANY = ("*.herokuapp.com",)
AS_SENT, IN_NORMAL_FORM = ["1.0.2", "2.2.2", "2.3.1"], ["2.3.2", "2.4.0", "2.8.5", "3.0.2"]


def paths_seen(edge: Edge, request: Request) -> list[str]:
    return sorted(given.path for given in possible_answers(edge, request) if isinstance(given, Reached))


def names_of(edge: Edge, request: Request) -> list[str]:
    return sorted(given.match.route.name for given in possible_answers(edge, request) if isinstance(given, Reached | HttpsNeeded))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_route("first", hosts=(WEB,)), a_route("second", hosts=ANY, paths=("/ab",))),
        (a_route("first", hosts=(WEB,)), a_route("second", paths=("/ab",), methods=("GET",))),
        (a_route("first", paths=("~/a.",)), a_route("second", hosts=ANY, paths=("/ab",), methods=("GET",))),
        (a_route("first", hosts=(WEB,)), a_route("second", paths=("~/a.",), regex_priority=1_000)),
        (a_route("first", paths=("~/a",), regex_priority=2), a_route("second", paths=("~/ab",), regex_priority=1)),
        (a_route("first", paths=("~/a", "/ab")), a_route("second", paths=("~/a", "/b"))),
        (a_route("first", hosts=ANY, paths=("/a",)), a_route("second", paths=("/ab",))),
    ],
    ids=["plain host, path", "plain host, path and method", "regex, three kinds", "plain host, regex", "priority", "length", "kinds"],
)
def test_kong_3_orders_by_plain_hosts_then_regexes_then_one_number(first: Route, second: Route) -> None:
    assert [chosen(an_edge("3.0.2", *routes), WEB, "/ab") for routes in ([first, second], [second, first])] == ["first", "first"]


@pytest.mark.parametrize(
    ("priority", "winner"), [(0, "kinds"), (1_324, "kinds"), (2_047, "kinds"), (2_048, "priority"), (4_095, "priority")]
)
def test_a_high_priority_reaches_into_the_bits_of_the_kinds(priority: int, winner: str) -> None:
    """The kinds stand from bit 29 on, and the priority from bit 19: 2,048 is as much as two kinds, and the one kind is joined to it."""
    kinds = a_route("kinds", id="z", paths=("~/ab",), methods=("GET",), regex_priority=300)
    high = a_route("priority", id="a", paths=("~/ab",), regex_priority=priority)
    assert chosen(an_edge("3.0.2", kinds, high), WEB, "/ab") == winner


def test_kong_3_shifts_within_32_bits_so_that_a_priority_of_4096_comes_before_plain_hosts() -> None:
    huge = a_route("huge", paths=("~/ab",), regex_priority=4_096)
    assert chosen(an_edge("3.0.2", huge, a_route("plain", hosts=(WEB,), paths=("~/ab",))), WEB, "/ab") == "huge"


@pytest.mark.parametrize(("asked", "seen"), [("/x/b", "/b"), ("/a/c", "/c"), ("/c", None)])
def test_kong_3_anchors_the_first_alternative_alone(asked: str, seen: str | None) -> None:
    edge = an_edge("3.0.2", a_route("web", hosts=(WEB,), paths=("~/a|/b",)))
    assert paths_seen(edge, Request(WEB, asked)) == ([seen] if seen else [])


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_before_kong_3_every_alternative_is_anchored(kong: str) -> None:
    assert answer(an_edge(kong, a_route("web", hosts=(WEB,), paths=("/a|/b",))), Request(WEB, "/x/b")) == NoRoute("web")


@pytest.mark.parametrize(("kong", "winner"), [("1.0.2", "first"), ("1.5.1", "first"), ("2.8.5", "second")])
def test_a_host_with_its_port_is_not_found_on_the_shortcut_list_of_kong_2(kong: str, winner: str) -> None:
    """On 2.8.5 as measured: the younger route stands on the list of the host, and the list is looked up by the Host as sent."""
    routes = (
        a_route("first", 1, hosts=("web.*", WEB), protocols=("http", "https")),
        a_route("second", 2, hosts=("*.com",)),
    )
    request = Request(f"{WEB}:8443", "/zz/9", "PUT", "http")
    assert names_of(an_edge(kong, *routes), request) == [winner]


def test_which_of_several_matching_regexes_of_one_route_is_stripped_is_not_known_on_kong_2() -> None:
    edge = an_edge("2.8.5", a_route("web", hosts=(WEB,), paths=("/cart(/|$)", r"/[a-z]+/\d+")))
    given = answer(edge, Request(WEB, "/cart/12/x"))
    assert isinstance(given, Reached)
    assert given.match.undecided
    assert paths_seen(edge, Request(WEB, "/cart/12/x")) == ["/12/x", "/x"]


def test_which_of_several_matching_paths_of_one_route_is_stripped_is_not_known_on_kong_3() -> None:
    edge = an_edge("3.0.2", a_route("web", hosts=(WEB,), paths=("/cart", "/", r"~/cart/(?<id>\d+)")))
    assert paths_seen(edge, Request(WEB, "/cart/", "DELETE")) == ["/", "/cart/"]


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5", "3.0.2"])
def test_paths_of_one_route_that_the_app_sees_alike_are_decided(kong: str) -> None:
    tilde = "~" if kong.startswith("3") else ""
    route = a_route("web", hosts=(WEB,), paths=(rf"{tilde}/a\w*", f"{tilde}/[a-c]+", "/x"), strip_path=False)
    assert possible_answers(an_edge(kong, route), Request(WEB, "/ab")) == (answer(an_edge(kong, route), Request(WEB, "/ab")),)


def test_on_kong_1_two_wildcard_hosts_of_one_second_are_undecided() -> None:
    edge = an_edge("1.0.2", a_route("one", hosts=ANY, paths=("/a",)), a_route("two", hosts=("web.*",)))
    assert names_of(edge, Request(WEB, "/a/b")) == ["one", "two"]
    assert names_of(edge, Request(WEB, "/c")) == ["two"]


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_all_routes_of_one_second_between_which_nothing_decides_are_named(kong: str) -> None:
    edge = an_edge(kong, *(a_route(name, hosts=(WEB,)) for name in ("one", "two", "three")))
    assert names_of(edge, Request(WEB)) == ["one", "three", "two"]


def test_a_route_to_come_may_come_before_or_behind_its_equals_on_kong_3() -> None:
    equals = [a_route("a", hosts=(WEB,)), a_route("b", hosts=(WEB,)), a_route("new", id="", hosts=(WEB,))]
    assert names_of(an_edge("3.0.2", *equals), Request(WEB)) == ["b", "new"]


def test_what_kong_may_choose_is_told_with_all_that_it_may_be() -> None:
    edge = an_edge("2.8.5", a_route("one", hosts=(WEB,)), a_route("two", hosts=(WEB,)))
    text = told(answer(edge, Request(WEB, "/x")), edge)
    assert text == "web sees /x (route one of web), or web sees /x (route two of web): Kong may choose either".replace(" of web", "")


def test_a_change_that_makes_an_answer_undecided_is_an_effect_and_no_overlap_claims_a_winner() -> None:
    one, two = a_route("one", hosts=(WEB,)), a_route("two", hosts=(WEB,))
    before, after = an_edge("2.8.5", one), an_edge("2.8.5", one, two)
    sample = effect(before, after)[0]
    assert sample.differs
    assert isinstance(sample.after, Chosen)
    assert sample.after.or_else
    assert overlaps(after, two) == ()


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("/a//b", "/a/b"),
        ("/a/./b", "/a/b"),
        ("/a/x/../b", "/a/b"),
        ("/%61/b", "/a/b"),
        ("/caf%c3%a9", "/café"),
        ("/caf%C3%A9", "/café"),
        ("/a%2fb", "/a%2Fb"),
        ("/a%25b", "/a%25b"),
        ("/%2e%2e/b", "/b"),
        ("/a/..", "/"),
        ("/a/.", "/a/"),
        ("/../../b", "/b"),
        ("/a/b/", "/a/b/"),
        ("/a.b/..c", "/a.b/..c"),
        ("/", "/"),
        ("/a%zz", "/a%zz"),
    ],
)
def test_a_path_is_compared_in_its_normal_form_from_2_3_2_on(sent: str, normal: str) -> None:
    assert [normal_path(sent, version) for version in ((2, 3, 1), (2, 3, 2), (2, 4), (3, 0))] == [sent, normal, normal, normal]


@pytest.mark.parametrize("kong", IN_NORMAL_FORM)
@pytest.mark.parametrize("asked", ["/a//b", "/a/./b", "/a/x/../b", "/%61/b", "//a/b"])
def test_another_spelling_of_a_path_finds_its_route_from_2_3_2_on(kong: str, asked: str) -> None:
    assert chosen(an_edge(kong, a_route("all", 2, hosts=(WEB,)), a_route("web", 1, hosts=(WEB,), paths=("/a/b",))), WEB, asked) == "web"


@pytest.mark.parametrize("kong", AS_SENT)
@pytest.mark.parametrize("asked", ["/a//b", "/a/./b", "/a/x/../b", "/%61/b"])
def test_before_2_3_2_a_path_is_compared_as_it_is_sent(kong: str, asked: str) -> None:
    assert chosen(an_edge(kong, a_route("all", 2, hosts=(WEB,)), a_route("web", 1, hosts=(WEB,), paths=("/a/b",))), WEB, asked) == "all"


@pytest.mark.parametrize(
    ("kong", "path", "matches"),
    [
        ("1.0.2", "/caf%c3%a9", True),
        ("2.3.2", "/caf%c3%a9", True),
        ("2.8.5", "/caf%c3%a9", True),
        ("3.0.2", "/caf%c3%a9", False),
        ("3.0.2", "/café", True),
        ("2.8.5", "/caf%C3%A9", True),
        ("2.8.5", "/a/caf%c3%a9/[0-9]+", False),
    ],
)
def test_a_routes_own_path_is_normalised_up_to_2_8_alone(kong: str, path: str, matches: bool) -> None:
    edge = an_edge(kong, a_route("web", hosts=(WEB,), paths=(path,)))
    assert isinstance(answer(edge, Request(WEB, "/caf%c3%a9")), Reached) is matches


def test_escapes_in_an_expression_are_undone_from_2_4_to_2_8() -> None:
    edge = an_edge("2.8.5", a_route("web", hosts=(WEB,), paths=("/caf%c3%a9/[0-9]+", "/a%2Eb[0-9]")))
    assert [type(answer(edge, Request(WEB, asked))) for asked in ("/caf%C3%A9/7", "/a.b7", "/acb7")] == [Reached, Reached, NoRoute]


@pytest.mark.parametrize(
    ("kong", "asked", "seen"),
    [
        ("1.0.2", "/a//b/%61", "//b/%61"),
        ("2.8.5", "/a//b/%61", "/b/a"),
        ("3.0.2", "/a//b/%61", "/b/a"),
        ("2.8.5", "/a/caf%c3%a9 x", "/caf%C3%A9%20x"),
        ("3.0.2", "/a/caf%c3%a9", "/caf%C3%A9"),
        ("3.0.2", "/a../b", "/b"),
        ("2.3.3", "/a./b", "/b"),
        ("2.3.2", "/a./b", "/./b"),
        ("2.8.5", "/a./b", "/b"),
        ("1.0.2", "/a../b", "../b"),
    ],
)
def test_the_app_sees_the_normal_path_with_what_is_not_safe_escaped(kong: str, asked: str, seen: str) -> None:
    given = path_at_backend(kong, asked, "/", a_route("web", hosts=(WEB,), paths=("/a",)))
    assert given.removeprefix("/" if seen.startswith("..") else "") == seen


@pytest.mark.parametrize("path", ["/x", "~/a.*"])
def test_a_path_that_is_no_text_finds_no_route_of_kong_3(path: str) -> None:
    """atc-router takes no field that is not UTF-8, and Kong answers 404 then. Source: src/ffi.rs of atc-router 1.0.2."""
    edge = an_edge("3.0.2", a_route("web", hosts=(WEB,)), a_route("other", hosts=(API,), paths=(path,)))
    assert answer(edge, Request(WEB, "/a%ff")) == NoRoute("web")


def test_where_no_route_has_a_path_kong_3_reads_none() -> None:
    edge = an_edge("3.0.2", a_route("web", hosts=(WEB,)))
    assert chosen(replace(edge, routes=edge.routes[1:]), WEB, "/a%ff") == "web"


@pytest.mark.parametrize(("kong", "winner"), [("1.0.2", "older"), ("1.3.1", "empty"), ("2.8.5", "empty"), ("3.0.2", "empty")])
def test_a_list_of_no_hosts_ranks_as_plain_hosts_from_1_3_on(kong: str, winner: str) -> None:
    older = a_route("older", age=9, id="z", paths=("/a",))
    assert chosen(an_edge(kong, older, a_route("empty", id="a", paths=("/a",), has_list_of_no_hosts=True)), WEB, "/a/b") == winner


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5", "3.0.2"])
def test_a_service_for_tcp_answers_no_request_on_kong_1_and_its_route_goes_by_its_own_protocols_later(kong: str) -> None:
    edge = an_edge(kong, a_route("web", hosts=(WEB,)), service=replace(LOOPBACK, protocol="tcp"))
    assert isinstance(answer(edge, Request(WEB)), NoRoute) is kong.startswith("1.0")


def test_another_hosts_route_stays_out_of_it() -> None:
    assert answer(an_edge("3.0.2", a_route("api", hosts=(API,))), Request(WEB)) == NoRoute("web")


@pytest.mark.parametrize(("kong", "is_known"), [("1.0.2", False), ("2.8.5", False), ("3.0.2", True)])
def test_a_request_that_is_spelled_like_an_expression_is_not_predicted_before_kong_3(kong: str, is_known: bool) -> None:
    regex = f"{'~' if is_known else ''}/[a-z]+$"
    edge = an_edge(kong, a_route("web", paths=(regex,)), a_route("api", hosts=(API,)))
    assert isinstance(answer(edge, Request(WEB, "/[a-z]+$")), NoRoute if is_known else NotPredicted)
