"""The jobs that RQ may run: what is on the list, and nothing else."""

import inspect
import subprocess
import sys
from collections.abc import Iterator

import pytest
from redis import Redis
from rq.job import JobStatus

from clients.store.queues import ListedJob, Queues
from jobs import tasks

WORK = """
import sys
from redis import Redis
from clients.store.queues import Queues
from jobs.worker import worker_of

redis = Redis.from_url(sys.argv[1])
worker_of(Queues(redis).queue("runs")).work(burst=True, logging_level="ERROR")
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
