"""Play Heroku's dyno manager: `python -m tests.chaos.dyno 2 python -m jobs.supervisor` keeps two dynos of one command.

A dyno whose first process has ended is ended whole and started again, as Heroku does it.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

import psutil

LOOK_EVERY_S = 0.1
PATIENCE_S = 12


def keep(command: list[str], dynos: int) -> None:
    """Keep so many dynos until SIGTERM, then end them."""
    stop = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    running = [_started(command) for _ in range(dynos)]
    while not stop.wait(LOOK_EVERY_S):
        for place, dyno in enumerate(running):
            if dyno.poll() is not None:
                _end_what_is_left(dyno.pid)
                running[place] = _started(command)
    for dyno in running:
        dyno.terminate()
    for dyno in running:
        try:
            dyno.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            dyno.kill()
            dyno.wait()
        _end_what_is_left(dyno.pid)


def _started(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - the command of the Procfile


def _end_what_is_left(session: int) -> None:
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session:
                process.kill()
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue


if __name__ == "__main__":
    keep(sys.argv[2:], int(sys.argv[1]))
