"""Token buckets and counted minutes in Redis, so that all workers together keep a vendor's limits."""

from collections.abc import Callable
from datetime import datetime

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text
from mesh.errors import TemporaryFailure

TAKE_TURN = """
local now, per_s, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (tonumber(held[1]) or burst) + math.max(0, now - (tonumber(held[2]) or now)) * per_s)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / per_s end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], 600)
return tostring(wait)
"""

COUNT = """
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used >= tonumber(ARGV[1]) then return 0 end
redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], 120)
return 1
"""

SHIPPED_LIMIT = 5  # requests a minute as Heroku ships the door; assumed until the door itself names its limit
NO_LIMIT = 10**6  # requests a minute where the Admin API names no limit, as one without the door in front of it
KEPT_FOR_WRITES = 2
LEARNED_S = 3600
LOW_BUDGET = 1000  # calls left of Heroku's 4,500 below which reads stop


class Pacer:
    """Fulfils `mesh.ports.Pace`; the limits of Kong's doors and of Heroku's account go through it too."""

    def __init__(self, connection: Connection, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._now = now
        self._token = connection.register_script(TAKE_TURN)
        self._count = connection.register_script(COUNT)

    def take(self, bucket: str, per_s: float, burst: int) -> float:
        with redis_failures(f"a turn of {bucket} was taken"):
            return float(text(self._token(keys=[keys.bucket(bucket)], args=[self._now().timestamp(), per_s, burst])))

    def enter(self, controller: str, *, is_write: bool) -> None:
        """Count a request to a controller's door in this clock minute. Raises TemporaryFailure where the minute is full.

        Two requests of each minute are kept for writes, so that a run which reads never keeps another from writing.
        """
        now = self._now()
        minute = int(now.timestamp() // 60)
        with redis_failures(f"a turn at the door of `{controller}` was taken"):
            limit = int(text(self._redis.get(keys.door_limit(controller))) or SHIPPED_LIMIT)
            most = limit if is_write else max(limit - KEPT_FOR_WRITES, 1)
            entered = self._count(keys=[keys.door_minute(controller, minute)], args=[most])
        if not entered:
            wait_s = 60 - now.timestamp() % 60 + 0.5
            why = f"the door of {controller} allows {limit} requests a minute; this one waits for the next minute"
            raise TemporaryFailure(why, retry_after_s=wait_s, is_our_pace=True)

    def learn_door_limit(self, controller: str, limit: int) -> None:
        with redis_failures(f"the limit of `{controller}` was kept"):
            self._redis.set(keys.door_limit(controller), min(max(limit, 1), NO_LIMIT), ex=LEARNED_S)

    def learn_no_door_limit(self, controller: str, *, refused: bool) -> None:
        """Keep that an answer named no limit: there is none, unless one was named or met within the hour.

        `refused`: the answer is a 429, so there is a limit that is not shown; it is taken to be the one that Heroku ships.
        """
        with redis_failures(f"the limit of `{controller}` was kept"):
            if refused:
                self._redis.set(keys.door_limit(controller), SHIPPED_LIMIT, ex=LEARNED_S)
            else:
                self._redis.set(keys.door_limit(controller), NO_LIMIT, ex=LEARNED_S, nx=True)

    def learn_budget(self, remaining: int) -> None:
        """Keep how many calls Heroku's account has left; it is forgotten after a minute, in which 75 come back."""
        with redis_failures("Heroku's budget was kept"):
            self._redis.set(keys.HEROKU_BUDGET, remaining, ex=60)

    def reads_must_wait(self) -> bool:
        with redis_failures("Heroku's budget was read"):
            left = text(self._redis.get(keys.HEROKU_BUDGET))
        return bool(left) and int(left) < LOW_BUDGET
