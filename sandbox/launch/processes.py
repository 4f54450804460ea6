"""Processes of ours: each runs in a session of its own, so that Ctrl-C in the terminal reaches the sandbox and not them."""

import asyncio
import ctypes
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.launch.trouble import ProcessEnded

POLL_S = 0.05
TAIL_LINES = 25
# Linux can tell a child that its parent is gone, so that even a killed sandbox leaves nothing running.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class OwnProcess:
    """One process that was started; its output is in `log`. Its pid is also its session and its process group."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def has_ended(self) -> bool:
        return self.popen.poll() is not None

    def tail(self) -> str:
        """Return the last lines of its output."""
        lines = self.log.read_text(encoding="utf8", errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    typed: bytes = b"",
) -> OwnProcess:
    """Start a process; `typed` is what it reads from its standard input. Raises OSError if the command cannot be run."""
    with log.open("ab") as output:
        popen = subprocess.Popen(  # noqa: S603 - the commands are the Procfile's and redis-server
            command,
            stdin=subprocess.PIPE if typed else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_end_with_parent if LIBC else None,  # noqa: PLW1509 - it makes one system call and takes no lock
        )
    if popen.stdin is not None:
        popen.stdin.write(typed)
        popen.stdin.close()
    return OwnProcess(name, popen, log)


def tails(processes: Iterable[OwnProcess]) -> list[str]:
    """Return the end of each log under its process's name."""
    return [f"The end of the log of `{process.name}`:\n{process.tail() or '(empty)'}" for process in processes]


def _end_with_parent() -> None:
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


async def first_end(processes: Iterable[OwnProcess]) -> None:
    """Wait until one of the processes has ended, which none of them should. Raises ProcessEnded with the end of its log."""
    watched = list(processes)
    while True:
        for process in watched:
            if process.has_ended:
                raise ProcessEnded(process.name, process.popen.returncode, process.tail())
        await asyncio.sleep(POLL_S)
