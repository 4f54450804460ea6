"""Whatever begins in a random history is what the rules allow, and what they allow begins in the end."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.model.histories import history_of

SHORT, LONG, EACH = 200, 5_000, 250


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as connection:
        yield connection


def what_is_wrong(redis: "Redis", seeds: range) -> list[str]:
    """Let histories happen, see that they are worth it, and return all that the rules object to."""
    histories = [history_of(redis, seed) for seed in seeds]
    starts, writes = (sum(map(len, made)) for made in zip(*((each.started, each.heroku.writes) for each in histories), strict=True))
    assert min(starts, writes) > len(seeds) / 2
    return [f"seed {seed}: {wrong}" for seed, each in zip(seeds, histories, strict=True) for wrong in each.wrong]


def test_in_random_histories_all_that_begins_is_allowed_and_all_that_is_allowed_begins(redis: "Redis") -> None:
    assert what_is_wrong(redis, range(SHORT)) == []


@pytest.mark.long
@pytest.mark.parametrize("first", range(SHORT, SHORT + LONG, EACH))
def test_in_thousands_of_histories_all_that_begins_is_allowed_and_all_that_is_allowed_begins(redis: "Redis", first: int) -> None:
    assert what_is_wrong(redis, range(first, first + EACH)) == []
