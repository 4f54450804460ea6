"""A town for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell a story that is marked `both_ways` twice: where Slack reaches the bot over HTTP, and by Socket Mode."""
    if metafunc.definition.get_closest_marker("both_ways"):
        metafunc.parametrize("by_socket", [False, True], ids=["over-http", "by-socket"])


@pytest.fixture
def by_socket() -> bool:
    """Whether Slack reaches the bot by Socket Mode."""
    return False


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_socket: bool) -> Iterator[Town]:
    """Open a town where builds, dynos and Kong's propagation take next to no time."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), by_socket=by_socket) as opened:
        opened.hurries()
        yield opened
