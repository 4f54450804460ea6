"""What the ticker does in Redis: be the only one, find what is due, ask the workers to look."""

from collections.abc import Callable
from datetime import datetime

from clients.store import keys, scripts
from clients.store.connection import KEEPS_ALL, Connection, eviction_policy, redis_failures, text
from clients.store.queues import Queues
from clients.store.runs import PATIENCE_S, WORK_ON

TICKER_S = 10
CONSUMER_S = 45
REPORTING_S = 5
HOME_S = 5
REPORT = "jobs.tasks.report"
HOME = "jobs.tasks.show_home"
REFRESH_MEMBERS = "jobs.tasks.refresh_members"


class RedisSchedule:
    """Fulfils `mesh.ports.Schedule`: the due set and the ticker's own lease."""

    def __init__(self, connection: Connection, queues: Queues, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._queues = queues
        self._now = now
        self._stay_active = connection.register_script(scripts.STAY_ACTIVE)
        self._forget = connection.register_script(scripts.FORGET)

    def is_active(self, token: str) -> bool:
        """Take or keep the ticker's lease; False while another ticker holds it."""
        with redis_failures("the ticker's lease was taken"):
            return bool(self._stay_active(keys=[keys.TICKER], args=[token, TICKER_S * 1000]))

    def resign(self, token: str) -> None:
        with redis_failures("the ticker's lease was given back"):
            if text(self._redis.get(keys.TICKER)) == token:
                self._redis.delete(keys.TICKER)

    def due(self, limit: int = 100) -> tuple[str, ...]:
        with redis_failures("the due runs were read"):
            found = self._redis.zrangebyscore(keys.DUE, "-inf", self._now().timestamp(), start=0, num=limit)
        return tuple(text(run_id) for run_id in found)

    def wake(self, run_id: str, queue: str) -> None:
        """Ask a worker to look at a run; it comes due again where nobody does within PATIENCE_S."""
        with redis_failures(f"run {run_id} was woken"), self._redis.pipeline() as pipe:
            pipe.multi()
            pipe.zadd(keys.DUE, {run_id: self._now().timestamp() + PATIENCE_S}, xx=True)
            self._queues.enqueue(queue, WORK_ON, run_id, pipeline=pipe)
            pipe.execute()

    def wake_reports(self, queue: str) -> None:
        """Ask for the messages that are behind to be edited, unless that was asked a moment ago."""
        with redis_failures("the reports were woken"):
            if self._redis.set(keys.REPORTING, "1", nx=True, ex=REPORTING_S):
                self._queues.enqueue(queue, REPORT)

    def reports_woken(self) -> None:
        """Let the ticker wake the reports again: a report job has begun."""
        with redis_failures("the report job was begun"):
            self._redis.delete(keys.REPORTING)

    def refresh_members(self, queue: str) -> None:
        with redis_failures("a look at the user groups was asked for"):
            self._queues.enqueue(queue, REFRESH_MEMBERS)

    def show_home(self, user: str, queue: str) -> None:
        """Ask for somebody's home tab, unless that was asked a moment ago."""
        with redis_failures("a home tab was asked for"):
            if self._redis.set(keys.home(user), "1", nx=True, ex=HOME_S):
                self._queues.enqueue(queue, HOME, user)

    def forget(self, run_id: str) -> None:
        """Take a run that has ended off the due set; one that was retried since is not due any more, and stays."""
        with redis_failures(f"run {run_id} was taken off the due set"):
            self._forget(keys=[keys.DUE], args=[run_id, self._now().timestamp()])

    def consumes(self, queue: str, worker: str = "", trouble: str = "") -> None:
        """Say for CONSUMER_S that a worker of this queue lives and takes jobs, or what it is stuck in."""
        key = keys.consumer(queue) if not trouble else keys.stuck(queue)
        with redis_failures("the worker's heartbeat was noted"), self._redis.pipeline() as pipe:
            if not trouble and text(self._redis.get(keys.stuck(queue))).partition(" ")[0] == worker:
                pipe.delete(keys.stuck(queue))
            pipe.set(key, f"{worker} {trouble or self._now().isoformat()}", ex=CONSUMER_S)
            pipe.execute()

    def stuck(self, queue: str) -> str:
        with redis_failures(f"what holds {queue} was looked up"):
            return text(self._redis.get(keys.stuck(queue))).partition(" ")[2]

    def eviction(self) -> str:
        """Return the policy by which Redis may drop keys, or an empty text where it drops none."""
        policy = eviction_policy(self._redis)
        return "" if policy == KEEPS_ALL else policy

    def is_consumed(self, queue: str) -> bool:
        with redis_failures(f"the consumers of {queue} were looked up"):
            return bool(self._redis.exists(keys.consumer(queue)))
