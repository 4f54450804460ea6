"""A worker of one queue: `python -m jobs.worker runs`, `… reads` or `… messages`.

One queue a process: with two, RQ would lose a job in a crash between taking and starting it (measured on RQ 3.0).
"""

import logging
import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any

from rq import Queue
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty
from rq.worker import HerokuWorker

import jobs.tasks  # imported before the first fork, which saves each job 160 ms
from jobs import draining
from jobs.stalling import end_out_of_time
from jobs.tools import Tools
from logs import with_logging
from mesh.errors import TemporaryFailure
from mesh.ports import Schedule
from mesh_toml import SettingsError
from wiring import queues, refuse_unsafe_store, schedule, tools, worker_redis

log = logging.getLogger(__name__)

LEASE_S = 15
HEARTBEAT_S = 5
WORK_ON = f"{jobs.tasks.__name__}.{jobs.tasks.work_on.__name__}"
STUCK_AFTER_S = 30  # for which a job does not get on; what is slow is over before, and reading the mesh says what is missing after 18 s
LOOP_STUCK_AFTER_S = 45  # for which the main loop, which looks up every 15 s at the latest, has not
GRACE_S = 10  # in which a job that is out of time may end by itself
GROUPS_WITHIN_S = 5.0  # longer where Slack does not answer, which must not keep the bot from its work


class Deadline(UnixSignalDeathPenalty):
    """Ends a job that is out of time by what no edge of a job catches."""

    def handle_death_penalty(self, signum: int, frame: FrameType | None) -> None:
        if self._exception is JobTimeoutException:
            raise draining.OutOfTime(f"a job may take {self._timeout} seconds")
        super().handle_death_penalty(signum, frame)  # type: ignore[no-untyped-call]  # RQ leaves it untyped


class DrainingWorker(HerokuWorker):
    """Drains on SIGTERM, once or twice: the job in the horse stops between steps; only after 20 s it is interrupted.

    Heroku sends SIGTERM to every process, perhaps twice; RQ's own second one would kill the horse and leave its job `started`.

    It also watches over its job and its own main loop: `trouble` says what does not get on. A job that is out of time and does not end by
    itself, as in what lets no signal through, is killed, and its run is ended from here.
    """

    imminent_shutdown_delay = 20
    death_penalty_class = Deadline
    _looked_up_at = 0.0
    _job_since = 0.0  # when the job under way began, by the machine's own clock; 0 where there is none
    _killed_after_s = 0.0

    def trouble(self) -> str:
        """Say what is stuck, or nothing; the heartbeat's thread asks."""
        now, since = time.monotonic(), self._job_since
        if since:
            idle_s = min(now - since, draining.PROGRESS.idle_s())
            return f"its job has not got on for {idle_s:.0f} s" if idle_s > STUCK_AFTER_S else ""
        idle_s = now - self._looked_up_at
        return f"it has not looked for a job for {idle_s:.0f} s" if self._looked_up_at and idle_s > LOOP_STUCK_AFTER_S else ""

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:  # noqa: ANN401 - RQ's signature
        self._looked_up_at = time.monotonic()
        super().heartbeat(timeout, pipeline)

    def monitor_work_horse(self, job: Job, queue: Queue, execution: Execution) -> None:
        self._job_since, self._killed_after_s = time.monotonic(), 0.0
        try:
            super().monitor_work_horse(job, queue, execution)
        finally:
            self._job_since, self._looked_up_at = 0.0, time.monotonic()

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        took_s = time.monotonic() - self._job_since
        if took_s > float(job.timeout or 0) + GRACE_S and not self._killed_after_s:
            log.error("job does not end by itself", extra={"job": job.func_name, "took_s": round(took_s)})
            self._killed_after_s = took_s
            self.kill_horse(signal.SIGKILL)
            return
        super().maintain_heartbeats(job, execution)

    def handle_work_horse_killed(self, job: Job, retpid: int, ret_val: int, rusage: object) -> None:
        if self._killed_after_s and job.func_name == WORK_ON:
            end_out_of_time(tools(), str(job.args[0]), self._killed_after_s)
        super().handle_work_horse_killed(job, retpid, ret_val, rusage)  # type: ignore[no-untyped-call]  # RQ leaves it untyped

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - RQ's signature
        log.info("draining already", extra={"signal": signum})

    def request_stop_sigrtmin(self, signum: int, frame: FrameType | None) -> None:
        draining.DRAINING.set()
        super().request_stop_sigrtmin(signum, frame)  # type: ignore[no-untyped-call]  # RQ leaves it untyped

    def request_force_stop_sigrtmin(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - RQ's signature
        raise draining.Interrupted(f"the worker must be gone in a moment (signal {signum})")

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - RQ's signature
        return max(LEASE_S, 3 * int(self.job_monitoring_interval))


def consume(queue: str) -> None:
    """Work on one queue until told to stop."""
    with_logging()
    refuse_unsafe_store(worker_redis())
    tools()  # what can be wrong is told now, and each fork begins with everything imported
    worker = worker_of(queues().queue(queue))
    threading.Thread(target=_heartbeat, args=(schedule(), queue, tools(), worker), daemon=True).start()
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


def _heartbeat(schedule: Schedule, queue: str, at_hand: Tools, worker: DrainingWorker) -> None:
    """Say that this queue is consumed, or what is stuck, for `/readyz` and for the ack of a command.

    At first not before it is known who is in which group: the ticker has the groups read as its first act.
    Until then nobody who is named by a group may lock or approve, so the bot is not ready.
    """
    deadline = time.monotonic() + GROUPS_WITHIN_S
    while time.monotonic() < deadline and not _groups_are_known(at_hand):
        time.sleep(0.1)
    while True:
        try:
            schedule.consumes(queue, worker.name, worker.trouble())
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
