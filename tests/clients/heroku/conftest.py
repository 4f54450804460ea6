from collections.abc import Iterator

import pytest

from clients.heroku import HerokuClient
from sandbox.heroku import TOKEN, HerokuStandIn, seed_app, seed_world
from tests.clients.served import Loop, Served

APP = "tinyrobot-science-mesh-web-ui"


@pytest.fixture
def stand_in() -> HerokuStandIn:
    """Heroku with a controller and an app beside it."""
    standing = HerokuStandIn()
    seed_world(standing.world)
    seed_app(standing.world, APP, buildpacks=["heroku/nodejs"], config={"GREETING": "canary-config-value", "FLAG": "on"})
    return standing


@pytest.fixture
def served(loop: Loop, stand_in: HerokuStandIn) -> Iterator[Served]:
    with loop.served(stand_in) as serving:
        yield serving


@pytest.fixture
def heroku(served: Served) -> Iterator[HerokuClient]:
    client = HerokuClient(TOKEN, served.url, timeout=(1, 0.5))
    yield client
    client.close()
