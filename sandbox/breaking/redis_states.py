"""A Redis that refuses writes, or drops keys when it is full: the sandbox's own server, put into that state and back."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import redis
from redis.exceptions import RedisError

from sandbox.launch.ports import free_port

TIMEOUT_S = 2.0
SAVE_S = 5.0
BLOCKER = ".meshbot-sandbox-blocks-saving"


class RedisState:
    """Puts one Redis into a state and takes it out again. Raises ValueError with a sentence where Redis does not let it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._blocked: Path | None = None
        self._is_broken = False

    def enter(self, how: str) -> None:
        """Put it into one of STATES, out of which it was taken before."""
        self.leave()
        self._is_broken = True
        self._do(STATES[how], how)

    def leave(self) -> None:
        """Take it out of every state that was entered here."""
        if self._is_broken:
            self._do(_mend, "mend")
            self._is_broken = False
        if self._blocked is not None:
            with suppress(OSError):
                (self._blocked / BLOCKER).unlink()
                self._blocked.rmdir()
            self._blocked = None

    def block_saving(self, dump: Path) -> None:
        """Put a directory in the place of the file that Redis saves to."""
        try:
            dump.unlink(missing_ok=True)
            dump.mkdir()
            (dump / BLOCKER).touch()
        except OSError as wrong:
            raise ValueError(f"Redis' own file {dump} cannot be blocked: {wrong}") from wrong
        self._blocked = dump

    def _do(self, change: "Callable[[redis.Redis, RedisState], None]", how: str) -> None:
        try:
            with redis.Redis.from_url(self._url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S) as connection:
                change(connection, self)
        except (RedisError, OSError) as wrong:
            raise ValueError(f"Redis does not do `{how}`: {wrong}") from wrong


def _setting(connection: redis.Redis, name: str) -> str:
    found: Any = connection.config_get(name)
    return str(found[name])


def _full(connection: redis.Redis, _: RedisState) -> None:
    connection.config_set("maxmemory-policy", "noeviction")
    connection.config_set("maxmemory", 1)


def _evicts(connection: redis.Redis, _: RedisState) -> None:
    """Let it drop the keys used least recently from here on, as soon as it holds more than now."""
    memory: Any = connection.info("memory")
    connection.config_set("maxmemory-policy", "allkeys-lru")
    connection.config_set("maxmemory", int(memory["used_memory"]))


def _readonly(connection: redis.Redis, _: RedisState) -> None:
    """Make it the replica of a server that is not there: it keeps what it has, answers questions and refuses writes."""
    connection.config_set("replica-serve-stale-data", "yes")
    connection.config_set("replica-read-only", "yes")
    connection.replicaof("127.0.0.1", str(free_port()))


def _begins_to_save(connection: redis.Redis) -> bool:
    """Let Redis save now; say False where it is saving already, which may have begun before its file could not be written."""
    try:
        connection.bgsave()
    except redis.ResponseError as refusal:
        if "already in progress" not in str(refusal):
            raise
        return False
    return True


def _misconf(connection: redis.Redis, state: RedisState) -> None:
    """Let a save fail, after which Redis refuses writes."""
    state.block_saving(Path(_setting(connection, "dir")) / _setting(connection, "dbfilename"))
    connection.config_set("stop-writes-on-bgsave-error", "yes")
    deadline = time.monotonic() + SAVE_S
    connection.config_set("save", "3600 1")
    while not _begins_to_save(connection) and time.monotonic() < deadline:
        time.sleep(0.005)
    while time.monotonic() < deadline:
        persistence: Any = connection.info("persistence")
        if persistence["rdb_last_bgsave_status"] == "err":
            return
        time.sleep(0.005)
    raise ValueError("Redis saved although it should not have been able to.")


def _mend(connection: redis.Redis, _: RedisState) -> None:
    connection.replicaof("NO", "ONE")
    connection.config_set("maxmemory", 0)
    connection.config_set("maxmemory-policy", "noeviction")
    connection.config_set("save", "")


STATES: Mapping[str, Callable[[redis.Redis, RedisState], None]] = {
    "full": _full,
    "readonly": _readonly,
    "misconf": _misconf,
    "evicts": _evicts,
}
