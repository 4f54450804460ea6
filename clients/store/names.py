"""Apps that joined under a name of their own: their Heroku names, and what they were before."""

from dataclasses import replace

from redis.client import Pipeline
from redis.exceptions import WatchError

from clients.store import codec, keys
from clients.store.connection import Connection, redis_failures, text
from clients.store.record import append, log_committed
from mesh.joined import Joined
from mesh.record import Entry
from mesh.run import Run


class AppNames:
    """The part of `mesh.ports.Store` that is about apps which joined."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def all_of(self, mesh: str) -> dict[str, str]:
        with redis_failures(f"the names of the apps of the mesh {mesh} were read"):
            return _texts(self._redis.hgetall(keys.apps(mesh)))

    def joined(self, mesh: str) -> dict[str, Joined]:
        with redis_failures(f"what the apps of the mesh {mesh} were before was read"):
            kept = _texts(self._redis.hgetall(keys.joined(mesh)))
        return {service: codec.joined_from(raw) for service, raw in kept.items()}

    def keep(self, mesh: str, joined: Joined, entry: Entry) -> bool:
        with redis_failures(f"the name of `{joined.app}` was kept"), self._redis.pipeline() as pipe:
            while True:
                pipe.watch(keys.apps(mesh))  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
                kept = _texts(pipe.hgetall(keys.apps(mesh)))
                if kept.get(joined.service) == joined.app:
                    return True
                is_renamed = joined.renamed_from != "" and kept.get(joined.service) == joined.renamed_from
                if (joined.service in kept and not is_renamed) or joined.app in kept.values():
                    return False
                earlier = text(pipe.hget(keys.joined(mesh), joined.service)) if is_renamed else ""
                kept_now = replace(joined, before=codec.joined_from(earlier).before) if earlier else joined
                pipe.multi()
                pipe.hset(keys.apps(mesh), joined.service, joined.app)
                pipe.hset(keys.joined(mesh), joined.service, codec.joined_json(kept_now))
                append(pipe, entry)
                try:
                    pipe.execute()
                except WatchError:  # another app's name was kept or forgotten at this moment: look again
                    continue
                log_committed(entry)
                return True


def forget(pipe: Pipeline, run: Run, app: str) -> None:
    """Take away, with the rest of a transaction, all that is kept of an app that has left the mesh."""
    for key in (keys.apps(run.asking.mesh), keys.joined(run.asking.mesh), keys.left(run.asking.mesh)):
        pipe.hdel(key, run.service)
    pipe.srem(keys.seen_apps(run.asking.mesh), run.service)
    pipe.delete(keys.creation(app))


def _texts(fields: dict[bytes | str, bytes | str]) -> dict[str, str]:
    return {text(name): text(value) for name, value in fields.items()}
