"""A town for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.launch.wishes import Wishes
from tests.stories.town import Town, a_town


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Open a town where builds, dynos and Kong's propagation take next to no time."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1)) as opened:
        opened.hurries()
        yield opened
