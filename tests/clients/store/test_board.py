"""The board in a real Redis: one at a time shows a run, however long that takes."""

from collections.abc import Iterator

import pytest
from redis import Redis

from clients.store import keys
from clients.store.board import REPORTER_MS, BoardStore
from mesh.run import Message
from tests.examples import CHANNEL


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as connection:
        yield connection


def test_nobody_else_shows_a_run_meanwhile(redis: "Redis") -> None:
    board = BoardStore(redis)
    assert board.begin_report("r-22222") is not None
    assert board.begin_report("r-22222") is None
    board.end_report("r-22222")
    assert board.begin_report("r-22222") is not None


def test_whoever_posts_many_messages_keeps_the_run_as_long_as_each_goes_through(redis: "Redis") -> None:
    board = BoardStore(redis)
    board.begin_report("r-22222")
    redis.pexpire(keys.reporter("r-22222"), 500)
    board.keep_message("r-22222", Message(CHANNEL, "1.2", notices=1))
    assert redis.pttl(keys.reporter("r-22222")) > REPORTER_MS / 2
