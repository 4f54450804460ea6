"""Which run may change an app: the claim, and the line of those that wait for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from redis.client import Pipeline

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text
from clients.store.moving import write
from clients.store.record import append, log_committed
from mesh.record import Entry
from mesh.run import Held, Run, RunState


class Claims:
    """The part of `mesh.ports.Store` that is about the start of runs."""

    def __init__(self, connection: Connection, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._now = now

    def begin(self, run: Run, entry: Entry | None) -> Run | Held:
        claim = keys.claim(run.asking.mesh, run.service)
        line = keys.line(run.asking.mesh, run.service)
        with redis_failures(f"`{run.service}` was claimed"):
            holder = text(self._redis.get(claim))
            first = next((text(each) for each in self._redis.zrange(line, 0, 0)), run.id)
        if holder not in {"", run.id} or (not holder and first != run.id):
            return self._wait_in_line(run, holder or first, entry)
        after = run.moved(RunState.RUNNING, version=run.version + 1, started_at=run.started_at or self._now(), why="")

        def take(pipe: Pipeline) -> None:
            if holder != run.id:
                pipe.set(claim, run.id)
                pipe.incr(keys.generation(run.asking.mesh, run.service))
            pipe.zrem(line, run.id)
            append(pipe, entry)

        counted = keys.generation(run.asking.mesh, run.service)

        def is_stale(pipe: Pipeline) -> bool:
            """Somebody else has claimed the app since it was looked at, or since this run's plan was made."""
            if text(pipe.get(claim)) != holder:
                return True
            return run.started_at is None and int(text(pipe.get(counted)) or 0) != run.generation

        write(self._redis, run, after, take, watch=(claim, counted), unless=is_stale)
        log_committed(entry)
        return after

    def _wait_in_line(self, run: Run, holder: str, entry: Entry | None) -> Held:
        line = keys.line(run.asking.mesh, run.service)
        with redis_failures(f"the line for `{run.service}` was joined"):
            self._redis.zadd(line, {run.id: run.asking.at.timestamp()})
            place = [text(each) for each in self._redis.zrange(line, 0, -1)].index(run.id) + 1
        why = f"`{run.service}` is being changed by `{holder}`; this run is number {place} in line."
        if run.state is RunState.WAITING and run.why == why:
            return Held(run, holder, place)
        if run.state is RunState.WAITING:
            after, kept = replace(run, version=run.version + 1, why=why), None
        else:
            after, kept = run.moved(RunState.WAITING, version=run.version + 1, why=why), entry
        write(self._redis, run, after, lambda pipe: append(pipe, kept))
        log_committed(kept)
        return Held(after, holder, place)

    def give_up(self, pipe: Pipeline, run: Run) -> None:
        """Free the app and wake the runs in line; only the holder's own end does so."""
        claim, line = keys.claim(run.asking.mesh, run.service), keys.line(run.asking.mesh, run.service)
        if text(self._redis.get(claim)) == run.id:
            pipe.delete(claim)
            for waiting in self._redis.zrange(line, 0, 0):
                pipe.zadd(keys.DUE, {text(waiting): 0}, xx=True)
        pipe.zrem(line, run.id)
        pipe.zrem(keys.DUE, run.id)

    def generation(self, mesh: str, service: str) -> int:
        with redis_failures(f"the claims of `{service}` were counted"):
            return int(self._redis.get(keys.generation(mesh, service)) or 0)
