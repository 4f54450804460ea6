"""The ticker: what is due goes to the workers, messages that are behind get shown, user groups stay known.

One ticker beside each worker, of which one is active. It keeps nothing in memory, so that another may take over at any time.
Runs as `python -m jobs.ticker`.
"""

import logging
import os
import secrets
import signal
import sys
import threading
from datetime import datetime, timedelta
from types import FrameType

from jobs.queue import MESSAGES, RUNS, queue_of
from jobs.tools import Tools
from logs import with_logging
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.ports import Schedule
from mesh_toml import SettingsError
from wiring import refuse_unsafe_store, schedule, tools, worker_redis

log = logging.getLogger(__name__)

TICK_S = 0.1
GROUPS_EVERY = timedelta(minutes=5)


class Ticker:
    """`tick` once does everything that is due now."""

    def __init__(self, tools: Tools, schedule: Schedule) -> None:
        self._tools = tools
        self._schedule = schedule
        self._token = secrets.token_hex(8)
        self._groups_at: datetime | None = None

    def tick(self) -> None:
        """Do what is due, where this is the active ticker. Raises TemporaryFailure."""
        if not self._schedule.is_active(self._token):
            return
        for run_id in self._schedule.due():
            self._wake(run_id)
        now = self._tools.now()
        if self._tools.board.behind(now, 1) or self._tools.announcements.due(now, 1):
            self._schedule.wake_reports(MESSAGES)
        if self._groups_at is None or self._groups_at <= now:
            self._groups_at = now + GROUPS_EVERY
            self._schedule.refresh_members(MESSAGES)
            self._tools.store.catch_up()

    def _wake(self, run_id: str) -> None:
        try:
            run = self._tools.store.get(run_id)
        except PermanentFailure:  # stored by another version of meshbot: a worker says so, and the others are not kept waiting
            self._schedule.wake(run_id, RUNS)
            return
        if run is None or run.has_ended:
            self._schedule.forget(run_id)
        else:
            self._schedule.wake(run_id, queue_of(run))

    def resign(self) -> None:
        self._schedule.resign(self._token)


def run_until(stop: threading.Event, ticker: Ticker) -> None:
    """Tick until told to stop; a Redis that does not answer is waited for."""
    while not stop.wait(TICK_S):
        try:
            ticker.tick()
        except TemporaryFailure as failure:
            log.warning("tick failed", extra={"why": str(failure)})
            stop.wait(1)
    try:
        ticker.resign()
    except TemporaryFailure:
        log.warning("the ticker's lease ends by itself")


def main() -> None:
    with_logging()
    stop = threading.Event()

    def end(signum: int, _: FrameType | None) -> None:
        log.info("ticker stops", extra={"signal": signum})
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        refuse_unsafe_store(worker_redis())
        ticker = Ticker(tools(), schedule())
    except SettingsError as wrong:
        log.error("meshbot cannot start", extra={"errors": str(wrong).splitlines()})  # noqa: TRY400 - the text says it all
        sys.exit(os.EX_CONFIG)
    run_until(stop, ticker)


if __name__ == "__main__":
    main()
