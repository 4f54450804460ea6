"""What anybody's routes may cost a plan, and what is said where a prediction cannot be made."""

import time
from collections.abc import Sequence

import pytest

from mesh.found import Route
from mesh.route_plans.effects import UNKNOWN, effects_between
from mesh.routing import Looking, NotPredicted, Reached, Request, answer, effect, overlaps
from tests.mesh.test_routing import API, EVERY_KONG, WEB, a_route, an_edge

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
MANY = tuple(f"/{number}" for number in range(1_200))


def written(kong: str, regex: str) -> str:
    return f"~{regex}" if kong.startswith("3") else regex


def seconds_of(kong: str, before: Sequence[Route], new: Route) -> float:
    started = time.process_time()
    effect(an_edge(kong, *before), an_edge(kong, *before, new), 500)
    return time.process_time() - started


@EVERY_KONG
@pytest.mark.parametrize("regex", ["/(a+)+b", "/(a|aa)+$", "/(.*)*[b]", "/([a-z]+)*[0-9]"])
def test_an_expression_that_a_backtracking_engine_never_finishes_is_answered_at_once(kong: str, regex: str) -> None:
    edge = an_edge(kong, a_route("slow", hosts=(WEB,), paths=(written(kong, regex), "/" + "a" * 43 + "c")))
    started = time.process_time()
    answer(edge, Request(WEB, "/" + "a" * 900 + "c"))
    assert time.process_time() - started < 0.5


@EVERY_KONG
@pytest.mark.parametrize("regex", ["/(?=a)b", "/a(?!b)", r"/(a)\1", "/(?>a+)b", "/a++", "/a{4294967296}", "/" + "(" * 60 + "a" + ")" * 60])
def test_an_expression_that_is_not_understood_is_not_predicted(kong: str, regex: str) -> None:
    edge = an_edge(kong, a_route("odd", hosts=(WEB,), paths=(written(kong, regex),)))
    given = answer(edge, Request(WEB, "/ab"))
    assert isinstance(given, NotPredicted)


@EVERY_KONG
def test_an_expression_of_another_host_leaves_the_prediction_as_it_is(kong: str) -> None:
    odd = a_route("odd", hosts=(API,), paths=(written(kong, "/a++b"),))
    given = answer(an_edge(kong, odd, a_route("web", hosts=(WEB,))), Request(WEB, "/ab"))
    assert isinstance(given, Reached)


def test_an_expression_with_which_kong_3_cannot_build_its_router_leaves_nothing_predicted() -> None:
    odd = a_route("odd", hosts=(API,), paths=("~/(?=a)b",))
    assert answer(an_edge("3.0.2", odd, a_route("web", hosts=(WEB,))), Request(WEB, "/ab")) == NotPredicted("web", "/(?=a)b")


@EVERY_KONG
def test_a_change_whose_effect_is_not_predicted_says_so(kong: str) -> None:
    odd = a_route("odd", hosts=(WEB,), paths=(written(kong, "/(?=a)a"),))
    before, after = an_edge(kong, a_route("web", hosts=(WEB,))), an_edge(kong, a_route("web", hosts=(WEB,)), odd)
    assert UNKNOWN in " ".join(each.after for each in effects_between(before, after))


@EVERY_KONG
@pytest.mark.parametrize(
    "before",
    [
        (a_route("web", hosts=(WEB,)),),
        tuple(a_route(f"s{number}", hosts=(WEB,), paths=tuple(f"/{number}{path}" for path in MANY)) for number in range(5)),
        tuple(a_route(f"r{number}", hosts=(f"h{number}.acme.com",), paths=("/", "/a")) for number in range(1_000)),
        tuple(a_route(f"r{number}", paths=(f"/{number}", "/a")) for number in range(1_000)),
    ],
    ids=["one", "five with 1,200 paths", "a thousand apps", "a thousand without a host"],
)
def test_twelve_hundred_paths_with_eight_methods_are_planned_within_seconds(kong: str, before: tuple[Route, ...]) -> None:
    big = a_route("big", hosts=(WEB,), paths=MANY, methods=METHODS)
    assert seconds_of(kong, before, big) < 6


@EVERY_KONG
@pytest.mark.parametrize("regex", [r"/{}/(a+)+\d+", "/{}/(?=a)b"])
def test_somebody_elses_thousand_expressions_are_planned_around_within_seconds(kong: str, regex: str) -> None:
    paths = tuple(written(kong, regex.format(number)) for number in range(1_200))
    big = a_route("big", hosts=(WEB,), paths=MANY, methods=METHODS)
    assert seconds_of(kong, [a_route("theirs", hosts=(WEB,), paths=paths)], big) < 6


@EVERY_KONG
def test_what_was_not_looked_at_is_said(kong: str) -> None:
    before = an_edge(kong, *(a_route(f"s{number}", hosts=(WEB,), paths=MANY) for number in range(5)))
    after = an_edge(kong, *before.routes, a_route("big", hosts=(WEB,), paths=MANY, methods=METHODS))
    assert effects_between(before, after)[-1].request == "all other requests"


@EVERY_KONG
def test_a_table_of_usual_size_is_looked_at_as_a_whole(kong: str) -> None:
    routes = [a_route(f"r{number}", hosts=(f"h{number}.acme.com",)) for number in range(1_000)]
    looking = Looking()
    effect(an_edge(kong, *routes), an_edge(kong, *routes, a_route("new", hosts=(WEB,), paths=("/cart",))), 500, looking)
    assert looking.is_whole


@EVERY_KONG
def test_overlaps_say_whether_all_were_looked_at(kong: str) -> None:
    big = a_route("big", hosts=(WEB,), paths=MANY, methods=METHODS)
    looking = Looking()
    overlaps(an_edge(kong, a_route("other", hosts=(WEB,), paths=MANY), big), big, looking)
    assert not looking.is_whole
