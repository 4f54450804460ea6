"""The two queues of jobs, in RQ; a job carries ids only."""

from redis.client import Pipeline
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from clients.store.connection import Connection

RESULT_TTL_S = 600
FAILURE_TTL_S = 3600
TIMEOUT_S = 600


class ListedJob(Job):
    """A job that runs only what is on the list: who can write to Redis cannot thereby run `os.system` in a worker."""

    listed: frozenset[str] = frozenset(
        {"jobs.tasks.work_on", "jobs.tasks.report", "jobs.tasks.refresh_members", "jobs.tasks.reply", "jobs.tasks.show_home"}
    )

    @property
    def func(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 - rq declares no type here either
        if self.func_name not in self.listed:
            raise PermissionError(f"{self.func_name} is no job of ours")
        return super().func


class Queues:
    """Puts jobs into RQ's queues, one consumer process each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def queue(self, name: str) -> Queue:
        return Queue(name, connection=self._connection, serializer=JSONSerializer, job_class=ListedJob)

    def enqueue(self, queue: str, task: str, *ids: str, pipeline: "Pipeline | None" = None) -> None:
        """Enqueue a job, inside a transaction where a pipeline is given (RQ's `unique=` would ignore it, so that is not used)."""
        self.queue(queue).enqueue_call(
            task, args=ids, timeout=TIMEOUT_S, result_ttl=RESULT_TTL_S, failure_ttl=FAILURE_TTL_S, pipeline=pipeline
        )
