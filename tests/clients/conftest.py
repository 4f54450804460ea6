from collections.abc import Iterator

import pytest

from tests.clients.certificates import Certificates
from tests.clients.served import Loop


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    running = Loop()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def certificates() -> Certificates:
    return Certificates()
