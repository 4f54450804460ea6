"""A worker of one queue: `python -m jobs.worker runs` or `… reads`.

One queue a process: with two, RQ would lose a job in a crash between taking and starting it (measured on RQ 3.0).
"""

import logging
import os
import sys
import threading
import time
from types import FrameType

from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import HerokuWorker

import jobs.tasks  # noqa: F401 - imported before the first fork, which saves each job 160 ms
from jobs import draining
from jobs.tools import Tools
from logs import with_logging
from mesh.errors import TemporaryFailure
from mesh.ports import Schedule
from mesh_toml import SettingsError
from wiring import queues, schedule, tools

log = logging.getLogger(__name__)

LEASE_S = 15
HEARTBEAT_S = 10
GROUPS_WITHIN_S = 5.0  # longer where Slack does not answer, which must not keep the bot from its work


class DrainingWorker(HerokuWorker):
    """Drains on SIGTERM, once or twice: the job in the horse stops between steps; only after 20 s it is interrupted.

    Heroku sends SIGTERM to every process, perhaps twice; RQ's own second one would kill the horse and leave its job `started`.
    """

    imminent_shutdown_delay = 20

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - RQ's signature
        log.info("draining already", extra={"signal": signum})

    def request_stop_sigrtmin(self, signum: int, frame: FrameType | None) -> None:
        draining.DRAINING.set()
        super().request_stop_sigrtmin(signum, frame)  # type: ignore[no-untyped-call]  # RQ leaves it untyped

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - RQ's signature
        return max(LEASE_S, 3 * int(self.job_monitoring_interval))


def consume(queue: str) -> None:
    """Work on one queue until told to stop."""
    with_logging()
    tools()  # what can be wrong is told now, and each fork begins with everything imported
    worker = worker_of(queues().queue(queue))
    threading.Thread(target=_heartbeat, args=(schedule(), queue, tools()), daemon=True).start()
    worker.work(logging_level="WARNING")


def worker_of(queue: Queue) -> DrainingWorker:
    """Return a worker of one queue. RQ takes the class of jobs, and with it the list of what may run, not from the queue by itself."""
    return DrainingWorker(
        [queue],
        connection=queue.connection,
        serializer=JSONSerializer,
        job_class=queue.job_class,
        worker_ttl=30,
        maintenance_interval=15,
        job_monitoring_interval=5,
        log_job_description=False,
    )


def _heartbeat(schedule: Schedule, queue: str, at_hand: Tools) -> None:
    """Say that this queue is consumed, for `/readyz` and for the ack of a command; at first not before it is known who is in which group.

    The ticker has the groups read as its first act. Until then nobody who is named by a group may lock or approve, so the bot is not ready.
    """
    deadline = time.monotonic() + GROUPS_WITHIN_S
    while time.monotonic() < deadline and not _groups_are_known(at_hand):
        time.sleep(0.1)
    while True:
        try:
            schedule.consumes(queue)
        except TemporaryFailure as failure:
            log.warning("heartbeat failed", extra={"why": str(failure)})
        threading.Event().wait(HEARTBEAT_S)


def _groups_are_known(at_hand: Tools) -> bool:
    try:
        return None not in at_hand.members.known(at_hand.groups).values()
    except TemporaryFailure:
        return False


def main() -> None:
    try:
        consume(sys.argv[1])
    except SettingsError as wrong:
        log.error("meshbot cannot start", extra={"errors": str(wrong).splitlines()})  # noqa: TRY400 - the text says it all
        sys.exit(os.EX_CONFIG)


if __name__ == "__main__":
    main()
