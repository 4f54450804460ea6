"""No dry run writes that is asked for by Socket Mode either."""

from collections.abc import Iterator
from itertools import cycle

import pytest

from mesh.run import RunState
from tests.stories.dry_runs import COMMANDS, KINDS, Trouble, a_shop, asked, headline_of, heal, healed, over, readings_of, what_is_wrong
from tests.stories.town import Town

BY_SLACK = ("command", "mention", "verb plan", "mention of the verb plan", "mention in a thread")
SOME = list(zip(COMMANDS, cycle(BY_SLACK), cycle([*KINDS][::-1]), strict=False))


@pytest.fixture(scope="module")
def shop(redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with a_shop(redis_server, tmp_path_factory.mktemp("town"), by_socket=True) as town:
        yield town


@pytest.fixture
def town(shop: Town) -> Iterator[Town]:
    yield from healed(shop)


@pytest.mark.parametrize(("words", "way", "kind"), SOME)
def test_a_dry_run_writes_nothing_whatever_goes_wrong(town: Town, words: str, way: str, kind: str) -> None:
    readings = readings_of(town, words)
    reading = readings[-1 - len(words) % len(readings)]
    assert what_is_wrong(town, words, way, Trouble(reading, kind), len(words)) == []


@pytest.mark.parametrize("words", ["add web-ui web=3", "remove web-ui --purge"])
def test_a_dry_run_that_is_retried_by_its_button_shows_a_plan_and_writes_nothing(town: Town, words: str) -> None:
    before = town.writes()
    town.tells("heroku", "faults", {"path": "^/apps/", "method": "GET", "count": 0, **KINDS["forbids"]})
    failed = over(town, asked(town, "command", words).id)
    heal(town)
    town.clicks("operator", "Retry")
    run = over(town, failed.id)
    assert (run.attempt, run.state, run.started_at, run.approval, town.writes()) == (2, RunState.DONE, None, None, before)
    assert "plan only, nothing was changed" in headline_of(town, run)
