"""Which run may change an app: the claim, and the line of those that wait for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from redis.client import Pipeline

from clients.store import keys
from clients.store.connection import Connection, redis_failures, refuse_eviction, text
from clients.store.locks import freeze_of, lock_on
from clients.store.moving import write
from clients.store.record import append, log_committed
from clients.store.waking import goes_on, wake
from mesh.approvals import is_still_approved
from mesh.locks import Hold, holding, sentence
from mesh.record import Entry, entry_of
from mesh.run import Held, Run, RunState


class Claims:
    """The part of `mesh.ports.Store` that is about the start of runs."""

    def __init__(self, connection: Connection, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._now = now

    def begin(self, run: Run, entry: Entry | None) -> Run | Held:
        held = self.held_back(run)
        if held is not None:
            return held
        mesh, service = run.asking.mesh, run.service
        claim, counted = keys.claim(mesh, service), keys.generation(mesh, service)
        with redis_failures(f"`{service}` was claimed"):
            holder = holder_of(self._redis, mesh, service)
        after = run.moved(RunState.RUNNING, version=run.version + 1, started_at=run.started_at or self._now(), why="", held_since=None)

        def take(pipe: Pipeline) -> None:
            if holder != run.id:
                pipe.set(claim, run.id)
                pipe.incr(counted)
            pipe.zrem(keys.line(mesh, service), run.id)
            pipe.srem(keys.held(mesh), run.id)
            append(pipe, entry)

        def is_stale(pipe: Pipeline) -> bool:
            """Somebody else has claimed, locked or frozen the app since it was looked at, or claimed it since this run's plan was made.

            Or this run's approvals are not, or no longer, those of what it would do.
            """
            if holder_of(pipe, mesh, service) != holder or holder not in {"", run.id} or self._hold(pipe, run) is not None:
                return True
            if run.started_at is not None:
                return False
            return int(text(pipe.get(counted)) or 0) != run.generation or not is_still_approved(run, self._now())

        watched = (claim, counted, keys.locks(mesh), keys.freeze(mesh))
        write(self._redis, run, after, take, watch=watched, unless=is_stale)
        log_committed(entry)
        return after

    def held_back(self, run: Run) -> Held | None:
        """Return what keeps a run from beginning. Raises PermanentFailure where Redis may have dropped that."""
        if run.started_at is None:
            refuse_eviction(self._redis)
        with redis_failures(f"what holds `{run.service}` was looked up"):
            by = self._in_the_way(self._redis, run)
        return None if by is None else self._wait(run, by)

    def _in_the_way(self, connection: Connection | Pipeline, run: Run) -> Hold | str | None:
        """Return the lock, the freeze or the run that a run has to wait for; also inside a transaction that watches them."""
        hold = self._hold(connection, run)
        if hold is not None:
            return hold
        holder = holder_of(connection, run.asking.mesh, run.service)
        if holder:
            return None if holder == run.id else holder
        first = self._first_of_line(connection, run)
        return None if first in {"", run.id} else first

    def _hold(self, connection: Connection | Pipeline, run: Run) -> Hold | None:
        """Return the lock or the freeze that keeps a run from beginning; one that has begun goes on."""
        if run.started_at is not None:
            return None
        lock, freeze = lock_on(connection, run.asking.mesh, run.service), freeze_of(connection, run.asking.mesh)
        return holding(run.asked_by, lock, freeze, self._now())

    def _first_of_line(self, connection: Connection | Pipeline, run: Run) -> str:
        """Return the run that goes on next; while a lock stands, those that it holds back are passed over by its owner's own."""
        line = _line(connection, run)
        lock = lock_on(connection, run.asking.mesh, run.service)
        held = _held(connection, run) if lock is not None and not lock.is_over(self._now()) else frozenset[str]()
        return next((run_id for run_id in line if run_id not in held), "")

    def _wait(self, run: Run, by: Hold | str) -> Held:
        """Put a run into the line, with the sentence that says why. Raises Overtaken where that is not in its way any more."""
        mesh, service = run.asking.mesh, run.service
        with redis_failures(f"the line for `{service}` was looked at"):
            line, held = _line_with(run, self._redis), _held(self._redis, run)
            gone = _gone(self._redis, run)
        place = line.index(run.id) + 1
        changes: dict[str, Any] = {
            "why": _why(by, place, run),
            "held_since": None if isinstance(by, str) else run.held_since or self._now(),
        }
        if run.state is RunState.WAITING and (run.why, run.held_since) == (changes["why"], changes["held_since"]):
            return Held(run, by, place)
        if run.state is RunState.WAITING:
            after, entry = replace(run, version=run.version + 1, **changes), None
        else:
            after = run.moved(RunState.WAITING, version=run.version + 1, **changes)
            entry = entry_of(run, "waits", self._now(), who="meshbot", told=_cause(by, run))

        def also(pipe: Pipeline) -> None:
            pipe.zadd(keys.line(mesh, service), {run.id: run.asking.at.timestamp()})
            if gone:
                pipe.zrem(keys.line(mesh, service), *gone)
            if isinstance(by, str):
                pipe.srem(keys.held(mesh), run.id)
            else:
                pipe.sadd(keys.held(mesh), run.id)
                if next_one := next((each for each in line if each not in held | {run.id}), ""):
                    wake(pipe, next_one)
            append(pipe, entry)

        watched = (keys.claim(mesh, service), keys.line(mesh, service), keys.locks(mesh), keys.freeze(mesh))
        write(self._redis, run, after, also, watch=watched, unless=lambda pipe: self._in_the_way(pipe, run) != by)
        log_committed(entry)
        return Held(after, by, place)

    def give_up(self, pipe: Pipeline, run: Run) -> None:
        """Free the app and let the next in line go on; only the holder's own end does so."""
        claim = keys.claim(run.asking.mesh, run.service)
        if text(self._redis.get(claim)) == run.id:
            pipe.delete(claim)
        self.leave_line(pipe, run)
        pipe.zrem(keys.DUE, run.id)

    def leave_line(self, pipe: Pipeline, run: Run) -> None:
        """Let those behind a run move up: the first of the line is woken, and the first that no lock holds back."""
        others, held = [each for each in _line(self._redis, run) if each != run.id], _held(self._redis, run)
        for run_id in {*others[:1], *[each for each in others if each not in held][:1]}:
            wake(pipe, run_id)
        pipe.zrem(keys.line(run.asking.mesh, run.service), run.id)
        pipe.srem(keys.held(run.asking.mesh), run.id)

    def generation(self, mesh: str, service: str) -> int:
        with redis_failures(f"the claims of `{service}` were counted"):
            return int(self._redis.get(keys.generation(mesh, service)) or 0)


def holder_of(connection: Connection | Pipeline, mesh: str, service: str) -> str:
    """Return the run that works on an app, else an empty text: the claim of one that is gone or over is none."""
    holder = text(connection.get(keys.claim(mesh, service)))
    return holder if holder and goes_on(connection, holder) else ""


def _in_line(connection: Connection | Pipeline, run: Run) -> list[tuple[str, float]]:
    found: Any = connection.zrange(keys.line(run.asking.mesh, run.service), 0, -1, withscores=True)  # redis-py leaves open what is in it
    return [(text(each), float(at)) for each, at in found]


def _line(connection: Connection | Pipeline, run: Run) -> list[str]:
    return [each for each, _ in _in_line(connection, run) if goes_on(connection, each)]


def _gone(connection: Connection, run: Run) -> list[str]:
    return [each for each, _ in _in_line(connection, run) if not goes_on(connection, each)]


def _line_with(run: Run, connection: Connection) -> list[str]:
    """Return the line as it is once the run stands in it."""
    others = [(at, each) for each, at in _in_line(connection, run) if each != run.id and goes_on(connection, each)]
    return [each for _, each in sorted([*others, (run.asking.at.timestamp(), run.id)])]


def _held(connection: Connection | Pipeline, run: Run) -> frozenset[str]:
    return frozenset(text(each) for each in connection.smembers(keys.held(run.asking.mesh)))


def _cause(by: Hold | str, run: Run) -> str:
    return f"`{run.service}` is being changed by `{by}`" if isinstance(by, str) else sentence(by, run.service, run.asking.mesh)


def _why(by: Hold | str, place: int, run: Run) -> str:
    if isinstance(by, str):
        return f"{_cause(by, run)}; this run is number {place} in line."
    return f"{_cause(by, run)}. It goes on by itself then; it is number {place} in line for `{run.service}`."
