"""Which runs' messages are behind: a durable set that outlives every outage of Slack."""

from datetime import datetime, timedelta

from clients.store import codec, keys, scripts
from clients.store.connection import Connection, redis_failures, text
from mesh.run import Message

BETWEEN_EDITS = timedelta(seconds=2)
SHOWN_IN_VAIN = "shown_in_vain"  # a field of the run's hash: how often somebody began to show it and never came to an end
AGAIN_AFTER_DEATH = timedelta(seconds=30)  # and twice as long each time: a message that holds or kills its worker must not hold all others
AGAIN_AFTER_DEATH_AT_MOST = timedelta(hours=1)
REPORTER_MS = 20_000  # longer than a few calls to Slack, each cut off at its time-out; begins anew with each that went through


class BoardStore:
    """Fulfils `mesh.ports.Board`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection
        self._reported = connection.register_script(scripts.REPORTED)

    def behind(self, now: datetime, limit: int) -> tuple[str, ...]:
        with redis_failures("the messages that are behind were read"):
            found = self._redis.zrangebyscore(keys.BEHIND, "-inf", now.timestamp(), start=0, num=limit)
        return tuple(text(run_id) for run_id in found)

    def begin_report(self, run_id: str, now: datetime) -> tuple[int, Message | None] | None:
        with redis_failures(f"the message of {run_id} was looked up"):
            if not self._redis.set(keys.reporter(run_id), "1", nx=True, px=REPORTER_MS):
                return None
            in_vain = int(self._redis.hincrby(keys.run(run_id), SHOWN_IN_VAIN, 1))
            wait = min(AGAIN_AFTER_DEATH * 2 ** min(in_vain - 1, 10), AGAIN_AFTER_DEATH_AT_MOST)
            self._redis.zadd(keys.BEHIND, {run_id: (now + wait).timestamp()}, xx=True)
            changes, message = self._redis.hmget(keys.run(run_id), "changes", "message")
        return int(changes or 0), codec.message_from(text(message)) if message else None

    def end_report(self, run_id: str) -> None:
        with redis_failures(f"the report of {run_id} was ended"):
            self._redis.delete(keys.reporter(run_id))

    def keep_message(self, run_id: str, message: Message) -> None:
        with redis_failures(f"the message of {run_id} was noted"):
            self._redis.hset(keys.run(run_id), "message", codec.message_json(message))
            self._redis.pexpire(keys.reporter(run_id), REPORTER_MS)

    def reported(self, run_id: str, changes: int, now: datetime) -> None:
        with redis_failures(f"the report of {run_id} was noted"):
            self._reported(keys=[keys.run(run_id), keys.BEHIND], args=[changes, (now + BETWEEN_EDITS).timestamp(), run_id])

    def postpone(self, run_id: str, until: datetime) -> None:
        with redis_failures(f"the report of {run_id} was put off"):
            self._redis.zadd(keys.BEHIND, {run_id: until.timestamp()})
            self._redis.hdel(keys.run(run_id), SHOWN_IN_VAIN)

    def give_up(self, run_id: str) -> None:
        with redis_failures(f"the report of {run_id} was given up"):
            self._redis.zrem(keys.BEHIND, run_id)
