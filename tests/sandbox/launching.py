"""Run `python -m sandbox` against the fake bot and look for what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PROCFILE = Path(__file__).parent / "fake_bot" / "Procfile"
WAIT_S = 60.0


def until(happened: Callable[[], object], what: str) -> None:
    """Wait for a condition; fail with `what` when it does not come."""
    deadline = time.monotonic() + WAIT_S
    while not happened():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)


@dataclass
class Ended:
    """A sandbox that has ended: its exit code, what it printed, and what was still there afterwards."""

    code: int
    channel: str
    notes: str
    processes_left: list[str]
    files_left: list[str]

    @property
    def lines(self) -> list[str]:
        return self.channel.splitlines()


@dataclass
class Sandbox:
    """One run of the command. It marks its processes through the environment and keeps its files in a directory of its own."""

    arguments: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True)
        self._out, self._err = self.directory.with_suffix(".out"), self.directory.with_suffix(".err")
        own = {"TMPDIR": str(self.directory), "SANDBOX_MARK": self.mark}
        inherited = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._popen = subprocess.Popen(  # noqa: S603 - the command under test
                [sys.executable, "-m", "sandbox", "--procfile", str(PROCFILE), *self.arguments],
                cwd=ROOT,
                env={**inherited, **own, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def channel(self) -> str:
        return self._out.read_text()

    @property
    def notes(self) -> str:
        return self._err.read_text()

    def is_up(self) -> bool:
        return "The mesh is up" in self.notes

    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def processes(self) -> list[psutil.Process]:
        """Return everything it started that is alive, itself included."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def end(self) -> Ended:
        """Wait for its end."""
        until(self.has_ended, f"the sandbox ends; its notes: {self.notes}")
        left = [" ".join(process.cmdline()) for process in self.processes()]
        files = [str(path) for path in self.directory.rglob("*")]
        return Ended(self._popen.returncode, self.channel, self.notes, left, files)

    def kill(self) -> None:
        """Leave nothing behind, whatever the test found."""
        if not self.has_ended():
            self._popen.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(WAIT_S)
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._popen.wait()

    def _is_ours(self, process: psutil.Process) -> bool:
        """Know it by the mark in its environment, or by where it works: redis-server overwrites its environment with its title."""
        try:
            is_alive = process.status() != psutil.STATUS_ZOMBIE
            is_marked = process.environ().get("SANDBOX_MARK") == self.mark
            return bool(is_alive and (is_marked or process.cwd().startswith(str(self.directory))))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
