"""A stand-in for each test."""

from collections.abc import Iterator

import pytest

from .served import Served, served


@pytest.fixture
def heroku() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def deployed(heroku: Served) -> Served:
    """The stand-in with an app `web-ui` that was created, deployed and is up at v3."""
    heroku.create("web-ui")
    heroku.deploy("web-ui")
    heroku.clock.forward(1)
    return heroku
