"""A Kong for each test."""

from collections.abc import Iterator

import pytest

from .served import Served, served


@pytest.fixture
def kong() -> Iterator[Served]:
    """Kong 1.0.2, empty."""
    with served("1.0.2") as running:
        yield running


@pytest.fixture
def late_kong() -> Iterator[Served]:
    """Kong 2.8.5, empty."""
    with served("2.8.5") as running:
        yield running


@pytest.fixture
def kong_3() -> Iterator[Served]:
    """Kong 3.0.2, empty."""
    with served("3.0.2") as running:
        yield running


@pytest.fixture
def controller() -> Iterator[Served]:
    """Kong 1.0.2 seeded as Heroku's controller, whose door lets 5 requests a minute through."""
    with served("1.0.2", door=True, loopback_limit=5) as running:
        # The minute begins now, so that no test runs into the next one.
        running.forward(60 - running.kong.now() % 60)
        yield running
