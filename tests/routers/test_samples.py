"""The requests that a plan shows an approver for a route are really taken by it, or are told as not predicted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from bench.router_answers import Prediction, StandIn, stored
from bench.router_tables import Asked, GivenTable, wide_tables
from clients import kong_values
from mesh.routing import Edge, EdgeApp
from mesh.routing.patterns import NotPredictedError, matched
from mesh.routing.samples import example_of, requests_for
from sandbox.kong.routing.normal import normal_path, normal_regex
from sandbox.kong.version import version_of
from tests.routers.expressions import found_by_pcre, found_by_rust, made

EVERY_KONG = pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])
TABLES, MANY_TABLES, EXPRESSIONS, MANY_EXPRESSIONS = 10, 150, 1_500, 20_000
STEPS = 10_000


@dataclass
class Shown:
    """How many samples were taken by what they are shown for, and how many told as not predicted; `wrong`: all others, as text."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def alone(table: GivenTable) -> Iterator[GivenTable]:
    """Yield a table for each route, with no other beside it."""
    return (replace(table, routes=(route,), requests=(), disabled=()) for route in table.routes)


def shown_of_routes(version: str, count: int) -> Shown:
    """Ask the stand-in, which runs the engines that Kong runs, for the samples of each route."""
    shown = Shown()
    for table in (each for given in wide_tables(version, count, one_age=False) for each in alone(given)):
        rows = stored(table, version)
        routes = tuple(kong_values.route(row) for row in rows.routes)
        edge = Edge(version, (EdgeApp("node", ("shop.example.com", "a.b.example.com", "shop.example.org")),), (), routes)
        asked = [Asked(each.host, each.path, each.method, "https") for each in requests_for(edge, routes)]
        prediction = Prediction(rows)
        for request, told in zip(asked, StandIn(rows).told(asked), strict=True):
            predicted = prediction.told(request)
            if not predicted.answers or not edge.is_known(routes[0]):
                shown.counts["not predicted"] += 1
            elif told.route == table.routes[0].name and predicted.routes == {told.route}:
                shown.counts["taken"] += 1
            else:
                shown.wrong.append(f"{table.routes[0]}: {request}, {told}, predicted {predicted}")
    return shown


def shown_of_expressions(version: str, seed: int, count: int) -> Shown:
    """Ask the engine itself for the sample of each expression made up at random."""
    shown, number = Shown(), tuple(map(int, version.split(".")))
    for each in made(seed, count):
        regex = normal_regex(version_of(version), each.regex)
        path = normal_path(version_of(version), example_of(regex))
        try:
            is_taken = matched(regex, path, number) is not None
        except NotPredictedError:
            shown.counts["not predicted"] += 1
            continue
        found = found_by_rust(regex, path) if number >= (3, 0) else found_by_pcre(regex, path, STEPS)
        if (found is not None) == is_taken:
            shown.counts["taken" if is_taken else "not shown"] += 1
        else:
            shown.wrong.append(f"{each.regex!r}: {path!r}, {found!r}")
    return shown


@EVERY_KONG
def test_every_sample_of_a_route_is_taken_by_it_or_not_predicted(version: str) -> None:
    shown = shown_of_routes(version, TABLES)
    assert shown.wrong == []
    assert shown.counts["taken"] > TABLES


@pytest.mark.long
@EVERY_KONG
def test_so_is_every_sample_of_the_routes_of_a_hundred_and_fifty_tables(version: str) -> None:
    shown = shown_of_routes(version, MANY_TABLES)
    assert (shown.wrong, shown.counts["taken"] > MANY_TABLES) == ([], True)


@EVERY_KONG
def test_a_sample_of_an_expression_is_shown_only_where_the_engine_takes_it(version: str) -> None:
    shown = shown_of_expressions(version, 3, EXPRESSIONS)
    assert shown.wrong == []
    assert shown.counts["taken"] > EXPRESSIONS // 10


@pytest.mark.long
@EVERY_KONG
def test_so_it_is_over_many_more_expressions(version: str) -> None:
    assert shown_of_expressions(version, 4, MANY_EXPRESSIONS).wrong == []
