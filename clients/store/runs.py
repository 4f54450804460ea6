"""Runs in Redis: stored with their job in one transaction, moved by comparing versions, noted by comparing epochs."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from pydantic import ValidationError
from redis.client import Pipeline
from redis.exceptions import WatchError

from clients.store import codec, keys, scripts
from clients.store.announcements import announce
from clients.store.claims import Claims, holder_of
from clients.store.connection import Connection, committing, redis_failures, refuse_eviction, text
from clients.store.index import RunIndex
from clients.store.moving import CANCEL, KEPT_S, write
from clients.store.names import AppNames, forget
from clients.store.queues import Queues
from clients.store.record import append, log_committed
from clients.store.waking import mark_woken
from clients.store.writing import KongWrites
from mesh.errors import Overtaken, PermanentFailure
from mesh.joined import Joined
from mesh.ports import Announcement
from mesh.record import Entry
from mesh.requests import Question
from mesh.run import ENDED, Held, Message, Run, RunState, StepNote, StepState
from mesh.standing import Left

QUESTION_KEPT_S = 24 * 3600
DELIVERY_S = 3600
RESPONSE_URL_S = 29 * 60  # Slack's own limit is 30 minutes
SHOWN_AS_ASKED_AFTER = timedelta(seconds=1)
PATIENCE_S = 20  # how long a job may stay in its queue before the ticker asks again
WORK_ON = "jobs.tasks.work_on"

log = logging.getLogger(__name__)


class RunStore:
    """Fulfils `mesh.ports.Store`."""

    def __init__(self, connection: Connection, queues: Queues, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._queues = queues
        self._now = now
        self._claims = Claims(connection, now)
        self._index = RunIndex(connection)
        self._kong_writes = KongWrites(connection)
        self._names = AppNames(connection)
        self._keep_note = connection.register_script(scripts.KEEP_NOTE)

    def submit(
        self, run: Run, *, delivery: str, response_url: str, queue: str, entry: Entry, message: Message | None = None
    ) -> tuple[str, bool]:
        key = keys.delivery(delivery)
        with committing("the request was stored") as commit, self._redis.pipeline() as pipe:
            while True:
                pipe.watch(key, keys.run(run.id))  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                if pipe.exists(key, keys.run(run.id)):
                    seen = text(pipe.get(key))
                    if seen:
                        return seen, seen == run.id
                    raise Overtaken(run.id)
                pipe.multi()
                self._store_new(pipe, run, entry)
                if message:
                    pipe.hset(keys.run(run.id), "message", codec.message_json(message))
                pipe.set(key, run.id, ex=DELIVERY_S)
                if response_url:
                    pipe.set(keys.response_url(run.id), response_url, ex=RESPONSE_URL_S)
                if not run.has_ended:
                    self._wake(pipe, run.id, queue)
                    if isinstance(run.request, Question):  # by then it is answered, or it is time to show that it was asked
                        pipe.zadd(keys.BEHIND, {run.id: (run.asking.at + SHOWN_AS_ASKED_AFTER).timestamp()})
                try:
                    commit.execute(pipe)
                except WatchError:  # another copy of the delivery was faster, or the connection was lost: look who is stored
                    continue
                log_committed(entry)
                return run.id, True

    def _store_new(self, pipe: Pipeline, run: Run, entry: Entry) -> None:
        pipe.hset(keys.run(run.id), mapping=codec.run_fields(run) | {"epoch": 0, "changes": 1})
        if isinstance(run.request, Question):  # asked so often that it would hide what changes something, and fill the store
            pipe.expire(keys.run(run.id), QUESTION_KEPT_S)
        else:
            pipe.expire(keys.run(run.id), KEPT_S)
            self._index.add(pipe, run)
        append(pipe, entry)

    def get(self, run_id: str) -> Run | None:
        with redis_failures(f"run {run_id} was read"):
            fields = {text(name): text(raw) for name, raw in self._redis.hgetall(keys.run(run_id)).items()}
        if "core" not in fields:
            return None
        return _from(run_id, fields)

    def move(
        self,
        run: Run,
        state: RunState,
        *,
        entry: Entry | None = None,
        wake: str = "",
        left: Left | None = None,
        forgets: str = "",
        **changes: Any,  # noqa: ANN401 - fields of Run
    ) -> Run:
        after = run.moved(state, version=run.version + 1, **changes)

        def also(pipe: Pipeline) -> None:
            if state in ENDED:
                self._claims.give_up(pipe, after)
            elif run.state is RunState.WAITING and run.started_at is None:
                self._claims.leave_line(pipe, after)
            if wake:
                self._wake(pipe, run.id, wake)
            if left:
                pipe.hset(keys.left(run.asking.mesh), run.service, codec.left_json(left))
            if state in ENDED and run.started_at:
                pipe.delete(keys.status(run.asking.mesh))
            if forgets:
                forget(pipe, run, forgets)
            append(pipe, entry)

        def has_come_back(pipe: Pipeline) -> bool:
            """Say of an app that is to be forgotten without a claim whether a run has claimed it since it was found to be gone."""
            if not forgets or run.started_at:
                return False
            counted = int(text(pipe.get(keys.generation(run.asking.mesh, run.service))) or 0)
            return counted != after.generation or bool(holder_of(pipe, run.asking.mesh, run.service))

        watched = tuple(name(run.asking.mesh, run.service) for name in (keys.line, keys.claim, keys.generation))
        write(self._redis, run, after, also, watch=watched, unless=has_come_back)
        log_committed(entry)
        return after

    def change(self, run: Run, **changes: Any) -> Run:  # noqa: ANN401 - fields of Run
        after = replace(run, version=run.version + 1, **changes)
        write(self._redis, run, after, lambda _: None)
        return after

    def begin(self, run: Run, *, entry: Entry | None = None) -> Run | Held:
        return self._claims.begin(run, entry)

    def held_back(self, run: Run) -> Held | None:
        return self._claims.held_back(run)

    def _wake(self, pipe: Pipeline, run_id: str, queue: str) -> None:
        pipe.zadd(keys.DUE, {run_id: self._now().timestamp() + PATIENCE_S})
        mark_woken(pipe, run_id)
        self._queues.enqueue(queue, WORK_ON, run_id, pipeline=pipe)

    def awaiting(self, mesh: str) -> tuple[Run, ...]:
        with redis_failures("the runs that wait for approval were read"):
            ids = sorted(text(run_id) for run_id in self._redis.smembers(keys.awaiting(mesh)))
            return tuple(run for run in self._read(ids) if run.state is RunState.AWAITING)

    def under_way(self, mesh: str) -> tuple[Run, ...]:
        """Look through what is due: a run is in there from the moment it is stored until it ends."""
        with redis_failures("the runs under way were read"):
            ids = [text(run_id) for run_id in self._redis.zrange(keys.DUE, 0, -1)]
            runs = [run for run in self._read(ids) if run.asking.mesh == mesh and not run.has_ended]
        changes = (run for run in runs if not run.asking.dry_run and not isinstance(run.request, Question))
        return tuple(sorted(changes, key=lambda run: run.asking.at))

    def message_of(self, run_id: str) -> Message | None:
        with redis_failures(f"the message of {run_id} was looked up"):
            message = text(self._redis.hget(keys.run(run_id), "message"))
        return codec.message_from(message) if message else None

    def recent(self, limit: int, service: str | None = None, mesh: str | None = None) -> tuple[Run, ...]:
        with redis_failures("the latest runs were read"):
            found = chain.from_iterable(self._index.newest(mesh, service))
            runs: list[Run] = []
            while len(runs) < limit and (ids := list(islice(found, limit - len(runs)))):
                runs.extend(self._read(ids))
        return tuple(runs)

    def how_many(self, service: str | None, mesh: str) -> int:
        with redis_failures("the runs were counted"):
            return self._index.count(mesh, service)

    def catch_up(self) -> None:
        with redis_failures("the runs of another version were given their place"):
            self._index.catch_up()

    def changes_since(self, run: Run) -> Iterator[Run]:
        with redis_failures(f"what came after {run.id} was read"):
            for ids in self._index.changes_since(run):
                yield from self._read(ids)

    def _read(self, ids: Sequence[str]) -> Iterator[Run]:
        """Yield those of these runs that are there and can be read, of one look at all of them."""
        with self._redis.pipeline(transaction=False) as pipe:
            for run_id in ids:
                pipe.hgetall(keys.run(run_id))
            answers = pipe.execute()
        for run_id, answer in zip(ids, answers, strict=True):
            fields = {text(name): text(raw) for name, raw in answer.items()}
            if "core" in fields and (run := _readable(run_id, fields)):
                yield run

    def ask_to_cancel(self, run: Run, person: str, entry: Entry, queue: str) -> bool:
        key = keys.run(run.id)
        with committing(f"run {run.id} was asked to stop") as commit, self._redis.pipeline() as pipe:
            while True:
                pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                if text(pipe.hget(key, "state")) in {"", *ENDED}:
                    raise Overtaken(run.id)
                pipe.multi()
                pipe.hsetnx(key, CANCEL, person)
                self._wake(pipe, run.id, queue)
                append(pipe, entry)
                try:
                    is_new = bool(commit.execute(pipe)[0])
                except WatchError:  # a note of a step was written, or the run moved: look again
                    continue
                log_committed(entry)
                return is_new

    def cancel_asked_by(self, run_id: str) -> str:
        with redis_failures(f"run {run_id} was asked about"):
            return text(self._redis.hget(keys.run(run_id), CANCEL))

    def is_known(self) -> bool:
        refuse_eviction(self._redis)
        with redis_failures("the store's mark was looked up"):
            return bool(self._redis.exists(keys.KNOWN))

    def mark_known(self, at: datetime, entry: Entry | None = None, telling: Iterable[Announcement] = ()) -> bool:
        with committing("the store was marked") as commit, self._redis.pipeline() as pipe:
            while True:
                pipe.watch(keys.KNOWN)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                if pipe.exists(keys.KNOWN):
                    return False
                pipe.multi()
                pipe.set(keys.KNOWN, at.isoformat())
                announce(pipe, telling)
                append(pipe, entry)
                try:
                    commit.execute(pipe)
                except WatchError:  # somebody else has marked it, or the connection was lost: look again
                    continue
                log_committed(entry)
                return True

    def generation(self, mesh: str, service: str) -> int:
        return self._claims.generation(mesh, service)

    def keep_note(self, run_id: str, epoch: int, step_id: str, note: StepNote) -> None:
        field, value = codec.note_field(step_id, note)
        with redis_failures(f"step {step_id} of {run_id} was noted"):
            kept = self._keep_note(
                keys=[keys.run(run_id), keys.BEHIND], args=[epoch, field, value, run_id, int(note.state is not StepState.STARTED)]
            )
        if not kept:
            raise Overtaken(run_id)

    def kong_writes(self, mesh: str, run_id: str) -> int:
        return self._kong_writes.count_of_others(mesh, run_id)

    def begin_writing(self, mesh: str, run_id: str) -> bool:
        return self._kong_writes.begin(mesh, run_id)

    def end_writing(self, mesh: str, run_id: str) -> None:
        self._kong_writes.end(mesh, run_id)

    def left(self, mesh: str) -> dict[str, Left]:
        with redis_failures(f"what runs left in the mesh {mesh} was read"):
            kept = self._redis.hgetall(keys.left(mesh))
        return {text(service): codec.left_from(text(raw)) for service, raw in kept.items()}

    def apps_known(self, mesh: str) -> frozenset[str]:
        with redis_failures(f"the names of the apps of the mesh {mesh} were read"):
            pipe = self._redis.pipeline(transaction=False)
            pipe.hkeys(keys.left(mesh))
            pipe.hkeys(keys.apps(mesh))
            pipe.smembers(keys.seen_apps(mesh))
            return frozenset(text(name) for names in pipe.execute() for name in names)

    def app_names(self, mesh: str) -> dict[str, str]:
        return self._names.all_of(mesh)

    def keep_joined(self, mesh: str, joined: Joined, entry: Entry) -> bool:
        return self._names.keep(mesh, joined, entry)

    def joined(self, mesh: str) -> dict[str, Joined]:
        return self._names.joined(mesh)

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


def _from(run_id: str, fields: Mapping[str, str]) -> Run:
    try:
        return codec.run_from(fields)
    except ValidationError as wrong:
        advice = "Deploy the version that stored it, or a newer one."
        raise PermanentFailure(f"the run `{run_id}` was stored by another version of meshbot and cannot be read.", advice=advice) from wrong


def _readable(run_id: str, fields: Mapping[str, str]) -> Run | None:
    """Return one of many runs; what cannot be read must not hide the others."""
    try:
        return _from(run_id, fields)
    except PermanentFailure as failure:
        log.error("a run cannot be read", extra={"run": run_id, "why": str(failure)})  # noqa: TRY400
        return None
