"""The worker processes: `python -m jobs.worker` runs one for each queue and the ticker, and starts again what dies.

`python -m jobs.worker runs` and `… reads` are one consumer each: with two queues in one process RQ would lose a job in a crash between
taking and starting it (measured on RQ 3.0).
"""

import logging
import sys
import threading
from types import FrameType

from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import HerokuWorker

from jobs import draining, tasks
from jobs.queue import READS, RUNS
from jobs.supervisor import supervise
from mesh.errors import TemporaryFailure
from mesh.ports import Schedule

log = logging.getLogger(__name__)

LEASE_S = 15
HEARTBEAT_S = 10


class DrainingWorker(HerokuWorker):
    """Drains on SIGTERM, once or twice: the job in the horse stops between steps; only after 20 s it is interrupted.

    Heroku sends SIGTERM to every process, perhaps twice; RQ's own second one would kill the horse and leave its job `started`.
    """

    imminent_shutdown_delay = 20

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        log.info("draining already", extra={"signal": signum})

    def request_stop_sigrtmin(self, signum: int, frame: FrameType | None) -> None:
        draining.DRAINING.set()
        super().request_stop_sigrtmin(signum, frame)

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - RQ's signature
        return max(LEASE_S, 3 * int(self.job_monitoring_interval))


def consume(queue: str) -> None:
    """Work on one queue until told to stop."""
    from wiring import queues, schedule, with_logging, worker_redis  # noqa: PLC0415 - a process of its own may ask for its clients

    with_logging()
    tasks.tools()  # everything is imported and configured before the first fork
    connection = worker_redis()
    worker = DrainingWorker(
        [queues().queue(queue)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=30,
        maintenance_interval=15,
        job_monitoring_interval=5,
        log_job_description=False,
    )
    threading.Thread(target=_heartbeat, args=(schedule(), queue), daemon=True).start()
    worker.work(logging_level="WARNING")


def _heartbeat(schedule: Schedule, queue: str) -> None:
    """Say that this queue is consumed, for `/readyz` and for the ack of a command."""
    while True:
        try:
            schedule.consumes(queue)
        except TemporaryFailure as failure:
            log.warning("heartbeat failed", extra={"why": str(failure)})
        threading.Event().wait(HEARTBEAT_S)


def main() -> None:
    if sys.argv[1:] in ([RUNS], [READS]):
        consume(sys.argv[1])
    else:
        python = [sys.executable, "-m"]
        sys.exit(
            supervise({RUNS: [*python, "jobs.worker", RUNS], READS: [*python, "jobs.worker", READS], "ticker": [*python, "jobs.ticker"]})
        )


if __name__ == "__main__":
    main()
