"""Keep a few processes running beside each other, as one dyno's command."""

import logging
import signal
import subprocess
import threading
import time
from types import FrameType

log = logging.getLogger(__name__)

PATIENCE_S = 27  # Heroku kills what is left 30 s after its SIGTERM
AGAIN_AFTER_S = 1


def supervise(commands: dict[str, list[str]]) -> int:
    """Run the commands until SIGTERM or SIGINT; start again what ends by itself. Return an exit code.

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
                log.error("process ended", extra={"process": name, "status": process.returncode})
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
