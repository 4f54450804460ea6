"""The product's processes: the commands of its Procfile, started and stopped."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.launch.processes import POLL_S, OwnProcess, start
from sandbox.launch.procfile import read_procfile
from sandbox.launch.stopping import stop
from sandbox.launch.trouble import CannotStart, how_ended

OVER_HTTP, BY_SOCKET = ("web", "worker"), ("socket", "worker")
SETUP = "setup"
FOLLOW_S = 0.2


@asynccontextmanager
async def running_product(
    procfile: Path, environment: Mapping[str, str], logs: Path, types: Sequence[str] = OVER_HTTP
) -> AsyncIterator[list[OwnProcess]]:
    """Yield the started processes of these types; all are gone, with all that they started, when this ends.

    If the Procfile has a `setup`, it is run to its end before. Raises CannotStart if the Procfile lacks one of them or `setup` fails.
    """
    commands = read_procfile(procfile)
    missing = [name for name in types if name not in commands]
    if missing:
        raise CannotStart(f"{procfile} names no {' and no '.join(missing)} process.")

    def started(name: str) -> OwnProcess:
        command = ["sh", "-c", f"exec {commands[name]}"]
        return start(name, command, log=logs / f"{name}.log", env=environment, cwd=procfile.resolve().parent)

    processes: list[OwnProcess] = []
    try:
        if SETUP in commands:
            processes = [started(SETUP)]
            await _succeed(processes[0])
            await stop(processes)
        processes.clear()
        # One by one: what has started is stopped even if the next one cannot start.
        for name in types:
            processes.append(started(name))
        yield processes
    finally:
        await stop(processes)


async def _succeed(setup: OwnProcess) -> None:
    """Wait until it has ended. Raises CannotStart with its log if it did not end well."""
    while not setup.has_ended:
        await asyncio.sleep(POLL_S)
    if setup.popen.returncode:
        raise CannotStart(f"The process `{setup.name}` {how_ended(setup.popen.returncode)}.\n{setup.tail() or '(it printed nothing)'}")


async def show_logs(processes: list[OwnProcess]) -> None:
    """Copy what the processes print to stderr, each line with its process's name, until cancelled."""
    opened = [(process, process.log.open(encoding="utf8", errors="replace")) for process in processes]
    try:
        while True:
            for process, log in opened:
                for line in log:
                    print(f"{process.name:6} | {line.rstrip()}", file=sys.stderr, flush=True)
            await asyncio.sleep(FOLLOW_S)
    finally:
        for _, log in opened:
            log.close()
