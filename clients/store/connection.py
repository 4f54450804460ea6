"""Connections to Redis, and its errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.exceptions import RedisError
from redis.retry import Retry

from mesh.errors import TemporaryFailure

Connection = redis.Redis
Scalar: TypeAlias = "bytes | bytearray | memoryview[int] | str | int | float"
Fields: TypeAlias = "dict[Scalar, Scalar]"


def text(raw: object) -> str:
    """Return what Redis answered as text; nothing is an empty text; redis-py leaves open which type it is."""
    return raw.decode() if isinstance(raw, bytes) else "" if raw is None else str(raw)


def web_connection(url: str) -> Connection:
    """Connect so that a Slack listener knows within a second that Redis does not answer.

    A connection that Redis closed while it was idle is opened anew once; a time-out is never tried again. (redis-py's own defaults block
    for 2 to 40 s: measured.)
    """
    retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    return redis.Redis.from_url(url, socket_connect_timeout=0.4, socket_timeout=0.45, retry=retry)


def worker_connection(url: str) -> Connection:
    """Connect for work that nobody waits for; RQ widens the read time-out of its own blocking calls."""
    return redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=15, health_check_interval=30)


@contextmanager
def redis_failures(what: str) -> Iterator[None]:
    """Turn every error of Redis into a TemporaryFailure that says what was under way."""
    try:
        yield
    except RedisError as failure:
        raise TemporaryFailure(f"Redis did not answer while {what}.") from failure


@dataclass
class Commit:
    """A transaction that is tried until what it watches stands still; `was_sent` once it may have been carried out."""

    was_sent: bool = False

    def execute(self, pipe: Pipeline) -> list[object]:
        """Execute and return the answers. Raises WatchError where what is watched has moved or the connection was lost: look again."""
        self.was_sent = True
        return list(pipe.execute())


@contextmanager
def committing(what: str) -> Iterator[Commit]:
    """Turn every error of Redis into a TemporaryFailure, with `outcome_unknown` where the transaction was sent and never answered."""
    commit = Commit()
    try:
        yield commit
    except RedisError as failure:
        raise TemporaryFailure(f"Redis did not answer while {what}.", outcome_unknown=commit.was_sent) from failure
