"""What may happen to the bot at a moment; each blow says how many processes it struck."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from tests.chaos import crew
from tests.chaos.crew import send
from tests.chaos.rig import Rig
from tests.chaos.waits import until

BETWEEN_SIGNALS_S = 3.0
PAUSE_S = 5.0
FROZEN_S = 16.0  # a lease lasts 12 s
GONE_WITHIN_S = 30.0  # then Heroku kills what is left


@dataclass(frozen=True)
class Blow:
    """Something that happens, by its name; `dynos` is how many worker dynos there must be for it."""

    name: str
    strike: Callable[[Rig], int]
    dynos: int = 1

    def __str__(self) -> str:
        return self.name


def _kill_horse(rig: Rig) -> int:
    return send(rig.crew.horses(), signal.SIGKILL)


def _kill_worker(rig: Rig) -> int:
    return send(rig.crew.all_of(crew.RUNS), signal.SIGKILL)


def _kill_both(rig: Rig) -> int:
    return send([*rig.crew.all_of(crew.RUNS), *rig.crew.horses()], signal.SIGKILL)


def _kill_ticker(rig: Rig) -> int:
    return send(rig.crew.all_of(crew.TICKER), signal.SIGKILL)


def _kill_reads_worker(rig: Rig) -> int:
    return _kill_with_horses(rig.crew.all_of(crew.READS))


def _kill_messages_worker(rig: Rig) -> int:
    return _kill_with_horses(rig.crew.all_of(crew.MESSAGES))


def _kill_with_horses(workers: list[psutil.Process]) -> int:
    return send([*(child for worker in workers for child in worker.children()), *workers], signal.SIGKILL)


def _kill_dyno(rig: Rig) -> int:
    return send(_dyno_at_work(rig), signal.SIGKILL)


def _kill_web(rig: Rig) -> int:
    return send(rig.crew.all_of(crew.WEB), signal.SIGKILL)


def _end_all_twice(rig: Rig) -> int:
    """Send SIGTERM to every process, twice, as Heroku does at a deploy, and see that all are gone before it would kill them."""
    roots = [*rig.crew.all_of(crew.SUPERVISOR), *rig.crew.all_of(crew.WEB)]
    everybody = [process for root in roots for process in rig.crew.dyno_of(root)]
    began = time.monotonic()
    struck = send(everybody, signal.SIGTERM)
    time.sleep(BETWEEN_SIGNALS_S)
    send(everybody, signal.SIGTERM)
    left = GONE_WITHIN_S - (time.monotonic() - began)
    until(lambda: not any(_lives(process) for process in everybody), "every process is gone after SIGTERM", within_s=left)
    return struck


def _freeze(rig: Rig) -> int:
    """Stop the dyno that works on the run for longer than its lease, as an overloaded host does; another dyno takes the run up."""
    frozen = _dyno_at_work(rig)
    send(frozen, signal.SIGSTOP)
    time.sleep(FROZEN_S)
    return send(frozen, signal.SIGCONT)


def _restart_redis(rig: Rig) -> int:
    rig.redis.restart(signal.SIGTERM)
    return 1


def _kill_redis(rig: Rig) -> int:
    rig.redis.restart(signal.SIGKILL)
    return 1


def _pause_redis(rig: Rig) -> int:
    rig.redis.pause()
    time.sleep(PAUSE_S)
    rig.redis.go_on()
    return 1


def _dyno_at_work(rig: Rig) -> list[psutil.Process]:
    """Return the dyno that has a horse, or the first one where no job runs just now."""
    candidates = (rig.crew.dyno_of(each) for each in [*rig.crew.horses(), *rig.crew.all_of(crew.RUNS)])
    return next(found for found in candidates if found)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


HORSE = Blow("horse killed", _kill_horse)
WORKER = Blow("worker killed", _kill_worker)
BOTH = Blow("worker and horse killed", _kill_both)
TICKER = Blow("ticker killed", _kill_ticker)
READS = Blow("reads worker killed", _kill_reads_worker)
MESSAGES = Blow("messages worker killed", _kill_messages_worker)
DYNO = Blow("whole dyno killed", _kill_dyno)
WEB = Blow("web process killed", _kill_web)
TERM = Blow("SIGTERM twice to all", _end_all_twice)
FROZEN = Blow("dyno frozen past the lease", _freeze, dynos=2)
REDIS_RESTARTED = Blow("Redis restarted", _restart_redis)
REDIS_KILLED = Blow("Redis killed and restarted", _kill_redis)
REDIS_PAUSED = Blow("Redis paused 5 s", _pause_redis)
