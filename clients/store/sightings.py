"""What was last seen of each mesh, for a minute, and files on their way to a thread."""

from collections.abc import Collection

from pydantic import ValidationError

from clients.store import codec, keys
from clients.store.connection import Connection, redis_failures, text
from mesh.status import MeshSeen

SEEN_S = 60
NAMES_S = 30 * 24 * 3600
FILE_S = 3600


class SightingStore:
    """Fulfils `mesh.ports.Sightings`."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def last(self, mesh: str) -> MeshSeen | None:
        with redis_failures(f"what was seen of the mesh {mesh} was read"):
            raw = text(self._redis.get(keys.status(mesh)))
        try:
            return codec.seen_from(raw) if raw else None
        except ValidationError:  # kept by another version of meshbot
            return None

    def keep(self, seen: MeshSeen) -> None:
        with redis_failures(f"what was seen of the mesh {seen.mesh} was kept"):
            self._redis.set(keys.status(seen.mesh), codec.seen_json(seen), ex=SEEN_S)

    def keep_names(self, mesh: str, names: Collection[str]) -> None:
        if not names:
            return
        with redis_failures(f"the names of the apps of the mesh {mesh} were kept"):
            pipe = self._redis.pipeline()
            pipe.sadd(keys.seen_apps(mesh), *names)
            pipe.expire(keys.seen_apps(mesh), NAMES_S)
            pipe.execute()

    def put_file(self, run_id: str, content: str) -> None:
        with redis_failures(f"a file of {run_id} was kept"):
            self._redis.set(keys.file(run_id), content.encode(), ex=FILE_S)

    def file(self, run_id: str) -> str:
        with redis_failures(f"a file of {run_id} was read"):
            return text(self._redis.get(keys.file(run_id)))

    def drop_file(self, run_id: str) -> None:
        with redis_failures(f"a file of {run_id} was dropped"):
            self._redis.delete(keys.file(run_id))
