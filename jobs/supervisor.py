"""The worker dyno: one consumer for each queue, and the ticker, started again when one dies. Runs as `python -m jobs.supervisor`.

It imports nothing of the work itself, so that it costs a dozen megabytes and not sixty.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from jobs.queue import QUEUES
from logs import with_logging

log = logging.getLogger(__name__)

PATIENCE_S = 27  # Heroku kills what is left 30 s after its SIGTERM
AGAIN_AFTER_S = 1


def supervise(commands: dict[str, list[str]]) -> int:
    """Run the commands until SIGTERM or SIGINT, or until one finds its settings wrong; start again what ends. Return an exit code.

    Honcho ends everything when one process ends, which on Heroku would restart the dyno and end the jobs of the others, so it is not used.
    """
    stop = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    running = {name: subprocess.Popen(command) for name, command in commands.items()}  # noqa: S603 - our own modules
    while not stop.wait(0.2):
        for name, process in running.items():
            if process.poll() is not None:
                log.error("process ended", extra={"command": name, "status": process.returncode})
                if process.returncode == os.EX_CONFIG:
                    _ended(list(running.values()))
                    return os.EX_CONFIG
                if stop.wait(AGAIN_AFTER_S):
                    break
                running[name] = subprocess.Popen(commands[name])  # noqa: S603 - our own modules
    return _ended(list(running.values()))


def _ended(processes: list["subprocess.Popen[bytes]"]) -> int:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE_S
    killed = 0
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    return 1 if killed else 0


def main() -> None:
    with_logging()
    python = [sys.executable, "-m"]
    workers = {queue: [*python, "jobs.worker", queue] for queue in QUEUES}
    sys.exit(supervise({**workers, "ticker": [*python, "jobs.ticker"]}))


if __name__ == "__main__":
    main()
