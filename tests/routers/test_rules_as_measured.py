"""The prediction and the stand-in each keep to the rules as they were measured on real Kong."""

from collections.abc import Callable

import pytest

from bench.router_answers import Predicted, Prediction, StandIn, stored
from tests.routers.examples import EXAMPLES, OWN_PATHS_OF_2_8, OWN_PATHS_OF_3, Example


def each(wanted: Callable[[Example], bool]) -> pytest.MarkDecorator:
    chosen = [(version, example) for version, examples in EXAMPLES.items() for example in examples if wanted(example)]
    return pytest.mark.parametrize(("version", "example"), chosen, ids=[f"{version}: {example.says}" for version, example in chosen])


def predicted(version: str, example: Example) -> Predicted:
    return Prediction(stored(example.table, version)).told(example.asked)


def is_certain(example: Example) -> bool:
    return len(example.by) < 2


def is_open(example: Example) -> bool:
    return not is_certain(example)


def has_several_own_paths(example: Example) -> bool:
    return example in {*OWN_PATHS_OF_2_8, *OWN_PATHS_OF_3}


def any_of(example: Example) -> bool:
    return bool(example.says)


@each(any_of)
def test_the_stand_in_answers_as_measured(version: str, example: Example) -> None:
    (told,) = StandIn(stored(example.table, version)).told([example.asked])
    assert example.allows(told), told


@each(is_certain)
def test_the_prediction_says_what_was_measured(version: str, example: Example) -> None:
    answers = predicted(version, example).answers
    assert answers
    assert [told for told in answers if not example.allows(told)] == []


@each(is_open)
def test_what_kongs_sort_decides_is_undecided_between_the_routes_that_may_answer(version: str, example: Example) -> None:
    assert predicted(version, example).routes == frozenset(example.by)


@each(has_several_own_paths)
def test_which_of_a_routes_own_paths_is_stripped_is_undecided(version: str, example: Example) -> None:
    given = predicted(version, example)
    assert (given.routes, given.is_decided) == (frozenset(example.by), False)
