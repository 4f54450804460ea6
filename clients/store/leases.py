"""Leases on runs, and the due set that they keep up: whoever dies, the run comes due when its lease would have ended."""

from collections.abc import Callable
from datetime import datetime

from clients.store import keys, scripts
from clients.store.connection import Connection, redis_failures, text

LEASE_S = 12
IN_VAIN = "in_vain"  # a field of the run's hash: how often it was taken up since somebody got on with it


class LeaseStore:
    """Fulfils `mesh.ports.Leases`."""

    def __init__(self, connection: Connection, now: Callable[[], datetime]) -> None:
        self._redis = connection
        self._now = now
        self._take = connection.register_script(scripts.TAKE_LEASE)
        self._renew = connection.register_script(scripts.RENEW_LEASE)
        self._give_back = connection.register_script(scripts.GIVE_BACK_LEASE)

    def take(self, run_id: str, holder: str) -> int | None:
        with redis_failures(f"run {run_id} was taken up"):
            epoch = self._take(
                keys=[keys.lease(run_id), keys.run(run_id), keys.DUE], args=[holder, LEASE_S * 1000, self._lease_end(), run_id]
            )
        return None if epoch is None else int(epoch)

    def renew(self, run_id: str, holder: str) -> bool:
        with redis_failures(f"the lease on {run_id} was renewed"):
            return bool(self._renew(keys=[keys.lease(run_id), keys.DUE], args=[holder, LEASE_S * 1000, self._lease_end(), run_id]))

    def give_back(self, run_id: str, holder: str, look_again_at: datetime | None, *, in_order: bool = True) -> None:
        at = "" if look_again_at is None else look_again_at.timestamp()
        with redis_failures(f"the lease on {run_id} was given back"):
            self._give_back(keys=[keys.lease(run_id), keys.DUE, keys.run(run_id)], args=[holder, at, run_id, int(in_order)])

    def in_vain(self, run_id: str) -> int:
        with redis_failures(f"how often {run_id} was taken up was looked up"):
            return int(text(self._redis.hget(keys.run(run_id), IN_VAIN)) or 0)

    def _lease_end(self) -> float:
        return self._now().timestamp() + LEASE_S
