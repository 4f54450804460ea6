"""The search for secrets finds them wherever they may be."""

from collections.abc import Callable

import pytest
from redis import Redis

from clients.store.queues import Queues
from tests.sandbox.leaks import in_redis, in_slack, leaks

SECRET = "canary-db-password-0123"


@pytest.mark.parametrize(
    "keep",
    [
        lambda client: client.set("key", SECRET),
        lambda client: client.hset("key", "field", SECRET),
        lambda client: client.rpush("key", SECRET),
        lambda client: client.sadd("key", SECRET),
        lambda client: client.zadd("key", {SECRET: 1}),
        lambda client: client.xadd("key", {"why": SECRET}),
        lambda client: Queues(client).enqueue("runs", "jobs.tasks.work_on", SECRET),
    ],
    ids=["string", "hash", "list", "set", "zset", "stream", "job"],
)
def test_a_secret_in_redis_is_found(redis_url: str, keep: Callable[[Redis], object]) -> None:
    with Redis.from_url(redis_url) as client:
        keep(client)
        assert list(leaks("Redis", in_redis(client)))


def test_a_secret_in_a_message_is_found() -> None:
    state = {"channels": [{"messages": [{"text": f"postgres://user:{SECRET}@db"}]}]}
    (found,) = leaks("Slack", in_slack(state))
    assert SECRET in found


def test_what_holds_no_secret_is_quiet() -> None:
    assert list(leaks("Slack", ["web-ui is a healthy mesh app already."])) == []
