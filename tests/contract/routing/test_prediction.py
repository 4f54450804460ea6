"""The prediction says what a request through the stand-ins of Heroku's router and Kong gets: the app, the status, the path and the Host.

The stand-in follows Kong's documented order, so the prediction does, too; Kong's shortcuts are held by example in `tests/mesh`.
"""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from .standins import Seen, Town, predicted
from .tables import GivenTown, towns, towns_of_one_long_route

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_request_is_answered_as_predicted(version: str) -> None:
    _run(version, towns, tables=500)


@pytest.mark.parametrize("version", VERSIONS)
def test_of_several_paths_of_a_route_the_predicted_one_is_cut_off(version: str) -> None:
    _run(version, towns_of_one_long_route, tables=60)


def _run(version: str, made: SearchStrategy[GivenTown], tables: int) -> None:
    @settings(max_examples=tables, deadline=None, database=None, derandomize=True, phases=PHASES, suppress_health_check=SLOW)
    @given(made)
    def each(given_town: GivenTown) -> None:
        town = Town(version, given_town)
        assert asyncio.run(_visits(town, given_town)) == [predicted(town.known, request) for request in given_town.requests]

    each()


async def _visits(town: Town, given_town: GivenTown) -> list[Seen]:
    return [await town.visit(request) for request in given_town.requests]
