"""The queues of jobs, in RQ; a job carries ids only."""

from collections.abc import Mapping

from redis.client import Pipeline
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from clients.store.connection import Connection, text

RESULT_TTL_S = 600
FAILURE_TTL_S = 3600
TIMEOUT_S = 45
TIMEOUTS_S = {"runs": 180}  # of the others nobody waits long: they hold a queue that people wait for
READ_OF_A_JOB = frozenset(
    {
        *("data", "status", "origin", "description", "meta", "worker_name", "exc_info", "result_ttl", "failure_ttl"),
        *("created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat"),
    }
)


class ListedJob(Job):
    """A job that runs only what is on the list: who can write to Redis cannot thereby run `os.system` in a worker.

    Nothing is read of a job but what ours have. So no callback is called, no webhook sent, nothing repeated and nothing bound to an object,
    whatever stands in Redis; and how long it may take is not said there.
    """

    listed: frozenset[str] = frozenset(
        {"jobs.tasks.work_on", "jobs.tasks.report", "jobs.tasks.refresh_members", "jobs.tasks.reply", "jobs.tasks.show_home"}
    )

    @property
    def func(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 - rq declares no type here either
        if self.func_name not in self.listed:
            raise PermissionError(f"{self.func_name} is no job of ours")
        if self.instance is not None:
            raise PermissionError("a job of ours is bound to no object")
        return super().func

    def restore(self, raw_data: Mapping[object, object]) -> None:
        super().restore({name: value for name, value in raw_data.items() if text(name) in READ_OF_A_JOB})
        self.timeout = timeout_s(self.origin)


def timeout_s(queue: str) -> int:
    """Return how long a job of a queue may take."""
    return TIMEOUTS_S.get(queue, TIMEOUT_S)


class Queues:
    """Puts jobs into RQ's queues, one consumer process each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def queue(self, name: str) -> Queue:
        return Queue(name, connection=self._connection, serializer=JSONSerializer, job_class=ListedJob)

    def enqueue(self, queue: str, task: str, *ids: str, pipeline: "Pipeline | None" = None) -> None:
        """Enqueue a job, inside a transaction where a pipeline is given (RQ's `unique=` would ignore it, so that is not used)."""
        self.queue(queue).enqueue_call(
            task, args=ids, timeout=timeout_s(queue), result_ttl=RESULT_TTL_S, failure_ttl=FAILURE_TTL_S, pipeline=pipeline
        )
