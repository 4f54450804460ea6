"""Generated tables hold the product's prediction and the stand-in's router to each other, and Kong 3.0's to its rank as measured."""

import re

import pytest

from bench.router_answers import Prediction, StandIn, stored
from bench.router_comparing import Verdict, hold_to_stand_in
from bench.router_tables import tables, wide_tables
from tests.routers.rank_of_kong_3 import winner

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")
AGES = pytest.mark.parametrize("one_age", [True, False], ids=["of_one_age", "of_distinct_ages"])
EVERY_KONG = pytest.mark.parametrize("version", VERSIONS)
SHORT, WHOLE = 15, 300
WIDE_DECIDED = 0.9
NEEDS_NORMALISING = re.compile(r"%|//|/\.")


@EVERY_KONG
@AGES
def test_the_prediction_and_the_stand_in_answer_alike(version: str, *, one_age: bool) -> None:
    assert hold_to_stand_in(version, tables(version, SHORT, one_age=one_age)).shown == []


@pytest.mark.long
@EVERY_KONG
@AGES
def test_they_answer_alike_in_three_hundred_tables_and_almost_always_decide(version: str, *, one_age: bool) -> None:
    tally = hold_to_stand_in(version, tables(version, WHOLE, one_age=one_age))
    assert (tally.shown, tally.verdicts[Verdict.DISAGREES], tally.decided >= 0.98) == ([], 0, True)


@EVERY_KONG
@AGES
def test_they_answer_alike_where_routes_go_by_more_than_the_prediction_knows(version: str, *, one_age: bool) -> None:
    assert hold_to_stand_in(version, wide_tables(version, SHORT, one_age=one_age)).shown == []


@pytest.mark.long
@EVERY_KONG
@AGES
def test_they_answer_alike_in_three_hundred_such_tables_and_what_can_be_decided_is(version: str, *, one_age: bool) -> None:
    tally = hold_to_stand_in(version, wide_tables(version, WHOLE, one_age=one_age))
    print(f"{version}: {dict(tally.verdicts)}, not predicted by {dict(tally.reasons)}")  # noqa: T201 - counts are asked for
    assert (tally.shown, tally.verdicts[Verdict.DISAGREES]) == ([], 0)
    assert tally.decided_of_what_can_be >= WIDE_DECIDED


def others_than_by_rank(count: int, *, one_age: bool) -> list[tuple[str, str, str, str]]:
    """Return where another route is chosen than the measured rank says: the request, the route by rank, the stand-in's, the predicted."""
    found = []
    for table in tables("3.0.2", count, one_age=one_age):
        rows = stored(table, "3.0.2")
        prediction, asked = Prediction(rows), [each for each in table.requests if not NEEDS_NORMALISING.search(each.path)]
        for each, told in zip(asked, StandIn(rows).told(asked), strict=True):
            found.append((f"{table.seed}: {each}", winner(table, each), told.route, ",".join(prediction.told(each).routes)))
    return [each for each in found if len(set(each[1:])) > 1]


@AGES
def test_kong_3_chooses_by_the_rank_as_measured(*, one_age: bool) -> None:
    assert others_than_by_rank(SHORT, one_age=one_age) == []


@pytest.mark.long
@AGES
def test_kong_3_chooses_by_the_rank_as_measured_in_three_hundred_tables(*, one_age: bool) -> None:
    assert others_than_by_rank(WHOLE, one_age=one_age) == []


@EVERY_KONG
def test_the_tables_are_the_same_each_time_and_differ_from_each_other(version: str) -> None:
    once, again = (list(tables(version, 5, one_age=True)) for _ in range(2))
    assert (once, len({table.routes for table in once})) == (again, 5)


@EVERY_KONG
def test_a_table_is_asked_at_most_sixty_requests(version: str) -> None:
    assert max(len(table.requests) for table in tables(version, 20, one_age=False)) <= 60
