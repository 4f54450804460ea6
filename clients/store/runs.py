"""Runs in Redis: stored with their job in one transaction, moved by comparing versions, noted by comparing epochs."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError

from clients.store import codec, keys, scripts
from clients.store.connection import Connection, Fields, redis_failures, text
from clients.store.queues import Queues
from mesh.errors import Overtaken, TemporaryFailure
from mesh.record import Entry
from mesh.run import ENDED, Held, Run, RunState, StepNote
from mesh.standing import Left

log = logging.getLogger(__name__)

KEPT_S = 30 * 24 * 3600
DELIVERY_S = 3600
RESPONSE_URL_S = 29 * 60  # Slack's own limit is 30 minutes
RECORD_LENGTH = 10_000
PATIENCE_S = 20  # how long a job may stay in its queue before the ticker asks again
SEARCHED = 500  # how many of the latest runs are looked through for those of one app
WRITING_MS = 30_000  # longer than one request to Kong with its time-outs
CANCEL = "cancel"
WORK_ON = "jobs.tasks.work_on"


class RunStore:
    """Fulfils `mesh.ports.Store`."""

    def __init__(self, connection: Connection, queues: Queues, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._queues = queues
        self._now = now
        self._keep_note = connection.register_script(scripts.KEEP_NOTE)

    def submit(self, run: Run, *, delivery: str, response_url: str, queue: str, entry: Entry) -> tuple[str, bool]:
        key, committing = keys.delivery(delivery), False
        try:
            with self._redis.pipeline() as pipe:
                while True:
                    pipe.watch(key, keys.run(run.id))  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                    seen = text(pipe.get(key))
                    if seen:
                        return seen, seen == run.id
                    if pipe.exists(keys.run(run.id)):
                        raise Overtaken(run.id)
                    pipe.multi()
                    self._store_new(pipe, run, entry)
                    pipe.set(key, run.id, ex=DELIVERY_S)
                    if response_url:
                        pipe.set(keys.response_url(run.id), response_url, ex=RESPONSE_URL_S)
                    if not run.has_ended:
                        self._wake(pipe, run.id, queue)
                    committing = True
                    try:
                        pipe.execute()
                    except WatchError:  # another copy of the delivery was faster, or the connection was lost: look who is stored
                        continue
                    _log(entry)
                    return run.id, True
        except RedisError as failure:
            raise TemporaryFailure("Redis did not answer while the request was stored.", outcome_unknown=committing) from failure

    def _store_new(self, pipe: Pipeline, run: Run, entry: Entry) -> None:
        pipe.hset(keys.run(run.id), mapping=codec.run_fields(run) | {"epoch": 0, "changes": 1})
        pipe.expire(keys.run(run.id), KEPT_S)
        pipe.zadd(keys.RUNS, {run.id: run.asking.at.timestamp()})
        _append(pipe, entry)

    def get(self, run_id: str) -> Run | None:
        with redis_failures(f"run {run_id} was read"):
            fields = {text(name): text(raw) for name, raw in self._redis.hgetall(keys.run(run_id)).items()}
        return codec.run_from(fields) if "core" in fields else None

    def move(
        self,
        run: Run,
        state: RunState,
        *,
        entry: Entry | None = None,
        wake: str = "",
        left: Left | None = None,
        **changes: Any,  # noqa: ANN401 - fields of Run
    ) -> Run:
        after = run.moved(state, version=run.version + 1, **changes)

        def also(pipe: Pipeline) -> None:
            if state in ENDED:
                self._give_up_claim(pipe, after)
            if wake:
                self._wake(pipe, run.id, wake)
            if left:
                pipe.hset(keys.left(run.asking.mesh), run.service, codec.left_json(left))
            _append(pipe, entry)

        self._write(run, after, also)
        _log(entry)
        return after

    def change(self, run: Run, **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
        after = replace(run, version=run.version + 1, **changes)
        self._write(run, after, lambda _: None)
        return after

    def begin(self, run: Run, *, entry: Entry | None = None) -> Run | Held:
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
            _append(pipe, entry)

        counted = keys.generation(run.asking.mesh, run.service)

        def is_stale(pipe: Pipeline) -> bool:
            """Somebody else has claimed the app since it was looked at, or since this run's plan was made."""
            if text(pipe.get(claim)) != holder:
                return True
            return run.started_at is None and int(text(pipe.get(counted)) or 0) != run.generation

        self._write(run, after, take, watch=(claim, counted), unless=is_stale)
        _log(entry)
        return after

    def _wait_in_line(self, run: Run, holder: str, entry: Entry | None) -> Held:
        line = keys.line(run.asking.mesh, run.service)
        with redis_failures(f"the line for `{run.service}` was joined"):
            self._redis.zadd(line, {run.id: run.asking.at.timestamp()})
            place = [text(each) for each in self._redis.zrange(line, 0, -1)].index(run.id) + 1
        why = f"`{run.service}` is being changed by `{holder}`; this run is number {place} in line."
        if run.state is RunState.WAITING:
            return Held(run if run.why == why else self.change(run, why=why), holder, place)
        return Held(self.move(run, RunState.WAITING, entry=entry, why=why), holder, place)

    def _give_up_claim(self, pipe: Pipeline, run: Run) -> None:
        """Free the app and wake the runs in line; only the holder's own end does so."""
        claim, line = keys.claim(run.asking.mesh, run.service), keys.line(run.asking.mesh, run.service)
        if text(self._redis.get(claim)) == run.id:
            pipe.delete(claim)
            for waiting in self._redis.zrange(line, 0, 0):
                pipe.zadd(keys.DUE, {text(waiting): 0}, xx=True)
        pipe.zrem(line, run.id)
        pipe.zrem(keys.DUE, run.id)

    def _wake(self, pipe: Pipeline, run_id: str, queue: str) -> None:
        pipe.zadd(keys.DUE, {run_id: self._now().timestamp() + PATIENCE_S})
        self._queues.enqueue(queue, WORK_ON, run_id, pipeline=pipe)

    def awaiting(self, mesh: str) -> tuple[Run, ...]:
        with redis_failures("the runs that wait for approval were read"):
            ids = sorted(text(run_id) for run_id in self._redis.smembers(keys.awaiting(mesh)))
        return tuple(run for run in map(self.get, ids) if run and run.state is RunState.AWAITING)

    def recent(self, limit: int, service: str | None = None) -> tuple[Run, ...]:
        with redis_failures("the latest runs were read"):
            ids = [text(run_id) for run_id in self._redis.zrevrange(keys.RUNS, 0, (limit if service is None else SEARCHED) - 1)]
        runs = (run for run in map(self.get, ids) if run and service in {None, run.service})
        return tuple(islice(runs, limit))

    def ask_to_cancel(self, run: Run, person: str, entry: Entry, queue: str) -> bool:
        with redis_failures(f"run {run.id} was asked to stop"), self._redis.pipeline() as pipe:
            pipe.multi()
            pipe.hsetnx(keys.run(run.id), CANCEL, person)
            self._wake(pipe, run.id, queue)
            _append(pipe, entry)
            is_new = bool(pipe.execute()[0])
        _log(entry)
        return is_new

    def cancel_asked_by(self, run_id: str) -> str:
        with redis_failures(f"run {run_id} was asked about"):
            return text(self._redis.hget(keys.run(run_id), CANCEL))

    def is_known(self) -> bool:
        with redis_failures("the store's mark was looked up"):
            return bool(self._redis.exists(keys.KNOWN))

    def mark_known(self, at: datetime, entry: Entry | None = None) -> bool:
        with redis_failures("the store was marked"), self._redis.pipeline() as pipe:
            pipe.multi()
            pipe.set(keys.KNOWN, at.isoformat(), nx=True)
            _append(pipe, entry)
            is_new = bool(pipe.execute()[0])
        _log(entry)
        return is_new

    def generation(self, mesh: str, service: str) -> int:
        with redis_failures(f"the claims of `{service}` were counted"):
            return int(self._redis.get(keys.generation(mesh, service)) or 0)

    def keep_note(self, run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        field, value = codec.note_field(step_id, note)
        with redis_failures(f"step {step_id} of {run_id} was noted"):
            kept = self._keep_note(keys=[keys.run(run_id), keys.BEHIND], args=[epoch, field, value, run_id])
        if not kept:
            raise Overtaken(run_id)

    def _write(
        self,
        before: Run,
        after: Run,
        also: Callable[[Pipeline], None],
        watch: tuple[str, ...] = (),
        unless: Callable[[Pipeline], bool] = lambda _: False,
    ) -> None:
        key = keys.run(before.id)
        with redis_failures(f"run {before.id} was moved to {after.state}"), self._redis.pipeline() as pipe:
            while True:
                pipe.watch(key, *watch)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                if text(pipe.hget(key, "version")) != str(before.version) or unless(pipe):
                    raise Overtaken(before.id)
                show_at = 0 if after.has_ended else float(text(pipe.hget(key, "show_at")) or 0)
                pipe.multi()
                pipe.hset(key, mapping=codec.run_fields(after))
                for dropped in before.notes.keys() - after.notes.keys():
                    pipe.hdel(key, codec.NOTE + dropped)
                if before.state in {RunState.FAILED, RunState.UNKNOWN}:
                    pipe.hdel(key, CANCEL)
                if after.state is RunState.AWAITING:
                    pipe.sadd(keys.awaiting(after.asking.mesh), after.id)
                elif before.state is RunState.AWAITING:
                    pipe.srem(keys.awaiting(after.asking.mesh), after.id)
                pipe.hincrby(key, "changes", 1)
                pipe.zadd(keys.BEHIND, {before.id: show_at})
                also(pipe)
                try:
                    pipe.execute()
                except WatchError:  # a parallel step's note touches the same hash; only the version decides
                    continue
                return

    def kong_writes(self, mesh: str, run_id: str) -> int:
        with redis_failures(f"the writes to the mesh {mesh} were counted"):
            all_writes, own = self._redis.mget(keys.kong_writes(mesh), keys.kong_writes_of(mesh, run_id))
            return int(text(all_writes) or 0) - int(text(own) or 0)

    def begin_writing(self, mesh: str, run_id: str) -> bool:
        with redis_failures(f"the mesh {mesh} was claimed"):
            return bool(self._redis.set(keys.writing(mesh), run_id, nx=True, px=WRITING_MS)) or self._is_writing(mesh, run_id)

    def end_writing(self, mesh: str, run_id: str) -> None:
        with redis_failures(f"the claim on the mesh {mesh} was given up"):
            self._redis.incr(keys.kong_writes(mesh))
            self._redis.incr(keys.kong_writes_of(mesh, run_id))
            self._redis.expire(keys.kong_writes_of(mesh, run_id), KEPT_S)
            if self._is_writing(mesh, run_id):
                self._redis.delete(keys.writing(mesh))

    def _is_writing(self, mesh: str, run_id: str) -> bool:
        return text(self._redis.get(keys.writing(mesh))) == run_id

    def left(self, mesh: str) -> dict[str, Left]:
        with redis_failures(f"what runs left in the mesh {mesh} was read"):
            kept = self._redis.hgetall(keys.left(mesh))
        return {text(service): codec.left_from(text(raw)) for service, raw in kept.items()}

    def app_names(self, mesh: str) -> dict[str, str]:
        with redis_failures(f"the names of the apps of the mesh {mesh} were read"):
            return {text(service): text(app) for service, app in self._redis.hgetall(keys.apps(mesh)).items()}

    def began_creation(self, app: str, at: datetime) -> None:
        with redis_failures(f"the creation of `{app}` was noted"):
            self._redis.set(keys.creation(app), at.isoformat(), ex=KEPT_S, nx=True)

    def creation_began(self, app: str) -> datetime | None:
        with redis_failures(f"an earlier creation of `{app}` was looked up"):
            found = text(self._redis.get(keys.creation(app)))
        return datetime.fromisoformat(found) if found else None

    def response_url(self, run_id: str) -> str:
        with redis_failures(f"the response URL of {run_id} was read"):
            return text(self._redis.get(keys.response_url(run_id)))


def _log(entry: Entry | None) -> None:
    """Write an entry that was committed as a log line too: that is its durable copy."""
    if entry is not None:
        log.info("recorded", extra=entry.fields())


def _append(pipe: Pipeline, entry: Entry | None) -> None:
    if entry is None:
        return
    fields: Fields = {name: value for name, value in entry.fields().items()}  # noqa: C416 - dict() keeps the narrower key type
    pipe.xadd(keys.RECORD, fields, maxlen=RECORD_LENGTH, approximate=True)
