"""Which runs there were, newest first: of a mesh, of an app, and those that may have changed it.

`runs` names all of them, and every version writes it. The other sets are made of it: what is in there and not yet in `indexed`, because an
earlier version stored it or another one beside this does, is put into its place before anybody reads.
"""

import json
from collections.abc import Iterator

from redis.client import Pipeline

from clients.store import keys
from clients.store.connection import Connection, text
from clients.store.moving import KEPT_S
from mesh.run import Run

READ_AT_ONCE = 100
CAUGHT_UP_READING = 500


class RunIndex:
    """The ids of runs, by when they were asked for. Lets the errors of Redis through."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def add(self, pipe: Pipeline, run: Run) -> None:
        """Name a run that changes something, or shows how it would, with the rest of a transaction; drop what is kept no more."""
        at = run.asking.at.timestamp()
        pipe.zadd(keys.RUNS, {run.id: at})
        _place(pipe, run.id, at, run.asking.mesh, run.service, dry_run=run.asking.dry_run)
        for key in (keys.RUNS, keys.INDEXED, *_sets(run.asking.mesh, run.service)):
            pipe.zremrangebyscore(key, "-inf", at - KEPT_S)

    def newest(self, mesh: str | None, service: str | None) -> Iterator[list[str]]:
        """Yield the ids of a mesh's or an app's runs, newest first, in portions that are read as they are asked for."""
        self.catch_up(CAUGHT_UP_READING)
        key = keys.RUNS if mesh is None else keys.runs_of(mesh, service) if service else keys.runs_of(mesh)
        start = 0
        while ids := [text(each) for each in self._redis.zrevrange(key, start, start + READ_AT_ONCE - 1)]:
            yield ids
            start += len(ids)

    def count(self, mesh: str, service: str | None) -> int:
        """Return how many runs of a mesh, or of an app of it, are named."""
        self.catch_up(CAUGHT_UP_READING)
        return self._redis.zcard(keys.runs_of(mesh, service) if service else keys.runs_of(mesh))

    def changes_since(self, run: Run) -> Iterator[list[str]]:
        """Yield the ids of what was to change a run's app after it, newest first; no dry runs."""
        self.catch_up(CAUGHT_UP_READING)
        key, after = keys.changes_of(run.asking.mesh, run.service), run.asking.at.timestamp()
        start = 0
        while ids := [text(each) for each in self._redis.zrevrangebyscore(key, "+inf", after, start=start, num=READ_AT_ONCE)]:
            yield [each for each in ids if each != run.id]
            start += len(ids)

    def catch_up(self, at_most: int | None = None) -> None:
        """Give every run its place that has none yet, or so many of the latest, which is as long as who reads may wait."""
        missing = [text(each) for each in self._redis.zdiff([keys.RUNS, keys.INDEXED])][-(at_most or 0) :]
        for start in range(0, len(missing), READ_AT_ONCE):
            ids = missing[start : start + READ_AT_ONCE]
            with self._redis.pipeline(transaction=False) as pipe:
                for run_id in ids:
                    pipe.zscore(keys.RUNS, run_id)
                    pipe.hget(keys.run(run_id), "core")
                answers = pipe.execute()
            with self._redis.pipeline() as pipe:
                for run_id, at, core in zip(ids, answers[::2], answers[1::2], strict=True):
                    _place_stored(pipe, run_id, float(at or 0), text(core))
                pipe.execute()


def _place_stored(pipe: Pipeline, run_id: str, at: float, core: str) -> None:
    """Put a run into its place as far as it says where that is; one that is gone or cannot be read is looked at no more."""
    pipe.zadd(keys.INDEXED, {run_id: at})
    try:
        stored = json.loads(core)
        asking, service = stored["asking"], stored["request"]["service"]
        _place(pipe, run_id, at, str(asking["mesh"]), str(service), dry_run=bool(asking.get("dry_run")))
    except (ValueError, KeyError, TypeError):
        return


def _place(pipe: Pipeline, run_id: str, at: float, mesh: str, service: str, *, dry_run: bool) -> None:
    of_mesh, of_app, changes = _sets(mesh, service)
    for key in (keys.INDEXED, of_mesh, of_app, *([] if dry_run else [changes])):
        pipe.zadd(key, {run_id: at})
    for key in (of_mesh, of_app, changes):
        pipe.expire(key, KEPT_S)


def _sets(mesh: str, service: str) -> tuple[str, str, str]:
    return keys.runs_of(mesh), keys.runs_of(mesh, service), keys.changes_of(mesh, service)
