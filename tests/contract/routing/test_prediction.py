"""The prediction says what a request through the stand-ins of Heroku's router and Kong gets: the app, the status, the path and the Host.

The two share no code: each follows Kong's source on its own, its shortcuts included.
"""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from .standins import Seen, Town, predicted
from .tables import GivenTown, towns

VERSIONS = ("1.0.2", "2.8.5", "3.0.2")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_request_is_answered_as_predicted(version: str) -> None:
    @settings(max_examples=600, deadline=None, database=None, derandomize=True, phases=PHASES, suppress_health_check=SLOW)
    @given(towns)
    def each(given_town: GivenTown) -> None:
        town = Town(version, given_town)
        assert asyncio.run(_visits(town, given_town)) == [predicted(town.known, request) for request in given_town.requests]

    each()


async def _visits(town: Town, given_town: GivenTown) -> list[Seen]:
    return [await town.visit(request) for request in given_town.requests]
