"""The product's processes as they run now: dynos, supervisors, workers, their horses, tickers, the web process."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil

SUPERVISOR, TICKER, WEB = "jobs.supervisor", "jobs.ticker", "gunicorn"
RUNS, READS, MESSAGES = "jobs.worker runs", "jobs.worker reads", "jobs.worker messages"


class Crew:
    """Finds the processes below one sandbox; whoever was orphaned is found by the mark in its environment."""

    def __init__(self, sandbox: int, mark: str) -> None:
        self._sandbox, self._mark = psutil.Process(sandbox), mark

    def all_of(self, command: str) -> list[psutil.Process]:
        """Return the processes whose command line names this command, horses aside."""
        return [process for process in self._below() if command in _command(process) and command not in _command(_parent(process))]

    def horses(self) -> list[psutil.Process]:
        """Return the processes in which workers of `runs` do their jobs."""
        return [child for worker in self.all_of(RUNS) for child in _children(worker)]

    def orphans(self) -> list[psutil.Process]:
        """Return what outlived its parent: marked as ours, and not below the sandbox any more."""
        below = {process.pid for process in self._below()} | {self._sandbox.pid}
        return [process for process in psutil.process_iter() if process.pid not in below and self._is_marked(process)]

    def dyno_of(self, process: psutil.Process) -> list[psutil.Process]:
        """Return all processes of the dyno in which this one runs."""
        session = _session(process)
        return [each for each in self._below() if session > 0 and _session(each) == session]

    def _below(self) -> list[psutil.Process]:
        try:
            return [process for process in self._sandbox.children(recursive=True) if _lives(process)]
        except psutil.NoSuchProcess:
            return []

    def _is_marked(self, process: psutil.Process) -> bool:
        try:
            return bool(_lives(process) and process.environ().get("CHAOS_MARK") == self._mark)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False


def send(processes: Iterable[psutil.Process], number: signal.Signals) -> int:
    """Send a signal to all of them and return to how many it went."""
    return sum(_sent(process, number) for process in processes)


def _sent(process: psutil.Process, number: signal.Signals) -> bool:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
        return True
    return False


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process | None) -> str:
    if process is not None:
        with suppress(psutil.NoSuchProcess):
            words = process.cmdline()
            return "" if "tests.chaos.dyno" in words or words[:1] == ["sh"] else " ".join(words)
    return ""


def _parent(process: psutil.Process) -> psutil.Process | None:
    with suppress(psutil.NoSuchProcess):
        return process.parent()
    return None


def _children(process: psutil.Process) -> Iterator[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        yield from (child for child in process.children() if _lives(child))


def _session(process: psutil.Process) -> int:
    with suppress(ProcessLookupError):
        return os.getsid(process.pid)
    return -1
