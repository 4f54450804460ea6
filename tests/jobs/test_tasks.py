"""The jobs that RQ may run: what is on the list, and nothing else."""

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from redis import Redis
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from clients.store.connection import worker_connection
from clients.store.queues import ListedJob, Queues, timeout_s
from jobs import tasks
from jobs.queue import QUEUES
from jobs.worker import worker_of
from mesh.addresses import Database

WORK = """
import sys
from redis import Redis
from clients.store.queues import Queues
from jobs.worker import worker_of

redis = Redis.from_url(sys.argv[1])
worker_of(Queues(redis).queue("runs")).work(burst=True, logging_level="ERROR")
"""


IDLE = """
import sys
from clients.store.connection import worker_connection
from clients.store.queues import Queues
from jobs.worker import worker_of
from mesh.addresses import Database

connection = worker_connection(Database(sys.argv[1]))
held = [connection.connection_pool.get_connection() for _ in range(3)]  # as threads do that look at the store before the worker is made
for each in held:
    connection.connection_pool.release(each)
worker_of(Queues(connection).queue("runs")).work(max_idle_time=20, logging_level="ERROR")
"""


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    with Redis.from_url(redis_url) as connection:
        yield connection


def test_every_job_of_ours_is_on_the_list_and_no_other() -> None:
    ours = {f"jobs.tasks.{name}" for name, each in inspect.getmembers(tasks, inspect.isfunction) if each.__module__ == "jobs.tasks"}
    assert ListedJob.listed == ours


def test_what_somebody_else_puts_into_a_queue_is_not_run(redis: "Redis", redis_url: str) -> None:
    queue = Queues(redis).queue("runs")
    job = queue.enqueue_call("builtins.len", args=("four",))
    subprocess.run([sys.executable, "-c", WORK, redis_url], check=True, timeout=60)  # noqa: S603 - ours
    result = job.latest_result()
    assert job.get_status() is JobStatus.FAILED
    assert "is no job of ours" in str(result and result.exc_string)


@pytest.mark.parametrize("when", ["success", "failure", "stopped"])
def test_no_callback_that_stands_in_redis_is_called(redis: "Redis", when: str) -> None:
    job = Queues(redis).queue("runs").enqueue_call("jobs.tasks.work_on", args=("r-22222",))
    redis.hset(job.key, f"{when}_callback_name", "os.system")
    fetched = ListedJob.fetch(job.id, connection=redis, serializer=JSONSerializer)
    assert getattr(fetched, f"{when}_callback") is None


def test_a_worker_imports_no_callback_either(redis: "Redis", redis_url: str) -> None:
    job = Queues(redis).queue("runs").enqueue_call("builtins.len", args=("four",))
    redis.hset(job.key, "failure_callback_name", "tests.no_such_module.run")
    subprocess.run([sys.executable, "-c", WORK, redis_url], check=True, timeout=60)  # noqa: S603 - ours
    result = job.latest_result()
    assert "is no job of ours" in str(result and result.exc_string)


def test_nothing_else_that_rq_would_do_is_read_of_a_job(redis: "Redis") -> None:
    job = Queues(redis).queue("runs").enqueue_call("jobs.tasks.work_on", args=("r-22222",))
    webhook = [{"url": "http://169.254.169.254/", "job_status": "failed", "method": "GET"}]
    redis.hset(job.key, "webhooks", json.dumps(webhook))
    redis.hset(job.key, "dependency_ids", '["x"]')
    for name in ("repeats_left", "retries_left", "group_id", "timeout"):
        redis.hset(job.key, name, "9")
    fetched = ListedJob.fetch(job.id, connection=redis, serializer=JSONSerializer)
    assert (fetched.webhooks, fetched.repeats_left, fetched.retries_left, fetched.group_id) == ([], None, None, None)
    assert (fetched._dependency_ids, fetched.timeout) == ([], timeout_s("runs"))


def test_a_job_that_is_bound_to_an_object_is_not_run(redis: "Redis") -> None:
    job = ListedJob("x", connection=redis, serializer=JSONSerializer)
    job.data = json.dumps(["jobs.tasks.work_on", {"an": "object"}, [], {}]).encode()
    with pytest.raises(PermissionError, match="bound to no object"):
        _ = job.func


def test_each_queue_has_a_time_for_its_jobs_that_lets_nobody_wait_for_minutes() -> None:
    assert {queue: timeout_s(queue) for queue in QUEUES} == {"runs": 180, "reads": 45, "messages": 45}


def test_a_connection_waits_longer_for_an_answer_than_a_worker_waits_for_a_job(redis_url: str) -> None:
    connection = worker_connection(Database(redis_url))
    waits_s = connection.get_connection_kwargs()["socket_timeout"]
    worker = worker_of(Queues(connection).queue("runs"))

    assert waits_s >= worker.connection_timeout > worker.dequeue_timeout


@pytest.mark.long
def test_a_worker_that_has_nothing_to_do_loses_no_connection(redis_url: str) -> None:
    """A worker of RQ that loses one sleeps before it listens again, twice as long each time, up to a minute."""
    command = [sys.executable, "-c", IDLE, redis_url]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - the text above

    assert "could not connect" not in ended.stdout + ended.stderr
