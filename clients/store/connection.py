"""Connections to Redis, and its errors as ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.exceptions import RedisError
from redis.retry import Retry

from clients.store.taking import taking
from mesh.addresses import Database
from mesh.errors import PermanentFailure, TemporaryFailure

Connection = redis.Redis
KEEPS_ALL = "noeviction"
Scalar: TypeAlias = "bytes | bytearray | memoryview[int] | str | int | float"
Fields: TypeAlias = "dict[Scalar, Scalar]"


def text(raw: object) -> str:
    """Return what Redis answered as text; nothing is an empty text; redis-py leaves open which type it is."""
    return raw.decode() if isinstance(raw, bytes) else "" if raw is None else str(raw)


WORKER_WAITS_S = 25  # RQ's worker: 15 s for a job, and 10 s more


def web_connection(url: Database) -> Connection:
    """Connect so that a Slack listener knows within a second that Redis does not answer.

    A connection that Redis closed while it was idle is opened anew once; a time-out is never tried again. (redis-py's own defaults block
    for 2 to 40 s: measured.)
    """
    retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    return redis.Redis.from_url(url.in_full(), socket_connect_timeout=0.4, socket_timeout=0.45, retry=retry)


def worker_connection(url: Database) -> Connection:
    """Connect for work that nobody waits for.

    An answer may take longer than a worker of RQ waits for a job: RQ widens a shorter time-out only of connections that are made later, and
    one that was there before is lost whenever there is no job (measured on RQ 3.0: its worker then listens again after 1 s to 60 s).
    """
    return redis.Redis.from_url(url.in_full(), socket_connect_timeout=5, socket_timeout=WORKER_WAITS_S, health_check_interval=30)


REFUSALS = {
    "OOM": "its memory is full",
    "READONLY": "it is a replica, which takes no writes",
    "MISCONF": "it cannot save its data to disk",
    "LOADING": "it is still loading its data",
    "NOAUTH": "it wants a password",
    "WRONGPASS": "it does not know the password of REDIS_URL",
    "NOPERM": "the user of REDIS_URL may not do that",
    "MOVED": "it is a cluster, which meshbot does not use",
    "ASK": "it is a cluster, which meshbot does not use",
    "CLUSTERDOWN": "its cluster is down",
    "CROSSSLOT": "it is a cluster, which meshbot does not use",
    "MASTERDOWN": "it has lost its primary",
    "NOREPLICAS": "it has too few replicas to take writes",
    "CLIENTS": "it takes no more connections",
}
"""How Redis refuses a command as a whole, before any of it is done, by the first word of its error, and what that means."""

NO_PASSWORD, TOO_MANY = "Authentication required", "max number of clients"
REFUSING_CLASSES: tuple[tuple[type[RedisError], str], ...] = (
    (redis.OutOfMemoryError, "OOM"),
    (redis.ReadOnlyError, "READONLY"),
    (redis.BusyLoadingError, "LOADING"),
    (redis.exceptions.NoPermissionError, "NOPERM"),
    (redis.exceptions.AuthenticationError, "WRONGPASS"),
    (redis.exceptions.ClusterCrossSlotError, "CROSSSLOT"),
    (redis.exceptions.MasterDownError, "MASTERDOWN"),
    (redis.exceptions.ClusterDownError, "CLUSTERDOWN"),
    (redis.exceptions.AskError, "MOVED"),
)
"""redis-py drops the first word of these; the first that fits counts."""
REFUSING_WORD = re.compile(rf"\b({'|'.join(REFUSALS)})\b")


def refusal_in(failure: RedisError) -> str:
    """Return why Redis refused, as the end of a sentence, or an empty text where it did something else than refuse."""
    if NO_PASSWORD in str(failure):
        return REFUSALS["NOAUTH"]
    if TOO_MANY in str(failure):
        return REFUSALS["CLIENTS"]
    for kind, word in REFUSING_CLASSES:
        if isinstance(failure, kind):
            return REFUSALS[word]
    found = REFUSING_WORD.search(str(failure)) if isinstance(failure, redis.ResponseError) else None
    return REFUSALS[found[1]] if found else ""


def failure_of(failure: RedisError, what: str, *, was_sent: bool = False) -> TemporaryFailure:
    """Return the error of ours for one of Redis. What it refused has had no effect, whether it was sent or not."""
    if why := refusal_in(failure):
        return TemporaryFailure(f"Redis refused it while {what}: {why}.", refusal=why)
    return TemporaryFailure(f"Redis did not answer while {what}.", outcome_unknown=was_sent)


@contextmanager
def redis_failures(what: str) -> Iterator[None]:
    """Turn every error of Redis into a TemporaryFailure that says what was under way."""
    try:
        yield
    except RedisError as failure:
        raise failure_of(failure, what) from failure


@dataclass
class Commit:
    """A transaction that is tried until what it watches stands still; `was_sent` once it may have been carried out."""

    was_sent: bool = False

    def execute(self, pipe: Pipeline) -> list[object]:
        """Execute and return the answers. Raises WatchError where what is watched has moved or the connection was lost: look again."""
        if delivery := taking.get():
            delivery.mark(pipe)
        self.was_sent = True
        return list(pipe.execute())


@contextmanager
def committing(what: str) -> Iterator[Commit]:
    """Turn every error of Redis into a TemporaryFailure, with `outcome_unknown` where the transaction was sent and never answered."""
    commit = Commit()
    try:
        yield commit
    except RedisError as failure:
        raise failure_of(failure, what, was_sent=commit.was_sent) from failure


def eviction_policy(connection: Connection) -> str:
    """Return how Redis makes room when it is full. INFO tells it where CONFIG is forbidden. Raises TemporaryFailure."""
    with redis_failures("its eviction policy was looked up"):
        memory: Any = connection.info("memory")
    return str(memory.get("maxmemory_policy") or KEEPS_ALL)


def refuse_eviction(connection: Connection) -> None:
    """Raise PermanentFailure where Redis may drop keys. Raises TemporaryFailure."""
    policy = eviction_policy(connection)
    if policy != KEEPS_ALL:
        raise PermanentFailure(
            f"Redis drops keys when it is full (maxmemory-policy {policy}), and with them locks, freezes and runs.",
            advice=f"Set its maxmemory-policy to {KEEPS_ALL}; on Heroku: heroku redis:maxmemory --policy {KEEPS_ALL}.",
        )
