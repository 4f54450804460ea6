"""Locks and freezes in Redis: each change is one compare-and-set, written with its entry and with what everybody is told of it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from redis.client import Pipeline
from redis.exceptions import WatchError

from clients.store import codec, keys
from clients.store.announcements import announce
from clients.store.connection import Connection, committing, redis_failures, text
from clients.store.record import append, log_committed
from clients.store.waking import goes_on, wake
from mesh.errors import Overtaken
from mesh.locks import Freeze, Lock
from mesh.ports import Announcement
from mesh.record import Entry


def lock_on(connection: Connection | Pipeline, mesh: str, service: str) -> Lock | None:
    """Return the lock that stands on an app, its time over or not; also inside a transaction that watches it."""
    raw = text(connection.hget(keys.locks(mesh), service))
    return codec.lock_from(raw) if raw else None


def freeze_of(connection: Connection | Pipeline, mesh: str) -> Freeze | None:
    """Return the freeze that stands, its time over or not; also inside a transaction that watches it."""
    raw = text(connection.get(keys.freeze(mesh)))
    return codec.freeze_from(raw) if raw else None


class LockStore:
    """Fulfils `mesh.ports.Locks`."""

    def __init__(self, connection: Connection, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._now = now

    def all(self, mesh: str) -> tuple[Lock, ...]:
        with redis_failures(f"the locks of the mesh {mesh} were read"):
            found = [codec.lock_from(text(raw)) for raw in self._redis.hgetall(keys.locks(mesh)).values()]
        return tuple(sorted((lock for lock in found if not lock.is_over(self._now())), key=lambda lock: lock.service))

    def of(self, mesh: str, service: str) -> Lock | None:
        with redis_failures(f"the lock on `{service}` was read"):
            return self._in_force(lock_on(self._redis, mesh, service))

    def freeze(self, mesh: str) -> Freeze | None:
        with redis_failures(f"the freeze of the mesh {mesh} was read"):
            found = freeze_of(self._redis, mesh)
        return None if found is None or found.is_over(self._now()) else found

    def lock(self, mesh: str, lock: Lock, *, was: Lock | None, entry: Entry, telling: Iterable[Announcement] = ()) -> None:
        def write(pipe: Pipeline) -> None:
            pipe.hset(keys.locks(mesh), lock.service, codec.lock_json(lock))

        def stands(pipe: Pipeline) -> bool:
            return self._in_force(lock_on(pipe, mesh, lock.service)) == was

        self._change(mesh, keys.locks(mesh), stands, write, entry=entry, telling=telling)

    def unlock(self, mesh: str, was: Lock, *, entry: Entry, telling: Iterable[Announcement] = ()) -> None:
        def write(pipe: Pipeline) -> None:
            pipe.hdel(keys.locks(mesh), was.service)

        self._change(mesh, keys.locks(mesh), lambda pipe: lock_on(pipe, mesh, was.service) == was, write, entry=entry, telling=telling)

    def set_freeze(self, mesh: str, freeze: Freeze, *, was: Freeze | None, entry: Entry, telling: Iterable[Announcement] = ()) -> None:
        def stands(pipe: Pipeline) -> bool:
            found = freeze_of(pipe, mesh)
            return (None if found is None or found.is_over(self._now()) else found) == was

        def write(pipe: Pipeline) -> None:
            pipe.set(keys.freeze(mesh), codec.freeze_json(freeze))

        self._change(mesh, keys.freeze(mesh), stands, write, entry=entry, telling=telling)

    def thaw(self, mesh: str, was: Freeze, *, entry: Entry, telling: Iterable[Announcement] = ()) -> None:
        def write(pipe: Pipeline) -> None:
            pipe.delete(keys.freeze(mesh))

        self._change(mesh, keys.freeze(mesh), lambda pipe: freeze_of(pipe, mesh) == was, write, entry=entry, telling=telling)

    def _change(
        self,
        mesh: str,
        key: str,
        stands: Callable[[Pipeline], bool],
        write: Callable[[Pipeline], None],
        *,
        entry: Entry,
        telling: Iterable[Announcement],
    ) -> None:
        """Write where what the person saw still stands, and have the runs that wait looked at again: they may go on, or say why not."""
        with committing(f"the locks of the mesh {mesh} were changed") as commit, self._redis.pipeline() as pipe:
            while True:
                pipe.watch(key, keys.held(mesh), keys.awaiting(mesh))  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                if not stands(pipe):
                    raise Overtaken(entry.what)
                waiting = {text(each): goes_on(pipe, text(each)) for each in pipe.sunion([keys.held(mesh), keys.awaiting(mesh)])}
                pipe.multi()
                write(pipe)
                for run_id, still in waiting.items():
                    if still:
                        wake(pipe, run_id)
                    else:
                        pipe.srem(keys.held(mesh), run_id)
                        pipe.srem(keys.awaiting(mesh), run_id)
                announce(pipe, telling)
                append(pipe, entry)
                try:
                    commit.execute(pipe)
                except WatchError:  # a lock on another app, a run that begins to wait, or the connection was lost: look again
                    continue
                break
        log_committed(entry)

    def _in_force(self, lock: Lock | None) -> Lock | None:
        return None if lock is None or lock.is_over(self._now()) else lock
