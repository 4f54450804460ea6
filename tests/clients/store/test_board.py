"""The board in a real Redis: one at a time shows a run, however long that takes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from clients.store import keys
from clients.store.board import REPORTER_MS, SHOWN_IN_VAIN, BoardStore
from mesh.run import Message
from tests.examples import CHANNEL, NOON


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as connection:
        yield connection


def test_nobody_else_shows_a_run_meanwhile(redis: "Redis") -> None:
    board = BoardStore(redis)
    assert board.begin_report("r-22222", NOON) is not None
    assert board.begin_report("r-22222", NOON) is None
    board.end_report("r-22222")
    assert board.begin_report("r-22222", NOON) is not None


def test_whoever_posts_many_messages_keeps_the_run_as_long_as_each_goes_through(redis: "Redis") -> None:
    board = BoardStore(redis)
    board.begin_report("r-22222", NOON)
    redis.pexpire(keys.reporter("r-22222"), 500)
    board.keep_message("r-22222", Message(CHANNEL, "1.2", notices=1))
    assert redis.pttl(keys.reporter("r-22222")) > REPORTER_MS / 2


def test_a_message_that_holds_its_worker_waits_longer_each_time_while_the_others_are_shown(redis: "Redis") -> None:
    board = BoardStore(redis)
    redis.zadd(keys.BEHIND, {"r-22222": 0, "r-33333": 1})
    board.begin_report("r-22222", NOON)
    redis.delete(keys.reporter("r-22222"))
    first = board.behind(NOON, 10)
    board.begin_report("r-22222", NOON)
    assert first == ("r-33333",)
    assert board.behind(NOON + timedelta(seconds=59), 10) == ("r-33333",)
    assert board.behind(NOON + timedelta(seconds=60), 10) == ("r-33333", "r-22222")


def test_a_message_that_was_shown_counts_anew(redis: "Redis") -> None:
    board = BoardStore(redis)
    board.begin_report("r-22222", NOON)
    board.reported("r-22222", 0, NOON)
    assert not redis.hexists(keys.run("r-22222"), SHOWN_IN_VAIN)
