"""The writing of a run: its version is compared, and whatever belongs to the move is written with it."""

from collections.abc import Callable

from redis.client import Pipeline
from redis.exceptions import WatchError

from clients.store import codec, keys
from clients.store.connection import Connection, committing, text
from clients.store.leases import IN_VAIN
from mesh.errors import Overtaken
from mesh.requests import Question
from mesh.run import Run, RunState

CANCEL = "cancel"
KEPT_S = 30 * 24 * 3600  # from its last move: a run that goes on is never lost in the middle of it


def write(
    connection: Connection,
    before: Run,
    after: Run,
    also: Callable[[Pipeline], None],
    *,
    watch: tuple[str, ...] = (),
    unless: Callable[[Pipeline], bool] = lambda _: False,
) -> None:
    """Write a run over what it was, and what `also` adds, in one transaction.

    `unless` looks at the keys of `watch`: where it says True, or the run's version has moved, nothing is written. Raises Overtaken then.
    """
    key = keys.run(before.id)
    with committing(f"run {before.id} was moved to {after.state}") as commit, connection.pipeline() as pipe:
        while True:
            pipe.watch(key, *watch)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            if text(pipe.hget(key, "version")) != str(before.version) or unless(pipe):
                raise Overtaken(before.id)
            show_at = 0 if after.has_ended else float(text(pipe.hget(key, "show_at")) or 0)
            pipe.multi()
            pipe.hset(key, mapping=codec.run_fields(after))
            for dropped in before.notes.keys() - after.notes.keys():
                pipe.hdel(key, codec.NOTE + dropped)
            if before.state is not after.state:
                pipe.hdel(key, IN_VAIN)
            if before.state in {RunState.FAILED, RunState.UNKNOWN}:
                pipe.hdel(key, CANCEL)
            if after.state is RunState.AWAITING:
                pipe.sadd(keys.awaiting(after.asking.mesh), after.id)
            elif before.state is RunState.AWAITING:
                pipe.srem(keys.awaiting(after.asking.mesh), after.id)
            pipe.hincrby(key, "changes", 1)
            if not isinstance(after.request, Question):
                pipe.expire(key, KEPT_S)
            pipe.zadd(keys.BEHIND, {before.id: show_at})
            also(pipe)
            try:
                commit.execute(pipe)
            except WatchError:  # a parallel step's note touches the same hash; only the version decides
                continue
            return
