"""The product's processes: the commands of its Procfile, started and stopped."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.launch.processes import OwnProcess, start
from sandbox.launch.procfile import read_procfile
from sandbox.launch.stopping import stop
from sandbox.launch.trouble import CannotStart

TYPES = ("web", "worker")
FOLLOW_S = 0.2


@asynccontextmanager
async def running_product(procfile: Path, environment: Mapping[str, str], logs: Path) -> AsyncIterator[list[OwnProcess]]:
    """Yield the started `web` and `worker`; both are gone, with all that they started, when this ends.

    Raises CannotStart if the Procfile lacks one of them.
    """
    commands = read_procfile(procfile)
    missing = [name for name in TYPES if name not in commands]
    if missing:
        raise CannotStart(f"{procfile} names no {' and no '.join(missing)} process.")
    processes: list[OwnProcess] = []
    try:
        for name in TYPES:
            command = ["sh", "-c", f"exec {commands[name]}"]
            processes.append(start(name, command, log=logs / f"{name}.log", env=environment, cwd=procfile.resolve().parent))
        yield processes
    finally:
        await stop(processes)


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
