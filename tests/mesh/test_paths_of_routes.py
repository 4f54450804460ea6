"""What a path takes and does not take, told before it is written: what begins with it, and what Kong's engine cannot hold."""

import pytest

from mesh.requests import RouteAdd, RouteFields, RouteSet
from mesh.route_plans.remarks import of_new_paths
from tests.examples import SERVICE
from tests.mesh.test_route_plans import CART, OWN, plan_for, why_not, written

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")


def adding(*paths: str) -> RouteAdd:
    return RouteAdd(SERVICE, "cart", RouteFields(paths=paths))


def remarks(*paths: str, kong: str) -> list[str]:
    return [remark for remark in plan_for(adding(*paths), OWN, kong=kong).remarks if "also takes" in remark or "Write" in remark]


@pytest.mark.parametrize(("kong", "exact"), [("1.0.2", "/cart(/|$)"), ("2.8.5", "/cart(/|$)"), ("3.0.2", "~/cart(/|$)")])
def test_a_plan_says_that_a_path_takes_what_begins_with_it_and_how_to_write_it_exactly(kong: str, exact: str) -> None:
    assert remarks("/cart", kong=kong) == [f"`/cart` also takes `/cartoon`; `path={exact}` takes only `/cart` and paths below it."]


@pytest.mark.parametrize(("kong", "exact"), [("2.8.5", "/cart(/|$)"), ("3.0.2", "~/cart(/|$)")])
def test_the_words_that_would_be_exact_need_no_remark(kong: str, exact: str) -> None:
    assert remarks(exact, kong=kong) == []


@pytest.mark.parametrize("kong", VERSIONS)
@pytest.mark.parametrize("path", ["/", "/cart/"])
def test_a_path_that_ends_in_a_slash_needs_no_remark(path: str, kong: str) -> None:
    assert remarks(path, kong=kong) == []


def test_several_paths_are_told_of_in_one_sentence() -> None:
    (remark,) = remarks("/v1.2", "/basket", kong="3.0.2")
    assert remark.startswith("each of `/v1.2`, `/basket` also takes what begins with it, as `/v1.2-2`; ")
    assert remark.endswith(r"`path=~/v1\.2(/|$)` takes only `/v1.2` and paths below it.")


def test_paths_that_stood_before_are_not_told_of() -> None:
    plan = plan_for(RouteSet(SERVICE, "cart", RouteFields(paths=("/cart", "/basket/"))), OWN, CART)
    assert not [remark for remark in plan.remarks if "also takes" in remark]


NOT_BUILT = [r"~/cart(?!oon)", r"~/cart(?=/)", r"~/(?<=a)b", r"~/(?<!a)b", r"~/(a)\1", r"~/(?<n>a)\k<n>"]


@pytest.mark.parametrize("path", NOT_BUILT)
def test_an_expression_of_which_kong_3_builds_no_router_is_refused(path: str) -> None:
    reason, advice = why_not(adding(path), OWN, kong="3.0.2")
    assert reason.startswith("Kong 3.0.2 cannot build a router with ")
    assert "no sidecar of the mesh could take up" in reason
    assert "without it" in advice


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
@pytest.mark.parametrize("path", [path[1:] for path in NOT_BUILT])
def test_kong_before_3_holds_the_same_expressions(path: str, kong: str) -> None:
    assert written(plan_for(adding(path), OWN, kong=kong)).wanted.paths == (path,)


@pytest.mark.parametrize(
    ("kong", "path"), [("1.0.2", "/(?i)hook/[a-z]+$"), ("2.8.5", "/(?i)hook/[a-z]+$"), ("3.0.2", "~/(?i)hook/[a-z]+$")]
)
def test_an_expression_that_ignores_the_case_from_its_middle_on_is_taken(kong: str, path: str) -> None:
    assert written(plan_for(adding(path), OWN, kong=kong)).wanted.paths == (path,)


@pytest.mark.parametrize("path", ["/café", "/@me", "/a:b"])
def test_kong_3_takes_plain_paths_of_all_letters(path: str) -> None:
    assert written(plan_for(adding(path), OWN, kong="3.0.2")).wanted.paths == (path,)


@pytest.mark.parametrize("path", ["/caf%c3%a9", "/caf%C3%A9", "/%61b"])
def test_an_escaped_path_that_no_request_of_kong_3_matches_gets_a_hint(path: str) -> None:
    plain = {"/%61b": "/ab"}.get(path, "/café")
    assert (
        f"no request matches `{path}` on Kong 3.0.2, which undoes the escapes of a request and not those of a route: write `path={plain}`."
        in (plan_for(adding(path), OWN, kong="3.0.2").remarks)
    )


@pytest.mark.parametrize(("path", "plain"), [("/a/./b", "/a/b"), ("/a/x/../b", "/a/b"), ("/a/.", "/a/")])
def test_a_path_with_dot_segments_that_no_request_of_kong_3_matches_gets_a_hint(path: str, plain: str) -> None:
    assert (
        f"no request matches `{path}` on Kong 3.0.2, which resolves the dot segments of a request and not those of a route: "
        f"write `path={plain}`."
    ) in plan_for(adding(path), OWN, kong="3.0.2").remarks


@pytest.mark.parametrize(("path", "plain"), [("/caf%c3%a9", "/café"), ("/a/./b", "/a/b"), ("/a%2fb", "/a%2Fb")])
def test_kong_refuses_from_3_1_on_what_no_request_matches_and_so_do_we(path: str, plain: str) -> None:
    reason, advice = why_not(adding(path), OWN, kong="3.1.1")
    assert reason == f"Kong 3.1.1 takes no path that is not in its normal form, as `{path}`."
    assert advice == f"Write `path={plain}`."


@pytest.mark.parametrize(
    ("kong", "path"), [("1.0.2", "/caf%c3%a9"), ("2.8.5", "/caf%C3%A9"), ("3.0.2", "/a%2Fb"), ("3.0.2", "/cart"), ("2.8.5", "/a/./b")]
)
def test_a_path_that_requests_match_gets_no_hint(kong: str, path: str) -> None:
    assert not [remark for remark in plan_for(adding(path), OWN, kong=kong).remarks if "no request matches" in remark]


@pytest.mark.parametrize("path", ["/a%20b", "/a%7Bid%7D", "/a%5Cb", "/a%FFb", "/a%00b", "/a%E2%80%8B"])
def test_of_a_path_that_no_request_matches_nothing_is_advised_that_no_command_takes_and_nothing_is_said_to_match_besides(path: str) -> None:
    assert list(of_new_paths([path], "3.0.2")) == [
        f"no request matches `{path}` on Kong 3.0.2, which undoes the escapes of a request and not those of a route."
    ]


@pytest.mark.parametrize("path", ["/a%20b", "/a%7Bid%7D", "/a%FFb"])
def test_nor_is_any_advised_where_kong_refuses_the_path(path: str) -> None:
    assert why_not(adding(path), OWN, kong="3.4.2")[1] == "Leave out escapes and dot segments."


@pytest.mark.parametrize("kong", ["1.0.2", "2.8.5"])
def test_before_kong_3_such_a_path_is_matched(kong: str) -> None:
    assert "no request" not in " ".join(of_new_paths(["/a%20b", "/a%FFb"], kong))
