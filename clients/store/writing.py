"""The mesh's claim: which run writes to a mesh's Kong right now, and how often runs have."""

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text

WRITING_MS = 30_000  # longer than one request to Kong with its time-outs
COUNTED_S = 30 * 24 * 3600  # as long as runs are kept


class KongWrites:
    """The part of `mesh.ports.Store` that is about writing to Kong."""

    def __init__(self, connection: Connection) -> None:
        self._redis = connection

    def count_of_others(self, mesh: str, run_id: str) -> int:
        with redis_failures(f"the writes to the mesh {mesh} were counted"):
            all_writes, own = self._redis.mget(keys.kong_writes(mesh), keys.kong_writes_of(mesh, run_id))
            return int(text(all_writes) or 0) - int(text(own) or 0)

    def begin(self, mesh: str, run_id: str) -> bool:
        with redis_failures(f"the mesh {mesh} was claimed"):
            return bool(self._redis.set(keys.writing(mesh), run_id, nx=True, px=WRITING_MS)) or self._is_writing(mesh, run_id)

    def end(self, mesh: str, run_id: str) -> None:
        with redis_failures(f"the claim on the mesh {mesh} was given up"):
            self._redis.incr(keys.kong_writes(mesh))
            self._redis.incr(keys.kong_writes_of(mesh, run_id))
            self._redis.expire(keys.kong_writes_of(mesh, run_id), COUNTED_S)
            if self._is_writing(mesh, run_id):
                self._redis.delete(keys.writing(mesh))

    def _is_writing(self, mesh: str, run_id: str) -> bool:
        return text(self._redis.get(keys.writing(mesh))) == run_id
