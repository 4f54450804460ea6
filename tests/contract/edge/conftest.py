"""An edge for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .served import Served, served


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Served]:
    """The edge over a world with nothing but the controller."""
    with served(tmp_path) as running:
        yield running


@pytest.fixture
def web_ui(edge: Served) -> Served:
    """The edge with the mesh app `web-ui`, registered and seen by every sidecar."""
    edge.apps.add("web-ui")
    edge.register("web-ui")
    return edge
