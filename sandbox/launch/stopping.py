"""End processes with all that they started, and make sure that they are gone."""

import asyncio
import os
import signal
import time
from collections.abc import Iterable, Sequence

import psutil

from sandbox.launch.processes import OwnProcess

POLL_S = 0.1
GRACE_S = 15.0
AFTER_KILL_S = 5.0


async def stop(processes: Sequence[OwnProcess], grace_s: float = GRACE_S) -> None:
    """Ask the process groups to end (SIGTERM), wait, and kill what is left, whatever group it moved to."""
    # Taken first: once a parent is gone, nothing says whose child a process in another session was.
    family = _family(processes)
    for process in processes:
        _signal_group(process, family, signal.SIGTERM)
    if not await _all_gone(processes, family, grace_s):
        for process in processes:
            _signal_group(process, family, signal.SIGKILL)
        for member in family:
            _send(member, signal.SIGKILL)
        await _all_gone(processes, family, AFTER_KILL_S)
    for process in processes:
        process.popen.poll()


async def _all_gone(processes: Sequence[OwnProcess], family: set[psutil.Process], wait_s: float) -> bool:
    deadline = time.monotonic() + wait_s
    told: set[psutil.Process] = set()
    while True:
        family |= _family(processes)
        left = {member for member in family if _is_alive(member)}
        if not left:
            return True
        if all(process.has_ended for process in processes):
            # Whoever has outlived its parent gets its own word, as nobody else will tell it.
            for orphan in left - told:
                _send(orphan, signal.SIGTERM)
            told |= left
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(POLL_S)


def _family(processes: Iterable[OwnProcess]) -> set[psutil.Process]:
    """Return the processes, their descendants, and everybody else in their sessions (a child keeps it when its parent dies)."""
    roots = {process.pid for process in processes}
    family: set[psutil.Process] = set()
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) in roots:
                family.add(process)
                family.update(process.children(recursive=True))
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue
    return family


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _signal_group(process: OwnProcess, family: set[psutil.Process], number: signal.Signals) -> None:
    # Only while one of ours is in the group: an empty group's number may come to belong to somebody else.
    if any(_is_alive(member) and _group(member) == process.pid for member in family):
        os.killpg(process.pid, number)


def _group(process: psutil.Process) -> int:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return -1


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
